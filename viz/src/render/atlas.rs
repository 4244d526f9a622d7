//! Letters drawn once each into a shared texture.

use std::collections::HashMap;

use ab_glyph::{Font, GlyphId, point};

use crate::{Weight, typeface};

/// Texels across; letters fill it row by row.
pub(super) const WIDTH: u32 = 1024;
/// Letters start at a quarter of a pixel at best: finer is not visible.
const STEPS: f64 = 4.0;

/// Coverage of letters, one byte a texel, `WIDTH` across. The first texel is full, and
/// stands for every shape that is not a letter.
pub(super) struct Atlas {
    pub texels: Vec<u8>,
    letters: HashMap<Key, Option<Letter>>,
    x: u32,
    y: u32,
    row: u32,
}

/// Where a drawn letter is in the texture, and relative to its place on the baseline.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    pub texel: [u32; 2],
    pub size: [u32; 2],
    pub offset: [i32; 2],
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    glyph: GlyphId,
    weight: Weight,
    em: u32,
    step: u8,
}

impl Atlas {
    pub fn new() -> Self {
        let mut texels = vec![0; (2 * WIDTH) as usize];
        texels[0] = 255;
        Self {
            texels,
            letters: HashMap::new(),
            x: 2,
            y: 0,
            row: 2,
        }
    }

    pub fn height(&self) -> u32 {
        self.texels.len() as u32 / WIDTH
    }

    /// The letter at a distance along its line: its whole pixel, and its image, unless it is
    /// blank or larger than a texture row.
    pub fn letter(
        &mut self,
        glyph: GlyphId,
        weight: Weight,
        em: f32,
        along: f64,
    ) -> (f64, Option<Letter>) {
        let stepped = (along * STEPS).round() / STEPS;
        let whole = stepped.floor();
        let key = Key {
            glyph,
            weight,
            em: em.to_bits(),
            step: ((stepped - whole) * STEPS) as u8,
        };
        if let Some(&known) = self.letters.get(&key) {
            return (whole, known);
        }
        let letter = self.draw(key, em, (stepped - whole) as f32);
        self.letters.insert(key, letter);
        (whole, letter)
    }

    fn draw(&mut self, key: Key, em: f32, shift: f32) -> Option<Letter> {
        let font = typeface::font(key.weight);
        let scale = typeface::scale(font, em);
        let glyph = key.glyph.with_scale_and_position(scale, point(shift, 0.0));
        let outline = font.outline_glyph(glyph)?;
        let bounds = outline.px_bounds();
        let (width, height) = (bounds.width().ceil() as u32, bounds.height().ceil() as u32);
        let (left, top) = self.reserve(width, height)?;
        outline.draw(|x, y, coverage| {
            let at = ((top + y) * WIDTH + left + x) as usize;
            if let Some(texel) = self.texels.get_mut(at) {
                *texel = (coverage.clamp(0.0, 1.0) * 255.0).round() as u8;
            }
        });
        Some(Letter {
            texel: [left, top],
            size: [width, height],
            offset: [bounds.min.x.floor() as i32, bounds.min.y.floor() as i32],
        })
    }

    fn reserve(&mut self, width: u32, height: u32) -> Option<(u32, u32)> {
        if width >= WIDTH {
            return None;
        }
        if self.x + width > WIDTH {
            self.x = 0;
            self.y += self.row;
            self.row = 0;
        }
        self.row = self.row.max(height + 1);
        let rows = (self.y + self.row).max(self.height());
        self.texels.resize((rows * WIDTH) as usize, 0);
        let at = (self.x, self.y);
        self.x += width + 1;
        Some(at)
    }
}
