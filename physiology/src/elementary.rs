//! Elementary functions (being written).
#![allow(missing_docs)]
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    x.exp()
}
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    x.ln()
}
#[inline(always)]
pub fn sin(x: f64) -> f64 {
    x.sin()
}
#[inline(always)]
pub fn floor(x: f64) -> f64 {
    x.floor()
}
