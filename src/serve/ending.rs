//! How a session that is watched on pages ends: somebody says so, the debrief is worked out, and is read.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So long the page of the debrief waits to be read before the program ends.
const LINGER: Duration = Duration::from_secs(60);

/// The end of a session.
#[derive(Default)]
pub struct Ending {
    is_ended: AtomicBool,
    is_left: AtomicBool,
    is_read: AtomicBool,
    debrief: Mutex<Option<String>>,
}

impl Ending {
    /// Ends the session.
    pub fn end(&self) {
        self.is_ended.store(true, Ordering::Relaxed);
    }

    /// Ends it, and nobody reads the debrief on a page.
    pub fn leave(&self) {
        self.is_left.store(true, Ordering::Relaxed);
        self.end();
    }

    /// Whether it has ended.
    pub fn is_ended(&self) -> bool {
        self.is_ended.load(Ordering::Relaxed)
    }

    /// Shows the debrief to who asks for it, and waits until it was read, or somebody leaves, or for a minute.
    pub fn show(&self, debrief: String) {
        *self.debrief.lock().unwrap_or_else(PoisonError::into_inner) = Some(debrief);
        let begun = Instant::now();
        let is_done = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        while !is_done(&self.is_read) && !is_done(&self.is_left) && begun.elapsed() < LINGER {
            std::thread::sleep(Duration::from_millis(50));
        }
        // What was sent is still on its way.
        std::thread::sleep(Duration::from_millis(200));
    }

    /// Somebody has been sent all of the debrief.
    pub fn was_read(&self) {
        self.is_read.store(true, Ordering::Relaxed);
    }

    /// The debrief, when it is there.
    pub fn debrief(&self) -> String {
        loop {
            let debrief = self.debrief.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(debrief) = &*debrief {
                return debrief.clone();
            }
            drop(debrief);
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
