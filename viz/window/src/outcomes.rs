//! Outcomes of each arm, and how each arm differs from the first, in natural frequencies.

use crate::picture::color;
use crate::worker::Answer;
use egui::{Color32, Grid, Rect, RichText, ScrollArea, Sense, Ui, Vec2, WidgetInfo};
use scenarios::outcome::Verdict;
use scenarios::rests::{self, Said};
use scenarios::words;
use std::collections::BTreeSet;
use viz::{Theme, arm_style};

/// The table of outcomes.
pub fn table(ui: &mut Ui, answer: &Answer, hidden: &BTreeSet<usize>, theme: Theme) {
    let rows = &answer.projection.rows;
    if rows.is_empty() {
        ui.label("The scenario asks for no outcome: [[outcome]] in its file measures one.");
        return;
    }
    let arms = &answer.plan.arms;
    let shown: Vec<usize> = (0..arms.len())
        .filter(|arm| !hidden.contains(arm))
        .collect();
    ScrollArea::both()
        .id_salt("outcomes")
        .auto_shrink(false)
        .show(ui, |ui| {
            let room = ui.available_width();
            let width = ((room - 170.0) / shown.len().max(1) as f32 - 14.0).clamp(150.0, 300.0);
            Grid::new("outcomes")
                .striped(true)
                .num_columns(shown.len() + 1)
                .spacing([14.0, 4.0])
                .show(ui, |ui| {
                    let twins = match answer.projection.well {
                        1 => "one twin".to_owned(),
                        well => format!("{well} {}: median (middle 90 %)", answer.plan.who()),
                    };
                    ui.label(RichText::new(twins).small());
                    for &arm in &shown {
                        let ink = color(theme.color(arm_style(arm).color));
                        ui.label(RichText::new(&arms[arm]).strong().color(ink));
                    }
                    ui.end_row();
                    for row in rows {
                        cell(ui, 150.0, |ui| {
                            ui.strong(&row.label);
                            if let Some(meaningful) = &row.meaningful {
                                let text = format!("meaningful: {meaningful}");
                                ui.label(RichText::new(text).small());
                            }
                        });
                        for &arm in &shown {
                            cell(ui, width, |ui| {
                                ui.label(words::summary(row, &row.arms[arm]));
                                let Some(difference) =
                                    arm.checked_sub(1).and_then(|at| row.differences.get(at))
                                else {
                                    return;
                                };
                                let text = words::difference(row, difference);
                                ui.label(RichText::new(text).small());
                                if let Some(verdict) = difference.verdict {
                                    bar(ui, verdict, difference.count, width, theme);
                                }
                            });
                        }
                        ui.end_row();
                    }
                });
        });
}

fn cell(ui: &mut Ui, width: f32, contents: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 1.0;
        contents(ui);
    });
}

/// So many better, so many worse: lengths, and the counts in words.
fn bar(ui: &mut Ui, verdict: Verdict, of: usize, width: f32, theme: Theme) {
    let (place, response) = ui.allocate_exact_size(Vec2::new(width, 7.0), Sense::hover());
    let total = of.max(1) as f32;
    let dark = theme == Theme::Dark;
    let grey = if dark {
        Color32::from_gray(95)
    } else {
        Color32::from_gray(200)
    };
    // Blue and vermilion are told apart by everybody; better is at the left, always.
    let parts = [
        (
            verdict.better,
            color(theme.color(viz::Color::hex(0x00_72_B2))),
        ),
        (verdict.same, grey),
        (
            verdict.worse,
            color(theme.color(viz::Color::hex(0xD5_5E_00))),
        ),
    ];
    let mut left = place.left();
    for (count, fill) in parts {
        let right = left + place.width() * count as f32 / total;
        let part = Rect::from_min_max([left, place.top()].into(), [right, place.bottom()].into());
        ui.painter().rect_filled(part, 0.0, fill);
        left = right;
    }
    let (better, worse) = (verdict.better, verdict.worse);
    let text = format!("better in {better}, worse in {worse} of {of}");
    response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Image, true, &text));
    ui.label(RichText::new(text).small());
}

/// What the interval covers, and what the result rests on.
pub fn ground(ui: &mut Ui, answer: &Answer) {
    ScrollArea::vertical()
        .id_salt("ground")
        .auto_shrink(false)
        .show(ui, |ui| {
            for failure in rests::failures(&answer.plan, &answer.projection) {
                ui.label(failure);
            }
            ui.strong("What the interval covers");
            for said in rests::interval(&answer.plan, &answer.projection) {
                match said {
                    Said::Text(text) => ui.label(text),
                    Said::Item(text) => ui.label(format!("\u{2022} {text}")),
                };
            }
            ui.add_space(6.0);
            ui.strong("What this rests on");
            let (scenario, plan) = (&answer.scenario, &answer.plan);
            for text in rests::rests(scenario, plan, &answer.manifest, &answer.projection) {
                ui.label(format!("\u{2022} {text}"));
            }
        });
}

/// Changes between the two pins.
pub fn deltas(ui: &mut Ui, answer: &Answer, hidden: &BTreeSet<usize>, theme: Theme) {
    Grid::new("deltas")
        .striped(true)
        .spacing([12.0, 3.0])
        .show(ui, |ui| {
            for title in [
                "quantity",
                "arm",
                "A",
                "B",
                "change (middle 90 % of the twins)",
            ] {
                ui.label(RichText::new(title).small());
            }
            ui.end_row();
            for delta in answer
                .deltas
                .iter()
                .filter(|delta| !hidden.contains(&delta.arm))
            {
                let Some(panel) = answer.figure.panels.get(delta.panel) else {
                    continue;
                };
                let number = crate::picture::number;
                let is_difference = panel.kind != viz::PanelKind::Value;
                let of = if is_difference { ", difference" } else { "" };
                ui.label(format!("{}{of} ({})", panel.quantity, panel.unit));
                let ink = color(theme.color(arm_style(delta.arm).color));
                ui.label(RichText::new(&answer.plan.arms[delta.arm]).color(ink));
                ui.label(number(delta.first));
                ui.label(number(delta.second));
                let [low, middle, high] = delta.change;
                let sign = if middle > 0.0 { "+" } else { "" };
                let text = match answer.done {
                    1 => format!("{sign}{}", number(middle)),
                    _ => format!(
                        "{sign}{} ({} to {})",
                        number(middle),
                        number(low),
                        number(high)
                    ),
                };
                ui.label(text);
                ui.end_row();
            }
        });
}
