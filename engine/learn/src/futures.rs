//! A patient's futures outside of a body: what scores and tests ask of a model by itself.

use engine::learned::progression::future::Future;
use engine::learned::{Sampler, Visit};
use engine::random::Stream;
use engine::time::Nanoseconds;

/// The states of a twin after the last of these visits, which are those of the future; those at the
/// start where there is none. The twin is its chance; `params` are its parameters, as a scenario may
/// have set them.
pub fn end(future: &Future, visits: &[Nanoseconds], params: &[f64], stream: Stream) -> Vec<f64> {
    let mut x = params[future.settings()..].to_vec();
    let mut memory = future.begin(0, params, &stream);
    let mut last = 0;
    for (number, at) in visits.iter().enumerate() {
        let visit = Visit {
            number,
            at: *at,
            last,
            p: params,
            u: &[],
            stream,
        };
        future.sample(&visit, &mut memory, &mut x);
        last = *at;
    }
    x
}

/// The chance of a twin.
pub fn twin(seed: u64, number: u64) -> Stream {
    Stream::new(seed, number, "part", "next state")
}
