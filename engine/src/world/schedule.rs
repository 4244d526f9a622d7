//! One round of the world: control, due, gather, integrate, scatter, observe.

use super::parts::{self, Instances};
use super::patient::{Agenda, Clock, Identity, Pending, Record, Standing, Triggers, Wardrobe};
use super::study::{Settings, Study};
use crate::body::{Body, BodyError, BodyPart};
use crate::event::{Action, Event};
use crate::patient::{Infusion, Numbers, Status};
use crate::solve::job::{Job, Watch};
use crate::solve::kernel::{Control, Kernel};
use crate::solve::{self, TSIT5};
use bevy_ecs::prelude::*;
use physiology::{System, WIDTH};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Threads to work on.
#[derive(Resource)]
pub struct Workers(pub rayon::ThreadPool);

/// Bodies made ready, by what they consist of; the second is without exact propagation.
#[derive(Resource, Default)]
pub struct Kernels(BTreeMap<Vec<Arc<str>>, [Arc<Kernel>; 2]>);

/// A body ready to be integrated: with exact propagation, and without.
type Pair = [Arc<Kernel>; 2];

/// Legs of this round of all patients with one body.
struct Legs {
    kernels: Pair,
    patients: Vec<Entity>,
    jobs: Vec<Job>,
}

/// Legs of this round, by body.
#[derive(Resource, Default)]
pub struct Work(Vec<Legs>);

/// The first thing that went wrong with a body, if any.
#[derive(Resource, Default)]
pub struct Trouble(pub Option<BodyError>);

/// The round, in its order.
pub fn schedule() -> Schedule {
    let mut schedule = Schedule::default();
    schedule.add_systems((control, due, gather, integrate, scatter).chain());
    schedule
}

/// Triggers that fired bring their events and rest.
fn control(
    study: Res<Study>,
    mut fired: Query<(
        &Identity,
        &Clock,
        &mut Agenda,
        &mut Triggers,
        &mut Record,
        &mut Pending,
    )>,
) {
    for (identity, clock, mut agenda, mut triggers, mut record, mut pending) in &mut fired {
        let Some(which) = pending.0.take() else {
            continue;
        };
        let trigger = &study.courses[identity.course].triggers[which];
        let shift = |event: &Event| Event {
            at: event.at + clock.t,
            action: event.action.clone(),
        };
        agenda.bring(trigger.brings.iter().map(shift));
        let state = &mut triggers.0[which];
        state.left -= 1;
        state.due = clock.t + trigger.rest.max(trigger.every);
        record.fired.push((which, clock.t));
    }
}

/// Parts come and go, and each patient's next leg is laid out.
fn due(world: &mut World) {
    let mut query = world.query::<(Entity, &Identity, &Clock, &Standing)>();
    let mut patients: Vec<(Identity, Entity)> = query
        .iter(world)
        .filter(|(_, _, clock, standing)| clock.t < clock.goal && standing.status == Status::Well)
        .map(|(entity, identity, _, _)| (*identity, entity))
        .collect();
    patients.sort_unstable_by_key(|(identity, _)| *identity);
    for (_, patient) in patients {
        let Some(clock) = world.get::<Clock>(patient).copied() else {
            continue;
        };
        while let Some(action) = structural_now(world, patient, clock) {
            restructure(world, patient, &action);
        }
        let next = world
            .get::<Agenda>(patient)
            .and_then(Agenda::next_structural);
        let leg = match next {
            Some(at) if at < clock.goal => (at, true),
            _ => (clock.goal, false),
        };
        if let Some(mut clock) = world.get_mut::<Clock>(patient) {
            clock.leg = leg;
        }
    }
}

/// Takes the structural event that is next and due.
fn structural_now(world: &mut World, patient: Entity, clock: Clock) -> Option<Action> {
    let mut agenda = world.get_mut::<Agenda>(patient)?;
    let front = agenda.front()?;
    if front.at <= clock.t && front.action.is_structural() {
        agenda.take_front().map(|event| event.action)
    } else {
        None
    }
}

