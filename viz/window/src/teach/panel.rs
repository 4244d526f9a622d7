//! What can be done: the learner's orders and the instructor's desk. Everything becomes a line of the
//! scenario's language, which the session reads.

use super::desk::Desk;
use super::orders::Orders;
use super::seen::Seen;
use egui::{ComboBox, RichText, ScrollArea, TextEdit, Ui, WidgetInfo, accesskit::Role};
use scenarios::condition::{ConditionKind, condition, conditions};
use scenarios::file::{By, Scenario};
use scenarios::known::Known;
use scenarios::live::{Bedside, Command, Kind};
use scenarios::time::Time;

/// Whose page of the panel is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Orders of who is taught.
    Orders,
    /// What the instructor does.
    Instructor,
    /// The case: brief, goals, hidden facts.
    Case,
}

/// What is typed and chosen in the panel.
pub struct Panel {
    /// The open page.
    pub page: Page,
    /// Whether hidden facts and the instructor's page are out of sight.
    pub is_learners: bool,
    orders: Orders,
    desk: Desk,
}

impl Default for Panel {
    fn default() -> Self {
        Self {
            page: Page::Orders,
            is_learners: false,
            orders: Orders::default(),
            desk: Desk::default(),
        }
    }
}

/// What the panel acts on.
pub struct Around<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// What may be named.
    pub known: &'a Known,
    /// The patient.
    pub bedside: &'a Bedside,
    /// What is seen of them.
    pub seen: &'a Seen,
}

impl Around<'_> {
    pub(super) fn act(&self, by: By, text: String) {
        self.bedside.ask(Command::Act(by, text));
    }

    pub(super) fn orders(&self) -> Vec<&str> {
        let teaching = self.scenario.teaching.as_ref();
        match teaching.and_then(|teaching| teaching.orders.as_ref()) {
            Some(names) => names.iter().map(String::as_str).collect(),
            None => self
                .known
                .drugs
                .iter()
                .map(|drug| drug.name.as_str())
                .collect(),
        }
    }
}

impl Panel {
    /// The whole panel.
    pub fn show(&mut self, ui: &mut Ui, around: &Around<'_>) {
        ui.horizontal_wrapped(|ui| {
            ui.selectable_value(&mut self.page, Page::Orders, "Orders");
            ui.selectable_value(&mut self.page, Page::Case, "Case");
            if !self.is_learners {
                ui.selectable_value(&mut self.page, Page::Instructor, "Instructor");
            }
        });
        ui.separator();
        ScrollArea::vertical()
            .id_salt("panel")
            .auto_shrink(false)
            .show(ui, |ui| {
                match self.page {
                    Page::Orders => self.orders.show(ui, around),
                    Page::Instructor if !self.is_learners => self.desk.show(ui, around),
                    Page::Instructor | Page::Case => self.case(ui, around),
                }
                ui.separator();
                heard(ui, around.seen, self.is_learners);
            });
    }

    fn case(&self, ui: &mut Ui, around: &Around<'_>) {
        let Some(teaching) = &around.scenario.teaching else {
            ui.label("This scenario is no case: it has no [case].");
            return;
        };
        ui.label(&teaching.brief);
        if self.is_learners {
            return;
        }
        if let Some(hidden) = &teaching.hidden {
            ui.add_space(4.0);
            ui.label(RichText::new(format!("Hidden: {hidden}")).italics());
        }
        ui.add_space(6.0);
        ui.label(RichText::new("Goals").strong());
        for (goal, progress) in teaching.goals.iter().zip(&around.seen.goals) {
            let name = &goal.name.value;
            let text = match (goal.is_never, progress.at) {
                (true, Some(at)) => format!("{name}: happened at {}", clock(at)),
                (true, None) => format!("{name}: so far not broken"),
                (false, Some(at)) => format!("{name}: met at {}", clock(at)),
                (false, None) => match goal.by {
                    Some(by) if around.seen.now > by => {
                        format!("{name}: was due at {}", clock(by))
                    }
                    Some(by) => format!("{name}: due by {}", clock(by)),
                    None => format!("{name}: open"),
                },
            };
            let is_bad = match (goal.is_never, progress.at, goal.by) {
                (true, at, _) => at.is_some(),
                (false, None, Some(by)) => around.seen.now > by,
                _ => false,
            };
            let text = RichText::new(text);
            let red = ui.visuals().error_fg_color;
            let text = if is_bad { text.color(red) } else { text };
            let text = if progress.at.is_some() && !goal.is_never {
                text.strong()
            } else {
                text
            };
            ui.label(text);
        }
    }
}

