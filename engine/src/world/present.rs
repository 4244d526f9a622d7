//! What a patient is at this moment, by name: for whoever examines it, and never for what carries it on.

use super::bodies::Bodies;
use super::parts::{self, Instances};
use super::patient::{Clock, Standing};
use super::schedule::numbers;
use crate::patient::Counts;
use crate::time::minutes;
use crate::world::Engine;
use bevy_ecs::prelude::*;
use physiology::Field;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that a patient is now.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Present {
    /// States and parameters, as "part.field".
    numbers: BTreeMap<String, f64>,
    /// Signals, in the same way.
    signals: BTreeMap<String, f64>,
}

impl Present {
    /// A signal of a part, else its state or parameter of that name.
    pub fn value(&self, part: &str, field: &str) -> Option<f64> {
        let name = format!("{part}.{field}");
        let value = self.signals.get(&name).or_else(|| self.numbers.get(&name));
        value.copied().filter(|value| value.is_finite())
    }

    /// A signal of this name, of every part that publishes it, in the order of their names.
    pub fn all<'p>(&'p self, field: &'p str) -> impl Iterator<Item = (&'p str, f64)> + 'p {
        self.signals.iter().filter_map(move |(name, value)| {
            let (part, own) = name.split_once('.')?;
            (own == field).then_some((part, *value))
        })
    }
}

impl Engine {
    /// What a patient is now; `None` where it is not in this world.
    pub fn present(&mut self, patient: Entity) -> Option<Present> {
        self.world.get_entity(patient).ok()?;
        self.world.resource_scope(|world, mut bodies: Mut<Bodies>| {
            let body = bodies.find(world, patient).ok()?;
            let ready = bodies.get_mut(body);
            let mut now = numbers(world.get_entity(patient).ok()?, ready)?;
            let body = ready.body();
            let mut signals = vec![0.0; body.signals()];
            let at = minutes(world.get::<Clock>(patient)?.t);
            body.all_signals(at, &now.x, &now.p, &mut now.u, &mut signals);
            let mut present = Present::default();
            for part in body.parts() {
                let layout = part.layout();
                let named = |field: &Field| format!("{}.{}", part.instance, field.name);
                let states = layout.states.iter().zip(&now.x[part.x..]);
                let params = layout.params.iter().zip(&now.p[part.p..]);
                let numbers = params.chain(states);
                let numbers = numbers.map(|(field, value)| (named(field), *value));
                present.numbers.extend(numbers);
                let signals = layout.signals.iter().zip(&signals[part.y..]);
                let signals = signals.map(|(field, value)| (named(field), *value));
                present.signals.extend(signals);
            }
            Some(present)
        })
    }

    /// What runs into a patient now: part, infusion, amount per minute; by part, in the order of their opening.
    pub fn infusions(&self, patient: Entity) -> Vec<(Arc<str>, Arc<str>, f64)> {
        let mut open = Vec::new();
        let Ok(patient) = self.world.get_entity(patient) else {
            return open;
        };
        for ((part, _), instance) in self.world.resource::<Instances>().iter() {
            let state = parts::get(patient, instance.component);
            let infusions = state.iter().flat_map(|state| &state.infusions);
            open.extend(infusions.map(|(name, _, rate)| (part.clone(), name.clone(), *rate)));
        }
        open
    }

    /// What a patient has cost so far.
    pub fn counts(&self, patient: Entity) -> Option<Counts> {
        let entity = self.world.get_entity(patient).ok()?;
        Some(entity.get::<Standing>()?.counts)
    }
}
