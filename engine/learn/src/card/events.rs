//! Events that come again, and when visits happened.

use crate::cohort::Cohort;
use crate::evaluate::Scored;
use engine::learned::progression::model::Progression;
use std::fmt::Write;

/// Events that come again: their rate by arm, expected and seen, and what treatments do.
pub(super) fn recurring(
    out: &mut String,
    model: &Progression,
    cohort: &Cohort,
    train: &[usize],
    scored: &[Scored],
) {
    let Some(name) = &model.schema.events else {
        return;
    };
    let Some(events) = &model.events else {
        let _ = writeln!(
            out,
            "  {name} happened too seldom in the training to be modelled"
        );
        return;
    };
    let _ = writeln!(
        out,
        "\n{name}: events per year by a rate that patients differ in (own factor: variance {})",
        events.spread
    );
    let held: Vec<usize> = scored.iter().map(|s| s.person).collect();
    let reference = vec!["all".to_owned()];
    let arms = model.schema.arms.as_ref();
    let names = arms.map_or(&reference, |arms| &arms.names);
    for (who, which) in [("trained on", train), ("held out", &held[..])] {
        let all = crate::recurrence::by_arm(model, events, &cohort.people, which);
        for (name, (n, years, seen, expected)) in names.iter().zip(all) {
            let _ = writeln!(
                out,
                "  {who}, {name}: {n} patients, {years:.1} years, {seen} events, {expected:.1} expected"
            );
        }
    }
    for (which, name) in names.iter().skip(1).enumerate() {
        let best = events.effect[which];
        let variance: f64 = (0..=which)
            .map(|j| events.factor[which * (which + 1) / 2 + j].powi(2))
            .sum();
        let reach = 1.96 * variance.sqrt();
        let _ = writeln!(
            out,
            "  {name} against {}: rate ratio {:.2} (95 % {:.2} to {:.2})",
            names[0],
            best.exp(),
            (best - reach).exp(),
            (best + reach).exp()
        );
    }
}

/// When visits happened, as foreseen in patients held out.
pub(super) fn comings(
    out: &mut String,
    model: &Progression,
    cohort: &Cohort,
    train: &[usize],
    scored: &[Scored],
) {
    let Some(visits) = &model.visits else {
        return;
    };
    let held: Vec<usize> = scored.iter().map(|s| s.person).collect();
    let pupils = crate::train::pupils(&model.schema, cohort);
    let of = (&model.schema, visits);
    let told = crate::visits::foresee(of, &cohort.people, &pupils, train, &held);
    let _ = writeln!(
        out,
        "\nVisits, in patients held out (`set = \"NAME.as_they_come\", to = \"1\"` lets them fall so)"
    );
    let (own, all) = told.score;
    let _ = writeln!(
        out,
        "  time to the next visit: score {:.3} of that of the gaps of all; 90 % bands hold {:.1} % of {}",
        own / all,
        100.0 * told.held,
        told.gaps
    );
    let (n, left, expected) = told.left;
    let _ = match visits.leave.is_empty() {
        true => writeln!(
            out,
            "  too few left without another visit for that to be modelled"
        ),
        false => writeln!(
            out,
            "  seen no more though followed: {left} after {n} visits, {expected:.1} expected"
        ),
    };
}
