//! The library, with the question that each scenario answers and a small picture.

use crate::canvas::Canvas;
use eframe::egui_wgpu::RenderState;
use egui::{RichText, ScrollArea, Sense, TextEdit, Ui, Vec2, WidgetInfo};
use engine::world::Settings;
use scenarios::library::library;
use scenarios::run::Running;
use scenarios::source::Source;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use viz::projection::{Caption, Wanted, figure_of};
use viz::{Bands, Figure, Look, Size, Theme, place};

/// Few, so that every picture is soon there; then enough for bands that look like those of many.
const TWINS: [usize; 2] = [8, 40];
/// Twins at a time, between which the pictures give way to a scenario that is on the bench.
const PORTION: usize = 16;
/// Page units across a small picture, before it is made small.
const PAGE: f64 = 620.0;
const SHAPE: f64 = 0.42;

struct Card {
    name: &'static str,
    title: String,
    question: String,
    figure: Option<Figure>,
    canvas: Canvas,
    drawn: Option<(Theme, u32)>,
}

/// The gallery.
pub struct Gallery {
    cards: Vec<Card>,
    coming: Receiver<(&'static str, Figure)>,
    looked_at: Arc<AtomicBool>,
    search: String,
}

impl Gallery {
    /// Reads the library and begins to draw its pictures; `wake` is called for each.
    pub fn open(settings: Settings, wake: impl Fn() + Send + 'static) -> Self {
        let known = scenarios::catalogue::known();
        let cards = library()
            .into_iter()
            .map(|entry| {
                let scenario = scenarios::check(entry.text.as_bytes(), &known).0;
                let words = scenario.map(|s| (s.title.value, s.question.map(|q| q.value)));
                let (title, question) = words.unwrap_or_default();
                Card {
                    name: entry.name,
                    title,
                    question: question.unwrap_or_default(),
                    figure: None,
                    canvas: Canvas::default(),
                    drawn: None,
                }
            })
            .collect();
        let (send, coming) = channel();
        let looked_at = Arc::new(AtomicBool::new(true));
        let seen = Arc::clone(&looked_at);
        std::thread::spawn(move || {
            for (before, twins) in [(0, TWINS[0]), (TWINS[0], TWINS[1])] {
                for entry in library() {
                    let Some(figure) = small(entry.name, before, twins, &settings, &seen) else {
                        continue;
                    };
                    if send.send((entry.name, figure)).is_err() {
                        return;
                    }
                    wake();
                }
            }
        });
        Self {
            cards,
            coming,
            looked_at,
            search: String::new(),
        }
    }

    /// Nobody looks at it: its pictures wait.
    pub fn rest(&self) {
        self.looked_at.store(false, Ordering::Relaxed);
    }

    /// Shows it; gives the name of the scenario that was chosen.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        theme: Theme,
        render: Option<&RenderState>,
    ) -> Option<&'static str> {
        self.looked_at.store(true, Ordering::Relaxed);
        while let Ok((name, figure)) = self.coming.try_recv() {
            if let Some(card) = self.cards.iter_mut().find(|card| card.name == name) {
                card.figure = Some(figure);
                card.drawn = None;
            }
        }
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new("What if?").heading().size(22.0));
            ui.label("Choose a question; then change doses, times and the patient, and see.");
            let search = TextEdit::singleline(&mut self.search)
                .hint_text("search")
                .desired_width(160.0);
            let response = ui.add(search);
            let text = self.search.clone();
            response.widget_info(|| {
                let mut info = WidgetInfo::text_edit(true, &text, &text, "");
                info.label = Some("Search the scenarios".to_owned());
                info
            });
        });
        ui.add_space(6.0);
        let wanted = self.search.to_lowercase();
        let mut chosen = None;
        let scale = ui.ctx().pixels_per_point();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let room = ui.available_width() - 8.0;
            let columns = ((room / 340.0).floor() as usize).clamp(1, 5);
            let width = (room - 12.0 * (columns - 1) as f32) / columns as f32;
            let mut matching: Vec<&mut Card> = (self.cards.iter_mut())
                .filter(|card| {
                    let all = format!("{} {} {}", card.name, card.title, card.question);
                    all.to_lowercase().contains(&wanted)
                })
                .collect();
            if matching.is_empty() {
                ui.label("No scenario speaks of that.");
            }
            for row in matching.chunks_mut(columns) {
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = 12.0;
                    for card in row {
                        if card.show(ui, width, theme, scale, render) {
                            chosen = Some(card.name);
                        }
                    }
                });
                ui.add_space(10.0);
            }
        });
        chosen
    }
}

