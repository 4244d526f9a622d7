//! From a projection to a figure: quantiles of the twins, differences from the first arm, and what
//! was given when.

use crate::survival;
use crate::units::CELSIUS;
use crate::{
    Arm, Courses, Figure, Glyph, LaneEvent, Limit, Panel, PanelKind, ReferenceRange, Series,
    TimeAxis, TimeUnit,
};
use engine::recording::{Column, Manifest, VERSION};
use rayon::prelude::*;
use scenarios::aligned::aligned;
use scenarios::catalogue::is_temperature;
use scenarios::file::Scenario;
use scenarios::outcome::{quantile, quantiles};
use scenarios::plan::{Plan, Shown, ShownKind, Waiting};
use scenarios::run::{Fired, Projection};
use scenarios::words::{self, capital};
use std::sync::Arc;

/// Trajectories drawn of each arm beside its bands.
const SAMPLED: usize = 24;

/// Below this, in mg/dL, hypoglycaemia is of level 2, clinically significant whatever the symptoms:
/// Battelino et al., Diabetes Care 2019;42:1593.
const SEVERE_LOW: f64 = 54.0;

/// The words of a figure.
#[derive(Debug, Clone, Default)]
pub struct Caption {
    /// What the scenario is called.
    pub title: String,
    /// The question, where the scenario asks one.
    pub question: Option<String>,
    /// What came out, a sentence for each arm after the first.
    pub headline: Vec<String>,
    /// Small print.
    pub footer: Vec<String>,
}

impl Caption {
    /// The words of a run's figure.
    pub fn of(
        scenario: &Scenario,
        plan: &Plan,
        projection: &Projection,
        manifest: &Manifest,
    ) -> Self {
        let hash = manifest.scenario.blake3.get(..12).unwrap_or_default();
        let question = scenario.question.as_ref();
        let solver = &manifest.solver;
        Self {
            title: scenario.title.value.clone(),
            question: question.map(|question| question.value.clone()),
            headline: words::headline(&projection.rows, &plan.arms),
            footer: vec![format!(
                "Homeostat {VERSION}; scenario {hash}; seed {}; {} {}; {}, rtol {:e}",
                plan.seed,
                plan.twins,
                plan.who(),
                solver.method,
                solver.rtol
            )],
        }
    }
}

/// One panel wanted of a projection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// The recorded quantity.
    pub quantity: String,
    /// How the arms differ in it from the first, twin by twin, and not the quantity itself.
    pub difference: bool,
}

/// The panels of a figure where nobody chose others: one for each pictured quantity, and one of how
/// the arms differ in the first of them.
pub fn usual(plan: &Plan) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (position, quantity) in plan.pictured.iter().enumerate() {
        let of = |difference| Wanted {
            quantity: quantity.clone(),
            difference,
        };
        wanted.push(of(false));
        if position == 0 && plan.arms.len() > 1 {
            wanted.push(of(true));
        }
    }
    wanted
}

/// The figure of a projection: a panel for each pictured quantity, and one of how the arms differ
/// in the first of them.
pub fn figure(projection: &Projection, plan: &Plan, caption: &Caption) -> Figure {
    picture_of(projection, plan, caption, &usual(plan), false)
}

/// The figure of a projection with these panels, as it is kept: time counts from where the scenario says, and
/// `dense` shows how many twins pass each place.
pub fn picture_of(
    projection: &Projection,
    plan: &Plan,
    caption: &Caption,
    wanted: &[Wanted],
    dense: bool,
) -> Figure {
    let own = aligned(plan, projection);
    let (plan, projection) = own
        .as_ref()
        .map_or((plan, projection), |own| (&own.plan, &own.projection));
    let mut figure = figure_of(projection, plan, caption, wanted);
    if dense {
        densify(&mut figure, projection);
    }
    if let Some(own) = &own {
        figure.time.label.clone_from(&own.label);
        figure.spread = format!("{} {}", figure.spread, own.said).trim().to_owned();
    }
    figure
}

