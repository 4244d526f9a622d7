//! What organs, drugs, devices and learned models may say to each other.

/// How the values of several publishers become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combine {
    /// One publisher only; two are refused.
    Single,
    /// Sum, in the order of the publishers' names.
    Sum,
    /// Product, in the order of the publishers' names.
    Product,
}

/// A signal that parts of a body exchange.
#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    /// Name.
    pub name: &'static str,
    /// UCUM unit.
    pub unit: &'static str,
    /// What it stands for.
    pub meaning: &'static str,
    /// Value that an input has when nobody publishes it.
    pub neutral: f64,
    /// How several publishers combine.
    pub combine: Combine,
    /// LOINC code, where one exists.
    pub loinc: Option<&'static str>,
    /// Reference range, in `unit`, where the field has one.
    pub reference: Option<(f64, f64)>,
}

const fn single(name: &'static str, unit: &'static str, meaning: &'static str) -> Quantity {
    Quantity {
        name,
        unit,
        meaning,
        neutral: 0.0,
        combine: Combine::Single,
        loinc: None,
        reference: None,
    }
}

/// The vocabulary, by name.
pub const VOCABULARY: &[Quantity] = &[
    Quantity {
        combine: Combine::Sum,
        ..single(
            "acid_kept",
            "mmol/min",
            "Acid of metabolism that failing kidneys do not excrete",
        )
    },
    Quantity {
        neutral: 0.15,
        ..single("airway_dead_space", "L", "Volume of the conducting airways")
    },
    single(
        "airway_flow",
        "L/min",
        "Flow into the airway now, out of it below zero",
    ),
    Quantity {
        neutral: 1.0,
        ..single("airway_patency", "1", "Part of the airway that is open")
    },
    single(
        "airway_pressure",
        "cm[H2O]",
        "Pressure at the airway opening now",
    ),
    Quantity {
        neutral: 1.5,
        ..single(
            "airway_resistance",
            "cm[H2O].s/L",
            "Resistance of the airways while breathing in",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "airway_resistance_factor",
            "1",
            "Resistance of the bronchi, as a multiple of this person's",
        )
    },
    Quantity {
        neutral: 10.0,
        loinc: Some("1763-2"),
        ..single("aldosterone", "ng/dL", "Aldosterone in plasma")
    },
    Quantity {
        neutral: 40.0,
        ..single(
            "alveolar_carbon_dioxide_pressure",
            "mm[Hg]",
            "Carbon dioxide pressure of alveolar gas",
        )
    },
    Quantity {
        neutral: 100.0,
        ..single(
            "alveolar_oxygen_pressure",
            "mm[Hg]",
            "Oxygen pressure of alveolar gas",
        )
    },
    single(
        "alveolar_pressure",
        "mm[Hg]",
        "Alveolar pressure above that of the air, mean over a breath",
    ),
    Quantity {
        neutral: 4.6,
        ..single(
            "alveolar_ventilation",
            "L/min",
            "Fresh gas that reaches the alveoli",
        )
    },
    Quantity {
        neutral: 0.2095,
        ..single(
            "ambient_oxygen_fraction",
            "1",
            "Part of dry air that is oxygen",
        )
    },
    Quantity {
        neutral: 1.0,
        ..single(
            "angiotensin",
            "1",
            "Angiotensin II in plasma relative to rest",
        )
    },
    Quantity {
        neutral: 12.0,
        loinc: Some("33037-3"),
        reference: Some((8.0, 16.0)),
        ..single(
            "anion_gap",
            "mmol/L",
            "Sodium less chloride and bicarbonate",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "antibiotic_kill",
            "/h",
            "Killing of the pathogen by antibiotics",
        )
    },
    Quantity {
        neutral: 2.66,
        ..single(
            "antidiuretic_hormone",
            "pg/mL",
            "Antidiuretic hormone (arginine vasopressin) in plasma",
        )
    },
    Quantity {
        neutral: 470.0,
        ..single(
            "arterial_carbon_dioxide_content",
            "mL/L",
            "Carbon dioxide in arterial blood",
        )
    },
    Quantity {
        neutral: 40.0,
        loinc: Some("2019-8"),
        reference: Some((35.0, 45.0)),
        ..single(
            "arterial_carbon_dioxide_pressure",
            "mm[Hg]",
            "Carbon dioxide pressure of arterial blood",
        )
    },
    Quantity {
        neutral: 200.0,
        ..single(
            "arterial_oxygen_content",
            "mL/L",
            "Oxygen in arterial blood",
        )
    },
    Quantity {
        neutral: 95.0,
        loinc: Some("2703-7"),
        reference: Some((75.0, 100.0)),
        ..single(
            "arterial_oxygen_pressure",
            "mm[Hg]",
            "Oxygen pressure of arterial blood",
        )
    },
    Quantity {
        neutral: 97.0,
        loinc: Some("2708-6"),
        reference: Some((94.0, 100.0)),
        ..single(
            "arterial_oxygen_saturation",
            "%",
            "Oxygen saturation of arterial blood",
        )
    },
    Quantity {
        neutral: 7.4,
        loinc: Some("2744-1"),
        reference: Some((7.35, 7.45)),
        ..single("arterial_ph", "1", "pH of arterial blood")
    },
    single(
        "arterial_pressure_wave",
        "mm[Hg]",
        "Pressure in a radial artery now",
    ),
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "arteriolar_tone",
            "1",
            "Resistance of systemic arterioles relative to rest",
        )
    },
    Quantity {
        neutral: 760.0,
        ..single("barometric_pressure", "mm[Hg]", "Pressure of the air")
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "baroreflex_gain",
            "1",
            "What is left of the baroreflex's gain",
        )
    },
    single(
        "base_by_salts",
        "1",
        "1 where base follows the salts that kidneys keep",
    ),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "base_excess",
            "mmol/L",
            "Base excess of the fluid outside cells, as a blood gas machine reports it (standard base excess)",
        )
    },
    single(
        "base_in_tissue",
        "mmol/L",
        "Base of blood that carbon dioxide has sent into the fluid around it",
    ),
    single(
        "base_wanted",
        "mmol/L",
        "Base excess that kidneys want for carbon dioxide that is no answer of breathing to acid",
    ),
    single("beat_phase", "1", "How much of the heartbeat has passed"),
    Quantity {
        neutral: 24.4,
        loinc: Some("1963-8"),
        reference: Some((22.0, 29.0)),
        ..single("bicarbonate", "mmol/L", "Bicarbonate of arterial plasma")
    },
    Quantity {
        neutral: 0.7,
        loinc: Some("1975-2"),
        reference: Some((0.2, 1.2)),
        ..single("bilirubin", "mg/dL", "Bilirubin in plasma")
    },
    single("blood_loss", "mL/min", "Blood lost to the outside"),
    Quantity {
        neutral: 5000.0,
        ..single("blood_volume", "mL", "Blood volume")
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "blood_volume_ratio",
            "1",
            "Blood volume relative to this person's usual one; scales central volumes of distribution",
        )
    },
    Quantity {
        neutral: 49.0,
        ..single(
            "brain_carbon_dioxide_pressure",
            "mm[Hg]",
            "Carbon dioxide pressure of the brain",
        )
    },
    Quantity {
        neutral: 34.0,
        ..single(
            "brain_oxygen_pressure",
            "mm[Hg]",
            "Oxygen pressure of blood leaving the brain",
        )
    },
    single(
        "breath_phase",
        "1",
        "Part of the present breath that is over",
    ),
    single(
        "breath_volume",
        "L",
        "Volume in the chest above the end of a breath out, now",
    ),
    Quantity {
        neutral: 12.0,
        ..single(
            "breathing_drive_rate",
            "/min",
            "Rate of breaths that the drive to breathe asks for",
        )
    },
    Quantity {
        neutral: 0.53,
        ..single(
            "breathing_drive_volume",
            "L",
            "Tidal volume that the drive to breathe would bring in a healthy chest",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "breathing_rhythm",
            "1",
            "What drugs leave of the rate of breaths at the same drive",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "capillary_permeability",
            "1",
            "What capillaries let through, as a multiple of that at rest",
        )
    },
    Quantity {
        neutral: 17.3,
        ..single(
            "capillary_pressure",
            "mm[Hg]",
            "Pressure in the capillaries of muscle, skin and gut",
        )
    },
    single(
        "capillary_refill",
        "mL/min",
        "Fluid that comes from the tissues into capillaries, less what leaves",
    ),
    single(
        "capnogram",
        "mm[Hg]",
        "Carbon dioxide pressure at the airway opening now",
    ),
    Quantity {
        neutral: 38.0,
        ..single(
            "capnograph_end_tidal",
            "mm[Hg]",
            "Carbon dioxide pressure at the airway opening when a breath out ends",
        )
    },
    Quantity {
        neutral: 5.3,
        loinc: Some("8741-1"),
        ..single("cardiac_output", "L/min", "Cardiac output")
    },
    Quantity {
        neutral: 91.0,
        ..single(
            "carotid_pressure",
            "mm[Hg]",
            "Mean pressure in the carotid sinus",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "catecholamines",
            "1",
            "Catecholamines as metabolism feels them, 1 as of epinephrine at 50 ng/kg/min",
        )
    },
    Quantity {
        loinc: Some("60985-9"),
        ..single(
            "central_venous_pressure",
            "mm[Hg]",
            "Pressure in the great veins at the right atrium",
        )
    },
    single(
        "central_venous_pressure_wave",
        "mm[Hg]",
        "Pressure in the right atrium now",
    ),
    Quantity {
        neutral: 700.0,
        ..single("cerebral_blood_flow", "mL/min", "Flow to the brain")
    },
    Quantity {
        neutral: 1.0,
        ..single(
            "cerebral_flow_wanted",
            "1",
            "Flow that the brain's vessels ask for by the gases of arterial blood, relative to rest",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "chloride_exchange",
            "mmol/min",
            "Chloride that is taken in, less what leaves in urine",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "chronotropy",
            "1",
            "Heart rate relative to what the nerves ask for",
        )
    },
    Quantity {
        neutral: 15.0,
        loinc: Some("9269-2"),
        ..single("coma_score", "1", "Glasgow coma score")
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "contractility",
            "1",
            "End-systolic elastance of the left ventricle relative to rest",
        )
    },
    Quantity {
        neutral: 310.15,
        loinc: Some("8329-5"),
        reference: Some((309.25, 311.15)),
        ..single("core_temperature", "K", "Temperature of the core")
    },
    single(
        "coronary_blood_flow",
        "mL/min",
        "Flow to the heart's own vessels",
    ),
    Quantity {
        neutral: 0.9,
        loinc: Some("2160-0"),
        reference: Some((0.5, 1.3)),
        ..single("creatinine", "mg/dL", "Creatinine in plasma")
    },
    single(
        "death",
        "1",
        "0 in life, 1 from when the stated rule of death has held for minutes",
    ),
    single("death_risk", "%", "Risk of death that goes with this SOFA"),
    Quantity {
        loinc: Some("8462-4"),
        ..single(
            "diastolic_pressure",
            "mm[Hg]",
            "Diastolic arterial pressure",
        )
    },
    single(
        "driving_pressure",
        "cm[H2O]",
        "Pressure across lungs and chest wall that a breath needs at rest: tidal volume over compliance",
    ),
    single("ecg_avf", "mV", "Electrocardiogram, lead aVF"),
    single("ecg_avl", "mV", "Electrocardiogram, lead aVL"),
    single("ecg_avr", "mV", "Electrocardiogram, lead aVR"),
    single("ecg_i", "mV", "Electrocardiogram, lead I"),
    single("ecg_ii", "mV", "Electrocardiogram, lead II"),
    single("ecg_iii", "mV", "Electrocardiogram, lead III"),
    single("ecg_v1", "mV", "Electrocardiogram, lead V1"),
    single("ecg_v2", "mV", "Electrocardiogram, lead V2"),
    single("ecg_v3", "mV", "Electrocardiogram, lead V3"),
    single("ecg_v4", "mV", "Electrocardiogram, lead V4"),
    single("ecg_v5", "mV", "Electrocardiogram, lead V5"),
    single("ecg_v6", "mV", "Electrocardiogram, lead V6"),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "end_expiratory_pressure",
            "cm[H2O]",
            "Pressure of a device at the end of a breath out",
        )
    },
    Quantity {
        neutral: 38.0,
        loinc: Some("19889-5"),
        reference: Some((35.0, 45.0)),
        ..single(
            "end_tidal_carbon_dioxide",
            "mm[Hg]",
            "Carbon dioxide pressure at the end of a breath out",
        )
    },
    single(
        "endogenous_glucose_production",
        "mg/kg/min",
        "Glucose released by liver and kidneys, per body weight",
    ),
    Quantity {
        neutral: 15.0,
        ..single(
            "examined_coma_score",
            "1",
            "Glasgow coma score as it is examined, under sedatives too",
        )
    },
    Quantity {
        neutral: 1.5,
        ..single(
            "expiratory_resistance",
            "cm[H2O].s/L",
            "Resistance of the airways while breathing out",
        )
    },
    Quantity {
        neutral: 330.0,
        ..single(
            "extracellular_albumin",
            "g",
            "Albumin outside cells: in plasma and interstitium",
        )
    },
    Quantity {
        neutral: 14_000.0,
        ..single(
            "extracellular_volume",
            "mL",
            "Fluid outside cells: plasma and interstitium",
        )
    },
    Quantity {
        neutral: 1.0,
        ..single(
            "filtration_ratio",
            "1",
            "Glomerular filtration relative to this person's usual",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "fluid_exchange",
            "mL/min",
            "Water that enters the great veins by gut, less what leaves them by kidneys",
        )
    },
    single(
        "glomerular_filtration",
        "mL/min",
        "Filtration of both kidneys",
    ),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "glucagon",
            "1",
            "Glucagon in plasma above rest, relative to rest",
        )
    },
    single(
        "gluconeogenesis",
        "mg/kg/min",
        "Glucose that liver and kidneys can make anew, per body weight",
    ),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "glucose_appearance",
            "mg/kg/min",
            "Glucose entering plasma from the gut or a vein, per body weight",
        )
    },
    single("glucose_excretion", "mg/min", "Glucose lost in urine"),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "glucose_release",
            "mg/kg/min",
            "Glucose released by counter-regulatory hormones, per body weight",
        )
    },
    Quantity {
        neutral: 1.0,
        ..single(
            "glycogen_answer",
            "1",
            "How far the liver's glycogen answers what is asked of it",
        )
    },
    Quantity {
        loinc: Some("4544-3"),
        ..single("haematocrit", "%", "Share of blood that is red cells")
    },
    Quantity {
        neutral: 15.0,
        loinc: Some("718-7"),
        ..single("haemoglobin", "g/dL", "Haemoglobin in blood")
    },
    single("haemothorax", "mL", "Blood in the pleural spaces"),
    Quantity {
        neutral: 70.0,
        loinc: Some("8867-4"),
        ..single("heart_rate", "/min", "Heart rate")
    },
    single(
        "heart_rhythm",
        "1",
        "Rhythm of the heart: 0 sinus, 1 atrial fibrillation, 2 ventricular tachycardia, 3 the same without a pulse, 4 ventricular fibrillation, 5 asystole, 6 electrical activity without a pulse",
    ),
    Quantity {
        neutral: 1.0,
        ..single(
            "hepatic_insulin_clearance",
            "1",
            "Clearance of insulin by the liver, relative to rest",
        )
    },
    single("hydroxybutyrate", "mmol/L", "3-Hydroxybutyrate in blood"),
    single(
        "immune_activation",
        "1",
        "Activated phagocytes, in units of the inflammation model",
    ),
    Quantity {
        neutral: -1.0,
        ..single(
            "imposed_heart_rate",
            "/min",
            "Heart rate of a rhythm of its own; below zero where the sinus node leads",
        )
    },
    Quantity {
        neutral: 0.33,
        ..single(
            "inspiratory_share",
            "1",
            "Part of a breath that is inspiration",
        )
    },
    single(
        "inspired_carbon_dioxide_fraction",
        "1",
        "Part of the inspired gas that is carbon dioxide",
    ),
    Quantity {
        neutral: 0.2095,
        loinc: Some("3150-0"),
        ..single(
            "inspired_oxygen_fraction",
            "1",
            "Part of the inspired gas that is oxygen",
        )
    },
    single(
        "insulin_action",
        "pmol/L",
        "Insulin in remote tissue above its basal level, as it drives glucose uptake",
    ),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "insulin_appearance",
            "pmol/kg/min",
            "Insulin entering plasma, per body weight",
        )
    },
    Quantity {
        neutral: 1.0,
        ..single(
            "insulin_effect",
            "1",
            "Insulin as cells feel it, relative to rest",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "insulin_secretion_factor",
            "1",
            "What stress and drugs leave of insulin's secretion",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "insulin_sensitivity",
            "1",
            "What is left of insulin's effect on tissues",
        )
    },
    Quantity {
        neutral: 3.0,
        ..single("interleukin_10", "pg/mL", "Interleukin 10 in plasma")
    },
    Quantity {
        neutral: 2.0,
        loinc: Some("26881-3"),
        ..single("interleukin_6", "pg/mL", "Interleukin 6 in plasma")
    },
    Quantity {
        neutral: 5.0,
        ..single("interleukin_8", "pg/mL", "Interleukin 8 in plasma")
    },
    single(
        "ketone_excretion",
        "mmol/min",
        "Ketone bodies lost in urine",
    ),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "ketones",
            "mmol/L",
            "Ketone bodies in blood beside the usual",
        )
    },
    Quantity {
        neutral: 1.2,
        loinc: Some("2524-7"),
        reference: Some((0.5, 2.0)),
        ..single("lactate", "mmol/L", "Lactate in blood")
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "lactate_clearance",
            "1",
            "Clearance of lactate relative to what flows to the organs allow",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "lactate_production",
            "mmol/min",
            "Lactate made beside the usual and beside that of missing oxygen",
        )
    },
    Quantity {
        neutral: 1.0,
        ..single(
            "liver_glycogen",
            "1",
            "Glycogen of the liver relative to that after a night",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "loop_reabsorption",
            "1",
            "What is left of the reabsorption of salt in the loop of Henle",
        )
    },
    Quantity {
        neutral: 0.2,
        ..single(
            "lung_compliance",
            "L/cm[H2O]",
            "Compliance of the lungs as they are",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "lung_dead_space",
            "1",
            "Part of alveolar ventilation that meets no blood, beside the person's own",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "lung_shunt",
            "1",
            "Part of the blood through the lungs that meets no gas, beside the person's own",
        )
    },
    Quantity {
        neutral: 2.6,
        ..single("lung_volume", "L", "Gas in the lungs, mean over a breath")
    },
    Quantity {
        loinc: Some("8478-0"),
        ..single("mean_arterial_pressure", "mm[Hg]", "Mean arterial pressure")
    },
    Quantity {
        neutral: 14.0,
        loinc: Some("8414-5"),
        ..single(
            "mean_pulmonary_pressure",
            "mm[Hg]",
            "Mean pressure in pulmonary arteries",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "metabolic_rate_factor",
            "1",
            "Oxygen use of the body, as a multiple of that at rest",
        )
    },
    Quantity {
        neutral: 46.0,
        ..single(
            "mixed_venous_carbon_dioxide_pressure",
            "mm[Hg]",
            "Carbon dioxide pressure of mixed venous blood",
        )
    },
    Quantity {
        neutral: 150.0,
        ..single(
            "mixed_venous_oxygen_content",
            "mL/L",
            "Oxygen in mixed venous blood",
        )
    },
    Quantity {
        neutral: 40.0,
        ..single(
            "mixed_venous_oxygen_pressure",
            "mm[Hg]",
            "Oxygen pressure of mixed venous blood",
        )
    },
    Quantity {
        neutral: 73.0,
        ..single(
            "mixed_venous_oxygen_saturation",
            "%",
            "Oxygen saturation of mixed venous blood",
        )
    },
    single("muscle_blood_flow", "mL/min", "Flow to muscle"),
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "muscle_strength",
            "1",
            "What relaxants leave of muscles' strength",
        )
    },
    Quantity {
        neutral: 1.0,
        ..single(
            "natriuretic_peptide",
            "1",
            "Atrial natriuretic peptide in plasma relative to rest",
        )
    },
    single("news2", "1", "National early warning score 2"),
    Quantity {
        neutral: 287.0,
        ..single(
            "osmolality_without_glucose",
            "mosm/L",
            "Effective osmolality of plasma for red cells, which glucose enters freely",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "osmotic_excretion",
            "mmol/min",
            "Solutes of medicines in urine that hold water there",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "osmotic_solute",
            "mosm/L",
            "Solutes of medicines outside cells that draw water out of them",
        )
    },
    Quantity {
        neutral: 250.0,
        ..single("oxygen_consumption", "mL/min", "Oxygen that the body uses")
    },
    single(
        "oxygen_debt",
        "mL",
        "Oxygen that tissues needed and did not get, less what was paid back",
    ),
    Quantity {
        neutral: 1000.0,
        ..single(
            "oxygen_delivery",
            "mL/min",
            "Oxygen that arterial blood brings to the tissues",
        )
    },
    single(
        "oxygen_shortage",
        "mL/min",
        "Oxygen that tissues need and do not get",
    ),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "oxygen_supplement",
            "1",
            "Oxygen fraction that devices add to that of the air",
        )
    },
    single(
        "pathogen_load",
        "1",
        "Pathogen of an infection, in millions for each mL of tissue",
    ),
    Quantity {
        neutral: 450.0,
        ..single(
            "pf_ratio",
            "mm[Hg]",
            "Arterial oxygen pressure for each part of inspired oxygen",
        )
    },
    Quantity {
        neutral: 4.4,
        loinc: Some("1751-7"),
        reference: Some((3.5, 5.0)),
        ..single("plasma_albumin", "g/dL", "Albumin in plasma")
    },
    Quantity {
        neutral: 104.0,
        loinc: Some("2075-0"),
        reference: Some((98.0, 107.0)),
        ..single("plasma_chloride", "mmol/L", "Chloride in plasma")
    },
    Quantity {
        loinc: Some("2345-7"),
        // Time in range of the international consensus: Battelino et al., Diabetes Care
        // 2019;42:1593, table 1.
        reference: Some((70.0, 180.0)),
        neutral: 90.0,
        ..single("plasma_glucose", "mg/dL", "Glucose in plasma")
    },
    Quantity {
        loinc: Some("14796-7"),
        ..single("plasma_insulin", "pmol/L", "Insulin in plasma")
    },
    Quantity {
        neutral: 287.0,
        loinc: Some("2692-2"),
        reference: Some((275.0, 295.0)),
        ..single(
            "plasma_osmolality",
            "mosm/L",
            "Effective osmolality of plasma",
        )
    },
    Quantity {
        neutral: 28.0,
        ..single(
            "plasma_osmotic_pressure",
            "mm[Hg]",
            "Colloid osmotic pressure of plasma",
        )
    },
    Quantity {
        neutral: 1.1,
        loinc: Some("14879-1"),
        reference: Some((0.8, 1.5)),
        ..single("plasma_phosphate", "mmol/L", "Phosphate in plasma")
    },
    Quantity {
        neutral: 4.2,
        loinc: Some("2823-3"),
        reference: Some((3.5, 5.1)),
        ..single("plasma_potassium", "mmol/L", "Potassium in plasma")
    },
    Quantity {
        neutral: 140.0,
        loinc: Some("2951-2"),
        reference: Some((136.0, 145.0)),
        ..single("plasma_sodium", "mmol/L", "Sodium in plasma")
    },
    Quantity {
        neutral: 3000.0,
        ..single("plasma_volume", "mL", "Plasma in all vessels")
    },
    Quantity {
        neutral: 250.0,
        loinc: Some("777-3"),
        reference: Some((150.0, 400.0)),
        ..single("platelets", "10*9/L", "Platelets in blood")
    },
    single(
        "plethysmogram",
        "1",
        "Blood that comes and goes in a finger with each beat",
    ),
    Quantity {
        neutral: -4.0,
        ..single(
            "pleural_pressure",
            "mm[Hg]",
            "Pressure around heart and lungs, mean over the breath",
        )
    },
    single(
        "pleural_wave",
        "cm[H2O]",
        "Pressure around the lungs above that of the air now",
    ),
    single(
        "portal_insulin",
        "pmol/kg",
        "Insulin in the portal vein above rest, per body weight",
    ),
    single(
        "portal_insulin_appearance",
        "pmol/kg/min",
        "Insulin that reaches the liver from the portal vein, per body weight",
    ),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "potassium_exchange",
            "mmol/min",
            "Potassium that is taken in, less what leaves in urine",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "potassium_shift",
            "mmol/L",
            "How much lower plasma potassium is when it balances with that of cells",
        )
    },
    single(
        "pulmonary_pressure_wave",
        "mm[Hg]",
        "Pressure in the pulmonary artery now",
    ),
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "pulmonary_tone",
            "1",
            "Resistance of the lungs' vessels relative to rest",
        )
    },
    single(
        "pulmonary_wedge_pressure",
        "mm[Hg]",
        "Pressure in pulmonary veins and left atrium, as a wedged catheter reads it",
    ),
    single("renal_blood_flow", "mL/min", "Flow to the kidneys"),
    Quantity {
        neutral: 0.1,
        ..single(
            "respiratory_compliance",
            "L/cm[H2O]",
            "Compliance of lungs and chest wall together",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "respiratory_drive",
            "1",
            "What drugs leave of the drive to breathe",
        )
    },
    Quantity {
        neutral: 12.0,
        loinc: Some("9279-1"),
        reference: Some((12.0, 20.0)),
        ..single("respiratory_rate", "/min", "Breaths")
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "responsiveness",
            "1",
            "What drugs leave of answering when spoken to or hurt, beside being awake",
        )
    },
    Quantity {
        neutral: 7.0,
        ..single(
            "right_atrial_stretch",
            "mm[Hg]",
            "Pressure across the wall of the right atrium",
        )
    },
    Quantity {
        reference: Some((70.0, 180.0)),
        ..single(
            "sensor_glucose",
            "mg/dL",
            "Glucose in the interstitium under the skin, as an ideal sensor reads it",
        )
    },
    single("skin_blood_flow", "mL/min", "Flow to skin"),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "sodium_exchange",
            "mmol/min",
            "Sodium that is taken in, less what leaves in urine",
        )
    },
    single("sofa", "1", "Sequential organ failure assessment"),
    single(
        "splanchnic_blood_flow",
        "mL/min",
        "Flow to gut, liver and spleen",
    ),
    Quantity {
        neutral: 97.0,
        loinc: Some("59408-5"),
        reference: Some((94.0, 100.0)),
        ..single("spo2", "%", "Oxygen saturation by pulse oximeter")
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "stress_hormones",
            "1",
            "Glucagon and cortisol above rest, 1 as in severe stress",
        )
    },
    Quantity {
        loinc: Some("20562-5"),
        ..single("stroke_volume", "mL", "Stroke volume of the left ventricle")
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "strong_ion_base",
            "mmol/L",
            "Base excess by sodium, potassium and chloride",
        )
    },
    single(
        "strong_ion_gap",
        "mmol/L",
        "Strong ions beside sodium, potassium, chloride and lactate: what bicarbonate, albumin and phosphate leave over",
    ),
    single(
        "sympathetic_activity",
        "1",
        "Outflow of sympathetic nerves to arterioles above that at rest",
    ),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "sympathetic_drive",
            "1",
            "Excitation of sympathetic nerves beside the baroreflex",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "sympathetic_outflow",
            "1",
            "What is left of the outflow of sympathetic nerves to heart and vessels",
        )
    },
    single(
        "systemic_vascular_resistance",
        "mm[Hg].min/L",
        "Systemic vascular resistance",
    ),
    Quantity {
        loinc: Some("8480-6"),
        ..single("systolic_pressure", "mm[Hg]", "Systolic arterial pressure")
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "temperature_set_point",
            "K",
            "Shift of the set point of temperature",
        )
    },
    Quantity {
        neutral: 0.53,
        ..single("tidal_volume", "L", "Volume of a breath")
    },
    single(
        "tissue_damage",
        "1",
        "Tissue damage by inflammation, in units of the inflammation model",
    ),
    Quantity {
        neutral: 2.0,
        ..single(
            "tumour_necrosis_factor",
            "pg/mL",
            "Tumour necrosis factor alpha in plasma",
        )
    },
    Quantity {
        neutral: 14.0,
        loinc: Some("3094-0"),
        reference: Some((7.0, 20.0)),
        ..single("urea_nitrogen", "mg/dL", "Urea nitrogen in plasma")
    },
    single("urine_output", "mL/min", "Urine"),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "vasopressor_dose",
            "ug/kg/min",
            "Vasopressors given, as norepinephrine",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "vasopressor_response",
            "1",
            "How far vessels answer vasopressors",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "venous_capacity",
            "1",
            "Unstressed volume of systemic veins relative to rest",
        )
    },
    Quantity {
        neutral: 6.4,
        ..single("ventilation", "L/min", "Gas breathed out")
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "ventilator_inspiration",
            "1",
            "Part of a breath in which a device inflates",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "ventilator_pressure",
            "cm[H2O]",
            "Pressure with which a device inflates the lungs, at most",
        )
    },
    Quantity {
        combine: Combine::Sum,
        ..single("ventilator_rate", "/min", "Rate of breaths of a device")
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "ventilator_volume",
            "L",
            "Tidal volume at which a device ends a breath",
        )
    },
    Quantity {
        neutral: 1.0,
        combine: Combine::Product,
        ..single("wakefulness", "1", "How far being awake sustains breathing")
    },
    Quantity {
        combine: Combine::Sum,
        ..single(
            "water_from_cells",
            "mL/min",
            "Water that cells give to the fluid around them, by osmosis",
        )
    },
];

/// The signal of this name.
pub fn quantity(name: &str) -> Option<&'static Quantity> {
    VOCABULARY.iter().find(|quantity| quantity.name == name)
}
