//! Malformed files: hundreds of variants of files that are right, made by fixed rules. Each gets
//! problems that say where and what, or is still right; none makes the checker panic.

mod fixture;

use fixture::{known, rows};
use proptest::prelude::*;
use scenarios::problem::Severity;

const FILES: [(&str, &str); 7] = [
    ("cohort", include_str!("files/cohort.toml")),
    ("titration", include_str!("files/titration.toml")),
    ("late-bolus", include_str!("files/late-bolus.toml")),
    ("theophylline", include_str!("files/theophylline.toml")),
    ("illness", include_str!("files/illness.toml")),
    ("pump", include_str!("files/pump.toml")),
    ("template", scenarios::template::TEMPLATE),
];

/// A malformed file, and whether it must be refused.
struct Variant {
    how: String,
    bytes: Vec<u8>,
    refused: bool,
}

/// Whether a line of a file holds a key and its value, and no comment.
fn is_entry(line: &str) -> bool {
    line.contains(" = ") && !line.starts_with(['#', ' '])
}

/// Every line of `text` in turn replaced by what `change` makes of it.
fn by_line(
    text: &str,
    how: &str,
    refused: bool,
    change: impl Fn(&str) -> Option<String>,
) -> Vec<Variant> {
    let lines: Vec<&str> = text.lines().collect();
    let changed = lines.iter().enumerate().filter_map(|(number, line)| {
        let new = change(line)?;
        let mut all: Vec<String> = lines.iter().map(|line| line.to_string()).collect();
        all[number] = new;
        let how = format!("{how} at line {}: {}", number + 1, all[number]);
        Some(Variant {
            how,
            bytes: (all.join("\n") + "\n").into_bytes(),
            refused,
        })
    });
    changed.collect()
}

/// One letter of the first word exchanged, so that it names nothing.
fn misspell(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    letters.insert(middle, 'q');
    letters.into_iter().collect()
}

/// What is inside the first quotes of a line.
fn quoted(line: &str) -> Option<&str> {
    line.split('"').nth(1).filter(|text| !text.is_empty())
}

fn requote(line: &str, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    if !is_entry(line) || line.starts_with(['t', 'q']) && !line.starts_with("to ") {
        return None; // a title and a question are free text
    }
    let text = quoted(line)?;
    change(text).map(|new| line.replacen(&format!("\"{text}\""), &format!("\"{new}\""), 1))
}

/// Whether a line has a value whose text is checked against names, units or a grammar.
fn is_free(line: &str) -> bool {
    ["name = ", "source = ", "title = ", "question = "]
        .iter()
        .any(|key| line.starts_with(key))
}

fn starts_with_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn variants(text: &str) -> Vec<Variant> {
    let entry = |line: &str| is_entry(line).then(|| line.to_string());
    let key = |line: &str| line.split(" = ").next().unwrap_or("").to_string();
    let mut all = Vec::new();
    all.extend(by_line(text, "entry deleted", false, |line| {
        entry(line).map(|_| String::new())
    }));
    all.extend(by_line(text, "key misspelled", true, |line| {
        entry(line).map(|line| line.replacen(&key(&line), &misspell(&key(&line)), 1))
    }));
    all.extend(by_line(text, "text misspelled", true, |line| {
        let checked = !is_free(line) && !starts_with_number(quoted(line).unwrap_or("0"));
        requote(line, |text| checked.then(|| misspell(text)))
    }));
    all.extend(by_line(text, "unit replaced", true, |line| {
        let free = is_free(line);
        requote(line, |text| {
            (!free && starts_with_number(text))
                .then(|| text.split(' ').next().unwrap_or("").to_string() + " cd")
        })
    }));
    all.extend(by_line(text, "unit dropped", false, |line| {
        let free = is_free(line);
        requote(line, |text| {
            (!free && starts_with_number(text))
                .then(|| text.split(' ').next().unwrap_or("").to_string())
        })
    }));
    all.extend(by_line(text, "text for a number", true, |line| {
        requote(line, |text| {
            (!is_free(line) && starts_with_number(text)).then(|| "NaN".to_string())
        })
    }));
    all.extend(by_line(text, "negative number", false, |line| {
        requote(line, |text| {
            starts_with_number(text).then(|| format!("-{text}"))
        })
    }));
    all.extend(by_line(text, "huge number", true, |line| {
        requote(line, |text| {
            (!is_free(line) && starts_with_number(text)).then(|| format!("9e99{text}"))
        })
    }));
    for value in [
        "[]",
        "{}",
        "true",
        "1979-05-27",
        "nan",
        "[[1]]",
        "99999999999999999999",
        "{ a = { b = 1 } }",
    ] {
        all.extend(by_line(
            text,
            "wrong type",
            !["[]", "{}", "true"].contains(&value),
            |line| {
                entry(line)
                    .filter(|line| !line.ends_with('['))
                    .map(|line| format!("{} = {value}", key(&line)))
            },
        ));
    }
    all.extend(by_line(text, "entry twice", true, |line| {
        entry(line)
            .filter(|line| !line.ends_with('['))
            .map(|line| format!("{line}\n{line}"))
    }));
    all.extend(by_line(text, "quote dropped", true, |line| {
        entry(line)
            .filter(|line| line.contains('"'))
            .map(|line| line.replacen('"', "", 1))
    }));
    all.extend(by_line(text, "equals dropped", true, |line| {
        entry(line).map(|line| line.replacen('=', " ", 1))
    }));
    all.extend(by_line(text, "table misspelled", true, |line| {
        line.starts_with('[')
            .then(|| line.replacen(|c: char| c.is_alphabetic(), "zz", 1))
    }));
    all.extend(by_line(text, "bracket dropped", true, |line| {
        line.starts_with('[').then(|| line.replacen(']', "", 1))
    }));
    all.extend(by_line(text, "one bracket for two", false, |line| {
        line.starts_with("[[")
            .then(|| line.replacen("[[", "[", 1).replacen("]]", "]", 1))
    }));
    all.extend(by_line(text, "expression damaged", true, |line| {
        (line.starts_with("of = \"") || line.starts_with("when = "))
            .then(|| line.replacen(['(', '<'], "((", 1))
    }));
    all.extend(by_line(text, "operator doubled", true, |line| {
        (line.starts_with("of = \"") || line.starts_with("when = "))
            .then(|| line.replacen(['(', '<', '>'], "( * ", 1))
    }));
    let deep = [("[", "]"), ("{ a = ", "}"), ("[{ b = ", "}]")];
    for (open, close) in deep {
        for depth in [3, 90, 20_000] {
            let value = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let bytes = format!("seeds = {value}\n{text}").into_bytes();
            all.push(Variant {
                how: format!("{open} {depth} deep"),
                bytes,
                refused: true,
            });
        }
    }
    for depth in [20, 20_000] {
        let bytes = format!("{}a = 1\n{text}", "a.".repeat(depth)).into_bytes();
        all.push(Variant {
            how: format!("key {depth} deep"),
            bytes,
            refused: true,
        });
        let bytes = format!("{text}\n[{}a]\n", "a . ".repeat(depth)).into_bytes();
        all.push(Variant {
            how: format!("table {depth} deep"),
            bytes,
            refused: true,
        });
    }
    for at in (0..text.len()).step_by(text.len() / 24) {
        let bytes = text.as_bytes()[..at].to_vec();
        all.push(Variant {
            how: format!("cut at {at}"),
            bytes,
            refused: false,
        });
        let mut bytes = text.as_bytes().to_vec();
        bytes.insert(at, 0xFF);
        all.push(Variant {
            how: format!("no UTF-8 at {at}"),
            bytes,
            refused: true,
        });
        let mut bytes = text.as_bytes().to_vec();
        bytes.insert(at, 0);
        all.push(Variant {
            how: format!("a zero at {at}"),
            bytes,
            refused: true,
        });
    }
    all
}

