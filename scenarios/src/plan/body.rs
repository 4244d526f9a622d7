//! Whether a patient carries heart, vessels, reflexes and blood, whether lungs and gas beside them, and
//! how twins of them rest.
//!
//! A scenario need not say so: who names one of their quantities or parameters, gives a fluid or
//! starts bleeding is about them. Who speaks of no gas has none, because it costs.

use super::befall::befallen;
use super::{PlanProblem, Subject};
use crate::condition::{Befallen, condition};
use crate::file::{self, Scenario, Verb, Who};
use crate::span::Span;
use engine::event::{PartSpec, Setting};
use engine::rest::Rest;
use physiology::breath;
use physiology::chemistry;
use physiology::circulation::fluid::fluid;
use physiology::people::{Adult, PLAUSIBLE, Part, Sex};
use physiology::sepsis;
use physiology::{Isa, systems, vocabulary};
use std::fmt;
use std::sync::Arc;

/// Youngest of whom the numbers are.
const ADULT: f64 = 18.0;

/// How twins come to rest.
#[derive(Clone)]
pub struct Resting {
    rest: Arc<Rest>,
    limits: Vec<(usize, f64, f64)>,
}

impl fmt::Debug for Resting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resting")
    }
}

impl Resting {
    /// Lets the parts start at rest; whether a resting adult is like that.
    pub fn settle(&self, parts: &mut [PartSpec]) -> bool {
        let Ok(signals) = self.rest.settle(parts) else {
            return false;
        };
        let within = |(signal, least, most): &(usize, f64, f64)| {
            let value = signals[*signal];
            *least <= value && value <= *most
        };
        self.limits.iter().all(within)
    }

    /// A signal of the parts at rest.
    pub fn signal(&self, parts: &[PartSpec], name: &str) -> Option<f64> {
        let mut parts = parts.to_vec();
        let signals = self.rest.settle(&mut parts).ok()?;
        signals.get(self.rest.body().signal(name)?).copied()
    }
}

/// Parts that any adult has, for their names.
pub(crate) fn anatomy() -> Vec<Part> {
    let someone = Adult {
        sex: Sex::Male,
        age_yr: 40.0,
        weight_kg: 75.0,
        height_cm: 178.0,
    };
    let mut parts = someone.parts();
    parts.extend(breath::person::parts(&someone));
    parts.push(breath::person::waves());
    parts.extend(chemistry::person::parts(&someone));
    parts.extend(chemistry::person::heat(&someone));
    parts.extend(chemistry::person::kidneys(&someone));
    parts.extend(sepsis::person::defences(&someone));
    parts.extend(sepsis::person::scores());
    parts
}

/// Where the scenario first speaks of the body, and by which word.
pub(crate) fn asks(scenario: &Scenario) -> Option<(Span, String)> {
    let has = scenario.patient.conditions.first();
    let has = has.map(|start| (start.what.span, start.what.value.clone()));
    let done = scenario.actions().find_map(|action| match &action.verb {
        Verb::Give(give) => {
            fluid(&give.what.value).map(|fluid| (give.what.span, fluid.name.to_owned()))
        }
        Verb::Start(start) => Some((start.what.span, start.what.value.clone())),
        Verb::Set(_) | Verb::Use(_) | Verb::Stop(_) | Verb::Titrate(_) => None,
    });
    let taught = scenario.teaching.as_ref();
    let taught = taught.map(|teaching| (teaching.span, "[case]".to_owned()));
    has.or(done)
        .or_else(|| speaks_of(scenario, &anatomy()))
        .or(taught)
}

