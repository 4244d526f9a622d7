//! An adult at rest: sex, age, weight and height set the parameters of heart, vessels, reflexes and
//! blood, so that the typical person of that kind stands at rest with the published cardiac output,
//! heart rate, pressure and blood volume.

use super::Part;
use crate::circulation::averaged::Circulation;
use crate::circulation::baroreflex::{self, Baroreflex};
use crate::circulation::beating::BeatingCirculation;
use crate::circulation::blood::{self, Blood};
use crate::circulation::chemoreflex::{self, Chemoreflex};
use crate::circulation::decompensation::{self, Decompensation};
use crate::circulation::ecg::{self, Ecg};
use crate::circulation::mast_cells::{self, MastCells};
use crate::circulation::numbers;
use crate::circulation::ventricle::Ventricle;
use crate::{Model, Quantities};

/// Sex, as it tells of body size and organs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Facts of an adult.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adult {
    /// Sex.
    pub sex: Sex,
    /// Age in years.
    pub age_yr: f64,
    /// Weight in kilograms.
    pub weight_kg: f64,
    /// Height in centimetres.
    pub height_cm: f64,
    /// Haemoglobin of this person at rest in g/dL, where it is known; else that of the sex.
    pub haemoglobin_g_dl: Option<f64>,
}

/// What the parameters of adults rest on.
pub const ADULT_SOURCE: &str = "vessels and reflexes of Heldt et al., J Appl Physiol 2002;92:1239 (values as \
    in CVSim 1.0.1), diastole of Ursino, Am J Physiol 1998;275:H1733, scaled by blood volume (Nadler \
    1962), body surface (DuBois 1916), cardiac index by age (Guyton; Brandfonbrener 1955), resting \
    heart rate (NHANES 1999-2008) and flows of organs (ICRP 89)";

/// Haemoglobin in g/dL down to which vessels get used to thin blood; see blood.md.
const ACCUSTOMED: f64 = 10.0;

/// Pressure around heart and lungs, as the vocabulary has it at rest, mmHg.
const PLEURAL: f64 = -4.0;

/// Chemoreflex of any adult; the sources stand in chemoreflex.md.
const CHEMOREFLEX: chemoreflex::Params<f64> = chemoreflex::Params {
    oxygen_threshold: 80.0,
    oxygen_asymptote: 32.0,
    oxygen_floor: 10.0,
    oxygen_gain: 0.2,
    carbon_dioxide_threshold: 45.0,
    carbon_dioxide_gain: 0.015,
    local_dilation: 0.1,
    pulmonary_constriction: 0.25,
    pressure_threshold: 60.0,
    pressure_gain: 0.13,
    pressure_most: 1.4,
    time: 15.0,
};

/// Mast cells of any adult; the sources stand in mast_cells.md.
const MAST_CELLS: mast_cells::Params<f64> = mast_cells::Params {
    release: 0.0,
    release_time: 3.0,
    dilation: 0.75,
    venodilation: 0.3,
    leak: 5.0,
    bronchoconstriction: 6.0,
};

/// Carbon dioxide made for each volume of oxygen used, on an average diet (Guyton and Hall, Textbook of Medical
/// Physiology, "Transport of oxygen and carbon dioxide": 0.825).
pub const RESPIRATORY_QUOTIENT: f64 = 0.825;
/// Energy of a litre of oxygen at that quotient (Weir, J Physiol 1949;109:1).
pub const KCAL_PER_LITRE_OXYGEN: f64 = 3.941 + 1.106 * RESPIRATORY_QUOTIENT;

impl Adult {
    /// Body surface, m2: DuBois and DuBois, Arch Intern Med 1916;17:863.
    pub fn body_surface(&self) -> f64 {
        0.007_184 * self.weight_kg.powf(0.425) * self.height_cm.powf(0.725)
    }

    /// Ideal body weight, kg: Devine, Drug Intell Clin Pharm 1974;8:650.
    pub fn ideal_weight(&self) -> f64 {
        let least = match self.sex {
            Sex::Male => 50.0,
            Sex::Female => 45.5,
        };
        least + 0.91 * (self.height_cm - 152.4)
    }

