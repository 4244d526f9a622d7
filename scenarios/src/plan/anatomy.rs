//! The parts that any adult has, and which of them a scenario speaks of.
//!
//! A scenario need not say that it is about a body: who names one of its quantities or parameters, gives a
//! fluid or starts bleeding is about it.

use crate::catalogue::{DRINK, MEAL};
use crate::condition::condition;
use crate::file::{self, Scenario, Verb, Who};
use crate::medicine::{Medicine, Shelf};
use crate::span::Span;
use physiology::breath;
use physiology::chemistry;
use physiology::circulation::averaged::Circulation;
use physiology::circulation::beating::BeatingCirculation;
use physiology::circulation::ecg::Ecg;
use physiology::circulation::fluid::fluid;
use physiology::glucose;
use physiology::people::{Adult, Part, Sex};
use physiology::sepsis;
use physiology::{Isa, Model, systems, vocabulary};

/// Anybody, for the names of their parts.
fn someone() -> Adult {
    Adult {
        sex: Sex::Male,
        age_yr: 40.0,
        weight_kg: 75.0,
        height_cm: 178.0,
        haemoglobin_g_dl: None,
    }
}

/// Parts that any adult has, for their names.
pub(crate) fn anatomy() -> Vec<Part> {
    let someone = someone();
    let mut parts = someone.parts();
    parts.extend(every_organ(&someone));
    parts.push(breath::person::waves());
    let beating = someone.beating_parts().into_iter();
    parts.extend(beating.filter(|part| part.system == Ecg::NAME));
    parts
}

/// Quantities that only a heart that beats has, as they are asked for: those of the vocabulary by
/// their names, the others behind that of their part; with their units.
pub(crate) fn waves() -> Vec<(String, &'static str)> {
    let layout = |system: &str| physiology::system(system, Isa::BASELINE).map(|s| *s.layout());
    let (Some(beating), Some(averaged), Some(ecg)) = (
        layout(BeatingCirculation::NAME),
        layout(Circulation::NAME),
        layout(Ecg::NAME),
    ) else {
        return Vec::new();
    };
    let known = |name: &str| averaged.signals.iter().any(|field| field.name == name);
    let own = beating.signals.iter().filter(|field| !known(field.name));
    let named = |part: &str, name: &str| match vocabulary::quantity(name) {
        Some(_) => name.to_owned(),
        None => format!("{part}.{name}"),
    };
    let own = own.map(|field| (named(Circulation::NAME, field.name), field.unit));
    own.chain(
        ecg.signals
            .iter()
            .map(|field| (named(Ecg::NAME, field.name), field.unit)),
    )
    .collect()
}

/// Whether only a heart that beats has this quantity.
pub(super) fn is_wave(name: &str) -> bool {
    waves().iter().any(|(wave, _)| wave == name)
}

/// Where the scenario first speaks of the body, and by which word.
pub(crate) fn asks(scenario: &Scenario) -> Option<(Span, String)> {
    let has = scenario.patient.conditions.first();
    let has = has.map(|start| (start.what.span, start.what.value.clone()));
    let beats = scenario.patient.beating;
    let has = has.or(beats.map(|span| (span, "beat by beat".to_owned())));
    // A virtual patient has glucose and insulin without a body.
    let whole = !matches!(scenario.patient.who, Who::Virtual(_));
    let done = scenario.actions().find_map(|action| match &action.verb {
        Verb::Give(give) => {
            let known = fluid(&give.what.value).is_some() || whole && feeds(&give.what.value);
            known.then(|| (give.what.span, give.what.value.clone()))
        }
        Verb::Start(start) => Some((start.what.span, start.what.value.clone())),
        Verb::Set(_) | Verb::Use(_) | Verb::Stop(_) | Verb::Titrate(_) => None,
    });
    let taught = scenario.teaching.as_ref();
    let taught = taught.map(|teaching| (teaching.span, "[case]".to_owned()));
    let mut parts = anatomy();
    parts.retain(|part| whole || !is_metabolic(part));
    has.or(done)
        .or_else(|| speaks_of(scenario, &parts))
        .or(taught)
}

