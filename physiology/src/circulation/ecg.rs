#![doc = include_str!("ecg.md")]

use crate::{At, Model, Nothing, Real, quantities};
use std::f64::consts::PI;

/// The electrocardiogram of a beating heart.
pub struct Ecg;

quantities! {
    /// How large it is, and what is wrong with it.
    pub struct Params {
        /// Height of one unit of the published dipole
        gain: "mV", typical = 1.0;
        /// Heart rate at which the waves are published
        pace: "/min", typical = 60.0;
        /// Turns of a fibrillating atrium's wave
        flutter: "/s", typical = 6.0;
        /// Turns of the waves of fibrillating ventricles, their mean
        quiver: "/s", typical = 5.0;
        /// Elevation of the ST segment along the dipole's vertical axis (inferior leads)
        inferior_elevation: "mV", typical = 0.1;
        /// Elevation of the ST segment along the dipole's axis from back to front (anterior leads)
        anterior_elevation: "mV", typical = 0.1;
    }
}

quantities! {
    /// Where the beat is.
    pub struct Inputs {
        /// How much of the beat has passed
        beat_phase: "1";
        /// Rhythm, as the heart's parameter has it
        heart_rhythm: "1";
        /// Heart rate
        heart_rate: "/min", scale = 70.0;
    }
}

quantities! {
    /// Twelve leads.
    pub struct Signals {
        /// Lead I
        ecg_i: "mV";
        /// Lead II
        ecg_ii: "mV";
        /// Lead III
        ecg_iii: "mV";
        /// Lead aVR
        ecg_avr: "mV";
        /// Lead aVL
        ecg_avl: "mV";
        /// Lead aVF
        ecg_avf: "mV";
        /// Lead V1
        ecg_v1: "mV";
        /// Lead V2
        ecg_v2: "mV";
        /// Lead V3
        ecg_v3: "mV";
        /// Lead V4
        ecg_v4: "mV";
        /// Lead V5
        ecg_v5: "mV";
        /// Lead V6
        ecg_v6: "mV";
    }
}

/// A wave of the dipole along one axis: height, width and place in a beat of one second, rad.
type Wave = [f64; 3];

/// Sameni et al. 2007, their normal beat: left, down, back.
const ATRIAL: [&[Wave]; 3] = [
    &[[0.03, 0.0906, -1.09], [0.08, 0.1057, -0.83]],
    &[
        [0.035, 0.07, -1.1],
        [0.015, 0.07, -0.9],
        [-0.019, 0.04, -0.76],
    ],
    &[
        [-0.03, 0.03, -1.1],
        [-0.14, 0.12, -0.93],
        [-0.035, 0.04, -0.7],
    ],
];
const DEPOLARISING: [&[Wave]; 3] = [
    &[
        [-0.13, 0.0453, -0.19],
        [0.85, 0.0378, -0.07],
        [1.11, 0.0332, 0.0],
        [0.75, 0.0302, 0.06],
        [0.06, 0.0378, 0.22],
    ],
    &[
        [0.32, 0.055, -0.11],
        [0.51, 0.037, -0.01],
        [-0.32, 0.0604, 0.065],
    ],
    &[
        [0.045, 0.4, -0.4],
        [-0.4, 0.045, -0.15],
        [0.46, 0.05, 0.095],
    ],
];
const REPOLARISING: [&[Wave]; 3] = [
    &[
        [0.1, 0.604, 1.2],
        [0.17, 0.302, 1.42],
        [0.39, 0.1812, 1.68],
        [0.03, 0.5, 2.9],
    ],
    &[[0.04, 0.45, 0.8], [0.08, 0.3, 1.58], [0.014, 0.5, 2.9]],
    &[
        [-0.12, 0.8, 1.05],
        [-0.2, 0.4, 1.25],
        [-0.35, 0.2, 1.55],
        [-0.035, 0.4, 2.8],
    ],
];
/// A wide beat that begins in the right ventricle. Assumed: complexes of 0.16 s and T waves against
/// them, as in left bundle branch block.
const WIDE: [&[Wave]; 3] = [
    &[[1.0, 0.30, 0.0], [0.5, 0.25, 0.45], [-0.45, 0.5, 1.7]],
    &[[-0.5, 0.30, 0.1], [0.25, 0.5, 1.7]],
    &[[0.9, 0.35, 0.2], [-0.5, 0.5, 1.8]],
];
/// Waves of fibrillating ventricles: heights along the axes, turns relative to their mean. Assumed: three that
/// never meet again, around the 4 to 6 /s that are usual, 0.3 to 0.6 mV high.
const FIBRILLATING: [([f64; 3], f64); 3] = [
    ([0.16, 0.22, 0.14], 0.82),
    ([0.12, 0.18, 0.10], 1.074),
    ([0.06, 0.10, 0.08], 1.366),
];
/// Dower's projection of the dipole on I, II, V1 to V6.
const DOWER: [[f64; 3]; 8] = [
    [0.632, -0.235, 0.059],
    [0.235, 1.066, -0.132],
    [-0.515, 0.157, -0.917],
    [0.044, 0.164, -1.387],
    [0.882, 0.098, -1.277],
    [1.213, 0.127, -0.601],
    [1.125, 0.127, -0.086],
    [0.831, 0.076, 0.230],
];

