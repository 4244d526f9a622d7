//! Titration towards a range, by rate, by repeated dose, and single steps.

use super::{HEAD, PERSON, by_hand, same, samples};

const RECORD: &str =
    "record = { every = \"1 h\", quantities = [\"drug.concentration\"] }\n[patient]\n";

/// A rate from its least upwards, 4 mg/h every 3 h, towards 1 to 1.2 mg/L.
#[test]
fn validated_a_rate_is_stepped_towards_a_range() {
    let text = format!(
        "{HEAD}horizon = \"48 h\"\n{RECORD}{PERSON}[[treatment]]\nat = \"2 h\"\ntitrate = \"drug\"\nto = \
         \"drug.concentration = 1..1.2 mg/L\"\nstep = {{ every = \"3 h\", by = \"4 mg/h\", within = \"2..10 \
         mg/h\" }}\n"
    );
    let mut running: f64 = 0.0;
    let expected = by_hand(
        48,
        |_, _| 0.0,
        |hour, seen| {
            if hour == 2 {
                running = 2.0;
            }
            if hour >= 2 && (hour - 2) % 3 == 0 {
                running += if seen < 1.0 { 4.0 } else { 0.0 };
                running -= if seen > 1.2 { 4.0 } else { 0.0 };
                running = running.clamp(2.0, 10.0);
            }
            running
        },
    );
    same(&samples(&text), &expected, 1e-8);
    // It went up to its most and came down again.
    assert!(expected[20..].iter().any(|c| *c > 1.2));
}

/// More of it lowers the quantity: the same ladder upside down.
#[test]
fn validated_more_lowers() {
    let text = format!(
        "{HEAD}horizon = \"24 h\"\n{RECORD}{PERSON}[[treatment]]\nat = \"0 h\"\ngive = \"drug\"\nrate = \"9 \
         mg/h\"\n[[treatment]]\nat = \"0 h\"\ntitrate = \"drug\"\nto = \"drug.concentration = 1..1.2 \
         mg/L\"\nstep = {{ every = \"6 h\", by = \"50 %\", within = \"0..100 mg/h\", more = \"lowers\", until \
         = \"12 h\" }}\n"
    );
    let mut running = 9.0;
    let expected = by_hand(
        24,
        |_, _| 0.0,
        |hour, seen| {
            if hour % 6 == 0 && hour <= 12 {
                running *= if seen < 1.0 { 0.5 } else { 1.0 };
                running *= if seen > 1.2 { 1.5 } else { 1.0 };
            }
            running
        },
    );
    same(&samples(&text), &expected, 1e-8);
}

/// 60 mg every 8 h, a tenth more or less each day by the trough, within bounds given per day.
#[test]
fn validated_repeated_doses_are_stepped() {
    let text = format!(
        "{HEAD}horizon = \"240 h\"\n{RECORD}{PERSON}[protocol.clinic]\ntitrate = \"drug\"\nto = \
         \"drug.concentration = 2.4..2.6 mg/L\"\nstep = {{ every = \"24 h\", by = \"10 %\", within = \"150..240 \
         mg/d\" }}\n[[treatment]]\nat = \"0 h\"\ngive = \"drug\"\ndose = \"60 mg\"\nrepeat = {{ every = \"8 h\" \
         }}\n[[treatment]]\nat = \"47 h\"\nuse = \"clinic\"\n"
    );
    let (mut dose, mut seen) = (60.0_f64, Vec::new());
    let expected = by_hand(
        240,
        |hour, before| {
            if hour >= 47 && (hour - 47) % 24 == 0 {
                dose *= if before < 2.4 { 1.1 } else { 1.0 };
                dose *= if before > 2.6 { 0.9 } else { 1.0 };
                dose = dose.clamp(50.0, 80.0);
                seen.push(dose);
            }
            // Nothing is given at the very end, which nobody sees.
            if hour % 8 == 0 && hour < 240 {
                dose
            } else {
                0.0
            }
        },
        |_, _| 0.0,
    );
    assert!(
        seen.contains(&80.0) || seen.iter().any(|d| *d != 60.0),
        "{seen:?}"
    );
    same(&samples(&text), &expected, 1e-8);
}

/// A quarter less once, as soon as a concentration was too high; and a step at a time.
#[test]
fn validated_single_steps() {
    let text = format!(
        "{HEAD}horizon = \"72 h\"\n{RECORD}{PERSON}[[treatment]]\nat = \"0 h\"\ngive = \"drug\"\ndose = \"60 \
         mg\"\nrepeat = {{ every = \"12 h\" }}\n[[treatment]]\nwhen = \"drug.concentration > 2.5 \
         mg/L\"\nlook = \"1 h\"\ntitrate = \"drug\"\nstep = {{ by = \"-25 %\", within = \"0..60 mg\" \
         }}\n[[treatment]]\nat = \"50 h\"\ntitrate = \"drug\"\nstep = {{ by = \"5 mg\", within = \"0..60 mg\" }}\n"
    );
    let (mut dose, mut done) = (60.0, false);
    let expected = by_hand(
        72,
        |hour, now| {
            if now > 2.5 && !done {
                dose *= 0.75;
                done = true;
            }
            if hour == 50 {
                dose += 5.0;
            }
            if hour % 12 == 0 { dose } else { 0.0 }
        },
        |_, _| 0.0,
    );
    assert!(done);
    same(&samples(&text), &expected, 1e-8);
}

/// `stop` ends a row of doses; one that begins later is another.
#[test]
fn stop_ends_repeated_doses() {
    let text = format!(
        "{HEAD}horizon = \"48 h\"\n{RECORD}{PERSON}[[treatment]]\nat = \"0 h\"\ngive = \"drug\"\ndose = \"60 \
         mg\"\nrepeat = {{ every = \"6 h\" }}\n[[treatment]]\nat = \"15 h\"\nstop = \"drug\"\n[[treatment]]\nat \
         = \"30 h\"\ngive = \"drug\"\ndose = \"30 mg\"\n"
    );
    let expected = by_hand(
        48,
        |hour, _| match hour {
            0 | 6 | 12 => 60.0,
            30 => 30.0,
            _ => 0.0,
        },
        |_, _| 0.0,
    );
    same(&samples(&text), &expected, 1e-8);
}
