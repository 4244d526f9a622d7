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
            "blood_volume_ratio",
            "1",
            "Blood volume relative to this person's usual one; scales central volumes of distribution",
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
        reference: Some((70.0, 180.0)),
        ..single(
            "sensor_glucose",
            "mg/dL",
            "Glucose in the interstitium under the skin, as an ideal sensor reads it",
        )
    },
];

/// The signal of this name.
pub fn quantity(name: &str) -> Option<&'static Quantity> {
    VOCABULARY.iter().find(|quantity| quantity.name == name)
}
