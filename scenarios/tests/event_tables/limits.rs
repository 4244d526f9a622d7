//! Numbers that a parameter cannot be: refused with their place where somebody wrote them, the status
//! of one person where they follow from facts or from chance.

use super::medicines::vancomycin;
use super::{numbers, only, run, setup};
use physiology::{Isa, system};
use scenarios::medicine::Facts;
use scenarios::population;
use scenarios::problem::Severity;
use scenarios::report::Report;
use scenarios::table::{Ask, Number, Setup, Table};
use std::path::Path;

fn refused(ask: Ask) -> String {
    let system = system("one_compartment", Isa::BASELINE).expect("a model");
    Setup::new(system, ask).err().expect("refused").join("\n")
}

#[test]
fn a_parameter_that_is_set_is_one_that_can_be() {
    for (name, value, expected) in [
        ("clearance", -1.0, "expected a number of 0 or more, in L/h"),
        ("clearance", f64::NAN, "expected a number of 0 or more"),
        ("clearance", f64::INFINITY, "found inf"),
        ("volume", 0.0, "expected a number above 0, in L"),
        ("volume", -30.0, "found -30"),
        ("bioavailability", -0.1, "expected a number of 0 or more"),
    ] {
        let message = refused(Ask {
            set: vec![(name.to_owned(), value)],
            ..Ask::default()
        });
        assert!(
            message.contains(&format!("`{name}` cannot be")),
            "{message}"
        );
        assert!(message.contains(expected), "{message}");
    }
    let twice = refused(Ask {
        set: vec![("clearance".to_owned(), 1.0), ("clearance".to_owned(), 2.0)],
        ..Ask::default()
    });
    assert!(twice.contains("set twice"), "{twice}");
}

#[test]
fn a_number_of_a_compartment_is_one_that_can_be() {
    let mapped = |number, source: &str| {
        refused(Ask {
            mapped: vec![(number, format!("depot={source}").parse().expect("it"))],
            ..Ask::default()
        })
    };
    let lag = mapped(Number::Lag, "-1");
    assert!(
        lag.contains("found -1, expected a time of 0 or more"),
        "{lag}"
    );
    assert!(mapped(Number::Bioavailability, "nan").contains("a fraction"));
    assert!(mapped(Number::Rate, "0").contains("a rate above 0"));
    assert!(mapped(Number::Duration, "inf").contains("a time above 0"));
}

#[test]
fn a_column_is_blamed_where_it_says_what_cannot_be() {
    let table = "ID,TIME,AMT,clearance,volume\n1,0,100,3,30\n1,4,.,-3,30\n";
    let row = only(table, Ask::default());
    assert_eq!((row.line, row.column), (3, 7));
    assert_eq!(row.message, "a number that `clearance` cannot be");
    assert_eq!(row.found, "-3");
    assert!(
        row.expected.contains("0 or more, in L/h"),
        "{}",
        row.expected
    );
    let row = only(&table.replace("-3,30", "3,0"), Ask::default());
    assert_eq!((row.line, row.column), (3, 9));
    assert!(row.expected.contains("above 0, in L"), "{}", row.expected);
    // A bioavailability and a lag are blamed in their own columns, where a dose asks for them.
    let table = "ID,TIME,AMT,ALAG1,F1\n1,0,100,-0.5,1\n1,4,.,.,.\n";
    let row = only(table, Ask::default());
    assert_eq!(
        (row.line, row.column, row.found.as_str()),
        (2, 9, "a lag of -0.5 h")
    );
    let row = only(&table.replace("-0.5,1", "0.5,-1"), Ask::default());
    assert_eq!((row.line, row.column), (2, 13));
}

#[test]
fn a_population_is_one_that_can_be() {
    let setup = setup(Ask::default());
    for (text, expected) in [
        ("[typical]\nclearance = -4", "`clearance` cannot be"),
        ("[typical]\nvolume = \"0 L\"", "`volume` cannot be"),
        ("[typical]\nALAG_depot = \"-1 h\"", "`ALAG_depot` cannot be"),
        ("[[between]]\nof = \"ALAG_dept\"\ncv = \"30 %\"", "unknown"),
        (
            "[[between]]\nof = \"clearance\"\ncv = \"30 %\"\ndf = 2",
            "df",
        ),
        (
            "[[between]]\nof = [\"clearance\", \"volume\"]\nomega = [[1], [0, 1]]\ndf = 3",
            "too few degrees of freedom",
        ),
        (
            "[[uncertainty]]\nof = \"ALAG_depot\"\ncovariance = [[0.1]]",
            "around what",
        ),
    ] {
        let (found, problems) = population::read(text.as_bytes(), &setup, Path::new("tests"));
        assert!(found.is_none(), "{text}");
        assert!(
            problems[0].message.contains(expected),
            "{text}: {problems:#?}"
        );
    }
}

