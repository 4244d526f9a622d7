//! Every operator of `Real` and every function derived from them, once: how a model writes it, what
//! it means in plain `f64` and the standard library, and its partial derivatives.

use physiology::Real;

/// One operator, of up to four operands.
pub trait Operator {
    const NAME: &'static str;
    const ARITY: usize;
    /// As a model writes it.
    fn apply<R: Real>(operands: [R; 4]) -> R;
    /// What it means.
    fn meaning(operands: [f64; 4]) -> f64;
    /// Derivative with respect to each operand, where it has one.
    fn slopes(operands: [f64; 4]) -> Vec<f64>;
    /// How far from its meaning it may be; zero asks for the same bits.
    fn tolerance(operands: [f64; 4]) -> f64;
}

/// Something that is asked of every operator.
pub trait Visitor {
    fn visit<O: Operator>(&mut self);
}

macro_rules! operators {
    ($( $name:ident($($operand:ident),+) = $applied:expr, means $meaning:expr, slopes $slopes:expr, within $tolerance:expr; )+) => {
        $(
            pub struct $name;
            #[allow(unused_variables, clippy::redundant_closure_call)]
            impl Operator for $name {
                const NAME: &'static str = stringify!($name);
                const ARITY: usize = [$(stringify!($operand)),+].len();
                // Inlined, so that a task compiles it for its instruction set.
                #[inline(always)]
                fn apply<R: Real>([$($operand,)+ ..]: [R; 4]) -> R { $applied }
                fn meaning([$($operand,)+ ..]: [f64; 4]) -> f64 { $meaning }
                fn slopes([$($operand,)+ ..]: [f64; 4]) -> Vec<f64> { $slopes.to_vec() }
                fn tolerance([$($operand,)+ ..]: [f64; 4]) -> f64 { $tolerance }
            }
        )+
        /// Shows every operator.
        pub fn visit_operators(visitor: &mut impl Visitor) {
            $( visitor.visit::<$name>(); )+
        }
    };
}

/// 1 where the condition holds, else 0.
fn one_if(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

/// One rounding of ours and one of the standard library's, also of what underflows.
fn rounding_of(result: f64) -> f64 {
    2.0 * f64::EPSILON * result.abs() + 1e-323
}

/// Sine has no value where a phase has lost its meaning, and is as uncertain as its angle beyond
/// 1e5.
fn sine(angle: f64) -> f64 {
    if angle.abs() <= 1e9 {
        f64::sin(angle)
    } else {
        f64::NAN
    }
}
fn sine_rounding(angle: f64) -> f64 {
    let angles = if angle.abs() <= 1e5 { 0.0 } else { angle.abs() };
    rounding_of(f64::sin(angle)) + f64::EPSILON * angles
}

/// What is not above zero, to a power above zero, is zero.
fn power(a: f64, b: f64) -> f64 {
    if a <= 0.0 && a > f64::NEG_INFINITY && b > 0.0 {
        0.0
    } else {
        f64::exp(b * f64::ln(a))
    }
}

operators! {
    Plus(a, b) = a + b, means a + b, slopes [1.0, 1.0], within 0.0;
    Minus(a, b) = a - b, means a - b, slopes [1.0, -1.0], within 0.0;
    Times(a, b) = a * b, means a * b, slopes [b, a], within 0.0;
    Over(a, b) = a / b, means a / b, slopes [1.0 / b, -a / (b * b)], within 0.0;
    Negated(a) = -a, means -a, slopes [-1.0], within 0.0;
    Exp(a) = a.exp(), means f64::exp(a), slopes [f64::exp(a)], within rounding_of(f64::exp(a));
    Ln(a) = a.ln(), means f64::ln(a), slopes [1.0 / a], within rounding_of(f64::ln(a));
    Sqrt(a) = a.sqrt(), means f64::sqrt(a), slopes [0.5 / f64::sqrt(a)], within 0.0;
    Sin(a) = a.sin(), means sine(a), slopes [f64::cos(a)], within sine_rounding(a);
    Floor(a) = a.floor(), means f64::floor(a), slopes [0.0], within 0.0;
    IfLess(a, than, then, otherwise) = a.if_less(than, then, otherwise),
        means if a < than { then } else { otherwise },
        slopes [0.0, 0.0, one_if(a < than), one_if(a >= than)], within 0.0;
    Max(a, b) = a.max(b), means if a < b { b } else { a },
        slopes [one_if(a >= b), one_if(a < b)], within 0.0;
    Min(a, b) = a.min(b), means if b < a { b } else { a },
        slopes [one_if(b >= a), one_if(b < a)], within 0.0;
    Positive(a) = a.positive(), means if a < 0.0 { 0.0 } else { a },
        slopes [one_if(a >= 0.0)], within 0.0;
    Abs(a) = a.abs(), means if a < 0.0 { -a } else { a },
        slopes [if a < 0.0 { -1.0 } else { 1.0 }], within 0.0;
    // The exponent's rounding is magnified by the exponent itself.
    Powf(a, b) = a.powf(b), means power(a, b),
        slopes if a <= 0.0 { [0.0, 0.0] } else { [b * f64::powf(a, b - 1.0), f64::powf(a, b) * f64::ln(a)] },
        within (1.0 + (b * f64::ln(a)).abs()) * rounding_of(power(a, b));
}
