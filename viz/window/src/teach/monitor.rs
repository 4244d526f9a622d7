//! The monitor: sweeping waves, numbers beside them, alarms above.

use super::seen::Seen;
use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo,
    accesskit::Role,
};
use scenarios::live::{Alarms, Priority};

/// How much of the waves is on the screen, seconds: 25 mm each second on a screen 20 cm wide.
pub const SWEEP: f64 = 8.0;
/// The same of what goes as breaths do: a quarter of the speed, as monitors draw it.
pub const SLOW: f64 = 4.0 * SWEEP;
/// What the sweep has erased in front of it, as a share of the screen.
const GAP: f64 = 0.03;

const GROUND: Color32 = Color32::from_rgb(0x06, 0x09, 0x0c);
const GREEN: Color32 = Color32::from_rgb(0x3d, 0xe0, 0x6a);
const RED: Color32 = Color32::from_rgb(0xff, 0x6b, 0x61);
const BLUE: Color32 = Color32::from_rgb(0x6f, 0xb6, 0xff);
const CYAN: Color32 = Color32::from_rgb(0x45, 0xd9, 0xe6);
const YELLOW: Color32 = Color32::from_rgb(0xf2, 0xd0, 0x4a);
const WHITE: Color32 = Color32::from_rgb(0xe8, 0xec, 0xef);

/// A wave with its number.
struct Channel {
    wave: &'static str,
    label: &'static str,
    unit: &'static str,
    color: Color32,
    /// Values at the bottom and the top; `None` where it follows what is there.
    span: Option<(f64, f64)>,
    /// Seconds on the screen.
    sweep: f64,
    numbers: &'static [Number],
}

/// A number of a channel: how it is written, of which quantity.
struct Number {
    quantity: &'static str,
    digits: usize,
}

const fn number(quantity: &'static str, digits: usize) -> Number {
    Number { quantity, digits }
}

/// What is on the screen, from the top.
const CHANNELS: [Channel; 6] = [
    Channel {
        wave: "ecg_ii",
        label: "HR",
        unit: "/min",
        color: GREEN,
        span: Some((-0.4, 1.3)),
        sweep: SWEEP,
        numbers: &[number("heart_rate", 0)],
    },
    Channel {
        wave: "arterial_pressure_wave",
        label: "ABP",
        unit: "mmHg",
        color: RED,
        span: None,
        sweep: SWEEP,
        numbers: &[
            number("systolic_pressure", 0),
            number("diastolic_pressure", 0),
            number("mean_arterial_pressure", 0),
        ],
    },
    Channel {
        wave: "central_venous_pressure_wave",
        label: "CVP",
        unit: "mmHg",
        color: BLUE,
        span: Some((-4.0, 20.0)),
        sweep: SWEEP,
        numbers: &[number("central_venous_pressure", 0)],
    },
    Channel {
        wave: "plethysmogram",
        label: "SpO2",
        unit: "%",
        color: CYAN,
        span: Some((-0.2, 1.4)),
        sweep: SWEEP,
        numbers: &[number("spo2", 0)],
    },
    Channel {
        wave: "capnogram",
        label: "etCO2",
        unit: "mmHg",
        color: YELLOW,
        span: Some((0.0, 60.0)),
        sweep: SLOW,
        numbers: &[number("capnograph_end_tidal", 0)],
    },
    Channel {
        wave: "breath_volume",
        label: "RR",
        unit: "/min",
        color: WHITE,
        span: None,
        sweep: SLOW,
        numbers: &[number("respiratory_rate", 0)],
    },
];

