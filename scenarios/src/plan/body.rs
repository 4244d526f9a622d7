//! Heart, vessels, reflexes and blood for whom a scenario is about, and lungs and gas beside them: who speaks of no
//! gas has none, because it costs.

use super::anatomy::{asks, every_organ, feeds, first_named, metabolism, speaks_of};
use super::befall::befallen;
use super::resting::Resting;
use super::{PlanProblem, Subject};
use crate::condition::{Befallen, condition};
use crate::file::{self, Scenario, Verb, Who};
use crate::medicine::Facts;
use crate::span::Span;
use engine::beats::Beats;
use engine::event::{PartSpec, Setting};
use engine::rest::Rest;
use engine::world::Snapshot;
use physiology::breath;
use physiology::chemistry;
use physiology::circulation::averaged::Circulation;
use physiology::circulation::beating::BeatingCirculation;
use physiology::circulation::fluid::fluid;
use physiology::people::{Adult, PLAUSIBLE, Part, Sex};
use physiology::sepsis;
use physiology::{Isa, Model, systems};
use std::sync::Arc;

/// What is worked out of arterial blood's gases and plasma's salts, whoever publishes it.
const BEDSIDE_CHEMISTRY: [&str; 3] = ["anion_gap", "bicarbonate", "strong_ion_gap"];

/// Youngest of whom the numbers are.
const ADULT: f64 = 18.0;

/// What is wrong with giving somebody a body: where (the body's word where nothing else is), what, and
/// what would be right.
struct Unbodied {
    at: Option<(Span, String)>,
    message: String,
    expected: String,
}

impl Unbodied {
    fn new(message: &str, expected: impl Into<String>) -> Self {
        Self {
            at: None,
            message: message.to_owned(),
            expected: expected.into(),
        }
    }
}

/// Gives the patient heart, vessels, reflexes and blood where the scenario is about them.
pub(super) fn add(scenario: &Scenario, subject: &mut Subject) -> Vec<PlanProblem> {
    let Some((span, word)) = asks(scenario) else {
        return Vec::new();
    };
    let waves = breath::person::waves();
    let drawn = speaks_of(scenario, std::slice::from_ref(&waves)).is_some();
    // Of a live patient everything is there to be asked about.
    let breathes = drawn || scenario.teaching.is_some();
    let asked = |adult: &Adult| organs(scenario, adult, breathes);
    let rested = parts(scenario, subject, asked).and_then(|mut parts| {
        let systems = systems(Isa::detect());
        let unbuilt = |why: String| Unbodied::new("the circulation cannot be built", why);
        let beating = scenario.patient.beating.is_some();
        let beats = beating.then(|| Beats::of(&parts, &systems)).transpose();
        let beats = beats.map_err(|why| unbuilt(why.to_string()))?;
        // A heart that beats rests where the averaged one of the same parameters does, and then beats.
        let mut still = parts.clone();
        for part in &mut still {
            if *part.system == *BeatingCirculation::NAME {
                part.system = Circulation::NAME.into();
            }
        }
        let rest = Rest::of(&still, &systems);
        let rest = rest.map_err(|why| unbuilt(why.to_string()))?;
        let limit = |known: &physiology::people::Plausible| {
            let signal = rest.body().signal(known.quantity)?;
            Some((signal, known.least, known.most))
        };
        // The limits are those of healthy people.
        let told = subject.facts.numbers.contains_key("haemoglobin");
        let healthy = scenario.patient.conditions.is_empty() && !told;
        let resting = Resting {
            limits: match healthy {
                true => PLAUSIBLE.iter().filter_map(limit).collect(),
                false => Vec::new(),
            },
            rest: Arc::new(rest),
            beats: beats.map(Arc::new),
            instances: parts.iter().map(|part| part.instance.clone()).collect(),
        };
        match resting.settle(&mut parts) {
            Ok(()) => Ok((resting, parts)),
            Err(why) => Err(Unbodied::new(
                &format!("no plausible state of rest for this person: {why}"),
                "sex, age, weight and height of an adult, and conditions that people rest with",
            )),
        }
    });
    match rested {
        Ok((resting, parts)) => {
            subject.resting = Some(resting);
            subject.parts.extend(parts);
            // Who breathes is never at rest within a breath.
            subject.parts.extend(drawn.then(|| spec(waves)));
            Vec::new()
        }
        Err(why) => {
            let (span, word) = why.at.unwrap_or((span, word));
            vec![PlanProblem {
                span,
                message: why.message,
                found: format!("`{word}`"),
                expected: why.expected,
            }]
        }
    }
}

