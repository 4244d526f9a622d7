//! `homeostat describe`: one thing, by its name.

use super::list::meaning;
use super::{files, medicine};
use crate::output::{Failure, put, table, terminal};
use engine::solve::method::METHODS;
use physiology::circulation::fluid::fluid;
use physiology::people::{VIRTUAL_PATIENTS_SOURCE, VirtualPatient, virtual_patients};
use physiology::{Field, Isa, Layout, systems};
use scenarios::catalogue::{DRINK, MEAL, instances, known};
use scenarios::medicine::Shelf;
use scenarios::nearest::nearest;
use std::path::Path;

/// Arguments of `describe`.
#[derive(clap::Args)]
pub struct Arguments {
    /// A model, drug, quantity, scenario, parameter or virtual patient
    name: String,
}

/// Prints the card of a learned model.
fn card(path: &str) -> Result<(), Failure> {
    let bytes = files::read(Path::new(path))?;
    use engine::learned::{network, people, progression};
    let found = match progression::file::kind_of(&bytes).as_deref() {
        Some("people") => people::file::read(&bytes).map(|model| model.card),
        Some("network") => network::file::read(&bytes).map(|part| part.card),
        _ => progression::file::read(&bytes).map(|model| model.card),
    };
    match found {
        Ok(card) => put(&card),
        Err(error) => Err(Failure::bad_input(format!("`{path}` is {error}"))),
    }
}

/// Prints everything that goes by this name.
pub fn describe(arguments: &Arguments) -> Result<(), Failure> {
    let name = arguments.name.as_str();
    if Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "model")
    {
        return card(name);
    }
    let systems = systems(Isa::BASELINE);
    let mut pages: Vec<String> = Vec::new();
    if let Some(entry) = scenarios::library::entry(name) {
        pages.push(format!(
            "Scenario {name} (homeostat run {name})\n\n{}",
            entry.text
        ));
    }
    pages.extend(Shelf::library().get(name).map(|drug| medicine::page(drug)));
    pages.extend(fluid(name).map(medicine::fluid));
    if name == HAEMORRHAGE {
        pages.push(
            "Haemorrhage: loss of blood by a wound, or taken. A condition: `start = \"haemorrhage\"`, with \
             `as = \"blood_loss = 150 mL/min\"` for a wound, which bleeds less as pressure falls, or \
             `as = \"rate = 150 mL/min\"` for blood that is taken.\n"
                .to_owned(),
        );
    }
    pages.extend(scenarios::condition::condition(name).map(scenarios::condition::page));
    pages.extend(food(name).map(str::to_owned));
    let layouts = systems.iter().map(|system| system.layout());
    pages.extend(layouts.filter(|layout| layout.name == name).map(model));
    pages.extend(quantity(name));
    pages.extend(parameter(name));
    let patients = virtual_patients();
    pages.extend(
        patients
            .iter()
            .filter(|patient| patient.name == name)
            .map(patient),
    );
    if METHODS.iter().any(|(method, _)| *method == name) {
        pages.push(format!("Method {name}: see `homeostat list methods`.\n"));
    }
    if pages.is_empty() {
        pages.extend(by_another_name(name));
    }
    if pages.is_empty() {
        return Err(Failure::bad_input(unknown(name)));
    }
    put(&pages.join("\n"))
}

/// What is eaten or drunk for its carbohydrate.
fn food(name: &str) -> Option<&'static str> {
    match name {
        MEAL => Some(
            "Meal: food, counted as grams of carbohydrate; eaten `over` a time, else at the \
             pace of the virtual patients' simulator, 5 g/min. The model is `gut`.\n",
        ),
        DRINK => Some(
            "Glucose drink: glucose in water, counted in grams, as in tests of tolerance; drunk `over` a time, else \
             at 15 g/min. It need not be ground as food, and is in the `gut` where ground food comes to.\n",
        ),
        _ => None,
    }
}

/// What goes by this name among people, and by another here.
fn by_another_name(name: &str) -> Option<String> {
    let found = known().also_called(name)?.to_owned();
    let page = match (fluid(&found), food(&found)) {
        (Some(fluid), _) => medicine::fluid(fluid),
        (None, Some(food)) => food.to_owned(),
        (None, None) => medicine::page(Shelf::library().get(&found)?),
    };
    Some(format!("`{name}` is `{found}` here.\n\n{page}"))
}

/// The condition that is no file.
const HAEMORRHAGE: &str = "haemorrhage";

