mod discovering;
mod generating;
