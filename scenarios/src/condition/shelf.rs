//! Conditions and procedures by name: those inside the program.

use super::{Condition, ConditionKind, read};
use crate::problem::Problem;
use include_dir::{Dir, include_dir};
use std::sync::LazyLock;

static CONDITIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../physiology/conditions");
static PROCEDURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../physiology/procedures");

/// The library, by kind and name. Its files have no faults: a test reads them all.
static LIBRARY: LazyLock<Vec<Condition>> = LazyLock::new(|| {
    let read = |(kind, name, text): (_, String, &str)| read(&name, kind, text.as_bytes()).0;
    files().into_iter().filter_map(read).collect()
});

fn files() -> Vec<(ConditionKind, String, &'static str)> {
    let of = |kind| {
        move |file: &'static include_dir::File<'static>| {
            let path = file.path();
            path.extension().filter(|extension| *extension == "toml")?;
            let name = path.file_stem()?.to_str()?.replace('_', " ");
            Some((kind, name, file.contents_utf8()?))
        }
    };
    let conditions = CONDITIONS.files().filter_map(of(ConditionKind::Condition));
    let procedures = PROCEDURES.files().filter_map(of(ConditionKind::Procedure));
    let mut found: Vec<_> = conditions.chain(procedures).collect();
    found.sort();
    found
}

/// All of the library: conditions, then procedures, by name.
pub fn conditions() -> &'static [Condition] {
    &LIBRARY
}

/// What begins by the loss of blood, beside the conditions that are files.
pub const HAEMORRHAGE: &str = "haemorrhage";

/// Names of what can befall a patient, or be done.
pub fn names(kind: ConditionKind) -> Vec<&'static str> {
    let of_kind = LIBRARY.iter().filter(|known| known.kind == kind);
    let mut names: Vec<&str> = of_kind.map(|known| known.name.as_str()).collect();
    if kind == ConditionKind::Condition {
        names.push(HAEMORRHAGE);
    }
    names.sort_unstable();
    names
}

/// The condition or procedure of this name.
pub fn condition(name: &str) -> Option<&'static Condition> {
    LIBRARY.iter().find(|known| known.name == name)
}

/// The faults of the library's own files, by name; none, or the program was built wrong.
pub fn faults() -> Vec<(String, Vec<Problem>)> {
    let read = |(kind, name, text): (_, String, &str)| {
        let problems = read(&name, kind, text.as_bytes()).1;
        (name, problems)
    };
    let all = files().into_iter().map(read);
    all.filter(|(_, problems)| !problems.is_empty()).collect()
}
