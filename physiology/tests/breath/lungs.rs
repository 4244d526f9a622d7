//! A person made of the parts of breath and gas alone, carried on by a fixed step.

use physiology::breath::person::parts;
use physiology::people::{Adult, Sex};
use physiology::vocabulary::{Combine, quantity};
use physiology::{Isa, Reading, System, View, system};
use std::collections::BTreeMap;
use std::sync::Arc;

pub const MAN: Adult = Adult {
    sex: Sex::Male,
    age_yr: 44.0,
    weight_kg: 77.0,
    height_cm: 180.0,
    haemoglobin_g_dl: None,
};

struct Organ {
    instance: String,
    system: Arc<dyn System>,
    p: Vec<f64>,
    x: Vec<f64>,
}

pub struct Lungs {
    organs: Vec<Organ>,
    held: BTreeMap<String, f64>,
    pub minutes: f64,
}

/// A step of the fixed method, in minutes: a second.
const STEP: f64 = 1.0 / 60.0;

impl Lungs {
    pub fn of(adult: &Adult) -> Self {
        let mut lungs = Self {
            organs: Vec::new(),
            held: BTreeMap::new(),
            minutes: 0.0,
        };
        lungs.hold("cardiac_output", adult.cardiac_output());
        lungs.hold("cerebral_blood_flow", 120.0 * adult.cardiac_output());
        lungs.hold("haemoglobin", adult.haemoglobin());
        for part in parts(adult) {
            lungs.add(part.instance, part.system, part.params);
        }
        lungs
    }

    fn add(&mut self, instance: &str, name: &str, p: Vec<f64>) {
        let system = system(name, Isa::BASELINE).expect(name);
        let mut x = vec![0.0; system.layout().states.len()];
        Reading::<f64>::initial(system.as_ref(), &p, &mut x);
        self.organs.push(Organ {
            instance: instance.to_owned(),
            system,
            p,
            x,
        });
    }

    /// Attaches a device with its typical settings, of which these are others.
    pub fn attach(&mut self, instance: &str, name: &str, settings: &[(&str, f64)]) {
        // The one that does nothing makes room.
        self.organs
            .retain(|organ| organ.system.layout().name != name);
        let layout = *system(name, Isa::BASELINE).expect(name).layout();
        let typical = layout.params.iter().map(|field| field.typical).collect();
        self.add(instance, name, typical);
        for (field, value) in settings {
            self.set(instance, field, *value);
        }
    }

    pub fn detach(&mut self, instance: &str) {
        self.organs.retain(|organ| organ.instance != instance);
    }

    pub fn hold(&mut self, input: &str, value: f64) {
        self.held.insert(input.to_owned(), value);
    }

    fn parameter(&mut self, part: &str, field: &str) -> &mut f64 {
        let organ = self
            .organs
            .iter_mut()
            .find(|o| o.instance == part)
            .expect(part);
        let fields = organ.system.layout().params;
        let index = fields.iter().position(|f| f.name == field).expect(field);
        &mut organ.p[index]
    }

    pub fn set(&mut self, part: &str, field: &str, value: f64) {
        *self.parameter(part, field) = value;
    }

    /// Values of all signals, by name; what several publish is combined.
    pub fn signals(&self) -> BTreeMap<String, f64> {
        self.signals_at(&self.organs.iter().map(|o| o.x.clone()).collect::<Vec<_>>())
    }

    fn signals_at(&self, states: &[Vec<f64>]) -> BTreeMap<String, f64> {
        let mut published: BTreeMap<String, f64> = self.held.clone();
        for _ in 0..5 {
            let mut round = self.held.clone();
            for (organ, x) in self.organs.iter().zip(states) {
                let layout = organ.system.layout();
                let u = inputs(organ.system.as_ref(), &published);
                let mut y = vec![0.0; layout.signals.len()];
                let view = View {
                    t: 0.0,
                    x,
                    p: &organ.p,
                    u: &u,
                };
                Reading::<f64>::signals(organ.system.as_ref(), view, &mut y);
                for (field, value) in layout.signals.iter().zip(y) {
                    let before = round.get(field.name).copied();
                    let combined = match (before, quantity(field.name).map(|q| q.combine)) {
                        (Some(old), Some(Combine::Sum)) => old + value,
                        (Some(old), Some(Combine::Product)) => old * value,
                        _ => value,
                    };
                    round.insert(field.name.to_owned(), combined);
                }
            }
            if round == published {
                break;
            }
            published = round;
        }
        published
    }

