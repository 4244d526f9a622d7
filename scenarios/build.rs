//! A scenario added to the library is embedded by the next build.

fn main() {
    println!("cargo::rerun-if-changed=library");
}
