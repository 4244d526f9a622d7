//! What is seen of the patient now: by learners, and with all that is hidden by their instructor.

use super::answer::Role;
use scenarios::live::{Alarms, Kind, Session, pulse_pitch};
use serde_json::{Value, json};
use viz::teach::Channel;

/// So many seconds at most does the page draw behind the patient: more than lie between two of its questions.
const BEHIND: f64 = 1.5;

/// What is told beside the patient.
pub struct Around<'a> {
    /// Whether time runs, and how fast.
    pub pace: (bool, f64),
    /// Whether an aim of the instructor is being worked out.
    pub is_aiming: bool,
    /// What came of the last thing that was asked.
    pub said: Option<Result<(), String>>,
    /// The alarms.
    pub alarms: &'a Alarms,
    /// Who is told.
    pub role: Role,
}

/// The state as JSON.
pub fn state(session: &Session, around: &Around<'_>) -> String {
    let course = session.course();
    let now = session.now().nanoseconds() as f64 / 1e9;
    let channels = Channel::of(session.waves().names(), course)
        .map(|channel| told_of(channel, session, around.alarms));
    let standing = around.alarms.standing.iter().map(|alarm| {
        json!({ "text": alarm.text, "priority": alarm.priority.mark().len(), "seen": alarm.is_acknowledged })
    });
    let running = session.running().into_iter().map(|running| {
        json!({ "drug": running.drug, "amount": running.amount, "rate": running.is_rate })
    });
    let watch = session.watch();
    let labs = watch
        .labs
        .iter()
        .filter(|lab| !lab.is_there)
        .map(|lab| json!({ "name": lab.name, "due": lab.due.nanoseconds() / 1_000_000_000 }));
    let mut told = json!({
        "now": now,
        "running": around.pace.0,
        "speed": around.pace.1,
        "over": session.is_over(),
        "behind": BEHIND,
        "channels": channels.collect::<Vec<_>>(),
        "alarms": standing.collect::<Vec<_>>(),
        "burst": around.alarms.sounds().map(|priority| {
            let burst = priority.burst();
            json!({ "priority": priority.mark().len(), "begins": burst.begins, "pulse": burst.pulse, "every": burst.every() })
        }),
        "pitch": round(pulse_pitch(course.now("spo2")), 1),
        "paused": around.alarms.paused_until.is_some(),
        "infusions": running.collect::<Vec<_>>(),
        "titrated": session.titrated(),
        "awaited": labs.collect::<Vec<_>>(),
        "heard": heard(session, around.role),
    });
    if around.role == Role::Instructor {
        told["goals"] = json!(goals(session));
        told["held"] = json!(session.held());
        told["aiming"] = json!(around.is_aiming);
        told["said"] = json!(around.said.clone().and_then(Result::err));
        let ways = session.branches().iter().map(|branch| {
            json!([
                branch.from.nanoseconds() / 1_000_000_000,
                branch.until.nanoseconds() / 1_000_000_000
            ])
        });
        told["ways"] = json!(ways.collect::<Vec<_>>());
    }
    told.to_string()
}

/// A row of the monitor: how it looks, its numbers with their alarms, and the last seconds of its wave.
fn told_of(channel: &Channel, session: &Session, alarms: &Alarms) -> Value {
    let course = session.course();
    let now = session.now().nanoseconds() as f64 / 1e9;
    let from = now - channel.seconds - BEHIND;
    let points = session.waves().between(channel.wave, from, now);
    let (low, high) = channel.range(points.iter().map(|(_, value)| *value));
    let known = points.iter().step_by(channel.each);
    let known = known.filter(|(_, value)| value.is_finite());
    let points = known.map(|(t, value)| json!([round(*t, 3), round(*value, 3)]));
    let numbers = channel.quantities.iter().zip(channel.numbers(course));
    let numbers = numbers.map(|(quantity, text)| {
        let alarm = alarms.of(quantity).map(|alarm| alarm.priority.mark().len());
        json!({ "text": text, "alarm": alarm })
    });
    json!({
        "wave": channel.wave,
        "name": channel.name,
        "label": channel.label,
        "unit": channel.unit,
        "color": channel.color.code(),
        "sweep": channel.seconds,
        "span": [low, high],
        "text": channel.text(course),
        "numbers": numbers.collect::<Vec<_>>(),
        "points": points.collect::<Vec<_>>(),
    })
}

/// What was heard and done; learners do not hear what befalls the patient, nor what is noted and scored.
fn heard(session: &Session, role: Role) -> Vec<Value> {
    let open = |kind: Kind| {
        role == Role::Instructor
            || matches!(
                kind,
                Kind::Said | Kind::Prompt | Kind::Act | Kind::Lab | Kind::Found | Kind::End
            )
    };
    let all = session.watch().heard.iter();
    let told = all.filter(|heard| open(heard.kind)).map(|heard| {
        let seconds = heard.at.nanoseconds() / 1_000_000_000;
        let who = match heard.who.as_str() {
            "" => heard.kind.word(),
            who => who,
        };
        json!({ "at": seconds, "who": who, "text": heard.text, "said": matches!(heard.kind, Kind::Said | Kind::Prompt) })
    });
    told.collect()
}

fn goals(session: &Session) -> Vec<Value> {
    let teaching = session.scenario().teaching.iter();
    let goals = teaching
        .flat_map(|teaching| &teaching.goals)
        .zip(&session.watch().goals);
    goals
        .map(|(goal, progress)| {
            let seconds = |time: scenarios::time::Time| time.nanoseconds() / 1_000_000_000;
            json!({
                "name": goal.name.value,
                "never": goal.is_never,
                "at": progress.at.map(seconds),
                "by": goal.by.map(seconds),
            })
        })
        .collect()
}

fn round(value: f64, digits: i32) -> f64 {
    let factor = 10_f64.powi(digits);
    (value * factor).round() / factor
}
