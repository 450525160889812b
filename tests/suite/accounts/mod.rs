mod joining;
mod logging_in;
