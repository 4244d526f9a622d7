//! Nonlinear problems: one with a known solution, one that ends.

use physiology::{At, Model, Nothing, Real, quantities};

/// Nonlinear and dependent on time: y = (exp(sin t^2), exp(5 sin t^2), sin t^2 + 1, cos t^2).
///
/// E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations I, section II.
pub struct Smooth;
/// y' = y^2, infinite at t = 1 / y(0).
pub struct Explosion;

pub mod solution {
    use super::quantities;
    quantities! { /// Solution.
    pub struct State { /// exp(sin t^2)
        a: "1"; /// exp(5 sin t^2)
        b: "1"; /// sin t^2 + 1
        c: "1"; /// cos t^2
        d: "1"; } }
}

impl Smooth {
    /// The solution.
    pub fn exact(t: f64) -> [f64; 4] {
        let (sin, cos) = (t * t).sin_cos();
        [sin.exp(), (5.0 * sin).exp(), sin + 1.0, cos]
    }
}

impl Model for Smooth {
    const NAME: &'static str = "smooth";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "A nonlinear problem that depends on time.";
    type State<R: Real> = solution::State<R>;
    type Params<R: Real> = Nothing<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = solution::State<R>;
    fn initial<R: Real>(&self, _: &Nothing<R>) -> solution::State<R> {
        let one = R::of(1.0);
        solution::State {
            a: one,
            b: one,
            c: one,
            d: one,
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> solution::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, At { t, x, .. }: At<Self, R>) -> solution::State<R> {
        let two_t = t + t;
        let five = R::of(5.0);
        solution::State {
            a: two_t * x.b.powf(R::of(0.2)) * x.d,
            b: five * two_t * (five * (x.c - R::of(1.0))).exp() * x.d,
            c: two_t * x.d,
            d: -(two_t * x.a.ln()),
        }
    }
}

pub mod explosion {
    use super::quantities;
    quantities! { /// Solution.
    pub struct State { /// 1 / (1 / first - t)
        y: "1"; } }
    quantities! { /// Start.
    pub struct Params { /// Value at the start
        first: "1", typical = 1.0; } }
}

impl Model for Explosion {
    const NAME: &'static str = "explosion";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "Infinite at a finite time.";
    type State<R: Real> = explosion::State<R>;
    type Params<R: Real> = explosion::Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = explosion::State<R>;
    fn initial<R: Real>(&self, p: &explosion::Params<R>) -> explosion::State<R> {
        explosion::State { y: p.first }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> explosion::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, At { x, .. }: At<Self, R>) -> explosion::State<R> {
        explosion::State { y: x.y * x.y }
    }
}
