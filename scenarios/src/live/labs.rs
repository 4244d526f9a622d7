//! What a laboratory can be asked.

/// A laboratory test: what it is called, and what it answers where the patient has it.
#[derive(Debug)]
pub struct Lab {
    /// What it is called.
    pub name: &'static str,
    /// Quantities that it measures, in the order of its report.
    pub quantities: &'static [&'static str],
}

/// Every test.
pub const LABS: &[Lab] = &[
    Lab {
        name: "blood gas",
        quantities: &[
            "arterial_ph",
            "arterial_carbon_dioxide_pressure",
            "arterial_oxygen_pressure",
            "bicarbonate",
            "base_excess",
            "anion_gap",
            "arterial_oxygen_saturation",
            "haemoglobin",
            "lactate",
            "plasma_glucose",
            "plasma_potassium",
            "plasma_sodium",
        ],
    },
    Lab {
        name: "blood count",
        quantities: &["haemoglobin", "haematocrit", "platelets"],
    },
    Lab {
        name: "chemistry",
        quantities: &[
            "plasma_sodium",
            "plasma_potassium",
            "plasma_chloride",
            "plasma_phosphate",
            "plasma_albumin",
            "creatinine",
            "urea_nitrogen",
            "bilirubin",
            "plasma_glucose",
            "ketones",
            "lactate",
        ],
    },
];
