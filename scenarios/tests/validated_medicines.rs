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
        rtol: 1e-10,
        atol: 1e-11,
        threads: 1,
        ..Settings::default()
    };
    let all = systems(settings.isa);
    let mut engine = Engine::new(settings, plan.study.clone(), all).expect("an engine");
    let newcomer = twin(&plan.subject, &plan.spread, plan.seed, 0, 1);
    let tracks = engine.project(&[newcomer]).expect("a projection");
    tracks.into_iter().next().expect("a track").samples
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
    assert!(seen > 10, "{case}: {seen}");
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
