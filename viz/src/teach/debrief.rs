//! The debrief: what was done against vital signs, goals and their times, and what had been.

use super::{head, heads, row};
use crate::projection::human_name;
use crate::report::{escape, list};
use crate::{
    Arm, Figure, Glyph, LaneEvent, Limit, Panel, Series, Size, TimeAxis, TimeUnit, layout, svg,
};
use engine::recording::{NOTICE, VERSION};
use scenarios::file::Scenario;
use scenarios::live::{Course, Debrief, GoalResult, Kind, Outcome};
use scenarios::time::Time;
use scenarios::words;
use std::fmt::Write;

/// What the figure of a debrief shows, where it was recorded: the threshold drawn in it, and the span that is
/// shown in any case, so that nobody sees a crisis in half a percent.
const VITALS: [(&str, Option<f64>, (f64, f64)); 4] = [
    ("mean_arterial_pressure", Some(65.0), (40.0, 110.0)),
    ("heart_rate", None, (50.0, 130.0)),
    ("arterial_oxygen_saturation", Some(90.0), (80.0, 100.0)),
    ("respiratory_rate", None, (0.0, 25.0)),
];

/// Rows drawn of a course; more could not be told apart.
const ROWS: usize = 600;

/// What was done against vital signs, and beside it what had been if the key deed had come earlier.
pub fn debrief_figure(scenario: &Scenario, debrief: &Debrief) -> Figure {
    let end = debrief.end.minutes().max(1.0);
    let mut figure = Figure::new(
        &scenario.title.value,
        TimeAxis::new(TimeUnit::Minutes, 0.0, end),
    );
    figure.arms.push(Arm::new(&debrief.learner));
    if let Some(earlier) = &debrief.earlier {
        figure
            .arms
            .push(Arm::new(format!("had it come at {}", earlier.is)));
    }
    for (quantity, threshold, span) in VITALS {
        if debrief.course.place(quantity).is_none() {
            continue;
        }
        let mut panel = Panel::new(human_name(quantity), unit(quantity));
        quantity.clone_into(&mut panel.name);
        panel.series.push(series(0, &debrief.course, quantity, end));
        if let Some(earlier) = &debrief.earlier {
            panel.series.push(series(1, &earlier.course, quantity, end));
        }
        panel.limits.extend(threshold.map(|value| Limit {
            value,
            label: format!("{value}"),
        }));
        panel.span = Some(shown(&panel, span));
        figure.panels.push(panel);
    }
    let here = debrief
        .timeline
        .iter()
        .filter(|heard| heard.at >= Time::ZERO);
    for heard in here {
        let glyph = match heard.kind {
            Kind::Act => Glyph::Dose,
            Kind::Event | Kind::Steered => Glyph::Infusion,
            Kind::End => Glyph::Other,
            _ => continue,
        };
        figure.events.push(LaneEvent {
            arm: (heard.kind == Kind::Act).then_some(0),
            at: heard.at.minutes(),
            until: None,
            label: short(&heard.text),
            glyph,
        });
    }
    if let Some(earlier) = &debrief.earlier {
        figure.events.push(LaneEvent {
            arm: Some(1),
            at: earlier.is.minutes(),
            until: None,
            label: short(&plain(&earlier.what)),
            glyph: Glyph::Dose,
        });
    }
    figure.footer = vec![format!(
        "Homeostat {VERSION}; one simulated patient, the typical one"
    )];
    figure
}

/// The unit as clinicians write it.
fn unit(quantity: &str) -> String {
    words::unit(Course::unit(quantity))
}

/// A span, wider where values leave it.
fn shown(panel: &Panel, span: (f64, f64)) -> (f64, f64) {
    let values = panel.series.iter().flat_map(|series| &series.median);
    let known = values.filter(|value| value.is_finite());
    known.fold(span, |(low, high), value| {
        (low.min(*value), high.max(*value))
    })
}

fn series(arm: usize, course: &Course, quantity: &str, end: f64) -> Series {
    let values = course.series(quantity);
    let each = values.len().div_ceil(ROWS).max(1);
    let rows = (0..values.len())
        .step_by(each)
        .filter(|row| Course::minutes(*row) <= end);
    let rows: Vec<usize> = rows.collect();
    let mut series = Series::new(arm, rows.iter().map(|row| Course::minutes(*row)).collect());
    series.median = rows.iter().map(|row| values[*row]).collect();
    series
}

