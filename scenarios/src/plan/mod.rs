//! From a checked scenario to what the engine is asked to do.

pub(crate) mod anatomy;
mod at_start;
mod befall;
mod bleed;
mod body;
mod body_surface;
mod cast;
mod give;
mod live;
mod lower;
mod meal;
mod medicines;
mod orders;
mod prescribe;
mod problem;
mod resting;
mod severity;
mod show;
mod twins;

pub use at_start::AtStart;
pub(crate) use body::because_recorded;
pub use cast::{Cast, Unwell};
pub(crate) use give::per_minute;
pub use live::{Heart, LivePlan, Ordered, Standing, live, order};
pub use problem::PlanProblem;
pub use show::{Awaited, Shown, ShownKind, Waiting};
pub(crate) use twins::extreme;
pub use twins::{LayerOfSpread, twin};

use crate::condition::Befallen;
use crate::expression::Expression;
use crate::file::{Scenario, SetTo, Who};
use crate::learned::{BroughtNetwork, LearnedPart};
use crate::medicine::{Facts, Medicine, Shelf};
use crate::problem::Problem;
use engine::event::PartSpec;
use engine::learned::Learning;
use engine::solve::job::Grid;
use engine::solve::method::Method;
use engine::time::Nanoseconds;
use engine::world::{Course, Engine, EngineError, Settings, Study};
use lower::Lowering;
use physiology::people::{Person, VirtualPatient, virtual_patient};
use physiology::{Isa, Layout};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Whom a plan is about: what is known, and the parts of the body.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Name for people to read.
    pub name: String,
    /// What doses per weight are counted by.
    pub person: Person,
    /// What is known, for the equations of medicines.
    pub facts: Facts,
    /// Parts from the start, with the patient's own parameters.
    pub parts: Vec<PartSpec>,
    /// Parts of the drugs that may be given, with this person's typical parameters.
    pub later: Vec<PartSpec>,
    /// How twins come to rest, where the parts have a rest to come to.
    pub resting: Option<resting::Resting>,
    /// Conditions from the start, by name, each with what would undo it.
    pub had: Vec<(String, Befallen)>,
    /// Names and units of parts that are not of the program's own list.
    pub layouts: Vec<Layout>,
}

impl Subject {
    /// Names and units of a system.
    pub fn layout(&self, system: &str) -> Option<Layout> {
        let own = self.layouts.iter().find(|layout| *layout.name == *system);
        own.copied()
            .or_else(|| Some(*physiology::system(system, Isa::BASELINE)?.layout()))
    }

    /// A parameter of a part, now or later.
    pub fn parameter(&self, part: &str, name: &str) -> Option<f64> {
        let part = self
            .parts
            .iter()
            .chain(&self.later)
            .find(|p| *p.instance == *part)?;
        let layout = self.layout(&part.system)?;
        let index = layout.params.iter().position(|field| field.name == name)?;
        part.params.get(index).copied()
    }

    /// Somebody of whom this is known, still without parts. A weight that is not known is none.
    fn of_facts(name: &str, facts: Facts) -> Self {
        let weight_kg = facts.numbers.get("weight").copied().unwrap_or(f64::NAN);
        Self {
            name: name.to_owned(),
            person: Person { weight_kg },
            facts,
            parts: Vec::new(),
            later: Vec::new(),
            resting: None,
            had: Vec::new(),
            layouts: Vec::new(),
        }
    }

    /// The place of a parameter that parts have now or later.
    fn parameter_mut(&mut self, part: &str, name: &str) -> Option<&mut f64> {
        let of_name = |known: &&PartSpec| *known.instance == *part;
        let system = (self.parts.iter().chain(&self.later))
            .find(of_name)?
            .system
            .clone();
        let layout = self.layout(&system)?;
        let index = layout.params.iter().position(|field| field.name == name)?;
        let mut parts = self.parts.iter_mut().chain(&mut self.later);
        let part = parts.find(|known| *known.instance == *part)?;
        part.params.get_mut(index)
    }

    fn of_virtual(patient: VirtualPatient) -> Self {
        let mut facts = Facts::default();
        facts.numbers.insert("weight", patient.person.weight_kg);
        let part = |part: physiology::people::Part| PartSpec {
            instance: part.instance.into(),
            system: part.system.into(),
            params: part.params,
            reads: Vec::new(),
            start: None,
        };
        Self {
            name: patient.name.to_owned(),
            person: patient.person,
            facts,
            parts: patient.parts.into_iter().map(part).collect(),
            later: Vec::new(),
            resting: None,
            had: Vec::new(),
            layouts: Vec::new(),
        }
    }
}

