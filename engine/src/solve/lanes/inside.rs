//! What is seen inside a step: states there, and guards.

use super::Batch;
use crate::solve::pair::Dense;
use crate::solve::weigh::{Onto, Weighed};
use crate::time::{Nanoseconds, minutes};
use physiology::{Lanes, Reading, Real, View, WIDTH};

impl Batch<'_> {
    /// Makes the interpolant of the steps just computed, for the states that are seen, where it is of
    /// nested terms.
    #[inline(always)]
    pub(super) fn make_nested(&mut self) {
        let k = self.k;
        let Dense::Nested(rows) = k.pair.dense else {
            return;
        };
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
            for (nested, &state) in self.nested.iter_mut().zip(seen) {
                nested[3 + term] = self.sums[state];
            }
        }
        let last = (k.pair.c.len() - 1) * states;
        let ends = self.ends();
        for (nested, &state) in self.nested.iter_mut().zip(seen) {
            let change = self.nodes[ends + state] - self.x[state];
            let (first, end) = (self.rates[state], self.rates[last + state]);
            nested[0] = change;
            nested[1] = h * first - change;
            nested[2] = change + change - h * (end + first);
        }
    }

    /// The seen states of one lane at a time inside its step.
    #[inline(always)]
    pub(super) fn see(&mut self, lane: usize, at: Nanoseconds) {
        let k = self.k;
        // A look that is overdue is had at once.
        let after = (at - self.lane[lane].t).max(0) as f64;
        let s = after / self.lane[lane].h as f64;
        let ends = self.ends();
        if s >= 1.0 {
            // At its end the step itself, to the bit.
            for &state in &k.seen {
                self.inside[state][lane] = self.nodes[ends + state][lane];
            }
            return;
        }
        let states = self.x.len();
        let h = self.h[lane];
        if let Some(powers) = self.powers {
            let place = Lanes::of(s);
            let [p0, p1, p2, p3] = powers;
            let weights = place * (p0 + place * (p1 + place * (p2 + place * p3)));
            for &state in &k.seen_integrated {
                let mut sum = 0.0;
                for (stage, weight) in weights.0.iter().enumerate().take(k.pair.c.len()) {
                    sum += weight * self.rates[stage * states + state][lane];
                }
                self.inside[state][lane] = self.x[state][lane] + h * sum;
            }
        } else {
            let r = 1.0 - s;
            for (nested, &state) in self.nested.iter().zip(&k.seen_integrated) {
                let d = |term: usize| nested[term][lane];
                let change = s
                    * (d(0)
                        + r * (d(1)
                            + s * (d(2) + r * (d(3) + s * (d(4) + r * (d(5) + s * d(6)))))));
                self.inside[state][lane] = self.x[state][lane] + change;
            }
        }
        if !k.seen_exact.is_empty() {
            for (z, state) in self.z.iter_mut().zip(&k.exact) {
                *z = self.x[*state][lane];
            }
            self.propagators.advance(lane, after, &mut self.z);
            for &row in &k.seen_exact {
                self.inside[k.exact[row]][lane] = self.z[row];
            }
        }
    }

    /// Looks for guards that rise through zero. Where the first does so before the step's end, the
    /// step is taken again to that time; at the end, all that have risen will jump.
    pub(super) fn find_guards(
        &mut self,
        accepted: [bool; WIDTH],
        ends: [Nanoseconds; WIDTH],
        keep: &mut [bool; WIDTH],
    ) {
        self.risen.clear();
        for lane in 0..WIDTH {
            if !accepted[lane] {
                continue;
            }
            let (start, end) = (self.lane[lane].t, ends[lane]);
            // A step that was cut to a guard's time ends there, give or take its own rounding.
            let cut = self.lane[lane].cut && end == self.lane[lane].stop;
            let mut first = Nanoseconds::MAX;
            for guard in 0..self.k.guards.len() {
                let below = self.guard_at(lane, guard, start) <= 0.0;
                let above = below && self.guard_at(lane, guard, end) > 0.0;
                if !above {
                    continue;
                }
                let (mut low, mut high) = (start, end);
                while !cut && high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if self.guard_at(lane, guard, middle) > 0.0 {
                        high = middle;
                    } else {
                        low = middle;
                    }
                }
                if high == end {
                    self.risen.push((lane, guard));
                }
                first = first.min(high);
            }
            if first <= end {
                self.lane[lane].stop = first;
                self.lane[lane].cut = true;
                keep[lane] = first == end;
            }
        }
    }

    fn guard_at(&mut self, lane: usize, guard: usize, at: Nanoseconds) -> f64 {
        self.see(lane, at);
        let k = self.k;
        let t = Lanes::of(minutes(at));
        k.samples
            .run(t, &self.inside, &self.p, &mut self.u, &mut self.y, &mut []);
        let (part, number) = k.guards[guard];
        k.body.gather(part, &self.y, &mut self.u);
        let part = &k.body.parts()[part];
        let layout = part.layout();
        let take = |from: &[Lanes], offset: usize, count: usize| -> Vec<f64> {
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
