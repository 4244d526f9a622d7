//! How tightly the haemoglobin of a person holds oxygen.

use super::Adult;
use crate::breath::blood::{HALF_SATURATION, saturation};

/// What red cells of the anaemic add to that for each g/dL which the sex has more, mmHg: 30.65 in 21 patients with
/// 7.55 g/dL and 26.7 in health (2,3-diphosphoglycerate; abstract read; Boening and Enciso, Blut 1987;54:361, from
/// memory), over the 6.95 g/dL to the middle of both sexes. Straight beyond 7.3 g/dL, where nobody was measured, is
/// assumed.
const LOOSENING: f64 = (30.65 - 26.7) / (14.5 - 7.55);

impl Adult {
    /// Oxygen pressure of half saturation at pH 7.4, mmHg; higher in who has lived with anaemia for weeks.
    pub fn half_saturation(&self) -> f64 {
        let lacking = self.usual_haemoglobin() - self.haemoglobin();
        HALF_SATURATION + LOOSENING * lacking.max(0.0)
    }

    /// Part of haemoglobin that holds oxygen where, in health, `part` of it does: at the same pressure.
    pub(crate) fn held_where(&self, part: f64) -> f64 {
        let (mut low, mut high) = (0.0, 10.0);
        // Each round halves what is left: after 60 there is nothing between.
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if saturation(middle) < part {
                low = middle;
            } else {
                high = middle;
            }
        }
        saturation(low * HALF_SATURATION / self.half_saturation())
    }

    /// Part of the oxygen delivered that tissues can take, where it is `extraction` in health: they draw it down to the
    /// same pressure.
    pub(crate) fn extractable(&self, extraction: f64) -> f64 {
        const ARTERIAL: f64 = 0.97;
        1.0 - self.held_where(ARTERIAL * (1.0 - extraction)) / ARTERIAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Sex;

    fn man(haemoglobin: f64) -> Adult {
        Adult {
            sex: Sex::Male,
            age_yr: 25.0,
            weight_kg: 70.0,
            height_cm: 176.0,
            haemoglobin_g_dl: Some(haemoglobin),
        }
    }

    #[test]
    fn tissues_of_the_anaemic_take_more_at_the_same_pressure() {
        let (well, poor) = (man(15.5), man(5.0));
        assert_eq!(well.half_saturation(), HALF_SATURATION);
        assert!((well.extractable(0.6) - 0.6).abs() < 1e-12);
        assert!((0.68..0.75).contains(&poor.extractable(0.6)));
        // Nothing holds nothing, and what is full stays so.
        assert!(poor.held_where(0.0) < 1e-12 && poor.held_where(0.999) > 0.99);
        // More than the usual is not held more tightly.
        assert_eq!(man(18.0).half_saturation(), HALF_SATURATION);
    }
}
