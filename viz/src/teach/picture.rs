//! What pictures of a live patient are drawn of.

use crate::{Anchor, Color, Point, Rect, Scene, Shape, Size, Text, Weight};
use engine::recording::NOTICE;
use scenarios::live::Session;

/// An empty page of one colour.
pub fn page(size: Size, ground: Color) -> Scene {
    let mut scene = Scene::new(size);
    let rect = Rect {
        left: 0.0,
        top: 0.0,
        right: size.width,
        bottom: size.height,
    };
    scene.push(Shape::Rect { rect, fill: ground });
    scene
}

/// The line above a picture: its title, as large as it fits beside the notice, and the notice. Both end so far
/// from the edges.
pub fn head(scene: &mut Scene, edge: f64, ink: Color, title: &str) {
    let right = scene.size.width - edge;
    let notice = Text {
        anchor: Anchor::End,
        color: ink.fade(0.8),
        ..text(right, 20.0, 12.0, NOTICE)
    };
    let title = Text {
        color: ink,
        ..text(edge, 20.0, 15.0, title)
    };
    let room = notice.bounds().left - 2.0 * edge;
    scene.push(Shape::Text(fit(title, room)));
    scene.push(Shape::Text(notice));
}

/// The time of a session in minutes and seconds.
pub fn clock(session: &Session) -> String {
    let seconds = session.now().nanoseconds() / 1_000_000_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Words that begin at a place.
pub fn text(x: f64, y: f64, size: f64, content: &str) -> Text {
    Text {
        at: Point::new(x, y),
        anchor: Anchor::Start,
        size,
        weight: Weight::Regular,
        color: Color::hex(0),
        turned: false,
        content: content.to_owned(),
    }
}

/// Smaller where they are wider than there is room.
pub fn fit(text: Text, room: f64) -> Text {
    let size = text.size * (room / text.bounds().width()).min(1.0);
    Text { size, ..text }
}

/// The same as a shape in a colour.
pub fn words(x: f64, y: f64, size: f64, color: Color, content: &str) -> Shape {
    Shape::Text(Text {
        color,
        ..text(x, y, size, content)
    })
}

/// A line without dashes.
pub fn line(points: Vec<Point>, width: f64, color: Color) -> Shape {
    Shape::Polyline {
        points,
        width,
        color,
        dash: Vec::new(),
    }
}
