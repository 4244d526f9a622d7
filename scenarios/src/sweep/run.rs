//! Running a sweep, part after part.

use super::cell::Sweep;
use super::journal::{Change, Identity, Journal};
use super::part::{Engines, Member, Outside, Part, simulate};
use super::store::{self, OUTCOMES, PEOPLE};
use super::summary::{Table, Tabled};
use crate::cohort::{Admission, Crowd, Screened};
use crate::plan::AtStart;
use engine::recording::{Provenance, RecordingError, Written};
use engine::world::{EngineError, Settings};
use physiology::WIDTH;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Members that are carried by one task, at most.
const CHUNK: usize = 64;

/// Rows in a part at most.
const PART_ROWS: u64 = 1 << 20;

/// What a person may choose, of which nothing shows in the numbers.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Members in one task; 0 leaves the choice to the program.
    pub chunk: usize,
    /// Begins anew whatever has been done.
    pub restart: bool,
}

/// How far a sweep is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many simulations were done before, and are not done again.
    Before(u64),
    /// So many more are done.
    Done(u64),
}

/// What came of a sweep.
pub struct Done {
    /// What was summed up.
    pub lines: Vec<Tabled>,
    /// For each group of cells with the same people, who was looked at.
    pub screened: Vec<(usize, Screened)>,
    /// For each of these, in whom a medicine's numbers do not hold.
    pub outside: Vec<(usize, Outside)>,
    /// People who failed, by cell and reason.
    pub failed: BTreeMap<(usize, String), u64>,
    /// People in each cell who came to the end of every arm.
    pub well: Vec<u64>,
    /// Files.
    pub files: Vec<Written>,
    /// Parts in all.
    pub parts: usize,
    /// Parts that stood there already.
    pub before: usize,
}

/// Why a sweep stopped.
#[derive(Debug)]
pub enum SweepError {
    /// Another sweep stands in the folder.
    Changed(Change),
    /// Another run is at work in the folder.
    Busy,
    /// The people of the cohort could not be found.
    People(String),
    /// The engine could not start.
    Engine(EngineError),
    /// Something could not be written or read.
    Recording(RecordingError),
    /// The system refused.
    System(std::io::Error),
    /// Threads could not be started.
    Threads(String),
}

impl fmt::Display for SweepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(change) => write!(
                f,
                "the folder holds a sweep that was begun otherwise: {}.\n  Put it back as it was to go on, choose another folder with --out, or begin anew with --restart",
                change.0
            ),
            Self::Busy => f.write_str(
                "another run is at work in this folder; wait for it to end, or choose another with --out",
            ),
            Self::People(why) => f.write_str(why),
            Self::Engine(error) => error.fmt(f),
            Self::Recording(error) => error.fmt(f),
            Self::System(error) => error.fmt(f),
            Self::Threads(why) => write!(f, "threads could not be started: {why}"),
        }
    }
}
impl std::error::Error for SweepError {}
impl From<EngineError> for SweepError {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}
impl From<RecordingError> for SweepError {
    fn from(error: RecordingError) -> Self {
        Self::Recording(error)
    }
}
impl From<std::io::Error> for SweepError {
    fn from(error: std::io::Error) -> Self {
        Self::System(error)
    }
}

/// Cells that have the same people, and the people.
struct Company {
    cells: Vec<usize>,
    crowd: Option<Crowd>,
    people: u64,
    part: u64,
}

