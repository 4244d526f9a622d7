//! A scene as pixels, by wgpu, without a window.

mod atlas;
mod dash;
mod dense;
mod device;
mod mesh;
mod pipeline;
mod png;
mod target;

use std::cell::OnceCell;

use crate::Scene;
pub(crate) use png::encode_clear;

/// Pixels per page unit of a PNG: a page of the usual width becomes 1600 pixels wide.
pub const PNG_SCALE: f32 = 1.6;

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
    // Opening a device and cutting shapes into triangles take about as long.
    let (painter, mesh) = std::thread::scope(|scope| {
        let mesh = scope.spawn(|| mesh::Mesh::of(scene, scale));
        (Painter::open(), mesh.join())
    });
    let mesh = mesh.map_err(|_| RenderError::Picture("a shape was malformed".into()))??;
    painter?.read(&mesh, pixels(scene, scale))
}

/// An open device with its pipelines, for many pictures.
pub struct Painter {
    gpu: device::Device,
    pipelines: Pipelines,
}

/// What is compiled for a device; what is seldom wanted when it is.
struct Pipelines {
    scene: wgpu::RenderPipeline,
    dense: OnceCell<dense::Pipelines>,
}

impl Painter {
    /// On the first adapter that answers: a GPU, or a driver that draws on the CPU.
    pub fn open() -> Result<Self, RenderError> {
        Ok(Self::with(device::Device::open()?))
    }

    /// On a device that is open already, such as a window's.
    pub fn on(adapter: &wgpu::Adapter, device: wgpu::Device, queue: wgpu::Queue) -> Self {
        Self::with(device::Device::of(adapter, device, queue))
    }

    /// Draws a scene with `scale` pixels per page unit.
    pub fn draw(&self, scene: &Scene, scale: f32) -> Result<Image, RenderError> {
        self.read(&mesh::Mesh::of(scene, scale)?, pixels(scene, scale))
    }

    /// Draws a scene into a texture that can be shown: encoded sRGB in `Rgba8Unorm`.
    pub fn texture(&self, scene: &Scene, scale: f32) -> Result<wgpu::Texture, RenderError> {
        let mesh = mesh::Mesh::of(scene, scale)?;
        let size = pixels(scene, scale);
        target::paint(&self.gpu, &self.pipelines, &mesh, size, |encoder, page| {
            self.gpu.queue.submit([encoder.finish()]);
            Ok(page)
        })
    }

    fn with(gpu: device::Device) -> Self {
        let pipelines = Pipelines {
            scene: pipeline::pipeline(&gpu),
            dense: OnceCell::new(),
        };
        Self { gpu, pipelines }
    }

    fn read(&self, mesh: &mesh::Mesh, size: (u32, u32)) -> Result<Image, RenderError> {
        target::paint(&self.gpu, &self.pipelines, mesh, size, |encoder, page| {
            target::read_back(&self.gpu, encoder, &page)
        })
    }
}

fn pixels(scene: &Scene, scale: f32) -> (u32, u32) {
    let pixels = |length: f64| (length * f64::from(scale)).round().clamp(0.0, 1e9) as u32;
    (pixels(scene.size.width), pixels(scene.size.height))
}
