//! How a flow of people is trained: column by column, by maximum likelihood.

use super::judge::Columns;
use crate::neural::adam::{Pace, descend};
use crate::neural::back::Pass;
use crate::neural::tape::gradient;
use engine::learned::network::layer::{Activation, Layer, Network, shares};
use engine::learned::people::flow::{Flow, Given, Head, Never};
use engine::learned::people::sorted::Sorted;
use engine::learned::people::spline;
use engine::random::Stream;
use physiology::Real;
use rayon::prelude::*;

/// People whom one network sees at most, evenly: more take longer, and are not needed by so few
/// weights. Assumed.
const MOST: usize = 40_000;

/// Assumed: that of the other networks, with shorter steps, which shorten on the way.
const PACE: Pace = Pace {
    epochs: 60,
    patience: 6,
    batch: 32,
    rate: (0.003, 0.0005),
    decay: 1e-3,
};

/// What never goes together although by chance so many people would have it is taken not to. Assumed:
/// of so many that are expected, none come once in 20,000 times.
const EXPECTED: f64 = 10.0;

/// How a flow is learned.
pub(super) struct Settings {
    /// Columns in the order in which they are drawn.
    pub order: Vec<usize>,
    /// Numbers of each of two layers.
    pub hidden: usize,
    /// Words of each column; none of numbers.
    pub words: Vec<usize>,
    /// Decimals of each column.
    pub decimals: Vec<usize>,
    /// Chooses where descent begins, and in what order it sees people.
    pub seed: u64,
}

/// Learns from rows. Columns are learned independently of each other, on as many threads as there
/// are.
pub(super) fn fit(people: &Columns, settings: &Settings) -> Flow {
    let columns: Vec<(Head, Sorted)> = (settings.order.iter())
        .map(|column| {
            let values = &people.values[*column];
            let head = Head {
                gaps: values.iter().any(|v| v.is_nan()),
                words: settings.words[*column],
            };
            let mut known = values.clone();
            known.retain(|v| head.words == 0 && !v.is_nan());
            known.sort_by(f64::total_cmp);
            (head, Sorted::new(known, settings.decimals[*column]))
        })
        .collect();
    let step = people.len().div_ceil(MOST).max(1);
    let rows: Vec<usize> = (0..people.len()).step_by(step).collect();
    let read: Vec<Vec<f64>> = (rows.par_iter())
        .map(|row| {
            let mut read = Vec::new();
            for (column, (head, sorted)) in settings.order.iter().zip(&columns) {
                head.read(people.values[*column][*row], sorted, &mut read);
            }
            read
        })
        .collect();
    let places: Vec<usize> = (0..columns.len()).collect();
    let one = |place: &usize| {
        let column = settings.order[*place];
        let (head, sorted) = &columns[*place];
        let before = columns[..*place].iter().map(|(head, _)| head.reads()).sum();
        let lessons: Vec<Lesson> = (rows.iter().zip(&read))
            .map(|(row, read)| Lesson {
                read: &read[..before],
                cell: people.values[column][*row],
                shares: sorted.shares(people.values[column][*row]),
            })
            .collect();
        let heads: Vec<Head> = columns[..*place].iter().map(|(head, _)| *head).collect();
        let network = layers(before, settings.hidden, head.size());
        let seed = settings.seed;
        Given {
            column,
            head: *head,
            never: never(*head, &heads, &lessons),
            weights: learn(&network, *head, &lessons, (seed, *place as u64)),
            network,
            sorted: sorted.clone(),
        }
    };
    Flow(places.par_iter().map(one).collect())
}

/// Two layers between what is read and what is made; none where nothing is read.
fn layers(inputs: usize, hidden: usize, outputs: usize) -> Network {
    let layers = match inputs {
        0 => vec![Layer::dense(0, outputs, Activation::None)],
        _ => vec![
            Layer::dense(inputs, hidden, Activation::Silu),
            Layer::dense(hidden, hidden, Activation::Silu),
            Layer::dense(hidden, outputs, Activation::None),
        ],
    };
    Network {
        inputs,
        outputs,
        layers,
        couplings: Vec::new(),
    }
}

/// One person as the network of one column sees them.
struct Lesson<'a> {
    read: &'a [f64],
    cell: f64,
    /// Which share of the column's numbers lies below the cell, and which at it or below.
    shares: (f64, f64),
}

