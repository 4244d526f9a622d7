//! The steady state of a linear body under a train of doses: the fixed point of one interval.

use super::moment::{Input, Train};
use super::propagator::{Linear, solve};
use crate::time::{Nanoseconds, minutes};

/// The state in which a train leaves the body at its phase, with the infusions that have ended by
/// then; `None` where the body comes to no steady state (what goes in never leaves).
///
/// Where the train is added to what is there, the body's own sources are left out: they are in what
/// is there.
pub(super) fn steady(linear: &Linear, train: &Train) -> Option<Vec<f64>> {
    let n = linear.size;
    let source = match train.adds {
        true => vec![0.0; n],
        false => linear.b.clone(),
    };
    let with = |rate: f64| {
        let mut flow = source.clone();
        flow[train.state] += rate;
        flow
    };
    // The train as pieces of one interval, each with a constant flow, after an amount at once.
    let (amount, pieces, interval, phase) = match train.input {
        Input::Constant { rate } => {
            let flow = with(rate).iter().map(|flow| -flow).collect();
            return solve(linear.a.clone(), flow);
        }
        Input::Bolus {
            amount,
            interval,
            phase,
        } => (amount, vec![(interval, with(0.0))], interval, phase),
        Input::Infusion {
            rate,
            duration,
            interval,
            phase,
        } => {
            // So many are always running, and one more until `rest`.
            let (always, rest) = (duration / interval, duration % interval);
            let pieces = vec![
                (rest, with((always + 1) as f64 * rate)),
                (interval - rest, with(always as f64 * rate)),
            ];
            (0.0, pieces, interval, phase)
        }
    };
    let mut room = Vec::new();
    let mut go = |x: &mut [f64], until: Nanoseconds| {
        let mut left = until;
        for (length, flow) in &pieces {
            let length = left.min(*length);
            if length > 0 {
                linear.leap(minutes(length)).carry(x, Some(flow), &mut room);
            }
            left -= length;
        }
    };
    // What one interval makes of nothing is what (1 - E) makes of the fixed point.
    let mut made = vec![0.0; n];
    made[train.state] = amount;
    go(&mut made, interval);
    let whole = linear.leap(minutes(interval));
    let mut x = solve(whole.m.iter().map(|m| -m).collect(), made)?;
    x[train.state] += amount;
    go(&mut x, phase);
    Some(x)
}
