//! Scores of several learners in one table.

use super::debrief::Debrief;
use crate::time::Time;

/// Scores as CSV: a row for each learner and goal, so that a spreadsheet can pivot it.
pub fn scores_csv(debriefs: &[Debrief]) -> String {
    let mut out = String::from("learner,goal,outcome,at_min,by_min,prompted,points,of\n");
    let minutes =
        |time: Option<Time>| time.map_or(String::new(), |time| format!("{:.2}", time.minutes()));
    for debrief in debriefs {
        for goal in &debrief.goals {
            out.push_str(&format!(
                "{},{},{},{},{},{},{},{}\n",
                cell(&debrief.learner),
                cell(&goal.name),
                goal.outcome.word(),
                minutes(goal.at),
                minutes(goal.by),
                if goal.was_prompted { "yes" } else { "no" },
                goal.points,
                goal.of
            ));
        }
        let (points, of) = debrief.score();
        let learner = cell(&debrief.learner);
        out.push_str(&format!("{learner},all goals,,,,,{points},{of}\n"));
    }
    out
}

/// A text as a cell of CSV.
fn cell(text: &str) -> String {
    match text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}
