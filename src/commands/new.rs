//! `homeostat new`: a commented scenario to start from.

use crate::output::{Failure, complain, put};
use scenarios::template::TEMPLATE;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

/// Arguments of `new`.
#[derive(clap::Args)]
pub struct Arguments {
    /// File to write; without it the scenario is printed
    file: Option<PathBuf>,
}

/// Writes the template, never over a file that is there.
pub fn new(arguments: &Arguments) -> Result<(), Failure> {
    let Some(path) = &arguments.file else {
        return put(TEMPLATE);
    };
    let shown = path.display();
    let opened = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = opened.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::bad_input(format!("`{shown}` is there already; choose another name"))
        }
        _ => Failure::bad_input(format!("cannot write `{shown}`: {error}")),
    })?;
    if let Err(error) = file.write_all(TEMPLATE.as_bytes()) {
        // Best effort: the error worth telling is the first one.
        let _ = std::fs::remove_file(path);
        return Err(Failure::other(format!("cannot write `{shown}`: {error}")));
    }
    complain(&format!(
        "wrote {shown}; now `homeostat check {shown}`, then `homeostat run {shown}`"
    ));
    Ok(())
}
