//! What a step needs of the linear states: some of them at the stages inside, all at its end.

use super::pattern::Pattern;

/// One number that a step needs: an exact state at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read {
    /// Node: a fraction of the step, by number.
    pub node: usize,
    /// Exact state, by number.
    pub row: usize,
    /// How many entries of the node's matrices it is made of.
    pub count: usize,
}

/// All numbers that a step needs.
pub(crate) struct Reads {
    /// Fractions of the step; the last is 1.
    nodes: Vec<f64>,
    reads: Vec<Read>,
    /// For each read, one after the other: its entries, and the states that they weigh.
    entries: Vec<usize>,
    columns: Vec<usize>,
}

impl Reads {
    /// `inside`: exact states that are needed at the nodes before the last.
    pub fn new(pattern: &Pattern, nodes: &[f64], inside: &[usize]) -> Self {
        let last = nodes.len() - 1;
        let mut made = Self {
            nodes: nodes.to_vec(),
            reads: Vec::new(),
            entries: Vec::new(),
            columns: Vec::new(),
        };
        for row in 0..pattern.size {
            for node in 0..nodes.len() {
                if node != last && !inside.contains(&row) {
                    continue;
                }
                let before = made.entries.len();
                for (entry, (of, column)) in pattern.entries.iter().enumerate() {
                    if *of == row {
                        made.entries.push(entry);
                        made.columns.push(*column);
                    }
                }
                let count = made.entries.len() - before;
                made.reads.push(Read { node, row, count });
            }
        }
        made
    }

    /// Fractions of the step at which something is needed; the last is 1.
    pub fn nodes(&self) -> &[f64] {
        &self.nodes
    }
    /// What is needed.
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }
    /// Entries of the nodes' matrices that make up the reads, one read after the other.
    pub fn entries(&self) -> &[usize] {
        &self.entries
    }
    /// The states that these entries weigh.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }
}
