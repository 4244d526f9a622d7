//! Which signal feeds which input, in what order signals are computed, and which states are linear.

use crate::body::{BodyError, BodyPart};
use physiology::nearest::nearest;
use physiology::vocabulary::quantity;
use physiology::{Combine, Depends, Field, Unit, Variables, View};

/// An input that takes its value from signals.
#[derive(Clone)]
pub(crate) struct Input {
    /// Index among the body's inputs.
    pub slot: usize,
    /// Indices of the signals that feed it, in the order of the publishers' names.
    pub sources: Vec<usize>,
    /// How they become one.
    pub combine: Combine,
}

/// What depends on what in a body. Indices are the body's.
pub(crate) struct Anatomy {
    /// Inputs of each part that take their values from signals.
    pub inputs: Vec<Vec<Input>>,
    /// Parts in an order that makes every signal right; a part may come twice.
    pub full_order: Vec<usize>,
    /// Signals that rates read, at once or through others, and parts in an order that makes these right.
    pub read_by_rates: Vec<usize>,
    /// See [`Anatomy::read_by_rates`].
    pub rates_order: Vec<usize>,
    /// Part of each state, and of each signal.
    pub part_of_state: Vec<usize>,
    /// See [`Anatomy::part_of_state`].
    pub part_of_signal: Vec<usize>,
    /// What each rate needs directly: states, inputs.
    pub rate: Vec<Needs>,
    /// What each signal needs directly.
    pub signal: Vec<Needs>,
    /// Signals that feed each input.
    pub feeds: Vec<Vec<usize>>,
    /// Inputs in which several signals are multiplied.
    pub multiplied: Vec<bool>,
}

/// What a number is computed from.
#[derive(Default, Clone)]
pub(crate) struct Needs {
    /// States, each with whether it enters linearly.
    pub states: Vec<(usize, bool)>,
    /// Inputs, each with whether it enters linearly.
    pub inputs: Vec<(usize, bool)>,
    /// Whether time itself enters.
    pub time: bool,
}

/// How many of this UCUM time unit are in a minute.
pub(crate) fn per_minute(unit: &str) -> Option<f64> {
    Unit::parse("min")
        .ok()?
        .convert(1.0, &Unit::parse(unit).ok()?)
}

impl Anatomy {
    pub fn of(parts: &[BodyPart]) -> Result<Self, BodyError> {
        let (inputs, feeds) = wire(parts)?;
        let (mut rate, mut signal) = (Vec::new(), Vec::new());
        let (mut part_of_state, mut part_of_signal) = (Vec::new(), Vec::new());
        for (index, part) in parts.iter().enumerate() {
            let (rates, signals) = needs(part, &feeds);
            part_of_state.resize(part_of_state.len() + rates.len(), index);
            part_of_signal.resize(part_of_signal.len() + signals.len(), index);
            rate.extend(rates);
            signal.extend(signals);
        }
        let mut multiplied = vec![false; feeds.len()];
        for input in inputs.iter().flatten() {
            multiplied[input.slot] = input.combine == Combine::Product && input.sources.len() > 1;
        }
        let mut anatomy = Self {
            inputs,
            multiplied,
            full_order: Vec::new(),
            read_by_rates: Vec::new(),
            rates_order: Vec::new(),
            part_of_state,
            part_of_signal,
            rate,
            signal,
            feeds,
        };
        let every: Vec<usize> = (0..anatomy.signal.len()).collect();
        anatomy.full_order = anatomy.order(&every, parts)?;
        let states: Vec<usize> = (0..anatomy.rate.len()).collect();
        anatomy.read_by_rates = anatomy.live_signals(&anatomy.feeding(&states));
        anatomy.rates_order = anatomy.order(&anatomy.read_by_rates, parts)?;
        Ok(anatomy)
    }

    /// The signals that the rates of these states read.
    pub fn feeding(&self, states: &[usize]) -> Vec<usize> {
        let inputs = states.iter().flat_map(|state| &self.rate[*state].inputs);
        let mut feeding: Vec<usize> = inputs
            .flat_map(|(input, _)| self.feeds[*input].iter().copied())
            .collect();
        feeding.sort_unstable();
        feeding.dedup();
        feeding
    }

    /// The signals that must be computed to know these ones, themselves included.
    pub fn live_signals(&self, wanted: &[usize]) -> Vec<usize> {
        let mut live = vec![false; self.signal.len()];
        let mut open = wanted.to_vec();
        while let Some(signal) = open.pop() {
            if std::mem::replace(&mut live[signal], true) {
                continue;
            }
            for (input, _) in &self.signal[signal].inputs {
                open.extend(&self.feeds[*input]);
            }
        }
        (0..live.len()).filter(|signal| live[*signal]).collect()
    }

    /// An order of parts that computes these signals; a part comes again where a signal of its
    /// own needs one of another part that needed its first, the smallest parts where some must.
    pub fn order(&self, wanted: &[usize], parts: &[BodyPart]) -> Result<Vec<usize>, BodyError> {
        self.order_after(&[], wanted, parts)
    }