/// The waves at a place of the beat; places and widths are stretched.
#[inline(always)]
fn sum<R: Real>(waves: &[Wave], place: R, stretched: R) -> R {
    let (mut total, turn) = (R::of(0.0), R::of(1.0 / (2.0 * PI)));
    for [height, width, at] in waves {
        // The nearest beat's.
        let turns = (place - R::of(*at) * stretched) * turn;
        let off = (turns - (turns + R::of(0.5)).floor()) / (turn * R::of(*width) * stretched);
        total = total + R::of(*height) * (-(R::of(0.5) * off * off)).exp();
    }
    total
}

/// Sine of so many turns.
#[inline(always)]
fn wave<R: Real>(turns: R) -> R {
    (R::of(2.0 * PI) * (turns - turns.floor())).sin()
}

impl Model for Ecg {
    const NAME: &'static str = "ecg";
    const TIME: &'static str = "s";
    const ABOUT: &'static str = include_str!("ecg.md");

    type State<R: Real> = Nothing<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> Nothing<R> {
        Nothing::default()
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { t, p, u, .. }: At<Self, R>) -> Signals<R> {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let is = |code: f64| {
            let off = (u.heart_rhythm - R::of(code)).abs();
            off.if_less(R::of(0.5), one, zero)
        };
        let wide = is(2.0) + is(3.0);
        let quivering = is(4.0);
        let conducted = (one - wide - quivering - is(5.0)).positive();
        let atrial = conducted - is(1.0);
        // Angles of a beat of one second; what lies far from the complex moves with the root of the
        // rate (McSharry 2003), the complex itself with the rate, so that it keeps its time.
        let relative = (u.heart_rate / p.pace).max(R::of(0.3));
        let far = relative.sqrt();
        let place = R::of(2.0 * PI) * u.beat_phase;
        let fluttering = {
            // Stridh and Sornmo 2001: a saw tooth of three waves.
            let turns = t * p.flutter;
            let tooth = turns + R::of(0.3) * wave(R::of(0.038) * turns);
            R::of(-0.05) * wave(tooth)
                - R::of(0.025) * wave(tooth + tooth)
                - R::of(0.015) * wave(tooth + tooth + tooth)
        };
        let segment = sum(&[[1.0, 0.35, 0.75]], place, far) * conducted;
        let elevation = [zero * p.gain, p.inferior_elevation, -p.anterior_elevation];
        let mut dipole = [zero * p.gain; 3];
        for (axis, along) in dipole.iter_mut().enumerate() {
            let mut quiver = zero;
            for (k, (heights, turns)) in FIBRILLATING.iter().enumerate() {
                let mean = t * p.quiver;
                let slow = one + R::of(0.4) * wave(R::of(0.022 * (k + 1) as f64) * mean);
                let turns = R::of(*turns) * mean + R::of(0.17 * axis as f64);
                quiver = quiver + R::of(heights[axis]) * slow * wave(turns);
            }
            let flutter = if axis == 1 {
                fluttering
            } else {
                R::of(0.5) * fluttering
            };
            let unit = atrial * sum(ATRIAL[axis], place, far)
                + conducted
                    * (sum(DEPOLARISING[axis], place, relative)
                        + sum(REPOLARISING[axis], place, far))
                + wide * sum(WIDE[axis], place, far)
                + quivering * quiver
                + is(1.0) * flutter;
            *along = p.gain * unit + elevation[axis] * segment;
        }
        let lead = |number: usize| {
            let [x, y, z] = DOWER[number];
            dipole[0] * R::of(x) + dipole[1] * R::of(y) + dipole[2] * R::of(z)
        };
        let half = R::of(0.5);
        let (first, second) = (lead(0), lead(1));
        Signals {
            ecg_i: first,
            ecg_ii: second,
            ecg_iii: second - first,
            ecg_avr: -(half * (first + second)),
            ecg_avl: first - half * second,
            ecg_avf: second - half * first,
            ecg_v1: lead(2),
            ecg_v2: lead(3),
            ecg_v3: lead(4),
            ecg_v4: lead(5),
            ecg_v5: lead(6),
            ecg_v6: lead(7),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
        Nothing::default()
    }
}
