//! Brings two numbers to one unit, or says why that cannot be.

use physiology::unit::Unit;

use super::{Number, Resolver};
use crate::expression::typed::Series;

impl Resolver<'_> {
    /// Both numbers in one unit: that of the left, unless the left is a written number.
    pub(super) fn align(
        &mut self,
        left: Number,
        right: Number,
    ) -> Option<(Series, Series, Unit, String)> {
        if left.literal && !right.literal {
            let (right, left, unit, text) = self.align(right, left)?;
            return Some((left, right, unit, text));
        }
        let (bare, other) = if right.bare {
            (&right, &left)
        } else {
            (&left, &right)
        };
        // Only beside a pure number: 90 beside a percentage could mean 90 % or 9000 %.
        if bare.bare && !other.bare && other.unit != Unit::ONE {
            let (span, unit) = (bare.span, other.unit_text.clone());
            let written = self
                .text
                .get(span.start..span.end)
                .unwrap_or("")
                .trim()
                .to_string();
            let slip = self.slip(
                span,
                "number without a unit",
                format!("a number with its unit, in {unit} or alike"),
            );
            slip.help = Some(format!("write {written} {unit}").into());
            return None;
        }
        let Some((by, plus)) = conversion(&right.unit, &left.unit) else {
            self.disagreement(&left, &right);
            return None;
        };
        Some((
            left.series,
            right.series.scaled(by, plus),
            left.unit,
            left.unit_text,
        ))
    }

    /// Says why two units do not agree.
    fn disagreement(&mut self, left: &Number, right: &Number) {
        let (left_unit, right_unit) = (left.unit_text.clone(), right.unit_text.clone());
        let help = analyte(&left.unit, &right.unit).map(|()| {
            let why = format!(
                "{left_unit} and {right_unit} count mass and amount of substance: turning one into the other needs \
                 the molar mass of what is measured, so write the unit in which it is recorded, {left_unit}"
            );
            match self.as_glucose(left, right) {
                Some(same) => format!("{why}; of glucose that is {same}"),
                None => why,
            }
        });
        let slip = self.slip(
            right.span,
            "units that do not agree",
            format!("something measured in {left_unit} or alike"),
        );
        slip.found = format!(
            "{} in {}",
            slip.found,
            if right_unit.is_empty() {
                "no unit"
            } else {
                &right_unit
            }
        );
        slip.help = help.map(String::into_boxed_str);
    }

    /// A written amount of substance of glucose as a mass, where glucose is what is measured.
    fn as_glucose(&self, measured: &Number, written: &Number) -> Option<String> {
        // Molar mass of glucose, C6H12O6: 180.156 g/mol.
        let grams = Unit::GRAM.div(Unit::MOLE).scaled(180.156);
        let name = self.text.get(measured.span.start..measured.span.end)?;
        let Series::Constant(value) = written.series else {
            return None;
        };
        let value = written.unit.mul(grams).convert(value, &measured.unit)?;
        let shown = (10.0 * value).round() / 10.0;
        name.contains("glucose")
            .then(|| format!("{shown} {}", measured.unit_text))
    }
}

/// The unit of a difference: no offset.
pub(super) fn difference(unit: Unit) -> Unit {
    unit.scaled(1.0)
}

/// How a number in one unit becomes a number in another: `by * number + plus`.
fn conversion(from: &Unit, to: &Unit) -> Option<(f64, f64)> {
    let plus = from.convert(0.0, to)?;
    if !from.is_affine() && !to.is_affine() {
        return Some((from.convert(1.0, to)?, 0.0));
    }
    Some((difference(*from).convert(1.0, &difference(*to))?, plus))
}

/// Whether two units differ only in counting mass or amount of substance.
fn analyte(left: &Unit, right: &Unit) -> Option<()> {
    let per_mole = Unit::GRAM.div(Unit::MOLE);
    let (to_right, to_left) = (right.mul(per_mole), left.mul(per_mole));
    (left.same_dimension(&to_right) || right.same_dimension(&to_left)).then_some(())
}
