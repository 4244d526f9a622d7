//! What is given in volumes, into a vein or to drink: what is in each millilitre of it.

use super::blood::ALBUMIN_SHARE;
use crate::chemistry::electrolytes::ALBUMIN_CHARGE;

/// A fluid. Of its water all comes into the blood first, but for what is drunk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fluid {
    /// Name, as scenario files write it.
    pub name: &'static str,
    /// What people also call it.
    pub synonyms: &'static [&'static str],
    /// What it is.
    pub meaning: &'static str,
    /// Haemoglobin, g/mL.
    pub haemoglobin: f64,
    /// Protein, g/mL.
    pub protein: f64,
    /// Sodium outside cells, mmol/mL.
    pub sodium: f64,
    /// Chloride outside cells, mmol/mL.
    pub chloride: f64,
    /// Potassium outside cells, mmol/mL.
    pub potassium: f64,
    /// Charge of weak acids, most of them proteins, mmol/mL.
    pub weak_acid: f64,
    /// Whether it is drunk.
    pub drunk: bool,
    /// How fast it runs where nothing is said, mL/min.
    pub usual_rate: f64,
    /// A dose as a person writes it.
    pub example: &'static str,
    /// Where its numbers are from.
    pub source: &'static str,
}

/// Haemoglobin of a millilitre of red cells, g.
const CELL_HAEMOGLOBIN: f64 = 0.335;
/// Bicarbonate that a fluid dilutes, mmol/mL: one whose strong ion difference equals it leaves base as it is
/// (Carlesso et al., Intensive Care Med 2011;37:461).
const BICARBONATE: f64 = 0.0245;

impl Fluid {
    /// Charge of weak acids beside the albumin that is in its protein, mmol/mL.
    pub fn other_weak_acid(&self) -> f64 {
        self.weak_acid - ALBUMIN_CHARGE * ALBUMIN_SHARE * self.protein
    }

    /// Strong ion difference above the bicarbonate that it dilutes, mmol/mL; lactate, acetate, gluconate and
    /// citrate are taken for burnt.
    pub fn base(&self) -> f64 {
        let outside_cells = 1.0 - self.haemoglobin / CELL_HAEMOGLOBIN;
        self.sodium + self.potassium - self.chloride - self.weak_acid - BICARBONATE * outside_cells
    }
}

