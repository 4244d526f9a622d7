//! The window as a person uses it, by the names that assistive technology reads: no display needed.
//! Snapshots are drawn where an adapter exists, one in software is enough; elsewhere they say that
//! they skip.

use egui::accesskit::Role;
use egui_kittest::kittest::{By, Queryable};
use egui_kittest::{Harness, SnapshotOptions};
use scenarios::source::Source;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use window::bench::Bench;
use window::{App, Opened};

const SIZE: [f32; 2] = [1280.0, 720.0];

fn open(opened: Opened, with_pictures: bool) -> Harness<'static, App> {
    let builder = Harness::builder()
        .with_size(SIZE)
        .with_theme(egui::Theme::Light);
    let builder = match with_pictures {
        true => builder.wgpu(),
        false => builder,
    };
    builder.build_eframe(|creation| {
        let render = creation.wgpu_render_state.clone();
        App::new(&creation.egui_ctx, render, opened)
    })
}

/// A library scenario with few twins, which a debug build simulates in a moment.
fn few(name: &str) -> Opened {
    let mut source = Source::open(name).expect("the library's");
    let text = String::from_utf8(source.text).expect("text");
    source.text = text.replace("twins = 200", "twins = 16").into_bytes();
    Opened::Scenario(source)
}

fn bench<'a>(harness: &'a Harness<'_, App>) -> &'a Bench {
    harness.state().bench().expect("a scenario on the bench")
}

fn text(harness: &Harness<'_, App>) -> String {
    bench(harness).draft.text().to_owned()
}

/// Frames until the answer to the last question is whole.
fn settle(harness: &mut Harness<'_, App>) {
    let start = Instant::now();
    harness.step();
    while harness.state().bench().is_some_and(Bench::is_waiting) {
        assert!(start.elapsed() < Duration::from_secs(120), "no answer came");
        std::thread::sleep(Duration::from_millis(10));
        harness.step();
    }
    for _ in 0..3 {
        harness.step();
    }
}

/// What the picture shows of the first panel: medians of the arms.
fn medians(harness: &Harness<'_, App>) -> Vec<Vec<f64>> {
    let answer = bench(harness).answer.clone().expect("an answer");
    let series = &answer.figure.panels[0].series;
    series.iter().map(|series| series.median.clone()).collect()
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("homeostat-{name}-{}", std::process::id()));
    // Left by a run that was broken off, if at all.
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

#[test]
fn a_dose_is_edited_the_picture_changes_and_undo_brings_it_back() {
    let mut harness = open(few("late-bolus"), false);
    settle(&mut harness);
    let (before, file) = (medians(&harness), text(&harness));
    let dose = "at the meal, insulin: dose";
    harness
        .get_by_role_and_label(Role::Slider, dose)
        .set_value_accesskit(7.0);
    settle(&mut harness);
    assert!(text(&harness).contains("at = \"12 h\", give = \"insulin\", dose = \"7 U\""));
    let after = medians(&harness);
    assert_eq!(after[0], before[0], "the first arm has its own dose");
    assert_ne!(after[1], before[1], "more insulin, another course");
    let lowest = |course: &Vec<f64>| course.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(lowest(&after[1]) < lowest(&before[1]), "and a lower one");
    harness.get_by_label("Undo").click();
    settle(&mut harness);
    assert_eq!(text(&harness), file);
    assert_eq!(medians(&harness), before, "the same twins, the same bits");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Y);
    settle(&mut harness);
    assert_eq!(medians(&harness), after);
}

#[test]
fn an_arm_is_copied_changed_and_deleted() {
    let mut harness = open(few("late-bolus"), false);
    settle(&mut harness);
    let file = text(&harness);
    harness.get_by_label("Copy 30 min after").click_accesskit();
    settle(&mut harness);
    assert_eq!(medians(&harness).len(), 4);
    let dose = "30 min after (copy), insulin: dose";
    harness
        .get_by_role_and_label(Role::Slider, dose)
        .set_value_accesskit(2.0);
    settle(&mut harness);
    let courses = medians(&harness);
    assert_ne!(courses[2], courses[3]);
    let answer = bench(&harness).answer.clone().expect("an answer");
    assert_eq!(answer.projection.rows[0].differences.len(), 3);
    harness
        .get_by_label("Delete 30 min after (copy)")
        .click_accesskit();
    settle(&mut harness);
    assert_eq!(text(&harness), file);
}

