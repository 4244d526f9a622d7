//! Live patients: what a case says, what learners do, and what comes of it.

use scenarios::check_script;
use scenarios::file::{By, Script};
use scenarios::live::{Debrief, Heart, Kind, Outcome, Session, debrief, so_far};
use scenarios::source::Source;
use scenarios::time::Time;

const CASE: &str = r#"
title = "A bleeding patient"
question = "What does a learner do?"
horizon = "12 min"

[patient]
sex = "female"
age = "40 yr"
weight = "70 kg"
height = "170 cm"

[case]
brief = "Pale and anxious."
orders = ["balanced crystalloid", "whole blood"]
labs = "1 min"

[[event]]
at = "1 min"
start = "haemorrhage"
as = "blood_loss = 300 mL/min"

[[event]]
at = "2 min"
say = { who = "patient", text = "I feel weak." }

[[goal]]
name = "fluid"
met = "given(balanced crystalloid, dose = 250..1000 mL)"
by = "4 min"
prompt = { at = "5 min", say = "Shall I hang a bag?" }

[[goal]]
name = "no flood"
never = "given(balanced crystalloid, total > 1.5 L)"
"#;

fn source(text: &str) -> Source {
    Source {
        given: "case.toml".to_owned(),
        stem: "case".to_owned(),
        text: text.as_bytes().to_vec(),
    }
}

fn open(text: &str) -> Session {
    Session::open(&source(text), Heart::Averaged).expect("a session")
}

fn minutes(minutes: i64) -> Time {
    Time::from_minutes(minutes)
}

fn tick_to(session: &mut Session, end: Time) {
    while session.now() < end && session.tick().expect("a tick") {}
}

/// Every recorded value, by its bits.
fn bits(session: &Session) -> Vec<Vec<u64>> {
    let course = session.course();
    let series = course.names().iter().map(|name| course.series(name));
    series
        .map(|series| series.iter().map(|value| value.to_bits()).collect())
        .collect()
}

#[test]
fn what_is_done_is_heard_scored_and_told_to_laboratories() {
    let mut session = open(CASE);
    tick_to(&mut session, minutes(2));
    let pressure = session
        .course()
        .now("mean_arterial_pressure")
        .expect("pressure");
    assert!((70.0..95.0).contains(&pressure), "{pressure}");
    session
        .act(By::Learner, "ask = \"blood count\"")
        .expect("blood is taken");
    session
        .act(
            By::Learner,
            "give = \"balanced crystalloid\"\ndose = \"500 mL\"\nover = \"5 min\"",
        )
        .expect("fluid is given");
    tick_to(&mut session, minutes(4));
    let watch = session.watch();
    assert_eq!(
        watch.goals[0].at,
        Some(minutes(2)),
        "the goal was met when the fluid was given"
    );
    assert!(
        watch
            .heard
            .iter()
            .any(|heard| heard.kind == Kind::Said && heard.text == "I feel weak.")
    );
    let lab = watch
        .heard
        .iter()
        .find(|heard| heard.kind == Kind::Lab)
        .expect("an answer");
    assert_eq!(lab.at, minutes(3), "a minute after it was asked");
    assert!(lab.text.contains("haemoglobin"), "{}", lab.text);
    assert!(!watch.heard.iter().any(|heard| heard.kind == Kind::Prompt));
}

#[test]
fn learners_are_told_what_they_cannot_do() {
    let mut session = open(CASE);
    tick_to(&mut session, minutes(1));
    let said = |result: Result<(), String>| result.expect_err("refused");
    let why = said(session.act(By::Learner, "give = \"epinephrine\"\ndose = \"1 mg\""));
    assert!(why.contains("not at hand"), "{why}");
    let why = said(session.act(By::Learner, "stop = \"haemorhage\""));
    assert!(why.contains("unknown"), "{why}");
    let why = said(session.act(
        By::Learner,
        "start = \"haemorrhage\"\nas = \"blood_loss = 10 mL/min\"",
    ));
    assert!(why.contains("instructor"), "{why}");
    let why = said(session.act(By::Learner, "give = \"whole blood\""));
    assert!(why.contains("how much"), "{why}");
    assert!(session.script().acts.is_empty(), "nothing of it was done");
}

