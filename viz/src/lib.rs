//! What happened: figures drawn by wgpu to PNG and written as SVG.
//!
//! A caller fills a [`Figure`] with plain numbers: arms, panels of quantiles and sampled
//! trajectories, and what was given when. [`layout`](layout()) turns it into one [`Scene`], a
//! display list that knows no resolution, and the scene is drawn two ways: [`svg()`] writes
//! it as text, [`draw`] paints it on any wgpu adapter without a window.
//! Both show the same coordinates and the same colours.
//!
//! ```
//! use viz::{Arm, Figure, Panel, Series, TimeAxis, TimeUnit};
//!
//! let mut figure = Figure::new("Does it fall?", TimeAxis::new(TimeUnit::Hours, 0.0, 2.0));
//! figure.arms = vec![Arm::new("no treatment"), Arm::new("treatment")];
//! let mut panel = Panel::new("Mean arterial pressure", "mmHg");
//! for (arm, last) in [(0, 60.0), (1, 80.0)] {
//!     let mut series = Series::new(arm, vec![0.0, 1.0, 2.0]);
//!     series.median = vec![90.0, 85.0, last];
//!     panel.series.push(series);
//! }
//! figure.panels.push(panel);
//!
//! let scene = viz::layout(&figure, viz::Size::for_figure(&figure));
//! assert!(viz::svg(&scene).contains("Mean arterial"));
//! // Where a Vulkan or GL driver exists, a CPU one included:
//! if let Ok(image) = viz::draw(&scene, 1.0) {
//!     assert_eq!(f64::from(image.width), scene.size.width);
//! }
//! ```
//!
//! A missing value is NaN and leaves a gap. Nothing here panics on odd data, and no text is
//! cut: the page grows to hold it.

mod bands;
mod color;
mod compare;
mod courses;
mod curve;
mod figure;
mod layout;
mod palette;
mod panels;
pub mod projection;
mod render;
pub mod report;
mod scene;
mod survival;
mod svg;
pub mod sweep;
pub mod teach;
mod theme;
mod ticks;
mod typeface;
mod units;

pub use bands::Bands;
pub use color::Color;
pub use compare::{comparisons, forest, survival, tornado};
pub use courses::Courses;
pub use figure::{
    Arm, Figure, Glyph, LaneEvent, Limit, Panel, PanelKind, ReferenceRange, Series, TimeAxis,
    TimeUnit,
};
pub use layout::{Look, MIN_WIDTH, PAGE_WIDTH, Placed, PlotArea, layout, place};
pub use palette::{ArmStyle, arm_style};
pub use render::{Image, PNG_SCALE, Painter, RenderError, draw};
pub use scene::{
    Anchor, Dense, Drawn, Item, Marker, MarkerShape, Point, Rect, Scene, Shape, Size, Text, Weight,
};
pub use svg::svg;
pub use theme::Theme;
pub use ticks::marks;
pub use typeface::ROBOTO;
pub use units::{OtherUnit, other_units};
