//! Reads the parts of a medicine: its kinetics and its effects, with their parameters.

use super::read::Reader;
use super::{Component, Parameter, Route, Varies};
use crate::check::fields::Fields;
use crate::document::Value;
use crate::file::Spread;
use crate::problem::Problem;
use crate::span::{At, Span};
use physiology::unit::Unit;
use physiology::{Isa, systems};

/// Parameters that say nothing where no route leads into a depot.
const OF_THE_DEPOT: &[&str] = &["absorption", "bioavailability"];
/// The parameter that says nothing where no effect reads the site of effect, and its signal.
const OF_THE_EFFECT: (&str, &str) = ("equilibration", "effect_concentration");

/// What an input reads that stays at rest.
const NOTHING: &str = "nothing";

impl Reader<'_, '_, '_> {
    /// One part.
    pub(super) fn component(
        &mut self,
        fields: Fields<'_>,
        instance: String,
        name: &str,
        own_part: bool,
        general: &str,
    ) -> Option<Component> {
        let model = self.checker.text(fields, "model")?;
        let all = systems(Isa::BASELINE);
        let system = all
            .iter()
            .find(|system| system.layout().name == model.value);
        let Some(layout) = system.map(|system| *system.layout()) else {
            let names: Vec<&str> = all.iter().map(|system| system.layout().name).collect();
            self.unknown("model", &model, &names);
            return None;
        };
        let source = self.source(fields, general);
        let mut parameters: Vec<Parameter> = Vec::new();
        if !own_part {
            let empty = |field: &physiology::Field| Parameter {
                name: field.name.to_owned(),
                is: None,
                source: source.clone(),
                varies: None,
                uncertain: None,
            };
            parameters = layout.params.iter().map(empty).collect();
            self.parameters(fields, &mut parameters, layout.params);
        }
        let reads = self.reads(fields, layout.inputs);
        Some(Component {
            instance,
            name: name.to_owned(),
            layout,
            parameters,
            reads,
            source,
        })
    }

    fn parameters(
        &mut self,
        fields: Fields<'_>,
        parameters: &mut [Parameter],
        known: &[physiology::Field],
    ) {
        let Some((key, node)) = fields.get("parameters") else {
            return;
        };
        let Value::Table(entries) = &node.value else {
            self.checker.wrong_kind(key, node);
            return;
        };
        for (name, node) in &entries.0 {
            let Some(at) = known.iter().position(|field| field.name == name.value) else {
                let names: Vec<&str> = known.iter().map(|field| field.name).collect();
                self.unknown("parameter", name, &names);
                continue;
            };
            let parameter = &mut parameters[at];
            let (value, place) = match (&node.value, key.kind.tables()) {
                (Value::Table(entries), Some(table)) => {
                    let inner = self.checker.table(table, entries, node.span);
                    parameter.source = self.source(inner, &parameter.source);
                    parameter.varies = self.varies(inner);
                    parameter.uncertain = self.checker.text(inner, "uncertain").map(|t| t.value);
                    (
                        self.value(inner),
                        inner.get("is").map_or(node, |(_, node)| node),
                    )
                }
                _ => (self.evaluated(key, node), node),
            };
            let Some((equation, number)) = value else {
                // It is there; what is wrong with it was said.
                parameter.is = crate::expression::Equation::parse("0").ok();
                continue;
            };
            let unit = Unit::parse(known[at].unit).unwrap_or(Unit::ONE);
            if !number.unit.same_dimension(&unit) {
                let problem =
                    Problem::error(place.span, format!("wrong unit for `{}`", name.value))
                        .found(place.describe())
                        .expected(format!(
                            "a value in {}: {}",
                            known[at].unit, known[at].meaning
                        ));
                self.checker.report(problem);
            }
            parameter.is = Some(equation);
        }
    }

    fn varies(&mut self, fields: Fields<'_>) -> Option<Varies> {
        let inner = self.inside(fields, "varies")?;
        let cv = self.checker.share(inner, "cv");
        let sd_log = self.checker.number(inner, "sd_log");
        let variance = self.checker.number(inner, "omega2");
        let (sd_log, text) = match (cv, sd_log, variance) {
            (Some(cv), ..) => {
                let text = format!("CV {} %", (1e4 * cv.value).round() / 1e2);
                (Spread::Cv(cv.value).sd_log(), text)
            }
            (_, Some(sd), _) => (sd.value, format!("sd of the logarithm {}", sd.value)),
            (.., Some(variance)) => {
                let text = format!("variance of the logarithm {}", variance.value);
                (variance.value.sqrt(), text)
            }
            _ => return None,
        };
        Some(Varies {
            sd_log,
            text,
            source: self.source(inner, ""),
        })
    }

    /// `reads = { concentration = "effect_concentration" }`
    fn reads(
        &mut self,
        fields: Fields<'_>,
        inputs: &[physiology::Field],
    ) -> Vec<(String, String, String)> {
        let wired: Vec<&str> = inputs.iter().filter(|f| f.wired).map(|f| f.name).collect();
        let Some((key, node)) = fields.get("reads") else {
            return Vec::new();
        };
        let Value::Table(entries) = &node.value else {
            let problem = Problem::error(node.span, "wrong kind of value for `reads`")
                .found(node.describe())
                .expected("a table: { concentration = \"effect_concentration\" }");
            self.checker.report(problem);
            return Vec::new();
        };
        let (mut reads, mut named) = (Vec::new(), Vec::new());
        for (input, node) in &entries.0 {
            if !wired.contains(&input.value.as_str()) {
                self.unknown("input for a named signal", input, &wired);
                continue;
            }
            if let Some(signal) = self.checker.text_of(key, node) {
                named.push(input.value.clone());
                if signal.trim() == NOTHING {
                    continue;
                }
                let (part, signal) = signal.trim().split_once('.').unwrap_or((self.name, signal));
                reads.push((input.value.clone(), part.to_owned(), signal.to_owned()));
            }
        }
        for input in wired {
            if !named.iter().any(|known| known == input) {
                let problem =
                    Problem::error(node.span, format!("nothing says what `{input}` reads"))
                        .found(format!("no `{input}`"))
                        .expected(format!("{input} = \"concentration\", or another signal"));
                self.checker.report(problem);
            }
        }
        reads
    }

    /// Signals of the medicine itself that effects read are there, in the unit of the input.
    pub(super) fn reads_are_there(
        &mut self,
        kinetics: &Component,
        effects: &[Component],
        fields: Fields<'_>,
    ) {
        for effect in effects {
            for (input, part, signal) in &effect.reads {
                let own = std::iter::once(kinetics).chain(effects);
                let Some(source) = own.into_iter().find(|c| c.instance == *part) else {
                    continue;
                };
                let signals = source.layout.signals;
                let place = At::new(signal.clone(), fields.key_span("effect"));
                let Some(told) = signals.iter().find(|field| field.name == *signal) else {
                    let names: Vec<&str> = signals.iter().map(|field| field.name).collect();
                    self.unknown("signal", &place, &names);
                    continue;
                };
                let mut inputs = effect.layout.inputs.iter();
                if let Some(read) =
                    inputs.find(|field| field.name == *input && field.unit != told.unit)
                {
                    let problem = Problem::error(place.span, "units that do not fit")
                        .found(format!("`{signal}` in {}", told.unit))
                        .expected(format!("a signal in {} for `{input}`", read.unit));
                    self.checker.report(problem);
                }
            }
        }
    }

    /// Says which parameters are not given, but for those that nothing of the medicine uses.
    pub(super) fn all_given(
        &mut self,
        part: &mut Component,
        routes: &[Route],
        effects: &[Component],
        own_part: bool,
        span: Span,
    ) {
        let depot = routes.iter().any(|route| route.into == "depot");
        let mut reads = effects.iter().flat_map(|effect| &effect.reads);
        let site =
            reads.any(|(_, from, signal)| *from == part.instance && signal == OF_THE_EFFECT.1);
        let missing = part
            .parameters
            .iter()
            .filter(|parameter| parameter.is.is_none());
        let missing: Vec<String> = missing
            .filter(|parameter| {
                let idle = !depot && OF_THE_DEPOT.contains(&parameter.name.as_str())
                    || !site && parameter.name == OF_THE_EFFECT.0;
                !idle || !part.name.is_empty()
            })
            .map(|parameter| parameter.name.clone())
            .collect();
        if own_part {
            return;
        }
        for name in missing {
            let field = part.layout.params.iter().find(|field| field.name == name);
            let (unit, meaning) = field.map_or(("", ""), |field| (field.unit, field.meaning));
            let problem = Problem::error(span, format!("missing parameter `{name}`"))
                .found(format!("no `{name}` of {}", part.layout.name))
                .expected(format!("{name} = \"... {unit}\": {meaning}"));
            self.checker.report(problem);
        }
    }
}
