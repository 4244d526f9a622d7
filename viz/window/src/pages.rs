//! Pages that lie over the bench: saving the scenario, and exporting what is shown.

use crate::app::App;
use crate::export::{KINDS, Kind, export};
use egui::{Button, Context, TextEdit, Ui, WidgetInfo};
use engine::recording::write_file;
use scenarios::source::Source;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};

/// The page that exports.
pub(crate) struct ExportPage {
    folder: String,
    kinds: Vec<Kind>,
    under_way: Option<Receiver<Result<Vec<PathBuf>, String>>>,
    said: String,
}

impl App {
    pub(crate) fn save_page(&mut self, context: &Context) {
        let (Some(path), Some(bench)) = (&mut self.save, &mut self.bench) else {
            return;
        };
        let (mut open, mut done) = (true, false);
        egui::Window::new("Save the scenario")
            .open(&mut open)
            .show(context, |ui| {
                ui.label("A scenario file that a person can read; comments stay.");
                named_text(ui, path, "Path of the scenario file");
                let exists = Path::new(path.as_str()).exists();
                let text = if exists {
                    "Replace the file"
                } else {
                    "Save the file"
                };
                if ui.button(text).clicked() {
                    let written =
                        write_file(Path::new(path.as_str()), bench.draft.text().as_bytes());
                    bench.said = match written {
                        Ok(_) => {
                            bench.saved();
                            format!("Saved as {path}.")
                        }
                        Err(error) => error.to_string(),
                    };
                    done = true;
                }
            });
        if done || !open {
            self.save = None;
        }
    }

    pub(crate) fn export_page(&mut self, context: &Context) {
        let theme = self.theme();
        let (Some(page), Some(bench)) = (&mut self.export, &self.bench) else {
            return;
        };
        let mut open = true;
        egui::Window::new("Export what is shown")
            .open(&mut open)
            .show(context, |ui| {
                for kind in KINDS {
                    let mut on = page.kinds.contains(&kind);
                    if ui.checkbox(&mut on, kind.name()).changed() {
                        page.kinds.retain(|known| *known != kind);
                        page.kinds.extend(on.then_some(kind));
                    }
                }
                named_text(ui, &mut page.folder, "Folder for the files");
                let is_ready = !bench.is_waiting() && page.under_way.is_none();
                let button = ui.add_enabled(is_ready, Button::new("Write the files"));
                if button.clicked()
                    && let Some(answer) = bench.answer.clone()
                {
                    let (send, receive) = channel();
                    let (sight, kinds) = (bench.sight.clone(), page.kinds.clone());
                    let (folder, settings) = (PathBuf::from(&page.folder), self.settings.clone());
                    let wake = context.clone();
                    std::thread::spawn(move || {
                        // The window may have gone by then.
                        let _ =
                            send.send(export(&answer, &sight, theme, &kinds, &folder, &settings));
                        wake.request_repaint();
                    });
                    page.under_way = Some(receive);
                    page.said = "writing \u{2026}".into();
                }
                if let Some(Ok(done)) = page.under_way.as_ref().map(Receiver::try_recv) {
                    page.under_way = None;
                    page.said = match done {
                        Ok(files) => {
                            let count = files.len();
                            format!("{count} files written to {}", page.folder)
                        }
                        Err(error) => error,
                    };
                }
                if bench.is_waiting() {
                    ui.label("as soon as all twins are there \u{2026}");
                }
                ui.label(&page.said);
            });
        if !open {
            self.export = None;
        }
    }
}

impl ExportPage {
    /// For what is on the bench.
    pub(crate) fn of(source: &Source) -> Self {
        Self {
            folder: format!("out/{}", source.stem),
            kinds: KINDS.to_vec(),
            under_way: None,
            said: String::new(),
        }
    }
}

/// Where a scenario is saved unless the person says otherwise: where it came from, and never over the
/// library's.
pub(crate) fn suggested(source: &Source) -> String {
    match source.given.ends_with(".toml") {
        true => source.given.clone(),
        false => format!("{}.toml", source.stem),
    }
}

fn named_text(ui: &mut Ui, text: &mut String, label: &str) {
    ui.label(label);
    let response = ui.add(TextEdit::singleline(text).desired_width(360.0));
    let shown = text.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, &shown, &shown, "");
        info.label = Some(label.to_owned());
        info
    });
}
