//! What a caller fills: the arms, panels and events of one what-if, as plain numbers.

use std::sync::Arc;

use crate::Courses;

/// One picture: the same patient (or cohort) under several arms, side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The question asked.
    pub title: String,
    /// More of the question; may be long, it is wrapped.
    pub subtitle: String,
    /// What came out of an arm, by its number: a line in its colour, which names the arm.
    pub answers: Vec<(usize, String)>,
    /// The shared time axis.
    pub time: TimeAxis,
    /// The arms, in the order that gives each its colour and dash; the first is the comparator.
    pub arms: Vec<Arm>,
    /// One row of the picture each, from the top.
    pub panels: Vec<Panel>,
    /// What was given when, drawn in lanes under the time axis.
    pub events: Vec<LaneEvent>,
    /// What a band and a thin line stand for, such as "200 plausible twins: spread from
    /// parameter uncertainty". Said beside the key, so that no band goes unexplained.
    pub spread: String,
    /// What the line and the pale band are, as the key says it.
    pub line_is: &'static str,
    /// See [`Figure::line_is`].
    pub band_is: &'static str,
    /// Small print: version, scenario hash, seed, N. "Simulated; not for clinical use" is
    /// added where no line says it.
    pub footer: Vec<String>,
}

/// One arm of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// What a clinician would call it.
    pub name: String,
    /// Left out of the picture; the others keep their colours.
    pub hidden: bool,
}

/// The time axis that all panels share.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeAxis {
    /// What the axis counts from, such as "Time since admission".
    pub label: String,
    /// The unit of every time in the figure.
    pub unit: TimeUnit,
    /// First time shown.
    pub start: f64,
    /// Last time shown.
    pub end: f64,
    /// Where the recorded past ends and the projection begins.
    pub now: Option<f64>,
    /// Where the axis is marked; empty leaves it to the layout.
    pub marks: Vec<f64>,
}

/// The unit of every time in a figure; it decides which ticks look natural.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Years of 365.25 days.
    Years,
    /// No time: whatever the label of the axis says.
    Value,
}

/// One quantity, or the difference of one quantity from the first arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// The quantity's name as it was recorded; empty where it has none.
    pub name: String,
    /// The quantity in human words.
    pub quantity: String,
    /// Its unit, as printed.
    pub unit: String,
    /// Values, or differences from an arm.
    pub kind: PanelKind,
    /// One per arm shown.
    pub series: Vec<Series>,
    /// The span that is normal, or aimed at.
    pub reference_range: Option<ReferenceRange>,
    /// Lines that must not be crossed.
    pub limits: Vec<Limit>,
    /// The values shown, lowest and highest; what the data need where nothing is said.
    pub span: Option<(f64, f64)>,
}

/// What the numbers of a panel are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PanelKind {
    /// The quantity itself.
    Value,
    /// Paired differences of each arm from another; a zero line is drawn.
    Difference {
        /// The arm subtracted, by name.
        from: String,
    },
}

/// One arm in one panel. The vectors run along `times`; an empty one is not drawn, and NaN
/// (or a magnitude beyond 1e30) leaves a gap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Index into [`Figure::arms`].
    pub arm: usize,
    /// Times, ascending, in the unit of the time axis.
    pub times: Vec<f64>,
    /// The median of the twins, or the one twin.
    pub median: Vec<f64>,
    /// 5th percentile.
    pub p05: Vec<f64>,
    /// 25th percentile.
    pub p25: Vec<f64>,
    /// 75th percentile.
    pub p75: Vec<f64>,
    /// 95th percentile.
    pub p95: Vec<f64>,
    /// A few whole trajectories, 20 to 50, because bands alone are over-read.
    pub samples: Vec<Vec<f64>>,
    /// Where sampled trajectories end before the others, as a life does: a time and a value, with a cross.
    pub ends: Vec<(f64, f64)>,
    /// Very many trajectories at the same times, which are evenly spaced: drawn as density.
    pub courses: Option<Arc<Courses>>,
}

/// A shaded span of values.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferenceRange {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// What the span means, such as "target 70-180".
    pub label: String,
}

/// A dashed line across a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Where.
    pub value: f64,
    /// What crossing it means, such as "54 severe low".
    pub label: String,
}

/// Something given, done or eaten.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneEvent {
    /// The arm it happens in; `None` for all arms.
    pub arm: Option<usize>,
    /// When it begins.
    pub at: f64,
    /// When it ends; `None` for an instant.
    pub until: Option<f64>,
    /// What it is, such as "6 units lispro". Events of one arm with the same label are drawn
    /// together under one label.
    pub label: String,
    /// The mark it is drawn with.
    pub glyph: Glyph,
}

/// The mark of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Glyph {
    /// A dose: a triangle pointing down.
    Dose,
    /// A meal: a disc.
    Meal,
    /// An infusion: a bar, or a square where it has no end.
    Infusion,
    /// Anything else: a diamond.
    Other,
}

impl Figure {
    /// A figure without arms, panels or events.
    pub fn new(title: impl Into<String>, time: TimeAxis) -> Self {
        Self {
            title: title.into(),
            subtitle: String::new(),
            answers: Vec::new(),
            time,
            arms: Vec::new(),
            panels: Vec::new(),
            events: Vec::new(),
            spread: String::new(),
            line_is: "median",
            band_is: "pale band: middle 90 %",
            footer: Vec::new(),
        }
    }
}

impl Arm {
    /// An arm of that name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            hidden: false,
        }
    }
}

impl TimeAxis {
    /// An axis labelled "Time", without a present.
    pub fn new(unit: TimeUnit, start: f64, end: f64) -> Self {
        Self {
            label: "Time".into(),
            unit,
            start,
            end,
            now: None,
            marks: Vec::new(),
        }
    }
}

impl TimeUnit {
    /// The unit as printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Years => "years",
            Self::Value => "",
        }
    }
}

impl Panel {
    /// A panel of values, still without series.
    pub fn new(quantity: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            name: String::new(),
            quantity: quantity.into(),
            unit: unit.into(),
            kind: PanelKind::Value,
            series: Vec::new(),
            reference_range: None,
            limits: Vec::new(),
            span: None,
        }
    }
}

impl Series {
    /// A series of one arm, still without values.
    pub fn new(arm: usize, times: Vec<f64>) -> Self {
        Self {
            arm,
            times,
            ..Self::default()
        }
    }
}
