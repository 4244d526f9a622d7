//! What a body does: models of organs, drugs, devices and people, as plain generic Rust.
//!
//! A model is written once, generic over the scalar [`Real`], with every number named and in units
//! ([`quantities!`]); the same source is then read as `f64`, as eight patients or sixteen
//! ([`Lanes`]), as derivatives ([`Dual`]), as units ([`Dimension`]) and as dependencies
//! ([`Depends`]). Parts of a body know nothing of each other: they talk through the [`vocabulary`].
//!
//! ```
//! use physiology::{At, Model, Nothing, Quantities, Real, quantities};
//!
//! /// First-order loss.
//! struct Decay;
//! quantities! { /// Drug in the body.
//!     pub struct State { /// Amount
//!         amount: "mg"; } }
//! quantities! { /// How fast it goes.
//!     pub struct Params { /// Rate of loss
//!         rate: "/h", typical = 0.1; } }
//! quantities! { /// What is seen.
//!     pub struct Signals { /// Amount
//!         amount: "mg"; } }
//!
//! impl Model for Decay {
//!     const NAME: &'static str = "decay";
//!     const TIME: &'static str = "h";
//!     const ABOUT: &'static str = "First-order loss.";
//!     type State<R: Real> = State<R>;
//!     type Params<R: Real> = Params<R>;
//!     type Inputs<R: Real> = Nothing<R>;
//!     type Signals<R: Real> = Signals<R>;
//!     fn initial<R: Real>(&self, _: &Params<R>) -> State<R> { State { amount: R::of(0.0) } }
//!     fn signals<R: Real>(&self, at: At<Self, R>) -> Signals<R> { Signals { amount: at.x.amount } }
//!     fn rates<R: Real>(&self, at: At<Self, R>) -> State<R> {
//!         State { amount: -(at.p.rate * at.x.amount) }
//!     }
//! }
//! ```
//!
//! To add a model: write `src/<area>/<model>.rs` beside its `.md`, add a line to
//! [`visit_models`]; the suites that walk all models then test its units, derivatives, readings and
//! conservation.

pub mod breath;
pub mod chemistry;
pub mod circulation;
pub mod drugs;
pub mod elementary;
pub mod glucose;
pub mod nearest;
pub mod people;
pub mod response;
pub mod sepsis;
pub mod unit;
pub mod vocabulary;

mod isa;
mod model;
mod quantities;
mod readings;
mod real;
mod registry;
mod system;

pub use isa::{Isa, Task};
pub use model::{At, Jump, Model};
pub use quantities::{Field, Nothing, Quantities};
pub use readings::depends::{Depends, Variables};
pub use readings::dimension::{Dimension, Fault};
pub use readings::dual::Dual;
pub use readings::lanes::{Lanes, WIDE, WIDTH};
pub use real::Real;
pub use registry::{Visitor, system, systems, visit_models};
pub use system::{Compiled, Layout, Reading, System, Tangent, View};
pub use unit::Unit;
pub use vocabulary::{Combine, Quantity};
