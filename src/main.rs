//! The `homeostat` program: what-if treatments on an ensemble of plausible twins.

mod commands;
mod output;
mod serve;

use clap::Parser;
use commands::Cli;
use output::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Mesa's layer that chooses among graphics cards looks for a display and complains on standard
    // error where there is none; pictures are drawn without a display.
    // SAFETY: no other thread exists yet.
    unsafe { std::env::set_var("NODEVICE_SELECT", "1") };
    match commands::dispatch(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Err(Failure::Said { message, code }) => {
            output::complain(&message);
            ExitCode::from(code)
        }
    }
}
