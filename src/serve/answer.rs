//! What the learners' page asks, and what it is told.

use super::http::Answer;
use super::state::state;
use scenarios::file::{By, Scenario};
use scenarios::known::Known;
use scenarios::live::Bedside;
use std::sync::Arc;

const PAGE: &str = include_str!("page.html");

/// A patient whom a browser watches.
pub struct Page {
    /// The thread that carries the patient.
    pub bedside: Arc<Bedside>,
    /// The case.
    pub scenario: Scenario,
    /// What can be given.
    pub known: Known,
}

impl Page {
    /// Answers a request.
    pub(super) fn answer(&self, method: &str, path: &str, body: &str) -> Answer {
        match (method, path) {
            ("GET", "") => Answer::of("text/html; charset=utf-8", PAGE.to_owned()),
            ("GET", "case") => Answer::of("application/json", self.case()),
            ("GET", "state") => Answer::of(
                "application/json",
                self.bedside
                    .wait(|session| state(session, self.bedside.pace())),
            ),
            ("POST", "act") => match self.bedside.act(By::Learner, body) {
                Ok(()) => Answer::of("text/plain; charset=utf-8", String::new()),
                Err(why) => Answer::refusal("422 Unprocessable Content", &why),
            },
            ("POST", "run") => {
                self.bedside.run(body == "on");
                Answer::of("text/plain; charset=utf-8", String::new())
            }
            _ => Answer::refusal("404 Not Found", "there is no such page"),
        }
    }

    /// What learners read, and what they may order.
    fn case(&self) -> String {
        let teaching = self.scenario.teaching.as_ref();
        let orders = teaching.and_then(|teaching| teaching.orders.clone());
        let drugs = self.known.drugs.iter().filter(|drug| {
            orders
                .as_ref()
                .is_none_or(|orders| orders.contains(&drug.name))
        });
        let drugs: Vec<serde_json::Value> = drugs
            .map(|drug| serde_json::json!({ "name": drug.name, "example": drug.example, "routes": drug.routes }))
            .collect();
        let of_kind = scenarios::condition::conditions().iter();
        let procedures: Vec<&str> = of_kind
            .filter(|known| known.kind == scenarios::condition::ConditionKind::Procedure)
            .map(|known| known.name.as_str())
            .collect();
        let labs: Vec<&str> = scenarios::live::LABS.iter().map(|lab| lab.name).collect();
        serde_json::json!({
            "title": self.scenario.title.value,
            "brief": teaching.map_or("", |teaching| &teaching.brief),
            "notice": engine::recording::NOTICE,
            "drugs": drugs,
            "procedures": procedures,
            "labs": labs,
        })
        .to_string()
    }
}
