//! Oxygen and carbon dioxide in blood: dissociation curves that depend on each other through pH.

use crate::Real;

/// Natural logarithm of ten.
const LN_10: f64 = std::f64::consts::LN_10;
/// Severinghaus 1979, S = 1 / (23400 / (P^3 + 150 P) + 1), with pressures as multiples of the one
/// of half saturation, 26.8568 `mm[Hg]`: 150 / 26.8568^2.
const SEVERINGHAUS: f64 = 0.207_961;
/// Kelman 1966: shift of the curve by pH (Bohr) and by carbon dioxide itself, of decimal logarithms.
const BOHR: f64 = 0.40;
const BY_CARBON_DIOXIDE: f64 = 0.06;
/// Zander (Lang and Zander 2002), with bicarbonate as a multiple of 24.26 mmol/L, haemoglobin of
/// 15 g/dL: 0.0143 * 15; 9.5 / 24.26; 1.63 * 15 / 24.26; 0.2 * 15 / 24.26; 0.0304 * 40 * 10^1.3 / 24.26.
const PLASMA_SHARE: f64 = 0.2145;
const BUFFER: f64 = 0.391_591;
const BUFFER_HAEMOGLOBIN: f64 = 1.007_832;
const BUFFER_OXYGEN: f64 = 0.123_660;
const BICARBONATE: f64 = 1.000_099;
/// Douglas 1988 at 37 Cel: 10^(7.4 - pK'), slope of pH - pK' times ln 10, 0.0289 * 15, 8.142 - 7.4.
const BOUND: f64 = 20.383_6;
const BOUND_SLOPE: f64 = 2.402_493;
const CELLS: f64 = 0.4335;
const CELLS_PH: f64 = 0.742;
/// pH is kept between 6.2 and 7.9, where these curves still mean something.
const LOWEST: f64 = -1.2;
const HIGHEST: f64 = 0.5;

/// Blood of one person at one instant, without its gases.
#[derive(Debug, Clone, Copy)]
pub struct Blood<R> {
    /// Haemoglobin, as a multiple of 15 g/dL.
    pub haemoglobin: R,
    /// Base excess, as a multiple of 24.26 mmol/L.
    pub base_excess: R,
    /// Oxygen pressure of half saturation at pH 7.4.
    pub half_saturation: R,
    /// Carbon dioxide pressure of 40 `mm[Hg]`.
    pub normal_carbon_dioxide: R,
    /// Oxygen that haemoglobin can bind, per volume of blood.
    pub capacity: R,
    /// Solubility of oxygen.
    pub solubility: R,
    /// Carbon dioxide dissolved at 40 `mm[Hg]`, per volume of plasma.
    pub dissolved: R,
}

/// Gases of blood, as pressures and as contents.
#[derive(Debug, Clone, Copy)]
pub struct Gases<R> {
    /// Oxygen pressure.
    pub oxygen_pressure: R,
    /// Carbon dioxide pressure.
    pub carbon_dioxide_pressure: R,
    /// Part of haemoglobin that holds oxygen.
    pub saturation: R,
    /// pH of plasma.
    pub ph: R,
    /// Oxygen, bound and dissolved.
    pub oxygen: R,
    /// Carbon dioxide, in plasma and cells.
    pub carbon_dioxide: R,
}

impl<R: Real> Blood<R> {
    /// Blood in equilibrium with gas of these pressures.
    #[inline(always)]
    pub fn at_pressures(&self, oxygen_pressure: R, carbon_dioxide_pressure: R) -> Gases<R> {
        let p = carbon_dioxide_pressure / self.normal_carbon_dioxide;
        let by_gas = self.shift_by_carbon_dioxide(p);
        let bare = oxygen_pressure / self.half_saturation;
        let mut x = R::of(0.58) * (R::of(1.0) - p) / (R::of(1.0) + p);
        let mut saturation = saturation(bare * by_gas * shift_by_ph(x));
        for _ in 0..3 {
            x = self.nearer_ph(x, p, saturation);
            saturation = self::saturation(bare * by_gas * shift_by_ph(x));
        }
        Gases {
            oxygen_pressure,
            carbon_dioxide_pressure,
            saturation,
            ph: R::of(7.4) + x,
            oxygen: self.capacity * saturation + self.solubility * oxygen_pressure,
            carbon_dioxide: self.carbon_dioxide_content(p, x, saturation),
        }
    }

    /// Blood that holds this much oxygen in equilibrium with tissue of this carbon dioxide pressure.
    /// What is dissolved counts as bound: it shifts carbon dioxide by less than 0.1 %.
    #[inline(always)]
    pub fn leaving_tissue(&self, oxygen: R, carbon_dioxide_pressure: R) -> (R, R) {
        let p = carbon_dioxide_pressure / self.normal_carbon_dioxide;
        let saturation = (oxygen / self.capacity).positive().min(R::of(1.0));
        let mut x = R::of(0.58) * (R::of(1.0) - p) / (R::of(1.0) + p);
        for _ in 0..3 {
            x = self.nearer_ph(x, p, saturation);
        }
        (x, self.carbon_dioxide_content(p, x, saturation))
    }

