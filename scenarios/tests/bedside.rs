//! What an instructor and learners do at a live patient's bedside: steering, adjusting, examining.

use scenarios::check_script;
use scenarios::file::By;
use scenarios::live::{EXAMINATIONS, Heart, Kind, Session};
use scenarios::source::Source;
use scenarios::time::Time;

const CASE: &str = r#"
title = "A patient"
question = "What is done?"
horizon = "30 min"

[patient]
sex = "female"
age = "40 yr"
weight = "70 kg"
height = "170 cm"

[case]
brief = "Pale and anxious."
labs = "1 min"
signs = { skin = "wheals on the chest" }

[[event]]
at = "10 s"
start = "haemorrhage"
as = "blood_loss = 100 mL/min"

[[goal]]
name = "chest heard"
met = "examined(chest)"
"#;

fn open(text: &str, heart: Heart) -> Session {
    let source = Source {
        given: "case.toml".to_owned(),
        stem: "case".to_owned(),
        text: text.as_bytes().to_vec(),
    };
    Session::open(&source, heart).expect("a session")
}

/// The same without anything that befalls the patient.
fn calm() -> String {
    let bleeds = "start = \"haemorrhage\"\nas = \"blood_loss = 100 mL/min\"";
    CASE.replace(bleeds, "say = { text = \"hm\" }")
}

fn tick_to(session: &mut Session, seconds: i64) {
    let end = Time::from_nanoseconds(seconds * 1_000_000_000);
    while session.now() < end && session.tick().expect("a tick") {}
}

fn now(session: &Session, name: &str) -> f64 {
    session.course().now(name).expect("a value")
}

#[test]
fn an_instructor_steers_by_the_disease_and_the_log_says_so() {
    let mut session = open(CASE, Heart::Averaged);
    tick_to(&mut session, 60);
    let aim = "steer = \"mean_arterial_pressure = 60 mmHg in 3 min\"";
    let why = session.act(By::Learner, aim).expect_err("refused");
    assert!(why.contains("instructor"), "{why}");
    session.act(By::Instructor, aim).expect("steered");
    tick_to(&mut session, 240);
    let pressure = now(&session, "mean_arterial_pressure");
    assert!((pressure - 60.0).abs() < 1.0, "{pressure}");
    let heard = &session.watch().heard;
    let steered = heard.iter().find(|heard| heard.kind == Kind::Steered);
    let words = &steered.expect("it is in the debrief").text;
    assert!(
        words.contains("60 mmHg in 3 min") && words.contains("haemorrhage"),
        "{words}"
    );
    // What nobody can reach is said, with what can be reached.
    let far = "steer = \"mean_arterial_pressure = 140 mmHg in 1 min\"";
    let why = session.act(By::Instructor, far).expect_err("too far");
    assert!(why.contains("would be"), "{why}");
    // The log has the disease, and plays without working anything out.
    let written = session.script().to_toml();
    assert!(
        written.contains("towards = ") && !written.contains("steer = "),
        "{written}"
    );
    let (script, problems) = check_script(written.as_bytes(), session.known());
    assert_eq!(problems, Vec::new(), "{written}");
    let mut again = session.again(false).expect("the same patient");
    again.play(&script.expect("a script")).expect("played");
    let pressures = |session: &Session| session.course().series("mean_arterial_pressure");
    assert_eq!(pressures(&again), pressures(&session), "the same bits");
}

