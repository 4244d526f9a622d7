//! How well the spread between people and the error of measurements are known: drawn for each
//! replicate, and held against the distributions that were asked for.

use super::{numbers, run, setup};
use engine::recording::Values;
use engine::world::Settings;
use scenarios::population::{self, Population, Replicate};
use scenarios::problem::Problem;
use scenarios::table::{Ask, Setup, Simulation, Table};
use std::path::{Path, PathBuf};

fn read(text: &str, setup: &Setup, folder: &Path) -> Result<Population, Vec<Problem>> {
    let (found, problems) = population::read(text.as_bytes(), setup, folder);
    found.ok_or(problems)
}

fn population(text: &str) -> Population {
    read(text, &setup(Ask::default()), Path::new("tests")).unwrap_or_else(|p| panic!("{p:#?}"))
}

/// So many replicates.
fn replicates(population: &Population, count: u64) -> Vec<Replicate> {
    let replicate = |number| population.replicate(5, number, count);
    (0..count).map(replicate).collect()
}

/// Entries of the drawn covariances between people: of two parameters their variances and covariance.
fn entries(replicates: &[Replicate]) -> [Vec<f64>; 3] {
    [(0, 0), (1, 0), (1, 1)].map(|(row, column)| {
        let entry = |replicate: &Replicate| replicate.between.covariance()[row][column];
        replicates.iter().map(entry).collect()
    })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (of_a, of_b) = (mean(a), mean(b));
    let pairs = a.iter().zip(b);
    pairs.map(|(a, b)| (a - of_a) * (b - of_b)).sum::<f64>() / (a.len() - 1) as f64
}

fn is_definite(replicate: &Replicate) -> bool {
    let omega = replicate.between.covariance();
    omega[0][0] > 0.0 && omega[0][0] * omega[1][1] > omega[1][0] * omega[1][0]
}