#[test]
fn what_is_stopped_runs_no_more_and_what_was_given_is_not_given_again() {
    let mut session = open(CASE);
    tick_to(&mut session, minutes(1));
    let mut give = |what: &str, amount: &str| {
        let text = format!("give = \"{what}\"\n{amount}");
        session.act(By::Instructor, &text).expect("given");
    };
    give("whole blood", "dose = \"300 mL\"\nover = \"2 min\"");
    give("balanced crystalloid", "rate = \"100 mL/min\"");
    session
        .act(By::Instructor, "stop = \"balanced crystalloid\"")
        .expect("stopped");
    session
        .act(By::Instructor, "stop = \"haemorrhage\"")
        .expect("stopped");
    let before = session.course().now("blood_volume").expect("a volume");
    tick_to(&mut session, minutes(4));
    let after = session.course().now("blood_volume").expect("a volume");
    assert!(
        (200.0..330.0).contains(&(after - before)),
        "300 mL once, and no more: {}",
        after - before
    );
}

#[test]
fn a_session_is_saved_and_played_again_bit_for_bit_also_after_going_back() {
    let mut session = open(CASE);
    tick_to(&mut session, minutes(3));
    let fluid = "give = \"balanced crystalloid\"\ndose = \"500 mL\"";
    session.act(By::Learner, fluid).expect("fluid");
    tick_to(&mut session, minutes(6));
    let end = session.course().now("mean_arterial_pressure");
    session
        .rewind(Time::from_nanoseconds(200_250_000_000))
        .expect("the way back");
    assert_eq!(
        session.now(),
        Time::from_nanoseconds(200_000_000_000),
        "on a tick"
    );
    assert_eq!(
        session.script().acts.len(),
        1,
        "what was done before stays done"
    );
    assert_eq!(session.branches().len(), 1);
    assert_eq!(
        session.branches()[0].course.now("mean_arterial_pressure"),
        end
    );
    session
        .act(By::Instructor, "stop = \"haemorrhage\"")
        .expect("the surgeon");
    tick_to(&mut session, minutes(6));
    assert!(
        session.course().now("mean_arterial_pressure") > end,
        "the bleeding was stopped"
    );

    let written = session.script().to_toml();
    let (script, problems) = check_script(written.as_bytes(), session.known());
    assert_eq!(problems, Vec::new(), "{written}");
    let mut again = session.again(false).expect("the same patient");
    again.play(&script.expect("a script")).expect("played");
    assert_eq!(bits(&again), bits(&session));
    assert_eq!(again.watch().heard, session.watch().heard);

    session.take_up(0).expect("the other way");
    assert_eq!(session.now(), minutes(6));
    assert_eq!(
        session.course().now("mean_arterial_pressure"),
        end,
        "the same bits"
    );
}

#[test]
fn what_is_wrong_with_a_case_is_said_with_its_place() {
    let wrong = CASE
        .replace("dose = 250..1000 mL", "dose = 250..1000 mg")
        .replace("total > 1.5 L", "totl > 1.5 L");
    let checked = source(&wrong).check(None);
    assert!(checked.ready.is_none());
    let rows = checked.report.rows();
    let told: Vec<(usize, &str)> = rows
        .iter()
        .map(|row| (row.line, row.message.as_str()))
        .collect();
    assert_eq!(told, [(28, "wrong unit"), (34, "no such limit")]);
    assert_eq!(rows[1].nearest.as_deref(), Some("total"));
    let wrong = CASE.replace(
        "given(balanced crystalloid, dose",
        "given(balanced cristalloid, dose",
    );
    let rows = source(&wrong).check(None).report.rows();
    assert_eq!(rows[0].message, "unknown drug");
    assert_eq!(rows[0].nearest.as_deref(), Some("balanced crystalloid"));
}

