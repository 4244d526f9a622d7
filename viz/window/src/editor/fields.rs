//! A field for each value, by its kind: check box, number, choice, text, sliders for the numbers in a text.

use super::Editor;
use super::span::{moment, span, step};
use crate::bench::Bench;
use egui::{ComboBox, DragValue, Slider, TextEdit, Ui, WidgetInfo};
use scenarios::condition::{ConditionKind, names};
use scenarios::edit::{Field, FieldValue, NewValue, Section, WrittenNumber, rewrite};
use scenarios::grammar::{Kind, Named};
use scenarios::known::Known;
use scenarios::time::Time;

impl Editor<'_> {
    /// The fields of a section, one a line.
    pub(super) fn fields(
        &self,
        ui: &mut Ui,
        bench: &mut Bench,
        section: &Section,
        around: &[&str],
    ) {
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
            FieldValue::Text(text, _) if is_chosen(field.kind) => {
                self.choice(ui, bench, field, text, label);
            }
            FieldValue::Text(text, numbers) => self.text(ui, bench, field, text, numbers, label),
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

    fn choice(&self, ui: &mut Ui, bench: &mut Bench, field: &Field, text: &str, label: &str) {
        let mut chosen = None;
        let response = ComboBox::from_id_salt(field.place.to_string())
            .selected_text(text)
            .width(150.0)
            .show_ui(ui, |ui| {
                for choice in choices(field.kind, self.known, bench) {
                    if ui.selectable_label(choice == text, &choice).clicked() {
                        chosen = Some(choice);
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
            .and_modify(|ends| {
                if !(ends.0..=ends.1).contains(&value) {
                    *ends = span(field.kind, number, self.horizon);
                }
            })
            .or_insert_with(|| span(field.kind, number, self.horizon));
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

/// Whether a field chooses from names.
fn is_chosen(kind: Kind) -> bool {
    use Named::{Drug, Insult, Parameter, Procedure, Protocol, Quantity, VirtualPatient};
    match kind {
        Kind::Choice(_) | Kind::Names(Quantity) => true,
        Kind::Name(named) => matches!(
            named,
            Drug | Insult | Procedure | VirtualPatient | Quantity | Parameter | Protocol
        ),
        _ => false,
    }
}

/// The names that a field chooses from.
fn choices(kind: Kind, known: &Known, bench: &mut Bench) -> Vec<String> {
    match kind {
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
        Kind::Name(Named::Protocol) => bench
            .sections()
            .iter()
            .filter(|section| section.table == "[protocol.NAME]")
            .map(|section| section.name.clone())
            .collect(),
        _ => Vec::new(),
    }
}
