//! The card of a network that was trained elsewhere.

use engine::learned::network::part::NetworkPart;
use std::fmt::Write;

/// What it reads and gives, and that nobody here tested it.
pub(super) fn card(part: &NetworkPart, source: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: a network trained elsewhere\n", part.title);
    if !source.is_empty() {
        let _ = writeln!(out, "  source: {source}");
    }
    let kind = match part.every {
        None => "in the rates of what reads it, asked at every instant".to_owned(),
        Some(minutes) => format!("asked every {minutes} min, holding its outputs between"),
    };
    let _ = writeln!(out, "  {} weights; {kind}", part.weights.len());
    let remembers = part.network.remembers();
    if remembers > 0 {
        let _ = writeln!(out, "  remembers {remembers} numbers from visit to visit");
    }
    if part.network.samples() {
        let _ = writeln!(
            out,
            "  samples its outputs from the patient's own chance, the same in every arm"
        );
    }
    for (role, ports) in [("reads", &part.reads), ("gives", &part.outputs)] {
        for port in ports {
            let range = port.range.map_or(String::new(), |(low, high)| {
                format!(", held inside of {low} to {high}")
            });
            let _ = writeln!(out, "  {role} {}, {}{range}", port.name, port.unit);
        }
    }
    let _ = writeln!(
        out,
        "\nNothing here was tested by this program: neither how well it foresees, nor on whom it was trained.\n\
         What it gives is as good as whoever trained it says.\n\nSimulated; to think with, not to prescribe from."
    );
    out
}
