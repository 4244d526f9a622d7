//! Cohorts: who the people are, that each is one person with facts and draws of their own, and that
//! what is wrong with a table is said where it stands.

use engine::world::Settings;
use scenarios::check;
use scenarios::cohort::{Admission, Cell, Mentioned, PeopleTable, read_text};
use scenarios::file::Scenario;
use scenarios::known::Known;
use scenarios::plan::{Plan, plan};
use scenarios::report::{Report, Row};
use scenarios::run::{Projection, run};
use scenarios::span::{At, Span};
use std::sync::Arc;

fn table(text: &str) -> (Option<PeopleTable>, Vec<Row>) {
    let mention = Mentioned {
        path: At::new("people.csv".to_owned(), Span::new(0, 0)),
        units: Vec::new(),
        columns: Vec::new(),
    };
    let (table, problems) = read_text(&mention, text.as_bytes());
    let rows = Report::new("people.csv", text.as_bytes(), problems).rows();
    (table, rows)
}

fn known(people: &str) -> Known {
    let mut known = scenarios::catalogue::known();
    if !people.is_empty() {
        let (table, rows) = table(people);
        let table = table.unwrap_or_else(|| panic!("{rows:?}"));
        known.tables.push(Arc::new(table));
    }
    known
}

const PEOPLE: &str = "id,sex,age[yr],weight[kg],creatinine_clearance[mL/min],ward\n\
    a,female,70,60,40,north\n\
    b,M,45,154.3,110,south\n\
    c,male,81,82,25,north\n\
    d,female,33,71,95,south\n";

fn scenario(cohort: &str, people: &str) -> Scenario {
    let text = format!(
        "title = \"t\"\nquestion = \"q?\"\nhorizon = \"24 h\"\nrecord = {{ every = \"1 h\" }}\n{cohort}\n\
         [[arm]]\nname = \"by weight\"\ntreatment = [{{ at = \"0 h\", give = \"vancomycin\", dose = \"15 mg/kg\", over = \"90 min\" }}]\n\
         [[arm]]\nname = \"fixed\"\ntreatment = [{{ at = \"0 h\", give = \"vancomycin\", dose = \"1 g\", over = \"90 min\" }}]\n\
         [[outcome]]\nname = \"peak\"\nof = \"maximum(vancomycin.concentration)\"\n\
         [[outcome]]\nname = \"mean\"\nof = \"mean(vancomycin.concentration)\"\n"
    );
    let (scenario, problems) = check(text.as_bytes(), &known(people));
    let report = Report::new("t.toml", text.as_bytes(), problems);
    scenario.unwrap_or_else(|| panic!("{}", report.draw(false, 100)))
}

fn project(scenario: &Scenario, plan: &Plan) -> (Projection, Vec<(String, u32, Vec<f64>)>) {
    let mut tracks = Vec::new();
    let projection = run(
        scenario,
        plan,
        &Settings::default(),
        |block| {
            tracks.push((block.arm.to_owned(), block.twin, block.values.to_vec()));
            Ok(())
        },
        |_| (),
    );
    (projection.expect("it runs"), tracks)
}

