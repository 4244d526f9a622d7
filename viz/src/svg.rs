//! A scene as SVG text.

use ::svg::node::Text as Words;
use ::svg::node::element::{
    Circle, ClipPath, Definitions, Description, Element, Group, Path, Rectangle, Title,
};
use ::svg::{Document, Node};

use crate::typeface::{FAMILIES, clean};
use base64::Engine;

use crate::courses::{extremes, tally};
use crate::render::encode_clear;
use crate::{
    Anchor, Color, Dense, Drawn, Marker, MarkerShape, Point, Rect, Scene, Shape, Text, Weight,
};

/// Cells of dense shapes in a page unit, as pixels of a usual PNG.
const CELLS: f64 = 1.6;

/// Writes a scene as an SVG document. The same scene gives the same bytes.
pub fn svg(scene: &Scene) -> String {
    let (width, height) = (number(scene.size.width), number(scene.size.height));
    let mut document = Document::new()
        .set("width", width.clone())
        .set("height", height.clone())
        .set("viewBox", format!("0 0 {width} {height}"))
        .set("role", "img")
        .set("aria-labelledby", "title desc")
        .set("font-family", FAMILIES)
        .add(Title::new(clean(&scene.title)).set("id", "title"))
        .add(
            Description::new()
                .set("id", "desc")
                .add(Words::new(clean(&scene.description))),
        );
    let mut clips: Vec<Rect> = Vec::new();
    let mut groups: Vec<(Option<Rect>, Group)> = Vec::new();
    for item in &scene.items {
        let same = groups.last().is_some_and(|(clip, _)| *clip == item.clip);
        if !same {
            groups.push((item.clip, Group::new()));
        }
        if let Some((_, group)) = groups.last_mut() {
            group.append(element(&item.shape));
        }
    }
    for clip in groups.iter().filter_map(|(clip, _)| *clip) {
        if !clips.contains(&clip) {
            clips.push(clip);
        }
    }
    let mut definitions = Definitions::new();
    for (index, clip) in clips.iter().enumerate() {
        let path = ClipPath::new()
            .set("id", format!("clip{index}"))
            .add(rectangle(clip));
        definitions.append(path);
    }
    document.append(definitions);
    for (clip, group) in groups {
        let index = clips.iter().position(|one| Some(*one) == clip);
        document.append(match index {
            Some(index) => group.set("clip-path", format!("url(#clip{index})")),
            None => group,
        });
    }
    let mut text = document.to_string();
    text.push('\n');
    text
}

fn element(shape: &Shape) -> Box<dyn Node> {
    match shape {
        Shape::Band { lower, upper, fill } => {
            let around = lower.iter().chain(upper.iter().rev());
            let path = Path::new().set("d", outline(around) + "Z");
            Box::new(filled(path, *fill))
        }
        Shape::Polyline {
            points,
            width,
            color,
            dash,
        } => {
            let mut path = Path::new()
                .set("d", outline(points.iter()))
                .set("fill", "none")
                .set("stroke", color.code())
                .set("stroke-width", number(*width))
                .set("stroke-linejoin", "round");
            if color.alpha < 1.0 {
                path = path.set("stroke-opacity", number(color.alpha));
            }
            if !dash.is_empty() {
                let lengths: Vec<_> = dash.iter().map(|&length| number(length)).collect();
                path = path.set("stroke-dasharray", lengths.join(" "));
            }
            Box::new(path)
        }
        Shape::Rect { rect, fill } => Box::new(filled(rectangle(rect), *fill)),
        Shape::Marker(marker) => self::marker(marker),
        Shape::Text(text) => Box::new(line(text)),
        Shape::Dense(dense) => self::dense(dense),
    }
}

