//! `homeostat view`: the window.

use super::source;
use crate::output::{Failure, complain};
use scenarios::finished::Finished;
use std::path::Path;
use window::{Opened, view};

/// Arguments of `view`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Scenario file, name from the library, or folder of a finished run; the gallery without one
    #[arg(value_name = "FILE|NAME|FOLDER")]
    scenario: Option<String>,
}

/// Opens the window.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let opened = match &arguments.scenario {
        None => Opened::Gallery,
        Some(given) if Finished::is_there(Path::new(given)) => {
            let finished = Finished::open(Path::new(given)).map_err(Failure::bad_input)?;
            Opened::Run(Box::new(finished))
        }
        Some(given) => {
            let source = source::open(given)?;
            let checked = source.check(None);
            if checked.ready.is_none() {
                // The window shows a wrong scenario too, to be put right there; not one that is no TOML.
                complain(&source::drawn(&checked));
            }
            Opened::Scenario(source)
        }
    };
    view(opened).map_err(Failure::other)
}
