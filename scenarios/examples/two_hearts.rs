//! How far the averaged heart and the heart that beats are apart, over every scenario of the library with a body but the
//! arrest, in which there is no beat to be averaged: one typical twin in the first arm. The acute ones are followed to
//! their end, those of days for hours: days would be as well, but longer than one waits.
//!
//! `cargo run --release -p scenarios --example two_hearts -- [SCENARIO...]`

#[path = "../tests/hearts/mod.rs"]
mod hearts;

use hearts::{apart, of_the_library, project, with};
use rayon::prelude::*;

/// Scenarios, and for how many minutes they are followed.
const FOLLOWED: [(&str, f64); 20] = [
    ("anaphylaxis", 60.0),
    ("bleeding-acidosis", 180.0),
    ("blood-or-saline", 180.0),
    ("cardiogenic-shock", 90.0),
    ("crystalloid-choice", 120.0),
    ("dka-insulin", 120.0),
    ("endotoxin-challenge", 180.0),
    ("fever-in-pneumonia", 120.0),
    ("fluids-or-vasopressor", 75.0),
    ("heart-failure-diuretic", 120.0),
    ("induction-in-shock", 45.0),
    ("naloxone-dosing", 120.0),
    ("needle-decompression-delayed", 30.0),
    ("peep-in-ards", 90.0),
    ("permissive-hypotension", 100.0),
    ("preoxygenation", 16.0),
    ("sepsis-antibiotics", 120.0),
    ("sepsis-fluids-or-pressor", 120.0),
    ("septic-shock-pressor-and-steroid", 120.0),
    ("source-control-delayed", 120.0),
];

fn main() {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let known = |name: &String| FOLLOWED.iter().any(|(followed, _)| followed == name);
    if let Some(wrong) = names.iter().find(|name| !known(name)) {
        let followed = FOLLOWED.iter().map(|(name, _)| *name);
        eprintln!("{}", physiology::nearest::told(wrong, followed));
        std::process::exit(2);
    }
    let asked = |(name, _): &&(&str, f64)| names.is_empty() || names.iter().any(|own| own == name);
    let asked: Vec<_> = FOLLOWED.iter().filter(asked).collect();
    asked.par_iter().for_each(|(name, minutes)| {
        let hearts = ["averaged", "beat by beat"];
        let [averaged, beating] = hearts.map(|heart| project(&with(name, heart, *minutes), 1.0));
        let arms = of_the_library(name).matches("[[arm]]").count();
        let mut told = format!("{name}, the first of {arms} arms, {minutes} min\n");
        for apart in apart([&averaged, &beating]) {
            let [a, b] = apart.values;
            told += &format!(
                "  {:34} {:4.1} % at the start, {:4.1} % at the most, at {:.0} min ({a:.4} and {b:.4})\n",
                apart.quantity,
                100.0 * apart.start,
                100.0 * apart.most,
                apart.minute,
            );
        }
        print!("{told}");
    });
}
