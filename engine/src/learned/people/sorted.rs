//! Numbers of a column as they were in the training, sorted: a drawn number is a place among them.

/// Sorted values, with repeats.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sorted {
    values: Vec<f64>,
    decimals: usize,
    /// Whether hardly two people had the same number.
    fine: bool,
}

impl Sorted {
    /// Values in rising order, and the decimals with which they are drawn.
    pub fn new(values: Vec<f64>, decimals: usize) -> Self {
        let alike = values.windows(2).filter(|pair| pair[0] == pair[1]).count();
        Self {
            fine: 2 * alike < values.len(),
            values,
            decimals,
        }
    }

    /// Whether they are numbers in rising order, as a file must have them.
    pub fn is_whole(&self) -> bool {
        self.values.is_sorted() && self.values.iter().all(|value| value.is_finite())
    }

    /// In rising order; none of a column of words.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value at a place, from 0 to their count. Where hardly two people had the same, it lies
    /// between two of them, so that it is nobody's.
    pub fn at(&self, place: f64) -> f64 {
        if self.values.is_empty() {
            return f64::NAN;
        }
        let own = reflected(place, self.values.len());
        if !self.fine {
            return self.values[own];
        }
        let next = (own + 1).min(self.values.len() - 1);
        let share = place - place.floor();
        let between = self.values[own] + share * (self.values[next] - self.values[own]);
        let tens = 10f64.powi(self.decimals as i32);
        let (least, most) = (self.values[0], self.values[self.values.len() - 1]);
        ((between * tens).round() / tens).clamp(least, most)
    }

    /// Which share of them lies below a value, and which at it or below.
    pub fn shares(&self, value: f64) -> (f64, f64) {
        let count = self.values.len().max(1) as f64;
        let below = self.values.partition_point(|v| *v < value) as f64;
        let with = self.values.partition_point(|v| *v <= value) as f64;
        (below / count, with / count)
    }
}

/// A place back among `count` places where it left them.
fn reflected(place: f64, count: usize) -> usize {
    let n = count as f64;
    let place = place.abs();
    let place = if place >= n { 2.0 * n - place } else { place };
    (place.max(0.0) as usize).min(count - 1)
}
