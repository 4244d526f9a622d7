//! Sweeps: every cell is the file with its values, nothing depends on threads or chunks, and what was
//! killed goes on with nothing lost and nothing twice.

use engine::recording::{Provenance, read_sheet};
use engine::world::Settings;
use scenarios::check;
use scenarios::plan::plan;
use scenarios::report::Report as Faults;
use scenarios::run::run as run_alone;
use scenarios::sweep::{Done, Identity, Report, Sweep, SweepError, lay_out, run};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("homeostat-sweeps-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    /// Every file but the lock, with its bytes.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut all = BTreeMap::new();
        for folder in ["", "outcomes", "people"] {
            for entry in std::fs::read_dir(self.0.join(folder)).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_file() && !path.ends_with(".lock") {
                    let name = path.strip_prefix(&self.0).expect("inside");
                    let bytes = std::fs::read(&path).expect("a file");
                    all.insert(name.to_string_lossy().into_owned(), bytes);
                }
            }
        }
        all
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

const TRIAL: &str = "title = \"t\"\nquestion = \"q?\"\nhorizon = \"24 h\"\nrecord = { every = \"1 h\" }\n\
[cohort]\nsize = 600\neligible = \"weight < 110 kg\"\nbands = { age = [\"60 yr\"] }\n\
[cohort.people]\nsex = { of = { female = \"50 %\", male = \"50 %\" } }\n\
age = { normal = \"60 yr\", sd = \"12 yr\", within = \"18..90 yr\" }\n\
weight = { lognormal = \"78 kg\", cv = \"22 %\" }\n\
creatinine_clearance = { uniform = \"20..120 mL/min\" }\n\
[[treatment]]\nat = \"0 h\"\ngive = \"vancomycin\"\ndose = \"15 mg/kg\"\nover = \"1 h\"\n\
[[arm]]\nname = \"once\"\n\
[[arm]]\nname = \"twice\"\ntreatment = [{ at = \"12 h\", give = \"vancomycin\", dose = \"1 g\", over = \"1 h\" }]\n\
[[outcome]]\nname = \"mean\"\nof = \"mean(vancomycin.concentration)\"\nmeaningful = \"2 mg/L more\"\nby = [\"sex\", \"age band\"]\n\
[[outcome]]\nname = \"high\"\nof = \"risk(vancomycin.concentration > 35 mg/L)\"\n\
[sweep]\n\"treatment.dose\" = [\"10 mg/kg\", \"20 mg/kg\"]\n\"arm.twice.treatment.at\" = [\"8 h\", \"12 h\"]\n";

fn sweep(text: &str) -> Sweep {
    let known = scenarios::catalogue::known();
    let shelf = scenarios::medicine::Shelf::library();
    let (scenario, problems) = check(text.as_bytes(), &known);
    let faults = Faults::new("t.toml", text.as_bytes(), problems);
    let scenario = scenario.unwrap_or_else(|| panic!("{}", faults.draw(false, 100)));
    let (sweep, problems) = lay_out(text.as_bytes(), &known, &shelf, &scenario, None);
    let faults = Faults::new("t.toml", text.as_bytes(), problems);
    sweep.unwrap_or_else(|| panic!("{}", faults.draw(false, 100)))
}

fn identity(seed: u64) -> Identity {
    Identity {
        scenario: "of this test".to_owned(),
        seed,
        ..Identity::of_program()
    }
}

fn go(
    sweep: &Sweep,
    folder: &Path,
    seed: u64,
    threads: usize,
    chunk: usize,
) -> Result<Done, SweepError> {
    let settings = Settings {
        threads,
        ..Settings::default()
    };
    let report = Report {
        chunk,
        restart: false,
    };
    let provenance = Provenance::default();
    run(
        sweep,
        folder,
        identity(seed),
        &provenance,
        &settings,
        &report,
        &|_| (),
    )
}

#[test]
fn threads_and_chunks_change_no_byte() {
    // With doses that people forget: what else is drawn for a person must not know where they stand.
    let forgetful = TRIAL.replace(
        "over = \"1 h\"\n[[arm]]",
        "over = \"1 h\"\nrepeat = { every = \"6 h\" }\nadherence = { taken = \"60 %\" }\n[[arm]]",
    );
    assert_ne!(forgetful, TRIAL);
    let sweep = sweep(&forgetful);
    assert_eq!(sweep.cells.len(), 4);
    let first = Folder::new();
    let done = go(&sweep, &first.0, 1, 1, 32).expect("it runs");
    // 600 people in parts of 256.
    assert_eq!((done.parts, done.before), (3, 0));
    for (threads, chunk) in [(2, 7), (3, 1000)] {
        let other = Folder::new();
        let again = go(&sweep, &other.0, 1, threads, chunk).expect("it runs");
        assert_eq!(
            first.files(),
            other.files(),
            "{threads} threads, {chunk} at a time"
        );
        assert_eq!(done.lines, again.lines);
    }
}