    /// Oxygen pressure of blood that holds this much oxygen; `x` is its pH above 7.4.
    #[inline(always)]
    pub fn oxygen_pressure(&self, oxygen: R, x: R, carbon_dioxide_pressure: R) -> R {
        let p = carbon_dioxide_pressure / self.normal_carbon_dioxide;
        let shift = self.shift_by_carbon_dioxide(p) * shift_by_ph(x);
        self.ratio_of(oxygen, shift) / shift * self.half_saturation
    }

    /// Blood that holds these contents.
    #[inline(always)]
    pub fn at_contents(&self, oxygen: R, carbon_dioxide: R) -> Gases<R> {
        let one = R::of(1.0);
        let rough = (oxygen / self.capacity).positive().min(one);
        let (x, p) = self.ph_of(carbon_dioxide, rough, R::of(0.0), 4);
        let shift = |x: R, p: R| self.shift_by_carbon_dioxide(p) * shift_by_ph(x);
        let saturated = saturation(self.ratio_of(oxygen, shift(x, p)));
        let (x, p) = self.ph_of(carbon_dioxide, saturated, x, 2);
        let shift = shift(x, p);
        let ratio = self.ratio_of(oxygen, shift);
        Gases {
            oxygen_pressure: ratio / shift * self.half_saturation,
            carbon_dioxide_pressure: p * self.normal_carbon_dioxide,
            saturation: saturation(ratio),
            ph: R::of(7.4) + x,
            oxygen,
            carbon_dioxide,
        }
    }

    /// pH above 7.4 and carbon dioxide pressure (of 40 `mm[Hg]`) at a content and a saturation, from a
    /// guess, by Newton's method.
    #[inline(always)]
    fn ph_of(&self, content: R, saturation: R, guess: R, rounds: usize) -> (R, R) {
        let one = R::of(1.0);
        let held = self.held(saturation);
        let mut x = guess;
        for _ in 0..rounds {
            let bound = R::of(BOUND) * (R::of(BOUND_SLOPE) * x).exp();
            let cells = self.in_cells(x, saturation);
            let pressure = content / (self.dissolved * (one + bound) * (one - cells));
            let bicarbonate = bicarbonate(pressure, x);
            let excess = bicarbonate + self.buffers() * x - held;
            // At one content a higher pH leaves less pressure: most of what pH adds it takes again.
            let bend = R::of(LN_10) - R::of(BOUND_SLOPE) * bound / (one + bound)
                + cells / ((one - cells) * (R::of(CELLS_PH) - x));
            x = within_reason(x - excess / (self.buffers() + bicarbonate * bend));
        }
        (x, content / self.carbon_dioxide_content(one, x, saturation))
    }

    /// One step of Newton's method towards the pH at which the buffers hold what they hold.
    #[inline(always)]
    fn nearer_ph(&self, x: R, p: R, saturation: R) -> R {
        let bicarbonate = bicarbonate(p, x);
        let excess = bicarbonate + self.buffers() * x - self.held(saturation);
        within_reason(x - excess / (R::of(LN_10) * bicarbonate + self.buffers()))
    }

    #[inline(always)]
    fn buffers(&self) -> R {
        R::of(BUFFER) + R::of(BUFFER_HAEMOGLOBIN) * self.haemoglobin
    }

    /// Bicarbonate and buffer base that do not change when carbon dioxide does.
    #[inline(always)]
    fn held(&self, saturation: R) -> R {
        let one = R::of(1.0);
        let oxygen = R::of(BUFFER_OXYGEN) * self.haemoglobin * (one - saturation);
        one + (self.base_excess + oxygen) / (one - R::of(PLASMA_SHARE) * self.haemoglobin)
    }

    #[inline(always)]
    fn shift_by_carbon_dioxide(&self, p: R) -> R {
        // Below 2 mm[Hg] the logarithm would run away.
        p.max(R::of(0.05)).powf(R::of(-BY_CARBON_DIOXIDE))
    }

    #[inline(always)]
    fn carbon_dioxide_content(&self, p: R, x: R, saturation: R) -> R {
        let one = R::of(1.0);
        let plasma = self.dissolved * p * (one + R::of(BOUND) * (R::of(BOUND_SLOPE) * x).exp());
        plasma * (one - self.in_cells(x, saturation))
    }

    /// By how much blood holds less carbon dioxide than its plasma would.
    #[inline(always)]
    fn in_cells(&self, x: R, saturation: R) -> R {
        let far = (R::of(3.352) - R::of(0.456) * saturation) * (R::of(CELLS_PH) - x);
        R::of(CELLS) * self.haemoglobin / far
    }

