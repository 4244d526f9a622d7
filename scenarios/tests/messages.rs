//! The messages: each slip a person makes, said where it stands and with the right name.

mod fixture;

use fixture::rows;
use scenarios::problem::Severity;
use scenarios::report::Row;

const BASE: &str = include_str!("files/late-bolus.toml");

/// The problems of the base file with one piece replaced.
fn with(old: &str, new: &str) -> Vec<Row> {
    assert_eq!(
        BASE.matches(old).count(),
        1,
        "`{old}` stands once in the base file"
    );
    rows(BASE.replacen(old, new, 1).as_bytes())
}

/// Where a piece of the base file stands.
fn place(piece: &str) -> (usize, usize) {
    let at = BASE.find(piece).expect("a piece of the base file");
    scenarios::report::position(BASE, at)
}

/// The one error of a variant.
#[track_caller]
fn error(old: &str, new: &str) -> Row {
    let mut errors: Vec<Row> = with(old, new)
        .into_iter()
        .filter(|row| row.severity == Severity::Error)
        .collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    errors.remove(0)
}

#[track_caller]
fn warning(old: &str, new: &str) -> Row {
    let mut found = with(old, new);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].severity, Severity::Warning);
    found.remove(0)
}

#[track_caller]
fn nearest(old: &str, new: &str, right: &str) {
    assert_eq!(error(old, new).nearest.as_deref(), Some(right));
}

#[test]
fn misspelled_names_find_the_right_one() {
    nearest("horizon = \"24 h\"", "horizn = \"24 h\"", "horizon");
    nearest("[patient]", "[patientt]\nx = 1\n[patient]", "patient");
    nearest("cv = \"25 %\"", "CV = \"25 %\"", "cv");
    nearest(
        "give = \"insulin\"\nrate",
        "give = \"insuline\"\nrate",
        "insulin",
    );
    nearest("\"adult#001\"", "\"adult001\"", "adult#001");
    nearest(
        "\"insulin_action.delay\"",
        "\"insulin_action.dealy\"",
        "insulin_action.delay",
    );
    nearest("\"plasma_insulin\"", "\"plasma_inslin\"", "plasma_insulin");
    nearest("use = \"rescue\"", "use = \"resque\"", "rescue");
    nearest("risk(plasma", "rsik(plasma", "risk");
    nearest(
        "time(plasma_glucose",
        "time(plasma_glukose",
        "plasma_glucose",
    );
    nearest("\"30 min more\"", "\"30 min mor\"", "more");
    nearest("over = \"15 min\"", "ovre = \"15 min\"", "over");
}

#[test]
fn places_are_exact() {
    let row = error("sensor_glucose < 70 mg/dL", "sensor_glucose < 70 mq/dL");
    let (line, column) = place("70 mg/dL\"\nfrom");
    assert_eq!(
        (row.line, row.column),
        (line, column + 3),
        "inside the text, at the unit"
    );
    let row = error("dose = \"60 g\"", "dose = \"60 mL\"");
    assert_eq!((row.line, row.column), (place("dose = \"60 g\"").0, 8));
    assert!(row.expected.contains("an amount of meal such as 60 g"));
    assert_eq!(row.found, "`60 mL`");
    let row = error("twins = 200", "twins = 0");
    assert_eq!((row.line, row.column), place("200\n\n[[patient"));
    let row = error("seed = 7", "seed = = 7");
    assert_eq!(row.line, place("seed").0);
}

