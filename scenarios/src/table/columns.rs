//! What the columns of a table are.

use super::facts::FactColumn;
use super::setup::Setup;
use super::sheet::Heading;
use crate::nearest::nearest;
use crate::problem::Problem;

/// Columns that event tables have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reserved {
    Id,
    Time,
    Amount,
    Rate,
    Duration,
    Compartment,
    Event,
    Missing,
    Additional,
    Interval,
    SteadyState,
}

/// Their names, in the order of [`Reserved`].
pub(super) const RESERVED: [&str; 11] = [
    "ID", "TIME", "AMT", "RATE", "DUR", "CMT", "EVID", "MDV", "ADDL", "II", "SS",
];

/// A number of a compartment through which doses go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Fraction that arrives.
    Bioavailability,
    /// Time until it arrives.
    Lag,
    /// Rate of infusions that leave it to the model.
    Rate,
    /// Duration of infusions that leave it to the model.
    Duration,
}

impl Number {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Bioavailability, Self::Lag, Self::Rate, Self::Duration];

    /// What its columns begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Bioavailability => "F",
            Self::Lag => "ALAG",
            Self::Rate => "R",
            Self::Duration => "D",
        }
    }
}

/// The columns of a table by what they are, each an index into the heading.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    reserved: [Option<usize>; RESERVED.len()],
    /// Parameter and column.
    pub params: Vec<(usize, usize)>,
    /// Number, state and column.
    pub modelled: Vec<(Number, usize, usize)>,
    /// Facts about people.
    pub facts: Vec<FactColumn>,
    /// The number of a person's occasion.
    pub occasion: Option<usize>,
    /// All that is none of these.
    pub carried: Vec<usize>,
}

impl Columns {
    /// The column of this kind.
    pub fn of(&self, kind: Reserved) -> Option<usize> {
        self.reserved[kind as usize]
    }

    /// Finds out what each column is, or what is wrong with the heading.
    pub fn read(heading: &[Heading], setup: &Setup, problems: &mut Vec<Problem>) -> Self {
        let mut columns = Self::default();
        let mut wanted: Vec<(&str, Number, usize)> = setup.mapped_columns().collect();
        for (index, own) in heading.iter().enumerate() {
            let name = own.name.as_str();
            if name.is_empty() {
                problems.push(
                    Problem::error(own.span, "a column without a name")
                        .found("nothing")
                        .expected("a name in the first line for every column"),
                );
                continue;
            }
            let same = |other: &Heading| other.name.eq_ignore_ascii_case(name);
            if heading[..index].iter().any(same) {
                problems.push(
                    Problem::error(own.span, "two columns of one name")
                        .found(format!("`{name}` again"))
                        .expected("names that differ in more than capitals"),
                );
                continue;
            }
            let mut used = false;
            wanted.retain(|(column, number, state)| {
                let found = column.eq_ignore_ascii_case(name);
                if found {
                    columns.modelled.push((*number, *state, index));
                    used = true;
                }
                !found
            });
            let told = setup.ask.told.iter();
            for mapping in told.filter(|told| told.column.eq_ignore_ascii_case(name)) {
                columns.facts.push(FactColumn::new(index, mapping));
                used = true;
            }
            let occasion = setup.population().occasion.as_ref();
            if occasion.is_some_and(|own| own.eq_ignore_ascii_case(name)) {
                columns.occasion = Some(index);
                used = true;
            }
            if used {
                continue;
            }
            let reserved = RESERVED.iter().position(|r| r.eq_ignore_ascii_case(name));
            if let Some(kind) = reserved {
                columns.reserved[kind] = Some(index);
            } else if let Some(param) = setup.param(name) {
                columns.params.push((param, index));
            } else if let Some((number, state)) = setup.modelled(name) {
                columns.modelled.push((number, state, index));
            } else if let Some(fact) = setup.fact(name) {
                columns.facts.push(FactColumn::named(index, fact));
            } else {
                columns.carried.push(index);
            }
        }
        for (column, number, state) in wanted {
            let names = heading.iter().map(|h| h.name.as_str());
            problems.push(
                Problem::error(
                    first_line(heading),
                    "a column that the command names is missing",
                )
                .found(format!("no column `{column}`"))
                .expected(format!(
                    "the column that gives {} of compartment {}",
                    number.prefix(),
                    setup.state_name(state)
                ))
                .nearest(nearest(column, names)),
            );
        }
        if let (Some(name), None) = (&setup.population().occasion, columns.occasion) {
            let names = heading.iter().map(|h| h.name.as_str());
            let place = first_line(heading);
            problems.push(
                Problem::error(place, "a column that the population names is missing")
                    .found(format!("no column `{name}`"))
                    .expected("the column that numbers the occasions of a person")
                    .nearest(nearest(name, names)),
            );
        }
        for mapping in &setup.ask.told {
            let fact = mapping.fact.name;
            let mut tell = columns.facts.iter().filter(|known| known.fact.name == fact);
            let (first, second) = (tell.next(), tell.next());
            if first.is_none() {
                let names = heading.iter().map(|h| h.name.as_str());
                let place = first_line(heading);
                problems.push(
                    Problem::error(place, "a column that the command names is missing")
                        .found(format!("no column `{}`", mapping.column))
                        .expected(format!("the column that tells {fact}"))
                        .nearest(nearest(&mapping.column, names)),
                );
            }
            if let Some(second) = second {
                problems.push(
                    Problem::error(heading[second.column].span, "a fact that is told twice")
                        .found(format!(
                            "`{}` again tells {fact}",
                            heading[second.column].name
                        ))
                        .expected("one column for every fact"),
                );
            }
        }
        for (kind, what) in [
            (Reserved::Id, "says whose record it is"),
            (Reserved::Time, "says when"),
        ] {
            if columns.of(kind).is_none() {
                problems.push(
                    Problem::error(first_line(heading), "a column is missing")
                        .found(format!("no column {}", RESERVED[kind as usize]))
                        .expected(format!("a column {} that {what}", RESERVED[kind as usize])),
                );
            }
        }
        columns.misspelt(heading, setup, problems);
        columns
    }

