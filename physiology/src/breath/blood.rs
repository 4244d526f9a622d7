//! Oxygen and carbon dioxide in blood: dissociation curves that depend on each other through pH.

use crate::Real;

/// Natural logarithm of ten.
const LN_10: f64 = std::f64::consts::LN_10;
/// Oxygen pressure of half saturation in health, `mm[Hg]`: Severinghaus, J Appl Physiol 1979;46:599.
pub const HALF_SATURATION: f64 = 26.8568;
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
/// Part of blood's haemoglobin in each litre of extracellular fluid, were it spread over all of it (Siggaard-Andersen 1974).
const SPREAD: f64 = 1.0 / 3.0;
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

impl<R: Real> Gases<R> {
    /// A place to be filled.
    #[inline(always)]
    fn none() -> Self {
        let zero = R::of(0.0);
        Self {
            oxygen_pressure: zero,
            carbon_dioxide_pressure: zero,
            saturation: zero,
            ph: zero,
            oxygen: zero,
            carbon_dioxide: zero,
        }
    }
}

// Several bloods at once: what is solved in rounds would wait for itself, and the rounds of the others fill that time.
// Loops and no closures, which are sometimes compiled as calls of their own.
impl<R: Real> Blood<R> {
    /// Blood in equilibrium with each of these gases, by their pressures.
    #[inline(always)]
    pub fn at_pressures<const N: usize>(
        &self,
        oxygen_pressure: [R; N],
        carbon_dioxide_pressure: [R; N],
    ) -> [Gases<R>; N] {
        let zero = R::of(0.0);
        let (mut p, mut bare, mut x, mut saturated) = ([zero; N], [zero; N], [zero; N], [zero; N]);
        for k in 0..N {
            p[k] = carbon_dioxide_pressure[k].positive() / self.normal_carbon_dioxide;
            let by_gas = shift_by_carbon_dioxide(p[k]);
            bare[k] = oxygen_pressure[k].positive() / self.half_saturation * by_gas;
            x[k] = self.rough_ph(p[k]);
            saturated[k] = saturation(bare[k] * shift_by_ph(x[k]));
        }
        for _ in 0..3 {
            for k in 0..N {
                x[k] = self.nearer_ph(x[k], p[k], saturated[k]);
                saturated[k] = saturation(bare[k] * shift_by_ph(x[k]));
            }
        }
        let mut all = [Gases::none(); N];
        for k in 0..N {
            all[k] = Gases {
                oxygen_pressure: oxygen_pressure[k],
                carbon_dioxide_pressure: carbon_dioxide_pressure[k],
                saturation: saturated[k],
                ph: R::of(7.4) + x[k],
                oxygen: self.capacity * saturated[k] + self.solubility * oxygen_pressure[k],
                carbon_dioxide: self.carbon_dioxide_content(p[k], x[k], saturated[k]),
            };
        }
        all
    }

    /// Bloods that hold this much oxygen in equilibrium with tissues of these carbon dioxide pressures:
    /// pH above 7.4, and carbon dioxide content. What is dissolved counts as bound: it shifts carbon
    /// dioxide by less than 0.1 %.
    #[inline(always)]
    pub fn leaving_tissue<const N: usize>(
        &self,
        oxygen: [R; N],
        carbon_dioxide_pressure: [R; N],
    ) -> ([R; N], [R; N]) {
        let zero = R::of(0.0);
        let (mut p, mut saturated, mut x) = ([zero; N], [zero; N], [zero; N]);
        for k in 0..N {
            p[k] = carbon_dioxide_pressure[k] / self.normal_carbon_dioxide;
            saturated[k] = (oxygen[k] / self.capacity).positive().min(R::of(1.0));
            x[k] = self.rough_ph(p[k]);
        }
        for _ in 0..3 {
            for k in 0..N {
                x[k] = self.nearer_ph(x[k], p[k], saturated[k]);
            }
        }
        let mut held = [zero; N];
        for k in 0..N {
            held[k] = self.carbon_dioxide_content(p[k], x[k], saturated[k]);
        }
        (x, held)
    }

