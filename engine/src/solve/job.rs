//! A leg of one patient's way: from now until the next time at which the world must look.

use super::kernel::Kernel;
use crate::agenda::{Agenda, Front};
use crate::deed::{Changes, Deed, Listed};
use crate::patient::{Numbers, Reason, Status};
use crate::time::Nanoseconds;
use std::sync::Arc;

/// Times at which signals are sampled: every `every` from `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// First time.
    pub start: Nanoseconds,
    /// Distance; above zero.
    pub every: Nanoseconds,
}

impl Grid {
    /// Time of sample `index`.
    pub fn time(&self, index: usize) -> Nanoseconds {
        self.start + self.every * index as Nanoseconds
    }
}

/// A question about the sampled signals.
pub type Holds = Arc<dyn Fn(&[f64]) -> bool + Send + Sync>;

/// A condition that is looked at now and then.
#[derive(Clone)]
pub struct Watch {
    /// Its number among the patient's triggers.
    pub trigger: usize,
    /// When it is looked at next.
    pub due: Nanoseconds,
    /// How often.
    pub every: Nanoseconds,
    /// Not looked at after this.
    pub until: Nanoseconds,
    /// Whether it holds, given the sampled signals.
    pub holds: Holds,
}

/// One patient on its way to `until`.
pub struct Job {
    /// The patient.
    pub numbers: Numbers,
    /// What is to happen to it.
    pub agenda: Agenda,
    /// What the agenda's listed events do to this body.
    pub(crate) deeds: Arc<[Listed]>,
    /// Deeds at times that were known when the leg was laid out, before those of the agenda.
    pub(crate) script: Script,
    /// Where the leg ends.
    pub until: Nanoseconds,
    /// Whether what happens at that time still belongs to this leg, up to the first structural
    /// event; else all of it belongs to the next.
    pub inclusive: bool,
    /// Sampling times.
    pub grid: Grid,
    /// Sampling times in place of those of the grid, where there are any; they do not fall.
    pub times: Vec<Nanoseconds>,
    /// Next sample.
    pub next_sample: usize,
    /// How many of the sampled signals are recorded (the others are for watches).
    pub recorded: usize,
    /// Recorded samples, row after row.
    pub samples: Vec<f64>,
    /// Conditions.
    pub watches: Vec<Watch>,
    /// Triggers that fired, and end the leg before `until` at the time of the last look.
    pub fired: Vec<usize>,
    /// Set where the patient's linear states cannot be propagated in the way that was tried.
    pub is_unsuited: bool,
}

/// Deeds by their times, which do not fall.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    /// Deeds; those before `next` are done.
    pub deeds: Vec<(Nanoseconds, Deed)>,
    /// Index of the next.
    pub next: usize,
}

/// What has happened to a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    /// All that is due.
    All(Changes),
    /// What is due up to a look, which is to be had now.
    UpToLook(Changes),
}

impl Job {
    /// Time of the next event, or of the leg's end.
    pub fn stop(&self) -> Nanoseconds {
        let front = self.front();
        let stop = front.map_or(self.until, |(at, ..)| at.min(self.until));
        match self.script.deeds.get(self.script.next) {
            Some((at, _)) => stop.min(*at),
            None => stop,
        }
    }

    /// The next event: when, whether it is left to the world, and where it stands; as
    /// [`Agenda::front`] has it.
    fn front(&self) -> Option<(Nanoseconds, bool, Front)> {
        let next = self.agenda.next;
        let listed = self.deeds.get(next);
        let listed = listed.map(|own| (own.at, own.is_structural, Front::Listed(next)));
        let Some(event) = self.agenda.triggered.first() else {
            return listed;
        };
        let triggered = (event.at, event.action.is_structural(), Front::Triggered);
        listed.filter(|own| own.0 <= event.at).or(Some(triggered))
    }

    /// Time of sample `index`.
    pub fn sample_time(&self, index: usize) -> Nanoseconds {
        match self.times.is_empty() {
            true => self.grid.time(index),
            false => self.times.get(index).copied().unwrap_or(Nanoseconds::MAX),
        }
    }

