//! One round of the world: control, due, gather, integrate (and observe on the way), scatter,
//! learned.
//!
//! What is seen at a time, and what a learned part samples at it, is of the patient as it comes
//! there: before anything happens at that time.

use super::bodies::{Bodies, Ready};
use super::orders;
use super::parts::{self, Instances, PartState};
use super::patient::{Clock, Identity, Pending, Record, Standing, Triggers, Wardrobe};
use super::study::{OwnCourses, Settings, Study};
use crate::agenda::Agenda;
use crate::body::{BodyError, BodyPart};
use crate::deed::Listed;
use crate::event::{Action, Event};
use crate::learned::{Learned, Learner, Visit};
use crate::patient::{Infusion, Numbers, Status};
use crate::solve;
use crate::solve::job::{Job, Script, Watch};
use crate::solve::kernel::Kernel;
use crate::time::{Nanoseconds, minutes};
use crate::wiring::Input;
use bevy_ecs::component::ComponentId;
use bevy_ecs::prelude::*;
use physiology::WIDTH;
use rayon::prelude::*;
use std::sync::Arc;

/// Threads to work on; without them the thread that runs the round.
#[derive(Resource)]
pub struct Workers(pub Option<rayon::ThreadPool>);

/// Legs of this round of all patients with one body.
struct Legs {
    kernels: Vec<Arc<Kernel>>,
    components: Vec<ComponentId>,
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
    schedule.add_systems((control, due, gather, integrate, scatter, learned).chain());
    schedule
}

/// Triggers that fired bring their events and rest.
#[allow(clippy::type_complexity)] // a query names all that it reads
fn control(
    study: Res<Study>,
    mut fired: Query<(
        &Identity,
        &Clock,
        &mut Agenda,
        &mut Triggers,
        &mut Record,
        &mut Pending,
        Option<&orders::Orders>,
        Option<&OwnCourses>,
    )>,
) {
    for (identity, clock, mut agenda, mut triggers, mut record, mut pending, orders, own) in
        &mut fired
    {
        for which in std::mem::take(&mut pending.0) {
            let trigger = &study.course(own, identity.course).triggers[which];
            let shift = |event: &Event| Event {
                at: event.at + clock.t,
                action: event.action.clone(),
            };
            agenda.bring(trigger.brings.iter().map(shift));
            let state = &mut triggers.0[which];
            state.left -= 1;
            state.due = clock.t + trigger.rest.max(trigger.every);
            // A step at its limit is no step.
            let leaves = |event: &Event| orders.is_some_and(|orders| orders.leaves(event));
            if trigger.brings.is_empty() || !trigger.brings.iter().all(leaves) {
                record.fired.push((which, clock.t));
            }
        }
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
            restructure(world, patient, &action, clock.t);
        }
        let next = world
            .get::<Agenda>(patient)
            .and_then(Agenda::next_structural);
        let leg = match next {
            Some(at) if at < clock.goal => (at, true),
            _ => (clock.goal, false),
        };
        // A visit comes before whatever happens at its time.
        let leg = match next_visit(world, patient) {
            Some(at) if at <= leg.0 => (at, false),
            _ => leg,
        };
        if let Some(mut clock) = world.get_mut::<Clock>(patient) {
            clock.leg = leg;
        }
    }
}

fn next_visit(world: &World, patient: Entity) -> Option<Nanoseconds> {
    let learner = world.get::<Learner>(patient)?;
    learner.next(world.resource::<Learned>())
}

/// Takes the structural event that is next and due.
fn structural_now(world: &mut World, patient: Entity, clock: Clock) -> Option<Action> {
    let mut agenda = world.get_mut::<Agenda>(patient)?;
    let (event, front) = agenda.front()?;
    if event.at > clock.t || !event.action.is_structural() {
        return None;
    }
    let action = event.action.clone();
    agenda.pass(front);
    Some(action)
}

