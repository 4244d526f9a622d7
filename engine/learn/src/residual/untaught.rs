//! The network before training.

use super::member::Member;
use super::train::{Lesson, day_of};
use engine::learned::network::layer::{Activation, Layer, Network};
use engine::learned::network::part::{NetworkPart, Port};
use physiology::vocabulary::{Combine, quantity};

/// Numbers of the hidden layer.
const HIDDEN: usize = 6;

/// The network before training, with what it reads counted by what physiology alone shows.
pub(super) fn untaught(lesson: &Lesson<'_>, first_held: i64) -> Result<NetworkPart, String> {
    let known = |name: &str| {
        quantity(name).ok_or_else(|| format!("there is no quantity `{name}` in the vocabulary"))
    };
    let adds = known(lesson.adds)?;
    if adds.combine != Combine::Sum {
        return Err(format!(
            "`{}` has one publisher; expected a quantity that several parts add up to, such as glucose_appearance",
            lesson.adds
        ));
    }
    let plain = Member::plain(lesson)?;
    let mut reads = Vec::new();
    for name in lesson.reads {
        let found = known(name)?;
        let signal = plain.body.signal(name).ok_or_else(|| {
            format!("`{name}` is published by none of this person's parts, or by several")
        })?;
        let seen: Vec<f64> = plain
            .looked(signal, &plain.params, lesson.measured.len())
            .into_iter()
            .zip(lesson.measured)
            .filter(|(_, (at, _))| day_of(*at) < first_held)
            .map(|(value, _)| value)
            .collect();
        let n = seen.len() as f64;
        let mean = seen.iter().sum::<f64>() / n;
        let sd = (seen.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
        if sd.is_nan() || sd <= 1e-9 * mean.abs() {
            return Err(format!(
                "`{name}` stays the same; a network can read nothing from it"
            ));
        }
        reads.push(Port {
            name: name.clone(),
            unit: found.unit.to_owned(),
            mean,
            sd,
            // Beyond three standard deviations it answers as at three.
            range: Some((mean - 3.0 * sd, mean + 3.0 * sd)),
            start: 0.0,
        });
    }
    let inputs = reads.len() + 2;
    let network = Network {
        inputs,
        outputs: 1,
        layers: vec![
            Layer::dense(inputs, HIDDEN, Activation::Tanh),
            Layer::dense(HIDDEN, 1, Activation::None),
        ],
        couplings: Vec::new(),
    };
    Ok(NetworkPart {
        title: lesson.title.clone(),
        reads,
        clock: true,
        outputs: vec![Port {
            name: lesson.adds.to_owned(),
            unit: adds.unit.to_owned(),
            mean: 0.0,
            sd: 1.0,
            range: None,
            start: 0.0,
        }],
        every: None,
        weights: vec![0.0; network.weights()],
        network,
        card: String::new(),
    })
}
