//! Pictures that count time from a moment of each twin's own, such as the one at which it comes to hospital.

use crate::plan::Plan;
use crate::run::{Projection, Trajectory};
use crate::time::Time;
use crate::words;
use std::sync::Arc;

/// What is shown then.
pub struct Aligned {
    /// Without the marks of what happens, which stand at the scenario's time.
    pub plan: Plan,
    /// Its trajectories begin at each twin's own moment, and go on for as long as nine in ten of them do.
    pub projection: Projection,
    /// From when time counts, in words.
    pub label: String,
    /// What is not shown.
    pub said: String,
}

/// Of so many twins the shortest do not end a picture.
const LEFT_OUT: usize = 10;

/// A moment as people say it: "bicarbonate < 10 mmol/L" of `first(bicarbonate < 10 mmol/L)`.
fn in_words(moment: &str) -> String {
    let inner = moment.trim().strip_prefix("first(");
    let inner = inner.and_then(|inner| inner.strip_suffix(')'));
    words::condition(inner.unwrap_or(moment))
}

/// Counts time from the moment that the scenario names; `None` where it names none, or nobody comes to it.
///
/// A twin's moment is that of the first arm in all arms, so that arms stay paired. Times are those of rows: a twin
/// begins with the first row that is not before its moment.
pub fn aligned(plan: &Plan, projection: &Projection) -> Option<Aligned> {
    let from = plan.from.as_ref()?;
    let width = projection.columns.len();
    let rows = projection.times.len();
    let begins = |samples: &Arc<[f64]>| {
        if samples.is_empty() {
            return None;
        }
        let moment = from.evaluate(&Trajectory::new(plan, &projection.times, samples));
        let row = projection.times.partition_point(|time| *time < moment);
        (moment.is_finite() && row < rows).then_some(row)
    };
    let begun: Vec<Option<usize>> = projection.kept.first()?.iter().map(begins).collect();
    let mut lengths: Vec<usize> = begun.iter().flatten().map(|row| rows - row).collect();
    lengths.sort_unstable();
    let length = *lengths.get(lengths.len() / LEFT_OUT)?;
    let cut = |(samples, begins): (&Arc<[f64]>, &Option<usize>)| match begins {
        Some(row) if !samples.is_empty() => {
            let own = &samples[row * width..];
            own[..own.len().min(length * width)].into()
        }
        _ => Arc::default(),
    };
    let kept = projection.kept.iter();
    let kept = kept.map(|twins| twins.iter().zip(&begun).map(cut).collect());
    let every = projection.times.get(1)? - projection.times[0];
    let mut shown = plan.clone();
    shown.shown.clear();
    shown.waiting.iter_mut().for_each(Vec::clear);
    let failed = projection.kept[0].iter().filter(|twin| twin.is_empty());
    let never = begun.iter().filter(|row| row.is_none()).count() - failed.count();
    let who = plan.who();
    let mut said = format!(
        "Time counts from {} in each of the {who}, in steps of {}; treatments are not marked, and at the end nine in ten are left.",
        in_words(from.text()),
        Time::from_nanoseconds((every * 60e9) as i64)
    );
    if never > 0 {
        said.push_str(&format!(
            " Not drawn, since it never came: {never} of the {who}."
        ));
    }
    Some(Aligned {
        projection: Projection {
            kept: kept.collect(),
            times: (0..length).map(|row| row as f64 * every).collect(),
            columns: projection.columns.clone(),
            rows: Vec::new(),
            screened: projection.screened.clone(),
            outside: projection.outside.clone(),
            failed: projection.failed.clone(),
            fired: projection.fired.clone(),
            ..*projection
        },
        plan: shown,
        label: format!("Time since {}", in_words(from.text())),
        said,
    })
}
