//! Steering: how severe the disease must be from now on, so that a quantity is where the instructor wants it.
//!
//! The engine carries eight futures of the patient as they are now, each with another severity and all else
//! going on as it does, and then eight more between those two that lie on either side of the aim. What is
//! found is the disease's own severity; no vital sign is ever set.

use super::hold::{AHEAD, near, plain};
use super::session::{TICK, Trouble};
use crate::condition::{HAEMORRHAGE, Severe, condition};
use crate::file::{Severity, Start, Steer, Verb};
use crate::plan::{Heart, LivePlan};
use crate::quantity::{Quantity, significant, split_number};
use crate::time::Time;
use engine::event::Event;
use engine::solve::job::Grid;
use engine::time::Nanoseconds;
use engine::world::{Newcomer, Settings, Snapshot};
use physiology::unit::Unit;
use std::sync::Arc;

/// Futures at once: as many as the engine's lanes carry side by side.
const FUTURES: usize = 8;

/// Rounds at most, until the two sides of an aim are as near to each other as it is to be reached.
const ROUNDS: usize = 3;

/// Seconds at the end over which a heart that beats is looked at, so that a breath does not count.
const LAST: usize = 12;

/// Digits of a severity that is worked out, and of what becomes of it: more would be nobody's.
const DIGITS: i32 = 4;

/// A wound that loses more at first than this is no wound of an artery that one would teach with, mL/min;
/// assumed.
const MOST_LOSS: f64 = 1500.0;

/// As good as none, mL/min: a wound that loses nothing is none that one could steer by.
const LEAST_LOSS: f64 = 0.1;

/// The events that a deed brings, or why it cannot be done.
type Brings = dyn Fn(&Verb) -> Result<Vec<Event>, String> + Send;

/// What is to be worked out: it can be sent to another thread while time goes on.
pub struct Steering {
    pub(super) aim: Steer,
    /// The unit in which what is aimed at is recorded.
    pub(super) unit: Unit,
    pub(super) start: Start,
    pub(super) live: Arc<LivePlan>,
    pub(super) newcomer: Newcomer,
    pub(super) snapshot: Snapshot,
    pub(super) now: Time,
    /// Samples that were taken so far.
    pub(super) sampled: i64,
    /// What a severity brings from now on.
    pub(super) brings: Box<Brings>,
    /// Whether the aim was reached and is held: then as near to it as can be is enough.
    pub(super) is_held: bool,
    /// Which of the session's aims it is.
    pub(super) round: u64,
}

/// How severe something may be.
struct Range {
    name: String,
    unit: String,
    least: f64,
    most: f64,
}

fn range(what: &str) -> Option<Range> {
    if what == HAEMORRHAGE {
        return Some(Range {
            name: "blood_loss".to_owned(),
            unit: "mL/min".to_owned(),
            least: LEAST_LOSS,
            most: MOST_LOSS,
        });
    }
    let measure = condition(what)?.measures.first()?;
    Some(Range {
        name: measure.name.clone(),
        unit: measure.unit_text.clone(),
        least: measure.least,
        most: measure.most,
    })
}

impl Range {
    /// So severe, as it is written.
    fn said(&self, severity: f64) -> String {
        let severity = significant(severity, DIGITS);
        format!("{} = {severity} {}", self.name, self.unit)
    }
}

impl Steering {
    /// Whether what was worked out is the mildest disease, or the most severe.
    pub(super) fn is_end(&self, solved: &str) -> bool {
        range(&self.start.what.value).is_some_and(|range| {
            let mut ends = [range.least, range.most].into_iter();
            ends.any(|end| solved.contains(&range.said(end)))
        })
    }

