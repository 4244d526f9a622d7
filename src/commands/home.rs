//! `homeostat` alone: what there is to ask.

use crate::output::{Failure, put, terminal};
use scenarios::library::{Entry, cases, library};

/// Title and question of every library scenario.
pub fn questions() -> Vec<(&'static str, String, String)> {
    questions_of(library())
}

fn questions_of(entries: Vec<Entry>) -> Vec<(&'static str, String, String)> {
    let known = scenarios::catalogue::known();
    entries
        .into_iter()
        .map(
            |entry| match scenarios::check(entry.text.as_bytes(), &known).0 {
                Some(scenario) => {
                    let question = scenario.question.map_or(String::new(), |q| q.value);
                    (entry.name, scenario.title.value, question)
                }
                None => (entry.name, String::new(), String::new()),
            },
        )
        .collect()
}

/// Lists the library, and says how to go on.
pub fn home() -> Result<(), Failure> {
    let width = terminal::width();
    let mut out = format!(
        "Homeostat {}: what-if treatments on plausible twins of one patient.\n\n",
        env!("CARGO_PKG_VERSION")
    );
    out.push_str(&scenarios_text(width));
    out.push_str("\nCases for learners, with a live patient:\n\n");
    out.push_str(&cases_text(width));
    out.push_str("\nhomeostat teach NAME       runs a case\n");
    out.push_str("homeostat run NAME         answers a question, and draws the answer\n");
    out.push_str("homeostat new mine.toml    writes a scenario of your own to start from\n");
    out.push_str("homeostat --help           the rest\n");
    put(&out)
}

/// The library, a name and its question each.
pub fn scenarios_text(width: usize) -> String {
    listed(questions(), width)
}

/// The cases for learners, a name and its question each.
pub fn cases_text(width: usize) -> String {
    listed(questions_of(cases()), width)
}

fn listed(questions: Vec<(&'static str, String, String)>, width: usize) -> String {
    let longest = questions
        .iter()
        .map(|(name, ..)| name.len())
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for (name, title, question) in questions {
        let text = if question.is_empty() { title } else { question };
        let first = format!("  {name:longest$}  ");
        let hang = first.len();
        out.push_str(&terminal::wrap(&text, &first, hang, width));
    }
    out
}
