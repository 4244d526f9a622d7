//! Tables of what was measured in a patient: time, name, value, unit.

use crate::time::Time;
use engine::time::Nanoseconds;
use physiology::Unit;
use physiology::nearest::nearest;

/// One measurement.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// The line of the table that says so, counted from 1.
    pub line: u64,
    /// When.
    pub at: Nanoseconds,
    /// Place among the names that were asked for.
    pub column: usize,
    /// Value, in the unit that was asked for.
    pub value: f64,
}

/// Reads a table of measurements of these names, each with the unit that is wanted of it, by time;
/// where there is something wrong with it, the line and what. `who` reads them, for messages.
pub fn measurements(
    text: &[u8],
    columns: &[(&str, &str)],
    who: &str,
) -> Result<Vec<Measurement>, String> {
    if let Err(error) = std::str::from_utf8(text) {
        let before = &text[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        return Err(format!("line {line}: not a text in UTF-8"));
    }
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text);
    let head = reader.headers().map_err(|e| e.to_string())?.clone();
    let place = |name: &str| {
        let found = head.iter().position(|h| h == name);
        found.ok_or_else(|| {
            let columns: Vec<&str> = head.iter().collect();
            let found = match columns.as_slice() {
                [] | [""] => "nothing".to_owned(),
                columns => format!("columns {}", columns.join(", ")),
            };
            format!("line 1: found {found}, expected columns time, name, value, unit")
        })
    };
    let [time, name, value, unit] = [
        place("time")?,
        place("name")?,
        place("value")?,
        place("unit")?,
    ];
    let mut measured = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, |at| at.line());
        let column = columns.iter().position(|c| *c.0 == record[name]);
        let column = column.ok_or_else(|| {
            let near = nearest(&record[name], columns.iter().map(|c| c.0));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let names: Vec<&str> = columns.iter().map(|c| c.0).collect();
            format!(
                "line {line}: {who} knows no `{}`{hint} It reads {}",
                &record[name],
                names.join(", ")
            )
        })?;
        let at = Time::parse(&record[time]).map_err(|_| {
            format!(
                "line {line}: found `{}`, expected a time such as -90 d",
                &record[time]
            )
        })?;
        let number: f64 = record[value]
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite())
            .ok_or_else(|| format!("line {line}: found `{}`, expected a number", &record[value]))?;
        let (known, own) = columns[column];
        let wanted =
            Unit::parse(own).map_err(|error| format!("the model's unit `{own}`: {error}"))?;
        let text = if record[unit].is_empty() {
            "1"
        } else {
            &record[unit]
        };
        let value = converted(number, text, &wanted)
            .map_err(|error| format!("line {line}: `{text}` is no unit: {error}"))?
            .ok_or_else(|| {
                format!(
                    "line {line}: `{known}` is given in {text}, and the model was made for {own}"
                )
            })?;
        measured.push(Measurement {
            line,
            at: at.nanoseconds(),
            column,
            value,
        });
    }
    measured.sort_by_key(|m| m.at);
    Ok(measured)
}

/// A value in the model's unit; `None` where it measures something else.
fn converted(
    value: f64,
    unit: &str,
    own: &Unit,
) -> Result<Option<f64>, physiology::unit::UnitError> {
    let found = Unit::parse_friendly(unit)?.convert(value, own);
    // In a laboratory U is the enzyme unit of UCUM, at a bedside the one of insulin.
    Ok(found.or_else(|| Unit::parse(unit).ok()?.convert(value, own)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enzymes are measured in U/L, which were read as units of insulin and refused.
    #[test]
    fn enzymes_are_in_enzyme_units() {
        let own = Unit::parse("U/L").expect("a unit");
        assert_eq!(converted(120.0, "U/L", &own), Ok(Some(120.0)));
        assert_eq!(
            converted(2.0, "ukat/L", &own).map(|found| found.map(f64::round)),
            Ok(Some(120.0))
        );
        assert_eq!(converted(120.0, "mg/dL", &own), Ok(None));
    }
    fn refused(text: &[u8]) -> String {
        let columns = [("plasma_glucose", "mg/dL")];
        measurements(text, &columns, "the vocabulary").expect_err("refused")
    }

    #[test]
    fn what_is_no_table_is_said_with_its_line() {
        let columns = "expected columns time, name, value, unit";
        assert_eq!(refused(b""), format!("line 1: found nothing, {columns}"));
        let other = format!("line 1: found columns a, b, {columns}");
        assert_eq!(refused(b"a,b\n"), other);
        let bytes = refused(b"time,name,value,unit\n\xff\xfe");
        assert_eq!(bytes, "line 2: not a text in UTF-8");
    }

    /// Whoever reads them says in which line something is wrong, also after they were put in order.
    #[test]
    fn measurements_know_their_lines() {
        let text =
            b"time,name,value,unit\n1 h,plasma_glucose,100,mg/dL\n0 h,plasma_glucose,90,mg/dL\n";
        let columns = [("plasma_glucose", "mg/dL")];
        let measured = measurements(text, &columns, "the vocabulary").expect("a table");
        let lines: Vec<u64> = measured.iter().map(|m| m.line).collect();
        assert_eq!(lines, [3, 2]);
    }
}
