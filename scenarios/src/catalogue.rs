//! What exists in this program, as the checker asks for it.

use crate::known::{Known, KnownDrug, KnownParameter, KnownQuantity};
use physiology::drugs::DRUGS;
use physiology::people::virtual_patients;
use physiology::unit::Unit;
use physiology::vocabulary::VOCABULARY;
use physiology::{Field, Isa, System, systems};
use std::sync::Arc;

/// The name by which scenario files give food.
pub const MEAL: &str = "meal";

/// Everything that a scenario may name.
pub fn known() -> Known {
    let systems = systems(Isa::BASELINE);
    let published = |name: &str| {
        let mut layouts = systems.iter().map(|system| system.layout());
        layouts.any(|layout| layout.signals.iter().any(|field| field.name == name))
    };
    let mut known = Known {
        drugs: drugs(),
        quantities: VOCABULARY
            .iter()
            .filter(|quantity| published(quantity.name))
            .filter_map(|quantity| quantity_of(quantity.name.to_owned(), quantity.unit))
            .collect(),
        parameters: Vec::new(),
        virtual_patients: virtual_patients()
            .iter()
            .map(|p| p.name.to_owned())
            .collect(),
    };
    for (instance, system) in instances(&systems) {
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
    known
}

/// Instances that a patient may have: organs of the virtual patients, and drugs.
pub fn instances(systems: &[Arc<dyn System>]) -> Vec<(String, Arc<dyn System>)> {
    let find = |name: &str| systems.iter().find(|system| system.layout().name == name);
    let organs = virtual_patients()
        .into_iter()
        .next()
        .map_or(Vec::new(), |patient| patient.parts);
    let organs = organs.iter().map(|part| (part.instance, part.system));
    let drugs = DRUGS.iter().map(|drug| (drug.instance, drug.system));
    let mut found: Vec<(String, Arc<dyn System>)> = organs
        .chain(drugs)
        .filter_map(|(instance, system)| Some((instance.to_owned(), find(system)?.clone())))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

fn drugs() -> Vec<KnownDrug> {
    let mut known: Vec<KnownDrug> = DRUGS
        .iter()
        .filter_map(|drug| {
            Some(KnownDrug {
                name: drug.name.to_owned(),
                units: vec![Unit::parse(drug.dose_unit).ok()?],
                example: drug.example.to_owned(),
                routes: drug
                    .routes
                    .iter()
                    .map(|(route, _)| route.name().to_owned())
                    .collect(),
                basal: drug.basal.is_some(),
            })
        })
        .collect();
    known.push(KnownDrug {
        name: MEAL.to_owned(),
        units: vec![Unit::GRAM],
        example: "60 g".to_owned(),
        routes: vec!["oral".to_owned()],
        basal: false,
    });
    known
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
    })
}
