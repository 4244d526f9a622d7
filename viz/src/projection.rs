//! From a projection to a figure: quantiles of the twins, differences from the first arm, and what
//! was given when.

use crate::bands::{Bands, Lives};
use crate::panels::{DEATH, as_read, counted, crosses, deaths, differences, values, without};
use crate::survival;
use crate::units::CELSIUS;
use crate::{Arm, Courses, Figure, Glyph, LaneEvent, Panel, PanelKind, Series, TimeAxis, TimeUnit};
use engine::recording::{Manifest, VERSION};
use scenarios::aligned::aligned;
use scenarios::file::Scenario;
use scenarios::outcome::quantile;
use scenarios::plan::{Awaited, Plan, Shown, ShownKind};
use scenarios::run::{Fired, Projection};
use scenarios::words::{self, Answer, capital};
use std::sync::Arc;

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
    let mut figure = figure_of(projection, plan, caption, wanted, &mut Bands::default());
    if dense {
        densify(&mut figure, projection);
    }
    if let Some(own) = &own {
        figure.time.label.clone_from(&own.label);
        figure.spread = format!("{} {}", figure.spread, own.said).trim().to_owned();
    }
    figure
}

/// The figure of a projection with these panels; quantities that were not recorded are left out. Bands that are
/// known from a figure before are not worked out again.
pub fn figure_of(
    projection: &Projection,
    plan: &Plan,
    caption: &Caption,
    wanted: &[Wanted],
    known: &mut Bands,
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
        let ends = deaths.as_ref().filter(|_| column.name != DEATH);
        let arms = projection.kept.iter().enumerate();
        let by_arm: Vec<Lives<'_>> = arms
            .map(|(arm, twins)| Lives {
                twins,
                column: index,
                width,
                deaths: ends.map(|deaths| &deaths[arm][..]),
            })
            .collect();
        let is_counted = plan.twins > 1 && counts_events(plan, &column.name);
        if !wanted.difference {
            if is_counted {
                figure.panels.push(without(column, &times, &by_arm));
                figure.panels.push(counted(column, &times, &by_arm, None));
                continue;
            }
            let mut panel = values(column, &times, &by_arm, known);
            if let Some(deaths) = ends {
                crosses(&mut panel, deaths, &times);
            }
            as_read(&mut panel, column);
            figure.panels.push(panel);
        } else if is_counted {
            let panel = counted(column, &times, &by_arm, Some(&plan.arms));
            figure.panels.push(panel);
        } else if plan.arms.len() > 1 {
            let mut panel = differences(column, &plan.arms, &times, &by_arm, known);
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
}
