//! Very many courses, counted and drawn by the adapter.

use super::device::{Device, FORMAT};
use crate::courses::Lattice;
use crate::{Dense, Drawn};
use bytemuck::{Pod, Zeroable};
use wgpu::util::DeviceExt;

/// The pipelines: three that count, two that draw.
pub(super) struct Pipelines {
    tally: wgpu::ComputePipeline,
    peak: wgpu::ComputePipeline,
    extremes: wgpu::ComputePipeline,
    density: wgpu::RenderPipeline,
    line: wgpu::RenderPipeline,
    counting: wgpu::BindGroupLayout,
    drawing: wgpu::BindGroupLayout,
}

/// What the counting shader reads.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
struct Counting {
    columns: u32,
    rows: u32,
    samples: u32,
    courses: u32,
    first: f32,
    pitch: f32,
    low: f32,
    high: f32,
}

/// What the drawing shader reads.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
struct Drawing {
    color: [f32; 4],
    plot: [f32; 4],
    half: [f32; 4],
}

/// One shape, counted, and where it is drawn.
pub(super) struct Ready {
    bindings: wgpu::BindGroup,
    is_line: bool,
    /// Left, top, across and down in pixels.
    pub place: [u32; 4],
}

fn entry(
    binding: u32,
    stages: wgpu::ShaderStages,
    ty: wgpu::BufferBindingType,
) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: stages,
        ty: wgpu::BindingType::Buffer {
            ty,
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    }
}

