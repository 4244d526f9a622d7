//! What the pages of learners and of their instructor ask, and what they are told.

use super::ending::Ending;
use super::http::Answer;
use super::state::{Around, state};
use scenarios::condition::{ConditionKind, conditions};
use scenarios::file::{By, Scenario};
use scenarios::known::Known;
use scenarios::live::{
    ALARM_HARMONICS, ALARM_PITCH, Alarms, Bedside, Command, EXAMINATIONS, LABS, SPEEDS, so_far,
};
use scenarios::time::Time;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

const PAGE: &str = include_str!("page.html");

/// Whose page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who is taught: nothing hidden.
    Learner,
    /// Who teaches.
    Instructor,
}

/// A patient whom browsers watch.
pub struct Page {
    /// The thread that carries the patient.
    pub bedside: Arc<Bedside>,
    /// The case.
    pub scenario: Scenario,
    /// What can be given.
    pub known: Known,
    /// Whether learners let time run themselves; else their instructor does.
    pub is_alone: bool,
    /// Alarms, one state for all who watch.
    pub alarms: Mutex<Alarms>,
    /// How it ends.
    pub ending: Arc<Ending>,
}

impl Page {
    /// Answers a request.
    pub(super) fn answer(&self, role: Role, method: &str, path: &str, body: &str) -> Answer {
        let is_instructor = role == Role::Instructor;
        let is_in_charge = is_instructor || self.is_alone;
        let by = match role {
            Role::Learner => By::Learner,
            Role::Instructor => By::Instructor,
        };
        match (method, path) {
            ("GET", "") => Answer::of("text/html; charset=utf-8", PAGE.to_owned()),
            ("GET", "case") => Answer::of("application/json", self.case(role)),
            ("GET", "state") => Answer::of("application/json", self.state(role)),
            ("GET", "debrief") if is_in_charge && self.is_over() => {
                let page = Answer::of("text/html; charset=utf-8", self.ending.debrief());
                Answer {
                    is_last: true,
                    ..page
                }
            }
            ("GET", "debrief") if is_instructor => {
                let debrief = self.bedside.wait(so_far);
                let page = viz::teach::debrief_page(&self.scenario, &debrief);
                Answer::of("text/html; charset=utf-8", page)
            }
            ("POST", "act") => said(self.bedside.act(by, body)),
            ("POST", "alarms") => said(self.alarm(body)),
            ("POST", "run") if is_in_charge => {
                self.bedside.run(body == "on");
                Answer::done()
            }
            ("POST", "steer") if is_instructor => {
                self.bedside.ask(Command::Steer(body.to_owned()));
                Answer::done()
            }
            ("POST", "let-go") if is_instructor => {
                self.bedside.ask(Command::LetGo);
                Answer::done()
            }
            ("POST", "speed") if is_instructor => said(self.speed(body)),
            ("POST", "back") if is_instructor => said(self.back(body)),
            ("POST", "take-up") if is_instructor => match body.parse() {
                Ok(branch) => {
                    self.bedside.ask(Command::TakeUp(branch));
                    Answer::done()
                }
                Err(_) => Answer::refusal("422 Unprocessable Content", "not the number of a way"),
            },
            ("POST", "end") if is_in_charge => {
                self.ending.end();
                Answer::done()
            }
            ("GET", "debrief") if self.is_alone => {
                Answer::refusal("409 Conflict", "the session has not ended")
            }
            ("POST", "run" | "steer" | "let-go" | "speed" | "back" | "take-up" | "end")
            | ("GET", "debrief") => Answer::refusal("403 Forbidden", "this is for the instructor"),
            (
                _,
                "" | "case" | "state" | "debrief" | "act" | "alarms" | "run" | "steer" | "let-go"
                | "speed" | "back" | "take-up" | "end",
            ) => Answer::refusal("405 Method Not Allowed", "GET to look, POST to act"),
            _ => Answer::refusal("404 Not Found", "there is no such page"),
        }
    }

    fn is_over(&self) -> bool {
        self.ending.is_ended() || self.bedside.wait(scenarios::live::Session::is_over)
    }