/// A scenario made ready to run.
#[derive(Clone)]
pub struct Plan {
    /// What the engine does.
    pub study: Study,
    /// Names of the arms, in the order of the courses.
    pub arms: Vec<String>,
    /// The patient.
    pub subject: Subject,
    /// How many twins.
    pub twins: usize,
    /// What differs between them.
    pub spread: Vec<LayerOfSpread>,
    /// Seed of all draws.
    pub seed: u64,
    /// The moment of each twin's own from which pictures count time, where the scenario names one.
    pub from: Option<Expression>,
    /// What happens, for people to see.
    pub shown: Vec<Shown>,
    /// What waits for conditions, by arm, in the order of its triggers.
    pub waiting: Vec<Vec<Waiting>>,
    /// Quantities that the figure shows, in its order.
    pub pictured: Vec<String>,
    /// The people of a cohort, each of whom is one of the twins; the patient is then the first of
    /// them.
    pub cast: Option<Arc<Cast>>,
    /// Medicines given in any arm.
    pub drugs: Vec<Arc<Medicine>>,
    /// The learned part, where the scenario brings a model.
    pub learned: Option<LearnedPart>,
    /// The networks that the scenario brings.
    pub networks: Vec<BroughtNetwork>,
    /// What is said beside the result: where the patient is outside of whom a medicine's numbers
    /// are of, and which medicines do not go together unthinkingly.
    pub warnings: Vec<Problem>,
}

impl Plan {
    /// The method for these bodies where the settings leave it open: heart and vessels change within
    /// a second and then rest for hours, which is for a stiff method.
    pub fn method(&self, asked: Method) -> Method {
        match (asked, &self.subject.resting) {
            (Method::Auto, Some(resting)) if resting.beating() => Settings::beating().method,
            (Method::Auto, Some(_)) => Method::Rodas5p,
            _ => asked,
        }
    }

    /// The settings for these bodies where they leave it open: beats and organs over hours ask for other
    /// tolerances than glucose over days does.
    pub fn settings(&self, asked: &Settings) -> Settings {
        let resting = self.subject.resting.as_ref();
        let beating = resting.is_some_and(resting::Resting::beating);
        let usual = match resting {
            Some(_) if beating => Settings::beating().rtol,
            Some(_) => Some(Settings::RESTING),
            None => None,
        };
        Settings {
            method: self.method(asked.method),
            rtol: asked.rtol.or(usual),
            exactly: asked.exactly && !beating,
            ..asked.clone()
        }
    }

    /// Who goes through the arms: "twins" of one patient, or different "people".
    pub fn who(&self) -> &'static str {
        if self.cast.is_some() {
            "people"
        } else {
            "twins"
        }
    }
}

impl Plan {
    /// An engine for this plan, its learned part included.
    pub fn engine(&self, settings: &Settings) -> Result<Engine, EngineError> {
        let mut systems = physiology::systems(settings.isa);
        systems.extend(self.learned.iter().map(|learned| learned.brought.system()));
        systems.extend(self.networks.iter().map(BroughtNetwork::system));
        // Where nothing but learned parts is there, nothing changes between visits, and steps of exact
        // propagation, half an hour at most, would be years of nothing.
        let subject = &self.subject;
        let nothing_else = subject.parts.len() == subject.layouts.len() && subject.later.is_empty();
        let settings = self.settings(settings);
        let settings = Settings {
            exactly: settings.exactly && !(self.learned.is_some() && nothing_else),
            ..settings
        };
        let mut engine = Engine::new(settings, self.study.clone(), systems)?;
        if let Some(learned) = &self.learned {
            engine.learn(Learning {
                seed: self.seed,
                ..learned.learning.clone()
            });
        }
        for network in &self.networks {
            if let Some(learning) = network.learning(self.seed, self.study.horizon) {
                engine.learn(learning);
            }
        }
        Ok(engine)
    }
}

/// Lays a scenario out with the library's medicines; `seed` takes the place of the file's where
/// given.
pub fn plan(scenario: &Scenario, seed: Option<u64>) -> Result<Plan, Vec<PlanProblem>> {
    plan_with(scenario, seed, &Shelf::library())
}

/// Lays a scenario out with these medicines.
pub fn plan_with(
    scenario: &Scenario,
    seed: Option<u64>,
    shelf: &Shelf,
) -> Result<Plan, Vec<PlanProblem>> {
    lay_out(scenario, seed, shelf, &orders::changing(scenario))
}

