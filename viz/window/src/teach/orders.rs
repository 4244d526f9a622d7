//! What a learner orders: drugs, procedures, examinations, laboratories, words.

use super::panel::{Around, choose, field, names, quoted, severity, usual};
use egui::{Button, CollapsingHeader, RichText, Ui};
use scenarios::condition::ConditionKind;
use scenarios::file::By;
use scenarios::live::{EXAMINATIONS, LABS};
use std::collections::BTreeMap;

/// What is typed and chosen.
pub struct Orders {
    drug: String,
    amount: String,
    is_rate: bool,
    over: String,
    route: String,
    every: String,
    towards: String,
    step: [String; 3],
    /// Rates that are being changed, by drug.
    rates: BTreeMap<String, String>,
    procedure: String,
    exactly: String,
    words: String,
}

impl Default for Orders {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            drug: String::new(),
            amount: String::new(),
            is_rate: false,
            over: String::new(),
            route: String::new(),
            every: String::new(),
            towards: text("mean_arterial_pressure = 65..75 mmHg"),
            step: [
                text("2 min"),
                text("0.05 ug/kg/min"),
                text("0..0.5 ug/kg/min"),
            ],
            rates: BTreeMap::new(),
            procedure: String::new(),
            exactly: String::new(),
            words: String::new(),
        }
    }
}

impl Orders {
    /// Everything that can be ordered.
    pub fn show(&mut self, ui: &mut Ui, around: &Around<'_>) {
        ui.add_enabled_ui(!around.seen.is_over, |ui| {
            self.give(ui, around);
            ui.separator();
            self.running(ui, around);
            ui.separator();
            ui.label(RichText::new("Examine").strong());
            ui.horizontal_wrapped(|ui| {
                for examination in EXAMINATIONS {
                    if ui.button(examination.title).clicked() {
                        let text = format!("examine = {}", quoted(examination.name));
                        around.act(By::Learner, text);
                    }
                }
            });
            ui.separator();
            self.procedures(ui, around);
            ui.separator();
            ui.label(RichText::new("Laboratory").strong());
            ui.horizontal_wrapped(|ui| {
                for lab in LABS {
                    if ui.button(format!("Send a {}", lab.name)).clicked() {
                        around.act(By::Learner, format!("ask = \"{}\"", lab.name));
                    }
                }
            });
            ui.separator();
            ui.label(RichText::new("Say aloud").strong());
            ui.horizontal(|ui| {
                field(ui, &mut self.words, "Words said aloud", 190.0);
                let text = self.words.trim();
                if ui
                    .add_enabled(!text.is_empty(), Button::new("Say"))
                    .clicked()
                {
                    around.act(By::Learner, format!("say = {}", quoted(text)));
                    self.words.clear();
                }
            });
        });
    }

    fn give(&mut self, ui: &mut Ui, around: &Around<'_>) {
        ui.label(RichText::new("Give").strong());
        let names = around.orders();
        let before = self.drug.clone();
        choose(ui, "Drug or fluid", &mut self.drug, names.iter().copied());
        let known = around.known.drug(&self.drug);
        if self.drug != before {
            let drug = known;
            self.amount = drug.map_or(String::new(), |drug| drug.example.clone());
            self.route = drug
                .and_then(|drug| drug.routes.first().cloned())
                .unwrap_or_default();
            self.is_rate = false;
        }
        ui.horizontal(|ui| {
            let word = if self.is_rate { "Rate" } else { "Dose" };
            field(ui, &mut self.amount, word, 110.0);
            ui.checkbox(&mut self.is_rate, "as a rate");
        });
        ui.horizontal(|ui| {
            field(ui, &mut self.over, "Over (empty: as usual)", 70.0);
            if let Some(known) = known.filter(|known| known.routes.len() > 1) {
                choose(
                    ui,
                    "Route",
                    &mut self.route,
                    known.routes.iter().map(String::as_str),
                );
            }
        });
        ui.horizontal(|ui| field(ui, &mut self.every, "Again every (empty: once)", 70.0));
        ui.horizontal_wrapped(|ui| {
            let is_ready = known.is_some() && !self.amount.trim().is_empty();
            if ui.add_enabled(is_ready, Button::new("Give it")).clicked() {
                let key = if self.is_rate { "rate" } else { "dose" };
                let mut text = format!(
                    "give = {}\n{key} = {}",
                    quoted(&self.drug),
                    quoted(self.amount.trim())
                );
                if !self.every.trim().is_empty() {
                    let every = quoted(self.every.trim());
                    text.push_str(&format!("\nrepeat = {{ every = {every} }}"));
                }
                if !self.over.trim().is_empty() {
                    text.push_str(&format!("\nover = {}", quoted(self.over.trim())));
                }
                if known.is_some_and(|known| known.routes.contains(&self.route)) {
                    text.push_str(&format!("\nroute = {}", quoted(&self.route)));
                }
                around.act(By::Learner, text);
            }
            if ui
                .add_enabled(known.is_some(), Button::new("Stop it"))
                .clicked()
            {
                around.act(By::Learner, format!("stop = {}", quoted(&self.drug)));
            }
        });
    }

