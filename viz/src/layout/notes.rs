//! The right column: words about reference ranges and limits, moved apart where they meet.

use super::words::EVENT;
use crate::{Color, Rect, Scene};

/// Words that belong to a height.
pub(super) struct Note {
    lines: Vec<String>,
    middle: f64,
    color: Color,
}

impl Note {
    pub fn new(label: &str, middle: f64, color: Color, room: f64) -> Self {
        Self {
            lines: EVENT.wrap(label, room),
            middle,
            color,
        }
    }

    fn height(&self) -> f64 {
        self.lines.len() as f64 * EVENT.line()
    }
}

/// The height all of them need.
pub(super) fn notes_height(notes: &[Note]) -> f64 {
    notes.iter().map(Note::height).sum()
}

/// Draws each as near its height as the others and the panel allow.
pub(super) fn draw_notes(scene: &mut Scene, notes: &mut [Note], left: f64, panel: Rect) {
    notes.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    let mut tops = Vec::with_capacity(notes.len());
    // Down from the top of the panel, then back up from its foot.
    let mut free = panel.top;
    for note in notes.iter() {
        let top = (note.middle - 0.5 * note.height()).max(free);
        tops.push(top);
        free = top + note.height();
    }
    let mut foot = panel.bottom;
    for (note, top) in notes.iter().zip(&mut tops).rev() {
        *top = top.min(foot - note.height());
        foot = *top;
    }
    for (note, top) in notes.iter().zip(tops) {
        EVENT
            .colored(note.color)
            .put_lines(scene, left, top, &note.lines);
    }
}
