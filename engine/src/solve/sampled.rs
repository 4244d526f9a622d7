//! What is sampled under a name: one signal, or what several parts that publish it come to together.

use crate::body::{Body, together};
use physiology::vocabulary::quantity;
use physiology::{Combine, Real};

/// A name, found in a body.
pub(crate) struct Sampled {
    /// Signals of that name, in the order of the publishers' names.
    pub sources: Vec<usize>,
    combine: Combine,
    /// What it is where nobody publishes it.
    absent: f64,
}

impl Sampled {
    /// Finds a name of the vocabulary, or `part.signal`. A name of which only one may speak is nobody's where
    /// two do.
    pub fn find(body: &Body, name: &str) -> Self {
        let known = quantity(name);
        let combine = known.map_or(Combine::Single, |known| known.combine);
        let mut sources = body.publishers(name);
        if combine == Combine::Single && sources.len() > 1 {
            sources.clear();
        }
        let absent = match (combine, known) {
            (Combine::Sum | Combine::Product, Some(known)) => known.neutral,
            _ => 0.0,
        };
        Self {
            sources,
            combine,
            absent,
        }
    }

    /// Its value, of all signals of the body.
    #[inline(always)]
    pub fn value<R: Real>(&self, y: &[R]) -> R {
        match self.sources.as_slice() {
            [] => R::of(self.absent),
            sources => together(sources, self.combine, y),
        }
    }
}
