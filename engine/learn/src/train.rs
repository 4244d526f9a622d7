//! Training of a model of progression: choices by patients left out in turn inside the training, then
//! one model of all of them.

use crate::cohort::{Cohort, summed};
use crate::fit::{Effort, fit, start};
use crate::grow::{Aim, Binned, Growth, grow, logistic_crps};
use crate::hazard;
use crate::pairs::{Pupil, Row, all};
use crate::recurrence;
use crate::score::crps;
use crate::spec::Transform;
use engine::learned::progression::gaussian::{Course, Gaussian, design, low, measured};
use engine::learned::progression::model::{Guard, Marker, Progression, distance, treatment_column};
use engine::learned::progression::schema::Schema;
use engine::learned::progression::shape::{Shape, scores};
use engine::learned::progression::trees::{Boosted, value};
use engine::random::Stream;
use nalgebra::{Cholesky, DMatrix};

/// Patients left out in turn.
pub const FOLDS: usize = 5;

/// Years ahead at which shapes change.
pub const EDGES: [f64; 4] = [0.75, 1.5, 3.0, 6.0];

/// Levels at which forecasts are scored while choosing.
const LEVELS: usize = 99;

/// What was chosen, and how the choices did on patients left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choices {
    /// Degrees of freedom of the noise that were tried, each with its mean score.
    pub freedoms: Vec<(f64, f64)>,
    /// Trees kept, by marker.
    pub rounds: Vec<usize>,
    /// Share of trees, by marker.
    pub blends: Vec<f64>,
    /// Families that were compared on patients left out, each with its mean score.
    pub families: Vec<(&'static str, f64)>,
}

/// How far training is: what it does, and which part is done.
pub type Progress<'a> = &'a mut dyn FnMut(&str, f64);

/// Means and spreads by the training's patients alone.
pub fn standardise(schema: &Schema, cohort: &Cohort, train: &[usize]) -> Result<Schema, String> {
    let mut schema = schema.clone();
    let visits = || train.iter().flat_map(|p| &cohort.people[*p].known.visits);
    let keep = |log: bool| if log { Transform::Log } else { Transform::None };
    for (k, marker) in schema.markers.iter_mut().enumerate() {
        let values: Vec<f64> = visits().map(|v| v.markers[k]).collect();
        *marker = summed(&marker.name, &marker.unit, &values, keep(marker.log))
            .map_err(|why| format!("`{}`: {why}", marker.name))?;
    }
    for (k, sign) in schema.signs.iter_mut().enumerate() {
        let values: Vec<f64> = visits().map(|v| v.signs[k]).collect();
        *sign = summed(&sign.name, &sign.unit, &values, Transform::None)
            .map_err(|why| format!("`{}`: {why}", sign.name))?;
    }
    for (k, fact) in schema
        .facts
        .iter_mut()
        .enumerate()
        .filter(|(_, fact)| fact.words.is_empty())
    {
        let values: Vec<f64> = train
            .iter()
            .map(|p| cohort.people[*p].known.facts[k])
            .collect();
        let column = &fact.column;
        fact.column = summed(&column.name, &column.unit, &values, Transform::None)
            .map_err(|why| format!("`{}`: {why}", column.name))?;
    }
    if let Some(arms) = &mut schema.arms {
        arms.patients = vec![0; arms.names.len()];
        train
            .iter()
            .for_each(|p| arms.patients[cohort.people[*p].known.arm] += 1);
    }
    Ok(schema)
}

/// Patients in the numbers of a schema.
pub fn pupils(schema: &Schema, cohort: &Cohort) -> Vec<Pupil> {
    let pupil = |person: &crate::cohort::Person| Pupil {
        course: schema.course(&person.known),
        signs: person
            .known
            .visits
            .iter()
            .map(|visit| visit.signs.clone())
            .collect(),
    };
    cohort.people.iter().map(pupil).collect()
}

/// Who is left out together: patients dealt by chance.
fn deal(count: usize, seed: u64) -> Vec<usize> {
    let chance = Stream::new(seed, 0, "training", "folds");
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| {
        chance
            .uniform(*a as u64)
            .total_cmp(&chance.uniform(*b as u64))
    });
    let mut fold = vec![0; count];
    order
        .iter()
        .enumerate()
        .for_each(|(rank, person)| fold[*person] = rank % FOLDS);
    fold
}

fn bucket(gap: f64) -> usize {
    EDGES.iter().filter(|edge| gap >= **edge).count()
}