    /// Oxygen use at rest, mL/min: energy of Roza and Shizgal, Am J Clin Nutr 1984;40:168, at 3.941 +
    /// 1.106 RQ kcal for each litre (Weir, J Physiol 1949;109:1).
    pub fn oxygen_use(&self) -> f64 {
        let (weight, height, age) = (self.weight_kg, self.height_cm, self.age_yr);
        let kcal_per_day = match self.sex {
            Sex::Male => 88.362 + 13.397 * weight + 4.799 * height - 5.677 * age,
            Sex::Female => 447.593 + 9.247 * weight + 3.098 * height - 4.330 * age,
        };
        1000.0 * kcal_per_day / 1440.0 / KCAL_PER_LITRE_OXYGEN
    }

    /// Blood volume, mL: Nadler, Hidalgo, Bloch, Surgery 1962;51:224.
    pub fn blood_volume(&self) -> f64 {
        let height = self.height_cm / 100.0;
        let (cubed, weight) = (height * height * height, self.weight_kg);
        1000.0
            * match self.sex {
                Sex::Male => 0.3669 * cubed + 0.032_19 * weight + 0.6041,
                Sex::Female => 0.3561 * cubed + 0.033_08 * weight + 0.1833,
            }
    }

    /// Cardiac output at rest, L/min: 3.0 L/min/m2 (Guyton and Hall), taken at 44 years, falling by
    /// 0.79 % of that with every year (Brandfonbrener, Landowne, Shock, Circulation 1955;12:557).
    pub fn cardiac_output(&self) -> f64 {
        self.body_surface() * 3.0 * (1.0 - 0.0079 * (self.age_yr - 44.0))
    }

    /// Haemoglobin, g/dL: the person's own, else middles of the reference ranges 13.8-17.2 and 12.1-15.1.
    ///
    /// Who has lived with another haemoglobin for weeks has the same volume of blood, with plasma in place of
    /// cells; what its viscosity does to resistance, blood.md says.
    pub fn haemoglobin(&self) -> f64 {
        self.haemoglobin_g_dl
            .unwrap_or_else(|| self.usual_haemoglobin())
    }

    /// Haemoglobin of the sex, g/dL.
    pub(super) fn usual_haemoglobin(&self) -> f64 {
        match self.sex {
            Sex::Male => 15.5,
            Sex::Female => 13.6,
        }
    }

    /// Heart rate at rest, /min: adult means of NHANES 1999-2008 (Ostchega et al., Natl Health Stat
    /// Report 2011;41).
    pub fn heart_rate(&self) -> f64 {
        match self.sex {
            Sex::Male => 71.0,
            Sex::Female => 74.0,
        }
    }

    /// Shares of cardiac output: brain, heart, kidneys, gut with liver and spleen, muscle, skin. The
    /// rest goes to fat, bone and all else. ICRP publication 89 (2002), adults.
    fn shares(&self) -> [f64; 6] {
        match self.sex {
            Sex::Male => [0.12, 0.04, 0.19, 0.255, 0.17, 0.05],
            Sex::Female => [0.12, 0.05, 0.17, 0.27, 0.12, 0.05],
        }
    }

    /// Flow to gut, liver and spleen at rest, L/min.
    pub fn liver_flow(&self) -> f64 {
        self.shares()[3] * self.cardiac_output()
    }

    /// Flow to the kidneys at rest, L/min.
    pub fn kidney_flow(&self) -> f64 {
        self.shares()[2] * self.cardiac_output()
    }

    /// Parts of the body, in which the typical person is at rest; the heart as a mean over beats.
    pub fn parts(&self) -> Vec<Part> {
        self.parts_with(Circulation::NAME)
    }

