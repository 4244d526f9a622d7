//! What a plan refuses that reads well, and what it makes of who has a body.

use engine::world::Settings;
use scenarios::aligned::aligned;
use scenarios::plan::{Plan, plan};
use scenarios::run::run;
use scenarios::{catalogue, check};

/// Somebody whose heart and vessels are spoken of.
fn body(more: &str) -> Plan {
    let text = format!(
        "title = \"t\"\nhorizon = \"1 h\"\nrecord = {{ every = \"1 min\", quantities = [\"mean_arterial_pressure\"] }}\n\
         [patient]\nsex = \"male\"\nage = \"44 yr\"\nweight = \"77 kg\"\nheight = \"180 cm\"\n{more}"
    );
    let (scenario, problems) = check(text.as_bytes(), &catalogue::known());
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
    plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// An explicit tolerance that was the default's counted as none, and one of size alone was never used.
#[test]
fn the_tolerance_that_is_asked_for_is_taken() {
    let usual = Settings::default();
    let of = |plan: &Plan, rtol, atol| {
        let asked = Settings {
            rtol,
            atol,
            ..usual.clone()
        };
        plan.settings(&asked).tolerances()
    };
    let (averaged, beating) = (body(""), body("heart = \"beat by beat\"\n"));
    let near = |(rtol, atol): (f64, f64), wanted: (f64, f64)| {
        assert!((rtol / wanted.0 - 1.0).abs() < 1e-12, "{rtol}");
        assert!((atol / wanted.1 - 1.0).abs() < 1e-12, "{atol}");
    };
    near(of(&averaged, None, None), (1e-5, 1e-6));
    near(of(&beating, None, None), (1.25e-3, 1.25e-4));
    near(of(&averaged, None, Some(1e-9)), (1e-5, 1e-9));
    for plan in [&averaged, &beating] {
        let rtol = usual.tolerances().0;
        near(of(plan, Some(rtol), None), (rtol, 0.1 * rtol));
    }
}

/// Of a file without a number of twins, `--twins 5` were five times the same.
#[test]
fn twins_that_are_asked_for_later_differ() {
    let (one, many) = (body(""), body("twins = 5\n"));
    assert!(!one.spread.is_empty());
    assert_eq!(one.spread.len(), many.spread.len());
}

/// A quantity that nobody publishes would be recorded as zero, and `time(glucose < 70)` of a
/// patient without glucose would be the whole day.
#[test]
fn a_quantity_that_no_part_of_the_patient_has_is_refused() {
    let text = |outcome: &str| {
        format!(
            "title = \"t\"\nhorizon = \"24 h\"\n[patient]\nweight = \"70 kg\"\n\
             [[treatment]]\nat = \"0 h\"\ngive = \"theophylline\"\ndose = \"320 mg\"\n\
             [[outcome]]\nof = \"{outcome}\"\n"
        )
    };
    let problems = |outcome: &str| {
        let text = text(outcome);
        let (scenario, problems) = check(text.as_bytes(), &catalogue::known());
        let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
        plan(&scenario, None).err().unwrap_or_default()
    };
    assert!(problems("maximum(theophylline.concentration)").is_empty());
    let refused = problems("time(plasma_glucose < 70 mg/dL)");
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].found, "`plasma_glucose`");
}

/// Pictures begin where each twin's own moment is; who never comes to it is not drawn.
#[test]
fn pictures_count_time_from_a_moment_of_each_twin() {
    let text = |from: &str| {
        format!(
            "title = \"t\"\nhorizon = \"24 h\"\nrecord = {{ every = \"1 h\", quantities = [\"theophylline.concentration\"], from = \"{from}\" }}\n\
             [patient]\nweight = \"70 kg\"\ntwins = 20\n\
             [[treatment]]\nat = \"0 h\"\ngive = \"theophylline\"\ndose = \"320 mg\"\n\
             [[outcome]]\nof = \"maximum(theophylline.concentration)\"\n"
        )
    };
    let known = catalogue::known();
    let (refused, problems) = check(
        text("theophylline.concentration < 4 mg/L").as_bytes(),
        &known,
    );
    let said: Vec<&str> = problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert!(
        refused.is_none() && said.contains(&"no moment to count from"),
        "{said:?}"
    );
    let text = text("first(theophylline.concentration > 4 mg/L)");
    let (scenario, problems) = check(text.as_bytes(), &known);
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
    let plan = plan(&scenario, None).expect("a plan");
    let projection =
        run(&scenario, &plan, &Settings::default(), |_| Ok(()), |_| ()).expect("a run");
    let own = aligned(&plan, &projection).expect("a moment");
    assert_eq!(own.label, "Time since theophylline concentration > 4 mg/L");
    assert_eq!(own.projection.times[..2], [0.0, 60.0]);
    assert!(own.projection.times.len() < projection.times.len());
    let drawn = || {
        own.projection.kept[0]
            .iter()
            .filter(|twin| !twin.is_empty())
    };
    assert!(drawn().count() > 10 && drawn().all(|twin| twin[0] > 4.0));
    // Every one is a piece of what was run.
    for (twin, whole) in own.projection.kept[0].iter().zip(&projection.kept[0]) {
        assert!(twin.is_empty() || whole.windows(twin.len()).any(|piece| piece == &twin[..]));
    }
}
