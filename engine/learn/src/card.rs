//! The model card: what a model was trained on, how it does on patients whom it has not seen, and
//! where it must not be believed.

use crate::cohort::{Cohort, FEW};
use crate::evaluate::{Scored, Sums, Task, bootstrap, c_index, ratio};
use crate::train::Choices;
use engine::learned::progression::model::{Progression, treatment_column};
use engine::learned::progression::schema::Known;
use nalgebra::{Cholesky, DMatrix, DVector};
use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::fmt::Write;

/// What else a card tells.
pub struct About<'a> {
    /// Where the data are from.
    pub source: &'a str,
    /// Their licence.
    pub licence: &'a str,
    /// Hash of the table.
    pub hash: &'a str,
    /// Warnings of the table.
    pub warnings: &'a [String],
}

/// Writes the card.
pub fn card(
    model: &Progression,
    choices: &Choices,
    cohort: &Cohort,
    train: &[usize],
    scored: &[Scored],
    about: &About<'_>,
) -> String {
    let mut out = String::new();
    let schema = &model.schema;
    let _ = writeln!(out, "{}: learned model of progression\n", schema.title);
    let _ = writeln!(out, "Trained on");
    let visits: usize = train
        .iter()
        .map(|p| cohort.people[*p].known.visits.len())
        .sum();
    let _ = writeln!(
        out,
        "  {} patients, {visits} visits; {} patients held out for the scores below",
        train.len(),
        scored.len()
    );
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "  {name}: {text}");
        }
    };
    line("source", about.source);
    line("licence of the data", about.licence);
    line("BLAKE3 of the table", about.hash);
    if let Some(arms) = &schema.arms {
        let each: Vec<String> = arms
            .names
            .iter()
            .zip(&arms.patients)
            .map(|(name, n)| format!("{name} {n}"))
            .collect();
        let how = match arms.randomised {
            true => "randomised: differences between arms may be read as effects",
            false => "not randomised: differences between arms are associations, not effects",
        };
        line("treatment", &format!("{} ({how})", each.join(", ")));
    }
    let columns = schema
        .markers
        .iter()
        .map(|m| ("forecast", m))
        .chain(schema.signs.iter().map(|s| ("read", s)));
    for (role, c) in columns.chain(
        schema
            .facts
            .iter()
            .filter(|f| f.words.is_empty())
            .map(|f| ("fact", &f.column)),
    ) {
        let log = if c.log { ", by logarithm" } else { "" };
        let unit = if c.unit == "1" {
            String::new()
        } else {
            format!(" {}", c.unit)
        };
        let (low, high) = (short(c.range.0), short(c.range.1));
        let missing = 100.0 * c.missing;
        let _ = writeln!(
            out,
            "  {role} {}: {low} to {high}{unit}, {missing:.0} % missing{log}",
            c.name
        );
    }
    let _ = writeln!(
        out,
        "\nChosen inside the training, by patients left out in turn"
    );
    for (freedom, score) in choices
        .freedoms
        .iter()
        .filter(|_| !schema.markers.is_empty())
    {
        let noise = if freedom.is_finite() {
            format!("noise with outliers ({freedom} degrees of freedom)")
        } else {
            "normal noise".to_owned()
        };
        let _ = writeln!(out, "  core, {noise}: score {score:.4}");
    }
    for ((marker, rounds), blend) in schema
        .markers
        .iter()
        .zip(&choices.rounds)
        .zip(&choices.blends)
    {
        let _ = writeln!(
            out,
            "  {}: {rounds} trees for place and for scatter each, weighing {:.0} %",
            marker.name,
            100.0 * blend
        );
    }

    if let Some((best, _)) = (choices.families.iter()).min_by(|a, b| a.1.total_cmp(&b.1)) {
        let _ = writeln!(
            out,
            "  families, next visit and from the first (mean CRPS in standard deviations of the markers; less is better)"
        );
        for (name, score) in &choices.families {
            let _ = writeln!(out, "    {name}: {score:.4}");
        }
        let taken = match *best == "core and trees" || *best == "state-space core" {
            true => "trees weigh as above".to_owned(),
            false => format!("{best} did better here, and only core and trees go into scenarios"),
        };
        let _ = writeln!(out, "    taken: core and trees; {taken}");
    }
    if schema.events.is_some() {
        let _ = writeln!(out, "  events: ridge on facts and the patients' own factor");
    }

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

    events(&mut out, model, cohort, train, scored);
    comings(&mut out, model, cohort, train, scored);
    groups(&mut out, model, cohort, scored);
    effects(&mut out, model);
    guard(&mut out, model, cohort, scored);
    let _ = writeln!(
        out,
        "\nPrivacy\n  The file holds no row of the table: weights, ranges and counts, and trees whose questions stand between values\n  that some patients had. Whether a certain patient was among the training's was not tested; treat the\n  file with the care that the table asks for."
    );
    let _ = writeln!(
        out,
        "\nNot modelled\n  Treatments that change with the markers, and signs to come (they stay as last seen)."
    );
    if !about.warnings.is_empty() {
        let _ = writeln!(out, "\nWarnings");
        about.warnings.iter().for_each(|warning| {
            let _ = writeln!(out, "  {warning}");
        });
    }
    let _ = writeln!(
        out,
        "\nSimulated futures; to think with, not to prescribe from."
    );
    out
}

