//! Patient-days: ours in eight lanes, and the same days by `ode_solvers` beside them.
//!
//! `cargo bench -p scenarios`; criterion keeps the history in `target/criterion`.

// The tests use all of it.
#[path = "../tests/diabetes/days.rs"]
mod days;
#[allow(dead_code)]
#[path = "../tests/diabetes/mod.rs"]
mod diabetes;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use days::Days;
use engine::solve::method::Method;
use engine::world::Settings;

fn patient_days(criterion: &mut Criterion) {
    let days = Days::all();
    let mut group = criterion.benchmark_group("patient_days");
    group.sample_size(10);
    for (method, count) in [
        (Method::Auto, 1200),
        (Method::Dop853, 600),
        (Method::Rodas5p, 60),
        (Method::Reference, 60),
    ] {
        let settings = Settings {
            method,
            threads: 1,
            ..Settings::default()
        };
        // A benchmark of wrong numbers would be none.
        let error = days.run(60, &settings).error;
        assert!(error < 1e-2, "{method}: {error} mg/dL");
        group.throughput(Throughput::Elements(count as u64));
        let id = BenchmarkId::from_parameter(method);
        group.bench_function(id, |bencher| bencher.iter(|| days.run(count, &settings)));
    }
    group.finish();
}

criterion_group!(benches, patient_days);
criterion_main!(benches);
