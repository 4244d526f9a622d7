//! Scores of several learners in one table.

use super::debrief::Debrief;
use crate::time::Time;

/// Scores as CSV: a row for each learner and goal, so that a spreadsheet can pivot it.
pub fn scores_csv(debriefs: &[Debrief]) -> String {
    let minutes =
        |time: Option<Time>| time.map_or(String::new(), |time| format!("{:.2}", time.minutes()));
    let head = [
        "learner", "goal", "outcome", "at_min", "by_min", "prompted", "points", "of",
    ];
    let mut rows = vec![head.map(str::to_owned)];
    for debrief in debriefs {
        for goal in &debrief.goals {
            rows.push([
                debrief.learner.clone(),
                goal.name.clone(),
                goal.outcome.word().to_owned(),
                minutes(goal.at),
                minutes(goal.by),
                if goal.was_prompted { "yes" } else { "no" }.to_owned(),
                goal.points.to_string(),
                goal.of.to_string(),
            ]);
        }
        let (points, of) = debrief.score();
        let [points, of] = [points, of].map(|number| number.to_string());
        let mut all = head.map(|_| String::new());
        (all[0], all[1]) = (debrief.learner.clone(), "all goals".to_owned());
        (all[6], all[7]) = (points, of);
        rows.push(all);
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and all rows are of one length.
    for row in rows {
        let _ = out.write_record(row);
    }
    let bytes = out.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
