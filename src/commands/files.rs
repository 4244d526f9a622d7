//! Files that a person names: read whole, written whole, or a sentence why not.

use crate::output::Failure;
use engine::recording::write_file;
use std::path::Path;

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|error| Failure::bad_input(format!("cannot read `{}`: {error}", path.display())))
}

/// Reads a text.
pub fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|error| {
        let (bytes, at) = (error.as_bytes(), error.utf8_error().valid_up_to());
        let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        Failure::bad_input(format!(
            "`{}` is not a text in UTF-8: line {line} has the byte 0x{:02X}",
            path.display(),
            bytes[at]
        ))
    })
}

/// Says before long work that a file could not be written after it.
pub fn has_place(path: &Path) -> Result<(), Failure> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let why = if path.is_dir() {
        "it is a folder, expected the name of a file".to_owned()
    } else if !folder.is_dir() {
        format!("there is no folder `{}`", folder.display())
    } else {
        return Ok(());
    };
    let shown = path.display();
    Err(Failure::bad_input(format!("cannot write `{shown}`: {why}")))
}

/// Writes a file, whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_file(path, bytes).map(drop).map_err(Failure::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(failure: Failure) -> (String, u8) {
        match failure {
            Failure::Said { message, code } => (message, code),
            Failure::ReaderGone => (String::new(), 0),
        }
    }

    #[test]
    fn what_is_no_text_is_told_with_its_line() {
        let path = std::env::temp_dir().join(format!("homeostat-text-{}", std::process::id()));
        std::fs::write(&path, b"title = \"a\"\n\xe2\x28").expect("a file");
        let (message, code) = text(&path).map_err(said).expect_err("no text");
        std::fs::remove_file(&path).expect("the file");
        assert!(
            message.ends_with("is not a text in UTF-8: line 2 has the byte 0xE2"),
            "{message}"
        );
        assert_eq!(code, 2);
    }

    /// Training took its minutes and only then said that the folder was not there.
    #[test]
    fn a_file_without_a_place_is_refused_before_the_work() {
        assert!(has_place(Path::new("x.model")).is_ok());
        let folder = std::env::temp_dir();
        let (message, code) = has_place(&folder).map_err(said).expect_err("a folder");
        assert!(
            message.ends_with("it is a folder, expected the name of a file"),
            "{message}"
        );
        assert_eq!(code, 2);
        let nowhere = folder.join("no such folder").join("x.model");
        let (message, _) = has_place(&nowhere).map_err(said).expect_err("no folder");
        assert!(message.contains("there is no folder"), "{message}");
    }
}