fn planned(scenario: &Scenario) -> Plan {
    plan(scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"))
}

const TABLE: &str = "[cohort]\npeople = \"people.csv\"\n";

#[test]
fn a_person_of_a_table_is_the_patient_with_their_facts() {
    let whole = scenario(TABLE, PEOPLE);
    let mut plan = planned(&whole);
    // Without draws everybody is the typical person of their facts.
    plan.spread.clear();
    let (_, tracks) = project(&whole, &plan);
    let lines = [
        ("female", "70 yr", "60 kg", "40 mL/min"),
        ("male", "45 yr", "154.3 kg", "110 mL/min"),
        ("male", "81 yr", "82 kg", "25 mL/min"),
        ("female", "33 yr", "71 kg", "95 mL/min"),
    ];
    for (number, (sex, age, weight, clearance)) in lines.into_iter().enumerate() {
        let patient = format!(
            "[patient]\nsex = \"{sex}\"\nage = \"{age}\"\nweight = \"{weight}\"\ncreatinine_clearance = \"{clearance}\"\n"
        );
        let alone = scenario(&patient, "");
        let (_, own) = project(&alone, &planned(&alone));
        for (arm, _, values) in own {
            let same = tracks
                .iter()
                .find(|(a, twin, _)| *a == arm && *twin == number as u32 + 1);
            assert_eq!(
                same.map(|(.., values)| values),
                Some(&values),
                "{arm} {number}"
            );
        }
    }
}

#[test]
fn a_person_draws_the_same_wherever_they_stand() {
    let whole = scenario(TABLE, PEOPLE);
    let (_, tracks) = project(&whole, &planned(&whole));
    let mut lines: Vec<&str> = PEOPLE.lines().collect();
    lines[1..].reverse();
    let reversed = scenario(TABLE, &lines.join("\n"));
    let (_, others) = project(&reversed, &planned(&reversed));
    for (arm, twin, values) in &tracks {
        let same = others.iter().find(|(a, t, _)| a == arm && *t == 5 - twin);
        assert_eq!(same.map(|(.., values)| values), Some(values));
    }
    // Alone, or beside others, too.
    let one = scenario(TABLE, &[lines[0], lines[2]].join("\n"));
    let (_, alone) = project(&one, &planned(&one));
    let of_c = tracks
        .iter()
        .find(|(arm, twin, _)| arm == "fixed" && *twin == 3);
    assert_eq!(alone[1].2, of_c.expect("c").2);
}

#[test]
fn who_may_not_take_part_is_counted() {
    let people = format!("{PEOPLE}e,female,,64,70,north\nf,male,66,,70,north\n");
    let cohort = format!("{TABLE}eligible = \"age = 40..85 yr and ward = north\"\n");
    let some = scenario(&cohort, &people);
    let plan = planned(&some);
    assert_eq!(plan.twins, 3);
    let (projection, tracks) = project(&some, &plan);
    let counts = projection.screened.expect("a cohort");
    assert_eq!(
        (counts.screened, counts.enrolled, counts.rejected),
        (6, 3, 2)
    );
    // Of e the age is not known; of f the weight, without which nothing is given by weight.
    assert_eq!(counts.unknown.get("age"), Some(&1));
    assert_eq!(projection.well, 2);
    assert_eq!(tracks.len(), 4);
    let (reason, (failed, _)) = projection.failed.iter().next().expect("a reason");
    assert!(reason.contains("weight"), "{reason}");
    assert_eq!(*failed, 1);
    assert_eq!(projection.rows[0].arms[0].count, 2);
}

#[test]
fn of_a_larger_cohort_a_smaller_one_is_a_part() {
    let all = scenario(TABLE, PEOPLE);
    let cohort = all.patient.cohort().expect("a cohort");
    let chosen = |size: u64| -> Vec<u64> {
        let crowd = cohort.crowd(9, Some(size));
        let people = crowd.admit(&mut Admission::default(), 10).expect("people");
        people.iter().map(|who| who.number).collect()
    };
    assert_eq!(chosen(4), [1, 2, 3, 4]);
    let (two, three) = (chosen(2), chosen(3));
    assert_eq!((two.len(), three.len()), (2, 3));
    assert!(two.iter().all(|who| three.contains(who)));
}

#[test]
fn what_is_wrong_with_a_table_is_said_where_it_stands() {
    let cases = [
        (
            "weight[kg]\n70\nheavy\n",
            3,
            1,
            "`weight` is no number",
            "`heavy`",
        ),
        (
            "weight[kg]\n70\n700\n",
            3,
            1,
            "`weight` out of range",
            "700 kg",
        ),
        ("weight\n70\n", 1, 1, "`weight` without a unit", "`weight`"),
        (
            "weight[mmHg]\n70\n",
            1,
            1,
            "wrong unit for `weight`",
            "`mmHg`",
        ),
        ("weight[kgg]\n70\n", 1, 1, "unknown unit", "`kgg`"),
        (
            "sex,weight[kg]\nfemale,70\nwoman,70\n",
            3,
            1,
            "unknown `sex`",
            "`woman`",
        ),
        (
            "id,age[yr]\na,60\na,70\n",
            3,
            1,
            "people that cannot be told apart",
            "`a`",
        ),
        (
            "age[yr],age[yr]\n60,60\n",
            1,
            9,
            "columns that cannot be told apart",
            "`age`",
        ),
        (
            "age[yr],weight[kg]\n60\n",
            2,
            3,
            "a line with another number of cells",
            "1 cells",
        ),
        ("age[yr]\n", 1, 1, "nobody is in the table", "a first line"),
        ("", 1, 1, "the table is empty", "nothing"),
    ];
    for (text, line, column, message, found) in cases {
        let (table, rows) = table(text);
        assert!(table.is_none(), "{text}");
        let row = rows
            .first()
            .unwrap_or_else(|| panic!("{text}: nothing said"));
        assert_eq!((row.line, row.column), (line, column), "{text}: {row:?}");
        assert!(row.message.starts_with(message), "{text}: {row:?}");
        assert!(row.found.starts_with(found), "{text}: {row:?}");
    }
    let (_, rows) = table("wieght[kg]\n70\n");
    assert_eq!(rows[0].nearest.as_deref(), Some("weight"));
}

#[test]
fn what_is_not_known_is_missing_and_units_are_converted() {
    let (table, _) = table("Sex,weight (lb),albumin[g/L],AGE[mo]\nF,154.324,NA,600\n.,,35,\n");
    let table = table.expect("a table");
    let names: Vec<&str> = table.facts.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names, ["sex", "weight", "albumin", "age"]);
    let Cell::Number(weight) = table.rows[0].cells[1] else {
        panic!()
    };
    assert!((weight - 70.0).abs() < 1e-3, "{weight}");
    let Cell::Number(age) = table.rows[0].cells[3] else {
        panic!()
    };
    assert!((age - 50.0).abs() < 0.01, "{age}");
    assert_eq!(table.rows[0].cells[2], Cell::Missing);
    assert_eq!(table.rows[1].cells[0], Cell::Missing);
    assert_eq!(table.rows[1].cells[2], Cell::Number(35.0));
}

