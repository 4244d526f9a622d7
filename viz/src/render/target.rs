//! Painting a mesh into a texture, and reading it back.

use std::sync::mpsc;
use std::time::Duration;

use wgpu::util::DeviceExt;

use super::device::{Device, FORMAT};
use super::mesh::Mesh;
use super::pipeline::{bindings, pipeline};
use super::{Image, RenderError};

/// An adapter that has not answered by then is not going to.
const PATIENCE: Duration = Duration::from_secs(60);

/// Paints a mesh on a picture of that many pixels.
pub(super) fn paint(
    gpu: &Device,
    mesh: &Mesh,
    width: u32,
    height: u32,
) -> Result<Image, RenderError> {
    let most = gpu.device.limits().max_texture_dimension_2d;
    if width == 0 || height == 0 || width > most || height > most {
        return Err(RenderError::Size {
            width,
            height,
            most,
        });
    }
    if mesh.atlas.height() > most {
        return Err(RenderError::Picture("the letters are too large".into()));
    }
    // Caught here, an error is a value; uncaught, wgpu would end the program.
    let invalid = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
    let memory = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
    let internal = gpu.device.push_error_scope(wgpu::ErrorFilter::Internal);
    let image = render(gpu, mesh, width, height);
    for scope in [internal, memory, invalid] {
        if let Some(error) = pollster::block_on(scope.pop()) {
            return Err(gpu.error(error));
        }
    }
    image
}

fn render(gpu: &Device, mesh: &Mesh, width: u32, height: u32) -> Result<Image, RenderError> {
    let device = &gpu.device;
    let pipeline = pipeline(gpu);
    let bindings = bindings(gpu, mesh, &pipeline, width, height);
    let buffer = |contents: &[u8], usage| {
        device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: None,
            contents,
            usage,
        })
    };
    let vertices = buffer(
        bytemuck::cast_slice(&mesh.corners.vertices),
        wgpu::BufferUsages::VERTEX,
    );
    let indices = buffer(
        bytemuck::cast_slice(&mesh.corners.indices),
        wgpu::BufferUsages::INDEX,
    );

    let usage = wgpu::TextureUsages::RENDER_ATTACHMENT;
    let page = texture(
        device,
        width,
        height,
        1,
        usage | wgpu::TextureUsages::COPY_SRC,
    );
    let page_view = page.create_view(&wgpu::TextureViewDescriptor::default());
    let smooth = (gpu.samples > 1).then(|| {
        texture(device, width, height, gpu.samples, usage)
            .create_view(&wgpu::TextureViewDescriptor::default())
    });
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    {
        let attachment = wgpu::RenderPassColorAttachment {
            view: smooth.as_ref().unwrap_or(&page_view),
            depth_slice: None,
            resolve_target: smooth.as_ref().map(|_| &page_view),
            ops: wgpu::Operations {
                load: wgpu::LoadOp::Clear(wgpu::Color::WHITE),
                store: match smooth {
                    Some(_) => wgpu::StoreOp::Discard,
                    None => wgpu::StoreOp::Store,
                },
            },
        };
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            color_attachments: &[Some(attachment)],
            ..wgpu::RenderPassDescriptor::default()
        });
        if !mesh.corners.indices.is_empty() {
            pass.set_pipeline(&pipeline);
            pass.set_bind_group(0, &bindings, &[]);
            pass.set_vertex_buffer(0, vertices.slice(..));
            pass.set_index_buffer(indices.slice(..), wgpu::IndexFormat::Uint32);
        }
        let mut start = 0;
        for &(clip, end) in &mesh.parts {
            let [left, top, across, down] = clip.map_or([0, 0, width, height], |clip| {
                mesh.pixels(&clip, width, height)
            });
            if across > 0 && down > 0 && end > start {
                pass.set_scissor_rect(left, top, across, down);
                pass.draw_indexed(start..end, 0, 0..1);
            }
            start = end;
        }
    }
    read_back(gpu, encoder, &page, width, height)
}

fn texture(
    device: &wgpu::Device,
    width: u32,
    height: u32,
    sample_count: u32,
    usage: wgpu::TextureUsages,
) -> wgpu::Texture {
    device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d {
            width,
            height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count,
        dimension: wgpu::TextureDimension::D2,
        format: FORMAT,
        usage,
        view_formats: &[],
    })
}

/// Submits the work, waits, and takes the padding off each row.
fn read_back(
    gpu: &Device,
    mut encoder: wgpu::CommandEncoder,
    page: &wgpu::Texture,
    width: u32,
    height: u32,
) -> Result<Image, RenderError> {
    let row = 4 * width;
    let padded = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: u64::from(padded) * u64::from(height),
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    encoder.copy_texture_to_buffer(
        page.as_image_copy(),
        wgpu::TexelCopyBufferInfo {
            buffer: &buffer,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(padded),
                rows_per_image: None,
            },
        },
        page.size(),
    );
    gpu.queue.submit([encoder.finish()]);
    let (send, receive) = mpsc::channel();
    buffer.map_async(wgpu::MapMode::Read, .., move |mapped| {
        // The receiver is below, in this function.
        let _ = send.send(mapped);
    });
    let wait = wgpu::PollType::Wait {
        submission_index: None,
        timeout: Some(PATIENCE),
    };
    gpu.device.poll(wait).map_err(|error| gpu.error(error))?;
    let mapped = receive.try_recv().map_err(|error| gpu.error(error))?;
    mapped.map_err(|error| gpu.error(error))?;
    let bytes = buffer
        .get_mapped_range(..)
        .map_err(|error| gpu.error(error))?;
    let rgba = bytes
        .chunks_exact(padded as usize)
        .flat_map(|line| &line[..row as usize])
        .copied()
        .collect();
    Ok(Image {
        width,
        height,
        rgba,
    })
}
