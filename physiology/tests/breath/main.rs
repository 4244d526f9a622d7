//! People who breathe, against what is published of people who breathe. Cardiac output, flow to the
//! brain and haemoglobin are held.

mod apnoea;
mod conditions;
mod contents;
mod depression;
mod devices;
mod lungs;
mod rest;
mod stimuli;
mod waves;
