//! What tables say is done: units, columns, rules between records, rows and their order.

use super::{column, run, setup};
use engine::dosing::Between;
use engine::recording::Values;
use scenarios::table::{Ask, Mapping, Number, Table};

fn grid(text: &str) -> Ask {
    Ask {
        grid: Some(text.parse().expect("a grid")),
        ..Ask::default()
    }
}

fn near(a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "{a} {b}");
    }
}

#[test]
fn validated_bolus_of_one_compartment() {
    // Typical: 3 L/h of 30 L, so 0.1 /h; parameters come from columns where there are any.
    let text = "ID,TIME,CMT,AMT,clearance\n1,0,central,30,3\n1,5,.,.,3\n2,0,2,60,6\n2,5,.,.,6\n";
    let got = column(text, Ask::default(), "IPRED");
    let e = |x: f64| x.exp();
    near(&got, &[1.0, e(-0.5), 2.0, 2.0 * e(-1.0)]);
}

#[test]
fn validated_units_of_time() {
    // The same in minutes: times, intervals, rates, lags and durations.
    let hours =
        "ID,TIME,CMT,AMT,RATE,II,ADDL,ALAG2,D2\n1,0,2,30,10,6,2,0.5,2\n1,1,2,30,-2,0,0,0.5,2\n";
    let minutes = "ID,TIME,CMT,AMT,DUR,II,ADDL,ALAG2,D2\n1,0,2,30,180,360,2,30,120\n1,60,2,30,120,0,0,30,120\n";
    let a = column(hours, grid("0:24:1"), "IPRED");
    let asked = Ask {
        time_unit: Some("min".to_owned()),
        ..grid("0:1440:60")
    };
    let b = column(minutes, asked.clone(), "IPRED");
    near(&a, &b);
    let times = column(minutes, asked, "TIME");
    assert_eq!(times[..4], [0.0, 0.0, 60.0, 60.0]);
}

#[test]
fn compartments_by_number_name_and_command_are_the_same() {
    let by_number = "ID,TIME,CMT,AMT,F2,ALAG2\n1,0,2,10,0.5,1\n1,9,0,0,0.5,1\n";
    let by_name = "id,time,cmt,amt,f_central,alag_CENTRAL\n1,0,central,10,0.5,1\n1,9,.,0,0.5,1\n";
    let mapped = "ID,TIME,CMT,AMT,bio,tl\n1,0,2,10,0.5,1\n1,9,2,0,0.5,1\n";
    let map = |compartment: &str, source: &str| Mapping {
        compartment: compartment.to_owned(),
        source: source.to_owned(),
    };
    let ask = |f: &str, lag: &str| Ask {
        mapped: vec![
            (Number::Bioavailability, map("2", f)),
            (Number::Lag, map("central", lag)),
        ],
        ..Ask::default()
    };
    let expected = [0.0, 10.0 * 0.5 / 30.0 * f64::exp(-0.8)];
    near(&column(by_number, Ask::default(), "IPRED"), &expected);
    near(&column(by_name, Ask::default(), "IPRED"), &expected);
    near(&column(mapped, ask("bio", "tl"), "IPRED"), &expected);
    let plain = "ID,TIME,CMT,AMT\n1,0,2,10\n1,9,2,0\n";
    near(&column(plain, ask("0.5", "1"), "IPRED"), &expected);
}

#[test]
fn a_duration_that_is_given_stays_and_bioavailability_changes_the_rate() {
    let given = "ID,TIME,CMT,AMT,DUR,F2\n1,0,2,30,4,0.5\n";
    let modelled = "ID,TIME,CMT,AMT,RATE,D2,F2\n1,0,2,30,-2,4,0.5\n";
    let fixed = "ID,TIME,CMT,AMT,RATE,F2\n1,0,2,30,7.5,0.5\n";
    let a = column(given, grid("0:10:1"), "IPRED");
    near(&a, &column(modelled, grid("0:10:1"), "IPRED"));
    // At a fixed rate it is the duration that is halved.
    let b = column(fixed, grid("0:10:1"), "IPRED");
    assert!(b[2] > 1.5 * a[2] && b[9] < a[9]);
}

#[test]
fn without_evid_a_record_with_an_amount_is_a_dose_and_mdv_hides_a_measurement() {
    let text = "ID,TIME,AMT,MDV\n1,0,30,1\n1,2,0,0\n1,3,0,1\n";
    let ask = Ask {
        residual: Some("proportional=0.2".parse().expect("an error")),
        ..Ask::default()
    };
    let dv = column(text, ask.clone(), "DV");
    assert_eq!(
        dv.iter().map(|dv| dv.is_nan()).collect::<Vec<_>>(),
        [true, false, true]
    );
    // Another grid, and other people before, leave the records' errors as they are.
    let with_grid = Ask {
        grid: Some("0:10:1".parse().expect("a grid")),
        ..ask
    };
    assert!(column(text, with_grid, "DV").contains(&dv[1]));
}

