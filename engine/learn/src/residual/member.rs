//! A person whose equations are carried with slopes, with a network among them or none.

use super::marquardt::Misses;
use super::train::Lesson;
use engine::body::Body;
use engine::learned::network::Flowing;
use engine::learned::network::part::NetworkPart;
use engine::learned::network::sensitive::Way;
use engine::time::Nanoseconds;
use physiology::{Isa, System};
use rayon::prelude::*;
use std::sync::Arc;

/// The part's name while it is trained.
const TRAINEE: &str = "residual in training";

/// The person's parts, wired, with a network among them or none.
pub(super) struct Member<'a> {
    lesson: &'a Lesson<'a>,
    pub(super) body: Arc<Body>,
    pub(super) params: Vec<f64>,
    signal: usize,
    /// Where the weights stand among the parameters.
    weights: usize,
    looks: Vec<Nanoseconds>,
}

impl<'a> Member<'a> {
    pub(super) fn plain(lesson: &'a Lesson<'a>) -> Result<Self, String> {
        Self::wired(lesson, None)
    }

    pub(super) fn new(lesson: &'a Lesson<'a>, part: &NetworkPart) -> Result<Self, String> {
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

    pub(super) fn looked(&self, signal: usize, params: &[f64], count: usize) -> Vec<f64> {
        self.way(signal, params, count).go(0..0).values
    }

    fn with(&self, w: &[f64]) -> Vec<f64> {
        let mut params = self.params.clone();
        params[self.weights..self.weights + w.len()].copy_from_slice(w);
        params
    }

    /// What is seen with these weights, at so many first looks.
    pub(super) fn values(&self, w: &[f64], count: usize) -> Vec<f64> {
        self.looked(self.signal, &self.with(w), count)
    }

    /// What misses, in units of `spread`, and its slopes.
    pub(super) fn misses(&self, w: &[f64], count: usize, spread: f64, slopes: bool) -> Misses {
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
    ///
    /// # Errors
    /// Nothing measured answers to what it adds to.
    pub(super) fn measure_size(
        &self,
        part: &mut NetworkPart,
        spread: f64,
        none: &[f64],
        count: usize,
    ) -> Result<(), String> {
        let mut one = none.to_vec();
        if let Some(bias) = one.last_mut() {
            *bias = 1e-3;
        }
        let (bare, moved) = (self.values(none, count), self.values(&one, count));
        let squares = moved.iter().zip(&bare).map(|(a, b)| (a - b).powi(2));
        let by = (squares.sum::<f64>() / count as f64).sqrt() / 1e-3;
        if !(by > 0.0 && by.is_finite()) {
            let Lesson { signal, adds, .. } = self.lesson;
            return Err(format!(
                "`{signal}` does not answer to `{adds}` in these equations: nothing can be learned of what to add"
            ));
        }
        part.outputs[0].sd = spread / by;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::untaught::untaught;
    use super::*;
    use engine::event::PartSpec;
    use engine::random::Stream;
    use engine::time::HOUR;

    /// All that training does at once; the rest follows one after the other.
    #[test]
    fn slopes_are_the_same_bits_on_any_number_of_threads() {
        let found = physiology::people::virtual_patient("adult#004").expect("a virtual patient");
        let parts = found.parts.into_iter().map(|part| PartSpec {
            instance: part.instance.into(),
            system: part.system.into(),
            params: part.params,
            reads: Vec::new(),
            start: None,
        });
        let parts: Vec<PartSpec> = parts.collect();
        let systems = physiology::systems(Isa::BASELINE);
        let measured: Vec<(Nanoseconds, f64)> = (0..8).map(|k| (k * HOUR, 150.0)).collect();
        let lesson = Lesson {
            title: "A test".to_owned(),
            parts: &parts,
            systems: &systems,
            // Without her insulin glucose rises.
            events: &[],
            start: 0,
            measured: &measured,
            signal: "plasma_glucose",
            reads: &["plasma_glucose".to_owned()],
            adds: "glucose_appearance",
            seed: 1,
        };
        let part = untaught(&lesson, 1).expect("a network");
        let chance = Stream::new(1, 0, "test", "weights");
        let w: Vec<f64> = (0..part.weights.len())
            .map(|k| 0.1 * chance.normal(k as u64))
            .collect();
        let member = Member::new(&lesson, &part).expect("a member");
        let seen = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("threads");
            let seen = pool.install(|| member.misses(&w, measured.len(), 1.0, true));
            (seen.misses, seen.slopes)
        };
        let one = seen(1);
        assert_eq!(one.1.len(), w.len());
        assert!(one.1.iter().flatten().any(|slope| slope.abs() > 0.1));
        assert_eq!(one, seen(3));
    }
}
