//! From a figure to a scene: where everything stands.

mod axis;
mod columns;
mod fan;
mod header;
mod lane;
mod lane_marks;
mod names;
mod notes;
mod panel;
mod words;

use axis::{TimeScale, ValueAxis};
use columns::Columns;
use lane::Lanes;
use panel::Plot;
use words::{BODY, FINE, NOTE};

use crate::palette::{FRAME, INK};
use crate::typeface::clean;
use crate::{Anchor, Color, Figure, Rect, Scene, Shape, Size, Theme, TimeUnit};

/// Width of a page where the caller has no wish.
pub const PAGE_WIDTH: f64 = 1000.0;
/// Below this width plots would have no room beside their words.
pub const MIN_WIDTH: f64 = 560.0;

/// Between panels, and between those of a bare picture.
const PANEL_GAPS: [f64; 2] = [20.0, 11.0];
const TIME_LABELS: f64 = 24.0;
const UNFIT_FOR_CARE: &str = "Simulated; not for clinical use.";

impl Size {
    /// The page on which a figure reads well: the usual width, and high enough.
    pub fn for_figure(figure: &Figure) -> Self {
        let each = match figure.panels.len() {
            0 | 1 => 330.0,
            2 => 225.0,
            3 => 170.0,
            _ => 150.0,
        };
        let height = Page::plan(figure, PAGE_WIDTH, false).height(|page, index| {
            page.least[index].max(each * panel::weight(&figure.panels[index]))
        });
        Self {
            width: PAGE_WIDTH,
            height: height.ceil(),
        }
    }
}

/// Places everything on a page of the wanted size. The page grows where its words need
/// more: nothing is cut, and no text lies on another.
pub fn layout(figure: &Figure, size: Size) -> Scene {
    place(figure, size, &Look::default()).scene
}

/// How a figure is to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Light or dark.
    pub theme: Theme,
    /// Without title, key and small print, where they stand around the picture.
    pub bare: bool,
}

/// A figure laid out, and where its numbers are.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// What is drawn.
    pub scene: Scene,
    /// The plots of the panels, in their order.
    pub plots: Vec<PlotArea>,
    /// First and last time shown, at the left and right edges of the plots.
    pub times: (f64, f64),
}

/// Where one panel's numbers are on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotArea {
    /// The plot.
    pub rect: Rect,
    /// The value at its lower edge.
    pub low: f64,
    /// The value at its upper edge.
    pub high: f64,
}

impl Placed {
    /// The time at a distance from the left edge of the page, inside the plots or not.
    pub fn time_at(&self, x: f64) -> f64 {
        let Some(plot) = self.plots.first() else {
            return f64::NAN;
        };
        let share = (x - plot.rect.left) / plot.rect.width();
        self.times.0 + share * (self.times.1 - self.times.0)
    }

    /// Where a time is, from the left edge of the page.
    pub fn x_of(&self, time: f64) -> f64 {
        let Some(plot) = self.plots.first() else {
            return f64::NAN;
        };
        let share = (time - self.times.0) / (self.times.1 - self.times.0);
        plot.rect.left + share * plot.rect.width()
    }
}

impl PlotArea {
    /// Where a value is, from the upper edge of the page.
    pub fn y_of(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        self.rect.bottom - share * self.rect.height()
    }

    /// The value at a distance from the upper edge of the page.
    pub fn value_at(&self, y: f64) -> f64 {
        let share = (self.rect.bottom - y) / self.rect.height();
        self.low + share * (self.high - self.low)
    }
}

/// Lays a figure out, as [`layout`] does, and tells where its numbers are.
pub fn place(figure: &Figure, size: Size, look: &Look) -> Placed {
    let width = if size.width.is_finite() {
        size.width
    } else {
        PAGE_WIDTH
    };
    let page = Page::plan(figure, width.max(MIN_WIDTH), look.bare);
    let mut placed = page.draw(figure, size.height);
    look.theme.paint(&mut placed.scene);
    placed
}

/// Everything that is known before the height is shared out.
struct Page {
    width: f64,
    axes: Vec<ValueAxis>,
    columns: Columns,
    time: TimeScale,
    lanes: Lanes,
    header: Scene,
    header_bottom: f64,
    /// Room over the panels, where the word "now" stands above the highest tick label.
    now_height: f64,
    footer: Vec<String>,
    time_title: Vec<String>,
    /// Least height of each panel.
    least: Vec<f64>,
    /// Between panels.
    gap: f64,
}

