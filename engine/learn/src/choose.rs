//! Which family a model gets: what was compared, and by what rule one is chosen.
//!
//! Core and trees stand unless a network foresees left-out patients better by more than the standard
//! error of the difference, patient by patient (Breiman et al., Classification and regression trees,
//! 1984, 3.4.3: within it the simpler one stands). Networks that are alike differ by chance: without a
//! rule one of them would often be taken for what it does not do. One error and no more, because who
//! is taken wrongly then is about as good. Of those that are better by so much the best is taken.

use crate::marker::{self, Placed};
use crate::neural::{Tried, attempt, carried, start::starts};
use crate::pairs::{Pupil, Row};
use crate::train::{Among, Progress};
use engine::learned::progression::forecaster::{Family, Forecaster};
use engine::learned::progression::gaussian::Gaussian;
use engine::learned::progression::marker::Marker;
use engine::learned::progression::trees::Boosted;

/// Fewer visits to foresee do not teach a network anything.
const FEW: usize = 200;

/// A family on patients left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Family.
    pub family: Family,
    /// Mean score of the next visit and of later ones from the first, in standard deviations of the
    /// markers.
    pub score: f64,
    /// By how much it is better than core and trees, and the standard error of that over patients.
    pub better: (f64, f64),
}

impl Compared {
    /// Whether it is a network that is better than core and trees by more than chance would have it.
    pub fn surely(&self) -> bool {
        let network = !matches!(self.family, Family::Core | Family::Trees);
        network && self.better.0 > self.better.1
    }
}

/// By sums of scores and how many they are, patient by patient, of core and trees and of another on
/// the same visits.
fn compared(family: Family, trees: &[(f64, f64)], own: &[(f64, f64)]) -> Compared {
    let whole = |of: &[(f64, f64)]| of.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    let (sum, count) = whole(own);
    let better = (whole(trees).0 - sum) / count;
    let met: Vec<(f64, f64)> = (trees.iter().zip(own))
        .filter(|(_, own)| own.1 > 0.0)
        .map(|(trees, own)| (trees.0 - own.0, own.1))
        .collect();
    // Of a ratio of sums, by its linear part (Cochran, Sampling techniques, 1977, 6.4).
    let square: f64 = met.iter().map(|(d, n)| (d - better * n).powi(2)).sum();
    let n = met.len() as f64;
    let error = (square * n / (n - 1.0).max(1.0)).sqrt() / count;
    Compared {
        family,
        score: sum / count,
        better: (better, error),
    }
}

/// What was compared, and the family that is carried.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verdict {
    /// Families in the order in which they were tried.
    pub compared: Vec<Compared>,
    /// The one carried.
    pub family: Option<Family>,
    /// Whether it was asked for, and not chosen.
    pub asked: bool,
}

impl Verdict {
    /// Which family scenarios get, and why.
    pub fn told(&self) -> String {
        let name = self.family.map_or("nothing", Family::name);
        let own = format!("scenarios get: {name}");
        if self.asked {
            return format!("{own}, as the spec asks");
        }
        let best =
            (self.compared.iter()).filter(|c| !matches!(c.family, Family::Core | Family::Trees));
        match best.min_by(|a, b| a.score.total_cmp(&b.score)) {
            None => own,
            Some(c) if Some(c.family) == self.family => format!(
                "{own}, better than core and trees by {:.4} (standard error {:.4})",
                c.better.0, c.better.1
            ),
            Some(c) if c.better.0 <= 0.0 => {
                format!("{own}; no network foresaw left-out patients better")
            }
            Some(c) => format!(
                "{own}; the {} is better by {:.4}, within the standard error of {:.4}",
                c.family.name(),
                c.better.0,
                c.better.1
            ),
        }
    }
}

/// What families are compared on: patients left out in turn, with the core that had not seen them.
pub(crate) struct Trial<'a> {
    /// Pairs of visits of patients left out.
    pub rows: &'a [Row],
    /// Place and scatter of each by trees that had not seen the patient, by marker.
    pub placed: &'a [Vec<Placed>],
    /// Cores of the folds.
    pub cores: &'a [Gaussian],
    /// Patients, of whom some are trained on, each with its fold.
    pub pupils: &'a [Pupil],
    /// Those trained on.
    pub people: Vec<(usize, usize)>,
}

