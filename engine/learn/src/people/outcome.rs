//! An outcome that may be cut off: its time, whether it came, and what may foretell it.

use super::judge::{Columns, forest};
use super::table::Table;
use crate::score::auroc;
use engine::learned::people::draw::Chance;

/// What the outcome of a table is.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Column that says whether it came.
    pub event: usize,
    /// Words of it that mean that it did.
    pub is: Vec<f64>,
    /// Column of the time until then, or until nobody looked any more.
    pub time: Option<usize>,
    /// Within what time it is foretold, in that column's unit.
    pub within: Option<f64>,
    /// Columns that foretell it.
    pub from: Vec<usize>,
}

impl Outcome {
    /// Finds it among the columns; columns that tell it without error are left out of those that
    /// foretell it, and said.
    ///
    /// # Errors
    /// What was found, what was expected.
    pub fn find(
        table: &mut Table,
        event: &str,
        time: Option<&str>,
        within: Option<f64>,
        chance: &mut impl Chance,
    ) -> Result<Self, String> {
        let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        let place = |name: &str| {
            names.iter().position(|n| *n == name).ok_or_else(|| {
                let near = physiology::nearest::nearest(name, names.iter().copied());
                let hint = near.map_or_else(
                    || format!("expected one of {}", names.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                format!("no column `{name}` that is learned from; {hint}")
            })
        };
        let (name, words) = event.split_once('=').ok_or_else(|| {
            format!("found --event `{event}`, expected a column and its word, such as death=1")
        })?;
        let column = place(name.trim())?;
        let of = &table.columns[column];
        let is = words.split('|').map(|word| {
            let found = of.words.iter().position(|w| w == word.trim());
            found
                .map(|at| at as f64)
                .ok_or_else(|| match of.words.is_empty() {
                    true => {
                        format!("`{name}` is a number of many values, expected one of few words")
                    }
                    false => format!(
                        "no `{word}` in `{name}`; expected one of {}",
                        of.words.join(", ")
                    ),
                })
        });
        let is: Vec<f64> = is.collect::<Result<_, _>>()?;
        let time = time.map(place).transpose()?;
        if let Some(time) = time
            && !table.columns[time].words.is_empty()
        {
            return Err(format!("`{}` is no time", table.columns[time].name));
        }
        if within.is_some() && time.is_none() {
            return Err("--within needs --time".to_owned());
        }
        let mut outcome = Self {
            event: column,
            is,
            time,
            within,
            from: Vec::new(),
        };
        let all: Vec<usize> = (0..table.columns.len())
            .filter(|c| *c != column && Some(*c) != time)
            .collect();
        // Whether it came at all is what a column may be another form of, at whatever time.
        let ever = Self {
            within: None,
            ..outcome.clone()
        };
        for one in all {
            let (rows, yes) = ever.known(&table.people);
            let people = table.people.rows(&rows).columns(&[one]);
            let (learn, ask): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|i| i % 2 == 0);
            let shares = forest(&people, &yes, &learn, &ask, 5, 5, chance);
            match apart(&shares, &yes, &ask) > 0.98 {
                true => table.warnings.push(format!(
                    "`{}` tells `{name}` nearly without error: it may be the outcome in another form, and is not used to foretell it",
                    table.columns[one].name
                )),
                false => outcome.from.push(one),
            }
        }
        Ok(outcome)
    }

    /// Rows of whom it is known whether it came (in time), and whether it did.
    pub fn known(&self, people: &Columns) -> (Vec<usize>, Vec<f64>) {
        let mut rows = Vec::new();
        let mut yes = Vec::new();
        for row in 0..people.len() {
            let event = people.values[self.event][row];
            if event.is_nan() {
                continue;
            }
            let came = self.is.contains(&event);
            let came = match (self.time, self.within) {
                (Some(time), Some(within)) => {
                    let t = people.values[time][row];
                    match () {
                        () if came && t <= within => true,
                        () if t > within => false,
                        // Not looked at long enough.
                        () => continue,
                    }
                }
                _ => came,
            };
            rows.push(row);
            yes.push(f64::from(u8::from(came)));
        }
        (rows, yes)
    }

    /// Share of people to whom it came, among those of whom it is known.
    pub fn rate(&self, people: &Columns) -> f64 {
        let (_, yes) = self.known(people);
        yes.iter().sum::<f64>() / yes.len().max(1) as f64
    }

    /// How well a forest that learned from `from` foretells it in `to`.
    pub fn foretold(&self, from: &Columns, to: &Columns, chance: &mut impl Chance) -> f64 {
        let (rows, mut yes) = self.known(from);
        let (asked, came) = self.known(to);
        let learn = from.rows(&rows).columns(&self.from);
        let both = learn.and(&to.rows(&asked).columns(&self.from));
        yes.extend(came);
        let ask: Vec<usize> = (rows.len()..yes.len()).collect();
        let learn: Vec<usize> = (0..rows.len()).collect();
        let shares = forest(&both, &yes, &learn, &ask, 300, 10, chance);
        apart(&shares, &yes, &ask)
    }
}

fn apart(shares: &[f64], yes: &[f64], ask: &[usize]) -> f64 {
    let of = |wanted: f64| -> Vec<f64> {
        let pairs = shares
            .iter()
            .zip(ask)
            .filter(|(_, row)| yes[**row] == wanted);
        pairs.map(|(share, _)| *share).collect()
    };
    auroc(&of(1.0), &of(0.0))
}
