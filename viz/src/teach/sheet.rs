//! The facilitator's sheet: everything that who teaches must know, on one page that prints.

use super::{head, heads, row};
use crate::report::{escape, list};
use engine::recording::NOTICE;
use scenarios::file::{Death, Scenario, Timing};
use scenarios::plan::Plan;
use std::fmt::Write;

/// The sheet of a case as HTML that loads nothing from elsewhere.
pub fn facilitator_page(scenario: &Scenario, plan: &Plan) -> String {
    let mut out = head(&scenario.title.value);
    let Some(teaching) = &scenario.teaching else {
        out.push_str("<p>This scenario is no case.</p></body></html>\n");
        return out;
    };
    let _ = writeln!(
        out,
        "<p class=\"question\">Facilitator's sheet{}. Not for learners. {}</p>",
        teaching
            .level
            .as_ref()
            .map_or(String::new(), |level| format!(", for a {}", escape(level))),
        escape(NOTICE)
    );
    let _ = writeln!(
        out,
        "<p><strong>Patient:</strong> {}. <strong>Time:</strong> {}.</p>",
        escape(&plan.subject.name),
        scenario.horizon.value
    );
    let _ = writeln!(
        out,
        "<h2>Learners read</h2>\n<p>{}</p>",
        escape(&teaching.brief)
    );
    if let Some(hidden) = &teaching.hidden {
        let _ = writeln!(out, "<h2>Hidden from them</h2>\n<p>{}</p>", escape(hidden));
    }
    let _ = writeln!(out, "<h2>Objectives</h2>\n{}", list(&teaching.objectives));
    out.push_str("<h2>What happens unless it is prevented</h2>\n");
    out.push_str(&heads(&["when", "what"]));
    let mut events: Vec<(f64, String, String)> = Vec::new();
    for shown in plan
        .shown
        .iter()
        .filter(|shown| shown.arm.is_none_or(|arm| arm == 0))
    {
        events.push((
            shown.at.minutes(),
            shown.at.to_string(),
            shown.label.clone(),
        ));
    }
    for waiting in plan.waiting.iter().take(1).flatten() {
        for step in &waiting.steps {
            events.push((f64::INFINITY, "waits".to_owned(), step.label.clone()));
        }
    }
    for say in &teaching.says {
        let (at, when) = match &say.timing {
            Timing::At(times) => times.first().map_or((0.0, String::new()), |at| {
                (at.value.minutes(), at.value.to_string())
            }),
            Timing::When { condition, .. } => (
                f64::INFINITY,
                format!("when {}", condition.value.text().replace('_', " ")),
            ),
        };
        events.push((
            at,
            when,
            format!("{}: \u{201c}{}\u{201d}", say.who, say.text),
        ));
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, when, what) in events {
        out.push_str(&row(&[escape(&when), escape(&what)]));
    }
    out.push_str("</table>\n<h2>Goals</h2>\n");
    out.push_str(&heads(&[
        "goal",
        "is met by",
        "in time",
        "prompt",
        "points",
    ]));
    for goal in &teaching.goals {
        let text = match goal.is_never {
            true => format!("never: {}", goal.text),
            false => goal.text.clone(),
        };
        let prompt = goal.prompt.as_ref().map_or(String::new(), |prompt| {
            format!(
                "{}: {} \u{201c}{}\u{201d}",
                prompt.at, prompt.who, prompt.text
            )
        });
        out.push_str(&row(&[
            escape(&goal.name.value),
            escape(&text),
            goal.by.map_or(String::new(), |by| by.to_string()),
            escape(&prompt),
            goal.points.to_string(),
        ]));
    }
    out.push_str("</table>\n");
    let death = match teaching.death {
        Death::Allowed => "The patient may die.".to_owned(),
        Death::Never => "The patient does not die in this case, whatever happens.".to_owned(),
        Death::HeldUntil(time) => format!("The patient does not die before {time}."),
    };
    let orders = match &teaching.orders {
        None => "Learners may give whatever fits this patient.".to_owned(),
        Some(names) => format!("At hand: {}.", names.join(", ")),
    };
    let _ = writeln!(out, "<p>{} {}</p>", escape(&death), escape(&orders));
    if !teaching.discuss.is_empty() {
        let _ = writeln!(out, "<h2>To discuss</h2>\n{}", list(&teaching.discuss));
    }
    out.push_str("<h2>What this rests on</h2>\n");
    let parts: Vec<String> = plan
        .subject
        .parts
        .iter()
        .map(|part| part.system.to_string())
        .collect();
    let mut parts: Vec<String> = parts
        .into_iter()
        .map(|part| part.replace('_', " "))
        .collect();
    parts.sort();
    parts.dedup();
    let _ = writeln!(
        out,
        "<p>Models: {} (`homeostat describe NAME` tells each with its source). The patient is the typical \
         one of these facts.</p>\n</body></html>",
        escape(&parts.join(", "))
    );
    out
}
