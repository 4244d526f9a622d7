//! The SVG is XML that says the same each time.

use proptest::prelude::*;
use viz::{Size, arm_style, layout, svg};

use crate::figures::{any_figure, plain};

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_figure_is_well_formed(figure in any_figure()) {
        let scene = layout(&figure, Size::for_figure(&figure));
        let text = svg(&scene);
        let document = roxmltree::Document::parse(&text)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(document.root_element().tag_name().name(), "svg");
        for attribute in document.descendants().flat_map(|node| node.attributes()) {
            let value = attribute.value();
            prop_assert!(!value.contains("NaN") && !value.contains("inf"), "{attribute:?}");
        }
    }
}

#[test]
fn words_come_back_from_the_xml() {
    let figure = plain(2, 2);
    let text = svg(&layout(&figure, Size::for_figure(&figure)));
    let document = roxmltree::Document::parse(&text).expect("well-formed");
    let title = document
        .descendants()
        .find(|node| node.has_tag_name("title"));
    assert_eq!(
        title.and_then(|node| node.text()),
        Some("Now, or <later> & why?")
    );
    let says = |wanted: &str| {
        document
            .descendants()
            .any(|node| node.text() == Some(wanted))
    };
    assert!(says("Later is \"better\" in 61 of 100 twins."));
    assert!(text.contains("Simulated; not for clinical use."));
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let figure = plain(3, 3);
    let once = svg(&layout(&figure, Size::for_figure(&figure)));
    assert_eq!(
        once,
        svg(&layout(&figure.clone(), Size::for_figure(&figure)))
    );
}

#[test]
fn every_arm_has_its_colour_and_dash() {
    let figure = plain(9, 1);
    let text = svg(&layout(&figure, Size::for_figure(&figure)));
    for arm in 0..9 {
        assert!(text.contains(&arm_style(arm).color.code()), "arm {arm}");
        for other in 0..arm {
            assert_ne!(arm_style(arm), arm_style(other));
        }
    }
}
