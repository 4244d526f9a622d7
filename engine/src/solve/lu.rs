//! Linear systems of bodies, solved by elimination that leaves out what is zero.
//!
//! A rate needs a few of a body's states, so that most of its matrix is zero, which nalgebra's elimination does
//! not use; the order of elimination is that of the number of entries (fewest first, after Markowitz 1957), and
//! an entry on the diagonal serves as pivot unless another of its column is ten times as large.

/// A square matrix and its factors.
pub(crate) struct Lu {
    /// Places of states in the order of elimination.
    order: Vec<usize>,
    /// Column by column: the matrix, then its factors, the lower one's diagonal of ones left out.
    a: Vec<f64>,
    /// Row that came to each place, by the places of `order`.
    rows: Vec<usize>,
    /// Right-hand side in the order of elimination.
    work: Vec<f64>,
    /// Rows below a pivot that are not zero, with their multipliers.
    below: Vec<(usize, f64)>,
}

/// How much smaller than the largest of its column a diagonal entry may be and still be the pivot.
const DIAGONAL: f64 = 0.1;

impl Lu {
    /// Room for matrices of so many states as are in this order of elimination.
    pub fn new(order: Vec<usize>) -> Self {
        let n = order.len();
        Self {
            order,
            a: vec![0.0; n * n],
            rows: vec![0; n],
            work: vec![0.0; n],
            below: Vec::new(),
        }
    }

    /// Factors `diagonal` times the unit matrix less `matrix`, whose rows have a length of `width`, of which
    /// an entry for each state counts. False where it is singular.
    pub fn factor(&mut self, diagonal: f64, matrix: &[f64], width: usize) -> bool {
        let n = self.order.len();
        for (row, &from) in self.order.iter().enumerate() {
            let entries = &matrix[from * width..][..n];
            for (column, &of) in self.order.iter().enumerate() {
                self.a[column * n + row] = -entries[of];
            }
            self.a[row * n + row] += diagonal;
            self.rows[row] = row;
        }
        (0..n).all(|step| self.eliminate(step))
    }

    /// One step of elimination; false where the column has no pivot.
    fn eliminate(&mut self, step: usize) -> bool {
        let n = self.order.len();
        let column = &self.a[step * n..][..n];
        let (mut pivot, mut largest) = (step, column[step].abs());
        for (row, value) in column.iter().enumerate().skip(step + 1) {
            if DIAGONAL * value.abs() > column[step].abs() && value.abs() > largest {
                (pivot, largest) = (row, value.abs());
            }
        }
        if largest == 0.0 {
            return false;
        }
        if pivot != step {
            self.rows.swap(pivot, step);
            for column in self.a.chunks_exact_mut(n) {
                column.swap(pivot, step);
            }
        }
        let (done, open) = self.a.split_at_mut((step + 1) * n);
        let column = &mut done[step * n..];
        let inverse = 1.0 / column[step];
        self.below.clear();
        for (row, value) in column.iter_mut().enumerate().skip(step + 1) {
            if *value != 0.0 {
                *value *= inverse;
                self.below.push((row, *value));
            }
        }
        // Where few are zero, all in a row is quicker than those that are not one by one.
        let multipliers = &column[step + 1..n];
        let sparse = 3 * self.below.len() < multipliers.len();
        for column in open.chunks_exact_mut(n) {
            let times = column[step];
            if times == 0.0 {
                continue;
            }
            if sparse {
                for &(row, multiplier) in &self.below {
                    column[row] -= multiplier * times;
                }
            } else {
                for (value, multiplier) in column[step + 1..].iter_mut().zip(multipliers) {
                    *value -= multiplier * times;
                }
            }
        }
        true
    }

    /// Solves for one right-hand side, in place.
    pub fn solve(&mut self, side: &mut [f64]) {
        let n = self.order.len();
        for (row, value) in self.work.iter_mut().enumerate() {
            *value = side[self.order[self.rows[row]]];
        }
        for step in 0..n {
            let times = self.work[step];
            if times != 0.0 {
                let column = &self.a[step * n..][step + 1..n];
                for (value, multiplier) in self.work[step + 1..].iter_mut().zip(column) {
                    *value -= multiplier * times;
                }
            }
        }
        for step in (0..n).rev() {
            let column = &self.a[step * n..][..=step];
            let times = self.work[step] / column[step];
            self.work[step] = times;
            if times != 0.0 {
                for (value, multiplier) in self.work[..step].iter_mut().zip(column) {
                    *value -= multiplier * times;
                }
            }
        }
        for (value, &place) in self.work.iter().zip(&self.order) {
            side[place] = *value;
        }
    }
}

/// States by how many entries their rows and columns have; by number where equal.
pub(crate) fn fewest_first(n: usize, matrix: &[f64], width: usize) -> Vec<usize> {
    let mut counts = vec![(0, 0); n];
    for row in 0..n {
        for (column, value) in matrix[row * width..][..n].iter().enumerate() {
            if *value != 0.0 {
                counts[row].0 += 1;
                counts[column].1 += 1;
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|state| (counts[*state].0 * counts[*state].1, *state));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};

    /// Sparse, unsymmetric, with little on the diagonal: pivots must be sought.
    fn matrix(n: usize, width: usize) -> Vec<f64> {
        let mut matrix = vec![7.0; n * width];
        for row in 0..n {
            for column in 0..n {
                let dice = (row * 31 + column * 17 + row * column) % 11;
                let value = if dice < 3 { dice as f64 - 0.4 } else { 0.0 };
                matrix[row * width + column] = if row == column { 0.0 } else { value };
            }
        }
        matrix
    }

    #[test]
    fn validated_by_another_elimination() {
        let (n, width) = (37, 38);
        let entries = matrix(n, width);
        let mut lu = Lu::new(fewest_first(n, &entries, width));
        for diagonal in [0.1, 0.3, 1e4] {
            let whole = DMatrix::from_fn(n, n, |row, column| {
                let own = if row == column { diagonal } else { 0.0 };
                own - entries[row * width + column]
            });
            let side = DVector::from_fn(n, |row, _| (row as f64).sin());
            let expected = whole.lu().solve(&side).expect("it is not singular");
            let mut found: Vec<f64> = side.iter().copied().collect();
            assert!(lu.factor(diagonal, &entries, width));
            lu.solve(&mut found);
            let largest = expected.amax();
            for (found, expected) in found.iter().zip(&expected) {
                assert!(
                    (found - expected).abs() <= 1e-11 * largest,
                    "{found} {expected}"
                );
            }
        }
    }

    #[test]
    fn a_singular_matrix_is_told() {
        let mut entries = matrix(5, 6);
        entries[12..18].fill(0.0);
        assert!(!Lu::new(vec![4, 0, 2, 1, 3]).factor(0.0, &entries, 6));
        assert!(Lu::new(Vec::new()).factor(1.0, &[], 1));
    }
}
