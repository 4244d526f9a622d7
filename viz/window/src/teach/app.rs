//! What is in the window of a live patient.

use super::panel::{Around, Page, Panel as Side, clock};
use super::seen::Seen;
use super::sound::{Sound, State};
use super::views::{self, View};
use super::{debriefing, monitor, timeline};
use crate::style;
use egui::{
    Button, CentralPanel, ComboBox, Context, Key, Label, Panel, RichText, Ui, WidgetInfo,
    accesskit::Role,
};
use engine::recording::NOTICE;
use scenarios::file::Scenario;
use scenarios::known::Known;
use scenarios::live::{Alarms, Bedside, Command, Debrief, SPEEDS};
use scenarios::plan::Plan;
use scenarios::time::Time;
use std::path::PathBuf;
use std::sync::Arc;

/// Keys and what they do.
const KEYS: [(&str, &str); 10] = [
    ("Space", "let time run, or stop it"),
    ("+ \u{2212}", "faster, slower"),
    ("B", "branch here: the way so far stays as a ghost"),
    ("Left", "a minute back, which also branches"),
    ("M", "a bookmark in the notes"),
    ("A", "acknowledge alarms"),
    ("S", "pause alarms for two minutes"),
    ("I", "show or hide what learners must not see"),
    ("E", "debrief"),
    ("?", "this page"),
];

/// A live patient and all that is around them.
pub struct Teach {
    context: Context,
    bedside: Arc<Bedside>,
    scenario: Scenario,
    plan: Plan,
    known: Known,
    seen: Seen,
    alarms: Alarms,
    /// Where it is heard too.
    sound: Option<Sound>,
    side: Side,
    folder: PathBuf,
    /// The time up to which waves are drawn, s.
    shown: f64,
    chosen: Option<Time>,
    debrief: Option<Debrief>,
    view: View,
    is_help: bool,
    said: String,
}

impl Teach {
    /// Opens it, with time stopped; files go to a folder.
    pub fn new(context: &Context, bedside: Arc<Bedside>, folder: PathBuf) -> Self {
        style::set(context);
        context.set_theme(egui::Theme::Dark);
        let wake = context.clone();
        bedside.on_change(move || wake.request_repaint());
        let mut seen = Seen::default();
        let (scenario, plan, known) = bedside.wait(|session| {
            seen.copy(session, lag(1.0));
            let (scenario, plan) = (session.scenario(), session.plan());
            (scenario.clone(), plan.clone(), session.known().clone())
        });
        Self {
            context: context.clone(),
            scenario,
            plan,
            known,
            bedside,
            seen,
            alarms: Alarms::default(),
            sound: None,
            side: Side::default(),
            folder,
            shown: 0.0,
            chosen: None,
            debrief: None,
            view: View::Monitor,
            is_help: false,
            said: String::new(),
        }
    }

    /// The same, heard as well as seen.
    pub fn with_sound(mut self) -> Self {
        self.sound = Some(Sound::open());
        self
    }

    /// What is seen of the patient.
    pub fn now(&self) -> Time {
        self.seen.now
    }

    /// Whether something that was asked is not done yet.
    pub fn is_busy(&self) -> bool {
        self.bedside.is_busy()
    }

