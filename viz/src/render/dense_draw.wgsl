// What was found of very many courses, pixel by pixel.

struct Drawing {
    color: vec4<f32>,
    // Pixels from the left and the top of the page to the plot; columns and rows of it.
    plot: vec4<f32>,
    // Half the width of a line in pixels.
    half: vec4<f32>,
}

@group(0) @binding(0) var<uniform> drawing: Drawing;
@group(0) @binding(1) var<storage, read> cells: array<u32>;
@group(0) @binding(2) var<storage, read> peak: u32;

@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    // One triangle over everything; the scissor keeps it to the plot.
    let corner = vec2<f32>(f32((index << 1u) & 2u), f32(index & 2u));
    return vec4<f32>(2.0 * corner - 1.0, 0.0, 1.0);
}

@fragment
fn shade_density(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let place = vec2<u32>(max(at.xy - drawing.plot.xy, vec2<f32>(0.0)));
    let columns = u32(drawing.plot.z);
    if place.x >= columns || place.y >= u32(drawing.plot.w) {
        discard;
    }
    let share = f32(cells[place.y * columns + place.x]) / max(f32(peak), 1.0);
    // The root shows the few beside the many.
    let alpha = drawing.color.a * sqrt(share);
    return vec4<f32>(drawing.color.rgb * alpha, alpha);
}

@fragment
fn shade_line(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let place = at.xy - drawing.plot.xy;
    let column = u32(max(place.x, 0.0));
    if column >= u32(drawing.plot.z) {
        discard;
    }
    let top = bitcast<f32>(cells[2u * column]) - drawing.half.x;
    let bottom = bitcast<f32>(cells[2u * column + 1u]) + drawing.half.x;
    // How much of this pixel, half a pixel up and down, lies within.
    let covered = clamp(min(place.y + 0.5, bottom) - max(place.y - 0.5, top), 0.0, 1.0);
    let alpha = drawing.color.a * covered;
    return vec4<f32>(drawing.color.rgb * alpha, alpha);
}
