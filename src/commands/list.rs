//! `homeostat list`: what there is, by kind.

use super::home::scenarios_text;
use crate::output::{Failure, put, table, terminal};
use clap::ValueEnum;
use engine::solve::method::METHODS;
use physiology::people::virtual_patients;
use physiology::{Isa, systems};
use scenarios::catalogue::{DRINK, MEAL, known};
use scenarios::condition::{ConditionKind, conditions};
use scenarios::medicine::Shelf;

/// Arguments of `list`.
#[derive(clap::Args)]
pub struct Arguments {
    /// What to list; without it, how many there are of each
    #[arg(value_enum)]
    kind: Option<Kind>,
}

/// What can be listed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Organs, devices and dispositions
    #[value(alias = "model")]
    Models,
    /// What can be given
    #[value(alias = "drug")]
    Drugs,
    /// What can befall a patient
    #[value(alias = "condition")]
    Conditions,
    /// What can be done about it, beside what is given
    #[value(alias = "procedure")]
    Procedures,
    /// What can be recorded and spoken of in outcomes
    #[value(alias = "quantity")]
    Quantities,
    /// The scenarios that come with the program
    #[value(alias = "scenario")]
    Scenarios,
    /// What can vary between twins and be set
    #[value(alias = "parameter")]
    Parameters,
    /// Published virtual patients
    #[value(alias = "patient", alias = "people")]
    Patients,
    /// How equations can be solved
    #[value(alias = "method")]
    Methods,
}

/// Prints a list.
pub fn list(arguments: &Arguments) -> Result<(), Failure> {
    let text = match arguments.kind {
        None => overview(),
        Some(Kind::Scenarios) => scenarios_text(terminal::width()),
        Some(kind) => {
            let (heading, rows) = rows(kind);
            table::plain(&heading, &rows, terminal::width())
        }
    };
    put(&text)
}

fn overview() -> String {
    let mut out = String::new();
    for kind in Kind::value_variants() {
        let count = match kind {
            Kind::Scenarios => scenarios::library::library().len(),
            kind => rows(*kind).1.len(),
        };
        if let Some(value) = kind.to_possible_value() {
            let help = value
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            let first = format!("  {:10} {count:4}  ", value.get_name());
            out.push_str(&terminal::wrap(&help, &first, 18, terminal::width()));
        }
    }
    out.push_str("\nhomeostat list KIND lists them, homeostat describe NAME describes one.\n");
    out
}

/// Heading and rows of a list.
fn rows(kind: Kind) -> (Vec<&'static str>, Vec<Vec<String>>) {
    match kind {
        Kind::Models => (vec!["model", "what it represents"], models()),
        Kind::Drugs => (vec!["drug", "what it is", "a dose", "routes"], drugs()),
        Kind::Conditions => conditions_of(ConditionKind::Condition),
        Kind::Procedures => conditions_of(ConditionKind::Procedure),
        Kind::Quantities => (vec!["quantity", "unit", "LOINC", "meaning"], quantities()),
        Kind::Parameters => (vec!["parameter", "unit", "meaning"], parameters()),
        Kind::Patients => (vec!["patient", "weight", "basal insulin"], patients()),
        Kind::Methods => (vec!["method", "what it is"], methods()),
        Kind::Scenarios => (vec!["scenario"], Vec::new()),
    }
}

/// Heading and rows of conditions, haemorrhage among them, or of procedures.
fn conditions_of(kind: ConditionKind) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let row = |known: &scenarios::condition::Condition| {
        let measure = known.measures.first();
        let severity = measure.map_or(String::new(), |measure| {
            format!("{} = {} {}", measure.name, measure.usual, measure.unit_text)
        });
        vec![known.name.clone(), known.title.clone(), severity]
    };
    let of_kind = conditions().iter().filter(|known| known.kind == kind);
    let mut rows: Vec<Vec<String>> = of_kind.map(row).collect();
    if kind == ConditionKind::Condition {
        let bleeds = [
            "haemorrhage",
            "Loss of blood by a wound, or taken at a `rate`",
        ];
        let mut row: Vec<String> = bleeds.map(str::to_owned).to_vec();
        row.push("blood_loss = 150 mL/min".to_owned());
        rows.push(row);
        rows.sort();
    }
    (vec![kind.word(), "what it is", "as"], rows)
}

