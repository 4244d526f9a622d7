//! A person has the same bits whoever is beside it.

use crate::bench::*;
use engine::dosing::{Between, Crew, End, Modelled, Person, Shown, timeline};
use engine::solve::method::Method;

#[test]
fn alone_or_among_others_the_same_bits() {
    let grid: Vec<i64> = (0..50).map(|h| hours(f64::from(h))).collect();
    for method in [Method::Auto, Method::Tsit5] {
        let crew = |threads| {
            let settings = engine::world::Settings {
                threads,
                ..settings(method)
            };
            let body = body("two_compartments", &[]);
            let shown = vec![Shown::Signal(0), Shown::SinceDose];
            Crew::new(body, settings, shown, vec![]).expect("a crew")
        };
        let people: Vec<_> = (0..37)
            .map(|k| {
                let k = f64::from(k);
                let dose = repeated(bolus(0, 100.0 + k), 12.0, 3);
                let dose = if k % 3.0 == 0.0 { steady(dose) } else { dose };
                let records = [give(k / 10.0, dose)];
                let made = timeline(&records, &grid, &Modelled::default(), Between::Nocb);
                let params = [1.0 + k / 40.0, 1.0, 3.0, 30.0, 2.0, 40.0, 2.0];
                (made.expect("a timeline"), params)
            })
            .collect();
        let people: Vec<Person> = people
            .iter()
            .enumerate()
            .map(|(index, (timeline, params))| Person {
                timeline,
                params,
                start: 0,
                rows: 51,
                offset: index * 51,
            })
            .collect();
        let mut together = vec![vec![0.0; 37 * 51]; 2];
        let ends = crew(2).carry(&people, &mut together, 2);
        assert!(ends.iter().all(|end| *end == End::Well));
        for person in people {
            let mut alone = vec![vec![0.0; 51]; 2];
            let offset = 0;
            crew(1).carry(&[Person { offset, ..person }], &mut alone, 1);
            let bits =
                |values: &[f64]| -> Vec<u64> { values.iter().map(|v| v.to_bits()).collect() };
            for (alone, together) in alone.iter().zip(&together) {
                assert_eq!(bits(alone), bits(&together[person.offset..][..51]));
            }
        }
    }
}