/// The sums of a sweep are those of each cell run as a file of its own, and of its rows.
#[test]
fn a_cell_is_the_file_with_its_values() {
    let sweep = sweep(TRIAL);
    let folder = Folder::new();
    let done = go(&sweep, &folder.0, 1, 2, 0).expect("it runs");
    let text = TRIAL
        .replace("dose = \"15 mg/kg\"", "dose = \"20 mg/kg\"")
        .replace("at = \"12 h\"", "at = \"8 h\"");
    let (scenario, _) = check(text.as_bytes(), &scenarios::catalogue::known());
    let scenario = scenario.expect("a scenario");
    let plan = plan(&scenario, None).expect("a plan");
    let alone =
        run_alone(&scenario, &plan, &Settings::default(), |_| Ok(()), |_| ()).expect("runs");
    let cell = 2;
    assert_eq!(
        sweep.cells[cell].label(&sweep.axes),
        "treatment.dose = 20 mg/kg, arm.twice.treatment.at = 8 h"
    );
    for line in done
        .lines
        .iter()
        .filter(|line| line.cell == cell && line.group.is_none())
    {
        let row = &alone.rows[line.outcome];
        let own = &row.arms[line.arm];
        assert_eq!(line.summary.people as usize, own.count);
        let near = |a: f64, b: f64| assert!((a - b).abs() <= 1e-12 * b.abs(), "{a} {b}");
        near(line.summary.mean_se, own.monte_carlo);
        match line.summary.risk {
            Some((happened, ..)) => assert_eq!(Some(happened as usize), own.happened),
            None => assert_eq!(line.summary.quantiles[2], own.centre),
        }
        if let Some(against) = &line.against {
            let difference = &row.differences[line.arm - 1];
            near(against.mean_se, difference.monte_carlo);
            if let (Some(a), Some(b)) = (against.verdict, difference.verdict) {
                assert_eq!(a, (b.better as u64, b.same as u64, b.worse as u64));
            }
        }
    }
    // Groups divide everybody; rows hold each person once for each arm, cell and outcome.
    let people = |group: Option<&str>| -> u64 {
        done.lines
            .iter()
            .filter(|line| (line.cell, line.outcome, line.arm) == (cell, 0, 1))
            .filter(|line| line.group.as_ref().map(|(by, _)| by.as_str()) == group)
            .map(|line| line.summary.people)
            .sum()
    };
    assert_eq!(
        (people(None), people(Some("sex")), people(Some("age band"))),
        (600, 600, 600)
    );
    let mut rows = BTreeMap::new();
    for part in 0..3 {
        let path = folder.0.join(format!("outcomes/part-{part:05}.parquet"));
        let columns = read_sheet(&path).expect("a part");
        let of = |name: &str| {
            columns
                .iter()
                .find(|column| column.name == name)
                .expect(name)
        };
        let (subject, cell, value) = (of("subject"), of("cell"), of("value"));
        for (row, value) in value.numbers.iter().enumerate() {
            let text = |name: &str| of(name).texts.as_ref().expect("texts")[row].clone();
            let key = (
                subject.numbers[row] as u64,
                cell.numbers[row] as u64,
                text("arm"),
                text("outcome"),
            );
            assert_eq!(text("status").as_deref(), Some("well"));
            assert!(rows.insert(key, *value).is_none(), "a row twice");
        }
    }
    assert_eq!(rows.len(), 600 * 4 * 2 * 2);
    let mean: f64 = rows
        .iter()
        .filter(|((_, c, arm, outcome), _)| {
            *c == 2 && arm.as_deref() == Some("twice") && outcome.as_deref() == Some("mean")
        })
        .map(|(_, value)| value)
        .sum();
    let line = done
        .lines
        .iter()
        .find(|line| (line.cell, line.outcome, line.arm) == (2, 0, 1));
    let found = line.expect("a line").summary.mean;
    assert!((mean / 600.0 / found - 1.0).abs() < 1e-12);
}

