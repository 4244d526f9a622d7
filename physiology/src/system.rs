//! Models, erased: what the engine sees of a model, whoever wrote it and in whatever form.

use crate::isa::{Isa, Task};
use crate::{At, Depends, Dimension, Dual, Field, Jump, Lanes, Model, Quantities, Real, WIDE};

/// Derivatives with respect to eight variables at a time.
pub type Tangent = Dual<f64, 8>;

/// The numbers of one instant, as slices in the order of the [`Layout`].
#[derive(Debug, Clone, Copy)]
pub struct View<'a, R> {
    /// Time, in the system's time unit.
    pub t: R,
    /// State.
    pub x: &'a [R],
    /// Parameters.
    pub p: &'a [R],
    /// Inputs.
    pub u: &'a [R],
}

/// What a system computes, in one scalar. Slices have the lengths of the [`Layout`].
pub trait Reading<R> {
    /// Writes the state in which a person with these parameters starts.
    fn initial(&self, p: &[R], x: &mut [R]);
    /// Writes what the system publishes.
    fn signals(&self, view: View<R>, out: &mut [R]);
    /// Writes the change of the state per time unit of the system.
    fn rates(&self, view: View<R>, dx: &mut [R]);
    /// The value of guard `k`.
    fn guard(&self, k: usize, view: View<R>) -> R;
    /// Writes the values of all kinks; most systems have none.
    fn kinks(&self, view: View<R>, out: &mut [R]) {
        let _ = (view, out);
    }
    /// Writes the state after jump `k`.
    fn jump(&self, k: usize, view: View<R>, amount: R, x: &mut [R]);
}

/// A model in every reading, and its names.
pub trait System:
    Reading<f64>
    + Reading<Lanes>
    + Reading<Lanes<WIDE>>
    + Reading<Tangent>
    + Reading<Dimension>
    + Reading<Depends>
    + Send
    + Sync
{
    /// Names, units and meanings.
    fn layout(&self) -> &Layout;
}

/// Names, units and meanings of a system's numbers, in the order of its slices.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Name of the model.
    pub name: &'static str,
    /// The model's time unit, UCUM.
    pub time: &'static str,
    /// What it represents, equations, assumptions, source (Markdown).
    pub about: &'static str,
    /// State.
    pub states: &'static [Field],
    /// Parameters.
    pub params: &'static [Field],
    /// Inputs.
    pub inputs: &'static [Field],
    /// Signals.
    pub signals: &'static [Field],
    /// How many guards.
    pub guards: usize,
    /// How many kinks.
    pub kinks: usize,
    /// Jumps.
    pub jumps: &'static [Jump],
}

/// A model written in Rust, erased.
pub struct Compiled<M> {
    model: M,
    layout: Layout,
    isa: Isa,
}

impl<M: Model> Compiled<M> {
    /// Erases a model; its lanes run with these instructions.
    pub fn new(model: M, isa: Isa) -> Self {
        let layout = Layout {
            name: M::NAME,
            time: M::TIME,
            about: M::ABOUT,
            states: <M::State<f64> as Quantities<f64>>::FIELDS,
            params: <M::Params<f64> as Quantities<f64>>::FIELDS,
            inputs: <M::Inputs<f64> as Quantities<f64>>::FIELDS,
            signals: <M::Signals<f64> as Quantities<f64>>::FIELDS,
            guards: M::GUARDS,
            kinks: M::KINKS,
            jumps: M::JUMPS,
        };
        Self { model, layout, isa }
    }
}

impl<M: Model> System for Compiled<M> {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

/// Reads a view into the model's structs and evaluates an expression on them. A macro and not a
/// closure: a closure would be compiled for the baseline, outside the vector instructions.
macro_rules! with {
    ($M:ty, $R:ty, $view:expr, |$at:ident| $body:expr) => {{
        let view: &View<$R> = $view;
        let (x, p, u) = (
            <$M as Model>::State::<$R>::read(view.x),
            <$M as Model>::Params::<$R>::read(view.p),
            <$M as Model>::Inputs::<$R>::read(view.u),
        );
        let $at = At::<$M, $R> {
            t: view.t,
            x: &x,
            p: &p,
            u: &u,
        };
        $body
    }};
}

// By reference: a view of eight patients is two cache lines, and need not be copied on its way.
struct Rates<'a, M, R>(&'a M, &'a View<'a, R>, &'a mut [R]);
impl<M: Model, R: Real> Task for Rates<'_, M, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        with!(M, R, self.1, |at| self.0.rates(at)).write(self.2);
    }
}

struct Signals<'a, M, R>(&'a M, &'a View<'a, R>, &'a mut [R]);
impl<M: Model, R: Real> Task for Signals<'_, M, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        with!(M, R, self.1, |at| self.0.signals(at)).write(self.2);
    }
}

struct Kinks<'a, M, R>(&'a M, &'a View<'a, R>, &'a mut [R]);
impl<M: Model, R: Real> Task for Kinks<'_, M, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(model, view, out) = self;
        with!(M, R, view, |at| {
            for (k, out) in out.iter_mut().enumerate() {
                *out = model.kink(k, at);
            }
        });
    }
}

// Work that is run by an `Isa` is compiled for every set of instructions: what is neither in lanes nor
// numbers is run without one.
macro_rules! read_by {
    ($scalar:ty, |$this:ident, $task:ident| $run:expr) => {
        impl<M: Model> Reading<$scalar> for Compiled<M> {
            fn signals(&self, view: View<$scalar>, out: &mut [$scalar]) {
                let ($this, $task) = (self, Signals(&self.model, &view, out));
                $run
            }
            fn rates(&self, view: View<$scalar>, dx: &mut [$scalar]) {
                let ($this, $task) = (self, Rates(&self.model, &view, dx));
                $run
            }
            fn kinks(&self, view: View<$scalar>, out: &mut [$scalar]) {
                let ($this, $task) = (self, Kinks(&self.model, &view, out));
                $run
            }
            // Starts, guards and jumps are rare: one compilation serves.
            fn initial(&self, p: &[$scalar], x: &mut [$scalar]) {
                self.model.initial(&M::Params::read(p)).write(x);
            }
            fn guard(&self, k: usize, view: View<$scalar>) -> $scalar {
                with!(M, $scalar, &view, |at| self.model.guard(k, at))
            }
            fn jump(&self, k: usize, view: View<$scalar>, amount: $scalar, x: &mut [$scalar]) {
                with!(M, $scalar, &view, |at| self.model.jump(k, at, amount)).write(x);
            }
        }
    };
}

read_by!(f64, |this, task| this.isa.run_single(task));
read_by!(Lanes, |this, task| this.isa.run(task));
read_by!(Lanes<WIDE>, |this, task| this.isa.run(task));
read_by!(Tangent, |this, task| this.isa.run_single(task));
read_by!(Dimension, |_this, task| task.run());
read_by!(Depends, |_this, task| task.run());
