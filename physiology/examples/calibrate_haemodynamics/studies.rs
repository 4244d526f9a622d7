// What was published of each drug, and where the search begins.

use super::{Effect, Kinetics, Study, Trial};
use physiology::people::{Adult, Sex};

const MAP: &str = "mean_arterial_pressure";
const RATE: &str = "heart_rate";
const OUTPUT: &str = "cardiac_output";
const SYSTOLIC: &str = "systolic_pressure";
const DIASTOLIC: &str = "diastolic_pressure";

/// The volunteer of most studies.
const VOLUNTEER: Adult = Adult {
    sex: Sex::Male,
    age_yr: 27.0,
    weight_kg: 75.0,
    height_cm: 180.0,
    haemoglobin_g_dl: None,
};
/// The patient of Pulse's validation.
const PATIENT: Adult = Adult {
    sex: Sex::Male,
    age_yr: 44.0,
    weight_kg: 77.0,
    height_cm: 180.0,
    haemoglobin_g_dl: None,
};

const fn effect(
    name: &'static str,
    signal: &'static str,
    sign: f64,
    maximum: usize,
    half: usize,
) -> Effect {
    Effect {
        name,
        signal,
        sign,
        maximum,
        half,
        hill: 1.0,
    }
}

fn infused(
    who: Adult,
    resting_rate: f64,
    rate: f64,
    at: f64,
    wanted: Vec<(&'static str, bool, f64, f64)>,
) -> Trial {
    Trial {
        who,
        resting_rate,
        ill: Vec::new(),
        bolus: 0.0,
        rate,
        at,
        wanted,
    }
}

fn bolus(dose: f64, at: f64, wanted: Vec<(&'static str, bool, f64, f64)>) -> Trial {
    Trial {
        bolus: dose,
        ..infused(PATIENT, 0.0, 0.0, at, wanted)
    }
}

pub fn all() -> Vec<Study> {
    vec![
        norepinephrine(),
        phenylephrine(),
        epinephrine(),
        dobutamine(),
        vasopressin(),
        propofol(),
        ketamine(),
        midazolam(),
        fentanyl(),
        morphine(),
    ]
}

/// Ensinger 1992: mean of systolic and diastolic ranges; people rest at 58 /min (assumed).
fn norepinephrine() -> Study {
    let size: f64 = 75.0 / 70.0;
    let published = [
        (0.01, 91.7, 56.0),
        (0.06, 100.7, 49.0),
        (0.1, 105.7, 48.0),
        (0.14, 112.3, 47.0),
        (0.2, 121.7, 47.0),
    ];
    let trial = |(dose, pressure, rate): &(f64, f64, f64)| {
        let wanted = vec![
            (MAP, false, *pressure, 3.0),
            (RATE, false, *rate, 3.0),
            (OUTPUT, true, 97.0, 8.0),
        ];
        infused(VOLUNTEER, 58.0, dose * 75.0 / 1000.0, 10.0, wanted)
    };
    Study {
        drug: "norepinephrine",
        files: &["norepinephrine"],
        kinetics: Kinetics {
            volume: 2.4 * size,
            clearance: 2.1 * (-0.003_44_f64 * (27.0 - 35.0)).exp() * size.powf(0.75),
            exchange2: 0.6 * size.powf(0.75),
            volume2: 3.6 * size,
            ..Kinetics::default()
        },
        effects: vec![
            effect("arterioles", "arteriolar_tone", 1.0, 0, 1),
            effect("veins", "venous_capacity", -1.0, 2, 1),
            effect("heart", "contractility", 1.0, 3, 4),
        ],
        trials: published.iter().map(trial).collect(),
        start: vec![3.0, 0.006, 0.3, 0.3, 0.005],
        moved: vec![0, 1, 2, 3],
    }
}

/// Martinsson 1986: means of ranges, added to this body's rest at 60 /min.
fn phenylephrine() -> Study {
    let volume = 20.4 * 75.0 / 70.0;
    let published = [
        (0.5, 4.7, -2.0),
        (1.0, 12.3, -5.5),
        (2.0, 23.5, -10.0),
        (4.0, 38.3, -11.5),
    ];
    let trial = |(dose, pressure, rate): &(f64, f64, f64)| {
        let wanted = vec![
            (MAP, false, 88.6 + pressure, 3.0),
            (RATE, false, 62.8 + rate, 3.0),
        ];
        infused(VOLUNTEER, 60.0, dose * 75.0 / 1000.0, 10.0, wanted)
    };
    Study {
        drug: "phenylephrine",
        files: &["phenylephrine"],
        kinetics: Kinetics {
            volume,
            clearance: 0.124 * volume,
            exchange2: 0.155 * volume,
            volume2: 0.155 / 0.0314 * volume,
            ..Kinetics::default()
        },
        effects: vec![
            effect("arterioles", "arteriolar_tone", 1.0, 0, 1),
            effect("veins", "venous_capacity", -1.0, 2, 1),
        ],
        trials: published.iter().map(trial).collect(),
        start: vec![3.0, 0.05, 0.3],
        moved: vec![0, 1, 2],
    }
}

/// Allwood, Cobbold and Ginsburg 1963, Stratton 1985 (from memory); at 40 ug/min assumed. Kinetics of healthy
/// people, as in epinephrine_volunteers.toml.
fn epinephrine() -> Study {
    let low = vec![
        (RATE, true, 108.0, 3.0),
        (MAP, true, 98.0, 3.0),
        (OUTPUT, true, 125.0, 6.0),
    ];
    let middle = vec![
        (RATE, true, 122.0, 3.0),
        (MAP, true, 103.0, 3.0),
        (OUTPUT, true, 150.0, 6.0),
    ];
    Study {
        drug: "epinephrine",
        // The files have other numbers, set by hand: with what is found here epinephrine hardly acts in anaphylaxis.
        files: &[],
        kinetics: Kinetics {
            volume: 0.035 * 75.0,
            clearance: 0.2 * 75.0 / 4.296,
            ..Kinetics::default()
        },
        effects: vec![
            effect("arterioles_wider", "arteriolar_tone", -1.0, 0, 1),
            effect("arterioles_narrower", "arteriolar_tone", 1.0, 2, 3),
            effect("veins", "venous_capacity", -1.0, 4, 5),
            effect("strength", "contractility", 1.0, 6, 5),
            effect("rate", "chronotropy", 1.0, 7, 5),
        ],
        trials: vec![
            infused(VOLUNTEER, 70.0, 0.0025, 10.0, low),
            infused(VOLUNTEER, 70.0, 0.010, 10.0, middle),
            infused(VOLUNTEER, 70.0, 0.040, 10.0, vec![(MAP, true, 150.0, 10.0)]),
        ],
        start: vec![0.65, 0.0015, 3.0, 0.01, 0.55, 0.003, 2.0, 0.75],
        moved: vec![0, 2, 3, 6, 7],
    }
}

/// Leier 1978 (from memory).
fn dobutamine() -> Study {
    let trial = |(dose, rate, output, pressure): &(f64, f64, f64, f64)| {
        let wanted = vec![
            (RATE, true, *rate, 2.0),
            (OUTPUT, true, *output, 4.0),
            (MAP, true, *pressure, 2.0),
        ];
        infused(PATIENT, 0.0, dose * 0.077, 15.0, wanted)
    };
    let published = [(5.0, 105.0, 125.0, 101.0), (10.0, 113.0, 145.0, 104.0)];
    Study {
        drug: "dobutamine",
        files: &["dobutamine"],
        kinetics: Kinetics {
            volume: 15.4,
            clearance: 4.6,
            ..Kinetics::default()
        },
        effects: vec![
            effect("heart", "contractility", 1.0, 0, 1),
            effect("rate", "chronotropy", 1.0, 2, 3),
            effect("arterioles", "arteriolar_tone", -1.0, 4, 1),
            effect("veins", "venous_capacity", -1.0, 5, 1),
        ],
        trials: published.iter().map(trial).collect(),
        start: vec![1.5, 0.15, 0.4, 0.25, 0.5, 0.2],
        moved: vec![0, 2, 4, 5],
    }
}

/// Landry 1997 (from memory): 10 mmHg more at 0.04 U/min in a vasodilated body, here one with mast
/// cells that release all but leave capillaries tight. In mg.
fn vasopressin() -> Study {
    let unit = 0.001_887;
    Study {
        drug: "vasopressin",
        files: &["vasopressin"],
        kinetics: Kinetics {
            volume: 0.14 * 77.0,
            clearance: 0.017 * 77.0,
            ..Kinetics::default()
        },
        effects: vec![
            effect("arterioles", "arteriolar_tone", 1.0, 0, 1),
            effect("veins", "venous_capacity", -1.0, 2, 1),
        ],
        trials: vec![Trial {
            ill: vec![("mast_cells", "release", 1.0), ("mast_cells", "leak", 0.0)],
            ..infused(
                PATIENT,
                0.0,
                0.04 * unit,
                20.0,
                vec![(MAP, false, 78.0, 2.0)],
            )
        }],
        start: vec![3.0, 0.05 * unit, 0.1],
        moved: vec![0],
    }
}

/// A fall by 30 % after 2 mg/kg at the same heart rate (Pulse's validation); output nearly as
/// before at 2.6 and 4.5 mg/L (de Wit 2016).
fn propofol() -> Study {
    let slow = |name, signal, sign, maximum| Effect {
        hill: 1.8,
        ..effect(name, signal, sign, maximum, 1)
    };
    Study {
        drug: "propofol",
        files: &["propofol", "propofol_marsh", "propofol_schnider"],
        // Eleveld 2018 for this patient.
        kinetics: Kinetics {
            // Litres; nothing to do with circles.
            #[allow(clippy::approx_constant)]
            volume: 6.28 * (77.0 / (77.0 + 33.6)) / (70.0 / (70.0 + 33.6)),
            clearance: 1.79 * (77.0_f64 / 70.0).powf(0.75),
            exchange2: 1.75,
            volume2: 25.5 * 77.0 / 70.0 * 0.869,
            exchange3: 1.11,
            volume3: 287.0,
            equilibration: 0.146,
        },
        effects: vec![
            slow("nerves", "sympathetic_outflow", -1.0, 0),
            slow("baroreflex", "baroreflex_gain", -1.0, 2),
            slow("arterioles", "arteriolar_tone", -1.0, 3),
            slow("veins", "venous_capacity", 1.0, 4),
        ],
        trials: vec![
            bolus(
                154.0,
                4.5,
                vec![
                    (SYSTOLIC, true, 70.0, 2.0),
                    (DIASTOLIC, true, 70.0, 4.0),
                    (RATE, true, 100.0, 2.0),
                ],
            ),
            Trial {
                rate: 9.0,
                ..bolus(77.0, 15.0, vec![(OUTPUT, true, 97.0, 4.0)])
            },
            Trial {
                rate: 15.6,
                ..bolus(133.0, 15.0, vec![(OUTPUT, true, 97.0, 4.0)])
            },
        ],
        start: vec![0.8, 2.2, 0.98, 0.45, 0.11],
        moved: vec![3, 4],
    }
}

/// A rise by a fifth after 1.5 mg/kg (Pulse's validation: 15 to 25 %).
fn ketamine() -> Study {
    let size: f64 = 77.0 / 70.0;
    let flow = size.powf(0.75);
    Study {
        drug: "ketamine",
        files: &["ketamine"],
        kinetics: Kinetics {
            volume: 25.0 * size,
            clearance: 1.4 * flow,
            exchange2: 161.0 / 60.0 * flow,
            volume2: 56.0 * size,
            exchange3: 79.0 / 60.0 * flow,
            volume3: 157.0 * size,
            equilibration: 0.5,
        },
        effects: vec![
            effect("nerves", "sympathetic_drive", 1.0, 0, 1),
            effect("baroreflex", "baroreflex_gain", -1.0, 2, 1),
            effect("rate", "chronotropy", 1.0, 3, 1),
            effect("heart", "contractility", 1.0, 4, 1),
        ],
        trials: vec![bolus(
            115.0,
            4.0,
            vec![
                (RATE, true, 120.0, 1.5),
                (SYSTOLIC, true, 120.0, 2.0),
                (DIASTOLIC, true, 120.0, 3.0),
            ],
        )],
        start: vec![0.6, 0.7, 0.3, 0.15, 0.2],
        moved: vec![0, 3, 4],
    }
}

/// 5 mg lower pressure by 15 % and heart rate by 5 % (Pulse's validation: 15 to 25 %, 5 to 10 %).
fn midazolam() -> Study {
    let (size, old): (f64, f64) = (77.0 / 78.0, (44.0 - 26.0) / 45.0);
    let (volume, k12) = (7.9 * size, 0.19 - 0.09 * old);
    Study {
        drug: "midazolam",
        files: &["midazolam"],
        kinetics: Kinetics {
            volume,
            clearance: 0.399 * size.powf(0.75),
            exchange2: k12 * volume,
            volume2: k12 * volume / 0.060,
            exchange3: 0.065 * volume,
            volume3: 0.065 / 0.0083 * volume,
            equilibration: 0.11 - 0.03 * old,
        },
        effects: vec![
            effect("nerves", "sympathetic_outflow", -1.0, 0, 1),
            effect("baroreflex", "baroreflex_gain", -1.0, 2, 1),
            // What the nerves alone do not give: the vagus has no action of its own here.
            effect("sinus_node", "chronotropy", -1.0, 3, 1),
        ],
        trials: vec![bolus(
            5.0,
            10.0,
            vec![
                (RATE, true, 95.0, 2.0),
                (SYSTOLIC, true, 85.0, 3.0),
                (DIASTOLIC, true, 85.0, 3.0),
            ],
        )],
        start: vec![0.7, 0.1, 0.9, 0.1],
        moved: vec![0, 2, 3],
    }
}

/// 150 ug lower heart rate and pressure by 7.5 % (Pulse's validation: 5 to 10 %).
fn fentanyl() -> Study {
    let size: f64 = 77.0 / 70.0;
    let flow = size.powf(0.75);
    Study {
        drug: "fentanyl",
        files: &["fentanyl"],
        kinetics: Kinetics {
            volume: 12.1 * size,
            clearance: 0.632 * flow,
            exchange2: 2.8 * flow,
            volume2: 35.7 * size,
            exchange3: 1.55 * flow,
            volume3: 224.0 * size,
            equilibration: 0.2102,
        },
        effects: vec![
            effect("nerves", "sympathetic_outflow", -1.0, 0, 1),
            effect("vagus", "chronotropy", -1.0, 2, 1),
        ],
        trials: vec![bolus(
            0.15,
            4.0,
            vec![
                (RATE, true, 92.5, 1.0),
                (SYSTOLIC, true, 92.5, 2.0),
                (DIASTOLIC, true, 92.5, 2.0),
            ],
        )],
        start: vec![0.9, 0.003, 0.1],
        moved: vec![0, 2],
    }
}

/// 40 mg at once lower heart rate and pressure by 7.5 % (Pulse's validation: 5 to 10 %).
fn morphine() -> Study {
    let volume = 0.25 * 77.0;
    Study {
        drug: "morphine",
        files: &["morphine"],
        kinetics: Kinetics {
            volume,
            clearance: 0.070_505_618 * volume,
            exchange2: 0.127_340_824 * volume,
            volume2: 0.127_340_824 / 0.025_964_108 * volume,
            exchange3: 0.018_258_427 * volume,
            volume3: 0.018_258_427 / 0.001_633_166 * volume,
            equilibration: 0.0,
        },
        effects: vec![
            effect("vagus", "chronotropy", -1.0, 0, 1),
            effect("arterioles", "arteriolar_tone", -1.0, 2, 3),
            effect("veins", "venous_capacity", 1.0, 4, 3),
        ],
        trials: vec![bolus(
            40.0,
            5.0,
            vec![
                (RATE, true, 92.5, 1.0),
                (SYSTOLIC, true, 92.5, 2.0),
                (DIASTOLIC, true, 92.5, 2.0),
            ],
        )],
        start: vec![0.1, 0.03, 0.5, 2.0, 0.2],
        moved: vec![0, 2, 4],
    }
}
