//! A network that stands in the rates of organs: what it reads changes it at once, and the solver
//! carries it as it carries all else.

use super::part::{NetworkPart, TURN};
use physiology::{
    Depends, Dimension, Field, Lanes, Layout, Reading, Real, System, Tangent, View, WIDE,
};
use std::sync::Arc;

/// A part without states that publishes what its network makes of what it reads.
///
/// Its first parameter is the share of it that counts: 1, or 0 to leave it out. While it is trained its
/// weights are parameters too, so that dual numbers can follow them; afterwards they are its own.
pub struct Flowing {
    layout: Layout,
    part: Arc<NetworkPart>,
    trained: bool,
}

impl Flowing {
    /// The part as it was trained.
    pub fn new(name: &str, part: &Arc<NetworkPart>) -> Self {
        Self::made(name, part, true)
    }

    /// The part in training: after the share, its weights are parameters.
    pub fn trainee(name: &str, part: &Arc<NetworkPart>) -> Self {
        Self::made(name, part, false)
    }

    fn made(name: &str, part: &Arc<NetworkPart>, trained: bool) -> Self {
        let share = Field::new(
            "share",
            "1",
            "Share of the network that counts: 0 leaves it out",
        );
        let mut params = vec![share];
        if !trained {
            let weight = |k: usize| Field::new(format!("w{k}").leak(), "1", "A weight");
            params.extend((0..part.weights.len()).map(weight));
        }
        let field = |port: &super::part::Port| port.field("Read");
        let inputs: Vec<Field> = part.reads.iter().map(field).collect();
        let signals: Vec<Field> = (part.outputs.iter())
            .map(|port| port.field("What the network adds"))
            .collect();
        Self {
            layout: Layout {
                name: name.to_owned().leak(),
                time: "min",
                about: part.card.clone().leak(),
                states: &[],
                params: params.leak(),
                inputs: inputs.leak(),
                signals: signals.leak(),
                guards: 0,
                kinks: 0,
                jumps: &[],
            },
            part: part.clone(),
            trained,
        }
    }

    fn publish<R: Real>(&self, view: View<'_, R>, out: &mut [R]) {
        let part = &*self.part;
        let mut read = Vec::with_capacity(part.network.inputs);
        for ((port, field), value) in part.reads.iter().zip(self.layout.inputs).zip(view.u) {
            let mut counted =
                value.unit_change(1.0 / port.sd, field.unit, "1") - R::of(port.mean / port.sd);
            if let Some((low, high)) = port.range {
                let of = |v: f64| R::of((v - port.mean) / port.sd);
                counted = counted.max(of(low)).min(of(high));
            }
            read.push(counted);
        }
        if part.clock {
            let angle = view.t.unit_change(TURN, "min", "1");
            read.push(angle.sin());
            read.push((angle + R::of(std::f64::consts::FRAC_PI_2)).sin());
        }
        let made = match self.trained {
            true => (part.network).run(|k| R::of(part.weights[k]), &read, &mut [], &[]),
            false => (part.network).run(|k| view.p[1 + k], &read, &mut [], &[]),
        };
        for (((out, port), field), made) in out
            .iter_mut()
            .zip(&part.outputs)
            .zip(self.layout.signals)
            .zip(made)
        {
            let value = (R::of(port.mean / port.sd) + made) * view.p[0];
            *out = value.unit_change(port.sd, "1", field.unit);
        }
    }
}

impl System for Flowing {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

macro_rules! flowing_by {
    ($($scalar:ty),+) => { $(
        impl Reading<$scalar> for Flowing {
            fn initial(&self, _: &[$scalar], _: &mut [$scalar]) {}
            fn signals(&self, view: View<$scalar>, out: &mut [$scalar]) {
                self.publish(view, out);
            }
            fn rates(&self, _: View<$scalar>, _: &mut [$scalar]) {}
            fn guard(&self, _: usize, _: View<$scalar>) -> $scalar {
                <$scalar as Real>::of(-1.0)
            }
            fn jump(&self, _: usize, _: View<$scalar>, _: $scalar, _: &mut [$scalar]) {}
        }
    )+ };
}

flowing_by!(f64, Lanes, Lanes<WIDE>, Tangent, Dimension, Depends);
