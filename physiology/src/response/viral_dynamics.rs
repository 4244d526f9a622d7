#![doc = include_str!("viral_dynamics.md")]

use crate::{At, Model, Real, quantities};

/// A virus, the cells that it infects, and treatment that blocks it.
pub struct ViralDynamics;

quantities! {
    /// Cells and virus in a volume of blood.
    pub struct State {
        /// Cells that can be infected (T)
        target: "/mL", scale = 1e5;
        /// Infected cells (I)
        infected: "/mL", scale = 1e5;
        /// Virus (V)
        virus: "/mL", scale = 1e3;
    }
}

quantities! {
    /// How this infection lives.
    pub struct Params {
        /// Cells made (s)
        supply: "/mL/d", typical = 61.7e3;
        /// Rate of loss of cells that are not infected (d)
        target_loss: "/d", typical = 0.003_333;
        /// Rate of infection for a unit of virus (b)
        infection: "mL/d", typical = 5.5e-7;
        /// Rate of loss of infected cells (delta)
        infected_loss: "/d", typical = 0.14;
        /// Virus made by an infected cell (p)
        production: "/d", typical = 25.0;
        /// Rate of clearance of virus (c)
        clearance: "/d", typical = 6.2;
    }
}

quantities! {
    /// What treatment does, from 0 to 1.
    pub struct Inputs {
        /// Share of the making of virus that is blocked (epsilon)
        production_blocked: "1", scale = 0.3, wired = true;
        /// Share of infection that is blocked (eta)
        infection_blocked: "1", scale = 0.3, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// Virus in blood
        virus: "/mL", scale = 1e6;
        /// New infections that one infected cell leads to while all cells are targets, untreated (R0)
        reproduction: "1";
    }
}

impl Model for ViralDynamics {
    const NAME: &'static str = "viral_dynamics";
    const TIME: &'static str = "d";
    const ABOUT: &'static str = include_str!("viral_dynamics.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        // The untreated steady state; without virus where the infection cannot hold itself.
        let carried = p.supply * p.production / (p.clearance * p.infected_loss);
        let virus = (carried - p.target_loss / p.infection).positive();
        let target = p.supply / (p.target_loss + p.infection * virus);
        State {
            target,
            infected: p.infection * virus * target / p.infected_loss,
            virus,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> Signals<R> {
        let uninfected = p.supply / p.target_loss;
        let born = p.infection * uninfected * p.production;
        Signals {
            virus: x.virus,
            reproduction: born / (p.clearance * p.infected_loss),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        let infected = (one - u.infection_blocked) * p.infection * x.virus * x.target;
        let made = (one - u.production_blocked) * p.production * x.infected;
        State {
            target: p.supply - p.target_loss * x.target - infected,
            infected: infected - p.infected_loss * x.infected,
            virus: made - p.clearance * x.virus,
        }
    }
}
