//! People who differ: between each other, between occasions, in what is measured, and in how well the
//! typical one is known.

use super::medicines::vancomycin;
use super::{numbers, run, setup};
use engine::recording::Values;
use engine::world::Settings;
use scenarios::medicine::Facts;
use scenarios::population::{self, Population};
use scenarios::problem::Problem;
use scenarios::table::{Ask, Setup, Simulation, Table, VisualCheck};
use std::fmt::Write as _;
use std::path::Path;

fn read(text: &str, setup: &Setup) -> Result<Population, Vec<Problem>> {
    let (found, problems) = population::read(text.as_bytes(), setup, Path::new("tests"));
    found.ok_or(problems)
}

/// One compartment whose people differ so.
fn differing(text: &str, replicates: u64) -> Setup {
    let mut setup = setup(Ask::default());
    let population = read(text, &setup).unwrap_or_else(|problems| panic!("{problems:#?}"));
    setup.vary(population, replicates);
    setup
}

fn predicted(setup: &Setup, text: &str) -> Vec<(String, Values)> {
    let (table, _) = Table::read(text.as_bytes(), setup).unwrap_or_else(|p| panic!("{p:#?}"));
    run(&table, setup).expect("predictions").0
}

/// So many people with a dose, looked at once.
fn crowd(people: usize) -> String {
    let mut text = "ID,TIME,EVID,AMT,CMT\n".to_owned();
    for id in 1..=people {
        writeln!(text, "{id},0,1,100,central\n{id},5,0,.,.").expect("a text");
    }
    text
}

const CLEARANCE: &str = "[[between]]\nof = \"clearance\"\nomega2 = 0.09\n";

#[test]
fn eta_is_on_the_logarithm_and_told() {
    let setup = differing(CLEARANCE, 1);
    let columns = predicted(&setup, &crowd(3));
    let (etas, found) = (
        numbers(&columns, "ETA_clearance"),
        numbers(&columns, "IPRED"),
    );
    let params = setup.layout().params;
    let place = |name: &str| {
        params
            .iter()
            .position(|field| field.name == name)
            .expect("it")
    };
    let (clearance, volume) = (
        setup.defaults[place("clearance")],
        setup.defaults[place("volume")],
    );
    for row in [1, 3, 5] {
        let expected = 100.0 / volume * (-clearance * etas[row].exp() / volume * 5.0).exp();
        assert!((found[row] / expected - 1.0).abs() < 1e-12);
        assert_eq!(etas[row], etas[row - 1]);
    }
    assert_ne!(etas[0], etas[2]);
}

#[test]
fn what_a_person_draws_depends_on_nobody_else() {
    let setup = differing(CLEARANCE, 1);
    let few = numbers(&predicted(&setup, &crowd(2)), "ETA_clearance");
    let many = numbers(&predicted(&setup, &crowd(30)), "ETA_clearance");
    assert_eq!(few, many[..4]);
    // Another parameter that varies, and replicates, leave the first draws as they were.
    let more = format!("{CLEARANCE}[[between]]\nof = \"volume\"\ncv = \"20 %\"\n");
    let more = differing(&more, 3);
    let more = numbers(&predicted(&more, &crowd(2)), "ETA_clearance");
    assert_eq!(few, more[..4]);
    assert_eq!(more.len(), 12);
    assert_ne!(more[..4], more[4..8]);
}

#[test]
fn occasions_differ_within_a_person() {
    let text = "occasion = \"OCC\"\n[[between_occasions]]\nof = \"clearance\"\nomega2 = 0.25\n";
    let setup = differing(text, 1);
    let table = "\
ID,TIME,EVID,AMT,CMT,OCC
1,0,1,100,1,1
1,5,0,.,.,1
1,10,4,100,1,2
1,15,0,.,.,2
1,20,4,100,1,1
1,25,0,.,.,1
";
    let found = numbers(&predicted(&setup, table), "IPRED");
    assert_ne!(found[1], found[3]);
    // The same occasion again is the same draw.
    assert_eq!(found[1], found[5]);
    let without = table.replace("OCC", "PERIOD");
    let problems = Table::read(without.as_bytes(), &setup)
        .err()
        .expect("a problem");
    assert!(problems[0].message.contains("the population names"));
}

#[test]
fn measurements_below_the_limit_are_reported_as_it() {
    let text = "[residual]\nadditive = \"3 mg/L\"\nlimit = \"2 mg/L\"\n";
    let setup = differing(text, 1);
    let columns = predicted(&setup, &crowd(200));
    let (measured, below) = (numbers(&columns, "DV"), numbers(&columns, "BLQ"));
    let looked = measured.iter().zip(&below).filter(|(dv, _)| !dv.is_nan());
    let (mut under, mut over) = (0, 0);
    for (dv, blq) in looked {
        if *blq == 1.0 {
            assert_eq!(*dv, 2.0);
            under += 1;
        } else {
            assert!(*dv >= 2.0);
            over += 1;
        }
    }
    assert!(under > 20 && over > 20, "{under} {over}");
}

