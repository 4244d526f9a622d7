//! How twins of somebody with a body come to rest.

use engine::beats::Beats;
use engine::event::PartSpec;
use engine::rest::Rest;
use physiology::Model;
use physiology::circulation::beating::BeatingCirculation;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// How twins come to rest.
#[derive(Clone)]
pub struct Resting {
    pub(super) rest: Arc<Rest>,
    pub(super) limits: Vec<(usize, f64, f64)>,
    /// What finds its beat from there, where the heart beats.
    pub(super) beats: Option<Arc<Beats>>,
    /// Which parts there are.
    pub(super) instances: Vec<Arc<str>>,
}

/// Seconds in which a heart finds the beat that comes again and again: three times the longest mean
/// delay of a reflex.
const BEATING: f64 = 45.0;

impl fmt::Debug for Resting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resting")
    }
}

impl Resting {
    /// Lets the parts start at rest, where a resting adult is like that; else leaves them as they are and says why not.
    pub fn settle(&self, parts: &mut [PartSpec]) -> Result<(), String> {
        self.come_to_rest(parts, &self.limits)
    }

    /// The same of somebody whose numbers were set, however they rest.
    pub fn settle_anywhere(&self, parts: &mut [PartSpec]) -> Result<(), String> {
        self.come_to_rest(parts, &[])
    }

    fn come_to_rest(
        &self,
        parts: &mut [PartSpec],
        limits: &[(usize, f64, f64)],
    ) -> Result<(), String> {
        let mut rested = parts.to_vec();
        let signals = self.rest.settle(&mut rested);
        let signals = signals.map_err(|why| why.to_string())?;
        let outside = |(signal, least, most): &&(usize, f64, f64)| {
            let value = signals[*signal];
            !(*least <= value && value <= *most)
        };
        if let Some(&(signal, least, most)) = limits.iter().find(outside) {
            let name = self.rest.body().signal_name(signal);
            return Err(format!(
                "at rest `{name}` is {:.4}, and people have {least} to {most}",
                signals[signal]
            ));
        }
        if let Some(beats) = &self.beats {
            for part in &mut rested {
                if *part.system == *BeatingCirculation::NAME
                    && let Some(start) = &mut part.start
                {
                    *start = BeatingCirculation::like(&part.params, start);
                }
            }
            if !beats.settle(&mut rested, BEATING) {
                return Err("the heart finds no beat that comes again and again".to_owned());
            }
        }
        parts.clone_from_slice(&rested);
        Ok(())
    }

    /// Whether the heart beats.
    pub fn beating(&self) -> bool {
        self.beats.is_some()
    }

    /// Signals of the parts at rest, those that there are.
    pub fn signals(&self, parts: &[PartSpec], names: &[&str]) -> BTreeMap<String, f64> {
        let mut parts = parts.to_vec();
        let known = self.rest.settle(&mut parts).unwrap_or_default();
        let value = |name: &&str| {
            let value = known.get(self.rest.body().signal(name)?)?;
            Some(((*name).to_owned(), *value))
        };
        names.iter().filter_map(value).collect()
    }

    /// A signal of the parts at rest.
    pub fn signal(&self, parts: &[PartSpec], name: &str) -> Option<f64> {
        self.signals(parts, &[name]).into_values().next()
    }
}

#[cfg(test)]
mod tests {
    use crate::{catalogue, check};

    /// The averaged heart's start was left in a heart that beats, whose states are others.
    #[test]
    fn who_does_not_come_to_rest_is_left_as_they_were() {
        let text = "title = \"t\"\nhorizon = \"1 s\"\n\
            record = { every = \"1 s\", quantities = [\"mean_arterial_pressure\"] }\n\
            [patient]\nsex = \"male\"\nage = \"44 yr\"\nweight = \"77 kg\"\nheight = \"180 cm\"\n\
            heart = \"beat by beat\"\n";
        let (scenario, problems) = check(text.as_bytes(), &catalogue::known());
        let scenario = scenario.unwrap_or_else(|| panic!("{problems:?}"));
        let plan = super::super::plan(&scenario, None).expect("a plan");
        let resting = plan.subject.resting.as_ref().expect("a body");
        let mut parts = plan.subject.parts.clone();
        let reflex = parts
            .iter_mut()
            .find(|part| &*part.instance == "baroreflex");
        // A set point of twice the usual: nobody rests there.
        reflex.expect("a reflex").params[0] *= 2.0;
        let before = parts.clone();
        assert!(resting.settle(&mut parts).is_err());
        assert_eq!(parts, before);
    }
}
