//! A live session for half an hour of the patient's time, as fast as it goes, with everything that people do
//! in one: memory, steps, and whether a value was no number.
//!
//! `cargo run --release -p scenarios --example soak -- [CASE] [MINUTES]`; ends with an error where a value was
//! no number or memory went on growing.

use scenarios::file::By;
use scenarios::live::{EXAMINATIONS, Heart, Session};
use scenarios::source::Source;
use scenarios::time::Time;
use std::time::Instant;

/// Memory may grow by what is recorded (a row of 150 numbers each second is 2 MB in half an hour) and kept to go
/// back to; above this share of what it was after the first third something is kept that is not needed.
const MOST_GROWTH: f64 = 1.25;

fn main() {
    let mut args = std::env::args().skip(1);
    let name = args
        .next()
        .unwrap_or_else(|| "haemorrhage-in-recovery".to_owned());
    let minutes: i64 = args
        .next()
        .map_or(30, |text| text.parse().expect("minutes"));
    let source = Source::open(&name).expect("a case");
    let begun = Instant::now();
    let mut session = Session::open(&source, Heart::Beating).expect("a session");
    println!("{name}: opened in {:.1} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let (mut bad, mut looks, mut first, mut longest) = (0_u64, 0_u64, None, 0.0_f64);
    for minute in 1..=minutes {
        let end = Time::from_minutes(minute).min(session.horizon());
        while session.now() < end {
            let tick = Instant::now();
            if !session.tick().expect("a tick") {
                break;
            }
            longest = longest.max(tick.elapsed().as_secs_f64());
            bad += session
                .course()
                .last()
                .iter()
                .filter(|value| value.is_infinite())
                .count() as u64;
            let from = session.now().nanoseconds() as f64 / 1e9 - 1.0;
            for wave in session.waves().names() {
                let points = session.waves().between(wave, from, from + 1.0);
                bad += points
                    .iter()
                    .filter(|(_, value)| !value.is_finite())
                    .count() as u64;
                looks += points.len() as u64;
            }
        }
        let does = match minute % 5 {
            0 => Some(
                "give = \"balanced crystalloid\"\ndose = \"100 mL\"\nover = \"2 min\"".to_owned(),
            ),
            1 => Some("ask = \"blood gas\"".to_owned()),
            2 => Some(format!(
                "examine = \"{}\"",
                EXAMINATIONS[minute as usize % 5].name
            )),
            3 => Some("say = \"how are you\"".to_owned()),
            _ => None,
        };
        if let (Some(does), false) = (does, session.is_over()) {
            session.act(By::Instructor, &does).expect("done");
        }
        if minute % 10 == 7 && !session.is_over() {
            let back = Time::from_minutes(minute - 1);
            session.rewind(back).expect("the way back");
            while session.now() < end && session.tick().expect("a tick") {}
        }
        let memory = resident();
        if minute == (minutes / 3).max(1) {
            first = memory;
        }
        if minute % 5 == 0 || minute == minutes {
            let counts = session.counts();
            println!(
                "{minute} min: {:.1} times real time, {} steps accepted, {} rejected, {} MiB, longest tick {:.0} ms",
                60.0 * minute as f64 / begun.elapsed().as_secs_f64(),
                counts.accepted,
                counts.rejected,
                memory.map_or(0, |bytes| bytes >> 20),
                1e3 * longest,
            );
        }
    }
    println!("{looks} points of waves looked at, {bad} of them and of the course no numbers");
    let grown = first
        .zip(resident())
        .map(|(first, last)| last as f64 / first as f64);
    println!(
        "memory at the end: {:.2} of that after a third",
        grown.unwrap_or(f64::NAN)
    );
    if bad > 0 || grown.is_some_and(|grown| grown > MOST_GROWTH) {
        std::process::exit(1);
    }
}

/// Bytes of memory that this process holds, where the system says it.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(4096 * pages)
}
