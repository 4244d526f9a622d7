//! Doses that wait, or are left out, while something holds.

use super::{HEAD, PERSON, by_hand, same, samples};

fn text(hold: &str) -> String {
    format!(
        "{HEAD}horizon = \"96 h\"\nrecord = {{ every = \"1 h\", quantities = [\"drug.concentration\"] \
         }}\n[patient]\n{PERSON}[[treatment]]\nat = \"2 h\"\ngive = \"drug\"\ndose = \"90 mg\"\nrepeat = {{ \
         every = \"8 h\", times = 5 }}\nhold = {{ while = \"drug.concentration > 1.0 mg/L\", {hold} }}\n"
    )
}

/// The next is due 8 h after the last, and waits until the concentration, looked at every 3 h, is low.
#[test]
fn validated_doses_wait() {
    let (mut due, mut left) = (2, 5);
    let expected = by_hand(
        96,
        |hour, before| {
            if hour != due || left == 0 {
                return 0.0;
            }
            if before > 1.0 {
                due += 3;
                return 0.0;
            }
            due += 8;
            left -= 1;
            90.0
        },
        |_, _| 0.0,
    );
    assert_eq!(left, 0);
    same(
        &samples(&text("then = \"wait\", look = \"3 h\"")),
        &expected,
        1e-8,
    );
}

/// Those that are held are left out; the others keep their times.
#[test]
fn validated_doses_are_left_out() {
    let mut given = 0;
    let expected = by_hand(
        96,
        |hour, before| {
            let due = hour >= 2 && (hour - 2) % 8 == 0 && hour <= 34;
            if !due || before > 1.0 {
                return 0.0;
            }
            given += 1;
            90.0
        },
        |_, _| 0.0,
    );
    assert!((2..5).contains(&given), "{given}");
    same(&samples(&text("then = \"skip\"")), &expected, 1e-8);
}
