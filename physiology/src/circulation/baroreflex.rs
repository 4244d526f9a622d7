#![doc = include_str!("baroreflex.md")]

use crate::{At, Model, Real, quantities};
use std::f64::consts::PI;

/// The nerves that watch blood pressure.
pub struct Baroreflex;

quantities! {
    /// What is on its way in the nerves and their organs, each a chain of equal stages.
    pub struct State {
        /// Sensed arterial pressure on its way to the heart, first stage
        heart1: "mm[Hg]", scale = 10.0;
        /// The same, second stage
        heart2: "mm[Hg]", scale = 10.0;
        /// The same, third stage
        heart3: "mm[Hg]", scale = 10.0;
        /// The same, fourth stage
        heart4: "mm[Hg]", scale = 10.0;
        /// The same, fifth stage
        heart5: "mm[Hg]", scale = 10.0;
        /// The same, sixth stage: what the heart feels
        heart6: "mm[Hg]", scale = 10.0;
        /// Drive to arterioles on its way, first stage
        arterioles1: "1";
        /// The same, second stage
        arterioles2: "1";
        /// The same, third stage
        arterioles3: "1";
        /// The same, fourth stage: what arterioles feel
        arterioles4: "1";
        /// Drive to veins on its way, first stage
        veins1: "1";
        /// The same, second stage
        veins2: "1";
        /// The same, third stage
        veins3: "1";
        /// The same, fourth stage
        veins4: "1";
        /// The same, fifth stage: what veins feel
        veins5: "1";
        /// How far the set point has followed carotid pressure
        reset: "mm[Hg]", scale = 10.0;
    }
}

quantities! {
    /// How this person's reflexes are set.
    pub struct Params {
        /// Carotid pressure at which the arterial reflex is at rest
        arterial_set_point: "mm[Hg]", typical = 91.0;
        /// How far pressure may leave that before the reflex tires: scale of its saturation
        arterial_scale: "mm[Hg]", typical = 18.0;
        /// Right atrial stretch at which the cardiopulmonary reflex is at rest
        atrial_set_point: "mm[Hg]", typical = 7.0;
        /// Scale of its saturation
        atrial_scale: "mm[Hg]", typical = 5.0;
        /// Interval between beats at rest
        interval: "s", typical = 0.845;
        /// Shortest interval between beats, at the highest heart rate of this age
        shortest_interval: "s", typical = 0.34;
        /// Lengthening of the interval by sympathetic nerves for each mmHg
        sympathetic_interval: "s/mm[Hg]", typical = 0.012;
        /// Lengthening of the interval by the vagus for each mmHg
        vagal_interval: "s/mm[Hg]", typical = 0.009;
        /// Fall of the heart's end-systolic elastance for each mmHg
        contractility_gain: "/mm[Hg]", typical = 0.035;
        /// Largest end-systolic elastance relative to rest
        strongest: "1", typical = 1.333;
        /// Fall of arteriolar resistance for each mmHg of arterial pressure
        arteriolar_gain: "/mm[Hg]", typical = 0.0433;
        /// Fall of arteriolar resistance for each mmHg of atrial stretch
        arteriolar_atrial_gain: "/mm[Hg]", typical = 0.1;
        /// Rise of veins' unstressed volume for each mmHg of arterial pressure
        venous_gain: "/mm[Hg]", typical = 0.0105;
        /// Rise of veins' unstressed volume for each mmHg of atrial stretch
        venous_atrial_gain: "/mm[Hg]", typical = 0.0434;
        /// Mean time to the heart by sympathetic nerves
        heart_time: "s", typical = 7.0;
        /// Mean time to arterioles
        arteriolar_time: "s", typical = 13.0;
        /// Mean time to veins
        venous_time: "s", typical = 18.5;
        /// Share of a change of pressure that the set point follows within minutes
        resetting: "1", typical = 0.25;
        /// Time in which it does
        resetting_time: "s", typical = 600.0;
        /// Arteriolar drive that goes when all sympathetic outflow goes
        resting_arteriolar_drive: "1", typical = 0.4;
        /// Drive to veins that goes when all sympathetic outflow goes
        resting_venous_drive: "1", typical = 0.12;
        /// Pressure above the set point at which the heart's sympathetic nerves would be silent
        resting_heart_drive: "mm[Hg]", typical = 9.0;
        /// Drive to arterioles of a unit of excitation from elsewhere
        excited_arterioles: "1", typical = 0.5;
        /// Drive to veins of a unit of excitation from elsewhere
        excited_veins: "1", typical = 0.15;
        /// What a unit of excitation from elsewhere is to the heart: as much as so low a pressure
        excited_heart: "mm[Hg]", typical = 26.0;
    }
}

quantities! {
    /// What the nerves sense, and what acts on them.
    pub struct Inputs {
        /// Mean pressure in the carotid sinus
        carotid_pressure: "mm[Hg]", scale = 90.0;
        /// Pressure across the wall of the right atrium
        right_atrial_stretch: "mm[Hg]", scale = 7.0;
        /// Heart rate relative to what the nerves ask for
        chronotropy: "1";
        /// Heart rate of a rhythm of its own; below zero where the sinus node leads
        imposed_heart_rate: "/min", scale = 70.0;
        /// What is left of sympathetic outflow
        sympathetic_outflow: "1";
        /// Excitation of sympathetic nerves beside this reflex
        sympathetic_drive: "1";
        /// What is left of this reflex's gain
        baroreflex_gain: "1";
    }
}

