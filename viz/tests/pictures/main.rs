//! Figures of many kinds, laid out and drawn both ways.

mod dense;
mod figures;
mod layout;
mod png;
mod svg;