#[test]
fn wrong_values_say_what_was_expected() {
    for (old, new, expected) in [
        ("horizon = \"24 h\"", "horizon = 24", "a length of time"),
        ("horizon = \"24 h\"", "horizon = \"0 h\"", "longer than 0"),
        (
            "horizon = \"24 h\"",
            "horizon = \"101 yr\"",
            "at most 100 yr",
        ),
        ("horizon = \"24 h\"", "horizon = \"24 kg\"", "unit of time"),
        ("twins = 200", "twins = 10000001", "from 1 to 10000000"),
        ("twins = 200", "twins = nan", "whole number"),
        ("seed = 7", "seed = -7", "at least 0"),
        ("cv = \"25 %\"", "cv = \"25\"", "unit"),
        ("cv = \"25 %\"", "cv = \"-25 %\"", "above 0 %"),
        ("sd_log = 0.2", "sd_log = inf", "below 3"),
        (
            "rate = \"basal\"",
            "rate = \"2 U\"",
            "an amount per time of insulin",
        ),
        ("dose = \"15 g\"", "dose = \"-15 g\"", "0 or more"),
        ("dose = \"15 g\"", "dose = \"1e30 g\"", "0 or more"),
        ("dose = \"15 g\"", "dose = \"15\"", "unit"),
        (
            "dose = \"15 g\"",
            "rate = \"basal\"",
            "an amount of meal per time",
        ),
        ("every = \"15 min\"", "every = \"0 min\"", "longer than 0"),
        ("every = \"5 min\"", "every = \"1 ms\"", "rows"),
        (
            "every = \"15 min\", times = 4",
            "every = \"1 us\"",
            "at most 100000 times",
        ),
        (
            "at = [\"7 h\", \"12 h\", \"19 h\"]\ngive = \"meal\"",
            "at = []\ngive = \"meal\"",
            "a time",
        ),
        ("\"30 min more\"", "\"30 mg/dL more\"", "in min"),
        ("\"30 min more\"", "\"0 min more\"", "above 0"),
        (
            "title = \"Late bolus\"",
            "title = \"\"",
            "a text of one line",
        ),
        (
            "source = \"Visentin 2015, table 2\"",
            "source = 2015",
            "a text",
        ),
        ("sensor_glucose < 70 mg/dL", "sensor_glucose", "a condition"),
        (
            "sensor_glucose < 70 mg/dL",
            "mean(sensor_glucose) < 70 mg/dL",
            "present values",
        ),
        (
            "time(plasma_glucose = 70..180 mg/dL)",
            "plasma_glucose = 70..180 mg/dL",
            "one number for each twin",
        ),
        (
            "time(plasma_glucose = 70..180 mg/dL)",
            "5 min",
            "reads a quantity",
        ),
    ] {
        let row = error(old, new);
        assert!(row.expected.contains(expected), "{new}: {row:#?}");
    }
    let row = error("dose = \"15 g\"", "dose = \"15 g/h\"");
    assert!(
        row.help
            .as_deref()
            .is_some_and(|help| help.contains("`rate`"))
    );
    // The unit of glucose that most of the world uses.
    let row = error("sensor_glucose < 70 mg/dL", "sensor_glucose < 4 mmol/L");
    assert!(
        row.help
            .as_deref()
            .is_some_and(|help| help.contains("72.1 mg/dL")),
        "{row:#?}"
    );
}

#[test]
fn keys_that_exclude_or_need_each_other_are_named() {
    for (old, new, message) in [
        (
            "at = \"0 h\"\n",
            "",
            "missing `at` or `when` in [[treatment]]",
        ),
        (
            "at = \"0 h\"\n",
            "at = \"0 h\"\nwhen = \"spo2 < 90 %\"\n",
            "`at` and `when` in one table",
        ),
        (
            "use = \"rescue\"\n",
            "use = \"rescue\"\nstop = \"insulin\"\n",
            "`stop` and `use` in one table",
        ),
        (
            "use = \"rescue\"\n",
            "use = \"rescue\"\ndose = \"1 g\"\n",
            "`dose` without `give`",
        ),
        (
            "dose = \"15 g\"",
            "",
            "missing amount: nothing says how much is given",
        ),
        (
            "dose = \"15 g\"",
            "dose = \"15 g\"\nrate = \"1 g/min\"",
            "`dose` and `rate` in one action",
        ),
        (
            "virtual = \"adult#001\"",
            "",
            "missing patient: nothing says who it is",
        ),
        (
            "virtual = \"adult#001\"",
            "virtual = \"adult#001\"\nage = \"40 yr\"",
            "a virtual patient with facts of a person",
        ),
        (
            "cv = \"25 %\"",
            "",
            "missing `cv` or `sd_log` in [[patient.varies]]",
        ),
        ("title = \"Late bolus\"", "", "missing `title` in the file"),
        (
            "name = \"at the meal\"",
            "name = \"15 min before\"",
            "two arms with one name",
        ),
        (
            "of = \"risk",
            "name = \"time in range\"\nof = \"risk",
            "two outcomes with one name",
        ),
        (
            "give = \"meal\"\ndose = \"15 g\"",
            "use = \"rescue\"",
            "a protocol that uses itself",
        ),
        ("seed = 7", "seed = 7\nseed = 8", "duplicate key"),
    ] {
        let row = error(old, new);
        let either = message.replace("`stop` and `use`", "`use` and `stop`");
        assert!(
            row.message == message || row.message == either,
            "{new}: {row:#?}"
        );
    }
}

