//! How fast the states of a body turn over, and what follows for how they are carried.

use super::linear::LONGEST;
use crate::body::Body;
use crate::time::{MINUTE, Nanoseconds};

/// Steps of this many turnovers are as long as Tsit5 is stable along the negative axis (3.507); the
/// other pairs reach further.
const REACH: f64 = 3.5;

/// How much of each state goes or comes per minute for each unit of it, at typical parameters and
/// where such a person starts; NaN where a typical parameter is not known. What depends on it
/// changes speed and safety of a run and not its meaning, so that typical serves for all.
pub(super) fn turnovers(body: &Body) -> Vec<f64> {
    let params = body.parts().iter().flat_map(|part| part.layout().params);
    let p: Vec<f64> = params.map(|field| field.typical).collect();
    let rates = |x: &[f64]| {
        let (mut u, mut y) = (body.neutral_inputs(), vec![0.0; body.signals()]);
        let mut dx = vec![0.0; body.states()];
        body.all_rates(0.0, x, &p, &mut u, &mut y, &mut dx);
        dx
    };
    let mut x = body.initial(&p);
    let still = rates(&x);
    let mut turnovers = Vec::with_capacity(x.len());
    for (state, scale) in body.scales().into_iter().enumerate() {
        let start = x[state];
        // Small beside what the rates are bent by, large beside rounding.
        x[state] = start + 1e-3 * scale;
        turnovers.push((rates(&x)[state] - still[state]).abs() / (x[state] - start));
        x[state] = start;
    }
    turnovers
}

/// Turnover, per minute, from which on a linear state is propagated exactly whatever it is beside.
const FAST: f64 = 0.1;
/// The same relative to the fastest state that must be integrated anyway. Below it, accuracy bounds
/// the steps and not stability, and steps over a state that is not integrated may be too long for
/// what it does to the others. Assumed: paclitaxel beside cells (44) and a tumour's drug beside the
/// tumour (37 to 50) gain much, an oral drug beside an indirect response (20) only loses accuracy
/// (B, C and D of `tools/pkpd.py`).
const MUCH_FASTER: f64 = 25.0;

/// Of the linear states the fast ones, and all that these depend on: their stability would bound the
/// steps of an explicit method, long after there is anything left of them to see. A slower one costs
/// less to integrate. All of them where nothing else would be left to integrate. Speed alone depends
/// on it.
pub(super) fn worth_exact(body: &Body, turnovers: &[f64], linear: Vec<usize>) -> Vec<usize> {
    if linear.len() == turnovers.len() {
        return linear;
    }
    let others = (0..turnovers.len()).filter(|state| !linear.contains(state));
    let bound = others.map(|state| turnovers[state]).fold(0.0, f64::max);
    let fast = |state: &usize| {
        let turnover = turnovers[*state];
        turnover.is_nan() || turnover > FAST || bound > 0.0 && turnover > MUCH_FASTER * bound
    };
    let mut worth: Vec<usize> = linear.into_iter().filter(fast).collect();
    let anatomy = body.anatomy();
    let mut next = 0;
    while let Some(&state) = worth.get(next) {
        let mut reached = Vec::new();
        anatomy.reaching_states(&anatomy.rate[state], &mut reached);
        reached.retain(|other| !worth.contains(other));
        worth.extend(reached);
        next += 1;
    }
    worth.sort_unstable();
    worth
}

/// Of a body of which nobody knows better.
const LONGEST_UNKNOWN: Nanoseconds = 32 * MINUTE;

/// The longest step of a body of which only these states are integrated. At rest an error estimate
/// sees nothing, and what is propagated exactly bounds no step: without a bound one would pass a
/// kink of the rates, or the end of the method's stability, unseen.
pub(super) fn longest_step(turnovers: &[f64], integrated: &[usize]) -> Nanoseconds {
    if integrated.is_empty() {
        return LONGEST;
    }
    let own = integrated.iter().map(|state| turnovers[*state]);
    let fastest = own.fold(0.0, f64::max);
    match fastest > 0.0 {
        true => ((REACH / fastest * MINUTE as f64) as Nanoseconds).min(LONGEST),
        false => LONGEST_UNKNOWN,
    }
}
