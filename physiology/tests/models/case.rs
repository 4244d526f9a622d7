//! What a model is asked with: numbers of ordinary size, and all that it answers in one list.

use physiology::vocabulary::quantity;
use physiology::{Field, Isa, Layout, Reading, Real, View, systems};

/// All numbers that a model computes with.
#[derive(Debug, Clone)]
pub struct Case<R> {
    pub x: Vec<R>,
    pub u: Vec<R>,
    pub p: Vec<R>,
    pub t: R,
    /// One for each jump.
    pub amounts: Vec<R>,
}

impl<R: Real> Case<R> {
    /// From the numbers in the order of [`variables`](Self::variables).
    pub fn from_variables(layout: &Layout, all: &[R]) -> Self {
        let (x, rest) = all.split_at(layout.states.len());
        let (u, rest) = rest.split_at(layout.inputs.len());
        let (p, rest) = rest.split_at(layout.params.len());
        let (x, u, p) = (x.to_vec(), u.to_vec(), p.to_vec());
        let (t, amounts) = (rest[0], rest[1..].to_vec());
        Self {
            x,
            u,
            p,
            t,
            amounts,
        }
    }
    /// State, inputs, parameters, time, amounts of jumps.
    pub fn variables(&self) -> Vec<R> {
        [&self.x[..], &self.u, &self.p, &[self.t], &self.amounts].concat()
    }
    pub fn view(&self) -> View<'_, R> {
        View {
            t: self.t,
            x: &self.x,
            p: &self.p,
            u: &self.u,
        }
    }
}

/// Every answer of a model: rates, signals, initial state, guards, kinks, states after jumps.
pub fn answers<R: Real>(
    system: &(impl Reading<R> + ?Sized),
    layout: &Layout,
    case: &Case<R>,
) -> Vec<R> {
    let states = || vec![R::of(0.0); layout.states.len()];
    let (mut rates, mut initial) = (states(), states());
    let mut signals = vec![R::of(0.0); layout.signals.len()];
    system.rates(case.view(), &mut rates);
    system.signals(case.view(), &mut signals);
    system.initial(&case.p, &mut initial);
    let mut all = [rates, signals, initial].concat();
    all.extend((0..layout.guards).map(|k| system.guard(k, case.view())));
    let mut kinks = vec![R::of(0.0); layout.kinks];
    system.kinks(case.view(), &mut kinks);
    all.extend(kinks);
    for (k, amount) in case.amounts.iter().enumerate() {
        let mut after = states();
        system.jump(k, case.view(), *amount, &mut after);
        all.extend(after);
    }
    all
}

/// What each answer is called, in the same order.
pub fn answer_names(layout: &Layout) -> Vec<String> {
    let named = |what: &str, fields: &[Field]| -> Vec<String> {
        fields
            .iter()
            .map(|f| format!("{what} {}", f.name))
            .collect()
    };
    let mut names = named("rate of", layout.states);
    names.extend(named("signal", layout.signals));
    names.extend(named("initial", layout.states));
    names.extend((0..layout.guards).map(|k| format!("guard {k}")));
    names.extend((0..layout.kinks).map(|k| format!("kink {k}")));
    for jump in layout.jumps {
        names.extend(named(&format!("after {},", jump.name), layout.states));
    }
    names
}

/// What each variable is called.
pub fn variable_names(layout: &Layout) -> Vec<&'static str> {
    let fields = layout
        .states
        .iter()
        .chain(layout.inputs)
        .chain(layout.params);
    let jumps = layout.jumps.iter().map(|jump| jump.name);
    fields.map(|f| f.name).chain(["t"]).chain(jumps).collect()
}

/// A stream of numbers between 0 and 1 (splitmix64: Steele, Lea, Flood, OOPSLA 2014).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn draw(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
    /// Between the two.
    pub fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.draw()
    }
}

/// A person and a moment: states up to three times their scale, parameters within 15 % of typical,
/// inputs around neutral, or up to three times the size that a publisher of them has.
pub fn case(layout: &Layout, seed: u64) -> Case<f64> {
    let numbers = &mut Numbers(seed);
    let largest = layout.states.iter().map(|f| f.scale).fold(1.0, f64::max);
    Case {
        x: layout
            .states
            .iter()
            .map(|f| f.scale * numbers.within(0.02, 3.0))
            .collect(),
        u: layout
            .inputs
            .iter()
            .map(|f| match quantity(f.name).map_or(0.0, |q| q.neutral) {
                0.0 => published_size(f) * numbers.within(0.02, 3.0),
                neutral => neutral * numbers.within(0.5, 1.5),
            })
            .collect(),
        p: layout
            .params
            .iter()
            .map(|f| f.typical * numbers.within(0.85, 1.15))
            .collect(),
        t: numbers.within(0.0, 1000.0),
        amounts: layout
            .jumps
            .iter()
            .map(|_| largest * numbers.within(0.02, 3.0))
            .collect(),
    }
}

/// How large an input is: its own scale, or the largest that a signal of its name declares.
fn published_size(input: &Field) -> f64 {
    let all = systems(Isa::BASELINE);
    let signals = all.iter().flat_map(|system| system.layout().signals);
    signals
        .filter(|f| f.name == input.name)
        .map(|f| f.scale)
        .fold(input.scale, f64::max)
}
