//! What is in the window: the gallery, or a scenario on the bench.

use crate::bench::Bench;
use crate::chips::{chips, switch_units};
use crate::editor::Editor;
use crate::gallery::Gallery;
use crate::help::{self, Deed};
use crate::pages::{ExportPage, suggested};
use crate::picture::Picture;
use crate::typing::{file, problems};
use crate::worker::{Answer, Worker};
use crate::{finished, outcomes, plots, style};
use eframe::egui_wgpu::RenderState;
use egui::{Button, CentralPanel, Context, Panel, RichText, ScrollArea, Ui};
use engine::recording::NOTICE;
use engine::world::Settings;
use scenarios::finished::Finished;
use scenarios::known::Known;
use scenarios::source::Source;
use std::sync::Arc;
use viz::{Theme, TimeUnit};

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
    Forest,
    Survival,
    Tornado,
    Ground,
    Nothing,
}

/// What is in the window.
pub struct App {
    context: Context,
    render: Option<RenderState>,
    worker: Worker,
    pub(crate) settings: Settings,
    known: Known,
    gallery: Option<Gallery>,
    pub(crate) bench: Option<Bench>,
    picture: Picture,
    under: Under,
    as_file: bool,
    is_help: bool,
    pub(crate) export: Option<ExportPage>,
    pub(crate) save: Option<String>,
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

    pub(crate) fn theme(&self) -> Theme {
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
            true => {
                if let Some(gallery) = &self.gallery {
                    gallery.rest();
                }
                self.show_bench(ui, &mut deeds);
            }
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
        // A plot is to be seen whole, as far as there is room.
        let least = match under {
            Under::Forest | Under::Survival | Under::Tornado => 0.42 * ui.available_height(),
            _ => 30.0,
        };
        Panel::bottom("under")
            .resizable(true)
            .default_size(172.0)
            .min_size(least)
            .show(ui, |ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.selectable_value(under, Under::Outcomes, "Outcomes");
                    let rows = &answer.projection.rows;
                    if rows.iter().any(|row| !row.differences.is_empty()) {
                        ui.selectable_value(under, Under::Forest, "Forest");
                    }
                    if !answer.happenings.is_empty() {
                        ui.selectable_value(under, Under::Survival, "Survival");
                    }
                    if answer.influences.is_some() {
                        ui.selectable_value(under, Under::Tornado, "Tornado");
                    }
                    ui.selectable_value(under, Under::Ground, "What it rests on");
                    ui.selectable_value(under, Under::Nothing, "Picture only");
                });
                match under {
                    Under::Outcomes => outcomes::table(ui, &answer, &bench.sight.hidden, theme),
                    Under::Forest => plots::forest(ui, &answer, theme),
                    Under::Survival => plots::survival(ui, &answer, theme),
                    Under::Tornado => plots::tornado(ui, &answer, &mut bench.tornado, theme),
                    Under::Ground => outcomes::ground(ui, &answer),
                    Under::Nothing => {}
                }
            });
        CentralPanel::default().show(ui, |ui| {
            if let Some(question) = &answer.scenario.question {
                ui.label(RichText::new(&question.value).italics());
            }
            for said in scenarios::words::headline(&answer.projection.rows, &answer.plan.arms) {
                ui.label(RichText::new(said.text).size(13.0).strong());
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
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
