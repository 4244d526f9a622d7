//! How the modes' ways to all nodes of a step are found: some by an exponential, the others from those,
//! since exp(a + b) - 1 = A + B + A B with A = exp(a) - 1 and B = exp(b) - 1, which takes a fifth of
//! the time and keeps all digits.

/// One of the places that are reached, as a fraction of the step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Way {
    /// By an exponential.
    Exponential(f64),
    /// From two places before.
    Sum(usize, usize),
}

/// All places in the order in which they are reached, and which of them each node is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Passage {
    pub ways: Vec<Way>,
    pub nodes: Vec<usize>,
}

/// Parts that a step is divided into at most: sums of more would lose digits.
const MOST_PARTS: usize = 64;

/// What an exponential costs, in sums. Measured, with sixteen lanes.
const EXPONENTIAL: usize = 5;

impl Passage {
    /// The cheapest way to these nodes, by whole parts of a step where they have some in common.
    pub fn new(nodes: &[f64]) -> Self {
        let passages = (1..=MOST_PARTS).map(|parts| Self::by_parts(nodes, parts));
        let cheapest = passages.min_by_key(Self::cost);
        cheapest.unwrap_or_else(|| Self::by_parts(nodes, 1))
    }

    fn by_parts(nodes: &[f64], parts: usize) -> Self {
        let mut reached = Reached {
            parts: Vec::new(),
            ways: Vec::new(),
        };
        let one_part = 1.0 / parts as f64;
        let places = nodes.iter().map(|node| {
            let whole = (node * parts as f64).round();
            if (whole * one_part - node).abs() > 4.0 * f64::EPSILON * node {
                return reached.add(None, Way::Exponential(*node));
            }
            if !reached.parts.contains(&Some(1)) {
                reached.add(Some(1), Way::Exponential(one_part));
            }
            reached.place(whole as usize)
        });
        Self {
            nodes: places.collect(),
            ways: reached.ways,
        }
    }

    fn cost(&self) -> usize {
        let cost = |way: &Way| match way {
            Way::Exponential(_) => EXPONENTIAL,
            Way::Sum(..) => 1,
        };
        self.ways.iter().map(cost).sum()
    }
}

/// Places so far: how many parts of the step each is, where it is a number of them.
struct Reached {
    parts: Vec<Option<usize>>,
    ways: Vec<Way>,
}

impl Reached {
    fn add(&mut self, parts: Option<usize>, way: Way) -> usize {
        self.parts.push(parts);
        self.ways.push(way);
        self.ways.len() - 1
    }

    /// The place of so many parts; it is reached where it has not been.
    fn place(&mut self, parts: usize) -> usize {
        let known: Vec<(usize, usize)> = self
            .parts
            .iter()
            .enumerate()
            .filter_map(|(place, parts)| Some((place, (*parts)?)))
            .collect();
        if let Some((place, _)) = known.iter().find(|(_, own)| *own == parts) {
            return *place;
        }
        for (first, own) in &known {
            if let Some((second, _)) = known.iter().find(|(_, other)| own + other == parts) {
                return self.add(Some(parts), Way::Sum(*first, *second));
            }
        }
        // Twice the largest below, or the largest and what is left.
        let below = known.iter().filter(|(_, own)| *own < parts);
        let Some(&(place, largest)) = below.max_by_key(|(_, own)| *own) else {
            return self.add(None, Way::Exponential(0.0));
        };
        if 2 * largest < parts {
            self.add(Some(2 * largest), Way::Sum(place, place));
            return self.place(parts);
        }
        let rest = self.place(parts - largest);
        self.add(Some(parts), Way::Sum(place, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solve::{BS5, DOP853, TSIT5};

    #[test]
    fn every_node_is_reached() {
        for (pair, exponentials) in [(&BS5, 3), (&TSIT5, 5), (&DOP853, 12)] {
            let mut nodes: Vec<f64> = pair.c[1..].iter().chain(pair.extra_c).copied().collect();
            nodes.sort_unstable_by(f64::total_cmp);
            nodes.dedup();
            let passage = Passage::new(&nodes);
            let mut at = Vec::new();
            let mut found = 0;
            for way in &passage.ways {
                at.push(match way {
                    Way::Exponential(node) => {
                        found += 1;
                        *node
                    }
                    Way::Sum(first, second) => at[*first] + at[*second],
                });
            }
            assert!(found <= exponentials, "{found} {:?}", passage.ways);
            for (node, place) in nodes.iter().zip(&passage.nodes) {
                assert!((node - at[*place]).abs() < 1e-15, "{node}");
            }
        }
    }
}
