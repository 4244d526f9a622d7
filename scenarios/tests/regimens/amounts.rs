//! Amounts by body surface and in moles.

use super::{HEAD, PERSON, VOLUME, facts, planned, samples};
use scenarios::medicine::read;

fn first(dose: &str, person: &str) -> f64 {
    samples(&format!(
        "{HEAD}horizon = \"1 h\"\nrecord = {{ every = \"1 h\", quantities = [\"drug.concentration\"] \
         }}\n[patient]\n{person}[[treatment]]\nat = \"0 h\"\ngive = \"drug\"\n{dose}\n"
    ))[1]
        / (-super::KE).exp()
}

/// 180 cm and 80 kg are 2 m2 by Mosteller; 100 mg are 1 mmol.
#[test]
fn validated_doses_by_surface_and_in_moles() {
    let person = "sex = \"male\"\nage = \"35 yr\"\nweight = \"80 kg\"\nheight = \"180 cm\"\n";
    let close = |found: f64, milligrams: f64| {
        assert!(
            (found * VOLUME / milligrams - 1.0).abs() < 1e-12,
            "{found} {milligrams}"
        );
    };
    close(first("dose = \"75 mg/m2\"", person), 150.0);
    close(first("dose = \"1.5 mmol\"", person), 150.0);
    close(first("dose = \"10 umol/kg\"", person), 80.0);
    close(first("dose = \"2 mg/kg\"", person), 160.0);
    let surface = (170.0_f64 * 70.0 / 3600.0).sqrt();
    close(first("dose = \"1 mmol/m2\"", PERSON), 100.0 * surface);
}

/// An effect published in micromoles, of a drug of 100 g/mol: 2 umol/L are 0.2 mg/L.
#[test]
fn validated_equations_in_moles() {
    let text = format!(
        "{}[[effect]]\nname = \"marrow\"\nmodel = \"myelosuppression\"\nreads = {{ concentration = \
         \"concentration\" }}\n[effect.parameters]\nbaseline = \"5e9 /L\"\ntransit_time = \"100 h\"\nfeedback = \
         \"0.2\"\nslope = \"10 L/umol / molar_mass\"\nsaturation = \"1 / (2 umol/L * molar_mass)\"\n",
        super::DRUG
    );
    let (drug, problems) = read("drug", text.as_bytes());
    let drug = drug.unwrap_or_else(|| panic!("{problems:?}"));
    let (_, effects) = drug.parts(&facts()).expect("parts");
    assert!(
        (effects[0].params[3] - 100.0).abs() < 1e-10,
        "{:?}",
        effects[0].params
    );
    assert!((effects[0].params[4] - 5.0).abs() < 1e-12);
}

#[test]
fn a_dose_by_surface_needs_the_height() {
    let shelf = super::shelf();
    let known = scenarios::catalogue::known_with(&shelf);
    let text = format!(
        "{HEAD}horizon = \"1 h\"\n[patient]\nweight = \"70 kg\"\n[[treatment]]\nat = \"0 h\"\ngive = \
         \"drug\"\ndose = \"75 mg/m2\"\n"
    );
    let scenario = scenarios::check(text.as_bytes(), &known)
        .0
        .expect("a scenario");
    let problems = scenarios::plan::plan_with(&scenario, None, &shelf)
        .err()
        .expect("a problem");
    assert!(
        problems[0].message.contains("needs `height`"),
        "{problems:?}"
    );
    let _ = planned(&text.replace("weight", "height = \"170 cm\"\nweight"));
}
