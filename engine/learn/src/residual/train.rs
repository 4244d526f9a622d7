//! Training of a residual: the person's own doses and meals go through the equations, and the network
//! in their rates is moved until what is seen is what was measured.

use super::alone;
use super::marquardt::{Misses, least};
use engine::body::Body;
use engine::event::{Event, PartSpec};
use engine::learned::network::Flowing;
use engine::learned::network::layer::{Activation, Dense, Layer, Network};
use engine::learned::network::part::{NetworkPart, Port};
use engine::learned::network::sensitive::{STEP, Way};
use engine::time::{MINUTE, Nanoseconds};
use physiology::vocabulary::{Combine, quantity};
use physiology::{Isa, System};
use rayon::prelude::*;
use std::sync::Arc;

/// Numbers of the hidden layer.
const HIDDEN: usize = 6;

/// Ridges on the weights that are tried, as shares of the measurements' number.
const RIDGES: [f64; 3] = [0.03, 0.003, 0.0003];

/// Days that are too few to learn from and to hold out.
pub const FEW_DAYS: usize = 4;

/// The part's name while it is trained.
const TRAINEE: &str = "residual";

/// What a residual is learned from.
pub struct Lesson<'a> {
    /// What it is called.
    pub title: String,
    /// Parts of the person.
    pub parts: &'a [PartSpec],
    /// Systems of which they are.
    pub systems: &'a [Arc<dyn System>],
    /// What happened, by time.
    pub events: &'a [Event],
    /// First instant.
    pub start: Nanoseconds,
    /// When it was measured, and what came.
    pub measured: &'a [(Nanoseconds, f64)],
    /// Which signal was measured.
    pub signal: &'a str,
    /// What the network reads, beside the time of day.
    pub reads: &'a [String],
    /// What it adds to.
    pub adds: &'a str,
    /// Chooses the first weights.
    pub seed: u64,
}

/// One day that was held out: root mean square error of physiology, network and both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Day {
    /// Number, the first is 1.
    pub number: i64,
    /// Physiology alone.
    pub physiology: f64,
    /// A network alone.
    pub network: f64,
    /// Physiology and a residual.
    pub both: f64,
}

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Taught {
    /// The network; its card is still to be written.
    pub part: NetworkPart,
    /// Days held out.
    pub days: Vec<Day>,
    /// Days trained on.
    pub trained: usize,
    /// Measurements trained on.
    pub count: usize,
    /// Ridges tried, with the error on the days left out inside the training.
    pub tried: Vec<(f64, f64)>,
    /// Root mean square error on the days trained on, of physiology alone and of both.
    pub inside: (f64, f64),
}

fn day_of(at: Nanoseconds) -> i64 {
    at.div_euclid(1440 * MINUTE)
}

/// Without a last day on which hardly anything was measured: a trace that ends at midnight.
fn whole_days(measured: &[(Nanoseconds, f64)]) -> &[(Nanoseconds, f64)] {
    let Some(last) = measured.last().map(|(at, _)| day_of(*at)) else {
        return measured;
    };
    let first_of = |day: i64| measured.partition_point(|(at, _)| day_of(*at) < day);
    let (before, start) = (first_of(last - 1), first_of(last));
    match 4 * (measured.len() - start) < start - before {
        true => &measured[..start],
        false => measured,
    }
}

