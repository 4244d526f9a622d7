//! How long a still of very many courses takes: `cargo run --release -p viz --example density [COUNT]`.
//!
//! Courses are synthetic: a rise and a fall of different height, time and width, on 289 moments, which
//! is a day by five minutes. The picture is 1600 by 900 pixels and is written to `out/density.png`.

use std::sync::Arc;
use std::time::Instant;
use viz::{Arm, Courses, Figure, Painter, Panel, Series, Size, TimeAxis, TimeUnit, layout, svg};

const MOMENTS: usize = 289;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: usize = match std::env::args().nth(1) {
        Some(text) => text.parse()?,
        None => 100_000,
    };
    let mut figure = Figure::new(
        format!("{count} synthetic courses"),
        TimeAxis::new(TimeUnit::Hours, 0.0, 24.0),
    );
    figure.arms = vec![Arm::new("synthetic, of no patient")];
    figure.footer = vec!["Synthetic courses, to measure drawing.".into()];
    let mut panel = Panel::new("Height", "1");
    let times: Vec<f64> = (0..MOMENTS).map(|at| at as f64 / 12.0).collect();
    let mut series = Series::new(0, times.clone());
    // The golden ratio's multiples fill an interval evenly.
    let share = |course: usize, by: f64| (course as f64 * by).fract();
    let value = |course: usize, time: f64| {
        let top = 6.0 + 12.0 * share(course, 0.618_033_988_749);
        let width = 1.0 + 3.0 * share(course, 0.414_213_562_373);
        let height = 60.0 + 120.0 * share(course, 0.732_050_807_568);
        90.0 + height * (-((time - top) / width).powi(2)).exp()
    };
    series.median = times.iter().map(|time| value(0, *time)).collect();
    let start = Instant::now();
    let values =
        (0..count).flat_map(|course| times.iter().map(move |time| value(course, *time) as f32));
    series.courses = Some(Arc::new(Courses {
        samples: MOMENTS,
        values: values.collect(),
    }));
    panel.series.push(series);
    panel.span = Some((60.0, 300.0));
    figure.panels.push(panel);
    println!("made in {:.2} s", start.elapsed().as_secs_f64());

    let scene = layout(
        &figure,
        Size {
            width: 1000.0,
            height: 562.5,
        },
    );
    let painter = Painter::open()?;
    // The first picture compiles the pipelines.
    for round in ["first", "again"] {
        let start = Instant::now();
        let image = painter.draw(&scene, 1.6)?;
        println!("{round}: {:.2} s", start.elapsed().as_secs_f64());
        std::fs::create_dir_all("out")?;
        std::fs::write(
            "out/density.png",
            image.to_png(&scene.title, &scene.description)?,
        )?;
    }
    let start = Instant::now();
    std::fs::write("out/density.svg", svg(&scene))?;
    println!(
        "as SVG, by the processor: {:.2} s",
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
