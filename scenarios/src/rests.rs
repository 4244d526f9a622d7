//! What the interval covers, and what a result rests on.

use crate::condition::{Condition, conditions};
use crate::file::{Scenario, Who};
use crate::plan::{LayerOfSpread, Plan, because_recorded};
use crate::run::Projection;
use crate::time::Time;
use crate::words;
use engine::recording::{Manifest, ModelRecord};
use physiology::Model;
use physiology::circulation::fluid::{FLUIDS, Fluid};
use physiology::glucose::beta_cells::BetaCells;
use physiology::glucose::person::GLUCOSE_SOURCE;
use physiology::people::{ADULT_SOURCE, PLAUSIBLE_SOURCE, VIRTUAL_PATIENTS_SOURCE};

pub mod people;

/// A paragraph, or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A paragraph.
    Text(String),
    /// An item of a list.
    Item(String),
}

/// The components of the twins, with the sources that their descriptions name.
pub fn models(plan: &Plan) -> Vec<ModelRecord> {
    let parts = plan.subject.parts.iter().chain(&plan.subject.later);
    parts
        .map(|part| {
            let layout = plan.subject.layout(&part.system);
            ModelRecord {
                instance: part.instance.to_string(),
                model: part.system.to_string(),
                source: layout.map_or(String::new(), |layout| source_of(layout.about)),
                reads: (part.reads.iter())
                    .map(|read| {
                        let from = format!("{}.{}", read.from.part, read.from.field);
                        (read.input.to_string(), from)
                    })
                    .collect(),
            }
        })
        .collect()
}

/// The paragraph of a description that begins with **Source.**, on one line.
pub fn source_of(about: &str) -> String {
    let Some((_, rest)) = about.split_once("**Source.**") else {
        return String::new();
    };
    let lines = rest.lines().take_while(|line| !line.trim().is_empty());
    lines
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ")
        .trim()
        .to_owned()
}

/// "What the interval covers".
pub fn interval(plan: &Plan, projection: &Projection) -> Vec<Said> {
    let mut out = Vec::new();
    if let Some(cast) = &plan.cast {
        return people::differ(plan, cast, projection.well as u64);
    }
    let mut say = |text: &str| out.push(Said::Text(text.to_owned()));
    if plan.twins == 1 {
        say("Nothing: there is one twin, the patient as published, and so no interval.");
        return out;
    }
    if let Some(learned) = &plan.learned {
        say(&format!(
            "Chance, and what is not known of this patient: {} futures were sampled from the learned \
             model {}, given what was measured; the same chance in every arm. The effect of a \
             treatment differs between them by its uncertainty.",
            projection.well, learned.brought.instance
        ));
        if plan.spread.is_empty() {
            say(
                "Not covered: that the model itself may be wrong; its card says how it did on patients whom it had not seen.",
            );
            return out;
        }
    }
    if plan.spread.is_empty() {
        say(
            "Nothing: no parameter varies, so that all twins are the same. `[[patient.varies]]` \
             in the scenario says how they differ.",
        );
        return out;
    }
    let people = plan.spread.iter().filter(|layer| layer.between_people);
    let people = people.count();
    let what = match people {
        0 => "Parameter uncertainty",
        _ if people == plan.spread.len() => "Spread between people, nothing measured in this one",
        _ => "Parameter uncertainty, and spread between people where a medicine's file has it",
    };
    say(&format!(
        "{what}: intervals hold the middle 90 % of {} plausible twins, who differ in the \
         following. A twin is the same in every arm.",
        projection.well
    ));
    out.extend(plan.spread.iter().map(layer));
    let mut say = |text: &str| out.push(Said::Text(text.to_owned()));
    say(&format!(
        "Not covered: {}errors of measurement, and what the models leave out.",
        match people {
            0 => "spread between other people, ",
            _ if people == plan.spread.len() => "uncertainty of the published numbers, ",
            _ => "",
        }
    ));
    say(
        "Monte Carlo error stands apart, in the column s.e.: the standard error of the mean \
         difference from drawing this many twins and not more. More twins make it smaller, never \
         the interval. The interval of a difference of risks is this error and nothing else.",
    );
    out
}

/// Twins that are missing from the numbers, by reason.
pub fn failures(plan: &Plan, projection: &Projection) -> Vec<String> {
    let mut out = Vec::new();
    for (reason, (twins, first)) in &projection.failed {
        let at = match first.is_nan() {
            true => String::new(),
            false => format!(
                ", the first at {}",
                Time::from_nanoseconds((first * 60e9) as i64)
            ),
        };
        out.push(format!(
            "{twins} of {} {} could not be simulated to the end{at}: {reason}. \
             They are left out of every arm.",
            plan.twins,
            plan.who()
        ));
    }
    out
}

/// In what people or twins differ: by how much, and by whom.
pub(super) fn layer(layer: &LayerOfSpread) -> Said {
    let kind = match layer.assumed {
        true if layer.source.starts_with("assumed") => "",
        true => "assumed: ",
        false => "published: ",
    };
    Said::Item(format!(
        "{}.{}: {}; {kind}{}",
        layer.part, layer.parameter, layer.spread, layer.source
    ))
}

