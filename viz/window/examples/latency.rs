//! From a change to its picture: `cargo run --release -p window --example latency [SCENARIO] [TWINS]`.
//!
//! A dose moves as a slider would move it. Counted is the time from the changed text to the painted
//! picture (checked, planned, simulated, summed up, laid out, painted and waited for), for the first
//! picture and for the one of all twins; then a drag, where a change comes every 16 ms and the ones
//! that are overtaken are forgotten. The window adds the frame of its toolkit.

use engine::world::Settings;
use scenarios::edit::{Draft, FieldValue, NewValue, Place, WrittenNumber, rewrite, sections};
use scenarios::grammar::Kind;
use scenarios::source::Source;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use viz::{Look, Painter, Size, Theme, place};
use window::picture::Sight;
use window::worker::{Answer, Ask, Worker};

const CHANGES: usize = 100;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "late-bolus".into());
    let twins: i64 = arguments
        .next()
        .map_or(1000, |text| text.parse().expect("a number of twins"));
    let mut source = Source::open(&name).unwrap_or_else(|error| panic!("{error}"));
    let mut draft = Draft::new(&String::from_utf8_lossy(&source.text)).expect("TOML");
    let count = Place::root().key("patient").key("twins");
    draft
        .set(&count, NewValue::Whole(twins))
        .expect("a patient");
    let (dose, text, number) = last_dose(draft.text()).expect("a scenario that gives a dose");

    let painter = Painter::open().unwrap_or_else(|error| panic!("{error}"));
    let settings = Settings::default();
    let threads = settings.threads;
    let (ring, bell) = channel();
    let worker = Worker::start(settings, move || {
        // The receiver lives as long as main.
        let _ = ring.send(());
    });
    let mut asked = 0;
    let mut ask = |step: usize| {
        asked += 1;
        // Another value each time: there and back.
        let value = number.value * (0.5 + 0.01 * (step % 100) as f64);
        let text = rewrite(&text, &number, value);
        draft.set(&dose, NewValue::Text(text)).expect("the dose");
        source.text = draft.text().as_bytes().to_vec();
        let at = Instant::now();
        let source = source.clone();
        worker.ask(Ask {
            number: asked,
            source,
            wanted: None,
            dense: false,
            pins: None,
            at,
        });
        asked
    };
    let paint = |answer: &Answer| {
        let mut sight = Sight::default();
        sight.fit(answer);
        let size = Size {
            width: 920.0,
            height: 430.0,
        };
        let look = Look {
            theme: Theme::Light,
            bare: true,
        };
        let placed = place(&sight.figure(answer), size, &look);
        painter.draw(&placed.scene, 1.0).expect("a picture");
    };

    let (mut first, mut whole, mut twins_first) = (Vec::new(), Vec::new(), Vec::new());
    for step in 0..CHANGES {
        let number = ask(step);
        let mut is_first = true;
        loop {
            bell.recv().expect("the worker lives");
            let Some(told) = worker.told().filter(|told| told.number == number) else {
                continue;
            };
            let answer = told.what.unwrap_or_else(|_| panic!("no answer"));
            paint(&answer);
            let took = told.asked.elapsed();
            if std::mem::take(&mut is_first) {
                first.push(took);
                twins_first.push(answer.done);
            }
            if !answer.is_partial() {
                whole.push(took);
                break;
            }
        }
    }
    // The handle moves: sixty changes a second.
    let mut dragged = Vec::new();
    let mut painted = 0;
    let mut next = Instant::now();
    for step in 0..3 * CHANGES {
        ask(step);
        next += Duration::from_millis(16);
        while let Some(left) = next.checked_duration_since(Instant::now()) {
            if bell.recv_timeout(left).is_err() {
                break;
            }
            let Some(told) = worker.told() else { continue };
            if let Ok(answer) = &told.what {
                paint(answer);
                if told.number > painted {
                    painted = told.number;
                    dragged.push(told.asked.elapsed());
                }
            }
        }
    }
    twins_first.sort_unstable();
    println!(
        "{name}, {twins} twins, {threads} threads; the first picture shows {} twins (median)",
        twins_first[twins_first.len() / 2]
    );
    report("change to first picture", first);
    report("change to picture of all twins", whole);
    report("change to picture while dragging", dragged);
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| {
        let index = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1;
        times[index].as_secs_f64() * 1e3
    };
    let (half, most, nearly) = (at(0.5), at(0.95), at(0.99));
    println!(
        "{what}: p50 {half:.0} ms, p95 {most:.0} ms, p99 {nearly:.0} ms ({} pictures)",
        times.len()
    );
}

/// The last dose of the file: its place, its text and its number.
fn last_dose(text: &str) -> Option<(Place, String, WrittenNumber)> {
    let mut left = sections(text);
    let mut found = None;
    while let Some(section) = left.pop() {
        for field in &section.fields {
            if let (Kind::Dose, FieldValue::Text(text, numbers)) = (field.kind, &field.value)
                && let Some(number) = numbers.first()
                && found
                    .as_ref()
                    .is_none_or(|(place, ..): &(Place, _, _)| *place < field.place)
                && section.place.to_string().starts_with("arm")
            {
                found = Some((field.place.clone(), text.clone(), number.clone()));
            }
        }
        left.extend(section.sections);
    }
    found
}