const DRAWN: &str = "[cohort]\nsize = 20000\nSUBJECTS\n[cohort.people]\n\
    sex = { of = { female = \"30 %\", male = \"70 %\" } }\n\
    age = { normal = \"60 yr\", sd = \"15 yr\", within = \"50..70 yr\" }\n\
    weight = { lognormal = \"if(sex = female, 60 kg, 80 kg)\", cv = \"20 %\" }\n\
    height = { normal = \"170 cm\", sd = \"8 cm\" }\n\
    creatinine_clearance = { uniform = \"20..120 mL/min\" }\n\
    bmi = { is = \"weight / height^2\", unit = \"kg/m2\" }\n\
    [[cohort.correlations]]\nof = [\"height\", \"weight\"]\nis = 0.5\nsource = \"assumed\"\n";

/// Each moment within five standard errors of what probability theory says.
#[test]
fn validated_distributions() {
    for subjects in ["subjects = \"random\"", "subjects = \"low discrepancy\""] {
        let drawn = scenario(&DRAWN.replace("SUBJECTS", subjects), "");
        let cohort = drawn.patient.cohort().expect("a cohort");
        let crowd = cohort.crowd(5, None);
        let people = crowd
            .admit(&mut Admission::default(), 20_000)
            .expect("people");
        assert_eq!(people.len(), 20_000);
        let number = |fact: usize, who: usize| match people[who].cells[fact] {
            Cell::Number(number) => number,
            Cell::Word(place) => f64::from(place),
            Cell::Missing => panic!("missing"),
        };
        let n = people.len() as f64;
        let mean = |of: &dyn Fn(usize) -> f64| (0..people.len()).map(of).sum::<f64>() / n;
        let near = |found: f64, expected: f64, sd: f64| {
            let error = 5.0 * sd / n.sqrt();
            assert!(
                (found - expected).abs() < error,
                "{subjects}: {found} {expected} {error}"
            );
        };
        near(mean(&|i| number(0, i)), 0.7, 0.46);
        // A normal cut at two thirds of a standard deviation to both sides keeps its mean, and has
        // the variance sd^2 (1 - 2 z phi(z) / (2 Phi(z) - 1)), z = 2/3: 0.13956 of the whole.
        near(mean(&|i| number(1, i)), 60.0, 5.6);
        near(
            mean(&|i| (number(1, i) - 60.0).powi(2)),
            225.0 * 0.139_560,
            30.0,
        );
        assert!((0..people.len()).all(|i| (50.0..=70.0).contains(&number(1, i))));
        let log = |i: usize| {
            let median: f64 = if number(0, i) == 0.0 { 60.0 } else { 80.0 };
            (number(2, i) / median).ln()
        };
        let sd = 0.2_f64.powi(2).ln_1p().sqrt();
        near(mean(&log), 0.0, sd);
        near(mean(&|i| log(i).powi(2)), sd * sd, 1.5 * sd * sd);
        let score = |i: usize| (number(3, i) - 170.0) / 8.0;
        near(mean(&score), 0.0, 1.0);
        near(mean(&|i| score(i) * log(i) / sd), 0.5, 1.2);
        near(mean(&|i| number(4, i)), 70.0, 28.9);
        let bmi = |i: usize| number(2, i) / (number(3, i) / 100.0).powi(2);
        assert!((0..100).all(|i| (number(5, i) / bmi(i) - 1.0).abs() < 1e-12));
    }
}

