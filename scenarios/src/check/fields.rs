//! The keys of one table: the unknown, the missing, and those that exclude or need each other.

use crate::document::{Entries, Node, Value};
use crate::grammar::{Key, Table, tables};
use crate::known::Known;
use crate::nearest::{list, nearest};
use crate::problem::Problem;
use crate::span::Span;
use crate::time::Time;

/// Longer lists are refused; some checks hold each entry against every other.
const LONGEST: usize = 1000;

/// Walks a file and collects what is wrong with it.
pub(crate) struct Checker<'k> {
    pub known: &'k Known,
    pub problems: Vec<Problem>,
    /// How far the scenario looks ahead, once that was read.
    pub horizon: Option<Time>,
    /// The names of the protocols of the file.
    pub protocols: Vec<String>,
    /// Whether there is a cohort of which something is wrong.
    pub lost_cohort: bool,
}

/// A table of the file beside its description.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'n> {
    pub table: &'static Table,
    pub entries: &'n Entries,
    pub span: Span,
}

impl<'n> Fields<'n> {
    /// The description and the value of a key that stands in the table and is built.
    pub fn get(self, key: &str) -> Option<(&'static Key, &'n Node)> {
        let key = self.table.key(key).filter(|key| key.available)?;
        Some((key, self.entries.get(key.name)?))
    }

    pub fn has(self, key: &str) -> bool {
        self.entries.get(key).is_some()
    }

    /// Where a key stands; the table where it does not.
    pub fn key_span(self, key: &str) -> Span {
        let mut entries = self.entries.0.iter();
        entries
            .find(|(name, _)| name.value == key)
            .map_or(self.span, |(name, _)| name.span)
    }
}

impl<'k> Checker<'k> {
    pub fn new(known: &'k Known) -> Self {
        Self {
            known,
            problems: Vec::new(),
            horizon: None,
            protocols: Vec::new(),
            lost_cohort: false,
        }
    }

    pub fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Says that a value is not of the kind that its key wants.
    pub fn wrong_kind(&mut self, key: &Key, node: &Node) {
        let message = format!("wrong kind of value for `{}`", key.name);
        let mut problem = Problem::error(node.span, message)
            .found(node.describe())
            .expected(format!("{}, such as {}", key.kind.describe(), key.example));
        if matches!(node.value, Value::Whole(_) | Value::Number(_)) && key.example.starts_with('"')
        {
            problem = problem.help("a number with its unit is a text, in quotes");
        }
        self.report(problem);
    }

