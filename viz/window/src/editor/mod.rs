//! The fields of a scenario, made from what its file says: nothing here knows a drug or an organ.

mod fields;
mod span;

use crate::bench::Bench;
use crate::worker::Worker;
use egui::{CollapsingHeader, RichText, Ui, WidgetInfo};
use scenarios::edit::{Place, Section};
use scenarios::known::Known;

/// What the fields need beside the text.
pub struct Editor<'a> {
    /// What a scenario may name.
    pub known: &'a Known,
    /// Who is asked when something changes.
    pub worker: &'a Worker,
    /// How far the scenario looks ahead, minutes.
    pub horizon: f64,
}

/// Something a person did to the list of things.
enum Deed {
    Copy(Place),
    Remove(Place),
    AddTreatment(Place),
    AddArm,
}

impl Editor<'_> {
    /// Shows all fields of the scenario.
    pub fn show(&self, ui: &mut Ui, bench: &mut Bench) {
        let all = bench.sections();
        let mut deed = None;
        let (others, lists): (Vec<&Section>, Vec<&Section>) = all
            .iter()
            .partition(|section| section.place.in_list().is_none());
        let of = |table: &'static str| {
            let mut lists = lists.to_vec();
            lists.retain(|section| section.table == table);
            lists
        };
        // What is changed most comes first: arms, then what all receive, then the patient.
        heading(ui, "Arms");
        let arms = of("[[arm]]");
        for arm in &arms {
            self.section(ui, bench, arm, &[], arms.len() > 1, true, &mut deed);
        }
        if ui
            .button("+ Arm")
            .on_hover_text("Adds an arm that does nothing of its own")
            .clicked()
        {
            deed = Some(Deed::AddArm);
        }
        heading(ui, "In every arm");
        for treatment in of("[[treatment]]") {
            self.section(ui, bench, treatment, &["every arm"], true, false, &mut deed);
        }
        if ui.button("+ Treatment in every arm").clicked() {
            deed = Some(Deed::AddTreatment(Place::root().key("treatment")));
        }
        let protocols: Vec<_> = others
            .iter()
            .filter(|s| s.table == "[protocol.NAME]")
            .collect();
        if !protocols.is_empty() {
            heading(ui, "Protocols");
            for protocol in protocols {
                self.section(ui, bench, protocol, &["protocol"], false, false, &mut deed);
            }
        }
        heading(ui, "Patient");
        for patient in others.iter().filter(|s| s.table == "[patient]") {
            self.fields(ui, bench, patient, &["patient"]);
            for varies in &patient.sections {
                self.section(ui, bench, varies, &["varies"], true, false, &mut deed);
            }
        }
        let about: Vec<_> = (others.iter().skip(1))
            .filter(|s| !["[patient]", "[protocol.NAME]", "record"].contains(&s.table))
            .collect();
        for section in about {
            self.section(ui, bench, section, &[], false, false, &mut deed);
        }
        heading(ui, "Outcomes");
        for outcome in of("[[outcome]]") {
            self.section(ui, bench, outcome, &["outcome"], true, false, &mut deed);
        }
        heading(ui, "Scenario");
        for section in &others {
            if ["the file", "record"].contains(&section.table) {
                self.fields(ui, bench, section, &[&section.name]);
            }
        }
        if let Some(deed) = deed {
            self.act(
                bench,
                deed,
                all.iter().any(|section| section.table == "[[arm]]"),
            );
        }
    }

    fn act(&self, bench: &mut Bench, deed: Deed, has_arms: bool) {
        match deed {
            Deed::Copy(place) => bench.change("copy", self.worker, |draft| draft.copy(&place)),
            Deed::Remove(place) => {
                bench.change("delete", self.worker, |draft| draft.remove(&place))
            }
            Deed::AddTreatment(place) => {
                // What is given already is what is most likely given again.
                let text = bench.draft.text();
                let drug = self.known.drugs.iter();
                let drug = drug
                    .clone()
                    .find(|drug| text.contains(&format!("\"{}\"", drug.name)))
                    .or_else(|| drug.clone().next());
                let Some(drug) = drug else { return };
                let (name, dose) = (drug.name.clone(), drug.example.clone());
                bench.change("add", self.worker, |draft| {
                    draft.add(&place, &[("at", "0 h"), ("give", &name), ("dose", &dose)])
                });
            }
            Deed::AddArm => bench.change("add", self.worker, |draft| {
                let arms = Place::root().key("arm");
                if !has_arms {
                    draft.add(&arms, &[("name", "as it is")])?;
                }
                draft.add(&arms, &[("name", "new arm")])
            }),
        }
    }

    #[expect(clippy::too_many_arguments)]
    fn section(
        &self,
        ui: &mut Ui,
        bench: &mut Bench,
        section: &Section,
        around: &[&str],
        can_go: bool,
        open: bool,
        deed: &mut Option<Deed>,
    ) {
        let is_arm = section.table == "[[arm]]";
        let mut title = RichText::new(&section.title);
        if is_arm {
            title = title.strong();
        }
        let mut names = around.to_vec();
        names.push(&section.name);
        CollapsingHeader::new(title)
            .id_salt(section.place.to_string())
            .default_open(open)
            .show(ui, |ui| {
                self.fields(ui, bench, section, &names);
                for inner in &section.sections {
                    match inner.place.in_list() {
                        Some(_) => self.section(ui, bench, inner, &names, true, is_arm, deed),
                        None => {
                            let mut names = names.clone();
                            names.push(&inner.name);
                            self.fields(ui, bench, inner, &names);
                        }
                    }
                }
                if section.place.in_list().is_none() {
                    return;
                }
                ui.horizontal_wrapped(|ui| {
                    let called = names.join(", ");
                    if is_arm && button(ui, "+ Treatment", &format!("Add a treatment to {called}"))
                    {
                        *deed = Some(Deed::AddTreatment(section.place.key("treatment")));
                    }
                    if button(ui, "Copy", &format!("Copy {called}")) {
                        *deed = Some(Deed::Copy(section.place.clone()));
                    }
                    if can_go && button(ui, "Delete", &format!("Delete {called}")) {
                        *deed = Some(Deed::Remove(section.place.clone()));
                    }
                });
            });
    }
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(6.0);
    ui.label(RichText::new(text).heading().size(15.0));
}

fn button(ui: &mut Ui, text: &str, label: &str) -> bool {
    let response = ui.small_button(text).on_hover_text(label);
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Button, true, label));
    response.clicked()
}
