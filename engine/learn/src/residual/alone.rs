//! What a network learns from the same traces without physiology: the day's course from the clock and
//! from what was given, each thing given as it fades over three lengths of time.

use super::marquardt::{Misses, least};
use engine::event::{Action, Event};
use engine::learned::network::layer::{Activation, Dense, Layer, Network};
use engine::random::Stream;
use engine::time::{MINUTE, Nanoseconds, minutes};
use physiology::Tangent;
use std::collections::BTreeMap;

/// Minutes over which what was given fades.
const FADES: [f64; 3] = [30.0, 90.0, 270.0];

/// Numbers of the hidden layer.
const HIDDEN: usize = 8;

/// What a network without physiology reads at some times: rows of numbers.
pub fn features(events: &[Event], looks: &[Nanoseconds]) -> Vec<Vec<f64>> {
    let given = given(events, looks.last().copied().unwrap_or(0));
    looks
        .iter()
        .map(|look| {
            let t = minutes(*look);
            let angle = std::f64::consts::TAU * t / 1440.0;
            let mut row = vec![
                angle.sin(),
                angle.cos(),
                (2.0 * angle).sin(),
                (2.0 * angle).cos(),
            ];
            for amounts in given.values() {
                for fade in FADES {
                    let past = amounts.iter().filter(|(at, _)| *at <= t);
                    row.push(past.map(|(at, a)| a * ((at - t) / fade).exp()).sum());
                }
            }
            row
        })
        .collect()
}

/// Amounts by where they go and when, minutes; an infusion counts every five minutes.
fn given(events: &[Event], end: Nanoseconds) -> BTreeMap<(String, String), Vec<(f64, f64)>> {
    let mut given: BTreeMap<_, Vec<(f64, f64)>> = BTreeMap::new();
    let place = |place: &engine::event::Place| (place.part.to_string(), place.field.to_string());
    for (number, event) in events.iter().enumerate() {
        match &event.action {
            Action::Add { place: to, amount } => {
                given
                    .entry(place(to))
                    .or_default()
                    .push((minutes(event.at), *amount));
            }
            Action::Open {
                infusion,
                place: to,
                rate,
            } => {
                let closes = |later: &&Event| matches!(&later.action, Action::Close { infusion: other } if other == infusion);
                let until = events[number..].iter().find(closes).map_or(end, |e| e.at);
                let into = given.entry(place(to)).or_default();
                let mut at = event.at;
                while at < until {
                    let next = (at + 5 * MINUTE).min(until);
                    into.push((minutes(at), rate * minutes(next - at)));
                    at = next;
                }
            }
            _ => {}
        }
    }
    given
}

/// Foresees some rows by a network that was trained on others, `ridge` chosen on the last quarter of
/// them.
pub fn foresee(train: (&[Vec<f64>], &[f64]), ask: &[Vec<f64>], seed: u64) -> Vec<f64> {
    let (rows, values) = train;
    let cut = rows.len() * 3 / 4;
    let mut best = (f64::INFINITY, 1.0);
    for ridge in [30.0, 3.0, 0.3] {
        let left = fit(&rows[..cut], &values[..cut], &rows[cut..], ridge, seed);
        let miss: f64 = left
            .iter()
            .zip(&values[cut..])
            .map(|(a, b)| (a - b).powi(2))
            .sum();
        if miss < best.0 {
            best = (miss, ridge);
        }
    }
    fit(rows, values, ask, best.1, seed)
}

fn fit(rows: &[Vec<f64>], values: &[f64], ask: &[Vec<f64>], ridge: f64, seed: u64) -> Vec<f64> {
    let Some(width) = rows.first().map(Vec::len) else {
        return vec![f64::NAN; ask.len()];
    };
    let n = rows.len() as f64;
    let spread = |of: &dyn Fn(usize) -> f64| {
        let mean = (0..rows.len()).map(of).sum::<f64>() / n;
        let square = (0..rows.len()).map(|i| (of(i) - mean).powi(2)).sum::<f64>() / n;
        (mean, square.sqrt().max(1e-9))
    };
    let scales: Vec<(f64, f64)> = (0..width).map(|k| spread(&|i| rows[i][k])).collect();
    let (middle, reach) = spread(&|i| values[i]);
    let counted = |row: &Vec<f64>| -> Vec<f64> {
        row.iter()
            .zip(&scales)
            .map(|(v, (mean, sd))| (v - mean) / sd)
            .collect()
    };
    let network = Network {
        inputs: width,
        outputs: 1,
        layers: vec![
            Layer::Dense(Dense {
                from: width,
                size: HIDDEN,
                activation: Activation::Tanh,
            }),
            Layer::Dense(Dense {
                from: HIDDEN,
                size: 1,
                activation: Activation::None,
            }),
        ],
        couplings: Vec::new(),
    };
    let read: Vec<Vec<f64>> = rows.iter().map(counted).collect();
    let count = network.weights();
    let of = |w: &[f64], slopes: bool| {
        let value = |x: &Vec<f64>| network.run(|k| w[k], x, &mut [], &[])[0];
        let misses: Vec<f64> = (read.iter().zip(values))
            .map(|(x, y)| value(x) - (y - middle) / reach)
            .collect();
        let mut all = Vec::new();
        for first in (0..count * usize::from(slopes)).step_by(8) {
            let weight = |k: usize| match k.checked_sub(first) {
                Some(place) if place < 8 => Tangent::variable(w[k], place),
                _ => Tangent::constant(w[k]),
            };
            let each: Vec<Tangent> = (read.iter())
                .map(|x| {
                    let x: Vec<Tangent> = x.iter().map(|v| Tangent::constant(*v)).collect();
                    network.run(weight, &x, &mut [], &[])[0]
                })
                .collect();
            for k in 0..(count - first).min(8) {
                all.push(each.iter().map(|y| y.slope[k]).collect());
            }
        }
        Misses {
            misses,
            slopes: all,
        }
    };
    let w = least(of, begin(&network, seed), ridge, |_| ());
    ask.iter()
        .map(|row| middle + reach * network.run(|k| w[k], &counted(row), &mut [], &[])[0])
        .collect()
}

/// Small weights to begin with.
pub(super) fn begin(network: &Network, seed: u64) -> Vec<f64> {
    let chance = Stream::new(seed, 0, "training", "weights");
    (0..network.weights())
        .map(|k| 0.3 * chance.normal(k as u64))
        .collect()
}
