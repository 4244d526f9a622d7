//! Named numbers: the structs a model's state, parameters, inputs and signals are.

use crate::Real;

/// What is known of one number beside its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Name, as equations, scenario files and recordings write it.
    pub name: &'static str,
    /// UCUM unit.
    pub unit: &'static str,
    /// What it stands for, in a sentence.
    pub meaning: &'static str,
    /// Typical size, in `unit`: absolute tolerances are a fraction of it.
    pub scale: f64,
    /// A typical value, in `unit`, where a parameter has one (NaN where not).
    pub typical: f64,
    /// Substance that this state holds.
    pub conserves: Option<&'static str>,
    /// Substance that this input brings into the model's states.
    pub enters: Option<&'static str>,
    /// Substance that this signal takes out of the model's states.
    pub leaves: Option<&'static str>,
    /// Whether this input is no name of the vocabulary: it reads one signal of one other part, named
    /// where the part joins a body ("the concentration of that drug").
    pub wired: bool,
}

impl Field {
    /// A field of which only the essentials are known.
    pub const fn new(name: &'static str, unit: &'static str, meaning: &'static str) -> Self {
        Self {
            name,
            unit,
            meaning,
            scale: 1.0,
            typical: f64::NAN,
            conserves: None,
            enters: None,
            leaves: None,
            wired: false,
        }
    }
}

/// A struct of numbers that can be read from a slice and written to one.
///
/// Made by [`quantities!`](crate::quantities); models name their numbers and never index them.
pub trait Quantities<R: Real>: Copy {
    /// The numbers in the order of the slice.
    const FIELDS: &'static [Field];
    /// Reads the numbers; `from` has exactly as many as there are fields.
    fn read(from: &[R]) -> Self;
    /// Writes the numbers; `to` has exactly as many as there are fields.
    fn write(self, to: &mut [R]);
}

/// The quantities of a model that has none of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Nothing<R>(std::marker::PhantomData<R>);

impl<R> Default for Nothing<R> {
    fn default() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<R: Real> Quantities<R> for Nothing<R> {
    const FIELDS: &'static [Field] = &[];
    #[inline(always)]
    fn read(_: &[R]) -> Self {
        Self::default()
    }
    #[inline(always)]
    fn write(self, _: &mut [R]) {}
}

/// Declares a struct of named numbers with units and meanings, generic over the scalar.
///
/// ```
/// use physiology::{Quantities, quantities};
/// quantities! {
///     /// A depot.
///     pub struct State {
///         /// Drug at the site of absorption.
///         depot: "mg", scale = 100.0, conserves = Some("drug");
///     }
/// }
/// let state = State::<f64>::read(&[3.0]);
/// assert_eq!(state.depot, 3.0);
/// assert_eq!(<State<f64> as Quantities<f64>>::FIELDS[0].unit, "mg");
/// ```
#[macro_export]
macro_rules! quantities {
    (
        $(#[$about:meta])*
        $visibility:vis struct $name:ident {
            $( $(#[doc = $meaning:expr])+ $field:ident : $unit:literal $(, $key:ident = $value:expr)* ; )+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy)]
        $visibility struct $name<R> {
            $( $(#[doc = $meaning])+ #[doc = concat!("\n\n**Unit:** `", $unit, "`")] pub $field: R, )+
        }

        impl<R: $crate::Real> $crate::Quantities<R> for $name<R> {
            const FIELDS: &'static [$crate::Field] = &[
                $( {
                    #[allow(unused_mut)]
                    let mut field = $crate::Field::new(
                        stringify!($field), $unit, concat!($($meaning),+).trim_ascii());
                    $( field.$key = $value; )*
                    field
                } ),+
            ];
            #[inline(always)]
            fn read(from: &[R]) -> Self {
                let [$($field),+] = from else {
                    unreachable!("{} numbers for {}", from.len(), stringify!($name))
                };
                Self { $($field: *$field),+ }
            }
            #[inline(always)]
            fn write(self, to: &mut [R]) {
                let [$($field),+] = to else {
                    unreachable!("{} places for {}", to.len(), stringify!($name))
                };
                $( *$field = self.$field; )+
            }
        }
    };
}
