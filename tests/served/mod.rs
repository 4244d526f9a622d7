//! A case, and the program that serves it, for the tests of pages.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A haemorrhage that begins at a time, of a case that lasts so long.
pub fn case(begins: &str, horizon: &str) -> String {
    format!(
        r#"
title = "A short haemorrhage"
question = "What is lost until then?"
horizon = "{horizon}"

[patient]
sex = "male"
age = "30 yr"
weight = "75 kg"
height = "178 cm"

[case]
brief = "He bleeds."
hidden = "The splenic artery."

[[event]]
at = "{begins}"
start = "haemorrhage"
as = "blood_loss = 300 mL/min"

[[goal]]
name = "fluid"
met = "given(saline)"
by = "2 min"
"#
    )
}

/// The program with a case on a page. It ends with the test, whatever becomes of it.
pub struct Served {
    /// The program.
    pub program: Child,
    said: BufReader<ChildStdout>,
}

impl Served {
    /// Begins to serve the case in a folder.
    pub fn open(folder: &Path, case: &str, more: &[&str]) -> Self {
        std::fs::write(folder.join("case.toml"), case).expect("a case");
        let mut program = Command::new(env!("CARGO_BIN_EXE_homeostat"))
            .args(["teach", "case.toml", "--fast", "--serve"])
            .args(more)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let said = BufReader::new(program.stdout.take().expect("words"));
        Self { program, said }
    }

    /// The next address that it tells: host and code.
    pub fn address(&mut self) -> (String, String) {
        loop {
            let mut line = String::new();
            assert!(
                self.said.read_line(&mut line).expect("words") > 0,
                "an address"
            );
            if let Some(rest) = line.trim().strip_prefix("http://") {
                let (host, code) = rest.split_once('/').expect("a code");
                return (host.to_owned(), code.trim_matches('/').to_owned());
            }
        }
    }

    /// Waits for its end, which is a good one.
    pub fn ends(&mut self) {
        assert!(self.program.wait().expect("the end").success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
