//! A network's forecast of one patient: what all twins share, and twins drawn.

use super::Generator;
use super::prospect::{Path, Prospect};
use crate::learned::progression::gaussian::Gaussian;
use crate::learned::progression::marker::bucket;
use crate::random::Stream;
use std::sync::Arc;

/// Twins by whom it is known where a network's own forecast lies.
const PILOTS: u64 = 100;

/// A network's forecast of one patient.
#[derive(Debug, Clone)]
pub struct Foresight {
    network: Arc<Generator>,
    prospect: Prospect,
    contexts: Vec<Vec<f64>>,
    /// By visit, then by marker: mean and standard deviation of the network's own draws.
    own: Vec<Vec<(f64, f64)>>,
    buckets: Vec<usize>,
}

impl Foresight {
    /// Of a patient; `edges` are years ahead at which margins change.
    pub fn new(
        (core, network): (&Gaussian, &Arc<Generator>),
        prospect: Prospect,
        edges: &[f64],
    ) -> Self {
        let context = |ahead| network.context(&prospect, ahead);
        let contexts = prospect.ahead.iter().map(context).collect();
        let buckets = prospect.ahead.iter();
        let mut foresight = Self {
            buckets: buckets
                .map(|a| bucket(edges, a.t - prospect.last))
                .collect(),
            network: network.clone(),
            contexts,
            own: Vec::new(),
            prospect,
        };
        let pilots: Vec<Vec<Vec<f64>>> = (0..PILOTS)
            .map(|number| {
                let stream = Stream::new(0, number, "network", "pilots");
                foresight.raw(core, &stream)
            })
            .collect();
        let spread = |visit: usize, k: usize| {
            let values = || pilots.iter().map(|pilot| pilot[visit][k]);
            let n = PILOTS as f64;
            let mean = values().sum::<f64>() / n;
            let square = values().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
            (mean, square.sqrt().max(1e-6))
        };
        foresight.own = (0..foresight.contexts.len())
            .map(|visit| (0..core.markers).map(|k| spread(visit, k)).collect())
            .collect();
        foresight
    }

    /// Mean and standard deviation of the network's own draws at a visit, marker by marker.
    pub fn own(&self, visit: usize) -> &[(f64, f64)] {
        &self.own[visit]
    }

    fn since(&self, visit: usize) -> (f64, f64) {
        let at = |visit: usize| self.prospect.ahead[visit].t - self.prospect.last;
        let before = visit.checked_sub(1).map_or(0.0, at);
        (before, at(visit))
    }

    /// How many numbers of a twin are remembered between visits, of so many markers.
    pub fn remembers(&self, markers: usize) -> usize {
        self.network.layers.remembers(markers)
    }

    /// What a twin remembers at the beginning of its course; `own` is what of the core is its own.
    pub fn begin(&self, core: &Gaussian, own: &[f64], stream: &Stream) -> Vec<f64> {
        self.network.begin(&self.prospect.levels(core, own), stream)
    }

    /// A twin with this chance at all visits, before margins: by visit, then by marker.
    pub fn raw(&self, core: &Gaussian, stream: &Stream) -> Vec<Vec<f64>> {
        let Path { begin, visits } = self.prospect.path(core, stream);
        let mut memory = self.network.begin(&begin, stream);
        let visit = |(number, levels): (usize, &[Vec<f64>; 2])| {
            let at = (&self.prospect.ahead[number], &self.contexts[number][..]);
            (self.network).raw(at, self.since(number), levels, &mut memory)
        };
        visits.iter().enumerate().map(visit).collect()
    }

    /// Moves what was drawn at a visit to where left-out patients were.
    fn moved(&self, visit: usize, raw: &mut [f64]) {
        for (k, v) in raw.iter_mut().enumerate() {
            let (mean, sd) = self.own[visit][k];
            let margin = &self.network.margins[k][self.buckets[visit]];
            *v = mean + sd * margin.moved((*v - mean) / sd);
        }
    }

    /// A twin with this chance at all visits: by visit, then by marker, in the core's numbers.
    pub fn twin(&self, core: &Gaussian, stream: &Stream) -> Vec<Vec<f64>> {
        let mut visits = self.raw(core, stream);
        for (number, visit) in visits.iter_mut().enumerate() {
            self.moved(number, visit);
        }
        visits
    }

    /// What a twin measures at a visit, whose levels there by the core are known, without noise and
    /// with it; `memory` is what it remembers.
    pub fn next(&self, visit: usize, core: &[Vec<f64>; 2], memory: &mut [f64]) -> Vec<f64> {
        let at = (&self.prospect.ahead[visit], &self.contexts[visit][..]);
        let mut values = self.network.raw(at, self.since(visit), core, memory);
        self.moved(visit, &mut values);
        values
    }
}
