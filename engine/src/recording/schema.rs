//! Columns and provenance as an Arrow schema, and back.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};

use super::{Column, Provenance, RecordingError, SCHEMA_VERSION};

/// Names of the columns that stand before the quantities.
pub(super) const LEADING: [&str; 3] = ["arm", "twin", "time_min"];

/// Before every key of ours in the schema's metadata, where other writers have theirs.
const PREFIX: &str = "homeostat.";

/// The schema of a recording.
pub(super) fn schema(columns: &[Column], provenance: &Provenance) -> Arc<Schema> {
    let arm = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let leading = [
        (arm, None, "Arm of the comparison"),
        (
            DataType::UInt32,
            None,
            "Number of the twin; one number is one person in every arm",
        ),
        (
            DataType::Float64,
            Some("min"),
            "Time since the scenario's zero",
        ),
    ];
    let mut fields = Vec::with_capacity(LEADING.len() + columns.len());
    for (name, (kind, unit, meaning)) in LEADING.into_iter().zip(leading) {
        let mut metadata = HashMap::from([("description".to_owned(), meaning.to_owned())]);
        if let Some(unit) = unit {
            metadata.insert("unit".to_owned(), unit.to_owned());
        }
        fields.push(Field::new(name, kind, false).with_metadata(metadata));
    }
    fields.extend(columns.iter().map(field));

    let metadata = pairs(provenance).collect();
    Arc::new(Schema::new_with_metadata(fields, metadata))
}

/// Provenance as metadata, in order.
pub(super) fn pairs(provenance: &Provenance) -> impl Iterator<Item = (String, String)> {
    provenance
        .iter()
        .map(|(key, value)| (format!("{PREFIX}{key}"), value.to_owned()))
}

/// A quantity's field; missing values are nulls.
pub(super) fn field(column: &Column) -> Field {
    let mut metadata = HashMap::from([
        ("unit".to_owned(), column.unit.clone()),
        ("description".to_owned(), column.meaning.clone()),
    ]);
    if let Some(loinc) = &column.loinc {
        metadata.insert("loinc".to_owned(), loinc.clone());
    }
    if let Some((low, high)) = column.reference {
        metadata.insert("ref_low".to_owned(), low.to_string());
        metadata.insert("ref_high".to_owned(), high.to_string());
    }
    Field::new(&column.name, DataType::Float64, true).with_metadata(metadata)
}

/// Reads back what [`schema`] made.
pub(super) fn describe(
    schema: &Schema,
    path: &Path,
) -> Result<(Vec<Column>, Provenance), RecordingError> {
    let mut provenance = Provenance::empty();
    for (key, value) in schema.metadata() {
        if let Some(key) = key.strip_prefix(PREFIX) {
            provenance = provenance.with(key, value);
        }
    }

    let version = provenance.get("schema_version").map(str::parse::<u32>);
    match version {
        Some(Ok(version)) if version <= SCHEMA_VERSION => {}
        Some(Ok(version)) => {
            return Err(RecordingError::new(
                path,
                format!("the recording has layout {version}, newer than {SCHEMA_VERSION}"),
                "read it with the version of Homeostat that wrote it, or a later one",
            ));
        }
        _ => return Err(foreign(path)),
    }

    let expected = self::schema(&[], &Provenance::empty());
    let quantities = schema.fields().iter().skip(LEADING.len());
    let leading = schema.fields().iter().zip(expected.fields());
    let ours = schema.fields().len() >= LEADING.len()
        && leading
            .into_iter()
            .all(|(a, b)| a.name() == b.name() && a.data_type() == b.data_type())
        && quantities
            .clone()
            .all(|field| field.data_type() == &DataType::Float64);
    if !ours {
        return Err(foreign(path));
    }
    Ok((quantities.map(|field| column(field)).collect(), provenance))
}

/// The column that a field describes.
fn column(field: &Field) -> Column {
    let metadata = field.metadata();
    let text = |key: &str| metadata.get(key).cloned();
    let number = |key: &str| metadata.get(key).and_then(|text| text.parse().ok());
    Column {
        name: field.name().clone(),
        unit: text("unit").unwrap_or_default(),
        meaning: text("description").unwrap_or_default(),
        loinc: text("loinc"),
        reference: number("ref_low").zip(number("ref_high")),
    }
}

/// The file was not written by this program.
pub(super) fn foreign(path: &Path) -> RecordingError {
    RecordingError::new(
        path,
        "this is not a Homeostat recording",
        "choose the recording that a run wrote",
    )
}