#[test]
fn the_same_candidate_is_the_same_person_whoever_is_eligible() {
    let all = scenario(&DRAWN.replace("SUBJECTS", ""), "");
    let some = scenario(
        &DRAWN.replace("SUBJECTS", "eligible = \"bmi < 25 kg/m2 and sex = male\""),
        "",
    );
    let meet = |scenario: &Scenario, step: usize| {
        let crowd = scenario.patient.cohort().expect("a cohort").crowd(5, None);
        let mut admission = Admission::default();
        let mut people = Vec::new();
        for _ in 0..300 / step {
            people.extend(crowd.admit(&mut admission, step).expect("people"));
        }
        (people, admission.counts)
    };
    let (everybody, _) = meet(&all, 300);
    let (few, counts) = meet(&some, 300);
    // However many are met at once.
    assert_eq!((few.clone(), counts.clone()), meet(&some, 10));
    assert_eq!(counts.enrolled, 300);
    assert_eq!(counts.screened, few[299].number);
    assert_eq!(counts.rejected, counts.screened - 300);
    for who in few.iter().filter(|who| who.number <= 300) {
        assert_eq!(everybody[who.number as usize - 1], *who);
    }
}

/// Of 300 healthy people 8 began outside of 70 to 105 mmHg, one at 203.
#[test]
fn nobody_of_a_cohort_begins_where_no_resting_adult_does() {
    let text = "title = \"t\"\nquestion = \"q?\"\nhorizon = \"1 min\"\nseed = 3\n\
        record = { every = \"1 min\", quantities = [\"mean_arterial_pressure\", \"heart_rate\"] }\n\
        [cohort]\nsize = 200\n[cohort.people]\nsex = { of = { female = \"50 %\", male = \"50 %\" } }\n\
        age = { uniform = \"20..80 yr\" }\nweight = { lognormal = \"75 kg\", cv = \"15 %\" }\n\
        height = { normal = \"172 cm\", sd = \"8 cm\", within = \"155..195 cm\" }\n\
        [[outcome]]\nname = \"pressure\"\nof = \"value(mean_arterial_pressure, at 0 min)\"\n";
    let (whole, problems) = check(text.as_bytes(), &known(""));
    let whole = whole.unwrap_or_else(|| panic!("{problems:?}"));
    let (projection, tracks) = project(&whole, &planned(&whole));
    assert!(projection.well > 190, "{}", projection.well);
    let first: Vec<f64> = tracks.iter().map(|(.., values)| values[0]).collect();
    assert!(
        first
            .iter()
            .all(|pressure| (69.9..105.1).contains(pressure)),
        "{first:?}"
    );
    let (least, most) = first
        .iter()
        .fold((f64::INFINITY, 0.0_f64), |(a, b), p| (a.min(*p), b.max(*p)));
    assert!(most - least > 10.0, "people differ: {least} to {most}");
}