/// Lays a scenario out; the giving of these drugs may change on the way.
fn lay_out(
    scenario: &Scenario,
    seed: Option<u64>,
    shelf: &Shelf,
    changing: &BTreeSet<String>,
) -> Result<Plan, Vec<PlanProblem>> {
    let drugs = given(scenario, shelf);
    let seed = seed.unwrap_or(scenario.seed);
    let mut cast = Cast::of(scenario, shelf, &drugs, seed)?;
    let mut subject = match &cast {
        Some(cast) => cast.first(),
        None => subject(scenario),
    };
    let mut problems = body::add(scenario, &mut subject);
    if let Some(cast) = &mut cast {
        cast.rests_like(&subject);
    }
    // Without the body, everything that is said of it would be wrong too.
    if !problems.is_empty() {
        return Err(problems);
    }
    let (wrong, mut warnings) = medicines::add(scenario, &drugs, &mut subject);
    problems.extend(wrong);
    if cast.is_some() {
        // Of people who differ it is counted how many are outside, when they are met.
        warnings.retain(|warning| !medicines::is_outside(warning));
    }
    problems.extend(preset(scenario, &mut subject));
    if problems.is_empty() && !rests_as_preset(scenario, &mut subject) {
        problems.extend(scenario.preset.first().map(|set| PlanProblem {
            span: set.parameter.span,
            message: "nobody comes to rest with this".to_owned(),
            found: format!("`{}`", set.parameter.value),
            expected: "numbers nearer to those of the patient".to_owned(),
        }));
    }
    let brought = shelf
        .learned()
        .filter(|_| scenario.patient.visits.is_some());
    if let Some(brought) = brought {
        subject.parts.push(PartSpec {
            instance: brought.instance.as_str().into(),
            system: brought.layout().name.into(),
            params: brought.params(&subject.facts),
            reads: Vec::new(),
            start: None,
        });
        subject.layouts.push(*brought.layout());
    }
    for network in shelf.networks() {
        subject.parts.push(network.spec());
        subject.layouts.push(*network.layout());
    }
    let (courses, shown, wrong) = Lowering::of(scenario, &subject, shelf, seed, changing);
    problems.extend(wrong);
    let spread = twins::spread(scenario, &subject, &drugs, &mut problems);
    problems.extend(absent(scenario, &subject));
    problems.extend(unheard(scenario, &subject, shelf.networks()));
    problems.extend(cast.as_ref().and_then(|cast| cast.too_wide(spread.len())));
    if !problems.is_empty() {
        return Err(problems);
    }
    let horizon = scenario.horizon.value.nanoseconds();
    let first = courses
        .iter()
        .flat_map(|course| course.events.iter())
        .map(|event| event.at)
        .min();
    let start = first.unwrap_or(0).min(0);
    let learned = brought.zip(scenario.patient.visits).map(|(brought, every)| {
        let sets = courses.iter().flat_map(|course| &course.events);
        let sets = sets.filter(|event| matches!(&event.action, engine::event::Action::SetParameter { place, .. } if *place.part == *brought.instance));
        let changes: Vec<Nanoseconds> = sets.map(|event| event.at).collect();
        LearnedPart {
            learning: brought.learning(&subject.facts, every.nanoseconds(), horizon, &changes),
            notes: brought.notes(&subject.facts),
            brought: brought.clone(),
        }
    });
    let recorded = recorded(scenario, &subject);
    let mut sampled = recorded.clone();
    for condition in scenario.conditions() {
        for name in condition.value.quantities() {
            if !sampled.contains(name) {
                sampled.push(name.clone());
            }
        }
    }
    let waiting = courses.iter().map(|course| course.waiting()).collect();
    let mut bound: Vec<Course> = Vec::with_capacity(courses.len());
    for course in courses {
        bound.push(course.bound(&sampled, start, horizon, bound.first()));
    }
    let courses = bound;
    Ok(Plan {
        pictured: pictured(scenario, &recorded),
        study: Study {
            start,
            horizon,
            fork: fork(&courses, start, horizon),
            courses,
            recorded: recorded.len(),
            sampled,
            grid: Grid {
                start,
                every: scenario.record.every.nanoseconds(),
            },
        },
        arms: scenario
            .arms
            .iter()
            .map(|arm| arm.name.value.clone())
            .collect(),
        twins: scenario.patient.twins,
        spread,
        seed,
        from: scenario.record.from.as_ref().map(|from| from.value.clone()),
        shown,
        waiting,
        cast: cast.map(Arc::new),
        drugs,
        learned,
        networks: shelf.networks().to_vec(),
        subject,
        warnings,
    })
}

