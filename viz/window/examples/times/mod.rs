//! How long things took, in words.

use std::time::Duration;

/// Prints the middle, the 95th and 99th percentile, and the most of these times.
pub fn told(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: f64| {
        let place = (share * times.len() as f64) as usize;
        1e3 * times[place.min(times.len() - 1)].as_secs_f64()
    };
    println!(
        "{what}: p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, most {:.1} ms",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}
