//! Medicines of the library, from the scenario file to samples, against courses of another program
//! (`tests/reference/response`) and against arithmetic on what their papers print.

use engine::world::{Engine, Settings};
use physiology::systems;
use scenarios::catalogue;
use scenarios::medicine::{Facts, Shelf};
use scenarios::plan::{plan, twin};

const COURSES: &str = include_str!("../../tests/reference/response/courses.csv");

fn samples(text: &str) -> Vec<f64> {
    let (scenario, problems) = scenarios::check(text.as_bytes(), &catalogue::known());
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}\n{text}"));
    let plan = plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    let settings = Settings {
        rtol: Some(1e-10),
        threads: 1,
        ..Settings::default()
    };
    let all = systems(settings.isa);
    let mut engine = Engine::new(settings, plan.study.clone(), all).expect("an engine");
    let newcomer = twin(&plan.subject, &plan.spread, plan.seed, 0, 1);
    let tracks = engine.project(&[newcomer]).expect("a projection");
    tracks.into_iter().next().expect("a track").samples.to_vec()
}

/// Largest relative difference from a course; `found` is every hour from 0.
fn worst(found: &[f64], case: &str, signal: &str) -> f64 {
    let mut worst: f64 = 0.0;
    let mut seen = 0;
    for line in COURSES.lines() {
        let row: Vec<&str> = line.split(',').collect();
        if (row[0], row[2]) != (case, signal) {
            continue;
        }
        let number = |at: usize| row[at].parse::<f64>().expect("a number");
        let hour = number(1);
        if let (0.0, Some(found)) = (hour.fract(), found.get(hour as usize)) {
            worst = worst.max((found / number(3) - 1.0).abs());
            seen += 1;
        }
    }
    assert!(seen >= 10, "{case}: {seen}");
    println!("{case}: {worst:.1e} at {seen} times");
    worst
}

#[test]
fn validated_docetaxel_and_neutrophils() {
    let text = "title = \"t\"\nquestion = \"q?\"\nhorizon = \"504 h\"\nrecord = { every = \"1 h\", \
                quantities = [\"docetaxel_neutrophils.cells\"] }\n[patient]\nsex = \"female\"\nage \
                = \"55 yr\"\nweight = \"70 kg\"\n[[treatment]]\nat = \"0 h\"\ngive = \
                \"docetaxel\"\ndose = \"180 mg\"\nover = \"1 h\"\n";
    assert!(worst(&samples(text), "docetaxel emax", "cells") < 1e-8);
}

/// 71 years, at which age changes nothing; 5 mg of racemate are 2.5 mg of S-warfarin.
#[test]
fn validated_warfarin_and_inr() {
    let text = "title = \"t\"\nquestion = \"q?\"\nhorizon = \"504 h\"\nrecord = { every = \"1 h\", \
                quantities = [\"warfarin_clotting.inr\"] }\n[patient]\nsex = \"female\"\nage = \"71 \
                yr\"\nweight = \"70 kg\"\nCYP2C9 = \"*1/*3\"\nVKORC1 = \"GA\"\n[[treatment]]\nat = \
                \"0 h\"\ngive = \"warfarin\"\ndose = \"5 mg\"\nrepeat = { every = \"24 h\", times = 14 }\n";
    assert!(worst(&samples(text), "hamberg 2007 chain", "inr") < 1e-8);
}

/// What the papers' equations come to, by hand: a woman of 70 years, 60 kg, creatinine 0.8 mg/dL.
/// Goti: creatinine counts as 1 above 60 years, Cockcroft-Gault (70 * 60 / 72) * 0.85 = 49.583;
/// Thomson and Buelga: 61.979 mL/min.
#[test]
fn validated_vancomycin_by_hand() {
    let mut facts = Facts::default();
    facts.tell("sex=female").expect("a fact");
    for fact in ["age=70 yr", "weight=60 kg", "creatinine=0.8 mg/dL"] {
        facts.tell(fact).expect("a fact");
    }
    let shelf = Shelf::library();
    let params = |name: &str| {
        let drug = shelf.get(name).expect(name);
        drug.parts(&facts).expect(name).0.expect(name).params
    };
    let close = |found: f64, exact: f64| {
        assert!((found / exact - 1.0).abs() < 1e-4, "{found}, {exact}");
    };
    let goti = params("vancomycin");
    close(goti[2], 4.5 * (49.58333_f64 / 120.0).powf(0.8));
    close(goti[3], 50.0571);
    let thomson = params("vancomycin_thomson");
    close(thomson[2], 2.99 * (1.0 + 0.0154 * (61.97917 - 66.0)));
    close(thomson[3], 40.5);
    let buelga = params("vancomycin_buelga");
    close(buelga[2], 1.08 * 61.97917 * 0.06);
    close(buelga[3], 58.8);
}

/// A typical person of these facts.
fn kinetics(name: &str, facts: &[&str]) -> Vec<f64> {
    let mut known = Facts::default();
    for fact in facts {
        known.tell(fact).expect("a fact");
    }
    let shelf = Shelf::library();
    let drug = shelf.get(name).expect(name);
    let parts = drug
        .parts(&known)
        .unwrap_or_else(|unfit| panic!("{name} {unfit}"));
    parts.0.expect(name).params
}

