//! Models as files: weights as safetensors, with the schema, the card and a hash of both beside them.

use super::forecaster::Forecaster;
use super::gaussian::Gaussian;
use super::generator::Layers;
use super::guard::Guard;
use super::model::{Hazard, Progression};
use super::recurrence::Recurrence;
use super::schema::Schema;
use super::shape::Shape;
use super::stored;
use super::visits::Visits;
use crate::learned::weights as tensors;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// The format that this program writes.
const FORMAT: u32 = 1;
/// Name of the entry beside the weights.
pub(crate) const ENTRY: &str = "homeostat";
/// Name of the BLAKE3 of that entry's text and of the weights.
pub(crate) const HASH: &str = "blake3";

/// Why a file is no model that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// It is cut, or something else altogether.
    NoModel(String),
    /// What stands in it is not what was written.
    Altered,
    /// Another version wrote it.
    Format(u32),
    /// It is a model of something else.
    Kind(String, &'static str),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoModel(why) => write!(f, "no learned model, or one that was cut ({why}); expected a file that `homeostat learn` wrote"),
            Self::Altered => f.write_str("altered since it was written: its hash does not fit; train it anew, or take the original"),
            Self::Kind(found, asked) => write!(f, "a model of {found}, expected one of {asked} (`homeostat learn {asked}`)"),
            Self::Format(found) => write!(f, "written in format {found}, and this program reads {FORMAT}; train it anew"),
        }
    }
}
impl std::error::Error for FileError {}

#[derive(Serialize, Deserialize)]
struct Entry {
    format: u32,
    kind: String,
    schema: Schema,
    /// Degrees of freedom of the noise; none for a normal one.
    freedom: Option<f64>,
    edges: Vec<f64>,
    /// By marker; none where a network foresees them.
    blends: Vec<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    network: Option<Layers>,
    guard: f64,
    #[serde(default)]
    beyond: f64,
    /// None in models older than this test.
    #[serde(default)]
    unmeasured: Option<f64>,
    card: String,
}

fn weights(model: &Progression) -> Vec<(String, Vec<f64>)> {
    let core = &model.core;
    let mut all = vec![
        ("core.beta".to_owned(), core.beta.clone()),
        ("core.load".to_owned(), core.load.clone()),
        ("core.noise".to_owned(), core.noise.clone()),
        ("core.own".to_owned(), core.own.clone()),
        ("core.rate".to_owned(), core.rate.clone()),
        ("effect".to_owned(), model.effect.clone()),
    ];
    if let Some(hazard) = &model.hazard {
        all.push(("hazard".to_owned(), hazard.weights.clone()));
    }
    if let Some(events) = &model.events {
        all.push(("events".to_owned(), events.weights.clone()));
        all.push(("events.effect".to_owned(), events.effect.clone()));
        all.push(("events.factor".to_owned(), events.factor.clone()));
        all.push(("events.spread".to_owned(), vec![events.spread]));
    }
    if let Some(visits) = &model.visits {
        let ((mean, sd), (low, high)) = (visits.scale, visits.range);
        all.push(("visits.scale".to_owned(), vec![mean, sd, low, high]));
        all.push(("visits.trees".to_owned(), stored::numbers(&visits.trees)));
        all.push(("visits.shape".to_owned(), visits.shape.0.to_vec()));
        all.push(("visits.leave".to_owned(), visits.leave.clone()));
    }
    all.extend(stored::rows(&model.forecaster));
    // An empty tensor is refused by some readers.
    all.retain(|(_, values)| !values.is_empty());
    all
}

pub(crate) fn hash(entry: &str, weights: &[(String, Vec<f64>)]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(entry.as_bytes());
    let mut weights: Vec<_> = weights.iter().collect();
    weights.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, values) in weights {
        hasher.update(name.as_bytes());
        values.iter().for_each(|value| {
            hasher.update(&value.to_le_bytes());
        });
    }
    hasher.finalize().to_hex().to_string()
}

/// The model as a file's bytes.
pub fn write(model: &Progression) -> Vec<u8> {
    let weights = weights(model);
    let entry = Entry {
        format: FORMAT,
        kind: "progression".to_owned(),
        schema: model.schema.clone(),
        freedom: Some(model.core.freedom).filter(|freedom| freedom.is_finite()),
        edges: model.edges.clone(),
        blends: match &model.forecaster {
            Forecaster::Trees(markers) => markers.iter().map(|marker| marker.blend).collect(),
            Forecaster::Network(_) => Vec::new(),
        },
        network: match &model.forecaster {
            Forecaster::Trees(_) => None,
            Forecaster::Network(network) => Some(network.layers.clone()),
        },
        guard: model.guard.limit,
        beyond: model.guard.beyond,
        unmeasured: Some(model.guard.unmeasured).filter(|most| most.is_finite()),
        card: model.card.clone(),
    };
    let text = serde_json::to_string(&entry).unwrap_or_default();
    let hash = hash(&text, &weights);
    tensors::write(&weights, &[(ENTRY, text), (HASH, hash)])
}