#[test]
fn what_stands_there_is_taken_and_the_rest_is_done() {
    let sweep = sweep(TRIAL);
    let whole = Folder::new();
    let done = go(&sweep, &whole.0, 1, 2, 0).expect("it runs");
    let expected = whole.files();
    let journal = std::fs::read_to_string(whole.0.join("journal.json")).expect("a journal");
    // As a kill leaves it: so many parts in the journal, whatever stands beside.
    for (kept, damage) in [
        (0, "none"),
        (1, "none"),
        (2, "none"),
        (3, "none"),
        (3, "last"),
        (3, "first"),
    ] {
        let mut value: serde_json::Value = serde_json::from_str(&journal).expect("JSON");
        value["complete"] = serde_json::Value::Bool(false);
        value["parts"].as_array_mut().expect("parts").truncate(kept);
        let text = serde_json::to_string_pretty(&value).expect("JSON") + "\n";
        std::fs::write(whole.0.join("journal.json"), text).expect("written");
        let path = match damage {
            "last" => Some("outcomes/part-00002.parquet"),
            "first" => Some("people/part-00000.parquet"),
            _ => None,
        };
        if let Some(path) = path {
            std::fs::write(whole.0.join(path), b"half a part").expect("written");
        }
        std::fs::write(whole.0.join("outcomes/part-00002.parquet.partial"), b"x").expect("written");
        let again = go(&sweep, &whole.0, 1, 2, 0).expect("it goes on");
        std::fs::remove_file(whole.0.join("outcomes/part-00002.parquet.partial")).ok();
        let before = match damage {
            "last" => 2,
            "first" => 0,
            _ => kept,
        };
        assert_eq!(again.before, before, "{kept} {damage}");
        assert_eq!(again.lines, done.lines, "{kept} {damage}");
        assert_eq!(again.well, done.well);
        assert_eq!(again.screened, done.screened);
        assert_eq!(again.outside, done.outside);
        assert_eq!(whole.files(), expected, "{kept} {damage}");
    }
}

#[test]
fn another_sweep_in_the_folder_is_refused() {
    let sweep = sweep(TRIAL);
    let folder = Folder::new();
    go(&sweep, &folder.0, 1, 2, 0).expect("it runs");
    let before = folder.files();
    let refused = |identity: Identity| {
        let settings = Settings::default();
        let provenance = Provenance::default();
        let report = Report::default();
        let done = run(
            &sweep,
            &folder.0,
            identity,
            &provenance,
            &settings,
            &report,
            &|_| (),
        );
        match done {
            Err(SweepError::Changed(change)) => change.0,
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("it was run"),
        }
    };
    assert!(refused(identity(2)).contains("the seed (was 1, is 2)"));
    let other = Identity {
        version: "9.9.9".to_owned(),
        scenario: "another".to_owned(),
        ..identity(1)
    };
    let said = refused(other);
    assert!(
        said.contains("the version") && said.contains("the scenario"),
        "{said}"
    );
    assert_eq!(folder.files(), before, "nothing is touched");
    let report = Report {
        restart: true,
        chunk: 0,
    };
    let (settings, provenance) = (Settings::default(), Provenance::default());
    let anew = run(
        &sweep,
        &folder.0,
        identity(2),
        &provenance,
        &settings,
        &report,
        &|_| (),
    );
    assert_eq!(
        anew.ok().map(|done| (done.parts, done.before)),
        Some((3, 0))
    );
    assert_ne!(folder.files(), before);
}

#[test]
fn people_for_whom_a_medicine_has_no_numbers_are_counted_and_left_out_of_every_arm() {
    // Below 1.1 mL/min of creatinine clearance this model has no clearance.
    let text = TRIAL
        .replace("uniform = \"20..120 mL/min\"", "uniform = \"0..2 mL/min\"")
        .replace("\"vancomycin\"", "\"vancomycin_thomson\"")
        .replace(
            "vancomycin.concentration",
            "vancomycin_thomson.concentration",
        );
    let name = scenarios::medicine::Shelf::library();
    let name = name
        .iter()
        .find(|drug| drug.source.contains("Thomson"))
        .expect("Thomson")
        .name
        .clone();
    let text = text.replace("vancomycin_thomson", &name);
    let sweep = sweep(&text);
    let folder = Folder::new();
    let done = go(&sweep, &folder.0, 1, 2, 0).expect("it runs");
    let failed: u64 = done
        .failed
        .iter()
        .filter(|((cell, _), _)| *cell == 0)
        .map(|(_, n)| n)
        .sum();
    assert!((200..500).contains(&failed), "{failed}");
    assert_eq!(done.well[0] + failed, 600);
    let line = done
        .lines
        .iter()
        .find(|line| line.arm == 1 && line.group.is_none());
    assert_eq!(
        line.expect("a line").against.as_ref().map(|a| a.people),
        Some(done.well[0])
    );
    assert!(
        done.failed
            .keys()
            .all(|(_, reason)| reason.contains("clearance"))
    );
}

