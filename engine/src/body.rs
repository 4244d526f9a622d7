//! A body: parts that talk through signals, wired once and shared by everyone who has the same.

use crate::event::{PartSpec, Read};
use crate::wiring::{self, Anatomy, Input};
use physiology::{Combine, Isa, Layout, Reading, Real, System, View, vocabulary};
use std::fmt;
use std::sync::Arc;

/// One part of a body: an instance of a system, and where its numbers lie in the body's slices.
pub struct BodyPart {
    /// Name of the instance.
    pub instance: String,
    /// What it computes.
    pub system: Arc<dyn System>,
    /// What its wired inputs read.
    pub reads: Vec<Read>,
    /// Offset of its states.
    pub x: usize,
    /// Offset of its parameters.
    pub p: usize,
    /// Offset of its inputs.
    pub u: usize,
    /// Offset of its signals.
    pub y: usize,
    /// Its time units in a minute, by which its rates are multiplied.
    pub per_minute: f64,
    /// Number of its states, parameters, inputs, signals.
    pub(crate) sizes: [usize; 4],
}

impl BodyPart {
    /// Names of its numbers.
    pub fn layout(&self) -> &Layout {
        self.system.layout()
    }
}

/// Why parts do not make a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyError {
    /// A signal that allows one publisher has two.
    TwoPublishers {
        /// Signal.
        signal: String,
        /// The two.
        parts: [String; 2],
    },
    /// Signals that need each other at the same instant.
    Loop {
        /// `part.signal` of each, in order.
        signals: Vec<String>,
    },
    /// A name that two parts have.
    SameName(String),
    /// A part reads a signal by an input that is not there for it.
    NoSuchInput {
        /// `part.input`.
        input: String,
        /// The right name nearest to it, of an input that reads a named signal.
        nearest: Option<String>,
    },
    /// A part reads a signal that the other part does not have.
    NoSuchSignal {
        /// `part.input` that reads.
        input: String,
        /// `part.signal` that is not there.
        signal: String,
        /// The right name nearest to it.
        nearest: Option<String>,
    },
    /// A part reads a signal in another unit.
    OtherUnit {
        /// `part.input` that reads, and its unit.
        input: [String; 2],
        /// `part.signal` that it reads, and its unit.
        signal: [String; 2],
    },
    /// A time unit that is none.
    TimeUnit {
        /// Part.
        part: String,
        /// What stands there.
        unit: String,
    },
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwoPublishers { signal, parts } => write!(
                f,
                "`{signal}` is published by both `{}` and `{}`, and allows one",
                parts[0], parts[1]
            ),
            Self::Loop { signals } => write!(
                f,
                "signals need each other at the same instant: {}; a state with a time constant breaks the loop",
                signals.join(" -> ")
            ),
            Self::SameName(name) => write!(f, "two parts are called `{name}`"),
            Self::NoSuchInput { input, nearest } => {
                write!(
                    f,
                    "there is no input `{input}` to read a signal of another part"
                )?;
                meant(f, nearest.as_deref())
            }
            Self::NoSuchSignal {
                input,
                signal,
                nearest,
            } => {
                write!(f, "`{input}` reads `{signal}`, and there is no such signal")?;
                meant(f, nearest.as_deref())
            }
            Self::OtherUnit { input, signal } => write!(
                f,
                "`{}` is in {} and reads `{}`, which is in {}",
                input[0], input[1], signal[0], signal[1]
            ),
            Self::TimeUnit { part, unit } => {
                write!(
                    f,
                    "`{part}` counts time in `{unit}`, which is no unit of time"
                )
            }
        }
    }
}

impl std::error::Error for BodyError {}

fn meant(f: &mut fmt::Formatter<'_>, nearest: Option<&str>) -> fmt::Result {
    match nearest {
        Some(name) => write!(f, "; did you mean `{name}`?"),
        None => Ok(()),
    }
}

/// What a body is made of: an instance, its system, and what its wired inputs read.
pub type Member = (String, Arc<dyn System>, Vec<Read>);

/// A body plan: which parts there are and what each reads from the others.
///
/// Parts lie in the order of their instance names, so that the order in which they were attached
/// never shows in a result.
pub struct Body {
    parts: Vec<BodyPart>,
    anatomy: Anatomy,
    isa: Isa,
    /// Number of states, parameters, inputs, signals.
    sizes: [usize; 4],
    /// Values that inputs have when nobody publishes them.
    neutral: Vec<f64>,
}

impl Body {
    /// Wires parts that speak by the names of the vocabulary alone, given as (instance, system);
    /// fails where they cannot be one body.
    pub fn new(
        instances: Vec<(String, Arc<dyn System>)>,
        isa: Isa,
    ) -> Result<Arc<Self>, BodyError> {
        let member = |(instance, system)| (instance, system, Vec::new());
        Self::wired(instances.into_iter().map(member).collect(), isa)
    }