fn restructure(world: &mut World, patient: Entity, action: &Action) {
    match action {
        Action::Attach { part } => {
            let Some(wardrobe) = world.get::<Wardrobe>(patient).cloned() else {
                return;
            };
            let Some(spec) = wardrobe.0.iter().find(|spec| spec.instance == *part) else {
                return;
            };
            let Some((component, system)) = world
                .resource::<Instances>()
                .get(part)
                .map(|instance| (instance.component, instance.system.clone()))
            else {
                return;
            };
            if parts::get(world, patient, component).is_none() {
                let part = parts::newborn(&*system, spec);
                parts::insert(world, patient, component, part);
            }
        }
        Action::Detach { part } => {
            let component = world.resource::<Instances>().get(part).map(|i| i.component);
            if let Some(component) = component {
                parts::remove(world, patient, component);
            }
        }
        _ => {}
    }
}

/// Makes jobs of all patients that have a way to go, by body.
fn gather(world: &mut World) {
    let mut query = world.query::<(Entity, &Identity, &Clock, &Standing, &Pending)>();
    let mut patients: Vec<(Identity, Entity)> = query
        .iter(world)
        .filter(|(_, _, clock, standing, pending)| {
            clock.t < clock.goal && standing.status == Status::Well && pending.0.is_none()
        })
        .map(|(entity, identity, ..)| (*identity, entity))
        .collect();
    patients.sort_unstable_by_key(|(identity, _)| *identity);
    let mut work: BTreeMap<Vec<Arc<str>>, Legs> = BTreeMap::new();
    for (identity, patient) in patients {
        let names: Vec<Arc<str>> = world
            .resource::<Instances>()
            .iter()
            .filter(|(_, instance)| world.entity(patient).contains_id(instance.component))
            .map(|(name, _)| name.clone())
            .collect();
        match kernels(world, &names) {
            Ok(kernel) => {
                if let Some(job) = job(world, patient, identity, &kernel[0].body) {
                    let legs = work.entry(names).or_insert_with(|| Legs {
                        kernels: kernel,
                        patients: Vec::new(),
                        jobs: Vec::new(),
                    });
                    legs.patients.push(patient);
                    legs.jobs.push(job);
                }
            }
            Err(error) => {
                world.resource_mut::<Trouble>().0.get_or_insert(error);
            }
        }
    }
    world.resource_mut::<Work>().0 = work.into_values().collect();
}

/// The kernels of a body with these parts.
fn kernels(world: &mut World, names: &[Arc<str>]) -> Result<Pair, BodyError> {
    if let Some(known) = world.resource::<Kernels>().0.get(names) {
        return Ok(known.clone());
    }
    let instances = world.resource::<Instances>();
    let members: Vec<(String, Arc<dyn System>)> = names
        .iter()
        .filter_map(|name| Some((name.to_string(), instances.get(name)?.system.clone())))
        .collect();
    let settings = world.resource::<Settings>();
    let study = world.resource::<Study>();
    let body = Body::new(members, settings.isa)?;
    let control = match settings.step {
        Some(step) => Control::Fixed(step),
        None => Control::Adaptive {
            rtol: settings.rtol,
            atol: settings.atol,
        },
    };
    let pair = settings.method.pair(settings.rtol).unwrap_or(&TSIT5);
    let make = |exactly| {
        Kernel::new(
            &body,
            pair,
            control,
            settings.max_steps,
            &study.sampled,
            exactly,
        )
        .map(Arc::new)
    };
    let exactly = settings.exactly && settings.method.pair(settings.rtol).is_some();
    let made = [make(exactly)?, make(false)?];
    world
        .resource_mut::<Kernels>()
        .0
        .insert(names.to_vec(), made.clone());
    Ok(made)
}

