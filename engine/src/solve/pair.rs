//! What an explicit pair of Runge-Kutta methods is: numbers.

/// A pair whose last stage is the first of the next step.
pub(crate) struct Pair {
    /// Order of the step.
    pub order: u32,
    /// Nodes of all stages; the first is 0, the last is the step's end.
    pub c: &'static [f64],
    /// Rows of stages 1 onward; the last row is the step itself.
    pub a: &'static [&'static [f64]],
    /// Weights of the error estimate.
    pub error: &'static [f64],
    /// Weights of another estimate of the same order; the larger of the two counts (BS5).
    pub error_too: Option<&'static [f64]>,
    /// Weights of a second, lower estimate that steadies the first (DOP853).
    pub error_low: Option<&'static [f64]>,
    /// Nodes of further stages that only the interpolant needs.
    pub extra_c: &'static [f64],
    /// Their rows.
    pub extra_a: &'static [&'static [f64]],
    /// How the solution is known inside a step.
    pub dense: Dense,
}

/// An interpolant, by its weights.
pub(crate) enum Dense {
    /// x + h sum_j k_j (P[0][j] s + P[1][j] s^2 + ...), s in [0, 1].
    Polynomial(&'static [&'static [f64]]),
    /// Hairer's nested form for DOP853; rows give F3 to F6 from all stages.
    Nested(&'static [&'static [f64]]),
}
