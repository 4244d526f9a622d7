//! Arms compared in one look: a forest of paired differences, a tornado of uncertain numbers, and how many are
//! still without what is feared.

use crate::palette::{FRAME, GRID, INK, MUTED};
use crate::projection::time_unit;
use crate::survival::{SHARE_KEY, bands, steps};
use crate::ticks;
use crate::{
    Anchor, Arm, Color, Figure, Look, Marker, MarkerShape, Panel, Point, Rect, Scene, Shape, Size,
    Text, TimeAxis, Weight, arm_style, place,
};
use engine::recording::NOTICE;
use scenarios::file::Scenario;
use scenarios::happening::Happening;
use scenarios::influence::Influences;
use scenarios::outcome::Row;
use scenarios::plan::Plan;
use scenarios::run::Projection;
use scenarios::words;

/// Width of the page, of its words at the left and at the right.
const WIDTH: f64 = 960.0;
const LEFT: f64 = 270.0;
const RIGHT: f64 = 270.0;
/// Height of a line, and of what stands above and below all.
const LINE: f64 = 24.0;
const HEAD: f64 = 54.0;
const FOOT: f64 = 46.0;

/// Bars of a tornado; those that move less are told as a number.
const BARS: usize = 12;

struct Page {
    scene: Scene,
}

impl Page {
    fn new(title: &str, words: &str, lines: f64) -> Self {
        let size = Size {
            width: WIDTH,
            height: HEAD + lines * LINE + FOOT,
        };
        let mut scene = Scene::new(size);
        title.clone_into(&mut scene.title);
        words.clone_into(&mut scene.description);
        let mut page = Self { scene };
        page.rect(0.0, 0.0, WIDTH, size.height, Color::WHITE);
        page.text(16.0, 24.0, Anchor::Start, 16.0, INK, Weight::Bold, title);
        page.text(
            16.0,
            42.0,
            Anchor::Start,
            12.0,
            MUTED,
            Weight::Regular,
            words,
        );
        let foot = size.height - 12.0;
        page.text(
            16.0,
            foot,
            Anchor::Start,
            11.0,
            MUTED,
            Weight::Regular,
            NOTICE,
        );
        page
    }

    fn rect(&mut self, left: f64, top: f64, right: f64, bottom: f64, fill: Color) {
        let rect = Rect {
            left: left.min(right),
            top,
            right: right.max(left),
            bottom,
        };
        self.scene.push(Shape::Rect { rect, fill });
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, color: Color) {
        self.scene.push(Shape::Polyline {
            points: vec![Point::new(from.0, from.1), Point::new(to.0, to.1)],
            width,
            color,
            dash: Vec::new(),
        });
    }

    #[expect(clippy::too_many_arguments)]
    fn text(
        &mut self,
        x: f64,
        y: f64,
        anchor: Anchor,
        size: f64,
        color: Color,
        weight: Weight,
        content: &str,
    ) {
        self.scene.push(Shape::Text(Text {
            at: Point::new(x, y),
            anchor,
            size,
            weight,
            color,
            turned: false,
            content: content.replace(char::is_control, " "),
        }));
    }
}