#[test]
fn what_was_reached_is_held_until_it_is_let_go() {
    let mut session = open(&calm(), Heart::Averaged);
    let steered = "learner = \"a\"\nuntil = \"6 min\"\n[[action]]\nat = \"0 min\"\nby = \"instructor\"\n\
                   steer = \"mean_arterial_pressure = 80 mmHg in 4 min\"\nthrough = \"tamponade\"\n";
    let (script, problems) = check_script(steered.as_bytes(), session.known());
    assert_eq!(problems, Vec::new());
    session.play(&script.expect("a script")).expect("played");
    let held = session.held();
    assert_eq!(held.as_deref(), Some("mean arterial pressure = 80 mmHg"));
    let pressures = session.course().series("mean_arterial_pressure");
    // An effusion comes in steps, each of which pressure answers at once: half a minute is looked at as one.
    for seconds in pressures[240..].chunks_exact(30) {
        let mean = seconds.iter().sum::<f64>() / 30.0;
        assert!((mean - 80.0).abs() < 4.0, "{mean}");
    }
    let kinds = |session: &Session, kind: Kind| {
        let heard = session.watch().heard.iter();
        heard.filter(|heard| heard.kind == kind).count()
    };
    assert_eq!(kinds(&session, Kind::Steered), 1);
    let times = kinds(&session, Kind::Held);
    assert!((1..=4).contains(&times), "held {times} times");
    session.let_go().expect("let go");
    assert_eq!(session.held(), None);
    let last = &session.watch().heard.last().expect("a note").text;
    assert_eq!(last, "lets go: mean arterial pressure = 80 mmHg");
    tick_to(&mut session, 420);
    assert_eq!(
        kinds(&session, Kind::Held),
        times,
        "nobody holds it any more"
    );
    // The log plays to the same bits without working anything out.
    let written = session.script().to_toml();
    let (script, problems) = check_script(written.as_bytes(), session.known());
    assert_eq!(problems, Vec::new(), "{written}");
    let mut again = session.again(false).expect("the same patient");
    again.play(&script.expect("a script")).expect("played");
    assert_eq!(again.held(), None);
    let bits = |session: &Session| -> Vec<u64> {
        let series = session.course().series("mean_arterial_pressure");
        series.iter().map(|value| value.to_bits()).collect()
    };
    assert_eq!(bits(&again), bits(&session));
}

/// Within 6 K of 37.5 degrees nothing was done; and what is worked out for the next minute alone is the worst
/// disease, since heat is slow, of which this patient dies.
#[test]
fn what_is_slow_is_held_too_and_does_not_kill() {
    let bleeds = "start = \"haemorrhage\"\nas = \"blood_loss = 100 mL/min\"";
    let hot = CASE
        .replace(bleeds, "start = \"malignant hyperthermia\"")
        .replace("30 min", "40 min");
    let mut session = open(&hot, Heart::Averaged);
    let steered = "learner = \"a\"\n[[action]]\nat = \"30 s\"\nby = \"instructor\"\n\
                   steer = \"core_temperature = 37.5 Cel in 20 min\"\n";
    let (script, problems) = check_script(steered.as_bytes(), session.known());
    assert_eq!(problems, Vec::new());
    session.play(&script.expect("a script")).expect("played");
    assert_eq!(session.watch().died, None);
    assert!(session.held().is_some());
    let heat = session.course().series("core_temperature");
    for (minute, kelvins) in heat.iter().step_by(60).enumerate().skip(21) {
        let off = kelvins - 310.65;
        assert!(off.abs() < 0.3, "{off} K at {minute} min");
    }
}

#[test]
fn whoever_goes_back_or_changes_the_disease_by_hand_has_let_go() {
    let mut session = open(CASE, Heart::Averaged);
    tick_to(&mut session, 30);
    let aim = "steer = \"mean_arterial_pressure = 86 mmHg in 20 s\"";
    session.act(By::Instructor, aim).expect("steered");
    assert!(session.held().is_some());
    session
        .act(By::Instructor, "stop = \"haemorrhage\"")
        .expect("done");
    assert_eq!(session.held(), None);
    // What was being worked out while somebody went back is not done.
    let late = session.aim(aim).expect("an aim");
    let solved = late.solve();
    session
        .rewind(Time::from_nanoseconds(29_000_000_000))
        .expect("the way back");
    let acts = session.script().acts.len();
    session
        .settle(&late, By::Instructor, solved)
        .expect("nothing");
    assert_eq!(session.script().acts.len(), acts);
    assert_eq!(session.held(), None);
}