    /// The act that brings the patient there, as it is written.
    pub fn solve(&self) -> Result<String, String> {
        let what = &self.start.what.value;
        let range = range(what).ok_or_else(|| format!("{what} has no severity"))?;
        let grid = |low: f64, high: f64, bend: f64, open: bool| -> Vec<f64> {
            let share = |k: usize| match open {
                true => (k + 1) as f64 / (FUTURES + 1) as f64,
                false => k as f64 / (FUTURES - 1) as f64,
            };
            (0..FUTURES)
                .map(|k| low + (high - low) * share(k).powf(bend))
                .collect()
        };
        let tried = |within: Time| -> Result<Vec<(f64, f64)>, String> {
            // Small severities are told apart more finely: it is there that people live.
            let all = grid(range.least, range.most, 2.0, false);
            let mut tried = self.futures(&range, &all, within)?;
            for _ in 1..ROUNDS {
                let Some(((low, at_low), (high, at_high))) = self.sides(&tried) else {
                    break;
                };
                if (at_high - at_low).abs() <= near(&self.aim) {
                    break;
                }
                tried.extend(self.futures(&range, &grid(low, high, 1.0, true), within)?);
                tried.sort_by(|a, b| a.0.total_cmp(&b.0));
            }
            Ok(tried)
        };
        let (soon, late) = match self.is_held {
            true => (AHEAD, self.aim.within),
            false => (self.aim.within, self.aim.within),
        };
        let within_soon = tried(soon)?;
        let mut sides = self.sides(&within_soon);
        if sides.is_none() && late > soon {
            // What is slow, such as heat, is not there so soon, and the worst disease would only take it past.
            sides = self.sides(&tried(late)?);
        }
        let tried = within_soon;
        let off = |tried: &(f64, f64)| (tried.1 - self.aim.value).abs();
        let nearest = tried.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
        let nearest = nearest.copied().filter(|_| self.is_held);
        let sides = sides.or(nearest.map(|near| (near, near)));
        let Some(((low, at_low), (high, at_high))) = sides else {
            return Err(format!(
                "no severity of {what} does that: in {} {}",
                self.aim.within,
                self.ends(&tried),
            ));
        };
        let share = match at_high == at_low {
            true => 0.0,
            false => (self.aim.value - at_low) / (at_high - at_low),
        };
        let severity = low + share * (high - low);
        let mut said = vec![range.said(severity)];
        said.extend(self.others(&range.name));
        Ok(format!(
            "start = \"{what}\"\nas = \"{}\"\ntowards = \"{}\"",
            said.join(", "),
            self.aim.text
        ))
    }

    /// Between what the quantity could be brought, in the unit of the aim, and in so many digits that one sees that
    /// the aim is not there.
    fn ends(&self, tried: &[(f64, f64)]) -> String {
        let quantity = self.aim.quantity.replace('_', " ");
        let values = tried.iter().map(|(_, value)| *value);
        let least = values.clone().min_by(f64::total_cmp);
        let most = values.max_by(f64::total_cmp);
        let (Some(least), Some(most)) = (least, most) else {
            return format!("nothing could be seen of {quantity} any more");
        };
        let written = plain(&self.aim).split_once('=');
        let written = written.map_or("", |(_, written)| written.trim());
        let asked = Quantity::parse_in(written, &self.unit);
        let unit = asked.map_or(self.unit, |asked| asked.unit);
        let unit_text = split_number(written).map_or("", |(_, end)| written[end..].trim());
        let here = |value: f64| self.unit.convert(value, &unit).unwrap_or(value);
        let nearest = self.aim.value.clamp(least, most);
        let is_told = |digits: &i32| {
            let told = |value: f64| significant(here(value), *digits);
            told(nearest) != told(self.aim.value)
        };
        let digits = (DIGITS..=f64::DIGITS as i32).find(is_told);
        let told = |value: f64| significant(here(value), digits.unwrap_or(DIGITS));
        let ends = format!("{} to {} {unit_text}", told(least), told(most));
        format!("{quantity} would be {}", ends.trim_end())
    }

    /// Measures beside the first, as they were said when it began.
    fn others(&self, first: &str) -> Vec<String> {
        let Severity::Measured { text, .. } = &self.start.severity else {
            return Vec::new();
        };
        let pieces = text.split(" (").next().unwrap_or("").split(',');
        let other = |piece: &&str| {
            let name = piece.split('=').next().unwrap_or("").trim();
            !name.is_empty() && name != first
        };
        pieces
            .filter(other)
            .map(|piece| piece.trim().to_owned())
            .collect()
    }