/// Learns a residual; `progress` hears what is done and which part of it.
pub fn teach(lesson: &Lesson<'_>, progress: &mut dyn FnMut(&str, f64)) -> Result<Taught, String> {
    let lesson = &Lesson {
        title: lesson.title.clone(),
        measured: whole_days(lesson.measured),
        ..*lesson
    };
    let mut days: Vec<i64> = lesson.measured.iter().map(|(at, _)| day_of(*at)).collect();
    days.dedup();
    if days.len() < FEW_DAYS {
        return Err(format!(
            "{} days were measured; expected {FEW_DAYS} at least, of which the last are held out",
            days.len()
        ));
    }
    let train = days.len() - (days.len() / 4).max(1);
    let (first_held, first_left) = (days[train], days[train - (train / 4).max(1)]);
    let part = untaught(lesson, first_held)?;
    let member = Member::new(lesson, &part)?;
    let until = |day: i64| lesson.measured.partition_point(|(at, _)| day_of(*at) < day);
    let (left, held, all) = (until(first_left), until(first_held), lesson.measured.len());

    // The error of physiology alone is what weights are weighed against.
    let none = vec![0.0; part.weights.len()];
    let bare = member.values(&none, all);
    let spread = rms(&bare[..held], &lesson.measured[..held]).max(1e-9);
    let largest = lesson.measured.iter().map(|(_, y)| y.abs());
    let largest = largest.fold(0.0, f64::max);
    let apart = rms(&bare, lesson.measured);
    if apart.is_nan() || apart >= 100.0 * largest {
        return Err(format!(
            "the equations alone are farther from `{}` than it ever was, or change too fast for steps of {STEP} min",
            lesson.signal
        ));
    }
    let from = alone::begin(&part.network, lesson.seed);
    let mut part = part;
    member.measure_size(&mut part, spread, &none, held);
    let member = Member::new(lesson, &part)?;
    let mut fit = |from: Vec<f64>, count: usize, ridge: f64, what: &str, share: f64| {
        let of = |w: &[f64], slopes: bool| member.misses(w, count, spread, slopes);
        least(of, from, ridge * count as f64, |step| {
            progress(what, share + 0.02 * (step as f64).min(10.0));
        })
    };
    let mut tried = Vec::new();
    let mut best = (f64::INFINITY, RIDGES[0], from.clone());
    let mut w = from;
    for (number, ridge) in RIDGES.into_iter().enumerate() {
        // From the stiffest on, each begins where the last ended.
        let share = number as f64 / (RIDGES.len() + 1) as f64;
        w = fit(w, left, ridge, "days left out inside the training", share);
        let values = member.values(&w, held);
        let miss = rms(&values[left..], &lesson.measured[left..held]);
        tried.push((ridge, miss));
        if miss < best.0 {
            best = (miss, ridge, w.clone());
        }
    }
    let w = fit(best.2, held, best.1, "all days of the training", 0.75);
    let both = member.values(&w, all);

    let looks: Vec<Nanoseconds> = lesson.measured.iter().map(|(at, _)| *at).collect();
    let values: Vec<f64> = lesson.measured.iter().map(|(_, value)| *value).collect();
    let rows = alone::features(lesson.events, &looks);
    let network = alone::foresee((&rows[..held], &values[..held]), &rows[held..], lesson.seed);
    let of_day = |day: &i64| {
        let own = until(*day)..until(*day + 1);
        let measured = &lesson.measured[own.clone()];
        Day {
            number: day + 1,
            physiology: rms(&bare[own.clone()], measured),
            network: rms(&network[own.start - held..own.end - held], measured),
            both: rms(&both[own], measured),
        }
    };
    part.weights = w;
    Ok(Taught {
        days: days[train..].iter().map(of_day).collect(),
        trained: train,
        count: held,
        tried,
        inside: (
            rms(&bare[..held], &lesson.measured[..held]),
            rms(&both[..held], &lesson.measured[..held]),
        ),
        part,
    })
}

/// Root mean square error.
fn rms(values: &[f64], measured: &[(Nanoseconds, f64)]) -> f64 {
    let squares = values
        .iter()
        .zip(measured)
        .map(|(v, (_, y))| (v - y).powi(2));
    (squares.sum::<f64>() / measured.len() as f64).sqrt()
}