/// Trains on these patients of the cohort.
pub fn train(
    cohort: &Cohort,
    train: &[usize],
    seed: u64,
    progress: Progress<'_>,
) -> Result<(Progression, Choices), String> {
    let schema = standardise(&cohort.schema, cohort, train)?;
    let pupils = pupils(&schema, cohort);
    let fold = deal(train.len(), seed);
    let m = schema.markers.len();
    let courses = |out: Option<usize>| -> Vec<Course> {
        let inside = train
            .iter()
            .zip(&fold)
            .filter(|(_, fold)| Some(**fold) != out);
        inside.map(|(p, _)| pupils[*p].course.clone()).collect()
    };
    let from = start(m, schema.fact_columns(), schema.treatments(), f64::INFINITY);
    let mut choices = Choices::default();

    // The core: a normal noise or one with outliers, whichever foresees patients left out better.
    let mut best: Option<(f64, f64, Vec<Row>, Vec<f64>)> = None;
    // Without markers there is no noise to choose.
    let both = [f64::INFINITY, 5.0];
    let tried = if m == 0 { &both[..1] } else { &both[..] };
    let mut firsts: Vec<Gaussian> = Vec::new();
    for (number, freedom) in tried.iter().copied().enumerate() {
        let (mut rows, mut distances) = (Vec::new(), Vec::new());
        for out in 0..FOLDS {
            let part = (number * FOLDS + out) as f64 / (tried.len() * FOLDS + 1) as f64;
            progress("core, patients left out in turn", part);
            let core = match number {
                0 => {
                    let (core, _) = fit(&courses(Some(out)), &from, &effort(freedom));
                    firsts.push(core.clone());
                    core
                }
                // Begins where the normal one ended.
                _ => fit(&courses(Some(out)), &firsts[out], &effort(freedom)).0,
            };
            let outside: Vec<usize> = train
                .iter()
                .zip(&fold)
                .filter(|(_, f)| **f == out)
                .map(|(p, _)| *p)
                .collect();
            rows.extend(all(&core, &pupils, &outside));
            distances.extend(outside.iter().map(|p| distance(&core, &pupils[*p].course)));
        }
        let score = core_score(&rows, m);
        choices.freedoms.push((freedom, score));
        if best.as_ref().is_none_or(|best| score < best.0) {
            best = Some((score, freedom, rows, distances));
        }
    }
    let (_, freedom, rows, mut distances) = best.ok_or("nothing was tried")?;
    progress(
        "core of all",
        (tried.len() * FOLDS) as f64 / (tried.len() * FOLDS + 1) as f64,
    );
    let (core, _) = fit(&courses(None), &from, &effort(f64::INFINITY));
    let core = match freedom.is_finite() {
        true => fit(&courses(None), &core, &effort(freedom)).0,
        false => core,
    };

    let fold_of = |person: usize| {
        train
            .iter()
            .position(|p| *p == person)
            .map_or(0, |at| fold[at])
    };
    let folds: Vec<usize> = rows.iter().map(|row| fold_of(row.person)).collect();
    let (mut markers, mut placed) = (Vec::new(), Vec::new());
    for k in 0..m {
        progress("trees on what the core leaves over", k as f64 / m as f64);
        let (marker, rounds, own) = marker(&rows, &folds, k, seed);
        placed.push(own);
        choices.rounds.push(rounds);
        choices.blends.push(marker.blend);
        markers.push(marker);
    }
    progress("networks to compare with", 0.5);
    choices.families = families(&rows, &folds, &markers, &placed, seed);
    progress("hazard and guard", 0.5);
    let hazard = schema
        .death
        .as_ref()
        .and_then(|_| hazard::fit(&schema, &cohort.people, &pupils, train, &fold));
    distances.sort_by(f64::total_cmp);
    let limit = distances
        .get((0.95 * distances.len() as f64) as usize)
        .copied()
        .unwrap_or(f64::INFINITY);
    let effect = effects(&core, &courses(None), schema.treatments());
    let events = schema
        .events
        .as_ref()
        .and_then(|_| recurrence::fit(&cohort.people, &pupils, train, &fold, schema.treatments()));
    progress("visits", 0.8);
    let visits = crate::visits::fit(&schema, &cohort.people, &pupils, (train, &fold), seed)
        .filter(|_| m > 0);
    let model = Progression {
        schema,
        core,
        markers,
        edges: EDGES.to_vec(),
        effect,
        hazard,
        events,
        visits,
        guard: Guard { limit },
        card: String::new(),
    };
    Ok((model, choices))
}

fn effort(freedom: f64) -> Effort {
    Effort {
        freedom,
        rounds: if freedom.is_finite() { 3 } else { 1 },
        ..Effort::default()
    }
}

