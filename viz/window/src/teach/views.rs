//! Other looks at the same waves: twelve leads, and loops of the ventilator.

use super::seen::Seen;
use crate::picture;
use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo,
    accesskit::Role,
};
use viz::teach::{INK, LEAD_SECONDS, LEADS, LIGHT, PAPER, PAPER_LINE, SCREEN, lead_begins};

/// What the monitor shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Sweeping waves and numbers.
    Monitor,
    /// The electrocardiogram in twelve leads.
    Leads,
    /// Pressure and volume, flow and volume of breaths.
    Loops,
}

/// Millivolts below and above the line of each lead.
const MILLIVOLTS: f64 = 2.2;

/// The last ten seconds in twelve leads, a column after the other, on paper of 0.5 mV and 0.2 s.
pub fn leads(ui: &mut Ui, seen: &Seen, shown: f64) {
    let (place, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, "Electrocardiogram, twelve leads"));
    let painter = ui.painter_at(place);
    let (ground, grid, ink) = (
        picture::color(PAPER),
        picture::color(PAPER_LINE),
        picture::color(INK),
    );
    painter.rect_filled(place, 0.0, ground);
    if !seen.waves.contains_key("ecg_ii") {
        let font = FontId::proportional(18.0);
        painter.text(
            place.center(),
            Align2::CENTER_CENTER,
            "no electrocardiogram of this patient",
            font,
            ink,
        );
        return;
    }
    let size = egui::vec2(place.width() / 4.0, place.height() / 3.0);
    for (number, (wave, label)) in LEADS.iter().enumerate() {
        let corner =
            place.min + egui::vec2((number / 3) as f32 * size.x, (number % 3) as f32 * size.y);
        let cell = Rect::from_min_size(corner, size);
        let from = lead_begins(number, shown);
        let x = |t: f64| cell.left() + ((t - from) / LEAD_SECONDS) as f32 * cell.width();
        let y = |mv: f64| cell.center().y - (mv / MILLIVOLTS) as f32 * 0.5 * cell.height();
        for step in 0..=12 {
            let at = cell.left() + step as f32 * cell.width() * 0.2 / LEAD_SECONDS as f32;
            painter.line_segment(
                [Pos2::new(at, cell.top()), Pos2::new(at, cell.bottom())],
                Stroke::new(0.5, grid),
            );
        }
        for half in -4..=4 {
            let at = y(0.5 * f64::from(half));
            painter.line_segment(
                [Pos2::new(cell.left(), at), Pos2::new(cell.right(), at)],
                Stroke::new(0.5, grid),
            );
        }
        let points = seen.waves.get(*wave).map(Vec::as_slice).unwrap_or_default();
        let points = points
            .iter()
            .filter(|(t, _)| *t > from && *t <= from + LEAD_SECONDS);
        let line: Vec<Pos2> = points
            .map(|(t, mv)| Pos2::new(x(*t), y(*mv).clamp(cell.top(), cell.bottom())))
            .collect();
        painter.add(Shape::line(line, Stroke::new(1.4, ink)));
        let at = cell.left_top() + egui::vec2(6.0, 3.0);
        painter.text(
            at,
            Align2::LEFT_TOP,
            *label,
            FontId::proportional(14.0),
            ink,
        );
    }
}

