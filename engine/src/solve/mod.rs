//! Methods that carry patients through time.

pub mod job;
pub mod kernel;
pub mod method;

pub(crate) mod jacobian;
pub(crate) mod lu;

mod affine;
mod bs5;
mod dop853;
mod lanes;
pub(crate) mod linear;
mod one_step;
mod pair;
mod program;
mod reference;
mod rodas5p;
mod sampled;
mod scalar;
mod tsit5;
mod turnover;
mod weigh;

use crate::world::Settings;
use job::Job;
use kernel::Kernel;
use method::Method;
use reference::Reference;
use rodas5p::Rodas5p;
use std::sync::Arc;

pub(crate) use bs5::BS5;
pub(crate) use dop853::DOP853;
pub(crate) use pair::Pair;
pub(crate) use tsit5::TSIT5;

/// Carries every job to its end, by the method that the settings ask for.
pub(crate) fn integrate(settings: &Settings, kernels: &[Arc<Kernel>; 2], jobs: &mut [Job]) {
    match settings.method {
        Method::Rodas5p => {
            let mut method = Rodas5p::new(&kernels[1]);
            scalar::integrate(&kernels[1], &mut method, jobs);
        }
        Method::Reference => {
            let mut method = Reference::new(&kernels[1]);
            scalar::integrate(&kernels[1], &mut method, jobs);
        }
        Method::Auto | Method::Bs5 | Method::Tsit5 | Method::Dop853 => in_lanes(kernels, jobs),
    }
}

fn in_lanes(kernels: &[Arc<Kernel>; 2], jobs: &mut [Job]) {
    lanes::integrate(&kernels[0], jobs.iter_mut().collect());
    // Patients whose linear states are too fast for exact propagation take the plain way.
    let fast = jobs
        .iter_mut()
        .filter_map(|job| std::mem::take(&mut job.too_fast).then_some(job));
    let fast: Vec<&mut Job> = fast.collect();
    if !fast.is_empty() {
        lanes::integrate(&kernels[1], fast);
    }
}
