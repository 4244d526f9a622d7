//! Fits the Gaussian core by maximum likelihood, with gradients worked out by hand and L-BFGS.

use crate::lbfgs::minimise;
use engine::learned::progression::gaussian::{Course, Gaussian, columns, design, low, measured};
use nalgebra::{Cholesky, DMatrix, DVector};
use rayon::prelude::*;

/// How the core is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Degrees of freedom of the noise; infinite for a normal one.
    pub freedom: f64,
    /// Most steps of the optimiser.
    pub steps: usize,
    /// Rounds of weighing outliers anew.
    pub rounds: usize,
    /// How strongly weights of the mean are drawn to none, as a precision in standard deviations.
    pub ridge: f64,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            freedom: f64::INFINITY,
            steps: 80,
            rounds: 1,
            ridge: 1.0,
        }
    }
}

/// A patient made ready: what does not change from step to step.
struct Ready {
    /// Visit and marker of each measurement.
    places: Vec<(usize, usize)>,
    y: DVector<f64>,
    t: Vec<f64>,
    designs: Vec<Vec<f64>>,
    /// Weights of the noise.
    weights: Vec<f64>,
}

struct Likelihood {
    shape: Gaussian,
    people: Vec<Ready>,
    ridge: f64,
}

/// Numbers of the core in one row: mean, own, load, logarithms of rate and noise.
fn pack(core: &Gaussian) -> Vec<f64> {
    let logs = core.rate.iter().chain(&core.noise).map(|v| v.ln());
    let plain = core.beta.iter().chain(&core.own).chain(&core.load).copied();
    plain.chain(logs).collect()
}

fn unpack(shape: &Gaussian, row: &[f64]) -> Gaussian {
    let mut core = shape.clone();
    let (beta, rest) = row.split_at(core.beta.len());
    let (own, rest) = rest.split_at(core.own.len());
    let (load, rest) = rest.split_at(core.load.len());
    let (rate, noise) = rest.split_at(core.rate.len());
    core.beta = beta.to_vec();
    core.own = own.to_vec();
    core.load = load.to_vec();
    // Bounds keep the line search from a processes that never or at once returns.
    core.rate = rate.iter().map(|v| v.clamp(-4.0, 4.0).exp()).collect();
    core.noise = noise.iter().map(|v| v.clamp(-4.6, 2.0).exp()).collect();
    core
}

