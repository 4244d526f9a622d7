//! What a physiology model is.

use crate::{Quantities, Real};

/// The numbers a model computes with at one instant: time, state, parameters, inputs.
///
/// `t` is in the model's own time unit ([`Model::TIME`]).
pub struct At<'a, M: Model, R: Real> {
    /// Time since the simulation's zero, in the model's time unit.
    pub t: R,
    /// State.
    pub x: &'a M::State<R>,
    /// Parameters.
    pub p: &'a M::Params<R>,
    /// Inputs: what other parts of the body publish.
    pub u: &'a M::Inputs<R>,
}

impl<M: Model, R: Real> Clone for At<'_, M, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M: Model, R: Real> Copy for At<'_, M, R> {}

/// A jump that a model's state can make: a thing that happens at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// Name by which events call it.
    pub name: &'static str,
    /// UCUM unit of its amount ("1" where it takes none).
    pub unit: &'static str,
    /// What happens.
    pub meaning: &'static str,
}

/// A piece of physiology: states, how fast they change, and what others may read of them.
///
/// The four structs hold every number by name; `rates` are per [`Model::TIME`]. Everything is
/// `&self` and generic over the scalar, so one source serves all [readings](crate::Real).
pub trait Model: Sized + Send + Sync + 'static {
    /// Name in lower case with underscores.
    const NAME: &'static str;
    /// The model's own time unit, UCUM; the engine scales its rates.
    const TIME: &'static str;
    /// What it represents, equations, assumptions and range of validity, source (Markdown).
    const ABOUT: &'static str;
    /// How many guards it has.
    const GUARDS: usize = 0;
    /// How many kinks its rates and signals have.
    const KINKS: usize = 0;
    /// The jumps its state can make; guard `k`, when it fires, makes jump `k`.
    const JUMPS: &'static [Jump] = &[];

    /// What is integrated.
    type State<R: Real>: Quantities<R>;
    /// What stays the same for one person.
    type Params<R: Real>: Quantities<R>;
    /// What is read from the rest of the body, by the vocabulary's names.
    type Inputs<R: Real>: Quantities<R>;
    /// What the rest of the body, devices and recordings may read.
    type Signals<R: Real>: Quantities<R>;

    /// The state in which a person with these parameters starts.
    fn initial<R: Real>(&self, p: &Self::Params<R>) -> Self::State<R>;
    /// What the model publishes. A signal may read inputs; an algebraic loop is refused.
    fn signals<R: Real>(&self, at: At<Self, R>) -> Self::Signals<R>;
    /// Change of the state per time unit.
    fn rates<R: Real>(&self, at: At<Self, R>) -> Self::State<R>;
    /// A value whose rise through zero makes jump `k` happen.
    fn guard<R: Real>(&self, k: usize, at: At<Self, R>) -> R {
        let _ = (k, at);
        R::of(-1.0)
    }
    /// A value at whose passage through zero, either way, the rates or signals change without a jump
    /// but with a kink: no step's error is known that has one inside, so that steps end there. Kinks
    /// that are never met, or that change nothing worth a step, need not be named. It reads no input
    /// that the rates do not read.
    fn kink<R: Real>(&self, k: usize, at: At<Self, R>) -> R {
        let _ = (k, at);
        R::of(1.0)
    }
    /// The state just after jump `k` with an amount in the jump's unit.
    fn jump<R: Real>(&self, k: usize, at: At<Self, R>, amount: R) -> Self::State<R> {
        let _ = (k, amount);
        *at.x
    }
}
