//! Every key, in one place: what it does, and the page that says so.

use egui::{Grid, Key, KeyboardShortcut, Modifiers, Ui};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    /// Pins the time under the cursor.
    Pin,
    /// Moves the cursor by that many samples.
    Step(f64),
    /// Shows that many times as much.
    Zoom(f64),
    /// Shows everything.
    Whole,
    /// Shows or hides an arm.
    Arm(usize),
    /// Opens the export.
    Export,
    /// Opens the help.
    Help,
    /// Goes to the gallery.
    Gallery,
    /// Switches units.
    Units,
    /// Switches the time axis.
    Time,
    /// Light and dark.
    Dark,
    /// Saves.
    Save,
    /// Undoes.
    Undo,
    /// Does again.
    Redo,
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

/// Keys, deeds, and the words of the help; empty words belong to the line before. What is held down
/// with Shift comes before the same key alone.
const KEYS: &[(KeyboardShortcut, Deed, &str, &str)] = &[
    (
        plain(Key::Space),
        Deed::Pin,
        "Space",
        "pin the cursor's time: A, B, then anew",
    ),
    (shift(Key::ArrowRight), Deed::Step(12.0), "", ""),
    (shift(Key::ArrowLeft), Deed::Step(-12.0), "", ""),
    (
        plain(Key::ArrowRight),
        Deed::Step(1.0),
        "Left, Right",
        "move the cursor by a sample, with Shift by twelve",
    ),
    (plain(Key::ArrowLeft), Deed::Step(-1.0), "", ""),
    (shift(Key::Plus), Deed::Zoom(0.7), "", ""),
    (
        plain(Key::Plus),
        Deed::Zoom(0.7),
        "+ \u{2212}",
        "zoom in and out around the cursor",
    ),
    (plain(Key::Equals), Deed::Zoom(0.7), "", ""),
    (plain(Key::Minus), Deed::Zoom(1.0 / 0.7), "", ""),
    (plain(Key::Num0), Deed::Whole, "0", "show all times"),
    (
        plain(Key::Num1),
        Deed::Arm(0),
        "1 to 9",
        "show or hide an arm",
    ),
    (plain(Key::Num2), Deed::Arm(1), "", ""),
    (plain(Key::Num3), Deed::Arm(2), "", ""),
    (plain(Key::Num4), Deed::Arm(3), "", ""),
    (plain(Key::Num5), Deed::Arm(4), "", ""),
    (plain(Key::Num6), Deed::Arm(5), "", ""),
    (plain(Key::Num7), Deed::Arm(6), "", ""),
    (plain(Key::Num8), Deed::Arm(7), "", ""),
    (plain(Key::Num9), Deed::Arm(8), "", ""),
    (
        plain(Key::U),
        Deed::Units,
        "U",
        "units: mg/dL or mmol/L, mmHg or kPa",
    ),
    (
        plain(Key::T),
        Deed::Time,
        "T",
        "time axis: minutes, hours, days",
    ),
    (plain(Key::D), Deed::Dark, "D", "light or dark"),
    (plain(Key::G), Deed::Gallery, "G", "the gallery"),
    (plain(Key::E), Deed::Export, "E", "export what is shown"),
    (command(Key::S), Deed::Save, "Ctrl S", "save the scenario"),
    (
        KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z),
        Deed::Redo,
        "",
        "",
    ),
    (command(Key::Z), Deed::Undo, "Ctrl Z", "undo"),
    (command(Key::Y), Deed::Redo, "Ctrl Y", "do again"),
    (plain(Key::Questionmark), Deed::Help, "?", "this page"),
    (shift(Key::Questionmark), Deed::Help, "", ""),
    (plain(Key::F1), Deed::Help, "", ""),
];

/// What keys were pressed for; nothing while a person writes into a field, but to undo and to save.
pub fn pressed(context: &egui::Context) -> Vec<Deed> {
    let is_writing = context.text_edit_focused();
    // Arrows and the space bar belong to a slider or a button that has the focus.
    let has_focus = context.memory(|memory| memory.focused().is_some());
    let mut deeds = Vec::new();
    context.input_mut(|input| {
        for (shortcut, deed, ..) in KEYS {
            let is_command = shortcut.modifiers.command;
            let moves = matches!(deed, Deed::Step(_) | Deed::Pin);
            let is_text = matches!(deed, Deed::Undo | Deed::Redo);
            let is_free = match is_command {
                true => !is_writing || !is_text,
                false => !(is_writing || moves && has_focus),
            };
            if is_free && input.consume_shortcut(shortcut) {
                deeds.push(*deed);
            }
        }
    });
    deeds
}

/// The page of keys.
pub fn page(ui: &mut Ui) {
    Grid::new("keys")
        .num_columns(2)
        .spacing([16.0, 4.0])
        .show(ui, |ui| {
            for (_, _, key, words) in KEYS.iter().filter(|(_, _, key, _)| !key.is_empty()) {
                ui.strong(*key);
                ui.label(*words);
                ui.end_row();
            }
            for (key, words) in [
                ("Tab", "to the next field; arrows then move its slider"),
                ("Esc", "close this, or leave a field"),
                (
                    "Wheel",
                    "zoom; drag to move, double-click for all times, click to pin",
                ),
                ("Ctrl + \u{2212}", "everything larger, smaller"),
            ] {
                ui.strong(key);
                ui.label(words);
                ui.end_row();
            }
        });
}
