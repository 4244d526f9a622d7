//! The left column: what a row shows.

use super::words::{BODY, NAME, NOTE, Words};
use crate::{Figure, Panel, PanelKind, Point, Scene, Shape, arm_style};

/// Room for the short line in front of an arm's name.
pub(super) const SWATCH: f64 = 28.0;

/// Width of the longest name, were it on one line.
pub(super) fn widest(figure: &Figure) -> f64 {
    let panels = figure.panels.iter().map(|panel| {
        let (title, notes) = parts(panel);
        NAME.width(&title).max(
            notes
                .iter()
                .fold(0.0, |most, note| most.max(NOTE.width(note))),
        )
    });
    let arms = figure.arms.iter().filter(|arm| !arm.hidden);
    let arms = arms.map(|arm| SWATCH + BODY.width(&arm.name));
    let axis = BODY.width(&time_title(figure));
    panels.chain(arms).fold(axis, f64::max) + 4.0
}

/// The name of a panel, wrapped.
pub(super) struct PanelName {
    lines: Vec<(Words, String)>,
}

impl PanelName {
    pub fn of(panel: &Panel, room: f64) -> Self {
        let (title, notes) = parts(panel);
        let mut lines: Vec<_> = NAME
            .wrap(&title, room)
            .into_iter()
            .map(|line| (NAME, line))
            .collect();
        for note in notes {
            lines.extend(NOTE.wrap(&note, room).into_iter().map(|line| (NOTE, line)));
        }
        Self { lines }
    }

    pub fn height(&self) -> f64 {
        self.lines.iter().map(|(words, _)| words.line()).sum()
    }

    pub fn draw(&self, scene: &mut Scene, left: f64, top: f64) {
        let mut top = top;
        for (words, line) in &self.lines {
            top = words.put_lines(scene, left, top, std::slice::from_ref(line));
        }
    }
}

/// The title of the time axis.
pub(super) fn time_title(figure: &Figure) -> String {
    match figure.time.unit.name() {
        "" => figure.time.label.clone(),
        unit => format!("{} ({unit})", figure.time.label),
    }
}

/// The short line that stands for an arm, in its colour and dash.
pub(super) fn draw_swatch(scene: &mut Scene, arm: usize, left: f64, middle: f64) {
    let style = arm_style(arm);
    scene.push(Shape::Polyline {
        points: vec![
            Point::new(left, middle),
            Point::new(left + SWATCH - 6.0, middle),
        ],
        width: 2.4,
        color: style.color,
        dash: style.dash.to_vec(),
    });
}

fn parts(panel: &Panel) -> (String, Vec<String>) {
    let mut notes = Vec::new();
    if let PanelKind::Difference { from } = &panel.kind {
        notes.push(format!("difference from “{from}”"));
    }
    if !panel.unit.is_empty() {
        notes.push(panel.unit.clone());
    }
    (panel.quantity.clone(), notes)
}
