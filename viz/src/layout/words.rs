//! The few sizes of words on a page, and how lines of them are stacked.

use crate::palette::{INK, MUTED};
use crate::{Anchor, Color, Point, Scene, Shape, Text, Weight, typeface};

/// How words look.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub size: f64,
    pub weight: Weight,
    pub color: Color,
}

pub(super) const TITLE: Words = Words::new(21.0, Weight::Bold, INK);
pub(super) const SUBTITLE: Words = Words::new(14.5, Weight::Regular, INK);
pub(super) const ANSWER: Words = Words::new(13.0, Weight::Regular, INK);
pub(super) const NAME: Words = Words::new(13.0, Weight::Bold, INK);
pub(super) const BODY: Words = Words::new(12.5, Weight::Regular, INK);
pub(super) const NOTE: Words = Words::new(12.0, Weight::Regular, MUTED);
pub(super) const EVENT: Words = Words::new(11.5, Weight::Regular, INK);
pub(super) const FINE: Words = Words::new(10.5, Weight::Regular, MUTED);

impl Words {
    const fn new(size: f64, weight: Weight, color: Color) -> Self {
        Self {
            size,
            weight,
            color,
        }
    }

    pub fn colored(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// From one line to the next.
    pub fn line(self) -> f64 {
        typeface::LINE * self.size
    }

    pub fn width(self, content: &str) -> f64 {
        typeface::width(content, self.size, self.weight)
    }

    pub fn widest(self, lines: &[String]) -> f64 {
        lines
            .iter()
            .fold(0.0, |most, line| most.max(self.width(line)))
    }

    /// Lines no wider than `room`. A little is held back, because an SVG may be shown in
    /// another typeface and a PNG places each letter on whole pixels.
    pub fn wrap(self, content: &str, room: f64) -> Vec<String> {
        typeface::wrap(content, self.size, self.weight, (room - 2.0).max(1.0))
    }

    /// One line whose middle is at `middle`.
    pub fn put(self, scene: &mut Scene, x: f64, middle: f64, anchor: Anchor, content: &str) {
        let baseline = middle + 0.5 * (typeface::ASCENT - typeface::DESCENT) * self.size;
        scene.push(Shape::Text(Text {
            at: Point::new(x, baseline),
            anchor,
            size: self.size,
            weight: self.weight,
            color: self.color,
            turned: false,
            content: content.to_owned(),
        }));
    }

    /// Lines under one another, beginning at `left`; returns where the last one ends.
    pub fn put_lines(self, scene: &mut Scene, left: f64, top: f64, lines: &[String]) -> f64 {
        let mut bottom = top;
        for line in lines {
            self.put(scene, left, bottom + 0.5 * self.line(), Anchor::Start, line);
            bottom += self.line();
        }
        bottom
    }
}
