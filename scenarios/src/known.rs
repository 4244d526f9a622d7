//! What exists outside the file: the names a scenario may use.

use crate::cohort::{LearnedPeople, PeopleTable};
use physiology::unit::Unit;
use std::sync::Arc;

/// The drugs, quantities, parameters and virtual patients that a scenario may name.
///
/// The checker asks nothing else of the physiology, so that it can be tried on a handful of names
/// and so that a new drug or model needs no change here.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What can be given.
    pub drugs: Vec<KnownDrug>,
    /// What can be recorded and spoken of in expressions.
    pub quantities: Vec<KnownQuantity>,
    /// What can vary between twins and be set.
    pub parameters: Vec<KnownParameter>,
    /// Whether the scenario brings a learned model.
    pub learned: bool,
    /// The named virtual patients.
    pub virtual_patients: Vec<String>,
    /// Tables of people that were read beside the file.
    pub tables: Vec<Arc<PeopleTable>>,
    /// Models of people that were read beside the file.
    pub people: Vec<Arc<LearnedPeople>>,
    /// Paths of tables that could not be read, of which that has been said.
    pub unread: Vec<String>,
}

/// A drug, a fluid or a meal.
#[derive(Clone, Debug)]
pub struct KnownDrug {
    /// What a file calls it.
    pub name: String,
    /// What people also call it.
    pub synonyms: Vec<String>,
    /// The units its amounts can be measured in; a dose is converted to the first that fits.
    pub units: Vec<Unit>,
    /// A dose as a person writes it, such as "4.5 U".
    pub example: String,
    /// The routes it can be given by, the usual one first.
    pub routes: Vec<String>,
    /// Whether a patient may have a basal rate of it.
    pub basal: bool,
    /// Whether people differ in it, by the medicine's own file.
    pub varies: bool,
}

/// Something that a recording holds.
#[derive(Clone, Debug)]
pub struct KnownQuantity {
    /// What expressions call it, such as `plasma_glucose` or `theophylline.concentration`.
    pub name: String,
    /// The unit it is recorded in.
    pub unit: Unit,
    /// That unit as people write it.
    pub unit_text: String,
}

/// A parameter of a part of the body or of a drug.
#[derive(Clone, Debug)]
pub struct KnownParameter {
    /// The part, such as `insulin_action`.
    pub part: String,
    /// Its name in that part.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// That unit as people write it.
    pub unit_text: String,
    /// Words that stand for its values 0, 1 and so on; empty for a number.
    pub words: Vec<String>,
}

impl Known {
    /// The drug of that name.
    pub fn drug(&self, name: &str) -> Option<&KnownDrug> {
        self.drugs.iter().find(|drug| drug.name == name)
    }

    /// The name in files of what people also call so, whatever the case.
    pub fn also_called(&self, name: &str) -> Option<&str> {
        let plain = |word: &str| word.trim().replace(['-', '_'], " ").to_lowercase();
        let name = plain(name);
        let so = |word: &String| plain(word) == name;
        let mut all = self.drugs.iter();
        let found = all.find(|drug| so(&drug.name) || drug.synonyms.iter().any(so));
        found.map(|drug| drug.name.as_str())
    }

    /// The quantity of that name.
    pub fn quantity(&self, name: &str) -> Option<&KnownQuantity> {
        self.quantities
            .iter()
            .find(|quantity| quantity.name == name)
    }

    /// The parameter of that name of that part.
    pub fn parameter(&self, part: &str, name: &str) -> Option<&KnownParameter> {
        let mut parameters = self.parameters.iter();
        parameters.find(|parameter| parameter.part == part && parameter.name == name)
    }
}