/// Neither was an aim that was being worked out overtaken by one that was written, and both were done; nor did
/// an aim that could not be reached leave what was held, or a held one that was let go leave a note.
#[test]
fn a_written_aim_overtakes_another_and_one_that_fails_leaves_what_is_held() {
    let mut session = open(CASE, Heart::Averaged);
    tick_to(&mut session, 30);
    let aim = "steer = \"mean_arterial_pressure = 86 mmHg in 20 s\"";
    let late = session.aim(aim).expect("an aim");
    session.act(By::Instructor, aim).expect("steered");
    let acts = session.script().acts.len();
    session
        .settle(&late, By::Instructor, late.solve())
        .expect("nothing");
    assert_eq!(session.script().acts.len(), acts);
    let held = Some("mean arterial pressure = 86 mmHg".to_owned());
    assert_eq!(session.held(), held);
    let far = "steer = \"mean_arterial_pressure = 140 mmHg in 20 s\"";
    session.act(By::Instructor, far).expect_err("too far");
    assert_eq!(session.held(), held);
    let late = session.aim(far).expect("an aim");
    session
        .settle(&late, By::Instructor, late.solve())
        .expect_err("too far");
    assert_eq!(session.held(), held);
    // Pressure falls as blood is lost, and soon is not where it is held.
    let due = loop {
        assert!(session.tick().expect("a tick"), "nothing was due");
        if let Some(due) = session.due() {
            break due;
        }
    };
    let solved = Err("nothing does that".to_owned());
    session
        .settle(&due, By::Instructor, solved)
        .expect_err("nothing does that");
    assert_eq!(session.held(), None);
    let last = &session.watch().heard.last().expect("a note").text;
    assert_eq!(last, "lets go: mean arterial pressure = 86 mmHg");
}

/// "arterial pH would be 7.3 to 7.3", it was said of an aim of 7.27, and kelvins of one in degrees.
#[test]
fn what_can_be_reached_is_said_in_the_unit_of_the_aim_and_is_told_from_it() {
    let reached = |case: &str, aim: &str| -> Vec<String> {
        let mut session = open(case, Heart::Averaged);
        tick_to(&mut session, 30);
        let steer = format!("steer = \"{aim}\"");
        let why = session.act(By::Instructor, &steer).expect_err("too far");
        let (_, ends) = why.split_once(" would be ").expect(&why);
        ends.split(' ').map(str::to_owned).collect()
    };
    let number = |text: &String| text.parse::<f64>().expect("a number");
    let ph = reached(CASE, "arterial_ph = 7.27 in 1 min");
    assert_eq!((ph.len(), &*ph[1]), (3, "to"), "{ph:?}");
    assert!(
        (7.3..7.5).contains(&number(&ph[0])) && ph[0].len() > 3,
        "{ph:?}"
    );
    let bleeds = "start = \"haemorrhage\"\nas = \"blood_loss = 100 mL/min\"";
    let hot = CASE.replace(bleeds, "start = \"malignant hyperthermia\"");
    let heat = reached(&hot, "core_temperature = 40 Cel in 1 min");
    assert_eq!((heat.len(), heat[3].as_str()), (4, "Cel"), "{heat:?}");
    assert!((36.0..40.0).contains(&number(&heat[2])), "{heat:?}");
}

#[test]
fn an_instructor_steers_through_a_disease_that_has_not_begun() {
    let mut session = open(&calm(), Heart::Averaged);
    tick_to(&mut session, 5);
    let why = session
        .act(
            By::Instructor,
            "steer = \"mean_arterial_pressure = 70 mmHg in 5 min\"",
        )
        .expect_err("nothing there yet");
    assert!(why.contains("nothing befalls"), "{why}");
    let aim = "steer = \"mean_arterial_pressure = 65 mmHg in 15 min\"\nthrough = \"tamponade\"";
    session.act(By::Instructor, aim).expect("steered");
    tick_to(&mut session, 905);
    let pressure = now(&session, "mean_arterial_pressure");
    assert!((pressure - 65.0).abs() < 1.5, "{pressure}");
    // Upwards, by less of the same disease.
    let effusion = |session: &Session| {
        let log = session.script().to_toml();
        let last = log.rsplit("effusion = ").next().expect("a severity");
        let number = last.split(' ').next().expect("a number");
        number.parse::<f64>().expect("a number")
    };
    let before = effusion(&session);
    let up = "steer = \"mean_arterial_pressure = 75 mmHg in 3 min\"";
    session.act(By::Instructor, up).expect("steered");
    tick_to(&mut session, 1085);
    let pressure = now(&session, "mean_arterial_pressure");
    assert!((pressure - 75.0).abs() < 1.5, "{pressure}");
    assert!(
        effusion(&session) < before,
        "{} and {before}",
        effusion(&session)
    );
}

