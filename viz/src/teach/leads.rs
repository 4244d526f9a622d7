//! The electrocardiogram of a live patient in twelve leads, as a sheet of paper.

use super::picture::{clock, head, line, page, words};
use crate::{Color, Point, Rect, Scene, Size};
use scenarios::live::Session;

/// The leads in columns of three: the wave and its label.
pub const LEADS: [(&str, &str); 12] = [
    ("ecg_i", "I"),
    ("ecg_ii", "II"),
    ("ecg_iii", "III"),
    ("ecg_avr", "aVR"),
    ("ecg_avl", "aVL"),
    ("ecg_avf", "aVF"),
    ("ecg_v1", "V1"),
    ("ecg_v2", "V2"),
    ("ecg_v3", "V3"),
    ("ecg_v4", "V4"),
    ("ecg_v5", "V5"),
    ("ecg_v6", "V6"),
];
/// Seconds of each lead. As on paper, the columns follow each other in time.
pub const LEAD_SECONDS: f64 = 2.5;
/// Seconds of the sheet.
pub const SHEET_SECONDS: f64 = 4.0 * LEAD_SECONDS;

/// A millimetre of the paper: 0.04 s across, 0.1 mV up.
const MM: f64 = 96.0 / 25.4;
/// A column of 62.5 mm and a row of 35 mm.
const CELL: Size = Size {
    width: 62.5 * MM,
    height: 35.0 * MM,
};
const HEAD: f64 = 34.0;
const EDGE: f64 = 10.0;

/// The paper.
pub const PAPER: Color = Color::hex(0xFF_F8_F4);
/// Lines of the paper.
pub const PAPER_LINE: Color = Color::hex(0xF0_C4_B4);
/// Ink on it.
pub const INK: Color = Color::hex(0x1F_1A_18);

/// When a lead on the sheet begins, s, where the sheet ends now.
pub fn lead_begins(number: usize, now: f64) -> f64 {
    now - SHEET_SECONDS + LEAD_SECONDS * (number / 3) as f64
}

/// The sheet of the last seconds, at 25 mm/s and 10 mm/mV; `None` of a heart that does not beat.
pub fn twelve_leads(session: &Session) -> Option<Scene> {
    session
        .waves()
        .names()
        .iter()
        .find(|name| *name == "ecg_ii")?;
    let size = Size {
        width: 4.0 * CELL.width + 2.0 * EDGE,
        height: HEAD + 3.0 * CELL.height + EDGE,
    };
    let mut scene = page(size, PAPER);
    let title = format!(
        "{}, {}: twelve leads, 25 mm/s, 10 mm/mV",
        session.scenario().title.value,
        clock(session)
    );
    head(&mut scene, EDGE, INK, &title);
    scene.description = format!("{title}. {}", engine::recording::NOTICE);
    scene.title = title;
    let sheet = Rect {
        left: EDGE,
        top: HEAD,
        right: size.width - EDGE,
        bottom: size.height - EDGE,
    };
    grid(&mut scene, sheet);
    let now = session.now().nanoseconds() as f64 / 1e9;
    for (number, (wave, label)) in LEADS.iter().enumerate() {
        let left = sheet.left + (number / 3) as f64 * CELL.width;
        let top = sheet.top + (number % 3) as f64 * CELL.height;
        let middle = top + 0.55 * CELL.height;
        let from = lead_begins(number, now);
        let points = session.waves().between(wave, from, from + LEAD_SECONDS);
        let known = points.into_iter().filter(|(_, mv)| mv.is_finite());
        let points: Vec<Point> = known
            .map(|(t, mv)| Point::new(left + 25.0 * MM * (t - from), middle - 10.0 * MM * mv))
            .collect();
        if points.len() > 1 {
            scene.push_clipped(sheet, line(points, 1.1, INK));
        }
        scene.push(words(left + 5.0, top + 14.0, 13.0, INK, label));
    }
    Some(scene)
}

/// Lines of a millimetre and of five.
fn grid(scene: &mut Scene, sheet: Rect) {
    let mut lines = |length: f64, at: &dyn Fn(f64) -> [Point; 2]| {
        let count = (length / MM + 0.01).floor() as usize;
        for step in 0..=count {
            let (width, color) = match step % 5 {
                0 => (0.8, PAPER_LINE),
                _ => (0.3, PAPER_LINE.fade(0.7)),
            };
            let ends = at(step as f64 * MM);
            scene.push_clipped(sheet, line(ends.to_vec(), width, color));
        }
    };
    lines(sheet.width(), &|x| {
        let x = sheet.left + x;
        [Point::new(x, sheet.top), Point::new(x, sheet.bottom)]
    });
    lines(sheet.height(), &|y| {
        let y = sheet.top + y;
        [Point::new(sheet.left, y), Point::new(sheet.right, y)]
    });
}