/// Checks one variant; says whether it was refused.
fn try_one(name: &str, variant: &Variant) -> bool {
    let how = format!("{name}, {}", variant.how);
    let (scenario, problems) = scenarios::check(&variant.bytes, &known());
    let failed = problems.iter().any(|problem| problem.is_error());
    assert_eq!(
        scenario.is_none(),
        failed,
        "{how}: a scenario exactly where there is no error"
    );
    let text = String::from_utf8_lossy(&variant.bytes);
    let lines: Vec<&str> = text.split('\n').collect();
    for row in rows(&variant.bytes) {
        assert!(
            !row.message.is_empty() && !row.expected.is_empty() && !row.found.is_empty(),
            "{how}: {row:?}"
        );
        assert!((1..=lines.len()).contains(&row.line), "{how}: {row:?}");
        let letters = lines[row.line - 1].chars().count();
        assert!((1..=letters + 1).contains(&row.column), "{how}: {row:?}");
    }
    let report = scenarios::report::Report::new("file.toml", &variant.bytes, problems);
    assert_eq!(
        report.draw(false, 80).is_empty(),
        report.rows().is_empty(),
        "{how}"
    );
    assert!(failed || !variant.refused, "{how}: was accepted");
    failed
}

#[test]
fn every_malformed_file_gets_a_located_error() {
    let (mut tried, mut refused) = (0, 0);
    for (name, text) in FILES {
        for variant in variants(text) {
            tried += 1;
            refused += usize::from(try_one(name, &variant));
        }
    }
    println!("{tried} malformed files, {refused} refused");
    assert!(tried >= 300, "{tried} variants");
    assert!(refused * 10 >= tried * 9, "{refused} of {tried} refused");
}

#[test]
fn large_files_end_in_time() {
    let started = std::time::Instant::now();
    for piece in [
        "[[arm]]\nname = \"a\"\n",
        "[[outcome]]\nof = \"x\"\n",
        "a1 = 1\n",
        "a b\n",
        "[a.b]\n",
        "[protocol.x]\nuse = \"x\"\n",
        "[[treatment]]\nat = \"0 h\"\ngive = \"meall\"\n",
        "\"",
        "[",
        "a.",
        "=\n",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let found = rows(text.as_bytes());
        assert!(found.iter().any(|row| row.severity == Severity::Error));
        assert!(found.len() <= 1001, "{}", found.len());
    }
    let protocols: String = (0..900)
        .map(|i| format!("[protocol.p{i}]\nuse = \"p{}\"\n", (i + 1) % 900))
        .collect();
    assert!(
        rows(protocols.as_bytes())
            .iter()
            .any(|row| row.message == "a protocol that uses itself")
    );
    // Generous: the point is that nothing grows with the square of the file.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = rows(&bytes);
    }

    #[test]
    fn no_text_panics(text in "([a-z]{1,6}( = |\\.|\\]\\]?\n|\"|'|\\[|\\{|,|\n|[0-9]|#|\\PC)){0,30}") {
        let _ = rows(text.as_bytes());
    }

    #[test]
    fn no_edit_panics(
        which in 0..FILES.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, "[\\x00-\\x7f]{0,6}|\\PC{1,3}"), 1..5),
    ) {
        let mut text: Vec<char> = FILES[which].1.chars().collect();
        for (index, length, new) in edits {
            let at = index.index(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, new.chars());
            if text.is_empty() {
                text.push('a');
            }
        }
        let bytes = text.into_iter().collect::<String>().into_bytes();
        let _ = try_one("edited", &Variant { how: "at random".into(), bytes, refused: false });
    }
}