impl Page {
    fn plan(figure: &Figure, width: f64, bare: bool) -> Self {
        let axes: Vec<_> = figure
            .panels
            .iter()
            .map(|panel| ValueAxis::of(panel, &figure.time))
            .collect();
        let columns = Columns::measure(figure, &axes, width);
        let time = TimeScale::of(figure, columns.plot);
        let lanes = Lanes::plan(figure, &time, &columns);
        let mut header = Scene::new(Size { width, height: 0.0 });
        let header_bottom = match bare {
            true => 4.0,
            false => header::draw(&mut header, figure, &columns, 14.0),
        };
        let now_is_shown = figure.time.now.is_some_and(|now| time.shows(now));
        // In a window something else wants room too.
        let least_panel = if bare { 56.0 } else { 96.0 };
        let least = figure
            .panels
            .iter()
            .zip(&axes)
            .map(|(panel, axis)| panel::least_height(panel, axis, &columns, least_panel))
            .collect();
        Self {
            width,
            footer: match bare {
                true => Vec::new(),
                false => footer(figure, &columns),
            },
            time_title: BODY.wrap(
                &names::time_title(figure),
                columns.names.1 - columns.names.0,
            ),
            axes,
            gap: PANEL_GAPS[usize::from(bare)],
            columns,
            time,
            lanes,
            header,
            header_bottom,
            now_height: if now_is_shown { 26.0 } else { 10.0 },
            least,
        }
    }

    /// The whole page, with the height of each panel as given.
    fn height(&self, panel: impl Fn(&Self, usize) -> f64) -> f64 {
        let panels: f64 = (0..self.axes.len()).map(|index| panel(self, index)).sum();
        let gaps = self.gap * self.axes.len().saturating_sub(1) as f64;
        self.panels_top() + panels + gaps + self.below_panels()
    }

    fn panels_top(&self) -> f64 {
        self.header_bottom + self.now_height
    }

    fn time_height(&self) -> f64 {
        TIME_LABELS.max(6.0 + self.time_title.len() as f64 * BODY.line())
    }

    fn below_panels(&self) -> f64 {
        let footer = self.footer.len() as f64 * FINE.line();
        self.time_height() + 4.0 + self.lanes.height() + 10.0 + footer + 12.0
    }

    fn draw(mut self, figure: &Figure, wanted: f64) -> Placed {
        let least = self.height(|page, index| page.least[index]);
        let height = if wanted.is_finite() {
            wanted.max(least).ceil()
        } else {
            least.ceil()
        };
        let size = Size {
            width: self.width,
            height,
        };
        let mut scene = Scene::new(size);
        scene.title = clean(&figure.title);
        scene.description = describe(figure);
        scene.push(Shape::Rect {
            rect: Rect {
                left: 0.0,
                top: 0.0,
                right: size.width,
                bottom: size.height,
            },
            fill: Color::WHITE,
        });
        scene.items.append(&mut self.header.items);
        let (plots, bottom) = self.draw_panels(&mut scene, figure, height - least);
        self.draw_time(&mut scene, bottom);
        let lanes_top = bottom + self.time_height() + 4.0;
        let now = figure.time.now.filter(|&now| self.time.shows(now));
        if let Some(now) = now {
            self.draw_now(&mut scene, now, bottom);
        }
        self.lanes
            .draw(&mut scene, &self.time, &self.columns, lanes_top, now);
        let footer_top = height - 12.0 - self.footer.len() as f64 * FINE.line();
        FINE.put_lines(&mut scene, self.columns.page.0, footer_top, &self.footer);
        Placed {
            scene,
            plots,
            times: (self.time.start, self.time.end),
        }
    }

