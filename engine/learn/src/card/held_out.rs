//! Scores on patients held out, of all and of subgroups.

use crate::cohort::{Cohort, FEW};
use crate::evaluate::{Scored, Sums, Task, bootstrap, c_index, ratio};
use engine::learned::progression::model::Progression;
use std::fmt::Write;

/// How forecasts and risks did, marker by marker.
pub(super) fn scores(out: &mut String, model: &Progression, scored: &[Scored]) {
    let schema = &model.schema;
    if !schema.markers.is_empty() {
        let _ = writeln!(
            out,
            "\nOn patients held out, once (score: CRPS as a share of the last value carried forward; less is better)"
        );
    }
    for (task, name) in [
        (Task::Next, "next visit"),
        (Task::FromFirst, "from the first visit"),
    ] {
        if scored.is_empty() || schema.markers.is_empty() {
            continue;
        }
        let of = ratio(scored.iter(), task);
        let (low, high) = bootstrap(scored, |people| ratio(people.iter().copied(), task));
        let whole = total(scored.iter(), task);
        let _ = writeln!(
            out,
            "  {name}: {of:.3} (90 % of bootstraps by patient {low:.3} to {high:.3}); 90 % bands hold {:.1} % of {} measurements",
            100.0 * whole.inside / whole.count,
            whole.count
        );
        for (k, marker) in schema.markers.iter().enumerate() {
            let mut sums = Sums::default();
            scored
                .iter()
                .for_each(|s| sums.add(&s.sums[task as usize][k]));
            let n = sums.count;
            let _ = writeln!(
                out,
                "    {}: {:.3}, RMSE {:.3}, CRPS {:.3}, bands hold {:.0} %",
                marker.name,
                sums.crps / sums.last,
                (sums.square / n).sqrt(),
                sums.crps / n,
                100.0 * sums.inside / n
            );
        }
        let tenths: Vec<String> = whole
            .tenths
            .iter()
            .map(|t| format!("{:.0}", 100.0 * t / whole.count))
            .collect();
        let _ = writeln!(
            out,
            "    calibration: per cent of measurements in each tenth of the forecast: {}",
            tenths.join(" ")
        );
    }
    let energy = |people: &[&Scored]| {
        people.iter().map(|p| p.energy.0).sum::<f64>()
            / people.iter().map(|p| p.energy.1).sum::<f64>()
    };
    if schema.markers.len() > 1 && !scored.is_empty() {
        let (low, high) = bootstrap(scored, energy);
        let _ = writeln!(
            out,
            "  energy score, markers together over each alone: {:.3} ({low:.3} to {high:.3}); below 1 they are better drawn together",
            energy(&scored.iter().collect::<Vec<_>>())
        );
    }
    if let (Some(name), true) = (&schema.death, model.hazard.is_some()) {
        let deaths = scored
            .iter()
            .filter(|s| s.risk.is_some_and(|r| r.2))
            .count();
        let (low, high) = bootstrap(scored, |people| c_index(people.iter().copied()));
        let _ = writeln!(
            out,
            "  {name}: C-index at the first visit {:.3} ({low:.3} to {high:.3}), {deaths} of {}",
            c_index(scored.iter()),
            scored.len()
        );
    } else if let Some(name) = &schema.death {
        let _ = writeln!(
            out,
            "  {name} happened too seldom in the training to be modelled"
        );
    }
}

fn total<'a>(scored: impl Iterator<Item = &'a Scored>, task: Task) -> Sums {
    let mut sums = Sums::default();
    scored
        .flat_map(|s| &s.sums[task as usize])
        .for_each(|s| sums.add(s));
    sums
}

/// Coverage and score in every subgroup: words of facts, thirds of numbers, arms.
pub(super) fn groups(out: &mut String, model: &Progression, cohort: &Cohort, scored: &[Scored]) {
    let schema = &model.schema;
    let mut groups: Vec<(String, Vec<&Scored>)> = Vec::new();
    let known = |s: &Scored| &cohort.people[s.person].known;
    for (at, fact) in schema.facts.iter().enumerate() {
        if fact.words.is_empty() {
            let mut values: Vec<f64> = scored
                .iter()
                .map(|s| known(s).facts[at])
                .filter(|v| v.is_finite())
                .collect();
            values.sort_by(f64::total_cmp);
            let thirds = [1, 2].map(|third| {
                values
                    .get(third * values.len() / 3)
                    .copied()
                    .unwrap_or(f64::NAN)
            });
            let name = &fact.column.name;
            let [low, high] = thirds;
            let bands = [
                (format!("{name} below {low:.0}"), f64::NEG_INFINITY, low),
                (format!("{name} {low:.0} to {high:.0}"), low, high),
                (format!("{name} {high:.0} or above"), high, f64::INFINITY),
            ];
            for (name, from, to) in bands {
                let inside = |s: &&Scored| (from..to).contains(&known(s).facts[at]);
                groups.push((name, scored.iter().filter(inside).collect()));
            }
        } else {
            for (number, word) in fact.words.iter().enumerate() {
                let has = |s: &&Scored| known(s).facts[at] == number as f64;
                groups.push((
                    format!("{} {word}", fact.column.name),
                    scored.iter().filter(has).collect(),
                ));
            }
        }
    }
    if let Some(arms) = &schema.arms {
        for (number, name) in arms.names.iter().enumerate() {
            groups.push((
                name.clone(),
                scored.iter().filter(|s| known(s).arm == number).collect(),
            ));
        }
    }
    // Those of whom nobody came again were asked nothing.
    groups.retain(|(_, people)| total(people.iter().copied(), Task::Next).count > 0.0);
    if groups.is_empty() || schema.markers.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\nSubgroups of the patients held out (next visit: patients, bands hold, score)"
    );
    let mut worst: Option<(f64, &str)> = None;
    for (name, people) in &groups {
        let sums = total(people.iter().copied(), Task::Next);
        let held = sums.inside / sums.count;
        let few = if people.len() < FEW {
            "; fewer than 50 patients: uncertain"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "  {name}: {} patients, {:.1} %, {:.3}{few}",
            people.len(),
            100.0 * held,
            ratio(people.iter().copied(), Task::Next)
        );
        if worst.is_none_or(|(least, _)| held < least) {
            worst = Some((held, name));
        }
    }
    if let Some((held, name)) = worst {
        let _ = writeln!(out, "  worst covered: {name}, {:.1} %", 100.0 * held);
    }
}