    /// The same with a heart that beats, and its electrocardiogram; it comes to rest by beating.
    pub fn beating_parts(&self) -> Vec<Part> {
        let mut parts = self.parts_with(BeatingCirculation::NAME);
        parts.push(Part {
            instance: Ecg::NAME,
            system: Ecg::NAME,
            params: written(ecg::Params {
                gain: 1.0,
                pace: 60.0,
                flutter: 6.0,
                quiver: 5.0,
                inferior_elevation: 0.0,
                anterior_elevation: 0.0,
            }),
        });
        parts
    }

    fn parts_with(&self, heart: &'static str) -> Vec<Part> {
        let (circulation, reflex, blood) = self.parameters();
        let part = |instance, system, params| Part {
            instance,
            system,
            params,
        };
        let chemoreflex = written(CHEMOREFLEX);
        let decompensation = written(self.decompensation(&reflex));
        vec![
            part(Baroreflex::NAME, Baroreflex::NAME, written(reflex)),
            part(Blood::NAME, Blood::NAME, written(blood)),
            part(Chemoreflex::NAME, Chemoreflex::NAME, chemoreflex),
            part(Circulation::NAME, heart, written(circulation)),
            part(Decompensation::NAME, Decompensation::NAME, decompensation),
            part(MastCells::NAME, MastCells::NAME, written(MAST_CELLS)),
        ]
    }