/// The spread over replicates of a percentile over many alike people is that of the typical person.
#[test]
fn uncertainty_is_a_layer_of_its_own() {
    let text = "[[uncertainty]]\nof = \"clearance\"\nrse = \"10 %\"\n";
    let one = numbers(&predicted(&differing(text, 1), &crowd(2)), "IPRED");
    let plain = numbers(&predicted(&setup(Ask::default()), &crowd(2)), "IPRED");
    assert_eq!(one, plain, "the only replicate is as published");
    let many = numbers(&predicted(&differing(text, 400), &crowd(2)), "IPRED");
    // All people of a replicate share the draw.
    assert!(many.chunks(4).all(|rows| rows[1] == rows[3]));
    let params = setup(Ask::default());
    let place = |name: &str| {
        let mut fields = params.layout().params.iter();
        params.defaults[fields.position(|field| field.name == name).expect("it")]
    };
    let (clearance, volume) = (place("clearance"), place("volume"));
    let factor = |found: f64| -(found * volume / 100.0).ln() * volume / 5.0 / clearance;
    let logs: Vec<f64> = many.chunks(4).map(|rows| factor(rows[1]).ln()).collect();
    let n = logs.len() as f64;
    let sd = (logs.iter().map(|log| log * log).sum::<f64>() / n).sqrt();
    let expected = (0.1f64 * 0.1).ln_1p().sqrt();
    assert!((sd / expected - 1.0).abs() < 4.0 / (2.0 * n).sqrt(), "{sd}");
}

#[test]
fn a_medicine_brings_its_own_population() {
    let mut facts = Facts::default();
    for fact in [
        "weight=70 kg",
        "age=50 yr",
        "sex=male",
        "creatinine=1 mg/dL",
    ] {
        facts.tell(fact).expect("a fact");
    }
    let mut setup = vancomycin(Ask {
        facts,
        ..Ask::default()
    });
    let population = Population::of_medicines(&setup).expect("a population");
    let names: Vec<&str> = population
        .between
        .spreads
        .iter()
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(names, ["clearance", "volume", "volume2"]);
    // Goti 2018: CV 39.8 % of clearance, 22.7 % and 3.4 mg/L of error.
    let sd = population.between.deviations()[0];
    assert!((sd - (0.398f64 * 0.398).ln_1p().sqrt()).abs() < 1e-12);
    let error = population.residual.expect("an error");
    assert_eq!((error.proportional, error.additive), (0.227, 3.4));
    setup.vary(population, 1);
    let columns = predicted(&setup, &crowd(3));
    assert_eq!(numbers(&columns, "DV").len(), 6);
}

/// Observations that come from the population itself lie within its bands as often as they should.
#[test]
fn a_check_holds_what_it_made_itself() {
    let text = format!("{CLEARANCE}[residual]\nproportional = \"10 %\"\n");
    let mut made = "ID,TIME,EVID,AMT,CMT,DOSE\n".to_owned();
    for id in 1..=60 {
        let dose = 100 * (1 + id % 2);
        writeln!(made, "{id},0,1,{dose},central,{dose}").expect("a text");
        for time in [1, 2, 4, 8, 12, 24] {
            writeln!(made, "{id},{time},0,.,.,{dose}").expect("a text");
        }
    }
    let truth = differing(&text, 1);
    let (table, _) = Table::read(made.as_bytes(), &truth).expect("a table");
    let settings = Settings::default();
    let mut measured = Vec::new();
    let simulation = Simulation::new(&table, &truth, settings.clone(), 11).expect("it");
    let names: Vec<String> = simulation
        .columns()
        .into_iter()
        .map(|c| c.column.name)
        .collect();
    let take = |values: Vec<Values>| {
        let named: Vec<(String, Values)> = names.iter().cloned().zip(values).collect();
        measured = numbers(&named, "DV");
        Ok::<(), ()>(())
    };
    assert!(simulation.run(take, |_| ()).is_ok());
    let mut observed = String::new();
    for (line, dv) in made.lines().zip(std::iter::once(f64::NAN).chain(measured)) {
        let cell = match dv.is_nan() {
            true if observed.is_empty() => "DV".to_owned(),
            true => ".".to_owned(),
            false => dv.to_string(),
        };
        writeln!(observed, "{line},{cell}").expect("a text");
    }
    let model = differing(&text, 200);
    let (table, warnings) = Table::read(observed.as_bytes(), &model).expect("a table");
    assert_eq!(warnings, []);
    let simulation = Simulation::new(&table, &model, settings, 5).expect("it");
    let mut check = Some(VisualCheck::new(&simulation, Some("dose")).expect("a check"));
    let took = simulation.run_checked(&mut check, |_| Ok::<(), ()>(()), |_| ());
    assert!(took.is_ok());
    let rows = check.expect("it").rows();
    assert_eq!(rows.len(), 2 * 6 * 3);
    let inside = rows
        .iter()
        .filter(|row| (row.simulated[0]..=row.simulated[2]).contains(&row.observed))
        .count();
    // 36 percentiles, 90 % bands, of six times that depend on each other.
    assert!(inside >= 26, "{inside} of {}", rows.len());
}

