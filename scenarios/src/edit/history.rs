//! Back and forth between texts.

/// Texts of a scenario before and after the one that stands.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<String>,
    future: Vec<String>,
    /// What the last change was about, while more of the same may follow.
    open: Option<String>,
}

/// Texts kept; a scenario file is a few kilobytes.
const MOST: usize = 500;

impl History {
    /// Keeps the text that stands before a change about `subject`. Changes about one subject in a
    /// row, such as a slider on its way, are one change.
    pub fn keep(&mut self, text: &str, subject: &str) {
        self.future.clear();
        if self.open.as_deref() == Some(subject) {
            return;
        }
        self.open = Some(subject.to_owned());
        self.past.push(text.to_owned());
        if self.past.len() > MOST {
            self.past.remove(0);
        }
    }

    /// The next change is one of its own, whatever it is about.
    pub fn close(&mut self) {
        self.open = None;
    }

    /// The text before, given the one that stands.
    pub fn undo(&mut self, text: &str) -> Option<String> {
        let before = self.past.pop()?;
        self.future.push(text.to_owned());
        self.open = None;
        Some(before)
    }

    /// The text that was undone last, given the one that stands.
    pub fn redo(&mut self, text: &str) -> Option<String> {
        let after = self.future.pop()?;
        self.past.push(text.to_owned());
        self.open = None;
        Some(after)
    }

    /// Whether there is something to undo, and something to redo.
    pub fn can(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::History;

    #[test]
    fn a_slider_on_its_way_is_one_change() {
        let mut history = History::default();
        history.keep("1", "dose");
        history.keep("2", "dose");
        history.keep("3", "time");
        assert_eq!(history.undo("4").as_deref(), Some("3"));
        assert_eq!(history.undo("3").as_deref(), Some("1"));
        assert_eq!(history.undo("1"), None);
        assert_eq!(history.redo("1").as_deref(), Some("3"));
        assert_eq!(history.redo("3").as_deref(), Some("4"));
        assert_eq!(history.can(), (true, false));
    }

    #[test]
    fn a_new_change_ends_what_was_undone() {
        let mut history = History::default();
        history.keep("1", "dose");
        history.undo("2");
        history.keep("1", "dose");
        assert_eq!(history.can(), (true, false));
    }
}
