//! A body's equations as a list of calls, for patients side by side.

use crate::body::{Body, BodyError, combine};
use crate::wiring::{Input, Needs};
use physiology::{Lanes, Reading, Real, System, View};
use std::ops::Range;
use std::sync::Arc;

/// Which of a part's two functions is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Signals,
    Rates,
}

/// One call of a part, and where its numbers lie in the body's.
struct Call {
    system: Arc<dyn System>,
    asked: Asked,
    x: Range<usize>,
    p: Range<usize>,
    u: Range<usize>,
    /// In the signals or in the rates.
    out: Range<usize>,
    /// The part's time units in a minute.
    per_minute: f64,
    /// (input, signal) of the inputs that one signal feeds.
    copies: Vec<(usize, usize)>,
    /// The inputs that several signals feed together.
    combined: Vec<Input>,
}

/// Calls in an order in which everything is known when it is needed.
pub(crate) struct Program(Vec<Call>);

impl Program {
    /// What gives these signals and the rates of these states, when the signals of `given` are
    /// known. Inputs are fetched only where something wanted needs them, and once.
    pub fn new(
        body: &Body,
        given: &[usize],
        signals: &[usize],
        states: &[usize],
    ) -> Result<Self, BodyError> {
        let anatomy = body.anatomy();
        let mut live = anatomy.live_signals(signals);
        live.retain(|signal| !given.contains(signal));
        let mut fresh = vec![false; body.inputs()];
        let mut calls = Vec::new();
        let mut add = |part: usize, asked: Asked, needs: Vec<&Needs>| {
            let found = &body.parts()[part];
            let layout = found.layout();
            let mut call = Call {
                system: found.system.clone(),
                asked,
                x: found.x..found.x + layout.states.len(),
                p: found.p..found.p + layout.params.len(),
                u: found.u..found.u + layout.inputs.len(),
                out: match asked {
                    Asked::Signals => found.y..found.y + layout.signals.len(),
                    Asked::Rates => found.x..found.x + layout.states.len(),
                },
                per_minute: found.per_minute,
                copies: Vec::new(),
                combined: Vec::new(),
            };
            let needed = |slot: usize| needs.iter().any(|n| n.inputs.iter().any(|i| i.0 == slot));
            for input in &anatomy.inputs[part] {
                if !needed(input.slot) || std::mem::replace(&mut fresh[input.slot], true) {
                    continue;
                }
                match input.sources.as_slice() {
                    [one] => call.copies.push((input.slot, *one)),
                    _ => call.combined.push(input.clone()),
                }
            }
            if asked == Asked::Signals {
                // What a part publishes anew must be fetched anew.
                for (slot, feeds) in anatomy.feeds.iter().enumerate() {
                    if feeds.iter().any(|signal| call.out.contains(signal)) {
                        fresh[slot] = false;
                    }
                }
            }
            calls.push(call);
        };
        for part in anatomy.order_after(given, signals, body.parts())? {
            let own = live.iter().filter(|s| anatomy.part_of_signal[**s] == part);
            add(
                part,
                Asked::Signals,
                own.map(|signal| &anatomy.signal[*signal]).collect(),
            );
        }
        let mut parts: Vec<usize> = states.iter().map(|s| anatomy.part_of_state[*s]).collect();
        parts.dedup();
        for part in parts {
            let own = states.iter().filter(|s| anatomy.part_of_state[**s] == part);
            add(
                part,
                Asked::Rates,
                own.map(|state| &anatomy.rate[*state]).collect(),
            );
        }
        Ok(Self(calls))
    }

    /// Runs the calls: signals into `y`, rates per minute into `dx`; numbers that nobody wanted
    /// may come out as anything.
    #[inline(always)]
    pub fn run<const N: usize>(
        &self,
        t: Lanes<N>,
        x: &[Lanes<N>],
        p: &[Lanes<N>],
        u: &mut [Lanes<N>],
        y: &mut [Lanes<N>],
        dx: &mut [Lanes<N>],
    ) where
        dyn System: Reading<Lanes<N>>,
    {
        for call in &self.0 {
            for &(slot, signal) in &call.copies {
                u[slot] = y[signal];
            }
            for input in &call.combined {
                u[input.slot] = combine(input, y);
            }
            // The part's own clock runs in its own unit.
            let scaled = call.per_minute != 1.0;
            let factor = Lanes::of(call.per_minute);
            let view = View {
                t: if scaled { t * factor } else { t },
                x: &x[call.x.clone()],
                p: &p[call.p.clone()],
                u: &u[call.u.clone()],
            };
            match call.asked {
                Asked::Signals => call.system.signals(view, &mut y[call.out.clone()]),
                Asked::Rates => {
                    let dx = &mut dx[call.out.clone()];
                    call.system.rates(view, dx);
                    if scaled {
                        for rate in dx {
                            *rate = *rate * factor;
                        }
                    }
                }
            }
        }
    }
}