/// Who is eligible by what their body is before anything is done to it: at 0, after what happened before.
#[test]
fn people_are_chosen_by_their_bodies_at_the_start() {
    let of = |eligible: &str| {
        format!(
            "title = \"t\"\nquestion = \"q?\"\nhorizon = \"2 min\"\nseed = 3\n\
            record = {{ every = \"1 min\", quantities = [\"mean_arterial_pressure\", \"blood_volume\"] }}\n\
            [cohort]\nsize = 30\n{eligible}[cohort.people]\nsex = {{ of = {{ female = \"50 %\", male = \"50 %\" }} }}\n\
            age = {{ uniform = \"20..80 yr\" }}\nweight = {{ lognormal = \"75 kg\", cv = \"15 %\" }}\n\
            height = {{ normal = \"172 cm\", sd = \"8 cm\", within = \"155..195 cm\" }}\n\
            [[outcome]]\nname = \"pressure\"\nof = \"value(mean_arterial_pressure, at 0 min)\"\n"
        )
    };
    let run = |eligible: &str| {
        let text = of(eligible);
        let (whole, problems) = check(text.as_bytes(), &known(""));
        let whole = whole.unwrap_or_else(|| panic!("{problems:?}"));
        let (projection, tracks) = project(&whole, &planned(&whole));
        let first = |values: &[f64]| (values[0], values[1]);
        let tracks = tracks.iter().map(|(_, who, values)| (*who, first(values)));
        (projection, tracks.collect::<Vec<_>>())
    };
    let asked = "eligible = \"age < 70 yr and mean_arterial_pressure < 90 mmHg at 0 d and blood_volume > 4.5 L at 0 h\"\n";
    let (chosen, tracks) = run(asked);
    assert_eq!(chosen.well, 30);
    for (who, (pressure, volume)) in &tracks {
        assert!(
            *pressure < 90.0 && *volume > 4500.0,
            "{who}: {pressure}, {volume}"
        );
    }
    let counts = chosen.screened.unwrap_or_default();
    assert_eq!(counts.screened, 30 + counts.rejected, "{counts:?}");
    assert!(counts.rejected > 15, "{counts:?}");
    // The same candidate is the same person, with the same bits, whoever else is let in.
    let (_, all) = run("");
    let both = all.iter().filter_map(|(who, first)| {
        let own = tracks.iter().find(|(other, _)| other == who)?;
        Some((first, own.1))
    });
    let both: Vec<_> = both.collect();
    assert!(both.len() > 3 && both.iter().all(|(a, b)| **a == *b));
}

