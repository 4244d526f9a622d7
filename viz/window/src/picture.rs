//! The picture, and how it is looked at: what is shown, in which units, how near, and where the
//! cursor and the pins are.

use crate::canvas::Canvas;
use crate::worker::Answer;
use egui::{Align2, Color32, FontId, Pos2, Rect, Sense, Stroke, Ui, Vec2};
use std::collections::BTreeSet;
use viz::{Figure, Look, Placed, Series, Size, Theme, TimeUnit, arm_style, other_units, place};

/// How an answer is looked at. Times are minutes from the scenario's 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sight {
    /// Arms left out.
    pub hidden: BTreeSet<usize>,
    /// Quantities shown in their other unit.
    pub otherwise: BTreeSet<String>,
    /// The unit of the time axis; `None` for the usual one.
    pub unit: Option<TimeUnit>,
    /// Times count from the first pin.
    pub from_pin: bool,
    /// First and last time shown; `None` for all.
    pub span: Option<(f64, f64)>,
    /// Where the cursor is.
    pub cursor: Option<f64>,
    /// Times pinned, none to two.
    pub pins: Vec<f64>,
    /// All times there are.
    whole: (f64, f64),
    /// From sample to sample.
    step: f64,
    arms: usize,
}

impl Sight {
    /// Takes what a new answer can show.
    pub fn fit(&mut self, answer: &Answer) {
        let times = &answer.projection.times;
        let whole = (
            times.first().copied().unwrap_or(0.0),
            times.last().copied().unwrap_or(1.0),
        );
        if whole != self.whole {
            self.whole = whole;
            self.span = None;
            self.pins.retain(|pin| (whole.0..=whole.1).contains(pin));
        }
        self.step = match times[..] {
            [first, second, ..] => second - first,
            _ => 1.0,
        };
        self.arms = answer.plan.arms.len();
        let arms = self.arms;
        self.hidden.retain(|arm| *arm < arms);
        if self.hidden.len() == arms {
            self.hidden.clear();
        }
    }

    /// Both pins, the earlier first.
    pub fn both_pins(&self) -> Option<(f64, f64)> {
        match self.pins[..] {
            [a, b] => Some((a.min(b), a.max(b))),
            _ => None,
        }
    }

    /// Shows an arm that is hidden, hides one that is shown; one always stays.
    pub fn toggle_arm(&mut self, arm: usize) {
        if arm >= self.arms || self.hidden.remove(&arm) {
            return;
        }
        if self.hidden.len() + 1 < self.arms {
            self.hidden.insert(arm);
        }
    }

    /// Pins the cursor's time: the first, the second, then anew.
    pub fn pin(&mut self) {
        let Some(cursor) = self.cursor else { return };
        if self.pins.len() == 2 {
            self.pins.clear();
        }
        self.pins.push(cursor);
    }

    /// Moves the cursor by that many samples.
    pub fn step(&mut self, samples: f64) {
        let (start, end) = self.shown();
        let from = self.cursor.unwrap_or(start);
        let moved = ((from / self.step).round() + samples) * self.step;
        let moved = moved.clamp(self.whole.0, self.whole.1);
        self.cursor = Some(moved);
        if moved < start || moved > end {
            self.pan(moved - from);
        }
    }

    /// Times shown.
    pub fn shown(&self) -> (f64, f64) {
        self.span.unwrap_or(self.whole)
    }

    /// Shows `factor` times as much, with `around` staying where it is.
    pub fn zoom(&mut self, factor: f64, around: f64) {
        let (start, end) = self.shown();
        let least = (4.0 * self.step).min(self.whole.1 - self.whole.0);
        let factor = factor.max(least / (end - start).max(1e-9));
        let new = (
            around - (around - start) * factor,
            around + (end - around) * factor,
        );
        self.show(new);
    }

    /// Shows what lies that many minutes later.
    pub fn pan(&mut self, by: f64) {
        let (start, end) = self.shown();
        let by = by.clamp(self.whole.0 - start, self.whole.1 - end);
        self.show((start + by, end + by));
    }

    fn show(&mut self, (start, end): (f64, f64)) {
        let (start, end) = (start.max(self.whole.0), end.min(self.whole.1));
        self.span = ((start, end) != self.whole).then_some((start, end));
    }

    /// The picture as it is looked at.
    pub fn figure(&self, answer: &Answer) -> Figure {
        let mut figure = answer.figure.clone();
        let minutes = figure.time.unit.minutes();
        for (index, arm) in figure.arms.iter_mut().enumerate() {
            arm.hidden = self.hidden.contains(&index);
        }
        for panel in &mut figure.panels {
            panel
                .series
                .retain(|series| !self.hidden.contains(&series.arm));
            if self.otherwise.contains(&panel.name)
                && let Some(other) = other_units(&panel.name, &panel.unit).first()
            {
                panel.convert(other);
            }
        }
        if let Some((start, end)) = self.span {
            (figure.time.start, figure.time.end) = (start / minutes, end / minutes);
        }
        let origin = self.origin();
        figure.count_time(self.unit.unwrap_or(figure.time.unit), origin / minutes);
        if origin != 0.0 {
            figure.time.label = "Time since the first pin".into();
        }
        figure
    }

