//! What was asked, settled against a model.

use super::facts::Derived;
use super::limits::Limits;
use super::parts::{Dosed, Part, Parts};
use super::{Ask, Number, Residual};
use crate::medicine::{Covariate, Route, covariate};
use crate::nearest::nearest;
use crate::population::Population;
use engine::dosing::Between;
use engine::event::Read;
use engine::time::MINUTE;
use physiology::{Layout, System, Unit};
use std::sync::Arc;

/// A model and how a table is meant for it.
#[derive(Clone)]
pub struct Setup {
    /// The models that the body is put together from, and the medicines that they are of.
    pub parts: Parts,
    /// What each of them reads of the others.
    pub reads: Vec<Vec<Read>>,
    layout: Layout,
    /// What was asked.
    pub ask: Ask,
    /// Values of all parameters where no column says otherwise; NaN where there is none.
    pub defaults: Vec<f64>,
    /// Unit of times in the table, UCUM, and its minutes.
    pub time_unit: String,
    /// Minutes in it.
    pub minutes: f64,
    /// States and signals to show.
    pub shown: Vec<Quantity>,
    /// The one that is the prediction.
    pub prediction: Quantity,
    mapped: Vec<(Number, usize, Given)>,
    /// How people differ.
    population: Population,
    /// How often everybody is simulated, each time as another person of the population.
    replicates: u64,
    /// Whether the command itself says how measurements err.
    own_error: bool,
    /// What parameters can be.
    pub(super) limits: Limits,
}

/// A state or a signal of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// A state, by its place.
    State(usize),
    /// A signal, by its place.
    Signal(usize),
}

#[derive(Debug, Clone, PartialEq)]
enum Given {
    Column(String),
    Value(f64),
    /// What the population says, for whom no column says otherwise.
    Usual(f64),
}

impl Setup {
    /// Settles it, or says everything that does not fit.
    pub fn new(system: Arc<dyn System>, ask: Ask) -> Result<Self, Vec<String>> {
        let mut parts = Parts::default();
        parts.model(system);
        Self::of_parts(parts, ask)
    }

