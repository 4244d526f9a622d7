//! The validation book: what published numbers say a body does, beside what it does here.
//!
//! Studies are scenarios, rows are expressions on them, all of it data (`scenarios/book/*.toml`).

use crate::catalogue::known;
use crate::check::check;
use crate::plan::plan;
use crate::report::Report;
use crate::run::run;
use engine::world::Settings;
use include_dir::{Dir, include_dir};
use physiology::unit::Unit;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

mod page;
pub use page::page;

static BOOK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/book");

/// A chapter: one file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chapter {
    #[serde(default)]
    study: Vec<Study>,
    #[serde(default)]
    absent: Vec<Absent>,
}

/// What the book's sources ask for and this body has nothing to answer with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Absent {
    /// What is asked.
    pub what: String,
    /// What would have to be there.
    pub why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Study {
    name: String,
    scenario: String,
    row: Vec<Asked>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    variable: String,
    of: String,
    relative_to: Option<String>,
    /// Of which arm; of the first where nothing is said.
    arm: Option<String>,
    /// Whether the mean difference of that arm from the first is asked, person by person.
    #[serde(default)]
    difference: bool,
    expected: (f64, f64),
    unit: String,
    source: String,
    calibrated: Option<String>,
    fails: Option<String>,
    instead: Option<String>,
}

/// Whether a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within what is expected.
    Pass,
    /// Outside.
    Fail,
    /// Outside, and on the other side of no change than expected.
    WrongDirection,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::WrongDirection => "wrong direction",
        })
    }
}

/// One row, answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// System: the name of the chapter.
    pub system: String,
    /// What is done to whom.
    pub study: String,
    /// What is asked.
    pub variable: String,
    /// At least and at most.
    pub expected: (f64, f64),
    /// Unit of all numbers; % of the resting value where relative.
    pub unit: String,
    /// Where the expectation is from.
    pub source: String,
    /// What the model was calibrated to, where this row is no validation.
    pub calibrated: Option<String>,
    /// What came out.
    pub simulated: f64,
    /// Distance from what is expected, in the unit; 0 inside.
    pub error: f64,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Why it does not hold, as the book explains it.
    pub reason: Option<String>,
    /// Which other truth, that stands in another row and contradicts this one, the body is held to instead.
    pub instead: Option<String>,
}

impl Row {
    /// Whether it tells anything of the model: it was not looked at while numbers were chosen, and nothing that
    /// contradicts it is held.
    pub fn validates(&self) -> bool {
        self.calibrated.is_none() && self.instead.is_none()
    }
}

/// A book that cannot be read or run: a fault of the program, or of whose chapters they are.
#[derive(Debug)]
pub struct BookError(String);

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BookError {}

/// Which studies, of which book.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words of which the name of a study or of its chapter holds one; empty for all.
    pub only: Vec<String>,
    /// A folder of chapters in place of the program's own book.
    pub folder: Option<PathBuf>,
}

impl Wanted {
    fn names(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word))
    }

    fn has(&self, chapter: &str, study: &Study) -> bool {
        self.names(chapter) || self.names(&study.name)
    }

    /// Chapters by name, in order.
    fn chapters(&self) -> Result<Vec<(String, String)>, BookError> {
        let stem = |path: &Path| {
            let stem = path.file_stem().unwrap_or_default();
            stem.to_string_lossy().into_owned()
        };
        let mut chapters = Vec::new();
        let Some(folder) = &self.folder else {
            for file in BOOK.files() {
                let text = file.contents_utf8().unwrap_or_default().to_owned();
                chapters.push((stem(file.path()), text));
            }
            chapters.sort();
            return Ok(chapters);
        };
        let fault = |path: &Path, error: std::io::Error, expected: &str| {
            BookError(format!(
                "cannot read `{}`: {error}\n  expected {expected}",
                path.display()
            ))
        };
        let no_folder = |error| {
            let expected = "a folder of chapters, such as scenarios/book";
            fault(folder, error, expected)
        };
        for entry in std::fs::read_dir(folder).map_err(no_folder)? {
            let path = entry.map_err(no_folder)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| fault(&path, error, "a chapter, a text in UTF-8"))?;
                chapters.push((stem(&path), text));
            }
        }
        if chapters.is_empty() {
            return Err(BookError(format!(
                "no chapter in `{}`\n  expected files that end in .toml, such as those of scenarios/book",
                folder.display()
            )));
        }
        chapters.sort();
        Ok(chapters)
    }
}

fn chapter(name: &str, text: &str) -> Result<Chapter, BookError> {
    toml::from_str(text).map_err(|error| BookError(format!("{name}: {error}")))
}

/// What the sources of the chapters ask for of which something is wanted, and no row answers.
pub fn absent(wanted: &Wanted) -> Result<Vec<Absent>, BookError> {
    let mut found = Vec::new();
    for (name, text) in wanted.chapters()? {
        let chapter = chapter(&name, &text)?;
        let mut studies = chapter.study.iter();
        if wanted.names(&name) || studies.any(|study| wanted.has(&name, study)) {
            found.extend(chapter.absent);
        }
    }
    Ok(found)
}

