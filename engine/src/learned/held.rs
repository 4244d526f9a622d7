//! A system that holds its state and publishes it.

use physiology::{
    Depends, Dimension, Field, Lanes, Layout, Reading, Real, System, Tangent, View, WIDE,
};

/// A part that changes by itself in nothing: its state is what it publishes, signal for signal, and
/// starts at the last of its parameters, of which each state has one.
pub struct Held {
    layout: Layout,
}

impl Held {
    /// A system of this name that holds `states`. `settings` are parameters that a scenario may
    /// set; after them comes a parameter for each state, its value at the start. `inputs` are read
    /// by who samples it.
    ///
    /// Names live as long as the program: a layout is made once for a model file.
    pub fn new(
        name: &str,
        about: &str,
        states: &[Field],
        settings: &[Field],
        inputs: &[Field],
    ) -> Self {
        let start = |state: &Field| {
            let meaning: &'static str = format!("At the start: {}", state.meaning).leak();
            let name: &'static str = format!("start_{}", state.name).leak();
            Field::new(name, state.unit, meaning)
        };
        let starts = states.iter().map(start);
        let params: Vec<Field> = settings.iter().copied().chain(starts).collect();
        Self {
            layout: Layout {
                name: name.to_owned().leak(),
                time: "min",
                about: about.to_owned().leak(),
                states: states.to_vec().leak(),
                params: params.leak(),
                inputs: inputs.to_vec().leak(),
                signals: states.to_vec().leak(),
                guards: 0,
                kinks: 0,
                jumps: &[],
            },
        }
    }
}

impl System for Held {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

macro_rules! held_by {
    ($($scalar:ty),+) => { $(
        impl Reading<$scalar> for Held {
            fn initial(&self, p: &[$scalar], x: &mut [$scalar]) {
                x.copy_from_slice(&p[p.len() - x.len()..]);
            }
            fn signals(&self, view: View<$scalar>, out: &mut [$scalar]) {
                out.copy_from_slice(view.x);
            }
            fn rates(&self, _: View<$scalar>, dx: &mut [$scalar]) {
                dx.fill(<$scalar as Real>::of(0.0));
            }
            fn guard(&self, _: usize, _: View<$scalar>) -> $scalar {
                <$scalar as Real>::of(-1.0)
            }
            fn jump(&self, _: usize, view: View<$scalar>, _: $scalar, x: &mut [$scalar]) {
                x.copy_from_slice(view.x);
            }
        }
    )+ };
}

held_by!(f64, Lanes, Lanes<WIDE>, Tangent, Dimension, Depends);
