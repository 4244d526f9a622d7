//! Painting a mesh into a texture, and reading it back.

use std::sync::mpsc;
use std::time::Duration;

use wgpu::util::DeviceExt;

use super::device::{Device, FORMAT};
use super::mesh::{Mesh, Part};
use super::pipeline::bindings;
use super::{Image, Pipelines, RenderError, dense};

/// An adapter that has not answered by then is not going to.
const PATIENCE: Duration = Duration::from_secs(60);

/// Paints a mesh on a texture of that many pixels, and gives it to `then` with its commands, which
/// submits them.
pub(super) fn paint<T>(
    gpu: &Device,
    pipelines: &Pipelines,
    mesh: &Mesh,
    (width, height): (u32, u32),
    then: impl FnOnce(wgpu::CommandEncoder, wgpu::Texture) -> Result<T, RenderError>,
) -> Result<T, RenderError> {
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
    let (encoder, page) = render(gpu, pipelines, mesh, width, height);
    let done = then(encoder, page);
    for scope in [internal, memory, invalid] {
        if let Some(error) = pollster::block_on(scope.pop()) {
            return Err(gpu.error(error));
        }
    }
    done
}

fn render(
    gpu: &Device,
    pipelines: &Pipelines,
    mesh: &Mesh,
    width: u32,
    height: u32,
) -> (wgpu::CommandEncoder, wgpu::Texture) {
    let device = &gpu.device;
    let bindings = bindings(gpu, mesh, &pipelines.scene, width, height);
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
        usage | wgpu::TextureUsages::COPY_SRC | wgpu::TextureUsages::TEXTURE_BINDING,
    );
    let page_view = page.create_view(&wgpu::TextureViewDescriptor::default());
    let smooth = (gpu.samples > 1).then(|| {
        texture(device, width, height, gpu.samples, usage)
            .create_view(&wgpu::TextureViewDescriptor::default())
    });
    let [r, g, b] = mesh.ground.rgb.map(|part| f64::from(part) / 255.0);
    let clear = wgpu::Color { r, g, b, a: 1.0 };
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let ready: Vec<_> = (mesh.dense.iter())
        .map(|dense| {
            let pipelines = pipelines.dense.get_or_init(|| dense::Pipelines::on(gpu));
            let place = mesh.pixels(&dense.area, width, height);
            pipelines.count(gpu, &mut encoder, dense, place, mesh.scale)
        })
        .collect();
    {
        let attachment = wgpu::RenderPassColorAttachment {
            view: smooth.as_ref().unwrap_or(&page_view),
            depth_slice: None,
            resolve_target: smooth.as_ref().map(|_| &page_view),
            ops: wgpu::Operations {
                load: wgpu::LoadOp::Clear(clear),
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
        let mut start = 0;
        for part in &mesh.parts {
            let (clip, end) = match part {
                Part::Triangles(clip, end) => (clip, *end),
                Part::Dense(index) => {
                    if let (Some(ready), Some(dense)) = (&ready[*index], &pipelines.dense.get()) {
                        dense.draw(&mut pass, ready);
                    }
                    continue;
                }
            };
            let [left, top, across, down] = clip.as_ref().map_or([0, 0, width, height], |clip| {
                mesh.pixels(clip, width, height)
            });
            if across > 0 && down > 0 && end > start {
                pass.set_pipeline(&pipelines.scene);
                pass.set_bind_group(0, &bindings, &[]);
                pass.set_vertex_buffer(0, vertices.slice(..));
                pass.set_index_buffer(indices.slice(..), wgpu::IndexFormat::Uint32);
                pass.set_scissor_rect(left, top, across, down);
                pass.draw_indexed(start..end, 0, 0..1);
            }
            start = end;
        }
    }
    (encoder, page)
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
pub(super) fn read_back(
    gpu: &Device,
    mut encoder: wgpu::CommandEncoder,
    page: &wgpu::Texture,
) -> Result<Image, RenderError> {
    let (width, height) = (page.width(), page.height());
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
