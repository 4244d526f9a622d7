//! Several models as one: a drug's kinetics, and responses that read its concentration.

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