    fn speed(&self, text: &str) -> Result<(), String> {
        let speed = text
            .trim()
            .parse()
            .ok()
            .filter(|speed| SPEEDS.contains(speed));
        let speed = speed.ok_or_else(|| format!("not one of the speeds {SPEEDS:?}"))?;
        self.bedside.set_speed(speed);
        Ok(())
    }

    /// So many seconds back, as a branch; none is a branch here.
    fn back(&self, text: &str) -> Result<(), String> {
        let seconds: i64 = match text.trim().parse() {
            Ok(seconds @ 0..=1_000_000) => seconds,
            _ => return Err("not a number of seconds".to_owned()),
        };
        let now = self.bedside.wait(|session| session.now().nanoseconds());
        let to = Time::from_nanoseconds((now - seconds * 1_000_000_000).max(0));
        self.bedside.ask(Command::Rewind(to));
        Ok(())
    }

    fn alarm(&self, text: &str) -> Result<(), String> {
        let now = self.bedside.wait(|session| session.now());
        let mut alarms = self.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        match text {
            "acknowledge" => alarms.acknowledge(),
            "pause" => alarms.pause(now),
            _ => return Err("`acknowledge` or `pause`".to_owned()),
        }
        Ok(())
    }

    fn state(&self, role: Role) -> String {
        let mut alarms = self.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        self.bedside.wait(|session| {
            alarms.look(&session.course().present(), session.now());
            let around = Around {
                pace: self.bedside.pace(),
                is_aiming: self.bedside.is_aiming(),
                said: match role {
                    Role::Instructor => self.bedside.said(),
                    Role::Learner => None,
                },
                alarms: &alarms,
                role,
            };
            state(session, &around)
        })
    }

    /// What is read first, and what may be ordered.
    fn case(&self, role: Role) -> String {
        let teaching = self.scenario.teaching.as_ref();
        let orders = teaching.and_then(|teaching| teaching.orders.clone());
        let drugs = self.known.drugs.iter().filter(|drug| {
            orders
                .as_ref()
                .is_none_or(|orders| orders.contains(&drug.name))
        });
        let drugs: Vec<Value> = drugs
            .map(
                |drug| json!({ "name": drug.name, "example": drug.example, "routes": drug.routes }),
            )
            .collect();
        let labs: Vec<&str> = LABS.iter().map(|lab| lab.name).collect();
        let examinations: Vec<Value> = EXAMINATIONS
            .iter()
            .map(|known| json!({ "name": known.name, "title": known.title }))
            .collect();
        let mut told = json!({
            "title": self.scenario.title.value,
            "brief": teaching.map_or("", |teaching| &teaching.brief),
            "notice": engine::recording::NOTICE,
            "drugs": drugs,
            "procedures": of_kind(ConditionKind::Procedure),
            "labs": labs,
            "examinations": examinations,
            "instructor": role == Role::Instructor,
            "alone": self.is_alone,
            "sound": { "pitch": ALARM_PITCH, "harmonics": ALARM_HARMONICS },
        });
        if role == Role::Instructor {
            let hidden = teaching.and_then(|teaching| teaching.hidden.clone());
            let mut conditions = of_kind(ConditionKind::Condition);
            conditions.insert(
                0,
                json!({ "name": "haemorrhage", "usual": "blood_loss = 150 mL/min" }),
            );
            told["hidden"] = json!(hidden.unwrap_or_default());
            told["conditions"] = json!(conditions);
            told["speeds"] = json!(SPEEDS);
        }
        told.to_string()
    }
}

/// Conditions or procedures, each with what it usually is.
fn of_kind(kind: ConditionKind) -> Vec<Value> {
    let all = conditions().iter().filter(|known| known.kind == kind);
    all.map(|known| {
        let usual = known.measures.iter();
        let usual = usual.map(|m| {
            let unit = if m.unit_text == "1" { "" } else { &m.unit_text };
            format!("{} = {} {unit}", m.name, m.usual)
                .trim_end()
                .to_owned()
        });
        json!({ "name": known.name, "usual": usual.collect::<Vec<_>>().join(", ") })
    })
    .collect()
}

fn said(done: Result<(), String>) -> Answer {
    match done {
        Ok(()) => Answer::done(),
        Err(why) => Answer::refusal("422 Unprocessable Content", &why),
    }
}
