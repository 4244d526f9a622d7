//! From a sweep to a figure: outcomes against the value that is swept.

use crate::projection::human_name;
use crate::{Arm, Figure, Panel, Series, TimeAxis, TimeUnit};
use scenarios::expression::Kind;
use scenarios::file::Axis;
use scenarios::sweep::{Done, Sweep, Tabled};
use scenarios::words::{self, capital};

/// More panels than this cannot be read on one page.
const MOST_PANELS: usize = 6;

/// What has a line, and a colour, of its own.
enum Lines {
    /// Each arm.
    Arms,
    /// Each value of this axis, where there is one arm.
    Axis(usize),
    /// Everybody and each group, by what divides people and which group, where there is one arm and
    /// nothing else is swept.
    Groups(Vec<Option<(String, String)>>),
}

impl Lines {
    fn of(sweep: &Sweep, across: usize) -> Self {
        if sweep.arms().len() > 1 {
            return Self::Arms;
        }
        let mut axes = sweep.axes.iter().enumerate();
        if let Some((axis, _)) =
            axes.find(|(axis, of)| *axis != across && (2..=MOST_LINES).contains(&of.values.len()))
        {
            return Self::Axis(axis);
        }
        let outcomes = &sweep.cells[0].scenario.outcomes;
        let mut groups = vec![None];
        for group in outcomes.iter().flat_map(|outcome| &outcome.by) {
            for label in &group.labels {
                let group = Some((group.name.clone(), label.clone()));
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
        }
        match groups.len() {
            2..=MOST_LINES => Self::Groups(groups),
            _ => Self::Arms,
        }
    }

    fn names(&self, sweep: &Sweep) -> Vec<String> {
        match self {
            Self::Arms => sweep.arms().to_vec(),
            Self::Axis(axis) => {
                let values = &sweep.axes[*axis].values;
                values
                    .iter()
                    .map(|value| value.shown().to_owned())
                    .collect()
            }
            Self::Groups(groups) => {
                let name = |group: &Option<(String, String)>| match group {
                    Some((by, which)) => format!("{} {which}", human_name(by)),
                    None => "all".to_owned(),
                };
                groups.iter().map(name).collect()
            }
        }
    }

    /// Whether a line of the result is on this one.
    fn takes(&self, sweep: &Sweep, number: usize, line: &Tabled) -> bool {
        match self {
            Self::Arms => line.arm == number && line.group.is_none(),
            Self::Axis(axis) => {
                line.group.is_none() && sweep.cells[line.cell].choices[*axis] == number
            }
            Self::Groups(groups) => line.group == groups[number],
        }
    }
}

/// More lines than this cannot be told apart.
const MOST_LINES: usize = 6;

/// The figure of a sweep: a panel for each outcome (and each combination of the other axes), the
/// first axis of numbers across, arms in colour. Where there is one arm, a second axis is in colour, or
/// else groups of people, each with its mean and the Monte Carlo error of that. `None` where nothing is
/// swept.
pub fn figure(sweep: &Sweep, done: &Done, footer: &str) -> Option<Figure> {
    let across = across(&sweep.axes)?;
    let axis = &sweep.axes[across];
    let places = places(axis);
    let (low, high) = span(&places);
    let first = &sweep.cells[0];
    let mut figure = Figure::new(
        &first.scenario.title.value,
        TimeAxis::new(TimeUnit::Value, low, high),
    );
    figure.time.label = label(axis);
    figure.time.marks = places.clone();
    figure.time.marks.sort_by(f64::total_cmp);
    let question = first.scenario.question.as_ref();
    figure.subtitle = question.map_or(String::new(), |question| question.value.clone());
    let lines = Lines::of(sweep, across);
    figure.arms = lines.names(sweep).iter().map(Arm::new).collect();
    let mut left_out = 0;
    for outcome in 0..first.scenario.outcomes.len() {
        for others in combinations(sweep, across, &lines) {
            if figure.panels.len() == MOST_PANELS {
                left_out += 1;
                continue;
            }
            figure.panels.push(panel(
                sweep,
                done,
                (across, &lines),
                &places,
                outcome,
                &others,
            ));
        }
    }
    let who = first.plan.who();
    let risk = |outcome: &scenarios::file::Outcome| outcome.of.value.kind() == Kind::Risk;
    let of_risk = match first.scenario.outcomes.iter().any(risk) {
        true => "; of a risk they are 50 % and 90 % of Monte Carlo error",
        false => "",
    };
    let bands = match lines {
        Lines::Arms => format!("Bands are spread between {who}{of_risk}."),
        _ => {
            figure.line_is = "mean; of a risk, the share";
            figure.band_is = "pale band: 90 % of Monte Carlo error";
            format!(
                "Bands are how far {who} drawn by lot may have moved a line, not how far {who} differ."
            )
        }
    };
    figure.spread = format!(
        "{bands} Only the marked values were run; lines between them are to be followed by the eye."
    );
    let mut footer = vec![footer.to_owned()];
    if left_out > 0 {
        footer.push(format!(
            "{left_out} more panels are left out; all numbers are in summary.csv"
        ));
    }
    figure.footer = footer;
    Some(figure)
}

/// The axis that is drawn across: the first whose values are all numbers of one unit, else the
/// first.
fn across(axes: &[Axis]) -> Option<usize> {
    let numbers = |axis: &Axis| {
        let unit = axis.values.first().map(|value| value.unit.as_str());
        let alike = |value: &scenarios::file::Value| {
            value.number.is_some() && Some(value.unit.as_str()) == unit
        };
        axis.values.len() > 1 && axis.values.iter().all(alike)
    };
    axes.iter()
        .position(numbers)
        .or((!axes.is_empty()).then_some(0))
}

/// Where the values of an axis stand: their numbers, or 1, 2, 3 where they are none of one unit.
fn places(axis: &Axis) -> Vec<f64> {
    let unit = axis.values.first().map_or("", |value| value.unit.as_str());
    let numbers = axis
        .values
        .iter()
        .map(|value| value.number.filter(|_| value.unit == unit));
    let numbers: Option<Vec<f64>> = numbers.collect();
    numbers.unwrap_or_else(|| (1..=axis.values.len()).map(|place| place as f64).collect())
}

fn label(axis: &Axis) -> String {
    // A fact of everybody goes by its own name, any other place by its path.
    let fact = axis.path.value.strip_prefix("cohort.people.");
    let fact = fact.and_then(|fact| fact.strip_suffix(".is"));
    let plain = || fact.map_or_else(|| plain(&axis.path.value), human_name);
    let name = axis.called.as_deref().map_or_else(plain, capital);
    let unit = axis.values.first().map_or("", |value| value.unit.as_str());
    let numbers = axis
        .values
        .iter()
        .all(|value| value.number.is_some() && value.unit == unit);
    match (numbers, unit) {
        (true, "") => name,
        (true, unit) => format!("{name} ({})", words::unit(unit)),
        (false, _) => {
            let each = axis.values.iter().enumerate();
            let each = each.map(|(place, value)| format!("{} is {}", place + 1, value.shown()));
            format!("{name} ({})", each.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A path in words: what it is of and what of it, without the language's own tables and numbers.
fn plain(path: &str) -> String {
    let own = ["protocol", "treatment", "arm", "steps"];
    let words = path.split('.').filter(|word| !own.contains(word));
    let words = words.filter(|word| word.parse::<usize>().is_err());
    words.map(human_name).collect::<Vec<_>>().join(", ")
}

/// With a little room at both ends.
fn span(places: &[f64]) -> (f64, f64) {
    let low = places.iter().copied().fold(f64::INFINITY, f64::min);
    let high = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let room = 0.02 * (high - low);
    (low - room, high + room)
}

/// Choices of all axes but one, each once.
fn combinations(sweep: &Sweep, across: usize, lines: &Lines) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for cell in &sweep.cells {
        let mut others = cell.choices.clone();
        others[across] = 0;
        if let Lines::Axis(axis) = lines {
            others[*axis] = 0;
        }
        if !found.contains(&others) {
            found.push(others);
        }
    }
    found
}

fn panel(
    sweep: &Sweep,
    done: &Done,
    (across, lines): (usize, &Lines),
    places: &[f64],
    outcome: usize,
    others: &[usize],
) -> Panel {
    let asked = &sweep.cells[0].scenario.outcomes[outcome];
    let kind = asked.of.value.kind();
    let (unit, scale) = match kind {
        Kind::Duration | Kind::Moment => ("h".to_owned(), 1.0 / 60.0),
        Kind::Fraction | Kind::Risk => ("%".to_owned(), 100.0),
        // A pure number that is no share, such as a score.
        _ if asked.of.value.unit_text() == "1" => (String::new(), 1.0),
        _ => (asked.of.value.unit_text().to_owned(), 1.0),
    };
    let named = sweep.axes.iter().enumerate().filter(|(axis, of)| {
        let drawn = *axis == across || matches!(lines, Lines::Axis(own) if own == axis);
        !drawn && of.values.len() > 1
    });
    let named: Vec<String> = named.map(|(axis, of)| of.choice(others[axis])).collect();
    let title = match named.is_empty() {
        true => capital(asked.label()),
        false => format!("{}; {}", capital(asked.label()), named.join(", ")),
    };
    let mut panel = Panel::new(title, unit);
    for number in 0..lines.names(sweep).len() {
        let mut points: Vec<(f64, &Tabled)> = done
            .lines
            .iter()
            .filter(|line| line.outcome == outcome && lines.takes(sweep, number, line))
            .filter_map(|line| {
                let choices = &sweep.cells[line.cell].choices;
                let same = |(axis, choice): (usize, &usize)| {
                    let drawn = axis == across || matches!(lines, Lines::Axis(own) if *own == axis);
                    drawn || *choice == others[axis]
                };
                choices
                    .iter()
                    .enumerate()
                    .all(same)
                    .then(|| (places[choices[across]], line))
            })
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut series = Series::new(number, points.iter().map(|(place, _)| *place).collect());
        for (_, line) in points {
            let own = &line.summary;
            if !matches!(lines, Lines::Arms) {
                // 1.645 standard errors hold 90 % of a normal.
                let half = 1.645 * own.mean_se;
                let (low, high) = match own.risk {
                    Some((_, low, high)) => (low, high),
                    None => (own.mean - half, own.mean + half),
                };
                series.p05.push(scale * low);
                series.median.push(scale * own.mean);
                series.p95.push(scale * high);
                continue;
            }
            let [p05, p25, p50, p75, p95] = match own.risk {
                // 0.674 standard errors hold 50 % of a normal.
                Some((_, low, high)) => {
                    let half = 0.674 * own.mean_se;
                    let near = |value: f64| value.clamp(low, high);
                    [
                        low,
                        near(own.mean - half),
                        own.mean,
                        near(own.mean + half),
                        high,
                    ]
                }
                None => own.quantiles,
            };
            series.p05.push(scale * p05);
            series.p25.push(scale * p25);
            series.median.push(scale * p50);
            series.p75.push(scale * p75);
            series.p95.push(scale * p95);
        }
        panel.series.push(series);
    }
    panel
}