    /// The keys of a node that must be a table.
    pub fn fields<'n>(
        &mut self,
        table: &'static Table,
        key: &Key,
        node: &'n Node,
    ) -> Option<Fields<'n>> {
        match &node.value {
            Value::Table(entries) => Some(self.table(table, entries, node.span)),
            _ => {
                self.wrong_kind(key, node);
                None
            }
        }
    }

    /// A list of tables: `[[arm]]` several times, or `arm = [{ .. }, { .. }]`.
    pub fn list<'n>(&mut self, fields: Fields<'n>, name: &str) -> Vec<Fields<'n>> {
        let Some((key, node)) = fields.get(name) else {
            return Vec::new();
        };
        let (Some(table), Value::List(items)) = (key.kind.tables(), &node.value) else {
            self.wrong_kind(key, node);
            if matches!(node.value, Value::Table(_))
                && let Some(problem) = self.problems.last_mut()
            {
                let path = key.kind.tables().map_or(name, |table| table.name);
                problem.help = Some(format!("a list of tables has two brackets: {path}"));
            }
            return Vec::new();
        };
        if !self.few(key, node, items.len()) {
            return Vec::new();
        }
        items
            .iter()
            .filter_map(|item| self.fields(table, key, item))
            .collect()
    }

    /// Refuses lists that no person wrote.
    pub fn few(&mut self, key: &Key, node: &Node, count: usize) -> bool {
        if count <= LONGEST {
            return true;
        }
        let problem = Problem::error(node.span, format!("`{}` is too long", key.name))
            .found(format!("{count} entries"))
            .expected(format!("at most {LONGEST} entries"))
            .help("what happens again and again is written once, with `repeat`");
        self.report(problem);
        false
    }

    /// Checks the keys of a table against its description.
    pub fn table<'n>(
        &mut self,
        table: &'static Table,
        entries: &'n Entries,
        span: Span,
    ) -> Fields<'n> {
        let fields = Fields {
            table,
            entries,
            span,
        };
        for (name, _) in &entries.0 {
            match table.key(&name.value) {
                None => self.unknown_key(fields, &name.value, name.span),
                Some(key) if !key.available => {
                    let problem = Problem::error(name.span, "not available yet")
                        .found(format!("`{}` in {}", key.name, table.name))
                        .expected(format!("one of {}", list(table.names())))
                        .help(format!("`{}` is planned: {}", key.name, key.meaning));
                    self.report(problem);
                }
                Some(key)
                    if !key.with.is_empty() && !key.with.iter().any(|with| fields.has(with)) =>
                {
                    let with = list(
                        key.with
                            .iter()
                            .copied()
                            .filter(|with| table.key(with).is_some_and(|key| key.available)),
                    );
                    let problem =
                        Problem::error(name.span, format!("`{}` without {with}", key.name))
                            .found(format!("`{}` alone", key.name))
                            .expected(format!("{with} in the same table"));
                    self.report(problem);
                }
                Some(_) => {}
            }
        }
        for key in table
            .keys
            .iter()
            .filter(|key| key.required && !fields.has(key.name))
        {
            // Said already where the name is only misspelled.
            let misspelled = entries.0.iter().any(|(name, _)| {
                table.key(&name.value).is_none()
                    && self.meant(table, &name.value).as_deref() == Some(key.name)
            });
            if !misspelled {
                self.missing(fields, key.name);
            }
        }
        for group in table.one_of {
            self.exactly_one(fields, group);
        }
        fields
    }

    /// Says that a key is not there.
    pub fn missing(&mut self, fields: Fields<'_>, name: &str) {
        let key = fields.table.key(name);
        let example = key.map_or("", |key| key.example);
        let problem = Problem::error(
            fields.span,
            format!("missing `{name}` in {}", fields.table.name),
        )
        .found(format!("no `{name}`"))
        .expected(format!("{name} = {example}"))
        .help(key.map_or("", |key| key.meaning));
        self.report(problem);
    }

    /// The key of a table that a wrong name was probably meant to be.
    fn meant(&self, table: &'static Table, name: &str) -> Option<String> {
        nearest(name, table.keys.iter().map(|key| key.name))
    }

    fn unknown_key(&mut self, fields: Fields<'_>, name: &str, span: Span) {
        let table = fields.table;
        let shown = crate::document::shorten(name);
        let mut problem = Problem::error(span, format!("unknown key `{shown}` in {}", table.name))
            .found(format!("`{shown}`"))
            .expected(format!("one of {}", list(table.names())))
            .nearest(self.meant(table, name));
        let elsewhere = tables().into_iter().find(|table| table.key(name).is_some());
        if let Some(elsewhere) = elsewhere {
            problem = problem.help(format!("`{name}` belongs to {}", elsewhere.name));
        }
        self.report(problem);
    }

    fn exactly_one(&mut self, fields: Fields<'_>, group: &[&'static str]) {
        let built = || {
            let keys = group.iter().copied();
            keys.filter(|name| fields.table.key(name).is_some_and(|key| key.available))
        };
        let present: Vec<&str> = group
            .iter()
            .copied()
            .filter(|name| fields.has(name))
            .collect();
        let problem = match present.as_slice() {
            [_] => return,
            [] => {
                let misspelled = fields.entries.0.iter().any(|(name, _)| {
                    let meant = self.meant(fields.table, &name.value);
                    fields.table.key(&name.value).is_none()
                        && meant.is_some_and(|meant| group.contains(&meant.as_str()))
                });
                if misspelled {
                    return;
                }
                let message = format!("missing {} in {}", list(built()), fields.table.name);
                Problem::error(fields.span, message).found("none of them")
            }
            [first, second, ..] => {
                // The later of the two is the one too many.
                let span = fields.key_span(first).max(fields.key_span(second));
                let message = format!("`{first}` and `{second}` in one table");
                Problem::error(span, message).found(format!("`{first}` and `{second}`"))
            }
        };
        self.report(problem.expected(format!("exactly one of {}", list(built()))));
    }
}
