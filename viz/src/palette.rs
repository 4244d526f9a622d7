//! Which colour and which dash an arm has, everywhere.

use crate::Color;

/// How an arm is drawn: a colour, and a dash as the second channel for those who cannot
/// tell the colours apart, and for print.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArmStyle {
    /// The colour of its lines, bands and marks.
    pub color: Color,
    /// On and off lengths of its median in page units; empty for a solid line.
    pub dash: &'static [f64],
}

/// Okabe and Ito, "Color Universal Design" (2008), without yellow, which is too pale for a
/// line on white, and with the most different ones first.
const COLORS: [Color; 7] = [
    Color::hex(0x00_72_B2),
    Color::hex(0xD5_5E_00),
    Color::hex(0x00_9E_73),
    Color::hex(0xCC_79_A7),
    Color::hex(0x00_00_00),
    Color::hex(0xE6_9F_00),
    Color::hex(0x56_B4_E9),
];

/// As many as share no factor with the colours, so that 35 arms differ.
const DASHES: [&[f64]; 5] = [
    &[],
    &[10.0, 4.0],
    &[3.2, 2.4],
    &[10.0, 3.0, 3.0, 3.0],
    &[6.0, 3.0],
];

/// The style of the arm at an index of [`Figure::arms`](crate::Figure::arms).
pub fn arm_style(arm: usize) -> ArmStyle {
    ArmStyle {
        color: COLORS[arm % COLORS.len()],
        dash: DASHES[arm % DASHES.len()],
    }
}

/// Titles, quantities, median-weight text.
pub(crate) const INK: Color = Color::hex(0x1F_23_28);
/// Tick labels and other words one reads second; 7:1 on white.
pub(crate) const MUTED: Color = Color::hex(0x4F_57_60);
/// Frames and axes.
pub(crate) const FRAME: Color = Color::hex(0x9A_A3_AD);
/// Grid lines.
pub(crate) const GRID: Color = Color::hex(0xE9_EC_EF);
/// The shaded reference span: sand, since green is an arm.
pub(crate) const REFERENCE: Color = Color::hex(0xF3_F0_E3);
/// Words about the reference span.
pub(crate) const REFERENCE_INK: Color = Color::hex(0x6A_5C_2A);
/// Limits and their words.
pub(crate) const LIMIT: Color = Color::hex(0xA3_1F_34);
