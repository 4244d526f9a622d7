//! Event tables: what follows from records, and people carried through it.

mod bench;

mod determinism;
mod laws;
mod order;
mod saturable;
mod validated_closed_forms;
mod validated_run_in;
mod varying_parameters;
