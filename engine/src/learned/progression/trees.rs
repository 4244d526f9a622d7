//! Regression trees, added up. Evaluated outside of rates only.

/// A node: a question about a feature, or a leaf.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Feature; negative for a leaf.
    pub feature: i32,
    /// Features below go left; the value of a leaf.
    pub cut: f64,
    /// Node to the left, to the right.
    pub next: [u32; 2],
    /// Where a feature that is not known goes: 0 left, 1 right.
    pub missing: u32,
}

impl Node {
    /// As numbers of a file.
    pub(crate) fn numbers(&self) -> [f64; 5] {
        let [left, right] = self.next.map(f64::from);
        let (feature, missing) = (f64::from(self.feature), f64::from(self.missing));
        [feature, self.cut, left, right, missing]
    }

    /// From the next numbers of a file; nothing where they end.
    pub(crate) fn read(numbers: &mut impl Iterator<Item = f64>) -> Option<Self> {
        Some(Self {
            feature: numbers.next()? as i32,
            cut: numbers.next()?,
            next: [numbers.next()? as u32, numbers.next()? as u32],
            missing: numbers.next()? as u32,
        })
    }
}

/// Trees whose values are added up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Forest {
    /// Trees, each from its root.
    pub trees: Vec<Vec<Node>>,
}

impl Forest {
    /// Sum of the trees' values.
    pub fn sum(&self, features: &[f64]) -> f64 {
        self.trees.iter().map(|tree| value(tree, features)).sum()
    }
}

/// Value of one tree.
pub fn value(tree: &[Node], features: &[f64]) -> f64 {
    let mut at = 0;
    loop {
        let node = &tree[at];
        if node.feature < 0 {
            return node.cut;
        }
        let feature = features[node.feature as usize];
        let side = match feature.is_nan() {
            true => node.missing as usize,
            false => usize::from(feature >= node.cut),
        };
        at = node.next[side] as usize;
    }
}

/// Trees for where a number lies and how widely it scatters, with what they start from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Boosted {
    /// Place before the trees.
    pub place: f64,
    /// Logarithm of the scatter before the trees.
    pub scatter: f64,
    /// Trees of both.
    pub forests: [Forest; 2],
}

impl Boosted {
    /// Place and scatter of a row of features.
    pub fn at(&self, features: &[f64]) -> (f64, f64) {
        let place = self.place + self.forests[0].sum(features);
        let scatter = self.scatter + self.forests[1].sum(features);
        (place, scatter.exp())
    }

    /// Keeps the first `rounds` trees of both.
    pub fn keep(&mut self, rounds: usize) {
        self.forests
            .iter_mut()
            .for_each(|forest| forest.trees.truncate(rounds));
    }
}