/// The network before training, with what it reads counted by what physiology alone shows.
fn untaught(lesson: &Lesson<'_>, first_held: i64) -> Result<NetworkPart, String> {
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
    let dense = |from, size, activation| {
        Layer::Dense(Dense {
            from,
            size,
            activation,
        })
    };
    let network = Network {
        inputs,
        outputs: 1,
        layers: vec![
            dense(inputs, HIDDEN, Activation::Tanh),
            dense(HIDDEN, 1, Activation::None),
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

/// The person's parts, wired, with a network among them or none.
struct Member<'a> {
    lesson: &'a Lesson<'a>,
    body: Arc<Body>,
    params: Vec<f64>,
    signal: usize,
    /// Where the weights stand among the parameters.
    weights: usize,
    looks: Vec<Nanoseconds>,
}

impl<'a> Member<'a> {
    fn plain(lesson: &'a Lesson<'a>) -> Result<Self, String> {
        Self::wired(lesson, None)
    }

    fn new(lesson: &'a Lesson<'a>, part: &NetworkPart) -> Result<Self, String> {
        let part = Arc::new(part.clone());
        Self::wired(lesson, Some(Arc::new(Flowing::trainee(TRAINEE, &part))))
    }

    fn wired(lesson: &'a Lesson<'a>, network: Option<Arc<dyn System>>) -> Result<Self, String> {
        let mut members = Vec::new();
        for part in lesson.parts {
            let mut systems = lesson.systems.iter();
            let system = systems.find(|system| *system.layout().name == *part.system);
            let system = system.ok_or_else(|| format!("no system `{}`", part.system))?;
            members.push((
                part.instance.to_string(),
                system.clone(),
                part.reads.clone(),
            ));
        }
        members.extend(network.map(|system| (TRAINEE.to_owned(), system, Vec::new())));
        let body = Body::wired(members, Isa::BASELINE).map_err(|error| error.to_string())?;
        let mut params = vec![0.0; body.params()];
        for part in lesson.parts {
            if let Some(place) = body.part(&part.instance) {
                params[place.p..][..part.params.len()].copy_from_slice(&part.params);
            }
            if part.start.is_some() {
                return Err("a body of heart and vessels takes days of steps of a second, and cannot be learned on; expected parts that start by themselves".to_owned());
            }
        }
        let weights = body.part(TRAINEE).map_or(0, |place| place.p + 1);
        if weights > 0 {
            params[weights - 1] = 1.0;
        }
        let signal = body.signal(lesson.signal).ok_or_else(|| {
            format!(
                "`{}` was measured, and nobody here publishes it",
                lesson.signal
            )
        })?;
        let member = Self {
            lesson,
            body,
            params,
            signal,
            weights,
            looks: lesson.measured.iter().map(|(at, _)| *at).collect(),
        };
        match member.way(member.signal, &member.params, 0).refuses() {
            Some(what) => Err(format!(
                "{what} cannot be carried with slopes; write the doses out as they were given"
            )),
            None => Ok(member),
        }
    }

    fn way<'b>(&'b self, signal: usize, params: &'b [f64], count: usize) -> Way<'b> {
        Way {
            body: &self.body,
            params,
            events: self.lesson.events,
            start: self.lesson.start,
            looks: &self.looks[..count],
            signal,
        }
    }

    fn looked(&self, signal: usize, params: &[f64], count: usize) -> Vec<f64> {
        self.way(signal, params, count).go(0..0).values
    }

    fn with(&self, w: &[f64]) -> Vec<f64> {
        let mut params = self.params.clone();
        params[self.weights..self.weights + w.len()].copy_from_slice(w);
        params
    }

    /// What is seen with these weights, at so many first looks.
    fn values(&self, w: &[f64], count: usize) -> Vec<f64> {
        self.looked(self.signal, &self.with(w), count)
    }

    /// What misses, in units of `spread`, and its slopes.
    fn misses(&self, w: &[f64], count: usize, spread: f64, slopes: bool) -> Misses {
        let params = self.with(w);
        let way = self.way(self.signal, &params, count);
        let (from, to) = (self.weights, self.weights + w.len());
        let passes: Vec<_> = match slopes {
            true => (from..to).step_by(8).map(|k| k..to.min(k + 8)).collect(),
            // One pass, for no slopes.
            false => std::iter::once(0..0).collect(),
        };
        let seen: Vec<_> = passes.into_par_iter().map(|by| way.go(by)).collect();
        let values = seen.first().map_or(&[][..], |seen| &seen.values);
        let miss = |(value, (_, y)): (&f64, &(Nanoseconds, f64))| match value.is_finite() {
            true => (value - y) / spread,
            // Weights that blow the equations up are worse than any.
            false => 1e6,
        };
        Misses {
            misses: values.iter().zip(self.lesson.measured).map(miss).collect(),
            slopes: (seen.iter().flat_map(|seen| &seen.slopes))
                .map(|row| {
                    row.iter()
                        .map(|s| if s.is_finite() { s / spread } else { 0.0 })
                        .collect()
                })
                .collect(),
        }
    }

    /// Sets the size of what the network adds: so much, all the time, moves what is measured by as
    /// much as physiology alone misses.
    fn measure_size(&self, part: &mut NetworkPart, spread: f64, none: &[f64], count: usize) {
        let mut one = none.to_vec();
        if let Some(bias) = one.last_mut() {
            *bias = 1e-3;
        }
        let (bare, moved) = (self.values(none, count), self.values(&one, count));
        let squares = moved.iter().zip(&bare).map(|(a, b)| (a - b).powi(2));
        let by = (squares.sum::<f64>() / count as f64).sqrt() / 1e-3;
        if by > 0.0 && by.is_finite() {
            part.outputs[0].sd = spread / by;
        }
    }
}