fn subject(scenario: &Scenario) -> Subject {
    match &scenario.patient.who {
        // The people of a cohort are asked one by one.
        Who::Cohort(_) => Subject::of_facts("", Facts::default()),
        Who::Virtual(name) => match virtual_patient(&name.value) {
            Some(patient) => Subject::of_virtual(patient),
            // The checker has refused unknown names; without parts nothing can go wrong later.
            None => Subject::of_virtual(VirtualPatient {
                name: "",
                person: Person::default(),
                parts: Vec::new(),
                basal_insulin: 0.0,
            }),
        },
        Who::Person(facts) => {
            let weight_kg = facts
                .weight_kg
                .as_ref()
                .map_or(Person::default().weight_kg, |w| w.value);
            let mut name = Vec::new();
            name.extend(
                facts
                    .sex
                    .as_ref()
                    .map(|sex| format!("{:?}", sex.value).to_lowercase()),
            );
            name.extend(facts.age_yr.as_ref().map(|age| format!("{} yr", age.value)));
            name.push(format!("{weight_kg} kg"));
            Subject {
                person: Person { weight_kg },
                ..Subject::of_facts(&name.join(", "), medicines::facts(facts))
            }
        }
    }
}

/// Quantities that the scenario speaks of and no part of this patient publishes: they would be
/// recorded as nothing, and nothing looks like a very low value.
fn absent(scenario: &Scenario, subject: &Subject) -> Vec<PlanProblem> {
    let publishes = |name: &str| {
        let (instance, signal) = name.split_once('.').unwrap_or(("", name));
        let mut parts = subject.parts.iter().chain(&subject.later);
        parts.any(|part| {
            let layout = subject.layout(&part.system);
            (instance.is_empty() || *instance == *part.instance)
                && layout.is_some_and(|layout| layout.signals.iter().any(|f| f.name == signal))
        })
    };
    let recorded = scenario.record.quantities.iter();
    let asked = recorded.map(|name| (name.span, name.value.as_str()));
    let outcomes = scenario.outcomes.iter().map(|outcome| &outcome.of);
    let outcomes = outcomes.chain(&scenario.record.from).flat_map(|of| {
        let names = of.value.quantities().iter();
        names.map(|name| (of.span, name.as_str()))
    });
    let conditions = scenario.conditions().flat_map(|condition| {
        let names = condition.value.quantities().iter();
        names.map(|name| (condition.span, name.as_str()))
    });
    let taught = scenario.teaching.iter().flat_map(|teaching| {
        let conditions = teaching.conditions().into_iter();
        conditions.flat_map(|(span, condition)| {
            condition
                .quantities()
                .iter()
                .map(move |name| (span, name.as_str()))
        })
    });
    let conditions = conditions.chain(taught);
    asked
        .chain(outcomes)
        .chain(conditions)
        .filter(|(_, name)| !publishes(name))
        .map(|(span, name)| PlanProblem {
            span,
            message: "no part of this patient has that quantity".to_owned(),
            found: format!("`{name}`"),
            expected: match anatomy::is_wave(name) {
                true => "heart = \"beat by beat\" in [patient]: only a heart that beats has it",
                false => "a quantity of an organ that the patient has, or of a drug that is given",
            }
            .to_owned(),
        })
        .collect()
}

/// What networks read or add to and nothing in this patient has: they would read nothing, and nothing
/// looks like a very low value.
fn unheard(
    scenario: &Scenario,
    subject: &Subject,
    networks: &[BroughtNetwork],
) -> Vec<PlanProblem> {
    let named = |part: &PartSpec,
                 name: &str,
                 of: fn(&physiology::Layout) -> &'static [physiology::Field]| {
        let layout = subject.layout(&part.system);
        layout.is_some_and(|layout| of(&layout).iter().any(|field| field.name == name))
    };
    let parts = || subject.parts.iter().chain(&subject.later);
    let mut problems = Vec::new();
    let mut tell = |network: &BroughtNetwork, name: &str, does: &str, expected: &str| {
        problems.push(PlanProblem {
            span: scenario.patient.span,
            message: format!(
                "the network {} {does} what this patient does not have",
                network.instance
            ),
            found: format!("`{name}`"),
            expected: expected.to_owned(),
        });
    };
    for network in networks {
        let others = || parts().filter(|part| *part.instance != *network.instance);
        for port in &network.part.reads {
            if !others().any(|part| named(part, &port.name, |layout| layout.signals)) {
                tell(
                    network,
                    &port.name,
                    "reads",
                    "a patient one of whose organs publishes it",
                );
            }
        }
        for port in network
            .part
            .outputs
            .iter()
            .filter(|_| network.part.every.is_none())
        {
            if !others().any(|part| named(part, &port.name, |layout| layout.inputs)) {
                tell(
                    network,
                    &port.name,
                    "adds to",
                    "a patient one of whose organs reads it",
                );
            }
        }
    }
    problems
}

