//! What was given when, under the time axis: one lane for all arms, one for each arm.

use super::axis::TimeScale;
use super::columns::Columns;
use super::lane_marks::{Group, Slot, groups};
use super::names::{SWATCH, draw_swatch};
use super::panel::rule;
use super::words::{BODY, EVENT};
use crate::palette::{GRID, INK, MUTED};
use crate::{Anchor, Color, Figure, LaneEvent, Scene, arm_style};

/// Height of one line of marks and labels.
pub(super) const SUB_ROW: f64 = 17.0;
/// A lane does not grow beyond this many lines; what is left is counted.
const MOST_SUB_ROWS: usize = 7;

/// All lanes, placed but for their height on the page.
pub(super) struct Lanes {
    rows: Vec<Row>,
}

struct Row {
    arm: Option<usize>,
    name: Vec<String>,
    color: Color,
    marks: Vec<(Group, Slot)>,
    left_out: usize,
    sub_rows: usize,
}

impl Lanes {
    pub fn plan(figure: &Figure, time: &TimeScale, columns: &Columns) -> Self {
        let hidden = |arm: usize| figure.arms.get(arm).is_some_and(|arm| arm.hidden);
        let shown = |event: &&LaneEvent| {
            if event.arm.is_some_and(hidden) {
                return false;
            }
            let end = event.until.unwrap_or(event.at);
            event.at <= time.end && end >= time.start
        };
        let events: Vec<_> = figure.events.iter().filter(shown).collect();
        let of = |arm: Option<usize>| -> Vec<&LaneEvent> {
            events
                .iter()
                .copied()
                .filter(|event| event.arm == arm)
                .collect()
        };
        let mut rows = Vec::new();
        let shared = of(None);
        if !shared.is_empty() {
            let title = if figure.arms.len() > 1 {
                "All arms"
            } else {
                "Given"
            };
            rows.push(Row::plan(None, title, &shared, time, columns));
        }
        // An arm in which nothing happens still has its lane, beside others that have some.
        let any = events
            .iter()
            .any(|event| event.arm.is_some_and(|arm| arm < figure.arms.len()));
        for (arm, named) in figure
            .arms
            .iter()
            .enumerate()
            .filter(|(_, arm)| any && !arm.hidden)
        {
            rows.push(Row::plan(
                Some(arm),
                &named.name,
                &of(Some(arm)),
                time,
                columns,
            ));
        }
        Self { rows }
    }

    pub fn height(&self) -> f64 {
        self.rows.iter().map(Row::height).sum()
    }

    /// Draws lanes from `top`, over a line at the present, if it is shown.
    pub fn draw(
        &self,
        scene: &mut Scene,
        time: &TimeScale,
        columns: &Columns,
        top: f64,
        now: Option<f64>,
    ) {
        let bottom = top + self.height();
        if !self.rows.is_empty() {
            for &tick in &time.ticks {
                let x = time.x(tick);
                rule(scene, (x, top), (x, bottom), 0.8, GRID, &[]);
            }
            if let Some(now) = now {
                let x = time.x(now);
                rule(scene, (x, top), (x, bottom), 1.2, INK, &[]);
            }
        }
        let mut top = top;
        for row in &self.rows {
            rule(
                scene,
                (columns.page.0, top),
                (time.right, top),
                0.8,
                GRID,
                &[],
            );
            row.draw(scene, time, columns, top);
            top += row.height();
        }
    }
}

impl Row {
    fn plan(
        arm: Option<usize>,
        name: &str,
        events: &[&LaneEvent],
        time: &TimeScale,
        columns: &Columns,
    ) -> Self {
        let room = columns.names.1 - columns.names.0 - if arm.is_some() { SWATCH } else { 0.0 };
        let mut marks = Vec::new();
        let mut taken = Vec::new();
        let mut left_out = 0;
        for group in groups(events, time) {
            match group.find_slot(&taken, time, MOST_SUB_ROWS) {
                Some(slot) => {
                    taken.push(slot.clone());
                    marks.push((group, slot));
                }
                None => left_out += group.len(),
            }
        }
        let used = taken.iter().map(|slot| slot.row + slot.rows).max();
        Self {
            arm,
            name: BODY.wrap(name, room),
            color: arm.map_or(MUTED, |arm| arm_style(arm).color),
            marks,
            left_out,
            sub_rows: used.unwrap_or(1),
        }
    }

    fn height(&self) -> f64 {
        let name = self.name.len() as f64 * BODY.line();
        name.max(self.sub_rows as f64 * SUB_ROW) + 8.0
    }

    fn draw(&self, scene: &mut Scene, time: &TimeScale, columns: &Columns, top: f64) {
        let top = top + 4.0;
        let left = columns.names.0;
        let indent = self.arm.map_or(0.0, |arm| {
            draw_swatch(scene, arm, left, top + 0.5 * BODY.line());
            SWATCH
        });
        BODY.put_lines(scene, left + indent, top, &self.name);
        for (group, slot) in &self.marks {
            group.draw(scene, slot, self.color, top, time);
        }
        if self.left_out > 0 {
            let middle = top + (self.sub_rows as f64 - 0.5) * SUB_ROW;
            let words = format!("+{} more", self.left_out);
            EVENT
                .colored(MUTED)
                .put(scene, columns.notes.0, middle, Anchor::Start, &words);
        }
    }
}