    /// Pressure, shifted to pH 7.4 and as a multiple of the half-saturating one, of blood that holds
    /// this much oxygen: (a r + d)(y(r) + y50) = y50 with y = r^3 + k r, by Halley's method, which
    /// needs no starting value near the root.
    #[inline(always)]
    fn ratio_of(&self, oxygen: R, shift: R) -> R {
        let k = R::of(SEVERINGHAUS);
        let half = R::of(1.0 + SEVERINGHAUS);
        let a = self.solubility * self.half_saturation / (shift * self.capacity);
        let d = R::of(1.0) - oxygen / self.capacity;
        let mut r = (-d).positive() / a + R::of(4.0);
        for _ in 0..7 {
            let square = r * r;
            let (rest, y) = (a * r + d, r * (square + k) + half);
            let slope_y = R::of(3.0) * square + k;
            let f = rest * y - half;
            let first = a * y + rest * slope_y;
            let second = R::of(2.0) * a * slope_y + R::of(6.0) * rest * r;
            let two = R::of(2.0);
            r = r - two * f * first / (two * first * first - f * second);
        }
        r.positive()
    }
}

/// Saturation at a shifted pressure, as a multiple of the half-saturating one.
#[inline(always)]
fn saturation<R: Real>(ratio: R) -> R {
    let y = ratio * (ratio * ratio + R::of(SEVERINGHAUS));
    y / (y + R::of(1.0 + SEVERINGHAUS))
}

#[inline(always)]
fn shift_by_ph<R: Real>(x: R) -> R {
    (R::of(BOHR * LN_10) * x).exp()
}

#[inline(always)]
fn bicarbonate<R: Real>(p: R, x: R) -> R {
    R::of(BICARBONATE) * p * (R::of(LN_10) * x).exp()
}

#[inline(always)]
fn within_reason<R: Real>(x: R) -> R {
    x.max(R::of(LOWEST)).min(R::of(HIGHEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blood(haemoglobin: f64, base_excess: f64) -> Blood<f64> {
        Blood {
            haemoglobin: haemoglobin / 15.0,
            base_excess: base_excess / 24.26,
            half_saturation: 26.8568,
            normal_carbon_dioxide: 40.0,
            capacity: 8.976 * haemoglobin / 15.0,
            solubility: 1.34e-3,
            dissolved: 1.228,
        }
    }

    /// Severinghaus, J Appl Physiol 1979;46:599: his equation against the standard human curve.
    #[test]
    fn validated_oxygen_dissociation_curve_of_severinghaus() {
        for pressure in [10.0_f64, 20.0, 40.0, 60.0, 80.0, 100.0, 150.0] {
            let printed = 1.0 / (23400.0 / (pressure.powi(3) + 150.0 * pressure) + 1.0);
            let ours = saturation(pressure / 26.8568);
            assert!(
                (ours - printed).abs() < 1e-5,
                "{pressure}: {ours} {printed}"
            );
        }
    }

    /// Content by another implementation of Douglas 1988 (R package co2ntent, its own test):
    /// haemoglobin 10 g/dL, saturation 0.9, 5 kPa, pH 7.4: 0.867593 * 54.803778 mL/dL.
    #[test]
    fn validated_carbon_dioxide_content_of_douglas() {
        let ours = blood(10.0, 0.0).carbon_dioxide_content(5.0 * 7.500_62 / 40.0, 0.0, 0.9);
        // 2.226 mL/dL are what Douglas takes for a mmol/L.
        let printed = 0.867_593 * 54.803_778 / 2.226;
        assert!((ours / printed - 1.0).abs() < 1e-4, "{ours} {printed}");
    }

    /// Base excess of Zander's equation, asked back from the pH that we find for it.
    #[test]
    fn validated_base_excess_of_zander() {
        for (haemoglobin, base_excess, oxygen, carbon_dioxide) in [
            (15.0, 0.0, 95.0, 40.0),
            (15.0, -10.0, 95.0, 30.0),
            (8.0, 5.0, 40.0, 60.0),
            (15.0, 0.0, 30.0, 80.0),
        ] {
            let gases = blood(haemoglobin, base_excess).at_pressures(oxygen, carbon_dioxide);
            let bicarbonate = 0.0304 * carbon_dioxide * 10_f64.powf(gases.ph - 6.1);
            let found = (1.0 - 0.0143 * haemoglobin)
                * (bicarbonate - 24.26 + (9.5 + 1.63 * haemoglobin) * (gases.ph - 7.4))
                - 0.2 * haemoglobin * (1.0 - gases.saturation);
            assert!(
                (found - base_excess).abs() < 0.02,
                "{found} {base_excess} {gases:?}"
            );
        }
    }
}