/// Gives somebody of a cohort a body of their own, at rest, as the first of them has one.
pub(super) fn own(
    scenario: &Scenario,
    subject: &mut Subject,
    resting: &Resting,
) -> Result<(), String> {
    let first: Vec<Arc<str>> = resting.instances.clone();
    let asked = |adult: &Adult| {
        let mut parts = every_organ(adult);
        parts.retain(|part| first.iter().any(|known| **known == *part.instance));
        parts
    };
    let parts = parts(scenario, subject, asked);
    let mut parts = parts.map_err(|why| why.message)?;
    let rested = resting.settle(&mut parts);
    rested.map_err(|why| format!("no plausible state of rest: {why}"))?;
    subject.resting = Some(resting.clone());
    subject.parts.extend(parts);
    Ok(())
}

/// The parts of a body, with the conditions that the patient has.
fn parts(
    scenario: &Scenario,
    subject: &mut Subject,
    organs: impl FnOnce(&Adult) -> Vec<Part>,
) -> Result<Vec<PartSpec>, Unbodied> {
    if matches!(scenario.patient.who, Who::Virtual(_)) {
        return Err(Unbodied::new(
            "this patient has no circulation",
            "a patient described by sex, age, weight and height",
        ));
    }
    let adult = adult(&subject.facts).map_err(|missing| {
        let told = format!("{missing}, beside what is there, in [patient]");
        Unbodied::new("the circulation needs more facts of the person", told)
    })?;
    if adult.age_yr < ADULT {
        return Err(Unbodied::new(
            "the circulation's numbers are of adults",
            format!("an age of at least {ADULT} yr"),
        ));
    }
    let heart = match scenario.patient.beating.is_some() {
        true => adult.beating_parts(),
        false => adult.parts(),
    };
    let mut parts: Vec<PartSpec> = heart.into_iter().map(spec).collect();
    parts.extend(organs(&adult).into_iter().map(spec));
    for start in &scenario.patient.conditions {
        let undo = has(start, subject, &mut parts).map_err(|why| Unbodied {
            at: Some((start.what.span, start.what.value.clone())),
            ..Unbodied::new(&why, "a condition that this patient can have")
        })?;
        subject.had.push((start.what.value.clone(), undo));
    }
    Ok(parts)
}

fn spec(part: Part) -> PartSpec {
    PartSpec {
        instance: part.instance.into(),
        system: part.system.into(),
        params: part.params,
        reads: Vec::new(),
        start: None,
    }
}

/// Lungs, chemistry, kidneys, heat, defences and metabolism, each where the scenario speaks of it or of what
/// needs it: scores are counted from all of them, infection and endotoxin act through chemistry, kidneys and
/// heat, gas takes its acids from chemistry, and glucose and ketone bodies leave by kidneys and make acid.
fn organs(scenario: &Scenario, adult: &Adult, breathes: bool) -> Vec<Part> {
    let speaks = |parts: &[Part]| speaks_of(scenario, parts).is_some();
    let (gas, chemistry) = (
        breath::person::parts(adult),
        chemistry::person::parts(adult),
    );
    let (heat, kidneys) = (
        chemistry::person::heat(adult),
        chemistry::person::kidneys(adult),
    );
    let (defences, scores) = (sepsis::person::defences(adult), sepsis::person::scores());
    let metabolism = metabolism(adult);
    let given = scenario.actions().any(|action| match &action.verb {
        Verb::Give(give) => feeds(&give.what.value),
        _ => false,
    });
    let fed = given || speaks(&metabolism);
    let fate = sepsis::person::fate();
    let dies = speaks(&fate);
    let scored = dies || speaks(&scores);
    let infected = scored || speaks(&defences);
    let challenge = sepsis::person::challenge();
    // Its mediators: what it does to organs others do too.
    let challenged = speaks(&challenge[..1]);
    let measured = first_named(scenario, |name| BEDSIDE_CHEMISTRY.contains(&name)).is_some();
    let breathes = breathes || scored || measured || speaks(&gas);
    let mut parts = Vec::new();
    let mut take = |wanted: bool, own: Vec<Part>| {
        if wanted {
            parts.extend(own);
        }
    };
    take(
        breathes || infected || challenged || fed || speaks(&chemistry),
        chemistry,
    );
    take(infected || challenged || speaks(&heat), heat);
    // Whoever drinks has a gut, which is the electrolytes'.
    let drinks = scenario
        .gives()
        .any(|give| fluid(&give.what.value).is_some_and(|fluid| fluid.drunk));
    take(
        infected || challenged || fed || drinks || measured || speaks(&kidneys),
        kidneys,
    );
    take(infected, defences);
    take(challenged, challenge);
    take(scored, scores);
    take(fed, metabolism);
    take(dies, fate);
    take(breathes, gas);
    parts
}

