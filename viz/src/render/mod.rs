//! A scene as pixels, by wgpu, without a window.

mod atlas;
mod dash;
mod device;
mod mesh;
mod pipeline;
mod png;
mod target;

use crate::Scene;

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// This machine has neither a GPU nor a driver that draws on the CPU.
    #[error(
        "no graphics adapter on this machine, so no PNG \
         (on Debian: apt-get install mesa-vulkan-drivers); the SVG shows the same picture"
    )]
    NoAdapter,
    /// An adapter was found, and then refused to work.
    #[error("the graphics adapter {adapter} failed: {reason}")]
    Adapter {
        /// Its name.
        adapter: String,
        /// What it said.
        reason: String,
    },
    /// The picture is empty, or larger than the adapter can draw.
    #[error("a picture of {width} x {height} pixels cannot be drawn here (at most {most} a side)")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// The most an adapter takes.
        most: u32,
    },
    /// A shape could not be cut into triangles, or the picture not encoded.
    #[error("the picture could not be made: {0}")]
    Picture(String),
}

/// A picture in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Red, green, blue and opacity of each pixel, sRGB-encoded, from the top left, row by row.
    pub rgba: Vec<u8>,
}

impl Image {
    /// Red, green, blue and opacity of one pixel, if it is inside.
    pub fn pixel(&self, x: u32, y: u32) -> Option<[u8; 4]> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let at = 4 * (y as usize * self.width as usize + x as usize);
        self.rgba.get(at..at + 4)?.try_into().ok()
    }

    /// The picture as the bytes of a PNG file, with a title and a description inside.
    pub fn to_png(&self, title: &str, description: &str) -> Result<Vec<u8>, RenderError> {
        png::encode(self, title, description)
            .map_err(|error| RenderError::Picture(error.to_string()))
    }
}

/// Draws a scene with `scale` pixels per page unit, on the first adapter that answers:
/// a GPU, or a driver that draws on the CPU.
pub fn draw(scene: &Scene, scale: f32) -> Result<Image, RenderError> {
    let pixels = |length: f64| (length * f64::from(scale)).round().clamp(0.0, 1e9) as u32;
    let (width, height) = (pixels(scene.size.width), pixels(scene.size.height));
    // Opening a device and cutting shapes into triangles take about as long.
    let (device, mesh) = std::thread::scope(|scope| {
        let mesh = scope.spawn(|| mesh::Mesh::of(scene, scale));
        (device::Device::open(), mesh.join())
    });
    let mesh = mesh.map_err(|_| RenderError::Picture("a shape was malformed".into()))??;
    target::paint(&device?, &mesh, width, height)
}
