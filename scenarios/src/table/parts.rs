//! Several models as one: a drug's kinetics, and responses that read its concentration.

use crate::medicine::Medicine;
use engine::event::{Place, Read};
use physiology::{Field, Isa, Layout, System, system};
use std::sync::Arc;

/// One model of the body of a table.
#[derive(Clone)]
pub struct Part {
    /// The model.
    pub system: Arc<dyn System>,
    /// What it is called in the body.
    name: String,
    /// What a medicine's file says that it reads: input, part, signal.
    reads: Option<Vec<(String, String, String)>>,
}

/// A medicine of the body of a table: its parts stand together.
#[derive(Clone)]
pub struct Dosed {
    /// The medicine.
    pub medicine: Arc<Medicine>,
    /// How many parts stand before its own.
    pub(super) parts: usize,
    /// How many are its own.
    own: usize,
}

/// What the body of a table is made of, in the order in which it was named.
#[derive(Clone, Default)]
pub struct Parts {
    /// Models, one after the other.
    pub models: Vec<Part>,
    /// Medicines that some of them are of.
    pub medicines: Vec<Dosed>,
}

impl Part {
    /// What it is called in the body.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Parts {
    /// Adds a model.
    pub fn model(&mut self, system: Arc<dyn System>) {
        self.models.push(Part {
            name: system.layout().name.to_owned(),
            system,
            reads: None,
        });
    }

    /// Adds a medicine: its kinetics, and its effects where they are wanted. A medicine that an
    /// organ takes has no part of its own, and is refused.
    pub fn medicine(
        &mut self,
        medicine: Arc<Medicine>,
        effects: bool,
        isa: Isa,
    ) -> Result<(), String> {
        if medicine.own_part {
            return Err(format!(
                "`{}` is taken by an organ of the patient, with its parameters",
                medicine.name
            ));
        }
        let parts = self.models.len();
        let wanted = medicine.components().take(match effects {
            true => usize::MAX,
            false => 1,
        });
        for component in wanted {
            let name = component.layout.name;
            let found = system(name, isa).ok_or_else(|| format!("there is no model `{name}`"))?;
            self.models.push(Part {
                system: found,
                name: component.instance.clone(),
                reads: Some(component.reads.clone()),
            });
        }
        let own = self.models.len() - parts;
        self.medicines.push(Dosed {
            medicine,
            parts,
            own,
        });
        Ok(())
    }
}

impl Dosed {
    /// The parameters of its parts among those of the body.
    pub(super) fn params(&self, models: &[Part]) -> std::ops::Range<usize> {
        let count = |parts: &[Part]| -> usize {
            parts
                .iter()
                .map(|part| part.system.layout().params.len())
                .sum()
        };
        let first = count(&models[..self.parts]);
        first..first + count(&models[self.parts..self.parts + self.own])
    }
}

/// The numbers of all parts, one part after the other; what is wrong where a name stands twice.
///
/// Its lists are kept for as long as the program runs.
pub(super) fn join(parts: &[Part]) -> Result<Layout, Vec<String>> {
    let Some(first) = parts.first() else {
        return Err(vec!["no model".to_owned()]);
    };
    let mut joined = *first.system.layout();
    if parts.len() == 1 {
        return Ok(joined);
    }
    let layouts = || parts.iter().map(|part| part.system.layout());
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
    joined.kinks = layouts().map(|layout| layout.kinks).sum();
    Ok(joined)
}

/// Name of a part in the body: they stand in the order of the command.
pub(super) fn instance(index: usize, part: &Part) -> String {
    format!("{index:03}_{}", part.name)
}

/// What each part reads of the others. A medicine's file says it; an input for wiring of another
/// model reads the one signal of its name and unit. Where there is none, the input is held.
pub(super) fn reads(parts: &[Part]) -> Result<Vec<Vec<Read>>, Vec<String>> {
    let mut wrong = Vec::new();
    let all = parts
        .iter()
        .enumerate()
        .map(|(reader, part)| match &part.reads {
            Some(declared) => of_medicine(parts, declared),
            None => by_name(parts, reader, &mut wrong),
        });
    let all: Vec<Vec<Read>> = all.collect();
    match wrong.is_empty() {
        true => Ok(all),
        false => Err(wrong),
    }
}

fn of_medicine(parts: &[Part], declared: &[(String, String, String)]) -> Vec<Read> {
    let read = |(input, part, signal): &(String, String, String)| {
        let from = parts.iter().position(|known| known.name == *part)?;
        Some(Read {
            input: input.as_str().into(),
            from: Place {
                part: instance(from, &parts[from]).into(),
                field: signal.as_str().into(),
            },
        })
    };
    declared.iter().filter_map(read).collect()
}

fn by_name(parts: &[Part], reader: usize, wrong: &mut Vec<String>) -> Vec<Read> {
    let layout = parts[reader].system.layout();
    let mut own = Vec::new();
    for input in layout.inputs.iter().filter(|input| input.wired) {
        let publishes = |(index, other): &(usize, &Part)| {
            let mut signals = other.system.layout().signals.iter();
            *index != reader
                && signals.any(|signal| signal.name == input.name && signal.unit == input.unit)
        };
        let publishers: Vec<(usize, &Part)> = parts.iter().enumerate().filter(publishes).collect();
        match publishers.as_slice() {
            [] => {}
            [(index, other)] => own.push(Read {
                input: input.name.into(),
                from: Place {
                    part: instance(*index, other).into(),
                    field: input.name.into(),
                },
            }),
            [(_, first), (_, second), ..] => wrong.push(format!(
                "`{}` of `{}` could be that of `{}` or of `{}`: join two models at a time",
                input.name, layout.name, first.name, second.name
            )),
        }
    }
    own
}
