//! A finished run on the bench: what was recorded, until something is changed.

use crate::worker::Answer;
use engine::world::Settings;
use scenarios::edit::{Draft, EditError, NewValue, Place};
use scenarios::finished::Finished;
use scenarios::happening::{Moments, happenings};
use scenarios::influence::influences;
use scenarios::source::Source;
use std::sync::Arc;
use viz::Bands;
use viz::projection::{Caption, figure_of, usual};

/// The run as an answer, and its scenario with the twins and the seed that were run.
pub fn answer(finished: Finished) -> Result<(Answer, Source), EditError> {
    let Finished {
        mut source,
        scenario,
        plan,
        manifest,
        mut projection,
    } = finished;
    let wanted = usual(&plan);
    let caption = Caption::of(&scenario, &plan, &projection, &manifest);
    let figure = figure_of(&projection, &plan, &caption, &wanted, &mut Bands::default());
    let mut draft = Draft::new(&String::from_utf8_lossy(&source.text))?;
    if plan.twins != scenario.patient.twins {
        let twins = Place::root().key("patient").key("twins");
        draft.set(&twins, NewValue::Whole(plan.twins as i64))?;
    }
    if plan.seed != scenario.seed {
        let seed = i64::try_from(plan.seed).unwrap_or(i64::MAX);
        draft.set(&Place::root().key("seed"), NewValue::Whole(seed))?;
    }
    source.text = draft.text().as_bytes().to_vec();
    let happenings = happenings(&scenario, &plan, &projection, &mut Moments::default());
    let influences = influences(&scenario, &plan, &Settings::default());
    projection.kept = Vec::new();
    let answer = Answer {
        source: source.clone(),
        scenario,
        done: plan.twins,
        is_whole: true,
        plan,
        projection,
        manifest,
        figure,
        wanted,
        deltas: Vec::new(),
        happenings,
        influences: influences.ok().flatten().map(Arc::new),
        warnings: Vec::new(),
    };
    Ok((answer, source))
}