/// Rows of numbers by name, and the text beside them.
type Opened = (Vec<(String, Vec<f64>)>, String);

/// Opens a file of a kind: its weights and the text beside them, whole and as they were written.
pub(crate) fn kind(bytes: &[u8], asked: &'static str, format: u32) -> Result<Opened, FileError> {
    let none = |why: &str| FileError::NoModel(why.to_owned());
    let (found, beside) = tensors::read(bytes).map_err(FileError::NoModel)?;
    let text = beside.get(ENTRY);
    let text = text.ok_or_else(|| none("nothing beside the weights says what they are"))?;
    let about: serde_json::Value = serde_json::from_str(text).map_err(|e| none(&e.to_string()))?;
    match about["kind"].as_str() {
        Some(found) if found != asked => return Err(FileError::Kind(found.to_owned(), asked)),
        _ => {}
    }
    match about["format"].as_u64() {
        Some(found) if found != u64::from(format) => return Err(FileError::Format(found as u32)),
        _ => {}
    }
    if beside.get(HASH) != Some(&hash(text, &found)) {
        return Err(FileError::Altered);
    }
    Ok((found, text.to_owned()))
}

/// What kind of model a file is, where it says so.
pub fn kind_of(bytes: &[u8]) -> Option<String> {
    let (_, beside) = tensors::read(bytes).ok()?;
    let about: serde_json::Value = serde_json::from_str(beside.get(ENTRY)?).ok()?;
    Some(about["kind"].as_str()?.to_owned())
}

/// Reads a file's bytes.
pub fn read(bytes: &[u8]) -> Result<Progression, FileError> {
    let none = |why: &str| FileError::NoModel(why.to_owned());
    let (found, text) = kind(bytes, "progression", FORMAT)?;
    let entry: Entry = serde_json::from_str(&text).map_err(|e| none(&e.to_string()))?;
    let weights: HashMap<String, Vec<f64>> = found.into_iter().collect();
    let get = |name: &str| weights.get(name).cloned().unwrap_or_default();
    let markers = entry.schema.markers.len();
    let columns = super::gaussian::columns(entry.schema.fact_columns(), entry.schema.treatments());
    let core = Gaussian {
        markers,
        columns,
        beta: get("core.beta"),
        own: get("core.own"),
        load: get("core.load"),
        rate: get("core.rate"),
        noise: get("core.noise"),
        freedom: entry.freedom.unwrap_or(f64::INFINITY),
    };
    if core.beta.len() != markers * columns || core.rate.len() != markers {
        return Err(none("weights that do not fit its own schema"));
    }
    let forecaster = match entry.network {
        Some(layers) => stored::network(layers, &get, markers, entry.edges.len() + 1),
        None => stored::trees(&entry.blends, &get, markers),
    };
    let forecaster = forecaster.map_err(none)?;
    let events = weights.get("events").map(|weights| Recurrence {
        weights: weights.clone(),
        effect: get("events.effect"),
        factor: get("events.factor"),
        spread: get("events.spread").first().copied().unwrap_or(0.0),
    });
    if let Some(events) = &events {
        let k = entry.schema.treatments();
        let fits = events.weights.len() == 1 + entry.schema.fact_columns()
            && events.effect.len() == k
            && events.factor.len() == k * (k + 1) / 2;
        if !fits {
            return Err(none("rates of events that do not fit its own schema"));
        }
    }
    let visits = match weights.get("visits.scale").map(Vec::as_slice) {
        Some([mean, sd, low, high]) => {
            let trees = stored::boosted(&get("visits.trees"));
            let shape = get("visits.shape").try_into().ok().map(Shape);
            Some(Visits {
                scale: (*mean, *sd),
                range: (*low, *high),
                trees: trees.ok_or_else(|| none("trees that end too soon"))?,
                shape: shape.ok_or_else(|| none("gaps of visits without a shape"))?,
                leave: get("visits.leave"),
            })
        }
        _ => None,
    };
    Ok(Progression {
        visits,
        core,
        forecaster,
        edges: entry.edges,
        effect: get("effect"),
        events,
        hazard: weights.get("hazard").map(|weights| Hazard {
            weights: weights.clone(),
        }),
        guard: Guard {
            limit: entry.guard,
            beyond: entry.beyond,
            unmeasured: entry.unmeasured.unwrap_or(f64::INFINITY),
        },
        card: entry.card,
        schema: entry.schema,
    })
}
