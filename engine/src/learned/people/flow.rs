//! A normalising flow of people, column by column (autoregressive: Papamakarios et al.,
//! arXiv:1705.07057): a small network reads the columns before and makes a curve by which even
//! chance becomes this one.

use super::draw::Chance;
use super::sorted::Sorted;
use super::spline;
use crate::learned::network::layer::{Layer, Network, shares};
use crate::random::inverse_normal;
use serde::{Deserialize, Serialize};

/// What a network makes of one column: first, where some did not have it, how likely it is not
/// known; then words, or a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Whether some did not have it.
    pub gaps: bool,
    /// How many words it has; none of a number.
    pub words: usize,
}

/// What never went together in the training, and is not drawn together: a network only makes it
/// rare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Never {
    /// Which of the numbers that are read, a word or whether one is not known.
    pub read: usize,
    /// Whether it is so, or not.
    pub is: bool,
    /// What does not come then, as [`Head::classes`] counts it.
    pub class: usize,
}

/// One column, given those before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// Place in the table.
    pub column: usize,
    /// What its network makes.
    pub head: Head,
    /// What does not come where something else is so.
    pub never: Vec<Never>,
    /// Reads what the columns before are.
    pub network: Network,
    /// Its weights; they lie beside this in a file.
    #[serde(skip)]
    pub weights: Vec<f64>,
    /// Values of a number in the training; none of words.
    #[serde(skip)]
    pub sorted: Sorted,
}

/// The whole, in the order of drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow(pub Vec<Given>);

impl Head {
    /// Numbers that its network makes.
    pub fn size(&self) -> usize {
        let own = if self.words > 0 {
            self.words
        } else {
            spline::SIZE
        };
        own + usize::from(self.gaps)
    }

    /// Numbers by which later columns read it.
    pub fn reads(&self) -> usize {
        self.words.max(1) + usize::from(self.gaps)
    }

    /// What a cell is: not known (0) or known (1), where some are not, and which word (from 2).
    pub fn classes(&self, cell: f64) -> impl Iterator<Item = usize> + use<> {
        let gap = self.gaps.then(|| usize::from(!cell.is_nan()));
        let word = (self.words > 0 && !cell.is_nan()).then(|| 2 + cell as usize);
        gap.into_iter().chain(word)
    }

    /// Which of the numbers by which later columns read it are 1 where something is so, else 0.
    pub fn flags(&self) -> std::ops::Range<usize> {
        usize::from(self.words == 0)..self.reads()
    }

    /// A cell as later columns read it: words one by one, of a number its normal score.
    pub fn read(&self, cell: f64, sorted: &Sorted, into: &mut Vec<f64>) {
        match self.words {
            0 if cell.is_nan() => into.push(0.0),
            0 => {
                let (below, with) = sorted.shares(cell);
                let half = 0.5 / sorted.values().len().max(1) as f64;
                into.push(inverse_normal(
                    (0.5 * (below + with)).clamp(half, 1.0 - half),
                ));
            }
            words => into.extend((0..words).map(|w| f64::from(u8::from(cell == w as f64)))),
        }
        if self.gaps {
            into.push(f64::from(u8::from(cell.is_nan())));
        }
    }
}

impl Given {
    fn draw(&self, read: &[f64], chance: &mut impl Chance) -> f64 {
        let made = (self.network).run(|k| self.weights[k], read, &mut [], &[]);
        let gaps = usize::from(self.head.gaps);
        // As the first of two words.
        if self.head.gaps && self.word(&[made[0], 0.0], 0, read, chance.next()) == 0 {
            return f64::NAN;
        }
        let height = chance.next();
        match self.head.words {
            0 => {
                let share = spline::drawn(&made[gaps..], height);
                self.sorted.at(share * self.sorted.values().len() as f64)
            }
            _ => self.word(&made[gaps..], 2, read, height) as f64,
        }
    }

    /// A word among those that may come; `first` is the class of the first.
    fn word(&self, made: &[f64], first: usize, read: &[f64], height: f64) -> usize {
        let comes = |(word, share): (usize, f64)| {
            let mut never = self.never.iter().filter(|n| n.class == first + word);
            match never.any(|n| (read[n.read] == 1.0) == n.is) {
                true => 0.0,
                false => share,
            }
        };
        let all = shares(made);
        let own: Vec<f64> = all.iter().copied().enumerate().map(comes).collect();
        // Where nothing may come, the network is believed.
        let sum = own.iter().sum::<f64>();
        let (own, sum) = if sum > 0.0 { (own, sum) } else { (all, 1.0) };
        let (mut below, mut last) = (0.0, 0);
        for (word, share) in own.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            below += share / sum;
            last = word;
            if below > height {
                break;
            }
        }
        last
    }
}

impl Flow {
    /// A person of so many columns.
    pub fn person(&self, columns: usize, chance: &mut impl Chance) -> Vec<f64> {
        let mut row = vec![f64::NAN; columns];
        let mut read = Vec::new();
        for given in &self.0 {
            let cell = given.draw(&read[..given.network.inputs], chance);
            given.head.read(cell, &given.sorted, &mut read);
            row[given.column] = cell;
        }
        row
    }

    /// Whether each column, of so many words or none, is drawn once, by a network that reads those
    /// before it.
    pub(super) fn is_whole(&self, words: &[usize]) -> bool {
        let mut before = 0;
        let mut left: Vec<Option<usize>> = words.iter().copied().map(Some).collect();
        let fits = |given: &Given| {
            let of = left.get_mut(given.column).and_then(Option::take);
            let network = &given.network;
            let read = before;
            before += given.head.reads();
            of == Some(given.head.words)
                && network.is_whole()
                && !network.samples()
                && network.layers.iter().all(|l| matches!(l, Layer::Dense(_)))
                && network.inputs == read
                && network.outputs == given.head.size()
                && given.never.iter().all(|never| never.read < read)
                && network.weights() == given.weights.len()
                && given.weights.iter().all(|w| w.is_finite())
                && (given.head.words > 0) == given.sorted.values().is_empty()
                && given.sorted.is_whole()
        };
        self.0.len() == words.len() && self.0.iter().all(fits)
    }
}
