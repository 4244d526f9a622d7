//! Futures of one patient, visit by visit: the model as a part of a body.

use super::foreseen::Foreseen;
use super::gaussian::design;
use super::model::{Progression, drawn_effects, hazard_row, last_signs};
use super::reading::expect;
use super::recurrence::wait;
use super::schema::Known;
use super::twin::{Latent, own};
use super::visits::gap_row;
use crate::learned::{Held, Sampler, Visit};
use crate::random::Stream;
use crate::time::{MINUTE, Nanoseconds};
use physiology::{Field, Real};
use std::sync::Arc;

/// Years of the last visit since the first, and the gap before it.
fn came(known: &Known) -> (f64, f64) {
    match known.visits.as_slice() {
        [.., before, last] => (last.t, last.t - before.t),
        [only] => (only.t, f64::NAN),
        [] => (0.0, f64::NAN),
    }
}

/// One year of 365.25 days.
pub const YEAR: Nanoseconds = 525_960 * MINUTE;

/// A patient's futures under a model: what all twins share is worked out once.
pub struct Future {
    model: Arc<Progression>,
    /// Facts, as counted.
    x: Vec<f64>,
    signs: Vec<f64>,
    /// The treatment so far.
    arm: usize,
    /// Years from the first visit to the simulation's zero.
    zero: f64,
    /// Markers as last known, as counted.
    start: Vec<f64>,
    /// Years of the last visit since the first, and the gap before it (NaN where there is none).
    came: (f64, f64),
    foreseen: Foreseen,
    /// Mean, and factor of the covariance, of intercepts, slopes and wandering at zero.
    latent: Latent,
}

impl Future {
    /// Futures of a patient of whom this is known, at visits at these times; `zero` is the
    /// simulation's zero in years since the first visit.
    pub fn new(model: &Arc<Progression>, known: &Known, zero: f64, visits: &[Nanoseconds]) -> Self {
        let core = &model.core;
        let m = core.markers;
        let course = model.schema.course(known);
        let times: Vec<f64> = visits.iter().map(|at| zero + years(*at)).collect();
        let now = expect(core, &course, zero, &model.schema.exposure(known.arm, zero));
        let last = |k: usize| {
            let back = course.seen.iter().rev().map(|seen| seen.y[k]);
            back.into_iter().find(|y| y.is_finite()).unwrap_or(now[k].0)
        };
        Self {
            came: came(known),
            start: (0..m).map(last).collect(),
            latent: core.latent(&course, zero),
            x: course.x,
            signs: last_signs(known),
            arm: known.arm,
            zero,
            foreseen: Foreseen::new(model, known, zero, &times),
            model: model.clone(),
        }
    }

    /// How many of the parameters are settings; after them comes each state at the start.
    pub fn settings(&self) -> usize {
        1 + usize::from(self.model.visits.is_some())
    }

    /// The part's parameters: treatment so far, whether visits fall as they come, and each state at
    /// the start.
    pub fn params(&self) -> Vec<f64> {
        let mut params = vec![self.arm as f64];
        let markers = self.model.schema.markers.iter().zip(&self.start);
        params.extend(markers.map(|(column, y)| column.value(*y)));
        params.push(1.0);
        if self.model.events.is_some() {
            params.push(0.0);
        }
        if self.model.visits.is_some() {
            // Visits so far, and whether the patient is still followed.
            params.extend([0.0, 1.0]);
            // Visits fall at every time of the list, unless a scenario says otherwise.
            params.insert(1, 0.0);
        }
        params
    }
}

fn years(at: Nanoseconds) -> f64 {
    at as f64 / YEAR as f64
}

