//! What a reader must know of a residual.

use super::train::{Lesson, Taught};
use engine::random::Stream;
use std::fmt::Write;

/// Writes the card.
pub fn card(lesson: &Lesson<'_>, taught: &Taught, unit: &str) -> String {
    let mut out = String::new();
    let part = &taught.part;
    let _ = writeln!(
        out,
        "{}: a learned residual on the equations of one person\n",
        part.title
    );
    let reads: Vec<&str> = part.reads.iter().map(|port| port.name.as_str()).collect();
    let _ = writeln!(
        out,
        "A network of {} weights reads {} and the time of day, and adds to {}; the solver carries it\n\
         as it carries the organs. What it reads is held inside of what was seen (mean and three standard\n\
         deviations of physiology alone):",
        part.weights.len(),
        reads.join(", "),
        lesson.adds
    );
    for port in &part.reads {
        let (low, high) = port.range.unwrap_or_default();
        let _ = writeln!(out, "  {}: {low:.4} to {high:.4} {}", port.name, port.unit);
    }
    let _ = writeln!(
        out,
        "\nTrained on\n  {} days, {} measurements of {}; root mean square error there {:.2} {unit}, of physiology alone {:.2}",
        taught.trained, taught.count, lesson.signal, taught.inside.1, taught.inside.0
    );
    let _ = writeln!(out, "\nChosen inside the training, on its last days");
    for (ridge, miss) in &taught.tried {
        let _ = writeln!(out, "  ridge {ridge}: {miss:.2} {unit}");
    }
    let _ = writeln!(
        out,
        "\nOn days held out, once: {} foreseen from meals and doses, without a look at that day's values\n\
         (root mean square error, {unit})\n  {:>6} {:>18} {:>14} {:>14}",
        lesson.signal, "day", "physiology alone", "network alone", "both"
    );
    for day in &taught.days {
        let _ = writeln!(
            out,
            "  {:>6} {:>18.2} {:>14.2} {:>14.2}",
            day.number, day.physiology, day.network, day.both
        );
    }
    let mean = |of: fn(&super::train::Day) -> f64| {
        taught.days.iter().map(of).sum::<f64>() / taught.days.len() as f64
    };
    let _ = writeln!(
        out,
        "  {:>6} {:>18.2} {:>14.2} {:>14.2}",
        "mean",
        mean(|day| day.physiology),
        mean(|day| day.network),
        mean(|day| day.both)
    );
    for (name, of) in [
        (
            "physiology alone",
            (|day| day.both - day.physiology) as fn(&super::train::Day) -> f64,
        ),
        ("the network alone", |day| day.both - day.network),
    ] {
        let differences: Vec<f64> = taught.days.iter().map(of).collect();
        let better = differences.iter().filter(|d| **d < 0.0).count();
        let (low, high) = bootstrap(&differences);
        let _ = writeln!(
            out,
            "  both against {name}: {:+.2} (90 % of bootstraps by day {low:+.2} to {high:+.2}); better on {better} of {} days",
            differences.iter().sum::<f64>() / differences.len() as f64,
            differences.len()
        );
    }
    let _ = writeln!(
        out,
        "\nThe network alone reads the clock and what was given, each thing as it fades over 30, 90 and 270 min.\n\
         It is of one person and of days like these; what it adds is what the equations leave out of them,\n\
         and names no cause. What changes on the way (`titrate`, `when`) cannot be trained on.\n\n\
         Simulated; to think with, not to prescribe from."
    );
    out
}

/// The middle 90 % of the mean when days are drawn anew.
fn bootstrap(values: &[f64]) -> (f64, f64) {
    let chance = Stream::new(1, 0, "residual", "bootstrap");
    let n = values.len();
    let mut means: Vec<f64> = (0..1000)
        .map(|draw| {
            let one = |i: usize| {
                let at = chance.uniform((draw * n + i) as u64) * n as f64;
                values[(at as usize).min(n - 1)]
            };
            (0..n).map(one).sum::<f64>() / n as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    (means[50], means[949])
}
