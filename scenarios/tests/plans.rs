//! What a plan refuses that reads well.

use scenarios::plan::plan;
use scenarios::{catalogue, check};

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
