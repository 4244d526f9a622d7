//! What a fixed small case costs: a change that makes steps more numerous is seen at once.

use crate::problems::{people, settings};
use engine::patient::{Counts, Status};
use engine::solve::method::Method;
use engine::world::Settings;

/// Steps of three virtual patients over their ten hours.
fn cost(settings: &Settings) -> Counts {
    let mut sum = Counts::default();
    for patient in [0, 10, 20] {
        let track = people::day(patient).run(settings);
        assert_eq!(track.status, Status::Well);
        sum.accepted += track.counts.accepted;
        sum.rejected += track.counts.rejected;
    }
    sum
}

/// As they came out when this was written; they are the same on every machine, as all bits are. A
/// change of method, tolerance or control changes them: look at by how much, and pin them anew.
#[test]
fn pinned_step_counts() {
    let pinned = [
        (Method::Bs5, true, 279, 49),
        (Method::Tsit5, true, 364, 50),
        (Method::Tsit5, false, 457, 68),
        (Method::Dop853, true, 207, 56),
        (Method::Rodas5p, true, 439, 97),
        (Method::Reference, true, 1202, 0),
    ];
    let mut found = Vec::new();
    for (method, exactly, ..) in pinned {
        let settings = Settings {
            exactly,
            ..settings(method, 1e-6)
        };
        let Counts { accepted, rejected } = cost(&settings);
        found.push((method, exactly, accepted, rejected));
    }
    assert_eq!(found, pinned);
}