    fn parameters(
        &self,
    ) -> (
        numbers::Params<f64>,
        baroreflex::Params<f64>,
        blood::Params<f64>,
    ) {
        let volume = self.blood_volume();
        let output = 1000.0 * self.cardiac_output();
        let rate = self.heart_rate();
        let stroke = output / rate;
        // Set point and pressure at rest of Heldt 2002, at any age.
        let pressure = 91.0;
        // Vessels grow with blood volume, CVSim's person having 5150 mL; the heart with its stroke,
        // that person's being 72 mL.
        let (vessels, heart) = (volume / 5150.0, stroke / 72.0);
        let lying = self.height_cm / 169.3;

        // The beat at rest.
        let systole: f64 = 0.3;
        let share = systole * (rate / 60.0).sqrt();
        // Sum of CVSim's arteries, at 25 years; stiffer by 1 % a year (assumed: pulse pressure then
        // rises with age as in Franklin et al., Circulation 1997;96:308).
        // At the pressure of rest.
        let arterial_compliance = 1.42 * vessels * (-0.01 * (self.age_yr - 25.0)).exp();
        // Calibrated so that the averaged heart empties in haemorrhage as the one that beats does (example `two_hearts`).
        let filling_rate = 440.0;
        let filled = 1.0 - f64::exp(-filling_rate * (1.0 - 1.5 * share) / rate);
        let left = Ventricle {
            elastance: 2.5 / heart,
            unstressed: 14.76 * heart,
            stiffness_pressure: 1.5,
            stiffness: 0.014 / heart,
        };
        let right = Ventricle {
            elastance: 0.77 / heart,
            unstressed: 46.0 * heart,
            stiffness_pressure: 1.5,
            stiffness: 0.011 / heart,
        };
        let (pulmonary_arterial, pulmonary_venous) = (3.4 * vessels, 11.0 * vessels);
        let pulmonary_conductance = 750.0 * output / 5300.0;
        // At rest the pericardium presses with its own scale.
        let pericardial = 0.5;
        let pericardial_stiffness = 0.03 / heart;
        let ends = |ventricle: &Ventricle<f64>, afterload: f64, compliance: f64| {
            let pulse = Ventricle::half_pulse(compliance, share) * stroke;
            let left_over =
                ventricle.unstressed + (afterload + pulse - pericardial) / ventricle.elastance;
            let fill = ventricle.filling_pressure(left_over + stroke / filled) + pericardial;
            (left_over + 0.5 * stroke, fill)
        };
        let (left_mean, lung_vein) = ends(&left, pressure - PLEURAL, arterial_compliance);
        let lung_artery = lung_vein + output / pulmonary_conductance;
        let (right_mean, stretch) = ends(&right, lung_artery, pulmonary_arterial);

        // Veins: 4 mmHg above the great veins, as CVSim's resistances give for its flows.
        let venous_drop = 4.0;
        let pool = stretch + PLEURAL + venous_drop;
        let shares = self.shares();
        let rest = 1.0 - shares.iter().sum::<f64>();
        let [brain, own, kidney, gut, muscle, skin] = shares.map(|share| share * output);
        let limbs = muscle + skin + rest * output;
        let bed = |flow: f64| flow / (pressure - pool);
        let leg_share = 0.5;
        let capillary = 17.3;

        // What is not stretched, so that the volume is this person's.
        let (splanchnic_stiffening, leg_stiffening) = (21.0, 25.0);
        let stretched = |compliance: f64, stiffening: f64| {
            compliance * stiffening * (1.0 + pool / stiffening).ln()
        };
        let (gut_compliance, leg_compliance, upper_compliance, central_compliance) = (
            60.0 * vessels,
            20.0 * vessels,
            12.0 * vessels,
            31.25 * vessels,
        );
        let (central_unstressed, pulmonary_unstressed) = (152.0 * vessels, 614.0 * vessels);
        // Compliance falls by 1 % for each mmHg about the pressure of rest; CVSim's arteries of one compliance
        // and 772 mL hold as much there.
        let arterial_stiffening = 10.0;
        let slack_compliance = arterial_compliance * (1.0 + pressure / arterial_stiffening);
        let arteries = 772.0 * vessels + arterial_compliance * pressure;
        let arterial_unstressed = arteries
            - slack_compliance * arterial_stiffening * (1.0 + pressure / arterial_stiffening).ln();
        let elsewhere = arteries
            + stretched(gut_compliance, splanchnic_stiffening)
            + stretched(leg_compliance, leg_stiffening)
            + upper_compliance * pool
            + central_unstressed
            + central_compliance * stretch
            + right_mean
            + left_mean
            + pulmonary_unstressed
            + pulmonary_arterial * lung_artery
            + pulmonary_venous * lung_vein;
        let slack = volume - elsewhere;
        let of_veins = |part: f64| slack * part / (1146.0 + 716.0 + 675.0);

        let circulation = numbers::Params {
            arterial_compliance: slack_compliance,
            arterial_stiffening,
            arterial_unstressed,
            splanchnic_compliance: gut_compliance,
            splanchnic_stiffening,
            splanchnic_unstressed: of_veins(1146.0),
            leg_compliance,
            leg_stiffening,
            leg_unstressed: of_veins(716.0),
            upper_compliance,
            upper_unstressed: of_veins(675.0),
            central_compliance,
            central_unstressed,
            splanchnic_return: gut / venous_drop,
            leg_return: leg_share * limbs / venous_drop,
            upper_return: (brain + kidney + (1.0 - leg_share) * limbs) / venous_drop,
            brain_conductance: bed(brain),
            heart_conductance: own / (pressure - stretch - PLEURAL),
            kidney_conductance: bed(kidney),
            splanchnic_conductance: bed(gut),
            muscle_conductance: bed(muscle),
            skin_conductance: bed(skin),
            other_conductance: bed(rest * output),
            leg_share,
            kidney_tone: 0.73,
            postcapillary_share: (capillary - pool) / (pressure - pool),
            autoregulated_pressure: pressure,
            brain_lowest: 60.0,
            brain_highest: 150.0,
            brain_carbon_dioxide: 40.0,
            brain_reactivity: 0.035,
            brain_oxygen: 165.0,
            heart_lowest: 60.0,
            heart_highest: 140.0,
            kidney_lowest: 80.0,
            kidney_highest: 180.0,
            autoregulation_time: 1.0 / 6.0,
            pulmonary_arterial_compliance: pulmonary_arterial,
            pulmonary_venous_compliance: pulmonary_venous,
            pulmonary_unstressed,
            pulmonary_conductance,
            left_elastance: left.elastance,
            left_unstressed: left.unstressed,
            left_stiffness: left.stiffness,
            right_elastance: right.elastance,
            right_unstressed: right.unstressed,
            right_stiffness: right.stiffness,
            stiffness_pressure: 1.5,
            filling_rate,
            right_contractility: 0.46,
            left_atrial_compliance: 5.0 * vessels,
            right_atrial_compliance: 12.0 * vessels,
            left_atrial_unstressed: 24.0 * vessels,
            right_atrial_unstressed: 14.0 * vessels,
            left_atrial_strength: 1.45,
            right_atrial_strength: 1.45,
            inflow_conductance: 10_000.0 * heart,
            outflow_conductance: 10_000.0 * heart,
            atrial_lead: 0.18,
            atrial_systole: 0.15,
            systole,
            systole_at: 60.0,
            pericardial_pressure_scale: 0.5,
            pericardial_stiffness,
            pericardial_slack: left_mean + right_mean
                - (1.0 + pericardial / 0.5_f64).ln() / pericardial_stiffness,
            pericardial_effusion: 0.0,
            left_share: 1.0,
            right_share: 1.0,
            pulmonary_obstruction: 0.0,
            usual_blood_volume: volume,
            tilt: 0.0,
            leg_column: 26.0 * lying,
            splanchnic_column: 7.4 * lying,
            carotid_column: 18.0 * lying,
            arterial_wound: 0.0,
            venous_wound: 0.0,
            bled: 0.0,
            aortic_impedance: 0.055 / 60.0 / heart,
            pulmonary_impedance: 0.02 / 60.0 / heart,
            impedance_time: 0.09 / 60.0,
            rhythm: 0.0,
            ventricular_rate: 0.0,
            sinus_rate_factor: 1.0,
            sinus_arrhythmia: 0.039,
            compression_rate: 0.0,
            compression_strength: 1.0,
            compression_pressure: 80.0,
            radial_frequency: 2.0 * std::f64::consts::PI * 5.0 * 60.0,
            radial_damping: 0.4,
            finger_rate: 750.0,
            finger_pulse: 50.0,
        };
        let reflex = baroreflex::Params {
            arterial_set_point: pressure,
            arterial_scale: 18.0,
            atrial_set_point: stretch,
            atrial_scale: 5.0,
            interval: 60.0 / rate,
            // 208 - 0.7 age: Tanaka, Monahan, Seals, J Am Coll Cardiol 2001;37:153.
            shortest_interval: 60.0 / (208.0 - 0.7 * self.age_yr),
            sympathetic_interval: 0.012,
            vagal_interval: 0.009,
            contractility_gain: 0.035,
            strongest: 4.0 / 3.0,
            arteriolar_gain: 0.0433,
            arteriolar_atrial_gain: 0.1,
            venous_gain: 0.0105,
            venous_atrial_gain: 0.0434,
            heart_time: 7.0,
            arteriolar_time: 13.0,
            venous_time: 18.5,
            resetting: 0.25,
            resetting_time: 600.0,
            resting_arteriolar_drive: 0.4,
            resting_venous_drive: 0.12,
            resting_heart_drive: 9.0,
            excited_arterioles: 0.5,
            excited_veins: 0.15,
            excited_heart: 26.0,
        };
        (circulation, reflex, self.blood(volume, capillary))
    }