#[test]
fn errors_have_the_moments_that_were_asked_for() {
    let mut text = "ID,TIME,CMT,AMT\n".to_owned();
    for person in 0..20_000 {
        text.push_str(&format!("{person},0,2,30\n{person},5,.,.\n"));
    }
    let moments = |error: &str| {
        let ask = Ask {
            residual: Some(error.parse().expect("an error")),
            ..Ask::default()
        };
        let setup = setup(ask);
        let (table, _) = Table::read(text.as_bytes(), &setup).expect("a table");
        let simulation = scenarios::table::Simulation::new(&table, &setup, Default::default(), 7);
        let mut dv = Vec::new();
        let index = simulation.as_ref().expect("a simulation").columns();
        let index = index
            .iter()
            .position(|c| c.column.name == "DV")
            .expect("DV");
        let take = |values: Vec<Values>| {
            let numbers = values[index].numbers().ok_or(())?;
            dv.extend(numbers.into_iter().filter(|dv| !dv.is_nan()));
            Ok::<(), ()>(())
        };
        let done = simulation.expect("a simulation").run(take, |_| ());
        assert!(done.is_ok());
        assert_eq!(dv.len(), 20_000);
        let mean = dv.iter().sum::<f64>() / 2e4;
        let variance = dv.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 2e4;
        (mean, variance.sqrt())
    };
    let prediction = f64::exp(-0.5);
    // Five standard errors of a mean and of a standard deviation.
    let within = |got: (f64, f64), mean: f64, sd: f64| {
        assert!((got.0 - mean).abs() < 5.0 * sd / 2e4f64.sqrt(), "{got:?}");
        assert!(
            (got.1 / sd - 1.0).abs() < 5.0 / 4e4f64.sqrt() * 1.5,
            "{got:?}"
        );
    };
    within(moments("proportional=0.2"), prediction, 0.2 * prediction);
    within(moments("additive=0.3"), prediction, 0.3);
    let both = (0.04 * prediction * prediction + 0.09).sqrt();
    within(moments("proportional=0.2,additive=0.3"), prediction, both);
    // exp of a normal number: mean exp(s^2/2), variance (exp(s^2) - 1) exp(s^2).
    let mean = prediction * f64::exp(0.005);
    within(
        moments("log=0.1"),
        mean,
        mean * (f64::exp(0.01) - 1.0).sqrt(),
    );
}

#[test]
fn columns_are_carried_and_rows_of_the_grid_stand_between_the_records() {
    let text = "ID,TIME,EVID,AMT,WT,SITE,TAD\nA,0,1,30,70,\"x, y\",9\nA,2,0,.,.,z,9\n";
    let setup = setup(grid("0:2:1"));
    let (table, _) = Table::read(text.as_bytes(), &setup).expect("a table");
    let (columns, summary) = run(&table, &setup).expect("predictions");
    assert_eq!((summary.rows, summary.well), (5, 1));
    let of = |name: &str| {
        let found = columns.iter().find(|(own, _)| own == name);
        found.map(|(_, values)| values.clone()).expect("a column")
    };
    let numbers = |name: &str| match of(name) {
        Values::Texts { places, list } => {
            let text = |place: &u32| list.get(*place as usize).cloned().unwrap_or_default();
            places.iter().map(text).collect()
        }
        values => {
            let numbers = values.numbers().unwrap_or_default();
            numbers.iter().map(f64::to_string).collect::<Vec<_>>()
        }
    };
    assert_eq!(numbers("TIME"), ["0", "0", "1", "2", "2"]);
    assert_eq!(numbers("ID"), ["A"; 5]);
    assert_eq!(numbers("EVID"), ["1", "0", "0", "0", "0"]);
    assert_eq!(numbers("WT"), ["70", "NaN", "NaN", "NaN", "NaN"]);
    assert_eq!(numbers("SITE"), ["x, y", "", "", "z", ""]);
    assert_eq!(numbers("TAD_DATA"), ["9", "NaN", "NaN", "9", "NaN"]);
    assert_eq!(numbers("TAD"), ["0", "0", "1", "2", "2"]);
}

#[test]
fn validated_rules_between_records() {
    // Clearance 3 at 0, 6 at 10: over (0, 10] the area is 60, 30 or 45 L.
    let text = "ID,TIME,CMT,AMT,clearance\n1,0,2,30,3\n1,4,.,.,.\n1,10,.,.,6\n";
    for (between, area) in [
        (Between::Nocb, 60.0),
        (Between::Locf, 30.0),
        (Between::Linear, 45.0),
    ] {
        let ask = Ask {
            between,
            ..Ask::default()
        };
        let got = column(text, ask, "IPRED")[2];
        let exact = f64::exp(-area / 30.0);
        assert!(
            (got / exact - 1.0).abs() < 1e-5,
            "{between:?}: {got} {exact}"
        );
    }
}

#[test]
fn time_that_begins_again_at_a_reset_is_another_occasion() {
    let text = "ID,TIME,EVID,CMT,AMT\n1,0,1,2,30\n1,5,0,.,.\n1,0,4,2,60\n1,5,0,.,.\n";
    let got = column(text, Ask::default(), "IPRED");
    near(&got, &[1.0, f64::exp(-0.5), 2.0, 2.0 * f64::exp(-0.5)]);
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    let mut text = "ID,TIME,EVID,CMT,AMT,II,ADDL,SS,clearance\n".to_owned();
    for person in 0..300 {
        let steady = person % 2;
        text.push_str(&format!(
            "{person},0,1,1,10,8,3,{steady},{}\n",
            2.0 + f64::from(person) / 99.0
        ));
    }
    let ask = || Ask {
        residual: Some("log=0.1".parse().expect("an error")),
        ..grid("0:48:0.5")
    };
    let setup = setup(ask());
    let (table, _) = Table::read(text.as_bytes(), &setup).expect("a table");
    let with = |threads| {
        let settings = engine::world::Settings {
            threads,
            ..Default::default()
        };
        let simulation = scenarios::table::Simulation::new(&table, &setup, settings, 3);
        let mut bits = Vec::new();
        let take = |values: Vec<Values>| {
            for values in values {
                let numbers = values.numbers().unwrap_or_default();
                bits.extend(numbers.iter().map(|x| x.to_bits()));
            }
            Ok::<(), ()>(())
        };
        simulation
            .expect("a simulation")
            .run(take, |_| ())
            .expect("a run");
        bits
    };
    assert_eq!(with(1), with(3));
}
