//! A medicine's numbers for one person, and where that person is outside of whom they are of.

use super::covariate::{Covariate, CovariateKind, Facts, Names, covariate, shown};
use super::{Component, Is, Medicine, Route};
use crate::expression::Fault;
use engine::event::{PartSpec, Place, Read};
use physiology::unit::Unit;

/// Why a medicine has no numbers for a person.
#[derive(Debug, Clone, PartialEq)]
pub enum Unfit {
    /// A fact is not given.
    Missing(&'static Covariate),
    /// A parameter is no number that its model can take.
    NoNumber {
        /// `part.parameter`.
        parameter: String,
        /// What it came to.
        value: f64,
    },
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(known) => write!(f, "needs `{}` of the patient", known.name),
            Self::NoNumber { parameter, value } => {
                write!(f, "makes `{parameter}` {value} for this patient")
            }
        }
    }
}

/// A fact outside the range in which a medicine's numbers hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Outside {
    /// The fact.
    pub covariate: &'static Covariate,
    /// What it is, with its unit; `None` where it is not given.
    pub found: Option<String>,
    /// The range, as written.
    pub range: String,
}

impl Medicine {
    /// Its parts for this person: the kinetics (none where the body has its own), then the effects.
    pub fn parts(&self, facts: &Facts) -> Result<(Option<PartSpec>, Vec<PartSpec>), Unfit> {
        let names = self.names(facts);
        let kinetics = match self.own_part {
            true => None,
            false => Some(part(&self.kinetics, &names)?),
        };
        let effects = self.effects.iter().map(|effect| part(effect, &names));
        Ok((kinetics, effects.collect::<Result<_, _>>()?))
    }

    /// The parameters of its own parts for this person, one part after the other: of the kinetics,
    /// and of the effects where they are wanted.
    pub fn parameters(&self, facts: &Facts, effects: bool) -> Result<Vec<f64>, Unfit> {
        let names = self.names(facts);
        let wanted = self.components().take(if effects { usize::MAX } else { 1 });
        let mut params = Vec::new();
        for component in wanted {
            params.extend(part(component, &names)?.params);
        }
        Ok(params)
    }

    /// Share of a dose by this route that arrives.
    pub fn share(&self, route: &Route, facts: &Facts) -> Result<f64, Unfit> {
        match &route.share {
            None => Ok(1.0),
            Some(equation) => {
                let found = equation.evaluate_in(&Unit::ONE, &self.names(facts));
                sound(found, || format!("{}.share", self.name))
            }
        }
    }

    /// Where this person is outside of whom the numbers are of.
    pub fn outside(&self, facts: &Facts) -> Vec<Outside> {
        let of = |valid: &super::Validity| {
            let CovariateKind::Number(unit, _) = valid.covariate.kind else {
                return None;
            };
            let found = facts.numbers.get(valid.covariate.name);
            if found.is_some_and(|value| (valid.least..=valid.most).contains(value)) {
                return None;
            }
            Some(Outside {
                covariate: valid.covariate,
                found: found.map(|value| shown(*value, unit)),
                range: valid.text.clone(),
            })
        };
        self.valid.iter().filter_map(of).collect()
    }

    /// Facts, and the numbers that the file makes of them, in order.
    fn names<'f>(&self, facts: &'f Facts) -> Names<'f> {
        let mut names = Names {
            facts,
            molar_mass: self.molar_mass,
            made: Vec::new(),
        };
        for made in &self.made {
            let found = match &made.is {
                Is::Equation(equation) => equation.evaluate(&names),
                Is::By(known, values) => match facts.words.get(known.name) {
                    None => Err(Fault::Missing(known.name.to_owned())),
                    Some(word) => match values.iter().find(|(name, _)| name == word) {
                        Some((_, equation)) => equation.evaluate(&names),
                        None => Err(Fault::Missing(known.name.to_owned())),
                    },
                },
            };
            let found = found.map_err(|fault| match fault {
                Fault::Missing(name) => name,
                // A file that was read has no slips.
                Fault::Slip(_) => made.name.clone(),
            });
            names.made.push((made.name.clone(), found));
        }
        names
    }
}

fn part(component: &Component, names: &Names<'_>) -> Result<PartSpec, Unfit> {
    let mut params = Vec::with_capacity(component.parameters.len());
    for (parameter, field) in component.parameters.iter().zip(component.layout.params) {
        params.push(match &parameter.is {
            // Nothing of this medicine uses it.
            None => field.typical,
            Some(equation) => {
                let unit = Unit::parse(field.unit).unwrap_or(Unit::ONE);
                let found = equation.evaluate_in(&unit, names);
                let name = || format!("{}.{}", component.instance, field.name);
                // The largest change of an effect goes up or down.
                let change = component.layout.name.ends_with("_effect") && field.name == "maximum";
                match found {
                    Ok(value) if change && value.is_finite() => value,
                    found => sound(found, name)?,
                }
            }
        });
    }
    let read = |(input, part, signal): &(String, String, String)| Read {
        input: input.as_str().into(),
        from: Place {
            part: part.as_str().into(),
            field: signal.as_str().into(),
        },
    };
    Ok(PartSpec {
        instance: component.instance.as_str().into(),
        system: component.layout.name.into(),
        params,
        reads: component.reads.iter().map(read).collect(),
        start: None,
    })
}

fn sound(found: Result<f64, Fault>, name: impl Fn() -> String) -> Result<f64, Unfit> {
    match found {
        Ok(value) if value.is_finite() && value >= 0.0 => Ok(value),
        Ok(value) => Err(Unfit::NoNumber {
            parameter: name(),
            value,
        }),
        Err(Fault::Missing(fact)) => match covariate(&fact) {
            Some(known) => Err(Unfit::Missing(known)),
            None => Err(Unfit::NoNumber {
                parameter: name(),
                value: f64::NAN,
            }),
        },
        Err(Fault::Slip(_)) => Err(Unfit::NoNumber {
            parameter: name(),
            value: f64::NAN,
        }),
    }
}

impl Medicine {
    /// What its equations need of a person, in the order of [`COVARIATES`](super::COVARIATES):
    /// facts without which it has no numbers.
    pub fn needs(&self) -> Vec<&'static Covariate> {
        let whole = Facts::example();
        let needed = |known: &&Covariate| {
            let mut facts = whole.clone();
            facts.numbers.remove(known.name);
            facts.words.remove(known.name);
            matches!(self.parts(&facts), Err(Unfit::Missing(_)))
        };
        super::COVARIATES.iter().filter(needed).collect()
    }

    /// What a number of the file is, for people to read.
    pub fn made_text(is: &Is) -> String {
        match is {
            Is::Equation(equation) => equation.text().to_owned(),
            Is::By(known, values) => {
                let each = values
                    .iter()
                    .map(|(word, equation)| format!("{word}: {}", equation.text()));
                format!("by {}: {}", known.name, each.collect::<Vec<_>>().join(", "))
            }
        }
    }
}
