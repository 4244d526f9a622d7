//! Up to eight people to whom the same happens, side by side in closed form.
//!
//! The flow is that of `propagator`, for eight at once. What one of them comes to does not depend
//! on the others: a person alone has the same bits.

use super::carry::{End, Person, Share, Shown, Trouble};
use super::moment::What;
use super::propagator::{SMALL, TERMS};
use crate::body::Body;
use crate::patient::Reason;
use crate::time::{Nanoseconds, minutes};
use physiology::{Lanes, Real, Task, WIDTH};

/// Times whose propagators are kept.
const KEPT: usize = 12;
/// Doublings at most; a norm beyond leaves nothing that is a number.
const MOST_DOUBLINGS: i32 = 1_000;

/// What is needed to carry eight people.
pub(super) struct Abreast<'a> {
    body: &'a Body,
    shown: &'a [Shown],
    n: usize,
    p: Vec<Lanes>,
    u: Vec<Lanes>,
    y: Vec<Lanes>,
    neutral: Vec<Lanes>,
    x: Vec<Lanes>,
    next: Vec<Lanes>,
    dx: Vec<Lanes>,
    a: Vec<Lanes>,
    /// Constants of the shown numbers, then the weights of all states, row after row.
    seen: Vec<Lanes>,
    /// Open infusions: number, state, rate per minute.
    open: Vec<(u32, usize, f64)>,
    flow: Vec<f64>,
    leaps: Vec<(Nanoseconds, Leap)>,
    oldest: usize,
    initial: Vec<[f64; WIDTH]>,
}

/// M and F of one time, as in `propagator`.
struct Leap {
    m: Vec<Lanes>,
    f: Vec<Lanes>,
}

/// People of one timeline on their way.
struct Way<'w, 'p, 'a, 'o> {
    abreast: &'w mut Abreast<'a>,
    people: &'w [Person<'p>],
    out: &'w mut Share<'o>,
}

impl<'a> Abreast<'a> {
    /// Where every shown number is a weighted sum of states, for linear bodies.
    pub fn new(body: &'a Body, shown: &'a [Shown]) -> Option<Self> {
        let anatomy = body.anatomy();
        let affine = shown.iter().all(|shown| match shown {
            Shown::Signal(signal) => anatomy.is_affine(&anatomy.signal[*signal]),
            Shown::State(_) | Shown::SinceDose => true,
        });
        let n = body.states();
        let zero = Lanes::of(0.0);
        let neutral: Vec<Lanes> = body.neutral_inputs().into_iter().map(Lanes::of).collect();
        affine.then(|| Self {
            body,
            shown,
            n,
            p: vec![zero; body.params()],
            u: neutral.clone(),
            y: vec![zero; body.signals()],
            neutral,
            x: vec![zero; n],
            next: vec![zero; n],
            dx: vec![zero; n],
            a: vec![zero; n * n],
            seen: vec![zero; shown.len() * (n + 1)],
            open: Vec::new(),
            flow: vec![0.0; n],
            leaps: Vec::new(),
            oldest: 0,
            initial: vec![[0.0; WIDTH]; n],
        })
    }

    /// How many of the first people can go abreast: those of one timeline, which neither changes
    /// their parameters nor asks for a steady state.
    pub fn count(&self, people: &[Person]) -> usize {
        let Some(first) = people.first() else {
            return 0;
        };
        let simple = |what: &What| {
            !matches!(
                what,
                What::Parameters(_) | What::Toward { .. } | What::Steady { .. }
            )
        };
        let moments = &first.timeline.moments;
        if !moments.iter().all(|moment| simple(&moment.what)) {
            return 0;
        }
        let along = |person: &&Person| {
            std::ptr::eq(person.timeline, first.timeline)
                && (person.start, person.rows) == (first.start, first.rows)
        };
        people.iter().take(WIDTH).take_while(along).count()
    }

    /// Carries them, at least one and at most eight; `None` for one whose body has sources of its
    /// own, which is left to others.
    pub fn run(&mut self, people: &[Person], out: &mut Share) -> [Option<End>; WIDTH] {
        let isa = self.body.isa();
        for lane in 0..WIDTH {
            let person = people.get(lane).unwrap_or(&people[0]);
            for (to, from) in self.p.iter_mut().zip(person.params) {
                to[lane] = *from;
            }
            for (to, from) in self
                .initial
                .iter_mut()
                .zip(self.body.initial(person.params))
            {
                to[lane] = from;
            }
        }
        isa.run(Way {
            abreast: self,
            people,
            out,
        })
    }

