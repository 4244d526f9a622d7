//! The methods by name.

use super::{BS5, DOP853, Pair, TSIT5};
use std::fmt;
use std::str::FromStr;

/// How patients are carried through time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// BS5, or DOP853 where the relative tolerance is below 1e-8.
    Auto,
    /// Bogacki-Shampine 5(4), patients side by side.
    Bs5,
    /// Tsitouras 5(4), patients side by side.
    Tsit5,
    /// Dormand-Prince 8(5,3), patients side by side.
    Dop853,
    /// Rodas5P for stiff bodies, one patient at a time.
    Rodas5p,
    /// Dopri5 of the crate `ode_solvers`, one patient at a time: the independent judge.
    Reference,
}

/// All methods, as `--method` takes them.
pub const METHODS: &[(&str, Method)] = &[
    ("auto", Method::Auto),
    ("bs5", Method::Bs5),
    ("tsit5", Method::Tsit5),
    ("dop853", Method::Dop853),
    ("rodas5p", Method::Rodas5p),
    ("reference", Method::Reference),
];

impl Method {
    /// The explicit pair that serves at this tolerance; `None` for methods that are none.
    pub(crate) fn pair(self, rtol: f64) -> Option<&'static Pair> {
        match self {
            Self::Auto if rtol < 1e-8 => Some(&DOP853),
            Self::Auto | Self::Bs5 => Some(&BS5),
            Self::Tsit5 => Some(&TSIT5),
            Self::Dop853 => Some(&DOP853),
            Self::Rodas5p | Self::Reference => None,
        }
    }

    /// The method that this one stands for at this tolerance.
    pub fn resolved(self, rtol: f64) -> Self {
        match self {
            Self::Auto if rtol < 1e-8 => Self::Dop853,
            Self::Auto => Self::Bs5,
            other => other,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = METHODS.iter().find(|(_, method)| method == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

impl FromStr for Method {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = METHODS.iter().find(|(name, _)| *name == text);
        found.map(|(_, method)| *method).ok_or_else(|| {
            let names: Vec<&str> = METHODS.iter().map(|(name, _)| *name).collect();
            format!("`{text}` is no method; there are {}", names.join(", "))
        })
    }
}