/// Organs that this patient carries only because the scenario records a quantity of theirs: organs act on each
/// other, so that a body with more of them has other numbers.
pub(crate) fn because_recorded(scenario: &Scenario, subject: &Subject) -> Vec<&'static str> {
    let (Ok(adult), Some(_)) = (adult(&subject.facts), &subject.resting) else {
        return Vec::new();
    };
    let carried = |scenario: &Scenario| {
        let waves = breath::person::waves();
        let drawn = speaks_of(scenario, std::slice::from_ref(&waves)).is_some();
        organs(scenario, &adult, drawn || scenario.teaching.is_some())
    };
    let mut unrecorded = scenario.clone();
    unrecorded.record.quantities.clear();
    let without = carried(&unrecorded);
    let added = carried(scenario).into_iter().map(|part| part.instance);
    added
        .filter(|name| without.iter().all(|part| part.instance != *name))
        .collect()
}

/// Lets parts be those of a patient who has a condition, and says what would undo it.
fn has(start: &file::Start, subject: &Subject, parts: &mut [PartSpec]) -> Result<Befallen, String> {
    let Some(known) = condition(&start.what.value) else {
        return Ok(Vec::new());
    };
    let mut undo = Vec::new();
    for (place, to) in befallen(known, &start.severity, &subject.facts)? {
        let lacks = || format!("this patient has no {}", place.part);
        let mut all = parts.iter_mut();
        let part = all.find(|part| part.instance == place.part);
        let part = part.ok_or_else(lacks)?;
        let layout = subject.layout(&part.system).ok_or_else(lacks)?;
        let mut params = layout.params.iter();
        let index = params.position(|field| *field.name == *place.field);
        let own = &mut part.params[index.ok_or_else(lacks)?];
        let healthy = *own;
        *own = to.of(healthy);
        let back = match *own == 0.0 {
            true => Setting::Value(healthy),
            false => Setting::TimesOwn(healthy / *own),
        };
        undo.push((place, back));
    }
    Ok(undo)
}

/// The patient of an averaged heart, to be carried on beat by beat.
pub(super) fn revived(snapshot: Snapshot) -> Snapshot {
    let layout = |system: &str| physiology::system(system, Isa::BASELINE).map(|s| *s.layout());
    let (from, to) = (layout(Circulation::NAME), layout(BeatingCirculation::NAME));
    match from.zip(to) {
        Some((from, to)) => {
            snapshot.with_state(Circulation::NAME, (&from, &to), BeatingCirculation::like)
        }
        None => snapshot,
    }
    .unseen()
}

/// Breaths that are drawn, for a body that breathes and has none yet.
pub(super) fn drawn(subject: &Subject) -> Option<PartSpec> {
    let waves = spec(breath::person::waves());
    let mut parts = subject.parts.iter();
    (!parts.any(|part| part.instance == waves.instance)).then_some(waves)
}

/// The adult of these facts, or which fact is missing.
fn adult(facts: &Facts) -> Result<Adult, String> {
    let number = |name: &str| {
        facts
            .numbers
            .get(name)
            .copied()
            .ok_or_else(|| name.to_owned())
    };
    let sex = facts.words.get("sex").ok_or("sex")?;
    Ok(Adult {
        sex: match sex.as_str() {
            "female" => Sex::Female,
            _ => Sex::Male,
        },
        age_yr: number("age")?,
        weight_kg: number("weight")?,
        height_cm: number("height")?,
        haemoglobin_g_dl: number("haemoglobin").ok(),
    })
}