impl Likelihood {
    /// Minus the logarithm of one patient's likelihood, and its gradient into `slope`.
    fn one(&self, core: &Gaussian, person: &Ready, slope: &mut [f64]) -> f64 {
        let m = core.markers;
        let n = person.places.len();
        if n == 0 {
            return 0.0;
        }
        let (own, load) = (core.own_covariance(), core.loadings());
        let visits = person.t.len();
        // What each process keeps from visit to visit.
        let mut kept = vec![0.0; visits * visits * m];
        for a in 0..visits {
            for b in 0..visits {
                let gap = (person.t[a] - person.t[b]).abs();
                for k in 0..m {
                    kept[(a * visits + b) * m + k] = (-core.rate[k] * gap).exp();
                }
            }
        }
        let mut full = DMatrix::zeros(n, n);
        for j in 0..n {
            let (b, kb) = person.places[j];
            let tb = person.t[b];
            for i in j..n {
                let (a, ka) = person.places[i];
                let ta = person.t[a];
                let mut sum = own[(ka, kb)]
                    + own[(ka, m + kb)] * tb
                    + own[(m + ka, kb)] * ta
                    + own[(m + ka, m + kb)] * ta * tb;
                let kept = &kept[(a * visits + b) * m..][..m];
                for k in 0..=ka.min(kb) {
                    sum += load[(ka, k)] * load[(kb, k)] * kept[k];
                }
                full[(i, j)] = sum;
            }
        }
        for i in 0..n {
            full[(i, i)] += core.noise[person.places[i].1].powi(2) / person.weights[i];
        }
        let mut r = person.y.clone();
        for (i, (visit, marker)) in person.places.iter().enumerate() {
            r[i] -= core.mean(*marker, &person.designs[*visit]);
        }
        let Some(factor) = Cholesky::new(full) else {
            return f64::INFINITY;
        };
        let determinant: f64 = (0..n).map(|i| factor.l_dirty()[(i, i)].ln()).sum();
        let inverse = factor.inverse();
        let z = &inverse * &r;
        let value = determinant + 0.5 * r.dot(&z);

        let (d_beta, rest) = slope.split_at_mut(core.beta.len());
        let (d_own, rest) = rest.split_at_mut(core.own.len());
        let (d_load, rest) = rest.split_at_mut(core.load.len());
        let (d_rate, d_noise) = rest.split_at_mut(m);
        for (i, (visit, marker)) in person.places.iter().enumerate() {
            for (d, x) in d_beta[marker * core.columns..]
                .iter_mut()
                .zip(&person.designs[*visit])
            {
                *d -= z[i] * x;
            }
        }
        // Derivative by the covariance, gathered by pairs of markers.
        let mut by_own: DMatrix<f64> = DMatrix::zeros(2 * m, 2 * m);
        let mut by_load = vec![0.0; m * m * m];
        for j in 0..n {
            let (b, kb) = person.places[j];
            let tb = person.t[b];
            for i in 0..n {
                let (a, ka) = person.places[i];
                let w = 0.5 * (inverse[(i, j)] - z[i] * z[j]);
                let ta = person.t[a];
                by_own[(ka, kb)] += w;
                by_own[(ka, m + kb)] += w * tb;
                by_own[(m + ka, kb)] += w * ta;
                by_own[(m + ka, m + kb)] += w * ta * tb;
                let kept = &kept[(a * visits + b) * m..][..m];
                let gap = (ta - tb).abs();
                for k in 0..=ka.min(kb) {
                    let e = w * kept[k];
                    by_load[(k * m + ka) * m + kb] += e;
                    d_rate[k] -= e * gap * core.rate[k] * load[(ka, k)] * load[(kb, k)];
                }
                if i == j {
                    let noise = core.noise[ka].powi(2) / person.weights[i];
                    d_noise[ka] += 2.0 * w * noise;
                }
            }
        }
        let factor = DMatrix::from_fn(
            2 * m,
            2 * m,
            |i, j| if j <= i { core.own[low(i, j)] } else { 0.0 },
        );
        let d = (&by_own + by_own.transpose()) * factor;
        for i in 0..2 * m {
            for j in 0..=i {
                d_own[low(i, j)] += d[(i, j)];
            }
        }
        for k in 0..m {
            for i in k..m {
                let mut sum = 0.0;
                for j in k..m {
                    sum += (by_load[(k * m + i) * m + j] + by_load[(k * m + j) * m + i])
                        * load[(j, k)];
                }
                d_load[low(i, k)] += sum;
            }
        }
        value
    }

    fn all(&self, row: &[f64]) -> (f64, Vec<f64>) {
        let core = unpack(&self.shape, row);
        // In fixed shares, summed in their order: the same bits on any number of threads.
        let shares: Vec<(f64, Vec<f64>)> = self
            .people
            .par_chunks(16)
            .map(|people| {
                let mut slope = vec![0.0; row.len()];
                let value = people
                    .iter()
                    .map(|p| self.one(&core, p, &mut slope))
                    .sum::<f64>();
                (value, slope)
            })
            .collect();
        let (mut value, mut slope) = (0.0, vec![0.0; row.len()]);
        for (part, d) in shares {
            value += part;
            for (sum, d) in slope.iter_mut().zip(d) {
                *sum += d;
            }
        }
        for marker in 0..core.markers {
            for column in 1..core.columns {
                let at = marker * core.columns + column;
                value += 0.5 * self.ridge * row[at] * row[at];
                slope[at] += self.ridge * row[at];
            }
        }
        (value, slope)
    }
}

