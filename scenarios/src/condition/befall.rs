//! What a condition of a certain severity makes of a certain person.

use super::{Becomes, Condition};
use crate::expression::{Fault, Found, FoundWord, Number, Scope};
use crate::medicine::{Facts, Names};
use engine::event::{Place, Setting};

/// How severe: values of measures, in their units, by name; the usual ones where nothing is said.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Severe(pub Vec<(String, f64)>);

/// What became of a body's parameters.
pub type Befallen = Vec<(Place, Setting)>;

impl Condition {
    /// The value of a measure.
    fn value(&self, severe: &Severe, name: &str) -> Option<Number> {
        let measure = self.measure(name)?;
        let said = severe.0.iter().find(|(known, _)| known == name);
        Some(Number {
            value: said.map_or(measure.usual, |(_, value)| *value),
            unit: measure.unit,
        })
    }

    /// What becomes of the parameters of a person of whom this is known.
    pub fn befalls(&self, severe: &Severe, facts: &Facts) -> Result<Befallen, Fault> {
        let scope = Measured {
            condition: self,
            severe,
            facts: Names::of(facts),
        };
        let mut all = Vec::new();
        for change in &self.changes {
            let to = match &change.becomes {
                Becomes::Value(equation) => {
                    Setting::Value(equation.evaluate_in(&change.unit, &scope)?)
                }
                Becomes::TimesOwn(equation) => {
                    let one = physiology::unit::Unit::ONE;
                    Setting::TimesOwn(equation.evaluate_in(&one, &scope)?)
                }
            };
            let place = Place {
                part: change.part.as_str().into(),
                field: change.name.as_str().into(),
            };
            all.push((place, to));
        }
        Ok(all)
    }

    /// What undoes it.
    pub fn passes(&self) -> Befallen {
        let own = |change: &super::Change| {
            let place = Place {
                part: change.part.as_str().into(),
                field: change.name.as_str().into(),
            };
            (place, Setting::TimesOwn(1.0))
        };
        self.changes.iter().map(own).collect()
    }
}

/// Measures before facts.
struct Measured<'a> {
    condition: &'a Condition,
    severe: &'a Severe,
    facts: Names<'a>,
}

impl Scope for Measured<'_> {
    fn find(&self, name: &str) -> Found {
        match self.condition.value(self.severe, name) {
            Some(number) => Found::Number(number),
            None => self.facts.find(name),
        }
    }

    fn names(&self) -> Vec<&str> {
        let measures = self.condition.measures.iter();
        let own = measures.map(|measure| measure.name.as_str());
        own.chain(self.facts.names()).collect()
    }

    fn word(&self, name: &str) -> FoundWord<'_> {
        self.facts.word(name)
    }
}
