#![doc = include_str!("three_compartments.md")]

use crate::{At, Model, Real, quantities};

/// Three compartments, absorption, effect site.
pub struct ThreeCompartments;

quantities! {
    /// Where the drug is.
    pub struct State {
        /// Drug at the site of absorption
        depot: "mg", scale = 100.0, conserves = Some("drug");
        /// Drug in blood and what equilibrates with it at once
        central: "mg", scale = 100.0, conserves = Some("drug");
        /// Drug in peripheral compartment 2
        peripheral2: "mg", scale = 100.0, conserves = Some("drug");
        /// Drug in peripheral compartment 3
        peripheral3: "mg", scale = 100.0, conserves = Some("drug");
        /// Concentration at the site of effect
        effect: "mg/L", scale = 10.0;
    }
}

quantities! {
    /// How this person absorbs, distributes and clears the drug.
    pub struct Params {
        /// Rate of absorption (ka)
        absorption: "/h", typical = 1.5;
        /// Fraction of the depot that reaches the central compartment (F)
        bioavailability: "1", typical = 1.0;
        /// Clearance (CL)
        clearance: "L/h", typical = 3.0;
        /// Central volume (V1)
        volume: "L", typical = 30.0;
        /// Clearance between central and peripheral compartment 2 (Q2)
        exchange2: "L/h", typical = 2.0;
        /// Volume of peripheral compartment 2 (V2)
        volume2: "L", typical = 40.0;
        /// Clearance between central and peripheral compartment 3 (Q3)
        exchange3: "L/h", typical = 1.0;
        /// Volume of peripheral compartment 3 (V3)
        volume3: "L", typical = 100.0;
        /// Rate of equilibration with the site of effect (ke0)
        equilibration: "/h", typical = 2.0;
    }
}

quantities! {
    /// What changes the drug's disposition.
    pub struct Inputs {
        /// Blood volume relative to usual
        blood_volume_ratio: "1";
    }
}

quantities! {
    /// What is seen of the drug.
    pub struct Signals {
        /// Concentration in the central compartment
        concentration: "mg/L", scale = 10.0;
        /// Concentration at the site of effect
        effect_concentration: "mg/L", scale = 10.0;
        /// Drug leaving the body, and the part of the depot that never arrives
        eliminated: "mg/h", leaves = Some("drug");
    }
}

impl Model for ThreeCompartments {
    const NAME: &'static str = "three_compartments";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("three_compartments.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            depot: none,
            central: none,
            peripheral2: none,
            peripheral3: none,
            effect: none,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let concentration = x.central / (p.volume * u.blood_volume_ratio);
        let lost = (R::of(1.0) - p.bioavailability) * p.absorption * x.depot;
        Signals {
            concentration,
            effect_concentration: x.effect,
            eliminated: p.clearance * concentration + lost,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let concentration = x.central / (p.volume * u.blood_volume_ratio);
        let absorbed = p.absorption * x.depot;
        let exchanged2 = p.exchange2 * (concentration - x.peripheral2 / p.volume2);
        let exchanged3 = p.exchange3 * (concentration - x.peripheral3 / p.volume3);
        State {
            depot: -absorbed,
            central: p.bioavailability * absorbed
                - p.clearance * concentration
                - exchanged2
                - exchanged3,
            peripheral2: exchanged2,
            peripheral3: exchanged3,
            effect: p.equilibration * (concentration - x.effect),
        }
    }
}
