//! The debrief in the window, and its files.

use super::panel::clock;
use egui::{Grid, RichText, Ui};
use engine::recording::write_file;
use scenarios::file::Scenario;
use scenarios::live::{Debrief, scores_csv};
use std::path::Path;
use viz::teach::{debrief_page, facilitator_page};

/// What came of it, in words.
pub fn show(ui: &mut Ui, debrief: &Debrief) {
    let (points, of) = debrief.score();
    let end = match debrief.died {
        Some(at) => format!("the patient died at {}", clock(at)),
        None => "the patient lives".to_owned(),
    };
    ui.label(RichText::new(format!("{points} of {of} points; {end}")).strong());
    Grid::new("goals").striped(true).show(ui, |ui| {
        for goal in &debrief.goals {
            ui.label(&goal.name);
            let word = match (goal.outcome.word(), goal.is_never) {
                ("met", true) => "did not happen",
                (word, _) => word,
            };
            ui.label(word);
            ui.label(goal.at.map_or(String::new(), clock));
            ui.label(format!("{} of {}", goal.points, goal.of));
            ui.end_row();
        }
    });
    ui.separator();
    Grid::new("danger").striped(true).show(ui, |ui| {
        ui.label("");
        ui.label("as it was");
        ui.label(if debrief.earlier.is_some() {
            "had it come earlier"
        } else {
            ""
        });
        ui.end_row();
        for (place, below) in debrief.below.iter().enumerate() {
            ui.label(&below.label);
            ui.label(format!("{:.1} min", below.minutes));
            let other = debrief
                .earlier
                .as_ref()
                .and_then(|earlier| earlier.below.get(place));
            ui.label(other.map_or(String::new(), |other| format!("{:.1} min", other.minutes)));
            ui.end_row();
        }
    });
    if let Some(earlier) = &debrief.earlier {
        let was = earlier
            .was
            .map_or("never".to_owned(), |was| format!("at {}", clock(was)));
        let what = earlier.what.replace('"', "");
        ui.label(format!(
            "Key deed: {what}; done {was}, simulated anew at {}.",
            clock(earlier.is)
        ));
        if debrief.died.is_some() && earlier.died.is_none() {
            ui.label(RichText::new("Then the patient lives to the end.").strong());
        }
    }
}

/// Writes the debrief, the sheet, the scores and what was done.
pub fn write(
    folder: &Path,
    scenario: &Scenario,
    plan: &scenarios::plan::Plan,
    debrief: &Debrief,
) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let files = [
        ("debrief.html", debrief_page(scenario, debrief)),
        ("facilitator.html", facilitator_page(scenario, plan)),
        ("scores.csv", scores_csv(std::slice::from_ref(debrief))),
        ("actions.toml", debrief.script.to_toml()),
    ];
    for (name, text) in files {
        write_file(&folder.join(name), text.as_bytes()).map_err(|error| error.to_string())?;
    }
    Ok(())
}
