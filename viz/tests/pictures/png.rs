//! The PNG shows what the scene says, in the colours that the SVG names.

use viz::{
    Anchor, Color, Image, Item, Point, Rect, RenderError, Scene, Shape, Size, Text, Weight,
    arm_style, draw, layout,
};

use crate::figures::plain;

/// The picture, or nothing where this machine cannot draw.
fn picture(scene: &Scene, scale: f32) -> Option<Image> {
    match draw(scene, scale) {
        Ok(image) => Some(image),
        Err(RenderError::NoAdapter) => {
            println!("skipped: no graphics adapter on this machine");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn is_near(pixel: [u8; 4], color: [u8; 3]) -> bool {
    pixel.iter().zip(color).all(|(&a, b)| a.abs_diff(b) <= 1)
}

fn page(shapes: Vec<Shape>) -> Scene {
    let mut scene = Scene::new(Size {
        width: 64.0,
        height: 64.0,
    });
    for shape in shapes {
        scene.push(shape);
    }
    scene
}

#[test]
fn the_picture_has_its_size_and_the_colours_of_all_arms() {
    let figure = plain(9, 2);
    let scene = layout(&figure, Size::for_figure(&figure));
    let Some(image) = picture(&scene, 1.5) else {
        return;
    };
    assert_eq!(f64::from(image.width), (1.5 * scene.size.width).round());
    assert_eq!(f64::from(image.height), (1.5 * scene.size.height).round());
    assert_eq!(image.rgba.len(), 4 * (image.width * image.height) as usize);
    for arm in 0..9 {
        let color = arm_style(arm).color.rgb;
        let hits = image
            .rgba
            .chunks_exact(4)
            .filter(|pixel| pixel[..3] == color)
            .count();
        assert!(hits > 50, "arm {arm}: {hits} pixels");
    }
}

#[test]
fn a_median_is_where_the_scene_says() {
    let figure = plain(1, 1);
    let scene = layout(&figure, Size::for_figure(&figure));
    let scale = 2.0;
    let Some(image) = picture(&scene, scale) else {
        return;
    };
    let color = arm_style(0).color;
    let median = scene
        .items
        .iter()
        .find_map(|item| match (&item.clip, &item.shape) {
            (
                Some(_),
                Shape::Polyline {
                    points, color: ink, ..
                },
            ) if *ink == color => Some(points),
            _ => None,
        });
    let median = median.expect("the median is in the scene");
    for pair in median.windows(2) {
        let (x, y) = (0.5 * (pair[0].x + pair[1].x), 0.5 * (pair[0].y + pair[1].y));
        let pixel = image.pixel((x * f64::from(scale)) as u32, (y * f64::from(scale)) as u32);
        assert!(
            is_near(pixel.expect("inside"), color.rgb),
            "at {x}, {y}: {pixel:?}"
        );
    }
}

#[test]
fn opacities_blend_as_in_a_browser() {
    let rect = Rect {
        left: 8.0,
        top: 8.0,
        right: 56.0,
        bottom: 56.0,
    };
    let scene = page(vec![
        Shape::Rect {
            rect,
            fill: Color::hex(0x0072B2),
        },
        Shape::Rect {
            rect,
            fill: Color::hex(0xD55E00).fade(0.4),
        },
    ]);
    let Some(image) = picture(&scene, 1.0) else {
        return;
    };
    let blend = |top: u8, under: u8| (0.4 * f64::from(top) + 0.6 * f64::from(under)).round() as u8;
    let expected = [blend(0xD5, 0x00), blend(0x5E, 0x72), blend(0x00, 0xB2)];
    assert!(is_near(image.pixel(30, 30).expect("inside"), expected));
    assert!(is_near(image.pixel(2, 2).expect("inside"), [255; 3]));
}

#[test]
fn what_is_clipped_does_not_show() {
    let everywhere = Rect {
        left: -500.0,
        top: -500.0,
        right: 500.0,
        bottom: 500.0,
    };
    let clip = Rect {
        left: 16.0,
        top: 16.0,
        right: 32.0,
        bottom: 32.0,
    };
    let shape = Shape::Rect {
        rect: everywhere,
        fill: Color::hex(0x000000),
    };
    let mut scene = page(Vec::new());
    scene.items.push(Item {
        clip: Some(clip),
        shape: shape.clone(),
    });
    let nowhere = Rect {
        left: 90.0,
        top: 90.0,
        right: 80.0,
        bottom: 80.0,
    };
    scene.items.push(Item {
        clip: Some(nowhere),
        shape,
    });
    let Some(image) = picture(&scene, 1.0) else {
        return;
    };
    let dark = image
        .rgba
        .chunks_exact(4)
        .filter(|pixel| pixel[0] == 0)
        .count();
    assert_eq!(dark, 16 * 16);
}

#[test]
fn a_dark_page_is_dark_to_its_edges_at_any_scale() {
    let ground = Shape::Rect {
        rect: Rect {
            left: 0.0,
            top: 0.0,
            right: 64.0,
            bottom: 64.0,
        },
        fill: Color::hex(0x101418),
    };
    let scene = page(vec![ground]);
    for scale in [0.55, 1.0, 1.37] {
        let Some(image) = picture(&scene, scale) else {
            return;
        };
        let bright = |pixel: &[u8]| pixel[0] > 0x11;
        assert!(!image.rgba.chunks_exact(4).any(bright), "at {scale}");
    }
}

#[test]
fn turned_words_are_the_same_words() {
    let words = |turned: bool, at: Point| {
        let text = Text {
            at,
            anchor: Anchor::Start,
            size: 20.0,
            weight: Weight::Bold,
            color: Color::hex(0x000000),
            turned,
            content: "Rg4".into(),
        };
        page(vec![Shape::Text(text)])
    };
    let Some(level) = picture(&words(false, Point::new(10.0, 30.0)), 1.0) else {
        return;
    };
    let Some(turned) = picture(&words(true, Point::new(30.0, 54.0)), 1.0) else {
        return;
    };
    let mut inked = 0;
    for x in 0..64 {
        for y in 0..64 {
            let pixel = level.pixel(x, y).expect("inside");
            // A quarter turn to the left takes (x, y) to (y, 63 - x).
            assert_eq!(turned.pixel(y, 63 - x), Some(pixel), "at {x}, {y}");
            inked += u32::from(pixel[0] < 128);
        }
    }
    assert!(inked > 60, "{inked} dark pixels");
}

#[test]
fn odd_shapes_and_sizes_are_errors_or_nothing() {
    let nan = Point::new(f64::NAN, 1.0);
    let scene = page(vec![Shape::Polyline {
        points: vec![nan, nan],
        width: f64::NAN,
        color: Color::WHITE,
        dash: vec![f64::NAN, 0.0],
    }]);
    let _ = picture(&scene, 1.0);
    for scale in [0.0, -1.0, f32::NAN, 1e9] {
        match draw(&scene, scale) {
            Err(RenderError::Size { .. } | RenderError::NoAdapter) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn pictures_are_the_same_each_time_and_say_what_they_are() {
    let figure = plain(2, 2);
    let scene = layout(&figure, Size::for_figure(&figure));
    let (Some(once), Some(again)) = (picture(&scene, 1.0), picture(&scene, 1.0)) else {
        return;
    };
    assert!(once == again);
    let bytes = once.to_png("Märchen ≥ 1", "described").expect("encoded");
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(&bytes))
        .read_info()
        .expect("a PNG");
    let title = &reader.info().utf8_text[0];
    assert_eq!(title.get_text().expect("text"), "Märchen ≥ 1");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("decoded");
    let opaque = once.rgba.chunks_exact(4).flat_map(|pixel| &pixel[..3]);
    assert!(opaque.eq(&pixels));
}