/// Whether giving this is giving it to gut, glucose or insulin.
pub(super) fn feeds(what: &str) -> bool {
    let of_organ = |drug: &Medicine| {
        drug.own_part
            && metabolism(&someone())
                .iter()
                .any(|part| part.instance == drug.kinetics.instance)
    };
    // A deposit under the skin is the drug's own, and what leaves it is insulin in plasma.
    let feeds_plasma = |drug: &Medicine| {
        let mut signals = drug.kinetics.layout.signals.iter();
        signals.any(|field| field.name == "insulin_appearance")
    };
    what == MEAL
        || what == DRINK
        || Shelf::library()
            .get(what)
            .is_some_and(|drug| of_organ(drug) || feeds_plasma(drug))
}

/// Glucose, insulin and ketone bodies.
pub(super) fn metabolism(adult: &Adult) -> Vec<Part> {
    glucose::person::parts(adult)
}

fn is_metabolic(part: &Part) -> bool {
    metabolism(&someone())
        .iter()
        .any(|known| known.instance == part.instance)
}

/// Where the scenario first names a quantity or a parameter of these parts, and which.
pub(super) fn speaks_of(scenario: &Scenario, parts: &[Part]) -> Option<(Span, String)> {
    let systems = systems(Isa::BASELINE);
    first_named(scenario, |name: &str| {
        let (instance, signal) = name.split_once('.').unwrap_or(("", name));
        if !instance.is_empty() {
            return parts.iter().any(|part| part.instance == instance);
        }
        vocabulary::quantity(name).is_some()
            && parts.iter().any(|part| {
                let mut systems = systems.iter();
                let system = systems.find(|s| s.layout().name == part.system);
                system.is_some_and(|s| s.layout().signals.iter().any(|f| f.name == signal))
            })
    })
}

/// Where the scenario first names a quantity or a parameter of a kind, and which.
pub(super) fn first_named(
    scenario: &Scenario,
    is_of: impl Fn(&str) -> bool,
) -> Option<(Span, String)> {
    let set = scenario.actions().filter_map(|action| match &action.verb {
        Verb::Set(set) => Some((set.parameter.span, set.parameter.value.to_string())),
        _ => None,
    });
    let begun = scenario.starts().chain(&scenario.patient.conditions);
    let begun = begun.filter_map(|start| Some((start.what.span, condition(&start.what.value)?)));
    let begun = begun.flat_map(|(span, known)| {
        let names = known.changes.iter();
        names.map(move |change| (span, format!("{}.{}", change.part, change.name)))
    });
    let aimed = scenario.starts().filter_map(|start| match &start.severity {
        file::Severity::Effect { quantity, .. } => Some((start.what.span, quantity.clone())),
        _ => None,
    });
    let recorded = scenario.record.quantities.iter();
    let recorded = recorded.map(|name| (name.span, name.value.clone()));
    let outcomes = scenario.outcomes.iter().map(|outcome| &outcome.of);
    let outcomes = outcomes.chain(&scenario.record.from).flat_map(|of| {
        let names = of.value.quantities().iter();
        names.map(|name| (of.span, name.clone()))
    });
    let conditions = scenario.conditions().flat_map(|condition| {
        let names = condition.value.quantities().iter();
        names.map(|name| (condition.span, name.clone()))
    });
    let varies = scenario.patient.varies.iter();
    let varies = varies.map(|varies| (varies.parameter.span, varies.parameter.value.to_string()));
    set.chain(begun)
        .chain(aimed)
        .chain(recorded)
        .chain(outcomes)
        .chain(conditions)
        .chain(varies)
        .find(|(_, name)| is_of(name))
}

/// All organs beside heart, vessels, reflexes and blood, in the order in which they are asked for.
pub(super) fn every_organ(adult: &Adult) -> Vec<Part> {
    let mut parts = chemistry::person::parts(adult);
    parts.extend(chemistry::person::heat(adult));
    parts.extend(chemistry::person::kidneys(adult));
    parts.extend(sepsis::person::defences(adult));
    parts.extend(sepsis::person::challenge());
    parts.extend(sepsis::person::scores());
    parts.extend(metabolism(adult));
    parts.extend(sepsis::person::fate());
    parts.extend(breath::person::parts(adult));
    parts
}
