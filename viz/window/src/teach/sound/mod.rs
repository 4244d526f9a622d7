//! The monitor heard: alarms in bursts, and a tone with each beat.
//!
//! Tones are mixed here and played by PulseAudio or PipeWire, whose protocol is spoken without a C library, so that
//! nothing has to be installed to build the program.

mod mixer;
#[cfg(unix)]
mod speaker;
#[cfg(not(unix))]
#[path = "nowhere.rs"]
mod speaker;

use mixer::{Mixer, RATE, Tone};
use speaker::Speaker;

use super::seen::Seen;
use scenarios::live::{Alarms, Priority, Pulses, pulse_pitch};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Faster than this beats are not heard: they would be a whirr.
const FASTEST: f64 = 2.0;

/// So long before it is drawn a beat is given to the mixer, s: more than passes between two pictures, so that the rhythm
/// is the heart's and not the pictures'.
const AHEAD: f64 = 0.15;

/// What became of looking for something that plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It looks.
    Opening,
    /// It plays.
    Playing,
    /// It does not, and why.
    Silent(String),
}

/// What the window knows of its sound.
pub struct Sound {
    mixer: Arc<Mutex<Mixer>>,
    speaker: Speaker,
    pulses: Pulses,
    /// Up to when beats were heard, in the patient's seconds.
    heard: f64,
    /// The last burst, and when the next is due, in the window's seconds.
    burst: Option<(Priority, f64)>,
}

impl Sound {
    /// Begins to look for something that plays, on a thread of its own.
    pub fn open() -> Self {
        let mixer = Arc::new(Mutex::new(Mixer::default()));
        Self {
            speaker: Speaker::open(mixer.clone()),
            mixer,
            pulses: Pulses::default(),
            heard: 0.0,
            burst: None,
        }
    }

    /// What became of looking for something that plays.
    pub fn state(&self) -> State {
        self.speaker.state()
    }

    /// Sounds what is to be heard at this picture: `seconds` are the window's, `shown` the patient's up to which waves
    /// are drawn, and time runs so fast, if it runs.
    pub fn hear(
        &mut self,
        alarms: &Alarms,
        seen: &Seen,
        seconds: f64,
        shown: f64,
        speed: Option<f64>,
    ) {
        self.alarm(alarms.sounds(), seconds);
        let Some(speed) = speed.filter(|speed| *speed <= FASTEST && !alarms.is_muted) else {
            self.heard = shown;
            return;
        };
        let Some(wave) = seen.waves.get("plethysmogram") else {
            return;
        };
        let to = (shown + AHEAD * speed).min(seen.now.nanoseconds() as f64 / 1e9);
        // Whoever went back in time hears it again.
        let from = match (shown..=to).contains(&self.heard) {
            true => self.heard,
            false => shown,
        };
        self.heard = to.max(from);
        for beat in self.pulses.between(wave, from, self.heard) {
            let tone = Tone::beat(pulse_pitch(seen.last.now("spo2")));
            lock(&self.mixer).play(tone, (beat - shown) / speed);
        }
    }

    /// A burst where one is due; one that somebody has seen ends at once.
    fn alarm(&mut self, sounds: Option<Priority>, seconds: f64) {
        let Some(priority) = sounds else {
            if self.burst.take().is_some() {
                lock(&self.mixer).hush();
            }
            return;
        };
        let waits = |(last, next): (Priority, f64)| priority <= last && seconds < next;
        if self.burst.is_some_and(waits) {
            return;
        }
        let burst = priority.burst();
        self.burst = Some((priority, seconds + burst.every()));
        let mut mixer = lock(&self.mixer);
        // What is more urgent does not wait for the end of what is less.
        mixer.hush();
        for begin in burst.begins {
            mixer.play(Tone::alarm(burst.pulse), *begin);
        }
    }
}

fn lock(mixer: &Mutex<Mixer>) -> MutexGuard<'_, Mixer> {
    mixer.lock().unwrap_or_else(PoisonError::into_inner)
}