#[test]
fn a_treatment_is_added_to_an_arm() {
    let mut harness = open(few("rescue-carbohydrate"), false);
    settle(&mut harness);
    harness
        .get_by_label("Add a treatment to no sugar")
        .click_accesskit();
    settle(&mut harness);
    let answer = bench(&harness).answer.clone().expect("an answer");
    assert_eq!(answer.scenario.arms[0].treatment.len(), 1);
}

#[test]
fn what_cannot_be_run_is_said_and_the_last_picture_stays() {
    let mut harness = open(few("late-bolus"), false);
    settle(&mut harness);
    let before = medians(&harness);
    harness.get_by_label("File").click();
    harness.step();
    let wrong = text(&harness).replacen("give = \"insulin\"", "give = \"insulinn\"", 1);
    harness
        .get_by_role_and_label(Role::MultilineTextInput, "Text of the scenario file")
        .set_text_value_accesskit(&wrong);
    let start = Instant::now();
    while bench(&harness).refusal.is_none() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "nothing was said"
        );
        std::thread::sleep(Duration::from_millis(10));
        harness.step();
    }
    harness.step();
    assert_eq!(medians(&harness), before);
    harness.get_by_label_contains("did you mean insulin?");
}

#[test]
fn keys_do_what_the_help_says() {
    let mut harness = open(few("late-bolus"), false);
    settle(&mut harness);
    harness.key_press(egui::Key::Num2);
    harness.step();
    assert!(bench(&harness).sight.hidden.contains(&1));
    harness.key_press(egui::Key::Num2);
    for _ in 0..3 {
        harness.key_press(egui::Key::ArrowRight);
        harness.step();
    }
    harness.key_press(egui::Key::Space);
    harness.step();
    harness.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::ArrowRight);
    harness.key_press(egui::Key::Space);
    settle(&mut harness);
    assert_eq!(bench(&harness).sight.both_pins(), Some((15.0, 75.0)));
    harness.get_by_label_contains("change (middle 90 %");
    let answer = bench(&harness).answer.clone().expect("an answer");
    assert_eq!(
        answer.deltas.len(),
        3 + 2 + 3,
        "two quantities and a difference of three arms"
    );
    harness.key_press(egui::Key::Plus);
    harness.step();
    let (start, end) = bench(&harness).sight.shown();
    assert!(end - start < 0.8 * 1440.0);
    harness.key_press(egui::Key::Num0);
    harness.step();
    assert_eq!(bench(&harness).sight.shown(), (0.0, 1440.0));
    harness.key_press(egui::Key::U);
    harness.step();
    harness.step();
    harness.get_by_label("Unit of Plasma glucose: mmol/L");
    harness.key_press(egui::Key::Questionmark);
    harness.step();
    harness.get_by_label("export what is shown");
}

#[test]
fn the_gallery_opens_a_scenario_by_its_question() {
    let mut harness = open(Opened::Gallery, false);
    harness.step();
    // The library is longer than the screen: whoever looks for something searches.
    let search = "Search the scenarios";
    harness
        .get_by_role_and_label(Role::TextInput, search)
        .focus();
    harness.step();
    harness
        .get_by_role_and_label(Role::TextInput, search)
        .type_text("mealtime insulin is injected");
    harness.step();
    harness.step();
    let question = "Does it matter whether mealtime insulin is injected";
    let card = By::new().role(Role::Button).label_contains(question);
    harness.get(card).click();
    settle(&mut harness);
    assert_eq!(bench(&harness).source.stem, "late-bolus");
}

