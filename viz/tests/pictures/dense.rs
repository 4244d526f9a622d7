//! Very many courses: what the adapter counts is what the processor counts, and nothing is lost.

use std::sync::Arc;
use viz::{Color, Courses, Dense, Drawn, Painter, Rect, Scene, Shape, Size, svg};

const AREA: Rect = Rect {
    left: 10.0,
    top: 10.0,
    right: 110.0,
    bottom: 60.0,
};

/// A scene of nothing but these courses over the whole area.
fn scene(courses: Courses, color: Color, drawn: Drawn) -> Scene {
    let mut scene = Scene::new(Size {
        width: 120.0,
        height: 70.0,
    });
    let moments = courses.samples as f64;
    scene.push(Shape::Dense(Dense {
        area: AREA,
        courses: Arc::new(courses),
        first: AREA.left,
        pitch: (AREA.right - AREA.left) / (moments - 1.0),
        low: 0.0,
        high: 10.0,
        color,
        drawn,
    }));
    scene
}

/// Courses that rise to different heights.
fn rising(count: usize, samples: usize) -> Courses {
    let value = |index: usize| {
        let (course, moment) = (index / samples, index % samples);
        let height = 10.0 * (course as f32 + 0.5) / count as f32;
        height * (moment as f32 / (samples - 1) as f32)
    };
    Courses {
        samples,
        values: (0..count * samples).map(value).collect(),
    }
}

fn painter() -> Option<Painter> {
    let painter = Painter::open();
    if let Err(error) = &painter {
        eprintln!("{error}: the comparison is skipped");
    }
    painter.ok()
}

#[test]
fn where_all_courses_meet_is_darkest_and_outside_is_nothing() {
    let Some(painter) = painter() else { return };
    let scene = scene(rising(500, 50), Color::hex(0), Drawn::Density);
    let image = painter.draw(&scene, 1.0).expect("a picture");
    let ink = |x: u32, y: u32| 255 - image.pixel(x, y).expect("inside")[0];
    assert_eq!(ink(10, 59), 255, "all start at the lower left");
    let right = ink(108, 35);
    assert!(
        right > 0 && right < 128,
        "at the right they are spread: {right}"
    );
    assert_eq!(ink(60, 12), 0, "no course is above the steepest half way");
    assert_eq!(ink(5, 59), 0, "and none outside the plot");
}

#[test]
fn the_svg_carries_the_same_density() {
    let drawn = scene(rising(500, 50), Color::hex(0x00_72_B2), Drawn::Density);
    let text = svg(&drawn);
    assert!(text.contains("data:image/png;base64,iVBORw0KGgo"));
    assert!(!text.contains("NaN"));
}

#[test]
fn a_spike_between_pixels_is_drawn_by_both() {
    let mut values = vec![5.0; 100_000];
    values[54_321] = 9.0;
    let courses = Courses {
        samples: values.len(),
        values,
    };
    let scene = scene(courses, Color::hex(0), Drawn::Line { width: 1.0 });
    let spike = AREA.left + 54_321.0 / 99_999.0 * (AREA.right - AREA.left);
    let text = svg(&scene);
    // Nine of ten from the bottom.
    assert!(
        text.contains(" 15L") || text.contains(" 15\""),
        "the top of the spike"
    );
    let Some(painter) = painter() else { return };
    let image = painter.draw(&scene, 1.0).expect("a picture");
    let ink = |x: u32, y: u32| 255 - image.pixel(x, y).expect("inside")[0];
    assert!(ink(spike as u32, 20) > 200, "the spike");
    assert_eq!(ink(spike as u32 + 5, 20), 0, "and only there");
    let line = ink(30, 34).max(ink(30, 35));
    assert!(line > 100, "the line: {line}");
}

#[test]
fn missing_values_and_single_moments_draw_nothing_and_do_not_fail() {
    let Some(painter) = painter() else { return };
    for courses in [
        Courses::default(),
        Courses {
            samples: 1,
            values: vec![1.0; 4],
        },
        Courses {
            samples: 2,
            values: vec![f32::NAN; 8],
        },
    ] {
        for drawn in [Drawn::Density, Drawn::Line { width: 1.0 }] {
            let mut scene = scene(rising(1, 2), Color::hex(0), drawn);
            if let Shape::Dense(dense) = &mut scene.items[0].shape {
                dense.courses = Arc::new(courses.clone());
            }
            let image = painter.draw(&scene, 1.0).expect("a picture");
            assert!(image.rgba.iter().all(|byte| *byte == 255));
            assert!(svg(&scene).starts_with("<svg"));
        }
    }
}
