//! A suite that never fails proves nothing: models with a planted fault, and the checks that find it.

use crate::conservation::{ill_declared, lost};
use crate::documentation::undocumented;
use crate::range::no_number;
use crate::units::{depend_on_units, wrong_units};
use crate::vocabulary::not_in_vocabulary;
use physiology::{At, Compiled, Isa, Jump, Model, Reading, Real, System, View, quantities};

quantities! {
    /// A vessel and what overflows.
    pub struct State {
        /// What is in the vessel
        vessel: "mg", scale = 10.0, conserves = Some("water");
        /// What ran over
        spilt: "mg", scale = 10.0, conserves = Some("water");
    }
}
quantities! {
    /// How fast it leaks, and how much it holds.
    pub struct Params {
        /// Rate of leaking
        leak: "/h", typical = 0.1;
        /// What the vessel holds
        full: "mg", typical = 12.0;
    }
}
quantities! {
    /// What changes it.
    pub struct Inputs {
        /// Blood volume relative to usual
        blood_volume_ratio: "1";
    }
}
quantities! {
    /// What is seen.
    pub struct Signals {
        /// What drips away
        drip: "mg/h", leaves = Some("water");
    }
}

/// An honest model with a guard, a kink and a jump, or one with a fault.
struct Vessel<const FAULT: usize>;
const HONEST: usize = 0;
const UNIT: usize = 1;
const LITERAL: usize = 2;
const LEAK: usize = 3;
const JUMP: usize = 4;
const GUARD: usize = 5;
const QUOTIENT: usize = 6;
const SILENT: usize = 7;
const KINK: usize = 8;

impl<const FAULT: usize> Model for Vessel<FAULT> {
    const NAME: &'static str = if FAULT == SILENT {
        "A Vessel"
    } else {
        "vessel"
    };
    const TIME: &'static str = "h";
    const ABOUT: &'static str = if FAULT == SILENT {
        "A vessel. **Source.** None. **Equations** None."
    } else {
        "A vessel. **Equations** x **Assumptions and range of validity.** y **Source.** z"
    };
    const GUARDS: usize = 1;
    const KINKS: usize = 1;
    const JUMPS: &'static [Jump] = &[Jump {
        name: "spill",
        unit: "mg",
        meaning: "What is above the brim runs over",
    }];
    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            vessel: p.full,
            spilt: R::of(0.0),
        }
    }
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            drip: p.leak * x.vessel * u.blood_volume_ratio,
        }
    }
    fn rates<R: Real>(&self, at: At<Self, R>) -> State<R> {
        let drip = self.signals(at).drip;
        let vessel = match FAULT {
            UNIT => -(drip * at.p.full),
            // One milligram, as a number without a unit.
            LITERAL => -(drip + (at.x.vessel - R::of(1.0)).positive() * at.p.leak),
            LEAK => -(drip * R::of(1.000_001)),
            QUOTIENT => -(drip * at.x.spilt / at.x.spilt),
            _ => -drip,
        };
        State {
            vessel,
            spilt: R::of(0.0),
        }
    }
    fn guard<R: Real>(&self, k: usize, At { x, p, .. }: At<Self, R>) -> R {
        match (k, FAULT) {
            (0, GUARD) => x.vessel - p.leak,
            (0, _) => x.vessel - p.full,
            _ => R::of(-1.0),
        }
    }
    fn kink<R: Real>(&self, _: usize, At { x, p, .. }: At<Self, R>) -> R {
        match FAULT {
            KINK => x.spilt - p.leak,
            _ => x.spilt - p.full,
        }
    }
    fn jump<R: Real>(&self, _: usize, At { x, .. }: At<Self, R>, amount: R) -> State<R> {
        let over = if FAULT == JUMP {
            amount + amount
        } else {
            amount
        };
        State {
            vessel: x.vessel - amount,
            spilt: x.spilt + over,
        }
    }
}

