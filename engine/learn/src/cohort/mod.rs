//! A table of visits, read as its spec says: patients, what was seen of them, and what may be wrong.

mod columns;
mod leaks;
mod people;
mod schema;
mod sheet;

pub use columns::summed;
pub(crate) use sheet::{Sheet, empty, no_column};

use crate::fault::Fault;
use crate::spec::Spec;
use engine::learned::progression::schema::{Known, Schema};
use sheet::Finder;
use std::collections::BTreeMap;

/// Days in a year of ours.
pub const YEAR: f64 = 365.25;

/// Fewer patients than this teach little.
pub const FEW: usize = 50;

/// One patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// As the table calls it.
    pub id: String,
    /// What is known.
    pub known: Known,
    /// Years to the end of follow-up, and whether it was death.
    pub end: Option<(f64, bool)>,
    /// Years to events.
    pub events: Vec<f64>,
    /// Years over which events were looked for.
    pub watched: f64,
}

/// All patients of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// Names and units; means and spreads of all patients.
    pub schema: Schema,
    /// Patients, in the order of the table.
    pub people: Vec<Person>,
    /// What a person should know of the table.
    pub warnings: Vec<String>,
}

/// Where the spec's columns stand in the table.
struct Places {
    id: usize,
    time: usize,
    markers: Vec<usize>,
    signs: Vec<usize>,
    facts: Vec<usize>,
    arm: Option<usize>,
    death: Option<(usize, usize)>,
    events: Option<(usize, usize)>,
}

impl Places {
    fn find(finder: &mut Finder<'_>, spec: &Spec) -> Self {
        let id = finder.find(&spec.id);
        let time = finder.find(&spec.time.column);
        let markers: Vec<usize> = spec
            .markers
            .iter()
            .map(|m| finder.find(&m.column))
            .collect();
        let signs: Vec<usize> = spec.signs.iter().map(|s| finder.find(&s.column)).collect();
        let facts: Vec<usize> = spec
            .covariates
            .iter()
            .map(|c| finder.find(&c.column))
            .collect();
        let arm = spec.arm.as_ref().map(|arm| finder.find(&arm.column));
        let death =
            (spec.death.as_ref()).map(|d| (finder.find(&d.time.column), finder.find(&d.status)));
        let events =
            (spec.events.as_ref()).map(|e| (finder.find(&e.until.column), finder.find(&e.status)));
        Self {
            id,
            time,
            markers,
            signs,
            facts,
            arm,
            death,
            events,
        }
    }
}

/// Patients by name with their rows, in the order of first appearance.
type Order<'a> = Vec<(&'a str, Vec<usize>)>;

fn order<'a>(finder: &mut Finder<'a>, id: usize) -> Order<'a> {
    let sheet = finder.sheet;
    let mut order: Order<'a> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for row in 0..sheet.rows.len() {
        let name = &sheet.rows[row][id];
        if empty(name) {
            let message = format!("no patient in `{}`", sheet.head[id]);
            let fault = Fault::at(sheet.file, sheet.line(row), id + 1, message);
            finder.faults.push(fault);
            continue;
        }
        let place = *places.entry(name).or_insert_with(|| {
            order.push((name, Vec::new()));
            order.len() - 1
        });
        order[place].1.push(row);
    }
    order
}

/// Reads a table by its spec. Files are named for messages.
pub fn read(
    (file, text): (&str, &[u8]),
    (spec_file, spec_text): (&str, &str),
    spec: &Spec,
) -> Result<Cohort, Vec<Fault>> {
    let sheet = Sheet::read(file, text).map_err(|fault| vec![fault])?;
    let mut finder = Finder {
        sheet: &sheet,
        spec_file,
        spec_text,
        faults: Vec::new(),
    };
    let places = Places::find(&mut finder, spec);
    if !finder.faults.is_empty() {
        return Err(finder.faults);
    }
    let order = order(&mut finder, places.id);
    let mut schema = schema::schema(&mut finder, spec, &places, &order);
    let mut arm_values = Vec::new();
    if let (Some(arm), Some(column)) = (&spec.arm, places.arm) {
        let (arms, values) = schema::arms(&mut finder, arm, column);
        schema.arms = Some(arms);
        arm_values = values;
    }
    if !finder.faults.is_empty() {
        finder.faults.truncate(20);
        return Err(finder.faults);
    }
    let people::Met {
        people,
        mut faults,
        unsorted,
        dropped,
    } = people::people(&sheet, spec, &places, &order, (&mut schema, &arm_values));
    let mut warnings = Vec::new();
    if people.len() < 10 {
        let message = format!(
            "{} patients; expected 10 at the very least, and 50 to learn much",
            people.len()
        );
        faults.push(Fault::of(file, message));
    }
    let again = people.iter().filter(|p| p.known.visits.len() > 1).count();
    if !spec.markers.is_empty() && again == 0 {
        let message = "every patient has one visit: nothing shows how anything changes";
        faults.push(Fault::of(file, message));
    }
    if !faults.is_empty() {
        faults.truncate(20);
        return Err(faults);
    }
    if people.len() < FEW {
        warnings.push(format!(
            "{} patients are few: bands and scores are themselves uncertain",
            people.len()
        ));
    }
    if unsorted > 0 {
        warnings.push(format!(
            "{unsorted} patients' visits were not in the order of time; they were put in it"
        ));
    }
    if dropped > 0 {
        warnings.push(format!("{dropped} rows without a time were left out"));
    }
    warnings.extend(leaks::leaks(&people, &schema));
    Ok(Cohort {
        schema,
        people,
        warnings,
    })
}
