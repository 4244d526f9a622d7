//! Orders, pumps and draws go through forks: an arm that shares its past with another has the same bits as
//! alone, and neither threads nor company change them.

use super::{HEAD, PERSON, planned};
use engine::world::{Engine, Settings, Track};
use physiology::systems;
use scenarios::plan::twin;

const SHARED: &str = "horizon = \"40 min\"\nrecord = { every = \"30 s\", quantities = \
                      [\"propofol_schnider.effect_concentration\", \"drug.concentration\"] }\n[patient]\ntwins = 24\n";
const TREATMENT: &str = "[[treatment]]\nat = \"0 min\"\ngive = \"propofol_schnider\"\ntarget = \"2 ug/mL\"\nsite = \
                         \"effect\"\n[[treatment]]\nat = \"2 min\"\ntitrate = \"propofol_schnider\"\nto = \
                         \"propofol_schnider_bis.effect = 40..60\"\nstep = { every = \"90 s\", by = \"0.3 ug/mL\", within = \
                         \"0.5..6 ug/mL\", more = \"lowers\" }\n[[treatment]]\nat = \"0 min\"\ngive = \"drug\"\ndose = \"5 \
                         mg\"\nrepeat = { every = \"3 min\" }\nadherence = { taken = \"60 %\" }\n";
const LATER: &str = "treatment = [{ at = \"20 min\", stop = \"propofol_schnider\" }, { at = \"25 min\", stop = \"drug\" }]\n";

fn tracks(text: &str, threads: usize, batch: usize) -> Vec<Track> {
    let plan = planned(text);
    let settings = Settings {
        threads,
        batch,
        ..Settings::default()
    };
    let all = systems(settings.isa);
    let mut engine = Engine::new(settings, plan.study.clone(), all).expect("an engine");
    let of = |number| twin(&plan.subject, &plan.spread, plan.seed, number, 24);
    engine
        .project(&(0..24).map(of).collect::<Vec<_>>())
        .expect("a projection")
}

#[test]
fn an_arm_after_a_fork_is_the_arm_alone() {
    let both = format!(
        "{HEAD}{SHARED}{PERSON}{TREATMENT}[[arm]]\nname = \"on\"\n[[arm]]\nname = \"off\"\n{LATER}"
    );
    let alone = format!("{HEAD}{SHARED}{PERSON}{TREATMENT}[[arm]]\nname = \"off\"\n{LATER}");
    let (both, alone) = (tracks(&both, 1, 0), tracks(&alone, 1, 0));
    for (pair, alone) in both.chunks(2).zip(&alone) {
        assert_eq!(pair[1].samples, alone.samples, "twin {}", alone.patient);
        assert_ne!(pair[0].samples, alone.samples);
    }
}

#[test]
fn threads_and_batches_change_nothing() {
    let text = format!("{HEAD}{SHARED}{PERSON}{TREATMENT}");
    let one: Vec<_> = tracks(&text, 1, 0)
        .into_iter()
        .map(|track| track.samples)
        .collect();
    for (threads, batch) in [(2, 0), (2, 8), (1, 1)] {
        let other = tracks(&text, threads, batch)
            .into_iter()
            .map(|track| track.samples);
        assert_eq!(
            one,
            other.collect::<Vec<_>>(),
            "{threads} threads, batches of {batch}"
        );
    }
}
