//! Synthetic figures for looking at: `cargo run -p viz --example gallery -- FOLDER [NAME..]`.
//!
//! The numbers are smooth inventions, not physiology; each title says so.

mod synthetic;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use engine::recording::write_file;
use synthetic::{bump, event, fan, limit, range, steps};
use viz::{
    Arm, Figure, Glyph, PNG_SCALE, Panel, PanelKind, Series, Size, TimeAxis, TimeUnit, draw,
    layout, svg,
};

/// Makes one figure.
type Make = fn() -> Figure;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "gallery".into());
    std::fs::create_dir_all(&folder)?;
    let figures: [(&str, Make); 6] = [
        ("mealtime", mealtime),
        ("vasopressor", vasopressor),
        ("month", month),
        ("crowded", crowded),
        ("single_twin", single_twin),
        ("empty", empty),
    ];
    let chosen: Vec<_> = std::env::args().skip(2).collect();
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|one| one == name);
    for (name, make) in figures.into_iter().filter(|(name, _)| is_chosen(name)) {
        let figure = &make();
        let path = Path::new(&folder).join(name);
        let start = Instant::now();
        let scene = layout(figure, Size::for_figure(figure));
        let placed = start.elapsed();
        write_file(&path.with_extension("svg"), svg(&scene).as_bytes())?;
        let written = start.elapsed();
        match draw(&scene, PNG_SCALE) {
            Ok(image) => {
                let png = image.to_png(&scene.title, &scene.description)?;
                write_file(&path.with_extension("png"), &png)?;
            }
            Err(error) => eprintln!("{error}"),
        }
        let drawn = start.elapsed();
        println!(
            "{name:12} {:4.0} x {:4.0}: {} items laid out in {placed:.1?}, SVG in {:.1?}, PNG in {:.1?}",
            scene.size.width,
            scene.size.height,
            scene.items.len(),
            written - placed,
            drawn - written,
        );
    }
    Ok(())
}

/// The figure that will be drawn first for real.
fn mealtime() -> Figure {
    let mut figure = Figure::new(
        "Synthetic: mealtime insulin: 15 min before, at, or 30 min after the meal?",
        TimeAxis::new(TimeUnit::Hours, 0.0, 24.0),
    );
    figure.subtitle = "Given 30 min after the meal instead of 15 min before it, peak glucose is \
        31 mg/dL higher (90 % interval 14 to 52) and time above 180 mg/dL is 1.1 h longer; it is \
        higher in 194 of 200 twins. 12 of 200 twins fall below 70 mg/dL when it is given before, \
        3 of 200 when it is given after."
        .into();
    figure.spread = "Bands: 200 plausible twins of this patient (parameter uncertainty and \
        day-to-day insulin sensitivity; sensor error not included)."
        .into();
    let delays = [-0.25, 0.0, 0.5];
    figure.arms = ["15 min before", "at the meal", "30 min after"]
        .map(Arm::new)
        .into();
    let times = steps(0.0, 24.0, 289);
    let glucose = |twin: f64, delay: f64, t: f64| {
        let rise = (95.0 + 25.0 * twin) * bump(t - 12.0, 0.7);
        let fall = (88.0 + 12.0 * (3.1 * twin).sin()) * bump(t - 12.0 - delay - 0.35, 0.9);
        118.0 + 14.0 * twin + 9.0 * (0.26 * t + twin).sin() + rise - 0.75 * fall
    };
    let insulin = |twin: f64, delay: f64, t: f64| {
        58.0 * (1.0 + 0.2 * twin) + (330.0 + 60.0 * twin) * bump(t - 12.0 - delay, 0.8)
    };
    let mut plasma = Panel::new("Plasma glucose", "mg/dL");
    plasma.reference_range = Some(range(70.0, 180.0, "target 70–180"));
    plasma.limits = vec![limit(54.0, "54 severe low")];
    let mut difference = Panel::new("Plasma glucose", "mg/dL");
    difference.kind = PanelKind::Difference {
        from: "15 min before".into(),
    };
    let mut hormone = Panel::new("Plasma insulin", "pmol/L");
    for (arm, delay) in delays.into_iter().enumerate() {
        plasma
            .series
            .push(fan(arm, &times, 200, |twin, t| glucose(twin, delay, t)));
        hormone
            .series
            .push(fan(arm, &times, 200, |twin, t| insulin(twin, delay, t)));
        if arm > 0 {
            let change = |twin: f64, t: f64| glucose(twin, delay, t) - glucose(twin, delays[0], t);
            difference.series.push(fan(arm, &times, 200, change));
        }
        let label = format!("6 U rapid-acting, {}", figure.arms[arm].name);
        figure
            .events
            .push(event(Some(arm), 12.0 + delay, None, &label, Glyph::Dose));
    }
    figure.panels = vec![plasma, difference, hormone];
    figure.events.push(event(
        None,
        0.0,
        Some(24.0),
        "basal insulin 0.9 U/h",
        Glyph::Infusion,
    ));
    figure.events.push(event(
        None,
        12.0,
        None,
        "meal, 60 g carbohydrate",
        Glyph::Meal,
    ));
    figure.footer = vec![
        "homeostat 0.1.0 · scenario 5f2c9a71 · seed 7 · N = 200 twins · model: Hovorka 2004, \
         adults with type 1 diabetes"
            .into(),
        "Simulated; to think with, not for clinical use.".into(),
    ];
    figure
}