fn restructure(world: &mut World, patient: Entity, action: &Action, now: Nanoseconds) {
    match action {
        Action::Ordered(ordered) => orders::carry_out(world, patient, ordered, now),
        Action::Attach { part } => {
            let Some(wardrobe) = world.get::<Wardrobe>(patient).cloned() else {
                return;
            };
            let Some(spec) = wardrobe.0.iter().find(|spec| spec.instance == *part) else {
                return;
            };
            let instances = world.resource::<Instances>();
            let Some(instance) = instances.get(&parts::key(spec)).cloned() else {
                return;
            };
            let of_name: Vec<ComponentId> = instances.named(part).map(|i| i.component).collect();
            let there = |component: &ComponentId| world.entity(patient).contains_id(*component);
            if !of_name.iter().any(there) {
                let part = parts::newborn(&instance, spec);
                let spec = spec.clone();
                parts::insert(world, patient, vec![(instance.component, part)]);
                parts::begin(world, patient, &spec);
            }
        }
        Action::Detach { part } => {
            let instances = world.resource::<Instances>();
            let components: Vec<_> = instances.named(part).map(|i| i.component).collect();
            for component in components {
                parts::remove(world, patient, component);
            }
            parts::forget(world, patient, part);
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
            clock.t < clock.goal && standing.status == Status::Well && pending.0.is_empty()
        })
        .map(|(entity, identity, ..)| (*identity, entity))
        .collect();
    patients.sort_unstable_by_key(|(identity, _)| *identity);
    world.resource_scope(|world, mut bodies: Mut<Bodies>| {
        let mut asked: Vec<(usize, Vec<Due>)> = Vec::new();
        for (identity, patient) in patients {
            let body = match bodies.find(world, patient) {
                Ok(body) => body,
                Err(error) => {
                    world.resource_mut::<Trouble>().0.get_or_insert(error);
                    continue;
                }
            };
            let place = asked.iter().position(|(of, _)| *of == body);
            let place = place.unwrap_or_else(|| {
                asked.push((body, Vec::new()));
                asked.len() - 1
            });
            let study = world.resource::<Study>();
            let own = world.get::<OwnCourses>(patient);
            let deeds = bodies.get_mut(body).deeds(identity.course, study, own);
            asked[place].1.push(Due {
                identity,
                patient,
                deeds,
            });
        }
        let work = asked.into_iter().map(|(body, due)| {
            let ready = bodies.get_mut(body);
            let mut legs = Legs {
                kernels: ready.kernels.clone(),
                components: ready.components.clone(),
                patients: Vec::with_capacity(due.len()),
                jobs: Vec::with_capacity(due.len()),
            };
            jobs(world, &due, ready, &mut legs);
            legs
        });
        let work = work.collect();
        world.resource_mut::<Work>().0 = work;
    });
}

/// Somebody who has a way to go, and what the events of its course do to its body.
struct Due {
    identity: Identity,
    patient: Entity,
    deeds: Arc<[Listed]>,
}

/// The next legs of patients of one body, on all cores.
fn jobs(world: &World, due: &[Due], ready: &Ready, legs: &mut Legs) {
    match &world.resource::<Workers>().0 {
        Some(pool) => {
            let of = |due: &Due| Some((due.patient, job(world, due, ready)?));
            let all: Vec<_> = pool.install(|| {
                let due = due.par_iter().with_min_len(WIDTH);
                due.filter_map(of).collect()
            });
            (legs.patients, legs.jobs) = all.into_iter().unzip();
        }
        None => {
            for due in due {
                if let Some(job) = job(world, due, ready) {
                    legs.patients.push(due.patient);
                    legs.jobs.push(job);
                }
            }
        }
    }
}

/// One patient's next leg.
fn job(world: &World, due: &Due, ready: &Ready) -> Option<Job> {
    let identity = due.identity;
    let study = world.resource::<Study>();
    let patient = world.get_entity(due.patient).ok()?;
    let clock = patient.get::<Clock>()?;
    let agenda = patient.get::<Agenda>()?;
    let record = patient.get::<Record>()?;
    let own = patient.get::<OwnCourses>();
    let numbers = numbers(patient, ready)?;
    let ahead = (clock.leg.0 - study.grid.time(record.next)) / study.grid.every + 1;
    let samples = usize::try_from(ahead).unwrap_or(0) * study.recorded;
    let triggers = patient.get::<Triggers>()?;
    let watches = study
        .course(own, identity.course)
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
        agenda: agenda.clone(),
        deeds: due.deeds.clone(),
        script: Script::default(),
        until: clock.leg.0,
        inclusive: clock.leg.1,
        grid: study.grid,
        times: Vec::new(),
        next_sample: record.next,
        recorded: study.recorded,
        samples: Vec::with_capacity(samples),
        watches,
        fired: Vec::new(),
        is_unsuited: false,
    })
}

/// A patient's numbers, laid side by side as its body has them.
pub(super) fn numbers(patient: EntityRef<'_>, ready: &Ready) -> Option<Numbers> {
    let clock = patient.get::<Clock>()?;
    let standing = patient.get::<Standing>()?;
    let body = ready.body();
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
        before: Vec::new(),
    };
    for (part, component) in body.parts().iter().zip(&ready.components) {
        let state = parts::get(patient, *component)?;
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
    Some(numbers)
}

/// All cores; how patients are dealt to tasks changes nothing in their numbers.
fn integrate(mut work: ResMut<Work>, workers: Res<Workers>, settings: Res<Settings>) {
    for Legs { kernels, jobs, .. } in &mut work.0 {
        // One thread has nobody to share with: lanes are empty at the end of a share.
        let shares = match &workers.0 {
            Some(_) => 4 * settings.threads,
            None => 1,
        };
        let share = jobs.len().div_ceil(shares).next_multiple_of(WIDTH);
        let most = match settings.batch {
            0 => 8192,
            most => most,
        };
        let share = share.min(most).max(1);
        match &workers.0 {
            Some(pool) => pool.install(|| {
                jobs.par_chunks_mut(share)
                    .for_each(|jobs| solve::integrate(&settings, kernels, jobs));
            }),
            None => jobs
                .chunks_mut(share)
                .for_each(|jobs| solve::integrate(&settings, kernels, jobs)),
        }
    }
}