#[test]
fn a_heart_that_beats_is_steered_too() {
    let mut session = open(CASE, Heart::Beating);
    tick_to(&mut session, 30);
    session
        .act(
            By::Instructor,
            "steer = \"mean_arterial_pressure = 70 mmHg in 1 min\"",
        )
        .expect("steered");
    tick_to(&mut session, 90);
    let pressures = session.course().series("mean_arterial_pressure");
    let last = &pressures[pressures.len() - 12..];
    let mean = last.iter().sum::<f64>() / 12.0;
    assert!((mean - 70.0).abs() < 1.5, "{mean}");
}

#[test]
fn rates_are_turned_titrated_and_stopped_and_doses_are_repeated() {
    let mut session = open(&calm(), Heart::Averaged);
    let act = |session: &mut Session, text: &str| session.act(By::Learner, text).expect("done");
    let amount = |session: &Session, drug: &str| {
        let running = session.running();
        let of_drug = running.iter().find(|running| running.drug == drug);
        of_drug.map(|running| running.amount.clone())
    };
    act(
        &mut session,
        "give = \"norepinephrine\"\nrate = \"0.1 ug/kg/min\"",
    );
    tick_to(&mut session, 2);
    assert_eq!(
        amount(&session, "norepinephrine").as_deref(),
        Some("0.1 ug/kg/min")
    );
    act(
        &mut session,
        "give = \"norepinephrine\"\nrate = \"0.05 ug/kg/min\"",
    );
    tick_to(&mut session, 4);
    assert_eq!(session.running().len(), 1, "a dial, and not two");
    assert_eq!(
        amount(&session, "norepinephrine").as_deref(),
        Some("0.05 ug/kg/min")
    );
    let titrate = "titrate = \"norepinephrine\"\nto = \"mean_arterial_pressure = 120..125 mmHg\"\n\
                   step = { every = \"30 s\", by = \"0.05 ug/kg/min\", within = \"0..0.4 ug/kg/min\" }";
    act(&mut session, titrate);
    assert_eq!(session.titrated(), ["norepinephrine"]);
    tick_to(&mut session, 80);
    assert_eq!(
        amount(&session, "norepinephrine").as_deref(),
        Some("0.2 ug/kg/min"),
        "three looks in 76 s"
    );
    let high = now(&session, "mean_arterial_pressure");
    let mark = session.now();
    act(&mut session, "stop = \"norepinephrine\"");
    tick_to(&mut session, 200);
    assert_eq!(amount(&session, "norepinephrine"), None);
    assert!(session.titrated().is_empty(), "who stops it ends the order");
    assert!(now(&session, "mean_arterial_pressure") < high - 5.0);
    // Going back brings the order back.
    session.rewind(mark).expect("the way back");
    assert_eq!(session.titrated(), ["norepinephrine"]);
    act(&mut session, "stop = \"norepinephrine\"");
    // Doses again and again, until they are stopped.
    let fluid = "give = \"balanced crystalloid\"\nrate = \"600 mL/h\"";
    act(&mut session, fluid);
    act(
        &mut session,
        "give = \"morphine\"\ndose = \"2 mg\"\nrepeat = { every = \"1 min\", times = 5 }",
    );
    tick_to(&mut session, 85);
    assert_eq!(
        amount(&session, "balanced crystalloid").as_deref(),
        Some("600 mL/h")
    );
    tick_to(&mut session, 150);
    act(&mut session, "stop = \"morphine\"");
    act(&mut session, "stop = \"balanced crystalloid\"");
    tick_to(&mut session, 400);
    assert!(session.running().is_empty(), "{:?}", session.running());
    let written = session.script().to_toml();
    let (script, problems) = check_script(written.as_bytes(), session.known());
    assert_eq!(problems, Vec::new(), "{written}");
    let mut again = session.again(false).expect("the same patient");
    again.play(&script.expect("a script")).expect("played");
    for name in session.course().names() {
        let bits = |session: &Session| -> Vec<u64> {
            let series = session.course().series(name);
            series.iter().map(|value| value.to_bits()).collect()
        };
        assert_eq!(bits(&again), bits(&session), "{name}");
    }
}