    /// Draws the panels with the spare height shared out; returns where the last one ends.
    fn draw_panels(&self, scene: &mut Scene, figure: &Figure, spare: f64) -> (Vec<PlotArea>, f64) {
        let heights = share_out(figure, &self.least, spare);
        let guides = guides(figure, &self.time);
        let mut top = self.panels_top();
        let mut bottom = top;
        let mut plots = Vec::new();
        for ((panel, axis), height) in figure.panels.iter().zip(&self.axes).zip(heights) {
            bottom = top + height;
            let rect = Rect {
                left: self.time.left,
                top,
                right: self.time.right,
                bottom,
            };
            plots.push(PlotArea {
                rect,
                low: axis.low,
                high: axis.high,
            });
            let plot = Plot {
                rect,
                time: &self.time,
                value: axis,
            };
            panel::draw(
                scene,
                panel,
                &plot,
                &self.columns,
                &guides,
                figure.arms.len(),
            );
            top = bottom + self.gap;
        }
        (plots, bottom)
    }

    fn draw_time(&self, scene: &mut Scene, top: f64) {
        for (&tick, label) in self.time.ticks.iter().zip(&self.time.labels) {
            let x = self.time.x(tick);
            panel::rule(scene, (x, top), (x, top + 4.0), 1.0, FRAME, &[]);
            NOTE.put(scene, x, top + 14.0, Anchor::Middle, label);
        }
        BODY.put_lines(scene, self.columns.names.0, top + 6.0, &self.time_title);
    }

    /// A line through the panels, but not through the time labels under them.
    fn draw_now(&self, scene: &mut Scene, now: f64, bottom: f64) {
        let x = self.time.x(now);
        let top = self.panels_top();
        panel::rule(scene, (x, top - 8.0), (x, bottom + 4.0), 1.2, INK, &[]);
        NOTE.colored(INK)
            .put(scene, x, top - 16.0, Anchor::Middle, "now");
    }
}

/// Panels grow towards heights in proportion to their weight; none falls below its least.
fn share_out(figure: &Figure, least: &[f64], spare: f64) -> Vec<f64> {
    let weights: Vec<_> = figure.panels.iter().map(panel::weight).collect();
    let room = least.iter().sum::<f64>() + spare;
    // The level (height per weight) at which the panels just fill the room, by bisection.
    let height = |level: f64| -> Vec<f64> {
        least
            .iter()
            .zip(&weights)
            .map(|(least, weight)| least.max(level * weight))
            .collect()
    };
    let (mut low, mut high) = (0.0, 2.0 * room + 1.0);
    for _ in 0..60 {
        let level = 0.5 * (low + high);
        if height(level).iter().sum::<f64>() > room {
            high = level
        } else {
            low = level
        }
    }
    height(low)
}

/// Times at which something happens in all arms, when they are few: a fine line through
/// every panel shows what the curves answer to.
fn guides(figure: &Figure, time: &TimeScale) -> Vec<f64> {
    let mut times: Vec<_> = figure
        .events
        .iter()
        .filter(|event| event.arm.is_none() && event.until.is_none() && time.shows(event.at))
        .map(|event| event.at)
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    if times.len() <= 8 { times } else { Vec::new() }
}

fn footer(figure: &Figure, columns: &Columns) -> Vec<String> {
    let says = |line: &String| line.to_lowercase().contains("not for clinical use");
    let added = if figure.footer.iter().any(says) {
        ""
    } else {
        UNFIT_FOR_CARE
    };
    figure
        .footer
        .iter()
        .map(String::as_str)
        .chain([added])
        .flat_map(|line| columns.wrap(FINE, line))
        .collect()
}

/// What a reader who cannot see the picture is told.
fn describe(figure: &Figure) -> String {
    let arms: Vec<_> = figure.arms.iter().map(|arm| arm.name.as_str()).collect();
    let panels: Vec<_> = figure
        .panels
        .iter()
        .map(|panel| match panel.unit.as_str() {
            "" => panel.quantity.clone(),
            unit => format!("{} ({unit})", panel.quantity),
        })
        .collect();
    let answers: Vec<&str> = figure.answers.iter().map(|(_, text)| &**text).collect();
    clean(&format!(
        "{} {} Arms: {}. Panels over {}: {}. {}",
        figure.subtitle,
        answers.join(" "),
        arms.join("; "),
        match figure.time.unit {
            TimeUnit::Value => figure.time.label.as_str(),
            _ => "time",
        },
        panels.join("; "),
        UNFIT_FOR_CARE,
    ))
}
