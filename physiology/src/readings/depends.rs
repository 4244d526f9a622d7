//! Which output needs which variable, and whether it does so linearly.

use crate::Real;
use std::ops::{Add, BitOr, Div, Mul, Neg, Sub};

/// A set of variables, by index below 256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Variables([u64; 4]);

impl Variables {
    /// The set of one variable; an index of 256 or more stands for all of them.
    pub fn one(index: usize) -> Self {
        let mut set = [0; 4];
        match set.get_mut(index / 64) {
            Some(word) => *word = 1 << (index % 64),
            None => set = [u64::MAX; 4],
        }
        Self(set)
    }
    /// Whether the set has this variable.
    pub fn has(&self, index: usize) -> bool {
        self.0
            .get(index / 64)
            .is_none_or(|word| word >> (index % 64) & 1 == 1)
    }
    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.0 == [0; 4]
    }
}
impl BitOr for Variables {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }
}

/// What a computed number depends on: run a model once on this scalar to see.
///
/// ```
/// use physiology::{Depends, Real};
/// let (x, y) = (Depends::variable(0), Depends::variable(1));
/// let z = Depends::of(3.0) * x + y * y;
/// assert!(z.all().has(0) && !z.nonlinear.has(0));
/// assert!(z.nonlinear.has(1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depends {
    /// Variables it depends on linearly (a variable may also be in `nonlinear`).
    pub linear: Variables,
    /// Variables it depends on otherwise, or may.
    pub nonlinear: Variables,
}

impl Depends {
    /// The variable with this index.
    pub fn variable(index: usize) -> Self {
        Self {
            linear: Variables::one(index),
            nonlinear: Variables::default(),
        }
    }
    /// Everything it depends on.
    pub fn all(&self) -> Variables {
        self.linear | self.nonlinear
    }
    fn is_constant(&self) -> bool {
        self.all().is_empty()
    }
    fn bent(self) -> Self {
        Self {
            linear: Variables::default(),
            nonlinear: self.all(),
        }
    }
    fn and(self, other: Self) -> Self {
        Self {
            linear: self.linear | other.linear,
            nonlinear: self.nonlinear | other.nonlinear,
        }
    }
}

impl Add for Depends {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.and(other)
    }
}
impl Sub for Depends {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.and(other)
    }
}
impl Mul for Depends {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        if self.is_constant() || other.is_constant() {
            self.and(other)
        } else {
            self.and(other).bent()
        }
    }
}
impl Div for Depends {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        if other.is_constant() {
            self
        } else {
            self.and(other).bent()
        }
    }
}
impl Neg for Depends {
    type Output = Self;
    fn neg(self) -> Self {
        self
    }
}

impl Real for Depends {
    fn of(_: f64) -> Self {
        Self::default()
    }
    fn exp(self) -> Self {
        self.bent()
    }
    fn ln(self) -> Self {
        self.bent()
    }
    fn sqrt(self) -> Self {
        self.bent()
    }
    fn sin(self) -> Self {
        self.bent()
    }
    fn floor(self) -> Self {
        self.bent()
    }
    fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self {
        let sides = then.and(otherwise);
        if self.is_constant() && than.is_constant() {
            sides
        } else {
            self.and(than).and(sides).bent()
        }
    }
}
