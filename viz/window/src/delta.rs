//! What changes between two times, twin by twin.

use scenarios::outcome::quantiles;
use scenarios::run::Projection;
use viz::projection::Wanted;

/// The change of one quantity in one arm between two times.
#[derive(Clone, Debug, PartialEq)]
pub struct Delta {
    /// Which of the panels.
    pub panel: usize,
    /// Which arm.
    pub arm: usize,
    /// Median at the first time, in the recorded unit.
    pub first: f64,
    /// Median at the second time.
    pub second: f64,
    /// The middle 90 % of the twins' own changes, and their median: 5 %, 50 %, 95 %.
    pub change: [f64; 3],
}

/// Changes of every panel's quantity; differences between arms change too.
pub fn deltas(projection: &Projection, wanted: &[Wanted], pins: (f64, f64)) -> Vec<Delta> {
    let width = projection.columns.len();
    let nearest = |time: f64| {
        let distance = |at: &f64| (at - time).abs();
        let times = projection.times.iter().enumerate();
        times
            .min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)))
            .map(|(index, _)| index)
    };
    let (Some(first), Some(second)) = (nearest(pins.0), nearest(pins.1)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (panel, wanted) in wanted.iter().enumerate() {
        let mut columns = projection.columns.iter();
        let Some(column) = columns.position(|c| c.name == wanted.quantity) else {
            continue;
        };
        let start = usize::from(wanted.difference);
        for (arm, twins) in projection.kept.iter().enumerate().skip(start) {
            let at = |index: usize| -> Vec<f64> {
                let value = |twin: &[f64]| {
                    let value = twin.get(index * width + column);
                    value.copied().unwrap_or(f64::NAN)
                };
                let pairs = twins.iter().zip(&projection.kept[0]);
                pairs
                    .map(|(twin, first)| match wanted.difference {
                        true => value(twin) - value(first),
                        false => value(twin),
                    })
                    .collect()
            };
            let (a, b) = (at(first), at(second));
            let changes = a.iter().zip(&b).map(|(a, b)| b - a).collect();
            let [low, middle, high] = known_quantiles(changes);
            found.push(Delta {
                panel,
                arm,
                first: known_quantiles(a)[1],
                second: known_quantiles(b)[1],
                change: [low, middle, high],
            });
        }
    }
    found
}

fn known_quantiles(values: Vec<f64>) -> [f64; 3] {
    let mut known: Vec<f64> = values.into_iter().filter(|v| !v.is_nan()).collect();
    match known[..] {
        [only] => [only; 3],
        _ => quantiles(&mut known, [0.05, 0.5, 0.95]),
    }
}