/// What was heard and done, the latest first; learners do not hear what befalls the patient.
fn heard(ui: &mut Ui, seen: &Seen, is_learners: bool) {
    ui.label(RichText::new("Heard and done").strong());
    let hidden = |kind: Kind| {
        let theirs = [
            Kind::Event,
            Kind::Note,
            Kind::Goal,
            Kind::Steered,
            Kind::Held,
        ];
        is_learners && theirs.contains(&kind)
    };
    for heard in seen
        .heard
        .iter()
        .rev()
        .filter(|heard| !hidden(heard.kind))
        .take(60)
    {
        let who = match heard.who.as_str() {
            "" => heard.kind.word(),
            who => who,
        };
        let said = matches!(heard.kind, Kind::Said | Kind::Prompt);
        let words = match said {
            true => format!("\u{201c}{}\u{201d}", heard.text),
            false => heard.text.clone(),
        };
        let text = RichText::new(format!("{} {who}: {words}", clock(heard.at)));
        ui.label(if said { text.strong() } else { text });
    }
    for lab in seen.labs.iter().filter(|lab| !lab.is_there) {
        ui.label(format!(
            "laboratory: {} comes at {}",
            lab.name,
            clock(lab.due)
        ));
    }
}

/// Conditions or procedures, by name.
pub(super) fn names(kind: ConditionKind) -> impl Iterator<Item = &'static str> {
    let of_kind = conditions().iter().filter(move |known| known.kind == kind);
    of_kind.map(|known| known.name.as_str())
}

/// How severe a condition usually is, or what a procedure usually is, as it is written.
pub(super) fn usual(name: &str) -> String {
    if name == "haemorrhage" {
        return "blood_loss = 150 mL/min".to_owned();
    }
    let measures = condition(name)
        .map(|known| known.measures.iter())
        .into_iter()
        .flatten();
    let written = measures
        .map(|measure| format!("{} = {} {}", measure.name, measure.usual, measure.unit_text));
    written.collect::<Vec<_>>().join(", ")
}

/// The line that says how severe something is, where that is said.
pub(super) fn severity(text: &str) -> String {
    match text.trim() {
        "" => String::new(),
        text => format!("\nas = {}", quoted(text)),
    }
}

/// Minutes and seconds.
pub fn clock(time: Time) -> String {
    let seconds = time.nanoseconds() / 1_000_000_000;
    if seconds < 0 {
        return "before".to_owned();
    }
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A text as the language has it.
pub(super) fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', " ")
    )
}

/// A field with its label before it.
pub(super) fn field(ui: &mut Ui, text: &mut String, label: &str, width: f32) {
    ui.label(label);
    let response = ui.add(TextEdit::singleline(text).desired_width(width));
    let shown = text.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, &shown, &shown, "");
        info.label = Some(label.to_owned());
        info
    });
}

/// One of a list.
pub(super) fn choose<'n>(
    ui: &mut Ui,
    label: &str,
    chosen: &mut String,
    names: impl Iterator<Item = &'n str>,
) {
    let shown = if chosen.is_empty() {
        "choose"
    } else {
        chosen.as_str()
    };
    let shown = shown.to_owned();
    let response = ComboBox::from_id_salt(label)
        .selected_text(&shown)
        .width(190.0)
        .show_ui(ui, |ui| {
            for name in names {
                ui.selectable_value(chosen, name.to_owned(), name);
            }
        })
        .response;
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("{label}: {shown}")));
}
