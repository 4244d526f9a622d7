//! Small networks as parts of a body: in the rates of organs, or sampled every so often.

pub mod file;
mod flowing;
pub mod layer;
pub mod part;
pub mod sensitive;

pub use flowing::Flowing;
