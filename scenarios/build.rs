//! A scenario or a medicine added to the library is embedded by the next build.

fn main() {
    println!("cargo::rerun-if-changed=book");
    println!("cargo::rerun-if-changed=library");
    println!("cargo::rerun-if-changed=../physiology/drugs");
}
