//! A person at rest.

use crate::lungs::{Lungs, MAN};
use physiology::people::{Adult, RESPIRATORY_QUOTIENT, Sex};

/// Name, lowest, highest, source.
type Row = (&'static str, f64, f64, &'static str);

const ROWS: [Row; 17] = [
    (
        "arterial_oxygen_pressure",
        90.0,
        100.0,
        "95 mmHg: Guyton; Valtin",
    ),
    (
        "arterial_carbon_dioxide_pressure",
        38.0,
        42.0,
        "40 mmHg: Guyton; Valtin",
    ),
    ("arterial_ph", 7.35, 7.45, "Guyton; Valtin"),
    (
        "arterial_oxygen_saturation",
        96.0,
        100.0,
        "97 %: Guyton; Valtin",
    ),
    (
        "mixed_venous_oxygen_pressure",
        36.0,
        44.0,
        "40 mmHg: Guyton",
    ),
    (
        "mixed_venous_carbon_dioxide_pressure",
        43.0,
        47.0,
        "45 mmHg: Guyton",
    ),
    (
        "alveolar_oxygen_pressure",
        100.0,
        108.0,
        "104 mmHg, pulmonary venous: Guyton",
    ),
    ("end_tidal_carbon_dioxide", 35.0, 45.0, "Levitzky"),
    ("pf_ratio", 430.0, 475.0, "452 mmHg: Guyton; Costanzo"),
    ("shunt_fraction", 0.02, 0.05, "Levitzky"),
    ("respiratory_rate", 12.0, 20.0, "Levitzky; Silverthorn"),
    (
        "tidal_volume",
        0.500,
        0.527,
        "7 mL/kg ideal weight: Levitzky",
    ),
    (
        "ventilation",
        5.7,
        6.9,
        "0.084 L/min/kg ideal weight, 10 %: Levitzky",
    ),
    ("respiratory_compliance", 0.06, 0.14, "Levitzky p25"),
    (
        "oxygen_consumption",
        230.0,
        270.0,
        "1790 kcal/day at 4.83 kcal/L is 257 mL/min",
    ),
    (
        "pleural_pressure",
        -5.9,
        -3.7,
        "-5 at the end of a breath out to -8 cmH2O: Levitzky",
    ),
    (
        "arterial_oxygen_content",
        190.0,
        210.0,
        "about 200 mL/L: Guyton",
    ),
];

#[test]
fn validated_resting_man() {
    let seen = Lungs::of(&MAN).signals();
    let mut wrong = Vec::new();
    for (name, low, high, source) in ROWS {
        let value = seen[name];
        println!("{name:40} {value:9.3}   {low}..{high}  {source}");
        if !(low..=high).contains(&value) {
            wrong.push(format!("{name}: {value}, not {low}..{high} ({source})"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A-a difference 5-14 mmHg (Guyton; Costanzo), against alveolar pressure of the alveolar gas equation.
#[test]
fn validated_difference_between_alveoli_and_arteries() {
    let seen = Lungs::of(&MAN).signals();
    let alveolar = 0.2095 * 713.0 - seen["arterial_carbon_dioxide_pressure"] / RESPIRATORY_QUOTIENT;
    let difference = alveolar - seen["arterial_oxygen_pressure"];
    assert!((5.0..=14.0).contains(&difference), "{difference}");
}

/// Fenn, Rahn and Otis 1946, in its full form: PAO2 = PIO2 - PACO2 (FIO2 + (1 - FIO2) / R).
#[test]
fn validated_alveolar_gas_equation() {
    let mut man = Lungs::of(&MAN);
    for (fraction, minutes) in [(0.2095, 0.0), (0.5, 60.0)] {
        man.set("air", "oxygen_fraction", fraction);
        man.run(minutes);
        let seen = man.signals();
        let carbon_dioxide = seen["alveolar_carbon_dioxide_pressure"];
        let expected = fraction * 713.0
            - carbon_dioxide * (fraction + (1.0 - fraction) / RESPIRATORY_QUOTIENT);
        let found = seen["alveolar_oxygen_pressure"];
        assert!(
            (found - expected).abs() < 1.0,
            "{fraction}: {found}, not {expected}"
        );
    }
}

/// Bohr's dead space over tidal volume: 0.20-0.40 (Levitzky; Cala 2004).
#[test]
fn validated_dead_space() {
    let seen = Lungs::of(&MAN).signals();
    let mixed =
        seen["end_tidal_carbon_dioxide"] * seen["alveolar_ventilation"] / seen["ventilation"];
    let dead = 1.0 - mixed / seen["arterial_carbon_dioxide_pressure"];
    assert!((0.2..=0.4).contains(&dead), "{dead}");
}

/// Berggren's shunt equation, asked of contents alone.
#[test]
fn validated_shunt_equation() {
    let mut man = Lungs::of(&MAN);
    man.set("gas", "shunt", 0.25);
    man.set("gas", "side_ventilation", 0.1);
    man.run(30.0);
    let seen = man.signals();
    let arterial = seen["arterial_oxygen_content"];
    let venous = seen["mixed_venous_oxygen_content"];
    // End-capillary: 15.5 g/dL at the alveolar pressure, 97-98 % full.
    let pressure = seen["alveolar_oxygen_pressure"];
    let saturation = 1.0 / (23400.0 / (pressure.powi(3) + 150.0 * pressure) + 1.0);
    let capillary = 1.34 * 155.0 * saturation + 0.030 * pressure;
    let shunt = (capillary - arterial) / (capillary - venous);
    assert!((shunt - 0.25).abs() < 0.015, "{shunt}");
}

/// Women and men, small and large, young and old: all at rest from the start, with 40 mmHg.
#[test]
fn people_start_at_rest() {
    for sex in [Sex::Female, Sex::Male] {
        for (age_yr, weight_kg, height_cm) in [
            (20.0, 50.0, 155.0),
            (44.0, 77.0, 180.0),
            (75.0, 60.0, 165.0),
            (50.0, 120.0, 170.0),
        ] {
            let adult = Adult {
                sex,
                age_yr,
                weight_kg,
                height_cm,
                haemoglobin_g_dl: None,
            };
            let person = Lungs::of(&adult);
            let (unrest, place) = person.unrest();
            assert!(unrest < 1e-9, "{adult:?}: {place} {unrest}");
            let seen = person.signals();
            assert!((seen["arterial_carbon_dioxide_pressure"] - 40.0).abs() < 1e-3);
            let rate = seen["respiratory_rate"];
            assert!((8.0..=22.0).contains(&rate), "{adult:?}: {rate}");
            let oxygen = seen["arterial_oxygen_pressure"];
            assert!((85.0..=100.0).contains(&oxygen), "{adult:?}: {oxygen}");
        }
    }
}

/// Blood holds 850 mL of oxygen on air (Nunn's Applied Respiratory Physiology, table of stores).
#[test]
fn validated_oxygen_store_of_blood() {
    let man = Lungs::of(&MAN);
    let held = man.held_by("gas", "oxygen")
        - man.state("gas", "main_oxygen")
        - man.state("gas", "side_oxygen");
    let millilitres = held * 22.4;
    assert!((765.0..=935.0).contains(&millilitres), "{millilitres}");
}