/// Pressure and volume, flow and volume of the last breaths.
pub fn loops(ui: &mut Ui, seen: &Seen, shown: f64) {
    let (place, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Loops of breaths"));
    let painter = ui.painter_at(place);
    painter.rect_filled(place, 0.0, picture::color(SCREEN));
    let half = egui::vec2(place.width() / 2.0, place.height());
    // Room for what stands at the axes.
    let inside = |rect: Rect| {
        Rect::from_min_max(
            rect.min + egui::vec2(48.0, 28.0),
            rect.max - egui::vec2(16.0, 44.0),
        )
    };
    let left = inside(Rect::from_min_size(place.min, half));
    let right = inside(Rect::from_min_size(
        place.min + egui::vec2(half.x, 0.0),
        half,
    ));
    let pressure = ("airway_pressure", "airway pressure, cmH2O");
    let volume = ("breath_volume", "volume, L");
    let flow = ("airway_flow", "flow, L/min");
    one(&painter, left, seen, shown, pressure, volume);
    one(&painter, right, seen, shown, volume, flow);
}

type Axis = (&'static str, &'static str);

fn one(painter: &Painter, place: Rect, seen: &Seen, shown: f64, x: Axis, y: Axis) {
    let ink = picture::color(LIGHT);
    let font = FontId::proportional(13.0);
    painter.rect_stroke(
        place,
        0.0,
        Stroke::new(0.8, ink.gamma_multiply(0.5)),
        egui::StrokeKind::Inside,
    );
    painter.text(
        place.center_bottom() + egui::vec2(0.0, 20.0),
        Align2::CENTER_TOP,
        x.1,
        font.clone(),
        ink,
    );
    painter.text(
        place.left_top() - egui::vec2(0.0, 4.0),
        Align2::LEFT_BOTTOM,
        y.1,
        font.clone(),
        ink,
    );
    let (Some(xs), Some(ys)) = (seen.waves.get(x.0), seen.waves.get(y.0)) else {
        painter.text(
            place.center(),
            Align2::CENTER_CENTER,
            "no waves of this patient",
            font,
            ink,
        );
        return;
    };
    // Waves are copied at different densities: pairs are of the same time.
    let (xs, ys) = (paired(xs, ys), paired(ys, xs));
    let points = xs
        .iter()
        .zip(&ys)
        .filter(|((t, _), _)| *t <= shown)
        .map(|((_, x), (_, y))| (*x, *y));
    let points: Vec<(f64, f64)> = points.collect();
    // Nothing of pressure, volume and flow is always on the page.
    let span = |values: &dyn Fn(&(f64, f64)) -> f64| {
        let low = points.iter().map(values).fold(0.0, f64::min);
        let high = points.iter().map(values).fold(0.0, f64::max);
        let room = 0.08 * (high - low).max(0.1);
        (if low < 0.0 { low - room } else { 0.0 }, high + room)
    };
    let (low_x, high_x) = span(&|point| point.0);
    let (low_y, high_y) = span(&|point| point.1);
    let across = |x: f64| place.left() + ((x - low_x) / (high_x - low_x)) as f32 * place.width();
    let up = |y: f64| place.bottom() - ((y - low_y) / (high_y - low_y)) as f32 * place.height();
    let small = FontId::proportional(11.0);
    let faint = ink.gamma_multiply(0.7);
    let grid = |is_zero: bool| {
        let share = if is_zero { 0.45 } else { 0.18 };
        Stroke::new(0.8, ink.gamma_multiply(share))
    };
    for (x, text) in viz::marks(low_x, high_x, 5.0) {
        painter.vline(across(x), place.y_range(), grid(x == 0.0));
        let at = Pos2::new(across(x), place.bottom() + 4.0);
        painter.text(at, Align2::CENTER_TOP, text, small.clone(), faint);
    }
    for (y, text) in viz::marks(low_y, high_y, 6.0) {
        painter.hline(place.x_range(), up(y), grid(y == 0.0));
        let at = Pos2::new(place.left() - 5.0, up(y));
        painter.text(at, Align2::RIGHT_CENTER, text, small.clone(), faint);
    }
    let line: Vec<Pos2> = (points.iter())
        .map(|(x, y)| Pos2::new(across(*x), up(*y)))
        .collect();
    painter.add(Shape::line(
        line,
        Stroke::new(1.6, Color32::from_rgb(0xf2, 0xd0, 0x4a)),
    ));
}

/// Of the first wave, the points at whose times the second has one too.
fn paired(of: &[(f64, f64)], with: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let there = |t: f64| {
        let place = with.partition_point(|(other, _)| *other < t - 1e-4);
        with.get(place)
            .is_some_and(|(other, _)| (other - t).abs() < 1e-4)
    };
    of.iter().filter(|(t, _)| there(*t)).copied().collect()
}
