//! A run that is looked at on its way ends like one that is not.

use engine::world::Settings;
use scenarios::plan::plan;
use scenarios::run::{Running, run};
use scenarios::{catalogue, check, library};

#[test]
fn portions_show_in_nothing() {
    let entry = library::entry("rescue-carbohydrate").expect("the library's");
    let (scenario, _) = check(entry.text.as_bytes(), &catalogue::known());
    let scenario = scenario.expect("a scenario");
    let mut plan = plan(&scenario, None).unwrap_or_else(|problems| panic!("{problems:?}"));
    plan.twins = 11;
    let settings = Settings::default();
    let whole = run(&scenario, &plan, &settings, |_| Ok(()), |_| ()).expect("a run");
    let mut running = Running::start(&scenario, &plan, &settings).expect("an engine");
    let mut seen = Vec::new();
    for portion in [1, 4, 3, 100] {
        running.advance(portion, |_| Ok(())).expect("twins");
        seen.push(running.done());
        let so_far = running.so_far();
        assert_eq!(so_far.rows[0].arms[0].count, *seen.last().expect("one"));
        for (so_far, whole) in so_far.kept.iter().zip(&whole.kept) {
            assert_eq!(so_far[..], whole[..so_far.len()], "the first twins of all");
        }
    }
    assert_eq!(seen, [1, 5, 8, 11]);
    let cut = running.finish();
    assert_eq!(cut.rows, whole.rows);
    assert_eq!(cut.kept, whole.kept);
    assert_eq!(cut.fired, whole.fired);
}
