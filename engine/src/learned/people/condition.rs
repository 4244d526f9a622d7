//! Who is asked for: `sex = female, age 60..75, stage = 3 or 4`.

use super::model::Column;
use physiology::Unit;
use physiology::nearest::nearest;

/// A condition on one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Its place.
    column: usize,
    test: Test,
}

#[derive(Debug, Clone, PartialEq)]
enum Test {
    /// One of these words.
    Words(Vec<usize>),
    /// Between these, ends included or not.
    Within(Bound, Bound),
    /// Known, or not.
    Known(bool),
}

/// An end of a range, and whether it belongs to it.
type Bound = (f64, bool);

impl Condition {
    /// Whether it holds for a person; what is not known meets no condition but `missing`.
    pub fn holds(&self, columns: &[Column], row: &[f64]) -> bool {
        let cell = row[self.column];
        match &self.test {
            Test::Known(known) => cell.is_nan() != *known,
            Test::Words(words) => !cell.is_nan() && words.contains(&(cell as usize)),
            Test::Within(low, high) => {
                let value = columns[self.column].number(cell);
                (value > low.0 || low.1 && value == low.0)
                    && (value < high.0 || high.1 && value == high.0)
            }
        }
    }

    /// Reads conditions, parted by commas.
    ///
    /// # Errors
    /// What was found and what was expected.
    pub fn parse(text: &str, columns: &[Column]) -> Result<Vec<Self>, String> {
        text.split(',')
            .filter(|part| !part.trim().is_empty())
            .map(|part| one(part.trim(), columns))
            .collect()
    }
}

fn one(text: &str, columns: &[Column]) -> Result<Condition, String> {
    // The longest name that stands at the start: names may hold dots and spaces.
    let starts = |column: &&Column| {
        text.strip_prefix(column.name.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '=', '<', '>']))
    };
    let Some(column) = columns.iter().filter(starts).max_by_key(|c| c.name.len()) else {
        let word = text.split([' ', '=', '<', '>']).next().unwrap_or(text);
        let names = columns.iter().map(|c| c.name.as_str());
        let hint = nearest(word, names).map_or_else(
            || {
                let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
                format!("the columns are {}", names.join(", "))
            },
            |near| format!("did you mean `{near}`?"),
        );
        return Err(format!("`{text}`: no column `{word}`; {hint}"));
    };
    let place = columns
        .iter()
        .position(|c| c.name == column.name)
        .unwrap_or(0);
    let rest = text[column.name.len()..].trim();
    let test = test(rest, column).map_err(|why| format!("`{text}`: {why}"))?;
    Ok(Condition {
        column: place,
        test,
    })
}

fn test(rest: &str, column: &Column) -> Result<Test, String> {
    const ALL: Bound = (f64::INFINITY, true);
    const NONE: Bound = (f64::NEG_INFINITY, true);
    match rest {
        "missing" | "= missing" => return Ok(Test::Known(false)),
        "known" | "= known" => return Ok(Test::Known(true)),
        _ => {}
    }
    let numbers = column.words.is_empty() || column.levels().is_some();
    for (sign, above, with) in [
        (">=", true, true),
        ("<=", false, true),
        (">", true, false),
        ("<", false, false),
    ] {
        let Some(bound) = rest.strip_prefix(sign) else {
            continue;
        };
        if !numbers {
            return Err(format!(
                "`{}` is a word, one of {}",
                column.name,
                column.words.join(", ")
            ));
        }
        let bound = (number(bound, column)?, with);
        return Ok(match above {
            true => Test::Within(bound, ALL),
            false => Test::Within(NONE, bound),
        });
    }
    let value = rest.strip_prefix('=').unwrap_or(rest).trim();
    if value.is_empty() {
        return Err("expected a value, such as = 60..75, < 3, = female or missing".to_owned());
    }
    if let Some((low, high)) = value.split_once("..").filter(|_| numbers) {
        // The unit may stand at the end only.
        let unit: String = high
            .chars()
            .skip_while(|c| !c.is_alphabetic() && *c != '%')
            .collect();
        let low = match low.contains(|c: char| c.is_alphabetic()) {
            true => number(low, column)?,
            false => number(&format!("{low} {unit}"), column)?,
        };
        let high = number(high, column)?;
        if low > high {
            return Err(format!("nothing lies between {low} and {high}"));
        }
        return Ok(Test::Within((low, true), (high, true)));
    }
    if column.words.is_empty() {
        let value = number(value, column)?;
        return Ok(Test::Within((value, true), (value, true)));
    }
    let words = value.split(" or ").map(|asked| word(asked.trim(), column));
    Ok(Test::Words(words.collect::<Result<_, _>>()?))
}

