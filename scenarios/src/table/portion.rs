//! Some people of a table carried through the model.

use super::columns::Reserved;
use super::rows::{Laid, Seen, Segment, segments};
use super::simulation::{Simulation, Summary};
use crate::population::Replicate;
use crate::problem::Problem;
use engine::dosing::{End, Fault, Person, Timeline, Wrong};
use engine::recording::Values;
use engine::time::Nanoseconds;
use std::ops::Range;
use std::sync::Arc;

/// Some people of one replicate.
pub(super) struct Portion {
    pub replicate: Arc<Replicate>,
    pub who: Range<usize>,
    /// Whether they are its last.
    pub is_last: bool,
}

/// What became of some people.
pub(super) struct Carried {
    /// Their rows, column by column.
    pub values: Vec<Values>,
    pub summary: Summary,
    /// What a check is told: person, time and value.
    pub noted: Vec<(usize, f64, f64)>,
}

impl Simulation<'_> {
    /// Carries some people, in so many shares at least. `on_grid`: whether a check that follows looks
    /// at the times of the grid, and not at records; none where none follows.
    pub(super) fn carry(
        &self,
        portion: &Portion,
        shares: usize,
        on_grid: Option<bool>,
    ) -> Result<Carried, Vec<Problem>> {
        let Portion { replicate, who, .. } = portion;
        let mut summary = Summary::default();
        let people = &self.table.people[who.clone()];
        let mut persons = self.persons(who.clone(), replicate);
        // People whose records say the same share a timeline.
        let mut firsts: Vec<usize> = Vec::new();
        let mut course = Vec::with_capacity(people.len());
        for (index, rows) in people.iter().enumerate() {
            let shares = |first: &usize| {
                let one_can = persons.impossible[*first].is_none();
                one_can == persons.impossible[index].is_none() && self.alike(&people[*first], rows)
            };
            if !firsts.last().is_some_and(shares) {
                firsts.push(index);
            }
            course.push(firsts.len() - 1);
        }
        let made = self.crew.each(firsts.clone(), |first| {
            let rows = &people[first];
            let made = match persons.impossible[first] {
                Some(_) => self.looks(rows),
                None => self.timeline(rows, persons.numbers(first)),
            };
            let made = match made {
                // Nobody wrote what was drawn: it is this person who cannot be.
                Err(fault) if self.was_drawn(&fault) => {
                    let why = format!("a dose of theirs means nothing: {}", kind(fault.wrong));
                    self.looks(rows).map(|made| (made, Some(why)))
                }
                made => made.map(|made| (made, None)),
            };
            made.map(|(made, why)| (segments(&made, rows.len()), made, why))
        });
        let mut courses: Vec<(Vec<Segment>, Timeline)> = Vec::with_capacity(made.len());
        let mut problems = Vec::new();
        for (made, first) in made.into_iter().zip(firsts) {
            match made {
                Ok((segments, timeline, why)) => {
                    courses.push((segments, timeline));
                    if why.is_some() {
                        persons.impossible[first] = why;
                    }
                }
                Err(fault) => problems.push(self.problem(people[first].start, fault)),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut crowd = Vec::with_capacity(people.len());
        // Who of them each of the crowd is.
        let mut places = Vec::with_capacity(people.len());
        let mut seen_people = Vec::with_capacity(people.len());
        let mut offset = 0;
        for (index, rows) in people.iter().enumerate() {
            let (segments, timeline) = &courses[course[index]];
            let count = rows.len() + self.grid.len();
            match &persons.impossible[index] {
                // Their rows stay blank.
                Some(reason) => {
                    let at = self.table.records[rows.start].at;
                    summary.lose(reason.clone(), self.in_units(at), || self.id(rows.start));
                }
                None => {
                    crowd.push(Person {
                        timeline,
                        params: persons.params(index),
                        start: self.start(rows),
                        rows: count,
                        offset,
                    });
                    places.push(index);
                }
            }
            offset += count;
            seen_people.push(Seen {
                number: who.start + index,
                first: rows.start,
                segments,
                eta: &persons.etas[index],
            });
        }
        let blank = || vec![f64::NAN; offset];
        let mut seen: Vec<Vec<f64>> = (0..self.crew.shows()).map(|_| blank()).collect();
        let ends = self.crew.carry(&crowd, &mut seen, shares);
        for (end, index) in ends.into_iter().zip(places) {
            match end {
                End::Well => summary.well += 1,
                End::Failed { trouble, at } => {
                    let first = people[index].start;
                    summary.lose(trouble.to_string(), self.in_units(at), || self.id(first));
                }
            }
        }
        let mut laid = Laid {
            crowd: &seen_people,
            rows: offset,
            seen,
            measured: Vec::new(),
            replicate: replicate.number,
            error: self.setup.error_of(replicate.residual),
        };
        laid.measured = self.measured(&laid);
        let noted = on_grid.map(|on_grid| self.noted(on_grid, &laid));
        summary.rows = offset as u64;
        Ok(Carried {
            summary,
            noted: noted.unwrap_or_default(),
            values: self.lay_out(laid),
        })
    }

    fn in_units(&self, at: Nanoseconds) -> f64 {
        at as f64 / self.setup.unit()
    }

    /// Whose record this is, as the table says it.
    fn id(&self, record: usize) -> String {
        let Some(column) = self.table.columns.of(Reserved::Id) else {
            return String::new();
        };
        match &self.table.texts[column] {
            Some(text) => text.list[text.places[record] as usize].clone(),
            None => self.table.values[column][record].to_string(),
        }
    }

    /// Whether a fault may be of what was drawn, and not of what the table says.
    fn was_drawn(&self, fault: &Fault) -> bool {
        !self.drawn.is_empty() && !matches!(fault.wrong, Wrong::NoRate | Wrong::NoDuration)
    }
}

/// What is wrong with a dose, without the number that only one person has.
fn kind(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Bioavailability(_) => "its bioavailability",
        Wrong::Lag(_) => "its lag",
        Wrong::Rate(_) | Wrong::NoRate => "its rate",
        Wrong::Duration(_) | Wrong::NoDuration => "its duration",
        Wrong::TooLong(_) => "an infusion longer than time can count",
    }
}
