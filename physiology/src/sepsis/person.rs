//! Defences of a person who is not ill yet, and how ill that person is.

use super::inflammation::{self, Inflammation};
use super::{endotoxaemia, endotoxin_organs, organs, scores, survival};
use crate::Model;
use crate::people::{Adult, Part, part, typical};

/// What an adult in health meets an infection with.
pub fn defences(adult: &Adult) -> Vec<Part> {
    let mut inflammation: inflammation::Params<f64> = typical();
    // No source until there is one.
    inflammation.source = 0.0;
    let mut organs: organs::Params<f64> = typical();
    // As much again as is usual.
    organs.lactate_made = 1.19 / 60.0 * adult.weight_kg;
    vec![
        part(Inflammation::NAME, inflammation),
        part(organs::SepticOrgans::NAME, organs),
    ]
}

/// What an adult in health meets endotoxin with, none of which was given.
pub fn challenge() -> Vec<Part> {
    let mut endotoxaemia: endotoxaemia::Params<f64> = typical();
    endotoxaemia.dose = 0.0;
    endotoxaemia.infusion = 0.0;
    let organs: endotoxin_organs::Params<f64> = typical();
    vec![
        part(endotoxaemia::Endotoxaemia::NAME, endotoxaemia),
        part(endotoxin_organs::EndotoxinOrgans::NAME, organs),
    ]
}

/// What counts how ill an adult is.
pub fn scores() -> Vec<Part> {
    let scores: scores::Params<f64> = typical();
    vec![part(scores::IllnessScores::NAME, scores)]
}

/// The rule by which an adult dies.
pub fn fate() -> Vec<Part> {
    let survival: survival::Params<f64> = typical();
    vec![part(survival::Survival::NAME, survival)]
}
