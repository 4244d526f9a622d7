//! People whose absorption differs: bioavailability, lag and the duration of absorption vary, and
//! what comes of it is what textbooks' formulas say for each of them.

use super::{numbers, run, setup};
use engine::recording::Values;
use physiology::{Isa, system};
use scenarios::population;
use scenarios::table::{Ask, Number, Parts, Setup, Table};
use std::path::Path;

fn differing(setup: &mut Setup, text: &str, replicates: u64) {
    let (found, problems) = population::read(text.as_bytes(), setup, Path::new("tests"));
    setup.vary(found.unwrap_or_else(|| panic!("{problems:#?}")), replicates);
}

fn predicted(setup: &Setup, table: &str) -> Vec<(String, Values)> {
    let (table, warnings) =
        Table::read(table.as_bytes(), setup).unwrap_or_else(|p| panic!("{p:#?}"));
    assert_eq!(warnings, []);
    let (columns, summary) = run(&table, setup).expect("predictions");
    assert!(summary.failed.is_empty(), "{:?}", summary.failed);
    columns
}

/// Typical values of the model: absorption, clearance, volume.
const ABSORPTION: f64 = 1.5;
const CLEARANCE: f64 = 3.0;
const VOLUME: f64 = 30.0;

/// Bateman: concentration so long after an amount began to be absorbed.
fn absorbed(amount: f64, since: f64) -> f64 {
    if since < 0.0 {
        return 0.0;
    }
    let rate = CLEARANCE / VOLUME;
    let share = ABSORPTION / (ABSORPTION - rate);
    amount / VOLUME * share * ((-rate * since).exp() - (-ABSORPTION * since).exp())
}

fn near(found: f64, expected: f64) {
    let error = (found - expected).abs();
    assert!(
        error <= 1e-10 * expected.abs() + 1e-12,
        "{found} {expected}"
    );
}

const POPULATION: &str = "\
[typical]
F_depot = 0.7
ALAG_depot = \"0.5 h\"
[[between]]
of = \"F_depot\"
omega2 = 0.4
shape = \"logit\"
[[between]]
of = \"ALAG1\"
cv = \"40 %\"
";

/// Two doses of one record, looked at five times, of so many people.
fn tablets(people: usize) -> String {
    let mut text = "ID,TIME,EVID,AMT,CMT,II,ADDL\n".to_owned();
    for id in 1..=people {
        text.push_str(&format!("{id},0,1,100,depot,12,1\n"));
        for time in [0.25, 1.0, 4.0, 12.25, 20.0] {
            text.push_str(&format!("{id},{time},0,.,.,.,.\n"));
        }
    }
    text
}

#[test]
fn bioavailability_on_the_logit_and_lag_on_the_logarithm_are_bateman_for_everybody() {
    let mut setup = setup(Ask::default());
    differing(&mut setup, POPULATION, 1);
    let columns = predicted(&setup, &tablets(40));
    let of = |name: &str| numbers(&columns, name);
    let (share, lag, found) = (of("ETA_F_depot"), of("ETA_ALAG_depot"), of("IPRED"));
    for row in 0..found.len() {
        let time = [0.0, 0.25, 1.0, 4.0, 12.25, 20.0][row % 6];
        let odds = 0.7 / 0.3 * share[row].exp();
        let (f, begin) = (odds / (1.0 + odds), 0.5 * lag[row].exp());
        // Times are whole nanoseconds.
        let begin = (begin * 3.6e12).round() / 3.6e12;
        let expected = absorbed(100.0 * f, time - begin) + absorbed(100.0 * f, time - begin - 12.0);
        near(found[row], expected);
    }
    assert_ne!(share[0], share[6]);
    assert_ne!(lag[0], lag[6]);
}

/// The middle and the spread of what people draw are those asked for.
#[test]
fn shares_and_lags_have_the_spread_that_was_asked_for() {
    let mut setup = setup(Ask::default());
    differing(&mut setup, POPULATION, 1);
    let columns = predicted(&setup, &tablets(2_000));
    for (name, variance) in [
        ("ETA_F_depot", 0.4),
        ("ETA_ALAG_depot", (0.4f64 * 0.4).ln_1p()),
    ] {
        let all = numbers(&columns, name);
        let own: Vec<f64> = all.iter().step_by(6).copied().collect();
        let n = own.len() as f64;
        let mean = own.iter().sum::<f64>() / n;
        let found = own.iter().map(|eta| eta * eta).sum::<f64>() / n;
        assert!(mean.abs() < 4.0 * (variance / n).sqrt(), "{name}: {mean}");
        let error = variance * (2.0 / n).sqrt();
        assert!((found - variance).abs() < 4.0 * error, "{name}: {found}");
    }
}

