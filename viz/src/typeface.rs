//! The typeface: how wide words are, and where to break them.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId, PxScale, ScaleFont};

use crate::Weight;

/// Height of an accented capital over the baseline, in ems.
pub(crate) const ASCENT: f64 = 0.80;
/// Depth of a "g" under the baseline, in ems.
pub(crate) const DESCENT: f64 = 0.22;
/// From baseline to baseline, in ems.
pub(crate) const LINE: f64 = 1.28;

/// Viewers without Roboto take the next family; the first three are close in width.
pub(crate) const FAMILIES: &str = "Roboto, Helvetica, Arial, DejaVu Sans, sans-serif";

/// The letters of pictures, as a TrueType file, for whoever shows words around them.
pub const ROBOTO: &[u8] = include_bytes!("../fonts/Roboto-Regular.ttf");

static REGULAR: LazyLock<FontRef<'static>> = LazyLock::new(|| parse(ROBOTO));
static BOLD: LazyLock<FontRef<'static>> =
    LazyLock::new(|| parse(include_bytes!("../fonts/Roboto-Bold.ttf")));

/// The embedded font of a weight.
pub(crate) fn font(weight: Weight) -> &'static FontRef<'static> {
    match weight {
        Weight::Regular => &REGULAR,
        Weight::Bold => &BOLD,
    }
}

/// How wide words are at an em height.
pub(crate) fn width(content: &str, em: f64, weight: Weight) -> f64 {
    place(content, em, weight, |_, _| ())
}

/// Visits each letter with its distance from the start of the words; returns their width.
/// Without kerning, which only ever makes words narrower by a hair.
pub(crate) fn place(
    content: &str,
    em: f64,
    weight: Weight,
    mut visit: impl FnMut(GlyphId, f64),
) -> f64 {
    let font = font(weight);
    let font = font.as_scaled(scale(font, 1.0));
    let mut ems = 0.0_f64;
    for letter in content.chars() {
        let glyph = font.glyph_id(letter);
        visit(glyph, ems * em);
        ems += f64::from(font.h_advance(glyph));
    }
    ems * em
}

/// The words with a blank for each character that XML forbids or that has no form.
pub(crate) fn clean(content: &str) -> String {
    let unwritable =
        |letter: char| letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}');
    content
        .chars()
        .map(|letter| if unwritable(letter) { ' ' } else { letter })
        .collect()
}

/// Words broken into lines no wider than `room`; a word wider than that is broken inside.
pub(crate) fn wrap(content: &str, em: f64, weight: Weight, room: f64) -> Vec<String> {
    let clean = clean(content);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in clean.split_whitespace() {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if width(&longer, em, weight) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line = break_word(word, em, weight, room, &mut lines);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Pushes full lines of a word that is too long, and returns what remains of it.
fn break_word(word: &str, em: f64, weight: Weight, room: f64, lines: &mut Vec<String>) -> String {
    let mut line = String::new();
    for letter in word.chars() {
        line.push(letter);
        if width(&line, em, weight) > room && line.chars().count() > 1 {
            line.pop();
            lines.push(std::mem::replace(&mut line, letter.to_string()));
        }
    }
    line
}

/// ab_glyph counts from the highest to the lowest point of the font; a page counts in ems.
pub(crate) fn scale(font: &FontRef<'static>, em: f32) -> PxScale {
    let per_em = font.units_per_em().unwrap_or(2048.0);
    PxScale::from(em * font.height_unscaled() / per_em)
}

fn parse(bytes: &'static [u8]) -> FontRef<'static> {
    // The bytes are part of the program, and a test parses them.
    FontRef::try_from_slice(bytes).expect("the embedded font is a TrueType font")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_fonts_have_the_letters_we_write() {
        for weight in [Weight::Regular, Weight::Bold] {
            for letter in "Az09 −+·×–—%µ°²≤≥±½…".chars() {
                assert_ne!(font(weight).glyph_id(letter).0, 0, "{letter} in {weight:?}");
            }
        }
    }

    #[test]
    fn a_known_width_is_measured() {
        // Roboto Regular: every digit advances 1151 of 2048 units.
        assert!((width("00", 20.48, Weight::Regular) - 23.02).abs() < 1e-4);
    }

    #[test]
    fn lines_fit_and_keep_every_letter() {
        let words = "norepinephrine 0.1 µg/kg/min supercalifragilistic\u{1}infusion";
        for room in [1.0, 20.0, 60.0, 1000.0] {
            let lines = wrap(words, 12.0, Weight::Bold, room);
            for line in &lines {
                assert!(width(line, 12.0, Weight::Bold) <= room || line.chars().count() == 1);
            }
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
            assert_eq!(letters(&lines.concat()), letters(words));
        }
    }
}
