//! How a trained model does on patients whom it has not seen, beside the last value carried forward.

use crate::cohort::Cohort;
use crate::forecast::{LEVELS, forecasts};
use crate::guard::{Watched, watch};
use crate::hazard::from_first;
use crate::pairs::{Row, all};
use crate::score::{concordance, crps, energy};
use crate::train::{EDGES, pupils};
use engine::learned::progression::gaussian::Course;
use engine::learned::progression::marker::bucket;
use engine::learned::progression::model::Progression;
use engine::random::Stream;

/// Which visits are foreseen from which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Each visit from all before it.
    Next,
    /// Each later visit from the first.
    FromFirst,
}

impl Task {
    fn takes(self, row: &Row) -> bool {
        match self {
            Self::Next => row.is_next(),
            Self::FromFirst => row.is_from_first(),
        }
    }
}

/// Sums over forecasts of one marker of one patient.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    /// Forecasts.
    pub count: f64,
    /// Scores.
    pub crps: f64,
    /// Scores of the last value carried forward.
    pub last: f64,
    /// Squared errors of the median.
    pub square: f64,
    /// Measurements inside the middle 90 %.
    pub inside: f64,
    /// Widths of it.
    pub width: f64,
    /// Measurements by the tenth of the forecast in which they fell.
    pub tenths: [f64; 10],
}

impl Sums {
    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.crps += other.crps;
        self.last += other.last;
        self.square += other.square;
        self.inside += other.inside;
        self.width += other.width;
        self.tenths
            .iter_mut()
            .zip(other.tenths)
            .for_each(|(a, b)| *a += b);
    }
}

/// One patient's scores.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scored {
    /// Patient, in the order of the cohort.
    pub person: usize,
    /// By task, then by marker, in units as counted (logarithms where they are).
    pub sums: [Vec<Sums>; 2],
    /// Energy scores of the next visit, markers together and each alone, in standard deviations.
    pub energy: (f64, f64),
    /// Risk at the first visit, time and whether it was death.
    pub risk: Option<(f64, f64, bool)>,
    /// What the guard makes of the patient.
    pub guard: Watched,
}

/// The mean over markers of score over score of the last value carried forward.
pub fn ratio<'a>(people: impl Iterator<Item = &'a Scored> + Clone, task: Task) -> f64 {
    let markers = people
        .clone()
        .next()
        .map_or(0, |p| p.sums[task as usize].len());
    let of = |k: usize| {
        let (a, b) = people.clone().fold((0.0, 0.0), |(a, b), p| {
            let sums = &p.sums[task as usize][k];
            (a + sums.crps, b + sums.last)
        });
        // Nobody here has a value of the marker that could be carried forward.
        (b > 0.0).then(|| a / b)
    };
    let of: Vec<f64> = (0..markers).filter_map(of).collect();
    of.iter().sum::<f64>() / of.len() as f64
}

/// C-index of the hazard at the first visit.
pub fn c_index<'a>(people: impl Iterator<Item = &'a Scored>) -> f64 {
    let known: Vec<(f64, f64, bool)> = people.filter_map(|p| p.risk).collect();
    concordance(&known)
}

/// The middle 90 % of a figure when patients are drawn anew, as often as there are.
pub fn bootstrap(people: &[Scored], figure: impl Fn(&[&Scored]) -> f64) -> (f64, f64) {
    let chance = Stream::new(1, 0, "scores", "bootstrap");
    let n = people.len();
    let mut values: Vec<f64> = (0..1000)
        .map(|draw| {
            let drawn: Vec<&Scored> = (0..n)
                .map(|i| &people[(chance.uniform((draw * n + i) as u64) * n as f64) as usize])
                .collect();
            figure(&drawn)
        })
        .filter(|value| value.is_finite())
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        values
            .get((share * values.len() as f64) as usize)
            .copied()
            .unwrap_or(f64::NAN)
    };
    (at(0.05), at(0.95))
}

/// Errors of the last value carried forward among the training's patients, both ways round, by how
/// far ahead: what stands around the last value, as a person with no model would draw it.
pub struct Last {
    pools: [Vec<Vec<Vec<f64>>>; 2],
}

/// The last known value of a marker before a row.
fn last(course: &Course, known: usize, k: usize) -> f64 {
    let mut back = (0..known).rev().map(|v| course.seen[v].y[k]);
    back.find(|y| y.is_finite()).unwrap_or(0.0)
}