/// A word by its place; its first letters are enough where only one begins so, and a word is
/// enough that begins as one of the table's (`female` for `f`).
fn word(asked: &str, column: &Column) -> Result<usize, String> {
    let folded = asked.to_lowercase();
    let known: Vec<String> = column.words.iter().map(|w| w.to_lowercase()).collect();
    if let Some(same) = known.iter().position(|w| *w == folded) {
        return Ok(same);
    }
    if let Ok(number) = asked.parse::<f64>()
        && let Some(levels) = column.levels()
        && let Some(same) = levels.iter().position(|level| *level == number)
    {
        return Ok(same);
    }
    let begins: Vec<usize> = (0..known.len())
        .filter(|k| known[*k].starts_with(&folded) || folded.starts_with(&known[*k]))
        .collect();
    match begins.as_slice() {
        [one] => Ok(*one),
        _ => {
            let near = nearest(asked, column.words.iter().map(String::as_str));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Err(format!(
                "no `{asked}` in `{}`; expected one of {}{hint}",
                column.name,
                column.words.join(", ")
            ))
        }
    }
}

/// A number, with a unit or in the column's.
fn number(text: &str, column: &Column) -> Result<f64, String> {
    let text = text.trim();
    let digits = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E')))
        .unwrap_or(text.len());
    let value: f64 = text[..digits]
        .trim()
        .parse()
        .map_err(|_| format!("found `{text}`, expected a number"))?;
    let unit = text[digits..].trim();
    if unit.is_empty() {
        return Ok(value);
    }
    if column.unit.is_empty() {
        return Err(format!(
            "`{}` has no unit in the table it was learned from; write the number alone",
            column.name
        ));
    }
    let asked = Unit::parse_friendly(unit).map_err(|e| format!("`{unit}` is no unit: {e}"))?;
    let own = Unit::parse_friendly(&column.unit).map_err(|e| e.to_string())?;
    asked.convert(value, &own).ok_or_else(|| {
        format!(
            "`{unit}` is no unit of `{}`, which is in {}",
            column.name, column.unit
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, unit: &str, words: &[&str]) -> Column {
        Column {
            name: name.to_owned(),
            unit: unit.to_owned(),
            words: words.iter().map(|w| (*w).to_owned()).collect(),
            decimals: 0,
            range: (0.0, 100.0),
            missing: 0.0,
        }
    }

    fn columns() -> Vec<Column> {
        vec![
            column("sex", "", &["f", "m"]),
            column("age", "a", &[]),
            column("stage", "", &["1", "2", "3", "4"]),
            column("alk.phos", "U/L", &[]),
        ]
    }

    fn met(text: &str, row: &[f64]) -> bool {
        let columns = columns();
        let conditions = Condition::parse(text, &columns).expect(text);
        conditions.iter().all(|c| c.holds(&columns, row))
    }

    #[test]
    fn conditions_are_read_as_people_write_them() {
        let who = [0.0, 66.0, 2.0, f64::NAN];
        assert!(met("sex = female, age 60..75, stage 3..4", &who));
        assert!(met("sex=f, age >= 66 yr, stage = 3 or 4", &who));
        assert!(met("alk.phos missing, age < 792.1 mo", &who));
        assert!(!met("sex = male", &who));
        assert!(
            !met("alk.phos < 100", &who),
            "what is not known is not below"
        );
        assert!(!met("stage > 3", &who));
        assert!(!met("age > 66", &who));
    }

    #[test]
    fn what_cannot_be_asked_is_said() {
        for (text, part) in [
            ("sexe = f", "did you mean `sex`"),
            ("sex = x", "one of f, m"),
            ("sex > f", "is a word"),
            ("age = old", "expected a number"),
            ("age 60..75 kg", "no unit of `age`"),
            ("age 75..60", "nothing lies between"),
            ("age", "expected a value"),
            ("stage = 7", "expected one of 1, 2, 3, 4"),
        ] {
            let error = Condition::parse(text, &columns()).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
