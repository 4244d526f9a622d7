//! The medicines of a scenario for its patient: their parts, and where they do not fit.

use super::{PlanProblem, Subject};
use crate::file::{self, Scenario, Sex};
use crate::medicine::{CovariateKind, Facts, Medicine, Unfit, shown};
use crate::nearest::list;
use crate::problem::Problem;
use crate::span::Span;
use std::sync::Arc;

/// What a file says of a person, for the equations of medicines.
pub(super) fn facts(person: &file::Person) -> Facts {
    let mut facts = Facts::default();
    let own = [
        ("age", &person.age_yr),
        ("weight", &person.weight_kg),
        ("height", &person.height_cm),
    ];
    let own = own
        .into_iter()
        .filter_map(|(name, at)| Some((name, at.as_ref()?.value)));
    let more = person.numbers.iter().map(|(name, at)| (*name, at.value));
    facts.numbers.extend(own.chain(more));
    if let Some(sex) = &person.sex {
        let word = match sex.value {
            Sex::Female => "female",
            Sex::Male => "male",
        };
        facts.words.insert("sex", word.to_owned());
    }
    let words = person
        .words
        .iter()
        .map(|(name, at)| (*name, at.value.to_owned()));
    facts.words.extend(words);
    facts
}

/// Gives the patient what belongs to the medicines: effects from the start, so that what a medicine
/// acts on is there before it and in arms without it; kinetics laid out for the first dose.
pub(super) fn add(
    scenario: &Scenario,
    drugs: &[Arc<Medicine>],
    subject: &mut Subject,
) -> (Vec<PlanProblem>, Vec<Problem>) {
    let (mut problems, mut warnings) = (Vec::new(), Vec::new());
    for drug in drugs {
        let span = place(scenario, drug);
        if !drug.is_human() && !scenario.research {
            problems.push(PlanProblem {
                span,
                message: format!("{} has numbers of another species", drug.name),
                found: drug.species.clone(),
                expected: "a medicine with numbers of people, or research = true".to_owned(),
            });
        }
        match drug.parts(&subject.facts) {
            Ok((kinetics, effects)) => {
                subject.parts.extend(effects);
                subject.later.extend(kinetics);
            }
            Err(unfit) => problems.push(unfit_problem(drug, &unfit, span)),
        }
        warnings.extend(outside(drug, subject, span));
        warnings.extend(together(drug, drugs, span));
    }
    (problems, warnings)
}

/// Where the medicine is first given.
fn place(scenario: &Scenario, drug: &Medicine) -> Span {
    let given = scenario.drugs().find(|given| given.value == drug.name);
    given.map_or(Span::default(), |given| given.span)
}

fn unfit_problem(drug: &Medicine, unfit: &Unfit, span: Span) -> PlanProblem {
    let expected = match unfit {
        Unfit::Missing(known) => match known.kind {
            CovariateKind::Number(unit, example) => {
                let example = shown(example, unit);
                format!(
                    "{} = \"{example}\" in [patient]: {}",
                    known.name, known.meaning
                )
            }
            CovariateKind::Word(words) => {
                format!(
                    "{} in [patient], one of {}",
                    known.name,
                    list(words.iter().copied())
                )
            }
        },
        Unfit::NoNumber { .. } => "a patient for whom its equations have a value".to_owned(),
    };
    PlanProblem {
        span,
        message: format!("{} {unfit}", drug.name),
        found: format!("`{}`", drug.name),
        expected,
    }
}

/// Facts outside the ranges in which the numbers hold; facts that are not known are said where the
/// equations do without them.
fn outside(drug: &Medicine, subject: &Subject, span: Span) -> Vec<Problem> {
    let all = drug.outside(&subject.facts).into_iter();
    let warning = |outside: crate::medicine::Outside| {
        let name = outside.covariate.name;
        let found = outside.found?;
        let message = format!("{}: {OUTSIDE}", drug.name);
        Some(
            Problem::warning(span, message)
                .found(format!("{name} {found}"))
                .expected(format!("{name} {}", outside.range))
                .help(format!("its numbers are of {}", drug.population)),
        )
    };
    all.filter_map(warning).collect()
}

/// Whether a warning is of a person outside of whom a medicine's numbers are of.
pub(super) fn is_outside(warning: &Problem) -> bool {
    warning.message.ends_with(OUTSIDE)
}

const OUTSIDE: &str = "this patient is outside of whom its numbers are of";

/// Warnings of other medicines of the scenario.
fn together(drug: &Medicine, drugs: &[Arc<Medicine>], span: Span) -> Vec<Problem> {
    let mut warnings = Vec::new();
    for known in &drug.interactions {
        for other in drugs
            .iter()
            .filter(|other| known.with.contains(&other.name))
        {
            let message = format!("{} and {} act on each other", drug.name, other.name);
            let problem = Problem::warning(span, message)
                .found(format!("both `{}` and `{}`", drug.name, other.name))
                .expected("one of them, or the interaction kept in mind");
            warnings.push(problem.help(format!("{} ({})", known.says, known.source)));
        }
    }
    warnings
}
