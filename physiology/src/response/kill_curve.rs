#![doc = include_str!("kill_curve.md")]

use super::log_change;
use crate::{At, Model, Real, quantities};

/// Bacteria that multiply or die as the concentration tells, a more resistant part of them on its own.
pub struct KillCurve;

quantities! {
    /// Natural logarithms: a count would need more digits than it has as it dies out.
    pub struct State {
        /// Growth of the susceptible bacteria since the course began (logarithm of their multiple)
        susceptible: "1";
        /// Growth of the less susceptible bacteria
        resistant: "1";
    }
}

quantities! {
    /// How these bacteria grow and die.
    pub struct Params {
        /// Bacteria when the course begins
        inoculum: "/mL", typical = 1e6;
        /// Share of them that is less susceptible
        resistant_share: "1", typical = 1e-6;
        /// Net growth without drug (psi_max)
        growth: "/h", typical = 0.88;
        /// Net loss at the highest concentrations (-psi_min)
        kill: "/h", typical = 6.5;
        /// Steepness (kappa)
        hill: "1", typical = 1.1;
        /// Concentration at which susceptible bacteria neither grow nor decline (zMIC)
        zero_growth: "mg/L", typical = 0.017;
        /// How many times that is for the less susceptible
        resistance: "1", typical = 16.0;
    }
}

quantities! {
    /// What kills.
    pub struct Inputs {
        /// Concentration of the antibiotic, free of protein
        concentration: "mg/L", scale = 10.0, wired = true;
    }
}

quantities! {
    /// What is seen.
    pub struct Signals {
        /// All bacteria
        bacteria: "/mL", scale = 1e6;
        /// Decimal logarithm of their multiple since the course began
        log_change: "1";
        /// Share of them that is less susceptible
        resistant_share: "1";
        /// Net growth of the susceptible (psi)
        net_growth: "/h";
    }
}

impl Model for KillCurve {
    const NAME: &'static str = "kill_curve";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("kill_curve.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            susceptible: none,
            resistant: none,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let susceptible = (R::of(1.0) - p.resistant_share) * x.susceptible.exp();
        let resistant = p.resistant_share * x.resistant.exp();
        let all = susceptible + resistant;
        Signals {
            bacteria: p.inoculum * all,
            log_change: log_change(all),
            // Where even the logarithms have run out, neither part is there.
            resistant_share: resistant / all.max(R::of(f64::MIN_POSITIVE)),
            net_growth: net_growth(u.concentration / p.zero_growth, p),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { p, u, .. }: At<Self, R>) -> State<R> {
        let multiple = u.concentration / p.zero_growth;
        State {
            susceptible: net_growth(multiple, p),
            resistant: net_growth(multiple / p.resistance, p),
        }
    }
}

/// psi at a multiple of the concentration of no growth.
#[inline(always)]
fn net_growth<R: Real>(multiple: R, p: &Params<R>) -> R {
    let power = multiple.powf(p.hill);
    p.growth - (p.growth + p.kill) * power / (power + p.kill / p.growth)
}
