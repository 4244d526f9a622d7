//! Light and dark: the same picture on another ground.

use crate::palette::{FRAME, GRID, INK, LIMIT, MUTED, REFERENCE, REFERENCE_INK};
use crate::{Color, Scene, Shape};

/// The ground that a picture is drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark words on white, for paper and bright rooms.
    #[default]
    Light,
    /// Light words on near-black, for dark rooms.
    Dark,
}

/// What each colour of a light picture becomes. Arms keep their hues and grow lighter, so that
/// each stands at 4.5:1 or more on the dark ground (a test computes it).
const DARK: [(Color, Color); 15] = [
    (Color::WHITE, Color::hex(0x14_18_1D)),
    (INK, Color::hex(0xF0_F3_F6)),
    (MUTED, Color::hex(0xB8_C1_CB)),
    (FRAME, Color::hex(0x6E_78_83)),
    (GRID, Color::hex(0x2A_30_37)),
    (REFERENCE, Color::hex(0x2E_2B_1C)),
    (REFERENCE_INK, Color::hex(0xD9_CB_8F)),
    (LIMIT, Color::hex(0xFF_8A_94)),
    (Color::hex(0x00_72_B2), Color::hex(0x4F_AE_E8)),
    (Color::hex(0xD5_5E_00), Color::hex(0xF5_8A_3C)),
    (Color::hex(0x00_9E_73), Color::hex(0x35_C2_98)),
    (Color::hex(0xCC_79_A7), Color::hex(0xE0_9A_C2)),
    (Color::hex(0x00_00_00), Color::hex(0xFF_FF_FF)),
    (Color::hex(0xE6_9F_00), Color::hex(0xF2_B9_2E)),
    (Color::hex(0x56_B4_E9), Color::hex(0x8F_D0_F5)),
];

impl Theme {
    /// What a colour of a light picture is on this ground; its opacity stays.
    pub fn color(self, color: Color) -> Color {
        let found = DARK.iter().find(|(light, _)| light.rgb == color.rgb);
        match (self, found) {
            (Self::Dark, Some((_, dark))) => dark.fade(color.alpha),
            _ => color,
        }
    }

    /// Paints a light picture on this ground.
    pub fn paint(self, scene: &mut Scene) {
        if self == Self::Light {
            return;
        }
        for item in &mut scene.items {
            let color = match &mut item.shape {
                Shape::Band { fill, .. } | Shape::Rect { fill, .. } => fill,
                Shape::Polyline { color, .. } => color,
                Shape::Dense(dense) => &mut dense.color,
                Shape::Marker(marker) => &mut marker.fill,
                Shape::Text(text) => &mut text.color,
            };
            *color = self.color(*color);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arm_style;

    /// Contrast after WCAG 2.2: relative luminances, each with 0.05 of stray light.
    fn contrast(a: Color, b: Color) -> f64 {
        let luminance = |color: Color| {
            let linear = color.rgb.map(|byte| {
                let share = f64::from(byte) / 255.0;
                match share <= 0.04045 {
                    true => share / 12.92,
                    false => ((share + 0.055) / 1.055).powf(2.4),
                }
            });
            0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        };
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn words_and_arms_are_readable_on_both_grounds() {
        for theme in [Theme::Light, Theme::Dark] {
            let ground = theme.color(Color::WHITE);
            for words in [INK, MUTED, REFERENCE_INK, LIMIT] {
                let found = contrast(theme.color(words), ground);
                assert!(found >= 4.5, "{theme:?} {}: {found:.2}", words.code());
            }
        }
        for arm in 0..7 {
            let found = contrast(
                Theme::Dark.color(arm_style(arm).color),
                Theme::Dark.color(Color::WHITE),
            );
            assert!(found >= 4.5, "arm {arm}: {found:.2}");
        }
    }

    #[test]
    fn every_arm_has_a_colour_of_its_own_in_the_dark() {
        let mut seen = Vec::new();
        for arm in 0..7 {
            let light = arm_style(arm).color;
            let dark = Theme::Dark.color(light);
            assert_ne!(dark, light, "arm {arm}");
            assert!(!seen.contains(&dark.rgb));
            seen.push(dark.rgb);
        }
    }
}
