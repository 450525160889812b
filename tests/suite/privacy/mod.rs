mod exporting;
mod forgetting;
mod leaving;
