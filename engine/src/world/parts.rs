//! The parts a patient carries, as components of its entity: one component for each instance name,
//! and for what it reads of other parts, registered when they first appear, so that two drugs of one
//! structure coexist and a patient's archetype says which equations it has and how they are wired.
//!
//! All `unsafe` of the world is in this file: components that are not known when the program is
//! compiled are reached through pointers. Every component registered here is a [`PartState`].

use super::patient::{Clock, Identity};
use crate::event::{PartSpec, Read};
use crate::learned::{Learned, Learner};
use bevy_ecs::component::{ComponentCloneBehavior, ComponentDescriptor, ComponentId, StorageType};
use bevy_ecs::prelude::*;
use bevy_ecs::ptr::{OwningPtr, PtrMut};
use physiology::System;
use std::alloc::Layout;
use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::sync::Arc;

/// The numbers of one part of one patient.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PartState {
    /// State.
    pub x: Vec<f64>,
    /// Parameters.
    pub p: Vec<f64>,
    /// Parameters that the patient started with.
    pub own: Vec<f64>,
    /// Inputs held.
    pub u: Vec<f64>,
    /// Open infusions: name, state of this part, amount per minute; in the order of their opening.
    pub infusions: Vec<(Arc<str>, usize, f64)>,
}

/// An instance name and what its wired inputs read, in order.
pub type Key = (Arc<str>, Arc<[Read]>);

/// The component that carries an instance, and the system it is of.
#[derive(Clone)]
pub struct Instance {
    /// Component.
    pub component: ComponentId,
    /// What it computes.
    pub system: Arc<dyn System>,
    /// Its inputs while nobody feeds them.
    neutral: Arc<[f64]>,
}

/// All instances met so far. A patient has one of a name at most.
#[derive(Resource, Default)]
pub struct Instances(BTreeMap<Key, Instance>);

impl Instances {
    /// Instances by name, and by what they read.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Instance)> {
        self.0.iter()
    }

    /// The instance of this key.
    pub fn get(&self, key: &Key) -> Option<&Instance> {
        self.0.get(key)
    }

    /// The instance that a part is of, where one was met of which the same was said in the same order.
    pub fn known(&self, spec: &PartSpec) -> Option<&Instance> {
        let same = |((name, reads), instance): &(&Key, &Instance)| {
            **name == *spec.instance
                && **reads == *spec.reads
                && *instance.system.layout().name == *spec.system
        };
        self.0.iter().find(same).map(|(_, instance)| instance)
    }

    /// All instances of this name, which differ in what they read.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Instance> {
        let of_name = move |(key, _): &(&Key, &Instance)| *key.0 == *name;
        self.0.iter().filter(of_name).map(|(_, instance)| instance)
    }
}

/// The key of a part; the order in which its wires are told does not matter.
pub fn key(spec: &PartSpec) -> Key {
    let mut reads = spec.reads.clone();
    reads.sort();
    (spec.instance.clone(), reads.into())
}

/// Registers a component for a part, or finds it; `None` where the name stands for another system
/// already.
pub fn register(world: &mut World, spec: &PartSpec, system: &Arc<dyn System>) -> Option<Instance> {
    let instances = world.resource::<Instances>();
    let same = |known: &Instance| known.system.layout().name == system.layout().name;
    if !instances.named(&spec.instance).all(same) {
        return None;
    }
    let key = key(spec);
    if let Some(known) = instances.get(&key) {
        return Some(known.clone());
    }
    // SAFETY: the layout and the drop function are `PartState`'s, which is `Send + Sync`.
    let descriptor = unsafe {
        ComponentDescriptor::new_with_layout(
            spec.instance.to_string(),
            StorageType::Table,
            Layout::new::<PartState>(),
            Some(drop_part),
            true,
            false,
            ComponentCloneBehavior::Ignore,
            None,
        )
    };
    let component = world.register_component_with_descriptor(descriptor);
    let neutral = |field: &physiology::Field| {
        physiology::vocabulary::quantity(field.name).map_or(0.0, |quantity| quantity.neutral)
    };
    let instance = Instance {
        component,
        system: system.clone(),
        neutral: system.layout().inputs.iter().map(neutral).collect(),
    };
    let mut instances = world.resource_mut::<Instances>();
    instances.0.insert(key, instance.clone());
    Some(instance)
}