    /// Reads A and the weights of what is shown off the body, one state at a time; tells by lane
    /// whether nothing flows without any state.
    #[inline(always)]
    fn read(&mut self) -> [bool; WIDTH] {
        let n = self.n;
        let zero = Lanes::of(0.0);
        self.x.fill(zero);
        self.probe();
        let mut still = [true; WIDTH];
        for rate in &self.dx {
            for (still, rate) in still.iter_mut().zip(&rate.0) {
                *still &= *rate == 0.0;
            }
        }
        self.show(None);
        for state in 0..n {
            self.x[state] = Lanes::of(1.0);
            self.probe();
            self.x[state] = zero;
            for row in 0..n {
                self.a[row * n + state] = self.dx[row];
            }
            self.show(Some(state));
        }
        still
    }

    #[inline(always)]
    fn probe(&mut self) {
        self.u.copy_from_slice(&self.neutral);
        let zero = Lanes::of(0.0);
        let (x, p) = (&self.x, &self.p);
        let (body, u, y) = (&self.body, &mut self.u, &mut self.y);
        // Shown may be what no rate reads.
        body.all_signals(zero, x, p, u, y);
        body.rates_from(zero, x, p, u, y, &mut self.dx);
    }

    /// Notes what is shown with one state at 1, or with none.
    #[inline(always)]
    fn show(&mut self, state: Option<usize>) {
        let n = self.n;
        for (row, shown) in self.shown.iter().enumerate() {
            let value = match shown {
                Shown::SinceDose => Lanes::of(0.0),
                Shown::Signal(signal) => self.y[*signal],
                Shown::State(own) => Lanes::of(f64::from(Some(*own) == state)),
            };
            match state {
                None => self.seen[row * (n + 1)] = value,
                Some(state) => {
                    self.seen[row * (n + 1) + 1 + state] = value - self.seen[row * (n + 1)];
                }
            }
        }
    }

    #[inline(always)]
    fn leap(&self, minutes: f64) -> Leap {
        let n = self.n;
        let (zero, one, two) = (Lanes::of(0.0), Lanes::of(1.0), Lanes::of(2.0));
        let mut norm = zero;
        for row in self.a.chunks(n.max(1)) {
            let mut sum = zero;
            for entry in row {
                sum = sum + entry.abs();
            }
            norm = norm.max(sum);
        }
        let (mut doublings, mut h) = ([0; WIDTH], Lanes::of(minutes));
        for lane in 0..WIDTH {
            let mut norm = norm[lane] * minutes;
            while norm > SMALL && doublings[lane] < MOST_DOUBLINGS {
                norm *= 0.5;
                h.0[lane] *= 0.5;
                doublings[lane] += 1;
            }
        }
        let mut x = self.a.clone();
        for entry in &mut x {
            *entry = *entry * h;
        }
        let mut q = vec![zero; n * n];
        for row in 0..n {
            q[row * n + row] = one;
        }
        let mut product = vec![zero; n * n];
        for term in (2..=TERMS).rev() {
            multiply(n, &x, &q, &mut product);
            let share = Lanes::of(1.0 / term as f64);
            for (index, (q, product)) in q.iter_mut().zip(&product).enumerate() {
                let one = if index % (n + 1) == 0 { one } else { zero };
                *q = one + *product * share;
            }
        }
        let mut m = vec![zero; n * n];
        multiply(n, &x, &q, &mut m);
        let mut f = q;
        for entry in &mut f {
            *entry = *entry * h;
        }
        let most = doublings.into_iter().max().unwrap_or(0);
        for number in 0..most {
            // Those that have enough stay as they are.
            let mut go = zero;
            for (go, enough) in go.0.iter_mut().zip(doublings) {
                *go = if number < enough { 1.0 } else { 0.0 };
            }
            multiply(n, &m, &f, &mut product);
            for (f, product) in f.iter_mut().zip(&product) {
                *f = zero.if_less(go, two * *f + *product, *f);
            }
            multiply(n, &m, &m, &mut product);
            for (m, product) in m.iter_mut().zip(&product) {
                *m = zero.if_less(go, two * *m + *product, *m);
            }
        }
        Leap { m, f }
    }

