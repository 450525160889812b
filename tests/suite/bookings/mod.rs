mod accepting;
mod proposing;
mod rating;