/// A first guess for standardised markers.
pub fn start(markers: usize, covariates: usize, arms: usize, freedom: f64) -> Gaussian {
    let columns = columns(covariates, arms);
    let mut core = Gaussian {
        markers,
        columns,
        beta: vec![0.0; markers * columns],
        own: vec![0.0; low(2 * markers, 0)],
        load: vec![0.0; low(markers, 0)],
        rate: (0..markers)
            .map(|k| 0.2 * 2f64.powi(k as i32 % 4))
            .collect(),
        noise: vec![0.3; markers],
        freedom,
    };
    for k in 0..markers {
        core.own[low(k, k)] = 0.6;
        core.own[low(markers + k, markers + k)] = 0.08;
        core.load[low(k, k)] = 0.4;
    }
    core
}

/// The core that fits these patients best; starts from `from`. Also minus the logarithm of the
/// likelihood.
pub fn fit(courses: &[Course], from: &Gaussian, effort: &Effort) -> (Gaussian, f64) {
    let mut core = from.clone();
    core.freedom = effort.freedom;
    if core.markers == 0 {
        return (core, 0.0);
    }
    let mut cost = f64::INFINITY;
    for round in 0..effort.rounds {
        let people = courses.iter().map(|course| {
            let rows = measured(&course.seen);
            let weights = match round {
                0 => vec![1.0; rows.len()],
                _ => core.weigh(course),
            };
            Ready {
                places: rows.iter().map(|(v, m, _)| (*v, *m)).collect(),
                y: DVector::from_iterator(rows.len(), rows.iter().map(|row| row.2)),
                t: course.seen.iter().map(|seen| seen.t).collect(),
                designs: (course.seen.iter())
                    .map(|seen| design(&course.x, seen.t, &seen.on))
                    .collect(),
                weights,
            }
        });
        let likelihood = Likelihood {
            shape: core.clone(),
            people: people.collect(),
            ridge: effort.ridge,
        };
        let (row, value) = minimise(|row| likelihood.all(row), pack(&core), effort.steps);
        core = unpack(&core, &row);
        cost = value;
    }
    (core, cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::learned::progression::gaussian::Seen;

    fn people() -> Vec<Course> {
        let number = |i: usize| ((i * 7919 + 13) % 101) as f64 / 50.0 - 1.0;
        let one = |p: usize| Course {
            x: vec![number(p), number(p + 50)],
            seen: (0..3 + p % 3)
                .map(|v| Seen {
                    t: v as f64 * 0.7,
                    on: vec![if p.is_multiple_of(2) {
                        v as f64 * 0.7
                    } else {
                        0.0
                    }],
                    y: (0..3)
                        .map(|m| {
                            if (p + v + m).is_multiple_of(7) {
                                f64::NAN
                            } else {
                                number(31 * p + 7 * v + m)
                            }
                        })
                        .collect(),
                })
                .collect(),
        };
        (0..20).map(one).collect()
    }

    #[test]
    fn the_gradient_is_that_of_the_likelihood() {
        let mut core = start(3, 2, 1, f64::INFINITY);
        let mut row = pack(&core);
        for (i, v) in row.iter_mut().enumerate() {
            *v += 0.05 * ((i * 37 % 11) as f64 - 5.0) / 5.0;
        }
        core = unpack(&core, &row);
        let row = pack(&core);
        let courses = people();
        let people = courses.iter().map(|course| {
            let rows = measured(&course.seen);
            Ready {
                places: rows.iter().map(|(v, m, _)| (*v, *m)).collect(),
                y: DVector::from_iterator(rows.len(), rows.iter().map(|r| r.2)),
                t: course.seen.iter().map(|seen| seen.t).collect(),
                designs: course
                    .seen
                    .iter()
                    .map(|s| design(&course.x, s.t, &s.on))
                    .collect(),
                weights: rows.iter().map(|(v, ..)| 1.0 + 0.1 * *v as f64).collect(),
            }
        });
        let likelihood = Likelihood {
            shape: core.clone(),
            people: people.collect(),
            ridge: 0.3,
        };
        let (_, slope) = likelihood.all(&row);
        for i in 0..row.len() {
            let mut up = row.clone();
            let mut down = row.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;
            let numeric = (likelihood.all(&up).0 - likelihood.all(&down).0) / 2e-5;
            assert!(
                (numeric - slope[i]).abs() < 1e-5 * (1.0 + numeric.abs()),
                "{i}: {numeric} {}",
                slope[i]
            );
        }
    }
}
