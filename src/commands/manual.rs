//! `homeostat manual`: the language, and the pages of medicines and of conditions.

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
    let failed = |path: &std::path::Path, error: &std::io::Error| {
        Failure::bad_input(format!("{}: {error}", path.display()))
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for drug in Shelf::library().iter() {
        let path = folder.join(format!("{}.md", drug.name));
        std::fs::write(&path, page(drug)).map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}