/// What a model gets: of `markers`, which core and trees would have, or a network.
pub(crate) fn choose(
    trial: &Trial<'_>,
    mut markers: Vec<Marker>,
    (among, seed): (Among, u64),
    progress: Progress<'_>,
) -> Result<(Forecaster, Verdict), String> {
    let (asked, networks) = match among {
        Among::Best(networks) => (None, networks.to_vec()),
        Among::Only(Family::Core) => (Some(Family::Core), Vec::new()),
        Among::Only(Family::Trees) => (Some(Family::Trees), Vec::new()),
        Among::Only(network) => (Some(network), vec![network]),
    };
    if asked == Some(Family::Core) {
        for marker in &mut markers {
            (marker.trees, marker.blend) = (Boosted::default(), 0.0);
        }
    }
    let mut verdict = Verdict {
        asked: asked.is_some(),
        ..Verdict::default()
    };
    let taken = |row: &&Row| row.is_next() || row.is_from_first();
    let visits = trial.rows.iter().filter(taken).count();
    let enough = visits >= FEW && !markers.is_empty();
    let mut best: Option<(f64, Family, Tried)> = None;
    if enough && !networks.is_empty() {
        let people = trial.pupils.len();
        let sums = |alone| marker::sums(trial.rows, &markers, trial.placed, people, alone);
        let (core, trees) = (sums(true), sums(false));
        verdict.compared.push(compared(Family::Core, &trees, &core));
        verdict
            .compared
            .push(compared(Family::Trees, &trees, &trees));
        let starts = starts(trial.cores, trial.pupils, &trial.people);
        for (number, family) in networks.iter().enumerate() {
            let part = number as f64 / networks.len() as f64;
            progress(
                &format!("{}, patients left out in turn", family.name()),
                part,
            );
            let Some(tried) = attempt(*family, &starts, trial.cores, people, seed) else {
                continue;
            };
            let own = compared(*family, &trees, &tried.sums);
            verdict.compared.push(own);
            let before = best.as_ref().map_or(f64::INFINITY, |(score, ..)| *score);
            if (own.surely() || asked == Some(*family)) && own.score < before {
                best = Some((own.score, *family, tried));
            }
        }
        if let Some((_, family, tried)) = best.take() {
            progress(&format!("{} of all", family.name()), 1.0);
            if let Some(network) = carried(family, tried, &starts, trial.cores, seed) {
                verdict.family = Some(family);
                return Ok((Forecaster::Network(network.into()), verdict));
            }
        }
    }
    if let Some(family) = asked.filter(|_| !networks.is_empty()) {
        return Err(format!(
            "the spec asks for family = \"{}\": a network needs {FEW} visits to foresee at which markers were measured; found {visits} visits",
            family.key()
        ));
    }
    let forecaster = Forecaster::Trees(markers.into());
    verdict.family = Some(forecaster.family());
    Ok((forecaster, verdict))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four patients of two visits each; differences 0.2, 0.2, 0.4, 0.4 a patient.
    #[test]
    fn a_network_is_surely_better_beyond_the_error_of_differences_between_patients() {
        let trees = vec![(1.0, 2.0), (1.2, 2.0), (0.0, 0.0), (0.8, 2.0), (1.0, 2.0)];
        let own = vec![(0.8, 2.0), (1.0, 2.0), (0.0, 0.0), (0.4, 2.0), (0.6, 2.0)];
        let c = compared(Family::Drift, &trees, &own);
        // By hand: mean 1.2 / 8; variance of patients' differences 0.04 / 3, of four of them.
        assert!((c.better.0 - 0.15).abs() < 1e-12);
        let error = (4.0f64 * 0.04 / 3.0).sqrt() / 8.0;
        assert!((c.better.1 - error).abs() < 1e-12, "{:?} {error}", c.better);
        assert!(c.surely());
        assert!(!compared(Family::Trees, &own, &own).surely());
        let other = vec![(0.8, 2.0), (1.0, 2.0), (0.0, 0.0), (1.2, 2.0), (0.6, 2.0)];
        assert!(!compared(Family::Drift, &trees, &other).surely());
    }
}
