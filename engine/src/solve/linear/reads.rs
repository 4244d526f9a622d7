//! What a step needs of the linear states: some of them at the stages inside, all at its end.

use super::pattern::Pattern;
use physiology::{Lanes, Real, WIDTH};

/// One number that a step needs: an exact state at a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read {
    /// Node: a fraction of the step, by number.
    pub node: usize,
    /// Exact state, by number.
    pub row: usize,
}

/// States that are multiplied together, and the registers of eight results that they give.
struct Block {
    columns: Vec<usize>,
    registers: usize,
}

/// All numbers that a step needs, laid out in registers of eight, so that one patient's come from
/// its own matrices by few long multiplications, whatever its neighbours do.
pub(crate) struct Reads {
    /// Fractions of the step; the last is 1.
    nodes: Vec<f64>,
    blocks: Vec<Block>,
    /// What stands at each place of the registers.
    reads: Vec<(usize, Read)>,
    registers: usize,
    /// Registers of all columns of M; F has as many behind them.
    half: usize,
    /// For each node: (entry of the pattern, its place among the numbers of M).
    dealt: Vec<Vec<(usize, usize)>>,
}

impl Reads {
    /// `inside`: exact states that are needed at the nodes before the last.
    pub fn new(pattern: &Pattern, nodes: &[f64], inside: &[usize]) -> Self {
        let last = nodes.len() - 1;
        let mut made = Self {
            nodes: nodes.to_vec(),
            blocks: Vec::new(),
            reads: Vec::new(),
            registers: 0,
            half: 0,
            dealt: vec![Vec::new(); nodes.len()],
        };
        for columns in pattern.blocks() {
            let wanted = |row: &usize| {
                let row = *row;
                (0..nodes.len())
                    .filter(move |node| *node == last || inside.contains(&row))
                    .map(move |node| Read { node, row })
            };
            let reads: Vec<Read> = columns.iter().flat_map(wanted).collect();
            for (at, read) in reads.iter().enumerate() {
                for (entry, &(row, column)) in pattern.entries.iter().enumerate() {
                    let Some(number) = columns.iter().position(|c| *c == column) else {
                        continue;
                    };
                    if row == read.row {
                        // Register by register, and in each column after column.
                        let register = made.half + at / WIDTH * columns.len() + number;
                        made.dealt[read.node].push((entry, register * WIDTH + at % WIDTH));
                    }
                }
                made.reads.push((made.registers * WIDTH + at, *read));
            }
            let registers = reads.len().div_ceil(WIDTH);
            made.half += registers * columns.len();
            made.registers += registers;
            made.blocks.push(Block { columns, registers });
        }
        made
    }

    /// Fractions of the step at which something is needed; the last is 1.
    pub fn nodes(&self) -> &[f64] {
        &self.nodes
    }
    /// What is needed, and its place among the results.
    pub fn reads(&self) -> &[(usize, Read)] {
        &self.reads
    }
    /// Registers of all results.
    pub fn registers(&self) -> usize {
        self.registers
    }
    /// Registers of one patient's matrices for one step.
    pub fn size(&self) -> usize {
        2 * self.half
    }

    /// Deals the matrices of eight patients at a node out to each of them.
    #[inline(always)]
    pub fn deal(&self, node: usize, m: &[Lanes], f: &[Lanes], to: &mut [Lanes]) {
        for patient in 0..WIDTH {
            let own = &mut to[patient * self.size()..][..self.size()];
            for &(entry, place) in &self.dealt[node] {
                own[place / WIDTH][place % WIDTH] = m[entry][patient];
                own[self.half + place / WIDTH][place % WIDTH] = f[entry][patient];
            }
        }
    }

    /// F b of one patient.
    #[inline(always)]
    pub fn constant(&self, matrices: &[Lanes], b: &[f64], out: &mut [Lanes]) {
        let mut matrices = &matrices[self.half..];
        let mut out = out.iter_mut();
        for block in &self.blocks {
            for out in out.by_ref().take(block.registers) {
                let (now, behind) = matrices.split_at(block.columns.len());
                *out = weighed(now, &block.columns, b, Lanes::of(0.0));
                matrices = behind;
            }
        }
    }

    /// F b + M z of one patient, F b being given: what a step adds to each number that it needs.
    #[inline(always)]
    pub fn apply(&self, matrices: &[Lanes], constant: &[Lanes], z: &[f64], out: &mut [Lanes]) {
        let mut matrices = matrices;
        let mut registers = constant.iter().zip(out);
        for block in &self.blocks {
            for (constant, out) in registers.by_ref().take(block.registers) {
                let (now, behind) = matrices.split_at(block.columns.len());
                *out = weighed(now, &block.columns, z, *constant);
                matrices = behind;
            }
        }
    }
}

#[inline(always)]
fn weighed(matrix: &[Lanes], columns: &[usize], z: &[f64], from: Lanes) -> Lanes {
    let mut sum = from;
    for (register, &column) in matrix.iter().zip(columns) {
        sum = sum + *register * Lanes::of(z[column]);
    }
    sum
}