#[test]
fn results_of_nonmem_are_read() {
    let folder = std::env::temp_dir().join(format!("homeostat-nonmem-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let ext = "TABLE NO. 1\n ITERATION THETA1 THETA2 SIGMA(1,1) OMEGA(1,1) OMEGA(2,1) OMEGA(2,2) OBJ\n \
               -1000000000 3.0 4.0 0.04 0.09 0.03 0.25 10.0\n";
    let cov = "TABLE NO. 1\n NAME THETA1 THETA2 SIGMA(1,1)\n THETA1 0.09 0.0 0.0\n THETA2 0.0 0.01 \
               0.0\n SIGMA(1,1) 0.0 0.0 0.001\n";
    std::fs::write(folder.join("run.ext"), ext).expect("a file");
    std::fs::write(folder.join("run.cov"), cov).expect("a file");
    let text = "[nonmem]\next = \"run.ext\"\ncov = \"run.cov\"\ntheta = [\"clearance\", \"log volume\"]\n\
                eta = [\"clearance\", \"volume\"]\nsigma = [\"proportional\"]\n";
    let mut setup = setup(Ask::default());
    let (found, problems) = population::read(text.as_bytes(), &setup, &folder);
    let found = found.unwrap_or_else(|| panic!("{problems:#?}"));
    std::fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(found.residual.expect("an error").proportional, 0.2);
    assert_eq!(found.between.deviations(), [0.3, 0.5]);
    // Of clearance 0.3 / 3; of the volume's logarithm 0.1; of the variance of the error 0.001.
    let sds = found.uncertainty.layer.deviations();
    for (sd, expected) in sds.iter().zip([0.1, 0.1, 0.001f64.sqrt()]) {
        assert!((sd - expected).abs() < 1e-12, "{sds:?}");
    }
    assert_eq!(sds.len(), 3);
    assert!(found.left.is_empty());
    setup.vary(found, 1);
    let params = setup.layout().params;
    let volume = params
        .iter()
        .position(|field| field.name == "volume")
        .expect("it");
    assert_eq!(setup.defaults[volume], 4f64.exp());
}

#[test]
fn what_is_wrong_with_a_population_is_said() {
    let setup = setup(Ask::default());
    let message = |text: &str| {
        let problems = read(text, &setup).expect_err(text);
        problems[0].message.clone()
    };
    let cases = [
        (
            "[[between]]\nof = \"clearence\"\ncv = \"30 %\"",
            "unknown parameter",
        ),
        ("[[between]]\nof = \"clearance\"", "missing"),
        (
            "[[between]]\nof = \"clearance\"\ncv = \"30 %\"\nomega2 = 0.1",
            "in one table",
        ),
        (
            "[[between]]\nof = [\"clearance\", \"volume\"]\nomega = [[1], [2, 1]]",
            "not a covariance",
        ),
        (
            "[[between]]\nof = [\"clearance\", \"volume\"]\nomega = [[1, 0], [0, 1]]",
            "lower triangle",
        ),
        (
            "[[between]]\nof = [\"clearance\", \"clearance\"]\ncv = \"3 %\"",
            "twice",
        ),
        (
            "[[between]]\nof = \"volume\"\ncv = \"3 %\"\nshape = \"logit\"",
            "not lognormal",
        ),
        ("[residual]\nadditive = \"3 L\"", "wrong unit"),
        (
            "[residual]\nlog = 0.1\nproportional = \"3 %\"",
            "logarithm and others",
        ),
        ("[typical]\nclearance = \"3 L\"", "no value"),
        (
            "[nonmem]\next = \"nowhere.ext\"\ntheta = []\neta = []",
            "cannot be read",
        ),
        (
            "[[between_occasions]]\nof = \"volume\"\ncv = \"3 %\"",
            "without `occasion`",
        ),
        ("betwen = 3", "unknown key"),
    ];
    for (text, expected) in cases {
        let found = message(text);
        assert!(found.contains(expected), "{text}: {found}");
    }
}
