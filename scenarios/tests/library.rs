//! Every scenario of the library: it says what it asks, checks clean, runs, and answers with numbers
//! that a clinician would believe.

use engine::world::Settings;
use rayon::prelude::*;
use scenarios::file::{Scenario, Timing};
use scenarios::plan::plan;
use scenarios::report::Report;
use scenarios::run::{Projection, run};
use scenarios::{catalogue, check};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

/// Enough twins for a spread, few enough for a test.
const TWINS: usize = 8;

/// One file of the library.
struct File {
    name: String,
    text: String,
    scenario: Scenario,
}

/// The library, by name; every file without errors and without warnings.
fn library() -> Vec<File> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("library");
    let entries = std::fs::read_dir(&folder).expect("the library's folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let known = catalogue::known();
    paths
        .into_iter()
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&path).expect("a text");
            let (scenario, problems) = check(text.as_bytes(), &known);
            let report = Report::new(&name, text.as_bytes(), problems);
            assert!(report.rows().is_empty(), "{}", report.draw(false, 100));
            let scenario = scenario.expect("a scenario without problems");
            File {
                name,
                text,
                scenario,
            }
        })
        .collect()
}

/// Runs it with few twins.
fn project(file: &File) -> Projection {
    let mut plan =
        plan(&file.scenario, None).unwrap_or_else(|problems| panic!("{}: {problems:?}", file.name));
    plan.twins = TWINS;
    let settings = Settings {
        threads: 1,
        ..Settings::default()
    };
    run(&file.scenario, &plan, &settings, |_| Ok(()), |_| ())
        .unwrap_or_else(|error| panic!("{}: {error}", file.name))
}

/// Every file with its projection, run once for all tests, one file on each core.
static PROJECTED: LazyLock<Vec<(File, Projection)>> = LazyLock::new(|| {
    let files = library().into_par_iter().with_max_len(1);
    let projected = files.map(|file| {
        let projection = project(&file);
        (file, projection)
    });
    projected.collect()
});

#[test]
fn every_file_asks_a_question_and_measures_an_answer() {
    let files = library();
    assert!(
        files.len() >= 8,
        "six scenarios of diabetes and two of theophylline, or more"
    );
    let mut titles = BTreeSet::new();
    for File {
        name,
        text,
        scenario,
    } in &files
    {
        assert!(
            titles.insert(scenario.title.value.clone()),
            "{name}: two scenarios with one title"
        );
        let question = scenario
            .question
            .as_ref()
            .map(|question| question.value.as_str());
        assert!(
            question.is_some_and(|question| question.ends_with('?')),
            "{name}: {question:?}"
        );
        assert!(
            text.starts_with("#:schema ../scenario.schema.json\n"),
            "{name}: editors need the schema's line"
        );
        assert!(
            scenario.arms.len() > 1 || !scenario.sweep.is_empty(),
            "{name}: nothing is compared"
        );
        assert!(
            scenario.patient.twins > 1,
            "{name}: one twin has no interval"
        );
        assert!(
            scenario
                .outcomes
                .iter()
                .any(|outcome| outcome.meaningful.is_some()),
            "{name}: says of no outcome what is meaningful"
        );
    }
}

