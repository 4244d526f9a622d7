//! How a neural drift is trained: by the continuous ranked probability score of twins over courses of
//! up to four visits, each from where the one before ended.

use super::adam::{Pace, descend_by_tape};
use super::start::Start;
use engine::learned::network::layer::Layer;
use engine::learned::progression::gaussian::Gaussian;
use engine::learned::progression::generator::Scale;
use engine::learned::progression::generator::drift::{Drift, Leg};
use engine::random::Stream;
use physiology::Real;

/// Visits of a course, twins of which a step of the training sees so many, and of which there are so
/// many in all.
const VISITS: usize = 4;
const SEEN: usize = 2;
const TWINS: usize = 16;

/// It is slow to leave the core, so that it stops late. Assumed.
const PACE: Pace = Pace {
    epochs: 40,
    patience: 20,
    batch: 16,
    rate: (0.01, 0.002),
    decay: 0.05,
};

/// A course that a patient took, and twins by the core beside it.
pub(super) struct Roll {
    past: Vec<f64>,
    /// Years since the last known visit, and what was measured.
    visits: Vec<Taken>,
    twins: Vec<Twin>,
}

/// Levels at the beginning; then by visit, without noise and with it.
type Twin = (Vec<f64>, Vec<[Vec<f64>; 2]>);

struct Taken {
    since: f64,
    y: Vec<f64>,
}

/// Courses of these patients: from the first visit over all the time that follows, from later ones
/// over the visits that come next.
pub(super) fn rolls(starts: &[&Start], cores: &[Gaussian], scale: &Scale, seed: u64) -> Vec<Roll> {
    let roll = |start: &&Start| {
        let core = &cores[start.fold];
        let prospect = &start.prospect;
        let count = prospect.ahead.len();
        let some = count.min(VISITS);
        // Evenly over all of them.
        let which: Vec<usize> = (1..=some).map(|k| (k * count).div_ceil(some) - 1).collect();
        let visits = which.iter().map(|v| Taken {
            since: prospect.ahead[*v].t - prospect.last,
            y: start.y[*v].clone(),
        });
        let twins = (0..TWINS).map(|twin| {
            let number = ((start.person * 1000 + start.known) * TWINS + twin) as u64;
            let stream = Stream::new(seed, number, "training", "courses");
            let path = prospect.path(core, &stream);
            let levels = which.iter().map(|v| path.visits[*v].clone());
            (path.begin, levels.collect())
        });
        Roll {
            past: scale.count(&prospect.past),
            visits: visits.collect(),
            twins: twins.collect(),
        }
    };
    starts.iter().map(roll).collect()
}

/// Weights that fit these courses: those that leave the core as it is, moved.
pub(super) fn fit(drift: &Drift, rolls: &[Roll], seed: u64) -> Vec<f64> {
    descend_by_tape(
        rolls,
        begin(drift, seed),
        seed,
        &PACE,
        |w, roll, number| {
            // Others of its twins in each epoch.
            let turn = number as usize + number as usize / rolls.len();
            let first = turn % (TWINS / SEEN) * SEEN;
            loss(drift, w, roll, first..first + SEEN)
        },
        |w, roll| loss(drift, w, roll, 0..TWINS),
    )
}

/// Weights to begin from: the last layer gives nothing, and the one before it parts low levels from
/// high ones, so that it need not first learn to.
fn begin(drift: &Drift, seed: u64) -> Vec<f64> {
    let chance = Stream::new(seed, 3, "training", "weights");
    let mut from: Vec<f64> = (0..drift.weights())
        .map(|k| 0.3 * chance.normal(k as u64))
        .collect();
    let first = drift.reader.weights();
    if let [Layer::Dense(hidden), Layer::Dense(_)] = drift.step.layers[..] {
        let (past, markers) = (drift.reader.outputs, drift.step.outputs / 3);
        let wide = 1.5 / (markers as f64).sqrt() / 0.3;
        for row in 0..hidden.size {
            let own = first + row * hidden.from + past;
            from[own..own + markers].iter_mut().for_each(|w| *w *= wide);
        }
        let bias = first + hidden.size * hidden.from;
        from[bias..bias + hidden.size]
            .iter_mut()
            .for_each(|w| *w /= 0.3);
        from[bias + hidden.size..].fill(0.0);
    }
    from
}