#[test]
fn a_swept_parameter_is_everybodys_own_times_a_share() {
    let base = TRIAL.split("[sweep]").next().expect("before");
    let text = format!("{base}[sweep]\n\"vancomycin.clearance\" = [\"100 %\", \"50 %\"]\n");
    let sweep = sweep(&text);
    let folder = Folder::new();
    let done = go(&sweep, &folder.0, 1, 2, 0).expect("it runs");
    let mean = |cell: usize| {
        let mut lines = done.lines.iter();
        lines
            .find(|line| line.cell == cell)
            .expect("a line")
            .summary
            .mean
    };
    assert!(mean(1) > 1.2 * mean(0), "{} {}", mean(0), mean(1));
    let halved = scenarios_with_half_clearance();
    assert!(
        (mean(1) / halved - 1.0).abs() < 1e-3,
        "{} {halved}",
        mean(1)
    );
}

/// Of one twin the numbers were set after the body had come to rest, and pressure fell from the first minute.
#[test]
fn one_twin_with_a_swept_parameter_starts_at_its_own_rest() {
    let sweep = sweep(
        "title = \"t\"\nquestion = \"q?\"\nhorizon = \"1 h\"\n\
         record = { every = \"1 min\", quantities = [\"mean_arterial_pressure\"] }\n\
         [patient]\nsex = \"male\"\nage = \"44 yr\"\nweight = \"77 kg\"\nheight = \"180 cm\"\n\
         [[outcome]]\nname = \"at first\"\nof = \"value(mean_arterial_pressure, at 0 min)\"\n\
         [[outcome]]\nname = \"change\"\nof = \"maximum(mean_arterial_pressure) - minimum(mean_arterial_pressure)\"\n\
         [sweep]\n\"circulation.splanchnic_conductance\" = [\"100 %\", \"150 %\"]\n",
    );
    let folder = Folder::new();
    let done = go(&sweep, &folder.0, 1, 1, 0).expect("it runs");
    let means: Vec<f64> = done.lines.iter().map(|line| line.summary.mean).collect();
    let [first, other, change, other_change] = means[..] else {
        panic!("{means:?}");
    };
    assert!(first - other > 0.5, "{means:?}");
    assert!(change < 0.1 && other_change < 0.1, "{means:?}");
}

/// The same by a medicine file of one's own in which the clearance is half.
fn scenarios_with_half_clearance() -> f64 {
    let text = include_str!("../../physiology/drugs/vancomycin.toml");
    let half = text.replace("is = \"4.5 L/h", "is = \"2.25 L/h");
    assert_ne!(text, half);
    let mut shelf = scenarios::medicine::Shelf::library();
    shelf.put(
        scenarios::medicine::read("vancomycin", half.as_bytes())
            .0
            .expect("a medicine"),
    );
    let known = scenarios::catalogue::known_with(&shelf);
    let base = TRIAL.split("[sweep]").next().expect("before");
    let scenario = check(base.as_bytes(), &known).0.expect("a scenario");
    let (sweep, _) = lay_out(base.as_bytes(), &known, &shelf, &scenario, None);
    let folder = Folder::new();
    let done = go(&sweep.expect("a sweep"), &folder.0, 1, 2, 0).expect("it runs");
    done.lines[0].summary.mean
}

#[test]
fn cells_are_named_as_the_file_names_them_and_written_as_they_are() {
    let base = TRIAL.split("[sweep]").next().expect("before");
    let text = format!(
        "{base}[sweep]\n\"treatment.dose\" = {{ values = [\"10 mg/kg\", \"20 mg/kg\"], named = [\"little\", \"much\"], called = \"dose\" }}\n\"cohort.size\" = {{ from = 200, to = 400, count = 2, called = \"size\" }}\n"
    );
    let sweep = sweep(&text);
    let labels: Vec<String> = (sweep.cells.iter())
        .map(|cell| cell.label(&sweep.axes))
        .collect();
    assert_eq!(labels[0], "dose: little, size: 200");
    assert_eq!(labels[3], "dose: much, size: 400");
    assert_eq!(sweep.axes[0].values[1].text, "20 mg/kg");
}

