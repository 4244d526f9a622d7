//! How severe a condition must be, so that the typical patient, untreated, is as was measured.

use super::plan_with;
use crate::condition::{Condition, Severe};
use crate::file::{Action, Arm, Record, Scenario, Severity, Start, Timing, Verb};
use crate::medicine::Shelf;
use crate::span::At;
use crate::time::Time;
use engine::world::Settings;

/// How near to what was measured is near enough.
const CLOSE: f64 = 1e-4;

/// More tries than any smooth answer takes.
const MOST_TRIES: usize = 40;

/// The same start with the value of its first measure.
pub(super) fn solved(
    known: &Condition,
    start: &Start,
    scenario: &Scenario,
    shelf: &Shelf,
    seed: u64,
) -> Result<Start, String> {
    let Severity::Effect {
        quantity,
        value,
        after,
        text,
    } = &start.severity
    else {
        return Ok(start.clone());
    };
    let measure = known.measures.first();
    let measure = measure.ok_or_else(|| "it has only one severity".to_owned())?;
    let measured = |severity: f64| Start {
        severity: Severity::Measured {
            severe: Severe(vec![(measure.name.clone(), severity)]),
            text: text.clone(),
        },
        ..start.clone()
    };
    let found = |severity: f64| {
        let alone = alone(scenario, measured(severity), quantity, *after);
        last(&alone, quantity, shelf, seed)
    };
    let (mut low, mut high) = (measure.least, measure.most);
    let ends = [found(low)?, found(high)?];
    let inside = (ends[0].min(ends[1])..=ends[0].max(ends[1])).contains(value);
    if !inside {
        return Err(format!(
            "no {} from {low} to {} does that: {quantity} would be {:.4} to {:.4}",
            measure.name,
            measure.told(high),
            ends[0],
            ends[1]
        ));
    }
    // The secant, and where one end stays twice, half its weight (Illinois).
    let (mut at_low, mut at_high) = (ends[0] - value, ends[1] - value);
    let mut severity = if at_low == 0.0 { low } else { high };
    let mut kept = None;
    for _ in 0..MOST_TRIES {
        if at_low * at_high == 0.0 {
            break;
        }
        severity = (low * at_high - high * at_low) / (at_high - at_low);
        let off = found(severity)? - value;
        if off.abs() <= CLOSE * value.abs() || high - low <= CLOSE * high.abs() {
            break;
        }
        let below = off * at_low > 0.0;
        match below {
            true => {
                (low, at_low) = (severity, off);
                at_high *= if kept == Some(true) { 0.5 } else { 1.0 };
            }
            false => {
                (high, at_high) = (severity, off);
                at_low *= if kept == Some(false) { 0.5 } else { 1.0 };
            }
        }
        kept = Some(below);
    }
    let mut solved = measured(severity);
    if let Severity::Measured { text, .. } = &mut solved.severity {
        // What was worked out stands beside what was asked.
        *text = format!(
            "{text} ({} = {})",
            measure.name,
            measure.told(format_args!("{severity:.3}"))
        );
    }
    Ok(solved)
}

/// The typical patient of a scenario with nothing but this.
fn alone(scenario: &Scenario, start: Start, quantity: &str, after: Time) -> Scenario {
    let span = start.what.span;
    let mut quantities = vec![At::new(quantity.to_owned(), span)];
    let others = scenario.record.quantities.iter();
    quantities.extend(others.filter(|other| other.value != quantity).cloned());
    let mut alone = Scenario {
        horizon: At::new(after, span),
        record: Record {
            every: after,
            quantities,
            from: None,
        },
        treatment: vec![Action {
            timing: Timing::At(vec![At::new(Time::ZERO, span)]),
            verb: Verb::Start(start),
            repeat: None,
            hold: None,
            span,
        }],
        protocols: Vec::new(),
        arms: vec![Arm {
            name: At::new(String::new(), span),
            treatment: Vec::new(),
        }],
        outcomes: Vec::new(),
        sweep: Vec::new(),
        ..scenario.clone()
    };
    alone.patient.twins = 1;
    alone.patient.varies = Vec::new();
    alone
}

/// A quantity at the end of the typical twin's only arm.
fn last(scenario: &Scenario, quantity: &str, shelf: &Shelf, seed: u64) -> Result<f64, String> {
    let plan = plan_with(scenario, Some(seed), shelf).map_err(|problems| {
        let first = problems.first();
        first.map_or(String::new(), |problem| problem.message.clone())
    })?;
    let settings = Settings {
        threads: 1,
        ..Settings::default()
    };
    let failed = |error: &dyn std::fmt::Display| format!("cannot be worked out: {error}");
    let mut engine = plan.engine(&settings).map_err(|error| failed(&error))?;
    let twin = super::twin(&plan.subject, &plan.spread, plan.seed, 0, 1);
    let tracks = engine.project(&[twin]).map_err(|error| failed(&error))?;
    let sampled = &plan.study.sampled;
    let row = tracks.first();
    let row = row.and_then(|track| track.samples.chunks(sampled.len()).next_back());
    let which = sampled.iter().position(|name| name == quantity);
    row.zip(which)
        .and_then(|(row, which)| row.get(which).copied())
        .filter(|value| value.is_finite())
        .ok_or_else(|| "the typical patient does not live that long".to_owned())
}
