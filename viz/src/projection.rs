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
use scenarios::plan::{Awaited, Plan, Shown, ShownKind};
use scenarios::run::{Fired, Projection};
use scenarios::words::{self, Answer, capital};
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
    pub headline: Vec<Answer>,
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
    // The question is what the picture answers; what the scenario is called stands below it.
    let question = caption.question.as_deref().map(capital);
    let title = question.as_ref().unwrap_or(&caption.title);
    let mut figure = Figure::new(title, TimeAxis::new(unit, start, end));
    if question.is_some() {
        figure.subtitle.clone_from(&caption.title);
    }
    let answers = caption.headline.iter();
    let answers = answers.map(|answer| (answer.arm, capital(&answer.text)));
    figure.answers = answers.collect();
    let deaths = deaths(projection);
    figure.arms = plan.arms.iter().map(Arm::new).collect();
    figure.spread = spread(projection, plan);
    if let Some(deaths) = &deaths {
        figure.spread.push_str(&died(deaths, plan));
    }
    figure.footer = caption.footer.clone();
    figure.events = plan.shown.iter().map(|s| event(s, minutes, end)).collect();
    for (arm, waiting) in plan.waiting.iter().enumerate() {
        for (waiting, fired) in waiting.iter().zip(&projection.fired[arm]) {
            let scale = (minutes, end * minutes);
            let met = |step| met(step, fired, arm, plan.twins, scale);
            figure.events.extend(waiting.steps.iter().filter_map(met));
        }
    }

    for wanted in wanted {
        let mut columns = projection.columns.iter();
        let Some(index) = columns.position(|column| column.name == wanted.quantity) else {
            continue;
        };
        let column = &projection.columns[index];
        let width = projection.columns.len();
        let of = |twin: &Arc<[f64]>| twin.iter().skip(index).step_by(width).copied().collect();
        let mut by_arm: Vec<Vec<Vec<f64>>> = projection
            .kept
            .iter()
            .map(|twins| twins.par_iter().map(of).collect())
            .collect();
        if let Some(deaths) = deaths.as_ref().filter(|_| column.name != DEATH) {
            for (twins, deaths) in by_arm.iter_mut().zip(deaths) {
                twins.iter_mut().zip(deaths).for_each(end_life);
            }
        }
        let is_counted = plan.twins > 1 && counts_events(plan, &column.name);
        if !wanted.difference {
            if is_counted {
                figure.panels.push(without(column, &times, &by_arm));
                figure.panels.push(counted(column, &times, &by_arm, None));
                continue;
            }
            let mut panel = values(column, &times, &by_arm);
            if let Some(deaths) = deaths.as_ref().filter(|_| column.name != DEATH) {
                crosses(&mut panel, deaths, &times);
            }
            as_read(&mut panel, column);
            figure.panels.push(panel);
        } else if is_counted {
            let panel = counted(column, &times, &by_arm, Some(&plan.arms));
            figure.panels.push(panel);
        } else if plan.arms.len() > 1 {
            let mut panel = differences(column, &plan.arms, &times, &by_arm);
            as_read(&mut panel, column);
            figure.panels.push(panel);
        }
    }
    // Steps have two points at each time but the first.
    let is_share = |s: &Series| s.p25.is_empty() && !s.p05.is_empty();
    let is_stepped =
        |panel: &Panel| (panel.series.iter()).any(|s| s.times.len() > times.len() && is_share(s));
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

/// The quantity that a scenario's rule of death sets to 1.
const DEATH: &str = "death";

/// Rates of pumps and devices: held between two changes.
const HELD: [&str; 4] = [
    "vasopressor_dose",
    "ventilator_pressure",
    "ventilator_rate",
    "ventilator_volume",
];

