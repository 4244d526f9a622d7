//! The 30 virtual patients' days, as scenario files, and the reference that they are held to.

use engine::world::{Engine, Settings};
use physiology::systems;
use scenarios::plan::{plan, twin};
use scenarios::{catalogue, check};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// One row of the reference.
pub struct Row {
    pub minute: f64,
    pub plasma: f64,
    pub sensor: f64,
    pub insulin: f64,
}

fn file(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/reference/t1d")
        .join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reference rows of every patient.
pub fn reference(scenario: &str) -> BTreeMap<String, Vec<Row>> {
    let mut traces: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in file(&format!("traces_{scenario}.csv")).lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |i: usize| cells[i].parse::<f64>().expect("a number");
        traces.entry(cells[0].to_owned()).or_default().push(Row {
            minute: number(1),
            plasma: number(2),
            sensor: number(3),
            insulin: number(4),
        });
    }
    traces
}

/// The scenario file of one patient's day.
pub fn day(patient: &str, scenario: &str) -> String {
    let table = file("scenarios.csv");
    let line = table
        .lines()
        .find(|line| line.starts_with(&format!("{patient},{scenario},")))
        .expect("a patient of the table");
    let cells: Vec<&str> = line.split(',').collect();
    let mut text = format!(
        "title = \"{patient} {scenario}\"\nquestion = \"Reference\"\nhorizon = \"24 h\"\n\
         record = {{ every = \"5 min\", quantities = [\"plasma_glucose\", \"sensor_glucose\", \"plasma_insulin\"] }}\n\
         [patient]\nvirtual = \"{patient}\"\n\
         [[treatment]]\nat = \"0 min\"\ngive = \"insulin\"\nrate = \"{} U/min\"\n",
        cells[3]
    );
    for (list, what, unit) in [(cells[5], "meal", "g"), (cells[6], "insulin", "U")] {
        for item in list.split(';') {
            let (minute, amount) = item.split_once(':').expect("minute:amount");
            writeln!(
                text,
                "[[treatment]]\nat = \"{minute} min\"\ngive = \"{what}\"\ndose = \"{amount} {unit}\""
            )
            .expect("text grows");
        }
    }
    text
}

/// Samples of the only twin: three quantities every five minutes.
pub fn run(text: &str, settings: &Settings) -> Vec<f64> {
    let known = catalogue::known();
    let (scenario, problems) = check(text.as_bytes(), &known);
    let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}\n{text}"));
    let plan = plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut engine = Engine::new(settings.clone(), plan.study.clone(), systems(settings.isa))
        .expect("an engine");
    let newcomer = twin(&plan.subject, &plan.spread, plan.seed, 0, 1);
    let tracks = engine.project(&[newcomer]).expect("a projection");
    tracks.into_iter().next().expect("a track").samples.to_vec()
}
