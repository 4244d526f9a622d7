//! What is known of an adult from four facts.

/// Sex, as far as published equations use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// An adult.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adult {
    /// Sex.
    pub sex: Sex,
    /// Age in years.
    pub age_yr: f64,
    /// Body weight in kilograms.
    pub weight_kg: f64,
    /// Height in centimetres.
    pub height_cm: f64,
}

impl Adult {
    /// One of two values by sex.
    pub fn by_sex(&self, female: f64, male: f64) -> f64 {
        match self.sex {
            Sex::Female => female,
            Sex::Male => male,
        }
    }

    /// Ideal body weight in kilograms (Devine, Drug Intell Clin Pharm 1974;8:650).
    pub fn ideal_weight_kg(&self) -> f64 {
        self.by_sex(45.5, 50.0) + 0.91 * (self.height_cm - 152.4)
    }

    /// Body surface in square metres (Du Bois and Du Bois, Arch Intern Med 1916;17:863).
    pub fn body_surface_m2(&self) -> f64 {
        0.007_184 * self.weight_kg.powf(0.425) * self.height_cm.powf(0.725)
    }

    /// Body mass index in kg/m2.
    pub fn body_mass_index(&self) -> f64 {
        self.weight_kg / (self.height_cm / 100.0).powi(2)
    }

    /// Blood volume in litres (Nadler, Hidalgo and Bloch, Surgery 1962;51:224).
    pub fn blood_volume_l(&self) -> f64 {
        let cubed = (self.height_cm / 100.0).powi(3);
        self.by_sex(
            0.3561 * cubed + 0.033_08 * self.weight_kg + 0.1833,
            0.3669 * cubed + 0.032_19 * self.weight_kg + 0.6041,
        )
    }

    /// Oxygen use at rest in mL/min: the energy of Roza and Shizgal (Am J Clin Nutr 1984;40:168), at
    /// Weir's 3.941 + 1.106 RQ kcal for each litre (J Physiol 1949;109:1) and a quotient of 0.8.
    pub fn oxygen_use_ml_min(&self) -> f64 {
        let (weight, height, age) = (self.weight_kg, self.height_cm, self.age_yr);
        let kcal_per_day = self.by_sex(
            447.593 + 9.247 * weight + 3.098 * height - 4.330 * age,
            88.362 + 13.397 * weight + 4.799 * height - 5.677 * age,
        );
        kcal_per_day / 1440.0 / (3.941 + 1.106 * 0.8) * 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validated_the_reference_man_of_the_public_engines() {
        // Male, 44 yr, 77 kg, 1.80 m: 1790 kcal/day and 5.5 to 5.67 L of blood are what they hold
        // him to (Guyton; Roza).
        let man = Adult {
            sex: Sex::Male,
            age_yr: 44.0,
            weight_kg: 77.0,
            height_cm: 180.0,
        };
        assert!((man.ideal_weight_kg() - 75.1).abs() < 0.1);
        assert!(
            (man.oxygen_use_ml_min() - 249.5).abs() < 1.0,
            "{}",
            man.oxygen_use_ml_min()
        );
        assert!(
            (man.blood_volume_l() - 5.22).abs() < 0.05,
            "{}",
            man.blood_volume_l()
        );
        assert!((man.body_surface_m2() - 1.96).abs() < 0.01);
    }
}