/// The system of a part that this model samples: markers, and whether the patient is alive.
pub fn held(name: &str, model: &Progression) -> Held {
    let leak = |text: &str| -> &'static str { text.to_owned().leak() };
    let field =
        |name: &str, unit: &str, meaning: &str| Field::new(leak(name), leak(unit), leak(meaning));
    let schema = &model.schema;
    let mut states: Vec<Field> = (schema.markers.iter())
        .map(|m| {
            field(
                &m.name,
                &m.unit,
                &format!("{} as sampled at the last visit", m.name),
            )
        })
        .collect();
    states.push(field(
        "alive",
        "1",
        "1 while alive, 0 after death; markers keep their last value then",
    ));
    if let (Some(name), true) = (&schema.events, model.events.is_some()) {
        states.push(field(name, "1", &format!("{name} since the start")));
    }
    if model.visits.is_some() {
        states.push(field("visits", "1", "Visits since the start"));
        states.push(field(
            "followed",
            "1",
            "1 while somebody sees the patient, 0 after; markers keep what was measured last",
        ));
    }
    let setting = field(
        "arm",
        "1",
        "Treatment: 0 for the reference, then in the order of the model's list",
    );
    let as_they_come = field(
        "as_they_come",
        "1",
        "1: visits fall when the model says, at the first of the listed times then; 0: at all of them",
    );
    let settings = [setting, as_they_come];
    let count = 1 + usize::from(model.visits.is_some());
    Held::new(name, &model.card, &states, &settings[..count], &[])
}

/// Where a twin's memory holds what.
struct Places {
    effects: usize,
    on: usize,
    markers: usize,
    threshold: usize,
    hazard: usize,
    /// Own factor, rate so far, rate at the next event, effects of treatments.
    events: usize,
    /// Years since the first visit of the next, and the gap before it.
    visits: usize,
    /// What a network remembers.
    network: usize,
    size: usize,
}

impl Future {
    /// Positions of the stream before these are drawn from at the start.
    fn first_position(&self) -> usize {
        self.places().events
    }

    fn places(&self) -> Places {
        let (m, k) = (self.model.core.markers, self.model.schema.treatments());
        // What of the core is the twin's own comes first.
        let effects = 3 * m;
        let on = effects + m * k;
        let markers = on + k;
        let events = markers + m + 2;
        let visits = events + self.model.events.as_ref().map_or(0, |e| 3 + e.effect.len());
        let network = visits + self.model.visits.as_ref().map_or(0, |_| 2);
        Places {
            effects,
            on,
            markers,
            threshold: markers + m,
            hazard: markers + m + 1,
            events,
            visits,
            network,
            size: network + self.foreseen.remembers(m),
        }
    }
}

impl Future {
    /// Shows what is measured, where somebody measures it now.
    fn come(&self, visit: &Visit<'_>, t: f64, memory: &mut [f64], x: &mut [f64]) {
        let (model, places) = (&*self.model, self.places());
        let m = model.core.markers;
        let markers = places.markers..places.threshold;
        let show = |memory: &[f64], x: &mut [f64]| {
            let columns = model.schema.markers.iter().zip(&memory[markers.clone()]);
            for (x, (column, y)) in x.iter_mut().zip(columns) {
                *x = column.value(*y);
            }
        };
        let Some(visits) = &model.visits else {
            show(memory, x);
            return;
        };
        let count = m + 1 + usize::from(model.events.is_some());
        if visit.p[1] < 0.5 {
            show(memory, x);
            x[count] += 1.0;
            return;
        }
        // A list ends each time a moment early; a visit due within the hour is due.
        if x[count + 1] == 0.0 || t + 1e-4 < memory[places.visits] {
            return;
        }
        show(memory, x);
        x[count] += 1.0;
        let row = hazard_row(&model.schema, t, &memory[markers], &self.x, &self.signs);
        let last_gap = memory[places.visits + 1];
        match visits.next(&row, last_gap, &visit.stream, x[count] as u64) {
            Some(gap) => {
                memory[places.visits] = t + gap;
                memory[places.visits + 1] = gap;
            }
            None => x[count + 1] = 0.0,
        }
    }
}