    /// Settles it for several models that make one body: where one publishes what another reads,
    /// it reads that. Times are in the unit of the first.
    pub fn of_parts(parts: Parts, ask: Ask) -> Result<Self, Vec<String>> {
        let models = &parts.models;
        let layout = super::parts::join(models)?;
        if models.len() > 1 && ask.between == Between::Linear {
            return Err(vec![
                "straight lines between records are for one model: say locf or nocb".to_owned(),
            ]);
        }
        let reads = super::parts::reads(models)?;
        let mut wrong = Vec::new();
        let mut defaults: Vec<f64> = layout.params.iter().map(|field| field.typical).collect();
        for dosed in &parts.medicines {
            // Where a fact is wanting, columns may tell it.
            if let Ok(values) = dosed.medicine.parameters(&ask.facts, ask.effects()) {
                defaults[dosed.params(models)].copy_from_slice(&values);
            }
        }
        if parts.medicines.is_empty() && !(ask.facts.is_empty() && ask.told.is_empty()) {
            wrong.push(format!(
                "`{}` is a model, whose parameters are given by columns or --set; facts about a \
                 patient are for medicines",
                layout.name
            ));
        }
        let limits = Limits::new(models);
        for (index, (name, value)) in ask.set.iter().enumerate() {
            match layout.params.iter().position(|f| f.name == name) {
                Some(_) if ask.set[..index].iter().any(|(before, _)| before == name) => {
                    wrong.push(format!(
                        "`{name}` is set twice\n  found {value} again, expected one --set of it"
                    ));
                }
                Some(place) => match limits.refuses(place, *value) {
                    None => defaults[place] = *value,
                    Some(expected) => {
                        let unit = layout.params[place].unit;
                        wrong.push(cannot_be(name, *value, expected, unit));
                    }
                },
                None => {
                    let names = layout.params.iter().map(|field| field.name);
                    wrong.push(unknown(&layout, "parameter", name, names));
                }
            }
        }
        let mut mapped = Vec::new();
        for (number, mapping) in &ask.mapped {
            match state(&layout, &mapping.compartment) {
                Some(place) => {
                    let given = match mapping.source.parse::<f64>() {
                        Ok(value) => Given::Value(value),
                        Err(_) => Given::Column(mapping.source.clone()),
                    };
                    if let Given::Value(value) = given
                        && let Some(expected) = number.refuses(value)
                    {
                        let what = format!("{} of {}", number.word(), mapping.compartment);
                        wrong.push(cannot_be(&what, value, expected, ""));
                    }
                    let said = |(own, state, _): &(Number, usize, Given)| {
                        (*own, *state) == (*number, place)
                    };
                    if mapped.iter().any(said) {
                        wrong.push(format!(
                            "the {} of {} is given twice\n  found {} again, expected one \
                             --{0} of it",
                            number.word(),
                            mapping.compartment,
                            mapping.source
                        ));
                    }
                    mapped.push((*number, place, given));
                }
                None => wrong.push(no_compartment(&layout, &mapping.compartment)),
            }
        }
        let mut find = |name: &str| {
            let find = |fields: &[physiology::Field]| fields.iter().position(|f| f.name == name);
            let signal = find(layout.signals).map(Quantity::Signal);
            let found = signal.or_else(|| find(layout.states).map(Quantity::State));
            if found.is_none() {
                let names = layout.signals.iter().chain(layout.states).map(|f| f.name);
                wrong.push(unknown(&layout, "signal or state", name, names));
            }
            found
        };
        let mut shown: Vec<Quantity> = ask.show.iter().filter_map(|name| find(name)).collect();
        if ask.show.is_empty() {
            let asked = |place: &usize| {
                let name = layout.signals[*place].name;
                ask.columns.is_empty() || ask.writes(name)
            };
            let all = (0..layout.signals.len()).filter(asked);
            shown = all.map(Quantity::Signal).collect();
        }
        let usual = layout
            .signals
            .iter()
            .position(|f| f.name == "concentration");
        let prediction = match &ask.prediction {
            Some(name) => find(name),
            None => {
                Some(Quantity::Signal(usual.unwrap_or(0))).filter(|_| !layout.signals.is_empty())
            }
        };
        let time_unit = ask.time_unit.clone().unwrap_or(layout.time.to_owned());
        let minutes = minutes_in(&time_unit);
        if minutes.is_none() {
            wrong.push(format!(
                "`{time_unit}` is no unit of time, such as h or min"
            ));
        }
        match (minutes, prediction) {
            (Some(minutes), Some(prediction)) if wrong.is_empty() => Ok(Self {
                own_error: ask.residual.is_some(),
                reads,
                parts,
                layout,
                ask,
                defaults,
                time_unit,
                minutes,
                shown,
                prediction,
                mapped,
                population: Population::default(),
                replicates: 1,
                limits,
            }),
            _ if wrong.is_empty() => Err(vec![format!("`{}` shows nothing", layout.name)]),
            _ => Err(wrong),
        }
    }

    /// Makes people differ, each time that everybody is simulated. What the command sets, and errors
    /// of measurements that it names, go before what the population says.
    pub fn vary(&mut self, population: Population, replicates: u64) {
        for (place, value) in &population.typical {
            match self.number_at(*place) {
                // What the command gives goes before what the population says.
                Some((number, state)) if !self.maps(number, state) => {
                    self.mapped.push((number, state, Given::Usual(*value)));
                }
                None if !self.says(Derived::Parameter(*place)) => self.defaults[*place] = *value,
                _ => {}
            }
        }
        self.ask.residual = self.ask.residual.or(population.residual);
        self.population = population;
        self.replicates = replicates.max(1);
    }

    /// The error of measurements of a replicate whose own is this.
    pub(super) fn error_of(&self, own: Option<Residual>) -> Option<Residual> {
        match self.own_error {
            true => self.ask.residual,
            false => own,
        }
    }

    /// How people differ.
    pub fn population(&self) -> &Population {
        &self.population
    }