    /// The first two severities, one beside the other, between whose futures the aim lies.
    fn sides(&self, tried: &[(f64, f64)]) -> Option<((f64, f64), (f64, f64))> {
        let mut pairs = tried.windows(2);
        let between = |pair: &&[(f64, f64)]| {
            let (a, b) = (pair[0].1, pair[1].1);
            (a.min(b)..=a.max(b)).contains(&self.aim.value)
        };
        pairs.find(between).map(|pair| (pair[0], pair[1]))
    }

    /// What becomes of the quantity with each severity; without those of whom nothing is left to be seen.
    fn futures(
        &self,
        range: &Range,
        severities: &[f64],
        within: Time,
    ) -> Result<Vec<(f64, f64)>, String> {
        let plan = &self.live.plan;
        let mut plan_here = plan.clone();
        let study = &mut plan_here.study;
        let known = study
            .sampled
            .iter()
            .position(|name| *name == self.aim.quantity);
        let place = known.unwrap_or(study.sampled.len());
        if known.is_none() {
            study.sampled.push(self.aim.quantity.clone());
        }
        study.recorded = study.sampled.len();
        // Samples go on to be counted where the session's own stand, a row each tick.
        let now = self.now.nanoseconds();
        study.grid = Grid {
            start: now + TICK - self.sampled * TICK,
            every: TICK,
        };
        let settings = match self.live.heart {
            Heart::Averaged => Settings {
                threads: 1,
                ..Settings::default()
            },
            Heart::Beating => Settings::beating(),
        };
        let other = |error: &dyn std::fmt::Display| error.to_string();
        let mut engine = plan_here.engine(&settings).map_err(|e| other(&e))?;
        let first = engine.admit(&self.newcomer, 0).map_err(|e| other(&e))?;
        engine.discharge(first);
        let mut patients = Vec::new();
        for severity in severities {
            let events = (self.brings)(&Verb::Start(self.with(range, *severity)))?;
            let patient = engine.restore(self.snapshot.clone());
            engine.bring(patient, events.into_iter());
            patients.push(patient);
        }
        let within: Nanoseconds = within.nanoseconds();
        engine.run_to(now + within).map_err(|e| other(&e))?;
        let width = plan_here.study.recorded;
        let mut found = Vec::new();
        for (patient, severity) in patients.into_iter().zip(severities) {
            let rows = engine.seen(patient).map_or(Vec::new(), |(rows, _)| rows);
            let values: Vec<f64> = rows.chunks_exact(width).map(|row| row[place]).collect();
            if (values.len() as i64) < within / TICK {
                continue;
            }
            // Who is held is to stay there, and not to pass by.
            let seconds = match (self.is_held, self.live.heart) {
                (true, _) => values.len() / 2 + 1,
                (false, Heart::Averaged) => 1,
                (false, Heart::Beating) => LAST.min(values.len() / 2 + 1),
            };
            let last = &values[values.len().saturating_sub(seconds)..];
            let mean = last.iter().sum::<f64>() / last.len() as f64;
            found.extend(mean.is_finite().then_some((*severity, mean)));
        }
        Ok(found)
    }

    /// The disease with another severity.
    fn with(&self, range: &Range, severity: f64) -> Start {
        let text = range.said(severity);
        let how = match self.start.what.value == HAEMORRHAGE {
            true => Severity::FirstLoss {
                per_minute: severity,
                text,
            },
            false => {
                let mut severe = match &self.start.severity {
                    Severity::Measured { severe, .. } => severe.clone(),
                    _ => Severe::default(),
                };
                severe.0.retain(|(name, _)| *name != range.name);
                severe.0.push((range.name.clone(), severity));
                Severity::Measured { severe, text }
            }
        };
        Start {
            severity: how,
            over: None,
            ..self.start.clone()
        }
    }
}

/// What is said where nobody knows what to adjust.
pub(super) fn nothing() -> Trouble {
    Trouble::Other(
        "nothing befalls this patient yet: say through what, as in through = \"haemorrhage\""
            .to_owned(),
    )
}