/// Four significant figures.
fn short(value: f64) -> f64 {
    let size = 10f64.powi(3 - value.abs().max(1e-9).log10().floor() as i32);
    (value * size).round() / size
}

fn total<'a>(scored: impl Iterator<Item = &'a Scored>, task: Task) -> Sums {
    let mut sums = Sums::default();
    scored
        .flat_map(|s| &s.sums[task as usize])
        .for_each(|s| sums.add(s));
    sums
}

/// Coverage and score in every subgroup: words of facts, halves of numbers, arms.
fn groups(out: &mut String, model: &Progression, cohort: &Cohort, scored: &[Scored]) {
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
    groups.retain(|(_, people)| !people.is_empty());
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

/// Events that come again: their rate by arm, expected and seen, and what treatments do.
fn events(
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
fn comings(
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

/// Effects of treatments on markers, per year, with their uncertainty.
fn effects(out: &mut String, model: &Progression) {
    let Some(arms) = &model.schema.arms else {
        return;
    };
    let treatments = model.schema.treatments();
    if treatments == 0 || model.schema.markers.is_empty() {
        return;
    }
    let word = if arms.randomised {
        "Effects"
    } else {
        "Associations"
    };
    let _ = writeln!(
        out,
        "\n{word} of treatments against {}, by year of treatment (90 % interval)",
        arms.names[0]
    );
    for (which, name) in arms.names.iter().skip(1).enumerate() {
        let (square, p) = together(model, which);
        let count = model.schema.markers.len();
        let _ = writeln!(
            out,
            "  {name}, all {count} markers together: chi-square {square:.1}, p {p:.3}{}",
            if p > 0.05 { "; not told from none" } else { "" }
        );
        for (k, marker) in model.schema.markers.iter().enumerate() {
            let column = treatment_column(&model.core, treatments, which);
            let best = model.core.beta[k * model.core.columns + column] * marker.sd;
            let row = k * treatments + which;
            let variance: f64 = (0..=row)
                .map(|j| model.effect[row * (row + 1) / 2 + j].powi(2))
                .sum();
            let reach = 1.645 * variance.sqrt() * marker.sd;
            let text = match marker.log {
                true => {
                    let per_cent = |v: f64| 100.0 * (v.exp() - 1.0);
                    format!(
                        "{:+.1} % ({:+.1} to {:+.1})",
                        per_cent(best),
                        per_cent(best - reach),
                        per_cent(best + reach)
                    )
                }
                false => format!(
                    "{best:+.3} {} ({:+.3} to {:+.3})",
                    marker.unit,
                    best - reach,
                    best + reach
                ),
            };
            let none = if (best - reach) * (best + reach) < 0.0 {
                "; not told from none"
            } else {
                ""
            };
            let _ = writeln!(out, "  {name}, {}: {text}{none}", marker.name);
        }
    }
}

/// Wald's test of all effects of a treatment at once: chi-square and its p.
fn together(model: &Progression, which: usize) -> (f64, f64) {
    let (treatments, core) = (model.schema.treatments(), &model.core);
    let count = core.markers * treatments;
    let factor = DMatrix::from_fn(count, count, |i, j| match j <= i {
        true => model.effect[i * (i + 1) / 2 + j],
        false => 0.0,
    });
    let all = &factor * factor.transpose();
    let place = |k: usize| k * treatments + which;
    let own = DMatrix::from_fn(core.markers, core.markers, |i, j| all[(place(i), place(j))]);
    let column = treatment_column(core, treatments, which);
    let effects = DVector::from_fn(core.markers, |k, _| core.beta[k * core.columns + column]);
    let square = Cholesky::new(own).map_or(f64::NAN, |own| effects.dot(&own.solve(&effects)));
    let free = ChiSquared::new(core.markers as f64);
    (square, free.map_or(f64::NAN, |free| free.sf(square)))
}

/// What the guard does on patients held out, and on the same patients made strange.
fn guard(out: &mut String, model: &Progression, cohort: &Cohort, scored: &[Scored]) {
    let own: Vec<f64> = scored
        .iter()
        .map(|s| model.distance(&cohort.people[s.person].known))
        .collect();
    if own.is_empty() {
        return;
    }
    let alarms = own.iter().filter(|d| **d > model.guard.limit).count();
    let strange = |known: &Known| {
        let mut known = known.clone();
        for (fact, value) in model.schema.facts.iter().zip(&mut known.facts) {
            if fact.words.is_empty() {
                *value += 3.0 * fact.column.sd;
            }
        }
        for visit in &mut known.visits {
            for (column, value) in model.schema.markers.iter().zip(&mut visit.markers) {
                *value = column.value(column.count(*value) + 2.0);
            }
        }
        known
    };
    let shifted: Vec<f64> = scored
        .iter()
        .map(|s| model.distance(&strange(&cohort.people[s.person].known)))
        .collect();
    let _ = writeln!(
        out,
        "\nGuard\n  warns beyond a distance of {:.2}; of the patients held out it warns of {alarms} of {} ({:.0} %; meant: 5 %)\n  against the same patients with numbers moved by 3 and markers by 2 standard deviations: AUROC {:.3}",
        model.guard.limit,
        own.len(),
        100.0 * alarms as f64 / own.len() as f64,
        crate::score::auroc(&shifted, &own)
    );
}