/// Writes the numbers back to the components, and what was seen to the records.
fn scatter(world: &mut World) {
    let work = std::mem::take(&mut world.resource_mut::<Work>().0);
    for legs in work {
        for (patient, mut job) in legs.patients.into_iter().zip(legs.jobs) {
            let body = &legs.kernels[0].body;
            let parts = body.parts().iter().zip(&body.anatomy().inputs);
            let mut entity = world.entity_mut(patient);
            for ((part, fed), component) in parts.zip(&legs.components) {
                if let Some(state) = parts::get_mut(&mut entity, *component) {
                    scatter_part(state, part, fed, &job.numbers);
                }
            }
            if let Some(mut clock) = entity.get_mut::<Clock>() {
                clock.t = job.numbers.t;
                clock.step = job.numbers.step;
            }
            if let Some(mut standing) = entity.get_mut::<Standing>() {
                standing.status = job.numbers.status;
                standing.counts = job.numbers.counts;
            }
            if let Some(mut agenda) = entity.get_mut::<Agenda>() {
                agenda.next = job.agenda.next;
                agenda.triggered = std::mem::take(&mut job.agenda.triggered);
            }
            if let Some(mut triggers) = entity.get_mut::<Triggers>() {
                for watch in &job.watches {
                    triggers.0[watch.trigger].due = watch.due;
                }
            }
            if let Some(mut record) = entity.get_mut::<Record>() {
                record.next = job.next_sample;
                if record.samples.is_empty() {
                    record.samples = job.samples;
                } else {
                    record.samples.append(&mut job.samples);
                }
            }
            if let Some(mut pending) = entity.get_mut::<Pending>() {
                pending.0 = job.fired;
            }
        }
    }
}

/// `fed`: inputs that take their values from signals, of which the part keeps what was held before:
/// it is held again when the signals' part is taken away.
fn scatter_part(state: &mut PartState, part: &BodyPart, fed: &[Input], numbers: &Numbers) {
    let copy = |to: &mut [f64], from: &[f64], offset: usize| {
        to.copy_from_slice(&from[offset..offset + to.len()]);
    };
    copy(&mut state.x, &numbers.x, part.x);
    copy(&mut state.p, &numbers.p, part.p);
    for (index, held) in state.u.iter_mut().enumerate() {
        if fed.iter().all(|input| input.slot != part.u + index) {
            *held = numbers.u[part.u + index];
        }
    }
    let states = part.x..part.x + state.x.len();
    state.infusions = numbers
        .infusions
        .iter()
        .filter(|open| states.contains(&open.state))
        .map(|open| (open.name.clone(), open.state - part.x, open.rate))
        .collect();
}

/// Learned parts whose visit is now sample their next state. All that visit at one time read the
/// body as it was before any of them did.
fn learned(world: &mut World) {
    let mut query = world.query_filtered::<(Entity, &Identity, &Clock, &Standing), With<Learner>>();
    let here = |(entity, identity, clock, standing): (Entity, &Identity, &Clock, &Standing)| {
        (standing.status == Status::Well).then_some((entity, identity.patient, clock.t))
    };
    let patients: Vec<_> = query.iter(world).filter_map(here).collect();
    for (entity, patient, now) in patients {
        if next_visit(world, entity) != Some(now) {
            continue;
        }
        world.resource_scope(|world, mut bodies: Mut<Bodies>| {
            let Ok(body) = bodies.find(world, entity) else {
                return;
            };
            let ready = bodies.get_mut(body);
            if let Some(numbers) = numbers(world.entity(entity), ready) {
                visit(world, entity, patient, numbers, ready);
            }
        });
    }
}

fn visit(world: &mut World, entity: Entity, patient: usize, mut now: Numbers, ready: &Ready) {
    let Some(mut learner) = world
        .get_mut::<Learner>(entity)
        .map(|mut l| std::mem::take(&mut *l))
    else {
        return;
    };
    let body = ready.body();
    let mut signals = vec![0.0; body.signals()];
    body.all_signals(minutes(now.t), &now.x, &now.p, &mut now.u, &mut signals);
    for part in &mut learner.0 {
        let Some(learning) = world.resource::<Learned>().get(&part.instance).cloned() else {
            continue;
        };
        let Some(index) = body.number(&part.instance) else {
            continue;
        };
        if learning.times.get(part.next) != Some(&now.t) {
            continue;
        }
        body.gather(index, &signals, &mut now.u);
        let place = &body.parts()[index];
        let mut who = world.entity_mut(entity);
        let Some(state) = parts::get_mut(&mut who, ready.components[index]) else {
            continue;
        };
        let visit = Visit {
            number: part.next,
            at: now.t,
            last: part.last,
            p: &state.p,
            u: &now.u[place.u..][..state.u.len()],
            stream: learning.stream(patient),
        };
        learning
            .sampler
            .sample(&visit, &mut part.memory, &mut state.x);
        (part.next, part.last) = (part.next + 1, now.t);
    }
    if let Some(mut place) = world.get_mut::<Learner>(entity) {
        *place = learner;
    }
}
