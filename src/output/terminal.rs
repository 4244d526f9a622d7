//! The terminal: its width, its colours, and lines that fit.

use std::io::IsTerminal;

/// Width of a page where nothing says otherwise, in letters.
const PAGE: usize = 100;

/// Letters in a line.
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let seen = || {
        console::Term::stdout()
            .size_checked()
            .map(|(_, columns)| columns.into())
    };
    columns.or_else(seen).unwrap_or(PAGE).clamp(60, 140)
}

/// Whether a person who reads standard output sees colours.
pub fn colours() -> bool {
    allowed() && std::io::stdout().is_terminal()
}

/// Whether a person who reads standard error sees colours.
pub fn error_colours() -> bool {
    allowed() && std::io::stderr().is_terminal()
}

fn allowed() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// A heading, bold where that shows.
pub fn bold(text: &str) -> String {
    match colours() {
        true => format!("\u{1b}[1m{text}\u{1b}[0m"),
        false => text.to_owned(),
    }
}

/// Lines of at most `width` letters, the first after `first`, the others after as many blanks as
/// `rest` says; a longer word stands alone. Ends with a line end.
pub fn wrap(text: &str, first: &str, rest: usize, width: usize) -> String {
    let (mut out, mut line) = (String::new(), first.to_owned());
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > width {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(rest);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_fit_and_hang() {
        assert_eq!(wrap("one two three", "- ", 2, 9), "- one two\n  three\n");
        assert_eq!(wrap("", "- ", 2, 9), "-\n");
    }
}
