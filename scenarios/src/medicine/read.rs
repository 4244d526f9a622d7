//! From the text of a medicine file to a [`Medicine`], or to everything that is wrong with it.

use super::covariate::{COVARIATES, Facts, Names};
use super::grammar::MEDICINE;
use super::{
    Correlation, Covariate, CovariateKind, Interaction, Is, Made, Medicine, ResidualError, Route,
    Validity, covariate,
};
use crate::check::fields::{Checker, Fields};
use crate::document::{Entries, Node, Value};
use crate::expression::{Equation, Fault, Number};
use crate::grammar::Key;
use crate::known::Known;
use crate::nearest::{list, nearest};
use crate::problem::{Problem, Slip};
use crate::quantity::{Quantity, parse_unit, split_number};
use crate::span::{At, Span};
use physiology::unit::Unit;

/// Reads a medicine file; `name` is what it will be called. Every problem is found at once.
pub fn read(name: &str, text: &[u8]) -> (Option<Medicine>, Vec<Problem>) {
    let known = Known::default();
    let facts = Facts::example();
    crate::check::walk(text, &known, "a medicine", |checker, root| {
        let mut reader = Reader {
            name,
            checker,
            names: Names {
                facts: &facts,
                molar_mass: None,
                made: Vec::new(),
            },
        };
        reader.medicine(root)
    })
}

/// What reads a file.
pub(super) struct Reader<'r, 'k, 'f> {
    pub name: &'r str,
    pub checker: &'r mut Checker<'k>,
    /// Facts of an example of a person, and what was made from them so far.
    pub names: Names<'f>,
}