/// Paired differences of each arm from the first: the middle of the twins, and between what 90 % of them lie;
/// each outcome on its own scale, with nothing in the middle. `None` where arms cannot be compared.
pub fn forest(rows: &[Row], arms: &[String]) -> Option<Scene> {
    let rows: Vec<&Row> = rows
        .iter()
        .filter(|row| !row.differences.is_empty())
        .collect();
    let first = arms.first()?;
    if rows.is_empty() {
        return None;
    }
    let lines: usize = rows.iter().map(|row| row.differences.len() + 1).sum();
    let words = format!(
        "twin by twin: the middle difference, and where 90 % of the differences lie; each outcome on its own scale; left of the line less than {first}"
    );
    let mut page = Page::new(&format!("Against {first}"), &words, lines as f64);
    let (left, right) = (LEFT, WIDTH - RIGHT);
    let middle = 0.5 * (left + right);
    let mut y = HEAD;
    let bottom = HEAD + lines as f64 * LINE;
    page.line((middle, y), (middle, bottom), 1.0, FRAME);
    for row in rows {
        let reach = row.differences.iter().flat_map(|difference| {
            let (low, high) = difference.interval;
            [low, high, difference.centre].map(f64::abs)
        });
        let most = reach.filter(|value| value.is_finite()).fold(0.0, f64::max);
        let most = if most > 0.0 { 1.08 * most } else { 1.0 };
        let x = |value: f64| middle + (value / most).clamp(-1.0, 1.0) * 0.5 * (right - left);
        page.text(
            16.0,
            y + 17.0,
            Anchor::Start,
            13.0,
            INK,
            Weight::Bold,
            &row.label,
        );
        if let Some(meaningful) = &row.meaningful {
            let text = format!("meaningful: {}", words::plain_units(meaningful));
            page.text(
                right + 12.0,
                y + 17.0,
                Anchor::Start,
                11.0,
                MUTED,
                Weight::Regular,
                &text,
            );
        }
        y += LINE;
        for (place, difference) in row.differences.iter().enumerate() {
            let color = arm_style(place + 1).color;
            let name = arms.get(place + 1).map_or("", String::as_str);
            let at = y + 0.5 * LINE;
            page.line((left, y + LINE), (right, y + LINE), 0.6, GRID);
            page.text(
                28.0,
                at + 4.0,
                Anchor::Start,
                12.0,
                color,
                Weight::Regular,
                name,
            );
            let (low, high) = difference.interval;
            if difference.centre.is_finite() {
                if low.is_finite() && high.is_finite() {
                    page.line((x(low), at), (x(high), at), 2.0, color);
                    for end in [low, high] {
                        page.line((x(end), at - 4.0), (x(end), at + 4.0), 2.0, color);
                    }
                }
                page.scene.push(Shape::Marker(Marker {
                    shape: MarkerShape::Square,
                    center: Point::new(x(difference.centre), at),
                    radius: 6.0,
                    fill: color,
                }));
            }
            let text = words::difference(row, difference);
            page.text(
                right + 12.0,
                at + 4.0,
                Anchor::Start,
                11.5,
                INK,
                Weight::Regular,
                &text,
            );
            y += LINE;
        }
    }
    Some(page.scene)
}

/// What each uncertain number does to an outcome of an arm, the strongest first: with the number low, and with
/// it high, all others typical. `None` where nothing of it is uncertain.
pub fn tornado(
    influences: &Influences,
    outcome: usize,
    arm: usize,
    row: &Row,
    name: &str,
) -> Option<Scene> {
    let typical = *influences.typical.get(outcome)?.get(arm)?;
    let mut bars: Vec<(&str, f64, f64)> = Vec::new();
    for influence in &influences.of {
        let (low, high) = (
            *influence.low.get(outcome)?.get(arm)?,
            *influence.high.get(outcome)?.get(arm)?,
        );
        if low.is_finite() && high.is_finite() {
            bars.push((&influence.parameter, low, high));
        }
    }
    let swing = |bar: &(&str, f64, f64)| (bar.2 - bar.1).abs();
    // What moves it by less than could be seen is not there.
    let most = bars.iter().map(swing).fold(0.0, f64::max);
    bars.retain(|bar| swing(bar) > 0.002 * most);
    // Ties stay in the order of the plan.
    bars.sort_by(|a, b| swing(b).total_cmp(&swing(a)));
    if bars.is_empty() || !typical.is_finite() {
        return None;
    }
    let more = bars.len().saturating_sub(BARS);
    bars.truncate(BARS);
    let words = format!(
        "{name}: the typical twin with one number at a time where 5 % of twins are below it (pale) and above it (full){}",
        if more > 0 {
            format!("; {more} that move it less are left out")
        } else {
            String::new()
        }
    );
    let title = format!("What moves {}", row.label);
    let mut page = Page::new(&title, &words, bars.len() as f64 + 1.0);
    let (left, right) = (LEFT + 20.0, WIDTH - 150.0);
    let ends = bars.iter().flat_map(|bar| [bar.1, bar.2]).chain([typical]);
    let low = ends.clone().fold(f64::INFINITY, f64::min);
    let high = ends.fold(f64::NEG_INFINITY, f64::max);
    let room = 0.06 * (high - low).max(1e-12);
    let (low, high) = (low - room, high + room);
    let x = |value: f64| left + (value - low) / (high - low) * (right - left);
    let bottom = HEAD + bars.len() as f64 * LINE;
    let marks = ticks::values(low, high, 6.0);
    for (mark, label) in marks.iter().zip(ticks::labels(&marks, false)) {
        page.line((x(*mark), HEAD), (x(*mark), bottom), 0.8, GRID);
        page.text(
            x(*mark),
            bottom + 16.0,
            Anchor::Middle,
            11.0,
            MUTED,
            Weight::Regular,
            &label,
        );
    }
    page.text(
        right + 16.0,
        bottom + 16.0,
        Anchor::Start,
        11.0,
        MUTED,
        Weight::Regular,
        &words::unit(&row.unit),
    );
    let color = arm_style(arm).color;
    for (place, (parameter, at_low, at_high)) in bars.iter().enumerate() {
        let y = HEAD + place as f64 * LINE;
        let text = parameter.replace('_', " ").replace('.', ": ");
        page.text(
            left - 12.0,
            y + 16.0,
            Anchor::End,
            12.0,
            INK,
            Weight::Regular,
            &text,
        );
        page.rect(x(typical), y + 5.0, x(*at_low), y + 19.0, color.fade(0.35));
        page.rect(x(typical), y + 5.0, x(*at_high), y + 19.0, color);
    }
    page.line((x(typical), HEAD), (x(typical), bottom), 1.4, INK);
    Some(page.scene)
}