/// Mean score of the core with the shapes that it needs, as a share of each marker's spread.
fn core_score(rows: &[Row], m: usize) -> f64 {
    let levels = scores(LEVELS);
    let (mut sum, mut whole) = (0.0, 0.0);
    for k in 0..m {
        let shapes = shapes(rows, k, &|_| (0.0, 1.0));
        for row in rows.iter().filter(|row| row.y[k].is_finite()) {
            let (mean, sd) = row.expected[k];
            let shape = &shapes[bucket(row.gap)];
            let values: Vec<f64> = levels.iter().map(|z| mean + sd * shape.at(*z)).collect();
            sum += row.weight * crps(&values, row.y[k]);
            whole += row.weight;
        }
    }
    sum / whole
}

/// Shapes of what is left over, by how far ahead; `placed` gives place and scatter of a row.
fn shapes(rows: &[Row], k: usize, placed: &dyn Fn(usize) -> (f64, f64)) -> Vec<Shape> {
    let left = |of: usize| {
        let of_bucket = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| bucket(row.gap) == of);
        let numbers = of_bucket.map(|(i, row)| {
            let (mean, sd) = row.expected[k];
            let (place, scatter) = placed(i);
            (((row.y[k] - mean) / sd - place) / scatter, row.weight)
        });
        numbers.collect::<Vec<_>>()
    };
    let whole = Shape::of((0..=EDGES.len()).flat_map(&left).collect());
    (0..=EDGES.len())
        .map(|of| match left(of) {
            // Too few so far ahead: as all.
            few if few.iter().filter(|(v, _)| v.is_finite()).count() < 100 => whole,
            numbers => Shape::of(numbers),
        })
        .collect()
}

/// Place and scatter of a row by trees that did not see its patient.
type Placed = (f64, f64);

/// Trees of one marker: as many as patients left out ask for, and the share they get.
fn marker(rows: &[Row], folds: &[usize], k: usize, seed: u64) -> (Marker, usize, Vec<Placed>) {
    let known: Vec<usize> = (0..rows.len())
        .filter(|i| rows[*i].y[k].is_finite())
        .collect();
    let features: Vec<Vec<f64>> = known.iter().map(|i| rows[*i].features(k)).collect();
    let residual: Vec<f64> = known
        .iter()
        .map(|i| (rows[*i].y[k] - rows[*i].expected[k].0) / rows[*i].expected[k].1)
        .collect();
    let weight: Vec<f64> = known
        .iter()
        .map(|i| rows[*i].weight * rows[*i].expected[k].1)
        .collect();
    let person: Vec<usize> = known.iter().map(|i| rows[*i].person).collect();
    let growth = Growth::default();
    // Each fold's trees, stopped together where the sum over folds no longer falls.
    let mut sums = vec![0.0; growth.trees + 1];
    let mut grown: Vec<Boosted> = Vec::new();
    for out in 0..FOLDS {
        let inside: Vec<usize> = (0..known.len())
            .filter(|i| folds[known[*i]] != out)
            .collect();
        let outside: Vec<usize> = (0..known.len())
            .filter(|i| folds[known[*i]] == out)
            .collect();
        let pick = |from: &[f64]| -> Vec<f64> { inside.iter().map(|i| from[*i]).collect() };
        let rows: Vec<Vec<f64>> = inside.iter().map(|i| features[*i].clone()).collect();
        let who: Vec<usize> = inside.iter().map(|i| person[*i]).collect();
        let aim = Aim {
            residual: &pick(&residual),
            weight: &pick(&weight),
            person: &who,
        };
        let mut now: Vec<[f64; 2]> = Vec::new();
        let (mut least, mut since) = (f64::INFINITY, 0);
        let pair = grow(&Binned::new(&rows), &aim, &growth, seed, |round, pair| {
            if now.is_empty() {
                now = vec![[pair.place, pair.scatter]; outside.len()];
                sums[0] += score(&outside, &residual, &weight, &now);
            }
            for (now, i) in now.iter_mut().zip(&outside) {
                for (now, forest) in now.iter_mut().zip(&pair.forests) {
                    *now += value(&forest.trees[round - 1], &features[*i]);
                }
            }
            let here = score(&outside, &residual, &weight, &now);
            sums[round] += here;
            since = if here < least { 0 } else { since + 1 };
            least = least.min(here);
            // Far beyond the best of this fold nothing more is to be had; rounds not grown count
            // as this one.
            if since < 40 {
                return true;
            }
            sums[round + 1..].iter_mut().for_each(|sum| *sum += here);
            false
        });
        grown.push(pair);
    }
    let rounds = (0..sums.len())
        .min_by(|a, b| sums[*a].total_cmp(&sums[*b]))
        .unwrap_or(0);
    let mut placed = vec![(0.0, 1.0); rows.len()];
    for pair in &mut grown {
        pair.keep(rounds);
    }
    for (number, i) in known.iter().enumerate() {
        placed[*i] = grown[folds[*i]].at(&features[number]);
    }
    let own = shapes(rows, k, &|_| (0.0, 1.0));
    let with = shapes(rows, k, &|i| placed[i]);
    let levels = scores(LEVELS);
    let blended = |blend: f64| {
        let one = |i: &usize| {
            let row = &rows[*i];
            let (mean, sd) = row.expected[k];
            let (place, scatter) = placed[*i];
            let of = bucket(row.gap);
            let at = |z: &f64| {
                mean + sd
                    * ((1.0 - blend) * own[of].at(*z) + blend * (place + scatter * with[of].at(*z)))
            };
            row.weight * crps(&levels.iter().map(at).collect::<Vec<_>>(), row.y[k])
        };
        known.iter().map(one).sum::<f64>()
    };
    let tried = [1.0, 0.75, 0.5, 0.25, 0.0].map(|blend| (blended(blend), blend));
    let blend = tried
        .iter()
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(1.0, |best| best.1);
    let aim = Aim {
        residual: &residual,
        weight: &weight,
        person: &person,
    };
    let trees = grow(
        &Binned::new(&features),
        &aim,
        &Growth {
            trees: rounds,
            ..growth
        },
        seed,
        |_, _| true,
    );
    let shapes = own
        .into_iter()
        .zip(with)
        .map(|(own, with)| [own, with])
        .collect();
    (
        Marker {
            trees,
            blend,
            shapes,
        },
        rounds,
        placed,
    )
}