    /// The same where some signals are known from elsewhere.
    pub fn order_after(
        &self,
        given: &[usize],
        wanted: &[usize],
        parts: &[BodyPart],
    ) -> Result<Vec<usize>, BodyError> {
        let mut known = vec![false; self.signal.len()];
        for signal in given {
            known[*signal] = true;
        }
        let mut order = Vec::new();
        let mut left = self.live_signals(wanted);
        left.retain(|signal| !known[*signal]);
        while !left.is_empty() {
            let ready = |signal: usize, known: &[bool]| {
                self.signal[signal]
                    .inputs
                    .iter()
                    .all(|(input, _)| self.feeds[*input].iter().all(|source| known[*source]))
            };
            // First a part that is done with then. Where there is none, the one of fewest states, because it
            // comes again; of these the one with most signals ready; the first by name where equal.
            let mut best: Option<((bool, usize, usize), usize)> = None;
            for (part, found) in parts.iter().enumerate() {
                let own = left.iter().filter(|s| self.part_of_signal[**s] == part);
                let (all, count) = own.fold((0, 0), |(all, count), signal| {
                    (all + 1, count + usize::from(ready(*signal, &known)))
                });
                let merit = (all == count, usize::MAX - found.sizes[0], count);
                if count > 0 && best.is_none_or(|(most, _)| merit > most) {
                    best = Some((merit, part));
                }
            }
            let Some((_, part)) = best else {
                return Err(self.find_loop(&left, parts));
            };
            let now: Vec<usize> = left
                .iter()
                .copied()
                .filter(|s| self.part_of_signal[*s] == part && ready(*s, &known))
                .collect();
            for signal in now {
                known[signal] = true;
            }
            left.retain(|signal| !known[*signal]);
            order.push(part);
        }
        Ok(order)
    }

    /// Follows unknown signals back until one comes again.
    fn find_loop(&self, left: &[usize], parts: &[BodyPart]) -> BodyError {
        let mut path = vec![left[0]];
        loop {
            let last = path[path.len() - 1];
            let next = self.signal[last]
                .inputs
                .iter()
                .flat_map(|(input, _)| &self.feeds[*input])
                .copied()
                .find(|source| left.contains(source));
            let Some(next) = next else { break };
            if let Some(start) = path.iter().position(|signal| *signal == next) {
                path.drain(..start);
                path.push(next);
                break;
            }
            path.push(next);
        }
        path.reverse();
        let name = |signal: &usize| {
            let part = &parts[self.part_of_signal[*signal]];
            let field = &part.layout().signals[signal - part.y];
            format!("{}.{}", part.instance, field.name)
        };
        BodyError::Loop {
            signals: path.iter().map(name).collect(),
        }
    }

    /// The largest set of states, of which none is in `except`, whose rates are linear in themselves
    /// and need nothing else that changes between events: these are propagated exactly.
    pub fn linear_states(&self, except: &[usize]) -> Vec<usize> {
        let mut linear = vec![true; self.rate.len()];
        for state in except {
            linear[*state] = false;
        }
        loop {
            let before = linear.iter().filter(|l| **l).count();
            for state in 0..linear.len() {
                linear[state] = linear[state] && self.is_linear(&self.rate[state], &linear);
            }
            if linear.iter().filter(|l| **l).count() == before {
                return (0..linear.len()).filter(|state| linear[*state]).collect();
            }
        }
    }

    /// Whether this number is a constant and a weighted sum of states, as long as nothing happens.
    pub fn is_affine(&self, needs: &Needs) -> bool {
        self.is_linear(needs, &vec![true; self.rate.len()])
    }

    fn is_linear(&self, needs: &Needs, linear: &[bool]) -> bool {
        !needs.time
            && needs
                .states
                .iter()
                .all(|(state, bare)| *bare && linear[*state])
            && needs.inputs.iter().all(|(input, bare)| {
                *bare
                    && !self.multiplied[*input]
                    && self.feeds[*input]
                        .iter()
                        .all(|source| self.is_linear(&self.signal[*source], linear))
            })
    }

    /// States of which a change reaches this number at once, through signals.
    pub fn reaching_states(&self, needs: &Needs, reached: &mut Vec<usize>) {
        reached.extend(needs.states.iter().map(|(state, _)| *state));
        let mut wanted: Vec<usize> = needs
            .inputs
            .iter()
            .flat_map(|(input, _)| self.feeds[*input].iter().copied())
            .collect();
        wanted = self.live_signals(&wanted);
        for signal in wanted {
            reached.extend(self.signal[signal].states.iter().map(|(state, _)| *state));
        }
        reached.sort_unstable();
        reached.dedup();
    }
}