/// The figure of a projection with these panels; quantities that were not recorded are left out.
pub fn figure_of(
    projection: &Projection,
    plan: &Plan,
    caption: &Caption,
    wanted: &[Wanted],
) -> Figure {
    let (unit, minutes) = time_unit(&projection.times);
    let times: Vec<f64> = projection.times.iter().map(|t| t / minutes).collect();
    let (start, end) = (
        times.first().copied().unwrap_or(0.0),
        times.last().copied().unwrap_or(1.0),
    );
    let mut figure = Figure::new(&caption.title, TimeAxis::new(unit, start, end));
    let sentences = caption.question.iter().chain(&caption.headline);
    figure.subtitle = sentences
        .map(|text| capital(text))
        .collect::<Vec<_>>()
        .join(" ");
    figure.arms = plan.arms.iter().map(Arm::new).collect();
    figure.spread = spread(projection, plan);
    figure.footer = caption.footer.clone();
    figure.events = plan.shown.iter().map(|s| event(s, minutes, end)).collect();
    for (arm, waiting) in plan.waiting.iter().enumerate() {
        for (waiting, fired) in waiting.iter().zip(&projection.fired[arm]) {
            figure
                .events
                .extend(met(waiting, fired, arm, plan.twins, minutes));
        }
    }

    for wanted in wanted {
        let mut columns = projection.columns.iter();
        let Some(index) = columns.position(|column| column.name == wanted.quantity) else {
            continue;
        };
        let column = &projection.columns[index];
        let width = projection.columns.len();
        let of = |twin: &Vec<f64>| twin.iter().skip(index).step_by(width).copied().collect();
        let by_arm: Vec<Vec<Vec<f64>>> = projection
            .kept
            .iter()
            .map(|twins| twins.iter().map(of).collect())
            .collect();
        let is_counted = plan.twins > 1 && counts_events(plan, &column.name);
        if !wanted.difference {
            if is_counted {
                figure.panels.push(without(column, &times, &by_arm));
                figure.panels.push(counted(column, &times, &by_arm, None));
                continue;
            }
            figure.panels.push(values(column, &times, &by_arm));
        } else if is_counted {
            let panel = counted(column, &times, &by_arm, Some(&plan.arms));
            figure.panels.push(panel);
        } else if plan.arms.len() > 1 {
            let panel = differences(column, &plan.arms, &times, &by_arm);
            figure.panels.push(panel);
        }
    }
    // Steps have two points at each time but the first.
    let is_stepped = |panel: &Panel| panel.series.iter().any(|s| s.times.len() > times.len());
    let stepped = figure
        .panels
        .iter()
        .filter(|panel| is_stepped(panel))
        .count();
    if stepped > 0 {
        figure.spread.push(' ');
        let steps = survival::bands("the share of them or their mean");
        figure.spread.push_str(&steps);
        (figure.line_is, figure.band_is) = match stepped == figure.panels.len() {
            true => survival::KEY,
            false => survival::MIXED_KEY,
        };
    }
    figure
}

/// Whether a quantity counts events of a learned model.
fn counts_events(plan: &Plan, quantity: &str) -> bool {
    let Some(learned) = &plan.learned else {
        return false;
    };
    let events = learned.brought.model.schema.events.as_deref();
    quantity.split_once('.').is_some_and(|(instance, name)| {
        instance == learned.brought.instance && Some(name) == events
    })
}

/// Shows all kept trajectories of a figure's panels as density, in place of a few lines.
pub fn densify(figure: &mut Figure, projection: &Projection) {
    let width = projection.columns.len();
    let samples = projection.times.len();
    for panel in &mut figure.panels {
        let mut columns = projection.columns.iter();
        let Some(column) = columns.position(|column| column.name == panel.name) else {
            continue;
        };
        let is_difference = panel.kind != PanelKind::Value;
        // Steps and shares are of all twins already.
        let whole = |series: &&mut Series| series.times.len() == samples;
        for series in panel.series.iter_mut().filter(whole) {
            let of = |arm: usize| {
                let twins = projection.kept[arm].iter().filter(|twin| !twin.is_empty());
                Courses::of_column(twins.map(Vec::as_slice), width, column, samples)
            };
            let mut courses = of(series.arm);
            if is_difference {
                let first = of(0).values;
                let pairs = courses.values.iter_mut().zip(first);
                pairs.for_each(|(value, first)| *value -= first);
            } else if panel.unit == CELSIUS.unit {
                let values = courses.values.iter_mut();
                values.for_each(|value| *value += CELSIUS.plus as f32);
            }
            if courses.count() > 1 {
                series.samples.clear();
                series.courses = Some(Arc::new(courses));
            }
        }
    }
}

/// A quantity's name as people say it: "Plasma glucose", "Theophylline concentration", "Arterial pH".
pub fn human_name(name: &str) -> String {
    let words: Vec<&str> = name.split(['_', '.']).map(spelled).collect();
    match words.first() {
        Some(&"pH") => words.join(" "),
        _ => capital(&words.join(" ")),
    }
}

/// Words that have a spelling of their own.
fn spelled(word: &str) -> &str {
    match word {
        "ph" => "pH",
        "pf" => "P/F",
        "sofa" => "SOFA",
        "news2" => "NEWS2",
        "ecg" => "ECG",
        "inr" => "INR",
        _ => word,
    }
}

/// A unit as printed: that of a pure number is none, and pressures are as clinicians write them.
fn printed(unit: &str) -> &str {
    match unit {
        "1" => "",
        "mm[Hg]" => "mmHg",
        "cm[H2O]" => "cmH2O",
        "[pH]" => "",
        unit => unit,
    }
}

