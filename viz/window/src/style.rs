//! Letters and sizes that are read on a projector.

use egui::{FontData, FontDefinitions, FontFamily, FontId, TextStyle};
use std::sync::Arc;

/// Sets letters and sizes for both themes; the letters are those of the pictures.
pub fn set(context: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    let roboto = FontData::from_static(viz::ROBOTO);
    fonts
        .font_data
        .insert("Roboto".to_owned(), Arc::new(roboto));
    if let Some(family) = fonts.families.get_mut(&FontFamily::Proportional) {
        family.insert(0, "Roboto".to_owned());
    }
    context.set_fonts(fonts);
    context.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Heading, FontId::proportional(19.0)),
            (TextStyle::Body, FontId::proportional(14.0)),
            (TextStyle::Button, FontId::proportional(14.0)),
            (TextStyle::Small, FontId::proportional(12.0)),
            (TextStyle::Monospace, FontId::monospace(13.0)),
        ]
        .into();
        style.spacing.item_spacing = egui::vec2(6.0, 4.0);
        style.spacing.interact_size.y = 22.0;
    });
    context.style_mut_of(egui::Theme::Light, |style| {
        style.visuals.panel_fill = egui::Color32::WHITE;
        // Fields that are written into stand out from the page.
        style.visuals.extreme_bg_color = egui::Color32::from_rgb(0xef, 0xf2, 0xf5);
        style.visuals.override_text_color = Some(egui::Color32::from_rgb(0x1f, 0x23, 0x28));
    });
    context.style_mut_of(egui::Theme::Dark, |style| {
        // The ground of dark pictures.
        style.visuals.panel_fill = egui::Color32::from_rgb(0x14, 0x18, 0x1d);
        style.visuals.extreme_bg_color = egui::Color32::from_rgb(0x0d, 0x10, 0x14);
        style.visuals.override_text_color = Some(egui::Color32::from_rgb(0xf0, 0xf3, 0xf6));
    });
}
