//! Pictures of `render`: each as SVG, and as PNG where there is what draws it.

use super::folder::Folder;
use super::{Failure, complain};
use engine::recording::Written;
use viz::{Look, PNG_SCALE, Painter, Scene, Theme, svg};

/// Writes pictures into a folder.
pub struct Pictures<'a> {
    folder: &'a Folder,
    painter: Option<Painter>,
    written: Vec<Written>,
}

impl<'a> Pictures<'a> {
    /// Says where there is nothing that draws PNG.
    pub fn into_folder(folder: &'a Folder) -> Self {
        let painter = Painter::open();
        if let Err(error) = &painter {
            complain(&error.to_string());
        }
        Self {
            folder,
            painter: painter.ok(),
            written: Vec::new(),
        }
    }

    /// Draws a scene: as SVG, and as PNG of so many pixels to a unit of the page. Nothing of it is written
    /// where that cannot be.
    pub fn draw(&mut self, name: &str, scene: &Scene, scale: f32) -> Result<(), Failure> {
        let png = self.painter.as_ref().map(|painter| {
            let image = painter.draw(scene, scale);
            image.and_then(|image| image.to_png(&scene.title, &scene.description))
        });
        let png = png.transpose().map_err(Failure::other)?;
        self.write(&format!("{name}.svg"), svg(scene).as_bytes())?;
        png.map_or(Ok(()), |png| self.write(&format!("{name}.png"), &png))
    }

    /// Draws a scene whose form is its own: as large as that many pixels let it be.
    pub fn draw_into(
        &mut self,
        name: &str,
        scene: &Scene,
        size: Option<(u32, u32)>,
    ) -> Result<(), Failure> {
        let scale = size.map_or(PNG_SCALE, |(width, height)| {
            let across = f64::from(width) / scene.size.width;
            across.min(f64::from(height) / scene.size.height) as f32
        });
        self.draw(name, scene, scale)
    }

    /// Writes what stands beside the pictures.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let file = self.folder.write(name, bytes).map_err(Failure::other)?;
        self.written.push(file);
        Ok(())
    }

    /// What was written.
    pub fn written(self) -> Vec<Written> {
        self.written
    }
}

/// Dark on light, or light on dark.
pub fn look(dark: bool) -> Look {
    let theme = match dark {
        true => Theme::Dark,
        false => Theme::Light,
    };
    Look { theme, bare: false }
}
