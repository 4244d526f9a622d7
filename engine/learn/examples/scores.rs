//! The table of scores on the published data, as asked in `docs/learned.md`.
//!
//! ```sh
//! cargo run --release -p learn --example scores -- TABLE.csv SPEC.toml [ROTATIONS]
//! ```

use engine::learned::progression::future::{Future, YEAR};
use engine::learned::progression::model::Progression;
use learn::evaluate::{Scored, Sums, Task, bootstrap, c_index, evaluate, ratio};
use learn::futures::{end, twin};
use learn::train::{Among, Asked, train};
use learn::{cohort, spec::Spec};
use std::sync::Arc;
use std::time::Instant;

/// The peers' figures (mean score relative to the last value carried forward, patients with id mod 5
/// = 0): random intercept and slope with Ornstein-Uhlenbeck, boosted trees with conformal bands,
/// their average. Measured for this project in November 2026.
const PEERS: [(&str, f64, f64); 3] = [
    ("random effects + OU", 0.939, 0.824),
    ("boosted trees", 0.898, 0.803),
    ("average of both", 0.890, 0.782),
];

/// Scores of the last value carried forward as the peers measured them, next visit, rotation 0.
const PEERS_LAST: [f64; 6] = [0.252, 0.251, 0.203, 0.184, 0.149, 0.050];

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    let (Some(data), Some(spec_file)) = (arguments.next(), arguments.next()) else {
        return Err("expected TABLE.csv SPEC.toml [ROTATIONS]".to_owned());
    };
    let rotations: Vec<usize> = match arguments.next() {
        Some(list) => list.split(',').filter_map(|r| r.parse().ok()).collect(),
        None => (0..5).collect(),
    };
    let unread = |file: &str, error: std::io::Error| format!("cannot read `{file}`: {error}");
    let text = std::fs::read(&data).map_err(|error| unread(&data, error))?;
    let spec_text = std::fs::read_to_string(&spec_file).map_err(|e| unread(&spec_file, e))?;
    let tell = |faults: Vec<learn::fault::Fault>| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        lines.join("\n")
    };
    let spec = Spec::read(&spec_file, &spec_text).map_err(tell)?;
    let cohort = cohort::read((&data, &text), (&spec_file, &spec_text), &spec).map_err(tell)?;
    let names: Vec<&str> = cohort
        .schema
        .markers
        .iter()
        .map(|m| m.name.as_str())
        .collect();
    println!("peers, next visit and from the first: {PEERS:?}");
    let mut everyone: Vec<Scored> = Vec::new();
    for rotation in rotations {
        let rest = |p: &usize| cohort.people[*p].id.parse::<usize>().unwrap_or(*p) % 5;
        let people: Vec<usize> = (0..cohort.people.len()).collect();
        let (test, inside): (Vec<usize>, Vec<usize>) =
            people.into_iter().partition(|p| rest(p) == rotation);
        let clock = Instant::now();
        let (model, choices) = train(
            &cohort,
            &inside,
            Asked {
                seed: 1,
                among: Among::ALL,
            },
            &mut |_, _| (),
        )?;
        let cpu = cpu_seconds();
        let scored = evaluate(&model, &cohort, &inside, &test);
        println!(
            "\nrotation {rotation}: {} trained, {} held out, {:.0} s ({cpu:.0} CPU-s of this process so far)",
            inside.len(),
            test.len(),
            clock.elapsed().as_secs_f64()
        );
        println!("  chosen: {choices:?}");
        for task in [Task::Next, Task::FromFirst] {
            let mut published = 0.0;
            for (k, name) in names.iter().enumerate() {
                let sums = total(&scored, task, k);
                let n = sums.count;
                println!(
                    "  {task:?} {name:22} n {n:4} RMSE {:.3} CRPS {:.4} cover {:.3} width {:.2} last {:.4} ratio {:.3}",
                    (sums.square / n).sqrt(),
                    sums.crps / n,
                    sums.inside / n,
                    sums.width / n,
                    sums.last / n,
                    sums.crps / sums.last
                );
                if let Some(last) = PEERS_LAST.get(k) {
                    published += sums.crps / n / last / PEERS_LAST.len() as f64;
                }
            }
            println!("  {task:?} {}", summary(&scored, task));
            if rotation == 0 && task == Task::Next && names.len() == PEERS_LAST.len() {
                println!(
                    "  {task:?} against the peers' own figures of the last value: {published:.3}"
                );
            }
        }
        tell_rest(&scored);
        tell_speed(model, &cohort, &test);
        everyone.extend(scored);
    }
    println!("\nall rotations: {} patients", everyone.len());
    for task in [Task::Next, Task::FromFirst] {
        println!("  {task:?} {}", summary(&everyone, task));
    }
    tell_rest(&everyone);
    Ok(())
}

fn total(scored: &[Scored], task: Task, k: usize) -> Sums {
    let mut sums = Sums::default();
    scored
        .iter()
        .for_each(|s| sums.add(&s.sums[task as usize][k]));
    sums
}

fn summary(scored: &[Scored], task: Task) -> String {
    let of = ratio(scored.iter(), task);
    let (low, high) = bootstrap(scored, |people| ratio(people.iter().copied(), task));
    let mut sums = Sums::default();
    scored
        .iter()
        .flat_map(|s| &s.sums[task as usize])
        .for_each(|s| sums.add(s));
    format!(
        "mean ratio {of:.4} (90 % of bootstraps by patient {low:.3} to {high:.3}), cover {:.3}",
        sums.inside / sums.count
    )
}

fn tell_rest(scored: &[Scored]) {
    let energy = |people: &[&Scored]| {
        people.iter().map(|p| p.energy.0).sum::<f64>()
            / people.iter().map(|p| p.energy.1).sum::<f64>()
    };
    let (low, high) = bootstrap(scored, energy);
    println!(
        "  energy score, together over each alone: {:.4} ({low:.4} to {high:.4})",
        energy(&scored.iter().collect::<Vec<_>>())
    );
    let deaths = scored
        .iter()
        .filter(|s| s.risk.is_some_and(|r| r.2))
        .count();
    let (low, high) = bootstrap(scored, |people| c_index(people.iter().copied()));
    println!(
        "  C-index at the first visit: {:.3} ({low:.3} to {high:.3}), {deaths} deaths",
        c_index(scored.iter())
    );
}

/// How long 1,000 futures of one patient take, ten visits each.
fn tell_speed(model: Progression, cohort: &cohort::Cohort, test: &[usize]) {
    let model = Arc::new(model);
    let known = &cohort.people[test[0]].known;
    let times: Vec<i64> = (1..=10).map(|k| k * YEAR / 2).collect();
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let clock = Instant::now();
        let zero = known.visits.last().map_or(0.0, |visit| visit.t);
        let future = Future::new(&model, known, zero, &times);
        let mut sum = 0.0;
        for number in 0..1000 {
            sum += end(&future, &times, &future.params(), twin(1, number))[0];
        }
        best = best.min(clock.elapsed().as_secs_f64());
        std::hint::black_box(sum);
    }
    println!(
        "  1,000 futures of one patient, ten visits: {:.1} ms",
        1e3 * best
    );
}

fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}
