//! What stands on the core and foresees markers: families that are compared while a model is
//! trained, and the one that it got.

use super::generator::Generator;
use super::marker::Marker;
use physiology::nearest::told;
use std::sync::Arc;

/// A family of forecasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// The state-space core alone.
    Core,
    /// The core, and trees on what it leaves over.
    Trees,
    /// A conditional flow.
    Flow,
    /// A conditional variational autoencoder.
    Autoencoder,
    /// A neural drift.
    Drift,
}

impl Family {
    /// All of them, the simplest first.
    pub const ALL: [Self; 5] = [
        Self::Core,
        Self::Trees,
        Self::Flow,
        Self::Autoencoder,
        Self::Drift,
    ];

    /// As a spec says it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Trees => "trees",
            Self::Flow => "flow",
            Self::Autoencoder => "autoencoder",
            Self::Drift => "drift",
        }
    }

    /// As a card says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "state-space core",
            Self::Trees => "core and trees",
            Self::Flow => "flow",
            Self::Autoencoder => "variational autoencoder",
            Self::Drift => "neural drift",
        }
    }

    /// The family of this key.
    ///
    /// # Errors
    /// What was found and what there is, with the nearest.
    pub fn of(key: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|family| family.key() == key);
        found.ok_or_else(|| told(key, Self::ALL.map(Self::key)))
    }
}

/// What a model foresees markers by.
#[derive(Debug, Clone, PartialEq)]
pub enum Forecaster {
    /// The core with trees on what it leaves over, marker by marker; where these weigh nothing, the
    /// core alone.
    Trees(Arc<[Marker]>),
    /// A network over all markers together.
    Network(Arc<Generator>),
}

impl Forecaster {
    /// Its family.
    pub fn family(&self) -> Family {
        match self {
            Self::Trees(markers) if markers.iter().all(|m| m.blend == 0.0) => Family::Core,
            Self::Trees(_) => Family::Trees,
            Self::Network(network) => network.family(),
        }
    }
}