fn close(found: f64, expected: f64, within: f64) {
    let off = (found / expected - 1.0).abs();
    assert!(off < within, "{found}, {expected}: {off:.1e}");
}

/// Fuchs 2014 by hand: at the references (2.17 kg, 34 weeks, 1 day) the numbers of the table; at 3.5 kg, 40
/// weeks, 3 days clearance is 0.0886 (3.5/2.17)^0.75 (1 + 1.87561 6/34) (1 + 0.0553356 2) = 0.18733 L/h and V1
/// 0.905 (3.5/2.17) (1 - 0.920913 6/34) = 1.22247 L.
#[test]
fn validated_gentamicin_by_hand() {
    let typical = kinetics(
        "gentamicin",
        &["weight=2.17 kg", "gestational_age=34 wk", "age=1 d"],
    );
    for (at, expected) in [(2, 0.0886), (3, 0.905), (4, 0.161), (5, 0.558)] {
        close(typical[at], expected, 1e-9);
    }
    let term = kinetics(
        "gentamicin",
        &["weight=3.5 kg", "gestational_age=40 wk", "age=3 d"],
    );
    let size: f64 = 3.5 / 2.17;
    close(
        term[2],
        0.0886 * size.powf(0.75) * (1.0 + 1.87561 * 6.0 / 34.0) * (1.0 + 0.0553356 * 2.0),
        1e-9,
    );
    close(term[3], 0.905 * size * (1.0 - 0.920913 * 6.0 / 34.0), 1e-9);
    // Half-lives of newborns at term are 3.5 to 5.5 h beyond the first day (label of gentamicin); the slow
    // phase of two compartments is longer than ln 2 V / CL.
    let slow = 2_f64.ln() * (term[3] + term[5]) / term[2];
    assert!((3.5..9.0).contains(&slow), "{slow}");
}

/// The fit of the textbook to the same 59 newborns (Pinheiro and Bates, nlme, data set Phenobarb, no
/// covariates): clearance exp(-5.093242) = 0.006138 L/h and volume exp(0.342534) = 1.4085 L, of infants of
/// 1.5254 kg in the mean (that data set). The file's numbers per kilogram, from memory, agree within 17 % and
/// 4 %: weight explains what that fit leaves between infants.
#[test]
fn validated_phenobarbital_against_the_textbook_fit() {
    let typical = kinetics("phenobarbital", &["weight=1.5254 kg", "age=2 d"]);
    close(typical[2], 0.006138, 0.17);
    close(typical[3], 1.4085, 0.04);
    // Grasela and Donn print a half-life of about 141 h.
    close(2_f64.ln() * typical[3] / typical[2], 141.0, 0.01);
}

/// The label of theophylline (US), table of clearances: healthy non-smoking adults 0.65 (0.27-1.03)
/// mL/min/kg, half-life 8.7 (6.1-12.8) h; volume 0.45 L/kg. A fit to twelve others agrees within a tenth.
#[test]
fn validated_theophylline_is_that_of_its_label() {
    let typical = kinetics("theophylline", &["weight=70 kg"]);
    close(typical[2] / 70.0 / 60.0 * 1000.0, 0.65, 0.1);
    close(2_f64.ln() * typical[3] / typical[2], 8.7, 0.1);
    close(typical[3] / 70.0, 0.45, 0.1);
}

/// Li 2006 at its medians, and by hand elsewhere.
#[test]
fn validated_meropenem_by_hand() {
    let typical = kinetics(
        "meropenem",
        &[
            "sex=male",
            "age=35 yr",
            "weight=70 kg",
            "creatinine_clearance=83 mL/min",
        ],
    );
    for (at, expected) in [(2, 14.6), (3, 10.8), (4, 18.6), (5, 12.6)] {
        close(typical[at], expected, 1e-12);
    }
    let old = kinetics(
        "meropenem",
        &[
            "sex=male",
            "age=70 yr",
            "weight=90 kg",
            "creatinine_clearance=40 mL/min",
        ],
    );
    close(
        old[2],
        14.6 * 2_f64.powf(-0.34) * (40.0_f64 / 83.0).powf(0.62),
        1e-12,
    );
    close(old[3], 10.8 * (90.0_f64 / 70.0).powf(0.99), 1e-12);
}

/// Plateaus under infusions. Norepinephrine: Ensinger 1992, volunteers, as Pulse cites it: plasma at 0.06 to
/// 0.2 ug/kg/min, from which the release of 0.24 ug/L of Li 2024 is subtracted; 10 % beyond the range is
/// allowed. Abboud 2009: (rate + release) / clearance by hand.
#[test]
fn validated_plateaus_of_catecholamines() {
    let person = ["sex=male", "age=30 yr", "weight=75 kg", "SAPS_II=50"];
    let clearance = kinetics("norepinephrine", &person)[2] / 60.0;
    for (rate, least, most) in [
        (0.06, 2.3, 3.4),
        (0.1, 3.6, 4.4),
        (0.14, 4.6, 6.8),
        (0.2, 6.4, 8.5),
    ] {
        let plateau = rate * 75.0 / clearance + 0.24;
        println!("norepinephrine {rate} ug/kg/min: {plateau:.2} ug/L, measured {least} to {most}");
        assert!(
            plateau > 0.9 * least && plateau < 1.1 * most,
            "{rate}: {plateau}"
        );
    }
    let septic = kinetics("epinephrine", &["age=60 yr", "weight=70 kg", "SAPS_II=50"]);
    close(septic[2], 127.0, 1e-12);
    let beloeil = kinetics("norepinephrine_beloeil", &["age=60 yr", "SAPS_II=29.8"]);
    close(beloeil[2], 120.0, 1e-12);
}

