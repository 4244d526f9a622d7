#![doc = include_str!("organs.md")]

use crate::{At, Model, Real, quantities};

/// Organs under inflammation.
pub struct SepticOrgans;

quantities! {
    /// How far they are affected, each from 0 to 1.
    pub struct State {
        /// Vessels and set points, by mediators
        vessels: "1";
        /// Heart, liver and smooth muscle, by damage
        heart: "1";
        /// Organs that fail late, by damage
        organs: "1";
        /// Metabolism, by what pathogen sheds
        metabolism: "1";
    }
}

quantities! {
    /// How much each changes at most, and when half of it.
    pub struct Params {
        /// Activated phagocytes at half of the effect on vessels
        vessels_half: "1", typical = 0.3;
        /// Time in which vessels follow
        vessels_time: "h", typical = 1.0;
        /// Damage at half of the effect on the heart
        heart_half: "1", typical = 4.0;
        /// Time in which the heart follows
        heart_time: "h", typical = 4.0;
        /// Damage at half of late failure
        organs_half: "1", typical = 8.0;
        /// Time in which organs that fail late follow
        organs_time: "h", typical = 12.0;
        /// Pathogen at half of the effect on metabolism
        metabolism_half: "1", typical = 0.5;
        /// Time in which metabolism follows
        metabolism_time: "h", typical = 10.0;
        /// Fall of arteriolar tone
        dilation: "1", typical = 0.85;
        /// Rise of veins' unstressed volume
        pooling: "1", typical = 0.25;
        /// Rise of capillaries' permeability
        leak: "1", typical = 0.8;
        /// Fall of contractility
        depression: "1", typical = 0.6;
        /// Fall of the baroreflex
        unanswered: "1", typical = 0.4;
        /// Fall of the answer to vasopressors, by damage
        refractoriness: "1", typical = 0.6;
        /// Fall of the answer to vasopressors, by mediators
        hyporesponse: "1", typical = 0.45;
        /// Rise of lactate production
        lactate_made: "mmol/min", typical = 1.5;
        /// Fall of lactate clearance by damage
        lactate_kept: "1", typical = 0.35;
        /// Fall of lactate clearance by what pathogen sheds
        lactate_kept_early: "1", typical = 0.25;
        /// Rise of the set point of temperature
        fever: "K", typical = 2.8;
        /// Rise of the drive to breathe
        breathlessness: "1", typical = 0.6;
        /// Rise of the rate of breaths at the same drive
        haste: "1", typical = 1.0;
        /// Rise of the lungs' shunt
        shunt: "1", typical = 0.4;
        /// Platelets of this person
        usual_platelets: "10*9/L", typical = 250.0;
        /// Platelets at worst
        least_platelets: "10*9/L", typical = 20.0;
        /// Bilirubin of this person
        usual_bilirubin: "mg/dL", typical = 0.7;
        /// Bilirubin at worst
        most_bilirubin: "mg/dL", typical = 14.0;
        /// Coma score at worst
        least_coma_score: "1", typical = 5.0;
    }
}

quantities! {
    /// What organs are exposed to.
    pub struct Inputs {
        /// Activated phagocytes
        immune_activation: "1";
        /// Tissue damage by inflammation
        tissue_damage: "1", scale = 5.0;
        /// Pathogen, in millions for each mL
        pathogen_load: "1";
    }
}

quantities! {
    /// What it does to them.
    pub struct Signals {
        /// Resistance of systemic arterioles relative to rest
        arteriolar_tone: "1";
        /// Unstressed volume of systemic veins relative to rest
        venous_capacity: "1";
        /// Permeability of capillaries relative to rest
        capillary_permeability: "1";
        /// End-systolic elastance of the left ventricle relative to rest
        contractility: "1";
        /// What is left of the baroreflex's gain
        baroreflex_gain: "1";
        /// How far vessels answer vasopressors
        vasopressor_response: "1";
        /// Lactate made beside the usual and beside that of missing oxygen
        lactate_production: "mmol/min";
        /// Clearance of lactate relative to what flows allow
        lactate_clearance: "1";
        /// Shunt beside the person's own
        lung_shunt: "1";
        /// Drive to breathe
        respiratory_drive: "1";
        /// Rate of breaths at the same drive
        breathing_rhythm: "1";
        /// Shift of the set point of temperature
        temperature_set_point: "K";
        /// Platelets
        platelets: "10*9/L", scale = 250.0;
        /// Bilirubin in plasma
        bilirubin: "mg/dL";
        /// Glasgow coma score
        coma_score: "1", scale = 15.0;
    }
}

impl Model for SepticOrgans {
    const NAME: &'static str = "septic_organs";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("organs.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            vessels: none,
            heart: none,
            organs: none,
            metabolism: none,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let awake = R::of(15.0);
        Signals {
            arteriolar_tone: one - p.dilation * x.vessels,
            venous_capacity: one + p.pooling * x.vessels,
            capillary_permeability: one + p.leak * x.vessels,
            contractility: one - p.depression * x.heart,
            baroreflex_gain: one - p.unanswered * x.heart,
            vasopressor_response: (one - p.refractoriness * x.heart)
                * (one - p.hyporesponse * x.vessels),
            lactate_production: p.lactate_made * x.metabolism,
            lactate_clearance: (one - p.lactate_kept * x.heart)
                * (one - p.lactate_kept_early * x.metabolism),
            lung_shunt: p.shunt * x.organs,
            respiratory_drive: one + p.breathlessness * x.vessels,
            breathing_rhythm: one + p.haste * x.vessels,
            temperature_set_point: p.fever * x.vessels,
            platelets: p.usual_platelets + (p.least_platelets - p.usual_platelets) * x.organs,
            bilirubin: p.usual_bilirubin + (p.most_bilirubin - p.usual_bilirubin) * x.organs,
            coma_score: awake + (p.least_coma_score - awake) * x.organs,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let (active, damage) = (u.immune_activation, u.tissue_damage);
        let pathogen = u.pathogen_load.positive();
        let squared = damage * damage;
        State {
            vessels: (active / (active + p.vessels_half) - x.vessels) / p.vessels_time,
            heart: (damage / (damage + p.heart_half) - x.heart) / p.heart_time,
            organs: (squared / (squared + p.organs_half * p.organs_half) - x.organs)
                / p.organs_time,
            metabolism: (pathogen / (pathogen + p.metabolism_half) - x.metabolism)
                / p.metabolism_time,
        }
    }
}
