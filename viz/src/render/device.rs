//! The adapter that draws.

use super::RenderError;

/// An open device, and what it can do.
pub(super) struct Device {
    pub name: String,
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    /// Samples per pixel: 4, or 1 where the adapter lacks it.
    pub samples: u32,
}

/// Pixels hold sRGB-encoded numbers and are blended as such, which is what an SVG viewer
/// does with the same opacities; a format that converts would blend to other colours.
pub(super) const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;

impl Device {
    /// Tries Vulkan first, since looking for GL is slow and noisy without a display.
    pub fn open() -> Result<Self, RenderError> {
        let mut failed = RenderError::NoAdapter;
        for backends in [wgpu::Backends::VULKAN, wgpu::Backends::all()] {
            match pollster::block_on(open(backends)) {
                Ok(device) => return Ok(device),
                Err(RenderError::NoAdapter) => {}
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    /// A device that is open already, such as a window's.
    pub fn of(adapter: &wgpu::Adapter, device: wgpu::Device, queue: wgpu::Queue) -> Self {
        let features = adapter.get_texture_format_features(FORMAT).flags;
        let smooth = wgpu::TextureFormatFeatureFlags::MULTISAMPLE_X4
            | wgpu::TextureFormatFeatureFlags::MULTISAMPLE_RESOLVE;
        Self {
            name: adapter.get_info().name,
            device,
            queue,
            samples: if features.contains(smooth) { 4 } else { 1 },
        }
    }

    /// An error of this adapter.
    pub fn error(&self, reason: impl ToString) -> RenderError {
        RenderError::Adapter {
            adapter: self.name.clone(),
            reason: reason.to_string(),
        }
    }
}

async fn open(backends: wgpu::Backends) -> Result<Device, RenderError> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends,
        // Without the driver's own debugging, which prints; wgpu validates all the same.
        flags: wgpu::InstanceFlags::empty(),
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let adapter = instance
        .request_adapter(&wgpu::RequestAdapterOptions::default())
        .await
        .map_err(|_| RenderError::NoAdapter)?;
    let name = adapter.get_info().name;
    let limits = wgpu::Limits::downlevel_defaults().using_resolution(adapter.limits());
    let (device, queue) = adapter
        .request_device(&wgpu::DeviceDescriptor {
            required_limits: limits,
            ..wgpu::DeviceDescriptor::default()
        })
        .await
        .map_err(|error| RenderError::Adapter {
            adapter: name.clone(),
            reason: error.to_string(),
        })?;
    Ok(Device::of(&adapter, device, queue))
}