/// Runs a sweep in a folder that exists: what is finished there is read, and the rest is done.
///
/// # Errors
/// Where the folder holds another sweep, people cannot be found, or the disk refuses.
pub fn run(
    sweep: &Sweep,
    folder: &Path,
    identity: Identity,
    provenance: &Provenance,
    settings: &Settings,
    report: &Report,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Done, SweepError> {
    let _lock = lock(folder)?;
    let seed = identity.seed;
    let mut journal = begin(folder, identity, report.restart)?;
    for name in [OUTCOMES, PEOPLE] {
        std::fs::create_dir_all(folder.join(name))?;
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.threads)
        .build()
        .map_err(|error| SweepError::Threads(error.to_string()))?;
    let engines = Engines::new(sweep);
    let arms = sweep.arms().len() as u64;
    let mut table = Table::new(sweep);
    let mut done = Done {
        lines: Vec::new(),
        screened: Vec::new(),
        outside: Vec::new(),
        failed: BTreeMap::new(),
        well: vec![0; sweep.cells.len()],
        files: Vec::new(),
        parts: 0,
        before: 0,
    };
    for company in companies(sweep, seed) {
        let mut admission = Admission::default();
        let plan = &sweep.cells[company.cells[0]].plan;
        let cast = plan.cast.as_deref();
        let at_start = cast.map(|cast| AtStart::of(plan, cast, settings));
        let mut outside = Outside::new();
        let mut met = 0;
        while met < company.people {
            let count = company.part.min(company.people - met) as usize;
            let members = match &company.crowd {
                Some(crowd) => {
                    let admitted = || match &at_start {
                        Some(at_start) => at_start.admit(crowd, &mut admission, count),
                        None => crowd.admit(&mut admission, count),
                    };
                    let people = pool.install(admitted);
                    let people = people.map_err(SweepError::People)?;
                    people.into_iter().map(Member::Person).collect()
                }
                None => (met..met + count as u64)
                    .map(Member::Twin)
                    .collect::<Vec<_>>(),
            };
            if members.is_empty() {
                break;
            }
            met += members.len() as u64;
            let number = done.parts;
            let chunk = match report.chunk {
                0 => usual_chunk(sweep, members.len(), settings.threads),
                asked => asked,
            };
            let work = members.len() as u64 * company.cells.len() as u64 * arms;
            let known = finished(folder, &journal, number, sweep, &company, &members)?;
            let part = match known {
                Some(part) => {
                    done.before += 1;
                    progress(Progress::Before(work));
                    count_outside(sweep, &company, &part, &mut outside);
                    part
                }
                None => {
                    // What follows a part that must be done again is done again too.
                    journal.parts.truncate(number);
                    let simulated = pool.install(|| {
                        simulate(
                            sweep,
                            &company.cells,
                            members,
                            company.crowd.as_ref(),
                            settings,
                            &engines,
                            chunk,
                            &|done| progress(Progress::Done(done)),
                        )
                    });
                    let (part, more) = simulated?;
                    for (of, people) in more {
                        *outside.entry(of).or_default() += people;
                    }
                    let rows = store::write_outcomes(folder, number, sweep, &part, provenance)?;
                    let people = store::write_people(folder, number, sweep, &part, provenance)?;
                    journal.parts.push((rows, people));
                    journal.write(folder)?;
                    part
                }
            };
            pool.install(|| table.add(sweep, &part));
            end(&mut done, &part);
            done.parts += 1;
        }
        done.screened.push((company.cells[0], admission.counts));
        done.outside.push((company.cells[0], outside));
    }
    journal.parts.truncate(done.parts);
    if !journal.complete {
        journal.complete = true;
        journal.write(folder)?;
    }
    for (rows, people) in &journal.parts {
        let named = |folder: &str, file: &Written| Written {
            name: format!("{folder}/{}", file.name),
            ..file.clone()
        };
        done.files.push(named(OUTCOMES, rows));
        done.files
            .extend(people.as_ref().map(|file| named(PEOPLE, file)));
    }
    done.lines = pool.install(|| table.lines(sweep));
    Ok(done)
}

/// So many members of a part in one task that every thread has several: of bodies, which go one by one, down to
/// one, of others as many as lanes at least.
fn usual_chunk(sweep: &Sweep, members: usize, threads: usize) -> usize {
    let bodies = sweep
        .cells
        .iter()
        .any(|cell| cell.plan.subject.resting.is_some());
    let least = if bodies { 1 } else { WIDTH };
    members.div_ceil(4 * threads.max(1)).clamp(least, CHUNK)
}

/// Keeps others out of the folder while it lives.
fn lock(folder: &Path) -> Result<File, SweepError> {
    let file = File::create(folder.join(".lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(SweepError::Busy),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The journal to go on with.
fn begin(folder: &Path, identity: Identity, restart: bool) -> Result<Journal, SweepError> {
    if let Some(journal) = Journal::read(folder).filter(|_| !restart) {
        return match identity.change(&journal.identity) {
            Some(change) => Err(SweepError::Changed(change)),
            None => Ok(journal),
        };
    }
    // Parts that no journal speaks of are of nobody knows what.
    for name in [OUTCOMES, PEOPLE] {
        let folder = folder.join(name);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.starts_with("part-") {
                std::fs::remove_file(path)?;
            }
        }
    }
    let journal = Journal::new(identity);
    journal.write(folder)?;
    Ok(journal)
}

fn companies(sweep: &Sweep, seed: u64) -> Vec<Company> {
    let arms = sweep.arms().len() as u64;
    let mut found: Vec<Company> = Vec::new();
    for (number, cell) in sweep.cells.iter().enumerate() {
        if cell.people_of != number {
            continue;
        }
        let cells: Vec<usize> = (number..sweep.cells.len())
            .filter(|other| sweep.cells[*other].people_of == number)
            .collect();
        let crowd = cell.crowd(seed);
        let people = crowd.as_ref().map_or(cell.people(), Crowd::size);
        let rows = cells.len() as u64 * arms * cell.scenario.outcomes.len().max(1) as u64;
        // Neither too many files nor too much to lose, and a body takes seconds; the same for the same sweep.
        let least = match cell.plan.subject.resting {
            Some(_) => 16,
            None => 256,
        };
        let part = (people / 256).next_power_of_two().clamp(least, 4096);
        found.push(Company {
            part: part.min(PART_ROWS / rows).max(1),
            cells,
            crowd,
            people,
        });
    }
    found
}

/// A part that the journal has and the disk still holds as it was written.
fn finished(
    folder: &Path,
    journal: &Journal,
    number: usize,
    sweep: &Sweep,
    company: &Company,
    members: &[Member],
) -> Result<Option<Part>, SweepError> {
    let Some((rows, people)) = journal.parts.get(number) else {
        return Ok(None);
    };
    let whole = |folder: &Path, file: &Written| {
        let bytes = std::fs::read(folder.join(&file.name)).ok()?;
        (blake3::hash(&bytes).to_hex().as_str() == file.blake3).then_some(())
    };
    if whole(&folder.join(OUTCOMES), rows).is_none() {
        return Ok(None);
    }
    if let Some(people) = people
        && whole(&folder.join(PEOPLE), people).is_none()
    {
        return Ok(None);
    }
    Ok(store::read_outcomes(
        folder,
        number,
        sweep,
        &company.cells,
        members.to_vec(),
    )?)
}

fn count_outside(sweep: &Sweep, company: &Company, part: &Part, outside: &mut Outside) {
    let Some(cast) = &sweep.cells[company.cells[0]].plan.cast else {
        return;
    };
    for who in part.members.iter().filter_map(Member::person) {
        if let Ok(subject) = cast.subject(who) {
            cast.outside(&subject, outside);
        }
    }
}

fn end(done: &mut Done, part: &Part) {
    for (place, cell) in part.cells.iter().enumerate() {
        for member in 0..part.members.len() {
            let failed = (0..part.shape.0)
                .map(|arm| part.status(place, arm, member))
                .filter(|status| *status != 0)
                .map(|status| part.reasons[status as usize - 1].as_str())
                .find(|reason| *reason != super::part::DROPPED);
            match failed {
                None => done.well[*cell] += 1,
                Some(reason) => {
                    *done.failed.entry((*cell, reason.to_owned())).or_default() += 1;
                }
            }
        }
    }
}
