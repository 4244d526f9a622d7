//! Methods that carry patients through time.

pub mod job;
pub mod kernel;
pub mod method;

mod dop853;
mod lanes;
mod linear;
mod pair;
mod tsit5;

use crate::world::Settings;
use job::Job;
use kernel::Kernel;
use std::sync::Arc;

pub(crate) use dop853::DOP853;
pub(crate) use pair::Pair;
pub(crate) use tsit5::TSIT5;

/// Carries every job to its end, by the method that the settings ask for.
pub(crate) fn integrate(_settings: &Settings, kernels: &[Arc<Kernel>; 2], jobs: &mut [Job]) {
    lanes::integrate(&kernels[0], jobs);
    // Patients whose linear states are too fast for exact propagation take the plain way.
    for job in jobs {
        if std::mem::take(&mut job.too_fast) {
            lanes::integrate(&kernels[1], std::slice::from_mut(job));
        }
    }
}
