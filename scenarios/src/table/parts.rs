//! Several models as one: a drug's kinetics, and responses that read its concentration.

use engine::event::{Place, Read};
use physiology::{Field, Layout, System};
use std::sync::Arc;

/// The numbers of all parts, one part after the other; what is wrong where a name stands twice.
///
/// Its lists are kept for as long as the program runs.
pub(super) fn join(parts: &[Arc<dyn System>]) -> Result<Layout, Vec<String>> {
    let Some(first) = parts.first() else {
        return Err(vec!["no model".to_owned()]);
    };
    let mut joined = *first.layout();
    if parts.len() == 1 {
        return Ok(joined);
    }
    let layouts = || parts.iter().map(|part| part.layout());
    let all = |of: fn(&Layout) -> &'static [Field]| -> Vec<Field> {
        layouts()
            .flat_map(|layout| of(layout).iter().copied())
            .collect()
    };
    let (states, params) = (all(|l| l.states), all(|l| l.params));
    let signals = all(|l| l.signals);
    let mut wrong = Vec::new();
    for (kind, fields) in [
        ("state", &states),
        ("parameter", &params),
        ("signal", &signals),
    ] {
        for (index, field) in fields.iter().enumerate() {
            if fields[..index]
                .iter()
                .any(|before| before.name == field.name)
            {
                let name = field.name;
                wrong.push(format!("two of the models have a {kind} `{name}`"));
            }
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let names: Vec<&str> = layouts().map(|layout| layout.name).collect();
    joined.name = names.join("+").leak();
    joined.states = states.leak();
    joined.params = params.leak();
    joined.signals = signals.leak();
    joined.guards = layouts().map(|layout| layout.guards).sum();
    Ok(joined)
}

/// Name of a part in the body: they stand in the order of the command.
pub(super) fn instance(index: usize, part: &dyn System) -> String {
    format!("{index:03}_{}", part.layout().name)
}

/// What each part reads of the others: an input for wiring reads the one signal of its name and
/// unit, and is held where there is none.
pub(super) fn reads(parts: &[Arc<dyn System>]) -> Result<Vec<Vec<Read>>, Vec<String>> {
    let mut wrong = Vec::new();
    let mut all = Vec::new();
    for (reader, part) in parts.iter().enumerate() {
        let mut own = Vec::new();
        for input in part.layout().inputs.iter().filter(|input| input.wired) {
            let others = parts
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != reader);
            let publishers: Vec<(usize, &Arc<dyn System>)> = others
                .filter(|(_, other)| {
                    let mut signals = other.layout().signals.iter();
                    signals.any(|signal| signal.name == input.name && signal.unit == input.unit)
                })
                .collect();
            match publishers.as_slice() {
                [] => {}
                [(index, other)] => own.push(Read {
                    input: input.name.into(),
                    from: Place {
                        part: instance(*index, &***other).into(),
                        field: input.name.into(),
                    },
                }),
                [(_, first), (_, second), ..] => wrong.push(format!(
                    "`{}` of `{}` could be that of `{}` or of `{}`: join two models at a time",
                    input.name,
                    part.layout().name,
                    first.layout().name,
                    second.layout().name
                )),
            }
        }
        all.push(own);
    }
    match wrong.is_empty() {
        true => Ok(all),
        false => Err(wrong),
    }
}
