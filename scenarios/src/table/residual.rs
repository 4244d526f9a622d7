//! Error of measurements on top of a prediction.

use engine::random::Stream;
use physiology::Real;
use std::str::FromStr;

/// Standard deviations of the parts of an error.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Residual {
    /// In proportion to the prediction.
    pub proportional: f64,
    /// In the prediction's unit.
    pub additive: f64,
    /// Of the logarithm.
    pub log: f64,
}

impl FromStr for Residual {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut error = Self::default();
        for part in text.split(',') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let place = match name.trim() {
                "proportional" => &mut error.proportional,
                "additive" => &mut error.additive,
                "log" => &mut error.log,
                other => {
                    return Err(format!(
                        "`{other}` is no kind of error; there are proportional, additive and log"
                    ));
                }
            };
            *place = match value.trim().parse::<f64>() {
                Ok(value) if (0.0..f64::INFINITY).contains(&value) => value,
                _ => {
                    return Err(format!(
                        "`{}` is no standard deviation, as in proportional=0.2",
                        value.trim()
                    ));
                }
            };
        }
        if error.log > 0.0 && (error.proportional > 0.0 || error.additive > 0.0) {
            return Err("an error of the logarithm stands alone".to_owned());
        }
        Ok(error)
    }
}

impl Residual {
    /// A measurement of this prediction, the number `row` of its stream.
    pub fn measure(&self, prediction: f64, stream: &Stream, row: u64) -> f64 {
        if self.log > 0.0 {
            return prediction * Real::exp(self.log * stream.normal(2 * row));
        }
        let mut measured = prediction;
        if self.proportional > 0.0 {
            measured += prediction * self.proportional * stream.normal(2 * row);
        }
        if self.additive > 0.0 {
            measured += self.additive * stream.normal(2 * row + 1);
        }
        measured
    }
}