/// Where the scenario first names a quantity or a parameter of these parts, and which.
fn speaks_of(scenario: &Scenario, parts: &[Part]) -> Option<(Span, String)> {
    let systems = systems(Isa::BASELINE);
    let of_body = |name: &str| {
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
    };
    let set = scenario.actions().filter_map(|action| match &action.verb {
        Verb::Set(set) => Some((set.parameter.span, set.parameter.value.to_string())),
        _ => None,
    });
    let begun = scenario.actions().filter_map(|action| match &action.verb {
        Verb::Start(start) => Some(start),
        _ => None,
    });
    let begun = begun.chain(&scenario.patient.conditions);
    let begun = begun.filter_map(|start| Some((start.what.span, condition(&start.what.value)?)));
    let begun = begun.flat_map(|(span, known)| {
        let names = known.changes.iter();
        names.map(move |change| (span, format!("{}.{}", change.part, change.name)))
    });
    let aimed = scenario.actions().filter_map(|action| match &action.verb {
        Verb::Start(start) => Some(start),
        _ => None,
    });
    let aimed = aimed.filter_map(|start| match &start.severity {
        file::Severity::Effect { quantity, .. } => Some((start.what.span, quantity.clone())),
        _ => None,
    });
    let recorded = scenario.record.quantities.iter();
    let recorded = recorded.map(|name| (name.span, name.value.clone()));
    let outcomes = scenario.outcomes.iter().flat_map(|outcome| {
        let names = outcome.of.value.quantities().iter();
        names.map(|name| (outcome.of.span, name.clone()))
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
        .find(|(_, name)| of_body(name))
}

/// A cohort whose scenario speaks of the circulation, which its people do not carry yet.
pub(super) fn in_cohort(scenario: &Scenario) -> Vec<PlanProblem> {
    let problem = |(span, word): (Span, String)| PlanProblem {
        span,
        message: "the circulation of a cohort is not available yet".to_owned(),
        found: format!("`{word}`"),
        expected: "[patient] with sex, age, weight and height, and `twins`".to_owned(),
    };
    asks(scenario).map(problem).into_iter().collect()
}

/// Gives the patient heart, vessels, reflexes and blood where the scenario is about them.
pub(super) fn add(scenario: &Scenario, subject: &mut Subject) -> Vec<PlanProblem> {
    let Some((span, word)) = asks(scenario) else {
        return Vec::new();
    };
    let problem = |message: &str, expected: String| PlanProblem {
        span,
        message: message.to_owned(),
        found: format!("`{word}`"),
        expected,
    };
    let Who::Person(person) = &scenario.patient.who else {
        return vec![problem(
            "this patient has no circulation",
            "a patient described by sex, age, weight and height".to_owned(),
        )];
    };
    let adult = match adult(person) {
        Ok(adult) => adult,
        Err(missing) => {
            return vec![problem(
                "the circulation needs more facts of the person",
                format!("{missing} in [patient]"),
            )];
        }
    };
    if adult.age_yr < ADULT {
        return vec![problem(
            "the circulation's numbers are of adults",
            format!("an age of at least {ADULT} yr"),
        )];
    }
    let part = |part: Part| PartSpec {
        instance: part.instance.into(),
        system: part.system.into(),
        params: part.params,
        reads: Vec::new(),
        start: None,
    };
    let mut parts: Vec<PartSpec> = adult.parts().into_iter().map(part).collect();
    let waves = breath::person::waves();
    let drawn = speaks_of(scenario, std::slice::from_ref(&waves)).is_some();
    // Of a live patient everything is there to be asked about.
    let breathes = drawn || scenario.teaching.is_some();
    parts.extend(organs(scenario, &adult, breathes).into_iter().map(part));
    for start in &scenario.patient.conditions {
        match has(start, subject, &mut parts) {
            Ok(undo) => subject.had.push((start.what.value.clone(), undo)),
            Err(why) => {
                return vec![PlanProblem {
                    span: start.what.span,
                    message: why,
                    found: format!("`{}`", start.what.value),
                    expected: "a condition that this patient can have".to_owned(),
                }];
            }
        }
    }
    match Rest::of(&parts, &systems(Isa::BASELINE)) {
        Ok(rest) => {
            let limit = |known: &physiology::people::Plausible| {
                let signal = rest.body().signal(known.quantity)?;
                Some((signal, known.least, known.most))
            };
            let resting = Resting {
                limits: PLAUSIBLE.iter().filter_map(limit).collect(),
                rest: Arc::new(rest),
            };
            if !resting.settle(&mut parts) {
                return vec![problem(
                    "no plausible state of rest for this person",
                    "sex, age, weight and height of an adult".to_owned(),
                )];
            }
            subject.resting = Some(resting);
            subject.parts.extend(parts);
            // Who breathes is never at rest within a breath.
            subject.parts.extend(drawn.then(|| part(waves)));
            Vec::new()
        }
        Err(error) => vec![problem(
            "the circulation cannot be built",
            error.to_string(),
        )],
    }
}

/// Lungs, chemistry, kidneys, heat and defences, each where the scenario speaks of it or of what needs
/// it: scores are counted from all of them, infection acts through chemistry, kidneys and heat, and gas
/// takes its acids from chemistry.
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
    let scored = speaks(&scores);
    let infected = scored || speaks(&defences);
    let breathes = breathes || scored || speaks(&gas);
    let mut parts = Vec::new();
    let mut take = |wanted: bool, own: Vec<Part>| {
        if wanted {
            parts.extend(own);
        }
    };
    take(breathes || infected || speaks(&chemistry), chemistry);
    take(infected || speaks(&heat), heat);
    take(infected || speaks(&kidneys), kidneys);
    take(infected, defences);
    take(scored, scores);
    take(breathes, gas);
    parts
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

/// The parts of the same body with a heart that beats, its electrocardiogram, and breaths that are drawn; the
/// parts as they are where there is no such body. A heart comes to rest by beating.
pub(super) fn alive(scenario: &Scenario, subject: &Subject) -> Vec<PartSpec> {
    let mut parts = subject.parts.clone();
    let Who::Person(person) = &scenario.patient.who else {
        return parts;
    };
    let Some(adult) = adult(person).ok().filter(|_| subject.resting.is_some()) else {
        return parts;
    };
    let waves = breath::person::waves();
    for part in adult.beating_parts().into_iter().chain([waves]) {
        match parts
            .iter_mut()
            .find(|known| *known.instance == *part.instance)
        {
            Some(known) if *known.system == *part.system => {}
            Some(known) => {
                known.system = part.system.into();
                known.start = None;
            }
            None => parts.push(PartSpec {
                instance: part.instance.into(),
                system: part.system.into(),
                params: part.params,
                reads: Vec::new(),
                start: None,
            }),
        }
    }
    parts
}

fn adult(person: &file::Person) -> Result<Adult, String> {
    let missing = |what: &str| format!("{what}, beside what is there,");
    Ok(Adult {
        sex: match person.sex.as_ref().ok_or_else(|| missing("sex"))?.value {
            file::Sex::Female => Sex::Female,
            file::Sex::Male => Sex::Male,
        },
        age_yr: person.age_yr.as_ref().ok_or_else(|| missing("age"))?.value,
        weight_kg: person
            .weight_kg
            .as_ref()
            .ok_or_else(|| missing("weight"))?
            .value,
        height_cm: person
            .height_cm
            .as_ref()
            .ok_or_else(|| missing("height"))?
            .value,
    })
}
