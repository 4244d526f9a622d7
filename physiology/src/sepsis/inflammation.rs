#![doc = include_str!("inflammation.md")]

use crate::{At, Model, Real, quantities};

/// Pathogen and inflammation.
pub struct Inflammation;

quantities! {
    /// Who fights whom.
    pub struct State {
        /// Pathogen, in millions for each mL
        pathogen: "1";
        /// Activated phagocytes (N*), in units of the model
        phagocytes: "1", scale = 0.5;
        /// Tissue damage (D), in units of the model
        damage: "1", scale = 5.0;
        /// Anti-inflammatory mediators (C_A), in units of the model
        restraint: "1", scale = 0.3;
        /// How far damage has lost its power to inflame
        tolerance: "1";
    }
}

quantities! {
    /// How this pathogen grows and this person answers; rates of interactions are in units of the model.
    pub struct Params {
        /// Growth of the pathogen (k_pg)
        growth: "/h", typical = 0.6;
        /// Most pathogen that tissue carries (P_inf), in millions for each mL
        capacity: "1", typical = 20.0;
        /// Killing by local defence (k_pm)
        local_killing: "/h", typical = 0.6;
        /// Use of local defence by pathogen (k_mp)
        local_use: "/h", typical = 0.01;
        /// Source of local defence (s_m)
        local_source: "/h", typical = 0.005;
        /// Loss of local defence (mu_m)
        local_loss: "/h", typical = 0.002;
        /// Killing by activated phagocytes (k_pn)
        killing: "/h", typical = 1.8;
        /// Activation by pathogen (k_np)
        by_pathogen: "/h", typical = 0.1;
        /// Activation by activated phagocytes (k_nn)
        by_phagocytes: "/h", typical = 0.01;
        /// Activation by damage (k_nd)
        by_damage: "/h", typical = 0.02;
        /// Source of resting phagocytes (s_nr)
        resting_source: "/h", typical = 0.08;
        /// Loss of resting phagocytes (mu_nr)
        resting_loss: "/h", typical = 0.12;
        /// Loss of activated phagocytes (mu_n)
        activated_loss: "/h", typical = 0.05;
        /// Most damage by phagocytes (k_dn)
        harm: "/h", typical = 0.35;
        /// Activity of phagocytes at half of that (x_dn)
        harm_half: "1", typical = 0.06;
        /// Repair of damage (mu_d)
        repair: "/h", typical = 0.02;
        /// Restraint at half of activity (c_inf)
        restraint_half: "1", typical = 0.28;
        /// Source of restraint (s_c)
        restraint_source: "/h", typical = 0.0125;
        /// Most making of restraint by inflammation (k_cn)
        restraint_made: "/h", typical = 0.04;
        /// Damage beside phagocytes in making restraint (k_cnd)
        restraint_by_damage: "1", typical = 48.0;
        /// Loss of restraint (mu_c)
        restraint_loss: "/h", typical = 0.1;
        /// How much of damage's power to inflame tolerance takes at most
        tolerance_strength: "1", typical = 0.9;
        /// Damage at half of tolerance
        tolerance_half: "1", typical = 1.0;
        /// Time in which tolerance comes
        tolerance_time: "h", typical = 12.0;
        /// Pressure of a breath above which lungs are stretched too far
        stretch_onset: "cm[H2O]", typical = 12.0;
        /// Damage by each unit of pressure above
        stretch_harm: "/h/cm[H2O]", typical = 0.003;
        /// Pathogen that comes from a source that blood does not reach, in millions for each mL
        source: "/h", typical = 0.05;
        /// Part of an antibiotic's kill that reaches the pathogen
        reached: "1", typical = 1.0;
    }
}

quantities! {
    /// What fights the pathogen from outside.
    pub struct Inputs {
        /// Killing of the pathogen by antibiotics
        antibiotic_kill: "/h";
        /// Pressure across lungs and chest wall that a breath needs at rest
        driving_pressure: "cm[H2O]", scale = 10.0;
    }
}

quantities! {
    /// What others see of it.
    pub struct Signals {
        /// Activated phagocytes
        immune_activation: "1";
        /// Tissue damage by inflammation
        tissue_damage: "1", scale = 5.0;
        /// Pathogen, in millions for each mL
        pathogen_load: "1";
        /// Anti-inflammatory mediators (C_A), in units of the model
        anti_inflammation: "1", scale = 0.3;
    }
}

impl Model for Inflammation {
    const NAME: &'static str = "inflammation";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("inflammation.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    /// Health.
    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            pathogen: none,
            phagocytes: none,
            damage: none,
            restraint: p.restraint_source / p.restraint_loss,
            tolerance: none,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            immune_activation: x.phagocytes.positive(),
            tissue_damage: x.damage.positive(),
            pathogen_load: x.pathogen.positive(),
            anti_inflammation: x.restraint,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        let relative = x.restraint / p.restraint_half;
        let free = one / (one + relative * relative);
        // A solver may leave a rounding under nothing.
        let pathogen = x.pathogen.positive();
        let alarm = p.by_damage * (one - p.tolerance_strength * x.tolerance).positive() * x.damage;
        let recruiting = free * (p.by_phagocytes * x.phagocytes + p.by_pathogen * pathogen + alarm);
        let active = free * x.phagocytes;
        let cubed = |of: R| of * of * of;
        let sixth = |of: R| cubed(of) * cubed(of);
        let stretch = (u.driving_pressure - p.stretch_onset).positive();
        let calling = free * (x.phagocytes + p.restraint_by_damage * x.damage);
        State {
            pathogen: p.growth * pathogen * (one - pathogen / p.capacity)
                - p.local_killing * p.local_source * pathogen
                    / (p.local_loss + p.local_use * pathogen)
                - p.killing * active * pathogen
                + p.source
                - p.reached * u.antibiotic_kill * pathogen,
            phagocytes: p.resting_source * recruiting / (p.resting_loss + recruiting)
                - p.activated_loss * x.phagocytes,
            damage: p.harm * sixth(active) / (sixth(p.harm_half) + sixth(active))
                + p.stretch_harm * stretch
                - p.repair * x.damage,
            restraint: p.restraint_source + p.restraint_made * calling / (one + calling)
                - p.restraint_loss * x.restraint,
            tolerance: (x.damage / (p.tolerance_half + x.damage) - x.tolerance) / p.tolerance_time,
        }
    }
}
