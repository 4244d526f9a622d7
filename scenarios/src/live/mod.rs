//! A patient who is treated while time goes on, and what came of it.
//!
//! A [`Session`] carries one patient in short steps of simulated time. What is done to the patient is
//! written into a log of acts, and everything else follows from the scenario and the log: the same log
//! gives the same patient bit for bit, so that a session is saved as its log, is taken up again by playing
//! it, and is asked what had been if a deed had come earlier.

mod alarm;
mod bedside;
mod branch;
mod course;
mod debrief;
mod earlier;
mod examine;
mod goals;
mod hold;
mod labs;
mod may;
mod running;
mod score;
mod session;
mod sound;
mod steer;
mod watch;
mod waves;

pub use crate::plan::Heart;
pub use alarm::{Alarm, Alarms, Limits, Priority};
pub use bedside::{Bedside, Command, SPEEDS};
pub use branch::Branch;
pub use course::Course;
pub use debrief::{Below, Debrief, GoalResult, Outcome, debrief, so_far};
pub use earlier::{Earlier, earlier};
pub use examine::{EXAMINATIONS, Examination};
pub use goals::Progress;
pub use labs::{LABS, Lab};
pub use may::DEVICES;
pub use running::Running;
pub use score::scores_csv;
pub use session::{Session, TICK, Trouble};
pub use sound::{ALARM_HARMONICS, ALARM_PITCH, Burst, Pulses, pulse_pitch};
pub use steer::Steering;
pub use watch::{Heard, Kind, LabResult, Watch};
pub use waves::{WAVE_EVERY, WAVES, Waves};