/// A share of 1 has no logit, and a lag that nobody gives has no spread: that is said before anybody is
/// simulated.
#[test]
fn what_varies_varies_around_something() {
    for (text, expected) in [
        (
            "[[between]]\nof = \"F_depot\"\nomega2 = 0.3\nshape = \"logit\"",
            "F_depot of 1",
        ),
        (
            "[[between]]\nof = \"ALAG1\"\ncv = \"30 %\"",
            "no value of ALAG_depot",
        ),
        (
            "[[between]]\nof = \"bioavailability\"\nomega2 = 1\nshape = \"logit\"",
            "bioavailability of 1",
        ),
    ] {
        let mut setup = setup(Ask::default());
        let (found, problems) = population::read(text.as_bytes(), &setup, Path::new("tests"));
        setup.vary(found.unwrap_or_else(|| panic!("{problems:#?}")), 1);
        let table = "ID,TIME,AMT\n1,0,100\n1,4,.\n";
        let problems = Table::read(table.as_bytes(), &setup).err().expect(text);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].found.contains(expected), "{problems:#?}");
        // A column that says it is enough.
        let name = expected.split(' ').find(|word| word.contains("_depot"));
        if let Some(name) = name {
            let table = format!("ID,TIME,AMT,{name}\n1,0,100,0.5\n1,4,.,.\n");
            assert!(Table::read(table.as_bytes(), &setup).is_ok());
        }
    }
}

/// What chance makes of one person is the status of that person: the others are carried on, and have
/// the numbers that they would have without it.
#[test]
fn a_draw_that_cannot_be_is_the_status_of_one_person() {
    let text = "[[between]]\nof = \"clearance\"\nomega2 = 4\nshape = \"normal\"\n";
    let mut differing = setup(Ask::default());
    let (found, problems) = population::read(text.as_bytes(), &differing, Path::new("tests"));
    differing.vary(found.unwrap_or_else(|| panic!("{problems:#?}")), 1);
    let mut table = "ID,TIME,EVID,AMT,CMT\n".to_owned();
    for id in 1..=60 {
        table.push_str(&format!("P{id},0,1,100,central\nP{id},5,0,.,.\n"));
    }
    let (read, _) = Table::read(table.as_bytes(), &differing).expect("a table");
    let (columns, summary) = run(&read, &differing).expect("predictions");
    let (etas, found) = (
        numbers(&columns, "ETA_clearance"),
        numbers(&columns, "IPRED"),
    );
    let below: Vec<usize> = (0..60).filter(|id| 3.0 + etas[2 * id] < 0.0).collect();
    // A twentieth of a normal distribution is 1.5 standard deviations below its middle, or more.
    assert!((1..12).contains(&below.len()), "{}", below.len());
    assert_eq!(summary.well as usize, 60 - below.len());
    let (reason, lost) = summary.failed.iter().next().expect("somebody");
    assert!(
        reason.contains("clearance was drawn outside of what it can be, a number of 0 or more"),
        "{reason}"
    );
    assert_eq!(lost.people as usize, below.len());
    assert_eq!(lost.first, format!("P{}", below[0] + 1));
    for id in 0..60 {
        let at = found[2 * id + 1];
        let own = 3.0 + etas[2 * id];
        match below.contains(&id) {
            true => assert!(at.is_nan() && found[2 * id].is_nan()),
            false => {
                let expected = 100.0 / 30.0 * (-own / 30.0 * 5.0).exp();
                assert!((at / expected - 1.0).abs() < 1e-12, "{id}");
            }
        }
    }
}

/// The equations of a medicine that make nobody of one person's facts.
#[test]
fn a_value_that_follows_from_facts_and_cannot_be_is_the_status_of_one_person() {
    let mut facts = Facts::default();
    for fact in ["age=50 yr", "sex=male", "creatinine=1 mg/dL"] {
        facts.tell(fact).expect("a fact");
    }
    let setup = vancomycin(Ask {
        facts,
        ..Ask::default()
    });
    let table = "ID,TIME,EVID,AMT,weight\n1,0,1,1000,70\n1,4,0,.,70\n2,0,1,1000,0\n2,4,0,.,0\n3,0,1,1000,70\n3,4,0,.,70\n";
    let (read, warnings) = Table::read(table.as_bytes(), &setup).expect("a table");
    let rows = Report::new("t.csv", table.as_bytes(), warnings).rows();
    let row = rows
        .iter()
        .find(|row| row.message.contains("no numbers"))
        .expect("it");
    assert_eq!((row.severity, row.line), (Severity::Warning, 4));
    assert!(row.found.contains("1 of 3 people"), "{}", row.found);
    let (columns, summary) = run(&read, &setup).expect("predictions");
    assert_eq!(summary.well, 2);
    let lost = summary.failed.values().next().expect("somebody");
    assert_eq!((lost.people, lost.first.as_str()), (1, "2"));
    let found = numbers(&columns, "IPRED");
    assert!(found[2].is_nan() && found[3].is_nan());
    assert_eq!(found[1], found[5]);
}

/// The command alone describes everybody: what is wrong with that is said before anybody is simulated.
#[test]
fn a_patient_of_the_command_whom_the_equations_do_not_fit_is_refused() {
    let mut facts = Facts::default();
    for fact in ["weight=0 kg", "age=50 yr", "sex=male", "creatinine=1 mg/dL"] {
        facts.tell(fact).expect("a fact");
    }
    let setup = vancomycin(Ask {
        facts,
        ..Ask::default()
    });
    let table = "ID,TIME,EVID,AMT\n1,0,1,1000\n1,4,0,.\n";
    let problems = Table::read(table.as_bytes(), &setup)
        .err()
        .expect("a problem");
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(
        problems[0]
            .message
            .contains("the patient that the command describes")
    );
    assert_eq!(problems[0].found, "volume of 0");
}