/// All pictures of this kind that apply, each with a name for its file: `forest`, `survival`, and `tornado-1` and
/// so on for what moves each outcome of the last arm.
pub fn comparisons(
    scenario: &Scenario,
    plan: &Plan,
    projection: &Projection,
    happenings: &[Happening],
    influences: Option<&Influences>,
) -> Vec<(String, Scene)> {
    let mut all: Vec<(String, Scene)> = Vec::new();
    all.extend(forest(&projection.rows, &plan.arms).map(|scene| ("forest".to_owned(), scene)));
    let figure = survival(scenario, plan, &projection.times, happenings);
    all.extend(figure.map(|figure| {
        let placed = place(&figure, Size::for_figure(&figure), &Look::default());
        ("survival".to_owned(), placed.scene)
    }));
    let (Some(influences), Some(name)) = (influences, plan.arms.last()) else {
        return all;
    };
    let arm = plan.arms.len() - 1;
    for (number, row) in projection.rows.iter().enumerate() {
        let scene = tornado(influences, number, arm, row, name);
        all.extend(scene.map(|scene| (format!("tornado-{}", number + 1), scene)));
    }
    all
}

/// How many twins are still without what a risk asks for, over time: a survival curve for each risk. `None`
/// where no outcome is a risk.
pub fn survival(
    scenario: &Scenario,
    plan: &Plan,
    times: &[f64],
    happenings: &[Happening],
) -> Option<Figure> {
    let end = *times.last()?;
    let (unit, minutes) = time_unit(times);
    let begin = times.first()? / minutes;
    let axis: Vec<f64> = times.iter().map(|time| time / minutes).collect();
    let mut figure = Figure::new(
        &scenario.title.value,
        TimeAxis::new(unit, begin, end / minutes),
    );
    figure.arms.extend(plan.arms.iter().map(Arm::new));
    for happening in happenings {
        let outcome = scenario.outcomes.get(happening.outcome)?;
        let mut panel = Panel::new(format!("Not yet: {}", outcome.label()), "% of twins");
        for arm in 0..plan.arms.len() {
            let at = happening.at.get(arm).map_or(&[][..], Vec::as_slice);
            let row = |at: &f64| {
                times
                    .iter()
                    .map(|time| f64::from(u8::from(at > time)))
                    .collect()
            };
            let twins: Vec<Vec<f64>> = at.iter().map(row).collect();
            let series = steps(arm, &axis, &twins, |without| without > 0.5);
            panel.series.push(series);
        }
        panel.span = Some((0.0, 100.0));
        figure.panels.push(panel);
    }
    let twins = happenings.first()?.at.first().map_or(0, Vec::len);
    figure.subtitle = format!("How many of {twins} {} are still without it.", plan.who());
    (figure.line_is, figure.band_is) = SHARE_KEY;
    figure.spread = bands("the share of them");
    Some(figure)
}
