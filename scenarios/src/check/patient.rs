//! Checks whom a scenario is about.

use super::fields::{Checker, Fields};
use crate::file::{Give, Parameter, Patient, Person, Scenario, Sex, Spread, Variation, Who};
use crate::medicine::{COVARIATES, CovariateKind};
use crate::problem::Problem;
use crate::span::{At, Span};
use crate::time::Time;

/// What tells of a person alone; a virtual patient brings its own.
const FACTS: [&str; 4] = ["sex", "age", "weight", "height"];

impl Checker<'_> {
    pub fn patient(&mut self, fields: Fields<'_>) -> Option<Patient> {
        let person = Person {
            sex: self.choice(fields, "sex").map(|word| {
                word.map(|word| {
                    if word == "female" {
                        Sex::Female
                    } else {
                        Sex::Male
                    }
                })
            }),
            age_yr: self.ranged(fields, "age"),
            weight_kg: self.ranged(fields, "weight"),
            height_cm: self.ranged(fields, "height"),
            numbers: self.more_numbers(fields),
            words: self.more_words(fields),
        };
        let named = self.virtual_patient(fields);
        let facts: Vec<&str> = FACTS.into_iter().filter(|fact| fields.has(fact)).collect();
        let who = match (fields.has("virtual"), facts.first()) {
            (true, Some(fact)) => {
                let problem = Problem::error(
                    fields.key_span(fact),
                    "a virtual patient with facts of a person",
                )
                .found(format!("`virtual` and `{fact}`"))
                .expected("either `virtual`, or `sex`, `age`, `weight` and `height`")
                .help("a published virtual patient brings its own weight and age");
                self.report(problem);
                None
            }
            (false, None) => {
                let problem =
                    Problem::error(fields.span, "missing patient: nothing says who it is")
                        .found("neither `virtual` nor facts of a person")
                        .expected(
                            "virtual = \"adult#001\", or `sex`, `age`, `weight` and `height`",
                        );
                self.report(problem);
                None
            }
            (true, None) => named.map(Who::Virtual),
            (false, Some(_)) => Some(Who::Person(person)),
        };
        let twins = self
            .whole(fields, "twins")
            .map_or(1, |twins| usize::try_from(twins.value).unwrap_or(1));
        let model = self.text(fields, "model");
        for key in ["measured", "visits"] {
            if fields.has(key) && model.is_none() {
                let problem = Problem::error(fields.key_span(key), "nothing to do with it")
                    .found(format!("`{key}` without `model`"))
                    .expected("model = \"liver.model\", a learned model that reads it");
                self.report(problem);
            }
        }
        self.text(fields, "measured");
        let every = self.duration(fields, "visits").map(|every| every.value);
        let half_a_year = Time::from_minutes(262_980);
        let visits = model.map(|_| every.unwrap_or(half_a_year));
        let conditions = self.conditions(fields);
        let heart = self.choice(fields, "heart");
        let beating = heart
            .filter(|word| word.value == "beat by beat")
            .map(|word| word.span);
        let varies = self.variations(fields);
        if twins == 1 && !varies.is_empty() {
            let problem = Problem::warning(fields.key_span("varies"), "one twin cannot vary")
                .found("`varies` with one twin, which is the typical twin")
                .expected("several twins, such as twins = 200");
            self.report(problem);
        }
        Some(Patient {
            who: who?,
            twins,
            visits,
            conditions,
            beating,
            varies,
            span: fields.span,
        })
    }

    /// Many twins that nothing tells apart are one; `fields` are the patient's.
    pub fn same_twins(&mut self, scenario: &Scenario, fields: Fields<'_>) {
        let known = self.known;
        let differ = |give: &Give| known.drug(&give.what.value).is_some_and(|d| d.varies);
        let twins = scenario.patient.twins;
        // Heart and vessels differ between people by themselves.
        let bodily = crate::plan::anatomy::asks(scenario).is_some();
        let differ = bodily || known.learned || scenario.gives().any(differ);
        if twins > 1 && !fields.has("varies") && !differ {
            let place = fields
                .get("twins")
                .map_or(fields.span, |(_, node)| node.span);
            let problem = Problem::warning(place, "all twins are the same")
                .found(format!("{twins} twins and nothing that varies"))
                .expected("[[patient.varies]], which says how the twins differ, or one twin");
            self.report(problem);
        }
    }

    fn more_numbers(&mut self, fields: Fields<'_>) -> Vec<(&'static str, At<f64>)> {
        let known = COVARIATES
            .iter()
            .filter(|known| !FACTS.contains(&known.name));
        let numbers = known.filter(|known| matches!(known.kind, CovariateKind::Number(..)));
        numbers
            .filter_map(|known| Some((known.name, self.ranged(fields, known.name)?)))
            .collect()
    }

    fn more_words(&mut self, fields: Fields<'_>) -> Vec<(&'static str, At<&'static str>)> {
        let mut found = Vec::new();
        for known in COVARIATES
            .iter()
            .filter(|known| !FACTS.contains(&known.name))
        {
            let (CovariateKind::Word(words), Some((key, node))) =
                (known.kind, fields.get(known.name))
            else {
                continue;
            };
            let Some(text) = self.text_of(key, node) else {
                continue;
            };
            match words
                .iter()
                .find(|word| word.eq_ignore_ascii_case(text.trim()))
            {
                Some(word) => found.push((known.name, At::new(*word, node.span))),
                None => {
                    let found = text.trim().to_owned();
                    self.unknown_name(known.name, &found, node.span, words);
                }
            }
        }
        found
    }

    fn virtual_patient(&mut self, fields: Fields<'_>) -> Option<At<String>> {
        let name = self.text(fields, "virtual")?;
        let known = self.known;
        if known.virtual_patients.contains(&name.value) {
            return Some(name);
        }
        let names: Vec<&str> = known.virtual_patients.iter().map(String::as_str).collect();
        self.unknown_name("virtual patient", &name.value, name.span, &names);
        None
    }

    pub fn variations(&mut self, fields: Fields<'_>) -> Vec<Variation> {
        let mut variations: Vec<Variation> = Vec::new();
        for inner in self.list(fields, "varies") {
            let parameter = self.parameter(inner, "parameter");
            let cv = self.share(inner, "cv").map(|cv| cv.map(Spread::Cv));
            let spread =
                cv.or_else(|| self.number(inner, "sd_log").map(|sd| sd.map(Spread::SdLog)));
            let source = self.text(inner, "source");
            let (Some(parameter), Some(spread), Some(source)) = (parameter, spread, source) else {
                continue;
            };
            if variations.iter().any(|other| other.parameter == parameter) {
                let problem = Problem::error(parameter.span, "parameter varied twice")
                    .found(format!("`{}` again", parameter.value))
                    .expected("each parameter once");
                self.report(problem);
            }
            let assumed = source.value.to_lowercase().starts_with("assumed");
            variations.push(Variation {
                parameter,
                spread,
                source,
                assumed,
            });
        }
        variations
    }

    /// The name of a parameter, as PART.PARAMETER.
    pub fn parameter(&mut self, fields: Fields<'_>, key: &str) -> Option<At<Parameter>> {
        let name = self.text(fields, key)?;
        let known = self.known;
        let found = known.parameters.iter().find(|parameter| {
            let parts = name
                .value
                .strip_prefix(parameter.part.as_str())
                .and_then(|rest| rest.strip_prefix('.'));
            parts == Some(parameter.name.as_str())
        });
        let Some(found) = found else {
            self.unknown_parameter(&name.value, name.span);
            return None;
        };
        let parameter = Parameter {
            part: found.part.clone(),
            name: found.name.clone(),
        };
        Some(At::new(parameter, name.span))
    }

    fn unknown_parameter(&mut self, name: &str, span: Span) {
        let all: Vec<String> = self
            .known
            .parameters
            .iter()
            .map(|known| format!("{}.{}", known.part, known.name))
            .collect();
        // A right part narrows the row of names to its own.
        let part = name.split_once('.').map_or(name, |(part, _)| part);
        let own: Vec<&str> = all
            .iter()
            .map(String::as_str)
            .filter(|full| {
                full.strip_prefix(part)
                    .is_some_and(|rest| rest.starts_with('.'))
            })
            .collect();
        let names: Vec<&str> = if own.is_empty() {
            all.iter().map(String::as_str).collect()
        } else {
            own
        };
        let problem = self.unknown_name("parameter", name, span, &names);
        if !name.contains('.') {
            // The name alone may be right, without its part.
            let ending = format!(".{name}");
            let full = all.iter().find(|full| full.ends_with(&ending));
            problem.nearest = full.cloned().or_else(|| problem.nearest.take());
            problem.help = Some("a parameter is written PART.PARAMETER".to_string());
        }
    }
}
