//! Doses for each kilogram and for each square metre of body surface.

use super::Subject;
use crate::file::Per;

/// Body surface in square metres: the square root of height in cm times weight in kg over 3600
/// (Mosteller, N Engl J Med 1987;317:1098). Of the formulas in use it is the one that oncology
/// guidelines name first; that of Du Bois and Du Bois (Arch Intern Med 1916;17:863) gives 1 to 2 % less
/// in most adults.
pub fn body_surface_m2(height_cm: f64, weight_kg: f64) -> f64 {
    (height_cm * weight_kg / 3600.0).sqrt()
}

impl Subject {
    /// How many of what a dose is for each of this patient has; `Err` says which fact is missing.
    pub(crate) fn count_of(&self, per: Per) -> Result<f64, String> {
        let weight = self.person.weight_kg;
        match per {
            Per::Patient => Ok(1.0),
            Per::Kilogram => Ok(weight),
            Per::SquareMetre => match self.facts.numbers.get("height") {
                Some(height) => Ok(body_surface_m2(*height, weight)),
                None => Err(
                    "a dose for each m2 of body surface needs `height` of the patient".to_owned(),
                ),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::body_surface_m2;

    /// The example of everyone: 180 cm and 80 kg are 2 m2 exactly.
    #[test]
    fn validated_mosteller() {
        assert_eq!(body_surface_m2(180.0, 80.0), 2.0);
        // Du Bois: 0.007184 * 70^0.425 * 170^0.725 = 1.810 m2.
        let du_bois = 0.007184 * 70_f64.powf(0.425) * 170_f64.powf(0.725);
        assert!((body_surface_m2(170.0, 70.0) / du_bois - 1.0).abs() < 0.01);
    }
}