/// "What this rests on".
pub fn rests(
    scenario: &Scenario,
    plan: &Plan,
    manifest: &Manifest,
    projection: &Projection,
) -> Vec<String> {
    let mut out = Vec::new();
    // Sources are written with UCUM units.
    let mut item = |text: &str| out.push(words::plain_units(text));
    if let Who::Virtual(name) = &scenario.patient.who {
        item(&format!(
            "patient {}: {VIRTUAL_PATIENTS_SOURCE}",
            name.value
        ));
    } else if let Some(cast) = &plan.cast {
        let screened = projection.screened.as_ref();
        for line in people::met(cast, screened, &projection.outside) {
            item(&line);
        }
    } else {
        item(&format!("patient: {}", plan.subject.name));
        if plan.subject.resting.is_some() {
            item(&format!("the person's parameters: {ADULT_SOURCE}"));
            let mut parts = plan.subject.parts.iter();
            if parts.any(|part| *part.instance == *BetaCells::NAME) {
                item(&format!("of glucose and insulin: {GLUCOSE_SOURCE}"));
            }
            if plan.twins > 1 {
                item(&format!(
                    "twins are drawn anew where they rest otherwise than {PLAUSIBLE_SOURCE}"
                ));
            }
        }
    }
    let has = |known: &&Condition| {
        let mut all = scenario.patient.conditions.iter().chain(scenario.starts());
        all.any(|start| start.what.value == known.name)
    };
    for known in conditions().iter().filter(has) {
        item(&format!("{}: {}; {}", known.name, known.what, known.source));
    }
    let given = |fluid: &&Fluid| scenario.gives().any(|give| give.what.value == fluid.name);
    for fluid in FLUIDS.iter().filter(given) {
        item(&format!(
            "{}: {}; {}",
            fluid.name, fluid.meaning, fluid.source
        ));
    }
    components(plan, manifest, &mut item);
    let recorded = because_recorded(scenario, &plan.subject);
    if !recorded.is_empty() {
        item(&format!(
            "there only because quantities of theirs are recorded: {}; without these organs the others are at rest \
             where they would act, and numbers differ somewhat",
            recorded.join(", ")
        ));
    }
    let assumed: Vec<String> = plan
        .spread
        .iter()
        .filter(|layer| layer.assumed)
        .map(|layer| format!("{}.{}", layer.part, layer.parameter))
        .collect();
    if !assumed.is_empty() && plan.twins > 1 {
        item(&format!(
            "assumed: how far twins spread in {}",
            assumed.join(", ")
        ));
    }
    let solver = &manifest.solver;
    item(&format!(
        "numbers: {}, rtol {:e}, atol {:e} of each state's typical size, {} steps ({} more \
         rejected); seed {}; scenario {}",
        solver.method,
        solver.rtol,
        solver.atol,
        projection.counts.accepted,
        projection.counts.rejected,
        manifest.seed,
        manifest.scenario.blake3.get(..12).unwrap_or_default(),
    ));
    out
}

/// Models, medicines and warnings, an item each.
pub fn components(plan: &Plan, manifest: &Manifest, item: &mut impl FnMut(&str)) {
    // Parts of one source stand together.
    let mut told: Vec<(&str, Vec<&str>)> = Vec::new();
    let own = |name: &str| {
        plan.subject
            .layouts
            .iter()
            .any(|layout| layout.name == name)
    };
    for model in manifest.models.iter().filter(|model| !own(&model.model)) {
        match told.iter_mut().find(|(source, _)| *source == model.source) {
            Some((_, names)) => names.push(&model.model),
            None => told.push((&model.source, vec![&model.model])),
        }
    }
    for (source, names) in told {
        item(&format!("{}: {source}", names.join(", ")));
    }
    if let Some(learned) = &plan.learned {
        let schema = &learned.brought.model.schema;
        item(&format!(
            "{}: a model learned from data, {}; `homeostat describe FILE` prints its card",
            learned.brought.instance, schema.title
        ));
        for note in &learned.notes {
            item(note);
        }
    }
    for network in &plan.networks {
        item(&format!(
            "{}: a network, {}; `homeostat describe FILE` prints its card",
            network.instance, network.part.title
        ));
    }
    for drug in &plan.drugs {
        item(&format!("{} as a drug: {}", drug.name, drug.source));
        for uncertain in &drug.uncertain {
            item(&format!("{}, uncertain: {uncertain}", drug.name));
        }
        if !drug.is_human() {
            item(&format!(
                "{}: its numbers are of {}, not of people",
                drug.name, drug.species
            ));
        }
    }
    for warning in &plan.warnings {
        let help = warning.help.as_deref().unwrap_or_default();
        let (message, found) = (&warning.message, &warning.found);
        item(&format!(
            "! {message}: {found}, expected {}; {help}",
            warning.expected
        ));
    }
}
