//! The state in which a body stays as it is.

use crate::body::{Body, BodyError};
use crate::event::PartSpec;
use crate::solve::jacobian::{Instant, Jacobian};
use crate::solve::lu::Lu;
use physiology::{Isa, System};
use std::fmt;
use std::sync::Arc;

/// First and last step, minutes. The last is long enough for days to settle, and short enough that
/// what is conserved stays the same to rounding.
const STEPS: (f64, f64) = (0.002, 1e4);
/// Steps after which a body has no rest that is found: oedema comes to rest in weeks, a last step each.
const MOST: usize = 250;
/// Steps that are taken whole.
const WHOLE: usize = 60;
/// Shares of a step of which the best is taken after them.
const SHARES: [f64; 4] = [1.0, 0.5, 0.25, 0.125];
/// How much faster a body may be after a step than before.
const WORSE: f64 = 2.0;
/// Speed, scales a minute, from which that counts: what is slower finds back by itself.
const FAST: f64 = 1.0;
/// Change of a state in the last step, relative to its scale, at which it rests.
const STILL: f64 = 1e-10;

/// A body that is not at rest anywhere near where its parts start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restless {
    /// The state, `part.state`, that moves most.
    pub state: String,
}

impl fmt::Display for Restless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no state of rest is found: `{}` moves", self.state)
    }
}

impl std::error::Error for Restless {}

/// Finds the state of rest of bodies of the same parts.
///
/// Steps of the implicit Euler method that grow as the body comes to rest (pseudo-transient
/// continuation: Kelley and Keyes, SIAM J Numer Anal 1998;35:508), with exact Jacobians. What the
/// equations conserve stays as it was at the start, because an implicit step keeps sums that the
/// rates keep.
pub struct Rest {
    body: Arc<Body>,
    scales: Vec<f64>,
    neutral: Vec<f64>,
}

impl Rest {
    /// Of a body of these parts, of these systems.
    pub fn of(parts: &[PartSpec], systems: &[Arc<dyn System>]) -> Result<Self, BodyError> {
        let body = Body::of_parts(parts, systems, Isa::detect())?;
        Ok(Self {
            scales: body.scales(),
            neutral: body.neutral_inputs(),
            body,
        })
    }

    /// The body, which knows its signals by name.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Lets the parts start at rest, and returns the body's signals there.
    pub fn settle(&self, parts: &mut [PartSpec]) -> Result<Vec<f64>, Restless> {
        let body = &*self.body;
        let mut p = vec![0.0; body.params()];
        for part in parts.iter() {
            if let Some(place) = body.part(&part.instance) {
                p[place.p..][..part.params.len()].copy_from_slice(&part.params);
            }
        }
        let x = self.solve(&p)?;
        for part in parts.iter_mut() {
            if let Some(place) = body.part(&part.instance) {
                let states = place.layout().states.len();
                part.start = Some(x[place.x..][..states].to_vec());
            }
        }
        let (mut u, mut y) = (self.neutral.clone(), vec![0.0; body.signals()]);
        body.all_signals(0.0, &x, &p, &mut u, &mut y);
        Ok(y)
    }

    fn solve(&self, p: &[f64]) -> Result<Vec<f64>, Restless> {
        let n = self.scales.len();
        let body = &*self.body;
        let mut x = body.initial(p);
        let mut before = x.clone();
        let (mut u, mut y) = (self.neutral.clone(), vec![0.0; body.signals()]);
        let mut jacobian = Jacobian::new(&self.body, false);
        let mut matrix = Lu::new(jacobian.order.clone());
        let (mut step, mut last, mut still) = (STEPS.0, f64::INFINITY, false);
        let (mut rates, mut moved, mut ahead) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        for taken in 0..MOST {
            body.all_rates(0.0, &x, p, &mut u, &mut y, &mut rates);
            let speed = self.largest(&rates);
            let faster = speed.is_nan() || speed > (WORSE * last).max(FAST);
            if step > STEPS.0 && faster {
                // Too far: slopes there are others. Back, and a shorter one.
                x.copy_from_slice(&before);
                body.all_rates(0.0, &x, p, &mut u, &mut y, &mut rates);
                step = (0.2 * step).max(STEPS.0);
            } else {
                if !speed.is_finite() {
                    break;
                }
                // Longer as it slows down, by half at least and tenfold at most. What hardly moves any more is asked
                // over the longest at once: the speed is then one of rounding, and falls no further.
                let slower = last / speed;
                let longer = if slower >= 1.0 {
                    slower.clamp(1.5, 10.0)
                } else {
                    slower.max(0.1)
                };
                step = match still {
                    true => STEPS.1,
                    false => (step * longer).clamp(STEPS.0, STEPS.1),
                };
                last = speed;
                before.copy_from_slice(&x);
            }
            jacobian.compute(&Instant {
                t: 0.0,
                x: &x,
                p,
                u: &u,
                y: &y,
            });
            if !matrix.factor(1.0 / step, &jacobian.slopes, jacobian.width()) {
                break;
            }
            moved.copy_from_slice(&rates);
            matrix.solve(&mut moved);
            // Where a slope changes near rest, whole steps go to and fro across it for ever; the share is taken after
            // which least is left to go.
            let mut share = 1.0;
            if taken >= WHOLE {
                let mut least = f64::INFINITY;
                for candidate in SHARES {
                    for ((ahead, x), by) in ahead.iter_mut().zip(&x).zip(&moved) {
                        *ahead = x + candidate * by;
                    }
                    body.all_rates(0.0, &ahead, p, &mut u, &mut y, &mut rates);
                    matrix.solve(&mut rates);
                    let left = self.largest(&rates);
                    if left < least {
                        (share, least) = (candidate, left);
                    }
                }
            }
            for (x, by) in x.iter_mut().zip(&moved) {
                *x += share * by;
            }
            still = self.largest(&moved) < STILL;
            if still && step >= STEPS.1 {
                return Ok(x);
            }
        }
        let relative = |k: &usize| (moved[*k] / self.scales[*k]).abs();
        let worst = (0..n).max_by(|a, b| relative(a).total_cmp(&relative(b)));
        Err(Restless {
            state: self.name(worst.unwrap_or(0)),
        })
    }

    fn largest(&self, of: &[f64]) -> f64 {
        let relative = of
            .iter()
            .zip(&self.scales)
            .map(|(x, scale)| (x / scale).abs());
        // A value that is none must show.
        relative.fold(0.0, |a: f64, b| if b > a || b.is_nan() { b } else { a })
    }

    fn name(&self, state: usize) -> String {
        let parts = self.body.parts().iter();
        let mut named = parts.flat_map(|part| {
            let states = part.layout().states.iter();
            states.map(|field| format!("{}.{}", part.instance, field.name))
        });
        named.nth(state).unwrap_or_default()
    }
}
