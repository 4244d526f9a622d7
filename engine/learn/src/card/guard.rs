//! Whom the guard warns of.

use crate::evaluate::Scored;
use crate::score::{auroc, share};
use engine::learned::progression::model::Progression;
use std::fmt::Write;

/// What the guard does on patients held out, and on the same patients made strange.
pub(super) fn guard(out: &mut String, model: &Progression, scored: &[Scored]) {
    if scored.is_empty() {
        return;
    }
    let alarms = scored.iter().filter(|s| s.guard.warned).count();
    let (low, high) = share(alarms, scored.len());
    let own: Vec<f64> = scored.iter().map(|s| s.guard.own).collect();
    let moved: Vec<f64> = scored.iter().map(|s| s.guard.moved).collect();
    let unmeasured = match model.guard.unmeasured.is_finite() {
        true => format!(
            ",\n  and of what was not measured, where it is more unusual than {:.2}",
            model.guard.unmeasured
        ),
        false => String::new(),
    };
    let _ = writeln!(
        out,
        "\nGuard\n  warns beyond a distance of {:.2}, of a value {:.2} standard deviations beyond those seen{};\n  of the patients held out it warns of {alarms} of {} ({:.0} %, 95 % interval {:.0} to {:.0} %; meant: 5 %)\n  against the same patients with numbers moved by 3 and markers by 2 standard deviations: AUROC {:.3}",
        model.guard.limit,
        model.guard.beyond,
        unmeasured,
        scored.len(),
        100.0 * alarms as f64 / scored.len() as f64,
        100.0 * low,
        100.0 * high,
        auroc(&moved, &own)
    );
}