#[test]
fn what_is_wrong_with_a_cohort_is_said() {
    let cases = [
        (
            "people = { age = { normal = \"60 yr\" } }\nsize = 9",
            "a distribution without one spread",
        ),
        (
            "people = { age = { normal = \"60 kg\", sd = \"9 yr\" } }\nsize = 9",
            "wrong unit",
        ),
        (
            "people = { age = { normal = \"wieght\", sd = \"9 yr\" } }\nsize = 9",
            "unknown name in an equation",
        ),
        (
            "people = { sex = { of = { female = \"40 %\", male = \"50 %\" } } }\nsize = 9",
            "shares that are not the whole",
        ),
        (
            "people = { sex = { of = { femal = \"40 %\", male = \"60 %\" } } }\nsize = 9",
            "unknown sex `femal`",
        ),
        (
            "people = { age = { uniform = \"70..60 yr\" } }\nsize = 9",
            "a range of nothing",
        ),
        (
            "people = { age = { uniform = \"60..70 yr\" } }",
            "missing `size` in [cohort]",
        ),
        (
            "people = { age = { uniform = \"60..70 yr\" } }\nsize = 9\neligible = \"height > 1 m\"",
            "no such fact of these people",
        ),
        (
            "people = { age = { uniform = \"60..70 yr\" } }\nsize = 9\neligible = \"age > 1 m\"",
            "units that do not fit",
        ),
        (
            "people = { age = { uniform = \"60..70 yr\" } }\nsize = 9\neligible = \"plasma_glucose < 90 mg/dL at 1 d\"",
            "people are chosen before anything is done to them",
        ),
        (
            "people = { age = { uniform = \"60..70 yr\" } }\nsize = 9\neligible = \"plasma_glucos < 90 mg/dL at 0 d\"",
            "unknown quantity",
        ),
        (
            "people = { age = { uniform = \"60..70 yr\" } }\nsize = 9\neligible = \"maximum(plasma_glucose) at 0 d\"",
            "no condition on the body at the start",
        ),
        (
            "people = \"people.csv\"\nsize = 2\neligible = \"plasma_glucose < 90 mg/dL at 0 d\"",
            "`size` of a table, and a state of the body",
        ),
        (
            "people = { age = { uniform = \"60..70 yr\" } }\nsize = 9\nuncertainty = \"published\"",
            "not available yet",
        ),
        (
            "people = { age = { uniform = \"60..70 yr\" } }\nsize = 9\nsubjects = \"sobol\"",
            "unknown word for `subjects`",
        ),
        (
            "people = { age = { uniform = \"60..70 yr\" } }\nsize = 9\nbands = { age = [\"70 yr\", \"60 yr\"] }",
            "bands out of order",
        ),
        ("people = \"nobody.csv\"", "a table that was not read"),
        (
            "people = \"people.csv\"\nsize = 5",
            "fewer people than `size`",
        ),
        (
            "people = \"people.csv\"\neligible = \"ward = east\"",
            "a word that it never is",
        ),
        (
            "people = \"people.csv\"\neligible = \"age > 100 yr\"",
            "nobody is eligible",
        ),
        (
            "people = { a = { normal = \"1\", sd = \"1\" }, b = { normal = \"1\", sd = \"1\" }, c = { normal = \"1\", sd = \"1\" } }\nsize = 9\ncorrelations = [{ of = [\"a\", \"b\"], is = 0.9, source = \"s\" }, { of = [\"b\", \"c\"], is = 0.9, source = \"s\" }, { of = [\"a\", \"c\"], is = -0.9, source = \"s\" }]",
            "correlations that cannot all be",
        ),
    ];
    for (cohort, message) in cases {
        let text =
            format!("title = \"t\"\nquestion = \"q?\"\nhorizon = \"24 h\"\n[cohort]\n{cohort}\n");
        let (scenario, problems) = check(text.as_bytes(), &known(PEOPLE));
        assert!(scenario.is_none(), "{cohort}");
        let rows = Report::new("t.toml", text.as_bytes(), problems).rows();
        let said = rows.iter().find(|row| row.message.starts_with(message));
        let said = said.unwrap_or_else(|| panic!("{cohort}: {rows:?}"));
        assert!(
            said.line >= 4 && !said.found.is_empty() && !said.expected.is_empty(),
            "{said:?}"
        );
    }
    let both = "title = \"t\"\nhorizon = \"24 h\"\n[patient]\nage = \"60 yr\"\n[cohort]\npeople = \"people.csv\"\n";
    let (scenario, problems) = check(both.as_bytes(), &known(PEOPLE));
    assert!(scenario.is_none());
    assert!(
        problems
            .iter()
            .any(|problem| problem.message == "`patient` and `cohort` in one table")
    );
}
