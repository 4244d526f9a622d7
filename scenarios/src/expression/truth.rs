//! When a condition holds, exactly, for values that are straight lines between samples.

/// The truth of a condition along a trajectory: at each of some times, and between each of them
/// and the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Truth {
    /// Times that never go back; two may be equal where a value jumps.
    pub times: Vec<f64>,
    /// Whether it holds at each time.
    pub at: Vec<bool>,
    /// Whether it holds all the way from each time to the next.
    pub between: Vec<bool>,
}

/// How conditions are combined, with comparisons replaced by their places in a list.
pub(super) enum Logic {
    Leaf(usize),
    And(Box<Logic>, Box<Logic>),
    Or(Box<Logic>, Box<Logic>),
    Not(Box<Logic>),
}

/// A comparison along a trajectory: `difference < 0`, or `<= 0` unless strict.
pub(super) struct Leaf {
    pub strict: bool,
    /// Left minus right, at each time.
    pub difference: Vec<f64>,
}

impl Leaf {
    /// Where between the samples `i` and `i + 1` the difference passes through zero, as a
    /// fraction of the way.
    fn crossing(&self, i: usize) -> Option<f64> {
        let (start, end) = (self.difference[i], self.difference[i + 1]);
        let crosses = start < 0.0 && end > 0.0 || start > 0.0 && end < 0.0;
        crosses.then(|| start / (start - end))
    }

    fn holds(&self, sign: f64) -> bool {
        sign < 0.0 || (!self.strict && sign == 0.0)
    }

    fn at_sample(&self, i: usize) -> bool {
        self.holds(self.difference[i])
    }

    /// Whether it keeps one sign, and none of its ends is zero, from sample `i` to `i + 1`.
    fn is_steady(&self, i: usize) -> bool {
        self.difference[i] * self.difference[i + 1] > 0.0
    }

    /// At a fraction of the way from sample `i` to `i + 1`, both excluded.
    fn inside(&self, i: usize, fraction: f64) -> bool {
        let (start, end) = (self.difference[i], self.difference[i + 1]);
        match self.crossing(i) {
            // Exactly on its own crossing the difference is zero, whatever rounding says.
            Some(crossing) if crossing == fraction => self.holds(0.0),
            Some(crossing) if fraction > crossing => self.holds(end),
            Some(_) => self.holds(start),
            // One sign all the way: that of the end that is not zero.
            None => self.holds(if start == 0.0 { end } else { start }),
        }
    }
}

impl Logic {
    fn ask(&self, leaf: &impl Fn(usize) -> bool) -> bool {
        match self {
            Logic::Leaf(place) => leaf(*place),
            Logic::And(left, right) => left.ask(leaf) && right.ask(leaf),
            Logic::Or(left, right) => left.ask(leaf) || right.ask(leaf),
            Logic::Not(inner) => !inner.ask(leaf),
        }
    }
}

/// When a combination of comparisons holds. Each leaf has one difference for each time, none NaN.
pub(super) fn truth(times: &[f64], leaves: &[Leaf], logic: &Logic) -> Truth {
    let mut found = Truth {
        times: Vec::with_capacity(times.len()),
        at: Vec::with_capacity(times.len()),
        between: Vec::with_capacity(times.len()),
    };
    let mut crossings: Vec<f64> = Vec::new();
    // What holds at a time, where it is known: from one to the next nothing changes while no comparison does.
    let mut known = None;
    for i in 0..times.len() {
        let now = known.unwrap_or_else(|| logic.ask(&|leaf| leaves[leaf].at_sample(i)));
        found.times.push(times[i]);
        found.at.push(now);
        if i + 1 == times.len() {
            break;
        }
        known = leaves.iter().all(|leaf| leaf.is_steady(i)).then_some(now);
        if known.is_some() {
            found.between.push(now);
            continue;
        }
        let width = times[i + 1] - times[i];
        crossings.clear();
        crossings.extend(leaves.iter().filter_map(|leaf| leaf.crossing(i)));
        crossings.retain(|fraction| *fraction > 0.0 && *fraction < 1.0);
        crossings.sort_by(f64::total_cmp);
        crossings.dedup();
        let mut start = 0.0;
        for &crossing in &crossings {
            let middle = 0.5 * (start + crossing);
            found
                .between
                .push(logic.ask(&|leaf| leaves[leaf].inside(i, middle)));
            found.times.push(times[i] + crossing * width);
            found
                .at
                .push(logic.ask(&|leaf| leaves[leaf].inside(i, crossing)));
            start = crossing;
        }
        let middle = 0.5 * (start + 1.0);
        found
            .between
            .push(logic.ask(&|leaf| leaves[leaf].inside(i, middle)));
    }
    found
}

impl Truth {
    /// For how long it holds.
    pub fn duration(&self) -> f64 {
        let steps = self.times.windows(2).zip(&self.between);
        steps
            .filter(|(_, holds)| **holds)
            .map(|(ends, _)| ends[1] - ends[0])
            .sum()
    }

    /// When it first holds, or comes to hold at once; `None` for never.
    pub fn first(&self) -> Option<f64> {
        let at = |i: usize| self.at[i] || self.between.get(i).copied().unwrap_or(false);
        (0..self.times.len())
            .find(|i| at(*i))
            .map(|i| self.times[i])
    }
}
