#![doc = include_str!("waves.md")]

use crate::{At, Model, Real, quantities};

/// Where in a breath a person is, and what a monitor draws of it.
pub struct BreathWaves;

quantities! {
    /// Breaths so far.
    pub struct State {
        /// Breaths since the start
        breaths: "1", scale = 100.0;
    }
}

quantities! {
    /// Shapes of a breath.
    pub struct Params {
        /// Longest breath in of the muscles
        longest_inspiration: "s", typical = 1.8;
        /// Time constant with which the muscles let go, as a part of expiration
        relaxation: "1", typical = 0.2;
        /// Longest such time constant
        longest_relaxation: "s", typical = 0.6;
        /// Time constant with which a device lets go of its pressure
        valve: "s", typical = 0.06;
        /// Spread of the airways' ends by volume, as a part of the dead space
        spread: "1", typical = 0.12;
        /// Rise of the alveolar plateau over a breath out, as a part of its end
        plateau_rise: "1", typical = 0.05;
        /// How much uneven emptying adds to spread and rise
        uneven: "1", typical = 0.35;
        /// Time constant of lungs at which it has added most of that
        uneven_time: "s", typical = 1.0;
        /// Slowest breathing that is drawn
        slowest: "/min", typical = 0.5;
    }
}

quantities! {
    /// The averaged breath.
    pub struct Inputs {
        /// Volume of a breath
        tidal_volume: "L";
        /// Breaths
        respiratory_rate: "/min";
        /// Part of a breath that is inspiration
        inspiratory_share: "1";
        /// Compliance of lungs and chest wall together
        respiratory_compliance: "L/cm[H2O]";
        /// Compliance of the lungs
        lung_compliance: "L/cm[H2O]";
        /// Resistance of the airways while breathing in
        airway_resistance: "cm[H2O].s/L";
        /// Resistance of the airways while breathing out
        expiratory_resistance: "cm[H2O].s/L";
        /// Volume of the conducting airways
        airway_dead_space: "L";
        /// Pleural pressure above that of the air, mean over a breath
        pleural_pressure: "mm[Hg]";
        /// Pressure of a device at the end of a breath out
        end_expiratory_pressure: "cm[H2O]";
        /// Pressure with which a device inflates
        ventilator_pressure: "cm[H2O]";
        /// Tidal volume at which a device ends a breath
        ventilator_volume: "L";
        /// Carbon dioxide pressure at the end of a breath out
        end_tidal_carbon_dioxide: "mm[Hg]";
        /// Part of the inspired gas that is carbon dioxide
        inspired_carbon_dioxide_fraction: "1";
        /// Barometric pressure
        barometric_pressure: "mm[Hg]";
    }
}

quantities! {
    /// What a monitor draws now.
    pub struct Signals {
        /// Pressure at the airway opening now
        airway_pressure: "cm[H2O]", scale = 10.0;
        /// Flow into the airway now, out of it below zero
        airway_flow: "L/min", scale = 30.0;
        /// Volume in the chest above where a breath would end if it had the time, now
        breath_volume: "L", scale = 0.5;
        /// Pleural pressure above that of the air now
        pleural_wave: "cm[H2O]", scale = 5.0;
        /// Carbon dioxide at the airway opening now
        capnogram: "mm[Hg]", scale = 40.0;
        /// Carbon dioxide at the airway opening when the breath out ends, as a capnograph reads it
        capnograph_end_tidal: "mm[Hg]", scale = 40.0;
        /// Part of the present breath that is over
        breath_phase: "1";
    }
}

/// Volume that is left of a breath out after a time, as a part, with its slope and its integral.
struct Emptying<R> {
    left: R,
    slope: R,
    integral: R,
}

/// Lungs of this time constant, let go by a device at once (`letting_go` nothing) or by muscles with a time
/// constant of their own beside it.
#[inline(always)]
fn emptying<R: Real>(after: R, time_constant: R, letting_go: R, by_device: R) -> Emptying<R> {
    let one = R::of(1.0);
    let slow = time_constant + letting_go;
    let (fast_left, slow_left) = ((-after / time_constant).exp(), (-after / slow).exp());
    let zero = R::of(0.0);
    let pick = |device: R, muscles: R| zero.if_less(by_device, device, muscles);
    Emptying {
        left: pick(
            fast_left,
            (slow * slow_left - time_constant * fast_left) / letting_go,
        ),
        slope: pick(
            -fast_left / time_constant,
            (fast_left - slow_left) / letting_go,
        ),
        integral: pick(
            time_constant * (one - fast_left),
            (slow * slow * (one - slow_left) - time_constant * time_constant * (one - fast_left))
                / letting_go,
        ),
    }
}