    /// What times count from, minutes.
    pub fn origin(&self) -> f64 {
        match self.pins.first() {
            Some(pin) if self.from_pin => *pin,
            _ => 0.0,
        }
    }
}

/// A picture laid out and painted, kept until something changes.
#[derive(Default)]
pub struct Picture {
    key: Option<(usize, Sight, [u32; 2], u32, Theme)>,
    figure: Option<Figure>,
    placed: Option<Placed>,
    canvas: Canvas,
}

impl Picture {
    /// Shows an answer in all the room there is, and takes what the pointer does with it.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        answer: &std::sync::Arc<Answer>,
        sight: &mut Sight,
        theme: Theme,
        render: Option<&eframe::egui_wgpu::RenderState>,
    ) -> egui::Response {
        let room = ui.available_size().max(Vec2::new(320.0, 120.0));
        self.lay_out(
            answer,
            sight,
            room,
            ui.ctx().pixels_per_point(),
            theme,
            render,
        );
        let placed = self.placed.as_ref();
        let size = placed.map_or(room, |placed| {
            Vec2::new(
                placed.scene.size.width as f32,
                placed.scene.size.height as f32,
            )
        });
        let response = ui.allocate_response(size, Sense::click_and_drag());
        let Some(placed) = placed else {
            return response;
        };
        let page = response.rect;
        self.canvas.paint(ui, page);
        let words = placed.scene.title.clone();
        let description = placed.scene.description.clone();
        response.widget_info(|| {
            let said = format!("Picture: {words}. {description}");
            egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, said)
        });
        // Minutes at a distance from the left of the page, and back.
        let Some(figure) = &self.figure else {
            return response;
        };
        let unit = figure.time.unit.minutes();
        let origin = sight.origin();
        let minutes = |x: f32| placed.time_at(f64::from(x - page.left())) * unit + origin;
        let x_of = |time: f64| page.left() + placed.x_of((time - origin) / unit) as f32;
        if let Some(at) = response.hover_pos() {
            let time = minutes(at.x);
            let (start, end) = sight.shown();
            if (start..=end).contains(&time) {
                sight.cursor = Some((time / sight.step).round() * sight.step);
            }
            let (scroll, zoom) =
                ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
            // Where the picture is higher than its room, the wheel moves it.
            let wheel = if size.y <= room.y + 1.0 {
                scroll.y
            } else {
                0.0
            };
            if wheel != 0.0 || zoom != 1.0 {
                let factor = f64::from((-wheel * 0.003).exp() / zoom);
                sight.zoom(factor, time.clamp(start, end));
            }
            if scroll.x != 0.0 {
                sight.pan(minutes(at.x - scroll.x) - time);
            }
        }
        if response.dragged() {
            let delta = response.drag_delta().x;
            sight.pan(minutes(0.0) - minutes(delta));
        }
        if response.double_clicked() {
            sight.span = None;
        } else if response.clicked() {
            sight.pin();
        }
        let ink = ui.visuals().text_color();
        for (index, pin) in sight.pins.iter().enumerate() {
            let name = ["A", "B"][index.min(1)];
            line(
                ui,
                placed,
                page,
                x_of(*pin),
                Stroke::new(1.5, ink),
                Some(name),
            );
        }
        if let Some(cursor) = sight.cursor {
            let x = x_of(cursor);
            line(
                ui,
                placed,
                page,
                x,
                Stroke::new(1.0, ink.gamma_multiply(0.6)),
                None,
            );
            readings(ui, placed, figure, page, x, (cursor - origin) / unit, theme);
        }
        response
    }

    fn lay_out(
        &mut self,
        answer: &std::sync::Arc<Answer>,
        sight: &Sight,
        room: Vec2,
        scale: f32,
        theme: Theme,
        render: Option<&eframe::egui_wgpu::RenderState>,
    ) {
        // The cursor moves over the picture, not in it.
        let still = Sight {
            cursor: None,
            pins: sight
                .pins
                .iter()
                .take(usize::from(sight.from_pin))
                .copied()
                .collect(),
            ..sight.clone()
        };
        let address = std::sync::Arc::as_ptr(answer) as usize;
        let pixels = [room.x.round() as u32, room.y.round() as u32];
        let key = (address, still, pixels, scale.to_bits(), theme);
        if self.key.as_ref() == Some(&key) {
            return;
        }
        let figure = sight.figure(answer);
        let size = Size {
            width: f64::from(room.x.floor()),
            height: f64::from(room.y.floor()),
        };
        let look = Look { theme, bare: true };
        let placed = place(&figure, size, &look);
        if let Some(render) = render {
            self.canvas.draw(render, &placed.scene, scale);
        }
        self.figure = Some(figure);
        self.placed = Some(placed);
        self.key = Some(key);
    }

    /// Why nothing is drawn, where nothing is.
    pub fn fault(&self) -> Option<&str> {
        self.canvas.fault()
    }
}

