//! A body that is not linear: elimination that saturates (Michaelis and Menten, 1913).

use crate::bench::*;
use engine::body::Body;
use engine::dosing::{Between, Crew, End, Modelled, Person, Record, Shown, Trouble, timeline};
use engine::solve::method::Method;
use engine::world::Settings;
use physiology::{At, Compiled, Isa, Model, Nothing, Real, quantities};
use std::sync::Arc;

struct Saturable;

quantities! {
    /// Where the drug is.
    pub struct State {
        /// At the site of absorption
        depot: "mg", scale = 100.0;
        /// In blood
        central: "mg", scale = 100.0;
    }
}
quantities! {
    /// How it is absorbed and eliminated.
    pub struct Params {
        /// Rate of absorption
        absorption: "/h", typical = 1.0;
        /// Most that is eliminated
        fastest: "mg/h", typical = 12.0;
        /// Amount at which half of it is
        half: "mg", typical = 60.0;
    }
}
quantities! {
    /// What is seen.
    pub struct Signals {
        /// In blood
        amount: "mg";
    }
}

impl Model for Saturable {
    const NAME: &'static str = "saturable";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = "Saturable elimination.";
    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = Signals<R>;
    fn initial<R: Real>(&self, _: &Params<R>) -> State<R> {
        State {
            depot: R::of(0.0),
            central: R::of(0.0),
        }
    }
    fn signals<R: Real>(&self, at: At<Self, R>) -> Signals<R> {
        Signals {
            amount: at.x.central,
        }
    }
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> State<R> {
        let absorbed = p.absorption * x.depot;
        State {
            depot: -absorbed,
            central: absorbed - p.fastest * x.central / (p.half + x.central),
        }
    }
}

fn carried(records: &[Record], grid: &[f64], modelled: &Modelled) -> (Vec<f64>, End) {
    let isa = Isa::detect();
    let part = (
        "drug".to_owned(),
        Arc::new(Compiled::new(Saturable, isa)) as _,
    );
    let body = Body::new(vec![part], isa).expect("a body");
    let settings = Settings {
        rtol: Some(1e-9),
        ..settings(Method::Auto)
    };
    let crew = Crew::new(body, settings, vec![Shown::State(1)], vec![]).expect("a crew");
    assert!(!crew.in_closed_form() && !crew.is_linear());
    let grid: Vec<i64> = grid.iter().map(|h| hours(*h)).collect();
    let made = timeline(records, &grid, modelled, Between::Nocb).expect("a timeline");
    let person = Person {
        timeline: &made,
        params: &[1.0, 12.0, 60.0],
        start: records[0].at,
        rows: records.len() + grid.len(),
        offset: 0,
    };
    let (mut out, end) = alone(&crew, person);
    (out[0].split_off(records.len()), end)
}

#[test]
fn validated_steady_state_against_a_long_train() {
    let past = 60.0 * 24.0;
    for (dose, modelled) in [
        (repeated(bolus(DEPOT, 100.0), 12.0, 3), Modelled::default()),
        (repeated(bolus(CENTRAL, 100.0), 12.0, 0), central(0.9, 5.0)),
        (
            repeated(infusion(CENTRAL, 100.0, 2.5), 12.0, 2),
            central(1.0, 0.5),
        ),
        (
            repeated(infusion(CENTRAL, 60.0, 30.0), 8.0, 2),
            central(1.0, 19.0),
        ),
    ] {
        let interval = dose.interval as f64 / hours(1.0) as f64;
        let before = (past / interval) as u32;
        let train = engine::dosing::Dose {
            additional: before + dose.additional,
            ..dose
        };
        let times: Vec<f64> = hourly(72).iter().map(|h| h + past).collect();
        let (literal, end) = carried(&[give(0.0, train)], &times, &modelled);
        assert_eq!(end, End::Well);
        let (direct, end) = carried(&[give(past, steady(dose))], &times, &modelled);
        assert_eq!(end, End::Well);
        let apart = apart(&literal, &direct);
        assert!(apart < 1e-6, "{dose:?}: {apart:e}");
    }
}

#[test]
fn validated_steady_state_of_a_constant_infusion() {
    // 6 mg/h of at most 12: half of it, so that the amount is that of half.
    let dose = steady(infusion(CENTRAL, 0.0, 6.0));
    let (got, end) = carried(&[give(0.0, dose)], &[0.0], &Modelled::default());
    assert_eq!(end, End::Well);
    assert!((got[0] / 60.0 - 1.0).abs() < 1e-6, "{got:?}");
}

#[test]
fn more_than_can_be_eliminated_has_no_steady_state() {
    let dose = steady(repeated(bolus(CENTRAL, 150.0), 12.0, 0));
    let (got, end) = carried(&[give(0.0, dose)], &[0.0, 1.0], &Modelled::default());
    let End::Failed { trouble, at: 0 } = end else {
        panic!("{end:?}");
    };
    assert!(matches!(trouble, Trouble::NotSteadyYet { .. }), "{trouble}");
    assert!(got.iter().all(|x| x.is_nan()));
}
