//! The scenarios that come with the program, embedded in it.

use include_dir::{Dir, include_dir};

static LIBRARY: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/library");
static CASES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/cases");

/// A scenario of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Name, that of its file without `.toml`.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

/// Every scenario of the library, by name.
pub fn library() -> Vec<Entry> {
    entries(&LIBRARY)
}

/// Every case for learners, by name: scenarios that `homeostat teach` runs live.
pub fn cases() -> Vec<Entry> {
    entries(&CASES)
}

fn entries(folder: &Dir<'static>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = folder
        .files()
        .filter_map(|file| {
            let path = file.path();
            path.extension().filter(|extension| *extension == "toml")?;
            Some(Entry {
                name: path.file_stem()?.to_str()?,
                text: file.contents_utf8()?,
            })
        })
        .collect();
    entries.sort_by_key(|entry| entry.name);
    entries
}

/// The scenario or case of this name.
pub fn entry(name: &str) -> Option<Entry> {
    let mut all = library().into_iter().chain(cases());
    all.find(|entry| entry.name == name)
}
