//! The whole session as a strip: trends, what was done, ways that were left as ghosts; a click chooses a time
//! to go back to.

use super::panel::clock;
use super::seen::{Seen, TRENDS};
use egui::{
    Align2, Color32, FontId, Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role,
};
use scenarios::live::Kind;
use scenarios::time::Time;

/// Values at the bottom and at the top of the strip: pressures, rates and saturations share it.
const SPAN: (f64, f64) = (0.0, 200.0);

const COLORS: [Color32; 4] = [
    Color32::from_rgb(0xd9, 0x4f, 0x45),
    Color32::from_rgb(0x2a, 0xa2, 0x4c),
    Color32::from_rgb(0x1c, 0x9a, 0xb0),
    Color32::from_rgb(0x8a, 0x8f, 0x98),
];

/// Draws the strip; gives the time that was clicked.
pub fn show(ui: &mut Ui, seen: &Seen, chosen: Option<Time>, is_learners: bool) -> Option<Time> {
    let size = egui::vec2(ui.available_width(), 96.0);
    let (place, response) = ui.allocate_exact_size(size, Sense::click());
    let words = format!(
        "Timeline: {} of {}, {} branches",
        clock(seen.now),
        clock(seen.horizon),
        seen.ghosts.len()
    );
    response.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, &words));
    let painter = ui.painter_at(place);
    let ink = ui.visuals().text_color();
    let end = seen.horizon.minutes().max(1.0);
    let x = |minutes: f64| place.left() + (minutes / end) as f32 * place.width();
    let y = |value: f64| {
        let share = ((value - SPAN.0) / (SPAN.1 - SPAN.0)).clamp(0.0, 1.0) as f32;
        place.bottom() - 14.0 - share * (place.height() - 30.0)
    };
    let step = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0]
        .into_iter()
        .find(|step| end / step <= 12.0);
    let step = step.unwrap_or(60.0);
    let mut mark = 0.0;
    while mark <= end {
        let at = Pos2::new(x(mark), place.bottom());
        let align = match mark {
            0.0 => Align2::LEFT_BOTTOM,
            mark if mark + 0.5 * step > end => Align2::RIGHT_BOTTOM,
            _ => Align2::CENTER_BOTTOM,
        };
        let text = if mark == 0.0 {
            "0 min".to_owned()
        } else {
            format!("{mark}")
        };
        painter.text(at, align, text, FontId::proportional(11.0), ink);
        mark += step;
    }
    let line = |points: &[(f64, f64)], from: f64, color: Color32, width: f32| {
        let points = points
            .iter()
            .filter(|(t, value)| *t >= from && value.is_finite());
        let points: Vec<Pos2> = points
            .map(|(t, value)| Pos2::new(x(*t), y(*value)))
            .collect();
        painter.add(Shape::line(points, Stroke::new(width, color)));
    };
    for ghost in &seen.ghosts {
        for (trend, color) in ghost.trends.iter().zip(COLORS) {
            line(trend, ghost.from.minutes(), color.gamma_multiply(0.35), 1.2);
        }
    }
    let mut left = place.left() + 4.0;
    for (place_of, (trend, color)) in seen.trends.iter().zip(COLORS).enumerate() {
        if trend.is_empty() {
            continue;
        }
        line(trend, 0.0, color, 1.8);
        let name = TRENDS[place_of].1;
        let at = Pos2::new(left, place.top());
        let drawn = painter.text(
            at,
            Align2::LEFT_TOP,
            name,
            FontId::proportional(12.0),
            color,
        );
        left = drawn.right() + 10.0;
    }
    for heard in &seen.heard {
        let Some((color, height)) = tick_of(heard.kind, is_learners) else {
            continue;
        };
        let at = x(heard.at.minutes().max(0.0));
        let foot = place.bottom() - 14.0;
        painter.line_segment(
            [Pos2::new(at, foot), Pos2::new(at, foot - height)],
            Stroke::new(2.0, color.unwrap_or(ink)),
        );
    }
    let upright = |at: f32, color: Color32| {
        let line = [
            Pos2::new(at, place.top()),
            Pos2::new(at, place.bottom() - 14.0),
        ];
        painter.line_segment(line, Stroke::new(1.0, color));
    };
    upright(x(seen.now.minutes()), ink);
    if let Some(chosen) = chosen {
        upright(x(chosen.minutes()), COLORS[0]);
    }
    hovered(seen, &response, place, end, is_learners);
    let pointer = response
        .interact_pointer_pos()
        .filter(|_| response.clicked());
    pointer.map(|at| time_at(at, place, end).min(seen.now))
}

/// What is marked, in which colour and how high; `None` for the ink of the page. Learners do not see what befalls
/// the patient, nor what their instructor does and notes.
fn tick_of(kind: Kind, is_learners: bool) -> Option<(Option<Color32>, f32)> {
    match kind {
        Kind::Act => Some((None, 9.0)),
        _ if is_learners => None,
        Kind::Event | Kind::Steered | Kind::Held => Some((Some(COLORS[0]), 6.0)),
        Kind::Note => Some((Some(COLORS[2]), 6.0)),
        _ => None,
    }
}

fn time_at(at: Pos2, place: Rect, end: f64) -> Time {
    let share = f64::from((at.x - place.left()) / place.width()).clamp(0.0, 1.0);
    Time::from_nanoseconds((share * end * 60e9) as i64)
}

/// What was near the pointer.
fn hovered(seen: &Seen, response: &egui::Response, place: Rect, end: f64, is_learners: bool) {
    let Some(at) = response.hover_pos() else {
        return;
    };
    let time = time_at(at, place, end);
    let near = |heard: &&scenarios::live::Heard| {
        let is_near = (heard.at.minutes() - time.minutes()).abs() < 0.01 * end;
        is_near && tick_of(heard.kind, is_learners).is_some()
    };
    let mut text = clock(time);
    for heard in seen.heard.iter().filter(near).take(4) {
        text.push_str(&format!("\n{} {}", clock(heard.at), heard.text));
    }
    response.clone().on_hover_text(text);
}
