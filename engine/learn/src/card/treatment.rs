//! What treatments do to markers.

use engine::learned::progression::model::{Progression, treatment_column};
use nalgebra::{Cholesky, DMatrix, DVector};
use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::fmt::Write;

/// Effects of treatments on markers, per year, with their uncertainty.
pub(super) fn effects(out: &mut String, model: &Progression) {
    let Some(arms) = &model.schema.arms else {
        return;
    };
    let treatments = model.schema.treatments();
    if treatments == 0 || model.schema.markers.is_empty() {
        return;
    }
    let word = if arms.randomised {
        "Effects"
    } else {
        "Associations"
    };
    let _ = writeln!(
        out,
        "\n{word} of treatments against {}, by year of treatment (90 % interval)",
        arms.names[0]
    );
    for (which, name) in arms.names.iter().skip(1).enumerate() {
        let (square, p) = together(model, which);
        let count = model.schema.markers.len();
        let _ = writeln!(
            out,
            "  {name}, all {count} markers together: chi-square {square:.1}, p {p:.3}{}",
            match p {
                p if p.is_nan() => "; its uncertainty could not be had",
                p if p > 0.05 => "; not told from none",
                _ => "",
            }
        );
        for (k, marker) in model.schema.markers.iter().enumerate() {
            let column = treatment_column(&model.core, treatments, which);
            let best = model.core.beta[k * model.core.columns + column] * marker.sd;
            let row = k * treatments + which;
            let variance: f64 = (0..=row)
                .map(|j| model.effect[row * (row + 1) / 2 + j].powi(2))
                .sum();
            let reach = 1.645 * variance.sqrt() * marker.sd;
            let text = match marker.log {
                true => {
                    let per_cent = |v: f64| 100.0 * (v.exp() - 1.0);
                    format!(
                        "{:+.1} % ({:+.1} to {:+.1})",
                        per_cent(best),
                        per_cent(best - reach),
                        per_cent(best + reach)
                    )
                }
                false => format!(
                    "{best:+.3} {} ({:+.3} to {:+.3})",
                    marker.unit,
                    best - reach,
                    best + reach
                ),
            };
            let none = if (best - reach) * (best + reach) < 0.0 {
                "; not told from none"
            } else {
                ""
            };
            let _ = writeln!(out, "  {name}, {}: {text}{none}", marker.name);
        }
    }
}

/// Wald's test of all effects of a treatment at once: chi-square and its p.
fn together(model: &Progression, which: usize) -> (f64, f64) {
    let (treatments, core) = (model.schema.treatments(), &model.core);
    let count = core.markers * treatments;
    let factor = DMatrix::from_fn(count, count, |i, j| match j <= i {
        true => model.effect[i * (i + 1) / 2 + j],
        false => 0.0,
    });
    let all = &factor * factor.transpose();
    let place = |k: usize| k * treatments + which;
    let own = DMatrix::from_fn(core.markers, core.markers, |i, j| all[(place(i), place(j))]);
    let column = treatment_column(core, treatments, which);
    let effects = DVector::from_fn(core.markers, |k, _| core.beta[k * core.columns + column]);
    let square = Cholesky::new(own).map_or(f64::NAN, |own| effects.dot(&own.solve(&effects)));
    let free = ChiSquared::new(core.markers as f64);
    (square, free.map_or(f64::NAN, |free| free.sf(square)))
}