impl Last {
    /// By these rows of the training's patients.
    fn of(rows: &[Row], courses: &[Course], m: usize) -> Self {
        let pool = |task: Task| {
            let one = |k: usize| {
                let mut pools = vec![Vec::new(); EDGES.len() + 1];
                for row in rows
                    .iter()
                    .filter(|row| task.takes(row) && row.y[k].is_finite())
                {
                    let miss = row.y[k] - last(&courses[row.person], row.known, k);
                    pools[bucket(&EDGES, row.gap)].extend([miss, -miss]);
                }
                pools
                    .iter_mut()
                    .for_each(|pool: &mut Vec<f64>| pool.sort_by(f64::total_cmp));
                pools
            };
            (0..m).map(one).collect()
        };
        Self {
            pools: [pool(Task::Next), pool(Task::FromFirst)],
        }
    }

    /// Score of one of them.
    fn score(&self, task: Task, k: usize, gap: f64, miss: f64) -> f64 {
        let pools = &self.pools[task as usize][k];
        let pool = match &pools[bucket(&EDGES, gap)] {
            few if few.len() < 20 => pools.iter().max_by_key(|pool| pool.len()).unwrap_or(few),
            pool => pool,
        };
        crps(pool, miss)
    }
}

/// Scores a model on patients; `train` are those it was trained on, by whom the last value carried
/// forward is drawn.
pub fn evaluate(
    model: &Progression,
    cohort: &Cohort,
    train: &[usize],
    test: &[usize],
) -> Vec<Scored> {
    let m = model.schema.markers.len();
    let pupils = pupils(&model.schema, cohort);
    let courses: Vec<Course> = pupils.iter().map(|p| p.course.clone()).collect();
    // Rows of the training need no forecast: any core serves.
    let past = all(
        &crate::fit::start(
            m,
            model.schema.fact_columns(),
            model.schema.treatments(),
            f64::INFINITY,
        ),
        &pupils,
        train,
    );
    let carried = Last::of(&past, &courses, m);
    let rows = all(&model.core, &pupils, test);
    let forecasts = forecasts(model, &pupils, &rows, test);
    let mut scored: Vec<Scored> = test
        .iter()
        .map(|person| Scored {
            person: *person,
            sums: [vec![Sums::default(); m], vec![Sums::default(); m]],
            energy: (0.0, 0.0),
            risk: model.hazard.as_ref().zip(cohort.people[*person].end).map(
                |(hazard, (t, died))| {
                    let arm = cohort.people[*person].known.arm;
                    (from_first(model, hazard, (&pupils[*person], arm)), t, died)
                },
            ),
            guard: watch(model, &cohort.people[*person].known),
        })
        .collect();
    for (row, forecast) in rows.iter().zip(&forecasts).filter(|_| m > 0) {
        let Some(scored) = scored.iter_mut().find(|s| s.person == row.person) else {
            continue;
        };
        let tasks: Vec<Task> = [Task::Next, Task::FromFirst]
            .into_iter()
            .filter(|task| task.takes(row))
            .collect();
        let Some(forecast) = forecast else {
            continue;
        };
        for k in (0..m).filter(|k| row.y[*k].is_finite()) {
            let y = row.y[k];
            let values = &forecast.quantiles[k];
            let scale = model.schema.markers[k].sd;
            let miss = y - last(&courses[row.person], row.known, k);
            for task in &tasks {
                let sums = &mut scored.sums[*task as usize][k];
                sums.count += 1.0;
                sums.crps += scale * crps(values, y);
                sums.last += scale * carried.score(*task, k, row.gap, miss);
                sums.square += (scale * (y - values[LEVELS / 2])).powi(2);
                sums.inside += f64::from(u8::from(values[9] <= y && y <= values[LEVELS - 10]));
                sums.width += scale * (values[LEVELS - 10] - values[9]);
                let below = values.iter().filter(|v| **v < y).count();
                sums.tenths[(10 * below / (LEVELS + 1)).min(9)] += 1.0;
            }
        }
        if tasks.contains(&Task::Next) && !forecast.together.is_empty() {
            scored.energy.0 += energy(&forecast.together, &row.y);
            scored.energy.1 += energy(&forecast.alone, &row.y);
        }
    }
    scored
}
