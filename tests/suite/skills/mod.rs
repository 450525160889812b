mod adding;
mod arranging;
mod finding;
mod taxonomy;