/// The score of these twins over the course, mean over what was measured.
fn loss<R: Real>(drift: &Drift, w: &[R], roll: &Roll, twins: std::ops::Range<usize>) -> R {
    let read = drift.read(w, &roll.past);
    let twins = &roll.twins[twins];
    let lift = |(begin, _): &Twin| begin.iter().map(|v| R::of(*v)).collect();
    let mut places: Vec<Vec<R>> = twins.iter().map(lift).collect();
    let (mut sum, mut count) = (R::of(0.0), 0.0);
    let mut before = 0.0;
    for (number, taken) in roll.visits.iter().enumerate() {
        let ends: Vec<Vec<R>> = (twins.iter().zip(&mut places))
            .map(|((begin, levels), place)| {
                let leg = Leg {
                    since: (before, taken.since),
                    from: number.checked_sub(1).map_or(begin, |n| &levels[n][0]),
                    to: &levels[number],
                };
                drift.leg(w, &read, &leg, place)
            })
            .collect();
        before = taken.since;
        for (k, y) in taken.y.iter().enumerate().filter(|(_, y)| y.is_finite()) {
            let values: Vec<R> = ends.iter().map(|end| end[k]).collect();
            sum = sum + score(&values, *y);
            count += 1.0;
        }
    }
    sum / R::of(f64::max(count, 1.0))
}

/// The continuous ranked probability score of a few twins, such that its mean is that of many.
fn score<R: Real>(values: &[R], y: f64) -> R {
    let n = values.len();
    let (mut miss, mut spread) = (R::of(0.0), R::of(0.0));
    for (i, v) in values.iter().enumerate() {
        miss = miss + (*v - R::of(y)).abs();
        for other in &values[..i] {
            spread = spread + (*v - *other).abs();
        }
    }
    let pairs = (n * n.saturating_sub(1)).max(1) as f64;
    miss / R::of(n as f64) - spread / R::of(pairs)
}

#[cfg(test)]
mod tests {
    use super::super::tape::gradient;
    use super::*;

    fn roll() -> Roll {
        let chance = Stream::new(4, 0, "test", "numbers");
        let number = |k: u64| chance.normal(k);
        let visit = |v: u64| Taken {
            since: 0.4 + 0.9 * v as f64,
            y: vec![
                number(30 + v),
                if v == 1 { f64::NAN } else { number(40 + v) },
            ],
        };
        let pair = |at: u64| vec![number(at), number(at + 1)];
        let twin = |k: u64| {
            let levels = |v: u64| [pair(100 * k + 4 * v), pair(100 * k + 4 * v + 2)];
            (pair(100 * k + 50), (0..3).map(levels).collect())
        };
        Roll {
            past: vec![0.3, -1.2, 0.7],
            visits: (0..3).map(visit).collect(),
            twins: (1..=4).map(twin).collect(),
        }
    }

    fn weights(drift: &Drift) -> Vec<f64> {
        let chance = Stream::new(5, 0, "test", "weights");
        (0..drift.weights())
            .map(|k| 0.4 * chance.normal(k as u64))
            .collect()
    }

    #[test]
    fn the_gradient_of_a_drift_is_that_of_differences() {
        let (drift, roll) = (Drift::new(3, 2), roll());
        let w = weights(&drift);
        let of = |w: &[f64]| loss(&drift, w, &roll, 0..4);
        let (value, slopes) = gradient(&w, |w| loss(&drift, w, &roll, 0..4));
        assert!((value - of(&w)).abs() < 1e-12);
        for k in 0..w.len() {
            let (mut up, mut down) = (w.clone(), w.clone());
            up[k] += 1e-6;
            down[k] -= 1e-6;
            let numeric = (of(&up) - of(&down)) / 2e-6;
            assert!(
                (numeric - slopes[k]).abs() < 1e-6 * (1.0 + numeric.abs()),
                "{k}: {numeric} {}",
                slopes[k]
            );
        }
    }

    /// Before it has learned anything a drift gives what the core gives.
    #[test]
    fn a_drift_begins_as_the_core() {
        let (drift, roll) = (Drift::new(3, 2), roll());
        let w = begin(&drift, 1);
        let (begin, levels) = &roll.twins[0];
        let (mut from, mut place) = (begin.clone(), begin.clone());
        for (taken, to) in roll.visits.iter().zip(levels) {
            let leg = Leg {
                since: (0.0, taken.since),
                from: &from,
                to,
            };
            let read = drift.read(&w, &roll.past);
            let measured = drift.leg(&w, &read, &leg, &mut place);
            for (a, b) in measured.iter().zip(&to[1]) {
                assert!((a - b).abs() < 1e-12, "{a} {b}");
            }
            from.clone_from(&to[0]);
        }
    }
}