    /// At what this person's circulation fails; the sources stand in decompensation.md.
    fn decompensation(&self, reflex: &baroreflex::Params<f64>) -> decompensation::Params<f64> {
        let (capacity, solubility) = (1.34, 0.03);
        decompensation::Params {
            oxygen_need: self.oxygen_use(),
            extraction: self.extractable(0.7),
            oxygen_capacity: capacity,
            oxygen_solubility: solubility,
            usual_content: 10.0 * capacity * self.haemoglobin() * 0.97 + solubility * 95.0,
            usual_output: self.cardiac_output(),
            usual_stretch: reflex.atrial_set_point,
            usual_brain_flow: self.shares()[0] * 1000.0 * self.cardiac_output(),
            repayment_time: 30.0,
            lethal_debt: 120.0 * self.weight_kg,
            vasoplegia: 0.5,
            heart_pressure: 38.0,
            heart_stop_pressure: 15.0,
            heart_pressure_at: 100.0,
            heart_pressure_slope: 0.23,
            heart_time: 2.0,
            stunning_time: 15.0,
            withdrawal_begins: 0.85,
            withdrawal_complete: 0.6,
            withdrawal_stretch: 0.8,
            withdrawal_most: 0.5,
            withdrawal_time: 2.5,
            feeling_time: 0.25,
            brain_share: 0.8,
            alarm_most: 1.0,
            alarm_time: 1.0,
            vasomotor_time: 8.0,
            recovery_time: 180.0,
        }
    }

