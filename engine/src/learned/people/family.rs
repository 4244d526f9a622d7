//! Families of generators, which are compared while a model of people is trained.

use physiology::nearest::told;

/// A family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Trees for each column.
    Trees,
    /// A normalising flow.
    Flow,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Trees, Self::Flow];

    /// As a command says it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Trees => "trees",
            Self::Flow => "flow",
        }
    }

    /// As a card says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trees => "sequential trees",
            Self::Flow => "normalising flow",
        }
    }

    /// The family of this key.
    ///
    /// # Errors
    /// What was found and what there is, with the nearest.
    pub fn of(key: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|family| family.key() == key);
        found.ok_or_else(|| told(key, Self::ALL.map(Self::key)))
    }
}