/// The unit in which people would count this span, and its minutes.
pub(crate) fn time_unit(times: &[f64]) -> (TimeUnit, f64) {
    let span = times.last().unwrap_or(&0.0) - times.first().unwrap_or(&0.0);
    match span {
        span if span <= 90.0 => (TimeUnit::Minutes, 1.0),
        span if span >= 2.0 * 525_960.0 => (TimeUnit::Years, 525_960.0),
        span if span > 4.0 * 1440.0 => (TimeUnit::Days, 1440.0),
        _ => (TimeUnit::Hours, 60.0),
    }
}

fn spread(projection: &Projection, plan: &Plan) -> String {
    if plan.twins < 2 {
        return format!("One twin, {} as published: no band.", plan.subject.name);
    }
    let assumed = plan.spread.iter().filter(|layer| layer.assumed).count();
    let count = plan.spread.len();
    let parameters = if count == 1 {
        "parameter"
    } else {
        "parameters"
    };
    let source = match assumed {
        0 => "published".to_owned(),
        _ if assumed == count => "assumed".to_owned(),
        _ => format!("{} published, {assumed} assumed", count - assumed),
    };
    let mut text = match (&plan.cast, &plan.learned) {
        (None, Some(learned)) if count == 0 => format!(
            "{} futures of {}, sampled from the learned model {}",
            projection.well, plan.subject.name, learned.brought.instance
        ),
        (Some(_), _) if count == 0 => format!(
            "{} of {}: spread of their facts",
            projection.well, plan.subject.name
        ),
        (Some(_), _) => format!(
            "{} of {}: spread of their facts and of {count} {parameters} ({source})",
            projection.well, plan.subject.name
        ),
        (None, _) => format!(
            "{} plausible twins of {}: spread of {count} {parameters} ({source})",
            projection.well, plan.subject.name
        ),
    };
    let failed = plan.twins - projection.well.min(plan.twins);
    if failed > 0 {
        text.push_str(&format!("; {failed} failed and are left out of every arm"));
    }
    text.push('.');
    text
}

fn event(shown: &Shown, minutes: f64, end: f64) -> LaneEvent {
    LaneEvent {
        arm: shown.arm,
        at: shown.at.minutes() / minutes,
        until: shown
            .until
            .map(|until| (until.minutes() / minutes).min(end)),
        label: shown.label.clone(),
        glyph: glyph(shown.kind),
    }
}

/// Where what waits for a condition happened: from the 5 % to the 95 % quantile of its times.
fn met(
    waiting: &Waiting,
    fired: &Fired,
    arm: usize,
    twins: usize,
    minutes: f64,
) -> Option<LaneEvent> {
    let time = |share: f64| quantile(&fired.at, share) / minutes;
    (fired.times > 0).then(|| LaneEvent {
        arm: Some(arm),
        at: time(0.05),
        until: (fired.times > 1).then(|| time(0.95)),
        label: format!("{} ({} of {twins} twins)", waiting.label, fired.twins),
        glyph: glyph(waiting.kind),
    })
}

fn glyph(kind: ShownKind) -> Glyph {
    match kind {
        ShownKind::Dose => Glyph::Dose,
        ShownKind::Meal => Glyph::Meal,
        ShownKind::Infusion => Glyph::Infusion,
        ShownKind::Change => Glyph::Other,
    }
}

fn values(column: &Column, times: &[f64], by_arm: &[Vec<Vec<f64>>]) -> Panel {
    let mut panel = Panel::new(human_name(&column.name), printed(&column.unit));
    panel.name.clone_from(&column.name);
    let warmth = is_temperature(&column.name, &column.unit);
    let glucose = matches!(column.name.as_str(), "plasma_glucose" | "sensor_glucose");
    panel.reference_range = column.reference.map(|(low, high)| ReferenceRange {
        low,
        high,
        label: format!(
            "{} {low}\u{2013}{high}",
            if glucose { "target" } else { "reference" }
        ),
    });
    if glucose {
        panel.limits.push(Limit {
            value: SEVERE_LOW,
            label: format!("{SEVERE_LOW} serious low"),
        });
    }
    let is_state = column.unit == "1" && is_state(by_arm);
    for (arm, twins) in by_arm.iter().enumerate() {
        panel.series.push(match is_state {
            true => survival::steps(arm, times, twins, |v| v > 0.5),
            false => {
                let twins: Vec<&[f64]> = twins.iter().map(Vec::as_slice).collect();
                series(arm, times, &twins)
            }
        });
    }
    if is_state {
        panel.unit = "% of twins".to_owned();
        panel.span = Some(WHOLE);
    }
    if warmth {
        panel.convert(&CELSIUS);
    }
    panel
}

/// Shares are seen whole, so that a small part of them does not look like all.
const WHOLE: (f64, f64) = (0.0, 104.0);