    /// Fluid outside cells at rest, mL: plasma and interstitium.
    pub fn extracellular_volume(&self) -> f64 {
        let blood = self.parameters().2;
        self.blood_volume() - blood.usual_haemoglobin / blood.cell_haemoglobin
            + blood.usual_interstitial_volume
    }

    /// Water of red cells that follows osmolality, at rest, mL.
    pub fn red_cell_water(&self) -> f64 {
        let blood = self.parameters().2;
        blood.cell_water * blood.usual_haemoglobin / blood.cell_haemoglobin
    }

    /// Albumin at rest: (g in plasma and interstitium, g/dL of plasma).
    pub fn albumin(&self) -> (f64, f64) {
        let blood = self.parameters().2;
        let plasma = self.blood_volume() - blood.usual_haemoglobin / blood.cell_haemoglobin;
        let protein = blood.usual_plasma_protein + blood.usual_interstitial_protein;
        let in_plasma = 100.0 * blood.usual_plasma_protein / plasma;
        (
            blood.albumin_share * protein,
            blood.albumin_share * in_plasma,
        )
    }

    fn blood(&self, volume: f64, capillary: f64) -> blood::Params<f64> {
        let size = self.weight_kg / 70.0;
        let haemoglobin = self.haemoglobin() / 100.0 * volume;
        let cell = 0.335;
        let plasma = volume - haemoglobin / cell;
        let osmotic = |c: f64| c * (2.1 + c * (0.16 + c * 0.009));
        // Concentrations whose colloid osmotic pressures are the 28 and 8 mmHg of Guyton and Hall.
        let (in_plasma, around) = (7.4, 3.0);
        let interstitial = 11_000.0 * size;
        let (filtration, lymph) = (2.02 * size, 1.26 * size);
        blood::Params {
            cell_haemoglobin: cell,
            cell_water: blood::CELL_WATER,
            cell_time: 0.5,
            usual_osmolality: 287.0,
            usual_haemoglobin: haemoglobin,
            accustomed_haemoglobin: self.haemoglobin().max(ACCUSTOMED) / 100.0 * volume,
            usual_plasma_protein: in_plasma / 100.0 * plasma,
            usual_interstitial_protein: around / 100.0 * interstitial,
            usual_interstitial_volume: interstitial,
            // What balances the Starling forces of rest.
            usual_interstitial_pressure: capillary - osmotic(in_plasma) + osmotic(around)
                - lymph / filtration,
            // 510 mL/mmHg of 8.4 L.
            interstitial_compliance: 510.0 / 8400.0 * interstitial,
            oedema_compliance: 10.0,
            filtration,
            usual_lymph: lymph,
            lymph_gain: 0.57,
            lymph_drying: 0.22,
            most_lymph: 20.0,
            albumin_share: blood::ALBUMIN_SHARE,
            osmotic_first: 2.1,
            osmotic_second: 0.16,
            osmotic_third: 0.009,
            leak: lymph * around / (in_plasma - around),
            thickening: 2.0,
        }
    }
}

fn written<Q: Quantities<f64>>(values: Q) -> Vec<f64> {
    let mut numbers = vec![0.0; Q::FIELDS.len()];
    values.write(&mut numbers);
    numbers
}