    #[inline(always)]
    fn go(&mut self, time: Nanoseconds) {
        let mut index = self.leaps.len();
        for (place, (of, _)) in self.leaps.iter().enumerate() {
            if *of == time {
                index = place;
            }
        }
        // No closure: it would be compiled outside the vector instructions.
        if index == self.leaps.len() {
            let new = (time, self.leap(minutes(time)));
            if index < KEPT {
                self.leaps.push(new);
            } else {
                index = self.oldest;
                self.leaps[index] = new;
                self.oldest = (index + 1) % KEPT;
            }
        }
        let n = self.n;
        let leap = &self.leaps[index].1;
        for row in 0..n {
            let mut sum = self.x[row];
            for (m, x) in leap.m[row * n..][..n].iter().zip(&self.x) {
                sum = sum + *m * *x;
            }
            if !self.open.is_empty() {
                for (f, flow) in leap.f[row * n..][..n].iter().zip(&self.flow) {
                    sum = sum + *f * Lanes::of(*flow);
                }
            }
            self.next[row] = sum;
        }
        std::mem::swap(&mut self.x, &mut self.next);
    }

    /// Sums infusions anew, so that one that ends leaves no rounding behind.
    fn sum(&mut self) {
        self.flow.fill(0.0);
        for (_, state, rate) in &self.open {
            self.flow[*state] += rate;
        }
    }

    fn start(&mut self) {
        for (x, initial) in self.x.iter_mut().zip(&self.initial) {
            *x = Lanes(*initial);
        }
        self.open.clear();
        self.sum();
    }
}

impl Task for Way<'_, '_, '_, '_> {
    type Output = [Option<End>; WIDTH];

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Way {
            abreast: all,
            people,
            out,
        } = self;
        let still = all.read();
        let mut ends = [None; WIDTH];
        for lane in 0..people.len() {
            ends[lane] = still[lane].then_some(End::Well);
        }
        let mut goes = still;
        all.leaps.clear();
        all.oldest = 0;
        all.start();
        let mut t = people[0].start;
        let n = all.n;
        let mut first = [0; WIDTH];
        for (first, person) in first.iter_mut().zip(people) {
            *first = out.first(person);
        }
        let mut seen = 0;
        for moment in &people[0].timeline.moments {
            if moment.at > t {
                all.go(moment.at - t);
                t = moment.at;
                let mut broken = Lanes::of(0.0);
                for x in &all.x {
                    broken = broken + *x * Lanes::of(0.0);
                }
                for lane in 0..people.len() {
                    if goes[lane] && broken[lane] != 0.0 {
                        goes[lane] = false;
                        let trouble = Trouble::Numbers(Reason::NotFinite);
                        ends[lane] = Some(End::Failed { trouble, at: t });
                    }
                }
            }
            match moment.what {
                What::Bolus { state, amount } => {
                    let state = state as usize;
                    all.x[state] = all.x[state] + Lanes::of(amount);
                }
                What::Open {
                    infusion,
                    state,
                    rate,
                } => {
                    all.open.push((infusion, state as usize, rate));
                    all.sum();
                }
                What::Close { infusion } => {
                    all.open.retain(|(number, ..)| *number != infusion);
                    all.sum();
                }
                What::Reset => {
                    t = moment.at;
                    all.start();
                }
                // Whose timelines have these does not go abreast.
                What::Parameters(_) | What::Toward { .. } | What::Steady { .. } => {}
                What::See { since_dose, .. } => {
                    for (column, shown) in all.shown.iter().enumerate() {
                        let value = match shown {
                            Shown::SinceDose => Lanes::of(since_dose),
                            Shown::State(state) => all.x[*state],
                            Shown::Signal(_) => {
                                let weights = &all.seen[column * (n + 1)..][..n + 1];
                                let mut sum = weights[0];
                                for (weight, x) in weights[1..].iter().zip(&all.x) {
                                    sum = sum + *weight * *x;
                                }
                                sum
                            }
                        };
                        let out = &mut out.columns[column];
                        for lane in 0..people.len() {
                            if goes[lane] {
                                out[first[lane] + seen] = value[lane];
                            }
                        }
                    }
                    seen += 1;
                }
            }
        }
        ends
    }
}

#[inline(always)]
fn multiply(n: usize, left: &[Lanes], right: &[Lanes], out: &mut [Lanes]) {
    for row in 0..n {
        for column in 0..n {
            let mut sum = Lanes::of(0.0);
            for via in 0..n {
                sum = sum + left[row * n + via] * right[via * n + column];
            }
            out[row * n + column] = sum;
        }
    }
}
