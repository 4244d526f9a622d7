//! People to whom the same happens, side by side in closed form.
//!
//! What one of them comes to does not depend on the others: a person alone has the same bits.

use super::carry::{End, Person, Share, Shown, Trouble};
use super::flow::{ABREAST, Flow, Many};
use super::moment::What;
use crate::body::Body;
use crate::patient::Reason;
use crate::time::Nanoseconds;
use physiology::{Real, Task};

/// Looks that are gathered before they are handed out person by person: few enough to be near.
const LOOKS: usize = 32;

/// What is needed to carry people side by side.
pub(super) struct Abreast<'a> {
    body: &'a Body,
    shown: &'a [Shown],
    /// States that what is shown depends on, by the body's index, and where each of the body stands
    /// among them.
    kept: Vec<usize>,
    place_of: Vec<Option<usize>>,
    p: Vec<Many>,
    u: Vec<Many>,
    y: Vec<Many>,
    neutral: Vec<Many>,
    /// All states of the body, and their rates.
    all: Vec<Many>,
    dx: Vec<Many>,
    /// The kept ones.
    x: Vec<Many>,
    next: Vec<Many>,
    initial: Vec<Many>,
    flow: Flow,
    /// Constants of the shown numbers, then the weights of kept states, row after row.
    weights: Vec<Many>,
    /// Open infusions: number, kept state, rate per minute; and their sums.
    open: Vec<(u32, usize, f64)>,
    inflow: Vec<f64>,
    /// What was seen and not yet handed out, [`LOOKS`] for each shown number.
    looks: Vec<Many>,
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
        if !affine {
            return None;
        }
        let kept = kept(body, shown);
        let mut place_of = vec![None; body.states()];
        let mut direct = Vec::new();
        for (place, state) in kept.iter().enumerate() {
            place_of[*state] = Some(place);
        }
        for (row, state) in kept.iter().enumerate() {
            let columns = reaching(body, *state).into_iter();
            let columns = columns.filter_map(|column| place_of[column]);
            direct.extend(columns.map(|column| (row, column)));
        }
        let (n, zero) = (kept.len(), Many::of(0.0));
        let neutral: Vec<Many> = body.neutral_inputs().into_iter().map(Many::of).collect();
        Some(Self {
            body,
            shown,
            place_of,
            p: vec![zero; body.params()],
            u: neutral.clone(),
            y: vec![zero; body.signals()],
            neutral,
            all: vec![zero; body.states()],
            dx: vec![zero; body.states()],
            x: vec![zero; n],
            next: vec![zero; n],
            initial: vec![zero; n],
            flow: Flow::new(n, &direct),
            weights: vec![zero; shown.len() * (n + 1)],
            open: Vec::new(),
            inflow: vec![0.0; n],
            looks: vec![zero; shown.len() * LOOKS],
            kept,
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
        people.iter().take(ABREAST).take_while(along).count()
    }

    /// Carries them, from one to as many as go abreast; `None` for one whose body has sources of its
    /// own, which is left to others.
    pub fn run(&mut self, people: &[Person], out: &mut Share) -> [Option<End>; ABREAST] {
        let isa = self.body.isa();
        for lane in 0..ABREAST {
            let person = people.get(lane).unwrap_or(&people[0]);
            for (to, from) in self.p.iter_mut().zip(person.params) {
                to[lane] = *from;
            }
            let initial = self.body.initial(person.params);
            for (to, state) in self.initial.iter_mut().zip(&self.kept) {
                to[lane] = initial[*state];
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
    fn read(&mut self) -> [bool; ABREAST] {
        let zero = Many::of(0.0);
        self.all.fill(zero);
        self.probe();
        let mut still = [true; ABREAST];
        for rate in &self.dx {
            for (still, rate) in still.iter_mut().zip(&rate.0) {
                *still &= *rate == 0.0;
            }
        }
        self.weigh(None);
        for place in 0..self.kept.len() {
            let state = self.kept[place];
            self.all[state] = Many::of(1.0);
            self.probe();
            let (kept, dx) = (&self.kept, &self.dx);
            self.flow.set_column(place, |row| dx[kept[row]]);
            self.weigh(Some(place));
            self.all[state] = zero;
        }
        still
    }

    #[inline(always)]
    fn probe(&mut self) {
        self.u.copy_from_slice(&self.neutral);
        let zero = Many::of(0.0);
        let (x, p) = (&self.all, &self.p);
        let (body, u, y) = (&self.body, &mut self.u, &mut self.y);
        // Shown may be what no rate reads.
        body.all_signals(zero, x, p, u, y);
        body.rates_from(zero, x, p, u, y, &mut self.dx);
    }

    /// Notes what is shown with one state at 1, or with none.
    #[inline(always)]
    fn weigh(&mut self, place: Option<usize>) {
        let width = self.kept.len() + 1;
        for (row, shown) in self.shown.iter().enumerate() {
            let value = match shown {
                Shown::SinceDose => Many::of(0.0),
                Shown::Signal(signal) => self.y[*signal],
                Shown::State(own) => self.all[*own],
            };
            let weights = &mut self.weights[row * width..][..width];
            match place {
                None => weights[0] = value,
                Some(place) => weights[1 + place] = value - weights[0],
            }
        }
    }

    /// Goes on for a time.
    #[inline(always)]
    fn go(&mut self, time: Nanoseconds) {
        let inflow = match self.open.is_empty() {
            true => None,
            false => Some(self.inflow.as_slice()),
        };
        self.flow.carry(time, &self.x, inflow, &mut self.next);
        std::mem::swap(&mut self.x, &mut self.next);
    }

    /// By lane, whether something is no number any more.
    #[inline(always)]
    fn broken(&self) -> Option<[bool; ABREAST]> {
        let zero = Many::of(0.0);
        let mut sum = zero;
        for x in &self.x {
            sum = sum + *x;
        }
        let mut any = 0;
        for none in (sum * zero).0 {
            // All but the sign.
            any |= none.to_bits() << 1;
        }
        if any == 0 {
            return None;
        }
        // The sum may be too large where none of them is.
        let mut broken = [false; ABREAST];
        for x in &self.x {
            for (broken, x) in broken.iter_mut().zip(x.0) {
                *broken |= !x.is_finite();
            }
        }
        Some(broken)
    }

    /// Sums infusions anew, so that one that ends leaves no rounding behind.
    fn sum(&mut self) {
        self.inflow.fill(0.0);
        for (_, place, rate) in &self.open {
            self.inflow[*place] += rate;
        }
    }

    fn start(&mut self) {
        self.x.copy_from_slice(&self.initial);
        self.open.clear();
        self.sum();
    }

    /// Notes a look.
    #[inline(always)]
    fn see(&mut self, look: usize, since_dose: f64) {
        let width = self.x.len() + 1;
        for (column, shown) in self.shown.iter().enumerate() {
            let value = match shown {
                Shown::SinceDose => Many::of(since_dose),
                Shown::State(_) | Shown::Signal(_) => {
                    let weights = &self.weights[column * width..][..width];
                    let mut sum = weights[0];
                    for (weight, x) in weights[1..].iter().zip(&self.x) {
                        sum = weight.fused(*x, sum);
                    }
                    sum
                }
            };
            self.looks[column * LOOKS + look] = value;
        }
    }

    /// Hands out the rows from `begin` on, so many of each person's as it has.
    #[inline(always)]
    fn hand_out(&self, begin: usize, firsts: &[usize], ends: &[usize], out: &mut Share) {
        for (column, looks) in out.columns.iter_mut().zip(self.looks.chunks(LOOKS)) {
            for (lane, (first, end)) in firsts.iter().zip(ends).enumerate() {
                let count = end.saturating_sub(begin).min(LOOKS);
                let rows = &mut column[first + begin..][..count];
                for (row, look) in rows.iter_mut().zip(looks) {
                    *row = look.0[lane];
                }
            }
        }
    }
}

impl Task for Way<'_, '_, '_, '_> {
    type Output = [Option<End>; ABREAST];

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Way {
            abreast: all,
            people,
            out,
        } = self;
        let still = all.read();
        let mut ends = [None; ABREAST];
        for lane in 0..people.len() {
            ends[lane] = still[lane].then_some(End::Well);
        }
        all.start();
        let mut t = people[0].start;
        // Where each one's rows begin, and how many it has come to; none where others carry it.
        let (mut firsts, mut come) = ([0; ABREAST], [0; ABREAST]);
        for (lane, person) in people.iter().enumerate() {
            firsts[lane] = out.first(person);
            come[lane] = if still[lane] { usize::MAX } else { 0 };
        }
        let firsts = &firsts[..people.len()];
        // Rows that were seen, and of them those that were handed out.
        let (mut seen, mut done) = (0, 0);
        for moment in &people[0].timeline.moments {
            if moment.at > t {
                all.go(moment.at - t);
                t = moment.at;
                if let Some(broken) = all.broken() {
                    for lane in 0..people.len() {
                        if come[lane] == usize::MAX && broken[lane] {
                            come[lane] = seen;
                            let trouble = Trouble::Numbers(Reason::NotFinite);
                            ends[lane] = Some(End::Failed { trouble, at: t });
                        }
                    }
                }
            }
            match moment.what {
                What::Bolus { state, amount } => {
                    if let Some(place) = all.place_of[state as usize] {
                        all.x[place] = all.x[place] + Many::of(amount);
                    }
                }
                What::Open {
                    infusion,
                    state,
                    rate,
                } => {
                    if let Some(place) = all.place_of[state as usize] {
                        all.open.push((infusion, place, rate));
                        all.sum();
                    }
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
                    all.see(seen - done, since_dose);
                    seen += 1;
                    if seen - done == LOOKS {
                        all.hand_out(done, firsts, &come, out);
                        done = seen;
                    }
                }
            }
        }
        for come in &mut come {
            *come = (*come).min(seen);
        }
        all.hand_out(done, firsts, &come, out);
        ends
    }
}

/// The states that what is shown depends on, in the body's order.
fn kept(body: &Body, shown: &[Shown]) -> Vec<usize> {
    let anatomy = body.anatomy();
    let mut open = Vec::new();
    for shown in shown {
        match shown {
            Shown::SinceDose => {}
            Shown::State(state) => open.push(*state),
            Shown::Signal(signal) => {
                anatomy.reaching_states(&anatomy.signal[*signal], &mut open);
            }
        }
    }
    let mut kept = vec![false; body.states()];
    while let Some(state) = open.pop() {
        if !std::mem::replace(&mut kept[state], true) {
            open.extend(reaching(body, state));
        }
    }
    (0..kept.len()).filter(|state| kept[*state]).collect()
}

/// The states on which a state's rate depends at once.
fn reaching(body: &Body, state: usize) -> Vec<usize> {
    let (mut reached, anatomy) = (Vec::new(), body.anatomy());
    anatomy.reaching_states(&anatomy.rate[state], &mut reached);
    reached
}
