//! A person drawn column by column, each given those before it.

use super::sorted::Sorted;
use crate::learned::progression::trees::Node;

/// Numbers between 0 and 1, one after the other.
pub trait Chance {
    /// The next.
    fn next(&mut self) -> f64;
}

/// What a leaf holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaf {
    /// Of words: shares up to and with each, by their places.
    Words(Vec<(u32, f64)>),
    /// Of numbers: places among the column's sorted values.
    Numbers(Vec<u32>),
}

/// One tree: questions, and leaves, which a leaf node's `cut` counts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tree {
    /// Questions about the columns before: of a number whether it is at least `cut`, of a word
    /// whether it is the one at place `cut`.
    pub nodes: Vec<Node>,
    /// Leaves.
    pub leaves: Vec<Leaf>,
}

/// One column's draw: one tree of these, each as likely.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grove(pub Vec<Tree>);

/// How one column is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Place in the table.
    pub column: usize,
    /// Whether it is known (word 0) or not (word 1), where some did not have it.
    pub known: Option<Grove>,
    /// What it is where it is known.
    pub value: Grove,
    /// Values of a number in the training; none of words.
    pub sorted: Sorted,
    /// How far a drawn place may move among them, in places.
    pub blur: f64,
}

impl Tree {
    /// The leaf to which a row leads. `words` says which columns are words.
    pub fn leaf(&self, row: &[f64], words: &[bool]) -> &Leaf {
        let mut at = 0;
        loop {
            let node = &self.nodes[at];
            if node.feature < 0 {
                return &self.leaves[node.cut as usize];
            }
            let column = node.feature as usize;
            let value = row[column];
            let side = match () {
                () if value.is_nan() => node.missing as usize,
                () if words[column] => usize::from(value == node.cut),
                () => usize::from(value >= node.cut),
            };
            at = node.next[side] as usize;
        }
    }
}

impl Grove {
    fn leaf(&self, row: &[f64], words: &[bool], chance: &mut impl Chance) -> &Leaf {
        let tree = (chance.next() * self.0.len() as f64) as usize;
        self.0[tree].leaf(row, words)
    }
}

impl Step {
    /// Draws this column of a row whose earlier columns are drawn.
    pub fn draw(&self, row: &mut [f64], words: &[bool], chance: &mut impl Chance) {
        if let Some(known) = &self.known
            && let Leaf::Words(shares) = known.leaf(row, words, chance)
            && word(shares, chance.next()) == 1
        {
            row[self.column] = f64::NAN;
            return;
        }
        row[self.column] = match self.value.leaf(row, words, chance) {
            Leaf::Words(shares) => f64::from(word(shares, chance.next())),
            Leaf::Numbers(places) => {
                let place = places[(chance.next() * places.len() as f64) as usize];
                let moved = f64::from(place) + 0.5 + self.blur * (2.0 * chance.next() - 1.0);
                self.sorted.at(moved)
            }
        };
    }
}

impl Step {
    /// Whether its trees ask only of `columns` columns and lead to leaves, and leaves hold only what
    /// there is.
    pub(super) fn is_whole(&self, columns: usize, words: &[String]) -> bool {
        let leaf = |leaf: &Leaf, words: usize| match leaf {
            Leaf::Words(shares) => {
                !shares.is_empty() && shares.iter().all(|(w, _)| (*w as usize) < words)
            }
            Leaf::Numbers(places) => {
                !places.is_empty()
                    && places
                        .iter()
                        .all(|p| (*p as usize) < self.sorted.values().len())
            }
        };
        let tree = |tree: &Tree, words: usize| {
            let node = |(at, node): (usize, &Node)| match node.feature < 0 {
                true => node.cut >= 0.0 && (node.cut as usize) < tree.leaves.len(),
                // Later nodes only, so that every way ends.
                false => {
                    (node.feature as usize) < columns
                        && node.missing < 2
                        && node
                            .next
                            .iter()
                            .all(|n| (*n as usize) > at && (*n as usize) < tree.nodes.len())
                }
            };
            !tree.nodes.is_empty()
                && tree.nodes.iter().enumerate().all(node)
                && tree.leaves.iter().all(|l| leaf(l, words))
        };
        self.value.0.iter().all(|t| tree(t, words.len()))
            && self.known.iter().flat_map(|g| &g.0).all(|t| tree(t, 2))
            && (words.is_empty() != self.sorted.values().is_empty())
            && self.sorted.is_whole()
    }
}

fn word(shares: &[(u32, f64)], u: f64) -> u32 {
    let place = shares.partition_point(|(_, below)| *below <= u);
    shares[place.min(shares.len() - 1)].0
}
