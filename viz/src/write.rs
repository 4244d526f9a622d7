//! Figures as files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Figure, RenderError, Scene, Size, draw, layout, svg};

/// Pixels per page unit of a PNG: a page of the usual width becomes 1600 pixels wide.
pub const PNG_SCALE: f32 = 1.6;

/// Why a figure was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder or the disk refused.
    #[error("could not write {path}")]
    Io {
        /// The file wanted.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The picture could not be drawn; an SVG always can.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// Writes a figure as SVG. A reader never finds half a file: the text goes beside it first.
pub fn write_svg(path: impl AsRef<Path>, figure: &Figure) -> Result<(), WriteError> {
    replace(path.as_ref(), svg(&page(figure)).as_bytes())
}

/// Draws a figure on any wgpu adapter and writes it as PNG, in the same way.
pub fn write_png(path: impl AsRef<Path>, figure: &Figure) -> Result<(), WriteError> {
    let scene = page(figure);
    let image = draw(&scene, PNG_SCALE)?;
    replace(
        path.as_ref(),
        &image.to_png(&scene.title, &scene.description)?,
    )
}

fn page(figure: &Figure) -> Scene {
    layout(figure, Size::for_figure(figure))
}

/// Writes beside the file and renames, within one folder so that the rename is one step.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    written.map_err(|source| {
        // Best effort: the error worth telling is the first one.
        let _ = fs::remove_file(&part);
        WriteError::Io {
            path: path.to_owned(),
            source,
        }
    })
}
