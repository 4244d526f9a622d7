//! Each thing that can be wrong, its place, and what is said.

use super::{only, problems};
use scenarios::problem::Severity;
use scenarios::table::{Ask, Grid, Mapping, Number};

/// The heading, then one right record and a wrong one.
fn table(wrong: &str) -> String {
    format!("ID,TIME,EVID,CMT,AMT,RATE,DUR,ADDL,II,SS,MDV,WT\n1,0,0,.,.,.,.,.,.,.,.,70\n{wrong}\n")
}

/// Line and column at which the wrong record is blamed, what was found, and the message.
fn blamed(wrong: &str) -> (usize, usize, String, String) {
    let row = only(&table(wrong), Ask::default());
    assert_eq!(row.severity, Severity::Error);
    assert!(!row.expected.is_empty());
    (row.line, row.column, row.found, row.message)
}

#[test]
fn records() {
    for (wrong, column, found, message) in [
        (
            "1,x,0,.,.,.,.,.,.,.,.,70",
            3,
            "`x`",
            "a cell that is no number",
        ),
        (
            "1,inf,0,.,.,.,.,.,.,.,.,70",
            3,
            "`inf`",
            "a cell that is no number",
        ),
        (
            "1,.,0,.,.,.,.,.,.,.,.,70",
            3,
            "TIME blank",
            "a record without a time that can be counted",
        ),
        (
            "1,1e30,0,.,.,.,.,.,.,.,.,70",
            3,
            "TIME 1000000000000000000000000000000",
            "a record without a time that can be counted",
        ),
        ("1,-1,0,.,.,.,.,.,.,.,.,70", 3, "TIME -1", "times go back"),
        (
            "1,1,7,.,.,.,.,.,.,.,.,70",
            5,
            "EVID 7",
            "a kind of event that there is not",
        ),
        (
            "1,1,0.5,.,.,.,.,.,.,.,.,70",
            5,
            "EVID 0.5",
            "a kind of event that there is not",
        ),
        (
            "1,1,1,4,5,.,.,.,.,.,.,70",
            7,
            "`4`",
            "the model does not have this compartment",
        ),
        (
            "1,1,1,1.5,5,.,.,.,.,.,.,70",
            7,
            "`1.5`",
            "the model does not have this compartment",
        ),
        (
            "1,1,1,-1,5,.,.,.,.,.,.,70",
            7,
            "CMT -1",
            "compartments cannot be turned off here",
        ),
        (
            "1,1,2,-1,.,.,.,.,.,.,.,70",
            7,
            "CMT -1",
            "compartments cannot be turned off here",
        ),
        (
            "1,1,1,1,-5,.,.,.,.,.,.,70",
            9,
            "AMT -5",
            "a dose below zero",
        ),
        (
            "1,1,1,1,5,-3,.,.,.,.,.,70",
            11,
            "RATE -3",
            "a rate that means nothing",
        ),
        (
            "1,1,1,1,5,2,3,.,.,.,.,70",
            13,
            "DUR 3",
            "both a rate and a duration",
        ),
        (
            "1,1,1,1,5,.,-3,.,.,.,.,70",
            13,
            "DUR -3",
            "a duration below zero",
        ),
        (
            "1,1,1,1,5,.,.,2,.,.,.,70",
            17,
            "II blank",
            "additional doses without the time between them",
        ),
        (
            "1,1,1,1,5,.,.,1.5,3,.,.,70",
            15,
            "ADDL 1.5",
            "no number of additional doses",
        ),
        (
            "1,1,1,1,5,.,.,-1,3,.,.,70",
            15,
            "ADDL -1",
            "no number of additional doses",
        ),
        (
            "1,1,1,1,5,.,.,2,-12,.,.,70",
            17,
            "II -12",
            "no interval between doses",
        ),
        (
            "1,1,1,1,5,.,.,.,.,1,.,70",
            17,
            "II blank",
            "a steady state without the time between doses",
        ),
        (
            "1,1,1,1,5,.,.,.,12,4,.,70",
            20,
            "SS 4",
            "a kind of steady state that there is not",
        ),
        (
            "1,1,1,1,0,5,.,.,.,.,.,70",
            11,
            "RATE 5",
            "an infusion of nothing",
        ),
        (
            "1,1,1,1,0,5,.,2,0,1,.,70",
            15,
            "ADDL 2",
            "additional doses after an infusion without end",
        ),
        (
            "1,1,0,1,5,.,.,.,.,.,.,70",
            9,
            "AMT 5",
            "a record that is no dose says something about one",
        ),
        (
            "1,1,3,1,.,.,.,.,.,1,.,70",
            19,
            "SS 1",
            "a record that is no dose says something about one",
        ),
        (
            "1,1,0,.,.,.,.,.,.,.,2,70",
            21,
            "MDV 2",
            "MDV is neither 0 nor 1",
        ),
        (
            ".,1,0,.,.,.,.,.,.,.,.,70",
            1,
            "a blank ID",
            "a record of nobody",
        ),
        (
            "1,1,0,.,.,.,.,.,.,70",
            1,
            "10 cells",
            "a line of another length",
        ),
    ] {
        let (line, at, what, said) = blamed(wrong);
        let expected = (3, column, found, message);
        assert_eq!(
            (line, at, what.as_str(), said.as_str()),
            expected,
            "{wrong}"
        );
    }
}