impl Pipelines {
    pub fn on(gpu: &Device) -> Self {
        let device = &gpu.device;
        let (compute, fragment) = (wgpu::ShaderStages::COMPUTE, wgpu::ShaderStages::FRAGMENT);
        let uniform = wgpu::BufferBindingType::Uniform;
        let storage = |read_only| wgpu::BufferBindingType::Storage { read_only };
        let counting = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("counting"),
            entries: &[
                entry(0, compute, uniform),
                entry(1, compute, storage(true)),
                entry(2, compute, storage(false)),
                entry(3, compute, storage(false)),
            ],
        });
        let drawing = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("drawing"),
            entries: &[
                entry(0, fragment, uniform),
                entry(1, fragment, storage(true)),
                entry(2, fragment, storage(true)),
            ],
        });
        let layout = |groups: &wgpu::BindGroupLayout| {
            device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: None,
                bind_group_layouts: &[Some(groups)],
                immediate_size: 0,
            })
        };
        let (count, draw) = (layout(&counting), layout(&drawing));
        let counter = device.create_shader_module(wgpu::include_wgsl!("dense.wgsl"));
        let compute = |name: &str| {
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(name),
                layout: Some(&count),
                module: &counter,
                entry_point: Some(name),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            })
        };
        let drawer = device.create_shader_module(wgpu::include_wgsl!("dense_draw.wgsl"));
        let page = wgpu::ColorTargetState {
            format: FORMAT,
            blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
            write_mask: wgpu::ColorWrites::ALL,
        };
        let render = |name: &str| {
            device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some(name),
                layout: Some(&draw),
                vertex: wgpu::VertexState {
                    module: &drawer,
                    entry_point: Some("cover"),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    buffers: &[],
                },
                fragment: Some(wgpu::FragmentState {
                    module: &drawer,
                    entry_point: Some(name),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    targets: &[Some(page.clone())],
                }),
                primitive: wgpu::PrimitiveState::default(),
                depth_stencil: None,
                multisample: wgpu::MultisampleState {
                    count: gpu.samples,
                    ..wgpu::MultisampleState::default()
                },
                multiview_mask: None,
                cache: None,
            })
        };
        Self {
            tally: compute("tally"),
            peak: compute("find_peak"),
            extremes: compute("find_extremes"),
            density: render("shade_density"),
            line: render("shade_line"),
            counting,
            drawing,
        }
    }

    /// Counts a shape on a page of that many pixels; the commands go before those that draw.
    pub fn count(
        &self,
        gpu: &Device,
        encoder: &mut wgpu::CommandEncoder,
        dense: &Dense,
        place: [u32; 4],
        scale: f32,
    ) -> Option<Ready> {
        let [left, top, columns, rows] = place;
        let courses = &dense.courses;
        if columns == 0 || rows == 0 || courses.samples < 2 || courses.count() == 0 {
            return None;
        }
        let lattice = dense.lattice(columns, rows, f64::from(scale));
        let is_line = matches!(dense.drawn, Drawn::Line { .. });
        let device = &gpu.device;
        let zeros = |words: u64| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size: 4 * words,
                usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        // New buffers hold nothing but zeros.
        let words = match is_line {
            true => 2 * u64::from(columns),
            false => u64::from(columns) * u64::from(rows),
        };
        let (cells, peak) = (zeros(words), zeros(4));
        // No more at a time than one binding takes.
        let most = device.limits().max_storage_buffer_binding_size / 4;
        let at_once = (most as usize / courses.samples).clamp(1, 64 * 65_535);
        let all = if is_line { 1 } else { courses.count() };
        let mut done = 0;
        while done < all {
            let end = all.min(done + at_once);
            let some = &courses.values[done * courses.samples..end * courses.samples];
            let values: Vec<f32> = some
                .iter()
                .map(|value| if value.is_nan() { 2e37 } else { *value })
                .collect();
            let group = self.bind(gpu, &lattice, &values, (end - done) as u32, &cells, &peak);
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_bind_group(0, &group, &[]);
            if is_line {
                pass.set_pipeline(&self.extremes);
                pass.dispatch_workgroups(columns.div_ceil(64), 1, 1);
            } else {
                pass.set_pipeline(&self.tally);
                pass.dispatch_workgroups(((end - done) as u32).div_ceil(64), 1, 1);
                if end == all {
                    pass.set_pipeline(&self.peak);
                    pass.dispatch_workgroups(rows.div_ceil(64), 1, 1);
                }
            }
            done = end;
        }
        let half = match dense.drawn {
            Drawn::Line { width } => 0.5 * width as f32 * scale,
            Drawn::Density => 0.0,
        };
        let [red, green, blue] = dense.color.rgb.map(|byte| f32::from(byte) / 255.0);
        let drawing = Drawing {
            color: [red, green, blue, dense.color.alpha as f32],
            plot: [left as f32, top as f32, columns as f32, rows as f32],
            half: [half; 4],
        };
        let drawing = uniform(gpu, bytemuck::bytes_of(&drawing));
        let bindings = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &self.drawing,
            entries: &entries(&[&drawing, &cells, &peak]),
        });
        Some(Ready {
            bindings,
            is_line,
            place,
        })
    }

    /// Draws what was counted.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, ready: &Ready) {
        let [left, top, across, down] = ready.place;
        pass.set_pipeline(if ready.is_line {
            &self.line
        } else {
            &self.density
        });
        pass.set_bind_group(0, &ready.bindings, &[]);
        pass.set_scissor_rect(left, top, across, down);
        pass.draw(0..3, 0..1);
    }

    fn bind(
        &self,
        gpu: &Device,
        lattice: &Lattice,
        values: &[f32],
        courses: u32,
        cells: &wgpu::Buffer,
        peak: &wgpu::Buffer,
    ) -> wgpu::BindGroup {
        let counting = Counting {
            columns: lattice.columns,
            rows: lattice.rows,
            samples: values.len() as u32 / courses,
            courses,
            first: lattice.first,
            pitch: lattice.pitch,
            low: lattice.low,
            high: lattice.high,
        };
        let counting = uniform(gpu, bytemuck::bytes_of(&counting));
        let values = gpu
            .device
            .create_buffer_init(&wgpu::util::BufferInitDescriptor {
                label: None,
                contents: bytemuck::cast_slice(values),
                usage: wgpu::BufferUsages::STORAGE,
            });
        gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &self.counting,
            entries: &entries(&[&counting, &values, cells, peak]),
        })
    }
}

fn uniform(gpu: &Device, contents: &[u8]) -> wgpu::Buffer {
    gpu.device
        .create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: None,
            contents,
            usage: wgpu::BufferUsages::UNIFORM,
        })
}

fn entries<'a>(buffers: &[&'a wgpu::Buffer]) -> Vec<wgpu::BindGroupEntry<'a>> {
    let of = |(binding, buffer): (usize, &&'a wgpu::Buffer)| wgpu::BindGroupEntry {
        binding: binding as u32,
        resource: buffer.as_entire_binding(),
    };
    buffers.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use wgpu::naga::front::wgsl;
    use wgpu::naga::valid::{Capabilities, ValidationFlags, Validator};

    #[test]
    fn the_shaders_are_valid_without_any_extension() {
        for text in [include_str!("dense.wgsl"), include_str!("dense_draw.wgsl")] {
            let module = wgsl::parse_str(text).expect("WGSL");
            let mut validator = Validator::new(ValidationFlags::all(), Capabilities::empty());
            validator.validate(&module).expect("valid");
        }
    }
}
