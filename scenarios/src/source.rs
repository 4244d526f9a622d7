//! Where a scenario comes from: a file, or the library inside the program.

use crate::cohort::{LearnedPeople, PeopleTable};
use crate::file::Scenario;
use crate::known::Known;
use crate::learned::{Brought, BroughtNetwork};
use crate::library::{cases, entry, library};
use crate::medicine::{Shelf, mentioned};
use crate::nearest::nearest;
use crate::plan::{Plan, plan_with};
use crate::problem::Problem;
use crate::report::Report;
use crate::sweep::{Sweep, lay_out};
use std::path::Path;
use std::sync::Arc;

/// The text of a scenario and its names.
#[derive(Clone, Debug)]
pub struct Source {
    /// As it was given.
    pub given: String,
    /// Name for folders: that of the file without `.toml`.
    pub stem: String,
    /// Its bytes.
    pub text: Vec<u8>,
}

/// Said where a learned model is not there or not whole.
const UNTAUGHT: &str = "a learned model that cannot be used";

impl Source {
    /// Reads a file, or takes the library's scenario of that name.
    ///
    /// # Errors
    /// What a person should know, where there is neither.
    pub fn open(given: &str) -> Result<Self, String> {
        let path = Path::new(given);
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let embedded = || entry(given.strip_suffix(".toml").unwrap_or(given));
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) => match embedded() {
                Some(entry) => entry.text.as_bytes().to_vec(),
                None => return Err(missing(given, &stem, &error)),
            },
        };
        Ok(Self {
            given: given.to_owned(),
            stem: stem.into_owned(),
            text,
        })
    }

    /// Checks it and lays it out; everything that is wrong with it, at once.
    pub fn check(&self, seed: Option<u64>) -> Checked {
        let mut shelf = Shelf::library();
        let mut reads = Vec::new();
        let mut brought = self.bring(&mut shelf, &mut reads);
        let mut known = crate::catalogue::known_with(&shelf);
        let mut tables = Vec::new();
        brought.extend(self.bring_people(&mut known, &mut tables));
        let of = |table: &Arc<PeopleTable>| (table.path.clone(), table.blake3.clone());
        reads.extend(known.tables.iter().map(of));
        let of = |people: &Arc<LearnedPeople>| (people.path.clone(), people.blake3.clone());
        reads.extend(known.people.iter().map(of));
        let (scenario, mut problems) = crate::check(&self.text, &known);
        let whole = !brought.iter().any(Problem::is_error);
        if brought.iter().any(|problem| problem.message == UNTAUGHT) {
            // Whatever the file says of the model would be wrong only for that.
            problems.clear();
        }
        problems.extend(brought);
        let scenario = scenario.filter(|_| whole);
        let ready = scenario.and_then(|scenario| match plan_with(&scenario, seed, &shelf) {
            Ok(plan) => {
                problems.extend(plan.warnings.iter().cloned());
                problems.sort_by_key(|problem| problem.span.start);
                Some((scenario, plan))
            }
            Err(wrong) => {
                problems.extend(wrong.into_iter().map(Problem::from));
                problems.sort_by_key(|problem| problem.span.start);
                None
            }
        });
        // Every cell of a sweep is a file of its own, and all of them are checked.
        let mut sweep = None;
        let ready = ready.filter(|(scenario, _)| {
            if scenario.sweep.is_empty() {
                return true;
            }
            let (laid, faults) = lay_out(&self.text, &known, &shelf, scenario, seed);
            for fault in faults {
                if !problems.contains(&fault) {
                    problems.push(fault);
                }
            }
            problems.sort_by_key(|problem| problem.span.start);
            sweep = laid;
            sweep.is_some()
        });
        Checked {
            ready,
            sweep,
            report: Report::new(&self.given, &self.text, problems),
            tables,
            reads,
            known,
            shelf,
        }
    }
}

impl Source {
    /// Reads the medicine files that the scenario names, from where it stands; what cannot be read
    /// is a problem of the scenario, told with the first fault of the file.
    fn bring(&self, shelf: &mut Shelf, reads: &mut Vec<(String, String)>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let folder = Path::new(&self.given).parent().unwrap_or(Path::new(""));
        for path in mentioned(&self.text) {
            let problem = Problem::error(path.span, "a medicine file that cannot be read")
                .expected("a medicine file (`homeostat check FILE` says what is wrong with it)");
            let text = match std::fs::read(folder.join(&path.value)) {
                Ok(text) => text,
                Err(error) => {
                    problems.push(problem.found(error.to_string()));
                    continue;
                }
            };
            let hash = blake3::hash(&text).to_hex().to_string();
            reads.push((path.value.clone(), hash));
            let name = Shelf::name_of(&path.value);
            match crate::medicine::read(&name, &text) {
                (Some(medicine), _) => shelf.put(medicine),
                (None, faults) => {
                    let report = Report::new(&path.value, &text, faults);
                    let first = report.rows().into_iter().next();
                    let told = first.map_or(String::new(), |row| {
                        format!("{} in line {} of {}", row.message, row.line, path.value)
                    });
                    problems.push(problem.found(told));
                }
            }
        }
        problems.extend(self.teach(shelf, reads));
        problems.extend(self.wire(shelf, reads));
        problems
    }