#[test]
fn a_compartment_by_a_wrong_name_gets_the_nearest_right_one() {
    let row = only(&table("1,1,1,centrl,5,.,.,.,.,.,.,70"), Ask::default());
    assert_eq!((row.line, row.column), (3, 7));
    assert_eq!(row.nearest.as_deref(), Some("central"));
    assert!(row.expected.contains("2 central"));
}

#[test]
fn headings() {
    let misspelt = only("ID,TIME,EVIDD\n1,0,0\n", Ask::default());
    assert_eq!(misspelt.message, "a column that looks misspelt");
    assert_eq!((misspelt.line, misspelt.column), (1, 9));
    assert_eq!(misspelt.nearest.as_deref(), Some("EVID"));
    let carried = Ask {
        carry: vec!["evidd".to_owned()],
        ..Ask::default()
    };
    assert!(problems("ID,TIME,EVIDD\n1,0,0\n", carried).is_empty());
    let parameter = only("ID,TIME,clearence\n1,0,3\n", Ask::default());
    assert_eq!(parameter.nearest.as_deref(), Some("clearance"));
    // Where the right one is there too, the other is just another column.
    assert!(problems("ID,TIME,RATE,DATE\n1,0,0,2020-01-01\n", Ask::default()).is_empty());
    let twice = only("ID,TIME,time\n1,0,0\n", Ask::default());
    assert_eq!(twice.message, "two columns of one name");
    let unnamed = only("ID,TIME,\n1,0,0\n", Ask::default());
    assert_eq!(unnamed.message, "a column without a name");
    let missing = problems("WT,AGE\n1,0\n", Ask::default());
    assert_eq!(missing.len(), 2, "{missing:?}");
    let semicolons = only("ID;TIME\n1;0\n", Ask::default());
    assert_eq!(semicolons.message, "one column only");
    assert_eq!(only("", Ask::default()).message, "the table is empty");
    assert_eq!(
        only("ID,TIME\n", Ask::default()).message,
        "the table has no records"
    );
}

#[test]
fn columns_that_the_command_names() {
    let ask = |source: &str| Ask {
        mapped: vec![(
            Number::Lag,
            Mapping {
                compartment: "depot".to_owned(),
                source: source.to_owned(),
            },
        )],
        ..Ask::default()
    };
    let row = only("ID,TIME,TLAG\n1,0,1\n", ask("TLAGG"));
    assert_eq!(row.message, "a column that the command names is missing");
    assert_eq!(row.nearest.as_deref(), Some("TLAG"));
    let negative = only("ID,TIME,AMT,TLAG\n1,0,5,-2\n", ask("TLAG"));
    assert_eq!(
        (negative.line, negative.found.as_str()),
        (2, "a lag of -2 h")
    );
    assert!(problems("ID,TIME,AMT\n1,0,5\n", ask("0.5")).is_empty());
}

#[test]
fn numbers_of_compartments_that_a_dose_asks_for() {
    let rate = only("ID,TIME,AMT,RATE\n1,0,5,-1\n", Ask::default());
    assert!(rate.expected.contains("--rate"), "{rate:?}");
    let blank = only("ID,TIME,AMT,RATE,D1\n1,0,5,-2,.\n", Ask::default());
    assert_eq!(blank.found, "a blank duration");
    let zero = only("ID,TIME,AMT,RATE,D1\n1,0,5,-2,0\n", Ask::default());
    assert_eq!(zero.found, "a duration of 0 h");
}

#[test]
fn what_may_not_be_meant_is_warned_of() {
    let idle = only("ID,TIME,AMT,II\n1,0,5,12\n", Ask::default());
    assert_eq!((idle.severity, idle.column), (Severity::Warning, 7));
    let again = only("ID,TIME\n1,0\n2,0\n1,5\n", Ask::default());
    assert_eq!((again.severity, again.line), (Severity::Warning, 4));
}

#[test]
fn a_person_without_a_parameter() {
    let row = only("ID,TIME,clearance\n1,0,2\n2,0,.\n2,1,.\n", Ask::default());
    assert_eq!((row.line, row.column), (3, 5));
}

#[test]
fn time_begins_again_at_resets_only_and_not_with_a_grid() {
    let text = "ID,TIME,EVID\n1,10,0\n1,0,3\n";
    assert!(problems(text, Ask::default()).is_empty());
    let grid = Some("0:10:1".parse::<Grid>().expect("a grid"));
    let row = only(
        text,
        Ask {
            grid,
            ..Ask::default()
        },
    );
    assert_eq!((row.line, row.column), (3, 3));
}

#[test]
fn everything_is_said_at_once() {
    let text = "ID,TIME,EVID,AMT\n1,0,1,x\n1,1,9,5\n1,0,0,0\n";
    let messages: Vec<String> = problems(text, Ask::default())
        .into_iter()
        .map(|problem| problem.message)
        .collect();
    let expected = [
        "a cell that is no number",
        "a kind of event that there is not",
    ];
    assert_eq!(messages[..2], expected);
}

#[test]
fn grids() {
    for wrong in [
        "",
        "1",
        "0:1",
        "0:1:0",
        "0:1:-1",
        "2:1:1",
        "a:b:c",
        "0:inf:1",
        "0:1e9:1e-3",
    ] {
        assert!(wrong.parse::<Grid>().is_err(), "{wrong}");
    }
    let grid: Grid = "0:0.3:0.1".parse().expect("a grid");
    assert_eq!(grid.times(10.0), [0, 1, 2, 3]);
}
