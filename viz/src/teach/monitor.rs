//! The monitor of a live patient as it is at one moment, on a page: the window's still picture.

use crate::{Anchor, Color, Point, Rect, Scene, Shape, Size, Text, Weight};
use scenarios::live::{Alarms, Priority, Session};

/// The page: 16 to 9, which is 1280 by 720 pixels at 4/3 of a pixel to a unit.
const PAGE: Size = Size {
    width: 960.0,
    height: 540.0,
};
/// Above the waves: title, notice and alarms.
const HEAD: f64 = 56.0;
/// Beside them: numbers.
const SIDE: f64 = 190.0;
/// Seconds of a wave; what goes as breaths do is drawn four times slower.
const SWEEP: f64 = 8.0;
const SLOW: f64 = 4.0 * SWEEP;

const GROUND: Color = Color::hex(0x06_09_0C);
const RULE: Color = Color::hex(0x2A_33_3B);
const WHITE: Color = Color::hex(0xE8_EC_EF);

/// A wave: its name, what it is called, its colour, the least span that is drawn of it, seconds; and the
/// numbers beside it, their label and unit.
struct Channel {
    wave: &'static str,
    name: &'static str,
    color: Color,
    span: (f64, f64),
    seconds: f64,
    numbers: &'static [&'static str],
    label: &'static str,
}

const CHANNELS: [Channel; 6] = [
    Channel {
        wave: "ecg_ii",
        name: "II",
        color: Color::hex(0x3D_E0_6A),
        span: (-0.4, 1.3),
        seconds: SWEEP,
        numbers: &["heart_rate"],
        label: "HR /min",
    },
    Channel {
        wave: "arterial_pressure_wave",
        name: "ABP",
        color: Color::hex(0xFF_6B_61),
        span: (40.0, 80.0),
        seconds: SWEEP,
        numbers: &[
            "systolic_pressure",
            "diastolic_pressure",
            "mean_arterial_pressure",
        ],
        label: "ABP mmHg",
    },
    Channel {
        wave: "central_venous_pressure_wave",
        name: "CVP",
        color: Color::hex(0x6F_B6_FF),
        span: (-4.0, 20.0),
        seconds: SWEEP,
        numbers: &["central_venous_pressure"],
        label: "CVP mmHg",
    },
    Channel {
        wave: "plethysmogram",
        name: "Pleth",
        color: Color::hex(0x45_D9_E6),
        span: (-0.2, 1.4),
        seconds: SWEEP,
        numbers: &["spo2"],
        label: "SpO2 %",
    },
    Channel {
        wave: "capnogram",
        name: "CO2",
        color: Color::hex(0xF2_D0_4A),
        span: (0.0, 60.0),
        seconds: SLOW,
        numbers: &["end_tidal_carbon_dioxide"],
        label: "etCO2 mmHg",
    },
    Channel {
        wave: "breath_volume",
        name: "Resp",
        color: WHITE,
        span: (0.0, 0.6),
        seconds: SLOW,
        numbers: &["respiratory_rate"],
        label: "RR /min",
    },
];

/// The monitor now: waves of the last seconds, numbers, and the alarms that stand.
pub fn monitor(session: &Session, alarms: &Alarms) -> Scene {
    let mut scene = Scene::new(PAGE);
    let now = clock(session);
    scene.title = format!("{}: monitor at {now}", session.scenario().title.value);
    let page = Rect {
        left: 0.0,
        top: 0.0,
        right: PAGE.width,
        bottom: PAGE.height,
    };
    scene.push(Shape::Rect {
        rect: page,
        fill: GROUND,
    });
    let title = format!("{}, {now}", session.scenario().title.value);
    scene.push(words(12.0, 20.0, 15.0, WHITE, &title));
    let notice = text(engine::recording::NOTICE, PAGE.width - 12.0, 20.0, 12.0);
    scene.push(Shape::Text(Text {
        anchor: Anchor::End,
        color: WHITE.fade(0.8),
        ..notice
    }));
    let mut said = vec![];
    banner(&mut scene, alarms, &mut said);
    let read = |name: &str| session.course().lately(name);
    let here = CHANNELS.iter().filter(|channel| {
        let has_wave = session.waves().names().iter().any(|w| w == channel.wave);
        has_wave || channel.numbers.iter().any(|name| read(name).is_some())
    });
    let here: Vec<&Channel> = here.collect();
    let height = (PAGE.height - HEAD - 8.0) / here.len().max(1) as f64;
    for (row, channel) in here.into_iter().enumerate() {
        let top = HEAD + row as f64 * height;
        let lane = Rect {
            left: 12.0,
            top,
            right: PAGE.width - SIDE,
            bottom: top + height,
        };
        let rule = [
            Point::new(lane.left, top),
            Point::new(PAGE.width - 12.0, top),
        ];
        scene.push(line(rule.to_vec(), 0.6, RULE));
        wave(&mut scene, session, channel, lane);
        numbers(&mut scene, session, alarms, channel, lane, &mut said);
    }
    scene.description = said.join(", ");
    scene
}

