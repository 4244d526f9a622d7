//! What the instructor does: starts and ends conditions, steers, changes the rhythm, takes notes.

use super::panel::{Around, choose, field, names, quoted, severity, usual};
use egui::{Button, RichText, Ui};
use physiology::circulation::rhythm::RHYTHMS;
use scenarios::condition::ConditionKind;
use scenarios::file::By;
use scenarios::live::Command;

/// Quantities that one steers by, with what a monitor calls them and an aim to begin with.
const AIMS: [(&str, &str, &str); 7] = [
    ("mean_arterial_pressure", "mean pressure", "55 mmHg"),
    ("systolic_pressure", "systolic pressure", "80 mmHg"),
    ("heart_rate", "heart rate", "130 /min"),
    ("arterial_oxygen_saturation", "saturation", "85 %"),
    ("respiratory_rate", "respiratory rate", "30 /min"),
    ("cardiac_output", "cardiac output", "3 L/min"),
    (
        "arterial_carbon_dioxide_pressure",
        "carbon dioxide",
        "60 mmHg",
    ),
];

/// What is adjusted where nothing else is chosen.
const LAST: &str = "what befell last";

/// What is typed and chosen.
pub struct Desk {
    condition: String,
    severity: String,
    aimed: String,
    aim: String,
    within: String,
    through: String,
    rhythm: String,
    note: String,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            condition: "haemorrhage".to_owned(),
            severity: "blood_loss = 150 mL/min".to_owned(),
            aimed: AIMS[0].1.to_owned(),
            aim: AIMS[0].2.to_owned(),
            within: "3 min".to_owned(),
            through: LAST.to_owned(),
            rhythm: String::new(),
            note: String::new(),
        }
    }
}

impl Desk {
    /// The whole page.
    pub fn show(&mut self, ui: &mut Ui, around: &Around<'_>) {
        ui.add_enabled_ui(!around.seen.is_over, |ui| {
            ui.label(RichText::new("Disease").strong());
            let before = self.condition.clone();
            let all = ["haemorrhage"]
                .into_iter()
                .chain(names(ConditionKind::Condition));
            choose(ui, "Condition", &mut self.condition, all);
            if self.condition != before {
                self.severity = usual(&self.condition);
            }
            ui.horizontal(|ui| field(ui, &mut self.severity, "Severity", 190.0));
            ui.horizontal_wrapped(|ui| {
                if ui.button("Start or change it").clicked() {
                    let verb = format!("start = {}", quoted(&self.condition));
                    around.act(By::Instructor, verb + &severity(&self.severity));
                }
                if ui.button("End it").clicked() {
                    around.act(
                        By::Instructor,
                        format!("stop = {}", quoted(&self.condition)),
                    );
                }
            });
            ui.separator();
            self.steer(ui, around);
            ui.separator();
            ui.label(RichText::new("Rhythm").strong());
            ui.horizontal_wrapped(|ui| {
                let names = RHYTHMS.iter().map(|rhythm| rhythm.name);
                choose(ui, "Rhythm", &mut self.rhythm, names);
                let rhythm = RHYTHMS.iter().find(|rhythm| rhythm.name == self.rhythm);
                let button = ui.add_enabled(rhythm.is_some(), Button::new("Change the rhythm"));
                if let Some(rhythm) = rhythm.filter(|_| button.clicked()) {
                    for (name, value) in rhythm.settings {
                        let unit = if name == "ventricular_rate" {
                            " /min"
                        } else {
                            ""
                        };
                        let to = format!("set = \"circulation.{name}\"\nto = \"{value}{unit}\"");
                        around.act(By::Instructor, to);
                    }
                }
            });
            ui.separator();
            ui.label(RichText::new("Note for the debrief").strong());
            ui.horizontal(|ui| {
                field(ui, &mut self.note, "Note", 190.0);
                let text = self.note.trim();
                if ui
                    .add_enabled(!text.is_empty(), Button::new("Note it"))
                    .clicked()
                {
                    around.act(By::Instructor, format!("note = {}", quoted(text)));
                    self.note.clear();
                }
            });
        });
    }

    /// An aim for a vital sign, which the disease is adjusted to.
    fn steer(&mut self, ui: &mut Ui, around: &Around<'_>) {
        ui.label(RichText::new("Steer").strong());
        let before = self.aimed.clone();
        choose(ui, "Steer", &mut self.aimed, AIMS.iter().map(|aim| aim.1));
        let known = AIMS.iter().find(|aim| aim.1 == self.aimed);
        if let Some((_, _, aim)) = known.filter(|_| self.aimed != before) {
            (*aim).clone_into(&mut self.aim);
        }
        ui.horizontal_wrapped(|ui| {
            field(ui, &mut self.aim, "To", 80.0);
            field(ui, &mut self.within, "In", 60.0);
        });
        let adjustable = names(ConditionKind::Condition).filter(|name| !usual(name).is_empty());
        let all = [LAST, "haemorrhage"].into_iter().chain(adjustable);
        ui.horizontal(|ui| {
            ui.label("through");
            choose(ui, "Through", &mut self.through, all);
        });
        ui.horizontal_wrapped(|ui| {
            let is_free = !around.bedside.is_aiming();
            let button = ui
                .add_enabled(is_free, Button::new("Steer it"))
                .on_hover_text("Adjusts the disease, never the display; the debrief says so");
            if let Some((quantity, ..)) = known.filter(|_| button.clicked()) {
                let aim = format!("{quantity} = {} in {}", self.aim.trim(), self.within.trim());
                let mut text = format!("steer = {}", quoted(&aim));
                if self.through != LAST {
                    text.push_str(&format!("\nthrough = {}", quoted(&self.through)));
                }
                around.bedside.ask(Command::Steer(text));
            }
            if !is_free {
                ui.label("working out how severe it must be \u{2026}");
            }
        });
        if let Some(held) = &around.seen.held {
            ui.horizontal_wrapped(|ui| {
                ui.label(format!("Then held: {held}"));
                if ui.button("Let go").clicked() {
                    around.bedside.ask(Command::LetGo);
                }
            });
        }
    }
}
