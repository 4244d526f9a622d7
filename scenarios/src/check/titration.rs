//! Checks what is adjusted, held back, left out or aimed at while a treatment goes on.

use physiology::unit::Unit;

use super::amount::{amount_in, rate_in};
use super::fields::{Checker, Fields};
use crate::document::{Node, Value};
use crate::expression::{Expression, Kind};
use crate::file::{
    Adherence, Amount, Hold, Level, LevelOf, Per, Step, StepBy, Target, Timing, Titrate, Towards,
    Verb,
};
use crate::grammar::Key;
use crate::known::KnownDrug;
use crate::problem::{Problem, Slip};
use crate::quantity::{Quantity, split_number};
use crate::span::{At, Span};

const LITRE: Unit = Unit::METRE.powi(3).scaled(1e-3);

impl Checker<'_> {
    /// A drug adjusted.
    pub fn titrate(&mut self, fields: Fields<'_>) -> Option<Titrate> {
        if !fields.has("titrate") {
            return None;
        }
        let what = self.named_drug(fields, "titrate");
        let known = self.known;
        let drug = what.as_ref().and_then(|what| known.drug(&what.value));
        let to = fields.get("to").map(|(key, node)| self.towards(key, node));
        if !fields.has("step") {
            self.missing(fields, "step");
        }
        let (key, node) = fields.get("step")?;
        let inner = key
            .kind
            .tables()
            .and_then(|table| self.fields(table, key, node))?;
        let step = self.step(inner, drug, to.is_some());
        Some(Titrate {
            what: what?,
            to: match to {
                Some(to) => Some(to?),
                None => None,
            },
            step: step?,
        })
    }

    /// `mean_arterial_pressure = 65..70 mmHg`, as below and above it.
    fn towards(&mut self, key: &Key, node: &Node) -> Option<Towards> {
        let text = self.text_of(key, node)?.trim().to_owned();
        let expected = "a quantity and its range, such as `mean_arterial_pressure = 65..70 mmHg`";
        let range = text.split_once('=').and_then(|(name, range)| {
            let (least, most) = range.split_once("..")?;
            let (_, rest) = split_number(most).ok()?;
            let unit = most.get(rest..)?.trim();
            let most = most.get(..rest)?.trim();
            let below = format!("{} < {} {unit}", name.trim(), least.trim());
            let above = format!("{} > {most} {unit}", name.trim());
            (split_number(least).ok()?.0 < split_number(most).ok()?.0).then_some((below, above))
        });
        let whole = Span::new(0, text.len());
        let parsed = Expression::parse(&text, self.known);
        let sides = match (&parsed, &range) {
            (Ok(range), _) if range.kind() != Kind::Condition || range.looks_beyond_now() => None,
            (Ok(_), Some((below, above))) => {
                let parse = |side: &String| Expression::parse(side, self.known).ok();
                parse(below).zip(parse(above))
            }
            _ => None,
        };
        match (parsed, sides) {
            (Err(slips), _) => {
                slips.into_iter().for_each(|mut slip| {
                    slip.expected = format!("{}; {expected}", slip.expected);
                    self.slip(key, node, slip);
                });
                None
            }
            (Ok(_), None) => {
                self.slip(
                    key,
                    node,
                    Slip::new(&text, whole, "not a range to reach", expected),
                );
                None
            }
            (Ok(_), Some((below, above))) => Some(Towards {
                below: At::new(below, node.span),
                above: At::new(above, node.span),
                text,
            }),
        }
    }

    fn step(
        &mut self,
        fields: Fields<'_>,
        drug: Option<&KnownDrug>,
        towards: bool,
    ) -> Option<Step> {
        let every = self.duration(fields, "every");
        let within = self.levels_within(fields, drug);
        let by = self.step_by(fields, drug, towards);
        let lowers = self
            .choice(fields, "more")
            .is_some_and(|more| more.value == "lowers");
        let until = self.time(fields, "until");
        match (towards, fields.has("every")) {
            (true, false) => {
                self.missing(fields, "every");
                return None;
            }
            (false, true) => {
                let problem = Problem::error(fields.key_span("every"), "`every` without `to`")
                    .found("`every` of a single step")
                    .expected("the range `to` beside `titrate`, or `repeat`");
                self.report(problem);
                return None;
            }
            _ => {}
        }
        let (by, within) = (by?, within?);
        if let StepBy::Level(level) = &by.value
            && level.of != within.value.0.of
        {
            let problem = Problem::error(by.span, "a step in another unit than its limits")
                .found(format!("by {} within {}", level.text, within.value.1.text))
                .expected("both as doses, as rates or as concentrations");
            self.report(problem);
            return None;
        }
        Some(Step {
            every,
            by,
            within,
            lowers,
            until,
        })
    }

    fn step_by(
        &mut self,
        fields: Fields<'_>,
        drug: Option<&KnownDrug>,
        towards: bool,
    ) -> Option<At<StepBy>> {
        let (key, node) = fields.get("by")?;
        let quantity = self.amount(key, node, drug)?;
        let by = match quantity.text.ends_with('%') {
            true => StepBy::Share(quantity.value / 100.0, quantity.text.clone()),
            false => StepBy::Level(self.level(node, &quantity, drug?)?),
        };
        let size = match &by {
            StepBy::Share(share, _) => *share,
            StepBy::Level(level) => level.value,
        };
        let sound = match towards {
            true => size > 0.0,
            false => size != 0.0,
        };
        let share = !matches!(by, StepBy::Share(share, _) if !(-1.0..=10.0).contains(&share));
        if !sound || !share {
            let problem = Problem::error(node.span, "not a step")
                .found(node.describe())
                .expected(if towards {
                    "a step above 0; which way is decided by the range"
                } else {
                    "a step up or down; a share from -100 % to 1000 %"
                });
            self.report(problem);
            return None;
        }
        Some(At::new(by, node.span))
    }

    /// `0..1 ug/kg/min`
    fn levels_within(
        &mut self,
        fields: Fields<'_>,
        drug: Option<&KnownDrug>,
    ) -> Option<At<(Level, Level)>> {
        let (key, node) = fields.get("within")?;
        let range = self.parsed_of(key, node, |text| {
            let whole = Span::new(0, text.len());
            let wrong =
                |message| Slip::new(text, whole, message, "a range such as `0..1 ug/kg/min`");
            let (least, most) = text.split_once("..").ok_or_else(|| wrong("not a range"))?;
            let (value, _) = split_number(least)?;
            let most = Quantity::parse(most)?;
            if !(0.0..most.value).contains(&value) {
                return Err(wrong("a range that ends before it begins"));
            }
            Ok((value, most))
        })?;
        let (least, most) = range.value;
        let least = Quantity {
            value: least,
            text: most.text.clone(),
            ..most.clone()
        };
        let drug = drug?;
        let levels = (
            self.level(node, &least, drug)?,
            self.level(node, &most, drug)?,
        );
        Some(At::new(levels, node.span))
    }

    /// A dose, a rate or a concentration.
    fn level(&mut self, node: &Node, quantity: &Quantity, drug: &KnownDrug) -> Option<Level> {
        let found = amount_in(quantity, &drug.units)
            .map(|found| (LevelOf::Dose, found))
            .or_else(|| rate_in(quantity, &drug.units).map(|found| (LevelOf::Rate, found)))
            .or_else(|| {
                let in_litre = |unit: &Unit| Some((quantity.in_unit(&unit.div(LITRE))?, *unit));
                let (value, unit) = drug.units.iter().find_map(in_litre)?;
                Some((LevelOf::Target, (value, unit, Per::Patient)))
            });
        let Some((of, (value, unit, per))) = found else {
            let what = "a dose, a rate or a concentration";
            self.wrong_amount(node, quantity, Some(drug), what, "", None);
            return None;
        };
        self.sensible(node, value.abs())?;
        Some(Level {
            of,
            value,
            unit,
            per,
            text: quantity.text.clone(),
        })
    }

    /// A target of a pump, with its site and settings.
    pub fn target(&mut self, fields: Fields<'_>, drug: Option<&KnownDrug>) -> Option<At<Amount>> {
        let (key, node) = fields.get("target")?;
        let site = self.choice(fields, "site");
        let mut target = Target {
            level: self.of_kind(key, node, drug, LevelOf::Target, "a concentration", "/L")?,
            effect_site: site.is_some_and(|site| site.value == "effect"),
            model: None,
            most: None,
            every: None,
        };
        self.sensible(node, target.level.value)?;
        if let Some((key, node)) = fields.get("pump") {
            let inner = key
                .kind
                .tables()
                .and_then(|table| self.fields(table, key, node))?;
            target.model = self.named_drug(inner, "model");
            target.every = self.duration(inner, "every");
            if let Some((key, node)) = inner.get("most") {
                target.most =
                    self.of_kind(key, node, drug, LevelOf::Rate, "an amount per time", "/min");
            }
        }
        Some(At::new(Amount::Target(target), node.span))
    }

    fn of_kind(
        &mut self,
        key: &Key,
        node: &Node,
        drug: Option<&KnownDrug>,
        of: LevelOf,
        what: &str,
        per: &str,
    ) -> Option<Level> {
        let quantity = self.amount(key, node, drug)?;
        let before = self.problems.len();
        let level = self.level(node, &quantity, drug?);
        if level.as_ref().is_some_and(|level| level.of == of) {
            return level;
        }
        self.problems.truncate(before);
        self.wrong_amount(node, &quantity, drug, what, per, None);
        None
    }

    /// How many doses are taken; `Err` where that cannot be read.
    pub fn adherence(&mut self, fields: Fields<'_>) -> Result<Option<Adherence>, ()> {
        let Some((key, node)) = fields.get("adherence") else {
            return Ok(None);
        };
        let inner = key
            .kind
            .tables()
            .and_then(|table| self.fields(table, key, node));
        let inner = inner.ok_or(())?;
        let taken = self.share(inner, "taken").ok_or(())?;
        let spread = self.number(inner, "spread");
        self.choice(inner, "varies_by");
        if taken.value > 1.0 {
            let problem = Problem::error(taken.span, "more doses than there are")
                .found(format!("{} %", 100.0 * taken.value))
                .expected("a share of at most 100 %");
            self.report(problem);
            return Err(());
        }
        Ok(Some(Adherence {
            taken: taken.value,
            spread: spread.map_or(0.0, |spread| spread.value),
        }))
    }

    /// What keeps doses back; `Err` where that cannot be read.
    pub fn hold(&mut self, fields: Fields<'_>) -> Result<Option<Hold>, ()> {
        let Some((key, node)) = fields.get("hold") else {
            return Ok(None);
        };
        let inner = key
            .kind
            .tables()
            .and_then(|table| self.fields(table, key, node));
        let inner = inner.ok_or(())?;
        let condition = self.condition_of(inner, "while");
        let then = self.choice(inner, "then");
        let look = self.duration(inner, "look");
        Ok(Some(Hold {
            condition: condition.ok_or(())?,
            waits: then.ok_or(())?.value == "wait",
            look,
        }))
    }

    /// What an action's keys have to do with each other beyond the grammar's tables.
    pub fn fits(&mut self, fields: Fields<'_>, timing: Option<&Timing>, verb: Option<&Verb>) {
        let waits = matches!(timing, Some(Timing::When { .. }));
        let repeats = match fields.get("repeat") {
            Some((_, node)) => matches!(node.value, Value::Table(_)),
            None => false,
        };
        for key in ["hold", "adherence"] {
            if fields.has(key) && (waits || !repeats) {
                let problem = Problem::error(
                    fields.key_span(key),
                    format!("`{key}` of what is not a row of doses"),
                )
                .found(if waits {
                    "a dose that waits for `when`"
                } else {
                    "no `repeat`"
                })
                .expected("`at` and `repeat` in the same action");
                self.report(problem);
            }
        }
        match verb {
            Some(Verb::Titrate(titrate)) if titrate.to.is_some() && (waits || repeats) => {
                let key = if waits { "when" } else { "repeat" };
                let problem = Problem::error(
                    fields.key_span(key),
                    format!("`{key}` of a titration towards a range"),
                )
                .found(format!("`{key}` beside `to`"))
                .expected("`at`, and `every` in `step`; or a single step, without `to`");
                self.report(problem);
            }
            Some(Verb::Give(give)) if matches!(give.amount.value, Amount::Target(_)) => {
                for key in ["over", "repeat", "adherence"] {
                    if fields.has(key) {
                        let problem =
                            Problem::error(fields.key_span(key), format!("`{key}` of a target"))
                                .found(format!("`target` and `{key}`"))
                                .expected("a target that holds until another or until `stop`");
                        self.report(problem);
                    }
                }
            }
            _ => {}
        }
    }
}
