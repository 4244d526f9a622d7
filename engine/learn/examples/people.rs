//! The table of docs/learned.md: generators of people scored on those held out, for some seeds. Trees
//! and a flow are tried beside one another, and one of both is taken inside the training.
//!
//! `cargo run --release -p learn --example people -- flchain.csv death=1 futime 1826 [WITHOUT]`

use engine::learned::people::family::Family;
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
        for families in [&Family::ALL[..1], &Family::ALL[..]] {
            let before = cpu_seconds();
            let asked = train::Asked { families, seed };
            let learned = train::train(&table, &inside, Some(&outcome), asked, &mut |_, _| {});
            let fitted = cpu_seconds() - before;
            let keys: Vec<&str> = families.iter().map(|family| family.key()).collect();
            let keys = keys.join(" and ");
            println!("seed {seed}, {keys}: fitted in {fitted:.1} s of processor time\n");
            if families.len() < Family::ALL.len() {
                continue;
            }
            let (model, others) = (&learned.model, &learned.others[..]);
            let scored = scores(
                (model, others),
                &table,
                (&inside, &held),
                Some(&outcome),
                seed,
            );
            let about = card::About {
                table: path,
                hash: "-",
                outcome: Some(event),
            };
            let card = card::card(model, &table, &learned.tried, &scored, &about);
            println!("{card}");
        }
    }
    Ok(())
}

/// Processor seconds of this process, where the system tells them.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = text.rsplit(')').next().unwrap_or("");
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok());
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / 100.0
}