impl Reader<'_, '_, '_> {
    fn medicine(&mut self, root: &Entries) -> Option<Medicine> {
        let start = Span::new(0, 0);
        let fields = self.checker.table(&MEDICINE, root, start);
        let text = |reader: &mut Self, key: &str| {
            let text = reader.checker.text(fields, key);
            text.map(|text| text.value)
        };
        let (title, species) = (text(self, "title"), text(self, "species"));
        let called = text(self, "called").unwrap_or_else(|| self.name.replace('_', " "));
        let (population, source) = (text(self, "population"), text(self, "source"));
        let (example, basal) = (text(self, "example"), text(self, "basal"));
        let general = source.clone().unwrap_or_default();
        let uncertain = self.texts(fields, "uncertain");
        let synonyms = self.texts(fields, "synonyms");
        let molar_mass = self.molar_mass(fields);
        let valid = self.valid(fields);
        let made = self.made(fields, &general);
        let inner = self.inside(fields, "kinetics");
        let organ = inner.and_then(|inner| self.checker.text(inner, "organ"));
        let own_part = organ.is_some();
        let instance = organ.map_or(self.name.to_owned(), |organ| organ.value);
        let kinetics =
            inner.and_then(|inner| self.component(inner, instance, "", own_part, &general));
        let over = self.checker.duration(fields, "over");
        let (dose_unit, holds) = self.dose(fields, kinetics.as_ref().map(|k| &k.layout));
        let mut routes = Vec::new();
        for route in self.checker.list(fields, "route") {
            if let (Some(kinetics), Some(unit)) = (&kinetics, &dose_unit) {
                routes.extend(self.route(route, &kinetics.layout, unit, holds.as_ref()));
            }
        }
        let mut effects = Vec::new();
        for effect in self.checker.list(fields, "effect") {
            let Some(called) = self.checker.text(effect, "name") else {
                continue;
            };
            let instance = format!("{}_{}", self.name, called.value);
            effects.extend(self.component(effect, instance, &called.value, false, &general));
        }
        let mut kinetics = kinetics?;
        self.all_given(
            &mut kinetics,
            &routes,
            &effects,
            own_part,
            fields.key_span("kinetics"),
        );
        self.reads_are_there(&kinetics, &effects, fields);
        for effect in &mut effects {
            self.all_given(effect, &[], &[], false, fields.key_span("effect"));
        }
        let correlations = self.correlations(fields, &kinetics, &effects);
        let residual = self.inside(fields, "residual").map(|inner| ResidualError {
            proportional: self.checker.text(inner, "proportional").map(|t| t.value),
            additive: self.checker.text(inner, "additive").map(|t| t.value),
            source: self.source(inner, &general),
        });
        let mut interactions = Vec::new();
        for inner in self.checker.list(fields, "interaction") {
            let with = self.texts(inner, "with");
            if let Some(says) = self.checker.text(inner, "says") {
                interactions.push(Interaction {
                    with,
                    says: says.value,
                    source: self.source(inner, &general),
                });
            }
        }
        Some(Medicine {
            name: self.name.to_owned(),
            called,
            synonyms,
            title: title?,
            species: species?,
            population: population?,
            source: source?,
            uncertain,
            example: example?,
            valid,
            made,
            kinetics,
            own_part,
            routes,
            dose_unit: dose_unit?,
            molar_mass,
            holds,
            basal,
            usual_minutes: over.map_or(0.0, |over| over.value.minutes()),
            effects,
            correlations,
            residual,
            interactions,
        })
    }

    /// The keys of an inner table.
    pub(super) fn inside<'n>(&mut self, fields: Fields<'n>, name: &str) -> Option<Fields<'n>> {
        let (key, node) = fields.get(name)?;
        let table = key.kind.tables()?;
        self.checker.fields(table, key, node)
    }

    /// Where a number is from; what holds for all where nothing is said.
    pub(super) fn source(&mut self, fields: Fields<'_>, general: &str) -> String {
        let own = self.checker.text(fields, "source");
        own.map_or(general.to_owned(), |own| own.value)
    }

    fn texts(&mut self, fields: Fields<'_>, name: &str) -> Vec<String> {
        let Some((key, node)) = fields.get(name) else {
            return Vec::new();
        };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut texts = Vec::new();
        for item in items {
            texts.extend(self.checker.text_of(key, item).map(str::to_owned));
        }
        texts
    }

    /// Grams in a mole, which equations may speak of as `molar_mass`.
    fn molar_mass(&mut self, fields: Fields<'_>) -> Option<f64> {
        let unit = Unit::GRAM.div(Unit::MOLE);
        let found = self.checker.parsed(fields, "molar_mass", |text| {
            let quantity = Quantity::parse(text)?;
            let whole = Span::new(0, text.len());
            match quantity.in_unit(&unit) {
                Some(value) if value >= 1.0 => Ok(value),
                _ => Err(Slip::new(
                    text,
                    whole,
                    "not a molar mass",
                    "grams in a mole",
                )),
            }
        })?;
        self.names.molar_mass = Some(found.value);
        Some(found.value)
    }

    /// Ranges such as `age = "18..90 yr"`.
    fn valid(&mut self, fields: Fields<'_>) -> Vec<Validity> {
        let Some(inner) = self.inside(fields, "valid") else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for known in COVARIATES {
            let CovariateKind::Number(unit, _) = known.kind else {
                continue;
            };
            let Ok(unit) = Unit::parse(unit) else {
                continue;
            };
            let range = self
                .checker
                .parsed(inner, known.name, |text| range(text, &unit));
            if let Some(range) = range {
                let (least, most, text) = range.value;
                found.push(Validity {
                    covariate: known,
                    least,
                    most,
                    text,
                });
            }
        }
        found
    }

    fn made(&mut self, fields: Fields<'_>, general: &str) -> Vec<Made> {
        let Some((key, node)) = fields.get("let") else {
            return Vec::new();
        };
        let Value::Table(entries) = &node.value else {
            self.checker.wrong_kind(key, node);
            return Vec::new();
        };
        let mut all = Vec::new();
        for (name, node) in &entries.0 {
            let taken = covariate(&name.value).is_some() || name.value == super::MOLAR_MASS;
            if taken
                || self
                    .names
                    .made
                    .iter()
                    .any(|(known, _)| *known == name.value)
            {
                let problem = Problem::error(name.span, "a name that is taken")
                    .found(format!("`{}`", name.value))
                    .expected("a name that is no fact of a person and stands once");
                self.checker.report(problem);
                continue;
            }
            let (is, source, uncertain) = match (&node.value, key.kind.tables()) {
                (Value::Table(entries), Some(table)) => {
                    let inner = self.checker.table(table, entries, node.span);
                    let is = match inner.get("by") {
                        Some(_) => self.by(inner),
                        None => self
                            .value(inner)
                            .map(|(is, number)| (Is::Equation(is), number)),
                    };
                    let uncertain = self.checker.text(inner, "uncertain").map(|t| t.value);
                    (is, self.source(inner, general), uncertain)
                }
                _ => {
                    let is = self.evaluated(key, node);
                    (
                        is.map(|(is, n)| (Is::Equation(is), n)),
                        general.to_owned(),
                        None,
                    )
                }
            };
            let number = is.as_ref().map(|(_, number)| *number);
            // An equation that is wrong is said once; those that use it are not wrong for that.
            let number = number.ok_or_else(|| name.value.clone());
            self.names.made.push((name.value.clone(), number));
            if let Some((is, _)) = is {
                all.push(Made {
                    name: name.value.clone(),
                    is,
                    source,
                    uncertain,
                });
            }
        }
        all
    }

    fn by(&mut self, fields: Fields<'_>) -> Option<(Is, Number)> {
        let by = self.checker.text(fields, "by")?;
        let words = COVARIATES
            .iter()
            .filter(|known| matches!(known.kind, CovariateKind::Word(_)));
        let names: Vec<&str> = words.map(|known| known.name).collect();
        let known = covariate(&by.value).filter(|known| names.contains(&known.name));
        let Some(known) = known else {
            self.checker
                .unknown_name("fact with words", &by.value, by.span, &names);
            return None;
        };
        let Some((key, node)) = fields.get("values") else {
            self.checker.missing(fields, "values");
            return None;
        };
        let Value::Table(entries) = &node.value else {
            self.checker.wrong_kind(key, node);
            return None;
        };
        self.words(known, key, node, entries)
    }

    /// An equation for each word, all of one kind.
    fn words(
        &mut self,
        known: &'static Covariate,
        key: &Key,
        node: &Node,
        entries: &Entries,
    ) -> Option<(Is, Number)> {
        let CovariateKind::Word(words) = known.kind else {
            return None;
        };
        let mut values: Vec<(String, Equation)> = Vec::new();
        let mut first: Option<Number> = None;
        for (word, node) in &entries.0 {
            if !words.contains(&word.value.as_str()) {
                self.checker
                    .unknown_name(known.name, &word.value, word.span, words);
            }
            let Some((equation, number)) = self.evaluated(key, node) else {
                continue;
            };
            let first = first.get_or_insert(number);
            if !first.unit.same_dimension(&number.unit) {
                let problem = Problem::error(node.span, "units that do not fit")
                    .found(node.describe())
                    .expected("values of one kind for all words");
                self.checker.report(problem);
            }
            values.push((word.value.clone(), equation));
        }
        let lacks = words.iter().filter(|word| entries.get(word).is_none());
        let lacks: Vec<&str> = lacks.copied().collect();
        if !lacks.is_empty() {
            let problem =
                Problem::error(node.span, format!("not every {} has a value", known.name))
                    .found(format!("nothing for {}", list(lacks)))
                    .expected(format!(
                        "a value for each of {}",
                        list(words.iter().copied())
                    ));
            self.checker.report(problem);
            return None;
        }
        Some((Is::By(known, values), first?))
    }

    /// The equation of `is`, and its value for an example of a person.
    pub(super) fn value(&mut self, fields: Fields<'_>) -> Option<(Equation, Number)> {
        let (key, node) = fields.get("is")?;
        self.evaluated(key, node)
    }

    /// An equation and its value for an example of a person.
    pub(super) fn evaluated(&mut self, key: &Key, node: &Node) -> Option<(Equation, Number)> {
        let equation = self.checker.parsed_of(key, node, Equation::parse)?.value;
        match equation.evaluate(&self.names) {
            Ok(number) => Some((equation, number)),
            Err(Fault::Slip(slip)) => {
                self.checker.slip(key, node, slip);
                None
            }
            // Said where the number that is missing is made.
            Err(Fault::Missing(_)) => None,
        }
    }

    fn correlations(
        &mut self,
        fields: Fields<'_>,
        kinetics: &super::Component,
        effects: &[super::Component],
    ) -> Vec<Correlation> {
        let mut all = Vec::new();
        for inner in self.checker.list(fields, "correlation") {
            let names = self.texts(inner, "of");
            let is = self.checker.number(inner, "is");
            let find = |name: &String| {
                let (effect, parameter) = name.split_once('.').unwrap_or(("", name));
                let mut parts = std::iter::once(kinetics).chain(effects);
                let part = parts.find(|part| part.name == effect)?;
                let varies = part
                    .parameters
                    .iter()
                    .find(|p| p.name == parameter)?
                    .varies
                    .is_some();
                varies.then(|| (part.instance.clone(), parameter.to_owned()))
            };
            let places: Vec<_> = names.iter().filter_map(find).collect();
            match (<[(String, String); 2]>::try_from(places), is) {
                (Ok(of), Some(is)) if of[0] != of[1] && names.len() == 2 => all.push(Correlation {
                    of,
                    is: is.value,
                    source: self.source(inner, ""),
                }),
                (_, Some(_)) => {
                    let problem = Problem::error(inner.key_span("of"), "not two that vary")
                        .found(names.join(", "))
                        .expected("the names of two parameters that have `varies`");
                    self.checker.report(problem);
                }
                _ => {}
            }
        }
        all
    }

    fn dose(
        &mut self,
        fields: Fields<'_>,
        layout: Option<&physiology::Layout>,
    ) -> (Option<Unit>, Option<Quantity>) {
        let Some(inner) = self.inside(fields, "dose") else {
            let state = layout.and_then(|layout| layout.states.first());
            let unit = state.and_then(|state| Unit::parse(state.unit).ok());
            return (unit, None);
        };
        let unit = self.checker.parsed(inner, "unit", parse_unit);
        let holds = self.checker.parsed(inner, "holds", Quantity::parse);
        (unit.map(|unit| unit.value), holds.map(|holds| holds.value))
    }

    fn route(
        &mut self,
        fields: Fields<'_>,
        layout: &physiology::Layout,
        dose: &Unit,
        holds: Option<&Quantity>,
    ) -> Option<Route> {
        let name = self.checker.choice(fields, "name");
        let into = self.checker.text(fields, "into");
        let share = match fields.get("share") {
            None => None,
            Some((key, node)) => Some(self.evaluated(key, node)?.0),
        };
        let (name, into) = (name?, into?);
        let Some(field) = layout.states.iter().find(|field| field.name == into.value) else {
            let names: Vec<&str> = layout.states.iter().map(|field| field.name).collect();
            self.checker
                .unknown_name("state", &into.value, into.span, &names);
            return None;
        };
        let state = Unit::parse(field.unit).ok()?;
        let by_weight = state.mul(Unit::GRAM.scaled(1e3));
        let (amount, unit) = holds.map_or((1.0, *dose), |holds| (holds.value, holds.unit));
        let whole = unit
            .convert(amount, &state)
            .map(|per_dose| (per_dose, false));
        // A pure number per weight is no amount: `mg/kg` counts as a number.
        let per_kg = field.unit.contains("/kg");
        let per_weight = unit
            .convert(amount, &by_weight)
            .map(|per_dose| (per_dose, true));
        let found = if per_kg { per_weight } else { whole };
        let Some((per_dose, per_weight)) = found else {
            let problem = Problem::error(into.span, "a dose that is no amount of that state")
                .found(format!("`{}`, which is in {}", into.value, field.unit))
                .expected("a state in a unit of doses, or [dose] with `holds`");
            self.checker.report(problem);
            return None;
        };
        Some(Route {
            name: name.value.to_owned(),
            into: into.value,
            per_dose,
            per_weight,
            share,
        })
    }

    /// Says that a name is the name of nothing.
    pub(super) fn unknown(&mut self, what: &str, name: &At<String>, names: &[&str]) {
        let near = nearest(&name.value, names.iter().copied());
        self.checker
            .unknown_name(what, &name.value, name.span, names)
            .nearest = near;
    }
}

/// `18..90 yr`
fn range(text: &str, unit: &Unit) -> Result<(f64, f64, String), Slip> {
    let whole = Span::new(0, text.len());
    let wrong = |message| Slip::new(text, whole, message, "a range such as 18..90 yr");
    let (least, most) = text.split_once("..").ok_or_else(|| wrong("not a range"))?;
    let (least, rest) = split_number(least)?;
    let most = Quantity::parse_in(most, unit)?;
    let ends = (
        most.unit.convert(least, unit),
        most.unit.convert(most.value, unit),
    );
    match ends {
        (Some(least), Some(most)) if least < most && rest > 0 => {
            Ok((least, most, text.trim().to_owned()))
        }
        (Some(_), Some(_)) => Err(wrong("a range that ends before it begins")),
        _ => Err(wrong("wrong unit")),
    }
}