/// Draws the monitor; `shown` is the time up to which waves are drawn, in seconds.
pub fn show(ui: &mut Ui, seen: &Seen, alarms: &Alarms, shown: f64) {
    let (place, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let words = spoken(seen, alarms);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    let painter = ui.painter_at(place);
    painter.rect_filled(place, 0.0, GROUND);
    let seconds = ui.input(|input| input.time);
    let bar = banner(&painter, place, alarms, seconds);
    let here: Vec<&Channel> = CHANNELS
        .iter()
        .filter(|channel| {
            seen.waves.contains_key(channel.wave)
                || channel
                    .numbers
                    .iter()
                    .any(|n| read(seen, n.quantity).is_some())
        })
        .collect();
    let place = Rect::from_min_max(Pos2::new(place.left(), place.top() + bar), place.max);
    if here.is_empty() {
        let font = FontId::proportional(18.0);
        painter.text(
            place.center(),
            Align2::CENTER_CENTER,
            "no monitor for this patient",
            font,
            WHITE,
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
        let text = written(channel, seen);
        if !text.is_empty() {
            words.push_str(&format!(", {} {text} {}", channel.label, channel.unit));
        }
    }
    for alarm in &alarms.standing {
        words.push_str(&format!(", alarm {} {}", alarm.priority.mark(), alarm.text));
    }
    words
}

fn color_of(priority: Priority) -> (Color32, Color32) {
    match priority {
        Priority::High => (Color32::from_rgb(0xd4, 0x1c, 0x1c), Color32::WHITE),
        Priority::Medium => (Color32::from_rgb(0xf5, 0xd0, 0x20), Color32::BLACK),
        Priority::Low => (Color32::from_rgb(0x2a, 0xb8, 0xc8), Color32::BLACK),
    }
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
        let (ground, ink) = color_of(alarm.priority);
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
        WHITE,
    );
    height
}

/// One wave, drawn from left to right and over again.
fn sweep(painter: &Painter, lane: Rect, channel: &Channel, seen: &Seen, shown: f64) {
    let font = FontId::proportional(13.0);
    painter.text(
        lane.left_top(),
        Align2::LEFT_TOP,
        channel_name(channel),
        font,
        channel.color,
    );
    let Some(points) = seen.waves.get(channel.wave) else {
        return;
    };
    let whole = channel.sweep;
    let from = shown - (1.0 - GAP) * whole;
    let points = points.iter().filter(|(t, _)| *t > from && *t <= shown);
    let points: Vec<(f64, f64)> = points.copied().collect();
    let Some((low, high)) = channel
        .span
        .map(|span| widened(span, &points))
        .or_else(|| follow(&points))
    else {
        return;
    };
    if channel.span.is_none() {
        let small = FontId::proportional(11.0);
        let faint = channel.color.gamma_multiply(0.6);
        let at = |share: f32| Pos2::new(lane.right(), lane.top() + share * lane.height());
        painter.text(
            at(0.06),
            Align2::RIGHT_CENTER,
            format!("{high:.0}"),
            small.clone(),
            faint,
        );
        painter.text(
            at(0.94),
            Align2::RIGHT_CENTER,
            format!("{low:.0}"),
            small,
            faint,
        );
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
    let stroke = Stroke::new(1.6, channel.color);
    for point in points {
        let at = place(point);
        if run.last().is_some_and(|last| at.x < last.x) {
            painter.add(Shape::line(std::mem::take(&mut run), stroke));
        }
        run.push(at);
    }
    painter.add(Shape::line(run, stroke));
}

/// What a channel's wave is called beside it.
fn channel_name(channel: &Channel) -> &'static str {
    match channel.wave {
        "ecg_ii" => "II",
        "plethysmogram" => "Pleth",
        "capnogram" => "CO2",
        "breath_volume" => "Resp",
        _ => channel.label,
    }
}

/// A fixed span, wider where the wave leaves it.
fn widened((low, high): (f64, f64), points: &[(f64, f64)]) -> (f64, f64) {
    let values = points.iter().map(|(_, value)| *value);
    values.fold((low, high), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// The span of what is there, in round steps so that it does not tremble.
fn follow(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let values = || {
        points
            .iter()
            .map(|(_, value)| *value)
            .filter(|value| value.is_finite())
    };
    let (low, high) = (values().reduce(f64::min)?, values().reduce(f64::max)?);
    let step = match high - low {
        range if range > 20.0 => 20.0,
        range if range > 2.0 => 2.0,
        _ => 0.2,
    };
    let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
    Some((low, if high > low { high } else { low + step }))
}

/// A present value; of a chest that is averaged over breaths, what the alveoli hold at their end.
fn read(seen: &Seen, quantity: &str) -> Option<f64> {
    seen.value(quantity).or_else(|| match quantity {
        "capnograph_end_tidal" => seen.value("end_tidal_carbon_dioxide"),
        _ => None,
    })
}

fn written(channel: &Channel, seen: &Seen) -> String {
    let values: Vec<Option<f64>> = channel
        .numbers
        .iter()
        .map(|n| read(seen, n.quantity))
        .collect();
    let text = |place: usize| {
        let digits = channel.numbers[place].digits;
        values[place].map_or("\u{2013}".to_owned(), |value| format!("{value:.digits$}"))
    };
    match values.as_slice() {
        [] => String::new(),
        [_] => text(0),
        [_, _] => format!("{}/{}", text(0), text(1)),
        _ => format!("{}/{} ({})", text(0), text(1), text(2)),
    }
}

fn numbers(
    painter: &Painter,
    side: Rect,
    channel: &Channel,
    seen: &Seen,
    alarms: &Alarms,
    seconds: f64,
) {
    let alarm = channel.numbers.iter().filter_map(|n| {
        let quantity = match n.quantity {
            "capnograph_end_tidal" => "end_tidal_carbon_dioxide",
            other => other,
        };
        alarms.of(quantity)
    });
    let alarm = alarm.max_by_key(|alarm| alarm.priority);
    let mut ink = channel.color;
    if let Some(alarm) = alarm {
        let (ground, on) = color_of(alarm.priority);
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
    let text = written(channel, seen);
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
