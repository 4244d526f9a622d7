//! What is worked out once for a body before any of its patients is integrated.

use super::affine::Affine;
use super::linear::{Pattern, Read, Reads, Spectrum};
use super::pair::Pair;
use super::program::Program;
use super::sampled::Sampled;
use super::turnover::{longest_step, turnovers, worth_exact};
use crate::body::{Body, BodyError};
use crate::time::Nanoseconds;
use std::sync::Arc;

/// How steps are chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Control {
    /// As long as the local error allows: `rtol * |x| + atol * scale` of each state, the largest
    /// ratio of all states counting, so that an attached drug cannot loosen the others' error.
    Adaptive {
        /// Relative tolerance.
        rtol: f64,
        /// Absolute tolerance, as a fraction of each state's typical size.
        atol: f64,
    },
    /// All of one length (nanoseconds), for measuring orders of convergence.
    Fixed(Nanoseconds),
}

/// Where the states inside a step are worked out, and those at its end, each in as many places as there
/// are states; what is exact inside lies behind them.
pub(crate) const INSIDE: usize = 0;
pub(crate) const END: usize = 1;
pub(crate) const BEHIND: usize = 2;

/// What is done with linear states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    ByModes,
    OnGrid,
    Integrated,
}

/// A body made ready for one method and one set of sampled signals.
pub(crate) struct Kernel {
    pub body: Arc<Body>,
    pub pair: &'static Pair,
    pub control: Control,
    /// Most steps, accepted or not, that a patient may take between two events.
    pub max_steps: u64,
    /// All states.
    pub everyone: Vec<usize>,
    /// States that Runge-Kutta integrates, and their typical sizes.
    pub integrated: Vec<usize>,
    pub scales: Vec<f64>,
    /// Of these, those whose rate is not the same at all times, their typical sizes and one over each;
    /// the others go straight on.
    pub moving: Vec<usize>,
    pub moving_scales: Vec<f64>,
    pub per_scales: Vec<f64>,
    pub steady: Vec<usize>,
    /// States that are propagated exactly, their typical sizes, and the longest step where there
    /// are any.
    pub exact: Vec<usize>,
    pub exact_scales: Vec<f64>,
    pub longest: Nanoseconds,
    pub pattern: Pattern,
    /// Their modes, where they are propagated by them and not by matrices on a grid of steps.
    pub spectrum: Option<Spectrum>,
    /// What a step needs of them.
    pub reads: Reads,
    /// Where each of these numbers belongs: those at the step's end among the states there, the others
    /// behind all states; and for each node, those that belong to it, as (place, state).
    pub exact_targets: Vec<usize>,
    pub fetched: Vec<Vec<(usize, usize)>>,
    /// What is affine in the states, and gives the integrated rates together with these calls; the
    /// exact states' rates are there for their coefficients only.
    pub affine: Affine,
    pub affine_rates: usize,
    pub affine_states: Vec<usize>,
    pub rates: Program,
    /// Integrated states whose rates are not of coefficients alone.
    pub by_call: Vec<usize>,
    /// Coefficient of each entry of the exact states' matrix, and of their constants.
    pub matrix: Vec<Option<usize>>,
    pub constants: Vec<Option<usize>>,
    /// Gives all signals and rates.
    pub everything: Program,
    /// What is sampled, and what gives it.
    pub sampled: Vec<Sampled>,
    pub samples: Program,
    /// States that samples and guards need; of these, the integrated ones, and the exact ones by
    /// their number among the exact.
    pub seen: Vec<usize>,
    pub seen_integrated: Vec<usize>,
    pub seen_exact: Vec<usize>,
    /// Places of these among the seen.
    pub place_integrated: Vec<usize>,
    pub place_exact: Vec<usize>,
    /// Parts that have kinks, and where theirs begin among all of them; how many there are.
    pub kinked: Vec<(usize, usize)>,
    pub kinks: usize,
    /// (part, guard) of all guards.
    pub guards: Vec<(usize, usize)>,
    /// Whether any rate or sampled signal needs the time.
    pub uses_time: bool,
    /// Nodes at which exact states are needed: that of each stage, and of each further stage of the
    /// interpolant.
    pub stage_node: Vec<usize>,
    pub extra_node: Vec<usize>,
}