/// Warfarin of Hamberg 2010: alleles add, and the dose that holds an INR is arithmetic: INR = 1 + 20 C^1.15 /
/// (EC50^1.15 + C^1.15), C = dose / 2 / 24 h / CL in the mean.
#[test]
fn validated_warfarin_hamberg_2010_in_the_steady_state() {
    let text = "title = \"t\"\nquestion = \"q?\"\nhorizon = \"90 d\"\nrecord = { every = \"1 h\", quantities = \
                [\"warfarin_hamberg_2010_clotting.inr\"] }\n[patient]\nsex = \"female\"\nage = \"71 yr\"\nweight = \
                \"70 kg\"\nCYP2C9 = \"*1/*3\"\nVKORC1 = \"AA\"\n[[treatment]]\nat = \"0 h\"\ngive = \
                \"warfarin_hamberg_2010\"\nrate = \"2.24 mg/d\"\nroute = \"oral\"\n";
    let concentration = 2.24 / 2.0 / 24.0 / (0.174 + 0.0422);
    let odds = f64::powf(concentration / (0.96 + 0.96), 1.15);
    let inr = 1.0 + 20.0 * odds / (1.0 + odds);
    let found = samples(text);
    close(found[found.len() - 1], inr, 1e-6);
    assert!((2.3..2.7).contains(&inr), "{inr}");
}

/// Neumann 1998: at an efficacy of 0.95 the virus falls by 1.3 decades in the first days, with its own
/// clearance. The second phase of the paper (0.14 /d, with target cells held constant) is not reached: the
/// target cells of the borrowed model come back within days and it falls at half that, which is pinned here
/// so that it is known.
#[test]
fn validated_first_phase_under_interferon() {
    let text = "title = \"t\"\nquestion = \"q?\"\nhorizon = \"14 d\"\nrecord = { every = \"12 h\", quantities = \
                [\"interferon_alfa_virus.virus\"] }\n[patient]\nage = \"45 yr\"\nweight = \"70 \
                kg\"\n[[treatment]]\nat = \"0 h\"\ngive = \"interferon_alfa\"\nrate = \"10e6 U/d\"\n";
    let found = samples(text);
    let share = found[4] / found[0];
    assert!((0.04..0.1).contains(&share), "{share}");
    let slope = (found[16] / found[28]).ln() / 6.0;
    close(slope, 0.0736, 0.02);
}

/// Simeoni 2004 through the medicine of mice: 30 mg/kg on days 8, 12 and 16; the course is of another
/// program, every day and a half.
#[test]
fn validated_tumours_of_mice() {
    let text = "title = \"t\"\nquestion = \"q?\"\nhorizon = \"30 d\"\nresearch = true\nrecord = { every = \"1 h\", \
                quantities = [\"paclitaxel_mouse_tumour.tumour\"] }\n[patient]\nweight = \"70 kg\"\n[[treatment]]\nat = \
                [\"8 d\", \"12 d\", \"16 d\"]\ngive = \"paclitaxel_mouse\"\ndose = \"30 mg/kg\"\n";
    let found = samples(text);
    let days: Vec<f64> = found.iter().step_by(24).copied().collect();
    assert!(worst(&days, "simeoni 0", "tumour") < 1e-7);
}

/// Claret 2009 in closed form: under a constant daily dose d and from the steady exposure on, ln(size) falls
/// by KD d (1 - exp(-lambda t)) / lambda and rises by KL t.
#[test]
fn validated_tumour_of_claret_in_closed_form() {
    let text = "title = \"t\"\nquestion = \"q?\"\nhorizon = \"364 d\"\nrecord = { every = \"7 d\", quantities = \
                [\"fluorouracil_tumour.tumour\"] }\n[patient]\nage = \"60 yr\"\nweight = \"70 kg\"\n[[treatment]]\nat = \
                \"0 h\"\ngive = \"fluorouracil\"\nrate = \"0.6 g/d\"\n";
    let found = samples(text);
    for (week, size) in found.iter().enumerate() {
        let (t, lambda) = (week as f64, 0.042);
        // Exposure comes up as 1 - exp(-7 t), t in weeks: its lag is part of the closed form.
        let shrunk = (1.0 - (-lambda * t).exp()) / lambda
            - (1.0 - (-(lambda + 7.0) * t).exp()) / (lambda + 7.0);
        let expected = 80.0 * (0.015 * t - 0.058 * 0.6 * shrunk).exp();
        close(*size, expected, 1e-7);
    }
}
