//! What keeps a scenario that reads well from being run.

use crate::problem::Problem;
use crate::span::Span;

/// A problem of the plan, with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanProblem {
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl From<PlanProblem> for Problem {
    fn from(problem: PlanProblem) -> Self {
        Self::error(problem.span, problem.message)
            .found(problem.found)
            .expected(problem.expected)
    }
}