/// What came of a case in the hands of a learner, and of a bad one also what had been.
fn played(name: &str, learner: &str) -> Debrief {
    let source = Source::open(name).expect("a case of the program");
    let mut session = Session::open(&source, Heart::Averaged).expect("a session");
    let path = format!(
        "{}/tests/learners/{name}-{learner}.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read(&path).expect("a learner");
    let (script, problems) = check_script(&text, session.known());
    assert_eq!(problems, Vec::new(), "{path}");
    let script: Script = script.expect("a script");
    session.play(&script).expect("played");
    match learner {
        "good" => so_far(&session),
        _ => debrief(&session).expect("a debrief"),
    }
}

fn outcome(debrief: &Debrief, goal: &str) -> Outcome {
    let found = debrief.goals.iter().find(|result| result.name == goal);
    found.expect("a goal").outcome
}

/// Every case says whom it teaches what, checks clean, and has a good and a bad learner.
#[test]
fn every_case_checks_clean_and_has_two_learners() {
    let cases = scenarios::library::cases();
    assert!(cases.len() >= 8, "{}", cases.len());
    let library = scenarios::library::library();
    let twice = |name: &str| library.iter().any(|entry| entry.name == name);
    assert!(
        !cases.iter().any(|case| twice(case.name)),
        "a name means one thing"
    );
    for case in cases {
        let checked = Source::open(case.name).expect("a case").check(None);
        let rows = checked.report.rows();
        assert!(checked.is_clean(), "{}: {rows:#?}", case.name);
        let (scenario, _) = checked.ready.expect("a scenario");
        let teaching = scenario.teaching.expect("a case");
        assert!(
            teaching.level.is_some() && teaching.hidden.is_some(),
            "{}",
            case.name
        );
        assert!(!teaching.objectives.is_empty() && !teaching.discuss.is_empty());
        assert!(
            teaching.goals.iter().any(|goal| goal.is_key),
            "{}",
            case.name
        );
        for learner in ["good", "bad"] {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/learners");
            let path = format!("{folder}/{}-{learner}.toml", case.name);
            let text = std::fs::read(&path).expect("a learner");
            let (_, problems) = check_script(&text, &checked.known);
            assert_eq!(problems, Vec::new(), "{path}");
        }
    }
}

#[test]
fn haemorrhage_in_recovery_tells_a_good_learner_from_a_bad_one() {
    let (good, bad) = (
        played("haemorrhage-in-recovery", "good"),
        played("haemorrhage-in-recovery", "bad"),
    );
    let (points, of) = good.score();
    assert_eq!(points, of, "{:#?}", good.goals);
    assert_eq!(good.died, None);
    assert!(bad.score().0 < points / 2, "{:?}", bad.score());
    assert_eq!(outcome(&bad, "surgeon called"), Outcome::Missed);
    assert!(bad.below[0].minutes > 2.0 * good.below[0].minutes);
    let earlier = bad.earlier.expect("what had been");
    assert!(
        earlier.below[0].minutes < bad.below[0].minutes,
        "fluid earlier, less time too low"
    );
}

#[test]
fn opioid_overdose_tells_a_good_learner_from_a_bad_one() {
    let (good, bad) = (
        played("opioid-overdose", "good"),
        played("opioid-overdose", "bad"),
    );
    assert_eq!(good.died, None);
    assert!(
        good.score().0 > 2 * bad.score().0,
        "{:?} {:?}",
        good.score(),
        bad.score()
    );
    assert_eq!(outcome(&good, "ventilated"), Outcome::Good);
    assert_eq!(outcome(&good, "saturation held"), Outcome::Good);
    assert_eq!(outcome(&bad, "no sedative"), Outcome::Broken);
    assert_eq!(outcome(&bad, "saturation held"), Outcome::Broken);
    let saturation = |debrief: &Debrief| debrief.below[2].minutes;
    assert!(saturation(&good) < 1.0 && saturation(&bad) > 5.0);
}

#[test]
fn tamponade_tells_a_good_learner_from_a_bad_one() {
    let name = "tamponade-after-surgery";
    let (good, bad) = (played(name, "good"), played(name, "bad"));
    assert_eq!(good.score().0, good.score().1, "{:#?}", good.goals);
    assert!(bad.score().0 < good.score().0 / 2, "{:?}", bad.score());
    assert_eq!(outcome(&bad, "no propofol"), Outcome::Broken);
    assert!(bad.below[0].minutes > good.below[0].minutes + 2.0);
}

#[test]
fn tension_pneumothorax_tells_a_good_learner_from_a_bad_one() {
    let name = "tension-pneumothorax";
    let (good, bad) = (played(name, "good"), played(name, "bad"));
    assert!(
        good.score().0 > 2 * bad.score().0,
        "{:?} {:?}",
        good.score(),
        bad.score()
    );
    assert_eq!(outcome(&good, "decompressed"), Outcome::Good);
    assert_eq!(outcome(&bad, "decompressed"), Outcome::Missed);
    assert!(
        bad.below[2].minutes > good.below[2].minutes + 10.0,
        "too little oxygen for longer"
    );
}

#[test]
fn an_attack_of_asthma_tells_a_good_learner_from_a_bad_one() {
    let (good, bad) = (
        played("asthma-attack", "good"),
        played("asthma-attack", "bad"),
    );
    assert_eq!(good.score().0, good.score().1, "{:#?}", good.goals);
    assert_eq!(bad.score().0, 0, "{:#?}", bad.goals);
    assert!(bad.below[2].minutes > good.below[2].minutes + 5.0);
}

#[test]
fn a_heart_that_beats_draws_waves_and_is_played_again_bit_for_bit() {
    let short = CASE.replace("horizon = \"12 min\"", "horizon = \"6 min\"");
    let short = short.replace("at = \"1 min\"\nstart", "at = \"2 s\"\nstart");
    let mut session = Session::open(&source(&short), Heart::Beating).expect("a session");
    tick_to(&mut session, Time::from_nanoseconds(4_000_000_000));
    let fluid = "give = \"balanced crystalloid\"\ndose = \"500 mL\"";
    session.act(By::Learner, fluid).expect("fluid");
    tick_to(&mut session, Time::from_nanoseconds(8_000_000_000));
    let pressure = session.waves().between("arterial_pressure_wave", 2.0, 8.0);
    assert_eq!(pressure.len(), 1201, "200 in a second");
    let low = pressure
        .iter()
        .map(|(_, value)| *value)
        .fold(f64::INFINITY, f64::min);
    let high = pressure.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let systolic = session
        .course()
        .now("systolic_pressure")
        .expect("a pressure");
    assert!(high - low > 25.0, "a pulse: {low} to {high}");
    assert!((high - systolic).abs() < 30.0, "{high} and {systolic}");
    let ecg = session.waves().between("ecg_ii", 2.0, 8.0);
    let peaks = ecg
        .windows(3)
        .filter(|w| w[1].1 > 0.5 && w[1].1 > w[0].1 && w[1].1 >= w[2].1);
    assert!(
        (4..=14).contains(&peaks.count()),
        "a beat each second or so"
    );
    // Unwatched, without waves, and the same.
    let mut again = session.again(false).expect("the same patient");
    again.play(&session.script()).expect("played");
    assert_eq!(bits(&again), bits(&session));
}

#[test]
fn cardiac_arrest_tells_a_good_learner_from_a_bad_one() {
    let name = "arrest-in-coronary-care";
    let (good, bad) = (played(name, "good"), played(name, "bad"));
    assert_eq!(good.score().0, good.score().1, "{:#?}", good.goals);
    assert_eq!(good.died, None);
    assert_eq!(
        outcome(&bad, "compressions within a minute"),
        Outcome::Missed
    );
    assert!(
        bad.died.is_some()
            && bad
                .earlier
                .as_ref()
                .is_some_and(|earlier| earlier.died.is_none())
    );
    assert!(bad.score().0 < good.score().0 / 2, "{:?}", bad.score());
}

#[test]
fn anaphylaxis_tells_a_good_learner_from_a_bad_one() {
    let name = "anaphylaxis-in-recovery";
    let (good, bad) = (played(name, "good"), played(name, "bad"));
    assert_eq!(outcome(&good, "epinephrine into the thigh"), Outcome::Good);
    assert_eq!(outcome(&bad, "epinephrine into the thigh"), Outcome::Missed);
    assert!(
        good.score().0 > 2 * bad.score().0,
        "{:?} {:?}",
        good.score(),
        bad.score()
    );
    assert!(bad.below[0].minutes > good.below[0].minutes + 2.0);
    let earlier = bad.earlier.expect("what had been");
    assert!(
        earlier.below[0].minutes < bad.below[0].minutes,
        "epinephrine in time, less time too low"
    );
}

#[test]
fn cardiogenic_shock_tells_a_good_learner_from_a_bad_one() {
    let (good, bad) = (
        played("cardiogenic-shock-on-the-ward", "good"),
        played("cardiogenic-shock-on-the-ward", "bad"),
    );
    assert!(
        good.score().0 > 2 * bad.score().0,
        "{:?} {:?}",
        good.score(),
        bad.score()
    );
    assert_eq!(
        outcome(&bad, "no more than 500 mL of fluid"),
        Outcome::Broken
    );
    assert!(
        bad.below[1].minutes > good.below[1].minutes + 5.0,
        "too little pressure for longer"
    );
}

#[test]
fn septic_shock_begins_ill_and_tells_a_good_learner_from_a_bad_one() {
    let name = "septic-shock-in-emergency";
    let (good, bad) = (played(name, "good"), played(name, "bad"));
    let at_first = good.course.series("mean_arterial_pressure")[0];
    assert!(at_first < 65.0, "in shock from the start: {at_first}");
    assert_eq!(good.score().0, good.score().1, "{:#?}", good.goals);
    assert!(bad.score().0 < good.score().0 / 2, "{:?}", bad.score());
    assert_eq!(outcome(&bad, "antibiotic within the hour"), Outcome::Missed);
    assert_eq!(outcome(&bad, "no sedative"), Outcome::Broken);
    assert!(bad.below[0].minutes > good.below[0].minutes + 10.0);
    let earlier = bad.earlier.expect("what had been");
    assert!(earlier.below[0].minutes < bad.below[0].minutes);
}

#[test]
fn malignant_hyperthermia_tells_a_good_learner_from_a_bad_one() {
    let name = "malignant-hyperthermia";
    let (good, bad) = (played(name, "good"), played(name, "bad"));
    assert_eq!(good.score().0, good.score().1, "{:#?}", good.goals);
    assert!(bad.score().0 < good.score().0 / 2, "{:?}", bad.score());
    // Carbon dioxide moves first, temperature last.
    let minute = |name: &str, least: f64| {
        let series = bad.course.series(name);
        let first = series.first().copied().expect("a value");
        series.iter().position(|value| *value > first + least)
    };
    let (gas, heat) = (
        minute("end_tidal_carbon_dioxide", 10.0),
        minute("core_temperature", 1.0),
    );
    assert!(
        gas.expect("it climbs") + 300 < heat.expect("he warms"),
        "{gas:?} {heat:?}"
    );
}

#[test]
fn ketoacidosis_tells_a_good_learner_from_a_bad_one() {
    let name = "diabetic-ketoacidosis";
    let (good, bad) = (played(name, "good"), played(name, "bad"));
    assert_eq!(good.score().0, good.score().1, "{:#?}", good.goals);
    assert!(bad.score().0 < good.score().0 / 2, "{:?}", bad.score());
    assert_eq!(outcome(&bad, "no bolus of insulin"), Outcome::Broken);
    let last = |debrief: &Debrief, name: &str| debrief.course.now(name).expect("a value");
    assert!(last(&bad, "plasma_potassium") < last(&good, "plasma_potassium") - 0.3);
    let first = good.course.series("plasma_glucose")[0];
    assert!(
        first > 400.0 && last(&good, "plasma_glucose") < first - 60.0,
        "{first}"
    );
}

/// Every quantity that a laboratory answers is one that somebody may publish.
#[test]
fn laboratories_ask_for_what_there_is() {
    for lab in scenarios::live::LABS {
        for quantity in lab.quantities {
            let known = physiology::vocabulary::quantity(quantity);
            assert!(known.is_some(), "{}: {quantity}", lab.name);
        }
    }
}