/// All fluids, by name.
pub const FLUIDS: [Fluid; 14] = [
    Fluid {
        name: "albumin",
        synonyms: &["albumin 5 %", "human albumin"],
        meaning: "Human albumin 5 %",
        haemoglobin: 0.0,
        protein: 0.0597,
        sodium: 0.145,
        chloride: 0.1085,
        potassium: 0.0,
        weak_acid: 0.012,
        drunk: false,
        usual_rate: 25.0,
        example: "500 mL",
        source: "50 g/L by its label; counted as the plasma protein of its colloid osmotic pressure, 20 mmHg by \
            2.8 c + 0.18 c^2 + 0.012 c^3 of c g/dL albumin (Landis and Pappenheimer 1963); sodium 145 mmol/L by its label, its charge 12 mmol/L (0.25 mmol for a gram, \
            Figge 1998); chloride such that base stays (assumed); assumed to run at 25 mL/min",
    },
    Fluid {
        name: "albumin 20 %",
        synonyms: &[
            "concentrated albumin",
            "hyperoncotic albumin",
            "salt-poor albumin",
        ],
        meaning: "Human albumin 20 %",
        haemoglobin: 0.0,
        protein: 0.2388,
        sodium: 0.130,
        chloride: 0.0575,
        potassium: 0.0,
        weak_acid: 0.048,
        drunk: false,
        usual_rate: 100.0 / 30.0,
        example: "100 mL",
        source: "200 g/L by its label, counted as the plasma protein of its colloid osmotic pressure once it is \
            diluted, four times that of `albumin`; sodium 130 mmol/L (labels state 100 to 160), its charge \
            48 mmol/L (0.24 mmol for a gram, as `albumin`), chloride such that base stays (assumed); assumed \
            to run at 100 mL in half an hour",
    },
    Fluid {
        name: "balanced crystalloid",
        synonyms: &[
            "Ringer's lactate",
            "lactated Ringer's",
            "Hartmann's solution",
            "crystalloid",
            "balanced solution",
        ],
        meaning: "Ringer's lactate",
        haemoglobin: 0.0,
        protein: 0.0,
        sodium: 0.130,
        chloride: 0.109,
        potassium: 0.004,
        weak_acid: 0.0,
        drunk: false,
        usual_rate: 50.0,
        example: "1 L",
        source: "no protein; sodium 130, chloride 109, potassium 4 mmol/L and lactate by its label; its calcium \
            and lactate are left out; assumed to run at 50 mL/min",
    },
    Fluid {
        name: "hypertonic saline",
        synonyms: &[
            "sodium chloride 3 %",
            "hypertonic sodium chloride",
            "3 % saline",
        ],
        meaning: "Sodium chloride 3 %",
        haemoglobin: 0.0,
        protein: 0.0,
        sodium: 0.513,
        chloride: 0.513,
        potassium: 0.0,
        weak_acid: 0.0,
        drunk: false,
        usual_rate: 10.0,
        example: "250 mL",
        source: "no protein; sodium and chloride 513 mmol/L; assumed to run at 10 mL/min",
    },
    Fluid {
        name: "packed red cells",
        synonyms: &[
            "red cells",
            "packed cells",
            "PRBC",
            "erythrocytes",
            "blood transfusion",
            "transfusion",
        ],
        meaning: "Red cells of one donor in additive solution",
        haemoglobin: 0.195,
        protein: 0.0,
        sodium: 0.060,
        chloride: 0.062,
        potassium: 0.013,
        weak_acid: 0.0008,
        drunk: false,
        usual_rate: 25.0,
        example: "280 mL",
        source: "55 g of haemoglobin in 280 mL (European guide to blood components: at least 40 g a unit; \
            AABB circular: haematocrit 55 to 65 %), from memory; 30 mmol/L of potassium outside its cells \
            after two weeks or three (assumed), other salts such that base stays; assumed to run at 25 mL/min",
    },
    Fluid {
        name: "plasma",
        synonyms: &["fresh frozen plasma", "FFP"],
        meaning: "Fresh frozen plasma, thawed",
        haemoglobin: 0.0,
        protein: 0.055,
        sodium: 0.150,
        chloride: 0.1165,
        potassium: 0.004,
        weak_acid: 0.013,
        drunk: false,
        usual_rate: 25.0,
        example: "250 mL",
        source: "plasma of 74 g/L protein, three quarters of the volume beside citrate; salts such that base \
            stays when citrate is burnt (assumed); assumed to run at 25 mL/min",
    },
    Fluid {
        name: "plasma-lyte",
        synonyms: &["plasmalyte", "Plasma-Lyte 148"],
        meaning: "Balanced crystalloid with acetate and gluconate",
        haemoglobin: 0.0,
        protein: 0.0,
        sodium: 0.140,
        chloride: 0.098,
        potassium: 0.005,
        weak_acid: 0.0,
        drunk: false,
        usual_rate: 50.0,
        example: "1 L",
        source: "no protein; sodium 140, chloride 98, potassium 5 mmol/L by its label; magnesium left out; \
            assumed to run at 50 mL/min",
    },
    Fluid {
        name: "potassium chloride",
        synonyms: &["KCl", "potassium"],
        meaning: "Potassium chloride, 20 mmol in 100 mL",
        haemoglobin: 0.0,
        protein: 0.0,
        sodium: 0.0,
        chloride: 0.2,
        potassium: 0.2,
        weak_acid: 0.0,
        drunk: false,
        usual_rate: 100.0 / 60.0,
        example: "100 mL",
        source: "200 mmol/L, in water; 20 mmol in an hour is the usual most",
    },
    Fluid {
        name: "saline",
        synonyms: &[
            "sodium chloride",
            "NaCl",
            "normal saline",
            "sodium chloride 0.9 %",
            "0.9 % saline",
        ],
        meaning: "Sodium chloride 0.9 %",
        haemoglobin: 0.0,
        protein: 0.0,
        sodium: 0.154,
        chloride: 0.154,
        potassium: 0.0,
        weak_acid: 0.0,
        drunk: false,
        usual_rate: 50.0,
        example: "1 L",
        source: "no protein; sodium and chloride 154 mmol/L; assumed to run at 50 mL/min",
    },
    Fluid {
        name: "saline 5 %",
        synonyms: &["sodium chloride 5 %", "5 % saline"],
        meaning: "Sodium chloride 5 %",
        haemoglobin: 0.0,
        protein: 0.0,
        sodium: 0.855,
        chloride: 0.855,
        potassium: 0.0,
        weak_acid: 0.0,
        drunk: false,
        usual_rate: 4.0,
        example: "400 mL",
        source: "no protein; sodium and chloride 855 mmol/L; assumed to run at 4 mL/min",
    },
    Fluid {
        name: "sodium bicarbonate",
        synonyms: &[
            "bicarbonate",
            "bicarb",
            "NaHCO3",
            "sodium bicarbonate 8.4 %",
            "sodium hydrogen carbonate",
        ],
        meaning: "Sodium bicarbonate 8.4 %, a millimole in each millilitre",
        haemoglobin: 0.0,
        protein: 0.0,
        sodium: 1.0,
        chloride: 0.0,
        potassium: 0.0,
        weak_acid: 0.0,
        drunk: false,
        usual_rate: 10.0,
        example: "100 mL",
        source: "84 g/L of 84.01 g/mol: sodium and bicarbonate 1000 mmol/L; the carbon dioxide that it frees where \
            acid is buffered is left out, and cells buffer none of it; assumed to run at 10 mL/min",
    },
    Fluid {
        name: "sodium bicarbonate 1.4 %",
        synonyms: &["isotonic bicarbonate", "isotonic sodium bicarbonate"],
        meaning: "Sodium bicarbonate 1.4 %, isotonic",
        haemoglobin: 0.0,
        protein: 0.0,
        sodium: 0.1667,
        chloride: 0.0,
        potassium: 0.0,
        weak_acid: 0.0,
        drunk: false,
        usual_rate: 10.0,
        example: "500 mL",
        source: "14 g/L of 84.01 g/mol: sodium and bicarbonate 167 mmol/L; the carbon dioxide that it frees where \
            acid is buffered is left out, and cells buffer none of it; assumed to run at 10 mL/min",
    },
    Fluid {
        name: "water",
        synonyms: &["drinking water"],
        meaning: "Water to drink",
        haemoglobin: 0.0,
        protein: 0.0,
        sodium: 0.0,
        chloride: 0.0,
        potassium: 0.0,
        weak_acid: 0.0,
        drunk: true,
        usual_rate: 100.0,
        example: "500 mL",
        source: "nothing in it; into the gut, from where it is absorbed; assumed to be drunk at 100 mL/min",
    },
    Fluid {
        name: "whole blood",
        synonyms: &["blood"],
        meaning: "Whole blood with citrate",
        haemoglobin: 0.132,
        protein: 0.036,
        sodium: 0.088,
        chloride: 0.0655,
        potassium: 0.003,
        weak_acid: 0.0107,
        drunk: false,
        usual_rate: 50.0,
        example: "500 mL",
        source: "450 mL of blood with 15 g/dL haemoglobin and 45 % red cells in 63 mL of citrate; \
            salts such that base stays when citrate is burnt (assumed); assumed to run at 50 mL/min",
    },
];

/// The fluid of this name.
pub fn fluid(name: &str) -> Option<&'static Fluid> {
    FLUIDS.iter().find(|fluid| fluid.name == name)
}