/// Minutes, a recorded past, limits on both sides, titrated infusions, a failed twin.
fn vasopressor() -> Figure {
    let mut time = TimeAxis::new(TimeUnit::Minutes, -10.0, 30.0);
    time.label = "Time from decision".into();
    time.now = Some(0.0);
    let mut figure = Figure::new(
        "Synthetic: septic shock: fluid first, or noradrenaline now?",
        time,
    );
    figure.subtitle =
        "Pressure is above 65 mmHg 9 min sooner with noradrenaline (88 of 100 twins).".into();
    figure.spread = "Bands: 100 twins, parameter uncertainty.".into();
    figure.arms = vec![Arm::new("fluid first"), Arm::new("noradrenaline now")];
    let times = steps(-10.0, 30.0, 241);
    let pressure = |arm: f64, twin: f64, t: f64| {
        let effect = (t.max(0.0) / (14.0 - 9.0 * arm)).tanh();
        56.0 + 3.0 * twin + (10.0 + 8.0 * arm + 3.0 * twin) * effect - 0.1 * t.min(0.0)
    };
    let mut mean = Panel::new("Mean arterial pressure", "mmHg");
    mean.reference_range = Some(range(65.0, 75.0, "goal 65–75"));
    mean.limits = vec![limit(50.0, "50 low alarm"), limit(140.0, "140 high alarm")];
    let mut lactate = Panel::new("Lactate", "mmol/L");
    lactate.reference_range = Some(range(0.5, 2.0, "normal 0.5–2"));
    for arm in 0..2 {
        let weight = f64::from(arm as u8);
        let mut series = fan(arm, &times, 100, |twin, t| pressure(weight, twin, t));
        // Twelve minutes without a recording.
        for column in [&mut series.median, &mut series.p05, &mut series.p95] {
            column[70..100].fill(f64::NAN);
        }
        mean.series.push(series);
        let sparse = steps(-10.0, 30.0, 9);
        lactate.series.push(fan(arm, &sparse, 100, |twin, t| {
            4.1 + 0.3 * twin - (0.02 + 0.03 * weight) * t.max(0.0)
        }));
    }
    figure.panels = vec![mean, lactate];
    figure.events = vec![
        event(
            None,
            -10.0,
            Some(0.0),
            "crystalloid 500 mL",
            Glyph::Infusion,
        ),
        event(None, -4.0, None, "lactate drawn", Glyph::Other),
        event(Some(0), 0.0, Some(20.0), "crystalloid 1 L", Glyph::Infusion),
        event(
            Some(0),
            20.0,
            Some(40.0),
            "noradrenaline 0.1 µg/kg/min",
            Glyph::Infusion,
        ),
        event(
            Some(1),
            0.0,
            Some(5.0),
            "noradrenaline 0.05 µg/kg/min",
            Glyph::Infusion,
        ),
        event(
            Some(1),
            5.0,
            Some(12.0),
            "noradrenaline 0.1 µg/kg/min",
            Glyph::Infusion,
        ),
        event(
            Some(1),
            12.0,
            Some(40.0),
            "noradrenaline 0.15 µg/kg/min",
            Glyph::Infusion,
        ),
    ];
    figure
}

/// Four weeks of sensor-like data at five minutes, daily doses, no comparison.
fn month() -> Figure {
    let mut figure = Figure::new(
        "Synthetic: warfarin, 28 days: fixed dose or guided?",
        TimeAxis::new(TimeUnit::Days, 0.0, 28.0),
    );
    figure.arms = vec![Arm::new("fixed 5 mg"), Arm::new("guided by INR")];
    figure.spread = "Bands: spread between 400 people.".into();
    let times = steps(0.0, 28.0, 8065);
    let mut ratio = Panel::new("INR", "ratio");
    ratio.reference_range = Some(range(2.0, 3.0, "therapeutic 2–3"));
    ratio.limits = vec![limit(5.0, "5 bleeding risk")];
    let mut difference = Panel::new("INR", "ratio");
    difference.kind = PanelKind::Difference {
        from: "fixed 5 mg".into(),
    };
    let inr = |arm: f64, twin: f64, t: f64| {
        let rise = 1.0 - (-t / 4.0).exp();
        let swing = 0.08 * (std::f64::consts::TAU * t + twin).sin();
        1.0 + (1.9 + (0.9 - 0.55 * arm * rise) * twin - 0.3 * arm) * rise + swing * rise
    };
    for arm in 0..2 {
        let weight = f64::from(arm as u8);
        ratio
            .series
            .push(fan(arm, &times, 100, |twin, t| inr(weight, twin, t)));
    }
    difference.series.push(fan(1, &times, 100, |twin, t| {
        inr(1.0, twin, t) - inr(0.0, twin, t)
    }));
    figure.panels = vec![ratio, difference];
    for day in 0..28 {
        let at = f64::from(day) + 0.75;
        figure
            .events
            .push(event(Some(0), at, None, "warfarin 5 mg", Glyph::Dose));
        let dose = if day < 6 {
            "warfarin 5 mg"
        } else if day < 14 {
            "4 mg"
        } else {
            "3.5 mg"
        };
        figure
            .events
            .push(event(Some(1), at, None, dose, Glyph::Dose));
        if day % 7 == 6 {
            figure.events.push(event(
                None,
                f64::from(day),
                None,
                "INR measured",
                Glyph::Other,
            ));
        }
    }
    figure
}

