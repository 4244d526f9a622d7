//! A scene cut into triangles, in pixels.

use lyon_tessellation::math::point;
use lyon_tessellation::{
    BuffersBuilder, LineCap, LineJoin, StrokeOptions, StrokeTessellator, StrokeVertex,
    VertexBuffers,
};

use super::RenderError;
use super::atlas::Atlas;
use super::dash::dashes;
use crate::{Color, Dense, Item, Point, Rect, Scene, Shape, Text, typeface};

/// A corner of a triangle.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub(super) struct Vertex {
    /// Pixels from the top left.
    pub position: [f32; 2],
    /// Texels in the atlas.
    pub texel: [f32; 2],
    /// Not multiplied by its opacity.
    pub color: [u8; 4],
}

/// All triangles in painting order, and where each part of them may show.
pub(super) struct Mesh {
    pub corners: VertexBuffers<Vertex, u32>,
    /// What is painted, in order.
    pub parts: Vec<Part>,
    /// Shapes that the adapter counts itself.
    pub dense: Vec<Dense>,
    pub atlas: Atlas,
    pub scale: f32,
    /// What lies under everything, also where a page does not end with a whole pixel.
    pub ground: Color,
    tessellator: StrokeTessellator,
}

/// One thing painted after another.
pub(super) enum Part {
    /// Triangles up to an index, inside a clip rectangle; they begin where the last ones ended.
    Triangles(Option<Rect>, u32),
    /// One of the dense shapes.
    Dense(usize),
}

/// The texel that is fully covered.
const FULL: [f32; 2] = [0.5, 0.5];

impl Mesh {
    pub fn of(scene: &Scene, scale: f32) -> Result<Self, RenderError> {
        let mut mesh = Self {
            corners: VertexBuffers::new(),
            parts: Vec::new(),
            dense: Vec::new(),
            atlas: Atlas::new(),
            scale,
            ground: ground(scene),
            tessellator: StrokeTessellator::new(),
        };
        for item in &scene.items {
            if let Shape::Dense(dense) = &item.shape {
                mesh.parts.push(Part::Dense(mesh.dense.len()));
                mesh.dense.push(dense.clone());
                continue;
            }
            mesh.add(&item.shape)?;
            let end = mesh.corners.indices.len() as u32;
            match mesh.parts.last_mut() {
                Some(Part::Triangles(clip, last)) if *clip == item.clip => *last = end,
                _ => mesh.parts.push(Part::Triangles(item.clip, end)),
            }
        }
        Ok(mesh)
    }

    /// A clip rectangle in whole pixels.
    pub fn pixels(&self, rect: &Rect, width: u32, height: u32) -> [u32; 4] {
        let scaled = |length: f64| (length * f64::from(self.scale)).round().max(0.0) as u32;
        let (left, top) = (scaled(rect.left).min(width), scaled(rect.top).min(height));
        let right = scaled(rect.right).clamp(left, width);
        let bottom = scaled(rect.bottom).clamp(top, height);
        [left, top, right - left, bottom - top]
    }

    fn add(&mut self, shape: &Shape) -> Result<(), RenderError> {
        match shape {
            Shape::Band { lower, upper, fill } => self.add_band(lower, upper, *fill),
            Shape::Polyline {
                points,
                width,
                color,
                dash,
            } => {
                for part in dashes(points, dash) {
                    self.add_line(&part, *width, *color)?;
                }
            }
            Shape::Rect { rect, fill } => self.add_fan(
                &[
                    Point::new(rect.left, rect.top),
                    Point::new(rect.right, rect.top),
                    Point::new(rect.right, rect.bottom),
                    Point::new(rect.left, rect.bottom),
                ],
                *fill,
            ),
            Shape::Marker(marker) => self.add_fan(&marker.corners(), marker.fill),
            Shape::Text(text) => self.add_text(text),
            // Cut into no triangles.
            Shape::Dense(_) => {}
        }
        Ok(())
    }

    fn corner(&mut self, at: Point, color: Color) -> u32 {
        let position = [at.x as f32 * self.scale, at.y as f32 * self.scale];
        self.push(Vertex {
            position,
            texel: FULL,
            color: bytes(color),
        })
    }

    fn push(&mut self, vertex: Vertex) -> u32 {
        self.corners.vertices.push(vertex);
        self.corners.vertices.len() as u32 - 1
    }

