//! What of a sweep is done, so that one that was killed can go on.

use super::store::JOURNAL;
use engine::recording::{GIT_HASH, NOTICE, RecordingError, VERSION, Written, write_file};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// What makes a sweep the same sweep: with another of these its parts would be others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Version of the program.
    pub version: String,
    /// Its commit, where that is known.
    pub git: Option<String>,
    /// BLAKE3 of the scenario file.
    pub scenario: String,
    /// BLAKE3 of every other file that it reads, by path.
    pub reads: BTreeMap<String, String>,
    /// Seed.
    pub seed: u64,
    /// People or twins, where the command line says how many.
    pub people: Option<u64>,
    /// Method of the solver.
    pub method: String,
    /// Relative tolerance.
    pub rtol: f64,
    /// Absolute tolerance.
    pub atol: f64,
}

/// The journal of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// What the numbers are not for.
    pub notice: String,
    /// Which sweep.
    pub identity: Identity,
    /// Finished parts, in their order: the rows of outcomes, and the people.
    pub parts: Vec<(Written, Option<Written>)>,
    /// Whether all parts are finished.
    pub complete: bool,
}

/// What has changed since a journal was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change(pub String);

impl Identity {
    /// With this program's version, and nothing else yet.
    pub fn of_program() -> Self {
        Self {
            version: VERSION.to_owned(),
            git: GIT_HASH.map(str::to_owned),
            scenario: String::new(),
            reads: BTreeMap::new(),
            seed: 0,
            people: None,
            method: String::new(),
            rtol: 0.0,
            atol: 0.0,
        }
    }

    /// What of it is other than it was; `None` where nothing is.
    pub fn change(&self, was: &Identity) -> Option<Change> {
        let short = |text: &str| text.get(..12).unwrap_or(text).to_owned();
        let mut all = Vec::new();
        let mut say = |what: &str, was: String, is: String| {
            if was != is {
                all.push(format!("{what} (was {was}, is {is})"));
            }
        };
        say("the scenario", short(&was.scenario), short(&self.scenario));
        for path in was.reads.keys().chain(self.reads.keys()) {
            let of = |identity: &Identity| {
                identity
                    .reads
                    .get(path)
                    .map_or("not read".into(), |hash| short(hash))
            };
            say(path, of(was), of(self));
        }
        say("the seed", was.seed.to_string(), self.seed.to_string());
        let people =
            |count: Option<u64>| count.map_or("as the file says".into(), |n| n.to_string());
        say(
            "the number of people",
            people(was.people),
            people(self.people),
        );
        say("the version", was.version.clone(), self.version.clone());
        let commit = |git: &Option<String>| git.as_deref().map_or("unknown".into(), short);
        say("the program's commit", commit(&was.git), commit(&self.git));
        say("the method", was.method.clone(), self.method.clone());
        say(
            "--rtol",
            format!("{:e}", was.rtol),
            format!("{:e}", self.rtol),
        );
        say(
            "--atol",
            format!("{:e}", was.atol),
            format!("{:e}", self.atol),
        );
        all.dedup();
        (!all.is_empty()).then(|| Change(all.join("; ")))
    }
}

impl Journal {
    /// A journal with nothing done.
    pub fn new(identity: Identity) -> Self {
        Self {
            notice: NOTICE.to_owned(),
            identity,
            parts: Vec::new(),
            complete: false,
        }
    }

    /// The journal of a folder; `None` where there is none, or none that this program can read.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read(folder.join(JOURNAL)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Writes it, beside and renamed: after a kill it is either the old one or the new one.
    pub fn write(&self, folder: &Path) -> Result<Written, RecordingError> {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        write_file(&folder.join(JOURNAL), text.as_bytes())
    }
}
