//! What is to happen to a patient, in its order.

use crate::event::Event;
use crate::time::Nanoseconds;
use bevy_ecs::prelude::Component;
use std::sync::Arc;

/// What is to happen to a patient: its course's list, and what triggers brought.
#[derive(Component, Debug, Clone, Default)]
pub struct Agenda {
    /// Its course's events; those before `next` have happened.
    pub events: Arc<[Event]>,
    /// Index of the next.
    pub next: usize,
    /// Events that triggers brought, by time.
    pub triggered: Vec<Event>,
}

/// Where the next event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// In the course's list, at this index.
    Listed(usize),
    /// First among those that triggers brought.
    Triggered,
}

impl Agenda {
    /// The next event and where it stands: the list's first where a trigger's is at the same time.
    pub fn front(&self) -> Option<(&Event, Front)> {
        match (self.events.get(self.next), self.triggered.first()) {
            (Some(listed), Some(triggered)) if triggered.at < listed.at => {
                Some((triggered, Front::Triggered))
            }
            (Some(listed), _) => Some((listed, Front::Listed(self.next))),
            (None, triggered) => triggered.map(|event| (event, Front::Triggered)),
        }
    }

    /// Leaves the next event behind.
    pub fn pass(&mut self, front: Front) {
        match front {
            Front::Listed(index) => self.next = index + 1,
            Front::Triggered => {
                self.triggered.remove(0);
            }
        }
    }

    /// Time of the first structural event of either list.
    pub fn next_structural(&self) -> Option<Nanoseconds> {
        let listed = self.events[self.next..].iter();
        listed
            .chain(&self.triggered)
            .filter(|event| event.action.is_structural())
            .map(|event| event.at)
            .min()
    }

    /// Adds what a trigger brings, after what is there at the same time.
    pub fn bring(&mut self, events: impl Iterator<Item = Event>) {
        for event in events {
            let place = self.triggered.partition_point(|other| other.at <= event.at);
            self.triggered.insert(place, event);
        }
    }
}
