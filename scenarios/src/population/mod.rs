//! How the people of a table differ: between each other, between their occasions, in what is
//! measured; and how well the typical person is known.
//!
//! The three are layers of their own. A person's draws depend on the seed, the person, the
//! parameter and the replicate, and on nothing else.

mod draw;
mod grammar;
mod layer;
mod nonmem;
mod read;
mod read_nonmem;
mod uncertainty;

pub use draw::Replicate;
pub use grammar::POPULATION;
pub use layer::{Layer, Shape, Spread};
pub use read::read;
pub use uncertainty::{Error, Estimate, Freedom, Uncertainty};

use crate::table::{Residual, Setup};

/// How people differ.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Population {
    /// Parameters of the typical person, for everybody whom no column gives one.
    pub typical: Vec<(usize, f64)>,
    /// Between people.
    pub between: Layer,
    /// Column that numbers a person's occasions.
    pub occasion: Option<String>,
    /// Between occasions of one person.
    pub between_occasions: Layer,
    /// Error of measurements.
    pub residual: Option<Residual>,
    /// How well all that is known; drawn for each replicate.
    pub uncertainty: Uncertainty,
    /// Where it is from, in the order of the file.
    pub sources: Vec<String>,
    /// What was found and is not used.
    pub left: Vec<String>,
}

impl Population {
    /// Whether it gives a parameter of the typical person.
    pub fn says(&self, param: usize) -> bool {
        self.typical.iter().any(|(known, _)| *known == param)
    }

    /// Places of all that is drawn of people: between them, their occasions, and replicates.
    pub fn drawn(&self) -> impl Iterator<Item = usize> + '_ {
        let layers = [&self.between, &self.between_occasions];
        let spreads = layers.into_iter().flat_map(|layer| &layer.spreads);
        spreads
            .map(|spread| spread.param)
            .chain(self.uncertainty.typical())
    }

    /// What differs and from where, a line each.
    pub fn words(&self, replicates: u64) -> Vec<String> {
        let mut words = Vec::new();
        let mut layer = |what: &str, layer: &Layer, unit: &str| {
            if layer.is_empty() {
                return;
            }
            let pairs = layer.spreads.iter().zip(layer.deviations());
            let each: Vec<String> = pairs
                .map(|(spread, sd)| format!("{} {}", spread.name, (sd * 1e4).round() / 1e4))
                .collect();
            words.push(format!("{what} ({unit}): {}", each.join(", ")));
        };
        layer("people differ", &self.between, "sd of eta");
        layer("occasions differ", &self.between_occasions, "sd of eta");
        match replicates > 1 {
            true => words.extend(self.uncertainty.words(self)),
            false if self.uncertainty.is_empty() => {}
            false => words.push(
                "the population is as published: how well it is known shows with --replicates"
                    .to_owned(),
            ),
        }
        words.extend(self.sources.iter().map(|source| format!("from {source}")));
        words.extend(self.left.iter().map(|left| format!("not used: {left}")));
        words
    }

    /// What the files of the medicines of a table publish or assume.
    pub fn of_medicines(setup: &Setup) -> Result<Self, String> {
        let mut population = Self::default();
        let mut spreads = Vec::new();
        let mut pairs = Vec::new();
        for dosed in &setup.parts.medicines {
            let medicine = &dosed.medicine;
            let mut param = setup.params_of(dosed);
            let begin = spreads.len();
            for component in medicine.components() {
                for parameter in &component.parameters {
                    let Some(param) = param.next() else { break };
                    let Some(varies) = &parameter.varies else {
                        continue;
                    };
                    spreads.push((
                        Spread::new(param, setup.param_name(param), Shape::Lognormal),
                        varies.sd_log * varies.sd_log,
                        (component.instance.as_str(), parameter.name.as_str()),
                    ));
                    let source = format!(
                        "{} of {}: {} ({})",
                        parameter.name, medicine.name, varies.text, varies.source
                    );
                    population.sources.push(source);
                }
            }
            for pair in &medicine.correlations {
                let find = |(part, name): &(String, String)| {
                    let of = spreads[begin..]
                        .iter()
                        .position(|(_, _, own)| *own == (part.as_str(), name.as_str()));
                    of.map(|place| begin + place)
                };
                if let (Some(a), Some(b)) = (find(&pair.of[0]), find(&pair.of[1])) {
                    pairs.push((a, b, pair.is));
                }
            }
            if let Some(error) = &medicine.residual {
                population.residual = Residual::of_medicine(error, setup)?;
                population
                    .sources
                    .push(format!("residual error: {}", error.source));
            }
        }
        let mut covariance: Vec<Vec<f64>> = (spreads.iter().enumerate())
            .map(|(row, _)| vec![0.0; row + 1])
            .collect();
        for (row, (_, variance, _)) in spreads.iter().enumerate() {
            covariance[row][row] = *variance;
        }
        for (a, b, correlation) in pairs {
            let sd = |place: usize| spreads[place].1.sqrt();
            covariance[a.max(b)][a.min(b)] = correlation * sd(a) * sd(b);
        }
        let spreads = spreads.into_iter().map(|(spread, ..)| spread).collect();
        population.between = Layer::new(spreads, &covariance)
            .ok_or("the correlations that the medicine publishes cannot all be")?;
        Ok(population)
    }
}
