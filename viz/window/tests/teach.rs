//! The live patient's window as a person uses it, by the names that assistive technology reads.

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use scenarios::live::{Bedside, Heart, Session};
use scenarios::source::Source;
use scenarios::time::Time;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use window::teach::Teach;

const SIZE: [f32; 2] = [1280.0, 720.0];

fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("homeostat-{name}-{}", std::process::id()))
}

fn open(name: &str, with_pictures: bool) -> Harness<'static, Teach> {
    let heart = match with_pictures {
        true => Heart::Beating,
        false => Heart::Averaged,
    };
    let source = Source::open(name).expect("a case");
    let session = Session::open(&source, heart).expect("a session");
    let builder = Harness::builder()
        .with_size(SIZE)
        .with_theme(egui::Theme::Dark);
    let builder = match with_pictures {
        true => builder.wgpu(),
        false => builder,
    };
    let folder = folder(name);
    let bedside = Arc::new(Bedside::start(session));
    builder.build_eframe(|creation| Teach::new(&creation.egui_ctx, bedside, folder))
}

fn until(harness: &mut Harness<'_, Teach>, what: &str, done: impl Fn(&Teach) -> bool) {
    let start = Instant::now();
    harness.step();
    while !done(harness.state()) {
        assert!(start.elapsed() < Duration::from_secs(240), "{what}");
        std::thread::sleep(Duration::from_millis(5));
        harness.step();
    }
    harness.step();
}

fn run_to(harness: &mut Harness<'_, Teach>, seconds: i64) {
    let goal = Time::from_nanoseconds(seconds * 1_000_000_000);
    harness.get_by_label("Run").click_accesskit();
    until(harness, "the patient goes on", |teach| teach.now() >= goal);
    harness.get_by_label("Pause").click_accesskit();
    until(harness, "the patient stands", |teach| !teach.is_busy());
}

fn monitor(harness: &Harness<'_, Teach>) -> String {
    let found = harness.get_by_label_contains("Monitor,");
    found.accesskit_node().label().unwrap_or_default()
}

#[test]
fn a_learner_gives_fluid_misses_a_goal_and_reads_the_debrief() {
    let mut harness = open("haemorrhage-in-recovery", false);
    for _ in 0..5 {
        harness.key_press(egui::Key::Plus);
        harness.step();
    }
    run_to(&mut harness, 130);
    let words = monitor(&harness);
    assert!(
        words.contains("HR ") && words.contains("ABP ") && words.contains("SpO2 "),
        "{words}"
    );
    let before = harness.state().value("heart_rate").expect("a pulse");
    // Something said aloud is a deed of the learner.
    let field = harness.get_by_role_and_label(Role::TextInput, "Words said aloud");
    field.focus();
    harness.step();
    harness
        .get_by_role_and_label(Role::TextInput, "Words said aloud")
        .type_text("Please call the surgeon");
    harness.step();
    harness.get_by_label("Say").click_accesskit();
    until(&mut harness, "it is said", |teach| !teach.is_busy());
    harness.get_by_label("Send a blood count").click_accesskit();
    until(&mut harness, "blood is taken", |teach| !teach.is_busy());
    harness.step();
    assert!(
        harness
            .query_by_label_contains("laboratory: blood count comes at")
            .is_some()
    );
    run_to(&mut harness, 330);
    let after = harness.state().value("heart_rate").expect("a pulse");
    assert!(
        after > before + 2.0,
        "who bleeds has a fast pulse: {before} to {after}"
    );
    assert!(
        harness.query_by_label_contains("haemoglobin").is_some(),
        "the answer came"
    );
    harness.get_by_label("Debrief").click_accesskit();
    until(&mut harness, "the debrief", |teach| !teach.is_busy());
    until(&mut harness, "is open", |_| true);
    assert!(
        harness
            .query_by_label_contains("points; the patient lives")
            .is_some()
    );
    assert!(harness.query_by_label("surgeon called").is_some());
    assert!(harness.query_all_by_label("missed").count() > 0);
    harness.get_by_label("Write the debrief").click_accesskit();
    harness.step();
    harness.step();
    let folder = folder("haemorrhage-in-recovery");
    for name in [
        "debrief.html",
        "facilitator.html",
        "scores.csv",
        "actions.toml",
    ] {
        assert!(folder.join(name).exists(), "{name}");
    }
    std::fs::remove_dir_all(folder).ok();
}

