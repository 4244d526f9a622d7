//! Where a scenario comes from: a file, or the library inside the program.

use crate::file::Scenario;
use crate::library::{entry, library};
use crate::medicine::{Shelf, mentioned};
use crate::nearest::nearest;
use crate::plan::{Plan, plan_with};
use crate::problem::Problem;
use crate::report::Report;
use std::path::Path;

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
    pub fn check(&self) -> Checked {
        let mut shelf = Shelf::library();
        let brought = self.bring(&mut shelf);
        let known = crate::catalogue::known_with(&shelf);
        let (scenario, mut problems) = crate::check(&self.text, &known);
        let whole = brought.is_empty();
        problems.extend(brought);
        let scenario = scenario.filter(|_| whole);
        let ready = scenario.and_then(|scenario| match plan_with(&scenario, None, &shelf) {
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
        Checked {
            ready,
            report: Report::new(&self.given, &self.text, problems),
        }
    }
}

impl Source {
    /// Reads the medicine files that the scenario names, from where it stands; what cannot be read
    /// is a problem of the scenario, told with the first fault of the file.
    fn bring(&self, shelf: &mut Shelf) -> Vec<Problem> {
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
        problems
    }
}

/// A checked scenario.
pub struct Checked {
    /// The scenario and its plan, if it has no errors.
    pub ready: Option<(Scenario, Plan)>,
    /// What is wrong with it, or may be.
    pub report: Report,
}

fn missing(given: &str, stem: &str, error: &std::io::Error) -> String {
    let mut message = format!("cannot read `{given}`: {error}");
    let library = library();
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
