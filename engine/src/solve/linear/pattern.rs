//! Which entries of the linear states' matrices can differ from zero.

use physiology::{Lanes, Real};

/// Which entries of A, M and F can differ from zero, and which products of them are needed.
pub(crate) struct Pattern {
    /// Number of states.
    pub size: usize,
    /// (row, column) of each entry, by row.
    pub entries: Vec<(usize, usize)>,
    /// For each entry of a product of two such matrices, the (left, right) entries that make it.
    products: Vec<Vec<(usize, usize)>>,
}

impl Pattern {
    /// The closure of direct dependences, given as (row, column), under products; the diagonal is
    /// always in it.
    pub fn new(size: usize, direct: &[(usize, usize)]) -> Self {
        let mut reach = vec![vec![false; size]; size];
        for (i, row) in reach.iter_mut().enumerate() {
            row[i] = true;
        }
        for &(row, column) in direct {
            reach[row][column] = true;
        }
        for via in 0..size {
            for row in 0..size {
                for column in 0..size {
                    reach[row][column] |= reach[row][via] && reach[via][column];
                }
            }
        }
        let entries: Vec<(usize, usize)> = (0..size)
            .flat_map(|row| (0..size).map(move |column| (row, column)))
            .filter(|(row, column)| reach[*row][*column])
            .collect();
        let at = |row: usize, column: usize| entries.iter().position(|e| *e == (row, column));
        let terms = |&(row, column): &(usize, usize)| {
            let via = |via| Some((at(row, via)?, at(via, column)?));
            (0..size).filter_map(via).collect()
        };
        let products = entries.iter().map(terms).collect();
        Self {
            size,
            entries,
            products,
        }
    }

    /// For each entry of a product, the (left, right) entries that make it.
    pub fn products(&self) -> &[Vec<(usize, usize)>] {
        &self.products
    }

    /// Adds the product of two matrices.
    #[inline(always)]
    pub fn add_product<const N: usize>(
        &self,
        left: &[Lanes<N>],
        right: &[Lanes<N>],
        result: &mut [Lanes<N>],
    ) {
        for (terms, result) in self.products.iter().zip(result) {
            let mut sum = *result;
            for &(a, b) in terms {
                sum = left[a].fused(right[b], sum);
            }
            *result = sum;
        }
    }

    /// The matrix that is one on the diagonal.
    pub fn set_identity<const N: usize>(&self, matrix: &mut [Lanes<N>]) {
        for (value, (row, column)) in matrix.iter_mut().zip(&self.entries) {
            *value = Lanes::of(if row == column { 1.0 } else { 0.0 });
        }
    }
}
