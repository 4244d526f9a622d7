//! When a patient is outside of what was seen: limits that left-out patients set, and whom they warn
//! of among those held out.

use crate::cohort::Cohort;
use engine::learned::progression::guard::{Guard, unmeasured};
use engine::learned::progression::model::Progression;
use engine::learned::progression::schema::{Known, Schema};

/// Of whom the guard may warn though they are like those of the training, as usual in tests: as many
/// by how far they are taken together, by single values, and, where visits measure anything, by what
/// was not measured.
const FALSE_ALARMS: f64 = 0.05;

/// The limit that so large a share of left-out patients exceeds, and of one more like them no more.
fn exceeded(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = ((values.len() + 1) as f64 * (1.0 - share)).ceil() as usize;
    let at = rank.min(values.len()).saturating_sub(1);
    values.get(at).copied().unwrap_or(f64::INFINITY)
}

/// Every number of a patient as it is counted, with the number of its column.
fn counted(schema: &Schema, known: &Known) -> Vec<(usize, f64)> {
    let facts = schema.facts.iter().zip(&known.facts).enumerate();
    let mut all: Vec<(usize, f64)> = facts
        .filter(|(_, (fact, _))| fact.words.is_empty())
        .map(|(at, (fact, value))| (at, fact.column.count(*value)))
        .collect();
    for visit in &known.visits {
        let markers = schema.markers.iter().zip(&visit.markers).enumerate();
        all.extend(markers.map(|(k, (m, y))| (schema.facts.len() + k, m.count(*y))));
    }
    all.retain(|(_, value)| value.is_finite());
    all
}

/// How far, in standard deviations, each patient's values go beyond those of all patients of other
/// folds; 0 where they do not.
fn beyond(cohort: &Cohort, schema: &Schema, train: &[usize], fold: &[usize]) -> Vec<f64> {
    let numbers: Vec<Vec<(usize, f64)>> = train
        .iter()
        .map(|p| counted(schema, &cohort.people[*p].known))
        .collect();
    let folds = fold.iter().copied().max().map_or(0, |most| most + 1);
    let columns = schema.facts.len() + schema.markers.len();
    let ranges: Vec<Vec<(f64, f64)>> = (0..folds)
        .map(|out| {
            let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); columns];
            let inside = numbers.iter().zip(fold).filter(|(_, f)| **f != out);
            for (column, value) in inside.flat_map(|(numbers, _)| numbers) {
                let range = &mut ranges[*column];
                *range = (range.0.min(*value), range.1.max(*value));
            }
            ranges
        })
        .collect();
    let one = |(numbers, fold): (&Vec<(usize, f64)>, &usize)| {
        let over = |(column, value): &(usize, f64)| {
            // Where nobody of the others was measured, nothing is known of how far it goes.
            match ranges[*fold][*column] {
                (low, high) if low > high => 0.0,
                (low, high) => (low - value).max(value - high),
            }
        };
        numbers.iter().map(over).fold(0.0, f64::max)
    };
    numbers.iter().zip(fold).map(one).collect()
}

/// Limits by patients left out in turn, of whom `distances` are known.
pub(crate) fn limits(
    (cohort, schema): (&Cohort, &Schema),
    (train, fold): (&[usize], &[usize]),
    distances: Vec<f64>,
) -> Guard {
    let measuring = !schema.markers.is_empty() || !schema.signs.is_empty();
    let each = FALSE_ALARMS / if measuring { 3.0 } else { 2.0 };
    // Shares of what is missing are means of all: one patient hardly moves them.
    let pattern = |p: &usize| unmeasured(schema, &cohort.people[*p].known);
    Guard {
        limit: exceeded(distances, each),
        beyond: exceeded(beyond(cohort, schema, train, fold), each),
        unmeasured: match measuring {
            true => exceeded(train.iter().map(pattern).collect(), each),
            false => f64::INFINITY,
        },
    }
}

/// What the guard makes of one patient.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Watched {
    /// Whether it warns.
    pub warned: bool,
    /// The largest of its tests, as a share of its limit.
    pub own: f64,
    /// The same of the patient with numbers moved by 3 and markers by 2 standard deviations.
    pub moved: f64,
}

/// What the guard makes of a patient who was not trained on, and of the same one made strange.
pub(crate) fn watch(model: &Progression, known: &Known) -> Watched {
    let mut strange = known.clone();
    for (fact, value) in model.schema.facts.iter().zip(&mut strange.facts) {
        if fact.words.is_empty() {
            *value += 3.0 * fact.column.sd;
        }
    }
    for visit in &mut strange.visits {
        for (column, value) in model.schema.markers.iter().zip(&mut visit.markers) {
            *value = column.value(column.count(*value) + 2.0);
        }
    }
    Watched {
        warned: !model.outside(known).is_empty(),
        own: model.alarm(known),
        moved: model.alarm(&strange),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_patient_exceeds_the_limit_as_seldom_as_was_meant() {
        let values = || (0..199).map(f64::from).collect::<Vec<f64>>();
        // Of 200 patients in no order, 5 lie above the 195th.
        assert_eq!(exceeded(values(), 0.025), 194.0);
        // Of too few the largest.
        assert_eq!(exceeded(vec![3.0, 1.0, 2.0], 0.025), 3.0);
    }
}
