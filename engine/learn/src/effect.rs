//! How sure the effects of treatments are.

use engine::learned::progression::gaussian::{Course, Gaussian, design, low, measured};
use engine::learned::progression::model::treatment_column;
use nalgebra::{Cholesky, DMatrix};

/// Factor of the covariance of the effects of treatments: by the curvature of the likelihood in the
/// weights of the mean.
pub(crate) fn effects(core: &Gaussian, courses: &[Course], treatments: usize) -> Vec<f64> {
    let (m, columns) = (core.markers, core.columns);
    let size = m * columns;
    let mut curve = DMatrix::identity(size, size);
    let (own, load) = (core.own_covariance(), core.loadings());
    for course in courses {
        let rows = measured(&course.seen);
        let n = rows.len();
        if n == 0 {
            continue;
        }
        let weights = core.weigh(course);
        let mut full = DMatrix::from_fn(n, n, |i, j| {
            core.between(
                &own,
                &load,
                (course.seen[rows[i].0].t, rows[i].1),
                (course.seen[rows[j].0].t, rows[j].1),
            )
        });
        let mut x = DMatrix::zeros(n, size);
        for (i, (visit, marker, _)) in rows.iter().enumerate() {
            full[(i, i)] += core.noise[*marker].powi(2) / weights[i];
            let seen = &course.seen[*visit];
            for (c, value) in design(&course.x, seen.t, &seen.on).into_iter().enumerate() {
                x[(i, marker * columns + c)] = value;
            }
        }
        if let Some(factor) = Cholesky::new(full) {
            curve += x.transpose() * factor.solve(&x);
        }
    }
    let count = m * treatments;
    let mut lower = vec![0.0; low(count, 0)];
    let Some(inverse) = Cholesky::new(curve).map(|c| c.inverse()) else {
        return lower;
    };
    let place =
        |i: usize| (i / treatments) * columns + treatment_column(core, treatments, i % treatments);
    let block = DMatrix::from_fn(count, count, |i, j| inverse[(place(i), place(j))]);
    if let Some(factor) = Cholesky::new(block) {
        let factor = factor.l();
        for i in 0..count {
            for j in 0..=i {
                lower[low(i, j)] = factor[(i, j)];
            }
        }
    }
    lower
}
