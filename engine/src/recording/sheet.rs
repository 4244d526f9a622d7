//! A Parquet table of any columns, read as numbers and texts.

use super::RecordingError;
use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::Path;

/// A column of a table that somebody else wrote.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SheetColumn {
    /// Name.
    pub name: String,
    /// Unit, where the file's metadata say it.
    pub unit: Option<String>,
    /// Values of a column of numbers; NaN where there is none.
    pub numbers: Vec<f64>,
    /// Values of a column of texts.
    pub texts: Option<Vec<Option<String>>>,
}

/// Reads all columns of a Parquet file; numbers of any kind become 64-bit, and what is no number a
/// text.
///
/// # Errors
/// Where the file cannot be read, or a column is neither.
pub fn read_sheet(path: &Path) -> Result<Vec<SheetColumn>, RecordingError> {
    let file = File::open(path).map_err(|e| RecordingError::io(path, "read", &e))?;
    let refused = |e| RecordingError::parquet(path, "read", &e);
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(refused)?;
    let schema = builder.schema().clone();
    let mut columns: Vec<SheetColumn> = schema
        .fields()
        .iter()
        .map(|field| SheetColumn {
            name: field.name().clone(),
            unit: field.metadata().get("unit").cloned(),
            numbers: Vec::new(),
            texts: (!field.data_type().is_numeric()).then(Vec::new),
        })
        .collect();
    let unreadable = |name: &str, why: String| {
        RecordingError::new(
            path,
            format!("the column `{name}` cannot be read: {why}"),
            "choose a table with columns of numbers and texts",
        )
    };
    for batch in builder.build().map_err(refused)? {
        let batch = batch.map_err(|e| unreadable("", e.to_string()))?;
        for (column, array) in columns.iter_mut().zip(batch.columns()) {
            let kind = match column.texts {
                Some(_) => DataType::Utf8,
                None => DataType::Float64,
            };
            let array = cast(array, &kind).map_err(|e| unreadable(&column.name, e.to_string()))?;
            match &mut column.texts {
                Some(texts) => {
                    let array = array.as_string::<i32>();
                    texts.extend(array.iter().map(|text| text.map(str::to_owned)));
                }
                None => {
                    let array = array.as_primitive::<Float64Type>();
                    column
                        .numbers
                        .extend(array.iter().map(|number| number.unwrap_or(f64::NAN)));
                }
            }
        }
    }
    Ok(columns)
}
