//! A network that a scenario brings: trained on a person's own traces, or elsewhere.

use engine::event::PartSpec;
use engine::learned::Learning;
use engine::learned::network::part::{Asked, NetworkPart};
use engine::learned::network::{Flowing, file};
use engine::time::Nanoseconds;
use physiology::vocabulary::{Combine, quantity};
use physiology::{Layout, System, Unit};
use std::sync::Arc;

/// A network as a part of a patient.
#[derive(Clone)]
pub struct BroughtNetwork {
    /// Name of the part: the file's, without its ending.
    pub instance: String,
    /// The network, with names and units.
    pub part: Arc<NetworkPart>,
    system: Arc<dyn System>,
}

impl std::fmt::Debug for BroughtNetwork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BroughtNetwork({})", self.instance)
    }
}

impl BroughtNetwork {
    /// Reads a network's file; `path` gives the part its name.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, String> {
        let part = file::read(bytes).map_err(|error| error.to_string())?;
        Self::of(&crate::medicine::Shelf::name_of(path), part)
    }

    /// The part of this name.
    pub fn of(instance: &str, part: NetworkPart) -> Result<Self, String> {
        speaks(&part)?;
        let part = Arc::new(part);
        let system: Arc<dyn System> = match part.every {
            Some(_) => Arc::new(part.held(instance)),
            None => Arc::new(Flowing::new(instance, &part)),
        };
        Ok(Self {
            instance: instance.to_owned(),
            part,
            system,
        })
    }

    /// Names, units and meanings of the part.
    pub fn layout(&self) -> &Layout {
        self.system.layout()
    }

    /// Its system.
    pub fn system(&self) -> Arc<dyn System> {
        self.system.clone()
    }

    /// The part as it joins a body.
    pub fn spec(&self) -> PartSpec {
        let params = match self.part.every {
            Some(_) => self.part.starts(),
            None => vec![1.0],
        };
        PartSpec {
            instance: self.instance.as_str().into(),
            system: self.layout().name.into(),
            params,
            reads: Vec::new(),
            start: None,
        }
    }

    /// Its visits up to a horizon, where it is sampled.
    pub fn learning(&self, seed: u64, horizon: Nanoseconds) -> Option<Learning> {
        self.part.every?;
        // A visit is just before its time, so that a row at that time shows it.
        let times = self.part.visits(horizon);
        Some(Learning {
            instance: self.instance.as_str().into(),
            times: times.into_iter().map(|at| at - 1).collect(),
            sampler: Arc::new(Asked(self.part.clone())),
            seed,
        })
    }
}

/// Whether what a network reads and publishes is known by these names and units.
fn speaks(part: &NetworkPart) -> Result<(), String> {
    let known: Vec<&str> = physiology::vocabulary::VOCABULARY
        .iter()
        .map(|q| q.name)
        .collect();
    let same = |own: &str, unit: &str| Unit::parse(own).ok().zip(Unit::parse(unit).ok());
    for port in part.reads.iter().chain(&part.outputs) {
        let published = part.outputs.contains(port);
        let Some(found) = quantity(&port.name) else {
            if published && part.every.is_some() {
                continue;
            }
            let near = physiology::nearest::nearest(&port.name, known.iter().copied());
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(format!(
                "it {} `{}`, and there is no such quantity{hint}",
                if published { "adds to" } else { "reads" },
                port.name
            ));
        };
        let fits = same(&port.unit, found.unit)
            .is_some_and(|(own, unit)| own.convert(1.0, &unit) == Some(1.0));
        if !fits {
            return Err(format!(
                "it was made for `{}` in {}, which is in {} here",
                port.name, port.unit, found.unit
            ));
        }
        if published && part.every.is_none() && found.combine != Combine::Sum {
            return Err(format!(
                "it adds to `{}`, of which there is one that publishes it; expected a quantity that several parts add up to, such as glucose_appearance",
                port.name
            ));
        }
    }
    Ok(())
}
