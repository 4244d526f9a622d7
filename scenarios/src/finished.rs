//! A finished run, read back from its folder.

use crate::file::Scenario;
use crate::plan::Plan;
use crate::run::{KEPT, Projection, Trajectory, rows};
use crate::source::Source;
use engine::recording::{Block, Manifest, read};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The scenario's text as it was run, in the folder of the run.
pub const SCENARIO_FILE: &str = "scenario.toml";

/// A run that was written, with all that its pictures and tables need.
pub struct Finished {
    /// The scenario's text.
    pub source: Source,
    /// The scenario.
    pub scenario: Scenario,
    /// What was asked of the engine.
    pub plan: Plan,
    /// What made it.
    pub manifest: Manifest,
    /// What came of it. How often conditions were met is not in a recording, and so is not here.
    pub projection: Projection,
}

impl Finished {
    /// Whether this is the folder of a run.
    pub fn is_there(folder: &Path) -> bool {
        folder.join("manifest.json").is_file()
    }

    /// Reads a run's folder.
    ///
    /// # Errors
    /// What a person should know, where the folder does not hold a whole run.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let manifest = Manifest::read(&folder.join("manifest.json")).map_err(|e| e.to_string())?;
        let path = folder.join(SCENARIO_FILE);
        let text = std::fs::read(&path).map_err(|error| {
            format!(
                "cannot read `{}`: {error}; expected the scenario beside its recording, as \
                 `homeostat run` writes it: run the scenario again",
                path.display()
            )
        })?;
        let is = engine::recording::ScenarioRecord::of("", &text).blake3;
        if is != manifest.scenario.blake3 {
            return Err(format!(
                "`{}` is not the text that was run: its hash is {}, the manifest says {}",
                path.display(),
                is.get(..12).unwrap_or_default(),
                manifest.scenario.blake3.get(..12).unwrap_or_default()
            ));
        }
        let given = &manifest.scenario.path;
        let stem = Path::new(given).file_stem().unwrap_or_default();
        let source = Source {
            // Medicines of one's own are found from where the scenario stood.
            given: given.clone(),
            stem: stem.to_string_lossy().into_owned(),
            text,
        };
        let checked = source.check(None);
        let Some((scenario, mut plan)) = checked.ready else {
            return Err(checked.report.draw(false, 100));
        };
        plan.twins = manifest.patients as usize;
        plan.seed = manifest.seed;
        let projection = recall(
            &scenario,
            &plan,
            &manifest,
            &folder.join("recording.parquet"),
        )?;
        Ok(Self {
            source,
            scenario,
            plan,
            manifest,
            projection,
        })
    }
}

/// Twins of a recording become a projection again: outcomes are worked out anew.
fn recall(
    scenario: &Scenario,
    plan: &Plan,
    manifest: &Manifest,
    path: &Path,
) -> Result<Projection, String> {
    let recording = read(path).map_err(|error| error.to_string())?;
    let mut projection = Projection::empty(plan);
    if recording.columns() != projection.columns {
        return Err(format!(
            "`{}` holds other quantities than its scenario asks for",
            path.display()
        ));
    }
    let arms = plan.arms.len();
    let mut values = vec![vec![Vec::new(); arms]; scenario.outcomes.len()];
    let mut twin: Vec<Arc<[f64]>> = Vec::new();
    let mut stray = false;
    let mut take = |block: Block<'_>| {
        stray |= plan
            .arms
            .get(twin.len())
            .is_none_or(|arm| *arm != block.arm);
        twin.push(block.values.into());
        if twin.len() < arms || stray {
            return;
        }
        let whole = projection.times.len() * projection.columns.len();
        // What failed has fewer rows, and is dropped from every arm.
        let well = twin.iter().all(|samples| samples.len() == whole);
        projection.well += usize::from(well);
        for (arm, samples) in twin.iter().enumerate() {
            let trajectory = Trajectory::new(plan, &projection.times, samples);
            for (outcome, values) in scenario.outcomes.iter().zip(&mut values) {
                values[arm].push(match well {
                    true => outcome.of.value.evaluate(&trajectory),
                    false => f64::NAN,
                });
            }
        }
        for (kept, samples) in projection.kept.iter_mut().zip(twin.drain(..)) {
            if kept.len() < KEPT {
                kept.push(if well { samples } else { Arc::default() });
            }
        }
    };
    recording
        .for_each_block(&mut take)
        .map_err(|error| error.to_string())?;
    if stray || !twin.is_empty() {
        return Err(format!(
            "`{}` is not twin by twin and arm by arm, as `homeostat run` writes it",
            path.display()
        ));
    }
    projection.rows = rows(scenario, plan, values);
    let failed = manifest.statuses.failed.iter();
    projection.failed = failed
        .map(|(reason, twins)| (reason.clone(), (*twins as usize, f64::NAN)))
        .collect::<BTreeMap<_, _>>();
    Ok(projection)
}
