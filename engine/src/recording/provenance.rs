//! Where data come from, as text that any reader of Parquet can show.

use std::collections::BTreeMap;

/// Version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Commit that this program was built from, where whoever built it set `HOMEOSTAT_GIT_HASH`.
pub const GIT_HASH: Option<&str> = option_env!("HOMEOSTAT_GIT_HASH");

/// Version of the layout of recordings and manifests; it rises when a reader of the older would
/// misunderstand the newer.
pub const SCHEMA_VERSION: u32 = 1;

/// What every result says.
pub const NOTICE: &str = "Simulated; to think with, not to prescribe from.";

/// Ordered keys and values that say how data were made.
///
/// They stand in a recording's schema metadata, each key with `homeostat.` before it.
/// [`Manifest::provenance`](super::Manifest::provenance) makes them from what the manifest says, so
/// that the two cannot disagree.
///
/// ```
/// use engine::recording::Provenance;
/// let provenance = Provenance::default().with("seed", "42");
/// assert_eq!(provenance.get("seed"), Some("42"));
/// assert!(provenance.get("version").is_some());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    entries: BTreeMap<String, String>,
}

impl Default for Provenance {
    /// Version, commit where known, schema version and notice.
    fn default() -> Self {
        let provenance = Self::empty()
            .with("version", VERSION)
            .with("schema_version", SCHEMA_VERSION.to_string())
            .with("notice", NOTICE);
        match GIT_HASH {
            Some(hash) => provenance.with("git", hash),
            None => provenance,
        }
    }
}

impl Provenance {
    /// No entries: for what another program version wrote.
    pub(super) fn empty() -> Self {
        Self {
            entries: BTreeMap::new(),
        }
    }

    /// With an entry; one of the same key is replaced.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.entries.insert(key.into(), value.into());
        self
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(String::as_str)
    }

    /// All entries, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }
}
