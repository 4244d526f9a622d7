//! The table of docs/learned.md: generators of people scored on those held out, for some seeds.
//!
//! `cargo run --release -p learn --example people -- flchain.csv death=1 futime 1826 [WITHOUT]`

use engine::learned::people::model::chance;
use engine::random::Stream;
use learn::people::{card, outcome::Outcome, scores::scores, table, train};

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, event, time, within, rest @ ..] = arguments.as_slice() else {
        return Err("expected TABLE.csv EVENT=WORD TIME WITHIN [COLUMNS TO LEAVE OUT]".to_owned());
    };
    let text = std::fs::read(path).map_err(|e| e.to_string())?;
    let mut table = table::read(path, &text, rest).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })?;
    let within = within.parse().map_err(|_| "WITHIN is no number")?;
    let mut lots = chance(&Stream::new(1, 0, "people", "outcome"));
    let outcome = Outcome::find(&mut table, event, Some(time), Some(within), &mut lots)?;
    let (held, inside) = train::held_out(table.people.len());
    for seed in 1..=3 {
        let started = std::time::Instant::now();
        let (model, tried) = train::train(&table, &inside, Some(&outcome), seed, &mut |_, _| {});
        let fitted = started.elapsed().as_secs_f64();
        let scored = scores(&model, &table, (&inside, &held), Some(&outcome), seed);
        let about = card::About {
            table: path,
            hash: "-",
            outcome: Some(event),
        };
        println!("seed {seed}, fitted in {fitted:.1} s\n");
        println!("{}", card::card(&model, &table, &tried, &scored, &about));
    }
    Ok(())
}