/// Chapters of the book, in order.
pub fn chapters(wanted: &Wanted) -> Result<Vec<String>, BookError> {
    let chapters = wanted.chapters()?.into_iter();
    Ok(chapters.map(|(name, _)| name).collect())
}

/// Runs the studies that are wanted, on all cores, and answers their rows, in the order of the book; `progress` is
/// told the number of studies done, and of all.
pub fn answer(
    wanted: &Wanted,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<Vec<Row>, BookError> {
    let mut studies = Vec::new();
    for (system, text) in wanted.chapters()? {
        let mut chapter = chapter(&system, &text)?;
        chapter.study.retain(|study| wanted.has(&system, study));
        let named = |study| (system.clone(), study);
        studies.extend(chapter.study.into_iter().map(named));
    }
    let (all, done) = (studies.len(), AtomicUsize::new(0));
    let answered: Vec<Result<Vec<Row>, BookError>> = studies
        .into_par_iter()
        // One at a time: some studies are a trial of hundreds, and their neighbours are too.
        .with_max_len(1)
        .map(|(system, study)| {
            let rows = answers(&system, study)?;
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, all);
            Ok(rows)
        })
        .collect();
    // The first fault in the order of the book, and not the first in time, which is another on each day.
    let answered: Result<Vec<Vec<Row>>, BookError> = answered.into_iter().collect();
    Ok(answered?.into_iter().flatten().collect())
}

/// The rows of one study: its scenario with an outcome for each number that is asked.
fn answers(system: &str, study: Study) -> Result<Vec<Row>, BookError> {
    let mut text = study.scenario.clone();
    let mut outcome = |name: String, of: &str| {
        // A quotation mark in an expression would be a fault of the book, and is reported as one.
        let _ = write!(text, "\n[[outcome]]\nname = \"{name}\"\nof = \"{of}\"\n");
    };
    for (k, row) in study.row.iter().enumerate() {
        outcome(format!("row {k}"), &row.of);
        if let Some(relative) = &row.relative_to {
            outcome(format!("row {k}, relative to"), relative);
        }
    }
    let place = format!("{system}, {}", study.name);
    let (scenario, problems) = check(text.as_bytes(), &known());
    let Some(scenario) = scenario else {
        let report = Report::new(&place, text.as_bytes(), problems);
        return Err(BookError(report.draw(false, 100)));
    };
    let unknown = |named: &&String| !scenario.arms.iter().any(|arm| arm.name.value == **named);
    let mut arms = study.row.iter().filter_map(|asked| asked.arm.as_ref());
    if let Some(named) = arms.find(unknown) {
        return Err(BookError(format!("{place}: no arm `{named}`")));
    }
    let plan =
        plan(&scenario, None).map_err(|problems| BookError(format!("{place}: {problems:?}")))?;
    let settings = Settings {
        threads: 1,
        ..Settings::default()
    };
    let projection = run(&scenario, &plan, &settings, |_| Ok(()), |_| ())
        .map_err(|error| BookError(format!("{place}: {error}")))?;
    let found = |name: &str, asked: &Asked| {
        let mut rows = projection.rows.iter();
        let row = rows.find(|row| row.label == name)?;
        let arm = match &asked.arm {
            Some(named) => scenario
                .arms
                .iter()
                .position(|arm| arm.name.value == *named)?,
            None => 0,
        };
        let value = match asked.difference {
            true => row.differences.get(arm.checked_sub(1)?)?.mean,
            false => row.arms.get(arm)?.centre,
        };
        Some((value, row.unit.clone()))
    };
    let mut rows = Vec::new();
    for (k, asked) in study.row.into_iter().enumerate() {
        let missing = || BookError(format!("{place}: no value of `{}`", asked.of));
        let (value, unit) = found(&format!("row {k}"), &asked).ok_or_else(missing)?;
        let simulated = match &asked.relative_to {
            Some(_) => {
                let (base, _) =
                    found(&format!("row {k}, relative to"), &asked).ok_or_else(missing)?;
                100.0 * value / base
            }
            None => {
                let here = |value| convert(value, &unit, &asked.unit).ok_or_else(missing);
                match asked.difference {
                    // Between two temperatures there is no zero of the scale.
                    true => here(value)? - here(0.0)?,
                    false => here(value)?,
                }
            }
        };
        let (least, most) = asked.expected;
        let error = match simulated {
            value if value < least => value - least,
            value if value > most => value - most,
            value if value.is_nan() => f64::NAN,
            _ => 0.0,
        };
        // What stays as it is, to half a thousandth, goes neither way.
        let side = |value: f64| match value - 100.0 {
            off if off.abs() < 0.05 => 0.0,
            off => off.signum(),
        };
        let changes = asked.relative_to.is_some() && side(least) * side(most) > 0.0;
        let verdict = match error {
            0.0 => Verdict::Pass,
            _ if changes && side(simulated) == -side(least) => Verdict::WrongDirection,
            _ => Verdict::Fail,
        };
        rows.push(Row {
            system: system.to_owned(),
            study: study.name.clone(),
            variable: asked.variable,
            expected: asked.expected,
            unit: asked.unit,
            source: asked.source,
            calibrated: asked.calibrated,
            simulated,
            error,
            verdict,
            reason: asked.fails,
            instead: asked.instead,
        });
    }
    Ok(rows)
}

