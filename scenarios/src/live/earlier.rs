//! What had been if the key deed had come earlier: the engine plays it.

use super::course::Course;
use super::debrief::{Below, below, dead};
use super::goals::is_deed;
use super::session::{Session, TICK, Trouble};
use crate::file::{Act, By, Deed, Done, Goal, Limit, LimitOf, Script};
use crate::time::Time;

/// The learner's own run with one deed earlier.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// What was done earlier, in words.
    pub what: String,
    /// When it was done; `None` where it was not.
    pub was: Option<Time>,
    /// When it is done instead.
    pub is: Time,
    /// What was recorded.
    pub course: Course,
    /// Times below thresholds.
    pub below: Vec<Below>,
    /// When the patient died, if so.
    pub died: Option<Time>,
}

/// The goal that the debrief asks about: the one so marked, else the first that a deed meets.
fn key(goals: &[Goal]) -> Option<&Goal> {
    let mut met = goals
        .iter()
        .filter(|goal| !goal.is_never && given(goal).is_some());
    met.clone().find(|goal| goal.is_key).or_else(|| met.next())
}

fn given(goal: &Goal) -> Option<&Deed> {
    goal.test
        .deed()
        .filter(|deed| matches!(deed.done, Done::Given | Done::Procedure))
}

/// Plays the session anew with the key deed at half the time that it took, or where it was not done at all
/// at the time by which it was wanted. `None` where there is no such deed, or it came at once.
pub fn earlier(session: &Session) -> Result<Option<Earlier>, Trouble> {
    let teaching = session.scenario().teaching.as_ref();
    let Some(goal) = teaching.and_then(|teaching| key(&teaching.goals)) else {
        return Ok(None);
    };
    let Some(deed) = given(goal) else {
        return Ok(None);
    };
    let mut script = session.script();
    let subject = &session.plan().subject;
    let found = (0..script.acts.len()).find(|last| {
        let acts: Vec<&Act> = script.acts[..=*last].iter().collect();
        script.acts[*last].by == By::Learner
            && script.acts[*last].at >= goal.from
            && is_deed(deed, &acts, subject)
    });
    let (was, is, act) = match found {
        Some(place) => {
            let act = script.acts.remove(place);
            let half = (act.at.nanoseconds() - goal.from.nanoseconds()) / 2;
            let is = Time::from_nanoseconds((goal.from.nanoseconds() + half) / TICK * TICK);
            (Some(act.at), is, act)
        }
        None => {
            let Some((is, act)) = goal.by.zip(as_wanted(session, deed)) else {
                return Ok(None);
            };
            (None, is, act)
        }
    };
    // As far as the learner came; where the patient died, to the end, to see whether they would have lived.
    let end = match session.watch().died {
        Some(_) => session.horizon(),
        None => session.now(),
    };
    if was.is_some_and(|was| was <= is) || is >= end {
        return Ok(None);
    }
    let what = act.text.replace('\n', ", ");
    script.acts.push(Act { at: is, ..act });
    script.acts.sort_by_key(|act| act.at);
    let course = played(
        session,
        Script {
            until: Some(end),
            ..script
        },
    )?;
    Ok(course.map(|(course, died)| Earlier {
        what,
        was,
        is,
        below: below(&course, dead(died, end)),
        course,
        died,
    }))
}

/// What is recorded of a script, and when the patient dies; `None` where an act that came later cannot be
/// done any more.
fn played(session: &Session, script: Script) -> Result<Option<(Course, Option<Time>)>, Trouble> {
    let mut other = session.again(false)?;
    match other.play(&script) {
        Ok(()) => Ok(Some((other.course().clone(), other.watch().died))),
        Err(Trouble::Other(_)) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// The deed as the goal wants it, where a dose or a rate is named.
fn as_wanted(session: &Session, deed: &Deed) -> Option<Act> {
    let text = match deed.done {
        Done::Procedure => format!("do = \"{}\"", deed.what),
        _ => {
            let mut text = format!("give = \"{}\"", deed.what);
            text.push_str(&amount(session, deed)?);
            if let Some(route) = &deed.route {
                text.push_str(&format!("\nroute = \"{route}\""));
            }
            text
        }
    };
    let file = format!("[[action]]\nat = \"0 s\"\n{text}\n");
    let (script, _) = crate::check_script(file.as_bytes(), session.known());
    script?.acts.into_iter().next()
}

fn amount(session: &Session, deed: &Deed) -> Option<String> {
    let drug = session.known().drug(&deed.what)?;
    let Some(limit) = deed.limits.first() else {
        return Some(format!("\ndose = \"{}\"", drug.example));
    };
    let value = middle(limit)? * session.plan().subject.count_of(limit.per).ok()?;
    let (key, per) = match limit.of {
        LimitOf::Rate => ("rate", "/min"),
        LimitOf::Dose | LimitOf::Total => ("dose", ""),
    };
    // In the unit of the drug's own example, which its doses have.
    let (_, end) = crate::quantity::split_number(&drug.example).ok()?;
    let unit = drug.example[end..].trim();
    let known = physiology::unit::Unit::parse(unit).ok()?;
    let value = limit.unit.convert(value, &known)?;
    Some(format!("\n{key} = \"{} {unit}{per}\"", value as f32))
}

/// A value within a limit.
fn middle(limit: &Limit) -> Option<f64> {
    match (limit.least.is_finite(), limit.most.is_finite()) {
        (true, true) => Some(0.5 * (limit.least + limit.most)),
        (true, false) => Some(if limit.is_strict {
            1.1 * limit.least
        } else {
            limit.least
        }),
        (false, true) => Some(0.9 * limit.most),
        (false, false) => None,
    }
}