/// A line of very many points with no more than show, or a picture in the picture: a path for each
/// of a hundred thousand courses would open in no viewer.
fn dense(dense: &Dense) -> Box<dyn Node> {
    let area = &dense.area;
    let cells = |length: f64| (CELLS * length).round().clamp(1.0, 16_384.0) as u32;
    let (columns, rows) = (cells(area.width()), cells(area.height()));
    let lattice = dense.lattice(columns, rows, CELLS);
    match dense.drawn {
        Drawn::Line { width } => {
            let y = |value: f32| {
                let share = (f64::from(value) - dense.low) / (dense.high - dense.low);
                area.bottom - share.clamp(-20.0, 20.0) * area.height()
            };
            let mut data = String::new();
            let mut is_open = false;
            for (column, (low, high)) in extremes(&dense.courses, &lattice).into_iter().enumerate()
            {
                if low.is_nan() {
                    is_open = false;
                    continue;
                }
                let x = number(area.left + (column as f64 + 0.5) / CELLS);
                let to = if is_open { "L" } else { "M" };
                data.push_str(&format!(
                    "{to}{x} {}L{x} {}",
                    number(y(low)),
                    number(y(high))
                ));
                is_open = true;
            }
            let path = Path::new()
                .set("d", data)
                .set("fill", "none")
                .set("stroke", dense.color.code())
                .set("stroke-opacity", number(dense.color.alpha))
                .set("stroke-width", number(width))
                .set("stroke-linejoin", "round");
            Box::new(path)
        }
        Drawn::Density => {
            let counts = tally(&dense.courses, &lattice);
            let most = f64::from(counts.iter().copied().max().unwrap_or(0).max(1));
            let [red, green, blue] = dense.color.rgb;
            let pixel = |count: u32| {
                let alpha = dense.color.alpha * (f64::from(count) / most).sqrt();
                [red, green, blue, (255.0 * alpha).round() as u8]
            };
            let rgba: Vec<u8> = counts.into_iter().flat_map(pixel).collect();
            let bytes = encode_clear(columns, rows, &rgba).unwrap_or_default();
            let data = base64::engine::general_purpose::STANDARD.encode(bytes);
            let mut image = Element::new("image");
            image.assign("x", number(area.left));
            image.assign("y", number(area.top));
            image.assign("width", number(area.width()));
            image.assign("height", number(area.height()));
            image.assign("preserveAspectRatio", "none");
            image.assign("href", format!("data:image/png;base64,{data}"));
            Box::new(image)
        }
    }
}

fn marker(marker: &Marker) -> Box<dyn Node> {
    if marker.shape == MarkerShape::Disc {
        let circle = Circle::new()
            .set("cx", number(marker.center.x))
            .set("cy", number(marker.center.y))
            .set("r", number(marker.radius));
        return Box::new(filled(circle, marker.fill));
    }
    let path = Path::new().set("d", outline(marker.corners().iter()) + "Z");
    Box::new(filled(path, marker.fill))
}

fn line(text: &Text) -> Element {
    let (x, y) = (number(text.at.x), number(text.at.y));
    // The crate's own text element puts line breaks around the words, which some viewers
    // show as blanks.
    let mut line = Element::new("text");
    line.append(Words::new(clean(&text.content)));
    line.assign("font-size", number(text.size));
    line.assign("fill", text.color.code());
    if text.turned {
        line.assign("transform", format!("rotate(-90 {x} {y})"));
    }
    if text.weight == Weight::Bold {
        line.assign("font-weight", "700");
    }
    if text.color.alpha < 1.0 {
        line.assign("fill-opacity", number(text.color.alpha));
    }
    match text.anchor {
        Anchor::Start => {}
        Anchor::Middle => line.assign("text-anchor", "middle"),
        Anchor::End => line.assign("text-anchor", "end"),
    }
    line.assign("x", x);
    line.assign("y", y);
    line
}

fn rectangle(rect: &Rect) -> Rectangle {
    Rectangle::new()
        .set("x", number(rect.left))
        .set("y", number(rect.top))
        .set("width", number(rect.width()))
        .set("height", number(rect.height()))
}

fn filled<N: Node>(mut node: N, fill: Color) -> N {
    node.assign("fill", fill.code());
    if fill.alpha < 1.0 {
        node.assign("fill-opacity", number(fill.alpha));
    }
    node
}

fn outline<'a>(points: impl Iterator<Item = &'a Point>) -> String {
    let mut data = String::new();
    for (index, point) in points.enumerate() {
        data.push_str(if index == 0 { "M" } else { "L" });
        data.push_str(&number(point.x));
        data.push(' ');
        data.push_str(&number(point.y));
    }
    data
}

/// Two decimals, without trailing zeros: a hundredth of a page unit is not visible.
fn number(value: f64) -> String {
    let digits = format!("{value:.2}");
    let short = digits.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" {
        "0".into()
    } else {
        short.into()
    }
}