/// Whether a quantity is either so or not so in each of several twins, as being alive is.
fn is_state(by_arm: &[Vec<Vec<f64>>]) -> bool {
    let mut values = by_arm.iter().flatten().flatten();
    by_arm.iter().all(|twins| twins.len() > 1) && values.all(|v| *v == 0.0 || *v == 1.0)
}

/// Of events that a learned model counts: the share of twins who have had none.
fn without(column: &Column, times: &[f64], by_arm: &[Vec<Vec<f64>>]) -> Panel {
    let what = column.name.rsplit('.').next().unwrap_or(&column.name);
    let mut panel = Panel::new(format!("Free of {}", what.replace('_', " ")), "% of twins");
    for (arm, twins) in by_arm.iter().enumerate() {
        let series = survival::steps(arm, times, twins, |v| v < 0.5);
        panel.series.push(series);
    }
    panel.span = Some(WHOLE);
    panel
}

/// Of events that a learned model counts: how many a twin has had on average; or, where arms are
/// given, how many more than in the first.
fn counted(
    column: &Column,
    times: &[f64],
    by_arm: &[Vec<Vec<f64>>],
    arms: Option<&[String]>,
) -> Panel {
    let what = column.name.rsplit('.').next().unwrap_or(&column.name);
    let mut panel = Panel::new(format!("Mean number of {}", what.replace('_', " ")), "");
    panel.name.clone_from(&column.name);
    let first = arms.map(|_| by_arm[0].as_slice());
    if let Some(arms) = arms {
        panel.kind = PanelKind::Difference {
            from: arms[0].clone(),
        };
    }
    for (arm, twins) in by_arm.iter().enumerate().skip(usize::from(arms.is_some())) {
        let series = survival::means(arm, times, (twins, first), 1.0);
        panel.series.push(series);
    }
    panel
}

fn differences(column: &Column, arms: &[String], times: &[f64], by_arm: &[Vec<Vec<f64>>]) -> Panel {
    let mut panel = Panel::new(human_name(&column.name), printed(&column.unit));
    panel.name.clone_from(&column.name);
    panel.kind = PanelKind::Difference {
        from: arms[0].clone(),
    };
    let is_state = column.unit == "1" && is_state(by_arm);
    if is_state {
        panel.unit = "% of twins".to_owned();
    }
    for (arm, twins) in by_arm.iter().enumerate().skip(1) {
        if is_state {
            let series = survival::means(arm, times, (twins, Some(&by_arm[0])), 100.0);
            panel.series.push(series);
            continue;
        }
        let paired: Vec<Vec<f64>> = twins
            .iter()
            .zip(&by_arm[0])
            .map(|(twin, first)| twin.iter().zip(first).map(|(a, b)| a - b).collect())
            .collect();
        let paired: Vec<&[f64]> = paired.iter().map(Vec::as_slice).collect();
        panel.series.push(series(arm, times, &paired));
    }
    panel
}

/// Quantiles over the twins at every time, and some whole trajectories; a failed twin is empty.
fn series(arm: usize, times: &[f64], twins: &[&[f64]]) -> Series {
    let twins: Vec<&[f64]> = twins.iter().copied().filter(|t| !t.is_empty()).collect();
    let mut series = Series::new(arm, times.to_vec());
    if let [only] = twins[..] {
        series.median = only.to_vec();
        return series;
    }
    let shares = [0.05, 0.25, 0.5, 0.75, 0.95];
    let at: Vec<[f64; 5]> = (0..times.len())
        .into_par_iter()
        .map(|index| {
            let known = twins.iter().filter_map(|t| t.get(index));
            let mut known: Vec<f64> = known.copied().filter(|v| !v.is_nan()).collect();
            quantiles(&mut known, shares)
        })
        .collect();
    let of = |share: usize| at.iter().map(|quantiles| quantiles[share]).collect();
    series.p05 = of(0);
    series.p25 = of(1);
    series.median = of(2);
    series.p75 = of(3);
    series.p95 = of(4);
    series.samples = twins.iter().take(SAMPLED).map(|t| t.to_vec()).collect();
    series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_for_people() {
        assert_eq!(
            human_name("theophylline.concentration"),
            "Theophylline concentration"
        );
    }

    #[test]
    fn failed_twins_are_left_out_and_one_twin_has_no_band() {
        let times = [0.0, 1.0];
        let one = series(0, &times, &[&[], &[1.0, 2.0]]);
        assert_eq!(one.median, [1.0, 2.0]);
        assert!(one.p05.is_empty() && one.samples.is_empty());
        let two = series(0, &times, &[&[1.0, 2.0], &[], &[3.0, 4.0]]);
        assert_eq!(two.median, [2.0, 3.0]);
        assert_eq!(two.samples.len(), 2);
    }
}
