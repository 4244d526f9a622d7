//! What is given into a vein in volumes: what is in each millilitre of it.

/// A fluid, isotonic: of its water all comes into the blood first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fluid {
    /// Name, as scenario files write it.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Haemoglobin, g/mL.
    pub haemoglobin: f64,
    /// Protein, g/mL.
    pub protein: f64,
    /// Strong ion difference above the bicarbonate that it dilutes, mmol/mL.
    pub base: f64,
    /// How fast it runs where nothing is said, mL/min.
    pub usual_rate: f64,
    /// A dose as a person writes it.
    pub example: &'static str,
    /// Where its numbers are from.
    pub source: &'static str,
}

/// All fluids, by name.
pub const FLUIDS: [Fluid; 6] = [
    Fluid {
        name: "albumin",
        meaning: "Human albumin 5 %",
        haemoglobin: 0.0,
        protein: 0.05,
        base: 0.0,
        usual_rate: 25.0,
        example: "500 mL",
        source: "50 g/L by its label; counted as plasma protein by mass, though albumin holds more water \
            than globulin; assumed to run at 25 mL/min",
    },
    Fluid {
        name: "balanced crystalloid",
        meaning: "Ringer's lactate or another balanced crystalloid, as isotonic",
        haemoglobin: 0.0,
        protein: 0.0,
        base: 0.0035,
        usual_rate: 50.0,
        example: "1 L",
        source: "no protein; strong ion difference 28 mmol/L (lactated Ringer) above 24.5; assumed to run at \
            50 mL/min",
    },
    Fluid {
        name: "packed red cells",
        meaning: "Red cells of one donor in additive solution",
        haemoglobin: 0.195,
        protein: 0.0,
        base: 0.0,
        usual_rate: 25.0,
        example: "280 mL",
        source: "55 g of haemoglobin in 280 mL (European guide to blood components: at least 40 g a unit; \
            AABB circular: haematocrit 55 to 65 %), from memory; assumed to run at 25 mL/min",
    },
    Fluid {
        name: "plasma",
        meaning: "Fresh frozen plasma, thawed",
        haemoglobin: 0.0,
        protein: 0.055,
        base: 0.0,
        usual_rate: 25.0,
        example: "250 mL",
        source: "plasma of 74 g/L protein, three quarters of the volume beside citrate; assumed to run \
            at 25 mL/min",
    },
    Fluid {
        name: "saline",
        meaning: "Sodium chloride 0.9 %",
        haemoglobin: 0.0,
        protein: 0.0,
        base: -0.0245,
        usual_rate: 50.0,
        example: "1 L",
        source: "no protein; strong ion difference 0 below 24.5 mmol/L; assumed to run at 50 mL/min",
    },
    Fluid {
        name: "whole blood",
        meaning: "Whole blood with citrate",
        haemoglobin: 0.132,
        protein: 0.036,
        base: 0.0,
        usual_rate: 50.0,
        example: "500 mL",
        source: "450 mL of blood with 15 g/dL haemoglobin and 45 % red cells in 63 mL of citrate; \
            assumed to run at 50 mL/min",
    },
];

/// The fluid of this name.
pub fn fluid(name: &str) -> Option<&'static Fluid> {
    FLUIDS.iter().find(|fluid| fluid.name == name)
}