impl Card {
    fn show(
        &mut self,
        ui: &mut Ui,
        width: f32,
        theme: Theme,
        scale: f32,
        render: Option<&RenderState>,
    ) -> bool {
        let height = width * SHAPE as f32;
        let pixels = f64::from(width * scale) / PAGE;
        let key = (theme, (pixels * 1000.0) as u32);
        if let (Some(figure), Some(render)) = (&self.figure, render)
            && self.drawn != Some(key)
        {
            let size = Size {
                width: PAGE,
                height: PAGE * SHAPE,
            };
            let placed = place(figure, size, &Look { theme, bare: true });
            self.canvas.draw(render, &placed.scene, pixels as f32);
            self.drawn = Some(key);
        }
        let inner = ui.allocate_ui(Vec2::new(width, height + 96.0), |ui| {
            let frame = egui::Frame::group(ui.style()).fill(ui.visuals().extreme_bg_color);
            frame.show(ui, |ui| {
                ui.set_width(width - 14.0);
                ui.vertical(|ui| {
                    let room = Vec2::new(width - 14.0, (width - 14.0) * SHAPE as f32);
                    let (place, _) = ui.allocate_exact_size(room, Sense::hover());
                    match self.drawn {
                        Some(_) => self.canvas.paint_into(ui, place),
                        None => {
                            ui.put(place, egui::Label::new("simulating \u{2026}"));
                        }
                    }
                    let title = RichText::new(&self.title).strong();
                    ui.add(egui::Label::new(title).selectable(false).wrap());
                    let question = RichText::new(&self.question).small();
                    ui.add(egui::Label::new(question).selectable(false).wrap());
                });
                ui.set_min_height(height + 84.0);
            })
        });
        let place = inner.inner.response.rect;
        let id = ui.scope_id().with(("card", self.name));
        let response = ui.interact(place, id, Sense::click());
        let said = format!("{}: {}", self.title, self.question);
        response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::Button, true, &said));
        if response.hovered() || response.has_focus() {
            let stroke = egui::Stroke::new(2.0, ui.visuals().selection.bg_fill);
            ui.painter()
                .rect_stroke(place, 4.0, stroke, egui::StrokeKind::Inside);
        }
        let by_key = response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        response.clicked() || by_key
    }
}

/// The first panel of a scenario's picture, of few twins; nothing where it has no more than were shown before.
fn small(
    name: &str,
    before: usize,
    twins: usize,
    settings: &Settings,
    looked_at: &AtomicBool,
) -> Option<Figure> {
    let source = Source::open(name).ok()?;
    let (scenario, mut plan) = source.check(None).ready?;
    plan.twins = plan.twins.min(twins);
    if plan.twins <= before {
        return None;
    }
    let mut running = Running::start(&scenario, &plan, settings).ok()?;
    while !running.is_over() {
        while !looked_at.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(100));
        }
        running.advance(PORTION, |_| Ok(())).ok()?;
    }
    let projection = running.finish();
    let wanted = Wanted {
        quantity: plan.pictured.first()?.clone(),
        difference: false,
    };
    let mut figure = figure_of(
        &projection,
        &plan,
        &Caption::default(),
        &[wanted],
        &mut Bands::default(),
    );
    figure.events.clear();
    Some(figure)
}
