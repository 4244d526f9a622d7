//! Nothing is cut, nothing lies on something else, nothing is infinite.

use proptest::prelude::*;
use viz::{Figure, MIN_WIDTH, Marker, Point, Rect, Scene, Shape, Size, Text, layout};

use crate::figures::{any_figure, plain};

/// Rounding of sums of heights.
const SLACK: f64 = 1e-6;

fn texts(scene: &Scene) -> Vec<(&Text, Rect)> {
    scene
        .items
        .iter()
        .filter_map(|item| match &item.shape {
            Shape::Text(text) => Some((text, shrink(text.bounds()))),
            _ => None,
        })
        .collect()
}

fn shrink(rect: Rect) -> Rect {
    Rect {
        left: rect.left + SLACK,
        top: rect.top + SLACK,
        right: rect.right - SLACK,
        bottom: rect.bottom - SLACK,
    }
}

fn around(points: &[Point]) -> Rect {
    let start = Rect {
        left: f64::INFINITY,
        top: f64::INFINITY,
        right: f64::NEG_INFINITY,
        bottom: f64::NEG_INFINITY,
    };
    points.iter().fold(start, |rect, point| Rect {
        left: rect.left.min(point.x),
        top: rect.top.min(point.y),
        right: rect.right.max(point.x),
        bottom: rect.bottom.max(point.y),
    })
}

fn extent(shape: &Shape) -> Rect {
    match shape {
        Shape::Band { lower, upper, .. } => around(&[lower.as_slice(), upper].concat()),
        Shape::Polyline { points, .. } => around(points),
        Shape::Rect { rect, .. } => *rect,
        Shape::Marker(Marker { center, radius, .. }) => Rect {
            left: center.x - radius,
            top: center.y - radius,
            right: center.x + radius,
            bottom: center.y + radius,
        },
        Shape::Text(text) => text.bounds(),
        Shape::Dense(dense) => dense.area,
    }
}

/// What any scene must keep; the error says what does not.
fn check(scene: &Scene) -> Result<(), String> {
    let Size { width, height } = scene.size;
    let page = Rect {
        left: 0.0,
        top: 0.0,
        right: width,
        bottom: height,
    };
    for item in &scene.items {
        let extent = extent(&item.shape);
        let sides = [extent.left, extent.top, extent.right, extent.bottom];
        if !sides.iter().all(|side| side.is_finite()) {
            return Err(format!("not finite: {:?}", item.shape));
        }
        let shown = item.clip.unwrap_or(extent);
        if !page.contains(&shrink(shown)) {
            return Err(format!("outside {width} x {height}: {:?}", item.shape));
        }
    }
    let texts = texts(scene);
    for (index, (text, bounds)) in texts.iter().enumerate() {
        for (other, others) in &texts[index + 1..] {
            if bounds.overlaps(others) {
                return Err(format!(
                    "\"{}\" lies on \"{}\"",
                    text.content, other.content
                ));
            }
        }
    }
    for item in scene.items.iter().filter(|item| item.clip.is_none()) {
        if let Shape::Marker(_) = &item.shape {
            let mark = shrink(extent(&item.shape));
            if let Some((text, _)) = texts.iter().find(|(_, bounds)| bounds.overlaps(&mark)) {
                return Err(format!("a mark lies on \"{}\"", text.content));
            }
        }
    }
    Ok(())
}

fn check_at(figure: &Figure, size: Size) {
    if let Err(fault) = check(&layout(figure, size)) {
        panic!("{fault}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn any_figure_is_readable(figure in any_figure(), width in 300.0..2000.0_f64, height in 0.0..3000.0_f64) {
        check(&layout(&figure, Size { width, height })).map_err(TestCaseError::fail)?;
        check(&layout(&figure, Size::for_figure(&figure))).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn all_usual_counts_of_arms_and_panels_are_readable() {
    for arms in 1..=9 {
        for panels in 1..=6 {
            let figure = plain(arms, panels);
            check_at(&figure, Size::for_figure(&figure));
            check_at(
                &figure,
                Size {
                    width: MIN_WIDTH,
                    height: 0.0,
                },
            );
        }
    }
}

#[test]
fn a_page_has_the_size_asked_for_where_its_words_fit() {
    let figure = plain(3, 3);
    let size = Size {
        width: 1200.0,
        height: 1000.0,
    };
    assert_eq!(layout(&figure, size).size, size);
    let small = layout(
        &figure,
        Size {
            width: 1200.0,
            height: 10.0,
        },
    );
    assert!(small.size.height > 300.0);
}

#[test]
fn odd_sizes_are_made_usable() {
    for size in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
        check_at(
            &plain(2, 2),
            Size {
                width: size,
                height: size,
            },
        );
    }
}

#[test]
fn every_word_of_a_figure_is_on_the_page() {
    let mut figure = plain(2, 1);
    figure.title = "Supercalifragilisticexpialidocious question ".repeat(6);
    figure.subtitle = "more of the question ".repeat(30);
    figure.answers = vec![(1, "an answer of many words ".repeat(10))];
    let scene = layout(&figure, Size::for_figure(&figure));
    let letters = |text: &str| {
        text.chars()
            .filter(|letter| !letter.is_whitespace())
            .collect::<String>()
    };
    let drawn: String = texts(&scene)
        .iter()
        .map(|(text, _)| letters(&text.content))
        .collect();
    for wanted in [
        &figure.title,
        &figure.subtitle,
        &figure.answers[0].1,
        &figure.spread,
        &figure.footer[0],
    ] {
        assert!(drawn.contains(&letters(wanted)), "{wanted}");
    }
    assert!(drawn.contains("Simulated;notforclinicaluse."));
}

#[test]
fn the_warning_is_not_said_twice() {
    let mut figure = plain(1, 1);
    figure.footer = vec!["SIMULATED; NOT FOR CLINICAL USE".into()];
    let scene = layout(&figure, Size::for_figure(&figure));
    let said = |text: &str| text.to_lowercase().contains("not for clinical use");
    assert_eq!(
        texts(&scene)
            .iter()
            .filter(|(text, _)| said(&text.content))
            .count(),
        1
    );
}

#[test]
fn hourly_doses_share_one_label() {
    let mut figure = plain(1, 1);
    let first = figure.events[0].clone();
    figure.events = (0..24)
        .map(|hour| viz::LaneEvent {
            at: f64::from(hour),
            ..first.clone()
        })
        .collect();
    let scene = layout(&figure, Size::for_figure(&figure));
    let labels: Vec<_> = texts(&scene)
        .into_iter()
        .filter(|(text, _)| text.content.starts_with("500 mg"))
        .map(|(text, _)| text.content.clone())
        .collect();
    assert_eq!(labels, ["500 mg ×24"]);
}