    /// Of a patient's parts, each of the system that it names; a part whose system is not among these
    /// is left out.
    pub fn of_parts(
        parts: &[PartSpec],
        systems: &[Arc<dyn System>],
        isa: Isa,
    ) -> Result<Arc<Self>, BodyError> {
        let member = |part: &PartSpec| {
            let mut systems = systems.iter();
            let system = systems.find(|system| *system.layout().name == *part.system)?;
            Some((
                part.instance.to_string(),
                system.clone(),
                part.reads.clone(),
            ))
        };
        Self::wired(parts.iter().filter_map(member).collect(), isa)
    }

    /// Wires parts, of which some read signals of others that they name; fails where they cannot
    /// be one body.
    pub fn wired(mut instances: Vec<Member>, isa: Isa) -> Result<Arc<Self>, BodyError> {
        instances.sort_by(|a, b| a.0.cmp(&b.0));
        if let Some(pair) = instances.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(BodyError::SameName(pair[0].0.clone()));
        }
        let mut sizes = [0; 4];
        let mut parts = Vec::new();
        for (instance, system, reads) in instances {
            let layout = *system.layout();
            let per_minute = wiring::per_minute(layout.time).ok_or(BodyError::TimeUnit {
                part: instance.clone(),
                unit: layout.time.to_owned(),
            })?;
            let own = [
                layout.states.len(),
                layout.params.len(),
                layout.inputs.len(),
                layout.signals.len(),
            ];
            parts.push(BodyPart {
                instance,
                system,
                reads,
                x: sizes[0],
                p: sizes[1],
                u: sizes[2],
                y: sizes[3],
                per_minute,
                sizes: own,
            });
            for (sum, own) in sizes.iter_mut().zip(own) {
                *sum += own;
            }
        }
        let anatomy = Anatomy::of(&parts)?;
        let inputs = parts.iter().flat_map(|part| part.layout().inputs);
        let neutral = inputs
            .map(|field| vocabulary::quantity(field.name).map_or(0.0, |quantity| quantity.neutral))
            .collect();
        Ok(Arc::new(Self {
            parts,
            anatomy,
            isa,
            sizes,
            neutral,
        }))
    }

    /// Parts, by name.
    pub fn parts(&self) -> &[BodyPart] {
        &self.parts
    }
    /// What depends on what.
    pub(crate) fn anatomy(&self) -> &Anatomy {
        &self.anatomy
    }
    /// Instructions that its lanes run with.
    pub fn isa(&self) -> Isa {
        self.isa
    }
    /// Number of states.
    pub fn states(&self) -> usize {
        self.sizes[0]
    }
    /// Number of parameters.
    pub fn params(&self) -> usize {
        self.sizes[1]
    }
    /// Number of inputs.
    pub fn inputs(&self) -> usize {
        self.sizes[2]
    }
    /// Number of signals.
    pub fn signals(&self) -> usize {
        self.sizes[3]
    }

    /// Number of signals of one part.
    pub(crate) fn signals_of(&self, part: usize) -> usize {
        self.parts[part].sizes[3]
    }

    /// The part of this name.
    pub fn part(&self, instance: &str) -> Option<&BodyPart> {
        self.number(instance).map(|number| &self.parts[number])
    }

    /// The number of the part of this name among the parts.
    pub(crate) fn number(&self, instance: &str) -> Option<usize> {
        let of_name = |part: &BodyPart| part.instance.as_str().cmp(instance);
        self.parts.binary_search_by(of_name).ok()
    }

    /// `part.signal` of a signal, by its index.
    pub fn signal_name(&self, signal: usize) -> String {
        let part = &self.parts[self.anatomy.part_of_signal[signal]];
        format!(
            "{}.{}",
            part.instance,
            part.layout().signals[signal - part.y].name
        )
    }

    /// Index of a signal: a name of the vocabulary, or `part.signal`.
    ///
    /// A name that several parts publish is found only where one does.
    pub fn signal(&self, name: &str) -> Option<usize> {
        match self.publishers(name).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Indices of all signals of a name, in the order of the publishers' names.
    pub(crate) fn publishers(&self, name: &str) -> Vec<usize> {
        let find = |part: &BodyPart, signal: &str| {
            let index = part
                .layout()
                .signals
                .iter()
                .position(|f| f.name == signal)?;
            Some(part.y + index)
        };
        if let Some((instance, signal)) = name.split_once('.') {
            let part = self.part(instance);
            return part
                .and_then(|part| find(part, signal))
                .into_iter()
                .collect();
        }
        if vocabulary::quantity(name).is_none() {
            return Vec::new();
        }
        let found = self.parts.iter().filter_map(|part| find(part, name));
        found.collect()
    }

    /// Typical sizes of the states.
    pub fn scales(&self) -> Vec<f64> {
        self.parts
            .iter()
            .flat_map(|part| part.layout().states.iter().map(|field| field.scale))
            .collect()
    }

    /// Values that inputs have when nobody publishes them.
    pub fn neutral_inputs(&self) -> Vec<f64> {
        self.neutral.clone()
    }

    /// Fills the wired inputs of one part from the signals; the others keep what is held there.
    #[inline(always)]
    pub(crate) fn gather<R: Real>(&self, part: usize, y: &[R], u: &mut [R]) {
        for input in &self.anatomy.inputs[part] {
            u[input.slot] = combine(input, y);
        }
    }

    /// Signals of one part; its inputs must have been gathered.
    #[inline(always)]
    pub(crate) fn part_signals<R: Real>(
        &self,
        part: usize,
        t: R,
        x: &[R],
        p: &[R],
        u: &[R],
        y: &mut [R],
    ) where
        dyn System: Reading<R>,
    {
        let part = &self.parts[part];
        let view = part.view(t, x, p, u);
        let y = &mut y[part.y..][..part.sizes[3]];
        part.system.signals(view, y);
    }

    /// Rates of one part, per minute; its inputs must have been gathered.
    #[inline(always)]
    pub(crate) fn part_rates<R: Real>(
        &self,
        part: usize,
        t: R,
        x: &[R],
        p: &[R],
        u: &[R],
        dx: &mut [R],
    ) where
        dyn System: Reading<R>,
    {
        let part = &self.parts[part];
        let view = part.view(t, x, p, u);
        let dx = &mut dx[part.x..][..part.sizes[0]];
        part.system.rates(view, dx);
        if part.per_minute != 1.0 {
            let factor = R::of(part.per_minute);
            for rate in dx {
                *rate = *rate * factor;
            }
        }
    }

    /// All signals at an instant; `u` holds the unwired inputs and receives the others.
    pub fn all_signals<R: Real>(&self, t: R, x: &[R], p: &[R], u: &mut [R], y: &mut [R])
    where
        dyn System: Reading<R>,
    {
        self.signals_of_parts(&self.anatomy.full_order, t, x, p, u, y);
    }

    #[inline(always)]
    fn signals_of_parts<R: Real>(
        &self,
        order: &[usize],
        t: R,
        x: &[R],
        p: &[R],
        u: &mut [R],
        y: &mut [R],
    ) where
        dyn System: Reading<R>,
    {
        for &part in order {
            self.gather(part, y, u);
            self.part_signals(part, t, x, p, u, y);
        }
    }

    /// All rates at an instant, per minute. `u` holds the unwired inputs and receives the others; of the
    /// signals only those become right that rates read.
    pub fn all_rates<R: Real>(&self, t: R, x: &[R], p: &[R], u: &mut [R], y: &mut [R], dx: &mut [R])
    where
        dyn System: Reading<R>,
    {
        self.signals_of_parts(&self.anatomy.rates_order, t, x, p, u, y);
        self.rates_from(t, x, p, u, y, dx);
    }

    /// The same where the signals are known.
    #[inline(always)]
    pub(crate) fn rates_from<R: Real>(
        &self,
        t: R,
        x: &[R],
        p: &[R],
        u: &mut [R],
        y: &[R],
        dx: &mut [R],
    ) where
        dyn System: Reading<R>,
    {
        for part in 0..self.parts.len() {
            self.gather(part, y, u);
            self.part_rates(part, t, x, p, u, dx);
        }
    }

    /// The state in which a person with these parameters starts.
    pub fn initial(&self, p: &[f64]) -> Vec<f64> {
        let mut x = vec![0.0; self.states()];
        for part in &self.parts {
            let layout = part.layout();
            part.system.initial(
                &p[part.p..part.p + layout.params.len()],
                &mut x[part.x..part.x + layout.states.len()],
            );
        }
        x
    }
}

impl BodyPart {
    #[inline(always)]
    fn view<'a, R: Real>(&self, t: R, x: &'a [R], p: &'a [R], u: &'a [R]) -> View<'a, R> {
        // The part's own clock runs in its own unit.
        let t = if self.per_minute == 1.0 {
            t
        } else {
            t * R::of(self.per_minute)
        };
        View {
            t,
            x: &x[self.x..][..self.sizes[0]],
            p: &p[self.p..][..self.sizes[1]],
            u: &u[self.u..][..self.sizes[2]],
        }
    }
}

/// What the signals that feed an input make of it.
#[inline(always)]
pub(crate) fn combine<R: Real>(input: &Input, y: &[R]) -> R {
    together(&input.sources, input.combine, y)
}

/// What signals come to together; there is one at least.
#[inline(always)]
pub(crate) fn together<R: Real>(sources: &[usize], combine: Combine, y: &[R]) -> R {
    let mut value = y[sources[0]];
    for &source in &sources[1..] {
        value = match combine {
            Combine::Product => value * y[source],
            Combine::Sum | Combine::Single => value + y[source],
        };
    }
    value
}
