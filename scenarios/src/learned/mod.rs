//! Learned models that a scenario brings: the file, the patient's measurements so far, and the part
//! that they make of the patient.

mod measured;
mod network;

pub use measured::{Measurement, measurements};
pub use network::BroughtNetwork;

use crate::document::{self, Value};
use crate::medicine::Facts;
use crate::quantity::Quantity;
use crate::span::At;
use crate::time::Time;
use engine::learned::progression::file;
use engine::learned::progression::future::{Future, YEAR, held};
use engine::learned::progression::model::Progression;
use engine::learned::progression::schema::{Known, Visited};
use engine::learned::{Held, Learning};
use engine::time::Nanoseconds;
use physiology::{Layout, System, Unit};
use std::sync::Arc;

/// A model that a scenario brings, and what was measured in the patient.
#[derive(Clone)]
pub struct Brought {
    /// Name of the part: the file's, without its ending.
    pub instance: String,
    /// The model.
    pub model: Arc<Progression>,
    system: Arc<Held>,
    measured: Vec<Measurement>,
}

impl std::fmt::Debug for Brought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Brought({})", self.instance)
    }
}

/// Paths of the networks that a scenario names, before it is checked.
pub fn networks_mentioned(text: &[u8]) -> Vec<At<String>> {
    let Some(patient) = patient(text) else {
        return Vec::new();
    };
    let Some(Value::List(items)) = patient.get("networks").map(|node| &node.value) else {
        return Vec::new();
    };
    let path = |item: &document::Node| match &item.value {
        Value::Text(path, _) => Some(At::new(path.clone(), item.span)),
        _ => None,
    };
    items.iter().filter_map(path).collect()
}

fn patient(text: &[u8]) -> Option<document::Entries> {
    let text = std::str::from_utf8(text).ok()?;
    if text.len() > 1 << 20 {
        return None;
    }
    let document = document::parse(text);
    match &document.root.get("patient")?.value {
        Value::Table(patient) => Some(patient.clone()),
        _ => None,
    }
}

/// Paths of the model and of the measurements that a scenario names, before it is checked.
pub fn mentioned(text: &[u8]) -> Option<(At<String>, Option<At<String>>)> {
    let patient = patient(text)?;
    let path = |key: &str| match &patient.get(key)?.value {
        Value::Text(path, _) => Some(At::new(path.clone(), patient.get(key)?.span)),
        _ => None,
    };
    Some((path("model")?, path("measured")))
}