/// Parameters that are other than the person's own from the start, as a sweep asks.
fn preset(scenario: &Scenario, subject: &mut Subject) -> Vec<PlanProblem> {
    let mut problems = Vec::new();
    for set in &scenario.preset {
        let parameter = &set.parameter.value;
        match subject.parameter_mut(&parameter.part, &parameter.name) {
            Some(own) => match &set.to.value {
                SetTo::Share(share) => *own *= share,
                SetTo::Value(quantity) => *own = quantity.value,
            },
            None => problems.push(PlanProblem {
                span: set.parameter.span,
                message: "nobody here has that part".to_owned(),
                found: format!("`{parameter}`"),
                expected: "a parameter of an organ, or of a drug that is given".to_owned(),
            }),
        }
    }
    problems
}

/// Lets somebody whose numbers were set start at the rest that these bring; whether there is one.
fn rests_as_preset(scenario: &Scenario, subject: &mut Subject) -> bool {
    let resting = subject
        .resting
        .as_ref()
        .filter(|_| !scenario.preset.is_empty());
    resting.is_none_or(|resting| resting.settle_anywhere(&mut subject.parts).is_ok())
}

/// Medicines that any arm may give, by name.
fn given(scenario: &Scenario, shelf: &Shelf) -> Vec<Arc<Medicine>> {
    let names: BTreeSet<&str> = scenario.drugs().map(|drug| drug.value.as_str()).collect();
    let given = |drug: &&Arc<Medicine>| names.contains(drug.name.as_str());
    shelf.iter().filter(given).cloned().collect()
}

/// Quantities to record: those asked for, those that outcomes read; else those with a reference
/// range, and the concentrations of the drugs.
fn recorded(scenario: &Scenario, subject: &Subject) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    scenario
        .record
        .quantities
        .iter()
        .for_each(|name| add(&name.value));
    let of = scenario.outcomes.iter().map(|outcome| &outcome.of);
    for read in of.chain(&scenario.record.from) {
        read.value.quantities().iter().for_each(|name| add(name));
    }
    if names.is_empty() {
        let mut parts: Vec<&PartSpec> = subject.parts.iter().chain(&subject.later).collect();
        parts.sort_by(|a, b| a.instance.cmp(&b.instance));
        for part in parts {
            let Some(layout) = subject.layout(&part.system) else {
                continue;
            };
            let learned = subject.layouts.iter().any(|own| own.name == layout.name);
            for (index, field) in layout.signals.iter().enumerate() {
                let quantity = physiology::vocabulary::quantity(field.name);
                let own = quantity.is_none() && field.name == "concentration";
                // Of a response, what it is about comes first.
                let response = !part.reads.is_empty() && index == 0;
                if quantity.is_some_and(|quantity| quantity.loinc.is_some()) {
                    names.push(field.name.to_owned());
                } else if own || response || (learned && quantity.is_none()) {
                    names.push(format!("{}.{}", part.instance, field.name));
                }
            }
        }
    }
    names
}

/// What the figure shows: what was asked for, or everything recorded, four at most.
fn pictured(scenario: &Scenario, recorded: &[String]) -> Vec<String> {
    let asked: Vec<String> = scenario
        .record
        .quantities
        .iter()
        .map(|name| name.value.clone())
        .collect();
    let mut names = if asked.is_empty() {
        recorded.to_vec()
    } else {
        asked
    };
    names.truncate(4);
    names
}

/// The time until which all courses are the same.
fn fork(courses: &[Course], start: Nanoseconds, horizon: Nanoseconds) -> Nanoseconds {
    let first = &courses[0];
    let mut fork = horizon;
    for other in &courses[1..] {
        let same = first
            .events
            .iter()
            .zip(other.events.iter())
            .take_while(|(a, b)| a == b)
            .count();
        let next = [first.events.get(same), other.events.get(same)];
        fork = next
            .iter()
            .flatten()
            .map(|event| event.at)
            .fold(fork, Nanoseconds::min);
        let triggers = first.triggers.len().max(other.triggers.len());
        for index in 0..triggers {
            let pair = (first.triggers.get(index), other.triggers.get(index));
            let shared = matches!(pair, (Some(a), Some(b)) if Arc::ptr_eq(&a.holds, &b.holds));
            if !shared {
                let times = [pair.0, pair.1]
                    .into_iter()
                    .flatten()
                    // Before the look at that time, which is of one of them alone.
                    .map(|trigger| trigger.from - 1);
                fork = times.fold(fork, Nanoseconds::min);
            }
        }
    }
    fork.max(start)
}
