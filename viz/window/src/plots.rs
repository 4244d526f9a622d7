//! Forest, survival and tornado: the same scenes that are written as files, painted without an adapter's help.

use crate::picture::color;
use crate::worker::Answer;
use egui::{
    Align2, Color32, ComboBox, FontId, Mesh, Pos2, ScrollArea, Sense, Shape as Drawn, Stroke, Ui,
    WidgetInfo, accesskit::Role,
};
use viz::{Anchor, Look, Scene, Shape, Size, Theme, place};

/// Paired differences of the arms.
pub fn forest(ui: &mut Ui, answer: &Answer, theme: Theme) {
    match viz::forest(&answer.projection.rows, &answer.plan.arms) {
        Some(scene) => show(ui, scene, theme),
        None => drop(ui.label("One arm alone has nothing to be compared with.")),
    }
}

/// How many are still without what a risk asks for.
pub fn survival(ui: &mut Ui, answer: &Answer, theme: Theme) {
    let (scenario, plan) = (&answer.scenario, &answer.plan);
    let figure = viz::survival(scenario, plan, &answer.projection.times, &answer.happenings);
    match figure {
        Some(figure) => {
            let placed = place(&figure, Size::for_figure(&figure), &Look::default());
            show(ui, placed.scene, theme);
        }
        None => drop(ui.label("No outcome of this scenario is a risk.")),
    }
}

/// What moves one outcome of one arm.
pub fn tornado(ui: &mut Ui, answer: &Answer, chosen: &mut (usize, usize), theme: Theme) {
    let (rows, arms) = (&answer.projection.rows, &answer.plan.arms);
    chosen.0 = chosen.0.min(rows.len().saturating_sub(1));
    chosen.1 = chosen.1.min(arms.len().saturating_sub(1));
    ui.horizontal_wrapped(|ui| {
        let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
        choose(ui, "Outcome", &mut chosen.0, &labels);
        let names: Vec<&str> = arms.iter().map(String::as_str).collect();
        choose(ui, "Arm", &mut chosen.1, &names);
    });
    let scene = answer.influences.as_ref().and_then(|influences| {
        let row = rows.get(chosen.0)?;
        viz::tornado(influences, chosen.0, chosen.1, row, &arms[chosen.1])
    });
    match scene {
        Some(scene) => show(ui, scene, theme),
        None => drop(ui.label("No uncertain number moves this outcome.")),
    }
}

fn choose(ui: &mut Ui, label: &str, chosen: &mut usize, names: &[&str]) {
    let shown = names.get(*chosen).copied().unwrap_or("");
    let response = ComboBox::from_id_salt(label)
        .selected_text(shown)
        .width(220.0)
        .show_ui(ui, |ui| {
            for (number, name) in names.iter().enumerate() {
                ui.selectable_value(chosen, number, *name);
            }
        })
        .response;
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("{label}: {shown}")));
}

/// The area between two lines of as many points.
fn band(lower: &[Pos2], upper: &[Pos2], fill: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for (low, high) in lower.iter().zip(upper) {
        mesh.colored_vertex(*low, fill);
        mesh.colored_vertex(*high, fill);
    }
    for pair in 1..lower.len().min(upper.len()) as u32 {
        let first = 2 * (pair - 1);
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 1, first + 3, first + 2);
    }
    mesh
}

/// Paints a scene as wide as there is room, and not wider than it is.
fn show(ui: &mut Ui, mut scene: Scene, theme: Theme) {
    theme.paint(&mut scene);
    ScrollArea::both()
        .id_salt("plot")
        .auto_shrink(false)
        .show(ui, |ui| {
            let scale =
                (f64::from(ui.available_width()) / scene.size.width).clamp(0.75, 1.0) as f32;
            let size = egui::vec2(scene.size.width as f32, scene.size.height as f32) * scale;
            let (place, response) = ui.allocate_exact_size(size, Sense::hover());
            let words = format!("{}: {}", scene.title, scene.description);
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
            let painter = ui.painter_at(place);
            let at = |x: f64, y: f64| place.min + egui::vec2(x as f32, y as f32) * scale;
            let line = |points: &[viz::Point]| -> Vec<Pos2> {
                points.iter().map(|point| at(point.x, point.y)).collect()
            };
            for item in &scene.items {
                match &item.shape {
                    Shape::Rect { rect, fill } => {
                        let rect = egui::Rect::from_min_max(
                            at(rect.left, rect.top),
                            at(rect.right, rect.bottom),
                        );
                        painter.rect_filled(rect, 0.0, color(*fill));
                    }
                    Shape::Polyline {
                        points,
                        width,
                        color: ink,
                        dash,
                    } => {
                        let stroke = Stroke::new(*width as f32 * scale, color(*ink));
                        match dash.as_slice() {
                            [] => drop(painter.add(Drawn::line(line(points), stroke))),
                            dash => {
                                let lengths = |first: usize| -> Vec<f32> {
                                    let parts = dash.iter().skip(first).step_by(2);
                                    parts.map(|part| *part as f32 * scale).collect()
                                };
                                let dashes = Drawn::dashed_line_with_offset(
                                    &line(points),
                                    stroke,
                                    &lengths(0),
                                    &lengths(1),
                                    0.0,
                                );
                                painter.extend(dashes);
                            }
                        }
                    }
                    Shape::Marker(marker) => {
                        let corners = line(&marker.corners());
                        painter.add(Drawn::convex_polygon(
                            corners,
                            color(marker.fill),
                            Stroke::NONE,
                        ));
                    }
                    Shape::Text(text) if !text.turned => {
                        let align = match text.anchor {
                            Anchor::Start => Align2::LEFT_BOTTOM,
                            Anchor::Middle => Align2::CENTER_BOTTOM,
                            Anchor::End => Align2::RIGHT_BOTTOM,
                        };
                        let font = FontId::proportional(text.size as f32 * scale);
                        // Anchored at its baseline, a fifth of its size above its foot.
                        let foot = at(text.at.x, text.at.y + 0.22 * text.size);
                        painter.text(foot, align, &text.content, font, color(text.color));
                    }
                    Shape::Text(text) => {
                        let font = FontId::proportional(text.size as f32 * scale);
                        let ink = color(text.color);
                        let words = painter.layout_no_wrap(text.content.clone(), font, ink);
                        let before = match text.anchor {
                            Anchor::Start => 0.0,
                            Anchor::Middle => 0.5 * words.size().x,
                            Anchor::End => words.size().x,
                        };
                        // Read from the bottom up: its baseline is on its right.
                        let corner = at(text.at.x - 0.9 * text.size, text.at.y);
                        let corner = corner + egui::vec2(0.0, before);
                        let turned = egui::epaint::TextShape::new(corner, words, ink);
                        painter.add(turned.with_angle(-std::f32::consts::FRAC_PI_2));
                    }
                    Shape::Band { lower, upper, fill } => {
                        painter.add(band(&line(lower), &line(upper), color(*fill)));
                    }
                    // Very many courses are in no such plot.
                    Shape::Dense(_) => {}
                }
            }
        });
}