impl Model for BreathWaves {
    const NAME: &'static str = "breath_waves";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("waves.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        State {
            breaths: R::of(0.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let pi = std::f64::consts::PI;
        let phase = x.breaths - x.breaths.floor();
        let length = (one / u.respiratory_rate.max(p.slowest)).unit_change(60.0, "min", "s");
        // Above nothing where a device breathes, and where it gives a volume.
        let by_device = u.ventilator_pressure;
        let by_volume = zero.if_less(by_device, u.ventilator_volume, zero * u.ventilator_volume);
        let share = u.inspiratory_share.max(R::of(0.05)).min(R::of(0.9)) * length;
        let inspiration = zero.if_less(by_device, share, share.min(p.longest_inspiration));
        let expiration = length - inspiration;
        let time_constant = u.airway_resistance * u.respiratory_compliance;
        let time_out = u.expiratory_resistance * u.respiratory_compliance;
        let letting_go = (expiration * p.relaxation).min(p.longest_relaxation);

        let now = phase * length;
        let inside = (now / inspiration).min(one);
        let after = (now - inspiration).positive();
        let all_out = emptying(expiration, time_out, letting_go, by_device);
        let out = emptying(after, time_out, letting_go, by_device);
        let emptied = one - all_out.left;
        let kept = all_out.left / emptied;

        // In: by muscles a smooth pull, by volume an even flow, by pressure what the lungs take.
        let (sine, cosine) = (
            (inside * R::of(pi)).sin(),
            (inside * R::of(pi) + R::of(0.5 * pi)).sin(),
        );
        let filled = one - (-inspiration / time_constant).exp();
        let soon = (-(inside * inspiration) / time_constant).exp();
        let pick = |muscles: R, volume: R, pressure: R| {
            zero.if_less(
                by_volume,
                volume,
                zero.if_less(by_device, pressure, muscles),
            )
        };
        let part_in = pick((one - cosine) * R::of(0.5), inside, (one - soon) / filled);
        let speed_in = pick(
            sine * R::of(0.5 * pi) / inspiration,
            one / inspiration,
            soon / (filled * time_constant),
        );
        let in_now = now.if_less(inspiration, one, zero);
        let part = in_now * part_in + (one - in_now) * (out.left - all_out.left) / emptied;
        let speed = in_now * speed_in + (one - in_now) * out.slope / emptied;
        let volume = u.tidal_volume * (kept + part);
        let flow = u.tidal_volume * speed;

        let elastic = volume / u.respiratory_compliance;
        let pushed = zero.if_less(
            by_volume,
            elastic + u.airway_resistance * flow,
            u.ventilator_pressure,
        );
        let at_end = zero.if_less(
            by_volume,
            u.tidal_volume * (kept + one) / u.respiratory_compliance
                + u.airway_resistance * u.tidal_volume / inspiration,
            u.ventilator_pressure,
        );
        let let_go = at_end * (-after / p.valve).exp();
        let above = zero.if_less(
            by_device,
            in_now * pushed + (one - in_now) * let_go,
            zero * elastic,
        );

        let half = R::of(0.5);
        let mean_in = pick(half, half, one / filled - time_constant / inspiration);
        let mean_part = (inspiration * mean_in
            + (all_out.integral - all_out.left * expiration) / emptied)
            / length;
        let from_mean = u.tidal_volume * (part - mean_part);
        let lungs = one / u.lung_compliance;
        let wall = (one / u.respiratory_compliance - lungs).max(lungs * R::of(1e-3));
        let pleural = zero.if_less(
            by_device,
            from_mean * wall,
            -(from_mean * lungs) - u.airway_resistance * flow,
        );

        let uneven = p.uneven * (one - (-time_out / p.uneven_time).exp());
        let dead = u.airway_dead_space;
        let reached = |expired: R| {
            let from_alveoli =
                one / (one + (-(expired - dead) / (dead * (p.spread + uneven))).exp());
            let over = (expired / u.tidal_volume.max(dead * R::of(1e-3))).min(one);
            from_alveoli * (one - (p.plateau_rise + uneven) * (one - over))
        };
        let inspired = u.inspired_carbon_dioxide_fraction * u.barometric_pressure;
        let rise = u.end_tidal_carbon_dioxide - inspired;
        let last = reached(u.tidal_volume);
        let washed = (-(u.tidal_volume * part_in) / (dead * R::of(0.1))).exp();
        let expired = u.tidal_volume * (one - out.left) / emptied;
        let seen = in_now * last * washed + (one - in_now) * reached(expired);
        Signals {
            airway_pressure: u.end_expiratory_pressure + above,
            airway_flow: flow.unit_change(60.0, "L/s", "L/min"),
            breath_volume: volume,
            pleural_wave: u.pleural_pressure.unit_change(
                1.0 / super::chest::MERCURY,
                "mm[Hg]",
                "cm[H2O]",
            ) + pleural,
            capnogram: inspired + rise * seen,
            capnograph_end_tidal: inspired + rise * last,
            breath_phase: phase,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { u, .. }: At<Self, R>) -> State<R> {
        State {
            breaths: u.respiratory_rate,
        }
    }
}
