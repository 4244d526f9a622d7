//! Quantiles of more numbers than are kept.

use crate::outcome::quantile;
use std::collections::BTreeMap;

/// So many numbers are kept as they are; of more, only how many lie in each bin.
const EXACT: usize = 2000;

/// Bins in each doubling of a number: what a bin holds differs by less than 0.4 %.
const BINS: u32 = 8;

/// Numbers of which quantiles are asked: exact for the first 2000, beyond that within 0.4 % of each
/// quantile's size. It depends on which numbers came, never on their order.
///
/// Bins are the first bits of a number, so that no logarithm is taken and every machine agrees.
///
/// ```
/// let mut sketch = scenarios::sweep::Sketch::default();
/// (1..=10_001).for_each(|n| sketch.add(n as f64));
/// assert!((sketch.quantile(0.5) / 5001.0 - 1.0).abs() < 0.004);
/// assert!(!sketch.is_exact());
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sketch {
    count: u64,
    kept: Vec<f64>,
    /// Pages of bins by sign and exponent.
    pages: BTreeMap<i32, Box<[u32]>>,
}

impl Sketch {
    /// Takes a number; one that is none is left out.
    pub fn add(&mut self, value: f64) {
        if value.is_nan() {
            return;
        }
        self.count += 1;
        if self.pages.is_empty() {
            self.kept.push(value);
            if self.kept.len() > EXACT {
                for value in std::mem::take(&mut self.kept) {
                    self.bin(value);
                }
            }
            return;
        }
        self.bin(value);
    }

    fn bin(&mut self, value: f64) {
        let bits = value.abs().to_bits();
        let exponent = (bits >> 52) as i32;
        let place = (bits >> (52 - BINS)) as usize & ((1 << BINS) - 1);
        // In the order of the numbers: the largest negative first, nothing in the middle.
        let (page, place) = match value {
            0.0 => (0, 0),
            value if value < 0.0 => (-exponent - 1, (1 << BINS) - 1 - place),
            _ => (exponent + 1, place),
        };
        let page = self.pages.entry(page);
        page.or_insert_with(|| vec![0; 1 << BINS].into())[place] += 1;
    }

    /// Whether quantiles are exact.
    pub fn is_exact(&self) -> bool {
        self.pages.is_empty()
    }

    /// How many numbers it holds.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The number below which this share lies; NaN where there are none.
    pub fn quantile(&self, share: f64) -> f64 {
        if self.is_exact() {
            return quantile(&self.kept, share);
        }
        // Median-unbiased, as the exact one.
        let n = self.count as f64;
        let rank = (share * (n + 1.0 / 3.0) + 1.0 / 3.0).clamp(1.0, n);
        let mut below = 0.0;
        for (page, bins) in &self.pages {
            for (place, count) in bins.iter().enumerate().filter(|(_, count)| **count > 0) {
                let count = f64::from(*count);
                if below + count >= rank {
                    let (low, high) = edges(*page, place);
                    return low + (high - low) * ((rank - below - 0.5) / count).clamp(0.0, 1.0);
                }
                below += count;
            }
        }
        f64::NAN
    }
}

/// Between which numbers a bin lies.
fn edges(page: i32, place: usize) -> (f64, f64) {
    let at = |exponent: i32, place: usize| {
        let place = (place as u64) << (52 - BINS);
        f64::from_bits(((exponent as u64) << 52) + place)
    };
    match page {
        0 => (0.0, 0.0),
        page if page < 0 => {
            let place = (1 << BINS) - 1 - place;
            (-at(-page - 1, place + 1), -at(-page - 1, place))
        }
        page => (at(page - 1, place), at(page - 1, place + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::random::Stream;

    #[test]
    fn quantiles_are_exact_while_few_and_near_when_many() {
        let stream = Stream::new(3, 1, "", "sketch");
        let values: Vec<f64> = (0..20_000).map(|n| stream.normal(n) * 7.0 + 2.0).collect();
        for count in [1, 17, EXACT, EXACT + 1, 20_000] {
            let mut sketch = Sketch::default();
            values[..count].iter().for_each(|value| sketch.add(*value));
            assert_eq!(sketch.count(), count as u64);
            assert_eq!(sketch.is_exact(), count <= EXACT);
            for share in [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] {
                let exact = quantile(&values[..count], share);
                let found = sketch.quantile(share);
                let allowed = if count <= EXACT {
                    0.0
                } else {
                    0.004 * exact.abs() + 2e-3
                };
                assert!(
                    (found - exact).abs() <= allowed,
                    "{count} {share}: {found} {exact}"
                );
            }
        }
    }

    #[test]
    fn the_order_of_numbers_changes_nothing() {
        let values: Vec<f64> = (0..5000).map(|n| f64::from(n % 77) - 30.0).collect();
        let (mut forward, mut backward) = (Sketch::default(), Sketch::default());
        values.iter().for_each(|value| forward.add(*value));
        values.iter().rev().for_each(|value| backward.add(*value));
        assert_eq!(forward, backward);
        assert!((forward.quantile(0.0) / -30.0 - 1.0).abs() < 0.004);
    }
}
