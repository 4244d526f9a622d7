#![doc = include_str!("temperature.md")]

use crate::{At, Model, Real, quantities};

/// Heat of the body.
pub struct Temperature;

quantities! {
    /// How warm it is.
    pub struct State {
        /// Temperature of the core
        core: "K", scale = 10.0;
        /// Temperature of the skin
        skin: "K", scale = 10.0;
    }
}

quantities! {
    /// How this person makes, keeps and loses heat.
    pub struct Params {
        /// Heat made at rest
        resting_heat: "W", typical = 84.0;
        /// Part of it that leaves with breath
        by_breath: "1", typical = 0.08;
        /// Body surface
        surface: "m2", typical = 1.9;
        /// Heat that a degree of the whole body holds
        capacity: "W.h/K", typical = 73.0;
        /// Part of the body that is skin
        skin_part: "1", typical = 0.1;
        /// Temperature of the core that is neither warm nor cold
        neutral_core: "K", typical = 309.95;
        /// Temperature of the skin that is neither warm nor cold
        neutral_skin: "K", typical = 306.85;
        /// Fever of an illness whose inflammation is not simulated: shift of the set point
        fever: "K", typical = 1.0;
        /// Part of any fever that antipyretics take
        antipyresis: "1", typical = 0.2;
        /// Temperature of the air
        air: "K", typical = 297.15;
        /// Heat that skin gives off for each degree above the air
        given_off: "W/m2/K", typical = 4.15;
        /// Heat that goes from core to skin without blood
        conducted: "W/m2/K", typical = 5.28;
        /// Heat that a flow of blood carries
        carried: "W.h/L/K", typical = 1.163;
        /// Flow of the skin when neutral
        normal_flow: "L/m2/h", typical = 6.3;
        /// Rise of that flow with a degree of the core
        dilating: "L/m2/h/K", typical = 120.0;
        /// Narrowing of the skin with a degree of its cold
        constricting: "/K", typical = 0.5;
        /// Most flow of the skin
        most_flow: "L/m2/h", typical = 90.0;
        /// Heat of shivering for a degree of cold of core and skin each
        shivering: "W/m2/K2", typical = 19.4;
        /// Heat that sweat takes for a degree of warmth of the body
        sweating: "W/m2/K", typical = 115.6;
        /// Warmth of the skin by which sweat rises e-fold
        sweat_scale: "K", typical = 10.7;
        /// Rise of the logarithm of metabolism with a degree
        metabolism: "/K", typical = 0.1222;
        /// Rise of heart rate with a degree
        heart: "/K", typical = 0.12;
    }
}

quantities! {
    /// What shifts the set point.
    pub struct Inputs {
        /// Shift of the set point of temperature
        temperature_set_point: "K";
    }
}

quantities! {
    /// What is seen of it.
    pub struct Signals {
        /// Temperature of the core
        core_temperature: "K", scale = 310.0;
        /// Temperature of the skin
        skin_temperature: "K", scale = 307.0;
        /// Oxygen use, as a multiple of that at rest
        metabolic_rate_factor: "1";
        /// Heart rate relative to what the nerves ask for
        chronotropy: "1";
        /// Heat made
        heat: "W", scale = 100.0;
    }
}

struct Control<R> {
    /// From core to skin.
    through: R,
    /// Given to the air.
    off: R,
    factor: R,
}

#[inline(always)]
fn control<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Control<R> {
    let one = R::of(1.0);
    // One set point: of two fevers in one body the higher one counts.
    let shift = u.temperature_set_point.max(p.fever) * (R::of(1.0) - p.antipyresis);
    let core = x.core - p.neutral_core - shift;
    let skin = x.skin - p.neutral_skin - shift;
    let body = (one - p.skin_part) * core + p.skin_part * skin;
    let flow = ((p.normal_flow + p.dilating * core.positive())
        / (one + p.constricting * (-skin).positive()))
    .min(p.most_flow);
    let shivering = p.shivering * (-core).positive() * (-skin).positive();
    let sweat = p.sweating * body.positive() * (skin.positive() / p.sweat_scale).exp();
    Control {
        through: (p.conducted + p.carried * flow) * p.surface * (x.core - x.skin),
        off: (p.given_off * (x.skin - p.air) + sweat) * p.surface,
        factor: (p.metabolism * (x.core - p.neutral_core)).exp()
            + shivering * p.surface / p.resting_heat,
    }
}

impl Model for Temperature {
    const NAME: &'static str = "temperature";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("temperature.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            core: p.neutral_core,
            skin: p.neutral_skin,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let now = control(x, p, u);
        Signals {
            core_temperature: x.core,
            skin_temperature: x.skin,
            metabolic_rate_factor: now.factor,
            chronotropy: (R::of(1.0) + p.heart * (x.core - p.neutral_core)).positive(),
            heat: p.resting_heat * now.factor,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let now = control(x, p, u);
        let one = R::of(1.0);
        let made = p.resting_heat * now.factor * (one - p.by_breath);
        State {
            core: (made - now.through) / ((one - p.skin_part) * p.capacity),
            skin: (now.through - now.off) / (p.skin_part * p.capacity),
        }
    }
}