/// What never went together: of what is read, and of what the column may be.
fn never(head: Head, before: &[Head], lessons: &[Lesson<'_>]) -> Vec<Never> {
    let mut flags = Vec::new();
    let mut first = 0;
    for other in before {
        flags.extend(other.flags().map(|k| first + k));
        first += other.reads();
    }
    // By flag and whether it is so: how many, and how many of each class.
    let mut sides = vec![(0.0, vec![0.0; 2 + head.words]); 2 * flags.len()];
    let mut all = vec![0.0; 2 + head.words];
    for lesson in lessons {
        for class in head.classes(lesson.cell) {
            all[class] += 1.0;
        }
        for (k, flag) in flags.iter().enumerate() {
            let (count, with) = &mut sides[2 * k + usize::from(lesson.read[*flag] == 1.0)];
            *count += 1.0;
            for class in head.classes(lesson.cell) {
                with[class] += 1.0;
            }
        }
    }
    let mut never = Vec::new();
    for (k, (count, with)) in sides.iter().enumerate() {
        for (class, (with, all)) in with.iter().zip(&all).enumerate() {
            let expected = count * all / lessons.len() as f64;
            if *with == 0.0 && expected >= EXPECTED {
                never.push(Never {
                    read: flags[k / 2],
                    is: k % 2 == 1,
                    class,
                });
            }
        }
    }
    never
}

fn learn(
    network: &Network,
    head: Head,
    lessons: &[Lesson<'_>],
    (seed, place): (u64, u64),
) -> Vec<f64> {
    let chance = Stream::new(seed, place, "people", "weights");
    let mut from = Vec::with_capacity(network.weights());
    for (number, layer) in network.layers.iter().enumerate() {
        let Layer::Dense(dense) = layer else { continue };
        // As wide as keeps sums alike (Glorot and Bengio 2010); the last layer begins near even shares.
        let last = number + 1 == network.layers.len();
        let wide = if last { 0.1 } else { 1.0 } * (1.0 / dense.from.max(1) as f64).sqrt();
        let first = from.len() as u64;
        let matrix = (0..(dense.size * dense.from) as u64).map(|k| wide * chance.normal(first + k));
        from.extend(matrix);
        from.resize(from.len() + dense.size, 0.0);
    }
    // It begins by what is so of all, which is the whole where nothing is read.
    let ends = from.len() - head.size();
    from[ends..].copy_from_slice(&of_all(head, lessons));
    if network.inputs == 0 {
        return from;
    }
    let lots = Stream::new(seed, place, "people", "places");
    // Anywhere among those alike, each time anew.
    let share = |lesson: &Lesson<'_>, lot: f64| {
        let (below, with) = lesson.shares;
        below + lot * (with - below)
    };
    descend(
        lessons,
        from,
        seed,
        &PACE,
        |w, lesson, number, sum| {
            let pass = Pass::new(network, w, lesson.read);
            let share = share(lesson, lots.uniform(number));
            let (_, by) = gradient(pass.made(), |made| {
                loss(head, pass.made(), made, lesson.cell, share)
            });
            pass.back(by, sum);
        },
        |w, lesson| {
            let pass = Pass::new(network, w, lesson.read);
            loss(
                head,
                pass.made(),
                pass.made(),
                lesson.cell,
                share(lesson, 0.5),
            )
        },
    )
}

/// What a network would make that reads nothing: shares of all people; of numbers a straight curve.
fn of_all(head: Head, lessons: &[Lesson<'_>]) -> Vec<f64> {
    let mut counts = vec![0.5; 2 + head.words];
    let classes = lessons.iter().flat_map(|l| head.classes(l.cell));
    classes.for_each(|class| counts[class] += 1.0);
    let gap = (head.gaps).then(|| (counts[0] / counts[1]).ln());
    let words = counts[2..].iter().map(|count| count.ln());
    let mut all: Vec<f64> = gap.into_iter().chain(words).collect();
    all.resize(head.size(), 0.0);
    all
}

/// Minus the logarithm of how likely a cell is, by what the network made; `plain` are the same
/// numbers without their slopes.
fn loss<R: Real>(head: Head, plain: &[f64], made: &[R], cell: f64, share: f64) -> R {
    let (first, sum) = match head.gaps {
        true => {
            let both = shares(&[made[0], R::of(0.0)]);
            let known = usize::from(!cell.is_nan());
            (1, -both[known].max(R::of(1e-300)).ln())
        }
        false => (0, R::of(0.0)),
    };
    let (plain, made) = (&plain[first..], &made[first..]);
    match head.words {
        _ if cell.is_nan() => sum,
        0 => sum - spline::density(made, share, spline::found(plain, share)),
        words => {
            let word = (cell as usize).min(words - 1);
            sum - shares(made)[word].max(R::of(1e-300)).ln()
        }
    }
}