/// The row at which each twin dies, by arm, where the stated rule of death was recorded and met at all.
fn deaths(projection: &Projection) -> Option<Vec<Vec<Option<usize>>>> {
    let width = projection.columns.len();
    let mut columns = projection.columns.iter();
    let column = columns.position(|column| column.name == DEATH)?;
    let row = |twin: &Arc<[f64]>| {
        let mut death = twin.iter().skip(column).step_by(width);
        death.position(|is| *is > 0.5)
    };
    let arms = projection.kept.iter();
    let deaths: Vec<Vec<Option<usize>>> =
        arms.map(|twins| twins.iter().map(row).collect()).collect();
    let any = deaths.iter().flatten().any(Option::is_some);
    any.then_some(deaths)
}

/// What the body would do after death is not drawn.
fn end_life((twin, death): (&mut Vec<f64>, &Option<usize>)) {
    let rest = death.and_then(|row| twin.get_mut(row + 1..));
    rest.into_iter()
        .flatten()
        .for_each(|value| *value = f64::NAN);
}

fn died(deaths: &[Vec<Option<usize>>], plan: &Plan) -> String {
    let count = |twins: &Vec<Option<usize>>| twins.iter().flatten().count().to_string();
    let counts: Vec<String> = deaths.iter().map(count).collect();
    format!(
        " A course ends in a cross where the stated rule of death is met, and bands are of the living: {} of {} \
         {} died{}.",
        counts.join(", "),
        deaths[0].len(),
        plan.who(),
        match deaths.len() {
            1 => "",
            _ => ", by arm",
        }
    )
}

/// Crosses where the sampled twins die.
fn crosses(panel: &mut Panel, deaths: &[Vec<Option<usize>>], times: &[f64]) {
    let dies = |arm: usize| deaths[arm].iter().any(Option::is_some);
    for series in panel.series.iter_mut().filter(|series| dies(series.arm)) {
        for sample in &series.samples {
            let last = sample.iter().rposition(|value| !value.is_nan());
            let end = last.filter(|row| row + 1 < sample.len());
            series.ends.extend(end.map(|row| (times[row], sample[row])));
        }
    }
}

/// What is held between two changes goes in steps, not from one value to the next.
fn as_read(panel: &mut Panel, column: &Column) {
    if !HELD.contains(&column.name.as_str()) {
        return;
    }
    let twice = |values: &Vec<f64>, late: bool| -> Vec<f64> {
        // Times lose their first, values their last: each value stays until the next time.
        let all = values.iter().flat_map(|value| [*value, *value]);
        match late {
            true => all.skip(1).collect(),
            false => all.take((2 * values.len()).saturating_sub(1)).collect(),
        }
    };
    for series in &mut panel.series {
        series.times = twice(&series.times, true);
        let bands = [
            &mut series.median,
            &mut series.p05,
            &mut series.p25,
            &mut series.p75,
            &mut series.p95,
        ];
        for values in bands.into_iter().chain(&mut series.samples) {
            *values = twice(values, false);
        }
    }
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
    let deaths = deaths(projection);
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
                Courses::of_column(twins.map(|twin| &twin[..]), width, column, samples)
            };
            let mut courses = of(series.arm);
            if let Some(deaths) = deaths.as_ref().filter(|_| panel.name != DEATH) {
                let well = projection.kept[series.arm].iter().zip(&deaths[series.arm]);
                let well = well.filter(|(twin, _)| !twin.is_empty());
                let each = courses.values.chunks_mut(samples.max(1)).zip(well);
                for (course, (_, death)) in each {
                    let rest = death.and_then(|row| course.get_mut(row + 1..));
                    rest.into_iter()
                        .flatten()
                        .for_each(|value| *value = f32::NAN);
                }
            }
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
                series.ends.clear();
                series.courses = Some(Arc::new(courses));
            }
        }
    }
}

/// A quantity's name at the head of a panel: "Plasma glucose", "Theophylline concentration", "Arterial pH".
pub fn human_name(name: &str) -> String {
    let words = words::quantity(name);
    match words.starts_with("pH") {
        true => words,
        false => capital(&words),
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
        label: words::plain_units(&shown.label),
        glyph: glyph(shown.kind),
    }
}

