//! The top of the page: question, answer in words, and the key.

use super::columns::Columns;
use super::fan;
use super::names::{self, SWATCH};
use super::words::{ANSWER, BODY, NOTE, SUBTITLE, TITLE};
use crate::palette::MUTED;
use crate::{Anchor, Figure, Point, Rect, Scene, Shape, arm_style};

/// Draws the top of the page from `top`; returns where it ends.
pub(super) fn draw(scene: &mut Scene, figure: &Figure, columns: &Columns, top: f64) -> f64 {
    let left = columns.page.0;
    let mut y = TITLE.put_lines(scene, left, top, &columns.wrap(TITLE, &figure.title));
    let subtitle = columns.wrap(SUBTITLE, &figure.subtitle);
    if !subtitle.is_empty() {
        y = SUBTITLE.put_lines(scene, left, y + 3.0, &subtitle);
    }
    y = draw_arms(scene, figure, columns, y + 8.0);
    y = draw_answers(scene, figure, columns, y);
    y = draw_key(scene, figure, columns, y);
    let spread = columns.wrap(NOTE, &figure.spread);
    NOTE.put_lines(scene, left, y, &spread) + 8.0
}

fn draw_arms(scene: &mut Scene, figure: &Figure, columns: &Columns, top: f64) -> f64 {
    let mut flow = Flow::new(columns, top, 22.0);
    for (arm, named) in figure
        .arms
        .iter()
        .enumerate()
        .filter(|(number, arm)| !arm.hidden && !is_answered(figure, *number))
    {
        let room = columns.page.1 - columns.page.0 - SWATCH;
        let lines = BODY.wrap(&named.name, room);
        let (x, y) = flow.place(
            SWATCH + BODY.widest(&lines),
            lines.len() as f64 * BODY.line(),
        );
        names::draw_swatch(scene, arm, x, y + 0.5 * BODY.line());
        BODY.put_lines(scene, x + SWATCH, y, &lines);
    }
    flow.bottom() + if figure.arms.is_empty() { 0.0 } else { 4.0 }
}

/// Whether a line of its own names the arm.
fn is_answered(figure: &Figure, arm: usize) -> bool {
    figure.answers.iter().any(|(answered, _)| *answered == arm)
}

/// What came out, a line for each arm in its colour.
fn draw_answers(scene: &mut Scene, figure: &Figure, columns: &Columns, top: f64) -> f64 {
    let room = columns.page.1 - columns.page.0 - SWATCH;
    let mut y = top;
    for (arm, text) in &figure.answers {
        if figure.arms.get(*arm).is_none_or(|arm| arm.hidden) {
            continue;
        }
        names::draw_swatch(scene, *arm, columns.page.0, y + 0.5 * ANSWER.line());
        let words = ANSWER.colored(arm_style(*arm).color);
        let lines = words.wrap(text, room);
        y = words.put_lines(scene, columns.page.0 + SWATCH, y, &lines) + 1.0;
    }
    y + if figure.answers.is_empty() { 0.0 } else { 4.0 }
}

/// Says what each kind of mark is, where it is used.
fn draw_key(scene: &mut Scene, figure: &Figure, columns: &Columns, top: f64) -> f64 {
    let used = |has: fn(&crate::Series) -> bool| {
        figure
            .panels
            .iter()
            .flat_map(|panel| &panel.series)
            .any(has)
    };
    let wide = used(|series| !series.p05.is_empty() && !series.p95.is_empty());
    let inner = used(|series| !series.p25.is_empty() && !series.p75.is_empty());
    let samples = used(|series| !series.samples.is_empty());
    if !(wide || inner || samples) {
        return top;
    }
    let dense = used(|series| series.courses.is_some());
    let few = figure.arms.len();
    let mut flow = Flow::new(columns, top, 20.0);
    let mut entry = |name: &str, draw: &dyn Fn(&mut Scene, f64, f64)| {
        let (x, y) = flow.place(SWATCH + NOTE.width(name), NOTE.line());
        draw(scene, x, y + 0.5 * NOTE.line());
        NOTE.put(
            scene,
            x + SWATCH,
            y + 0.5 * NOTE.line(),
            Anchor::Start,
            name,
        );
    };
    entry(figure.line_is, &|scene, x, y| line(scene, x, y, 2.4, 1.0));
    if inner {
        entry("dark band: middle 50 %", &|scene, x, y| {
            patch(scene, x, y, fan::wide_alpha(few));
            patch(scene, x, y, fan::inner_alpha(few));
        });
    }
    if wide {
        entry(figure.band_is, &|scene, x, y| {
            patch(scene, x, y, fan::wide_alpha(few));
        });
    }
    if samples {
        entry("thin lines: single twins", &|scene, x, y| {
            for step in -1..=1 {
                line(scene, x, y + 3.5 * f64::from(step), fan::SAMPLE_WIDTH, 0.8);
            }
        });
    }
    if dense {
        entry("darker where more twins pass", &|scene, x, y| {
            for step in 0..4 {
                let from = x + 5.5 * f64::from(step);
                let rect = Rect {
                    left: from,
                    top: y - 5.0,
                    right: from + 5.5,
                    bottom: y + 5.0,
                };
                let fill = MUTED.fade(0.2 + 0.25 * f64::from(step));
                scene.push(Shape::Rect { rect, fill });
            }
        });
    }
    flow.bottom() + 2.0
}

fn line(scene: &mut Scene, x: f64, y: f64, width: f64, alpha: f64) {
    scene.push(Shape::Polyline {
        points: vec![Point::new(x, y), Point::new(x + SWATCH - 6.0, y)],
        width,
        color: MUTED.fade(alpha),
        dash: Vec::new(),
    });
}

fn patch(scene: &mut Scene, x: f64, y: f64, alpha: f64) {
    let rect = Rect {
        left: x,
        top: y - 5.0,
        right: x + SWATCH - 6.0,
        bottom: y + 5.0,
    };
    scene.push(Shape::Rect {
        rect,
        fill: MUTED.fade(alpha),
    });
}

/// Boxes beside one another, with a new line where the page ends.
struct Flow {
    left: f64,
    right: f64,
    gap: f64,
    x: f64,
    top: f64,
    bottom: f64,
}

impl Flow {
    fn new(columns: &Columns, top: f64, gap: f64) -> Self {
        let (left, right) = columns.page;
        Self {
            left,
            right,
            gap,
            x: left,
            top,
            bottom: top,
        }
    }

    fn place(&mut self, width: f64, height: f64) -> (f64, f64) {
        if self.x > self.left && self.x + width > self.right {
            self.x = self.left;
            self.top = self.bottom;
        }
        let at = (self.x, self.top);
        self.x += width + self.gap;
        self.bottom = self.bottom.max(self.top + height);
        at
    }

    fn bottom(&self) -> f64 {
        self.bottom
    }
}
