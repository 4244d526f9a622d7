//! Units of measure: a subset of UCUM (<https://ucum.org/ucum>, version 2.2), carried as a
//! factor and exponents of base dimensions.
//!
//! A unit is read once, at the border (a scenario file, a table, a signal's declaration), and
//! from there on is plain `Copy` data that can be multiplied, divided and compared, so the same
//! type serves conversion and the unit check of a model.
//!
//! ```
//! use physiology::unit::Unit;
//! let typed = Unit::parse_friendly("mcg/kg/min")?;
//! let per_hour = Unit::parse("mg/kg/h")?;
//! assert!((typed.convert(0.1, &per_hour).unwrap() - 0.006).abs() < 1e-15);
//! # Ok::<(), physiology::unit::UnitError>(())
//! ```

mod atoms;
mod display;
mod parse;
#[cfg(test)]
mod tests;

pub use atoms::ALIASES;
pub use parse::UnitError;

/// Number of base dimensions.
pub const DIMS: usize = 7;

/// Names of the base dimensions, in the order of [`Unit::dims`]. Their base units are g, m, s,
/// mol, K, `[iU]` and V. Voltage is the one electric quantity here, so that charge need not be one.
///
/// Amount of substance is a base of its own (UCUM makes `mol` a pure number, which would let a
/// count pass for an amount), and so is the international unit, which has no mass until the
/// substance is known.
pub const DIM_NAMES: [&str; DIMS] = [
    "mass",
    "length",
    "time",
    "amount of substance",
    "temperature",
    "international unit",
    "voltage",
];

/// Two factors within this relative distance are the same unit: far above the rounding of a
/// product of a dozen factors (about 1e-15), far below any difference between real units.
const FACTOR_TOLERANCE: f64 = 1e-9;

/// A unit of measure: `base value = value * factor + offset`, in base units g, m, s, mol, K, `[iU]`, V.
///
/// Equality compares exponents exactly and factors to a relative 1e-9, and **ignores the offset**:
/// `Cel == K`, because a difference of temperatures is the same in both. Never skip
/// [`Unit::convert`] because two units are equal; ask [`Unit::is_affine`] where it matters.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    factor: f64,
    offset: f64,
    /// Exponents stored doubled, so that the square root of a unit with odd exponents is exact.
    doubled: [i8; DIMS],
}

impl Unit {
    /// The dimensionless unit `1`.
    pub const ONE: Unit = Unit {
        factor: 1.0,
        offset: 0.0,
        doubled: [0; DIMS],
    };
    /// Gram, base of mass.
    pub const GRAM: Unit = Unit::base(0);
    /// Metre, base of length; a litre is 1e-3 m3.
    pub const METRE: Unit = Unit::base(1);
    /// Second, base of time.
    pub const SECOND: Unit = Unit::base(2);
    /// Minute, 60 s.
    pub const MINUTE: Unit = Unit::SECOND.scaled(60.0);
    /// Hour, 3600 s.
    pub const HOUR: Unit = Unit::SECOND.scaled(3600.0);
    /// Mole, base of amount of substance; equivalents (`eq`) and osmoles count as moles.
    pub const MOLE: Unit = Unit::base(3);
    /// Kelvin, base of temperature.
    pub const KELVIN: Unit = Unit::base(4);
    /// Degree Celsius: K with an offset of 273.15 K.
    pub const CELSIUS: Unit = Unit {
        offset: 273.15,
        ..Unit::KELVIN
    };
    /// International unit, an arbitrary base: never converts to a mass.
    pub const INTERNATIONAL: Unit = Unit::base(5);
    /// Volt, base of voltage.
    pub const VOLT: Unit = Unit::base(6);

    const fn base(dim: usize) -> Unit {
        let mut doubled = [0; DIMS];
        doubled[dim] = 2;
        Unit {
            factor: 1.0,
            offset: 0.0,
            doubled,
        }
    }

    /// This unit `by` times larger; an offset is dropped, as in every product.
    pub const fn scaled(self, by: f64) -> Unit {
        Unit {
            factor: self.factor * by,
            offset: 0.0,
            doubled: self.doubled,
        }
    }

    /// Reads UCUM, case-sensitive, strictly: `mg/L`, `mm[Hg]`, `kg.m-2`, `10*3/uL`, `/min`.
    ///
    /// `U` is the enzyme unit (umol/min), as UCUM has it. Annotations (`{beats}`) count as 1.
    /// `[pH]` is a pure number here (the quantity has dimension one; UCUM's logarithmic special
    /// unit is not reproduced), and so `mg/kg`, a mass over a mass, is a number with factor 1e-6.
    pub fn parse(text: &str) -> Result<Unit, UnitError> {
        parse::parse(text, false)
    }

