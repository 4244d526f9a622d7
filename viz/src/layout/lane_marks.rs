//! The marks of one lane: events with one label together, each label clear of the others.

use super::axis::TimeScale;
use super::lane::SUB_ROW;
use super::words::EVENT;
use crate::{Anchor, Color, Glyph, LaneEvent, Marker, MarkerShape, Point, Rect, Scene, Shape};

const RADIUS: f64 = 5.0;
/// From marks to their label.
const GAP: f64 = 5.0;
/// From a label to what follows it.
const APART: f64 = 12.0;

/// Left and right edge of a bar; an instant has no right edge.
type Span = (f64, Option<f64>);

/// Events that share label and mark.
pub(super) struct Group {
    glyph: Glyph,
    spans: Vec<Span>,
    lines: Vec<String>,
}

/// Where a group stands in its lane.
#[derive(Clone)]
pub(super) struct Slot {
    /// First line of the lane used, and how many.
    pub row: usize,
    pub rows: usize,
    left: f64,
    right: f64,
    label: f64,
    /// Lines from the first one to the marks.
    marks: usize,
    /// Whether the label lies on its own bar.
    on_bar: bool,
}

/// Groups in the order of their first event.
pub(super) fn groups(events: &[&LaneEvent], time: &TimeScale) -> Vec<Group> {
    let mut sorted = events.to_vec();
    sorted.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut found: Vec<(&LaneEvent, Vec<Span>)> = Vec::new();
    for event in sorted {
        let span = (
            time.x(event.at).max(time.left),
            event.until.map(|until| time.x(until).min(time.right)),
        );
        let same = |first: &LaneEvent| {
            first.label == event.label
                && first.glyph == event.glyph
                && first.until.is_some() == event.until.is_some()
        };
        match found.iter_mut().find(|(first, _)| same(first)) {
            Some((_, spans)) => spans.push(span),
            None => found.push((event, vec![span])),
        }
    }
    let room = 0.45 * (time.right - time.left);
    found
        .into_iter()
        .map(|(first, spans)| {
            let label = match spans.len() {
                1 => first.label.clone(),
                many => format!("{} ×{many}", first.label),
            };
            Group {
                glyph: first.glyph,
                spans,
                lines: EVENT.wrap(&label, room),
            }
        })
        .collect()
}

impl Group {
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// The highest place where neither marks nor label meet what is taken.
    pub fn find_slot(&self, taken: &[Slot], time: &TimeScale, most: usize) -> Option<Slot> {
        let ways = self.ways(time);
        (0..most).find_map(|row| {
            ways.iter()
                .map(|way| Slot { row, ..way.clone() })
                .find(|slot| {
                    slot.row + slot.rows <= most && !taken.iter().any(|other| slot.meets(other))
                })
        })
    }

    /// Where the label may stand: on its bar, after the marks, before them, or above. Bars
    /// may touch; words keep their distance.
    fn ways(&self, time: &TimeScale) -> Vec<Slot> {
        let label = EVENT.widest(&self.lines);
        let (left, right) = self.extent();
        let slot = |left: f64, right: f64, label: f64, rows: usize, marks: usize| Slot {
            row: 0,
            rows,
            left,
            right,
            label,
            marks,
            on_bar: false,
        };
        let lines = self.lines.len().max(1);
        if let [(from, Some(until))] = self.spans[..]
            && lines == 1
            && label + 12.0 <= until - from
        {
            let on_bar = true;
            return vec![Slot {
                on_bar,
                ..slot(left, right, from + 7.0, 1, 0)
            }];
        }
        let mut ways = Vec::new();
        if right + GAP + label <= time.right {
            ways.push(slot(
                left,
                right + GAP + label + APART,
                right + GAP,
                lines,
                0,
            ));
        }
        if left - GAP - label >= time.left {
            let start = left - GAP - label;
            ways.push(slot(start - APART, right, start, lines, 0));
        }
        let start = left.min(time.right - label).max(time.left);
        let end = right.max(start + label) + APART;
        ways.push(slot(start.min(left), end, start, lines + 1, lines));
        ways
    }

    fn extent(&self) -> (f64, f64) {
        self.spans.iter().fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(left, right), &(from, until)| {
                let (start, end) = match until {
                    Some(until) => (from, until.max(from)),
                    None => (from - RADIUS - 2.0, from + RADIUS + 2.0),
                };
                (left.min(start), right.max(end))
            },
        )
    }

    pub fn draw(&self, scene: &mut Scene, slot: &Slot, color: Color, top: f64, time: &TimeScale) {
        let first = top + slot.row as f64 * SUB_ROW;
        let middle = first + (slot.marks as f64 + 0.5) * SUB_ROW;
        let crowded = self
            .spans
            .windows(2)
            .any(|pair| pair[1].0 - pair[0].0 < 2.0 * RADIUS + 1.0);
        for &(from, until) in &self.spans {
            match until {
                Some(until) => draw_bar(scene, from, until, middle, color, time),
                None if crowded => draw_tick(scene, from, middle, color),
                None => scene.push(Shape::Marker(self.marker(from, middle, color))),
            }
        }
        for (index, line) in self.lines.iter().enumerate() {
            let y = first + (index as f64 + 0.5) * SUB_ROW;
            if !slot.on_bar {
                // Grid lines do not run through words.
                let rect = Rect {
                    left: slot.label - 2.0,
                    top: y - 7.0,
                    right: slot.label + EVENT.width(line) + 2.0,
                    bottom: y + 7.0,
                };
                scene.push(Shape::Rect {
                    rect,
                    fill: Color::WHITE.fade(0.85),
                });
            }
            EVENT.put(scene, slot.label, y, Anchor::Start, line);
        }
    }

    fn marker(&self, x: f64, y: f64, fill: Color) -> Marker {
        let shape = match self.glyph {
            Glyph::Dose => MarkerShape::Triangle,
            Glyph::Meal => MarkerShape::Disc,
            Glyph::Infusion => MarkerShape::Square,
            Glyph::Other => MarkerShape::Diamond,
        };
        Marker {
            shape,
            center: Point::new(x, y),
            radius: RADIUS,
            fill,
        }
    }
}

impl Slot {
    fn meets(&self, other: &Self) -> bool {
        self.row < other.row + other.rows
            && other.row < self.row + self.rows
            && self.left < other.right
            && other.left < self.right
    }
}

/// A pale bar with a firm edge where it begins and ends on this page.
fn draw_bar(scene: &mut Scene, from: f64, until: f64, middle: f64, color: Color, time: &TimeScale) {
    let until = until.max(from + 1.0);
    let (top, bottom) = (middle - 7.0, middle + 7.0);
    let mut push = |left: f64, right: f64, fill: Color| {
        let rect = Rect {
            left,
            top,
            right,
            bottom,
        };
        scene.push(Shape::Rect { rect, fill });
    };
    let drawn_short = until - from < 7.0;
    push(
        from,
        until,
        color.fade(if drawn_short { 0.7 } else { 0.22 }),
    );
    if !drawn_short {
        push(from, from + 2.0, color);
        if until < time.right {
            push(until - 2.0, until, color);
        }
    }
}

fn draw_tick(scene: &mut Scene, x: f64, middle: f64, fill: Color) {
    let rect = Rect {
        left: x - 0.8,
        top: middle - 5.0,
        right: x + 0.8,
        bottom: middle + 5.0,
    };
    scene.push(Shape::Rect { rect, fill });
}
