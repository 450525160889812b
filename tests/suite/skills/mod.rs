mod adding;
mod alerting;
mod arranging;
mod finding;
mod taxonomy;