fn convert(value: f64, from: &str, to: &str) -> Option<f64> {
    // A pure number is written without a unit.
    let from = match from {
        "" => Unit::ONE,
        from => Unit::parse_friendly(from).ok()?,
    };
    let to = Unit::parse(to).ok()?;
    from.convert(value, &to)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder had no study that was called as nothing was asked for.
    #[test]
    fn a_folder_without_chapters_is_said() {
        let nowhere = Wanted {
            folder: Some(PathBuf::from("no such folder")),
            ..Wanted::default()
        };
        let empty = std::env::temp_dir().join(format!("homeostat-book-{}", std::process::id()));
        std::fs::create_dir_all(&empty).expect("a folder");
        let without = Wanted {
            folder: Some(empty.clone()),
            ..Wanted::default()
        };
        let said = |wanted: &Wanted| absent(wanted).expect_err("no book").to_string();
        let (nowhere, without) = (said(&nowhere), said(&without));
        std::fs::remove_dir(&empty).expect("the folder");
        assert!(
            nowhere.starts_with("cannot read `no such folder`"),
            "{nowhere}"
        );
        assert!(without.starts_with("no chapter in"), "{without}");
    }

    /// A book of chapters by name, for as long as a test looks at it.
    fn book<T>(name: &str, chapters: &[(&str, &[u8])], look: impl FnOnce(&Wanted) -> T) -> T {
        let folder = format!("homeostat-book-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        for (name, text) in chapters {
            std::fs::write(folder.join(name), text).expect("a chapter");
        }
        let looked = look(&Wanted {
            folder: Some(folder.clone()),
            ..Wanted::default()
        });
        std::fs::remove_dir_all(&folder).expect("the folder");
        looked
    }

    /// It was told that a folder was expected.
    #[test]
    fn a_chapter_that_is_no_text_is_said() {
        let said = book("bytes", &[("a.toml", b"\xff")], |wanted| {
            absent(wanted).expect_err("no text").to_string()
        });
        assert!(said.contains("a.toml`: "), "{said}");
        assert!(
            said.ends_with("expected a chapter, a text in UTF-8"),
            "{said}"
        );
    }

    /// The page of one study told what other chapters have no answer to.
    #[test]
    fn what_chapters_lack_of_which_nothing_is_wanted_is_not_told() {
        let heart = b"[[absent]]\nwhat = \"a murmur\"\nwhy = \"valves\"\n";
        let lung = b"[[absent]]\nwhat = \"a cough\"\nwhy = \"nerves\"\n\
            [[study]]\nname = \"smoke\"\nscenario = \"\"\nrow = []\n";
        let chapters: [(&str, &[u8]); 2] = [("heart.toml", heart), ("lung.toml", lung)];
        let told = |only: &[&str]| {
            book("absent", &chapters, |wanted| {
                let only = only.iter().map(|word| (*word).to_owned()).collect();
                let wanted = Wanted {
                    only,
                    ..wanted.clone()
                };
                let absent = absent(&wanted).expect("a book").into_iter();
                absent.map(|absent| absent.what).collect::<Vec<_>>()
            })
        };
        assert_eq!(told(&[]), ["a murmur", "a cough"]);
        assert_eq!(told(&["heart"]), ["a murmur"]);
        assert_eq!(told(&["smoke"]), ["a cough"]);
        assert!(told(&["liver"]).is_empty());
    }

    /// Whichever of two faults was there first in time was told.
    #[test]
    fn the_first_fault_of_a_book_is_told() {
        let study = |row: &str| {
            format!(
                "[[study]]\nname = \"rest\"\nscenario = '''\ntitle = \"Rest\"\nhorizon = \"10 min\"\n\
                 [patient]\nsex = \"male\"\nage = \"44 yr\"\nweight = \"77 kg\"\nheight = \"180 cm\"\n'''\n\
                 [[study.row]]\nvariable = \"pressure\"\nof = \"maximum(mean_arterial_pressure)\"\n\
                 expected = [0, 1]\nsource = \"none\"\n{row}\n"
            )
        };
        // That a pressure has no kg is found when all has run, the arm before anything does.
        let first = study("unit = \"kg\"");
        let second = study("unit = \"mm[Hg]\"\narm = \"b\"");
        let chapters = [("a.toml", first.as_bytes()), ("b.toml", second.as_bytes())];
        let said = book("first", &chapters, |wanted| {
            answer(wanted, |_, _| ()).expect_err("faults").to_string()
        });
        let expected = "a, rest: no value of `maximum(mean_arterial_pressure)`";
        assert_eq!(said, expected);
    }
}
