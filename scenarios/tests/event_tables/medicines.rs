//! Medicines in event tables: the equations of their files are worked out for everybody.

use super::{numbers, run};
use physiology::Isa;
use scenarios::medicine::{Facts, Shelf};
use scenarios::report::Report;
use scenarios::table::{Ask, FactMapping, Parts, Setup, Table};

/// Vancomycin, with its effects, asked so.
pub fn vancomycin(ask: Ask) -> Setup {
    let medicine = Shelf::library().get("vancomycin").expect("it").clone();
    let mut parts = Parts::default();
    parts
        .medicine(medicine, true, Isa::BASELINE)
        .expect("parts");
    Setup::of_parts(parts, ask).expect("a setup")
}

fn told(text: &str) -> FactMapping {
    text.parse().expect("a mapping")
}

fn facts(told: &[&str]) -> Facts {
    let mut facts = Facts::default();
    for fact in told {
        facts.tell(fact).expect("a fact");
    }
    facts
}

const STUDY: &str = "\
ID,TIME,EVID,AMT,RATE,WT,AGE,SEX,creatinine
1,0,1,1000,1000,70,70,1,1.2
1,12,0,.,.,.,70,1,1.2
2,0,1,1000,1000,50,40,0,0.8
2,12,0,.,.,.,40,0,0.8
";

fn study_ask() -> Ask {
    let mappings = ["weight=WT", "age=AGE", "sex=SEX(0=female,1=male)"];
    Ask {
        told: mappings.map(told).to_vec(),
        ..Ask::default()
    }
}

#[test]
fn everybody_has_the_parameters_of_their_own_facts() {
    let setup = vancomycin(study_ask());
    let (table, warnings) = Table::read(STUDY.as_bytes(), &setup).expect("a table");
    assert_eq!(warnings, []);
    let (columns, _) = run(&table, &setup).expect("predictions");
    let together = numbers(&columns, "IPRED");
    let alone = [
        [
            "weight=70 kg",
            "age=70 yr",
            "sex=male",
            "creatinine=1.2 mg/dL",
        ],
        [
            "weight=50 kg",
            "age=40 yr",
            "sex=female",
            "creatinine=0.8 mg/dL",
        ],
    ];
    for (person, known) in alone.iter().enumerate() {
        let setup = vancomycin(Ask {
            facts: facts(known),
            ..Ask::default()
        });
        let text = "ID,TIME,EVID,AMT,RATE\n1,0,1,1000,1000\n1,12,0,.,.\n";
        let (table, _) = Table::read(text.as_bytes(), &setup).expect("a table");
        let (columns, _) = run(&table, &setup).expect("predictions");
        assert_eq!(together[2 * person + 1], numbers(&columns, "IPRED")[1]);
    }
    assert_ne!(together[1], together[3]);
}

/// A dose of a medicine without a compartment goes where its usual route leads: vancomycin into the
/// blood, although the first state of its model is a depot.
#[test]
fn a_dose_goes_the_usual_route() {
    let setup = vancomycin(study_ask());
    let first = setup.layout().states[setup.usual_compartment()].name;
    assert_eq!(first, "central");
    let text = STUDY
        .replace("TIME,EVID", "TIME,CMT,EVID")
        .replace(",0,1,", ",0,central,1,");
    let text = text.replace(",12,0,", ",12,.,0,");
    let (table, _) = Table::read(text.as_bytes(), &setup).expect("a table");
    let (with, _) = run(&table, &setup).expect("predictions");
    let (table, _) = Table::read(STUDY.as_bytes(), &setup).expect("a table");
    let (without, _) = run(&table, &setup).expect("predictions");
    assert_eq!(numbers(&with, "IPRED"), numbers(&without, "IPRED"));
}

#[test]
fn a_fact_that_changes_changes_the_parameters_from_then_on() {
    let text = "\
ID,TIME,EVID,AMT,RATE,creatinine
1,0,1,1000,1000,1.2
1,12,0,.,.,1.2
1,24,0,.,.,2.4
";
    let ask = |worse: &str| {
        let setup = vancomycin(Ask {
            facts: facts(&["weight=70 kg", "age=70 yr", "sex=male"]),
            ..Ask::default()
        });
        let text = text.replace("2.4", worse);
        let (table, _) = Table::read(text.as_bytes(), &setup).expect("a table");
        let (columns, _) = run(&table, &setup).expect("predictions");
        numbers(&columns, "IPRED")
    };
    let (worse, same) = (ask("2.4"), ask("1.2"));
    // Whose parameters change is carried by another program, which rounds otherwise.
    assert!((worse[1] / same[1] - 1.0).abs() < 1e-14);
    assert!(worse[2] > same[2] * 1.01);
}

#[test]
fn what_is_wrong_with_facts_is_said_with_its_place() {
    let problems = |text: &str, ask: Ask| {
        let setup = vancomycin(ask);
        let found = Table::read(text.as_bytes(), &setup);
        let problems = match found {
            Ok((_, warnings)) => warnings,
            Err(problems) => problems,
        };
        let rows = Report::new("t.csv", text.as_bytes(), problems).rows();
        let row = rows.first().expect("a problem").clone();
        (row.line, row.column, row.message)
    };
    let nobody = "ID,TIME,EVID,AMT\n1,0,1,5\n";
    assert!(problems(nobody, Ask::default()).2.contains("needs a fact"));
    let word = STUDY.replace("40,0,0.8\n2", "40,7,0.8\n2");
    let (line, column, message) = problems(&word, study_ask());
    assert_eq!(
        (line, column, message.as_str()),
        (4, 23, "a cell that tells no fact")
    );
    let young = STUDY.replace(",40,", ",4,");
    let (line, _, message) = problems(&young, study_ask());
    assert_eq!(line, 4);
    assert!(message.contains("outside of whom"), "{message}");
    assert!("weight".parse::<FactMapping>().is_err());
    assert!(
        "wieght=WT"
            .parse::<FactMapping>()
            .is_err_and(|e| e.contains("`weight`"))
    );
    assert!(
        "sex=SEX(1=man)"
            .parse::<FactMapping>()
            .is_err_and(|e| e.contains("female"))
    );
}
