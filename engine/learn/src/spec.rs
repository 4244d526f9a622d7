//! What the columns of a table of visits are: the spec file, and what is wrong with it.

use crate::fault::Fault;
use engine::learned::progression::forecaster::Family;
use physiology::Unit;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A spec file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// What the model is called.
    pub title: String,
    /// Where the data are from.
    #[serde(default)]
    pub source: String,
    /// Under what terms the data may be used.
    #[serde(default)]
    pub licence: String,
    /// The family that foresees markers, by its key; where it is not said, patients left out choose.
    pub family: Option<Spanned<String>>,
    /// Column that tells patients apart.
    pub id: Spanned<String>,
    /// Column of the time of the visit.
    pub time: Time,
    /// What is forecast.
    #[serde(default, rename = "marker")]
    pub markers: Vec<Marker>,
    /// What else is seen at visits, and read but not forecast.
    #[serde(default, rename = "sign")]
    pub signs: Vec<Sign>,
    /// What is known of the patient from the start.
    #[serde(default, rename = "covariate")]
    pub covariates: Vec<Covariate>,
    /// Treatment.
    pub arm: Option<Arm>,
    /// Death, or another end that comes once.
    pub death: Option<Death>,
    /// Events that come again and again.
    pub events: Option<Events>,
}

/// A column of times.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    /// Column.
    pub column: Spanned<String>,
    /// UCUM unit.
    pub unit: Spanned<String>,
}

/// A column that is forecast.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// Column.
    pub column: Spanned<String>,
    /// Name that scenarios and cards use; the column's where not given.
    pub name: Option<String>,
    /// UCUM unit.
    pub unit: Spanned<String>,
    /// How it is counted: `log`, `none`, or `auto`.
    #[serde(default)]
    pub transform: Transform,
}

/// How a marker is counted inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transform {
    /// By logarithm where all values are above zero and their logarithms are less skewed.
    #[default]
    Auto,
    /// Natural logarithm.
    Log,
    /// As it is.
    None,
}

/// A column that is read but not forecast.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Column.
    pub column: Spanned<String>,
    /// UCUM unit.
    #[serde(default = "one")]
    pub unit: Spanned<String>,
}

fn one() -> Spanned<String> {
    Spanned::new(0..0, "1".to_owned())
}

/// A column known from the start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Covariate {
    /// Column.
    pub column: Spanned<String>,
    /// UCUM unit, for a number; a column of words has none.
    #[serde(default = "one")]
    pub unit: Spanned<String>,
}

/// The column of the treatment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Column.
    pub column: Spanned<String>,
    /// Whether chance decided who got what.
    pub randomised: bool,
    /// The arm against which others are counted: a value of the column.
    pub reference: Spanned<String>,
    /// Names by values of the column.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
}

/// The end of a patient's course.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Death {
    /// Column of the time of the end or of the last contact.
    pub time: Time,
    /// Column that says how it ended.
    pub status: Spanned<String>,
    /// Values of it that mean death; all others mean that the patient was alive then.
    pub is: Vec<String>,
    /// What it is called.
    #[serde(default = "death")]
    pub name: String,
}

fn death() -> String {
    "death".to_owned()
}

/// Events that may come again: rows are intervals that end in an event or not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    /// Column of the end of the interval.
    pub until: Time,
    /// Column that says whether it ended in an event.
    pub status: Spanned<String>,
    /// Values that mean an event.
    pub is: Vec<String>,
    /// What it is called.
    pub name: String,
}

impl Spec {
    /// Reads a spec; `file` is its name for messages.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let spec: Spec = toml::from_str(text).map_err(|error| {
            let byte = error.span().map_or(0, |span| span.start);
            vec![Fault::byte(file, text, byte, error.message())]
        })?;
        let mut faults = Vec::new();
        let mut unit = |unit: &Spanned<String>| {
            if let Err(error) = Unit::parse(unit.get_ref()) {
                let message = format!("`{}` is no UCUM unit: {error}", unit.get_ref());
                faults.push(Fault::byte(file, text, unit.span().start, message));
            }
        };
        spec.markers.iter().for_each(|marker| unit(&marker.unit));
        spec.signs.iter().for_each(|sign| unit(&sign.unit));
        spec.covariates
            .iter()
            .for_each(|covariate| unit(&covariate.unit));
        for time in spec.times() {
            if days(time.unit.get_ref()).is_none() {
                let message = format!(
                    "found `{}`, expected a unit of time such as \"d\", \"mo\" or \"a\" (year)",
                    time.unit.get_ref()
                );
                faults.push(Fault::byte(file, text, time.unit.span().start, message));
            }
        }
        if spec.markers.is_empty() && spec.events.is_none() {
            let message = "nothing to learn: expected [[marker]] tables, or [events]";
            faults.push(Fault::byte(file, text, 0, message));
        }
        if let Some(family) = &spec.family
            && let Err(why) = Family::of(family.get_ref())
        {
            faults.push(Fault::byte(file, text, family.span().start, why));
        }
        faults.extend(spec.twice(file, text));
        if faults.is_empty() {
            Ok(spec)
        } else {
            Err(faults)
        }
    }

    /// The family that is asked for.
    pub fn family(&self) -> Option<Family> {
        let key = self.family.as_ref()?;
        Family::of(key.get_ref()).ok()
    }

    fn times(&self) -> impl Iterator<Item = &Time> {
        let death = self.death.iter().map(|death| &death.time);
        let events = self.events.iter().map(|events| &events.until);
        std::iter::once(&self.time).chain(death).chain(events)
    }

    /// Columns that tell the outcome, which nothing may be predicted from.
    fn outcomes(&self) -> Vec<&Spanned<String>> {
        let death = self.death.iter().flat_map(|d| [&d.time.column, &d.status]);
        let events = self
            .events
            .iter()
            .flat_map(|e| [&e.until.column, &e.status]);
        death.chain(events).collect()
    }

    /// Columns with two roles: one that tells the outcome among the predictors is a leak.
    fn twice(&self, file: &str, text: &str) -> Vec<Fault> {
        let markers = self
            .markers
            .iter()
            .map(|marker| ("a marker", &marker.column));
        let signs = self.signs.iter().map(|sign| ("a sign", &sign.column));
        let known = self
            .covariates
            .iter()
            .map(|known| ("a covariate", &known.column));
        let arm = self.arm.iter().map(|arm| ("the arm", &arm.column));
        let base = [("the patient", &self.id), ("the time", &self.time.column)];
        let mut seen: Vec<(&str, &str)> = Vec::new();
        let mut faults = Vec::new();
        let outcomes = self.outcomes();
        for (role, column) in base
            .into_iter()
            .chain(markers)
            .chain(signs)
            .chain(known)
            .chain(arm)
        {
            let name = column.get_ref().as_str();
            let at = column.span().start;
            if outcomes.iter().any(|other| other.get_ref() == name) {
                let message = format!(
                    "`{name}` is {role} and tells the outcome: a model that reads it would only know what it is asked; leave it out of one"
                );
                faults.push(Fault::byte(file, text, at, message));
            } else if let Some((other, _)) = seen.iter().find(|(_, known)| *known == name) {
                let message = format!("`{name}` is {role} and {other}; expected one of them");
                faults.push(Fault::byte(file, text, at, message));
            }
            seen.push((role, name));
        }
        faults
    }
}

/// How many days are in this unit of time.
pub fn days(unit: &str) -> Option<f64> {
    Unit::parse(unit)
        .ok()?
        .convert(1.0, &Unit::parse("d").ok()?)
}
