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
pub(crate) fn integrate(settings: &Settings, ways: &[Arc<Kernel>], jobs: &mut [Job]) {
    let Some(plain) = ways.last() else {
        return;
    };
    match settings.method {
        Method::Rodas5p => {
            let mut method = Rodas5p::new(plain);
            scalar::integrate(plain, &mut method, jobs);
        }
        Method::Reference => {
            let mut method = Reference::new(plain);
            scalar::integrate(plain, &mut method, jobs);
        }
        Method::Auto | Method::Bs5 | Method::Tsit5 | Method::Dop853 => in_lanes(ways, jobs),
    }
}

fn in_lanes(ways: &[Arc<Kernel>], jobs: &mut [Job]) {
    let mut left: Vec<&mut Job> = jobs.iter_mut().collect();
    for kernel in ways {
        if left.is_empty() {
            return;
        }
        lanes::integrate(kernel, left);
        let unsuited = |job: &mut Job| std::mem::take(&mut job.is_unsuited);
        left = jobs
            .iter_mut()
            .filter_map(|job| unsuited(job).then_some(job))
            .collect();
    }
}
