//! A scene on the window's own device: one painting, until the next takes its place.

use eframe::egui_wgpu::RenderState;
use egui::{Color32, Pos2, Rect, TextureId, Ui};
use viz::{Painter, Scene};

/// What a scene was painted on.
#[derive(Default)]
pub struct Canvas {
    painter: Option<Painter>,
    /// The texture stays alive as long as it is shown.
    shown: Option<(TextureId, wgpu::Texture, [f32; 2])>,
    fault: Option<String>,
}

impl Canvas {
    /// Paints a scene with `scale` pixels per page unit; the last painting stays where this fails.
    pub fn draw(&mut self, render: &RenderState, scene: &Scene, scale: f32) {
        let painter = self.painter.get_or_insert_with(|| {
            let (device, queue) = (render.device.clone(), render.queue.clone());
            Painter::on(&render.adapter, device, queue)
        });
        let texture = match painter.texture(scene, scale) {
            Ok(texture) => texture,
            Err(error) => {
                self.fault = Some(error.to_string());
                return;
            }
        };
        self.fault = None;
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let mut renderer = render.renderer.write();
        let filter = wgpu::FilterMode::Linear;
        let size = [scene.size.width as f32, scene.size.height as f32];
        let id = match &self.shown {
            Some((id, ..)) => {
                renderer.update_egui_texture_from_wgpu_texture(&render.device, &view, filter, *id);
                *id
            }
            None => renderer.register_native_texture(&render.device, &view, filter),
        };
        self.shown = Some((id, texture, size));
    }

    /// Shows the painting at the upper left of a place, as large as it is.
    pub fn paint(&self, ui: &Ui, place: Rect) {
        let Some((id, _, size)) = &self.shown else {
            return;
        };
        let place = Rect::from_min_size(place.min, (*size).into());
        let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
        ui.painter().image(*id, place, whole, Color32::WHITE);
    }

    /// Shows the painting as wide as a place, keeping its proportions.
    pub fn paint_into(&self, ui: &Ui, place: Rect) {
        let Some((id, ..)) = &self.shown else { return };
        let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
        ui.painter().image(*id, place, whole, Color32::WHITE);
    }

    /// Why the last scene was not painted.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }
}
