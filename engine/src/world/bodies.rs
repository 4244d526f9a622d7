//! Bodies made ready, found by what a patient carries.

use super::parts::Instances;
use super::study::{OwnCourses, Settings, Study};
use crate::body::{Body, BodyError, Member};
use crate::deed::Listed;
use crate::solve::BS5;
use crate::solve::kernel::{Control, Kernel};
use bevy_ecs::archetype::ArchetypeId;
use bevy_ecs::component::ComponentId;
use bevy_ecs::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A body ready to be integrated.
pub struct Ready {
    /// Its parts' components, by the parts' names: what it is made of and how it is wired.
    pub components: Vec<ComponentId>,
    /// With exact propagation, and without.
    pub(crate) kernels: Vec<Arc<Kernel>>,
    /// What the events of each course do to it.
    deeds: BTreeMap<usize, Arc<[Listed]>>,
}

impl Ready {
    /// The body.
    pub fn body(&self) -> &Arc<Body> {
        &self.kernels[0].body
    }

    /// What the events of a course do to it.
    pub(crate) fn deeds(
        &mut self,
        course: usize,
        study: &Study,
        own: Option<&OwnCourses>,
    ) -> Arc<[Listed]> {
        let body = &self.kernels[0].body;
        if own.is_some() {
            let events = study.course(own, course).events.iter();
            return events.map(|event| Listed::of(body, event)).collect();
        }
        let deeds = self.deeds.entry(course).or_insert_with(|| {
            let events = study.courses[course].events.iter();
            events.map(|event| Listed::of(body, event)).collect()
        });
        deeds.clone()
    }
}

/// All bodies met so far. Archetypes that differ in nothing but other components share one.
#[derive(Resource, Default)]
pub struct Bodies {
    ready: Vec<Ready>,
    by_archetype: BTreeMap<ArchetypeId, usize>,
}

impl Bodies {
    /// A body by its number.
    pub fn get_mut(&mut self, number: usize) -> &mut Ready {
        &mut self.ready[number]
    }

    /// The number of the body that a patient has now.
    pub fn find(&mut self, world: &World, patient: Entity) -> Result<usize, BodyError> {
        let carried = world.entity(patient);
        let archetype = carried.archetype().id();
        if let Some(known) = self.by_archetype.get(&archetype) {
            return Ok(*known);
        }
        let parts: Vec<_> = world
            .resource::<Instances>()
            .iter()
            .filter(|(_, instance)| carried.contains_id(instance.component))
            .collect();
        let components: Vec<ComponentId> = parts.iter().map(|(_, i)| i.component).collect();
        let mut ready = self.ready.iter();
        let known = ready.position(|ready| ready.components == components);
        let number = match known {
            Some(number) => number,
            None => {
                let members = parts
                    .iter()
                    .map(|((name, reads), instance)| {
                        (name.to_string(), instance.system.clone(), reads.to_vec())
                    })
                    .collect();
                let (settings, study) = (world.resource::<Settings>(), world.resource::<Study>());
                self.ready.push(Ready {
                    components,
                    kernels: kernels(members, settings, study)?,
                    deeds: BTreeMap::new(),
                });
                self.ready.len() - 1
            }
        };
        self.by_archetype.insert(archetype, number);
        Ok(number)
    }
}

/// The kernels of a body with these parts.
fn kernels(
    members: Vec<Member>,
    settings: &Settings,
    study: &Study,
) -> Result<Vec<Arc<Kernel>>, BodyError> {
    let body = Body::wired(members, settings.isa)?;
    let (rtol, atol) = settings.tolerances();
    let control = match settings.step {
        Some(step) => Control::Fixed(step),
        None => Control::Adaptive { rtol, atol },
    };
    let pair = settings.method.pair(rtol);
    Kernel::ways(
        &body,
        pair.unwrap_or(&BS5),
        control,
        settings.max_steps,
        &study.sampled,
        settings.exactly && pair.is_some(),
    )
}
