//! Training of a model of progression: choices by patients left out in turn inside the training, then
//! one model of all of them.

use crate::choose::{Trial, Verdict, choose};
use crate::cohort::{Cohort, summed};
use crate::effect::effects;
use crate::fit::{Effort, fit, start};
use crate::guard::limits;
use crate::hazard;
use crate::marker::{core_score, marker};
use crate::pairs::{Pupil, Row, all};
use crate::recurrence;
use crate::spec::Transform;
use engine::learned::progression::forecaster::Family;
use engine::learned::progression::gaussian::{Course, Gaussian};
use engine::learned::progression::guard::distance;
use engine::learned::progression::model::Progression;
use engine::learned::progression::schema::Schema;
use engine::random::Stream;

/// Patients left out in turn.
pub const FOLDS: usize = 5;

/// Years ahead at which shapes change.
pub const EDGES: [f64; 4] = [0.75, 1.5, 3.0, 6.0];

/// What was chosen, and how the choices did on patients left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choices {
    /// Degrees of freedom of the noise that were tried, each with its mean score.
    pub freedoms: Vec<(f64, f64)>,
    /// Trees kept, by marker.
    pub rounds: Vec<usize>,
    /// Share of trees, by marker.
    pub blends: Vec<f64>,
    /// Families that were compared on patients left out, and the one that scenarios get.
    pub verdict: Verdict,
}

/// Among which families one is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Core and trees, and these networks, by patients left out in turn.
    Best(&'static [Family]),
    /// This one, whatever left-out patients say.
    Only(Family),
}

impl Among {
    /// All families.
    pub const ALL: Self = Self::Best(&[Family::Flow, Family::Autoencoder, Family::Drift]);
    /// No network is trained, which would take most of the time.
    pub const TREES: Self = Self::Best(&[]);
}

impl From<Option<Family>> for Among {
    /// The one asked for, or all.
    fn from(asked: Option<Family>) -> Self {
        asked.map_or(Self::ALL, Self::Only)
    }
}

/// What is asked of training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Deals patients, and starts what starts by chance.
    pub seed: u64,
    /// Families.
    pub among: Among,
}

/// A core that was tried on patients left out in turn.
struct Tried {
    score: f64,
    freedom: f64,
    rows: Vec<Row>,
    distances: Vec<f64>,
    /// By fold: the core that had not seen its patients.
    cores: Vec<Gaussian>,
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

/// Trains on these patients of the cohort.
pub fn train(
    cohort: &Cohort,
    train: &[usize],
    Asked { seed, among }: Asked,
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
    let mut best: Option<Tried> = None;
    // Without markers there is no noise to choose.
    let both = [f64::INFINITY, 5.0];
    let tried = if m == 0 { &both[..1] } else { &both[..] };
    let mut firsts: Vec<Gaussian> = Vec::new();
    for (number, freedom) in tried.iter().copied().enumerate() {
        let (mut rows, mut distances, mut cores) = (Vec::new(), Vec::new(), Vec::new());
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
            cores.push(core);
        }
        let score = core_score(&rows, m);
        choices.freedoms.push((freedom, score));
        if best.as_ref().is_none_or(|best| score < best.score) {
            best = Some(Tried {
                score,
                freedom,
                rows,
                distances,
                cores,
            });
        }
    }
    let Tried {
        freedom,
        rows,
        distances,
        cores,
        ..
    } = best.ok_or("nothing was tried")?;
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
    let trial = Trial {
        rows: &rows,
        placed: &placed,
        cores: &cores,
        pupils: &pupils,
        people: train.iter().copied().zip(fold.iter().copied()).collect(),
    };
    let (forecaster, verdict) = choose(&trial, markers, (among, seed), progress)?;
    choices.verdict = verdict;
    progress("hazard and guard", 0.5);
    let hazard = schema
        .death
        .as_ref()
        .and_then(|_| hazard::fit(&schema, &cohort.people, &pupils, train, &fold));
    let guard = limits((cohort, &schema), (train, &fold), distances);
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
        forecaster,
        edges: EDGES.to_vec(),
        effect,
        hazard,
        events,
        visits,
        guard,
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
