//! What of the answer is shown: arms, quantities, units and times, as chips above the picture.

use crate::bench::Bench;
use crate::help::Deed;
use crate::picture::swatch;
use crate::worker::{Answer, Worker};
use egui::{ComboBox, Ui, WidgetInfo, accesskit::Role};
use viz::projection::Wanted;
use viz::{Theme, TimeUnit, other_units};

/// Arms, quantities, units and times: what of the answer is shown.
pub(crate) fn chips(
    ui: &mut Ui,
    bench: &mut Bench,
    answer: &Answer,
    theme: Theme,
    worker: &Worker,
    deeds: &mut Vec<Deed>,
) {
    ui.horizontal_wrapped(|ui| {
        for (arm, name) in answer.plan.arms.iter().enumerate() {
            let is_shown = !bench.sight.hidden.contains(&arm);
            let number = match arm {
                0..9 => format!("{} ", arm + 1),
                _ => String::new(),
            };
            swatch(ui, arm, theme);
            let text = format!("{number}{name}");
            let hint = format!("Shows or hides this arm ({})", arm + 1);
            let response = ui.selectable_label(is_shown, text).on_hover_text(hint);
            response.widget_info(|| {
                WidgetInfo::selected(Role::CheckBox, true, is_shown, format!("Arm {name}"))
            });
            if response.clicked() {
                deeds.push(Deed::Arm(arm));
            }
        }
        ui.separator();
        quantities(ui, bench, answer, worker);
        units(ui, bench, answer);
        times(ui, bench);
        let hint = "All twins, darker where more of them pass, in place of a few lines";
        if ui
            .checkbox(&mut bench.dense, "Density")
            .on_hover_text(hint)
            .changed()
        {
            bench.ask(worker);
        }
        if bench.sight.span.is_some() && ui.button("All times").clicked() {
            deeds.push(Deed::Whole);
        }
    });
}

/// Which panels there are.
fn quantities(ui: &mut Ui, bench: &mut Bench, answer: &Answer, worker: &Worker) {
    let mut wanted = answer.wanted.clone();
    let response = ui.menu_button("Quantities", |ui| {
        for column in &answer.projection.columns {
            for difference in [false, true] {
                if difference && answer.plan.arms.len() < 2 {
                    continue;
                }
                let one = Wanted {
                    quantity: column.name.clone(),
                    difference,
                };
                let mut on = wanted.contains(&one);
                let name = viz::projection::human_name(&column.name);
                let text = match difference {
                    true => format!("{name}, difference from {}", answer.plan.arms[0]),
                    false => name,
                };
                if ui.checkbox(&mut on, text).changed() {
                    wanted.retain(|known| *known != one);
                    if on {
                        wanted.push(one);
                    }
                }
            }
        }
    });
    response
        .response
        .on_hover_text("What is drawn, and how arms differ in it");
    if wanted != answer.wanted && !wanted.is_empty() {
        // In the order of the recording, each quantity before its difference.
        let place = |one: &Wanted| {
            let mut columns = answer.projection.columns.iter();
            (
                columns.position(|column| column.name == one.quantity),
                one.difference,
            )
        };
        wanted.sort_by_key(place);
        bench.wanted = Some(wanted);
        bench.ask(worker);
    }
}

/// The names of quantities that have another unit.
fn switchable(answer: &Answer) -> Vec<String> {
    let columns = answer.projection.columns.iter();
    let has = |name: &str, unit: &str| !other_units(name, unit).is_empty();
    columns
        .filter(|column| has(&column.name, &column.unit))
        .map(|column| column.name.clone())
        .collect()
}

/// Every quantity in its other unit, or back.
pub(crate) fn switch_units(bench: &mut Bench) {
    let Some(answer) = &bench.answer else { return };
    let names = switchable(answer);
    match bench.sight.otherwise.is_empty() {
        true => bench.sight.otherwise.extend(names),
        false => bench.sight.otherwise.clear(),
    }
}

fn units(ui: &mut Ui, bench: &mut Bench, answer: &Answer) {
    for column in &answer.projection.columns {
        let Some(other) = other_units(&column.name, &column.unit).first().copied() else {
            continue;
        };
        if !answer
            .wanted
            .iter()
            .any(|wanted| wanted.quantity == column.name)
        {
            continue;
        }
        let is_other = bench.sight.otherwise.contains(&column.name);
        let shown: &str = if is_other { other.unit } else { &column.unit };
        let name = viz::projection::human_name(&column.name);
        let response = ui
            .button(shown)
            .on_hover_text(format!("{name} in {} or {} (U)", column.unit, other.unit));
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Button, true, format!("Unit of {name}: {shown}"))
        });
        if response.clicked() && !bench.sight.otherwise.remove(&column.name) {
            bench.sight.otherwise.insert(column.name.clone());
        }
    }
}

fn times(ui: &mut Ui, bench: &mut Bench) {
    let sight = &mut bench.sight;
    let shown = sight.unit.map_or("time as usual", TimeUnit::name);
    let response = ComboBox::from_id_salt("time axis")
        .selected_text(shown)
        .width(96.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut sight.unit, None, "time as usual");
            for unit in [
                TimeUnit::Minutes,
                TimeUnit::Hours,
                TimeUnit::Days,
                TimeUnit::Years,
            ] {
                ui.selectable_value(&mut sight.unit, Some(unit), unit.name());
            }
            ui.checkbox(&mut sight.from_pin, "count from pin A");
        })
        .response;
    response
        .widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("Time axis: {shown}")));
}