/// The debrief of one session as HTML that loads nothing from elsewhere.
pub fn debrief_page(scenario: &Scenario, debrief: &Debrief) -> String {
    let mut out = head(&format!("{}: {}", scenario.title.value, debrief.learner));
    let (points, of) = debrief.score();
    let _ = writeln!(out, "<p class=\"notice\">{}</p>", escape(NOTICE));
    let _ = writeln!(
        out,
        "<p><strong>{points} of {of} points</strong> in {}. {}</p>",
        debrief.end,
        escape(&end(debrief))
    );
    out.push_str(&goals(&debrief.goals));
    let figure = debrief_figure(scenario, debrief);
    let drawn = svg(&layout(&figure, Size::for_figure(&figure)));
    let _ = writeln!(
        out,
        "<h2>What was done, against vital signs</h2>\n<figure>{drawn}</figure>"
    );
    out.push_str(&earlier(debrief));
    out.push_str("<h2>What happened</h2>\n");
    out.push_str(&heads(&["when", "", "who", "what"]));
    for heard in &debrief.timeline {
        let cells = [
            clock(heard.at),
            heard.kind.word().to_owned(),
            heard.who.clone(),
            heard.text.clone(),
        ];
        out.push_str(&row(&cells.map(|cell| escape(&cell))));
    }
    out.push_str("</table>\n");
    if let Some(teaching) = scenario.teaching.as_ref().filter(|t| !t.discuss.is_empty()) {
        let _ = writeln!(out, "<h2>To discuss</h2>\n{}", list(&teaching.discuss));
    }
    let script = escape(&debrief.script.to_toml());
    let _ = writeln!(
        out,
        "<details><summary>The actions, to be played again (homeostat teach --script)</summary>\
         <pre>{script}</pre></details>\n</body></html>"
    );
    out
}

fn end(debrief: &Debrief) -> String {
    match debrief.died {
        Some(at) => format!("The patient died at {}.", clock(at)),
        None => "The patient lived.".to_owned(),
    }
}

fn goals(goals: &[GoalResult]) -> String {
    let mut out = heads(&["goal", "", "when", "wanted by", "points"]);
    for goal in goals {
        let class = match goal.outcome {
            Outcome::Good => "good",
            Outcome::Late => "late",
            Outcome::Missed | Outcome::Broken => "bad",
        };
        let word = match (goal.outcome, goal.is_never) {
            (Outcome::Good, true) => "did not happen",
            (outcome, _) => outcome.word(),
        };
        let prompted = if goal.was_prompted {
            ", after a prompt"
        } else {
            ""
        };
        out.push_str(&row(&[
            escape(&goal.name),
            format!("<span class=\"{class}\">{word}{prompted}</span>"),
            goal.at.map_or(String::new(), clock),
            goal.by.map_or(String::new(), clock),
            format!("{} of {}", goal.points, goal.of),
        ]));
    }
    out.push_str("</table>\n");
    out
}

fn earlier(debrief: &Debrief) -> String {
    let mut out = String::from("<h2>Time in danger</h2>\n");
    let names: &[&str] = match &debrief.earlier {
        Some(_) => &[
            "",
            "as it was",
            "lowest",
            "had the key deed come earlier",
            "lowest",
        ],
        None => &["", "as it was", "lowest"],
    };
    let mut table = heads(names);
    for (place, below) in debrief.below.iter().enumerate() {
        let mut cells = vec![
            escape(&below.label),
            length(below.minutes),
            lowest(below.lowest, below.unit),
        ];
        if let Some(other) = debrief.earlier.as_ref().and_then(|e| e.below.get(place)) {
            cells.extend([length(other.minutes), lowest(other.lowest, other.unit)]);
        }
        table.push_str(&row(&cells));
    }
    table.push_str("</table>\n");
    if let Some(earlier) = &debrief.earlier {
        let was = match earlier.was {
            Some(was) => format!("came at {}", clock(was)),
            None => "was not done".to_owned(),
        };
        let (is, what) = (clock(earlier.is), escape(&plain(&earlier.what)));
        let died = match (debrief.died, earlier.died) {
            (Some(_), None) => " Then the patient lives to the end.",
            (Some(_), Some(_)) => " The patient dies all the same.",
            (None, Some(_)) => " Then the patient dies.",
            (None, None) => "",
        };
        let _ = writeln!(
            out,
            "<p>The key deed ({what}) {was}. The same patient was simulated with it at {is}, \
             all else as it was.{died}</p>"
        );
    }
    out + &table
}

