//! Training of a residual: the person's own doses and meals go through the equations, and the network
//! in their rates is moved until what is seen is what was measured.

use super::alone;
use super::marquardt::least;
use super::member::Member;
use super::untaught::untaught;
use engine::event::{Event, PartSpec};
use engine::learned::network::part::NetworkPart;
use engine::learned::network::sensitive::STEP;
use engine::time::{MINUTE, Nanoseconds};
use physiology::System;
use std::sync::Arc;

/// Ridges on the weights that are tried, as shares of the measurements' number.
const RIDGES: [f64; 3] = [0.03, 0.003, 0.0003];

/// Days that are too few to learn from and to hold out.
pub const FEW_DAYS: usize = 4;

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

/// Number of the day, from 0.
pub(super) fn day_of(at: Nanoseconds) -> i64 {
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
    member.measure_size(&mut part, spread, &none, held)?;
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