#[test]
fn what_a_learner_finds_is_what_the_body_is_like() {
    let found = |session: &mut Session, name: &str| {
        session
            .act(By::Learner, &format!("examine = \"{name}\""))
            .expect("examined");
        let heard = session.watch().heard.iter().rev();
        let mut found = heard.filter(|heard| heard.kind == Kind::Found);
        found.next().expect("words").text.clone()
    };
    let mut session = open(CASE, Heart::Averaged);
    for examination in EXAMINATIONS {
        let words = found(&mut session, examination.name);
        assert!(words.starts_with(examination.title), "{words}");
    }
    let pulse = found(&mut session, "pulse");
    assert!(pulse.contains("A good pulse"), "{pulse}");
    assert!(found(&mut session, "mind").contains("Alert"));
    let skin = found(&mut session, "skin");
    assert!(
        skin.contains("Warm hands") && skin.contains("wheals"),
        "{skin}"
    );
    assert!(session.watch().goals[0].at.is_some(), "the chest was heard");
    tick_to(&mut session, 20);
    let mut act = |text: &str| session.act(By::Instructor, text).expect("begun");
    act("stop = \"haemorrhage\"");
    act("start = \"tension pneumothorax\"");
    tick_to(&mut session, 600);
    let chest = found(&mut session, "chest");
    assert!(
        chest.contains("Left: no breath sounds") || chest.contains("Left: faint"),
        "{chest}"
    );
    assert!(chest.contains("right: breath sounds"), "{chest}");
}

/// A hypnotic is seen by who examines, also one under which breathing stays that of waking.
#[test]
fn who_is_under_ketamine_or_propofol_does_not_answer() {
    for (dose, drug) in [("2 mg/kg", "ketamine"), ("2 mg/kg", "propofol_marsh")] {
        let mut session = open(&calm(), Heart::Averaged);
        let mut mind = |at: i64| {
            tick_to(&mut session, at);
            if at == 10 {
                let given = format!("give = \"{drug}\"\ndose = \"{dose}\"");
                session.act(By::Learner, &given).expect("given");
            }
            session
                .act(By::Learner, "examine = \"mind\"")
                .expect("examined");
            let mut heard = session.watch().heard.iter().rev();
            let found = heard.find(|heard| heard.kind == Kind::Found);
            found.expect("words").text.clone()
        };
        let before = mind(10);
        assert!(before.contains("coma score 15"), "{before}");
        let under = mind(250);
        assert!(!under.contains("lert"), "{drug}: {under}");
        assert!(!under.contains("coma score 1"), "{drug}: {under}");
    }
}

/// Of what lies further back than ten minutes a moment is kept for each minute only, and the way from there is gone
/// again: to the same bits.
#[test]
fn whoever_goes_far_back_finds_what_was() {
    let mut session = open(CASE, Heart::Averaged);
    let seen = |session: &Session| {
        let names = ["mean_arterial_pressure", "heart_rate", "blood_volume"];
        names.map(|name| now(session, name).to_bits())
    };
    tick_to(&mut session, 107);
    let then = seen(&session);
    tick_to(&mut session, 900);
    let far = seen(&session);
    session
        .rewind(Time::from_nanoseconds(107_000_000_000))
        .expect("the way back");
    assert_eq!(seen(&session), then);
    tick_to(&mut session, 900);
    assert_eq!(seen(&session), far);
}
