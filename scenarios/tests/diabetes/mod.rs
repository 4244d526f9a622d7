//! The 30 virtual patients' days, as scenario files, and the reference that they are held to.

use engine::world::{Course, Engine, Newcomer, Settings, Study, Track};
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
    tracks.into_iter().next().expect("a track").samples
}

/// The 60 days of the reference as one study: both scenarios of every patient, glucose in plasma
/// and at the sensor every five minutes.
pub struct Days {
    study: Study,
    people: Vec<Newcomer>,
    references: Vec<Vec<Row>>,
}

impl Days {
    /// All of them.
    pub fn all() -> Self {
        let known = catalogue::known();
        let (mut courses, mut people, mut references) =
            (Vec::<Course>::new(), Vec::new(), Vec::new());
        let mut study = None;
        for scenario in ["A", "B"] {
            for (patient, rows) in reference(scenario) {
                let text = day(&patient, scenario).replace(", \"plasma_insulin\"]", "]");
                let (checked, problems) = check(text.as_bytes(), &known);
                let checked = checked.unwrap_or_else(|| panic!("{problems:?}\n{text}"));
                let plan = plan(&checked, None).unwrap_or_else(|problems| panic!("{problems:?}"));
                courses.push(plan.study.courses[0].clone());
                people.push(twin(&plan.subject, &plan.spread, plan.seed, 0, 1));
                references.push(rows);
                study = Some(plan.study);
            }
        }
        let study = Study {
            courses,
            ..study.expect("a day")
        };
        Self {
            study,
            people,
            references,
        }
    }

    /// Carries out so many days, the reference's one after the other and again.
    pub fn run(&self, count: usize, settings: &Settings) -> Vec<Track> {
        let study = self.study.clone();
        let horizon = study.horizon;
        let mut engine =
            Engine::new(settings.clone(), study, systems(settings.isa)).expect("an engine");
        let admit = |patient: usize| {
            let who = patient % self.people.len();
            let newcomer = Newcomer {
                patient,
                ..self.people[who].clone()
            };
            engine.admit(&newcomer, who).expect("admitted")
        };
        let patients: Vec<_> = (0..count).map(admit).collect();
        engine.run_to(horizon).expect("a run");
        let tracks = patients
            .into_iter()
            .map(|patient| engine.discharge(patient));
        tracks.map(|track| track.expect("a track")).collect()
    }

    /// The largest difference from the reference, in plasma or at the sensor, mg/dL.
    pub fn error(&self, tracks: &[Track]) -> f64 {
        let mut worst = 0.0_f64;
        for track in tracks {
            for row in &self.references[track.patient % self.references.len()] {
                let found = &track.samples[(row.minute / 5.0) as usize * 2..][..2];
                let error = (found[0] - row.plasma)
                    .abs()
                    .max((found[1] - row.sensor).abs());
                worst = worst.max(error);
            }
        }
        worst
    }
}
