//! The kinds of value that a key can have.

use super::Table;

/// A kind of value.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Any text that is not empty.
    Text,
    /// A text of one line.
    Line,
    /// True or false.
    Truth,
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// A number in a range, the limits excluded.
    Number(f64, f64),
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A time, before or after now: "-15 min".
    Time,
    /// A length of time, above 0: "5 min".
    Duration,
    /// A number with a unit, in a range.
    Quantity(Range),
    /// A share in percent, above 0: "25 %".
    Share,
    /// An amount of what is given, also per weight.
    Dose,
    /// An amount of what is given per time, also per weight, or "basal".
    Rate,
    /// A concentration of what is given.
    Concentration,
    /// How far a dose, rate or target is changed: a share or an amount.
    Step,
    /// The least and the most of a dose, rate or target.
    Limits,
    /// What a parameter is set to: a share of its own value, or a value.
    Setting,
    /// An expression that is true or false at any moment.
    Condition,
    /// An expression that is one number for each twin.
    Outcome,
    /// A difference that matters, and which way is good: "20 min less".
    Difference,
    /// The name of something.
    Name(Named),
    /// A list of names.
    Names(Named),
    /// One time or a list of them.
    Times,
    /// A table.
    Table(&'static Table),
    /// A list of tables.
    Tables(&'static Table),
    /// Tables that each have a name: `[protocol.NAME]`.
    NamedTables(&'static Table),
    /// A table of texts by names of the file's own: `{ weight = "lb" }`.
    Texts,
    /// A table of lists of texts by names of the file's own.
    Lists,
    /// People: the path of a table, or distributions by the names of facts.
    People(&'static Table),
    /// Paths into the file, each with the values that it takes in turn.
    Sweep,
    /// An equation over facts of a person.
    Equation,
    /// Two numbers with a unit: "18..90 yr".
    Span,
    /// A list of texts of one line.
    Lines,
    /// "all", or a list of names of what can be given.
    Orders,
    /// What a learner is to do or to reach.
    Goal,
    /// Not settled, because it is not built.
    Anything,
}

/// What a name can be the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A drug, a fluid or a meal.
    Drug,
    /// A recorded quantity.
    Quantity,
    /// A parameter, as PART.PARAMETER.
    Parameter,
    /// A virtual patient.
    VirtualPatient,
    /// A protocol of the same file.
    Protocol,
    /// A route of the drug that is given.
    Route,
    /// A medicine file.
    MedicineFile,
    /// A network's file.
    NetworkFile,
    /// A condition, or haemorrhage.
    Insult,
    /// A procedure.
    Procedure,
    /// A fact of a person, or its bands.
    Group,
    /// A fact of a person.
    Fact,
}

/// A range of a physical quantity.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// What it measures, in a word.
    pub what: &'static str,
    /// The unit of the limits, in UCUM.
    pub unit: &'static str,
    /// The least accepted value.
    pub least: f64,
    /// The greatest accepted value.
    pub most: f64,
}

impl Kind {
    /// What a value of this kind is, for the end of a sentence that begins with "expected".
    pub fn describe(self) -> String {
        match self {
            Kind::Text => "a text".to_string(),
            Kind::Line => "a text of one line".to_string(),
            Kind::Truth => "true or false".to_string(),
            Kind::Whole(least, i64::MAX) => format!("a whole number, at least {least}"),
            Kind::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Kind::Number(least, most) => format!("a number above {least} and below {most}"),
            Kind::Choice(words) => format!(
                "one of the texts {}",
                crate::nearest::list(words.iter().copied())
            ),
            Kind::Time => "a time as text".to_string(),
            Kind::Duration => "a length of time as text, longer than 0".to_string(),
            Kind::Quantity(range) => format!(
                "{} as text, from {} to {} {}",
                range.what, range.least, range.most, range.unit
            ),
            Kind::Share => "a share in percent as text".to_string(),
            Kind::Dose => "an amount with its unit as text".to_string(),
            Kind::Rate => "an amount per time with its unit as text, or \"basal\"".to_string(),
            Kind::Concentration => "a concentration with its unit as text".to_string(),
            Kind::Step => {
                "a share such as \"10 %\", or an amount with its unit, as text".to_string()
            }
            Kind::Limits => "a range with its unit, as text".to_string(),
            Kind::Setting => {
                "a share of the twin's own value, or a value with its unit, as text".to_string()
            }
            Kind::Condition => "a condition as text".to_string(),
            Kind::Outcome => "an expression as text".to_string(),
            Kind::Difference => {
                "a difference with its unit and `less` or `more`, as text".to_string()
            }
            Kind::Name(named) => format!("{} as text", named.describe()),
            Kind::Names(named) => format!("a list with {} in each place", named.describe()),
            Kind::Times => "a time as text, or a list of them".to_string(),
            Kind::Table(table) => format!("the table {}", table.name),
            Kind::Tables(table) => format!("a list of tables {}", table.name),
            Kind::NamedTables(table) => format!("a table {}", table.name),
            Kind::Texts => "a table with a text for each name".to_string(),
            Kind::Lists => "a table with a list of texts for each name".to_string(),
            Kind::People(_) => {
                "the path of a table as text, or a table with a distribution for each fact"
                    .to_string()
            }
            Kind::Sweep => "a table with a list of values for each path".to_string(),
            Kind::Equation => "a number with its unit, or an equation, as text".to_string(),
            Kind::Span => "two numbers and their unit as text".to_string(),
            Kind::Lines => "a list of texts".to_string(),
            Kind::Orders => "\"all\", or a list of names of what can be given".to_string(),
            Kind::Goal => "a deed or a condition as text".to_string(),
            Kind::Anything => "nothing yet".to_string(),
        }
    }

    /// The table inside, where there is one.
    pub fn tables(self) -> Option<&'static Table> {
        match self {
            Kind::Table(table)
            | Kind::Tables(table)
            | Kind::NamedTables(table)
            | Kind::People(table) => Some(table),
            _ => None,
        }
    }
}

impl Named {
    /// What is named, with its article.
    pub fn describe(self) -> &'static str {
        match self {
            Named::Drug => "the name of a drug, a fluid or a meal",
            Named::Quantity => "the name of a quantity",
            Named::Parameter => "the name of a parameter, as PART.PARAMETER",
            Named::VirtualPatient => "the name of a virtual patient",
            Named::Protocol => "the name of a protocol",
            Named::Route => "a route",
            Named::MedicineFile => "the path of a medicine file",
            Named::NetworkFile => "the path of a network's file",
            Named::Insult => "the name of a condition",
            Named::Procedure => "the name of a procedure",
            Named::Fact => "the name of a fact",
            Named::Group => "the name of a fact that is a word, or of a fact and `band`,",
        }
    }
}