#[test]
fn what_is_planned_is_answered_kindly() {
    let row = error("[patient]", "[design]\nsize = 3\n[patient]");
    assert_eq!(row.message, "not available yet");
    let help = row.help.as_deref();
    assert!(help.is_some_and(|help| help.contains("planned")));
    for (old, new) in [
        ("use = \"rescue\"", "say = \"hello\""),
        (
            "name = \"at the meal\"",
            "name = \"at the meal\"\nshift = { by = \"-2 min\" }",
        ),
        (
            "name = \"time in range\"",
            "name = \"time in range\"\nrole = \"primary\"",
        ),
    ] {
        let found = with(old, new);
        assert!(
            found.iter().any(|row| row.message == "not available yet"),
            "{new}: {found:#?}"
        );
    }
}

#[test]
fn warnings_leave_the_file_usable() {
    let row = warning(
        "question = \"Does it matter when mealtime insulin is injected?\"\n",
        "",
    );
    assert_eq!(row.message, "no question");
    let row = warning("at = \"0 h\"", "at = \"24 h\"");
    assert_eq!(row.message, "never happens");
    let row = warning("within 4 h", "within 30 h");
    assert_eq!(
        (row.message.as_str(), row.line),
        ("beyond the horizon", place("within 4 h").0)
    );
    assert_eq!(row.column, place("within 4 h").1 + 7);
    let found = with("use = \"rescue\"", "stop = \"insulin\"");
    assert_eq!(found[0].message, "a protocol that nothing uses");
}

#[test]
fn arms_may_differ_in_one_thing_only() {
    let at = "at = [\"7 h\", \"12 h\", \"19 h\"], give = \"insulin\", dose = \"4.5 U\"";
    let row = warning(at, "at = \"7 h\", give = \"insulin\", dose = \"6 U\"");
    assert_eq!(row.message, "arms differ in more than one thing");
    assert!(
        row.found
            .contains("`at` of give insulin and `dose` of give insulin"),
        "{row:#?}"
    );
    let row = warning(
        at,
        &at.replace("7 h", "6 h 45 min")
            .replace("12 h", "11 h 45 min")
            .replace("19 h", "18 h 45 min"),
    );
    assert_eq!(row.message, "two arms that are the same");
    let row = warning(
        "{ at = [\"7 h\", \"12 h\", \"19 h\"], give",
        "{ at = \"3 h\", stop = \"insulin\" }, { at = \"3 h\", give",
    );
    assert!(
        row.found
            .contains("stop insulin, which only one of them does"),
        "{row:#?}"
    );
}

#[test]
fn bytes_that_are_no_file_are_refused() {
    for text in [
        &b""[..],
        b"\n\n",
        b"\xff\xfe",
        b"title = \"\xc3\"",
        b"\xef\xbb\xbf",
        &vec![b'a'; 2 << 20],
    ] {
        let found = rows(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(!found[0].expected.is_empty());
    }
    let found = rows(b"title = \"a\"\nhorizon = \"24\xb5h\"\n");
    assert_eq!((found[0].line, found[0].column), (2, 14));
}

#[test]
fn all_problems_are_found_at_once() {
    let text = BASE
        .replace("horizon = \"24 h\"", "horizon = 24")
        .replace("twins = 200", "twins = 0")
        .replace("use = \"rescue\"", "use = \"resque\"")
        .replace("risk(", "rsik(")
        .replace("dose = \"15 g\"", "dose = \"15 U\"");
    let errors = rows(text.as_bytes())
        .into_iter()
        .filter(|row| row.severity == Severity::Error)
        .count();
    assert_eq!(errors, 5);
    // Beside a mistake of syntax, the others are still found.
    let text = text.replace("seed = 7", "seed = ");
    let errors = rows(text.as_bytes())
        .into_iter()
        .filter(|row| row.severity == Severity::Error)
        .count();
    assert_eq!(errors, 6);
}

#[test]
fn reports_are_drawn_with_file_line_and_column() {
    let text = BASE.replace("rate = \"basal\"", "rate = \"2 mg/h\"");
    let (_, problems) = scenarios::check(text.as_bytes(), &fixture::known());
    let report = scenarios::report::Report::new("late-bolus.toml", text.as_bytes(), problems);
    let drawn = report.draw(false, 100);
    let (line, column) = place("\"basal\"");
    assert!(
        drawn.contains(&format!("late-bolus.toml:{line}:{column}")),
        "{drawn}"
    );
    assert!(
        drawn.contains("expected an amount per time of insulin such as 4.5 U/h"),
        "{drawn}"
    );
    let row = serde_json::to_value(&report.rows()[0]).expect("plain data");
    assert_eq!(row["line"], line);
    assert_eq!(row["severity"], "error");
}
