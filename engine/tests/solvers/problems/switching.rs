//! Problems with guards.

use physiology::{At, Jump, Model, Nothing, Real, quantities};

/// A ball that bounces: height above the floor, from rest.
pub struct Ball;
/// Counts periods of its own clock.
pub struct Ticker;
/// Publishes `level` = sin t, as a solution of its own equation.
pub struct Wave;
/// Counts how often `level`, which somebody else publishes, rises above and falls below a threshold.
pub struct Watcher;

pub mod ball {
    use super::quantities;
    quantities! { /// Where it is.
    pub struct State { /// Height
        height: "m"; /// Speed upwards
        speed: "m/s"; /// Bounces so far
        bounces: "1"; } }
    quantities! { /// Where it bounces.
    pub struct Params { /// Height at the start
        first: "m", typical = 1.0; /// Acceleration
        gravity: "m/s2", typical = 10.0; /// Part of the speed that is left
        restitution: "1", typical = 0.8; } }
}

impl Ball {
    /// Height and bounces at a time, in seconds, dropped from `first` metres.
    pub fn exact(t: f64, [first, gravity, restitution]: [f64; 3]) -> (f64, f64) {
        let fall = (2.0 * first / gravity).sqrt();
        if t < fall {
            return (first - 0.5 * gravity * t * t, 0.0);
        }
        let (mut left, mut speed, mut bounces) = (t - fall, gravity * fall * restitution, 1.0);
        while left > 2.0 * speed / gravity {
            left -= 2.0 * speed / gravity;
            speed *= restitution;
            bounces += 1.0;
        }
        (speed * left - 0.5 * gravity * left * left, bounces)
    }
}

impl Model for Ball {
    const NAME: &'static str = "ball";
    const TIME: &'static str = "s";
    const ABOUT: &'static str = "A ball that bounces.";
    const GUARDS: usize = 1;
    const JUMPS: &'static [Jump] = &[Jump {
        name: "bounce",
        unit: "1",
        meaning: "The ball meets the floor",
    }];
    type State<R: Real> = ball::State<R>;
    type Params<R: Real> = ball::Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = ball::State<R>;
    fn initial<R: Real>(&self, p: &ball::Params<R>) -> ball::State<R> {
        ball::State {
            height: p.first,
            speed: R::of(0.0),
            bounces: R::of(0.0),
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> ball::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> ball::State<R> {
        ball::State {
            height: x.speed,
            speed: -p.gravity,
            bounces: R::of(0.0),
        }
    }
    fn guard<R: Real>(&self, _: usize, at: At<Self, R>) -> R {
        -at.x.height
    }
    fn jump<R: Real>(&self, _: usize, At { x, p, .. }: At<Self, R>, _: R) -> ball::State<R> {
        ball::State {
            height: R::of(0.0),
            speed: -(p.restitution * x.speed),
            bounces: x.bounces + R::of(1.0),
        }
    }
}

pub mod ticker {
    use super::quantities;
    quantities! { /// Clock.
    pub struct State { /// Time since the last tick
        phase: "min"; /// Ticks so far
        ticks: "1"; } }
    quantities! { /// Clock.
    pub struct Params { /// Distance of ticks
        period: "min", typical = 1.0; } }
}

impl Model for Ticker {
    const NAME: &'static str = "ticker";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "A clock that ticks.";
    const GUARDS: usize = 1;
    const JUMPS: &'static [Jump] = &[Jump {
        name: "tick",
        unit: "1",
        meaning: "A period is over",
    }];
    type State<R: Real> = ticker::State<R>;
    type Params<R: Real> = ticker::Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = ticker::State<R>;
    fn initial<R: Real>(&self, _: &ticker::Params<R>) -> ticker::State<R> {
        ticker::State {
            phase: R::of(0.0),
            ticks: R::of(0.0),
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> ticker::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, _: At<Self, R>) -> ticker::State<R> {
        ticker::State {
            phase: R::of(1.0),
            ticks: R::of(0.0),
        }
    }
    fn guard<R: Real>(&self, _: usize, At { x, p, .. }: At<Self, R>) -> R {
        x.phase - p.period
    }
    fn jump<R: Real>(&self, _: usize, At { x, p, .. }: At<Self, R>, _: R) -> ticker::State<R> {
        ticker::State {
            phase: x.phase - p.period,
            ticks: x.ticks + R::of(1.0),
        }
    }
}

pub mod wave {
    use super::quantities;
    quantities! { /// Phase.
    pub struct State { /// sin t
        sine: "1"; /// cos t
        cosine: "1"; } }
    quantities! { /// What others see.
    pub struct Signals { /// sin t
        level: "1"; } }
}

impl Model for Wave {
    const NAME: &'static str = "wave";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "A wave.";
    type State<R: Real> = wave::State<R>;
    type Params<R: Real> = Nothing<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = wave::Signals<R>;
    fn initial<R: Real>(&self, _: &Nothing<R>) -> wave::State<R> {
        wave::State {
            sine: R::of(0.0),
            cosine: R::of(1.0),
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> wave::Signals<R> {
        wave::Signals { level: at.x.sine }
    }
    fn rates<R: Real>(&self, at: At<Self, R>) -> wave::State<R> {
        wave::State {
            sine: at.x.cosine,
            cosine: -at.x.sine,
        }
    }
}

pub mod watcher {
    use super::quantities;
    quantities! { /// What was seen.
    pub struct State { /// Rises so far
        rises: "1"; /// Falls so far
        falls: "1"; /// Time above the threshold, from the jumps alone
        above: "min"; } }
    quantities! { /// What is watched for.
    pub struct Params { /// Threshold
        threshold: "1", typical = 0.5; } }
    quantities! { /// What is watched.
    pub struct Inputs { /// Level
        level: "1", wired = true; } }
}

impl Model for Watcher {
    const NAME: &'static str = "watcher";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = "Counts rises and falls of a level.";
    const GUARDS: usize = 2;
    const JUMPS: &'static [Jump] = &[
        Jump {
            name: "rise",
            unit: "1",
            meaning: "The level rises above the threshold",
        },
        Jump {
            name: "fall",
            unit: "1",
            meaning: "The level falls below the threshold",
        },
    ];
    type State<R: Real> = watcher::State<R>;
    type Params<R: Real> = watcher::Params<R>;
    type Inputs<R: Real> = watcher::Inputs<R>;
    type Signals<R: Real> = watcher::State<R>;
    fn initial<R: Real>(&self, _: &watcher::Params<R>) -> watcher::State<R> {
        let none = R::of(0.0);
        watcher::State {
            rises: none,
            falls: none,
            above: none,
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> watcher::State<R> {
        *at.x
    }
    fn rates<R: Real>(&self, _: At<Self, R>) -> watcher::State<R> {
        let none = R::of(0.0);
        watcher::State {
            rises: none,
            falls: none,
            above: none,
        }
    }
    fn guard<R: Real>(&self, k: usize, At { p, u, .. }: At<Self, R>) -> R {
        match k {
            0 => u.level - p.threshold,
            _ => p.threshold - u.level,
        }
    }
    fn jump<R: Real>(&self, k: usize, At { t, x, .. }: At<Self, R>, _: R) -> watcher::State<R> {
        let one = R::of(1.0);
        match k {
            0 => watcher::State {
                rises: x.rises + one,
                above: x.above - t,
                ..*x
            },
            _ => watcher::State {
                falls: x.falls + one,
                above: x.above + t,
                ..*x
            },
        }
    }
}
