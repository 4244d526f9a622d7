//! Runs bodies, many at a time: world, batches, solvers, recording.
