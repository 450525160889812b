mod disbelieving;
mod entering;
mod linking;