    pub fn rates(&self, states: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let published = self.signals_at(states);
        let of = |(organ, x): (&Organ, &Vec<f64>)| {
            let u = inputs(organ.system.as_ref(), &published);
            let mut dx = vec![0.0; x.len()];
            let view = View {
                t: 0.0,
                x,
                p: &organ.p,
                u: &u,
            };
            Reading::<f64>::rates(organ.system.as_ref(), view, &mut dx);
            dx
        };
        self.organs.iter().zip(states).map(of).collect()
    }

    pub fn states(&self) -> Vec<Vec<f64>> {
        self.organs.iter().map(|organ| organ.x.clone()).collect()
    }

    /// Largest rate of any state, relative to its scale, with its name.
    pub fn unrest(&self) -> (f64, String) {
        let mut worst = (0.0, String::new());
        for (organ, rates) in self.organs.iter().zip(self.rates(&self.states())) {
            for (field, rate) in organ.system.layout().states.iter().zip(rates) {
                let relative = (rate / field.scale).abs();
                if relative > worst.0 || relative.is_nan() {
                    worst = (relative, format!("{} {}", organ.instance, field.name));
                }
            }
        }
        worst
    }

    /// Carries the person on, by the classic Runge-Kutta method.
    pub fn run(&mut self, minutes: f64) {
        let steps = ((minutes / STEP).ceil() as usize).max(1);
        let h = minutes / steps as f64;
        for _ in 0..steps {
            let x = self.states();
            let moved = |k: &[Vec<f64>], by: f64| -> Vec<Vec<f64>> {
                x.iter()
                    .zip(k)
                    .map(|(x, k)| x.iter().zip(k).map(|(x, k)| x + by * k).collect())
                    .collect()
            };
            let k1 = self.rates(&x);
            let k2 = self.rates(&moved(&k1, h / 2.0));
            let k3 = self.rates(&moved(&k2, h / 2.0));
            let k4 = self.rates(&moved(&k3, h));
            for (o, organ) in self.organs.iter_mut().enumerate() {
                for (i, x) in organ.x.iter_mut().enumerate() {
                    *x += h / 6.0 * (k1[o][i] + 2.0 * k2[o][i] + 2.0 * k3[o][i] + k4[o][i]);
                }
            }
            self.minutes += h;
        }
    }

    /// A state, by part and name.
    pub fn state(&self, part: &str, field: &str) -> f64 {
        let organ = self.organs.iter().find(|o| o.instance == part).expect(part);
        let fields = organ.system.layout().states;
        organ.x[fields.iter().position(|f| f.name == field).expect(field)]
    }

    /// All that a part holds of a substance.
    pub fn held_by(&self, part: &str, substance: &str) -> f64 {
        let organ = self.organs.iter().find(|o| o.instance == part).expect(part);
        let fields = organ.system.layout().states.iter();
        fields
            .zip(&organ.x)
            .filter(|(f, _)| f.conserves == Some(substance))
            .map(|(_, x)| x)
            .sum()
    }

    pub fn see(&self, name: &str) -> f64 {
        self.signals()[name]
    }
}

fn inputs(system: &dyn System, published: &BTreeMap<String, f64>) -> Vec<f64> {
    let value = |name: &str| {
        let neutral = || quantity(name).map_or(0.0, |quantity| quantity.neutral);
        published.get(name).copied().unwrap_or_else(neutral)
    };
    system
        .layout()
        .inputs
        .iter()
        .map(|field| value(field.name))
        .collect()
}
