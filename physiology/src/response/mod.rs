//! What drugs do: effects that follow a concentration at once, and responses with a life of their
//! own (cells, tumours, bacteria, clotting, virus).
//!
//! The kinetics of a drug is another part of the body. A response reads a concentration through an
//! input that is [`wired`](crate::Field::wired) to that drug's signal, so that it can follow plasma
//! or effect site and any of several drugs. Concentrations are in mg/L, as dispositions publish them;
//! potencies that a paper gives per umol or per ng/mL are converted where a medicine is defined.

pub mod adaptive_resistance;
pub mod antibiotic_effect;
pub mod bispectral_index;
pub mod breathing_muscle_block;
pub mod bronchodilation;
pub mod consciousness_effect;
pub mod dose_effect;
pub mod glucagon_effect;
pub mod haemodynamic;
pub mod indirect;
pub mod inr_hamberg_2007;
pub mod inr_hamberg_2010;
pub mod kill_curve;
pub mod lactate_effect;
pub mod laryngoscopy_tolerance;
pub mod less_susceptible_bacteria;
pub mod loop_diuretic;
pub mod myelosuppression;
pub mod osmotic_diuretic;
pub mod potassium_effect;
pub mod respiratory_depression;
pub mod resting_bacteria;
pub mod sigmoid_effect;
pub mod steroid_effect;
pub mod tumour_claret;
pub mod tumour_simeoni;
pub mod two_drug_effect;
pub mod vasopressor_rate;
pub mod viral_dynamics;

use crate::Real;

/// The share of its largest effect that a drug has, C^hill / (half^hill + C^hill) (Hill 1910): 0
/// without drug, one half at the concentration `half`.
#[inline(always)]
pub(crate) fn sigmoid<R: Real>(concentration: R, half: R, hill: R) -> R {
    let odds = (concentration / half).powf(hill);
    odds / (R::of(1.0) + odds)
}

/// The share that a drug leaves, half^hill / (half^hill + C^hill): one less [`sigmoid`], to its last digit
/// where little is left.
#[inline(always)]
pub(crate) fn remaining<R: Real>(concentration: R, half: R, hill: R) -> R {
    R::of(1.0) / (R::of(1.0) + (concentration / half).powf(hill))
}

/// Least multiple of what there was of which a logarithm is shown: nothing has none.
const FEWEST: f64 = 1e-30;

/// Decimal logarithm of a multiple of what there was, down to -30.
#[inline(always)]
pub(crate) fn log_change<R: Real>(multiple: R) -> R {
    multiple.max(R::of(FEWEST)).ln() / R::of(std::f64::consts::LN_10)
}
