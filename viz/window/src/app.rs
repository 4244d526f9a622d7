//! What is in the window: the gallery, or a scenario on the bench.

use crate::bench::Bench;
use crate::editor::Editor;
use crate::export::{KINDS, Kind, export};
use crate::gallery::Gallery;
use crate::help::{self, Deed};
use crate::picture::{Picture, swatch};
use crate::worker::{Answer, Worker};
use crate::{finished, outcomes, style};
use eframe::egui_wgpu::RenderState;
use egui::{
    Button, CentralPanel, ComboBox, Context, Panel, RichText, ScrollArea, TextEdit, Ui, WidgetInfo,
    accesskit::Role,
};
use engine::recording::{NOTICE, write_file};
use engine::world::Settings;
use scenarios::finished::Finished;
use scenarios::known::Known;
use scenarios::source::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use viz::projection::Wanted;
use viz::{Theme, TimeUnit, other_units};

/// What the window opens with.
pub enum Opened {
    /// The gallery.
    Gallery,
    /// A scenario.
    Scenario(Source),
    /// A run that is finished.
    Run(Box<Finished>),
}

/// Below the picture.
#[derive(Clone, Copy, PartialEq)]
enum Under {
    Outcomes,
    Ground,
    Nothing,
}

/// What is in the window.
pub struct App {
    context: Context,
    render: Option<RenderState>,
    worker: Worker,
    settings: Settings,
    known: Known,
    gallery: Option<Gallery>,
    bench: Option<Bench>,
    picture: Picture,
    under: Under,
    as_file: bool,
    is_help: bool,
    export: Option<ExportPage>,
    save: Option<String>,
    said: String,
}

/// The page that exports.
struct ExportPage {
    folder: String,
    kinds: Vec<Kind>,
    under_way: Option<Receiver<Result<Vec<PathBuf>, String>>>,
    said: String,
}

impl App {
    /// Opens it; without a render state there are words and controls, and no picture.
    pub fn new(context: &Context, render: Option<RenderState>, opened: Opened) -> Self {
        style::set(context);
        let settings = Settings::default();
        let wake = context.clone();
        let worker = Worker::start(settings.clone(), move || wake.request_repaint());
        let mut app = Self {
            context: context.clone(),
            render,
            worker,
            settings,
            known: scenarios::catalogue::known(),
            gallery: None,
            bench: None,
            picture: Picture::default(),
            under: Under::Outcomes,
            as_file: false,
            is_help: false,
            export: None,
            save: None,
            said: String::new(),
        };
        match opened {
            Opened::Gallery => app.open_gallery(),
            Opened::Scenario(source) => app.open(source, None),
            Opened::Run(finished) => match finished::answer(*finished) {
                Ok((answer, source)) => app.open(source, Some(answer)),
                Err(error) => {
                    app.said = error.to_string();
                    app.open_gallery();
                }
            },
        }
        app
    }

    /// The scenario on the bench, if one is.
    pub fn bench(&self) -> Option<&Bench> {
        self.bench.as_ref()
    }

    fn open_gallery(&mut self) {
        if self.gallery.is_none() {
            let wake = self.context.clone();
            let settings = Settings {
                // The bench is not to wait for pictures of what is not open.
                threads: 1,
                ..self.settings.clone()
            };
            self.gallery = Some(Gallery::open(settings, move || wake.request_repaint()));
        }
        self.bench = None;
    }

    fn open(&mut self, source: Source, answer: Option<Answer>) {
        match Bench::open(source, &self.worker) {
            Ok(mut bench) => {
                if let Some(answer) = answer {
                    bench.sight.fit(&answer);
                    bench.answer = Some(Arc::new(answer));
                }
                self.bench = Some(bench);
                self.picture = Picture::default();
                self.said.clear();
            }
            Err(error) => {
                self.said = format!("Not opened: {error}");
                self.open_gallery();
            }
        }
    }

    fn theme(&self) -> Theme {
        match self.context.theme() {
            egui::Theme::Dark => Theme::Dark,
            egui::Theme::Light => Theme::Light,
        }
    }

    fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Help => self.is_help = !self.is_help,
            Deed::Dark => self.switch_theme(),
            Deed::Gallery => self.open_gallery(),
            _ => {}
        }
        let Some(bench) = &mut self.bench else { return };
        let around = |bench: &Bench| {
            let (start, end) = bench.sight.shown();
            let middle = 0.5 * (start + end);
            bench
                .sight
                .cursor
                .filter(|at| (start..=end).contains(at))
                .unwrap_or(middle)
        };
        match deed {
            Deed::Pin => {
                bench.sight.pin();
                bench.ask(&self.worker);
            }
            Deed::Step(samples) => bench.sight.step(samples),
            Deed::Zoom(factor) => {
                let around = around(bench);
                bench.sight.zoom(factor, around);
            }
            Deed::Whole => bench.sight.span = None,
            Deed::Arm(arm) => bench.sight.toggle_arm(arm),
            Deed::Units => switch_units(bench),
            Deed::Time => {
                bench.sight.unit = match bench.sight.unit {
                    None => Some(TimeUnit::Minutes),
                    Some(TimeUnit::Minutes) => Some(TimeUnit::Hours),
                    Some(TimeUnit::Hours) => Some(TimeUnit::Days),
                    Some(TimeUnit::Days) => Some(TimeUnit::Years),
                    Some(TimeUnit::Years | TimeUnit::Value) => None,
                }
            }
            Deed::Undo => bench.undo(&self.worker),
            Deed::Redo => bench.redo(&self.worker),
            Deed::Save => self.save = Some(suggested(&bench.source)),
            Deed::Export => self.export = Some(ExportPage::of(&bench.source)),
            Deed::Help | Deed::Dark | Deed::Gallery => {}
        }
    }

    fn switch_theme(&self) {
        let other = match self.context.theme() {
            egui::Theme::Dark => egui::Theme::Light,
            egui::Theme::Light => egui::Theme::Dark,
        };
        self.context.set_theme(other);
    }

    /// Everything, once.
    pub fn show(&mut self, ui: &mut Ui) {
        if let Some(told) = self.worker.told()
            && let Some(bench) = &mut self.bench
        {
            bench.hear(told);
        }
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.is_help = false;
            self.save = None;
            self.export = None;
        }
        for deed in help::pressed(ui.ctx()) {
            self.act(deed);
        }
        let mut deeds = Vec::new();
        Panel::top("bar").show(ui, |ui| self.bar(ui, &mut deeds));
        Panel::bottom("status").show(ui, |ui| self.status(ui));
        match self.bench.is_some() {
            true => self.show_bench(ui, &mut deeds),
            false => self.show_gallery(ui),
        }
        for deed in deeds {
            self.act(deed);
        }
        self.pages(ui.ctx());
    }

    fn bar(&self, ui: &mut Ui, deeds: &mut Vec<Deed>) {
        ui.add_space(3.0);
        ui.horizontal_wrapped(|ui| {
            let mut button = |ui: &mut Ui, text: &str, on: bool, deed, hint: &str| {
                let response = ui.add_enabled(on, Button::new(text)).on_hover_text(hint);
                if response.clicked() {
                    deeds.push(deed);
                }
            };
            let bench = self.bench.as_ref();
            let (can_undo, can_redo) = bench.map_or((false, false), Bench::can);
            let has = bench.is_some();
            button(ui, "Gallery", has, Deed::Gallery, "All scenarios (G)");
            button(
                ui,
                "Undo",
                can_undo,
                Deed::Undo,
                "Undo the last change (Ctrl Z)",
            );
            button(ui, "Redo", can_redo, Deed::Redo, "Do it again (Ctrl Y)");
            button(
                ui,
                "Save",
                has,
                Deed::Save,
                "Save as a scenario file (Ctrl S)",
            );
            button(
                ui,
                "Export",
                has,
                Deed::Export,
                "PNG, SVG, CSV, Parquet, HTML (E)",
            );
            button(ui, "Help", true, Deed::Help, "All keys (?)");
            let theme = match self.theme() {
                Theme::Light => "Dark",
                Theme::Dark => "Light",
            };
            button(ui, theme, true, Deed::Dark, "Light or dark (D)");
            if let Some(bench) = bench {
                let mark = if bench.is_changed() { " (changed)" } else { "" };
                let title = match &bench.answer {
                    Some(answer) => answer.scenario.title.value.clone(),
                    None => bench.source.stem.clone(),
                };
                ui.add_space(8.0);
                ui.label(RichText::new(format!("{title}{mark}")).strong().size(16.0));
            }
        });
        ui.add_space(2.0);
    }

    fn status(&self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(NOTICE).strong());
            if let Some(bench) = &self.bench {
                ui.separator();
                if let Some(answer) = &bench.answer {
                    let all = answer.plan.twins;
                    let who = answer.plan.who();
                    let text = match bench.is_waiting() {
                        true => format!("{} of {all} {who} so far \u{2026}", answer.done),
                        false if all == 1 => "one twin".to_owned(),
                        false => format!("{} {who}", answer.done),
                    };
                    ui.label(text);
                } else if bench.refusal.is_none() {
                    ui.label("simulating \u{2026}");
                }
                if let Some(latency) = bench.latency {
                    let text = format!("first answer after {} ms", latency.as_millis());
                    ui.label(RichText::new(text).small());
                }
                if let Some(cursor) = bench.sight.cursor {
                    let at = scenarios::time::Time::from_nanoseconds((cursor * 60e9) as i64);
                    ui.separator();
                    ui.label(format!("cursor at {at}"));
                }
                if !bench.said.is_empty() {
                    ui.separator();
                    ui.label(&bench.said);
                }
            }
            let faults = [self.picture.fault().unwrap_or_default(), &self.said];
            for fault in faults.into_iter().filter(|fault| !fault.is_empty()) {
                ui.separator();
                ui.label(fault);
            }
        });
    }

    fn show_gallery(&mut self, ui: &mut Ui) {
        let theme = self.theme();
        let mut chosen = None;
        CentralPanel::default().show(ui, |ui| {
            if let Some(gallery) = &mut self.gallery {
                chosen = gallery.show(ui, theme, self.render.as_ref());
            }
        });
        if let Some(name) = chosen {
            match Source::open(name) {
                Ok(source) => self.open(source, None),
                Err(error) => self.said = error,
            }
        }
    }

    fn show_bench(&mut self, ui: &mut Ui, deeds: &mut Vec<Deed>) {
        let theme = self.theme();
        let Some(bench) = &mut self.bench else { return };
        let (worker, known) = (&self.worker, &self.known);
        Panel::left("fields")
            .default_size(340.0)
            .size_range(260.0..=620.0)
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.selectable_value(&mut self.as_file, false, "Fields");
                    ui.selectable_value(&mut self.as_file, true, "File");
                });
                problems(ui, bench);
                ScrollArea::vertical()
                    .id_salt("fields")
                    .auto_shrink(false)
                    .show(ui, |ui| {
                        if self.as_file {
                            file(ui, bench, worker);
                            return;
                        }
                        let horizon = bench.answer.as_ref().map_or(1440.0, |answer| {
                            answer.projection.times.last().copied().unwrap_or(1440.0)
                        });
                        let editor = Editor {
                            known,
                            worker,
                            horizon,
                        };
                        editor.show(ui, bench);
                    });
            });
        let Some(answer) = bench.answer.clone() else {
            CentralPanel::default().show(ui, |ui| {
                ui.centered_and_justified(|ui| match bench.refusal {
                    Some(_) => ui.label("No answer: the list on the left says what is wrong."),
                    None => ui.label("simulating \u{2026}"),
                });
            });
            return;
        };
        let under = &mut self.under;
        Panel::bottom("under")
            .resizable(true)
            .default_size(172.0)
            .min_size(30.0)
            .show(ui, |ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.selectable_value(under, Under::Outcomes, "Outcomes");
                    ui.selectable_value(under, Under::Ground, "What it rests on");
                    ui.selectable_value(under, Under::Nothing, "Picture only");
                });
                match under {
                    Under::Outcomes => outcomes::table(ui, &answer, &bench.sight.hidden, theme),
                    Under::Ground => outcomes::ground(ui, &answer),
                    Under::Nothing => {}
                }
            });
        CentralPanel::default().show(ui, |ui| {
            if let Some(question) = &answer.scenario.question {
                ui.label(RichText::new(&question.value).italics());
            }
            for sentence in &scenarios::words::headline(&answer.projection.rows, &answer.plan.arms)
            {
                ui.label(RichText::new(sentence).size(13.0).strong());
            }
            chips(ui, bench, &answer, theme, worker, deeds);
            let before = (bench.sight.pins.clone(), bench.sight.from_pin);
            ScrollArea::vertical()
                .id_salt("picture")
                .auto_shrink(false)
                .show(ui, |ui| {
                    let render = self.render.as_ref();
                    self.picture
                        .show(ui, &answer, &mut bench.sight, theme, render);
                });
            if before.0 != bench.sight.pins {
                bench.ask(worker);
            }
        });
        if bench.sight.both_pins().is_some() {
            let mut open = true;
            egui::Window::new("Between A and B")
                .open(&mut open)
                .show(ui.ctx(), |ui| {
                    outcomes::deltas(ui, &answer, &bench.sight.hidden, theme);
                });
            if !open {
                bench.sight.pins.clear();
            }
        }
    }

    /// Pages that lie over the rest.
    fn pages(&mut self, context: &Context) {
        let mut is_help = self.is_help;
        egui::Window::new("Keys")
            .open(&mut is_help)
            .show(context, help::page);
        self.is_help &= is_help;
        self.save_page(context);
        self.export_page(context);
    }

    fn save_page(&mut self, context: &Context) {
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

    fn export_page(&mut self, context: &Context) {
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

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

impl ExportPage {
    fn of(source: &Source) -> Self {
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
fn suggested(source: &Source) -> String {
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

/// What is wrong with the text, above its fields.
fn problems(ui: &mut Ui, bench: &Bench) {
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
fn file(ui: &mut Ui, bench: &mut Bench, worker: &Worker) {
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

/// Arms, quantities, units and times: what of the answer is shown.
fn chips(
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

fn switch_units(bench: &mut Bench) {
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
