//! `homeostat manual`: the language, and the pages of medicines and of conditions.

use crate::output::folder::Folder;
use crate::output::{Failure, put};
use scenarios::medicine::{Shelf, page};
use std::path::PathBuf;

/// Arguments of `manual`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Write a page for each medicine of the library into this folder instead
    #[arg(long, value_name = "FOLDER")]
    medicines: Option<PathBuf>,
    /// Print what there is to say of all conditions and procedures instead
    #[arg(long)]
    conditions: bool,
}

/// Prints the manual, or writes the medicines' pages.
pub fn manual(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.conditions {
        return put(&scenarios::condition::pages());
    }
    let Some(folder) = &arguments.medicines else {
        return put(&scenarios::manual::manual());
    };
    let folder = Folder::open(folder)?;
    for drug in Shelf::library().iter() {
        let written = folder.write(&format!("{}.md", drug.name), page(drug).as_bytes());
        written.map_err(Failure::other)?;
    }
    Ok(())
}
