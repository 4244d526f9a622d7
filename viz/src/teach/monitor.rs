//! The monitor of a live patient as it is at one moment, on a page: the window's still picture.

use super::channels::{Channel, LIGHT, SCREEN, alarm_colors};
use super::picture::{clock, fit, head, line, page, text, words};
use crate::{Anchor, Color, Point, Rect, Scene, Shape, Size, Text, Weight};
use scenarios::live::{Alarms, Session};

/// The page: 16 to 9.
const PAGE: Size = Size {
    width: 960.0,
    height: 540.0,
};
/// Above the waves: title, notice and alarms.
const HEAD: f64 = 56.0;
/// Beside them: numbers.
const SIDE: f64 = 190.0;
/// From the edges of the page.
const EDGE: f64 = 12.0;

const RULE: Color = Color::hex(0x2A_33_3B);

/// The monitor now: waves of the last seconds, numbers, and the alarms that stand. `None` of a patient in whose
/// body there is nothing to be monitored.
pub fn monitor(session: &Session, alarms: &Alarms) -> Option<Scene> {
    let here: Vec<&Channel> = Channel::of(session.waves().names(), session.course()).collect();
    if here.is_empty() {
        return None;
    }
    let mut scene = page(PAGE, SCREEN);
    let (title, now) = (&session.scenario().title.value, clock(session));
    scene.title = format!("{title}: monitor at {now}");
    head(&mut scene, EDGE, LIGHT, &format!("{title}, {now}"));
    let mut said = vec![];
    banner(&mut scene, alarms, &mut said);
    let height = (PAGE.height - HEAD - 8.0) / here.len() as f64;
    for (row, channel) in here.into_iter().enumerate() {
        let top = HEAD + row as f64 * height;
        let lane = Rect {
            left: EDGE,
            top,
            right: PAGE.width - SIDE,
            bottom: top + height,
        };
        let rule = [
            Point::new(lane.left, top),
            Point::new(PAGE.width - EDGE, top),
        ];
        scene.push(line(rule.to_vec(), 0.6, RULE));
        wave(&mut scene, session, channel, lane);
        numbers(&mut scene, session, alarms, channel, lane, &mut said);
    }
    scene.description = said.join(", ");
    Some(scene)
}

fn banner(scene: &mut Scene, alarms: &Alarms, said: &mut Vec<String>) {
    let mut left = EDGE;
    for alarm in &alarms.standing {
        let (ground, ink) = alarm_colors(alarm.priority);
        let content = format!("{} {}", alarm.priority.mark(), alarm.text);
        let words = Text {
            color: ink,
            weight: Weight::Bold,
            ..text(left + 7.0, 44.0, 13.0, &content)
        };
        let right = words.bounds().right + 7.0;
        said.push(format!("alarm {content}"));
        if right > PAGE.width - EDGE {
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
    let (low, high) = channel.range(known.clone().map(|(_, value)| *value));
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
        right: PAGE.width - EDGE,
        bottom: lane.bottom - 3.0,
    };
    let standing = channel.quantities.iter().filter_map(|name| alarms.of(name));
    let mut ink = channel.color;
    if let Some(alarm) = standing.max_by_key(|alarm| alarm.priority) {
        let (ground, on) = alarm_colors(alarm.priority);
        scene.push(Shape::Rect {
            rect: side,
            fill: ground,
        });
        ink = on;
    }
    let corner = (side.left + 7.0, side.top + 15.0);
    let label = format!("{} {}", channel.label, channel.unit);
    scene.push(words(corner.0, corner.1, 12.0, ink, &label));
    let content = channel.text(session.course());
    said.push(format!("{label} {content}"));
    let number = Text {
        anchor: Anchor::End,
        color: ink,
        weight: Weight::Bold,
        ..text(side.right - 8.0, side.bottom - 10.0, 40.0, &content)
    };
    scene.push(Shape::Text(fit(number, side.width() - 16.0)));
}
