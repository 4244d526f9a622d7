//! What is foreseen of a patient's markers at visits to come, whoever the twin is.

use super::forecaster::Forecaster;
use super::gaussian::Gaussian;
use super::generator::Foresight;
use super::generator::prospect::Prospect;
use super::marker::{Marker, Outlook, outlooks};
use super::model::{Progression, signs};
use super::reading::{Reading, looks_back};
use super::schema::Known;
use crate::random::Stream;
use std::sync::Arc;

/// By the core and trees, or by a network.
pub enum Foreseen {
    /// Outlooks by visit, then by marker.
    Trees(Arc<[Marker]>, Vec<Vec<Outlook>>),
    /// Boxed, as it is much larger.
    Network(Box<Foresight>),
}

impl Foreseen {
    /// Of a patient of whom this is known, at times in years since the first visit; courses of twins
    /// begin at `zero`. The treatment so far goes on.
    pub fn new(model: &Progression, known: &Known, zero: f64, times: &[f64]) -> Self {
        let (schema, core, edges) = (&model.schema, &model.core, &model.edges[..]);
        match &model.forecaster {
            Forecaster::Trees(markers) => {
                let all = outlooks((schema, core, edges), markers, known, times);
                Self::Trees(markers.clone(), all)
            }
            Forecaster::Network(network) => {
                let course = schema.course(known);
                let back = looks_back(core, &course);
                let reading = Reading::of(&course, &signs(known), &back, course.seen.len());
                let begin = (zero, &schema.exposure(known.arm, zero)[..]);
                let visits: Vec<(f64, Vec<f64>)> = (times.iter())
                    .map(|t| (*t, schema.exposure(known.arm, *t)))
                    .collect();
                let prospect = Prospect::new(core, (&course, &reading), begin, &visits);
                Self::Network(Box::new(Foresight::new((core, network), prospect, edges)))
            }
        }
    }

    /// How many numbers of a twin are remembered between visits, of so many markers.
    pub fn remembers(&self, markers: usize) -> usize {
        match self {
            Self::Trees(..) => 0,
            Self::Network(foresight) => foresight.remembers(markers),
        }
    }

    /// What is remembered of a twin at the beginning; `own` is what of the core is its own.
    pub fn begin(&self, core: &Gaussian, own: &[f64], stream: &Stream) -> Vec<f64> {
        match self {
            Self::Trees(..) => Vec::new(),
            Self::Network(foresight) => foresight.begin(core, own, stream),
        }
    }

    /// Markers of a twin at a visit, in the core's numbers; `core` is where the core has it, without
    /// noise and with it.
    pub fn markers(&self, visit: usize, core: &[Vec<f64>; 2], memory: &mut [f64]) -> Vec<f64> {
        match self {
            Self::Network(foresight) => foresight.next(visit, core, memory),
            Self::Trees(markers, outlooks) => {
                let at = markers.iter().zip(&outlooks[visit]).zip(&core[1]);
                at.map(|((marker, outlook), y)| {
                    marker.quantile(outlook, (y - outlook.mean) / outlook.sd)
                })
                .collect()
            }
        }
    }
}
