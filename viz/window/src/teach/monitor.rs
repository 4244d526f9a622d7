//! The monitor: sweeping waves, numbers beside them, alarms above.

use super::seen::Seen;
use crate::picture;
use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo,
    accesskit::Role,
};
use scenarios::live::{Alarms, Priority};
use viz::teach::{CHANNELS, Channel, LIGHT, SCREEN, alarm_colors};

/// What the sweep has erased in front of it, as a share of the screen.
const GAP: f64 = 0.03;

/// Draws the monitor; `shown` is the time up to which waves are drawn, in seconds.
pub fn show(ui: &mut Ui, seen: &Seen, alarms: &Alarms, shown: f64) {
    let (place, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let words = spoken(seen, alarms);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    let painter = ui.painter_at(place);
    painter.rect_filled(place, 0.0, picture::color(SCREEN));
    let seconds = ui.input(|input| input.time);
    let bar = banner(&painter, place, alarms, seconds);
    let names: Vec<String> = seen.waves.keys().cloned().collect();
    let here: Vec<&Channel> = Channel::of(&names, &seen.last).collect();
    let place = Rect::from_min_max(Pos2::new(place.left(), place.top() + bar), place.max);
    if here.is_empty() {
        let font = FontId::proportional(18.0);
        painter.text(
            place.center(),
            Align2::CENTER_CENTER,
            "no monitor for this patient",
            font,
            picture::color(LIGHT),
        );
    }
    let height = place.height() / here.len().max(1) as f32;
    let wide = (0.2 * place.width()).clamp(118.0, 240.0);
    for (row, channel) in here.iter().enumerate() {
        let top = place.top() + row as f32 * height;
        let lane = Rect::from_min_max(
            Pos2::new(place.left() + 6.0, top + 3.0),
            Pos2::new(place.right() - wide, top + height - 3.0),
        );
        let side = Rect::from_min_max(
            Pos2::new(place.right() - wide, top),
            Pos2::new(place.right(), top + height),
        );
        sweep(&painter, lane, channel, seen, shown);
        numbers(&painter, side, channel, seen, alarms, seconds);
    }
}

/// What the monitor says to assistive technology.
fn spoken(seen: &Seen, alarms: &Alarms) -> String {
    let mut words = String::from("Monitor");
    for channel in &CHANNELS {
        let (label, text) = (channel.label, channel.text(&seen.last));
        words.push_str(&format!(", {label} {text} {}", channel.unit));
    }
    for alarm in &alarms.standing {
        words.push_str(&format!(", alarm {} {}", alarm.priority.mark(), alarm.text));
    }
    words
}

fn colors_of(priority: Priority) -> (Color32, Color32) {
    let (ground, ink) = alarm_colors(priority);
    (picture::color(ground), picture::color(ink))
}

/// Whether a flashing light is on just now.
fn is_lit(priority: Priority, is_acknowledged: bool, seconds: f64) -> bool {
    match priority.flashes() {
        Some(hertz) if !is_acknowledged => (seconds * hertz).fract() < 0.5,
        _ => true,
    }
}

/// The most urgent alarm over the waves; its height, also where there is none, so that nothing jumps.
fn banner(painter: &Painter, place: Rect, alarms: &Alarms, seconds: f64) -> f32 {
    let height = 26.0;
    let bar = Rect::from_min_max(place.min, Pos2::new(place.right(), place.top() + height));
    let mut left = bar.left() + 8.0;
    for alarm in alarms.standing.iter().take(4) {
        let (ground, ink) = colors_of(alarm.priority);
        let text = format!("{} {}", alarm.priority.mark(), alarm.text);
        let font = FontId::proportional(15.0);
        let galley = painter.layout_no_wrap(text, font, ink);
        let chip = Rect::from_min_size(
            Pos2::new(left, bar.top() + 2.0),
            galley.size() + egui::vec2(14.0, 4.0),
        );
        if chip.right() > bar.right() - 110.0 {
            break;
        }
        if is_lit(alarm.priority, alarm.is_acknowledged, seconds) {
            painter.rect_filled(chip, 3.0, ground);
            painter.galley(chip.min + egui::vec2(7.0, 2.0), galley, ink);
        } else {
            painter.rect_stroke(
                chip,
                3.0,
                Stroke::new(1.5, ground),
                egui::StrokeKind::Inside,
            );
            let text = format!("{} {}", alarm.priority.mark(), alarm.text);
            let at = chip.min + egui::vec2(7.0, 2.0);
            painter.text(
                at,
                Align2::LEFT_TOP,
                text,
                FontId::proportional(15.0),
                ground,
            );
        }
        left = chip.right() + 8.0;
    }
    let silent = match (alarms.is_muted, alarms.paused_until.is_some()) {
        (true, _) => "alarms off",
        (false, true) => "alarms paused",
        _ => "",
    };
    let at = Pos2::new(bar.right() - 8.0, bar.center().y);
    painter.text(
        at,
        Align2::RIGHT_CENTER,
        silent,
        FontId::proportional(14.0),
        picture::color(LIGHT),
    );
    height
}

/// One wave, drawn from left to right and over again.
fn sweep(painter: &Painter, lane: Rect, channel: &Channel, seen: &Seen, shown: f64) {
    let color = picture::color(channel.color);
    let font = FontId::proportional(13.0);
    painter.text(lane.left_top(), Align2::LEFT_TOP, channel.name, font, color);
    let Some(points) = seen.waves.get(channel.wave) else {
        return;
    };
    let whole = channel.seconds;
    let from = shown - (1.0 - GAP) * whole;
    let points = points.iter().filter(|(t, _)| *t > from && *t <= shown);
    let points: Vec<(f64, f64)> = points.copied().collect();
    let (low, high) = channel.range(points.iter().map(|(_, value)| *value));
    // The scale of what the numbers beside it are of.
    if channel.unit == "mmHg" {
        let small = FontId::proportional(11.0);
        let faint = color.gamma_multiply(0.6);
        let at = |share: f32| Pos2::new(lane.right(), lane.top() + share * lane.height());
        for (share, value) in [(0.06, high), (0.94, low)] {
            let text = format!("{value:.0}");
            painter.text(at(share), Align2::RIGHT_CENTER, text, small.clone(), faint);
        }
    }
    let place = |(t, value): (f64, f64)| {
        let x = (t.rem_euclid(whole) / whole) as f32;
        let y = ((value - low) / (high - low)).clamp(0.0, 1.0) as f32;
        let room = lane.shrink2(egui::vec2(0.0, 4.0));
        Pos2::new(
            lane.left() + x * lane.width(),
            room.bottom() - y * room.height(),
        )
    };
    let mut run: Vec<Pos2> = Vec::new();
    let stroke = Stroke::new(1.6, color);
    for point in points {
        let at = place(point);
        if run.last().is_some_and(|last| at.x < last.x) {
            painter.add(Shape::line(std::mem::take(&mut run), stroke));
        }
        run.push(at);
    }
    painter.add(Shape::line(run, stroke));
}

fn numbers(
    painter: &Painter,
    side: Rect,
    channel: &Channel,
    seen: &Seen,
    alarms: &Alarms,
    seconds: f64,
) {
    let standing = channel.quantities.iter().filter_map(|name| alarms.of(name));
    let alarm = standing.max_by_key(|alarm| alarm.priority);
    let mut ink = picture::color(channel.color);
    if let Some(alarm) = alarm {
        let (ground, on) = colors_of(alarm.priority);
        if is_lit(alarm.priority, alarm.is_acknowledged, seconds) {
            painter.rect_filled(side.shrink(3.0), 4.0, ground);
            ink = on;
        } else {
            painter.rect_stroke(
                side.shrink(3.0),
                4.0,
                Stroke::new(1.5, ground),
                egui::StrokeKind::Inside,
            );
        }
    }
    let label = format!("{} {}", channel.label, channel.unit);
    let corner = side.left_top() + egui::vec2(9.0, 5.0);
    painter.text(
        corner,
        Align2::LEFT_TOP,
        label,
        FontId::proportional(13.0),
        ink,
    );
    let text = channel.text(&seen.last);
    // As large as it fits.
    let room = egui::vec2(side.width() - 18.0, side.height() - 26.0);
    let mut size = (0.85 * room.y).clamp(14.0, 54.0);
    let mut galley = painter.layout_no_wrap(text.clone(), FontId::proportional(size), ink);
    if galley.size().x > room.x {
        size *= room.x / galley.size().x;
        galley = painter.layout_no_wrap(text, FontId::proportional(size), ink);
    }
    let at = side.right_bottom() - egui::vec2(9.0, 4.0) - galley.size();
    painter.galley(at, galley, ink);
}
