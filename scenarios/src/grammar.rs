//! The language of scenario files, described once, as data.
//!
//! The checker's messages, the JSON Schema and the documentation are all made from these tables,
//! so that they cannot disagree. What the language will have but does not have yet is described
//! too, marked as not available.

mod case;
mod cohort;
mod kind;
mod patient;
mod scenario;
mod treatment;

pub use case::SCRIPT;
pub use kind::{Kind, Named, Range};
pub(crate) use patient::PATIENT;
pub use scenario::SCENARIO;

/// A table of the language and its keys.
#[derive(Debug)]
pub struct Table {
    /// How a person would point to it, such as `[patient]`.
    pub name: &'static str,
    /// What it says, in one line.
    pub meaning: &'static str,
    /// Its keys, in the order in which they are best written.
    pub keys: &'static [Key],
    /// Groups of keys of which exactly one stands in the table.
    pub one_of: &'static [&'static [&'static str]],
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What kind of value it has.
    pub kind: Kind,
    /// Whether it must stand there.
    pub required: bool,
    /// Its value where the file says nothing, as TOML.
    pub default: Option<&'static str>,
    /// What it says, in one line.
    pub meaning: &'static str,
    /// A value for it, as TOML.
    pub example: &'static str,
    /// The keys beside which it makes sense; empty where it always does.
    pub with: &'static [&'static str],
    /// Whether it is built.
    pub available: bool,
}

impl Table {
    /// The key of that name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of the keys that are built.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.keys
            .iter()
            .filter(|key| key.available)
            .map(|key| key.name)
    }
}

impl Key {
    /// A key that may stand in a table and is built.
    pub(crate) const fn new(
        name: &'static str,
        kind: Kind,
        meaning: &'static str,
        example: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            required: false,
            default: None,
            meaning,
            example,
            with: &[],
            available: true,
        }
    }

    /// A key that is planned.
    const fn later(name: &'static str, meaning: &'static str) -> Self {
        Self {
            available: false,
            ..Self::new(name, Kind::Anything, meaning, "")
        }
    }

    pub(crate) const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    pub(crate) const fn default(self, default: &'static str) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }

    pub(crate) const fn with(self, with: &'static [&'static str]) -> Self {
        Self { with, ..self }
    }
}

/// Every table of the language once, in the order in which they are met.
pub fn tables() -> Vec<&'static Table> {
    let mut found: Vec<&'static Table> = vec![&SCENARIO];
    let mut next = 0;
    while let Some(table) = found.get(next).copied() {
        next += 1;
        let inner = table.keys.iter().flat_map(|key| key.kind.tables());
        for table in inner {
            if !found.iter().any(|known| std::ptr::eq(*known, table)) {
                found.push(table);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_explained() {
        for table in tables() {
            assert!(!table.meaning.is_empty(), "{}", table.name);
            for key in table.keys {
                assert!(!key.meaning.is_empty(), "{} {}", table.name, key.name);
                assert_eq!(
                    key.example.is_empty(),
                    !key.available,
                    "{} {}",
                    table.name,
                    key.name
                );
            }
        }
    }

    #[test]
    fn names_are_unique_and_groups_name_keys() {
        for table in tables() {
            for (position, key) in table.keys.iter().enumerate() {
                let earlier = &table.keys[..position];
                assert!(
                    !earlier.iter().any(|other| other.name == key.name),
                    "{}",
                    key.name
                );
                for other in key.with {
                    assert!(table.key(other).is_some(), "{} {other}", table.name);
                }
            }
            for name in table.one_of.iter().copied().flatten() {
                assert!(table.key(name).is_some(), "{} {name}", table.name);
            }
        }
    }
}