/// Several groups on one page: goals by learner, and mean pressure of all.
pub fn groups_page(scenario: &Scenario, debriefs: &[Debrief]) -> String {
    let mut out = head(&scenario.title.value);
    let _ = writeln!(out, "<p class=\"notice\">{}</p>", escape(NOTICE));
    let mut names: Vec<&str> = vec!["goal"];
    names.extend(debriefs.iter().map(|debrief| debrief.learner.as_str()));
    out.push_str(&heads(&names));
    let goals = debriefs.first().map_or(0, |debrief| debrief.goals.len());
    for place in 0..goals {
        let mut cells = vec![escape(&debriefs[0].goals[place].name)];
        for debrief in debriefs {
            let goal = &debrief.goals[place];
            let at = goal
                .at
                .map_or(String::new(), |at| format!(" {}", clock(at)));
            cells.push(format!("{}{at}", goal.outcome.word()));
        }
        out.push_str(&row(&cells));
    }
    let mut points = vec!["points".to_owned()];
    let mut ends = vec!["end".to_owned()];
    for debrief in debriefs {
        let (got, of) = debrief.score();
        points.push(format!("{got} of {of}"));
        ends.push(escape(&end(debrief)));
    }
    out.push_str(&row(&points));
    out.push_str(&row(&ends));
    out.push_str("</table>\n");
    let last = debriefs
        .iter()
        .map(|debrief| debrief.end)
        .max()
        .unwrap_or(Time::ZERO);
    let axis = TimeAxis::new(TimeUnit::Minutes, 0.0, last.minutes().max(1.0));
    let mut figure = Figure::new(&scenario.title.value, axis);
    figure.arms = debriefs
        .iter()
        .map(|debrief| Arm::new(&debrief.learner))
        .collect();
    for (quantity, threshold, span) in VITALS {
        let mut panel = Panel::new(human_name(quantity), unit(quantity));
        for (arm, debrief) in debriefs.iter().enumerate() {
            if debrief.course.place(quantity).is_some() {
                panel
                    .series
                    .push(series(arm, &debrief.course, quantity, last.minutes()));
            }
        }
        panel.limits.extend(threshold.map(|value| Limit {
            value,
            label: format!("{value}"),
        }));
        if !panel.series.is_empty() {
            panel.span = Some(shown(&panel, span));
            figure.panels.push(panel);
        }
    }
    let drawn = svg(&layout(&figure, Size::for_figure(&figure)));
    let _ = writeln!(out, "<figure>{drawn}</figure>\n</body></html>");
    out
}

/// Minutes and seconds, as a clock at a bedside shows them.
fn clock(time: Time) -> String {
    let seconds = time.nanoseconds() / 1_000_000_000;
    if seconds < 0 {
        return "before".to_owned();
    }
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn length(minutes: f64) -> String {
    let seconds = (minutes * 60.0).round() as i64;
    match seconds {
        0 => "none".to_owned(),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

fn lowest(value: f64, unit: &str) -> String {
    escape(&format!("{value:.0} {}", words::unit(unit)))
}

/// `give = "epinephrine", dose = "0.5 mg"` as words.
fn plain(text: &str) -> String {
    let parts = text.split(", ").map(|part| {
        let (key, value) = part.split_once(" = ").unwrap_or(("", part));
        let value = value.trim_matches(['"', '\'']);
        match key {
            "give" | "dose" | "rate" | "" => value.to_owned(),
            key => format!("{key} {value}"),
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// A label that fits into a lane.
fn short(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}\u{2026}", &text[..at]),
        None => text.to_owned(),
    }
}
