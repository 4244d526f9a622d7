//! What is seen inside a step: states there, and guards.

use super::Batch;
use super::looks::SPARE;
use crate::solve::linear::Exact;
use crate::solve::pair::Dense;
use crate::solve::weigh::{Onto, Weighed};
use crate::time::{MINUTE, Nanoseconds, minutes};
use physiology::{Lanes, Reading, Real, System, View};

impl<const N: usize> Batch<'_, N>
where
    dyn System: Reading<Lanes<N>>,
{
    /// Makes the interpolant of the steps just computed, for the states that are seen.
    #[inline(always)]
    pub(super) fn make_inside(&mut self) {
        let mut steps = [0.0; N];
        for (step, h) in steps.iter_mut().zip(&self.clock.h) {
            *step = *h as f64;
        }
        self.per_step = Lanes::of(1.0) / Lanes(steps);
        match self.k.pair.dense {
            Dense::Polynomial(rows) => self.make_polynomial(rows),
            Dense::Nested(rows) => self.make_nested(rows),
        }
    }

    #[inline(always)]
    fn make_polynomial(&mut self, rows: &[&[f64]]) {
        let seen = &self.k.seen_integrated;
        for (power, row) in rows.iter().enumerate() {
            let sums = Weighed {
                weights: row,
                rates: &self.rates,
                width: self.x.len(),
            };
            sums.put(seen, Onto { x: None, h: self.h }, &mut self.sums);
            for (terms, &state) in self.terms.iter_mut().zip(seen) {
                terms[power] = self.sums[state];
            }
        }
    }

    #[inline(always)]
    fn make_nested(&mut self, rows: &[&[f64]]) {
        let k = self.k;
        let first = k.pair.c.len();
        for (extra, row) in k.pair.extra_a.iter().enumerate() {
            self.stage(
                first + extra,
                k.extra_node[extra],
                k.pair.extra_c[extra],
                row,
            );
        }
        let states = self.x.len();
        let h = self.h;
        let seen = &k.seen_integrated;
        for (term, row) in rows.iter().enumerate() {
            let sums = Weighed {
                weights: row,
                rates: &self.rates,
                width: states,
            };
            sums.put(seen, Onto { x: None, h }, &mut self.sums);
            for (nested, &state) in self.terms.iter_mut().zip(seen) {
                nested[3 + term] = self.sums[state];
            }
        }
        let last = (k.pair.c.len() - 1) * states;
        let ends = self.ends();
        for (nested, &state) in self.terms.iter_mut().zip(seen) {
            let change = self.nodes[ends + state] - self.x[state];
            let (first, end) = (self.rates[state], self.rates[last + state]);
            nested[0] = change;
            nested[1] = h * first - change;
            nested[2] = change + change - h * (end + first);
        }
    }

    /// Puts the seen states of these lanes, each at a time inside its step, each into a row of the
    /// looks' room.
    #[inline(always)]
    pub(super) fn see(&mut self, lanes: &[usize], at: &[Nanoseconds; N], rows: &[usize; N]) {
        let k = self.k;
        let seen = k.seen.len();
        let (mut after, mut at_end) = ([0.0; N], [0.0; N]);
        for &lane in lanes {
            let step = self.clock.h[lane];
            // A look that is overdue is had at once.
            let since = (at[lane] - self.clock.t[lane]).max(0);
            after[lane] = since as f64;
            at_end[lane] = f64::from(u8::from(since >= step));
        }
        let (s, zero, at_end) = (Lanes(after) * self.per_step, Lanes::of(0.0), Lanes(at_end));
        let r = Lanes::of(1.0) - s;
        let ends = self.ends();
        let is_polynomial = matches!(k.pair.dense, Dense::Polynomial(_));
        let second = if is_polynomial { s } else { r };
        let places = k.seen_integrated.iter().zip(&k.place_integrated);
        for (terms, (state, place)) in self.terms.iter().zip(places) {
            let [d0, d1, d2, d3, d4, d5, d6] = terms;
            let inner = if is_polynomial {
                *d1 + s * (*d2 + s * *d3)
            } else {
                *d1 + s * (*d2 + r * (*d3 + s * (*d4 + r * (*d5 + s * *d6))))
            };
            let change = s * (*d0 + second * inner);
            // At its end the step itself, to the bit.
            let value = self.x[*state] + change;
            let value = zero.if_less(at_end, self.nodes[ends + state], value);
            for &lane in lanes {
                self.looks.x[rows[lane] * seen + place][lane] = value[lane];
            }
        }
        if k.seen_exact.is_empty() {
            return;
        }
        let matrices = match &mut self.exact {
            Exact::OnGrid(matrices) => matrices,
            Exact::ByModes(modes) => {
                let minutes = Lanes(after) / Lanes::of(MINUTE as f64);
                let changes = &mut self.inside[..k.seen_exact.len()];
                modes.inside(minutes, &k.seen_exact, changes);
                let places = k.seen_exact.iter().zip(&k.place_exact);
                for (change, (row, place)) in changes.iter().zip(places) {
                    let state = k.exact[*row];
                    let value = self.x[state] + *change;
                    let value = zero.if_less(at_end, self.nodes[ends + state], value);
                    for &lane in lanes {
                        self.looks.x[rows[lane] * seen + place][lane] = value[lane];
                    }
                }
                return;
            }
        };
        for &lane in lanes {
            let whole = zero[lane] < at_end[lane];
            for (z, state) in self.z.iter_mut().zip(&k.exact) {
                *z = match whole {
                    true => self.nodes[ends + state][lane],
                    false => self.x[*state][lane],
                };
            }
            if !whole {
                matrices.advance(lane, after[lane], &mut self.z);
            }
            for (exact, place) in k.seen_exact.iter().zip(&k.place_exact) {
                self.looks.x[rows[lane] * seen + place][lane] = self.z[*exact];
            }
        }
    }

    /// Reads the guards of all lanes where their steps start and where they end; whether one rises
    /// through zero in a step that is accepted.
    #[inline(always)]
    pub(super) fn read_guards(&mut self, accepted: [bool; N], ends: [Nanoseconds; N]) -> bool {
        let k = self.k;
        let last = self.ends();
        self.guards.clear();
        for at_end in [false, true] {
            for &state in &k.seen {
                self.inside[state] = match at_end {
                    false => self.x[state],
                    true => self.nodes[last + state],
                };
            }
            let mut t = ends;
            if !at_end {
                t = self.clock.t;
            }
            let t = Lanes(t.map(minutes));
            k.samples
                .run(t, &self.inside, &self.p, &mut self.u, &mut self.y, &mut []);
            for &(part, number) in &k.guards {
                k.body.gather(part, &self.y, &mut self.u);
                let part = &k.body.parts()[part];
                let layout = part.layout();
                let view = View {
                    t: t * Lanes::of(part.per_minute),
                    x: &self.inside[part.x..][..layout.states.len()],
                    p: &self.p[part.p..][..layout.params.len()],
                    u: &self.u[part.u..][..layout.inputs.len()],
                };
                let value = Reading::<Lanes<N>>::guard(&*part.system, number, view);
                self.guards.push(value);
            }
        }
        let (starts, ends) = self.guards.split_at(k.guards.len());
        let mut both = starts.iter().zip(ends);
        both.any(|(start, end)| {
            (0..N).any(|lane| accepted[lane] && start[lane] <= 0.0 && end[lane] > 0.0)
        })
    }

    /// Looks for the times of the guards that rise through zero. Where the first does so before the
    /// step's end, the step is taken again to that time; at the end, all that have risen will jump.
    #[inline(always)]
    pub(super) fn find_guards(&mut self, accepted: [bool; N], ends: [Nanoseconds; N]) -> [bool; N] {
        let mut keep = accepted;
        let guards = self.k.guards.len();
        for lane in 0..N {
            if !accepted[lane] {
                continue;
            }
            let (start, end) = (self.clock.t[lane], ends[lane]);
            // A step that was cut to a guard's time ends there, give or take its own rounding.
            let cut = self.lane[lane].cut && end == self.clock.stop[lane];
            let mut first = Nanoseconds::MAX;
            for guard in 0..guards {
                let (mut below, mut above) =
                    (self.guards[guard][lane], self.guards[guards + guard][lane]);
                if !(below <= 0.0 && above > 0.0) {
                    continue;
                }
                // The chord's zero; the middle after a chord that left more than half.
                let (mut low, mut high, mut halve) = (start, end, false);
                while !cut && high - low > 1 {
                    let room = high - low;
                    let share = if halve { 0.5 } else { below / (below - above) };
                    let step = ((room as f64 * share) as Nanoseconds).clamp(1, room - 1);
                    let value = self.guard_at(lane, guard, low + step);
                    if value > 0.0 {
                        (high, above) = (low + step, value);
                    } else {
                        (low, below) = (low + step, value);
                    }
                    halve = !halve && high - low > room / 2;
                }
                if high == end {
                    self.risen.push((lane, guard));
                }
                first = first.min(high);
            }
            if first <= end {
                self.clock.stop[lane] = first;
                self.lane[lane].cut = true;
                keep[lane] = first == end;
            }
        }
        keep
    }

    fn guard_at(&mut self, lane: usize, guard: usize, at: Nanoseconds) -> f64 {
        self.see(&[lane], &[at; N], &[SPARE; N]);
        let k = self.k;
        for (state, seen) in k.seen.iter().zip(self.looks.row(SPARE)) {
            self.inside[*state][lane] = seen[lane];
        }
        let t = Lanes::of(minutes(at));
        k.samples
            .run(t, &self.inside, &self.p, &mut self.u, &mut self.y, &mut []);
        let (part, number) = k.guards[guard];
        k.body.gather(part, &self.y, &mut self.u);
        let part = &k.body.parts()[part];
        let layout = part.layout();
        let take = |from: &[Lanes<N>], offset: usize, count: usize| -> Vec<f64> {
            from[offset..offset + count]
                .iter()
                .map(|v| v[lane])
                .collect()
        };
        let view = View {
            t: minutes(at) * part.per_minute,
            x: &take(&self.inside, part.x, layout.states.len()),
            p: &take(&self.p, part.p, layout.params.len()),
            u: &take(&self.u, part.u, layout.inputs.len()),
        };
        Reading::<f64>::guard(&*part.system, number, view)
    }
}