impl Sampler for Future {
    fn begin(&self, _: Nanoseconds, _: &[f64], stream: &Stream) -> Vec<f64> {
        let places = self.places();
        let mut memory = vec![0.0; places.size];
        let twin = own(&self.latent, stream);
        memory[..twin.len()].copy_from_slice(&twin);
        let scores: Vec<f64> = (places.effects..places.on)
            .map(|i| stream.normal(i as u64))
            .collect();
        memory[places.effects..places.on].copy_from_slice(&drawn_effects(&self.model, &scores));
        memory[places.markers..places.threshold].copy_from_slice(&self.start);
        memory[places.threshold] = -Real::ln(stream.uniform(places.threshold as u64));
        if let Some(events) = &self.model.events {
            memory[places.events] = events.own(stream);
            memory[places.events + 2] = wait(stream, 0);
            memory[places.events + 3..].copy_from_slice(&events.effects(stream));
        }
        if let Some(visits) = &self.model.visits {
            let (last, gap) = self.came;
            let seen = &mut memory[places.visits..];
            let row = hazard_row(&self.model.schema, last, &self.start, &self.x, &self.signs);
            let next = visits.next(&row, gap, stream, 0);
            // Who is in a scenario has not left; a visit that is overdue is the next.
            let years = next.unwrap_or_else(|| visits.gap(&gap_row(&row, gap), 0.0));
            seen[0] = (last + years).max(self.zero);
            seen[1] = seen[0] - last;
        }
        let begun = self.foreseen.begin(&self.model.core, &twin, stream);
        memory[places.network..].copy_from_slice(&begun);
        memory
    }

    fn sample(&self, visit: &Visit<'_>, memory: &mut [f64], x: &mut [f64]) {
        let (model, places) = (&*self.model, self.places());
        let (core, m) = (&model.core, model.core.markers);
        let (last, t) = (self.zero + years(visit.last), self.zero + years(visit.at));
        let gap = t - last;
        let arm = visit.p[0] as usize;
        if arm > 0 && arm <= model.schema.treatments() {
            memory[places.on + arm - 1] += gap;
        }
        if x[m] == 0.0 {
            return;
        }
        if let Some(hazard) = &model.hazard {
            let y = &memory[places.markers..places.threshold];
            let row = hazard_row(&model.schema, last, y, &self.x, &self.signs);
            memory[places.hazard] += gap * hazard.at(&row);
            if memory[places.hazard] > memory[places.threshold] {
                x[m] = 0.0;
                return;
            }
        }
        if let Some(events) = &model.events {
            // The treatment of the gap now ending: none for the reference.
            let effect = match arm {
                0 => 0.0,
                _ => memory.get(places.events + 2 + arm).copied().unwrap_or(0.0),
            };
            let rate = events.rate(&self.x) * Real::exp(effect) * memory[places.events];
            memory[places.events + 1] += gap * rate;
            // A thousand events at a visit are no future of anybody.
            while memory[places.events + 1] > memory[places.events + 2] && x[m + 1] < 1000.0 {
                x[m + 1] += 1.0;
                memory[places.events + 2] += wait(&visit.stream, x[m + 1] as u64);
            }
        }
        let first = (self.first_position() + visit.number * 2 * m) as u64;
        core.wander(memory, gap, |k| visit.stream.normal(first + k as u64));
        // The treatment so far going on is what is foreseen; another one adds its difference.
        let treatments = model.schema.treatments();
        let so_far = model.schema.exposure(self.arm, t - self.zero);
        let design = design(&self.x, t, &model.schema.exposure(self.arm, t));
        let levels: Vec<f64> = (0..m).map(|k| core.level(memory, k, t, &design)).collect();
        let noise = |k: usize| core.noise[k] * visit.stream.normal(first + (m + k) as u64);
        let noisy = (0..m).map(|k| levels[k] + noise(k)).collect();
        let remembered = &mut memory[places.network..];
        let foreseen = (self.foreseen).markers(visit.number, &[levels, noisy], remembered);
        for (k, mut value) in foreseen.into_iter().enumerate() {
            for (which, so_far) in so_far.iter().enumerate() {
                let effect = memory[places.effects + k * treatments + which];
                value += effect * (memory[places.on + which] - so_far);
            }
            // Beyond all that was seen nothing is known: the value is held at the end.
            let column = &model.schema.markers[k];
            let (low, high) = column.range;
            let value = column.value(value).clamp(low, high);
            memory[places.markers + k] = column.count(value);
        }
        self.come(visit, t, memory, x);
    }
}