    /// Lets the events happen that are due now and belong to this leg, and guards jump that they
    /// lift above zero; a structural event is left to the world, and all behind it.
    pub(crate) fn happen(&mut self, k: &Kernel, now: Nanoseconds) -> Happened {
        self.numbers.t = now;
        let low = match k.guards.is_empty() || self.stop() > now {
            true => Vec::new(),
            false => self.low(k),
        };
        let happened = self.events(k, now);
        self.settle(k, low);
        happened
    }

    /// The guards that are not above zero.
    fn low(&mut self, k: &Kernel) -> Vec<usize> {
        let mut low = Vec::new();
        for (guard, (part, number)) in k.guards.iter().enumerate() {
            if !self.numbers.is_above(&k.body, *part, *number) {
                low.push(guard);
            }
        }
        low
    }

    /// Lets guards jump, and those that their jumps lift above zero.
    pub(crate) fn jump(&mut self, k: &Kernel, guards: &[usize]) {
        let low = self.low(k);
        for guard in guards {
            let (part, number) = k.guards[*guard];
            self.numbers.jump(&k.body, part, number, 0.0);
        }
        self.settle(k, low);
    }

    /// Lets those jump that were not above zero and are now, and so on. Jumps that lift each other
    /// without end are left after one round for each guard.
    fn settle(&mut self, k: &Kernel, mut low: Vec<usize>) {
        for _ in 0..k.guards.len() {
            let risen: Vec<usize> = low
                .into_iter()
                .filter(|guard| {
                    let (part, number) = k.guards[*guard];
                    self.numbers.is_above(&k.body, part, number)
                })
                .collect();
            if risen.is_empty() {
                return;
            }
            low = self.low(k);
            for guard in risen {
                let (part, number) = k.guards[guard];
                self.numbers.jump(&k.body, part, number, 0.0);
            }
        }
    }

    fn events(&mut self, k: &Kernel, now: Nanoseconds) -> Happened {
        let body = &*k.body;
        let mut changes = Changes::default();
        while let Some((at, deed)) = self.script.deeds.get(self.script.next) {
            let in_leg = *at < self.until || self.inclusive;
            if *at > now || !in_leg {
                break;
            }
            self.script.next += 1;
            if *deed == Deed::Look {
                return Happened::UpToLook(changes);
            }
            changes |= deed.changes();
            changes.states |= matches!(deed, Deed::Add { .. } | Deed::Flow { .. });
            self.numbers.apply(body, deed);
        }
        while let Some((at, is_structural, front)) = self.front() {
            let in_leg = at < self.until || self.inclusive;
            if at > now || !in_leg || is_structural {
                break;
            }
            let brought;
            let deed = match front {
                Front::Listed(index) => &self.deeds[index].deed,
                Front::Triggered => {
                    brought = Deed::of(body, &self.agenda.triggered[0].action);
                    &brought
                }
            };
            changes |= deed.changes();
            self.numbers.apply(body, deed);
            self.agenda.pass(front);
        }
        Happened::All(changes)
    }

    /// The next time, not before now, at which signals are wanted.
    pub fn next_look(&self) -> Nanoseconds {
        let watch = self
            .watches
            .iter()
            .filter(|watch| watch.due <= watch.until)
            .map(|watch| watch.due)
            .min();
        watch
            .unwrap_or(Nanoseconds::MAX)
            .min(self.sample_time(self.next_sample))
    }

    /// Notes the signals at a time; true where triggers fire there. All conditions are looked at,
    /// and all that hold fire.
    pub fn look(&mut self, time: Nanoseconds, signals: &[f64]) -> bool {
        if self.sample_time(self.next_sample) == time {
            self.samples.extend_from_slice(&signals[..self.recorded]);
            self.next_sample += 1;
        }
        let before = self.fired.len();
        for watch in &mut self.watches {
            if watch.due == time {
                watch.due += watch.every;
                if (watch.holds)(signals) {
                    self.fired.push(watch.trigger);
                }
            }
        }
        self.fired.len() > before
    }

    /// Ends the patient's way here.
    pub fn fail(&mut self, reason: Reason, at: Nanoseconds) {
        self.fired.clear();
        self.numbers.t = at;
        self.numbers.status = Status::Failed { reason, at };
    }
}