/// Minutes and seconds.
pub(super) fn clock(session: &Session) -> String {
    let seconds = session.now().nanoseconds() / 1_000_000_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

pub(super) fn text(content: &str, x: f64, y: f64, size: f64) -> Text {
    Text {
        at: Point::new(x, y),
        anchor: Anchor::Start,
        size,
        weight: Weight::Regular,
        color: WHITE,
        turned: false,
        content: content.to_owned(),
    }
}

pub(super) fn words(x: f64, y: f64, size: f64, color: Color, content: &str) -> Shape {
    Shape::Text(Text {
        color,
        ..text(content, x, y, size)
    })
}

pub(super) fn line(points: Vec<Point>, width: f64, color: Color) -> Shape {
    Shape::Polyline {
        points,
        width,
        color,
        dash: Vec::new(),
    }
}

/// Ground and ink of a priority.
fn color_of(priority: Priority) -> (Color, Color) {
    match priority {
        Priority::High => (Color::hex(0xD4_1C_1C), Color::WHITE),
        Priority::Medium => (Color::hex(0xF5_D0_20), Color::hex(0)),
        Priority::Low => (Color::hex(0x2A_B8_C8), Color::hex(0)),
    }
}

fn banner(scene: &mut Scene, alarms: &Alarms, said: &mut Vec<String>) {
    let mut left = 12.0;
    for alarm in &alarms.standing {
        let (ground, ink) = color_of(alarm.priority);
        let content = format!("{} {}", alarm.priority.mark(), alarm.text);
        let words = Text {
            color: ink,
            weight: Weight::Bold,
            ..text(&content, left + 7.0, 44.0, 13.0)
        };
        let right = words.bounds().right + 7.0;
        said.push(format!("alarm {content}"));
        if right > PAGE.width - 12.0 {
            break;
        }
        scene.push(Shape::Rect {
            rect: Rect {
                left,
                top: 29.0,
                right,
                bottom: 50.0,
            },
            fill: ground,
        });
        scene.push(Shape::Text(words));
        left = right + 8.0;
    }
}

/// The last seconds of a wave, the newest on the right.
fn wave(scene: &mut Scene, session: &Session, channel: &Channel, lane: Rect) {
    scene.push(words(
        lane.left,
        lane.top + 14.0,
        12.0,
        channel.color,
        channel.name,
    ));
    let now = session.now().nanoseconds() as f64 / 1e9;
    let from = now - channel.seconds;
    let points = session.waves().between(channel.wave, from, now);
    let known = points.iter().filter(|(_, value)| value.is_finite());
    let (low, high) = known.clone().fold(channel.span, |(low, high), (_, value)| {
        (low.min(*value), high.max(*value))
    });
    let at = |(t, value): &(f64, f64)| {
        let across = (t - from) / channel.seconds;
        let up = (value - low) / (high - low);
        Point::new(
            lane.left + across * lane.width(),
            lane.bottom - 6.0 - up * (lane.height() - 14.0),
        )
    };
    let points: Vec<Point> = known.map(at).collect();
    if points.len() > 1 {
        scene.push_clipped(lane, line(points, 1.3, channel.color));
    }
}

/// The numbers beside a wave, on the colour of an alarm where one of them has one.
fn numbers(
    scene: &mut Scene,
    session: &Session,
    alarms: &Alarms,
    channel: &Channel,
    lane: Rect,
    said: &mut Vec<String>,
) {
    let side = Rect {
        left: lane.right + 8.0,
        top: lane.top + 3.0,
        right: PAGE.width - 12.0,
        bottom: lane.bottom - 3.0,
    };
    let standing = channel.numbers.iter().filter_map(|name| alarms.of(name));
    let mut ink = channel.color;
    if let Some(alarm) = standing.max_by_key(|alarm| alarm.priority) {
        let (ground, on) = color_of(alarm.priority);
        scene.push(Shape::Rect {
            rect: side,
            fill: ground,
        });
        ink = on;
    }
    let corner = (side.left + 7.0, side.top + 15.0);
    scene.push(words(corner.0, corner.1, 12.0, ink, channel.label));
    let values = channel.numbers.iter().map(|name| {
        let value = session.course().lately(name);
        // Not "-0".
        value.map_or("\u{2013}".to_owned(), |value| {
            format!("{:.0}", value.round() + 0.0)
        })
    });
    let values: Vec<String> = values.collect();
    let content = match values.as_slice() {
        [systolic, diastolic, mean] => format!("{systolic}/{diastolic} ({mean})"),
        other => other.join("/"),
    };
    said.push(format!("{} {content}", channel.label));
    let mut number = Text {
        anchor: Anchor::End,
        color: ink,
        weight: Weight::Bold,
        ..text(&content, side.right - 8.0, side.bottom - 10.0, 40.0)
    };
    let room = side.width() - 16.0;
    number.size *= (room / number.bounds().width()).min(1.0);
    scene.push(Shape::Text(number));
}
