//! Defences of a person who is not ill yet.

use super::inflammation::{self, Inflammation};
use super::{organs, scores};
use crate::people::{Adult, Part, part, typical};

/// The parts of infection and illness of an adult at rest, in health.
pub fn parts(adult: &Adult) -> Vec<Part> {
    let mut inflammation: inflammation::Params<f64> = typical();
    // No source until there is one.
    inflammation.source = 0.0;
    let mut organs: organs::Params<f64> = typical();
    // 1.5 times what is usual.
    organs.lactate_made = 1.5 * 1.19 / 60.0 * adult.weight_kg;
    let scores: scores::Params<f64> = typical();
    vec![
        part("illness_scores", scores),
        part(<Inflammation as crate::Model>::NAME, inflammation),
        part("septic_organs", organs),
    ]
}
