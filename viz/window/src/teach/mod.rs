//! The live patient in a window: monitor, orders, the instructor's panel, the timeline, the debrief.
//!
//! A [`Bedside`](scenarios::live::Bedside) carries the patient on a thread of its own; the window keeps a copy of what there is to see and
//! never waits for the patient. Nothing is drawn that is not of the patient's state.

mod app;
mod debriefing;
mod desk;
mod monitor;
mod orders;
mod panel;
mod seen;
mod sound;
mod timeline;
mod views;

pub use app::Teach;
