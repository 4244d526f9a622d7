//! Patient-days per second: the 30 virtual patients' days, many times over.
//!
//! `cargo run --release -p scenarios --example patient_days -- [DAYS] [RTOL] [METHOD]`

// The tests use all of it.
#[allow(dead_code)]
#[path = "../tests/diabetes/mod.rs"]
mod diabetes;

use engine::event::PartSpec;
use engine::world::{Course, Engine, Newcomer, Settings, Study};
use physiology::systems;
use scenarios::plan::{plan, twin};
use scenarios::{catalogue, check};

fn main() {
    let mut args = std::env::args().skip(1);
    let days: usize = args
        .next()
        .map_or(3000, |a| a.parse().expect("a number of days"));
    let rtol: f64 = args
        .next()
        .map_or(1e-6, |a| a.parse().expect("a tolerance"));
    let method = args
        .next()
        .map_or(Ok(engine::solve::method::Method::Auto), |a| a.parse());
    let settings = Settings {
        rtol,
        atol: 0.1 * rtol,
        method: method.expect("a method"),
        threads: 1,
        ..Settings::default()
    };
    let known = catalogue::known();
    let (mut courses, mut people, mut study): (Vec<Course>, Vec<Newcomer>, Option<Study>) =
        Default::default();
    let references = ["A", "B"].map(diabetes::reference);
    let days_of = references.iter().zip(["A", "B"]);
    let cases: Vec<(&str, &str, &[diabetes::Row])> = days_of
        .flat_map(|(of, day)| of.iter().map(move |(who, rows)| (&**who, day, &**rows)))
        .collect();
    for (name, day, _) in &cases {
        let (scenario, _) = check(
            diabetes::day(name, day)
                .replace(", \"plasma_insulin\"]", "]")
                .as_bytes(),
            &known,
        );
        let plan = plan(&scenario.expect("a scenario"), None).expect("a plan");
        courses.push(plan.study.courses[0].clone());
        people.push(twin(&plan.subject, &plan.spread, 1, 0, 1));
        study = Some(plan.study);
    }
    let study = Study {
        courses,
        ..study.expect("a study")
    };
    let horizon = study.horizon;
    let mut engine =
        Engine::new(settings, study, systems(physiology::Isa::detect())).expect("an engine");
    let start = std::time::Instant::now();
    let entities: Vec<_> = (0..days)
        .map(|day| {
            let who = day % people.len();
            let parts: Vec<PartSpec> = people[who].parts.clone();
            let newcomer = Newcomer {
                patient: day,
                parts,
                later: Vec::new(),
            };
            engine.admit(&newcomer, who).expect("admitted")
        })
        .collect();
    let admitted = start.elapsed();
    engine.run_to(horizon).expect("a run");
    let ran = start.elapsed();
    let tracks: Vec<_> = entities
        .into_iter()
        .filter_map(|e| engine.discharge(e))
        .collect();
    let total = start.elapsed();
    let (mut accepted, mut rejected, mut worst) = (0, 0, 0.0_f64);
    for track in &tracks {
        accepted += track.counts.accepted;
        rejected += track.counts.rejected;
        for row in cases[track.patient % cases.len()].2 {
            let found = &track.samples[(row.minute / 5.0) as usize * 2..][..2];
            worst = worst
                .max((found[0] - row.plasma).abs())
                .max((found[1] - row.sensor).abs());
        }
    }
    println!(
        "{days} patient-days in {:.3} s (admit {:.3}, run {:.3}): {:.0} patient-days/s on one core; \
         {:.1} steps accepted, {:.1} rejected a day; largest error {worst:.2e} mg/dL",
        total.as_secs_f64(),
        admitted.as_secs_f64(),
        (ran - admitted).as_secs_f64(),
        days as f64 / total.as_secs_f64(),
        accepted as f64 / days as f64,
        rejected as f64 / days as f64,
    );
}
