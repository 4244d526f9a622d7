//! Where there is no PulseAudio: nothing plays, and the window says so.

use super::{Mixer, State};
use std::sync::{Arc, Mutex};

/// What plays.
pub struct Speaker;

impl Speaker {
    /// There is none.
    pub fn open(_: Arc<Mutex<Mixer>>) -> Self {
        Self
    }

    /// Always silent.
    pub fn state(&self) -> State {
        State::Silent(
            "the window plays by PulseAudio or PipeWire, which this system has not".into(),
        )
    }
}