#[test]
fn arms_are_compared_as_a_forest_risks_as_survival_and_numbers_as_a_tornado() {
    let mut harness = open(few("late-bolus"), false);
    settle(&mut harness);
    harness.get_by_label("Forest").click_accesskit();
    harness.step();
    harness.step();
    let image = |words: &'static str| By::new().role(Role::Image).label_contains(words);
    harness.get(image("Against 15 min before"));
    harness.get_by_label("Survival").click_accesskit();
    harness.step();
    harness.step();
    let happenings = bench(&harness).answer.clone().expect("an answer");
    let happening = happenings.happenings.first().expect("a risk");
    let rows = &happenings.projection.rows[happening.outcome];
    for arm in 0..3 {
        let share = 1.0 - happening.without(arm, f64::MAX / 2.0);
        assert_eq!(share, rows.arms[arm].centre, "as many as the table counts");
    }
    // What each uncertain number does comes when all twins are there.
    let start = Instant::now();
    while harness.query_by_label("Tornado").is_none() {
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "no tornado came"
        );
        std::thread::sleep(Duration::from_millis(10));
        harness.step();
    }
    harness.get_by_label("Tornado").click_accesskit();
    harness.step();
    harness.step();
    harness.get(image("What moves"));
}

#[test]
fn everything_is_exported_and_a_finished_run_is_opened() {
    let mut harness = open(few("late-bolus"), false);
    settle(&mut harness);
    let folder = folder("export");
    harness.key_press(egui::Key::E);
    harness.step();
    harness.step();
    let path = folder.display().to_string();
    harness
        .get_by_role_and_label(Role::TextInput, "Folder for the files")
        .set_text_value_accesskit(&path);
    harness.step();
    if viz::Painter::open().is_err() {
        eprintln!("no graphics adapter: the PNG is left out");
        harness
            .get_by_label("PNG pictures, comparisons too")
            .click();
        harness.step();
    }
    harness.get_by_label("Write the files").click();
    let start = Instant::now();
    while !folder.join("manifest.json").exists() {
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "nothing was written"
        );
        std::thread::sleep(Duration::from_millis(20));
        harness.step();
    }
    for name in [
        "figure.svg",
        "forest.svg",
        "survival.svg",
        "figure.csv",
        "outcomes.csv",
        "recording.parquet",
        "scenario.toml",
    ] {
        assert!(folder.join(name).is_file(), "{name}");
    }
    let report = std::fs::read_to_string(folder.join("report.html")).expect("a report");
    assert!(report.contains("What this rests on") && report.contains("to think with"));
    for loads in ["src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(
            !report.contains(loads),
            "it loads nothing from elsewhere: {loads}"
        );
    }
    let finished = scenarios::finished::Finished::open(&folder).expect("a whole run");
    let shown = bench(&harness).answer.clone().expect("an answer");
    assert_eq!(
        finished.projection.rows, shown.projection.rows,
        "the recording says the same"
    );
    let again = open(Opened::Run(Box::new(finished)), false);
    assert_eq!(medians(&again), medians(&harness));
    std::fs::remove_dir_all(&folder).expect("the folder of this test");
}

#[test]
fn no_control_is_cut_at_1280_by_720_nor_at_twice_the_size() {
    for scale in [1.0, 2.0] {
        let mut harness = open(few("late-bolus"), false);
        harness.set_size(egui::Vec2::new(1280.0, 720.0));
        harness.set_pixels_per_point(scale);
        settle(&mut harness);
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, SIZE.into());
        for name in [
            "Gallery",
            "Undo",
            "Redo",
            "Save",
            "Export",
            "Help",
            "What it rests on",
            "Density",
        ] {
            let place = harness.get_by_label(name).rect();
            assert!(screen.contains_rect(place), "{name} at {scale}: {place:?}");
        }
    }
}

#[test]
fn pinned_pictures_of_the_window() {
    if viz::Painter::open().is_err() {
        eprintln!("no graphics adapter on this machine: the snapshots are skipped");
        return;
    }
    // Letters of another driver's rounding are no fault; a picture that is gone is.
    let options = SnapshotOptions::new()
        .threshold(1.5)
        .max_failed_pixels(9000_usize);
    let mut harness = open(few("late-bolus"), true);
    settle(&mut harness);
    let time = harness.get_by_label_contains("first answer after").rect();
    harness.mask(time);
    harness.snapshot_options("bench_light", &options);
    harness.key_press(egui::Key::D);
    harness.key_press(egui::Key::U);
    settle(&mut harness);
    harness.mask(time);
    harness.snapshot_options("bench_dark", &options);
}