quantities! {
    /// What heart and vessels are told.
    pub struct Signals {
        /// Heart rate
        heart_rate: "/min", scale = 70.0;
        /// Resistance of systemic arterioles relative to rest
        arteriolar_tone: "1";
        /// Unstressed volume of systemic veins relative to rest
        venous_capacity: "1";
        /// End-systolic elastance of the left ventricle relative to rest
        contractility: "1";
        /// What arterioles get beside the tone of rest; nothing where they get less
        sympathetic_activity: "1";
    }
}

/// How far a pressure lies from its set point, as a nerve tells it: the same near the set point, at
/// most pi/2 of the scale far from it.
#[inline(always)]
fn sensed<R: Real>(pressure: R, set_point: R, scale: R) -> R {
    let off = pressure - set_point;
    let relative = off * R::of(2.0 / PI) / scale;
    off / (R::of(1.0) + relative * relative).sqrt()
}

/// The two signals of the afferent nerves, as far as the reflex hears them.
#[inline(always)]
fn afferent<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> (R, R) {
    let arterial = sensed(
        u.carotid_pressure,
        p.arterial_set_point + x.reset,
        p.arterial_scale,
    );
    let atrial = sensed(u.right_atrial_stretch, p.atrial_set_point, p.atrial_scale);
    (u.baroreflex_gain * arterial, u.baroreflex_gain * atrial)
}

/// What nerves carry of a drive. They fall silent at most: the tone of rest is all that a reflex can take
/// away. What outflow is left carries reflex and excitation; with what is not, the tone of rest goes.
#[inline(always)]
fn carried<R: Real>(drive: R, resting: R, left: R) -> R {
    left * drive.max(-resting) - (R::of(1.0) - left) * resting
}

impl Model for Baroreflex {
    const NAME: &'static str = "baroreflex";
    const TIME: &'static str = "s";
    const ABOUT: &'static str = include_str!("baroreflex.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    /// At the set points.
    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        let zero = R::of(0.0);
        State {
            heart1: zero,
            heart2: zero,
            heart3: zero,
            heart4: zero,
            heart5: zero,
            heart6: zero,
            arterioles1: zero,
            arterioles2: zero,
            arterioles3: zero,
            arterioles4: zero,
            veins1: zero,
            veins2: zero,
            veins3: zero,
            veins4: zero,
            veins5: zero,
            reset: zero,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let (arterial, _) = afferent(x, p, u);
        let asked = (p.interval + p.sympathetic_interval * x.heart6 + p.vagal_interval * arterial)
            .max(R::of(0.5) * p.shortest_interval);
        // No drug drives a heart faster than its fastest.
        let interval = (asked / u.chronotropy.max(R::of(0.01))).max(p.shortest_interval);
        // Constriction adds; dilation divides, so that a resistance stays above nothing.
        let drive = x.arterioles4;
        let constricted = one + drive;
        let dilated = one / (one + drive.abs());
        Signals {
            heart_rate: u.imposed_heart_rate.if_less(
                zero,
                (one / interval).unit_change(60.0, "/s", "/min"),
                u.imposed_heart_rate,
            ),
            arteriolar_tone: drive.if_less(zero, dilated, constricted),
            venous_capacity: (one - x.veins5).max(R::of(0.2)),
            contractility: one / (one + p.contractility_gain * x.heart6).max(one / p.strongest),
            sympathetic_activity: drive.positive(),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let (arterial, atrial) = afferent(x, p, u);
        let to_arterioles = carried(
            p.excited_arterioles * u.sympathetic_drive
                - p.arteriolar_gain * arterial
                - p.arteriolar_atrial_gain * atrial,
            p.resting_arteriolar_drive,
            u.sympathetic_outflow,
        );
        let to_veins = carried(
            p.excited_veins * u.sympathetic_drive
                - p.venous_gain * arterial
                - p.venous_atrial_gain * atrial,
            p.resting_venous_drive,
            u.sympathetic_outflow,
        );
        let to_heart = -carried(
            p.excited_heart * u.sympathetic_drive - arterial,
            p.resting_heart_drive,
            u.sympathetic_outflow,
        );
        let heart = R::of(6.0) / p.heart_time;
        let arterioles = R::of(4.0) / p.arteriolar_time;
        let veins = R::of(5.0) / p.venous_time;
        State {
            heart1: heart * (to_heart - x.heart1),
            heart2: heart * (x.heart1 - x.heart2),
            heart3: heart * (x.heart2 - x.heart3),
            heart4: heart * (x.heart3 - x.heart4),
            heart5: heart * (x.heart4 - x.heart5),
            heart6: heart * (x.heart5 - x.heart6),
            arterioles1: arterioles * (to_arterioles - x.arterioles1),
            arterioles2: arterioles * (x.arterioles1 - x.arterioles2),
            arterioles3: arterioles * (x.arterioles2 - x.arterioles3),
            arterioles4: arterioles * (x.arterioles3 - x.arterioles4),
            veins1: veins * (to_veins - x.veins1),
            veins2: veins * (x.veins1 - x.veins2),
            veins3: veins * (x.veins2 - x.veins3),
            veins4: veins * (x.veins3 - x.veins4),
            veins5: veins * (x.veins4 - x.veins5),
            reset: (p.resetting * (u.carotid_pressure - p.arterial_set_point) - x.reset)
                / p.resetting_time,
        }
    }
}
