//! Figures to ask questions of: one plain, and as many odd ones as wanted.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use viz::{
    Arm, Figure, Glyph, LaneEvent, Limit, Panel, PanelKind, ReferenceRange, Series, TimeAxis,
    TimeUnit,
};

/// Arms with bands, samples, limits and events, as a scenario gives them.
pub fn plain(arms: usize, panels: usize) -> Figure {
    let mut figure = Figure::new(
        "Now, or <later> & why?",
        TimeAxis::new(TimeUnit::Hours, 0.0, 24.0),
    );
    figure.subtitle = "Later is \"better\" in 61 of 100 twins.".into();
    figure.spread = "Bands: 100 twins.".into();
    figure.footer = vec!["version 1 · seed 7".into()];
    figure.arms = (0..arms)
        .map(|arm| Arm::new(format!("{arm} h later")))
        .collect();
    for row in 0..panels {
        let mut panel = Panel::new(format!("Quantity {row}"), "mg/L");
        panel.reference_range = Some(ReferenceRange {
            low: 2.0,
            high: 4.0,
            label: "aim 2–4".into(),
        });
        panel.limits = vec![Limit {
            value: 6.0,
            label: "6 toxic".into(),
        }];
        if row % 2 == 1 {
            panel.kind = PanelKind::Difference {
                from: "0 h later".into(),
            };
        }
        panel.series = (0..arms).map(|arm| wave(arm, 97)).collect();
        figure.panels.push(panel);
    }
    for arm in 0..arms {
        figure.events.push(LaneEvent {
            arm: Some(arm),
            at: arm as f64,
            until: None,
            label: "500 mg".into(),
            glyph: Glyph::Dose,
        });
    }
    figure
}

/// One arm's series: a wave whose height is the arm's own.
pub fn wave(arm: usize, points: u32) -> Series {
    let times: Vec<f64> = (0..points)
        .map(|i| 24.0 * f64::from(i) / f64::from(points - 1))
        .collect();
    let curve = |shift: f64| -> Vec<f64> {
        times
            .iter()
            .map(|t| 3.0 + 0.5 * arm as f64 + (0.5 * t).sin() + shift)
            .collect()
    };
    Series {
        arm,
        median: curve(0.0),
        p05: curve(-0.8),
        p25: curve(-0.3),
        p75: curve(0.3),
        p95: curve(0.8),
        samples: (0..20)
            .map(|one| curve(0.08 * f64::from(one) - 0.8))
            .collect(),
        times,
        ends: Vec::new(),
        courses: None,
    }
}

/// Numbers as they come out of a computation that went wrong, now and then.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        12 => -10.0..400.0_f64,
        1 => Just(f64::NAN),
        1 => Just(0.0),
        1 => proptest::num::f64::ANY,
    ]
}

/// From nothing to a sentence, with letters that need escaping.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z]{2,9}( [a-z0-9<&>\"µ]{1,12}){0,3}",
        1 => "[A-Za-z ]{60,140}",
        1 => "[A-Za-z]{30,50}",
        1 => any::<String>(),
    ]
}

fn series(arms: usize) -> impl Strategy<Value = Series> {
    let column = || prop_oneof![2 => vec(number(), 0..30), 1 => Just(Vec::new())];
    (
        0..arms.max(1) + 1,
        prop_oneof![
            3 => (0_u32..30).prop_map(|count| (0..count).map(f64::from).collect()),
            1 => vec(number(), 0..30),
        ],
        (column(), column(), column(), column(), column()),
        vec(vec(number(), 0..30), 0..4),
    )
        .prop_map(
            |(arm, times, (median, p05, p25, p75, p95), samples)| Series {
                arm,
                times,
                median,
                p05,
                p25,
                p75,
                p95,
                samples,
                ends: Vec::new(),
                courses: None,
            },
        )
}

fn panel(arms: usize) -> impl Strategy<Value = Panel> {
    let kind = prop_oneof![
        2 => Just(PanelKind::Value),
        1 => words().prop_map(|from| PanelKind::Difference { from }),
    ];
    let range = (number(), number(), words()).prop_map(|(low, high, label)| ReferenceRange {
        low,
        high,
        label,
    });
    let limit = (number(), words()).prop_map(|(value, label)| Limit { value, label });
    (
        words(),
        words(),
        kind,
        vec(series(arms), 0..4),
        option::of(range),
        vec(limit, 0..4),
    )
        .prop_map(
            |(quantity, unit, kind, series, reference_range, limits)| Panel {
                name: String::new(),
                quantity,
                unit,
                kind,
                series,
                reference_range,
                limits,
                span: None,
            },
        )
}

fn event(arms: usize) -> impl Strategy<Value = LaneEvent> {
    let glyph = prop_oneof![
        Just(Glyph::Dose),
        Just(Glyph::Meal),
        Just(Glyph::Infusion),
        Just(Glyph::Other),
    ];
    let time = || prop_oneof![8 => 0.0..30.0_f64, 1 => number()];
    let label = prop_oneof![2 => Just("6 units".to_owned()), 3 => words()];
    (
        option::of(0..arms.max(1) + 1),
        time(),
        option::of(time()),
        label,
        glyph,
    )
        .prop_map(|(arm, at, until, label, glyph)| LaneEvent {
            arm,
            at,
            until,
            label,
            glyph,
        })
}

fn time() -> impl Strategy<Value = TimeAxis> {
    let unit = prop_oneof![
        Just(TimeUnit::Minutes),
        Just(TimeUnit::Hours),
        Just(TimeUnit::Days)
    ];
    let span = prop_oneof![
        Just((0.0, 24.0)),
        Just((-10.0, 28.0)),
        Just((0.0, 0.5)),
        Just((0.0, 672.0)),
        (number(), number()),
    ];
    (unit, span, words(), option::of(number())).prop_map(|(unit, (start, end), label, now)| {
        TimeAxis {
            label,
            unit,
            start,
            end,
            now,
            marks: Vec::new(),
        }
    })
}

/// Any figure a caller could make.
pub fn any_figure() -> impl Strategy<Value = Figure> {
    (0_usize..10).prop_flat_map(|arms| {
        (
            (words(), words(), words()),
            time(),
            vec(words(), arms),
            vec(panel(arms), 0..7),
            vec(event(arms), 0..40),
            vec(words(), 0..4),
        )
            .prop_map(
                |((title, subtitle, spread), time, arms, panels, events, footer)| Figure {
                    title,
                    subtitle,
                    answers: Vec::new(),
                    time,
                    arms: arms.into_iter().map(Arm::new).collect(),
                    panels,
                    events,
                    spread,
                    footer,
                    band_is: "pale band: middle 90 %",
                    line_is: "median",
                },
            )
    })
}
