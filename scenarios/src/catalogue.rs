//! What exists in this program, as the checker asks for it.

use crate::known::{Known, KnownDrug, KnownParameter, KnownQuantity};
use crate::medicine::Shelf;
use physiology::circulation::fluid::FLUIDS;
use physiology::people::virtual_patients;
use physiology::unit::Unit;
use physiology::vocabulary::VOCABULARY;
use physiology::{Field, Isa, System, systems};
use std::sync::{Arc, LazyLock};

/// The name by which scenario files give food.
pub const MEAL: &str = "meal";
/// A drink of glucose, as scenario files write it.
pub const DRINK: &str = "glucose drink";

/// Cubic centimetre.
const MILLILITRE: Unit = Unit::METRE.mul(Unit::METRE).mul(Unit::METRE).scaled(1e-6);

/// What a scenario may name that brings nothing of its own; looked up once, since a bench asks at every change.
pub(crate) static OF_LIBRARY: LazyLock<Known> = LazyLock::new(|| look_up(&Shelf::library()));

/// Everything that a scenario may name.
pub fn known() -> Known {
    OF_LIBRARY.clone()
}

/// The same with these medicines.
pub fn known_with(shelf: &Shelf) -> Known {
    match shelf.is_library() {
        true => known(),
        false => look_up(shelf),
    }
}

fn look_up(shelf: &Shelf) -> Known {
    let systems = systems(Isa::BASELINE);
    let published = |name: &str| {
        let mut layouts = systems.iter().map(|system| system.layout());
        layouts.any(|layout| layout.signals.iter().any(|field| field.name == name))
    };
    let mut known = Known {
        drugs: drugs(shelf),
        quantities: VOCABULARY
            .iter()
            .filter(|quantity| published(quantity.name))
            .filter_map(|quantity| quantity_of(quantity.name.to_owned(), quantity.unit))
            .collect(),
        parameters: Vec::new(),
        learned: false,
        virtual_patients: virtual_patients()
            .iter()
            .map(|p| p.name.to_owned())
            .collect(),
        ..Known::default()
    };
    for (instance, system) in instances_with(&systems, shelf) {
        let layout = system.layout();
        for field in layout.signals {
            // What is in the vocabulary goes by its own name.
            if physiology::vocabulary::quantity(field.name).is_none() {
                known.quantities.extend(quantity_of(
                    format!("{instance}.{}", field.name),
                    field.unit,
                ));
            }
        }
        known.parameters.extend(
            layout
                .params
                .iter()
                .filter_map(|field| parameter(&instance, field)),
        );
    }
    for (name, unit) in crate::plan::anatomy::waves() {
        if physiology::vocabulary::quantity(&name).is_none() {
            known.quantities.extend(quantity_of(name, unit));
        }
    }
    if let Some(brought) = shelf.learned() {
        let layout = brought.layout();
        for field in layout.signals {
            let name = format!("{}.{}", brought.instance, field.name);
            known.quantities.extend(quantity_of(name, field.unit));
        }
        let arm = layout.params.iter().find(|field| field.name == "arm");
        known.parameters.extend(arm.and_then(|arm| {
            Some(KnownParameter {
                words: brought.arms().to_vec(),
                ..parameter(&brought.instance, arm)?
            })
        }));
        let visits = layout.params.iter().filter(|f| f.name == "as_they_come");
        known
            .parameters
            .extend(visits.filter_map(|f| parameter(&brought.instance, f)));
        known.learned = true;
    }
    for brought in shelf.networks() {
        let layout = brought.layout();
        for field in layout.signals {
            if physiology::vocabulary::quantity(field.name).is_none() {
                let name = format!("{}.{}", brought.instance, field.name);
                known.quantities.extend(quantity_of(name, field.unit));
            }
        }
        let params = layout.params.iter();
        known
            .parameters
            .extend(params.filter_map(|p| parameter(&brought.instance, p)));
        // What is sampled tells twins apart.
        known.learned |= brought.part.every.is_some();
    }
    known
}

/// Instances that a patient may have: organs of the virtual patients, and parts of medicines.
pub fn instances(systems: &[Arc<dyn System>]) -> Vec<(String, Arc<dyn System>)> {
    instances_with(systems, &Shelf::library())
}

/// The same with these medicines.
fn instances_with(systems: &[Arc<dyn System>], shelf: &Shelf) -> Vec<(String, Arc<dyn System>)> {
    let find = |name: &str| systems.iter().find(|system| system.layout().name == name);
    let organs = virtual_patients()
        .into_iter()
        .next()
        .map_or(Vec::new(), |patient| patient.parts);
    let body = crate::plan::anatomy::anatomy();
    let organs = organs.iter().chain(&body);
    let organs = organs.map(|part| (part.instance, part.system));
    let drugs = shelf.iter().flat_map(|medicine| medicine.components());
    let drugs = drugs.map(|part| (part.instance.as_str(), part.layout.name));
    let mut found: Vec<(String, Arc<dyn System>)> = organs
        .chain(drugs)
        .filter_map(|(instance, system)| Some((instance.to_owned(), find(system)?.clone())))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

fn drugs(shelf: &Shelf) -> Vec<KnownDrug> {
    let drug = |medicine: &Arc<crate::medicine::Medicine>| KnownDrug {
        name: medicine.name.clone(),
        synonyms: medicine.synonyms.clone(),
        units: medicine.dose_units(),
        example: medicine.example.clone(),
        routes: medicine
            .routes
            .iter()
            .map(|route| route.name.clone())
            .collect(),
        basal: medicine.basal.is_some(),
        varies: medicine.varies(),
    };
    let mut known: Vec<KnownDrug> = shelf.iter().map(drug).collect();
    known.extend(FLUIDS.iter().map(|fluid| {
        KnownDrug {
            name: fluid.name.to_owned(),
            synonyms: fluid
                .synonyms
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
            units: vec![MILLILITRE],
            example: fluid.example.to_owned(),
            routes: vec![if fluid.drunk { "oral" } else { "iv" }.to_owned()],
            basal: false,
            varies: false,
        }
    }));
    for (name, synonyms, example) in [
        (MEAL, ["food", "carbohydrate"], "60 g"),
        (DRINK, ["oral glucose", "glucose tolerance test"], "75 g"),
    ] {
        known.push(KnownDrug {
            name: name.to_owned(),
            synonyms: synonyms.map(str::to_owned).to_vec(),
            units: vec![Unit::GRAM],
            example: example.to_owned(),
            routes: vec!["oral".to_owned()],
            basal: false,
            varies: false,
        });
    }
    known
}

/// Whether a quantity is a temperature on a scale, not a difference of two: recorded in K, read in degrees
/// Celsius.
pub fn is_temperature(name: &str, unit: &str) -> bool {
    unit == "K" && name.ends_with("temperature")
}

fn quantity_of(name: String, unit: &str) -> Option<KnownQuantity> {
    Some(KnownQuantity {
        name,
        unit: Unit::parse(unit).ok()?,
        unit_text: unit.to_owned(),
    })
}

fn parameter(instance: &str, field: &Field) -> Option<KnownParameter> {
    Some(KnownParameter {
        part: instance.to_owned(),
        name: field.name.to_owned(),
        unit: Unit::parse(field.unit).ok()?,
        unit_text: field.unit.to_owned(),
        words: Vec::new(),
    })
}