    /// A present value, as it is shown.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.seen.last.now(name)
    }

    /// Whether something with these words was heard or done.
    pub fn heard(&self, words: &str) -> bool {
        let mut heard = self.seen.heard.iter();
        heard.any(|heard| heard.text.contains(words))
    }

    /// How many ways were left.
    pub fn branches(&self) -> usize {
        self.seen.ghosts.len()
    }

    /// Everything, once.
    pub fn show(&mut self, ui: &mut Ui) {
        self.hear(ui);
        self.keys(ui);
        Panel::top("bar").show(ui, |ui| self.bar(ui));
        Panel::bottom("status").show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(NOTICE).strong());
                ui.separator();
                match (self.bedside.is_busy(), self.bedside.is_aiming()) {
                    (true, _) => ui.label("simulating \u{2026}"),
                    (false, true) => ui.label("working out how severe it must be \u{2026}"),
                    (false, false) => ui.label(&self.said),
                };
            });
        });
        Panel::bottom("timeline").show(ui, |ui| self.strip(ui));
        Panel::right("panel")
            .default_size(330.0)
            .size_range(280.0..=520.0)
            .show(ui, |ui| {
                let around = Around {
                    scenario: &self.scenario,
                    known: &self.known,
                    bedside: &self.bedside,
                    seen: &self.seen,
                };
                self.side.show(ui, &around);
            });
        CentralPanel::default()
            .frame(egui::Frame::NONE)
            .show(ui, |ui| match self.view {
                View::Monitor => monitor::show(ui, &self.seen, &self.alarms, self.shown),
                View::Leads => views::leads(ui, &self.seen, self.shown),
                View::Loops => views::loops(ui, &self.seen, self.shown),
            });
        self.pages();
        if self.bedside.pace().0 || !self.alarms.standing.is_empty() {
            self.context.request_repaint();
        }
    }

    /// Takes over what is new, if the patient's thread is not at it.
    fn hear(&mut self, ui: &Ui) {
        let (seen, behind) = (&mut self.seen, lag(self.bedside.pace().1));
        self.bedside.look(|session| seen.copy(session, behind));
        self.alarms.look(&self.seen.last, self.seen.now);
        if let Some(said) = self.bedside.said() {
            self.said = said.err().unwrap_or_default();
        }
        if let Some(debrief) = self.bedside.debrief() {
            self.debrief = Some(debrief);
        }
        // Waves are drawn a little behind, so that they run evenly between the steps of the patient.
        let now = self.seen.now.nanoseconds() as f64 / 1e9;
        let (is_running, speed) = self.bedside.pace();
        let passed = f64::from(ui.input(|input| input.stable_dt)).min(0.1);
        self.shown = match is_running {
            true => (self.shown + passed * speed).clamp(now - lag(speed), now),
            false => now,
        };
        if let Some(sound) = &mut self.sound {
            let seconds = ui.input(|input| input.time);
            let speed = is_running.then_some(speed);
            sound.hear(&self.alarms, &self.seen, seconds, self.shown, speed);
        }
    }

    fn keys(&mut self, ui: &Ui) {
        if ui.ctx().egui_wants_keyboard_input() {
            return;
        }
        let pressed = |key: Key| ui.input(|input| input.key_pressed(key));
        if pressed(Key::Space) {
            self.bedside.run(!self.bedside.pace().0);
        }
        if pressed(Key::Plus) || pressed(Key::Equals) {
            self.faster(1);
        }
        if pressed(Key::Minus) {
            self.faster(-1);
        }
        if pressed(Key::B) {
            self.bedside.ask(Command::Rewind(self.seen.now));
        }
        if pressed(Key::ArrowLeft) {
            self.back(60);
        }
        if pressed(Key::M) {
            self.bookmark();
        }
        if pressed(Key::A) {
            self.alarms.acknowledge();
        }
        if pressed(Key::S) {
            self.alarms.pause(self.seen.now);
        }
        if pressed(Key::I) {
            self.hide();
        }
        if pressed(Key::E) {
            self.debrief();
        }
        if pressed(Key::Questionmark) || pressed(Key::F1) {
            self.is_help = !self.is_help;
        }
        if pressed(Key::Escape) {
            self.is_help = false;
            self.debrief = None;
            self.chosen = None;
        }
    }

    fn hide(&mut self) {
        self.side.is_learners = !self.side.is_learners;
        if self.side.is_learners && self.side.page == Page::Instructor {
            self.side.page = Page::Orders;
        }
    }

    /// Time stands while people talk.
    fn debrief(&self) {
        self.bedside.run(false);
        self.bedside.ask(Command::Debrief);
    }

    fn bookmark(&self) {
        let text = format!("note = \"bookmark at {}\"", clock(self.seen.now));
        let by = scenarios::file::By::Instructor;
        self.bedside.ask(Command::Act(by, text));
    }

    fn back(&self, seconds: i64) {
        let to = self.seen.now.nanoseconds() - seconds * 1_000_000_000;
        self.bedside
            .ask(Command::Rewind(Time::from_nanoseconds(to.max(0))));
    }

    fn faster(&self, by: isize) {
        let (_, speed) = self.bedside.pace();
        let place = SPEEDS.iter().position(|known| *known >= speed).unwrap_or(3);
        let place = place.saturating_add_signed(by).min(SPEEDS.len() - 1);
        self.bedside.set_speed(SPEEDS[place]);
    }

    fn bar(&mut self, ui: &mut Ui) {
        ui.add_space(3.0);
        ui.horizontal_wrapped(|ui| {
            let (is_running, speed) = self.bedside.pace();
            let can_run = !self.seen.is_over;
            let text = if is_running { "Pause" } else { "Run" };
            let run = ui
                .add_enabled(can_run, Button::new(text))
                .on_hover_text("Time runs or stands (Space)");
            if run.clicked() {
                self.bedside.run(!is_running);
            }
            let mut chosen = speed;
            let response = ComboBox::from_id_salt("speed")
                .selected_text(format!("{speed}\u{d7}"))
                .width(56.0)
                .show_ui(ui, |ui| {
                    for known in SPEEDS {
                        ui.selectable_value(&mut chosen, known, format!("{known}\u{d7}"));
                    }
                })
                .response;
            response.widget_info(|| {
                WidgetInfo::labeled(Role::ComboBox, true, format!("Speed: {speed} times"))
            });
            if chosen != speed {
                self.bedside.set_speed(chosen);
            }
            // As wide for hours as for seconds, so that nothing beside it moves.
            let time = RichText::new(clock(self.seen.now)).strong().size(18.0);
            ui.add_sized([62.0, 20.0], Label::new(time));
            ui.separator();
            let busy = self.bedside.is_busy();
            let button = |ui: &mut Ui, text: &str, hint: &str| {
                ui.add_enabled(!busy, Button::new(text))
                    .on_hover_text(hint)
                    .clicked()
            };
            if button(ui, "Branch here", "The way so far stays as a ghost (B)") {
                self.bedside.ask(Command::Rewind(self.seen.now));
            }
            if button(
                ui,
                "Back 1 min",
                "A minute back, which also branches (Left)",
            ) {
                self.back(60);
            }
            if button(ui, "Bookmark", "A note to find this moment by (M)") {
                self.bookmark();
            }
            ui.separator();
            if ui
                .button("Acknowledge")
                .on_hover_text("Alarms that stand are seen (A)")
                .clicked()
            {
                self.alarms.acknowledge();
            }
            if ui
                .button("Pause alarms")
                .on_hover_text("For two minutes (S)")
                .clicked()
            {
                self.alarms.pause(self.seen.now);
            }
            ui.checkbox(&mut self.alarms.is_muted, "Mute")
                .on_hover_text("No sound, neither of alarms nor of beats");
            if let Some(State::Silent(why)) = self.sound.as_ref().map(Sound::state) {
                let hint = "A page for learners sounds in the browser: homeostat teach \u{2026} --serve --instructor window";
                ui.weak("no sound").on_hover_text(format!("{why}. {hint}"));
            }
            ui.separator();
            for (view, name) in [
                (View::Monitor, "Waves"),
                (View::Leads, "12 leads"),
                (View::Loops, "Loops"),
            ] {
                ui.selectable_value(&mut self.view, view, name);
            }
            ui.separator();
            let text = if self.side.is_learners {
                "Show all"
            } else {
                "Learner's view"
            };
            if ui
                .button(text)
                .on_hover_text("Hides what learners must not see (I)")
                .clicked()
            {
                self.hide();
            }
            if button(ui, "Debrief", "What came of it so far (E)") {
                self.debrief();
            }
            if ui.button("Help").on_hover_text("All keys (?)").clicked() {
                self.is_help = !self.is_help;
            }
        });
        ui.add_space(2.0);
    }

    fn strip(&mut self, ui: &mut Ui) {
        if let Some(chosen) = timeline::show(ui, &self.seen, self.chosen, self.side.is_learners) {
            self.chosen = Some(chosen);
        }
        ui.horizontal_wrapped(|ui| {
            match self.chosen {
                Some(chosen) => {
                    if ui.button(format!("Go back to {}", clock(chosen))).clicked() {
                        self.bedside.ask(Command::Rewind(chosen));
                        self.chosen = None;
                    }
                }
                None => {
                    ui.label("Click the timeline to choose a time to go back to.");
                }
            }
            for (place, ghost) in self.seen.ghosts.iter().enumerate() {
                let text = format!(
                    "Take up the way from {} to {}",
                    clock(ghost.from),
                    clock(ghost.until)
                );
                if ui.button(text).clicked() {
                    self.bedside.ask(Command::TakeUp(place));
                }
            }
        });
    }

    fn pages(&mut self) {
        let context = self.context.clone();
        let mut is_help = self.is_help;
        egui::Window::new("Keys")
            .open(&mut is_help)
            .show(&context, |ui| {
                egui::Grid::new("keys").show(ui, |ui| {
                    for (key, deed) in KEYS {
                        ui.label(RichText::new(key).strong());
                        ui.label(deed);
                        ui.end_row();
                    }
                });
            });
        self.is_help = is_help;
        let Some(debrief) = &self.debrief else {
            return;
        };
        let (mut is_open, mut said) = (true, None);
        egui::Window::new("Debrief")
            .default_pos([240.0, 80.0])
            .open(&mut is_open)
            .show(&context, |ui| {
                debriefing::show(ui, debrief);
                if ui.button("Write the debrief").clicked() {
                    let written =
                        debriefing::write(&self.folder, &self.scenario, &self.plan, debrief);
                    said = Some(match written {
                        Ok(()) => format!("Written to {}.", self.folder.display()),
                        Err(why) => why,
                    });
                }
            });
        self.said = said.unwrap_or(std::mem::take(&mut self.said));
        if !is_open {
            self.debrief = None;
        }
    }
}

/// How far behind the patient waves are drawn at most, s: a step, and what passes between two pictures.
fn lag(speed: f64) -> f64 {
    1.2 + 0.15 * speed
}

impl eframe::App for Teach {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }
}
