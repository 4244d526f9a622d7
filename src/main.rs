//! The `homeostat` program: what-if treatments on an ensemble of plausible twins.

mod commands;
mod output;

use clap::Parser;
use commands::Cli;
use output::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::dispatch(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Err(Failure::Said { message, code }) => {
            output::complain(&message);
            ExitCode::from(code)
        }
    }
}
