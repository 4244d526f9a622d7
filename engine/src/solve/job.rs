//! A leg of one patient's way: from now until the next time at which the world must look.

use crate::event::Event;
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
    /// Its events; those before `next` have happened.
    pub events: Arc<[Event]>,
    /// Index of the next event.
    pub next: usize,
    /// Events that triggers brought, by time; taken after the others at the same time.
    pub triggered: Vec<Event>,
    /// Where the leg ends.
    pub until: Nanoseconds,
    /// Whether what happens at that time still belongs to this leg, up to the first structural
    /// event; else all of it belongs to the next.
    pub inclusive: bool,
    /// Sampling times.
    pub grid: Grid,
    /// Next sample.
    pub next_sample: usize,
    /// How many of the sampled signals are recorded (the others are for watches).
    pub recorded: usize,
    /// Recorded samples, row after row.
    pub samples: Vec<f64>,
    /// Conditions.
    pub watches: Vec<Watch>,
    /// The trigger that ended the leg before `until`.
    pub fired: Option<usize>,
    /// Set where the patient's linear states are too fast to be propagated exactly.
    pub too_fast: bool,
}

impl Job {
    /// The next event, and whether it is of the list rather than of a trigger; the list's first
    /// where they are at one time.
    fn front(&self) -> Option<(&Event, bool)> {
        match (self.events.get(self.next), self.triggered.first()) {
            (Some(listed), Some(triggered)) if triggered.at < listed.at => Some((triggered, false)),
            (Some(listed), _) => Some((listed, true)),
            (None, triggered) => triggered.map(|event| (event, false)),
        }
    }

    /// Time of the next event, or of the leg's end.
    pub fn stop(&self) -> Nanoseconds {
        self.front()
            .map_or(self.until, |(event, _)| event.at.min(self.until))
    }

    /// Takes the next event that is due now and belongs to this leg; a structural one is left to
    /// the world, and all behind it.
    pub fn take_due(&mut self, now: Nanoseconds) -> Option<Event> {
        let (event, listed) = self.front()?;
        let in_leg = event.at < self.until || self.inclusive;
        if event.at > now || !in_leg || event.action.is_structural() {
            return None;
        }
        if listed {
            let event = event.clone();
            self.next += 1;
            Some(event)
        } else {
            Some(self.triggered.remove(0))
        }
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
            .min(self.grid.time(self.next_sample))
    }

    /// Notes the signals at a time; returns the trigger that fires there.
    ///
    /// All conditions are looked at, so that one firing does not put off another's next look.
    pub fn look(&mut self, time: Nanoseconds, signals: &[f64]) -> Option<usize> {
        if self.grid.time(self.next_sample) == time {
            self.samples.extend_from_slice(&signals[..self.recorded]);
            self.next_sample += 1;
        }
        let mut fired = None;
        for watch in &mut self.watches {
            if watch.due == time {
                watch.due += watch.every;
                if fired.is_none() && (watch.holds)(signals) {
                    fired = Some(watch.trigger);
                }
            }
        }
        fired
    }

    /// Ends the patient's way here.
    pub fn fail(&mut self, reason: Reason, at: Nanoseconds) {
        self.numbers.t = at;
        self.numbers.status = Status::Failed { reason, at };
    }
}