/// One patient's next leg.
fn job(world: &World, patient: Entity, identity: Identity, body: &Body) -> Option<Job> {
    let study = world.resource::<Study>();
    let clock = world.get::<Clock>(patient)?;
    let standing = world.get::<Standing>(patient)?;
    let agenda = world.get::<Agenda>(patient)?;
    let record = world.get::<Record>(patient)?;
    let mut numbers = Numbers {
        t: clock.t,
        step: clock.step,
        x: Vec::with_capacity(body.states()),
        p: Vec::with_capacity(body.params()),
        own: Vec::with_capacity(body.params()),
        u: Vec::with_capacity(body.inputs()),
        inflow: vec![0.0; body.states()],
        infusions: Vec::new(),
        status: standing.status,
        counts: standing.counts,
    };
    for part in body.parts() {
        let component = world.resource::<Instances>().get(&part.instance)?.component;
        let state = parts::get(world, patient, component)?;
        numbers.x.extend(&state.x);
        numbers.p.extend(&state.p);
        numbers.own.extend(&state.own);
        numbers.u.extend(&state.u);
        for (name, at, rate) in &state.infusions {
            numbers.infusions.push(Infusion {
                name: name.clone(),
                state: part.x + at,
                rate: *rate,
            });
        }
    }
    numbers.sum_infusions();
    let triggers = world.get::<Triggers>(patient)?;
    let watches = study.courses[identity.course]
        .triggers
        .iter()
        .zip(&triggers.0)
        .enumerate()
        .filter(|(_, (trigger, state))| state.left > 0 && state.due <= trigger.until)
        .map(|(number, (trigger, state))| Watch {
            trigger: number,
            due: state.due,
            every: trigger.every,
            until: trigger.until,
            holds: trigger.holds.clone(),
        })
        .collect();
    Some(Job {
        numbers,
        events: agenda.events.clone(),
        next: agenda.next,
        triggered: agenda.triggered.clone(),
        until: clock.leg.0,
        inclusive: clock.leg.1,
        grid: study.grid,
        next_sample: record.next,
        recorded: study.recorded,
        samples: Vec::new(),
        watches,
        fired: None,
        too_fast: false,
    })
}

/// All cores; how patients are dealt to tasks changes nothing in their numbers.
fn integrate(mut work: ResMut<Work>, workers: Res<Workers>, settings: Res<Settings>) {
    for Legs { kernels, jobs, .. } in &mut work.0 {
        let share = jobs
            .len()
            .div_ceil(4 * settings.threads)
            .next_multiple_of(WIDTH);
        let most = if settings.batch == 0 {
            512
        } else {
            settings.batch
        };
        workers.0.install(|| {
            jobs.par_chunks_mut(share.min(most).max(1))
                .for_each(|jobs| {
                    solve::integrate(&settings, kernels, jobs);
                });
        });
    }
}

/// Writes the numbers back to the components, and what was seen to the records.
fn scatter(world: &mut World) {
    let work = std::mem::take(&mut world.resource_mut::<Work>().0);
    for legs in work {
        for (patient, mut job) in legs.patients.into_iter().zip(legs.jobs) {
            for part in legs.kernels[0].body.parts() {
                scatter_part(world, patient, part, &job.numbers);
            }
            let mut entity = world.entity_mut(patient);
            if let Some(mut clock) = entity.get_mut::<Clock>() {
                clock.t = job.numbers.t;
                clock.step = job.numbers.step;
            }
            if let Some(mut standing) = entity.get_mut::<Standing>() {
                standing.status = job.numbers.status;
                standing.counts = job.numbers.counts;
            }
            if let Some(mut agenda) = entity.get_mut::<Agenda>() {
                agenda.next = job.next;
                agenda.triggered = std::mem::take(&mut job.triggered);
            }
            if let Some(mut triggers) = entity.get_mut::<Triggers>() {
                for watch in &job.watches {
                    triggers.0[watch.trigger].due = watch.due;
                }
            }
            if let Some(mut record) = entity.get_mut::<Record>() {
                record.next = job.next_sample;
                record.samples.append(&mut job.samples);
            }
            if let Some(mut pending) = entity.get_mut::<Pending>() {
                pending.0 = job.fired;
            }
        }
    }
}

fn scatter_part(world: &mut World, patient: Entity, part: &BodyPart, numbers: &Numbers) {
    let component = world
        .resource::<Instances>()
        .get(&part.instance)
        .map(|i| i.component);
    let Some(state) = component.and_then(|c| parts::get_mut(world, patient, c)) else {
        return;
    };
    let copy = |to: &mut [f64], from: &[f64], offset: usize| {
        to.copy_from_slice(&from[offset..offset + to.len()]);
    };
    copy(&mut state.x, &numbers.x, part.x);
    copy(&mut state.p, &numbers.p, part.p);
    copy(&mut state.u, &numbers.u, part.u);
    let states = part.x..part.x + state.x.len();
    state.infusions = numbers
        .infusions
        .iter()
        .filter(|open| states.contains(&open.state))
        .map(|open| (open.name.clone(), open.state - part.x, open.rate))
        .collect();
}
