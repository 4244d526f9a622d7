//! The people of a scenario, met one after the other.

use super::criterion::Criterion;
use super::distribution::{Correlated, Distribution, draw};
use super::draw::{Draws, Lot};
use super::drawn::LearnedPeople;
use super::fact::{Fact, Somebody};
use super::table::PeopleTable;
use engine::random::Stream;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// People drawn at once.
const BLOCK: u64 = 4096;

/// A cohort of whom fewer than one in so many are eligible is not looked for any longer.
const RAREST: u64 = 1000;

/// Everybody who may be in a cohort, and who of them is.
#[derive(Debug, Clone)]
pub struct Crowd {
    facts: Vec<Fact>,
    people: People,
    eligible: Option<Criterion>,
    size: Option<u64>,
    /// How the people and their parameters are drawn.
    pub draws: Draws,
    seed: u64,
}

#[derive(Debug, Clone)]
enum People {
    /// Drawn.
    Drawn(Arc<[Distribution]>, Arc<Correlated>),
    /// Those of a table, in its order.
    Table(Arc<PeopleTable>),
    /// Drawn from a learned model.
    Learned(Arc<LearnedPeople>),
}

/// Who was looked at, and why some are not in the cohort.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Screened {
    /// Looked at.
    pub screened: u64,
    /// In the cohort.
    pub enrolled: u64,
    /// Not eligible.
    pub rejected: u64,
    /// Of whom it cannot be told, by the fact that is missing.
    pub unknown: BTreeMap<String, u64>,
    /// Eligible, but more than were asked for.
    pub beyond: u64,
}

/// Where the meeting of people stands.
#[derive(Debug, Clone, Default)]
pub struct Admission {
    /// People looked at.
    next: u64,
    /// What became of them.
    pub counts: Screened,
    chosen: Option<Arc<[u32]>>,
}

impl Admission {
    /// Somebody who was let in is not eligible after all; or it cannot be told, and why.
    pub(crate) fn turn_away(&mut self, why: Option<String>) {
        self.counts.enrolled -= 1;
        match why {
            None => self.counts.rejected += 1,
            Some(why) => *self.counts.unknown.entry(why).or_default() += 1,
        }
    }
}

impl Crowd {
    /// People drawn from distributions.
    pub fn drawn(
        distributions: Vec<Distribution>,
        correlated: Correlated,
        eligible: Option<Criterion>,
        size: u64,
        draws: Draws,
        seed: u64,
    ) -> Self {
        Self {
            facts: distributions.iter().map(|own| own.fact.clone()).collect(),
            people: People::Drawn(distributions.into(), Arc::new(correlated)),
            eligible,
            size: Some(size),
            draws,
            seed,
        }
    }

    /// People drawn from a learned model.
    pub fn learned(
        people: Arc<LearnedPeople>,
        eligible: Option<Criterion>,
        size: u64,
        draws: Draws,
        seed: u64,
    ) -> Self {
        Self {
            facts: people.facts.clone(),
            people: People::Learned(people),
            eligible,
            size: Some(size),
            draws,
            seed,
        }
    }

    /// People of a table; where more are eligible than asked for, they are chosen by lot.
    pub fn table(
        table: Arc<PeopleTable>,
        eligible: Option<Criterion>,
        size: Option<u64>,
        draws: Draws,
        seed: u64,
    ) -> Self {
        Self {
            facts: table.facts.clone(),
            people: People::Table(table),
            eligible,
            size,
            draws,
            seed,
        }
    }

    /// What is known of everybody.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// How many are in the cohort, as far as that is known before they are met.
    pub fn size(&self) -> u64 {
        match (&self.people, self.size) {
            (People::Drawn(..) | People::Learned(_), size) => size.unwrap_or(0),
            (People::Table(_), _) => self.chosen().len() as u64,
        }
    }

    /// The random draws of a person.
    pub fn lot(&self, who: &Somebody) -> Lot {
        Lot::new(self.seed, self.draws, who.number, who.key)
    }

