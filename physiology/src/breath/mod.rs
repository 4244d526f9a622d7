//! Breath and gas: what air, lungs, blood and tissues do with oxygen and carbon dioxide, what
//! drives breathing, and the devices that help it.

pub mod air;
pub mod blood;
pub mod chest;
pub mod control;
pub mod gas;
pub mod lung_water;
pub mod oxygen_device;
pub mod person;
pub mod pulse_oximeter;
pub mod ventilator;
pub mod waves;

mod exchange;
mod rest;
mod side;
