mod federation;
mod joining;
mod logging_in;
