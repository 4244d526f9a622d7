//! Whatever stands in a file, it is read or refused, and never more than that.

use super::problems;
use proptest::prelude::*;
use scenarios::table::Ask;

const HEADINGS: &str = "ID,TIME,EVID,CMT,AMT,RATE,ADDL,II,SS,clearance,F1,ALAG1,D1,R1,NOTE";

/// Cells of every kind, right ones more often.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("0".to_owned()),
        4 => Just("1".to_owned()),
        2 => Just(".".to_owned()),
        1 => Just("-1".to_owned()),
        1 => Just("-2".to_owned()),
        1 => Just("2".to_owned()),
        1 => Just("12".to_owned()),
        1 => Just("1e300".to_owned()),
        1 => Just("-1e-300".to_owned()),
        1 => Just("central".to_owned()),
        1 => "[a-z\"\n, ]{0,4}",
        1 => (-1e3..1e3f64).prop_map(|x| x.to_string()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        problems(&text, Ask::default());
    }

    #[test]
    fn any_cells(rows in prop::collection::vec(prop::collection::vec(cell(), 15), 1..6)) {
        let mut text = format!("{HEADINGS}\n");
        for row in rows {
            text.push_str(&row.join(","));
            text.push('\n');
        }
        for problem in problems(&text, Ask::default()) {
            prop_assert!(problem.span.end <= text.len());
            prop_assert!(!problem.expected.is_empty());
        }
    }
}
