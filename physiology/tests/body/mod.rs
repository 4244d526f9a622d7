//! A whole body without an engine: parts of a virtual patient, wired by the vocabulary's names.

use physiology::people::VirtualPatient;
use physiology::vocabulary::quantity;
use physiology::{Field, Isa, System, View, system};
use std::collections::BTreeMap;
use std::sync::Arc;

pub struct Organ {
    pub instance: &'static str,
    pub system: Arc<dyn System>,
    pub p: Vec<f64>,
    pub x: Vec<f64>,
}

pub struct Body {
    pub organs: Vec<Organ>,
    weight: f64,
    /// Part, state, and what is added to it per minute.
    infused: Option<(&'static str, usize, f64)>,
}

pub fn index(fields: &[Field], name: &str) -> usize {
    let found = fields.iter().position(|field| field.name == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

impl Body {
    /// At the patient's initial state; nothing is infused.
    pub fn of(patient: &VirtualPatient) -> Self {
        let organs = patient.parts.iter().map(|part| {
            let system = system(part.system, Isa::BASELINE).expect(part.system);
            assert_eq!(
                system.layout().time,
                "min",
                "the parts of these bodies share a minute"
            );
            let p = part.params.clone();
            let mut x = vec![0.0; system.layout().states.len()];
            system.initial(&p, &mut x);
            Organ {
                instance: part.instance,
                system,
                p,
                x,
            }
        });
        Self {
            organs: organs.collect(),
            weight: patient.person.weight_kg,
            infused: None,
        }
    }

    /// Infuses insulin into its depot, in units per minute: 6000 pmol each, as the virtual patients'
    /// simulator has it (`physiology/drugs/insulin.toml`).
    pub fn infuse_insulin(&mut self, units_per_minute: f64) {
        let depot = "insulin_depot";
        let mut organs = self.organs.iter();
        let organ = organs.find(|organ| organ.instance == depot).expect(depot);
        let state = index(organ.system.layout().states, "first");
        let rate = units_per_minute * 6000.0 / self.weight;
        self.infused = Some((depot, state, rate));
    }

    /// What the organs tell each other. A signal may need an input, so all are asked until nothing
    /// changes any more: without an algebraic loop, after as many rounds as there are organs.
    pub fn published(&self) -> BTreeMap<&'static str, f64> {
        let mut published = BTreeMap::new();
        for _ in &self.organs {
            let mut round = BTreeMap::new();
            for organ in &self.organs {
                let layout = organ.system.layout();
                let u = inputs(layout.inputs, &published);
                let mut signals = vec![0.0; layout.signals.len()];
                organ.system.signals(view(organ, &u), &mut signals);
                for (field, value) in layout.signals.iter().zip(signals) {
                    if quantity(field.name).is_some() {
                        let twice = round.insert(field.name, value).is_some();
                        assert!(!twice, "{} has two publishers", field.name);
                    }
                }
            }
            published = round;
        }
        published
    }

    /// Change per minute of the states of each organ.
    pub fn rates(&self) -> Vec<Vec<f64>> {
        let published = self.published();
        let of = |organ: &Organ| {
            let u = inputs(organ.system.layout().inputs, &published);
            let mut rates = vec![0.0; organ.x.len()];
            organ.system.rates(view(organ, &u), &mut rates);
            if let Some((_, state, rate)) =
                self.infused.filter(|(into, ..)| *into == organ.instance)
            {
                rates[state] += rate;
            }
            rates
        };
        self.organs.iter().map(of).collect()
    }
}

fn view<'a>(organ: &'a Organ, u: &'a [f64]) -> View<'a, f64> {
    View {
        t: 0.0,
        x: &organ.x,
        p: &organ.p,
        u,
    }
}

fn inputs(fields: &[Field], published: &BTreeMap<&str, f64>) -> Vec<f64> {
    let value = |field: &Field| {
        let neutral = || quantity(field.name).map_or(f64::NAN, |quantity| quantity.neutral);
        published.get(field.name).copied().unwrap_or_else(neutral)
    };
    fields.iter().map(value).collect()
}