/// Zero-order absorption of a duration that differs, given by RATE -2: an infusion at the person's own
/// rate.
#[test]
fn the_duration_of_absorption_may_differ() {
    let mut setup = setup(Ask::default());
    let text = "[typical]\nD_central = \"2 h\"\n[[between]]\nof = \"D2\"\ncv = \"30 %\"\n";
    differing(&mut setup, text, 1);
    let table = "ID,TIME,EVID,AMT,CMT,RATE\n1,0,1,100,central,-2\n1,8,0,.,.,.\n2,0,1,100,central,-2\n2,8,0,.,.,.\n";
    let columns = predicted(&setup, table);
    let (eta, found) = (
        numbers(&columns, "ETA_D_central"),
        numbers(&columns, "IPRED"),
    );
    let rate = CLEARANCE / VOLUME;
    for row in [1, 3] {
        let duration = (2.0 * eta[row].exp() * 3.6e12).round() / 3.6e12;
        let end = 100.0 / (2.0 * eta[row].exp()) / CLEARANCE * (1.0 - (-rate * duration).exp());
        near(found[row], end * (-rate * (8.0 - duration)).exp());
    }
    assert_ne!(eta[1], eta[3]);
}

/// A column goes before the typical value, a person's occasions have draws of their own, and a number
/// of the command before both.
#[test]
fn columns_occasions_and_the_command_are_heard() {
    let text = "occasion = \"OCC\"\n[typical]\nALAG_depot = 3\n[[between_occasions]]\nof = \"ALAG_depot\"\nomega2 = 0.2\n";
    let table = "\
ID,TIME,EVID,AMT,CMT,OCC,ALAG1
1,0,1,100,depot,1,0.5
1,4,0,.,.,1,.
1,24,4,100,depot,2,0.5
1,28,0,.,.,2,.
1,48,4,100,depot,1,0.5
1,52,0,.,.,1,.
";
    let found = |ask: Ask, text: &str, table: &str| {
        let mut setup = setup(ask);
        differing(&mut setup, text, 1);
        numbers(&predicted(&setup, table), "IPRED")
    };
    let differing = found(Ask::default(), text, table);
    near(differing[1], differing[5]);
    assert!((differing[1] / differing[3] - 1.0).abs() > 1e-3);
    // Where they hardly differ the middle shows: that of the command, of the column, the typical one.
    let alike = text.replace("0.2", "1e-16");
    let command = Ask {
        mapped: vec![(Number::Lag, "depot=0.25".parse().expect("a mapping"))],
        ..Ask::default()
    };
    let unsaid = table.replace("ALAG1", "LATER");
    for (ask, table, lag) in [
        (command, table, 0.25),
        (Ask::default(), table, 0.5),
        (Ask::default(), unsaid.as_str(), 3.0),
    ] {
        let found = found(ask, &alike, table)[1];
        let expected = absorbed(100.0, 4.0 - lag);
        assert!(
            (found / expected - 1.0).abs() < 1e-6,
            "{lag}: {found} {expected}"
        );
    }
}

/// How well a typical lag is known is drawn for each replicate, and is the same for all its people.
#[test]
fn a_typical_lag_may_be_uncertain() {
    let text =
        "[typical]\nALAG_depot = \"0.5 h\"\n[[uncertainty]]\nof = \"ALAG_depot\"\nrse = \"20 %\"\n";
    let mut setup = setup(Ask::default());
    differing(&mut setup, text, 3);
    let found = numbers(&predicted(&setup, &tablets(2)), "IPRED");
    assert_eq!(found.len(), 36);
    for replicate in found.chunks(12) {
        assert_eq!(replicate[..6], replicate[6..]);
    }
    assert_ne!(found[..6], found[12..18]);
}

/// Everybody's draws are theirs, whoever else is there and however the people are dealt out; a
/// nonlinear body hears them too.
#[test]
fn lags_differ_in_nonlinear_bodies() {
    let mut parts = Parts::default();
    for model in ["one_compartment", "inhibited_production"] {
        parts.model(system(model, Isa::BASELINE).expect("a model"));
    }
    let mut setup = Setup::of_parts(parts, Ask::default()).expect("a setup");
    differing(&mut setup, POPULATION, 1);
    let few = predicted(&setup, &tablets(1));
    let many = predicted(&setup, &tablets(12));
    for name in ["IPRED", "response"] {
        assert_eq!(numbers(&few, name), numbers(&many, name)[..6]);
    }
    let lag = numbers(&few, "ETA_ALAG_depot")[0];
    let share = numbers(&few, "ETA_F_depot")[0];
    let odds = 0.7 / 0.3 * share.exp();
    let expected = absorbed(100.0 * odds / (1.0 + odds), 4.0 - 0.5 * lag.exp());
    let found = numbers(&few, "IPRED")[3];
    assert!((found / expected - 1.0).abs() < 1e-6, "{found} {expected}");
}