/// After ten minutes its last button had gone to a second row.
#[test]
fn the_bar_is_one_row() {
    let mut harness = open("haemorrhage-in-recovery", false);
    harness.step();
    let row = |label: &str| harness.get_by_label(label).rect();
    let first = row("Branch here").center().y;
    for label in ["Pause alarms", "Mute", "12 leads", "Learner's view", "Help"] {
        let place = row(label);
        assert!((place.center().y - first).abs() < 4.0, "{label}: {place:?}");
        assert!(place.right() < SIZE[0] - 4.0, "{label}: {place:?}");
    }
}

#[test]
fn the_instructor_goes_back_and_the_other_way_stays_as_a_ghost() {
    let mut harness = open("haemorrhage-in-recovery", false);
    for _ in 0..5 {
        harness.key_press(egui::Key::Plus);
        harness.step();
    }
    run_to(&mut harness, 90);
    harness.get_by_label("Back 1 min").click_accesskit();
    until(&mut harness, "a minute back", |teach| {
        !teach.is_busy() && teach.branches() == 1
    });
    let now = harness.state().now();
    assert!(now < Time::from_nanoseconds(60_000_000_000), "{now}");
    harness.get_by_label("Instructor").click_accesskit();
    harness.step();
    harness.step();
    harness.get_by_label("Start or change it").click_accesskit();
    until(&mut harness, "it begins", |teach| !teach.is_busy());
    harness.step();
    assert!(
        harness
            .query_by_label_contains("instructor: haemorrhage")
            .is_some()
    );
    // The case's own haemorrhage begins after a minute, and would take the place of what is steered before.
    run_to(&mut harness, 75);
    // An aim is worked out while time goes on, and becomes the disease.
    harness.get_by_label("Steer it").click_accesskit();
    until(&mut harness, "it is steered", |teach| {
        !teach.is_busy() && teach.heard("steers: mean arterial pressure")
    });
    harness.get_by_label("Learner's view").click_accesskit();
    harness.step();
    harness.step();
    assert!(
        harness.query_by_label("Instructor").is_none(),
        "hidden from learners"
    );
}

/// Waves are drawn in their colours as soon as the window is there, and sweep on as time runs.
#[test]
fn waves_are_on_the_screen_and_sweep() {
    if viz::Painter::open().is_err() {
        eprintln!("no graphics adapter on this machine: the picture is skipped");
        return;
    }
    let mut harness = open("haemorrhage-in-recovery", true);
    harness.step();
    harness.step();
    let first = harness.render().expect("a picture");
    let like =
        |pixel: &[u8; 4], color: [u8; 3]| color.iter().zip(pixel).all(|(a, b)| a.abs_diff(*b) < 40);
    for (name, color) in [
        ("electrocardiogram", [0x3d, 0xe0, 0x6a]),
        ("arterial pressure", [0xff, 0x6b, 0x61]),
        ("plethysmogram", [0x45, 0xd9, 0xe6]),
        ("carbon dioxide", [0xf2, 0xd0, 0x4a]),
    ] {
        let drawn = first
            .enumerate_pixels()
            .filter(|(x, _, pixel)| *x < 700 && like(&pixel.0, color));
        assert!(drawn.count() > 400, "{name} is drawn");
    }
    run_to(&mut harness, 3);
    let later = harness.render().expect("a picture");
    let changed = first.pixels().zip(later.pixels()).filter(|(a, b)| a != b);
    assert!(changed.count() > 1000, "and goes on");
}