impl Brought {
    /// Reads a model file; `path` gives the part its name.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, String> {
        let model = file::read(bytes).map_err(|error| error.to_string())?;
        let instance = crate::medicine::Shelf::name_of(path);
        Ok(Self {
            system: Arc::new(held(&instance, &model)),
            model: Arc::new(model),
            instance,
            measured: Vec::new(),
        })
    }

    /// Names, units and meanings of the part.
    pub fn layout(&self) -> &Layout {
        self.system.layout()
    }

    /// Its system.
    pub fn system(&self) -> Arc<dyn System> {
        self.system.clone()
    }

    /// Names of the treatments, the reference first.
    pub fn arms(&self) -> &[String] {
        self.model
            .schema
            .arms
            .as_ref()
            .map_or(&[], |arms| &arms.names)
    }

    /// Reads a table of measurements (time, name, value, unit); where there is something wrong with
    /// it, the line and what.
    pub fn measure(&mut self, text: &[u8]) -> Result<(), String> {
        let schema = &self.model.schema;
        let columns: Vec<(&str, &str)> = (schema.markers.iter().chain(&schema.signs))
            .map(|column| (column.name.as_str(), column.unit.as_str()))
            .collect();
        let found = measurements(text, &columns, "the model")?;
        if let Some(late) = found.iter().find(|m| m.at > 0) {
            return Err(format!(
                "line {}: {} lies ahead; what was measured lies before 0, which is now",
                late.line,
                Time::from_nanoseconds(late.at)
            ));
        }
        self.measured = found;
        Ok(())
    }

    /// What is known of the patient, years from the first visit to now, and what had to be taken for
    /// the mean.
    fn known(&self, facts: &Facts) -> (Known, f64, Vec<String>) {
        let schema = &self.model.schema;
        let (markers, signs) = (schema.markers.len(), schema.signs.len());
        let first = self.measured.first().map_or(0, |m| m.at);
        let zero = -first as f64 / YEAR as f64;
        let mut visits: Vec<(Nanoseconds, Visited)> = Vec::new();
        for m in &self.measured {
            if visits.last().is_none_or(|(at, _)| *at != m.at) {
                let t = (m.at - first) as f64 / YEAR as f64;
                let none = |count: usize| vec![f64::NAN; count];
                visits.push((
                    m.at,
                    Visited {
                        t,
                        markers: none(markers),
                        signs: none(signs),
                    },
                ));
            }
            if let Some((_, visit)) = visits.last_mut() {
                match m.column < markers {
                    true => visit.markers[m.column] = m.value,
                    false => visit.signs[m.column - markers] = m.value,
                }
            }
        }
        if visits.is_empty() {
            let none = Visited {
                t: 0.0,
                markers: vec![f64::NAN; markers],
                signs: vec![f64::NAN; signs],
            };
            visits.push((0, none));
        }
        let mut unknown = Vec::new();
        let of = |fact: &engine::learned::progression::schema::Fact| {
            let name = fact.column.name.as_str();
            match fact.words.is_empty() {
                true => facts.numbers.get(name).map(|value| match name {
                    // Age is known now, and counted at the first visit.
                    "age" => value - zero,
                    _ => *value,
                }),
                false => {
                    let word = facts.words.get(name)?.to_lowercase();
                    let same = |known: &String| {
                        let known = known.to_lowercase();
                        known == word
                            || name == "sex" && known.chars().next() == word.chars().next()
                    };
                    fact.words.iter().position(same).map(|at| at as f64)
                }
            }
        };
        let values = schema.facts.iter().map(|fact| {
            of(fact).unwrap_or_else(|| {
                unknown.push(fact.column.name.clone());
                f64::NAN
            })
        });
        let facts = values.collect();
        let visits = visits.into_iter().map(|(_, visit)| visit).collect();
        (
            Known {
                facts,
                arm: 0,
                visits,
            },
            zero,
            unknown,
        )
    }

    /// Parameters of the part for a patient of these facts.
    pub fn params(&self, facts: &Facts) -> Vec<f64> {
        let (known, zero, _) = self.known(facts);
        Future::new(&self.model, &known, zero, &[]).params()
    }

    /// The part's visits up to a horizon, and at times at which treatment changes. A visit is just
    /// before its time, so that a row at that time shows it.
    pub fn learning(
        &self,
        facts: &Facts,
        every: Nanoseconds,
        horizon: Nanoseconds,
        changes: &[Nanoseconds],
    ) -> Learning {
        let (known, zero, _) = self.known(facts);
        let regular = (1..).map(|k| k * every).take_while(|at| *at <= horizon);
        let mut times: Vec<Nanoseconds> = regular
            .chain(changes.iter().copied().filter(|at| *at > 0))
            .map(|at| at - 1)
            .collect();
        times.sort_unstable();
        times.dedup();
        Learning {
            instance: self.instance.as_str().into(),
            sampler: Arc::new(Future::new(&self.model, &known, zero, &times)),
            times: times.into(),
            seed: 0,
        }
    }

    /// What a reader must know: causes, and whether the patient is like those of the training.
    pub fn notes(&self, facts: &Facts) -> Vec<String> {
        let schema = &self.model.schema;
        let (known, _, unknown) = self.known(facts);
        let mut notes = Vec::new();
        if let Some(arms) = &schema.arms {
            let each: Vec<String> = arms
                .names
                .iter()
                .zip(&arms.patients)
                .map(|(name, n)| format!("{name} {n}"))
                .collect();
            notes.push(match arms.randomised {
                true => format!("treatment was randomised in the training data ({}): differences between arms may be read as effects, with their uncertainty in the spread of the twins", each.join(", ")),
                false => format!("! associational: treatment was not randomised in the training data ({}); differences between arms are not effects of giving it", each.join(", ")),
            });
            for (name, n) in arms
                .names
                .iter()
                .zip(&arms.patients)
                .filter(|(_, n)| **n < 20)
            {
                notes.push(format!(
                    "! not supported by data: {n} patients of the training had {name}"
                ));
            }
        }
        if !unknown.is_empty() {
            notes.push(format!(
                "! not known of this patient, and taken for the mean: {}",
                unknown.join(", ")
            ));
        }
        if self.measured.is_empty() && !schema.markers.is_empty() {
            notes.push("! nothing was measured in this patient: futures are of anyone of the same age and sex".to_owned());
        }
        for why in self.model.outside(&known) {
            notes.push(format!("! outside of what the model has seen: {why}"));
        }
        notes
    }
}

/// The learned part of a plan.
#[derive(Clone)]
pub struct LearnedPart {
    /// What it is made from.
    pub brought: Brought,
    /// Its visits and what samples it.
    pub learning: Learning,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// The number of a treatment, as a parameter's value.
pub fn arm_value(index: usize, name: &str) -> Quantity {
    Quantity {
        value: index as f64,
        unit: Unit::ONE,
        text: name.to_owned(),
    }
}
