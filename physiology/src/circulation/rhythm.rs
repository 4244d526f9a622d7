//! Rhythms: who leads the heart, whether it pumps, and what chest compressions do in its place.

use super::numbers::Params;
use crate::Real;
use std::f64::consts::PI;

/// A rhythm by the name that clinicians use, and the parameters of the heart that make it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rhythm {
    /// Name.
    pub name: &'static str,
    /// Parameters of the circulation and their values.
    pub settings: [(&'static str, f64); 3],
}

const fn of(
    name: &'static str,
    code: f64,
    sinus_rate_factor: f64,
    ventricular_rate: f64,
) -> Rhythm {
    Rhythm {
        name,
        settings: [
            ("rhythm", code),
            ("sinus_rate_factor", sinus_rate_factor),
            ("ventricular_rate", ventricular_rate),
        ],
    }
}

/// All rhythms. Rates are the middles of what the words mean (Surawicz et al., Circulation
/// 2009;119:e235: bradycardia below 60, tachycardia above 100, ventricular tachycardia above 100 /min);
/// untreated atrial fibrillation conducts about 1.6 times as often (110-130 /min at rest).
pub const RHYTHMS: [Rhythm; 9] = [
    of("sinus rhythm", 0.0, 1.0, 0.0),
    of("sinus bradycardia", 0.0, 0.65, 0.0),
    of("sinus tachycardia", 0.0, 1.7, 0.0),
    of("atrial fibrillation", 1.0, 1.6, 0.0),
    of("ventricular tachycardia", 2.0, 1.0, 180.0),
    of("pulseless ventricular tachycardia", 3.0, 1.0, 210.0),
    of("ventricular fibrillation", 4.0, 1.0, 0.0),
    of("asystole", 5.0, 1.0, 0.0),
    of("pulseless electrical activity", 6.0, 1.0, 50.0),
];

/// Contraction as strong as which a compression of 5 cm empties the averaged heart. Calibrated: cardiac output of
/// 17 to 27 % of normal in cardiac arrest (the row of the book "output under compressions", of the heart that beats).
const SQUEEZE: f64 = 0.11;
/// Part of the arteries' compliance that is in the chest. Assumed: about half of it is the aorta's there.
const IN_CHEST: f64 = 0.5;
/// Contraction of ventricles that lead themselves, relative to one that the conduction system brings
/// everywhere at once. Assumed, somewhat below what pacing the right ventricle costs in elastance.
const UNEVEN: f64 = 0.5;
/// Length of their systole, relative to that: as much longer as a complex of 0.16 s is longer than one of
/// 0.09 s, half of it. Assumed: the parts that contract last begin to when the first are nearly done.
const DRAWN_OUT: f64 = 1.15;
/// Share of a compression's cycle in which the chest is pressed (European Resuscitation Council
/// Guidelines 2021: half).
const PRESSED: f64 = 0.5;

/// What a rhythm makes of the heart; each is 1 or 0, but for the rate.
#[derive(Clone, Copy)]
pub(super) struct Lead<R> {
    /// Whether ventricles contract.
    pub pumping: R,
    /// How strongly they do, and how long relative to what is usual at the rate.
    pub force: R,
    pub length: R,
    /// Whether atria contract, each time before the ventricles.
    pub atria: R,
    /// Whether beats come at random.
    pub irregular: R,
    /// Heart rate where the sinus node does not lead; below zero where it does.
    pub imposed: R,
    /// Whether the chest is being compressed and the heart does not pump.
    pub compressed: R,
}

impl<R: Real> Lead<R> {
    #[inline(always)]
    pub fn of(p: &Params<R>) -> Self {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let is = |code: f64| {
            let off = (p.rhythm - R::of(code)).abs();
            off.if_less(R::of(0.5), one, zero)
        };
        let own = is(2.0) + is(3.0) + is(6.0);
        let still = is(4.0) + is(5.0);
        let pumping = one - is(3.0) - is(6.0) - still;
        Self {
            pumping,
            force: pumping * (one - R::of(1.0 - UNEVEN) * is(2.0)),
            length: one + R::of(DRAWN_OUT - 1.0) * is(2.0),
            atria: is(0.0),
            irregular: is(1.0),
            imposed: own * p.ventricular_rate - (one - own - still) * p.systole_at,
            compressed: (one - pumping) * zero.if_less(p.compression_rate, one, zero),
        }
    }

    /// Rate at which the heart empties: its own, or that of compressions.
    #[inline(always)]
    pub fn rate(&self, heart_rate: R, p: &Params<R>) -> R {
        self.pumping * heart_rate + self.compressed * p.compression_rate
    }

    /// How strongly it does, relative to a normal beat; never quite nothing, because it divides.
    #[inline(always)]
    pub fn strength(&self, p: &Params<R>) -> R {
        let squeeze = (R::of(SQUEEZE) * p.compression_strength)
            .min(R::of(1.0))
            .positive();
        (self.force + self.compressed * squeeze).max(R::of(0.01))
    }

    /// Pressure of a compression on what is in the chest, so far in its cycle.
    #[inline(always)]
    pub fn press(&self, phase: R, p: &Params<R>) -> R {
        let wave = (R::of(PI / PRESSED) * phase).sin();
        let down = phase.if_less(R::of(PRESSED), wave * wave, R::of(0.0));
        self.deepest(p) * down
    }

    /// What of that arterial pressure rises by.
    #[inline(always)]
    pub fn press_on_aorta(&self, phase: R, p: &Params<R>) -> R {
        R::of(IN_CHEST) * self.press(phase, p)
    }

    /// Mean of that over a cycle.
    #[inline(always)]
    pub fn mean_press(&self, p: &Params<R>) -> R {
        self.deepest(p) * R::of(0.5 * PRESSED)
    }

    #[inline(always)]
    fn deepest(&self, p: &Params<R>) -> R {
        self.compressed * p.compression_pressure * p.compression_strength.positive()
    }
}
