mod adding;
mod finding;
