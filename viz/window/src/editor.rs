//! The fields of a scenario, made from what its file says: nothing here knows a drug or an organ.

use crate::bench::Bench;
use crate::worker::Worker;
use egui::{CollapsingHeader, ComboBox, DragValue, RichText, Slider, TextEdit, Ui, WidgetInfo};
use scenarios::condition::{ConditionKind, names};
use scenarios::edit::{
    Field, FieldValue, NewValue, Place, Section, WrittenNumber, rewrite, sections,
};
use scenarios::grammar::{Kind, Named};
use scenarios::known::Known;
use scenarios::time::Time;

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
        let all = sections(bench.draft.text());
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

    fn fields(&self, ui: &mut Ui, bench: &mut Bench, section: &Section, around: &[&str]) {
        for field in &section.fields {
            let key = field.key.replace('_', " ");
            let label = format!("{}: {key}", around.join(", "));
            let contents = |ui: &mut Ui| {
                ui.label(&key).on_hover_text(field.meaning);
                self.field(ui, bench, field, &label);
            };
            match &field.value {
                // A text takes what is left of its line.
                FieldValue::Text(_, numbers) if numbers.is_empty() => {
                    ui.horizontal(contents);
                }
                _ => {
                    ui.horizontal_wrapped(contents);
                }
            }
        }
    }

    fn field(&self, ui: &mut Ui, bench: &mut Bench, field: &Field, label: &str) {
        match &field.value {
            FieldValue::Truth(truth) => {
                let mut new = *truth;
                let response = ui.checkbox(&mut new, "");
                response.widget_info(|| {
                    WidgetInfo::selected(egui::accesskit::Role::CheckBox, true, *truth, label)
                });
                if response.changed() {
                    bench.set(&field.place, NewValue::Truth(new), self.worker);
                }
            }
            FieldValue::Whole(number) => self.whole(ui, bench, field, *number, label),
            FieldValue::Number(number) => {
                let mut new = *number;
                let response = ui.add(DragValue::new(&mut new).speed(0.01));
                name_it(&response, label, new);
                if response.changed() {
                    bench.set(&field.place, NewValue::Number(new), self.worker);
                }
                release(&response, bench);
            }
            FieldValue::Text(text, numbers) => match choices(field.kind, self.known, bench) {
                Some(choices) => self.choice(ui, bench, field, text, choices, label),
                None => self.text(ui, bench, field, text, numbers, label),
            },
        }
    }

    fn whole(&self, ui: &mut Ui, bench: &mut Bench, field: &Field, number: i64, label: &str) {
        let (least, most) = match field.kind {
            Kind::Whole(least, most) => (least, most),
            _ => (i64::MIN, i64::MAX),
        };
        let mut new = number;
        let response = match field.key.as_str() {
            // Beyond some thousand twins nothing changes that one can see.
            "twins" => {
                let slider = Slider::new(&mut new, 1..=5000).logarithmic(true);
                ui.add(slider.clamping(egui::SliderClamping::Never))
            }
            _ => ui.add(DragValue::new(&mut new).range(least..=most)),
        };
        name_it(&response, label, new as f64);
        if response.changed() {
            let new = new.clamp(least, most);
            bench.set(&field.place, NewValue::Whole(new), self.worker);
        }
        release(&response, bench);
    }

    fn choice(
        &self,
        ui: &mut Ui,
        bench: &mut Bench,
        field: &Field,
        text: &str,
        choices: Vec<String>,
        label: &str,
    ) {
        let mut chosen = None;
        let response = ComboBox::from_id_salt(field.place.to_string())
            .selected_text(text)
            .width(150.0)
            .show_ui(ui, |ui| {
                for choice in &choices {
                    if ui.selectable_label(choice == text, choice).clicked() {
                        chosen = Some(choice.clone());
                    }
                }
            })
            .response;
        response.widget_info(|| {
            let said = format!("{label}: {text}");
            WidgetInfo::labeled(egui::accesskit::Role::ComboBox, true, said)
        });
        if let Some(chosen) = chosen {
            bench.set(&field.place, NewValue::Text(chosen), self.worker);
            bench.let_go();
        }
    }

    fn text(
        &self,
        ui: &mut Ui,
        bench: &mut Bench,
        field: &Field,
        text: &str,
        numbers: &[WrittenNumber],
        label: &str,
    ) {
        let is_one = matches!(numbers, [only] if is_whole_text(field.kind, text, only));
        if !is_one {
            let mut new = text.to_owned();
            let lines = TextEdit::singleline(&mut new).desired_width(f32::INFINITY);
            let response = ui.add(lines);
            response.widget_info(|| {
                let mut info = WidgetInfo::text_edit(true, text, text, "");
                info.label = Some(label.to_owned());
                info
            });
            if response.changed() {
                bench.set(&field.place, NewValue::Text(new), self.worker);
            }
            if response.lost_focus() {
                bench.let_go();
            }
        }
        for (index, number) in numbers.iter().enumerate() {
            let label = match (is_one, numbers.len()) {
                (true, _) => label.to_owned(),
                (false, 1) => format!("{label}, number"),
                _ => format!("{label}, number {}", index + 1),
            };
            self.number(ui, bench, field, text, number, index, &label);
        }
    }

    #[expect(clippy::too_many_arguments)]
    fn number(
        &self,
        ui: &mut Ui,
        bench: &mut Bench,
        field: &Field,
        text: &str,
        number: &WrittenNumber,
        index: usize,
        label: &str,
    ) {
        let mut value = number.value;
        let (low, high) = *bench
            .spans
            .entry((field.place.clone(), index))
            .and_modify(|span| {
                if !(span.0..=span.1).contains(&value) {
                    *span = self.span(field.kind, number);
                }
            })
            .or_insert_with(|| self.span(field.kind, number));
        let step = step(number, low, high);
        let suffix = format!(" {}", number.unit);
        ui.spacing_mut().slider_width = 120.0;
        let mut slider = Slider::new(&mut value, low..=high)
            .step_by(step)
            .clamping(egui::SliderClamping::Never)
            .update_while_editing(false)
            .min_decimals(0)
            .max_decimals(6);
        if number.is_time {
            slider = slider
                .custom_formatter(|value, _| moment(value).to_string())
                .custom_parser(|text| {
                    let time = Time::parse(text).ok().map(Time::minutes);
                    time.or_else(|| text.trim().parse().ok())
                });
        } else {
            slider = slider.suffix(suffix);
        }
        let response = ui.add(slider);
        name_it(&response, label, value);
        if response.changed() && value.is_finite() {
            let new = NewValue::Text(rewrite(text, number, value));
            bench.set(&field.place, new, self.worker);
        }
        release(&response, bench);
    }

    /// Ends of the slider of a number, from where it stands.
    fn span(&self, kind: Kind, number: &WrittenNumber) -> (f64, f64) {
        let value = number.value;
        match kind {
            Kind::Time | Kind::Times => (value.min(0.0), self.horizon.max(value)),
            Kind::Duration => (0.0, round_up(3.0 * value)),
            Kind::Quantity(range) => {
                // The language's own range is of all people; near this one is enough.
                let (low, high) = (0.4 * value, round_up(2.0 * value));
                match range.unit == number.unit {
                    true => (low.max(range.least), high.min(range.most)),
                    false => (low, high),
                }
            }
            _ if number.is_time && number.value >= 0.0 => (0.0, self.horizon.max(value)),
            _ if number.unit == "%" && value <= 100.0 => (0.0, 100.0_f64.max(round_up(value))),
            _ if value < 0.0 => (-round_up(-3.0 * value), 0.0),
            _ => (0.0, round_up(3.0 * value)),
        }
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

fn name_it(response: &egui::Response, label: &str, value: f64) {
    response.widget_info(|| WidgetInfo::slider(true, value, label));
}

fn release(response: &egui::Response, bench: &mut Bench) {
    if response.drag_stopped() || response.lost_focus() {
        bench.let_go();
    }
}

/// Whether a text is one number with its unit and nothing else.
fn is_whole_text(kind: Kind, text: &str, number: &WrittenNumber) -> bool {
    if matches!(kind, Kind::Condition | Kind::Outcome | Kind::Difference) {
        return false;
    }
    let rest = text[number.range.end..].trim();
    number.range.start == 0 && (rest.is_empty() || rest == number.unit)
}

fn names_of(kind: ConditionKind) -> Vec<String> {
    names(kind).into_iter().map(str::to_owned).collect()
}

/// The names that a field chooses from, where it chooses.
fn choices(kind: Kind, known: &Known, bench: &Bench) -> Option<Vec<String>> {
    let names = match kind {
        Kind::Choice(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        Kind::Name(Named::Drug) => known.drugs.iter().map(|drug| drug.name.clone()).collect(),
        Kind::Name(Named::Insult) => names_of(ConditionKind::Condition),
        Kind::Name(Named::Procedure) => names_of(ConditionKind::Procedure),
        Kind::Name(Named::VirtualPatient) => known.virtual_patients.clone(),
        Kind::Name(Named::Quantity) | Kind::Names(Named::Quantity) => {
            known.quantities.iter().map(|q| q.name.clone()).collect()
        }
        Kind::Name(Named::Parameter) => known
            .parameters
            .iter()
            .map(|parameter| format!("{}.{}", parameter.part, parameter.name))
            .collect(),
        Kind::Name(Named::Protocol) => sections(bench.draft.text())
            .iter()
            .filter(|section| section.table == "[protocol.NAME]")
            .map(|section| section.name.clone())
            .collect(),
        _ => return None,
    };
    Some(names)
}

/// A number that slider ends look natural at, not below `value`.
fn round_up(value: f64) -> f64 {
    if !(value > 0.0 && value.is_finite()) {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    let steps = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let above = steps.into_iter().map(|step| step * power);
    above
        .into_iter()
        .find(|above| *above >= value * (1.0 - 1e-9))
        .unwrap_or(value)
}

/// How far one step of a slider goes.
fn step(number: &WrittenNumber, low: f64, high: f64) -> f64 {
    let span = high - low;
    if number.is_time {
        return match span {
            span if span > 10.0 * 1440.0 => 60.0,
            span if span > 240.0 => 5.0,
            span if span > 10.0 => 1.0,
            _ => 0.0,
        };
    }
    let power = 10_f64.powf((span / 100.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|step| span / step <= 150.0)
        .unwrap_or(0.0)
}

fn moment(minutes: f64) -> Time {
    Time::from_nanoseconds((minutes * 60e9).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sliders_end_and_step_at_numbers_people_say() {
        assert_eq!(round_up(13.5), 15.0);
        assert_eq!(round_up(180.0), 200.0);
        assert_eq!(round_up(0.0633), 0.08);
        let of = |unit: &str, is_time| WrittenNumber {
            range: 0..1,
            value: 1.0,
            unit: unit.into(),
            is_time,
        };
        assert_eq!(step(&of("U", false), 0.0, 15.0), 0.1);
        assert_eq!(step(&of("g", false), 0.0, 200.0), 2.0);
        assert_eq!(step(&of("min", true), 0.0, 1440.0), 5.0);
    }
}