impl Kernel {
    /// The ways of a body's patients, in the order in which they are tried: whom one does not suit
    /// takes the next, and the last, in which all is integrated, suits everybody.
    ///
    /// `exactly`: whether linear states are propagated exactly where they can.
    pub fn ways(
        body: &Arc<Body>,
        pair: &'static Pair,
        control: Control,
        max_steps: u64,
        sampled: &[String],
        exactly: bool,
    ) -> Result<Vec<Arc<Self>>, BodyError> {
        let make = |way| Self::new(body, pair, control, max_steps, sampled, way);
        let mut ways = Vec::new();
        if exactly {
            let first = make(Way::ByModes)?;
            let (any, has_modes) = (!first.exact.is_empty(), first.spectrum.is_some());
            if any {
                ways.push(Arc::new(first));
            }
            if any && has_modes {
                ways.push(Arc::new(make(Way::OnGrid)?));
            }
        }
        ways.push(Arc::new(make(Way::Integrated)?));
        Ok(ways)
    }

    fn new(
        body: &Arc<Body>,
        pair: &'static Pair,
        control: Control,
        max_steps: u64,
        sampled: &[String],
        way: Way,
    ) -> Result<Self, BodyError> {
        let anatomy = body.anatomy();
        let guards: Vec<(usize, usize)> = body
            .parts()
            .iter()
            .enumerate()
            .flat_map(|(part, found)| (0..found.layout().guards).map(move |k| (part, k)))
            .collect();
        let (mut kinked, mut kinks) = (Vec::new(), 0);
        for (part, found) in body.parts().iter().enumerate() {
            let count = found.layout().kinks;
            // A step of a grid, or of one length for all, does not end where it would.
            let may_end = way != Way::OnGrid && matches!(control, Control::Adaptive { .. });
            if may_end && count > 0 {
                kinked.push((part, kinks));
                kinks += count;
            }
        }
        let turnover = turnovers(body);
        let exact = if way != Way::Integrated {
            // What a guard sees is integrated: an exact step may be longer than the time in which
            // the guard rises and falls again.
            worth_exact(
                body,
                &turnover,
                anatomy.linear_states(&seen_by_guards(body, &guards)),
            )
        } else {
            Vec::new()
        };
        let integrated: Vec<usize> = (0..body.states()).filter(|s| !exact.contains(s)).collect();
        let sampled: Vec<Sampled> = sampled
            .iter()
            .map(|name| Sampled::find(body, name))
            .collect();
        let mut wanted: Vec<usize> = sampled
            .iter()
            .flat_map(|of| of.sources.iter().copied())
            .collect();

        let row_of = |state: &usize| exact.iter().position(|e| e == state);
        let mut direct = Vec::new();
        for (row, state) in exact.iter().enumerate() {
            let mut reached = Vec::new();
            anatomy.reaching_states(&anatomy.rate[*state], &mut reached);
            direct.extend(
                reached
                    .iter()
                    .filter_map(row_of)
                    .map(|column| (row, column)),
            );
        }
        let pattern = Pattern::new(exact.len(), &direct);
        let mut needed = Vec::new();
        for state in &integrated {
            anatomy.reaching_states(&anatomy.rate[*state], &mut needed);
        }
        let needed: Vec<usize> = needed.iter().filter_map(row_of).collect();
        // Guards read inputs inside a step, where only these signals are computed.
        for (part, _) in &guards {
            let inputs = anatomy.inputs[*part].iter();
            wanted.extend(inputs.flat_map(|input| input.sources.iter().copied()));
        }
        let mut seen = seen_by_guards(body, &guards);
        for signal in anatomy.live_signals(&wanted) {
            anatomy.reaching_states(&anatomy.signal[signal], &mut seen);
        }
        let scales = body.scales();
        let mut seen_integrated = seen.clone();
        seen_integrated.retain(|state| integrated.contains(state));
        let seen_exact: Vec<usize> = seen.iter().filter_map(row_of).collect();
        let place = |state: &usize| seen.iter().position(|seen| seen == state);
        let inside = pair.c[1..].iter().chain(pair.extra_c).copied();
        let mut nodes: Vec<f64> = inside.filter(|c| *c < 1.0).collect();
        nodes.sort_unstable_by(f64::total_cmp);
        nodes.dedup();
        nodes.push(1.0);
        let node = |c: &f64| {
            nodes
                .iter()
                .position(|node| node == c)
                .unwrap_or(nodes.len() - 1)
        };
        let fed = anatomy.live_signals(&anatomy.feeding(&integrated));
        let is_bent = |signal: &usize| !anatomy.is_affine(&anatomy.signal[*signal]);
        let bent_parts: Vec<usize> = fed
            .iter()
            .filter(|signal| is_bent(signal))
            .map(|signal| anatomy.part_of_signal[*signal])
            .collect();
        // A part that is called for one signal writes them all: those that need what it reads of others are then
        // called for too, so that what it reads is fetched.
        let overwritten = |signal: &usize| {
            bent_parts.contains(&anatomy.part_of_signal[*signal])
                && !anatomy.signal[*signal].inputs.is_empty()
        };
        let (called, given): (Vec<usize>, Vec<usize>) = fed
            .iter()
            .partition(|signal| is_bent(signal) || overwritten(signal));
        // A part that is called for one rate gives them all.
        let bent = |state: &usize| !anatomy.is_affine(&anatomy.rate[*state]);
        let parts: Vec<usize> = integrated
            .iter()
            .filter(|state| bent(state))
            .map(|state| anatomy.part_of_state[*state])
            .collect();
        let (by_call, by_coefficient): (Vec<usize>, Vec<usize>) = integrated
            .iter()
            .partition(|state| parts.contains(&anatomy.part_of_state[**state]));
        let affine_rates = by_coefficient.len();
        let rows: Vec<usize> = by_coefficient.into_iter().chain(exact.clone()).collect();
        // Signals that only affine rates need are not computed.
        let mut wanted_now = anatomy.feeding(&by_call);
        wanted_now.extend(&called);
        let needed_now = anatomy.live_signals(&wanted_now);
        let given: Vec<usize> = given
            .into_iter()
            .filter(|signal| needed_now.contains(signal))
            .collect();
        let affine = Affine::new(anatomy, &given, &rows);
        let every_signal: Vec<usize> = (0..body.signals()).collect();
        let every_state: Vec<usize> = (0..body.states()).collect();
        let reads = Reads::new(&pattern, &nodes, &needed);
        let mut fetched = vec![Vec::new(); nodes.len()];
        let mut behind = BEHIND * body.states();
        let mut target = |read: &Read| {
            if read.node == nodes.len() - 1 {
                return END * body.states() + exact[read.row];
            }
            fetched[read.node].push((behind, exact[read.row]));
            behind += 1;
            behind - 1
        };
        let exact_targets = reads.reads().iter().map(&mut target).collect();
        let is_steady = |state: &usize| {
            let needs = &anatomy.rate[*state];
            needs.states.is_empty() && needs.inputs.is_empty() && !needs.time
        };
        let (steady, moving): (Vec<usize>, Vec<usize>) =
            integrated.iter().partition(|s| is_steady(s));
        Ok(Self {
            stage_node: pair.c.iter().map(node).collect(),
            extra_node: pair.extra_c.iter().map(node).collect(),
            reads,
            exact_targets,
            fetched,
            moving_scales: moving.iter().map(|state| scales[*state]).collect(),
            per_scales: moving.iter().map(|state| 1.0 / scales[*state]).collect(),
            moving,
            steady,
            longest: longest_step(&turnover, &integrated),
            pair,
            control,
            max_steps,
            exact_scales: exact.iter().map(|state| scales[*state]).collect(),
            scales: integrated.iter().map(|state| scales[*state]).collect(),
            rates: Program::new(body, &given, &wanted_now, &by_call)?,
            by_call,
            matrix: pattern
                .entries
                .iter()
                .map(|(row, column)| affine.of_rate(exact[*row], exact[*column]))
                .collect(),
            constants: exact
                .iter()
                .map(|state| affine.constant_of_rate(*state))
                .collect(),
            affine_states: affine.states(),
            affine,
            affine_rates,
            everything: Program::new(body, &[], &every_signal, &every_state)?,
            everyone: every_state,
            samples: Program::new(body, &[], &wanted, &[])?,
            sampled,
            place_integrated: seen_integrated.iter().filter_map(place).collect(),
            seen_integrated,
            place_exact: seen_exact
                .iter()
                .filter_map(|row| place(&exact[*row]))
                .collect(),
            seen_exact,
            seen,
            uses_time: anatomy
                .rate
                .iter()
                .chain(&anatomy.signal)
                .any(|needs| needs.time),
            spectrum: match way {
                Way::ByModes => Spectrum::find(&pattern),
                Way::OnGrid | Way::Integrated => None,
            },
            pattern,
            integrated,
            exact,
            kinked,
            kinks,
            guards,
            body: body.clone(),
        })
    }
}

/// States that can change a guard's value at once: its part's own, and what its inputs show.
fn seen_by_guards(body: &Body, guards: &[(usize, usize)]) -> Vec<usize> {
    let anatomy = body.anatomy();
    let mut seen = Vec::new();
    for (part, _) in guards {
        let own = &body.parts()[*part];
        seen.extend(own.x..own.x + own.layout().states.len());
        let inputs = anatomy.inputs[*part].iter();
        let sources: Vec<usize> = inputs.flat_map(|i| i.sources.iter().copied()).collect();
        for signal in anatomy.live_signals(&sources) {
            seen.extend(
                anatomy.signal[signal]
                    .states
                    .iter()
                    .map(|(state, _)| *state),
            );
        }
    }
    seen.sort_unstable();
    seen.dedup();
    seen
}
