//! How long a changed dose takes to be seen: `cargo run --release -p window --example edits [SCENARIO] [TWINS]`.
//!
//! The what-if bench at 1280 by 720, sixty pictures a second. A slider moves, and counted is the time until the
//! worker's first answer of it is there, of as many twins as a moment allows, and until the picture shows that of
//! all twins: for the doses of each arm, and for those that every arm has, which all arms have to answer. Beside it
//! what the window's thread does for one picture meanwhile.

mod times;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT, Queryable};
use scenarios::source::Source;
use std::time::{Duration, Instant};
use times::told;
use window::bench::Bench;
use window::{App, Opened};

/// Changes that are timed.
const CHANGES: usize = 60;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "late-bolus".into());
    let twins = arguments.next().unwrap_or_else(|| "1000".into());
    let mut source = Source::open(&name).unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8(source.text).expect("text");
    let own = |line: &str| match line.starts_with("twins = ") {
        true => format!("twins = {twins}\n"),
        false => format!("{line}\n"),
    };
    source.text = text.lines().map(own).collect::<String>().into_bytes();
    let mut harness: Harness<'_, App> =
        Harness::builder()
            .with_size([1280.0, 720.0])
            .build_eframe(|creation| {
                let render = creation.wgpu_render_state.clone();
                App::new(&creation.egui_ctx, render, Opened::Scenario(source))
            });
    let mut pictures = Vec::new();
    let mut until_whole = |harness: &mut Harness<'_, App>| {
        let start = Instant::now();
        loop {
            let picture = Instant::now();
            harness.step();
            pictures.push(picture.elapsed());
            if !harness.state().bench().is_some_and(Bench::is_waiting) {
                return start.elapsed();
            }
            std::thread::sleep(Duration::from_micros(16_667).saturating_sub(picture.elapsed()));
        }
    };
    until_whole(&mut harness);
    // What every arm is given is folded away at first.
    let folded =
        harness.query_all(By::new().predicate(|node| node.data().is_expanded() == Some(false)));
    let folded: Vec<String> = folded
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    for title in folded {
        for section in harness.query_all(By::new().label(&title)) {
            section.click_accesskit();
        }
        until_whole(&mut harness);
    }
    let by_dose = || By::new().role(Role::Slider).label_contains("dose");
    let labels = harness
        .query_all(by_dose())
        .filter_map(|dose| dose.accesskit_node().label());
    let labels: Vec<String> = labels.collect();
    assert!(!labels.is_empty(), "{name}: no dose to move");
    println!("{name}, {twins} twins, {CHANGES} changes of each dose");
    for label in labels {
        let (mut firsts, mut waits) = (Vec::new(), Vec::new());
        let by_label = || By::new().role(Role::Slider).label(&label);
        let dose = harness.get(by_label()).accesskit_node().numeric_value();
        let dose = dose.expect("a number");
        for change in 0..CHANGES {
            let slider = harness.get(by_label());
            // Each time another dose around the one that there is, in steps that the slider does not round away.
            slider.set_value_accesskit(dose * (0.4 + 0.06 * (change % 20) as f64));
            let asked = harness
                .state()
                .bench()
                .map(|bench| bench.draft.text().to_owned());
            waits.push(until_whole(&mut harness));
            let now = harness
                .state()
                .bench()
                .map(|bench| bench.draft.text().to_owned());
            assert!(asked != now, "{label}: the dose did not change");
            firsts.extend(harness.state().bench().and_then(|bench| bench.latency));
        }
        println!("{label}");
        told("  from the change to the first answer", &mut firsts);
        told("  from the change to the whole answer", &mut waits);
    }
    told("the window's thread, for one picture", &mut pictures);
}
