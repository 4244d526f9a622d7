//! What a run of the engine is asked to do.

use crate::event::Event;
use crate::solve::job::{Grid, Holds};
use crate::solve::method::Method;
use crate::time::Nanoseconds;
use bevy_ecs::prelude::{Component, Resource};
use physiology::Isa;
use std::fmt;
use std::sync::Arc;

/// A condition and what it brings.
#[derive(Clone)]
pub struct Trigger {
    /// Whether it holds, given the sampled signals.
    pub holds: Holds,
    /// First time at which it is looked at.
    pub from: Nanoseconds,
    /// Last time.
    pub until: Nanoseconds,
    /// How often it is looked at.
    pub every: Nanoseconds,
    /// How long it rests after it fired.
    pub rest: Nanoseconds,
    /// How often it may fire.
    pub times: u32,
    /// What happens, at times counted from the firing.
    pub brings: Arc<[Event]>,
}

impl fmt::Debug for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trigger")
            .field("from", &self.from)
            .field("until", &self.until)
            .field("brings", &self.brings)
            .finish_non_exhaustive()
    }
}

/// What happens to a patient: one arm.
#[derive(Debug, Clone)]
pub struct Course {
    /// Events by time; those at one time happen in this order.
    pub events: Arc<[Event]>,
    /// Conditions.
    pub triggers: Arc<[Trigger]>,
}

/// Courses of a patient's own, where what happens depends on who it is (a dose for each kilogram).
#[derive(Component, Debug, Clone)]
pub struct OwnCourses {
    /// As many as the study has.
    pub courses: Arc<[Course]>,
    /// Until here all of them are the same.
    pub fork: Nanoseconds,
}

/// The courses to compare, and what is to be seen of them.
#[derive(Resource, Clone)]
pub struct Study {
    /// First instant.
    pub start: Nanoseconds,
    /// Last instant.
    pub horizon: Nanoseconds,
    /// Until here all courses are the same, and are simulated once.
    pub fork: Nanoseconds,
    /// Courses.
    pub courses: Vec<Course>,
    /// Signals that are sampled: first those recorded, then those that only triggers read.
    pub sampled: Vec<String>,
    /// How many of them are recorded.
    pub recorded: usize,
    /// When.
    pub grid: Grid,
}

impl Study {
    /// A course: the patient's own where it has some.
    pub fn course<'a>(&'a self, own: Option<&'a OwnCourses>, number: usize) -> &'a Course {
        let own = own.and_then(|own| own.courses.get(number));
        own.unwrap_or(&self.courses[number])
    }
}

/// How the engine works; none of it but the method and the tolerances shows in the data.
#[derive(Resource, Clone)]
pub struct Settings {
    /// Method.
    pub method: Method,
    /// Relative tolerance; where none is asked for, the usual one.
    pub rtol: Option<f64>,
    /// Absolute tolerance, as a fraction of each state's typical size; else a tenth of the relative one.
    pub atol: Option<f64>,
    /// Steps of one length, without a look at the error, for measuring orders of convergence.
    pub step: Option<Nanoseconds>,
    /// Most steps that a patient may take in one leg.
    pub max_steps: u64,
    /// Threads.
    pub threads: usize,
    /// Instruction set.
    pub isa: Isa,
    /// Whether linear states are propagated exactly where the method can.
    pub exactly: bool,
    /// Patients side by side in one task, at most; 0 leaves the choice to the engine.
    pub batch: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            method: Method::Auto,
            rtol: None,
            atol: None,
            step: None,
            max_steps: 20_000_000,
            threads: std::thread::available_parallelism().map_or(1, Into::into),
            isa: Isa::detect(),
            exactly: true,
            batch: 0,
        }
    }
}

/// With it, as with all from 6e-7 to 1.1e-6 that were tried, the worst of 60 reference days of the glucose model is within
/// 3.5e-3 mg/dL; above, single first minutes of a meal, in which the stomach's emptying falls and rises again, are missed
/// by more than 5e-3 mg/dL.
const USUAL: f64 = 8e-7;

impl Settings {
    /// Relative tolerance for bodies that come to rest, whose organs are stepped over minutes and hours: outcomes
    /// of two days of sepsis differ from those of the usual one by less than a millionth, and it costs half as
    /// many steps.
    pub const RESTING: f64 = 1e-5;

    /// Relative and absolute tolerance.
    pub fn tolerances(&self) -> (f64, f64) {
        let rtol = self.rtol.unwrap_or(USUAL);
        (rtol, self.atol.unwrap_or(0.1 * rtol))
    }

    /// How a heart that beats is carried on: a relative tolerance of 1.25e-3 (over a minute of eight people mean pressure
    /// and output within 0.02 % of those at 1e-6, systolic pressure within 0.06 %: the example `beat_speed`) is far
    /// below what is seen of a wave, and steps are short because valves are quick. No state of a beating body is
    /// worth propagating exactly.
    pub fn beating() -> Self {
        Self {
            method: Method::Tsit5,
            rtol: Some(1.25e-3),
            max_steps: u64::MAX,
            threads: 1,
            exactly: false,
            ..Self::default()
        }
    }
}
