#![doc = include_str!("haemodynamic.md")]

use super::sigmoid;
use crate::{At, Model, Nothing, Real, quantities};

quantities! {
    /// How this person responds.
    pub struct Params {
        /// Largest change relative to what there is without drug, up or down (Emax)
        maximum: "1", typical = 0.5;
        /// Concentration of half the largest change (EC50)
        half: "mg/L", typical = 0.005;
        /// Steepness (gamma)
        hill: "1", typical = 1.0;
    }
}

quantities! {
    /// What the effect follows.
    pub struct Inputs {
        /// Concentration of the drug, in plasma or at its site of effect
        concentration: "mg/L", scale = 0.01, wired = true;
        /// How far heart and vessels answer what stimulates them
        vasopressor_response: "1";
    }
}

/// The largest effect's share of now. What stimulates, upward where `stimulating` is above nothing and
/// downward where it is below, is answered as far as sepsis lets it.
#[inline(always)]
fn change<R: Real>(p: &Params<R>, u: &Inputs<R>, stimulating: f64) -> R {
    let change = p.maximum * sigmoid(u.concentration, p.half, p.hill);
    let side = R::of(stimulating);
    let stimulus = (side * change).positive();
    change + side * stimulus * (u.vasopressor_response - R::of(1.0))
}

/// A drug's effect on one signal of heart, vessels or nerves.
macro_rules! effect {
    ($about:literal, $model:ident, $name:literal, $signals:ident, $signal:ident, $meaning:literal, $without:literal, $stimulating:literal) => {
        #[doc = $about]
        pub struct $model;

        quantities! {
            /// What is told.
            pub struct $signals {
                #[doc = $meaning]
                $signal: "1";
            }
        }

        impl Model for $model {
            const NAME: &'static str = $name;
            const TIME: &'static str = "min";
            const ABOUT: &'static str = concat!($about, "\n\n", include_str!("haemodynamic.md"));

            type State<R: Real> = Nothing<R>;
            type Params<R: Real> = Params<R>;
            type Inputs<R: Real> = Inputs<R>;
            type Signals<R: Real> = $signals<R>;

            #[inline(always)]
            fn initial<R: Real>(&self, _: &Params<R>) -> Nothing<R> {
                Nothing::default()
            }
            #[inline(always)]
            fn signals<R: Real>(&self, At { p, u, .. }: At<Self, R>) -> $signals<R> {
                $signals {
                    $signal: (R::of($without) + change(p, u, $stimulating)).positive(),
                }
            }
            #[inline(always)]
            fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
                Nothing::default()
            }
        }
    };
}

effect!(
    "A drug's effect on the resistance of arterioles.",
    ArteriolarEffect,
    "arteriolar_effect",
    ArteriolarSignals,
    arteriolar_tone,
    "Resistance of systemic arterioles relative to that without drug",
    1.0,
    1.0
);
effect!(
    "A drug's effect on the gain of the baroreflex.",
    BaroreflexEffect,
    "baroreflex_effect",
    BaroreflexSignals,
    baroreflex_gain,
    "What the drug leaves of the baroreflex's gain",
    1.0,
    0.0
);
effect!(
    "A drug's effect on glucose and insulin, as catecholamines have it.",
    CatecholamineEffect,
    "catecholamine_effect",
    CatecholamineSignals,
    catecholamines,
    "Catecholamines as metabolism feels them, 1 as of epinephrine at 50 ng/kg/min",
    0.0,
    0.0
);
effect!(
    "A drug's effect on the heart rate.",
    ChronotropicEffect,
    "chronotropic_effect",
    ChronotropicSignals,
    chronotropy,
    "Heart rate relative to what the nerves ask for",
    1.0,
    1.0
);
effect!(
    "A drug's effect on the contractility.",
    InotropicEffect,
    "inotropic_effect",
    InotropicSignals,
    contractility,
    "End-systolic elastance relative to that without drug",
    1.0,
    1.0
);
effect!(
    "A drug's effect on the resistance of the lungs' vessels.",
    PulmonaryEffect,
    "pulmonary_effect",
    PulmonarySignals,
    pulmonary_tone,
    "Resistance of the lungs' vessels relative to that without drug",
    1.0,
    0.0
);
effect!(
    "A drug's effect on the sympathetic outflow.",
    SympatheticEffect,
    "sympathetic_effect",
    SympatheticSignals,
    sympathetic_outflow,
    "What the drug leaves of sympathetic outflow",
    1.0,
    0.0
);
effect!(
    "A drug's effect on the capacity of veins.",
    VenousEffect,
    "venous_effect",
    VenousSignals,
    venous_capacity,
    "Unstressed volume of systemic veins relative to that without drug",
    1.0,
    -1.0
);
effect!(
    "A drug that excites sympathetic nerves.",
    ExcitingEffect,
    "exciting_effect",
    ExcitingSignals,
    sympathetic_drive,
    "Excitation of sympathetic nerves beside the baroreflex",
    0.0,
    0.0
);
effect!(
    "A drug that blocks the vagus at the sinus node.",
    VagalEffect,
    "vagal_effect",
    VagalSignals,
    chronotropy,
    "Heart rate relative to what the nerves ask for",
    1.0,
    0.0
);
