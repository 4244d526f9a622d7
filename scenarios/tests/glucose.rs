//! Glucose and insulin of a person with a body: who carries them, and what they do together.

use engine::world::Settings;
use scenarios::catalogue::known;
use scenarios::check::check;
use scenarios::plan::{Plan, plan, twin};

const PERSON: &str = "sex = \"female\"\nage = \"30 yr\"\nweight = \"64 kg\"\nheight = \"168 cm\"\n";

fn planned(patient: &str, record: &str, treatment: &str) -> Plan {
    let text = format!(
        "title = \"t\"\nhorizon = \"6 h\"\nrecord = {{ every = \"10 min\", quantities = [{record}] }}\n\
         [patient]\n{patient}{treatment}"
    );
    let (scenario, problems) = check(text.as_bytes(), &known());
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
    plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn has(plan: &Plan, part: &str) -> bool {
    plan.subject.parts.iter().any(|own| *own.instance == *part)
}

/// The first recorded quantity at every row.
fn course(plan: &Plan) -> Vec<f64> {
    let mut engine = plan.engine(&Settings::default()).expect("an engine");
    let newcomer = twin(&plan.subject, &plan.spread, plan.seed, 0, 1);
    let tracks = engine.project(&[newcomer]).expect("a track");
    let rows = tracks[0].samples.chunks(plan.study.sampled.len());
    rows.map(|row| row[0]).collect()
}

#[test]
fn who_eats_or_is_asked_for_glucose_has_a_metabolism_and_others_have_none() {
    let eats = "[[treatment]]\nat = \"0 min\"\ngive = \"meal\"\ndose = \"50 g\"\n";
    for plan in [
        planned(PERSON, "\"mean_arterial_pressure\"", eats),
        planned(PERSON, "\"plasma_glucose\"", ""),
    ] {
        for part in ["gut", "beta_cells", "ketone_bodies", "kidney", "acid_base"] {
            assert!(has(&plan, part), "{part}");
        }
    }
    let plan = planned(PERSON, "\"mean_arterial_pressure\"", "");
    assert!(!has(&plan, "glucose"));
}

#[test]
fn a_virtual_patient_still_needs_no_body() {
    let plan = planned("virtual = \"adult#001\"\n", "\"plasma_glucose\"", "");
    assert!(!has(&plan, "circulation") && !has(&plan, "beta_cells"));
}

/// A person who eats nothing stays as they are, to what the solver promises.
#[test]
fn a_person_at_rest_stays_there() {
    let glucose = course(&planned(PERSON, "\"plasma_glucose\"", ""));
    let first = glucose[0];
    assert!(
        glucose.iter().all(|now| (now - first).abs() < 0.05),
        "{glucose:?}"
    );
}

/// Who loses a third of the blood has more glucose than before: catecholamines of shock.
#[test]
fn shock_raises_glucose() {
    let bleeds = "[[treatment]]\nat = \"10 min\"\nstart = \"haemorrhage\"\nrate = \"60 mL/min\"\nover = \"30 min\"\n";
    let glucose = course(&planned(PERSON, "\"plasma_glucose\"", bleeds));
    let most = glucose.iter().copied().fold(0.0, f64::max);
    assert!(most > glucose[0] + 5.0 && most < 300.0, "{glucose:?}");
}

/// What need not be ground is in blood sooner.
#[test]
fn a_drink_of_glucose_is_absorbed_sooner_than_a_meal() {
    let highest = |what: &str| {
        let taken = format!(
            "[[treatment]]\nat = \"0 min\"\ngive = \"{what}\"\ndose = \"75 g\"\nover = \"5 min\"\n"
        );
        let glucose = course(&planned(PERSON, "\"plasma_glucose\"", &taken));
        let most = glucose.iter().copied().fold(0.0, f64::max);
        (glucose.iter().position(|now| *now == most), most)
    };
    let ((drunk, most), (eaten, of_meal)) = (highest("glucose drink"), highest("meal"));
    assert!(drunk < eaten, "{drunk:?}, {eaten:?}");
    assert!(most > of_meal, "{most}, {of_meal}");
}

/// A gap is worked out of salts and of arterial blood's gases: who asks for one has both.
#[test]
fn who_asks_for_a_gap_has_salts_and_breath() {
    for name in ["anion_gap", "bicarbonate", "strong_ion_gap"] {
        let plan = planned(PERSON, &format!("\"{name}\""), "");
        assert!(has(&plan, "electrolytes") && has(&plan, "gas"), "{name}");
    }
}