    /// What runs, each with its rate to be changed, and orders that adjust it.
    fn running(&mut self, ui: &mut Ui, around: &Around<'_>) {
        ui.label(RichText::new("Running").strong());
        if around.seen.running.is_empty() {
            ui.label("nothing");
        }
        for running in &around.seen.running {
            let drug = &running.drug;
            let goes = match around.seen.titrated.contains(drug) {
                true => " (titrated)",
                false => "",
            };
            ui.label(format!("{drug} {}{goes}", running.amount));
            ui.horizontal_wrapped(|ui| {
                if running.is_rate {
                    let rate = self.rates.entry(drug.clone());
                    let rate = rate.or_insert_with(|| running.amount.clone());
                    field(ui, rate, &format!("Rate of {drug}"), 90.0);
                    if ui.button("Change").clicked() {
                        let text =
                            format!("give = {}\nrate = {}", quoted(drug), quoted(rate.trim()));
                        around.act(By::Learner, text);
                    }
                }
                if ui.button(format!("Stop {drug}")).clicked() {
                    around.act(By::Learner, format!("stop = {}", quoted(drug)));
                }
            });
        }
        CollapsingHeader::new("Titrate").show(ui, |ui| {
            ui.label("The drug chosen above is adjusted until this holds:");
            field(ui, &mut self.towards, "Towards", 290.0);
            let [every, by, within] = &mut self.step;
            ui.horizontal_wrapped(|ui| {
                field(ui, every, "Every", 60.0);
                field(ui, by, "By", 110.0);
            });
            ui.horizontal(|ui| field(ui, within, "Within", 140.0));
            let is_ready = around.known.drug(&self.drug).is_some();
            if ui
                .add_enabled(is_ready, Button::new("Titrate it"))
                .clicked()
            {
                let text = format!(
                    "titrate = {}\nto = {}\nstep = {{ every = {}, by = {}, within = {} }}",
                    quoted(&self.drug),
                    quoted(self.towards.trim()),
                    quoted(every.trim()),
                    quoted(by.trim()),
                    quoted(within.trim()),
                );
                around.act(By::Learner, text);
            }
        });
    }

    fn procedures(&mut self, ui: &mut Ui, around: &Around<'_>) {
        ui.label(RichText::new("Airway and procedures").strong());
        let before = self.procedure.clone();
        choose(
            ui,
            "Procedure",
            &mut self.procedure,
            names(ConditionKind::Procedure),
        );
        if self.procedure != before {
            self.exactly = usual(&self.procedure);
        }
        ui.horizontal(|ui| field(ui, &mut self.exactly, "Exactly", 190.0));
        ui.horizontal_wrapped(|ui| {
            let is_ready = !self.procedure.is_empty();
            if ui.add_enabled(is_ready, Button::new("Do it")).clicked() {
                let verb = format!("do = {}", quoted(&self.procedure));
                around.act(By::Learner, verb + &severity(&self.exactly));
            }
            if ui.add_enabled(is_ready, Button::new("Undo it")).clicked() {
                around.act(By::Learner, format!("stop = {}", quoted(&self.procedure)));
            }
        });
    }
}
