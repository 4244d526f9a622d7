//! Bodies carried through time: orders, references, events, guards, and the same bits for everyone.

mod problems;

mod convergence;
mod determinism;
mod events;
mod fork;
mod guards;
mod pinned_step_counts;
mod reference_method;
mod triggers;
mod validated_disposition;
mod validated_responses;
mod validated_stiff;
mod wiring;