/// The core alone, with trees, and networks, on the same rows of patients left out.
fn families(
    rows: &[Row],
    folds: &[usize],
    markers: &[Marker],
    placed: &[Vec<Placed>],
    seed: u64,
) -> Vec<(&'static str, f64)> {
    let levels = scores(LEVELS);
    let scored = |i: usize, k: usize, blend: f64| {
        let row = &rows[i];
        let (mean, sd) = row.expected[k];
        let (place, scatter) = placed[k][i];
        let [own, with] = &markers[k].shapes[bucket(row.gap)];
        let at = |z: &f64| {
            mean + sd * ((1.0 - blend) * own.at(*z) + blend * (place + scatter * with.at(*z)))
        };
        crps(&levels.iter().map(at).collect::<Vec<f64>>(), row.y[k])
    };
    let core = |i: usize, k: usize| scored(i, k, 0.0);
    let trees = |i: usize, k: usize| scored(i, k, markers[k].blend);
    crate::neural::compare(rows, folds, FOLDS, seed, [&core, &trees])
}

fn score(outside: &[usize], residual: &[f64], weight: &[f64], now: &[[f64; 2]]) -> f64 {
    let one =
        |(i, now): (&usize, &[f64; 2])| weight[*i] * logistic_crps(residual[*i], now[0], now[1]);
    outside.iter().zip(now).map(one).sum()
}

/// Factor of the covariance of the effects of treatments: by the curvature of the likelihood in the
/// weights of the mean.
fn effects(core: &Gaussian, courses: &[Course], treatments: usize) -> Vec<f64> {
    let (m, columns) = (core.markers, core.columns);
    let size = m * columns;
    let mut curve = DMatrix::identity(size, size);
    let (own, load) = (core.own_covariance(), core.loadings());
    for course in courses {
        let rows = measured(&course.seen);
        let n = rows.len();
        if n == 0 {
            continue;
        }
        let weights = core.weigh(course);
        let mut full = DMatrix::from_fn(n, n, |i, j| {
            core.between(
                &own,
                &load,
                (course.seen[rows[i].0].t, rows[i].1),
                (course.seen[rows[j].0].t, rows[j].1),
            )
        });
        let mut x = DMatrix::zeros(n, size);
        for (i, (visit, marker, _)) in rows.iter().enumerate() {
            full[(i, i)] += core.noise[*marker].powi(2) / weights[i];
            let seen = &course.seen[*visit];
            for (c, value) in design(&course.x, seen.t, &seen.on).into_iter().enumerate() {
                x[(i, marker * columns + c)] = value;
            }
        }
        if let Some(factor) = Cholesky::new(full) {
            curve += x.transpose() * factor.solve(&x);
        }
    }
    let count = m * treatments;
    let mut lower = vec![0.0; low(count, 0)];
    let Some(inverse) = Cholesky::new(curve).map(|c| c.inverse()) else {
        return lower;
    };
    let place =
        |i: usize| (i / treatments) * columns + treatment_column(core, treatments, i % treatments);
    let block = DMatrix::from_fn(count, count, |i, j| inverse[(place(i), place(j))]);
    if let Some(factor) = Cholesky::new(block) {
        let factor = factor.l();
        for i in 0..count {
            for j in 0..=i {
                lower[low(i, j)] = factor[(i, j)];
            }
        }
    }
    lower
}
