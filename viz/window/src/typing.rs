//! The text of the scenario itself, and what is wrong with it.

use crate::bench::Bench;
use crate::worker::Worker;
use egui::{RichText, TextEdit, Ui, WidgetInfo, accesskit::Role};

/// What is wrong with the text, above its fields.
pub(crate) fn problems(ui: &mut Ui, bench: &Bench) {
    let Some(refusal) = &bench.refusal else {
        return;
    };
    let red = ui.visuals().error_fg_color;
    let last = match bench.answer {
        Some(_) => {
            "The scenario cannot be run as it stands; the picture shows it as it was before."
        }
        None => "The scenario cannot be run as it stands.",
    };
    ui.label(RichText::new(last).color(red).strong());
    for problem in refusal.problems.iter().take(5) {
        let mut text = format!(
            "line {}: {}: found {}, expected {}",
            problem.line, problem.message, problem.found, problem.expected
        );
        if let Some(nearest) = &problem.nearest {
            text.push_str(&format!("; did you mean {nearest}?"));
        }
        if let Some(help) = &problem.help {
            text.push_str(&format!(" ({help})"));
        }
        ui.label(RichText::new(text).color(red));
    }
    if let Some(message) = &refusal.message {
        ui.label(RichText::new(message).color(red));
    }
}

/// The text itself.
pub(crate) fn file(ui: &mut Ui, bench: &mut Bench, worker: &Worker) {
    let mut text = match &bench.typing {
        Some(typing) => typing.clone(),
        None => bench.draft.text().to_owned(),
    };
    let edit = TextEdit::multiline(&mut text)
        .code_editor()
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    let shown = text.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, &shown, &shown, "");
        info.role = Role::MultilineTextInput;
        info.label = Some("Text of the scenario file".to_owned());
        info
    });
    if response.changed() {
        bench.rewrite(text, worker);
    }
    if response.lost_focus() {
        bench.let_go();
    }
}