type Check = fn(&dyn System) -> Vec<String>;
const CHECKS: [(&str, Check); 7] = [
    ("units", wrong_units),
    ("measured", depend_on_units),
    ("lost", |system| lost(system, 1)),
    ("declared", ill_declared),
    ("documented", undocumented),
    ("vocabulary", not_in_vocabulary),
    ("number", no_number),
];

/// Names of the checks that find something.
fn found<const FAULT: usize>() -> Vec<&'static str> {
    let system = Compiled::new(Vessel::<FAULT>, Isa::BASELINE);
    CHECKS
        .iter()
        .filter(|(_, check)| !check(&system).is_empty())
        .map(|(name, _)| *name)
        .collect()
}

#[test]
fn an_honest_model_passes() {
    assert_eq!(found::<HONEST>(), [""; 0]);
}

#[test]
fn every_planted_fault_is_found() {
    assert_eq!(found::<UNIT>(), ["units", "measured", "lost"]);
    assert_eq!(found::<LITERAL>(), ["units", "measured", "lost"]);
    assert_eq!(found::<LEAK>(), ["lost"]);
    assert_eq!(found::<JUMP>(), ["lost"]);
    assert_eq!(found::<GUARD>(), ["units"]);
    assert_eq!(found::<KINK>(), ["units"]);
    assert_eq!(found::<QUOTIENT>(), ["number"]);
    assert_eq!(found::<SILENT>(), ["documented"]);
}

#[test]
fn a_guard_is_asked_by_its_number() {
    let system = Compiled::new(Vessel::<HONEST>, Isa::BASELINE);
    let brim = |vessel: f64| {
        let (x, p, u) = (&[vessel, 0.0], &[0.1, 12.0], &[1.0]);
        system.guard(0, View { t: 0.0, x, p, u })
    };
    assert_eq!([11.0, 12.0, 13.0].map(brim), [-1.0, 0.0, 1.0]);
}

/// A part that only reads, and the one input that it has.
macro_rules! reader {
    ($module:ident, $input:ident: $unit:literal $(, $key:ident = $value:expr)*) => {
        mod $module {
            use physiology::{At, Model, Nothing, Real, quantities};
            quantities! {
                /// What is read.
                pub struct Inputs {
                    /// What is read
                    $input: $unit $(, $key = $value)*;
                }
            }
            pub struct Reader;
            impl Model for Reader {
                const NAME: &'static str = "reader";
                const TIME: &'static str = "h";
                const ABOUT: &'static str = "";
                type State<R: Real> = Nothing<R>;
                type Params<R: Real> = Nothing<R>;
                type Inputs<R: Real> = Inputs<R>;
                type Signals<R: Real> = Nothing<R>;
                fn initial<R: Real>(&self, _: &Nothing<R>) -> Nothing<R> {
                    Nothing::default()
                }
                fn signals<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
                    Nothing::default()
                }
                fn rates<R: Real>(&self, _: At<Self, R>) -> Nothing<R> {
                    Nothing::default()
                }
            }
        }
    };
}
reader!(public, blood_volume_ratio: "1");
reader!(private, concentration: "mg/L", wired = true);
reader!(unknown, concentration: "mg/L");
reader!(public_but_wired, blood_volume_ratio: "1", wired = true);

#[test]
fn an_input_is_of_the_vocabulary_or_wired_and_never_both() {
    let faults = |system: &dyn System| not_in_vocabulary(system).len();
    assert_eq!(faults(&Compiled::new(public::Reader, Isa::BASELINE)), 0);
    assert_eq!(faults(&Compiled::new(private::Reader, Isa::BASELINE)), 0);
    assert_eq!(faults(&Compiled::new(unknown::Reader, Isa::BASELINE)), 1);
    let wired = Compiled::new(public_but_wired::Reader, Isa::BASELINE);
    assert_eq!(faults(&wired), 1);
}
