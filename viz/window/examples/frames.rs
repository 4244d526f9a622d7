//! How long a picture of the live patient takes: `cargo run --release -p window --example frames [CASE] [SECONDS]`.
//!
//! The window of `homeostat teach` at 1280 by 720, a heart that beats, time running at real speed. Counted is
//! what the window's thread does for one picture (copying what is there to see, laying out, cutting into
//! triangles), and beside it the same with drawing on the adapter and reading the picture back, which a real
//! window does not do.

mod times;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use scenarios::live::{Bedside, Heart, Session};
use scenarios::source::Source;
use std::sync::Arc;
use std::time::{Duration, Instant};
use times::told;
use window::teach::Teach;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments
        .next()
        .unwrap_or_else(|| "haemorrhage-in-recovery".into());
    let seconds: u64 = arguments
        .next()
        .map_or(20, |text| text.parse().expect("seconds"));
    let source = Source::open(&name).unwrap_or_else(|error| panic!("{error}"));
    let session = Session::open(&source, Heart::Beating).expect("a session");
    let bedside = Arc::new(Bedside::start(session));
    let folder = std::env::temp_dir().join("homeostat-frames");
    let mut harness: Harness<'_, Teach> = Harness::builder()
        .with_size([1280.0, 720.0])
        .wgpu()
        .build_eframe(|creation| Teach::new(&creation.egui_ctx, bedside, folder));
    harness.step();
    harness.get_by_label("Run").click_accesskit();
    let (mut laid, mut drawn) = (Vec::new(), Vec::new());
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        let start = Instant::now();
        harness.step();
        laid.push(start.elapsed());
        if laid.len() % 10 == 0 {
            let start = Instant::now();
            drop(harness.render());
            drawn.push(start.elapsed());
        }
        // Sixty pictures a second.
        std::thread::sleep(Duration::from_micros(16_667).saturating_sub(start.elapsed()));
    }
    let now = harness.state().now();
    println!(
        "{name}: {} pictures in {seconds} s; the patient is at {now}",
        laid.len()
    );
    told("the window's thread", &mut laid);
    told("drawn and read back", &mut drawn);
}
