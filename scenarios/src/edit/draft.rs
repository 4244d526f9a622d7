//! The text of a scenario, changed value by value.

use super::{Place, Step};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Formatted, InlineTable, Item, Table, Value};

/// The text of a scenario that is being changed; always TOML, though it may be wrong as a scenario
/// while a person is on the way.
#[derive(Clone, Debug)]
pub struct Draft {
    text: String,
}

/// A value to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum NewValue {
    /// Text, also of a number with its unit.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number without a unit.
    Number(f64),
    /// True or false.
    Truth(bool),
}

/// Why a change was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditError(pub String);

impl std::fmt::Display for EditError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}
impl std::error::Error for EditError {}

impl Draft {
    /// A text to be changed.
    ///
    /// # Errors
    /// Where it is not TOML; `check` says more of it.
    pub fn new(text: &str) -> Result<Self, EditError> {
        let text = text.trim_start_matches('\u{feff}').to_owned();
        let draft = Self { text };
        draft.open()?;
        Ok(draft)
    }

    /// The text as it stands.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Writes a value where one stands, or adds the last key of the place to its table. A comment
    /// behind the value stays.
    ///
    /// # Errors
    /// Where the place is not in the file.
    pub fn set(&mut self, place: &Place, value: NewValue) -> Result<(), EditError> {
        let mut document = self.open()?;
        let new = match value {
            NewValue::Text(text) => Value::String(Formatted::new(text)),
            NewValue::Whole(number) => Value::Integer(Formatted::new(number)),
            NewValue::Number(number) => Value::Float(Formatted::new(number)),
            NewValue::Truth(truth) => Value::Boolean(Formatted::new(truth)),
        };
        match find(&mut document, place) {
            // A number keeps its writing while it stays the same.
            Some(Item::Value(old)) if is_same(old, &new) => return Ok(()),
            Some(Item::Value(old)) => {
                let decor = old.decor().clone();
                *old = new;
                *old.decor_mut() = decor;
            }
            Some(_) => return Err(absent(place)),
            None => {
                let Some((Step::Key(key), table)) = place.0.split_last() else {
                    return Err(absent(place));
                };
                let table = find_steps(document.as_item_mut(), table);
                let table = table.and_then(Item::as_table_like_mut);
                let table = table.ok_or_else(|| absent(place))?;
                table.insert(key, Item::Value(new));
            }
        }
        self.close(&document)
    }

    /// Takes a key out of its table.
    ///
    /// # Errors
    /// Where the place is not in the file.
    pub fn unset(&mut self, place: &Place) -> Result<(), EditError> {
        let mut document = self.open()?;
        let Some((Step::Key(key), table)) = place.0.split_last() else {
            return Err(absent(place));
        };
        let table = find_steps(document.as_item_mut(), table);
        let table = table.and_then(Item::as_table_like_mut);
        table
            .and_then(|table| table.remove(key))
            .ok_or_else(|| absent(place))?;
        self.close(&document)
    }

    /// Copies an item of a list and puts the copy behind it; a name in it becomes one that no other
    /// item of the list has. Gives the place of the copy.
    ///
    /// # Errors
    /// Where the place is no item of a list.
    pub fn copy(&mut self, place: &Place) -> Result<Place, EditError> {
        let (list, index) = place.in_list().ok_or_else(|| absent(place))?;
        let mut document = self.open()?;
        let item = find(&mut document, &list).ok_or_else(|| absent(place))?;
        let names = names(item);
        match item {
            Item::ArrayOfTables(tables) if index < tables.len() => {
                let mut all: Vec<Table> = tables.iter().cloned().collect();
                let mut copy = all[index].clone();
                // Comments before the header speak of the one that was copied.
                copy.decor_mut().set_prefix("\n");
                rename(&mut copy, &names);
                all.insert(index + 1, copy);
                *tables = all.into_iter().collect::<ArrayOfTables>();
            }
            Item::Value(Value::Array(array)) if index < array.len() => {
                let mut copy = array.get(index).cloned().ok_or_else(|| absent(place))?;
                if let Some(table) = copy.as_inline_table_mut() {
                    rename(table, &names);
                }
                if index == 0 && array.len() == 1 && !is_tall(array) {
                    copy.decor_mut().set_prefix(" ");
                }
                array.insert_formatted(index + 1, copy);
            }
            _ => return Err(absent(place)),
        }
        self.close(&document)?;
        Ok(list.item(index + 1))
    }

    /// Takes an item out of its list; a list without items goes too.
    ///
    /// # Errors
    /// Where the place is no item of a list.
    pub fn remove(&mut self, place: &Place) -> Result<(), EditError> {
        let (list, index) = place.in_list().ok_or_else(|| absent(place))?;
        let mut document = self.open()?;
        let left = match find(&mut document, &list) {
            Some(Item::ArrayOfTables(tables)) if index < tables.len() => {
                tables.remove(index);
                tables.len()
            }
            Some(Item::Value(Value::Array(array))) if index < array.len() => {
                array.remove(index);
                array.len()
            }
            _ => return Err(absent(place)),
        };
        self.close(&document)?;
        match left {
            0 => self.unset(&list),
            _ => Ok(()),
        }
    }

