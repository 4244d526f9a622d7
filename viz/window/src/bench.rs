//! The bench: one scenario, what came of it, and how it is looked at.

use crate::picture::Sight;
use crate::worker::{Answer, Ask, Refusal, Told, Worker};
use scenarios::edit::{Draft, EditError, History, NewValue, Place, Section, sections};
use scenarios::source::Source;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use viz::projection::Wanted;

/// A scenario being looked at and changed.
pub struct Bench {
    /// Where it came from.
    pub source: Source,
    /// Its text.
    pub draft: Draft,
    history: History,
    /// The draft's sections, and the text that they are of.
    sections: (String, Arc<[Section]>),
    /// The text as it was last saved or opened.
    saved: String,
    /// The last answer; it stays while a new one is on its way, and while the text is wrong.
    pub answer: Option<Arc<Answer>>,
    /// Why the text as it stands has no answer.
    pub refusal: Option<Arc<Refusal>>,
    /// How the answer is looked at.
    pub sight: Sight,
    /// Whether all twins are shown as density.
    pub dense: bool,
    /// Panels that the person chose.
    pub wanted: Option<Vec<Wanted>>,
    asked: u64,
    answered: u64,
    /// From the last change to its first picture.
    pub latency: Option<Duration>,
    /// Ends of sliders, which stay while a value moves.
    pub spans: BTreeMap<(Place, usize), (f64, f64)>,
    /// A text that is typed and not yet TOML.
    pub typing: Option<String>,
    /// Of which outcome and arm a tornado is shown.
    pub tornado: (usize, usize),
    /// What the last action came to, to be read in the status line.
    pub said: String,
}

impl Bench {
    /// Opens a scenario and asks for its first answer.
    ///
    /// # Errors
    /// Where its text is not TOML, which leaves nothing to show.
    pub fn open(source: Source, worker: &Worker) -> Result<Self, EditError> {
        let text = String::from_utf8(source.text.clone())
            .map_err(|_| EditError("the file is not a text in UTF-8".into()))?;
        let mut bench = Self {
            draft: Draft::new(&text)?,
            saved: text,
            source,
            history: History::default(),
            sections: (String::new(), sections("").into()),
            answer: None,
            refusal: None,
            sight: Sight::default(),
            dense: false,
            wanted: None,
            asked: 0,
            answered: 0,
            latency: None,
            spans: BTreeMap::new(),
            typing: None,
            tornado: (0, usize::MAX),
            said: String::new(),
        };
        bench.ask(worker);
        Ok(bench)
    }

    /// The fields of the draft; read anew where it changed.
    pub fn sections(&mut self) -> Arc<[Section]> {
        let text = self.draft.text();
        if self.sections.0 != text {
            self.sections = (text.to_owned(), sections(text).into());
        }
        Arc::clone(&self.sections.1)
    }

    /// Asks what comes of the text as it stands.
    pub fn ask(&mut self, worker: &Worker) {
        self.asked += 1;
        self.source.text = self.draft.text().as_bytes().to_vec();
        worker.ask(Ask {
            number: self.asked,
            source: self.source.clone(),
            wanted: self.wanted.clone(),
            dense: self.dense,
            pins: self.sight.both_pins(),
            at: Instant::now(),
        });
    }

    /// Takes what the worker told; whether the picture has changed.
    pub fn hear(&mut self, told: Told) -> bool {
        if told.number < self.asked && told.what.is_err() {
            return false;
        }
        match told.what {
            Ok(answer) => {
                if told.number > self.answered {
                    self.answered = told.number;
                    self.latency = Some(told.asked.elapsed());
                }
                self.sight.fit(&answer);
                self.answer = Some(answer);
                self.refusal = None;
                true
            }
            Err(refusal) => {
                self.refusal = Some(refusal);
                false
            }
        }
    }

    /// Whether an answer to the last question is still to come.
    pub fn is_waiting(&self) -> bool {
        self.refusal.is_none()
            && (self.answered < self.asked
                || self
                    .answer
                    .as_ref()
                    .is_none_or(|answer| answer.is_partial()))
    }

    /// Whether there are changes that were not saved.
    pub fn is_changed(&self) -> bool {
        self.draft.text() != self.saved
    }

    /// The text as it stands is what is on the disk.
    pub fn saved(&mut self) {
        self.saved = self.draft.text().to_owned();
    }

    /// Writes a value; changes of one place in a row are one change to undo.
    pub fn set(&mut self, place: &Place, value: NewValue, worker: &Worker) {
        let before = self.draft.text().to_owned();
        let done = self.draft.set(place, value);
        self.done(done, &before, &place.to_string(), worker);
    }

    /// Changes the text by more than one value.
    pub fn change<T>(
        &mut self,
        subject: &str,
        worker: &Worker,
        change: impl FnOnce(&mut Draft) -> Result<T, EditError>,
    ) {
        let before = self.draft.text().to_owned();
        let done = change(&mut self.draft).map(|_| ());
        self.history.close();
        self.done(done, &before, subject, worker);
        self.history.close();
        // Places have moved.
        self.spans.clear();
    }

    /// Takes a text as a person typed it.
    pub fn rewrite(&mut self, text: String, worker: &Worker) {
        let before = self.draft.text().to_owned();
        match Draft::new(&text) {
            Ok(draft) => {
                self.typing = None;
                self.draft = draft;
                self.spans.clear();
                self.done(Ok(()), &before, "the file", worker);
            }
            Err(error) => {
                self.typing = Some(text);
                self.said = format!("The file cannot be read: {error}");
            }
        }
    }

    fn done(&mut self, done: Result<(), EditError>, before: &str, subject: &str, worker: &Worker) {
        match done {
            Ok(()) if self.draft.text() == before => {}
            Ok(()) => {
                self.history.keep(before, subject);
                self.said.clear();
                self.ask(worker);
            }
            Err(error) => self.said = format!("Not changed: {error}"),
        }
    }

    /// The next change of the same place is a change of its own.
    pub fn let_go(&mut self) {
        self.history.close();
    }

    /// Undoes the last change.
    pub fn undo(&mut self, worker: &Worker) {
        let text = self.history.undo(self.draft.text());
        self.go(text, "Undone.", worker);
    }

    /// Does again what was undone last.
    pub fn redo(&mut self, worker: &Worker) {
        let text = self.history.redo(self.draft.text());
        self.go(text, "Done again.", worker);
    }

    /// Whether there is something to undo, and something to do again.
    pub fn can(&self) -> (bool, bool) {
        self.history.can()
    }

    fn go(&mut self, text: Option<String>, said: &str, worker: &Worker) {
        // What was kept has been a draft before.
        let Some(Ok(draft)) = text.map(|text| Draft::new(&text)) else {
            return;
        };
        self.draft = draft;
        self.typing = None;
        self.spans.clear();
        self.said = said.to_owned();
        self.ask(worker);
    }
}