const OMEGA: [f64; 3] = [0.09, 0.03, 0.25];
const FREE: &str = "\
[[between]]
of = [\"clearance\", \"volume\"]
omega = [[0.09], [0.03, 0.25]]
df = 40
[residual]
proportional = \"20 %\"
df = 300
";

/// Inverse Wishart with n degrees of freedom and scale n OMEGA, of p parameters: the mean is
/// n / (n - p - 1) OMEGA, and the covariance of entries ij and kl, with S the scale,
/// (2 S_ij S_kl / (n - p - 1) + S_ik S_jl + S_il S_kj) / ((n - p) (n - p - 1) (n - p - 3)) (von Rosen,
/// Scand J Stat 1988;15:97, as in any table of the distribution).
#[test]
fn validated_spread_with_degrees_of_freedom_is_inverse_wishart() {
    let population = population(FREE);
    let count = 20_000;
    let all = replicates(&population, count);
    assert!(all.iter().all(is_definite));
    assert!(all.iter().all(|one| one.redrawn == 0 && !one.undrawn));
    let entries = entries(&all);
    let (n, p) = (40.0, 2.0);
    let scale = |i: usize, j: usize| n * OMEGA[i + j];
    let places = [(0, 0), (1, 0), (1, 1)];
    let expected = |(i, j): (usize, usize), (k, l): (usize, usize)| {
        let cross = scale(i, k) * scale(j, l) + scale(i, l) * scale(k, j);
        let own = 2.0 * scale(i, j) * scale(k, l) / (n - p - 1.0);
        (own + cross) / ((n - p) * (n - p - 1.0) * (n - p - 3.0))
    };
    for (a, one) in places.iter().enumerate() {
        let own = expected(*one, *one);
        let middle = scale(one.0, one.1) / (n - p - 1.0);
        let found = mean(&entries[a]);
        let error = (own / count as f64).sqrt();
        assert!(
            (found - middle).abs() < 4.0 * error,
            "{one:?}: {found} {middle}"
        );
        for (b, other) in places.iter().enumerate() {
            let (found, asked) = (covariance(&entries[a], &entries[b]), expected(*one, *other));
            let size = (own * expected(*other, *other)).sqrt();
            // Tails are heavier than normal ones: 5 % of the size.
            assert!(
                (found - asked).abs() < 0.05 * size,
                "{one:?} {other:?}: {found} {asked}"
            );
        }
    }
    // Of one variance: n over chi-squared, mean n / (n - 2), relative variance 2 / (n - 4).
    let error = |one: &Replicate| one.residual.expect("an error").proportional.powi(2) / 0.04;
    let errors: Vec<f64> = all.iter().map(error).collect();
    let (n, middle) = (300.0, 300.0 / 298.0);
    let spread = middle * (2.0f64 / (n - 4.0)).sqrt();
    assert!((mean(&errors) - middle).abs() < 4.0 * spread / (count as f64).sqrt());
    let found = covariance(&errors, &errors).sqrt();
    assert!((found / spread - 1.0).abs() < 0.05, "{found} {spread}");
}

/// The draws of one replicate do not depend on how many there are, and the only one is as published.
#[test]
fn a_replicate_depends_on_its_number_alone() {
    let population = population(FREE);
    let (few, many) = (replicates(&population, 3), replicates(&population, 9));
    assert_eq!(few[..], many[..3]);
    let one = population.replicate(5, 0, 1);
    assert_eq!(one.between, population.between);
    assert_eq!(one.residual, population.residual);
    assert_ne!(few[0].between, population.between);
}

fn folder(name: &str, ext: &str, cov: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("homeostat-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("run.ext"), ext).expect("a file");
    std::fs::write(folder.join("run.cov"), cov).expect("a file");
    folder
}

const NONMEM: &str = "\
[nonmem]
ext = \"run.ext\"
cov = \"run.cov\"
theta = [\"clearance\", \"log volume\"]
eta = [\"clearance\", \"volume\"]
sigma = [\"proportional\"]
";

/// Names of the estimates in the order of the file, and their covariance.
const NAMES: [&str; 6] = [
    "THETA1",
    "THETA2",
    "SIGMA(1,1)",
    "OMEGA(1,1)",
    "OMEGA(2,1)",
    "OMEGA(2,2)",
];

fn cov(matrix: &[[f64; 6]; 6]) -> String {
    let mut text = format!("TABLE NO. 1\n NAME {}\n", NAMES.join(" "));
    for (name, row) in NAMES.iter().zip(matrix) {
        let cells: Vec<String> = row.iter().map(|cell| format!("{cell:e}")).collect();
        text.push_str(&format!(" {name} {}\n", cells.join(" ")));
    }
    text
}

const EXT: &str = "TABLE NO. 1\n ITERATION THETA1 THETA2 SIGMA(1,1) OMEGA(1,1) OMEGA(2,1) OMEGA(2,2) OBJ\n \
                   -1000000000 3.0 4.0 0.04 0.09 0.03 0.25 10.0\n";

/// THETA, SIGMA and OMEGA are drawn together, as normal numbers with the covariance of the `.cov` file.
#[test]
fn estimates_of_a_run_are_drawn_together() {
    let mut matrix = [[0.0; 6]; 6];
    let sds = [0.15, 0.05, 0.003, 0.012, 0.008, 0.03];
    for (i, row) in matrix.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            let together = [1.0, 0.4, -0.2][i.abs_diff(j).min(2)];
            *cell = sds[i] * sds[j] * if i.abs_diff(j) > 2 { 0.0 } else { together };
        }
    }
    let folder = folder("drawn", EXT, &cov(&matrix));
    let found = read(NONMEM, &setup(Ask::default()), &folder);
    std::fs::remove_dir_all(&folder).expect("removed");
    let population = found.unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(population.left.is_empty(), "{:?}", population.left);
    let count = 20_000;
    let all = replicates(&population, count);
    assert!(all.iter().all(is_definite));
    let redrawn: u64 = all.iter().map(|one| one.redrawn).sum();
    assert!(redrawn < 20, "{redrawn}");
    let [first, both, second] = entries(&all);
    let factor = |place: usize| all.iter().map(move |one| one.factors[place].1);
    let drawn = [
        factor(0).map(|factor| 3.0 * factor).collect(),
        factor(1).map(|factor| 4.0 + factor.ln()).collect(),
        all.iter()
            .map(|one| one.residual.expect("it").proportional.powi(2))
            .collect(),
        first,
        both,
        second,
    ];
    for (i, one) in drawn.iter().enumerate() {
        let middle = [3.0, 4.0, 0.04, 0.09, 0.03, 0.25][i];
        let error = sds[i] / (count as f64).sqrt();
        assert!((mean(one) - middle).abs() < 4.0 * error, "{}", NAMES[i]);
        for (j, other) in drawn.iter().enumerate() {
            let found = covariance(one, other) / (sds[i] * sds[j]);
            let asked = matrix[i][j] / (sds[i] * sds[j]);
            assert!(
                (found - asked).abs() < 0.04,
                "{} {}: {found} {asked}",
                NAMES[i],
                NAMES[j]
            );
        }
    }
}

/// OMEGAs known badly: draws that are no covariance are drawn again and counted, and what is kept is
/// positive definite always.
#[test]
fn draws_that_are_no_covariance_are_drawn_again_and_counted() {
    let mut matrix = [[0.0; 6]; 6];
    for (place, sd) in [(3, 0.09), (4, 0.15), (5, 0.2)] {
        matrix[place][place] = sd * sd;
    }
    let folder = folder("again", EXT, &cov(&matrix));
    let found = read(NONMEM, &setup(Ask::default()), &folder);
    std::fs::remove_dir_all(&folder).expect("removed");
    let population = found.unwrap_or_else(|problems| panic!("{problems:#?}"));
    let all = replicates(&population, 500);
    assert!(all.iter().all(is_definite));
    let redrawn: u64 = all.iter().map(|one| one.redrawn).sum();
    assert!(redrawn > 200, "{redrawn}");
    // What was fixed in the run is as published.
    assert!(all.iter().all(|one| one.factors.is_empty()));
    let mut setup = setup(Ask::default());
    setup.vary(population, 500);
    let table = "ID,TIME,EVID,AMT,CMT\n1,0,1,100,central\n1,5,0,.,.\n";
    let (table, _) = Table::read(table.as_bytes(), &setup).expect("a table");
    let (_, summary) = run(&table, &setup).expect("predictions");
    assert_eq!(summary.undrawn, 0);
    // Seeds differ; how often does not by much.
    let share = summary.redrawn as f64 / redrawn as f64;
    assert!((0.6..1.7).contains(&share), "{share}");
}

/// People of a replicate have its spread: over replicates their variance has that of OMEGA beside that
/// of having met so few.
#[test]
fn people_have_the_spread_of_their_replicate() {
    let text = "[[between]]\nof = \"clearance\"\nomega2 = 0.09\n";
    let table: String = (1..=200)
        .map(|id| format!("{id},0,1,100,central\n"))
        .collect();
    let table = format!("ID,TIME,EVID,AMT,CMT\n{table}");
    let spread = |text: &str| {
        let mut setup = setup(Ask::default());
        setup.vary(population(text), 100);
        let (table, _) = Table::read(table.as_bytes(), &setup).expect("a table");
        let etas = numbers(
            &run(&table, &setup).expect("predictions").0,
            "ETA_clearance",
        );
        let squares = |own: &[f64]| own.iter().map(|eta| eta * eta).sum::<f64>() / own.len() as f64;
        let variances: Vec<f64> = etas.chunks(200).map(squares).collect();
        covariance(&variances, &variances).sqrt() / mean(&variances)
    };
    let known = spread(text);
    let unknown = spread(&format!("{text}df = 12\n"));
    // 2 / 200, and beside it 2 / (12 - 4) of the variance of OMEGA, in heavy tails.
    assert!((0.07..0.13).contains(&known), "{known}");
    assert!((0.3..0.9).contains(&unknown), "{unknown}");
}

/// Replicates that draw their population, people whose lags differ, one of whom cannot be: the same
/// bits on any number of threads.
#[test]
fn populations_that_are_drawn_are_the_same_bits_on_any_number_of_threads() {
    let text = format!(
        "{FREE}[typical]\nALAG_depot = 0.5\n[[between]]\nof = \"ALAG_depot\"\nomega2 = 0.1\n\
         shape = \"normal\"\n"
    );
    let mut setup = setup(Ask::default());
    setup.vary(population(&text), 4);
    let people = (1..=150).map(|id| format!("{id},0,1,100,depot\n{id},3,0,.,.\n"));
    let table = format!("ID,TIME,EVID,AMT,CMT\n{}", people.collect::<String>());
    let (table, _) = Table::read(table.as_bytes(), &setup).expect("a table");
    let with = |threads| {
        let settings = Settings {
            threads,
            ..Settings::default()
        };
        let simulation = Simulation::new(&table, &setup, settings, 3).expect("a simulation");
        let mut bits = Vec::new();
        let take = |values: Vec<Values>| {
            for values in values {
                let numbers = values.numbers().unwrap_or_default();
                bits.extend(numbers.iter().map(|x| x.to_bits()));
            }
            Ok::<(), ()>(())
        };
        let summary = simulation.run(take, |_| ()).expect("a run");
        (bits, summary)
    };
    let (one, many) = (with(1), with(3));
    assert_eq!(one, many);
    let lost: u64 = one.1.failed.values().map(|lost| lost.people).sum();
    // A lag of 0.5 h with a standard deviation of 0.32 h is below 0 in one of seventeen.
    assert!((10..80).contains(&lost), "{lost}");
}

/// A share that varies on the logit, and a lag, from a run; what was fixed is not drawn.
#[test]
fn shares_and_lags_come_from_a_run() {
    let matrix = [[0.0; 6]; 6];
    let mut known = matrix;
    known[0][0] = 0.01;
    let ext = EXT.replace("-1000000000 3.0 4.0", "-1000000000 0.6 -1.0");
    let text = NONMEM
        .replace(
            "\"clearance\", \"log volume\"",
            "\"F1\", \"log ALAG_depot\"",
        )
        .replace(
            "[\"clearance\", \"volume\"]",
            "[\"logit F_depot\", \"ALAG1\"]",
        );
    let folder = folder("shares", &ext, &cov(&known));
    let mut setup = setup(Ask::default());
    let found = read(&text, &setup, &folder);
    std::fs::remove_dir_all(&folder).expect("removed");
    let population = found.unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(population.uncertainty.of.len(), 1);
    assert_eq!(population.uncertainty.layer.spreads[0].name, "F_depot");
    setup.vary(population, 1);
    let table = "ID,TIME,EVID,AMT,CMT\n1,0,1,100,depot\n1,5,0,.,.\n";
    let (table, _) = Table::read(table.as_bytes(), &setup).expect("a table");
    let columns = run(&table, &setup).expect("predictions").0;
    let of = |name: &str| numbers(&columns, name)[1];
    let odds = 0.6 / 0.4 * of("ETA_F_depot").exp();
    let since = 5.0 - (-1.0 + of("ETA_ALAG_depot")).exp();
    let (ka, rate) = (1.5, 0.1);
    let expected = 100.0 * odds / (1.0 + odds) / 30.0 * ka / (ka - rate)
        * ((-rate * since).exp() - (-ka * since).exp());
    assert!((of("IPRED") / expected - 1.0).abs() < 1e-9);
}