    /// How often everybody is simulated.
    pub fn replicates(&self) -> u64 {
        self.replicates
    }

    /// Names of the model's numbers.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The medicine whose parameter this is.
    pub fn medicine_of(&self, param: usize) -> Option<&Dosed> {
        let mut medicines = self.parts.medicines.iter();
        medicines.find(|dosed| self.params_of(dosed).contains(&param))
    }

    /// The state that takes doses whose compartment is blank or 0: where a medicine's usual route
    /// leads, else the first.
    pub fn usual_compartment(&self) -> usize {
        let medicines = self.parts.medicines.iter();
        let mut routes =
            medicines.filter_map(|dosed| Some((dosed, dosed.medicine.routes.first()?)));
        let found = routes.next().and_then(|(dosed, route)| {
            let own = dosed.medicine.kinetics.layout.states;
            let place = own.iter().position(|field| field.name == route.into)?;
            Some(self.states_before(dosed) + place)
        });
        found.unwrap_or(0)
    }

    fn states_before(&self, dosed: &Dosed) -> usize {
        let before = &self.parts.models[..dosed.parts];
        let states = before.iter().map(|part| part.system.layout().states.len());
        states.sum()
    }

    /// Nanoseconds in a unit of the table's times.
    pub fn unit(&self) -> f64 {
        self.minutes * MINUTE as f64
    }

    /// Name, unit and meaning of a quantity.
    pub fn field(&self, of: Quantity) -> &'static physiology::Field {
        match of {
            Quantity::State(place) => &self.layout().states[place],
            Quantity::Signal(place) => &self.layout().signals[place],
        }
    }

    /// Whether the command itself says what this number of a compartment is.
    fn maps(&self, number: Number, state: usize) -> bool {
        let mut mapped = self.mapped.iter();
        mapped.any(|(own, at, _)| (*own, *at) == (number, state))
    }

    /// A number of a compartment that the command gives for everybody.
    pub fn constant(&self, number: Number, state: usize) -> Option<f64> {
        self.mapped.iter().find_map(|(n, s, given)| match given {
            Given::Value(value) if (*n, *s) == (number, state) => Some(*value),
            _ => None,
        })
    }

    /// A number of a compartment for whom neither the command nor a column gives one.
    pub fn usual(&self, number: Number, state: usize) -> Option<f64> {
        self.mapped.iter().find_map(|(n, s, given)| match given {
            Given::Usual(value) if (*n, *s) == (number, state) => Some(*value),
            _ => None,
        })
    }

    /// The medicines of the body.
    pub(super) fn medicines(&self) -> &[Dosed] {
        &self.parts.medicines
    }

    pub(super) fn models(&self) -> &[Part] {
        &self.parts.models
    }

    /// The parameters of a medicine's parts.
    pub(crate) fn params_of(&self, dosed: &Dosed) -> std::ops::Range<usize> {
        dosed.params(self.models())
    }

    /// The states into which only a share of a medicine's doses goes, and the route.
    pub(super) fn shares_of<'d>(
        &self,
        dosed: &'d Dosed,
    ) -> impl Iterator<Item = (usize, &'d Route)> + use<'d> {
        let first = self.states_before(dosed);
        let own = dosed.medicine.kinetics.layout.states;
        let routes = dosed.medicine.routes.iter();
        let shared = routes.filter(|route| route.share.is_some());
        shared.filter_map(move |route| {
            let place = own.iter().position(|field| field.name == route.into)?;
            Some((first + place, route))
        })
    }

    /// Whether the command itself gives this number for everybody.
    pub(super) fn says(&self, number: Derived) -> bool {
        match number {
            Derived::Parameter(param) => {
                let name = self.param_name(param);
                let set = self.ask.set.iter().any(|(set, _)| set == name);
                set || self
                    .population
                    .typical
                    .iter()
                    .any(|(known, _)| *known == param)
            }
            Derived::Share(state) => self.maps(Number::Bioavailability, state),
        }
    }

    /// The fact that a column of this name tells, where a medicine might ask for it.
    pub(super) fn fact(&self, name: &str) -> Option<&'static Covariate> {
        let same = crate::medicine::COVARIATES.iter();
        let mut same = same.filter(|known| known.name.eq_ignore_ascii_case(name));
        let known = same.next().filter(|_| !self.medicines().is_empty())?;
        covariate(known.name)
    }

    /// Parameters that have neither a value nor a column.
    pub(super) fn without_value(&self, columns: &[(usize, usize)]) -> Vec<&'static str> {
        let params = self.layout().params;
        (0..params.len())
            .filter(|p| self.defaults[*p].is_nan() && columns.iter().all(|(known, _)| known != p))
            .map(|p| params[p].name)
            .collect()
    }

    /// The state that a cell of CMT means, by number from 1 or by name.
    pub(super) fn state(&self, cell: &str) -> Option<usize> {
        state(self.layout(), cell)
    }
    pub(super) fn state_name(&self, state: usize) -> &'static str {
        self.layout().states[state].name
    }
    pub(super) fn params(&self) -> usize {
        self.defaults.len()
    }
    pub(crate) fn param_name(&self, param: usize) -> &'static str {
        self.layout().params[param].name
    }
    /// The parameter of this name, whatever its capitals.
    pub(super) fn param(&self, name: &str) -> Option<usize> {
        let params = self.layout().params;
        params
            .iter()
            .position(|f| f.name.eq_ignore_ascii_case(name))
    }
    /// What a column such as `F2` or `ALAG_central` gives.
    pub(super) fn modelled(&self, name: &str) -> Option<(Number, usize)> {
        Number::ALL.iter().find_map(|number| {
            let prefix = number.prefix();
            let (head, rest) = name.split_at_checked(prefix.len())?;
            let rest = rest.strip_prefix('_').unwrap_or(rest);
            let state = state(self.layout(), rest).filter(|_| !rest.is_empty())?;
            head.eq_ignore_ascii_case(prefix)
                .then_some((*number, state))
        })
    }
    /// Columns that the command maps.
    pub(super) fn mapped_columns(&self) -> impl Iterator<Item = (&str, Number, usize)> {
        self.mapped
            .iter()
            .filter_map(|(number, state, given)| match given {
                Given::Column(name) => Some((name.as_str(), *number, *state)),
                Given::Value(_) | Given::Usual(_) => None,
            })
    }
    pub(super) fn carries(&self, name: &str) -> bool {
        self.ask.carry.iter().any(|c| c.eq_ignore_ascii_case(name))
    }
}

