//! An aim that was reached is held until it is let go: again and again it is worked out how severe the disease
//! must be so that the patient stays there. Each such severity is an act of the log, marked as held.

use super::session::Session;
use super::steer::Steering;
use crate::file::{Act, By, Doing, Steer, Verb};
use crate::time::Time;
use engine::time::SECOND;
use physiology::vocabulary::quantity;

/// How often it is looked whether an aim is held, s, and how far ahead it is then worked out; assumed: some of a
/// reflex's time constants, and few lines of the log. What cannot be there so soon is worked out as far ahead as
/// was given it at first.
const LOOK: Time = Time::from_nanoseconds(30 * SECOND);
pub(super) const AHEAD: Time = Time::from_minutes(1);

/// A quantity is near an aim within this share of it, and within this share of the width of its reference range:
/// where zero is far from anything that lives, as of kelvins and of pH, a share of the aim is no distance. Assumed.
const NEAR: f64 = 0.02;
const OF_WIDTH: f64 = 0.1;

/// So many seconds are one look: as many as two slow breaths.
const SECONDS: usize = 10;

/// What the log says of a severity by which an aim is held, after the aim.
pub(super) const HELD: &str = ", held";

/// How far from an aim a quantity is still near it, in its unit. Nothing is changed where it is, and will be at the
/// next look if it goes on as in the last seconds; and an aim is worked out to as much.
pub(super) fn near(aim: &Steer) -> f64 {
    let share = NEAR * aim.value.abs();
    match quantity(&aim.quantity).and_then(|known| known.reference) {
        Some((low, high)) if share == 0.0 => OF_WIDTH * (high - low),
        Some((low, high)) => share.min(OF_WIDTH * (high - low)),
        None => share,
    }
}

/// An aim that is kept.
#[derive(Clone)]
pub(super) struct Hold {
    aim: Steer,
    /// When it is looked at next.
    due: Time,
    /// By what it is held now.
    by: String,
}

impl Session {
    /// What is held, as it is said: "mean arterial pressure = 55 mmHg".
    pub fn held(&self) -> Option<String> {
        let hold = self.hold.as_ref()?;
        Some(said(&hold.aim))
    }

    /// Lets the patient go, and what is still being worked out; the log has a note of it.
    pub fn let_go(&mut self) -> Result<(), String> {
        self.aims += 1;
        match self.hold.take() {
            Some(hold) => {
                let note = format!("lets go: {}", said(&hold.aim));
                let note = toml::Value::String(note).to_string();
                self.act(By::Instructor, &format!("note = {note}"))
            }
            None => Ok(()),
        }
    }

    /// What is to be worked out now so that the aim is held, if it is time to and the patient is not there.
    pub fn due(&mut self) -> Option<Steering> {
        let (now, is_over) = (self.now(), self.is_over());
        let hold = self.hold.as_mut()?;
        if is_over || now < hold.due {
            return None;
        }
        hold.due = later(now, LOOK);
        let aim = hold.aim.clone();
        if self.stays(&aim) {
            return None;
        }
        let steering = self.steering(&aim).ok()?;
        Some(Steering {
            is_held: true,
            ..steering
        })
    }

