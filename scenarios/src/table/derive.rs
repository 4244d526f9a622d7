//! The numbers of every person's body that follow from facts, laid beside the table's own columns.

use super::columns::Columns;
use super::facts::{Derivation, Derived, FactColumn};
use super::read::Table;
use super::setup::Setup;
use crate::medicine::{Covariate, CovariateKind, Unfit};
use crate::problem::Problem;
use crate::span::Span;

fn derivation<'s>(setup: &'s Setup, columns: &Columns) -> Derivation<'s> {
    Derivation::new(setup, |of| match of {
        Derived::Parameter(param) => columns.params.iter().any(|(known, _)| *known == param),
        Derived::Share(_) => {
            let is = |(number, state, _): &(_, _, usize)| of.number() == Some((*number, *state));
            columns.modelled.iter().any(is)
        }
    })
}

/// Facts that equations need and that nobody tells.
pub(super) fn untold(setup: &Setup, columns: &Columns) -> Option<Problem> {
    let derivation = derivation(setup, columns);
    // Somebody as good as any: whether a fact is needed depends on which are told.
    let example = |column: &FactColumn| match column.fact.kind {
        CovariateKind::Number(_, example) => example,
        CovariateKind::Word(_) => 0.0,
    };
    let told: Vec<(&FactColumn, f64)> = columns
        .facts
        .iter()
        .map(|column| (column, example(column)))
        .collect();
    let (medicine, Unfit::Missing(fact)) = derivation.values(&told).err()? else {
        return None;
    };
    Some(
        Problem::error(
            Span::new(0, 0),
            format!("`{medicine}` needs a fact about people"),
        )
        .found(format!("no column `{}`", fact.name))
        .expected(format!("{}{}", fact.meaning, in_unit(fact)))
        .help(format!(
            "a column `{0}`, or --fact {0}=COLUMN for one of another name, or --patient {0}=... \
                 for everybody",
            fact.name
        )),
    )
}

/// What the command alone says of everybody, and that makes nobody.
pub(super) fn nobody(setup: &Setup, columns: &Columns) -> Option<Problem> {
    if !columns.facts.is_empty() {
        return None;
    }
    let derivation = derivation(setup, columns);
    let found = derivation.values(&[]);
    let wrong = match found {
        Ok(values) => derivation.impossible(&values)?,
        Err(wrong) => wrong,
    };
    let (medicine, Unfit::NoNumber { parameter, value }) = wrong else {
        return None;
    };
    Some(
        Problem::error(
            Span::new(0, 0),
            format!("`{medicine}` has no numbers for the patient that the command describes"),
        )
        .found(format!("{parameter} of {value}"))
        .expected("facts (--patient) of a person whom the medicine's equations fit"),
    )
}

fn in_unit(fact: &Covariate) -> String {
    match fact.kind {
        CovariateKind::Number("a", _) => " in years".to_owned(),
        CovariateKind::Number(unit, _) => format!(" in {unit}"),
        CovariateKind::Word(words) => format!(": {}", words.join(", ")),
    }
}

/// Works out what follows from facts, at every record, as columns behind the table's own.
pub(super) fn derive(table: &mut Table, setup: &Setup, problems: &mut Vec<Problem>) {
    if table.columns.facts.is_empty() && !shares(setup) {
        return;
    }
    let columns = table.columns.clone();
    let derivation = derivation(setup, &columns);
    let mut derived: Vec<Vec<f64>> = vec![Vec::new(); derivation.of.len()];
    let mut outside: Vec<(String, &'static Covariate, String, Span, usize)> = Vec::new();
    let mut unfit: Vec<(String, String, f64, Span, usize)> = Vec::new();
    for (number, person) in table.people.clone().into_iter().enumerate() {
        let mut last: Option<(Vec<u64>, Vec<f64>)> = None;
        for record in person.clone() {
            let told: Vec<(&FactColumn, f64)> = columns
                .facts
                .iter()
                .zip(&table.facts)
                .map(|(column, values)| (column, values[record]))
                .filter(|(_, value)| !value.is_nan())
                .collect();
            let key: Vec<u64> = told.iter().map(|(_, value)| value.to_bits()).collect();
            if last.as_ref().is_none_or(|(known, _)| *known != key) {
                let place = |fact: &Covariate| {
                    let mut own = columns.facts.iter();
                    let column = own.find(|column| column.fact == fact);
                    table.place(record, column.map_or(0, |column| column.column))
                };
                for (dosed, fact, range) in derivation.outside(&told) {
                    if record > person.start {
                        break;
                    }
                    let name = &dosed.medicine.name;
                    let known = outside
                        .iter_mut()
                        .find(|(medicine, other, ..)| medicine == name && *other == fact);
                    match known {
                        Some((.., people)) => *people += 1,
                        None => outside.push((name.clone(), fact, range, place(fact), 1)),
                    }
                }
                let found = derivation.values(&told).and_then(|values| {
                    let wrong = derivation.impossible(&values);
                    wrong.map_or(Ok(values), Err)
                });
                match found {
                    Ok(values) => last = Some((key, values)),
                    Err((medicine, Unfit::Missing(fact))) => {
                        problems.push(
                            Problem::error(
                                place(fact),
                                format!("`{medicine}` needs a fact about this person"),
                            )
                            .found(format!("no {}", fact.name))
                            .expected(format!(
                                "{}{}",
                                fact.meaning,
                                in_unit(fact)
                            )),
                        );
                        return;
                    }
                    // That is the status of this person; the others go on.
                    Err((medicine, Unfit::NoNumber { parameter, value })) => {
                        last = Some((key, vec![0.0; derivation.of.len()]));
                        let is_new = !table.unfit.contains_key(&number);
                        let why = format!("`{medicine}` has no {parameter} for them");
                        table.unfit.entry(number).or_insert(why);
                        let known = unfit.iter_mut().find(|own| own.0 == parameter);
                        match known {
                            Some((.., people)) => *people += usize::from(is_new),
                            None if is_new => {
                                let at = table.place(record, 0);
                                unfit.push((parameter, medicine, value, at, 1));
                            }
                            None => {}
                        }
                    }
                }
            }
            if let Some((_, values)) = &last {
                for (column, value) in derived.iter_mut().zip(values) {
                    column.push(*value);
                }
            }
        }
    }
    for (parameter, medicine, value, place, people) in unfit {
        problems.push(
            Problem::warning(
                place,
                format!("people whom `{medicine}` has no numbers for"),
            )
            .found(format!(
                "{parameter} of {value} for this one, {people} of {} people in all",
                table.people.len()
            ))
            .expected("facts of a person whom the medicine's equations fit")
            .help("their rows stay blank"),
        );
    }
    for (medicine, fact, range, place, people) in outside {
        problems.push(
            Problem::warning(place, format!("outside of whom `{medicine}` is known for"))
                .found(format!(
                    "{people} of {} people, here first",
                    table.people.len()
                ))
                .expected(format!("{} of {range}", fact.name)),
        );
    }
    for (of, values) in derivation.of.iter().zip(derived) {
        let column = table.values.len();
        match of {
            Some(Derived::Parameter(param)) => table.columns.params.push((*param, column)),
            Some(share @ Derived::Share(_)) => {
                if let Some((number, state)) = share.number() {
                    table.columns.modelled.push((number, state, column));
                }
            }
            None => continue,
        }
        table.values.push(values);
    }
}

fn shares(setup: &Setup) -> bool {
    let mut medicines = setup.medicines().iter();
    medicines.any(|dosed| setup.shares_of(dosed).next().is_some())
}
