//! The columns that all rows share: names, tick labels, plots, notes.

use super::axis::ValueAxis;
use super::names;
use super::words::{EVENT, NOTE, Words};
use crate::{Figure, Panel};

/// Space around everything.
pub(super) const MARGIN: f64 = 20.0;

/// Left and right edges of the columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    /// Names of quantities and arms.
    pub names: (f64, f64),
    /// The plots, between tick labels and notes.
    pub plot: (f64, f64),
    /// Words about reference ranges and limits.
    pub notes: (f64, f64),
    /// Everything.
    pub page: (f64, f64),
}

impl Columns {
    /// As wide as their words, and no wider than the plot can spare.
    pub fn measure(figure: &Figure, axes: &[ValueAxis], width: f64) -> Self {
        let page = (MARGIN, width - MARGIN);
        let names = names::widest(figure).clamp(70.0, 0.17 * width);
        let ticks = axes
            .iter()
            .map(|axis| NOTE.widest(&axis.labels))
            .fold(16.0, f64::max);
        // The count of events that found no room stands in the same column as the notes.
        let count = EVENT.width("+999 more");
        let notes = figure
            .panels
            .iter()
            .flat_map(notes)
            .map(|note| EVENT.width(note) + 6.0)
            .fold(count, f64::max)
            .min(0.13 * width)
            .max(count);
        let plot = (page.0 + names + ticks + 24.0, page.1 - notes - 12.0);
        Self {
            names: (page.0, page.0 + names),
            plot,
            notes: (plot.1 + 8.0, page.1),
            page,
        }
    }

    /// A paragraph over the whole page.
    pub fn wrap(&self, words: Words, content: &str) -> Vec<String> {
        words.wrap(content, self.page.1 - self.page.0)
    }
}

/// What is written beside a panel; the widest decides the column.
fn notes(panel: &Panel) -> impl Iterator<Item = &str> {
    let reference = panel.reference_range.iter().map(|range| &*range.label);
    reference.chain(panel.limits.iter().map(|limit| &*limit.label))
}
