//! Figures of many kinds, laid out and drawn both ways.

mod figures;
mod layout;
mod png;
mod svg;