/// Nine arms, six panels, long names, many events.
fn crowded() -> Figure {
    let mut figure = Figure::new(
        "Synthetic: nine antibiotic regimens in a patient with augmented renal clearance and an \
         isolate at the breakpoint, which of them keeps the free concentration above the MIC?",
        TimeAxis::new(TimeUnit::Hours, 0.0, 72.0),
    );
    figure.subtitle = "Continuous infusion after a loading dose does, in 93 of 100 twins.".into();
    figure.arms = (1..=9)
        .map(|arm| {
            Arm::new(format!(
                "regimen {arm}: {} g every {} h over {arm} h",
                0.5 * f64::from(arm),
                4 + arm
            ))
        })
        .collect();
    let times = steps(0.0, 72.0, 289);
    let quantities = [
        ("Free plasma meropenem", "mg/L"),
        ("Interstitial fluid concentration of the lung", "mg/L"),
        (
            "Estimated glomerular filtration rate, indexed",
            "mL/min/1.73 m²",
        ),
        ("Bacterial burden", "log₁₀ CFU/mL"),
        ("C-reactive protein", "mg/L"),
        ("Probability of toxicity", "1"),
    ];
    for (row, (name, unit)) in quantities.into_iter().enumerate() {
        let mut panel = Panel::new(name, unit);
        for arm in 0..9 {
            let pace = 4.0 + arm as f64;
            panel.series.push(fan(arm, &times, 60, |twin, t| {
                let wave = (-(t % pace) / (3.0 + twin.abs())).exp();
                10.0_f64.powi(row as i32 - 2) * (1.0 + 0.2 * arm as f64 + (8.0 + twin) * wave)
            }));
        }
        panel.limits = vec![
            limit(2.0, "MIC 2"),
            limit(8.0, "4 × MIC"),
            limit(1.9, "lower breakpoint"),
        ];
        figure.panels.push(panel);
    }
    for arm in 0..9_usize {
        for dose in 0..72 / (4 + arm as u32) {
            let at = f64::from(dose * (4 + arm as u32));
            let label = format!("{} g over {} h", 0.5 * arm as f64 + 0.5, arm + 1);
            figure.events.push(event(
                Some(arm),
                at,
                Some(at + arm as f64 * 0.4),
                &label,
                Glyph::Infusion,
            ));
        }
    }
    for hour in 0..24 {
        let label = format!("observation {hour}: temperature, pressure, urine");
        figure.events.push(event(
            None,
            3.0 * f64::from(hour),
            None,
            &label,
            Glyph::Other,
        ));
    }
    figure
}

/// One twin, no bands; a constant and a single observation.
fn single_twin() -> Figure {
    let mut figure = Figure::new(
        "Synthetic: one twin",
        TimeAxis::new(TimeUnit::Minutes, 0.0, 30.0),
    );
    figure.arms = vec![Arm::new("as planned")];
    figure.spread = "One twin: no interval.".into();
    let times = steps(0.0, 30.0, 181);
    let mut rate = Panel::new("Heart rate", "1/min");
    rate.series = vec![Series {
        median: times.iter().map(|t| 72.0 + 6.0 * (0.5 * t).sin()).collect(),
        ..Series::new(0, times.clone())
    }];
    let mut constant = Panel::new("Inspired oxygen", "%");
    constant.series = vec![Series {
        median: vec![21.0; times.len()],
        ..Series::new(0, times)
    }];
    let mut once = Panel::new("Potassium", "mmol/L");
    once.series = vec![Series {
        median: vec![4.4],
        ..Series::new(0, vec![12.0])
    }];
    once.reference_range = Some(range(3.5, 5.0, "normal 3.5–5.0"));
    figure.panels = vec![rate, constant, once];
    figure
}

/// Neither arms nor panels nor events.
fn empty() -> Figure {
    Figure::new(
        "Synthetic: nothing at all",
        TimeAxis::new(TimeUnit::Hours, 0.0, 24.0),
    )
}