    /// Reads the learned model that the scenario names, and what was measured in its patient.
    fn teach(&self, shelf: &mut Shelf, reads: &mut Vec<(String, String)>) -> Option<Problem> {
        let (model, measured) = crate::learned::mentioned(&self.text)?;
        let folder = Path::new(&self.given).parent().unwrap_or(Path::new(""));
        let mut read = |path: &str| {
            let bytes = std::fs::read(folder.join(path)).map_err(|error| error.to_string())?;
            reads.push((path.to_owned(), blake3::hash(&bytes).to_hex().to_string()));
            Ok::<Vec<u8>, String>(bytes)
        };
        let mut brought =
            match read(&model.value).and_then(|bytes| Brought::read(&model.value, &bytes)) {
                Ok(brought) => brought,
                Err(why) => {
                    let problem = Problem::error(model.span, UNTAUGHT);
                    return Some(
                        problem
                            .found(why)
                            .expected("a model file of `homeostat learn progression`")
                            .help(
                                "train it first, as the file's first lines or docs/learned.md say; \
                                 the rest of the file is checked then",
                            ),
                    );
                }
            };
        let wrong = measured.and_then(|path| {
            let read = read(&path.value).and_then(|text| brought.measure(&text));
            let why = read.err()?;
            let problem = Problem::error(path.span, "measurements that cannot be read");
            Some(
                problem
                    .found(format!("{}: {why}", path.value))
                    .expected("a table with the columns time, name, value and unit"),
            )
        });
        shelf.teach(brought);
        wrong
    }

    /// Reads the networks that the scenario names.
    fn wire(&self, shelf: &mut Shelf, reads: &mut Vec<(String, String)>) -> Vec<Problem> {
        let folder = Path::new(&self.given).parent().unwrap_or(Path::new(""));
        let mut problems = Vec::new();
        for path in crate::learned::networks_mentioned(&self.text) {
            let read = std::fs::read(folder.join(&path.value)).map_err(|error| error.to_string());
            let brought = read.and_then(|bytes| {
                let hash = blake3::hash(&bytes).to_hex().to_string();
                reads.push((path.value.clone(), hash));
                BroughtNetwork::read(&path.value, &bytes)
            });
            match brought {
                Ok(brought) => shelf.wire(brought),
                Err(why) => problems.push(
                    Problem::error(path.span, UNTAUGHT)
                        .found(why)
                        .expected(
                            "a file of `homeostat learn residual` or `homeostat learn import`",
                        )
                        .help("make it first; the rest of the file is checked then"),
                ),
            }
        }
        problems
    }
}

impl Source {
    /// Reads the tables of people that the scenario names, from where it stands. What is wrong with
    /// a table is told in a report of its own.
    fn bring_people(&self, known: &mut Known, tables: &mut Vec<Report>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let folder = Path::new(&self.given).parent().unwrap_or(Path::new(""));
        for mention in crate::cohort::mentioned(&self.text) {
            let path = folder.join(&mention.path.value);
            let unreadable = |found: String| {
                Problem::error(mention.path.span, "a table of people that cannot be read")
                    .found(found)
                    .expected("the path of a CSV or Parquet table, from where this file stands")
            };
            let text = match std::fs::read(&path) {
                Ok(text) => text,
                Err(error) => {
                    problems.push(unreadable(error.to_string()));
                    known.unread.push(mention.path.value.clone());
                    continue;
                }
            };
            if path.extension().is_some_and(|ending| ending == "model") {
                let (people, faults) = crate::cohort::LearnedPeople::read(&mention, &text);
                problems.extend(faults);
                match people {
                    Some(people) => known.people.push(Arc::new(people)),
                    None => known.unread.push(mention.path.value.clone()),
                }
                continue;
            }
            let is_parquet = path.extension().is_some_and(|ending| ending == "parquet");
            let (table, faults) = match is_parquet {
                false => crate::cohort::read_text(&mention, &text),
                true => match engine::recording::read_sheet(&path) {
                    Ok(columns) => crate::cohort::read_parquet(&mention, &text, columns),
                    Err(error) => {
                        problems.push(unreadable(error.to_string()));
                        known.unread.push(mention.path.value.clone());
                        continue;
                    }
                },
            };
            let errors = faults.iter().filter(|fault| fault.is_error()).count();
            if !faults.is_empty() {
                let shown = path.display().to_string();
                // A Parquet file has no lines that could be shown.
                let text: &[u8] = if is_parquet { b"" } else { &text };
                tables.push(Report::new(&shown, text, faults));
            }
            match table {
                Some(table) => known.tables.push(Arc::new(table)),
                None => {
                    let found = match errors {
                        1 => "1 error in it".to_owned(),
                        _ => format!("{errors} errors in it"),
                    };
                    problems.push(unreadable(found));
                    known.unread.push(mention.path.value.clone());
                }
            }
        }
        problems
    }
}

/// A checked scenario.
pub struct Checked {
    /// The scenario and its plan, if it has no errors.
    pub ready: Option<(Scenario, Plan)>,
    /// The cells of its sweep, where it has one.
    pub sweep: Option<Sweep>,
    /// What is wrong with it, or may be.
    pub report: Report,
    /// What is wrong with tables of people.
    pub tables: Vec<Report>,
    /// BLAKE3 of every other file that it reads, by path.
    pub reads: Vec<(String, String)>,
    /// What the scenario may name.
    pub known: Known,
    /// The medicines that it may give.
    pub shelf: Shelf,
}

impl Checked {
    /// Whether something is to be said about it.
    pub fn is_clean(&self) -> bool {
        self.report.rows().is_empty() && self.tables.is_empty()
    }
}

fn missing(given: &str, stem: &str, error: &std::io::Error) -> String {
    let mut message = format!("cannot read `{given}`: {error}");
    let library: Vec<_> = library().into_iter().chain(cases()).collect();
    let names = library.iter().map(|entry| entry.name);
    match nearest(stem, names) {
        Some(name) => message.push_str(&format!(
            "\n  did you mean `{name}`, a scenario of the library? (homeostat run {name})"
        )),
        None => message.push_str(
            "\n  expected a scenario file, or a name from the library (`homeostat list scenarios`)",
        ),
    }
    message
}
