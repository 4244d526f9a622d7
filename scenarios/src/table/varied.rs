//! What may differ between people: parameters, and the numbers of the compartments that doses go
//! through.
//!
//! Both have places in one row: first the parameters of the body, then bioavailability, lag, rate
//! and duration of every compartment.

use super::columns::Number;
use super::setup::Setup;

impl Setup {
    /// The place of a parameter by its name, or of a compartment's number by a name such as
    /// `F_depot` or `ALAG1`.
    pub(crate) fn varied(&self, name: &str) -> Option<usize> {
        let params = self.layout().params;
        let param = params.iter().position(|field| field.name == name);
        param.or_else(|| {
            let (number, state) = self.modelled(name)?;
            Some(self.place_of(number, state))
        })
    }

    /// The place of a number of a compartment.
    pub(super) fn place_of(&self, number: Number, state: usize) -> usize {
        let kind = Number::ALL.iter().position(|own| *own == number);
        self.params() + kind.unwrap_or(0) * self.layout().states.len() + state
    }

    /// The number of a compartment that a place is of; none for parameters.
    pub(super) fn number_at(&self, place: usize) -> Option<(Number, usize)> {
        let states = self.layout().states.len();
        let behind = place.checked_sub(self.params())?;
        let number = Number::ALL.get(behind.checked_div(states)?)?;
        Some((*number, behind % states))
    }

    /// Its name: of a compartment's number always the same, however it was called.
    pub(crate) fn name_at(&self, place: usize) -> String {
        match self.number_at(place) {
            None => self.param_name(place).to_owned(),
            Some((number, state)) => format!("{}_{}", number.prefix(), self.state_name(state)),
        }
    }

    /// Its unit: of lags, rates and durations that of the table's times.
    pub(crate) fn unit_at(&self, place: usize) -> String {
        match self.number_at(place) {
            None => self.layout().params[place].unit.to_owned(),
            Some((Number::Bioavailability, _)) => "1".to_owned(),
            Some((Number::Lag | Number::Duration, _)) => self.time_unit.clone(),
            Some((Number::Rate, state)) => {
                format!("{}/{}", self.layout().states[state].unit, self.time_unit)
            }
        }
    }

    /// What it is where no column says otherwise; NaN where nobody says. All of a dose arrives, and
    /// at once.
    pub(crate) fn usual_at(&self, place: usize) -> f64 {
        let Some((number, state)) = self.number_at(place) else {
            return self.defaults[place];
        };
        let given = self.constant(number, state);
        let given = given.or_else(|| self.usual(number, state));
        given.unwrap_or(match number {
            Number::Bioavailability => 1.0,
            Number::Lag | Number::Rate | Number::Duration => f64::NAN,
        })
    }

    /// What was expected, where this cannot be its value.
    pub(crate) fn refuses(&self, place: usize, value: f64) -> Option<&'static str> {
        match self.number_at(place) {
            None => self.limits.refuses(place, value),
            Some((number, _)) => number.refuses(value),
        }
    }

    /// Numbers of compartments that the population gives for whom no column does: name, value and
    /// unit.
    pub fn numbers_of_population(&self) -> Vec<(String, f64, String)> {
        let places = self.population().typical.iter();
        places
            .filter_map(|(place, _)| {
                let (number, state) = self.number_at(*place)?;
                let value = self.usual(number, state)?;
                Some((self.name_at(*place), value, self.unit_at(*place)))
            })
            .collect()
    }

    /// The numbers of compartments that differ between people, occasions or replicates, by place.
    pub(super) fn drawn_numbers(&self) -> Vec<usize> {
        let population = self.population();
        let mut places: Vec<usize> = population
            .drawn()
            .filter(|place| self.number_at(*place).is_some())
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

impl Number {
    /// What was expected, where this cannot be its value.
    pub(super) fn refuses(self, value: f64) -> Option<&'static str> {
        let (fits, expected) = match self {
            Self::Bioavailability => (value >= 0.0, "a fraction of 0 or more"),
            Self::Lag => (value >= 0.0, "a time of 0 or more"),
            Self::Rate => (value > 0.0, "a rate above 0"),
            Self::Duration => (value > 0.0, "a time above 0"),
        };
        (!(fits && value.is_finite())).then_some(expected)
    }

    /// What it is called in sentences.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Bioavailability => "bioavailability",
            Self::Lag => "lag",
            Self::Rate => "rate",
            Self::Duration => "duration",
        }
    }
}