    /// Reads what a person types: every name is first looked up in [`ALIASES`] (`mmHg`, `mcg`,
    /// `yr`, and `U` for international units), spaces around operators and `*` or `·` for a
    /// product are accepted, then the rules of [`Unit::parse`] hold.
    pub fn parse_friendly(text: &str) -> Result<Unit, UnitError> {
        parse::parse(text, true)
    }

    /// Size of one of this unit in base units (g, m, s, mol, K, `[iU]`).
    pub const fn factor(&self) -> f64 {
        self.factor
    }

    /// Exponents of the base dimensions, **doubled**: m3 has 6 for length, the square root of s has 1.
    pub const fn dims(&self) -> [i8; DIMS] {
        self.doubled
    }

    /// True for temperatures that do not start at absolute zero (`Cel`, `[degF]`).
    pub const fn is_affine(&self) -> bool {
        self.offset != 0.0
    }

    /// True when every exponent is zero; the factor may differ from 1 (`%`, `mg/kg`).
    pub const fn is_dimensionless(&self) -> bool {
        self.same_dimension(&Unit::ONE)
    }

    /// True when values of one can be converted to the other.
    pub const fn same_dimension(&self, other: &Unit) -> bool {
        let mut i = 0;
        while i < DIMS {
            if self.doubled[i] != other.doubled[i] {
                return false;
            }
            i += 1;
        }
        true
    }

    /// `value`, given in this unit, in unit `to`; `None` when the dimensions differ.
    ///
    /// Relative error at most 2e-15 (the rounding of both factors), absolute 1e-13 K where an
    /// offset is involved. A temperature *difference* must be converted as `K`.
    pub fn convert(&self, value: f64, to: &Unit) -> Option<f64> {
        if !self.same_dimension(to) {
            return None;
        }
        if self.offset == to.offset {
            // Also exact for identical units, and keeps Cel to Cel free of rounding by 273.15.
            return Some(if self.factor == to.factor {
                value
            } else {
                value * (self.factor / to.factor)
            });
        }
        Some((value * self.factor + (self.offset - to.offset)) / to.factor)
    }

    /// Product of two units. Offsets are dropped: `Cel/h` is a rate of temperature difference.
    /// Exponents saturate at 63 in size, beyond any physical quantity.
    #[allow(clippy::should_implement_trait)] // const, and used on values where an operator would hide the unit
    pub const fn mul(self, other: Unit) -> Unit {
        let mut doubled = self.doubled;
        let mut i = 0;
        while i < DIMS {
            doubled[i] = doubled[i].saturating_add(other.doubled[i]);
            i += 1;
        }
        Unit {
            factor: self.factor * other.factor,
            offset: 0.0,
            doubled,
        }
    }

    /// Quotient of two units; offsets are dropped as in [`Unit::mul`].
    #[allow(clippy::should_implement_trait)]
    pub const fn div(self, other: Unit) -> Unit {
        let mut doubled = self.doubled;
        let mut i = 0;
        while i < DIMS {
            doubled[i] = doubled[i].saturating_sub(other.doubled[i]);
            i += 1;
        }
        Unit {
            factor: self.factor / other.factor,
            offset: 0.0,
            doubled,
        }
    }

    /// One over this unit.
    pub const fn inverse(self) -> Unit {
        Unit::ONE.div(self)
    }

    /// This unit to an integer power. Powers beyond ±63 saturate.
    pub const fn powi(self, n: i32) -> Unit {
        let size = if n.unsigned_abs() > 63 {
            63
        } else {
            n.unsigned_abs()
        };
        let mut out = Unit::ONE;
        let mut i = 0;
        while i < size {
            out = out.mul(self);
            i += 1;
        }
        if n < 0 { out.inverse() } else { out }
    }

    /// Square root; `None` when an exponent is already a half (fourth roots are not kept).
    pub fn sqrt(self) -> Option<Unit> {
        if self.doubled.iter().any(|e| e % 2 != 0) {
            return None;
        }
        Some(Unit {
            factor: self.factor.sqrt(),
            offset: 0.0,
            doubled: self.doubled.map(|e| e / 2),
        })
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Unit) -> bool {
        self.same_dimension(other) && close(self.factor, other.factor)
    }
}

/// Equal to within [`FACTOR_TOLERANCE`]; never true of an overflowed factor.
fn close(a: f64, b: f64) -> bool {
    a.is_finite() && b.is_finite() && (a - b).abs() <= FACTOR_TOLERANCE * a.abs().max(b.abs())
}

/// `value` in unit `from`, expressed in unit `to`; `None` when the dimensions differ.
/// See [`Unit::convert`] for the error bound.
pub fn convert(value: f64, from: &Unit, to: &Unit) -> Option<f64> {
    from.convert(value, to)
}