/// Where a step of what waits for a condition happened: from the 5 % to the 95 % quantile of its times.
fn met(
    step: &Awaited,
    fired: &Fired,
    arm: usize,
    twins: usize,
    (minutes, horizon): (f64, f64),
) -> Option<LaneEvent> {
    let happened = fired.of(step, horizon);
    let time = |share: f64| quantile(&happened.at, share) / minutes;
    (happened.twins > 0).then(|| LaneEvent {
        arm: Some(arm),
        at: time(0.05),
        until: (happened.at.len() > 1).then(|| time(0.95)),
        label: format!(
            "{} ({} of {twins} twins)",
            words::plain_units(&step.label),
            happened.twins
        ),
        glyph: glyph(step.kind),
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
    let mut panel = Panel::new(human_name(&column.name), words::unit(&column.unit));
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
    let is_state = is_state(column, by_arm);
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

/// Whether a quantity is either so or not so in each of several twins, as being alive is. Death passes from 0
/// to 1 in minutes, and a row may fall into them.
fn is_state(column: &Column, by_arm: &[Vec<Vec<f64>>]) -> bool {
    let mut values = by_arm.iter().flatten().flatten();
    column.unit == "1"
        && by_arm.iter().all(|twins| twins.len() > 1)
        && (column.name == DEATH || values.all(|v| *v == 0.0 || *v == 1.0))
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
    let mut panel = Panel::new(human_name(&column.name), words::unit(&column.unit));
    panel.name.clone_from(&column.name);
    panel.kind = PanelKind::Difference {
        from: arms[0].clone(),
    };
    let is_state = is_state(column, by_arm);
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

    /// `death` passes through 0.2 and 0.93 on its way, so that a panel of it was a band and a median of 0.46.
    #[test]
    fn death_is_a_share_whatever_lies_between() {
        let column = Column::new("death", "1", "");
        let by_arm = vec![vec![vec![0.0, 0.2, 0.93], vec![0.0, 0.0, 0.0]]];
        assert!(is_state(&column, &by_arm));
        assert!(!is_state(&Column::new("share", "1", ""), &by_arm));
        let panel = values(&column, &[0.0, 1.0, 2.0], &by_arm);
        assert_eq!(panel.series[0].median.last(), Some(&50.0));
    }

    /// What a body would do after its death set axes and medians.
    #[test]
    fn a_course_ends_where_the_rule_of_death_is_met() {
        let mut twin = vec![80.0, 40.0, 3.0, 3.0];
        end_life((&mut twin, &Some(1)));
        assert_eq!(twin[..2], [80.0, 40.0]);
        assert!(twin[2].is_nan() && twin[3].is_nan());
        let times = [0.0, 1.0, 2.0, 3.0];
        let by_arm = vec![vec![twin, vec![90.0, 91.0, 92.0, 93.0]]];
        let column = Column::new("mean_arterial_pressure", "mm[Hg]", "");
        let mut panel = values(&column, &times, &by_arm);
        crosses(&mut panel, &[vec![Some(1), None]], &times);
        assert_eq!(panel.series[0].ends, [(1.0, 40.0)]);
        assert_eq!(panel.series[0].median[2..], [92.0, 93.0]);
        assert_eq!(panel.unit, "mmHg");
    }

    #[test]
    fn what_a_pump_holds_is_drawn_in_steps() {
        let column = Column::new("vasopressor_dose", "ug/kg/min", "");
        let mut panel = values(&column, &[0.0, 1.0, 2.0], &[vec![vec![0.1, 0.2, 0.2]]]);
        as_read(&mut panel, &column);
        assert_eq!(panel.series[0].times, [0.0, 1.0, 1.0, 2.0, 2.0]);
        assert_eq!(panel.series[0].median, [0.1, 0.1, 0.2, 0.2, 0.2]);
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