/// A line through all panels at one time.
fn line(ui: &Ui, placed: &Placed, page: Rect, x: f32, stroke: Stroke, name: Option<&str>) {
    let (Some(first), Some(last)) = (placed.plots.first(), placed.plots.last()) else {
        return;
    };
    let (left, right) = (first.rect.left as f32, first.rect.right as f32);
    if x < page.left() + left - 0.5 || x > page.left() + right + 0.5 {
        return;
    }
    let top = page.top() + first.rect.top as f32;
    let bottom = page.top() + last.rect.bottom as f32;
    ui.painter()
        .line_segment([Pos2::new(x, top), Pos2::new(x, bottom)], stroke);
    if let Some(name) = name {
        let at = Pos2::new(x + 3.0, top);
        let font = FontId::proportional(12.0);
        ui.painter()
            .text(at, Align2::LEFT_TOP, name, font, stroke.color);
    }
}

/// What each arm has at the cursor, beside it in each panel.
fn readings(
    ui: &Ui,
    placed: &Placed,
    figure: &Figure,
    page: Rect,
    x: f32,
    time: f64,
    theme: Theme,
) {
    let font = FontId::proportional(12.0);
    let is_right = x > page.left() + 0.6 * page.width();
    for (panel, plot) in figure.panels.iter().zip(&placed.plots) {
        let lines: Vec<(usize, String)> = panel
            .series
            .iter()
            .filter_map(|series| Some((series.arm, reading(series, time)?)))
            .collect();
        let height = 15.0 * lines.len() as f32;
        let widest = lines
            .iter()
            .map(|(_, text)| {
                let color = Color32::PLACEHOLDER;
                let laid = ui
                    .painter()
                    .layout_no_wrap(text.clone(), font.clone(), color);
                laid.size().x
            })
            .fold(0.0, f32::max);
        let width = widest + 24.0;
        let left = if is_right { x - width - 6.0 } else { x + 6.0 };
        let top = page.top() + plot.rect.top as f32 + 2.0;
        let back = Rect::from_min_size(Pos2::new(left, top), Vec2::new(width, height + 4.0));
        let fill = ui.visuals().extreme_bg_color.gamma_multiply(0.88);
        ui.painter().rect_filled(back, 3.0, fill);
        for (index, (arm, text)) in lines.iter().enumerate() {
            let y = top + 9.5 + 15.0 * index as f32;
            let ink = color(theme.color(arm_style(*arm).color));
            stroke(ui.painter(), *arm, Pos2::new(left + 2.0, y), 15.0, ink);
            let at = Pos2::new(left + 20.0, y);
            let words = ui.visuals().strong_text_color();
            ui.painter()
                .text(at, Align2::LEFT_CENTER, text, font.clone(), words);
        }
    }
}

/// The short line that stands for an arm, in its colour and its dash.
pub fn swatch(ui: &mut Ui, arm: usize, theme: Theme) {
    let (place, _) = ui.allocate_exact_size(Vec2::new(24.0, 14.0), Sense::hover());
    let ink = color(theme.color(arm_style(arm).color));
    stroke(ui.painter(), arm, place.left_center(), 24.0, ink);
}

fn stroke(painter: &egui::Painter, arm: usize, from: Pos2, length: f32, ink: Color32) {
    let stroke = Stroke::new(2.5, ink);
    let ends = [from, from + Vec2::new(length, 0.0)];
    let dash = arm_style(arm).dash;
    if dash.is_empty() {
        painter.line_segment(ends, stroke);
        return;
    }
    let of = |start: usize| -> Vec<f32> {
        let lengths = dash.iter().skip(start).step_by(2);
        lengths.map(|length| *length as f32).collect()
    };
    painter.extend(egui::Shape::dashed_line_with_offset(
        &ends,
        stroke,
        &of(0),
        &of(1),
        0.0,
    ));
}

/// A series at a time, in words: "187 (162 to 214)".
pub fn reading(series: &Series, time: f64) -> Option<String> {
    let last = series.times.len().checked_sub(1)?;
    let after = series.times.partition_point(|at| *at < time).min(last);
    let before = after.saturating_sub(1);
    let is_nearer = (series.times[before] - time).abs() < (series.times[after] - time).abs();
    let index = if is_nearer { before } else { after };
    let middle = series.median.get(index).filter(|value| value.is_finite())?;
    let mut text = number(*middle);
    if let (Some(low), Some(high)) = (series.p05.get(index), series.p95.get(index)) {
        text.push_str(&format!(" ({} to {})", number(*low), number(*high)));
    }
    Some(text)
}

/// Three figures.
pub fn number(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    if text
        .trim_start_matches('-')
        .bytes()
        .all(|b| b == b'0' || b == b'.')
    {
        return "0".into();
    }
    text
}

/// A colour of the scene, for egui.
pub fn color(color: viz::Color) -> Color32 {
    let [red, green, blue] = color.rgb;
    let alpha = (255.0 * color.alpha.clamp(0.0, 1.0)).round() as u8;
    Color32::from_rgba_unmultiplied(red, green, blue, alpha)
}