fn state(layout: &Layout, text: &str) -> Option<usize> {
    let by_name = layout
        .states
        .iter()
        .position(|f| f.name.eq_ignore_ascii_case(text));
    by_name.or_else(|| {
        let number: usize = text.parse().ok()?;
        (1..=layout.states.len())
            .contains(&number)
            .then(|| number - 1)
    })
}

fn minutes_in(unit: &str) -> Option<f64> {
    let minute = Unit::parse("min").ok()?;
    Unit::parse(unit)
        .ok()?
        .convert(1.0, &minute)
        .filter(|m| *m > 0.0)
}

/// What was found and expected of a number of the command.
fn cannot_be(what: &str, value: f64, expected: &str, unit: &str) -> String {
    let unit = match unit {
        "" | "1" => String::new(),
        unit => format!(", in {unit}"),
    };
    format!("`{what}` cannot be {value}\n  found {value}, expected {expected}{unit}")
}

fn no_compartment(layout: &Layout, found: &str) -> String {
    let names = layout.states.iter().map(|field| field.name);
    unknown(layout, "compartment", found, names)
}

fn unknown<'n>(
    layout: &Layout,
    kind: &str,
    found: &str,
    names: impl Iterator<Item = &'n str>,
) -> String {
    let names: Vec<&str> = names.collect();
    let mut message = format!("`{}` has no {kind} `{found}`", layout.name);
    if let Some(right) = nearest(found, names.iter().copied()) {
        message.push_str(&format!("; did you mean `{right}`?"));
    }
    message.push_str(&format!(" (it has {})", names.join(", ")));
    message
}
