//! Event tables: what the records of a person mean, and people carried through them.
//!
//! A person's [`Record`]s say when doses are given and when the body is looked at. A [`timeline`]
//! is what follows from them, in order: additional and lagged doses, infusions that end, steady
//! states, resets, parameters that change. It is made without a body, so that the rules can be
//! tested alone. A [`Crew`] plays the timelines of many people, in closed form where the whole body
//! is linear, else by the methods of [`crate::solve`].
//!
//! The rules are those of NONMEM's PREDPP (Users Guide, part VI, and its help pages on dose and
//! steady-state records), except where the lag of a steady-state dose exceeds its interval: the
//! train of doses is then taken literally, as one that has always been and goes on.
//!
//! ```
//! use engine::dosing::{Between, Dose, Kind, Modelled, Pace, Record, Steady, What, timeline};
//! // 100 mg into the first state, and once more 12 hours later; looked at after 24 hours.
//! let hour = 3_600_000_000_000;
//! let dose = Dose { state: 0, amount: 100.0, pace: Pace::Bolus, interval: 12 * hour,
//!                   additional: 1, steady: Steady::No };
//! let records = [
//!     Record { at: 0, kind: Kind::Dose(dose), varied: false },
//!     Record { at: 24 * hour, kind: Kind::See, varied: false },
//! ];
//! let timeline = timeline(&records, &[], &Modelled::default(), Between::Nocb)?;
//! let doses = timeline.moments.iter().filter(|m| matches!(m.what, What::Bolus { .. }));
//! assert_eq!(doses.map(|m| m.at / hour).collect::<Vec<_>>(), [0, 12]);
//! # Ok::<(), engine::dosing::Fault>(())
//! ```

mod abreast;
mod between;
mod carry;
mod closed;
mod flow;
mod legs;
mod modelled;
mod moment;
mod periodic;
mod propagator;
mod record;
mod run_in;
mod timeline;
mod varying;

pub use between::Between;
pub use carry::{Crew, End, Person, Shown, Trouble};
pub use modelled::{Fault, Modelled, Source, Wrong};
pub use moment::{Input, Moment, Timeline, Train, What};
pub use record::{Dose, Kind, Pace, Record, Steady};
pub use timeline::timeline;
pub use varying::Varying;