    /// Oxygen pressure of blood that holds this much oxygen; `x` is its pH above 7.4.
    #[inline(always)]
    pub fn oxygen_pressure(&self, oxygen: R, x: R, carbon_dioxide_pressure: R) -> R {
        let p = carbon_dioxide_pressure / self.normal_carbon_dioxide;
        let shift = shift_of(p, x);
        let [ratio] = self.ratio_of([oxygen], [shift]);
        ratio / shift * self.half_saturation
    }

    /// Bloods that hold these contents.
    #[inline(always)]
    pub fn at_contents<const N: usize>(
        &self,
        oxygen: [R; N],
        carbon_dioxide: [R; N],
    ) -> [Gases<R>; N] {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let (mut saturated, mut shift) = ([zero; N], [zero; N]);
        for k in 0..N {
            saturated[k] = (oxygen[k] / self.capacity).positive().min(one);
        }
        let (x, p) = self.ph_of(carbon_dioxide, saturated, [zero; N], 4);
        for k in 0..N {
            shift[k] = shift_of(p[k], x[k]);
        }
        let mut ratio = self.ratio_of(oxygen, shift);
        for k in 0..N {
            saturated[k] = saturation(ratio[k]);
        }
        let (x, p) = self.ph_of(carbon_dioxide, saturated, x, 2);
        for k in 0..N {
            shift[k] = shift_of(p[k], x[k]);
        }
        // The curve has hardly shifted since: what was found on it is near, and two rounds find it again (tested).
        self.nearer_ratio(oxygen, shift, &mut ratio, 2);
        let mut all = [Gases::none(); N];
        for k in 0..N {
            all[k] = Gases {
                oxygen_pressure: ratio[k] / shift[k] * self.half_saturation,
                carbon_dioxide_pressure: p[k] * self.normal_carbon_dioxide,
                saturation: saturation(ratio[k]),
                ph: R::of(7.4) + x[k],
                oxygen: oxygen[k],
                carbon_dioxide: carbon_dioxide[k],
            };
        }
        all
    }

    /// pH above 7.4 and carbon dioxide pressure (of 40 `mm[Hg]`) at a content and a saturation, from a
    /// guess, by Newton's method.
    #[inline(always)]
    fn ph_of<const N: usize>(
        &self,
        content: [R; N],
        saturation: [R; N],
        guess: [R; N],
        rounds: usize,
    ) -> ([R; N], [R; N]) {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let mut x = guess;
        let cells = R::of(CELLS) * self.haemoglobin;
        let (mut plain, mut slope, mut held) = ([zero; N], [zero; N], [zero; N]);
        for k in 0..N {
            plain[k] = content[k] / self.dissolved;
            slope[k] = cell_slope(saturation[k]);
            held[k] = self.held(saturation[k]);
        }
        for _ in 0..rounds {
            for k in 0..N {
                let bound = R::of(BOUND) * (R::of(BOUND_SLOPE) * x[k]).exp();
                // With 1 - cells / (slope * left) in cells, all quotients have one divisor between them.
                let (left, all) = (R::of(CELLS_PH) - x[k], one + bound);
                let outside = slope[k] * left - cells;
                let part = one / (all * outside * left);
                let pressure = plain[k] * slope[k] * (left * left) * part;
                let bicarbonate = bicarbonate(pressure, x[k]);
                let excess = bicarbonate + self.buffers() * x[k] - held[k];
                // At one content a higher pH leaves less pressure: most of what pH adds it takes again.
                let bend = R::of(LN_10) - R::of(BOUND_SLOPE) * bound * (outside * left * part)
                    + cells * (all * part);
                x[k] = within_reason(x[k] - excess / (self.buffers() + bicarbonate * bend));
            }
        }
        let mut p = [one; N];
        for k in 0..N {
            p[k] = content[k] / self.carbon_dioxide_content(one, x[k], saturation[k]);
        }
        (x, p)
    }