#[test]
fn every_file_runs_and_every_twin_is_well() {
    for (file, projection) in &*PROJECTED {
        let name = &file.name;
        assert_eq!(projection.well, TWINS, "{name}: {:?}", projection.failed);
        // Glucose of a person who lives, mg/dL; concentrations are never negative.
        for (index, column) in projection.columns.iter().enumerate() {
            let width = projection.columns.len();
            let values = projection.kept.iter().flatten();
            for value in values.flat_map(|samples| samples.iter().skip(index).step_by(width)) {
                let plausible = match column.name.as_str() {
                    // To 1200 mg/dL in ketoacidosis, where it overlaps with the hyperosmolar state (Kitabchi et al.,
                    // Diabetes Care 2009;32:1335).
                    "plasma_glucose" | "sensor_glucose" => (20.0..=1200.0).contains(value),
                    // A logarithm of bacteria, from -30 on.
                    name if name.ends_with("log_change") => (-30.0..20.0).contains(value),
                    // Of who has died the reflexes still pull, into a vessel that is empty; and blood that is
                    // not driven comes and goes.
                    name if name.ends_with("_pressure") => (-15.0..1e5).contains(value),
                    name if name.ends_with("_flow") => (-20.0..1e5).contains(value),
                    "base_excess" => (-40.0..40.0).contains(value),
                    // Nothing, to rounding.
                    _ => (-1e-9..1e5).contains(value),
                };
                assert!(plausible, "{name}: {} is {value}", column.name);
            }
        }
        for (row, outcome) in projection.rows.iter().zip(&file.scenario.outcomes) {
            println!("{name}: {}", row.label);
            for (arm, summary) in file.scenario.arms.iter().zip(&row.arms) {
                println!(
                    "    {}: {}",
                    arm.name.value,
                    scenarios::words::summary(row, summary)
                );
                // When something first happens is not known of twins to whom it never does.
                let written = &file.text[outcome.of.span.start..outcome.of.span.end];
                let sure = !written.contains("first(");
                assert!(
                    !sure || summary.count == TWINS,
                    "{name}: {} of {} twins",
                    row.label,
                    summary.count
                );
                assert!(
                    summary.count == 0 || summary.centre.is_finite(),
                    "{name}: {}",
                    row.label
                );
            }
        }
    }
}

#[test]
fn arms_that_wait_for_something_see_it_happen() {
    let mut waiting = 0;
    for (file, projection) in &*PROJECTED {
        let waits = |action: &scenarios::file::Action| matches!(action.timing, Timing::When { .. });
        let arms = &file.scenario.arms;
        if !arms.iter().any(|arm| arm.treatment.iter().any(waits)) {
            continue;
        }
        for (arm, fired) in arms.iter().zip(&projection.fired) {
            let expected = arm.treatment.iter().any(waits);
            waiting += usize::from(expected);
            let times: usize = fired.iter().map(|fired| fired.times).sum();
            assert_eq!(
                times > 0,
                expected,
                "{}: {}: {times} times",
                file.name,
                arm.name.value
            );
            for fired in fired {
                assert!(fired.twins <= fired.times);
                assert!(fired.at.len() <= fired.times);
            }
        }
    }
    assert!(waiting > 0, "no scenario of the library waits for anything");
}

/// The basal state is a steady state of the published model, whatever the sensitivities of a twin.
#[test]
fn a_fasting_twin_at_its_own_basal_rate_stands_still() {
    let mut all = PROJECTED.iter();
    let (_, projection) = all
        .find(|(file, _)| file.name == "overnight-basal.toml")
        .expect("the scenario of a night");
    let width = projection.columns.len();
    for samples in &projection.kept[0] {
        for glucose in samples.iter().step_by(width) {
            let drift = (glucose - samples[0]).abs();
            // Less than half of what the default tolerance is allowed to err by.
            assert!(drift < 2e-3, "{drift} mg/dL away from where it began");
        }
    }
}

/// A text file of the repository, by its path from the root.
fn repository(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_manual_in_docs_is_current() {
    let written = repository("docs/scenario-language.md");
    assert!(
        written.trim_end() == scenarios::manual::manual().trim_end(),
        "docs/scenario-language.md is out of date; make it again with\n\
         cargo run -- manual > docs/scenario-language.md"
    );
}

#[test]
fn the_readme_lists_every_scenario() {
    let readme = repository("README.md");
    for File { name, .. } in &library() {
        let row = format!("| `{}` |", name.trim_end_matches(".toml"));
        assert!(
            readme.contains(&row),
            "README.md has no row that begins {row}"
        );
    }
}
