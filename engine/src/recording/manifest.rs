//! The page beside the data that says what they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{
    Column, GIT_HASH, NOTICE, Provenance, RecordingError, SCHEMA_VERSION, VERSION, Written,
    write_file,
};

/// What a run was, written as JSON beside its data.
///
/// Fill in what is known beforehand, take the recording's [`provenance`](Self::provenance) from
/// it, and add counts, files and [`this_run`](Self::this_run) at the end. Everything but `this_run`
/// is the same for the same inputs.
///
/// ```
/// use engine::recording::Manifest;
/// let manifest = Manifest { seed: 42, ..Manifest::default() };
/// assert_eq!(manifest.provenance().get("seed"), Some("42"));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// What every result says: that it is simulated.
    pub notice: String,
    /// Version of the program.
    pub version: String,
    /// Commit that the program was built from, where known.
    pub git: Option<String>,
    /// Version of the layout of this page and of the recording.
    pub schema_version: u32,
    /// The scenario.
    pub scenario: ScenarioRecord,
    /// Seed of every random stream.
    pub seed: u64,
    /// Plausible twins, each simulated under every arm.
    pub patients: u64,
    /// Names of the arms, in the scenario's order.
    pub arms: Vec<String>,
    /// Models that the twins were made of.
    pub models: Vec<ModelRecord>,
    /// How the equations were solved.
    pub solver: SolverRecord,
    /// Recorded quantities: readers that drop a file's metadata find the units here.
    pub columns: Vec<Column>,
    /// How the simulations ended.
    pub statuses: StatusCounts,
    /// Files of data.
    pub files: Vec<Written>,
    /// What differs from run to run.
    pub this_run: ThisRun,
}

/// Which scenario file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScenarioRecord {
    /// Path as it was given.
    pub path: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
}

impl ScenarioRecord {
    /// The scenario file at `path` with these bytes.
    pub fn of(path: &str, text: &[u8]) -> Self {
        Self {
            path: path.to_owned(),
            blake3: blake3::hash(text).to_hex().to_string(),
        }
    }
}

/// One component of the twins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ModelRecord {
    /// Name of the instance, such as `insulin`.
    pub instance: String,
    /// Name of its model.
    pub model: String,
    /// Where the model was published.
    pub source: String,
    /// Signals of other instances, as `part.signal`, by the inputs that read them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reads: BTreeMap<String, String>,
}

/// How the equations were solved.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SolverRecord {
    /// Name of the method.
    pub method: String,
    /// Relative tolerance.
    pub rtol: f64,
    /// Absolute tolerance, as a fraction of each state's typical size.
    pub atol: f64,
}

/// How many twins ended how; one that failed under any arm is dropped from all and counts once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StatusCounts {
    /// Carried to their end.
    pub well: u64,
    /// Not carried to their end, by reason.
    pub failed: BTreeMap<String, u64>,
}

/// Facts about one run that do not change its data.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ThisRun {
    /// The command line: program and arguments.
    pub command: Vec<String>,
    /// Wall time by stage, s.
    pub seconds: BTreeMap<String, f64>,
    /// Threads.
    pub threads: usize,
    /// Widest vector instructions used.
    pub instruction_set: String,
    /// Operating system and processor.
    pub platform: String,
    /// Files whose bytes depend on the machine: pictures.
    pub pictures: Vec<Written>,
}

impl Default for Manifest {
    /// Version, commit, layout and notice of this program; all else empty.
    fn default() -> Self {
        Self {
            notice: NOTICE.to_owned(),
            version: VERSION.to_owned(),
            git: GIT_HASH.map(str::to_owned),
            schema_version: SCHEMA_VERSION,
            scenario: ScenarioRecord::default(),
            seed: 0,
            patients: 0,
            arms: Vec::new(),
            models: Vec::new(),
            solver: SolverRecord::default(),
            columns: Vec::new(),
            statuses: StatusCounts::default(),
            files: Vec::new(),
            this_run: ThisRun::default(),
        }
    }
}

impl Manifest {
    /// What the recording itself says of its making: all that is known before a run, except the
    /// path of the scenario, since a moved file must not change the data's bytes.
    pub fn provenance(&self) -> Provenance {
        let mut provenance = Provenance::default()
            .with("scenario_blake3", &self.scenario.blake3)
            .with("seed", self.seed.to_string())
            .with("patients", self.patients.to_string())
            .with("method", &self.solver.method)
            .with("rtol", format!("{:e}", self.solver.rtol))
            .with("atol", format!("{:e}", self.solver.atol));
        for part in &self.models {
            provenance = provenance
                .with(format!("model.{}", part.instance), &part.model)
                .with(format!("source.{}", part.instance), &part.source);
        }
        provenance
    }

    /// BLAKE3, in hexadecimal, of everything but `this_run`: two runs of the same inputs agree.
    pub fn fingerprint(&self) -> String {
        let lasting = Self {
            this_run: ThisRun::default(),
            ..self.clone()
        };
        blake3::hash(lasting.json().as_bytes()).to_hex().to_string()
    }

    /// Writes it as indented JSON, beside and renamed; usually `manifest.json` in the run's folder.
    ///
    /// # Errors
    /// Where the file cannot be written; nothing is then left behind.
    pub fn write(&self, path: &Path) -> Result<Written, RecordingError> {
        write_file(path, self.json().as_bytes())
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// Where the file cannot be read or is no manifest.
    pub fn read(path: &Path) -> Result<Manifest, RecordingError> {
        let text = fs::read(path).map_err(|e| RecordingError::io(path, "read", &e))?;
        serde_json::from_slice(&text).map_err(|e| {
            RecordingError::new(
                path,
                format!("this is not a manifest of this version: {e}"),
                "choose the manifest.json that a run wrote",
            )
        })
    }

    /// Indented JSON and a line end.
    fn json(&self) -> String {
        // Text, numbers and maps with text keys always have a JSON form.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}
