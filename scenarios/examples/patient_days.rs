//! Patient-days per second on one core, and the error reached in the same run: the 60 reference days
//! of the 30 virtual patients, many times over; without a method, the same days by `ode_solvers`
//! beside it.
//!
//! `cargo run --release -p scenarios --example patient_days -- [DAYS] [RTOL] [METHOD] [ATOL]`

// The tests use all of it.
#[path = "../tests/diabetes/days.rs"]
mod days;
#[allow(dead_code)]
#[path = "../tests/diabetes/mod.rs"]
mod diabetes;

use days::Days;
use engine::solve::method::Method;
use engine::world::Settings;

/// One in so many days is left to `ode_solvers`, which is slower.
const FEWER: usize = 20;

fn main() {
    let mut args = std::env::args().skip(1);
    let count: usize = args
        .next()
        .map_or(6000, |a| a.parse().expect("a number of days"));
    let rtol: f64 = args.next().map_or(Settings::default().tolerances().0, |a| {
        a.parse().expect("a tolerance")
    });
    let method: Option<Method> = args.next().map(|a| a.parse().expect("a method"));
    let atol: f64 = args
        .next()
        .map_or(0.1 * rtol, |a| a.parse().expect("a tolerance"));
    let tolerance = [rtol, atol];
    let days = Days::all();
    match method {
        Some(method) => time(&days, count, tolerance, method),
        None => {
            time(&days, count, tolerance, Method::Auto);
            time(&days, count.div_ceil(FEWER), tolerance, Method::Reference);
        }
    }
}

fn time(days: &Days, count: usize, [rtol, atol]: [f64; 2], method: Method) {
    let settings = Settings {
        rtol: Some(rtol),
        atol: Some(atol),
        method,
        threads: 1,
        ..Settings::default()
    };
    let seen = days.run(count, &settings);
    let seconds = seen.time.as_secs_f64();
    let a_day = |steps: u64| steps as f64 / count as f64;
    println!(
        "{method}: {count} patient-days in {seconds:.3} s, {:.0} patient-days/s on one core; \
         {:.1} steps accepted, {:.1} rejected a day; largest error {:.2e} mg/dL",
        count as f64 / seconds,
        a_day(seen.accepted),
        a_day(seen.rejected),
        seen.error,
    );
}