    /// Whether the quantity is near its aim, and stays so if it goes on as it does.
    fn stays(&self, aim: &Steer) -> bool {
        let values = self.course().series(&aim.quantity);
        let last = &values[values.len().saturating_sub(2 * SECONDS)..];
        if last.len() < 2 * SECONDS {
            return false;
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (before, now) = (mean(&last[..SECONDS]), mean(&last[SECONDS..]));
        let looks = LOOK.nanoseconds() as f64 / (SECONDS as f64 * SECOND as f64);
        let then = now + (now - before) * looks;
        let is_near = |value: f64| (value - aim.value).abs() <= near(aim);
        is_near(now) && is_near(then)
    }

    /// Does what was worked out, and holds the aim from when it is reached. What another aim, a way back or
    /// letting go has overtaken is not done. An aim that cannot be held any more is let go; a new one that cannot
    /// be reached leaves the old one as it is.
    pub fn settle(
        &mut self,
        steering: &Steering,
        by: By,
        solved: Result<String, String>,
    ) -> Result<(), String> {
        if steering.round != self.aims {
            return Ok(());
        }
        let done = solved.and_then(|solved| self.adjust(steering, by, solved));
        if done.is_err() && steering.is_held {
            self.let_go()?;
        }
        done
    }

    /// Lets the disease become as severe as was worked out.
    fn adjust(&mut self, steering: &Steering, by: By, solved: String) -> Result<(), String> {
        if steering.is_held && self.hold.as_ref().is_some_and(|hold| hold.by == solved) {
            if !steering.is_end(&solved) {
                // On its way.
                return Ok(());
            }
            // The disease is as mild, or as severe, as it can be, and it is not enough.
            return Err(format!(
                "{} cannot be held through {} alone any more: it was let go",
                said(&steering.aim),
                steering.start.what.value
            ));
        }
        self.act(by, &solved)?;
        let through = steering.start.what.value.clone();
        if let (true, Some(hold)) = (steering.is_held, &mut self.hold) {
            hold.by = solved;
            return Ok(());
        }
        let aim = steering.aim.clone();
        self.hold = Some(Hold {
            due: later(self.now(), aim.within),
            aim: Steer {
                text: without_time(&aim.text).to_owned() + HELD,
                through: Some(through),
                ..aim
            },
            by: solved,
        });
        Ok(())
    }

    /// Holds the aim at once, where nobody waits: a script that is played.
    pub(super) fn hold_now(&mut self) {
        if let Some(steering) = self.due() {
            // Where it cannot be held any more it is let go.
            let _ = self.settle(&steering, By::Instructor, steering.solve());
        }
    }

    /// Whoever changes by hand what is held by has let go of it.
    pub(super) fn overruled(&mut self, act: &Act) {
        let what = match &act.what {
            Doing::Verb(Verb::Start(start)) if act.towards.is_none() => &start.what.value,
            Doing::Verb(Verb::Stop(what)) => &what.value,
            _ => return,
        };
        let is_held_by = |hold: &Hold| hold.aim.through.as_deref() == Some(what);
        if self.hold.as_ref().is_some_and(is_held_by) {
            self.hold = None;
            self.aims += 1;
        }
    }
}

/// An aim in words.
fn said(aim: &Steer) -> String {
    plain(aim).replace('_', " ")
}

/// What is aimed at and nothing else, as it was written.
pub(super) fn plain(aim: &Steer) -> &str {
    without_time(aim.text.trim_end_matches(HELD))
}

/// `mean_arterial_pressure = 55 mmHg` of `mean_arterial_pressure = 55 mmHg in 3 min`.
fn without_time(text: &str) -> &str {
    text.rsplit_once(" in ").map_or(text, |(aim, _)| aim)
}

fn later(time: Time, by: Time) -> Time {
    Time::from_nanoseconds(time.nanoseconds() + by.nanoseconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Within 2 % of 38 degrees, counted in kelvins, lies all from 32 to 44, and of a pH of 7.2 all from 7.06.
    #[test]
    fn near_is_near_where_zero_is_far_away() {
        let near = |quantity: &str, value: f64| {
            near(&Steer {
                quantity: quantity.to_owned(),
                value,
                within: AHEAD,
                through: None,
                text: String::new(),
            })
        };
        let is = |near: f64, expected: f64| (near - expected).abs() < 1e-9;
        assert!(is(near("mean_arterial_pressure", 55.0), 1.1));
        assert!(is(near("arterial_carbon_dioxide_pressure", 30.0), 0.6));
        assert!(is(near("core_temperature", 311.15), 0.19));
        assert!(is(near("arterial_ph", 7.2), 0.01));
        assert!(is(near("lactate", 0.0), 0.15));
    }
}
