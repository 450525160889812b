//! Tells cargo that the program embeds migrations, templates' and static files' contents.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=static");
}