    /// Where Newton's method for pH begins: as if nothing but bicarbonate buffered what base excess moves.
    #[inline(always)]
    fn rough_ph(&self, p: R) -> R {
        let one = R::of(1.0);
        let held = one + self.base_excess / (one - R::of(PLASMA_SHARE) * self.haemoglobin);
        R::of(0.58) * (held - p) / (held.max(R::of(0.1)) + p)
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
    fn carbon_dioxide_content(&self, p: R, x: R, saturation: R) -> R {
        let one = R::of(1.0);
        let plasma = self.dissolved * p * (one + R::of(BOUND) * (R::of(BOUND_SLOPE) * x).exp());
        plasma * (one - self.in_cells(x, saturation))
    }

    /// By how much blood holds less carbon dioxide than its plasma would.
    #[inline(always)]
    fn in_cells(&self, x: R, saturation: R) -> R {
        R::of(CELLS) * self.haemoglobin / (cell_slope(saturation) * (R::of(CELLS_PH) - x))
    }

    /// Pressure, shifted to pH 7.4 and as a multiple of the half-saturating one, of bloods that hold this
    /// much oxygen: (a r + d)(y(r) + y50) = y50 with y = r^3 + k r, by Halley's method.
    ///
    /// It begins at a quotient that meets the curve at half of the asymptote where haemoglobin is full; from
    /// there three rounds come within 1e-8 of the root at any haemoglobin of 3 g/dL and more.
    #[inline(always)]
    fn ratio_of<const N: usize>(&self, oxygen: [R; N], shift: [R; N]) -> [R; N] {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let half = R::of(1.0 + SEVERINGHAUS);
        let room = self.capacity / (self.solubility * self.half_saturation);
        let mut r = [zero; N];
        for i in 0..N {
            // 1 / a, and 1 - d.
            let (dissolving, whole) = (shift[i] * room, oxygen[i] / self.capacity);
            let full = R::of(0.8) * (half * dissolving).sqrt().sqrt();
            let bound = whole.positive().min(one);
            let guess = R::of(0.2) + bound * full / ((one - bound) * full + bound);
            r[i] = (whole - one).positive() * dissolving + guess;
        }
        self.nearer_ratio(oxygen, shift, &mut r, 3);
        r
    }

    /// Rounds of Halley's method towards that pressure.
    #[inline(always)]
    fn nearer_ratio<const N: usize>(
        &self,
        oxygen: [R; N],
        shift: [R; N],
        r: &mut [R; N],
        rounds: usize,
    ) {
        let (zero, one, two) = (R::of(0.0), R::of(1.0), R::of(2.0));
        let k = R::of(SEVERINGHAUS);
        let half = R::of(1.0 + SEVERINGHAUS);
        let dissolved = self.solubility * self.half_saturation / self.capacity;
        let (mut a, mut d) = ([zero; N], [zero; N]);
        for i in 0..N {
            a[i] = dissolved / shift[i];
            d[i] = one - oxygen[i] / self.capacity;
        }
        for _ in 0..rounds {
            for i in 0..N {
                let square = r[i] * r[i];
                let (rest, y) = (a[i] * r[i] + d[i], r[i] * (square + k) + half);
                let slope_y = R::of(3.0) * square + k;
                let f = rest * y - half;
                let first = a[i] * y + rest * slope_y;
                let second = two * a[i] * slope_y + R::of(6.0) * rest * r[i];
                r[i] = r[i] - two * f * first / (two * first * first - f * second);
            }
        }
        for r in r {
            *r = r.positive();
        }
    }
}

/// Base excess of blood whose haemoglobin shares what carbon dioxide adds of acid with the fluid around it: from
/// base excess of the two together, as if haemoglobin were spread over both (a third of it in each litre), and the
/// carbon dioxide pressure. All are multiples: of 15 g/dL, 24.26 mmol/L, 40 `mm[Hg]`.
#[inline(always)]
pub fn shared_base_excess<R: Real>(haemoglobin: R, together: R, p: R) -> R {
    let one = R::of(1.0);
    let spread = |haemoglobin: R| {
        (
            one - R::of(PLASMA_SHARE) * haemoglobin,
            R::of(BUFFER) + R::of(BUFFER_HAEMOGLOBIN) * haemoglobin,
        )
    };
    let (share, buffers) = spread(haemoglobin * R::of(SPREAD));
    let held = one + together / share;
    let mut x = R::of(0.58) * (held - p) / (held.max(R::of(0.1)) + p);
    for _ in 0..3 {
        let bicarbonate = bicarbonate(p, x);
        let excess = bicarbonate + buffers * x - held;
        x = within_reason(x - excess / (R::of(LN_10) * bicarbonate + buffers));
    }
    let (share, own) = spread(haemoglobin);
    share * (held - one + (own - buffers) * x)
}

/// What divides the cells' part in the equation of Douglas 1988, for each unit of pH below 8.142.
#[inline(always)]
fn cell_slope<R: Real>(saturation: R) -> R {
    R::of(3.352) - R::of(0.456) * saturation
}

/// How the oxygen curve is shifted, as a factor of pressure.
#[inline(always)]
fn shift_of<R: Real>(p: R, x: R) -> R {
    (R::of(BOHR * LN_10) * x - R::of(BY_CARBON_DIOXIDE) * noticeable(p).ln()).exp()
}

#[inline(always)]
fn shift_by_carbon_dioxide<R: Real>(p: R) -> R {
    noticeable(p).powf(R::of(-BY_CARBON_DIOXIDE))
}

/// Below 2 `mm[Hg]` the logarithm would run away.
#[inline(always)]
fn noticeable<R: Real>(p: R) -> R {
    p.max(R::of(0.05))
}

/// Saturation at a shifted pressure, as a multiple of the half-saturating one.
#[inline(always)]
pub fn saturation<R: Real>(ratio: R) -> R {
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
            half_saturation: HALF_SATURATION,
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
            let ours = saturation(pressure / HALF_SATURATION);
            assert!(
                (ours - printed).abs() < 1e-5,
                "{pressure}: {ours} {printed}"
            );
        }
    }

    /// What is bound and dissolved at the pressures that are found is what the blood was said to hold.
    #[test]
    fn blood_of_known_contents_holds_them() {
        for haemoglobin in [3.0, 6.0, 15.0, 20.0] {
            for oxygen in [0.02, 0.2, 0.5, 0.8, 0.97, 1.0, 1.05] {
                for carbon_dioxide in [8.0, 15.0, 22.0, 35.0] {
                    let blood = blood(haemoglobin, 0.0);
                    let oxygen = oxygen * blood.capacity;
                    let [found] = blood.at_contents([oxygen], [carbon_dioxide]);
                    let held = blood.capacity * found.saturation
                        + blood.solubility * found.oxygen_pressure;
                    let place = format!("Hb {haemoglobin}: {found:?}");
                    assert!((held / oxygen - 1.0).abs() < 1e-6, "{held} {place}");
                    let p = found.carbon_dioxide_pressure / 40.0;
                    let x = found.ph - 7.4;
                    let held = blood.carbon_dioxide_content(p, x, found.saturation);
                    // Saturation has moved a little since pH was found.
                    let off = held / carbon_dioxide - 1.0;
                    assert!(off.abs() < 1e-3, "{off} {place}");
                }
            }
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
            let [gases] = blood(haemoglobin, base_excess).at_pressures([oxygen], [carbon_dioxide]);
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

    /// Brackett, Cohen, Schwartz, N Engl J Med 1965;272:6: bicarbonate of people rises by some 0.1 mmol/L for each
    /// `mm[Hg]` of carbon dioxide at once; blood in a glass has more than twice that.
    #[test]
    fn validated_carbon_dioxide_titrates_people_and_not_their_blood_alone() {
        let bicarbonate = |base_excess: f64, pressure: f64| {
            let [gases] = blood(15.0, base_excess).at_pressures([95.0], [pressure]);
            0.0304 * pressure * 10_f64.powf(gases.ph - 6.1)
        };
        for pressure in [60.0, 80.0] {
            let shared = 24.26 * shared_base_excess(1.0, 0.0, pressure / 40.0);
            let rise = |base_excess: f64| {
                (bicarbonate(base_excess, pressure) - bicarbonate(0.0, 40.0)) / (pressure - 40.0)
            };
            assert!((0.07..=0.13).contains(&rise(shared)), "{}", rise(shared));
            assert!(rise(0.0) > 0.15, "{}", rise(0.0));
        }
        assert!(shared_base_excess(1.0, 0.0, 1.0).abs() < 1e-3);
    }
}
