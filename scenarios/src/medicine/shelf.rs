//! Medicines by name: those inside the program, and a person's own.

use super::{Medicine, read};
use crate::document::{self, Value};
use crate::learned::{Brought, BroughtNetwork};
use crate::problem::Problem;
use crate::span::At;
use include_dir::{Dir, include_dir};
use std::sync::{Arc, LazyLock};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../physiology/drugs");

/// The library, by name. Its files have no faults: a test reads them all.
static LIBRARY: LazyLock<Vec<Arc<Medicine>>> = LazyLock::new(|| {
    let read = |(name, text): (&str, &str)| read(name, text.as_bytes()).0.map(Arc::new);
    files().into_iter().filter_map(read).collect()
});

/// Names and texts of the medicine files inside the program, by name.
pub(crate) fn files() -> Vec<(&'static str, &'static str)> {
    let of = |file: &'static include_dir::File<'static>| {
        let path = file.path();
        path.extension().filter(|extension| *extension == "toml")?;
        Some((path.file_stem()?.to_str()?, file.contents_utf8()?))
    };
    let mut found: Vec<(&str, &str)> = FILES.files().filter_map(of).collect();
    found.sort_unstable();
    found
}

/// Medicines that a scenario may name, and the learned model and the networks that it brings.
#[derive(Debug, Clone)]
pub struct Shelf {
    medicines: Vec<Arc<Medicine>>,
    learned: Option<Brought>,
    networks: Vec<BroughtNetwork>,
}

impl Default for Shelf {
    fn default() -> Self {
        Self::library()
    }
}

impl Shelf {
    /// Those of the library.
    pub fn library() -> Self {
        Self {
            medicines: LIBRARY.clone(),
            learned: None,
            networks: Vec::new(),
        }
    }

    /// Whether nothing was put beside those of the library.
    pub(crate) fn is_library(&self) -> bool {
        let mut pairs = self.medicines.iter().zip(LIBRARY.iter());
        let is_as_long = self.medicines.len() == LIBRARY.len();
        let is_bare = self.learned.is_none() && self.networks.is_empty();
        is_bare && is_as_long && pairs.all(|(own, known)| Arc::ptr_eq(own, known))
    }

    /// The faults of the library's own files, by file; none, or the program was built wrong.
    pub fn faults() -> Vec<(&'static str, Vec<Problem>)> {
        let read = |(name, text): (&'static str, &str)| (name, read(name, text.as_bytes()).1);
        let all = files().into_iter().map(read);
        all.filter(|(_, problems)| !problems.is_empty()).collect()
    }

    /// Puts a medicine beside them; it takes the place of one of its name.
    pub fn put(&mut self, medicine: Medicine) {
        self.medicines.retain(|known| known.name != medicine.name);
        self.medicines.push(Arc::new(medicine));
        self.medicines.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Puts a learned model beside them.
    pub fn teach(&mut self, brought: Brought) {
        self.learned = Some(brought);
    }

    /// Puts a network beside them; it takes the place of one of its name.
    pub fn wire(&mut self, network: BroughtNetwork) {
        self.networks
            .retain(|known| known.instance != network.instance);
        self.networks.push(network);
    }

    /// The networks that the scenario brings.
    pub fn networks(&self) -> &[BroughtNetwork] {
        &self.networks
    }

    /// The learned model, where the scenario brings one.
    pub fn learned(&self) -> Option<&Brought> {
        self.learned.as_ref()
    }

    /// All, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Medicine>> {
        self.medicines.iter()
    }

    /// The medicine of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<Medicine>> {
        self.medicines.iter().find(|medicine| medicine.name == name)
    }

    /// The name that a medicine in a file of this path has: its stem, `-` and blanks as `_`, so
    /// that expressions can speak of it.
    pub fn name_of(path: &str) -> String {
        let stem = std::path::Path::new(path).file_stem().unwrap_or_default();
        stem.to_string_lossy().replace(['-', ' ', '.'], "_")
    }
}

/// Paths of the medicine files that a scenario brings, before it is checked.
pub fn mentioned(text: &[u8]) -> Vec<At<String>> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Vec::new();
    };
    if text.len() > 1 << 20 {
        return Vec::new();
    }
    let document = document::parse(text);
    let Some(Value::List(items)) = document.root.get("medicines").map(|node| &node.value) else {
        return Vec::new();
    };
    let path = |item: &document::Node| match &item.value {
        Value::Text(path, _) => Some(At::new(path.clone(), item.span)),
        _ => None,
    };
    items.iter().filter_map(path).collect()
}

/// Whether a file means to be a medicine: it has kinetics, which no scenario has.
pub fn is_medicine(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else {
        return false;
    };
    text.len() <= 1 << 20 && document::parse(text).root.get("kinetics").is_some()
}
