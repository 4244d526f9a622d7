//! The what-if bench: a window in which a scenario is seen and changed.
//!
//! A crate of its own, so that only the program compiles a window: crates and tests that need none
//! do without the toolkit, which takes as long to build as all the rest. The program takes it by its
//! feature `window`, which is on unless said otherwise.
//!
//! [`view`] opens the window. [`App`] is what is in it, which a test can hold without a display: the
//! [bench](mod@bench) holds the text, what came of it and how it is looked at; a [worker] simulates on a
//! thread of its own; the [editor] makes fields of whatever the file says; the [picture] is the same
//! scene that is written as PNG and SVG, painted on the window's own device.

mod app;
pub mod bench;
mod canvas;
mod chips;
mod delta;
pub mod editor;
pub mod export;
mod finished;
mod gallery;
mod help;
mod outcomes;
mod pages;
pub mod picture;
mod plots;
mod style;
pub mod teach;
mod typing;
pub mod worker;

pub use app::{App, Opened};
pub use delta::{Delta, deltas};

use scenarios::live::Bedside;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use teach::Teach;

/// Why there is no window.
#[derive(Debug)]
pub enum ViewError {
    /// There is no display to open it on.
    NoDisplay,
    /// The display or the graphics adapter refused.
    Refused(String),
}

impl fmt::Display for ViewError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDisplay => out.write_str(
                "no display here (neither WAYLAND_DISPLAY nor DISPLAY is set), so no window; \
                 `homeostat render` makes the same pictures as files",
            ),
            Self::Refused(reason) => write!(
                out,
                "the window could not be opened: {reason}; it needs a Vulkan or GL driver (on Debian: \
                 apt-get install mesa-vulkan-drivers); `homeostat render` makes the same pictures as files",
            ),
        }
    }
}
impl std::error::Error for ViewError {}

/// Opens the window, and returns when it is closed.
///
/// # Errors
/// Where there is no display, or no adapter that draws.
pub fn view(opened: Opened) -> Result<(), ViewError> {
    open(|creation| {
        let render = creation.wgpu_render_state.clone();
        Box::new(App::new(&creation.egui_ctx, render, opened))
    })
}

/// Opens the window of a live patient, and returns when it is closed; what is written goes to a folder.
///
/// # Errors
/// Where there is no display, or no adapter that draws.
pub fn teach(bedside: Arc<Bedside>, folder: PathBuf) -> Result<(), ViewError> {
    open(|creation| Box::new(Teach::new(&creation.egui_ctx, bedside, folder).with_sound()))
}

fn open(
    make: impl FnOnce(&eframe::CreationContext<'_>) -> Box<dyn eframe::App>,
) -> Result<(), ViewError> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !set("WAYLAND_DISPLAY") && !set("DISPLAY") {
        return Err(ViewError::NoDisplay);
    }
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Homeostat")
            .with_app_id("homeostat")
            .with_inner_size([1280.0, 720.0])
            .with_min_inner_size([720.0, 480.0]),
        ..eframe::NativeOptions::default()
    };
    let run = eframe::run_native(
        "homeostat",
        options,
        Box::new(|creation| Ok(make(creation))),
    );
    run.map_err(|error| ViewError::Refused(error.to_string()))
}
