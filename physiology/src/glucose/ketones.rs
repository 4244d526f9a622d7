#![doc = include_str!("ketones.md")]

use crate::{At, Model, Real, quantities};

/// Ketone bodies.
pub struct Ketones;

quantities! {
    /// Ketone bodies, and what makes them.
    pub struct State {
        /// Insulin as fat feels it, relative to rest
        felt: "1";
        /// How far the liver has turned to fat
        adapted: "1";
        /// What the liver would make
        ketogenesis: "umol/kg/min", scale = 10.0;
        /// 3-hydroxybutyrate and acetoacetate in the body
        amount: "mmol", scale = 20.0;
    }
}

quantities! {
    /// How this person makes and uses them.
    pub struct Params {
        /// Body weight
        weight: "kg", typical = 70.0;
        /// Plasma insulin at rest
        basal_insulin: "pmol/L", typical = 25.5;
        /// What the liver makes without insulin
        most: "umol/kg/min", typical = 33.0;
        /// Insulin, relative to rest, at which it makes half of that
        half: "1", typical = 0.2354;
        /// Steepness
        steepness: "1", typical = 2.0;
        /// Time in which fat follows insulin
        fat_time: "min", typical = 30.0;
        /// Time in which the liver follows fat
        liver_time: "min", typical = 285.0;
        /// Time in which a liver without glycogen turns to fat
        adapting_time: "min", typical = 4320.0;
        /// Resistance of a liver that has turned to fat
        adapted_resistance: "1", typical = 2.8;
        /// Rise of ketogenesis by glucagon and cortisol
        by_stress: "1", typical = 0.45;
        /// Resistance of fat to insulin by glucagon and cortisol
        resistance: "1", typical = 1.5;
        /// Resistance of fat to insulin by acidosis
        acid_resistance: "L/mmol", typical = 0.15;
        /// Base deficit that is borne
        borne_deficit: "mmol/L", typical = 2.0;
        /// Concentration at which their acid stops ketogenesis
        limit: "mmol/L", typical = 30.0;
        /// What tissues use at most
        use_most: "umol/kg/min", typical = 33.0;
        /// Concentration at which they use half of that
        use_half: "mmol/L", typical = 2.2;
        /// Part of what is filtered beside the usual that leaves in urine
        escaping: "1", typical = 0.15;
        /// Volume in which they are
        volume: "L", typical = 17.5;
        /// Concentration at rest
        usual: "mmol/L", typical = 0.12;
        /// Part that is 3-hydroxybutyrate
        hydroxybutyrate_part: "1", typical = 0.75;
    }
}

quantities! {
    /// What ketone bodies depend on.
    pub struct Inputs {
        /// Insulin in plasma
        plasma_insulin: "pmol/L";
        /// Glucagon and cortisol
        stress_hormones: "1";
        /// Base excess
        base_excess: "mmol/L";
        /// Glycogen of the liver relative to that after a night
        liver_glycogen: "1";
        /// Filtration of both kidneys
        glomerular_filtration: "mL/min";
    }
}

quantities! {
    /// What is seen of them.
    pub struct Signals {
        /// Ketone bodies beside the usual
        ketones: "mmol/L";
        /// 3-Hydroxybutyrate in blood
        hydroxybutyrate: "mmol/L";
        /// Ketone bodies made
        production: "umol/kg/min", scale = 10.0;
        /// Ketone bodies used by tissues
        utilisation: "umol/kg/min", scale = 10.0;
        /// Ketone bodies lost in urine
        ketone_excretion: "mmol/min", scale = 0.1;
    }
}

impl Model for Ketones {
    const NAME: &'static str = "ketone_bodies";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("ketones.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let one = R::of(1.0);
        State {
            felt: one,
            adapted: R::of(0.0),
            ketogenesis: p.most / (one + (one / p.half).powf(p.steepness)),
            amount: p.usual * p.volume,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let concentration = x.amount / p.volume;
        let acid = (one - concentration / p.limit).positive();
        let filtration = u.glomerular_filtration.unit_change(1e-3, "mL/min", "L/min");
        // What is usual is taken back.
        let filtered = filtration * (concentration - p.usual).positive();
        Signals {
            ketones: concentration - p.usual,
            hydroxybutyrate: p.hydroxybutyrate_part * concentration,
            production: x.ketogenesis * (one + p.by_stress * u.stress_hormones) * acid,
            utilisation: p.use_most * concentration / (p.use_half + concentration),
            ketone_excretion: p.escaping * filtered,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, at: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        let (x, p, u) = (at.x, at.p, at.u);
        let now = self.signals(At { ..at });
        let deficit = (-u.base_excess - p.borne_deficit).positive();
        let resistance = one
            + p.resistance * u.stress_hormones
            + p.acid_resistance * deficit
            + p.adapted_resistance * x.adapted;
        let empty = (one - u.liver_glycogen).positive();
        let effect = (x.felt / resistance).positive() / p.half;
        let made = p.most / (one + effect.powf(p.steepness));
        let gained = (now.production - now.utilisation) * p.weight;
        State {
            felt: (u.plasma_insulin / p.basal_insulin - x.felt) / p.fat_time,
            adapted: (empty - x.adapted) / p.adapting_time,
            ketogenesis: (made - x.ketogenesis) / p.liver_time,
            amount: gained.unit_change(1e-3, "umol/min", "mmol/min") - now.ketone_excretion,
        }
    }
}