    /// Columns that would be carried through, but look like one that is read.
    fn misspelt(&self, heading: &[Heading], setup: &Setup, problems: &mut Vec<Problem>) {
        let mut free: Vec<&str> = (0..RESERVED.len())
            .filter(|kind| self.reserved[*kind].is_none())
            .map(|kind| RESERVED[kind])
            .collect();
        let read = |param: &usize| self.params.iter().any(|(known, _)| known == param);
        let params = (0..setup.params()).filter(|param| !read(param));
        free.extend(params.map(|param| setup.param_name(param)));
        for index in &self.carried {
            let own = &heading[*index];
            // Measurements of the table are carried, and no slip of MDV.
            if setup.carries(&own.name) || own.name.eq_ignore_ascii_case("DV") {
                continue;
            }
            if let Some(right) = free.iter().find(|right| is_slip(&own.name, right)) {
                problems.push(
                    Problem::error(own.span, "a column that looks misspelt")
                        .found(format!("`{}`", own.name))
                        .expected("a column that is read, or one whose name is like none of them")
                        .nearest(Some((*right).to_owned()))
                        .help(format!(
                            "if it is only to be carried through, say `--carry {}`",
                            own.name
                        )),
                );
            }
        }
    }
}

/// Whether a name was likely meant to be another one: one letter apart, two in a long name. Names
/// of two letters are too near to everything.
fn is_slip(name: &str, right: &str) -> bool {
    let length = right.len();
    if length < 3 {
        return false;
    }
    let (a, b) = (name.to_lowercase(), right.to_lowercase());
    strsim::damerau_levenshtein(&a, &b) <= if length > 5 { 2 } else { 1 }
}

fn first_line(heading: &[Heading]) -> crate::span::Span {
    match (heading.first(), heading.last()) {
        (Some(first), Some(last)) => first.span.join(last.span),
        _ => crate::span::Span::default(),
    }
}