fn models() -> Vec<Vec<String>> {
    systems(Isa::BASELINE)
        .iter()
        .map(|system| {
            let layout = system.layout();
            vec![layout.name.to_owned(), first_sentence(layout.about)]
        })
        .collect()
}

/// The first paragraph of a model's description.
pub fn first_sentence(about: &str) -> String {
    let lines = about
        .trim()
        .lines()
        .take_while(|line| !line.trim().is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

fn drugs() -> Vec<Vec<String>> {
    let shelf = Shelf::library();
    let title = |name: &str| match shelf.get(name) {
        Some(drug) => drug.title.clone(),
        None if name == MEAL => "Food, counted as carbohydrate".to_owned(),
        None if name == DRINK => "Glucose in water, which need not be ground".to_owned(),
        None => String::new(),
    };
    known()
        .drugs
        .into_iter()
        .map(|drug| {
            vec![
                title(&drug.name),
                drug.example,
                drug.routes.join(", "),
                drug.name,
            ]
        })
        .map(|mut row| {
            row.rotate_right(1);
            row
        })
        .collect()
}

/// What a quantity means, from the vocabulary or the model that publishes it.
pub fn meaning(name: &str) -> String {
    if let Some(quantity) = physiology::vocabulary::quantity(name) {
        return quantity.meaning.to_owned();
    }
    let Some((instance, signal)) = name.split_once('.') else {
        return String::new();
    };
    let systems = systems(Isa::BASELINE);
    let instances = scenarios::catalogue::instances(&systems);
    let system = instances.iter().find(|(known, _)| known == instance);
    let field = system.and_then(|(_, system)| {
        let layout = system.layout();
        let mut fields = layout.signals.iter().chain(layout.params);
        fields.find(|field| field.name == signal)
    });
    field.map_or(String::new(), |field| field.meaning.to_owned())
}

fn quantities() -> Vec<Vec<String>> {
    known()
        .quantities
        .into_iter()
        .map(|quantity| {
            let loinc = physiology::vocabulary::quantity(&quantity.name).and_then(|q| q.loinc);
            let meaning = meaning(&quantity.name);
            vec![
                quantity.name,
                quantity.unit_text,
                loinc.unwrap_or("").to_owned(),
                meaning,
            ]
        })
        .collect()
}

fn parameters() -> Vec<Vec<String>> {
    let systems = systems(Isa::BASELINE);
    scenarios::catalogue::instances(&systems)
        .iter()
        .flat_map(|(instance, system)| {
            system.layout().params.iter().map(move |field| {
                vec![
                    format!("{instance}.{}", field.name),
                    field.unit.to_owned(),
                    field.meaning.to_owned(),
                ]
            })
        })
        .collect()
}

fn patients() -> Vec<Vec<String>> {
    virtual_patients()
        .iter()
        .map(|patient| {
            vec![
                patient.name.to_owned(),
                format!("{:.1} kg", patient.person.weight_kg),
                format!("{:.3} U/h", 60.0 * patient.basal_insulin),
            ]
        })
        .collect()
}

fn methods() -> Vec<Vec<String>> {
    let about = |name: &str| match name {
        "auto" => "BS5, or DOP853 where the relative tolerance is below 1e-8",
        "bs5" => "Bogacki-Shampine 5(4), eight patients side by side",
        "tsit5" => "Tsitouras 5(4), eight patients side by side",
        "dop853" => "Dormand-Prince 8(5,3), eight patients side by side",
        "rodas5p" => "Rodas5P for stiff bodies, one patient at a time",
        "reference" => {
            "Dopri5 of the crate ode_solvers, one patient at a time: the independent judge"
        }
        _ => "",
    };
    METHODS
        .iter()
        .map(|(name, _)| vec![(*name).to_owned(), about(name).to_owned()])
        .collect()
}
