//! Colours, as they are written in an SVG: sRGB, with opacity beside them.

/// An sRGB colour with an opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Color {
    /// Red, green and blue, encoded as in a hex code.
    pub rgb: [u8; 3],
    /// Opacity, 0 to 1. Both drawings blend encoded values, as browsers do.
    pub alpha: f64,
}

impl Color {
    /// White.
    pub const WHITE: Self = Self::hex(0xFF_FF_FF);

    /// An opaque colour from a hex code such as `0x0072B2`.
    pub const fn hex(code: u32) -> Self {
        let [_, red, green, blue] = code.to_be_bytes();
        Self {
            rgb: [red, green, blue],
            alpha: 1.0,
        }
    }

    /// The same colour at another opacity.
    pub const fn fade(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    /// The hex code, without opacity, as SVG writes it.
    pub fn code(self) -> String {
        let [red, green, blue] = self.rgb;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}
