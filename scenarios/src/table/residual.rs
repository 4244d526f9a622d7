//! Error of measurements on top of a prediction.

use super::Setup;
use crate::medicine::ResidualError;
use crate::quantity::Quantity;
use engine::random::Stream;
use physiology::Real;
use physiology::unit::Unit;
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
    /// Limit of quantification, in the prediction's unit; 0 where there is none.
    pub limit: f64,
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
                "limit" => &mut error.limit,
                other => {
                    return Err(format!(
                        "`{other}` is no kind of error; there are proportional, additive, log and limit"
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
    /// What a medicine's file says of measurements of the prediction.
    pub(crate) fn of_medicine(
        error: &ResidualError,
        setup: &Setup,
    ) -> Result<Option<Self>, String> {
        let field = setup.field(setup.prediction);
        let unit = Unit::parse(field.unit).unwrap_or(Unit::ONE);
        let number = |text: &Option<String>, unit: &Unit| {
            let Some(text) = text else { return Ok(0.0) };
            let found = Quantity::parse(text).ok();
            let found = found.and_then(|quantity| quantity.in_unit(unit));
            found.ok_or_else(|| {
                format!(
                    "the residual error of {text} that the medicine's file gives is none of {} in {}",
                    field.name, field.unit
                )
            })
        };
        // Errors are published of concentrations.
        if field.name != "concentration" {
            return Ok(None);
        }
        Ok(Some(Self {
            proportional: number(&error.proportional, &Unit::ONE)?,
            additive: number(&error.additive, &unit)?,
            ..Self::default()
        }))
    }

    /// It in words; `unit` is that of the prediction.
    pub fn words(&self, unit: &str) -> String {
        // Roots of published variances have more digits than anybody reads.
        let short = |value: f64| {
            let digits = 3 - value.log10().floor().clamp(-20.0, 3.0) as i32;
            let scale = 10f64.powi(digits);
            (value * scale).round() / scale
        };
        let mut parts = Vec::new();
        if self.proportional > 0.0 {
            let percent = short(100.0 * self.proportional);
            parts.push(format!("{percent} % in proportion"));
        }
        if self.additive > 0.0 {
            parts.push(format!("{} {unit} besides", short(self.additive)));
        }
        if self.log > 0.0 {
            parts.push(format!("{} of the logarithm", short(self.log)));
        }
        if self.limit > 0.0 {
            parts.push(format!("limit of quantification {} {unit}", self.limit));
        }
        parts.join(", ")
    }

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