    /// Adds a table with these texts at the end of the list in `place`, which is made where it is not
    /// there yet. Gives the place of the new item.
    ///
    /// # Errors
    /// Where the table around the list is not in the file.
    pub fn add(&mut self, place: &Place, entries: &[(&str, &str)]) -> Result<Place, EditError> {
        let mut document = self.open()?;
        let Some((Step::Key(key), around)) = place.0.split_last() else {
            return Err(absent(place));
        };
        let at_top = around.is_empty();
        let around = find_steps(document.as_item_mut(), around);
        let around = around.and_then(Item::as_table_like_mut);
        let around = around.ok_or_else(|| absent(place))?;
        if around.get(key).is_none() {
            let empty = match at_top {
                true => Item::ArrayOfTables(ArrayOfTables::new()),
                false => Item::Value(Value::Array(Array::new())),
            };
            around.insert(key, empty);
        }
        let value = |text: &str| Value::String(Formatted::new(text.to_owned()));
        let index = match around.get_mut(key) {
            Some(Item::ArrayOfTables(tables)) => {
                let mut table = Table::new();
                for (key, text) in entries {
                    table.insert(key, Item::Value(value(text)));
                }
                table.decor_mut().set_prefix("\n");
                tables.push(table);
                tables.len() - 1
            }
            Some(Item::Value(Value::Array(array))) => {
                let mut table = InlineTable::new();
                for (key, text) in entries {
                    table.insert(*key, value(text));
                }
                let mut table = Value::InlineTable(table);
                let prefix = match array.len() {
                    0 => "",
                    _ if is_tall(array) => "\n  ",
                    _ => " ",
                };
                table.decor_mut().set_prefix(prefix);
                array.push_formatted(table);
                array.len() - 1
            }
            _ => return Err(absent(place)),
        };
        self.close(&document)?;
        Ok(place.item(index))
    }

    fn open(&self) -> Result<DocumentMut, EditError> {
        // The checker's reader refuses what this one would take one table inside the other.
        if let Some(problem) = crate::document::parse(&self.text).problems.first() {
            return Err(EditError(format!(
                "{}: found {}, expected {}",
                problem.message, problem.found, problem.expected
            )));
        }
        let parsed = self.text.parse::<DocumentMut>();
        parsed.map_err(|error| EditError(error.message().to_owned()))
    }

    fn close(&mut self, document: &DocumentMut) -> Result<(), EditError> {
        let new = Self {
            text: document.to_string(),
        };
        new.open()?;
        *self = new;
        Ok(())
    }
}

fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a.value() == b.value(),
        (Value::Integer(a), Value::Integer(b)) => a.value() == b.value(),
        (Value::Float(a), Value::Float(b)) => a.value() == b.value(),
        (Value::Boolean(a), Value::Boolean(b)) => a.value() == b.value(),
        _ => false,
    }
}

fn absent(place: &Place) -> EditError {
    EditError(format!("the file has no `{place}`"))
}

fn find<'a>(document: &'a mut DocumentMut, place: &Place) -> Option<&'a mut Item> {
    find_steps(document.as_item_mut(), &place.0)
}

fn find_steps<'a>(mut item: &'a mut Item, steps: &[Step]) -> Option<&'a mut Item> {
    for step in steps {
        item = match step {
            Step::Key(key) => item.as_table_like_mut()?.get_mut(key)?,
            Step::Item(index) => item.get_mut(*index)?,
        };
    }
    Some(item)
}

/// Names of the items of a list.
fn names(list: &Item) -> Vec<String> {
    let name = |item: &dyn toml_edit::TableLike| {
        let name = item.get("name")?.as_str()?;
        Some(name.to_owned())
    };
    match list {
        Item::ArrayOfTables(tables) => tables.iter().filter_map(|t| name(t)).collect(),
        Item::Value(Value::Array(array)) => array
            .iter()
            .filter_map(|value| name(value.as_inline_table()?))
            .collect(),
        _ => Vec::new(),
    }
}

/// Gives a copy a name that is not taken.
fn rename(copy: &mut dyn toml_edit::TableLike, taken: &[String]) {
    let Some(Item::Value(name)) = copy.get_mut("name") else {
        return;
    };
    let Some(old) = name.as_str() else { return };
    let base = match old.rsplit_once(" (copy") {
        Some((base, _)) => base.to_owned(),
        None => old.to_owned(),
    };
    let mut new = format!("{base} (copy)");
    let mut count = 2;
    while taken.contains(&new) {
        new = format!("{base} (copy {count})");
        count += 1;
    }
    *name = Value::String(Formatted::new(new)).decorated(" ", "");
}

/// Whether each item of a list has a line of its own.
fn is_tall(array: &Array) -> bool {
    let prefix = |value: &Value| {
        let prefix = value.decor().prefix();
        prefix
            .and_then(|raw| raw.as_str())
            .is_some_and(|text| text.contains('\n'))
    };
    array.iter().any(prefix)
}