fn unknown(name: &str) -> String {
    let known = known();
    let mut names: Vec<String> = known.drugs.into_iter().map(|drug| drug.name).collect();
    names.extend(
        scenarios::library::library()
            .iter()
            .map(|e| e.name.to_owned()),
    );
    names.extend(
        systems(Isa::BASELINE)
            .iter()
            .map(|s| s.layout().name.to_owned()),
    );
    names.extend(known.quantities.into_iter().map(|quantity| quantity.name));
    names.extend(known.virtual_patients);
    let conditions = scenarios::condition::conditions().iter();
    names.extend(conditions.map(|known| known.name.clone()));
    names.extend(
        known
            .parameters
            .iter()
            .map(|p| format!("{}.{}", p.part, p.name)),
    );
    let mut message = format!("nothing here is called `{name}`");
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => message.push_str(&format!("; did you mean `{near}`?")),
        None => message.push_str("; `homeostat list` shows what there is"),
    }
    message
}

fn model(layout: &Layout) -> String {
    let width = terminal::width();
    let mut out = format!(
        "Model {} (time in {})\n\n{}\n",
        layout.name,
        layout.time,
        layout.about.trim()
    );
    for (heading, fields) in [
        ("Parameters", layout.params),
        ("States", layout.states),
        ("Inputs", layout.inputs),
        ("Signals", layout.signals),
    ] {
        if !fields.is_empty() {
            out.push_str(&format!("\n{heading}\n"));
            out.push_str(&fields_table(fields, width));
        }
    }
    if !layout.jumps.is_empty() {
        out.push_str("\nJumps\n");
        let rows: Vec<Vec<String>> = layout
            .jumps
            .iter()
            .map(|jump| {
                vec![
                    jump.name.to_owned(),
                    jump.unit.to_owned(),
                    jump.meaning.to_owned(),
                ]
            })
            .collect();
        out.push_str(&table::plain(&["name", "unit", "meaning"], &rows, width));
    }
    out
}

fn fields_table(fields: &[Field], width: usize) -> String {
    let rows: Vec<Vec<String>> = fields
        .iter()
        .map(|field| {
            vec![
                field.name.to_owned(),
                field.unit.to_owned(),
                field.meaning.to_owned(),
            ]
        })
        .collect();
    table::plain(&["name", "unit", "meaning"], &rows, width)
}

fn quantity(name: &str) -> Option<String> {
    let known = known();
    let quantity = known.quantity(name)?;
    let mut out = format!(
        "Quantity {name}, in {}: {}\n",
        quantity.unit_text,
        meaning(name)
    );
    if let Some(shared) = physiology::vocabulary::quantity(name) {
        if let Some(code) = shared.loinc {
            out.push_str(&format!("  LOINC {code}\n"));
        }
        if let Some((low, high)) = shared.reference {
            out.push_str(&format!(
                "  reference range {low} to {high} {}\n",
                shared.unit
            ));
        }
    }
    Some(out)
}

fn parameter(name: &str) -> Option<String> {
    let known = known();
    let (part, of) = name.split_once('.')?;
    let parameter = known.parameter(part, of)?;
    let systems = systems(Isa::BASELINE);
    let instances = instances(&systems);
    let (_, system) = instances.iter().find(|(instance, _)| instance == part)?;
    let field = system
        .layout()
        .params
        .iter()
        .find(|field| field.name == of)?;
    Some(format!(
        "Parameter {name}, in {}: {}\n",
        parameter.unit_text, field.meaning
    ))
}

fn patient(patient: &VirtualPatient) -> String {
    let width = terminal::width();
    let mut out = format!(
        "Virtual patient {}: {:.2} kg, basal insulin {:.4} U/h\n\n",
        patient.name,
        patient.person.weight_kg,
        60.0 * patient.basal_insulin
    );
    out.push_str(&terminal::wrap(
        VIRTUAL_PATIENTS_SOURCE,
        "  source  ",
        10,
        width,
    ));
    let systems = systems(Isa::BASELINE);
    let mut rows = Vec::new();
    for part in &patient.parts {
        let Some(system) = systems.iter().find(|s| s.layout().name == part.system) else {
            continue;
        };
        for (field, value) in system.layout().params.iter().zip(&part.params) {
            rows.push(vec![
                format!("{}.{}", part.instance, field.name),
                short(*value),
                field.unit.to_owned(),
            ]);
        }
    }
    out.push('\n');
    out.push_str(&table::plain(&["parameter", "value", "unit"], &rows, width));
    out
}

/// Six figures, without an exponent where that stays short.
fn short(value: f64) -> String {
    match value.abs() {
        size if size != 0.0 && !(1e-4..1e7).contains(&size) => format!("{value:.5e}"),
        size if size >= 100.0 => format!("{value:.2}"),
        _ => format!("{value:.6}")
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
    }
}
