//! One suite over every model: a model that stands in `visit_models` is asked all of this, without
//! a line written for it. A check returns the faults it finds, so that `planted.rs` can show that it
//! finds them.

#[path = "../body/mod.rs"]
mod body;
mod case;

mod conservation;
mod dependencies;
mod derivatives;
mod dispositions;
mod documentation;
mod lanes;
mod people;
mod planted;
mod range;
mod typed;
mod units;
mod vocabulary;

use physiology::{Isa, System, systems};

/// Asks every model, and tells all faults at once.
fn every_model(check: impl Fn(&dyn System) -> Vec<String>) {
    let faults: Vec<String> = systems(Isa::detect())
        .iter()
        .flat_map(|system| {
            let name = system.layout().name;
            let told = move |fault| format!("{name}: {fault}");
            check(system.as_ref()).into_iter().map(told)
        })
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