#[test]
fn what_is_wrong_with_a_sweep_is_said() {
    let base = TRIAL.split("[sweep]").next().expect("before");
    let cases = [
        (
            "\"treatmnt.dose\" = [\"1 g\"]",
            "a path that leads nowhere",
            Some("treatment"),
        ),
        (
            "\"treatment.dos\" = [\"1 g\"]",
            "a path that leads nowhere",
            Some("dose"),
        ),
        (
            "\"arm.thrice.treatment.dose\" = [\"1 g\"]",
            "a path that leads nowhere",
            Some("twice"),
        ),
        (
            "\"treatment.dose.x\" = [\"1 g\"]",
            "a path that leads nowhere",
            None,
        ),
        ("\"seed\" = [1, 2]", "a place that cannot be swept", None),
        (
            "\"treatment.dose\" = []",
            "no values for `treatment.dose`",
            None,
        ),
        (
            "\"treatment.dose\" = [\"1 g\", \"1 g\"]",
            "a value twice",
            None,
        ),
        (
            "\"treatment.dose\" = { from = \"1 g\", to = \"2 h\", count = 3 }",
            "no values for",
            None,
        ),
        (
            "\"treatment.dose\" = { from = \"1 g\", to = \"2 g\" }",
            "no values for",
            None,
        ),
        (
            "\"treatment.dose\" = { values = [\"1 g\", \"2 g\"], named = [\"little\"] }",
            "names that are not those of the values",
            None,
        ),
        (
            "\"treatment.dose\" = { values = [\"1 g\", \"2 g\"], called = 3 }",
            "no name",
            None,
        ),
        (
            "\"cohort.size\" = { from = 1, to = 1001, count = 1001 }",
            "no values for",
            None,
        ),
    ];
    for (lines, message, nearest) in cases {
        let text = format!("{base}[sweep]\n{lines}\n");
        let (scenario, problems) = check(text.as_bytes(), &scenarios::catalogue::known());
        let rows = Faults::new("t.toml", text.as_bytes(), problems).rows();
        assert!(scenario.is_none(), "{lines}");
        let said = rows.iter().find(|row| row.message.starts_with(message));
        let said = said.unwrap_or_else(|| panic!("{lines}: {rows:?}"));
        assert_eq!(said.line, text.lines().count(), "{said:?}");
        assert_eq!(said.nearest.as_deref(), nearest, "{said:?}");
    }
    // A value that is wrong in its place is shown where it stands in [sweep].
    let text = format!("{base}[sweep]\n\"treatment.dose\" = [\"10 mg/kg\", \"ten\"]\n");
    let known = scenarios::catalogue::known();
    let (scenario, _) = check(text.as_bytes(), &known);
    let shelf = scenarios::medicine::Shelf::library();
    let (sweep, problems) = lay_out(
        text.as_bytes(),
        &known,
        &shelf,
        &scenario.expect("as it stands"),
        None,
    );
    assert!(sweep.is_none());
    let rows = Faults::new("t.toml", text.as_bytes(), problems).rows();
    assert_eq!(
        (rows[0].line, rows[0].column),
        (text.lines().count(), 34),
        "{:?}",
        rows[0]
    );
}

/// The trial designer's scenario of the library, with few people: what a pharmacist would expect.
#[test]
fn the_cohort_of_the_library_is_swept() {
    let text = include_str!("../library/vancomycin-cohort.toml");
    let small = text.replace("size = 1000", "size = 96");
    assert_ne!(text, small);
    let sweep = sweep(&small);
    let folder = Folder::new();
    let done = go(&sweep, &folder.0, 21, 2, 0).expect("it runs");
    assert_eq!((done.well.len(), done.failed.len()), (6, 0));
    let auc = |cell: usize, arm: usize| {
        let mut lines = done.lines.iter();
        let of = |line: &&scenarios::sweep::Tabled| {
            (line.cell, line.outcome, line.arm) == (cell, 0, arm) && line.group.is_none()
        };
        lines.find(of).expect("a line").summary.quantiles[2]
    };
    for arm in 0..3 {
        // Poor kidneys gather.
        assert!((1..6).all(|cell| auc(cell, arm) < auc(cell - 1, arm)));
    }
    // Every 12 h, every 8 h, every 24 h: more often is more.
    assert!((0..6).all(|cell| auc(cell, 1) > auc(cell, 0) && auc(cell, 0) > auc(cell, 2)));
    // People differ in nothing else from cell to cell: the draws know who, and not which cell.
    let people = |part: usize| {
        let path = folder.0.join(format!("people/part-{part:05}.parquet"));
        let columns = read_sheet(&path).expect("a part");
        let weight = columns.iter().find(|column| column.name == "weight");
        weight.expect("weight").numbers.clone()
    };
    assert_eq!(people(0), people(5));
    assert_eq!(people(0).len(), 96);
}