/// # Safety
/// `part` must point to a [`PartState`] that is not used again.
unsafe fn drop_part(part: OwningPtr<'_>) {
    // SAFETY: by contract.
    unsafe { part.drop_as::<PartState>() }
}

/// A part at the start of its life, with its parameters.
pub fn newborn(instance: &Instance, spec: &PartSpec) -> PartState {
    let system = &*instance.system;
    let made = || {
        let mut x = vec![0.0; system.layout().states.len()];
        physiology::Reading::<f64>::initial(system, &spec.params, &mut x);
        x
    };
    PartState {
        x: spec.start.clone().unwrap_or_else(made),
        p: spec.params.clone(),
        own: spec.params.clone(),
        u: instance.neutral.to_vec(),
        infusions: Vec::new(),
    }
}

/// Gives a patient parts, each a component of its own; the patient moves to another archetype, once.
pub fn insert(world: &mut World, patient: Entity, parts: Vec<(ComponentId, PartState)>) {
    let Ok(mut entity) = world.get_entity_mut(patient) else {
        return;
    };
    let (components, parts): (Vec<_>, Vec<_>) = parts
        .into_iter()
        .map(|(component, part)| (component, ManuallyDrop::new(part)))
        .unzip();
    let mut parts = parts;
    let pointers = parts.iter_mut().map(|part| {
        // SAFETY: the part is not dropped here, and not used again: the world owns it from now on.
        unsafe { PtrMut::from(&mut **part).promote() }
    });
    // SAFETY: the components were registered by `register`, in this world, for `PartState`.
    unsafe { entity.insert_by_ids(&components, pointers) };
}

/// A part that is sampled begins, now, to remember its patient; of others nothing is to be done.
pub fn begin(world: &mut World, patient: Entity, spec: &PartSpec) {
    let (Some(learning), Some(identity), Some(clock)) = (
        world.resource::<Learned>().get(&spec.instance),
        world.get::<Identity>(patient),
        world.get::<Clock>(patient),
    ) else {
        return;
    };
    let part = learning.begin(identity.patient, clock.t, &spec.params);
    let mut entity = world.entity_mut(patient);
    let mut learner = entity.take::<Learner>().unwrap_or_default();
    learner.join(part);
    entity.insert(learner);
}

/// Takes a part away from a patient.
pub fn remove(world: &mut World, patient: Entity, component: ComponentId) {
    if let Ok(mut entity) = world.get_entity_mut(patient) {
        entity.remove_by_id(component);
    }
}

/// A part that was sampled is forgotten with all that it remembered.
pub fn forget(world: &mut World, patient: Entity, instance: &str) {
    if let Some(mut learner) = world.get_mut::<Learner>(patient) {
        learner.0.retain(|part| *part.instance != *instance);
    }
}

/// A part of a patient.
pub fn get(patient: EntityRef<'_>, component: ComponentId) -> Option<&PartState> {
    let part = patient.get_by_id(component).ok()?;
    // SAFETY: `component` was registered by `register` for `PartState`.
    Some(unsafe { part.deref::<PartState>() })
}

/// A part of a patient, to change.
pub fn get_mut<'a>(
    patient: &'a mut EntityWorldMut<'_>,
    component: ComponentId,
) -> Option<&'a mut PartState> {
    let part = patient.get_mut_by_id(component).ok()?;
    // SAFETY: `component` was registered by `register` for `PartState`, and the world is ours alone.
    Some(unsafe { part.into_inner().deref_mut::<PartState>() })
}
