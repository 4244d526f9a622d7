//! The functions that turn a trajectory into one number.

/// A function over a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// How long a condition holds.
    Time,
    /// The share of the time that a condition holds.
    Fraction,
    /// When a condition first holds.
    First,
    /// Whether a condition ever holds.
    Risk,
    /// The least value.
    Minimum,
    /// The greatest value.
    Maximum,
    /// When the value is least.
    WhenLowest,
    /// When the value is greatest.
    WhenHighest,
    /// The mean over time.
    Mean,
    /// The area under the curve, in the unit of the quantity times hours; of a rate, the amount.
    Area,
    /// The value at the end.
    End,
    /// The value at a time.
    Value,
}

/// Every function, its name, what it takes and what it says.
const FUNCTIONS: &[(Function, &str, bool, &str)] = &[
    (Function::Time, "time", true, "how long a condition holds"),
    (
        Function::Fraction,
        "fraction",
        true,
        "the share of the time that a condition holds",
    ),
    (
        Function::First,
        "first",
        true,
        "when a condition first holds",
    ),
    (
        Function::Risk,
        "risk",
        true,
        "how many twins the condition ever holds for",
    ),
    (Function::Minimum, "minimum", false, "the least value"),
    (Function::Maximum, "maximum", false, "the greatest value"),
    (
        Function::WhenLowest,
        "when_lowest",
        false,
        "when the value is least",
    ),
    (
        Function::WhenHighest,
        "when_highest",
        false,
        "when the value is greatest",
    ),
    (Function::Mean, "mean", false, "the mean over time"),
    (
        Function::Area,
        "area",
        false,
        "the area under the curve, times hours; of a rate, the amount",
    ),
    (Function::End, "end", false, "the value at the end"),
    (Function::Value, "value", false, "the value at a time"),
];

/// What people also call them.
const SYNONYMS: &[(&str, Function)] = &[
    ("min", Function::Minimum),
    ("lowest", Function::Minimum),
    ("nadir", Function::Minimum),
    ("max", Function::Maximum),
    ("peak", Function::Maximum),
    ("highest", Function::Maximum),
    ("average", Function::Mean),
    ("avg", Function::Mean),
    ("auc", Function::Area),
    ("integral", Function::Area),
    ("duration", Function::Time),
    ("percent", Function::Fraction),
    ("share", Function::Fraction),
    ("when", Function::First),
    ("last", Function::End),
    ("final", Function::End),
    ("probability", Function::Risk),
    ("chance", Function::Risk),
    ("at", Function::Value),
];

impl Function {
    /// Every function, in the order in which they are explained.
    pub fn all() -> impl Iterator<Item = Function> {
        FUNCTIONS.iter().map(|row| row.0)
    }

    /// The function of that name.
    pub fn named(name: &str) -> Option<Function> {
        FUNCTIONS.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// The function that a wrong name was probably meant to be.
    pub fn nearest(name: &str) -> Option<String> {
        let lower = name.to_lowercase();
        match SYNONYMS.iter().find(|(other, _)| *other == lower) {
            Some((_, function)) => Some(function.name().to_string()),
            None => crate::nearest::nearest(name, FUNCTIONS.iter().map(|row| row.1)),
        }
    }

    fn row(self) -> &'static (Function, &'static str, bool, &'static str) {
        // Every function has a row: the test below counts them.
        FUNCTIONS
            .iter()
            .find(|row| row.0 == self)
            .unwrap_or(&FUNCTIONS[0])
    }

    /// Its name in a file.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Whether it takes a condition, not a number.
    pub fn takes_condition(self) -> bool {
        self.row().2
    }

    /// What it says, for documentation.
    pub fn meaning(self) -> &'static str {
        self.row().3
    }

    /// How it is used, for a message.
    pub fn example(self) -> String {
        let name = self.name();
        match self {
            Function::Value => format!("{name}(plasma_glucose, at 4 h)"),
            _ if self.takes_condition() => format!("{name}(plasma_glucose < 70 mg/dL, to 6 h)"),
            _ => format!("{name}(plasma_glucose, to 6 h)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_its_own_row() {
        for function in Function::all() {
            assert_eq!(Function::named(function.name()), Some(function));
        }
        assert_eq!(Function::nearest("AUC").as_deref(), Some("area"));
        assert_eq!(Function::nearest("maximun").as_deref(), Some("maximum"));
    }
}
