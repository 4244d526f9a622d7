//! What is worked out once for a body before any of its patients is integrated.

use super::linear::{Pattern, Rows};
use super::pair::Pair;
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

/// A body made ready for one method and one set of sampled signals.
pub(crate) struct Kernel {
    pub body: Arc<Body>,
    pub pair: &'static Pair,
    pub control: Control,
    /// Most steps, accepted or not, that a patient may take between two events.
    pub max_steps: u64,
    /// States that Runge-Kutta integrates, and their typical sizes.
    pub integrated: Vec<usize>,
    pub scales: Vec<f64>,
    /// States that are propagated exactly.
    pub exact: Vec<usize>,
    pub pattern: Pattern,
    /// Rows of the exact states that the integrated ones need inside a step, and all.
    pub inside: Rows,
    pub whole: Rows,
    /// Parts whose signals, then parts whose rates, give the integrated rates.
    pub order: Vec<usize>,
    pub rate_parts: Vec<usize>,
    /// The same for the exact states.
    pub linear_order: Vec<usize>,
    pub linear_parts: Vec<usize>,
    /// Signals that are sampled (`None`: the body does not have it), and parts that give them.
    pub sampled: Vec<Option<usize>>,
    pub sample_order: Vec<usize>,
    /// Whether a sample needs an exact state.
    pub samples_exact: bool,
    /// (part, guard) of all guards.
    pub guards: Vec<(usize, usize)>,
    /// Whether any rate or sampled signal needs the time.
    pub uses_time: bool,
    /// Fractions of a step at which exact states are needed, the last one 1; which of them each
    /// stage needs, and each further stage of the interpolant.
    pub nodes: Vec<f64>,
    pub stage_node: Vec<usize>,
    pub extra_node: Vec<usize>,
}

impl Kernel {
    /// `exactly`: whether linear states are propagated exactly, or integrated like the others.
    pub fn new(
        body: &Arc<Body>,
        pair: &'static Pair,
        control: Control,
        max_steps: u64,
        sampled: &[String],
        exactly: bool,
    ) -> Result<Self, BodyError> {
        let anatomy = body.anatomy();
        let guards: Vec<(usize, usize)> = body
            .parts()
            .iter()
            .enumerate()
            .flat_map(|(part, found)| (0..found.layout().guards).map(move |k| (part, k)))
            .collect();
        let exact = if exactly {
            // What a guard sees is integrated: an exact step may be longer than the time in which
            // the guard rises and falls again.
            anatomy.linear_states(&seen_by_guards(body, &guards))
        } else {
            Vec::new()
        };
        let integrated: Vec<usize> = (0..body.states()).filter(|s| !exact.contains(s)).collect();
        let feeding = |states: &[usize]| -> Vec<usize> {
            let mut feeding: Vec<usize> = states
                .iter()
                .flat_map(|state| &anatomy.rate[*state].inputs)
                .flat_map(|(input, _)| anatomy.feeds[*input].iter().copied())
                .collect();
            feeding.sort_unstable();
            feeding.dedup();
            feeding
        };
        let parts_of = |states: &[usize]| -> Vec<usize> {
            let mut parts: Vec<usize> = states.iter().map(|s| anatomy.part_of_state[*s]).collect();
            parts.dedup();
            parts
        };
        let sampled: Vec<Option<usize>> = sampled.iter().map(|name| body.signal(name)).collect();
        let mut wanted: Vec<usize> = sampled.iter().flatten().copied().collect();

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
        let mut sample_states = Vec::new();
        for signal in &wanted {
            anatomy.reaching_states(&anatomy.signal[*signal], &mut sample_states);
        }
        // Guards read inputs inside a step, where only these signals are computed.
        for (part, _) in &guards {
            let inputs = anatomy.inputs[*part].iter();
            wanted.extend(inputs.flat_map(|input| input.sources.iter().copied()));
        }
        let scales = body.scales();
        let inside = pair.c[1..].iter().chain(pair.extra_c).copied();
        let mut nodes: Vec<f64> = inside.filter(|c| *c < 1.0).collect();
        nodes.push(1.0);
        let node = |c: &f64| {
            nodes
                .iter()
                .position(|node| node == c)
                .unwrap_or(nodes.len() - 1)
        };
        Ok(Self {
            stage_node: pair.c.iter().map(node).collect(),
            extra_node: pair.extra_c.iter().map(node).collect(),
            nodes,
            pair,
            control,
            max_steps,
            scales: integrated.iter().map(|state| scales[*state]).collect(),
            inside: pattern.rows(&needed),
            whole: pattern.rows(&(0..exact.len()).collect::<Vec<_>>()),
            order: anatomy.order(&feeding(&integrated), body.parts())?,
            rate_parts: parts_of(&integrated),
            linear_order: anatomy.order(&feeding(&exact), body.parts())?,
            linear_parts: parts_of(&exact),
            sample_order: anatomy.order(&wanted, body.parts())?,
            samples_exact: !guards.is_empty() || sample_states.iter().any(|s| exact.contains(s)),
            sampled,
            uses_time: anatomy
                .rate
                .iter()
                .chain(&anatomy.signal)
                .any(|needs| needs.time),
            pattern,
            integrated,
            exact,
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
