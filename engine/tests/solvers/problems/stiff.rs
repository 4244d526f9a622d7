//! Stiff problems of the literature; equations and sources in `tests/reference/stiff/README.md`.

use physiology::{At, Model, Nothing, Real, quantities};

/// Robertson's reaction. Its unit of time is a tenth of a second, so that 4e10 of them can be
/// counted in nanoseconds and the first steps resolved.
pub struct Robertson;
/// Van der Pol's oscillator, scaled, eps = 1e-6.
pub struct VanDerPol;
/// High irradiance response.
pub struct Hires;

pub mod robertson {
    use super::quantities;
    quantities! { /// Concentrations.
    pub struct State { /// A
        y1: "1"; /// B
        y2: "1", scale = 1e-5; /// C
        y3: "1"; } }
}

impl Model for Robertson {
    const NAME: &'static str = "robertson";
    const TIME: &'static str = "ds";
    const ABOUT: &'static str = "Robertson's reaction.";
    type State<R: Real> = robertson::State<R>;
    type Params<R: Real> = Nothing<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = robertson::State<R>;
    fn initial<R: Real>(&self, _: &Nothing<R>) -> robertson::State<R> {
        robertson::State {
            y1: R::of(1.0),
            y2: R::of(0.0),
            y3: R::of(0.0),
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> robertson::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, At { x, .. }: At<Self, R>) -> robertson::State<R> {
        let slow = R::of(0.04) * x.y1;
        let back = R::of(1e4) * x.y2 * x.y3;
        let fast = R::of(3e7) * x.y2 * x.y2;
        robertson::State {
            y1: back - slow,
            y2: slow - back - fast,
            y3: fast,
        }
    }
}

pub mod vanderpol {
    use super::quantities;
    quantities! { /// Phase.
    pub struct State { /// Place
        y1: "1"; /// Speed
        y2: "1"; } }
}

impl Model for VanDerPol {
    const NAME: &'static str = "vanderpol";
    const TIME: &'static str = "d";
    const ABOUT: &'static str = "Van der Pol's oscillator.";
    type State<R: Real> = vanderpol::State<R>;
    type Params<R: Real> = Nothing<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = vanderpol::State<R>;
    fn initial<R: Real>(&self, _: &Nothing<R>) -> vanderpol::State<R> {
        vanderpol::State {
            y1: R::of(2.0),
            y2: R::of(0.0),
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> vanderpol::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, At { x, .. }: At<Self, R>) -> vanderpol::State<R> {
        let damped = (R::of(1.0) - x.y1 * x.y1) * x.y2;
        vanderpol::State {
            y1: x.y2,
            y2: (damped - x.y1) / R::of(1e-6),
        }
    }
}

pub mod hires {
    use super::quantities;
    quantities! { /// Concentrations.
    pub struct State { /// 1
        y1: "1"; /// 2
        y2: "1"; /// 3
        y3: "1"; /// 4
        y4: "1"; /// 5
        y5: "1"; /// 6
        y6: "1"; /// 7
        y7: "1", scale = 0.01; /// 8
        y8: "1", scale = 0.01; } }
}

impl Model for Hires {
    const NAME: &'static str = "hires";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "High irradiance response.";
    type State<R: Real> = hires::State<R>;
    type Params<R: Real> = Nothing<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = hires::State<R>;
    fn initial<R: Real>(&self, _: &Nothing<R>) -> hires::State<R> {
        let none = R::of(0.0);
        hires::State {
            y1: R::of(1.0),
            y2: none,
            y3: none,
            y4: none,
            y5: none,
            y6: none,
            y7: none,
            y8: R::of(0.0057),
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> hires::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, At { x, .. }: At<Self, R>) -> hires::State<R> {
        let times = |factor: f64, y: R| R::of(factor) * y;
        let bound = times(280.0, x.y6 * x.y8);
        hires::State {
            y1: times(-1.71, x.y1) + times(0.43, x.y2) + times(8.32, x.y3) + R::of(0.0007),
            y2: times(1.71, x.y1) - times(8.75, x.y2),
            y3: times(-10.03, x.y3) + times(0.43, x.y4) + times(0.035, x.y5),
            y4: times(8.32, x.y2) + times(1.71, x.y3) - times(1.12, x.y4),
            y5: times(-1.745, x.y5) + times(0.43, x.y6) + times(0.43, x.y7),
            y6: times(0.69, x.y4) + times(1.71, x.y5) - times(0.43, x.y6) + times(0.69, x.y7)
                - bound,
            y7: bound - times(1.81, x.y7),
            y8: times(1.81, x.y7) - bound,
        }
    }
}
