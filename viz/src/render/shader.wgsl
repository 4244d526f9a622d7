// One pipeline for everything: a colour, times the coverage at a texel of the letter atlas.
// Shapes that are not letters point at the texel that is fully covered.

struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) texel: vec2<f32>,
    @location(1) color: vec4<f32>,
}

// Pixels across and down.
@group(0) @binding(0) var<uniform> page: vec4<f32>;
@group(0) @binding(1) var atlas: texture_2d<f32>;

@vertex
fn place(
    @location(0) position: vec2<f32>,
    @location(1) texel: vec2<f32>,
    @location(2) color: vec4<f32>,
) -> Corner {
    var corner: Corner;
    let share = position / page.xy;
    corner.position = vec4<f32>(2.0 * share.x - 1.0, 1.0 - 2.0 * share.y, 0.0, 1.0);
    corner.texel = texel;
    corner.color = color;
    return corner;
}

@fragment
fn shade(corner: Corner) -> @location(0) vec4<f32> {
    let covered = textureLoad(atlas, vec2<i32>(floor(corner.texel)), 0).r;
    let alpha = corner.color.a * covered;
    return vec4<f32>(corner.color.rgb * alpha, alpha);
}
