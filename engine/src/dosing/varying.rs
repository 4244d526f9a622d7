//! A system whose chosen parameters can move: they become states that nothing but the engine's
//! constant inflows changes, so that a parameter goes in a straight line from record to record.

use physiology::{
    Depends, Dimension, Field, Lanes, Layout, Reading, Real, System, Tangent, View, WIDE,
};
use std::sync::Arc;

/// Another system, with some of its parameters as further states behind its own.
///
/// Parameters keep their places; the values in the states count.
pub struct Varying {
    inner: Arc<dyn System>,
    layout: Layout,
    moving: Vec<usize>,
}

impl Varying {
    /// Lets these parameters of a system move, given by their places.
    ///
    /// The list of states that its layout needs is kept for as long as the program runs.
    pub fn new(inner: Arc<dyn System>, moving: &[usize]) -> Self {
        let mut layout = *inner.layout();
        let states = layout.states.iter().copied();
        let more = moving.iter().map(|p| {
            let field = layout.params[*p];
            let size = field.typical.abs();
            Field {
                scale: if size > 0.0 { size } else { 1.0 },
                ..Field::new(field.name, field.unit, field.meaning)
            }
        });
        let states: Vec<Field> = states.chain(more).collect();
        layout.states = Box::leak(states.into_boxed_slice());
        Self {
            inner,
            layout,
            moving: moving.to_vec(),
        }
    }

    fn own(&self) -> usize {
        self.layout.states.len() - self.moving.len()
    }

    /// The view that the inner system has: its own states, and parameters as they are now.
    fn inside<'a, R: Real>(&self, view: View<'a, R>, p: &'a mut Vec<R>) -> View<'a, R> {
        p.extend_from_slice(view.p);
        for (place, value) in self.moving.iter().zip(&view.x[self.own()..]) {
            p[*place] = *value;
        }
        View {
            x: &view.x[..self.own()],
            p,
            ..view
        }
    }
}

impl<R: Real> Reading<R> for Varying
where
    dyn System: Reading<R>,
{
    fn initial(&self, p: &[R], x: &mut [R]) {
        let (own, more) = x.split_at_mut(self.own());
        Reading::<R>::initial(&*self.inner, p, own);
        for (state, place) in more.iter_mut().zip(&self.moving) {
            *state = p[*place];
        }
    }
    fn signals(&self, view: View<R>, out: &mut [R]) {
        let mut p = Vec::with_capacity(view.p.len());
        Reading::<R>::signals(&*self.inner, self.inside(view, &mut p), out);
    }
    fn rates(&self, view: View<R>, dx: &mut [R]) {
        let mut p = Vec::with_capacity(view.p.len());
        let (own, more) = dx.split_at_mut(self.own());
        Reading::<R>::rates(&*self.inner, self.inside(view, &mut p), own);
        more.fill(R::of(0.0));
    }
    fn guard(&self, k: usize, view: View<R>) -> R {
        let mut p = Vec::with_capacity(view.p.len());
        Reading::<R>::guard(&*self.inner, k, self.inside(view, &mut p))
    }
    fn kinks(&self, view: View<R>, out: &mut [R]) {
        let mut p = Vec::with_capacity(view.p.len());
        Reading::<R>::kinks(&*self.inner, self.inside(view, &mut p), out);
    }
    fn jump(&self, k: usize, view: View<R>, amount: R, x: &mut [R]) {
        let mut p = Vec::with_capacity(view.p.len());
        let (own, more) = x.split_at_mut(self.own());
        more.copy_from_slice(&view.x[self.own()..]);
        Reading::<R>::jump(&*self.inner, k, self.inside(view, &mut p), amount, own);
    }
}

/// Every scalar that the engine reads a system in is one of these.
const _: () = {
    const fn read_in<S: Reading<f64> + Reading<Lanes> + Reading<Lanes<WIDE>> + Reading<Tangent>>() {
    }
    const fn described_in<S: Reading<Dimension> + Reading<Depends>>() {}
    read_in::<Varying>();
    described_in::<Varying>();
};

impl System for Varying {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}