    /// The next people of the cohort, `count` at most; none where all have been met.
    ///
    /// # Errors
    /// Where hardly anybody is eligible.
    pub fn admit(&self, admission: &mut Admission, count: usize) -> Result<Vec<Somebody>, String> {
        match &self.people {
            People::Drawn(distributions, correlated) => self.draw(admission, count, |number| {
                let lot = Lot::new(self.seed, self.draws, number, number);
                draw(distributions, &self.facts, correlated, &lot, number)
            }),
            People::Learned(people) => {
                self.draw(admission, count, |number| people.person(self.seed, number))
            }
            People::Table(table) => {
                if admission.chosen.is_none() {
                    let (chosen, counts) = self.screen(table);
                    admission.counts = counts;
                    admission.chosen = Some(chosen.into());
                }
                let chosen = admission.chosen.as_deref().unwrap_or_default();
                let from = (admission.next as usize).min(chosen.len());
                let to = (from + count).min(chosen.len());
                admission.next = to as u64;
                let people = chosen[from..to].iter();
                Ok(people
                    .map(|row| table.rows[*row as usize].clone())
                    .collect())
            }
        }
    }

    fn draw(
        &self,
        admission: &mut Admission,
        count: usize,
        person: impl Fn(u64) -> Somebody + Sync,
    ) -> Result<Vec<Somebody>, String> {
        let size = self.size.unwrap_or(0);
        let counts = &mut admission.counts;
        let wanted = (count as u64).min(size - counts.enrolled.min(size)) as usize;
        let mut people = Vec::with_capacity(wanted);
        while people.len() < wanted {
            if counts.screened > RAREST * (counts.enrolled + people.len() as u64 + 10) {
                let mut why = format!(
                    "hardly anybody is eligible: {} of the first {} people drawn",
                    counts.enrolled + people.len() as u64,
                    counts.screened
                );
                for (fact, people) in &counts.unknown {
                    why.push_str(&format!("; of {people} `{fact}` is not known"));
                }
                return Err(why);
            }
            let block = BLOCK.min(2 * (wanted - people.len()) as u64 + 16);
            let first = admission.next + 1;
            let met: Vec<(Somebody, Result<bool, String>)> = (first..first + block)
                .into_par_iter()
                .map(|number| {
                    let who = person(number);
                    let fits = self.is_eligible(&who);
                    (who, fits)
                })
                .collect();
            for (who, fits) in met {
                if people.len() == wanted {
                    break;
                }
                admission.next = who.number;
                counts.screened += 1;
                match fits {
                    Ok(true) => people.push(who),
                    Ok(false) => counts.rejected += 1,
                    Err(fact) => *counts.unknown.entry(fact).or_default() += 1,
                }
            }
        }
        counts.enrolled += people.len() as u64;
        Ok(people)
    }

    fn is_eligible(&self, who: &Somebody) -> Result<bool, String> {
        let criterion = self.eligible.as_ref();
        criterion.map_or(Ok(true), |criterion| criterion.holds(&self.facts, who))
    }

    fn chosen(&self) -> Vec<u32> {
        match &self.people {
            People::Table(table) => self.screen(table).0,
            People::Drawn(..) | People::Learned(_) => Vec::new(),
        }
    }

    /// Rows of the people of the cohort, in the order of the table. Who is chosen depends on who is
    /// there and not on the order: of a larger cohort a smaller one is a part.
    fn screen(&self, table: &PeopleTable) -> (Vec<u32>, Screened) {
        let mut counts = Screened::default();
        let mut chosen: Vec<u32> = Vec::new();
        for (row, who) in table.rows.iter().enumerate() {
            counts.screened += 1;
            match self.is_eligible(who) {
                Ok(true) => chosen.push(row as u32),
                Ok(false) => counts.rejected += 1,
                Err(fact) => *counts.unknown.entry(fact).or_default() += 1,
            }
        }
        let size = self.size.map_or(chosen.len(), |size| size as usize);
        if size < chosen.len() {
            counts.beyond = (chosen.len() - size) as u64;
            let lot = |row: &u32| {
                let key = table.rows[*row as usize].key;
                Stream::new(self.seed, key, "", "chosen for the cohort").uniform(0)
            };
            let mut drawn: Vec<(f64, u32)> = chosen.iter().map(|row| (lot(row), *row)).collect();
            drawn.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            chosen = drawn[..size].iter().map(|(_, row)| *row).collect();
            chosen.sort_unstable();
        }
        counts.enrolled = chosen.len() as u64;
        (chosen, counts)
    }
}
