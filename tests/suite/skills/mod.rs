mod adding;
mod finding;
mod taxonomy;