/// Fed inputs of each part, and the signals that feed each input slot.
#[allow(clippy::type_complexity)] // two tables of the same wiring, by part and by slot
fn wire(parts: &[BodyPart]) -> Result<(Vec<Vec<Input>>, Vec<Vec<usize>>), BodyError> {
    let mut feeds = Vec::new();
    let mut inputs = Vec::new();
    for reader in parts {
        for read in &reader.reads {
            let fields = reader.layout().inputs.iter().filter(|field| field.wired);
            let names: Vec<&str> = fields.map(|field| field.name).collect();
            if !names.contains(&&*read.input) {
                return Err(BodyError::NoSuchInput {
                    input: format!("{}.{}", reader.instance, read.input),
                    nearest: nearest(&read.input, names),
                });
            }
        }
        let mut fed = Vec::new();
        for (index, field) in reader.layout().inputs.iter().enumerate() {
            let (sources, combine) = match field.wired {
                true => (named(reader, field, parts)?, Combine::Single),
                false => shared(field, parts)?,
            };
            if !sources.is_empty() {
                fed.push(Input {
                    slot: reader.u + index,
                    sources: sources.clone(),
                    combine,
                });
            }
            feeds.push(sources);
        }
        inputs.push(fed);
    }
    Ok((inputs, feeds))
}

/// The signal that this instance names for the input; nothing while its part is not there.
fn named(reader: &BodyPart, field: &Field, parts: &[BodyPart]) -> Result<Vec<usize>, BodyError> {
    let Some(read) = reader.reads.iter().find(|read| *read.input == *field.name) else {
        return Ok(Vec::new());
    };
    let Some(source) = parts.iter().find(|p| *p.instance == *read.from.part) else {
        return Ok(Vec::new());
    };
    let input = format!("{}.{}", reader.instance, field.name);
    let signal = format!("{}.{}", source.instance, read.from.field);
    let signals = source.layout().signals;
    let Some(at) = signals.iter().position(|f| *f.name == *read.from.field) else {
        let nearest = nearest(&read.from.field, signals.iter().map(|f| f.name));
        return Err(BodyError::NoSuchSignal {
            input,
            signal,
            nearest: nearest.map(|name| format!("{}.{name}", source.instance)),
        });
    };
    if signals[at].unit != field.unit {
        return Err(BodyError::OtherUnit {
            input: [input, field.unit.to_owned()],
            signal: [signal, signals[at].unit.to_owned()],
        });
    }
    Ok(vec![source.y + at])
}

/// The signals of the input's name, which is one of the vocabulary, and how they become one. A name
/// that is not in the vocabulary is nobody else's business.
fn shared(field: &Field, parts: &[BodyPart]) -> Result<(Vec<usize>, Combine), BodyError> {
    let Some(quantity) = quantity(field.name) else {
        return Ok((Vec::new(), Combine::Single));
    };
    let mut sources = Vec::new();
    let mut publishers: Vec<&str> = Vec::new();
    for publisher in parts {
        let mut signals = publisher.layout().signals.iter();
        if let Some(at) = signals.position(|f| f.name == field.name) {
            sources.push(publisher.y + at);
            publishers.push(&publisher.instance);
        }
    }
    if let (Combine::Single, [first, second, ..]) = (quantity.combine, publishers.as_slice()) {
        return Err(BodyError::TwoPublishers {
            signal: field.name.to_owned(),
            parts: [(*first).to_owned(), (*second).to_owned()],
        });
    }
    Ok((sources, quantity.combine))
}

/// What each rate and each signal of a part needs, by running it on [`Depends`].
fn needs(part: &BodyPart, feeds: &[Vec<usize>]) -> (Vec<Needs>, Vec<Needs>) {
    let layout = part.layout();
    let (n, m) = (layout.states.len(), layout.inputs.len());
    let x: Vec<Depends> = (0..n).map(Depends::variable).collect();
    // An input that nobody publishes only changes at events: a constant between them.
    let u: Vec<Depends> = (0..m)
        .map(|i| match feeds[part.u + i].is_empty() {
            true => Depends::default(),
            false => Depends::variable(n + i),
        })
        .collect();
    let p = vec![Depends::default(); layout.params.len()];
    let view = View {
        t: Depends::variable(n + m),
        x: &x,
        p: &p,
        u: &u,
    };
    let mut rates = vec![Depends::default(); n];
    let mut signals = vec![Depends::default(); layout.signals.len()];
    part.system.rates(view, &mut rates);
    part.system.signals(view, &mut signals);
    let describe = |number: &Depends| {
        let all: Variables = number.all();
        let pick = |range: std::ops::Range<usize>, offset: usize| {
            let start = range.start;
            range
                .filter(|i| all.has(*i))
                .map(|i| (offset + i - start, !number.nonlinear.has(i)))
                .collect()
        };
        Needs {
            states: pick(0..n, part.x),
            inputs: pick(n..n + m, part.u),
            time: all.has(n + m),
        }
    };
    (
        rates.iter().map(describe).collect(),
        signals.iter().map(describe).collect(),
    )
}
