//! What a parameter can be: which numbers have a meaning, and which leave a model without numbers.
//!
//! A volume or a clearance below zero gives numbers that look like any other. Which parameters may
//! be below zero is told by the model itself: those whose typical value is, those that go "up or
//! down", and those that are a value "without drug (E0)" in whatever unit. Which may be zero is
//! tried: a model that divides by one has no rates or no signals there.

use super::parts::Part;
use physiology::{Field, System, View};

/// What each parameter of a body can be.
#[derive(Debug, Clone, Default)]
pub(super) struct Limits {
    own: Vec<Limit>,
}

/// What a parameter can be, beside finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    /// Any number.
    Any,
    /// 0 or more.
    NotNegative,
    /// More than 0.
    Positive,
}

impl Limits {
    /// Those of a body of these parts.
    pub fn new(parts: &[Part]) -> Self {
        let mut own = Vec::new();
        for part in parts {
            let fields = part.system.layout().params;
            // One that has no typical value stands for its typical size.
            let usual = fields.iter().map(|field| match field.typical.is_finite() {
                true => field.typical,
                false => field.scale,
            });
            let usual: Vec<f64> = usual.collect();
            own.extend((0..fields.len()).map(|place| limit(&*part.system, &usual, place)));
        }
        Self { own }
    }

    /// What was expected, where a parameter cannot be this.
    pub fn refuses(&self, param: usize, value: f64) -> Option<&'static str> {
        let limit = self.own.get(param).copied().unwrap_or(Limit::Any);
        let (fits, expected) = match limit {
            Limit::Any => (true, "a number"),
            Limit::NotNegative => (value >= 0.0, "a number of 0 or more"),
            Limit::Positive => (value > 0.0, "a number above 0"),
        };
        (!(fits && value.is_finite())).then_some(expected)
    }
}

fn limit(system: &dyn System, usual: &[f64], place: usize) -> Limit {
    let field = &system.layout().params[place];
    if may_be_negative(field) {
        return Limit::Any;
    }
    let mut none = usual.to_vec();
    none[place] = 0.0;
    // A model that has no numbers as it is says nothing about this parameter.
    match has_numbers(system, usual) && !has_numbers(system, &none) {
        true => Limit::Positive,
        false => Limit::NotNegative,
    }
}

fn may_be_negative(field: &Field) -> bool {
    field.typical < 0.0
        || matches!(field.unit, "Cel" | "deg")
        || field.meaning.contains("up or down")
        || field.meaning.contains("without drug (E0), in")
}

/// Whether all that a model computes is finite, where it starts and at states and inputs of their
/// typical sizes.
fn has_numbers(system: &dyn System, params: &[f64]) -> bool {
    let layout = system.layout();
    let sizes = |fields: &[Field]| fields.iter().map(|field| field.scale).collect::<Vec<f64>>();
    let inputs = sizes(layout.inputs);
    let mut start = vec![0.0; layout.states.len()];
    system.initial(params, &mut start);
    [start, sizes(layout.states)].iter().all(|state| {
        let view = View {
            t: 0.0,
            x: state,
            p: params,
            u: &inputs,
        };
        let mut signals = vec![0.0; layout.signals.len()];
        let mut rates = vec![0.0; layout.states.len()];
        system.signals(view, &mut signals);
        system.rates(view, &mut rates);
        let mut all = state.iter().chain(&signals).chain(&rates);
        all.all(|value: &f64| value.is_finite())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Parts;
    use physiology::{Isa, Layout, system};

    fn of(model: &str) -> (Layout, Limits) {
        let mut parts = Parts::default();
        parts.model(system(model, Isa::BASELINE).expect("a model"));
        let layout = *parts.models[0].system.layout();
        (layout, Limits::new(&parts.models))
    }

    /// What is expected of a parameter in place of a value.
    fn expected(model: &str, name: &str, value: f64) -> Option<&'static str> {
        let (layout, limits) = of(model);
        let place = layout.params.iter().position(|field| field.name == name);
        limits.refuses(place.expect("a parameter"), value)
    }

    #[test]
    fn what_a_model_divides_by_is_above_zero() {
        let expected = |name, value| expected("one_compartment", name, value);
        assert_eq!(expected("clearance", -1.0), Some("a number of 0 or more"));
        assert_eq!(expected("clearance", 0.0), None);
        assert_eq!(expected("volume", 0.0), Some("a number above 0"));
        assert_eq!(expected("volume", -3.0), Some("a number above 0"));
        for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(expected("absorption", wrong).is_some());
        }
    }

    #[test]
    fn what_goes_up_or_down_may_be_below_zero() {
        let expected = |name| expected("sigmoid_effect", name, -2.0);
        assert_eq!(expected("maximum"), None);
        assert_eq!(expected("baseline"), None);
        assert!(expected("half").is_some());
        assert!(expected("hill").is_some());
    }

    /// Every model's own typical values are what its parameters can be.
    #[test]
    fn typical_values_fit() {
        for system in physiology::systems(Isa::BASELINE) {
            let name = system.layout().name;
            let (layout, limits) = of(name);
            for (place, field) in layout.params.iter().enumerate() {
                let fits = field.typical.is_nan() || limits.refuses(place, field.typical).is_none();
                assert!(fits, "{name}.{} {}", field.name, field.typical);
            }
        }
    }
}