    /// Two triangles between each pair of neighbours.
    fn add_band(&mut self, lower: &[Point], upper: &[Point], fill: Color) {
        let mut before: Option<(u32, u32)> = None;
        for (&low, &high) in lower.iter().zip(upper) {
            let now = (self.corner(low, fill), self.corner(high, fill));
            if let Some(last) = before {
                let both = [last.0, last.1, now.0, last.1, now.1, now.0];
                self.corners.indices.extend(both);
            }
            before = Some(now);
        }
    }

    /// A convex outline.
    fn add_fan(&mut self, outline: &[Point], fill: Color) {
        let corners: Vec<_> = outline.iter().map(|&at| self.corner(at, fill)).collect();
        for pair in corners.windows(2).skip(1) {
            self.corners.indices.extend([corners[0], pair[0], pair[1]]);
        }
    }

    fn add_line(&mut self, points: &[Point], width: f64, color: Color) -> Result<(), RenderError> {
        let width = width as f32 * self.scale;
        // On a hair line a round join cannot be told from a flat one.
        let join = if width > 2.0 {
            LineJoin::Round
        } else {
            LineJoin::Bevel
        };
        let options = StrokeOptions::default()
            .with_line_width(width)
            .with_line_join(join)
            .with_line_cap(LineCap::Butt)
            .with_tolerance(0.1);
        let color = bytes(color);
        let mut output = BuffersBuilder::new(&mut self.corners, |vertex: StrokeVertex<'_, '_>| {
            let position = vertex.position().to_array();
            Vertex {
                position,
                texel: FULL,
                color,
            }
        });
        let mut finite = points
            .iter()
            .filter(|at| at.x.is_finite() && at.y.is_finite())
            .map(|at| point(at.x as f32 * self.scale, at.y as f32 * self.scale));
        let Some(first) = finite.next() else {
            return Ok(());
        };
        let mut line = self.tessellator.builder(&options, &mut output);
        line.begin(first);
        for next in finite {
            line.line_to(next);
        }
        line.end(false);
        line.build()
            .map_err(|error| RenderError::Picture(format!("{error:?}")))
    }

    /// A square of the atlas for each letter, on whole pixels so that it stays sharp.
    fn add_text(&mut self, text: &Text) {
        let scale = f64::from(self.scale);
        let bounds = text.bounds();
        let color = bytes(text.color);
        let em = text.size as f32 * self.scale;
        let (start, base) = if text.turned {
            (bounds.bottom * scale, (text.at.x * scale).round())
        } else {
            (bounds.left * scale, (text.at.y * scale).round())
        };
        let mut letters = Vec::new();
        typeface::place(&text.content, text.size, text.weight, |glyph, along| {
            letters.push((glyph, along * scale));
        });
        for (glyph, along) in letters {
            // Turned words are read upwards: along them y falls.
            let (whole, letter) = if text.turned {
                let (whole, letter) = self.atlas.letter(glyph, text.weight, em, along);
                (start.round() - whole, letter)
            } else {
                self.atlas.letter(glyph, text.weight, em, start + along)
            };
            let Some(letter) = letter else {
                continue;
            };
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(right, down)| {
                let [width, height] = letter.size;
                let x = f64::from(letter.offset[0]) + f64::from(right * width);
                let y = f64::from(letter.offset[1]) + f64::from(down * height);
                let position = if text.turned {
                    [(base + y) as f32, (whole - x) as f32]
                } else {
                    [(whole + x) as f32, (base + y) as f32]
                };
                let texel = [
                    (letter.texel[0] + right * width) as f32,
                    (letter.texel[1] + down * height) as f32,
                ];
                self.push(Vertex {
                    position,
                    texel,
                    color,
                })
            });
            let [a, b, c, d] = corners;
            self.corners.indices.extend([a, b, c, a, c, d]);
        }
    }
}

/// The colour of a first shape that covers the page, else white.
fn ground(scene: &Scene) -> Color {
    let covers = |rect: &Rect| {
        rect.left <= 0.0
            && rect.top <= 0.0
            && rect.right >= scene.size.width
            && rect.bottom >= scene.size.height
    };
    match scene.items.first() {
        Some(Item {
            clip: None,
            shape: Shape::Rect { rect, fill },
        }) if covers(rect) => *fill,
        _ => Color::WHITE,
    }
}

fn bytes(color: Color) -> [u8; 4] {
    let [red, green, blue] = color.rgb;
    let alpha = (color.alpha.clamp(0.0, 1.0) * 255.0).round() as u8;
    [red, green, blue, alpha]
}
