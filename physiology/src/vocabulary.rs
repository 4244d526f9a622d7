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
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "arteriolar_tone",
            "1",
            "Resistance of systemic arterioles relative to rest",
        )
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
    Quantity {
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
        loinc: Some("60985-9"),
        ..single(
            "central_venous_pressure",
            "mm[Hg]",
            "Pressure in the great veins at the right atrium",
        )
    },
    single("cerebral_blood_flow", "mL/min", "Flow to the brain"),
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
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "contractility",
            "1",
            "End-systolic elastance of the left ventricle relative to rest",
        )
    },
    single(
        "coronary_blood_flow",
        "mL/min",
        "Flow to the heart's own vessels",
    ),
    Quantity {
        loinc: Some("8462-4"),
        ..single(
            "diastolic_pressure",
            "mm[Hg]",
            "Diastolic arterial pressure",
        )
    },
    single(
        "endogenous_glucose_production",
        "mg/kg/min",
        "Glucose released by liver and kidneys, per body weight",
    ),
    Quantity {
        combine: Combine::Sum,
        ..single(
            "glucose_appearance",
            "mg/kg/min",
            "Glucose entering plasma from the gut or a vein, per body weight",
        )
    },
    Quantity {
        loinc: Some("4544-3"),
        ..single("haematocrit", "%", "Share of blood that is red cells")
    },
    Quantity {
        loinc: Some("718-7"),
        ..single("haemoglobin", "g/dL", "Haemoglobin in blood")
    },
    Quantity {
        neutral: 70.0,
        loinc: Some("8867-4"),
        ..single("heart_rate", "/min", "Heart rate")
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
        loinc: Some("8478-0"),
        ..single("mean_arterial_pressure", "mm[Hg]", "Mean arterial pressure")
    },
    Quantity {
        loinc: Some("8414-5"),
        ..single(
            "mean_pulmonary_pressure",
            "mm[Hg]",
            "Mean pressure in pulmonary arteries",
        )
    },
    single("muscle_blood_flow", "mL/min", "Flow to muscle"),
    Quantity {
        loinc: Some("2345-7"),
        // Time in range of the international consensus: Battelino et al., Diabetes Care
        // 2019;42:1593, table 1.
        reference: Some((70.0, 180.0)),
        ..single("plasma_glucose", "mg/dL", "Glucose in plasma")
    },
    Quantity {
        loinc: Some("14796-7"),
        ..single("plasma_insulin", "pmol/L", "Insulin in plasma")
    },
    Quantity {
        neutral: -4.0,
        ..single(
            "pleural_pressure",
            "mm[Hg]",
            "Pressure around heart and lungs, mean over the breath",
        )
    },
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
    single(
        "splanchnic_blood_flow",
        "mL/min",
        "Flow to gut, liver and spleen",
    ),
    Quantity {
        loinc: Some("20562-5"),
        ..single("stroke_volume", "mL", "Stroke volume of the left ventricle")
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
        neutral: 1.0,
        combine: Combine::Product,
        ..single(
            "venous_capacity",
            "1",
            "Unstressed volume of systemic veins relative to rest",
        )
    },
];

/// The signal of this name.
pub fn quantity(name: &str) -> Option<&'static Quantity> {
    VOCABULARY.iter().find(|quantity| quantity.name == name)
}
