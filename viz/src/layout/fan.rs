//! The series of one panel: bands, sampled trajectories, medians.

use super::panel::Plot;
use crate::curve::{runs, simplify};
use crate::{
    Color, Courses, Dense, Drawn, Marker, MarkerShape, Point, Scene, Series, Shape, arm_style,
};
use std::sync::Arc;

/// Thickness of a sampled trajectory.
pub(super) const SAMPLE_WIDTH: f64 = 0.7;
const MEDIAN_WIDTH: f64 = 2.2;
/// Half of the width of the cross at which a trajectory ends.
const CROSS: f64 = 3.5;
/// A line may be off by this much where points are left out: a tenth of a page unit is
/// less than a pixel at any scale in use.
const TOLERANCE: f64 = 0.1;
/// Narrower than a pixel, so that a peak is never rounded away.
const COLUMN: f64 = 0.5;

/// Opacity of the 90 % band. With many arms bands would hide each other.
pub(super) fn wide_alpha(arms: usize) -> f64 {
    if arms <= 3 { 0.12 } else { 0.06 }
}

/// Opacity of the 50 % band, which lies on the other.
pub(super) fn inner_alpha(arms: usize) -> f64 {
    if arms <= 3 { 0.20 } else { 0.12 }
}

/// Draws every series; medians lie over all bands, whichever arm they belong to.
pub(super) fn draw(scene: &mut Scene, plot: &Plot<'_>, series: &[Series], arms: usize) {
    let color = |one: &Series| arm_style(one.arm).color;
    for one in series {
        let fill = color(one).fade(wide_alpha(arms));
        draw_band(scene, plot, &one.times, [&one.p05, &one.p95], fill, true);
    }
    for one in series {
        let fill = color(one).fade(inner_alpha(arms));
        draw_band(scene, plot, &one.times, [&one.p25, &one.p75], fill, false);
    }
    for one in series {
        draw_density(scene, plot, one);
    }
    // One trajectory of every arm in turn, each time with another arm on top, so that where
    // arms coincide none covers the others; fewer of each where arms are many.
    let most = (72 / series.len().max(1)).clamp(8, 40);
    for index in 0..most {
        let first = index % series.len().max(1);
        for one in series[first..].iter().chain(&series[..first]) {
            let ink = color(one).fade(if arms <= 3 { 0.22 } else { 0.16 });
            let Some(sample) = one.samples.get(index) else {
                continue;
            };
            if is_dense(plot, &one.times) {
                let courses = Courses {
                    samples: one.times.len(),
                    values: sample.iter().map(|value| *value as f32).collect(),
                };
                let drawn = Drawn::Line {
                    width: SAMPLE_WIDTH,
                };
                push_dense(scene, plot, &one.times, Arc::new(courses), ink, drawn);
            } else {
                for [line] in lines(plot, &one.times, [sample]) {
                    push_line(scene, plot, line, SAMPLE_WIDTH, ink, &[]);
                }
            }
        }
    }
    for one in series {
        for &(time, value) in &one.ends {
            cross(scene, plot, plot.place(time, value), color(one));
        }
    }
    // White edges under all medians, so that a line is readable on any band, and where two
    // medians coincide the lower one still shows in the gaps of the upper one's dashes.
    for (width, edge) in [(MEDIAN_WIDTH + 2.2, true), (MEDIAN_WIDTH, false)] {
        for one in series {
            let style = arm_style(one.arm);
            for [line] in lines(plot, &one.times, [&one.median]) {
                if edge {
                    push_line(scene, plot, line, width, Color::WHITE.fade(0.75), &[]);
                } else {
                    push_line(scene, plot, line, width, style.color, style.dash);
                }
            }
        }
    }
}

/// Very many trajectories, counted pixel by pixel by whoever draws.
fn draw_density(scene: &mut Scene, plot: &Plot<'_>, series: &Series) {
    if let Some(courses) = &series.courses {
        let color = arm_style(series.arm).color;
        push_dense(
            scene,
            plot,
            &series.times,
            Arc::clone(courses),
            color,
            Drawn::Density,
        );
    }
}

/// Whether a line has far more points than the plot has pixels, at even distances: a waveform.
fn is_dense(plot: &Plot<'_>, times: &[f64]) -> bool {
    let [first, second, .., last] = times else {
        return false;
    };
    let pitch = second - first;
    let even = |pair: &[f64]| (pair[1] - pair[0] - pitch).abs() < 1e-3 * pitch;
    let per_unit = (times.len() as f64 / (last - first)) * (plot.time.end - plot.time.start);
    per_unit > 4.0 * plot.rect.width() && times.windows(2).all(even)
}

fn push_dense(
    scene: &mut Scene,
    plot: &Plot<'_>,
    times: &[f64],
    courses: Arc<Courses>,
    color: Color,
    drawn: Drawn,
) {
    let [first, second, ..] = times else { return };
    // Not through the time scale's own bound, which holds what lies far outside.
    let per_unit = plot.rect.width() / (plot.time.end - plot.time.start);
    scene.push_clipped(
        plot.rect,
        Shape::Dense(Dense {
            area: plot.rect,
            courses,
            first: plot.rect.left + (first - plot.time.start) * per_unit,
            pitch: (second - first) * per_unit,
            low: plot.value.low,
            high: plot.value.high,
            color,
            drawn,
        }),
    );
}

fn lines<const N: usize>(
    plot: &Plot<'_>,
    times: &[f64],
    curves: [&[f64]; N],
) -> Vec<[Vec<Point>; N]> {
    runs(times, curves, |time, value| plot.place(time, value))
        .into_iter()
        .map(|run| simplify(run, COLUMN, TOLERANCE))
        .collect()
}

fn draw_band(
    scene: &mut Scene,
    plot: &Plot<'_>,
    times: &[f64],
    edges: [&[f64]; 2],
    fill: Color,
    outlined: bool,
) {
    for [mut lower, mut upper] in lines(plot, times, edges) {
        if lower.len() == 1 {
            widen(&mut lower);
            widen(&mut upper);
        }
        if outlined {
            for edge in [&lower, &upper] {
                push_line(scene, plot, edge.clone(), 0.8, fill.fade(0.45), &[]);
            }
        }
        scene.push_clipped(plot.rect, Shape::Band { lower, upper, fill });
    }
}

/// Where a trajectory ends.
fn cross(scene: &mut Scene, plot: &Plot<'_>, Point { x, y }: Point, ink: Color) {
    for slope in [-1.0, 1.0] {
        let points = vec![
            Point::new(x - CROSS, y - slope * CROSS),
            Point::new(x + CROSS, y + slope * CROSS),
        ];
        push_line(scene, plot, points, 1.3, ink, &[]);
    }
}

/// A lone observation is as wide as its mark.
fn widen(edge: &mut Vec<Point>) {
    if let Some(&Point { x, y }) = edge.first() {
        *edge = vec![Point::new(x - 3.0, y), Point::new(x + 3.0, y)];
    }
}

fn push_line(
    scene: &mut Scene,
    plot: &Plot<'_>,
    points: Vec<Point>,
    width: f64,
    color: Color,
    dash: &[f64],
) {
    let shape = match points[..] {
        [center] => Shape::Marker(Marker {
            shape: MarkerShape::Disc,
            center,
            radius: 1.4 * width,
            fill: color,
        }),
        _ => Shape::Polyline {
            points,
            width,
            color,
            dash: dash.to_vec(),
        },
    };
    scene.push_clipped(plot.rect, shape);
}
