//! What a recorded number means.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::RecordingError;
use super::schema::LEADING;

/// A recorded quantity: its name and what is needed to understand its numbers.
///
/// ```
/// use engine::recording::Column;
/// let glucose = Column::new("plasma_glucose", "mg/dL", "Glucose in plasma")
///     .loinc("2345-7")
///     .reference(70.0, 180.0);
/// assert_eq!(glucose.heading(), "plasma_glucose[mg/dL]");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Name, unique in a recording.
    pub name: String,
    /// UCUM unit of its values.
    pub unit: String,
    /// What it stands for, in words.
    pub meaning: String,
    /// LOINC code, where one exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loinc: Option<String>,
    /// Reference range (low, high) in `unit`, where the field has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<(f64, f64)>,
}

impl Column {
    /// A column without code or range; `unit` is UCUM and is not checked here.
    pub fn new(
        name: impl Into<String>,
        unit: impl Into<String>,
        meaning: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
            meaning: meaning.into(),
            loinc: None,
            reference: None,
        }
    }

    /// With a LOINC code.
    #[must_use]
    pub fn loinc(mut self, code: impl Into<String>) -> Self {
        self.loinc = Some(code.into());
        self
    }

    /// With a reference range, in the column's unit.
    #[must_use]
    pub fn reference(mut self, low: f64, high: f64) -> Self {
        self.reference = Some((low, high));
        self
    }

    /// Name and unit, `name[unit]`, as a heading for people.
    pub fn heading(&self) -> String {
        format!("{}[{}]", self.name, self.unit)
    }
}

/// Refuses names that are empty, taken by the leading columns, or used twice.
pub(super) fn check_columns(columns: &[Column], path: &Path) -> Result<(), RecordingError> {
    let mut seen = BTreeSet::from(LEADING);
    for column in columns {
        if column.name.is_empty() || !seen.insert(&column.name) {
            return Err(RecordingError::new(
                path,
                format!(
                    "a quantity cannot be recorded under the name {:?}",
                    column.name
                ),
                format!(
                    "give every recorded quantity one name of its own, other than {}",
                    LEADING.join(", ")
                ),
            ));
        }
    }
    Ok(())
}
