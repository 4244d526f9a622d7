//! One panel: the frame around its series, and the words beside it.

use super::axis::{TimeScale, ValueAxis};
use super::columns::Columns;
use super::fan;
use super::names::PanelName;
use super::notes::{Note, draw_notes, notes_height};
use super::words::NOTE;
use crate::palette::{FRAME, GRID, INK, LIMIT, REFERENCE, REFERENCE_INK};
use crate::{Anchor, Color, Panel, PanelKind, Point, Rect, Scene, Shape};

/// Where values and times are on the page.
pub(super) struct Plot<'a> {
    pub rect: Rect,
    pub time: &'a TimeScale,
    pub value: &'a ValueAxis,
}

impl Plot<'_> {
    pub fn place(&self, time: f64, value: f64) -> Point {
        Point::new(self.time.x(time), self.y(value))
    }

    pub fn y(&self, value: f64) -> f64 {
        // Far outside stays finite; the clip hides it.
        let share = self.value.share(value).clamp(-20.0, 20.0);
        self.rect.bottom - share * self.rect.height()
    }
}

/// The least height at which the words beside a panel fit.
pub(super) fn least_height(panel: &Panel, axis: &ValueAxis, columns: &Columns, least: f64) -> f64 {
    let name = PanelName::of(panel, columns.names.1 - columns.names.0);
    let notes = notes(panel, axis, columns, |_| 0.0);
    name.height().max(notes_height(&notes)).max(least)
}

/// Draws a panel whose plot has the given top and bottom.
pub(super) fn draw(
    scene: &mut Scene,
    panel: &Panel,
    plot: &Plot<'_>,
    columns: &Columns,
    guides: &[f64],
    arms: usize,
) {
    let rect = plot.rect;
    draw_reference(scene, panel, plot);
    draw_grid(scene, plot);
    for &time in guides {
        let x = plot.time.x(time);
        rule(
            scene,
            (x, rect.top),
            (x, rect.bottom),
            1.0,
            FRAME,
            &[1.5, 3.0],
        );
    }
    fan::draw(scene, plot, &panel.series, arms);
    for limit in panel
        .limits
        .iter()
        .filter(|limit| on_scale(plot.value, limit.value))
    {
        let y = plot.y(limit.value);
        rule(
            scene,
            (rect.left, y),
            (rect.right, y),
            1.2,
            LIMIT,
            &[6.0, 4.0],
        );
    }
    if !plot.value.has_data {
        let middle = 0.5 * (rect.top + rect.bottom);
        NOTE.put(
            scene,
            0.5 * (rect.left + rect.right),
            middle,
            Anchor::Middle,
            "no values",
        );
    }
    rule(
        scene,
        (rect.left, rect.top),
        (rect.left, rect.bottom),
        1.0,
        FRAME,
        &[],
    );
    rule(
        scene,
        (rect.left, rect.bottom),
        (rect.right, rect.bottom),
        1.0,
        FRAME,
        &[],
    );
    let name = PanelName::of(panel, columns.names.1 - columns.names.0);
    name.draw(scene, columns.names.0, rect.top - 3.0);
    let mut notes = notes(panel, plot.value, columns, |value| plot.y(value));
    draw_notes(scene, &mut notes, columns.notes.0, rect);
}

fn draw_reference(scene: &mut Scene, panel: &Panel, plot: &Plot<'_>) {
    let Some(range) = &panel.reference_range else {
        return;
    };
    let (top, bottom) = (plot.y(range.high), plot.y(range.low));
    if top.is_finite() && bottom.is_finite() && bottom > top {
        let rect = Rect {
            top,
            bottom,
            ..plot.rect
        };
        scene.push_clipped(
            plot.rect,
            Shape::Rect {
                rect,
                fill: REFERENCE,
            },
        );
    }
}

fn draw_grid(scene: &mut Scene, plot: &Plot<'_>) {
    let rect = plot.rect;
    for &time in &plot.time.ticks {
        let x = plot.time.x(time);
        rule(scene, (x, rect.top), (x, rect.bottom), 0.8, GRID, &[]);
    }
    let left_of = rect.left - 7.0;
    for (&tick, label) in plot.value.ticks.iter().zip(&plot.value.labels) {
        let y = plot.y(tick);
        rule(scene, (rect.left, y), (rect.right, y), 0.8, GRID, &[]);
        rule(scene, (rect.left - 4.0, y), (rect.left, y), 1.0, FRAME, &[]);
        NOTE.put(scene, left_of, y, Anchor::End, label);
    }
    if on_scale(plot.value, 0.0) && plot.value.low < 0.0 {
        let y = plot.y(0.0);
        rule(
            scene,
            (rect.left, y),
            (rect.right, y),
            1.2,
            INK.fade(0.7),
            &[],
        );
    }
}

/// The words in the right column; off the scale they stand at the edge and say so.
fn notes(panel: &Panel, axis: &ValueAxis, columns: &Columns, y: impl Fn(f64) -> f64) -> Vec<Note> {
    let room = columns.notes.1 - columns.notes.0;
    let mut notes = Vec::new();
    if let Some(range) = &panel.reference_range {
        let low = range.low.max(axis.low);
        let high = range.high.min(axis.high);
        if low <= high {
            let middle = y(0.5 * (low + high));
            notes.push(Note::new(&range.label, middle, REFERENCE_INK, room));
        } else if range.low.is_finite() && range.high.is_finite() {
            let side = if range.low > axis.high {
                "above"
            } else {
                "below"
            };
            let label = format!("{} ({side} this scale)", range.label);
            let edge = if range.low > axis.high {
                axis.high
            } else {
                axis.low
            };
            notes.push(Note::new(&label, y(edge), REFERENCE_INK, room));
        }
    }
    for limit in panel.limits.iter().filter(|limit| limit.value.is_finite()) {
        let note = if on_scale(axis, limit.value) {
            Note::new(&limit.label, y(limit.value), LIMIT, room)
        } else {
            let side = if limit.value > axis.high {
                "above"
            } else {
                "below"
            };
            let label = format!("{} ({side} this scale)", limit.label);
            Note::new(
                &label,
                y(limit.value.clamp(axis.low, axis.high)),
                LIMIT,
                room,
            )
        };
        notes.push(note);
    }
    notes
}

fn on_scale(axis: &ValueAxis, value: f64) -> bool {
    (axis.low..=axis.high).contains(&value)
}

/// A straight line.
pub(super) fn rule(
    scene: &mut Scene,
    from: (f64, f64),
    to: (f64, f64),
    width: f64,
    color: Color,
    dash: &[f64],
) {
    scene.push(Shape::Polyline {
        points: vec![Point::new(from.0, from.1), Point::new(to.0, to.1)],
        width,
        color,
        dash: dash.to_vec(),
    });
}

/// A little less height for a difference, which has one message.
pub(super) fn weight(panel: &Panel) -> f64 {
    match panel.kind {
        PanelKind::Value => 1.0,
        PanelKind::Difference { .. } => 0.8,
    }
}
