//! What is shown, as files.

use crate::picture::Sight;
use crate::worker::Answer;
use engine::recording::{Block, Column, RecordingError, Writer, write_file};
use engine::world::Settings;
use scenarios::finished::SCENARIO_FILE;
use scenarios::results;
use scenarios::run::{Running, columns};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use viz::report::Page;
use viz::{Figure, Look, PNG_SCALE, Painter, PanelKind, Size, Theme, comparisons, place, svg};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The picture in pixels.
    Png,
    /// The picture in lines.
    Svg,
    /// The curves that are shown, as text.
    Csv,
    /// Every twin's course, with units.
    Parquet,
    /// One page with all of it.
    Html,
}

/// All kinds.
pub const KINDS: [Kind; 5] = [Kind::Png, Kind::Svg, Kind::Csv, Kind::Parquet, Kind::Html];

impl Kind {
    /// What it is, for a person.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG pictures, comparisons too",
            Self::Svg => "SVG pictures, comparisons too",
            Self::Csv => "CSV of the curves shown, and of the outcomes",
            Self::Parquet => "Parquet of every twin's course",
            Self::Html => "HTML report on one page, to print",
        }
    }
}

/// Writes what is shown into a folder, with the scenario and the manifest; gives the files.
///
/// The twins are simulated again for the recording, which gives the same numbers: what is kept on
/// the screen is summed up.
///
/// # Errors
/// What a person should know.
pub fn export(
    answer: &Answer,
    sight: &Sight,
    theme: Theme,
    kinds: &[Kind],
    folder: &Path,
    settings: &Settings,
) -> Result<Vec<PathBuf>, String> {
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("cannot make the folder `{}`: {error}", folder.display()))?;
    let figure = sight.figure(answer);
    let mut files = Vec::new();
    let mut write = |name: &str, contents: &[u8]| {
        let path = folder.join(name);
        let written = write_file(&path, contents).map_err(|error| error.to_string());
        files.push(path);
        written.map(|_| ())
    };
    let look = Look { theme, bare: false };
    let placed = place(&figure, Size::for_figure(&figure), &look);
    let mut scenes = comparisons(
        &answer.scenario,
        &answer.plan,
        &answer.projection,
        &answer.happenings,
        answer.influences.as_deref(),
    );
    for (_, scene) in &mut scenes {
        theme.paint(scene);
    }
    scenes.insert(0, ("figure".to_owned(), placed.scene));
    for kind in kinds {
        match kind {
            Kind::Svg => {
                for (name, scene) in &scenes {
                    write(&format!("{name}.svg"), svg(scene).as_bytes())?;
                }
            }
            Kind::Png => {
                let painter = Painter::open().map_err(|error| error.to_string())?;
                for (name, scene) in &scenes {
                    let image = painter.draw(scene, PNG_SCALE);
                    let png =
                        image.and_then(|image| image.to_png(&scene.title, &scene.description));
                    write(
                        &format!("{name}.png"),
                        &png.map_err(|error| error.to_string())?,
                    )?;
                }
            }
            Kind::Csv => {
                write("figure.csv", curves(&figure).as_bytes())?;
                let csv = results::outcomes_csv(&answer.projection, &answer.plan.arms);
                write("outcomes.csv", csv.as_bytes())?;
            }
            Kind::Html => {
                let text = String::from_utf8_lossy(&answer.source.text);
                let page = Page {
                    scenario: &answer.scenario,
                    plan: &answer.plan,
                    projection: &answer.projection,
                    manifest: &answer.manifest,
                    figure: &figure,
                    text: &text,
                };
                write("report.html", page.html().as_bytes())?;
            }
            Kind::Parquet => {}
        }
    }
    write(SCENARIO_FILE, &answer.source.text)?;
    let mut manifest = answer.manifest.clone();
    manifest.statuses = results::statuses(&answer.projection);
    if kinds.contains(&Kind::Parquet) {
        let path = folder.join("recording.parquet");
        let written = record(answer, &path, settings).map_err(|error| error.to_string())?;
        manifest.files.push(written);
        files.push(path);
    }
    let path = folder.join("manifest.json");
    manifest.write(&path).map_err(|error| error.to_string())?;
    files.push(path);
    Ok(files)
}

fn record(
    answer: &Answer,
    path: &Path,
    settings: &Settings,
) -> Result<engine::recording::Written, Box<dyn std::error::Error>> {
    let columns: Vec<Column> = columns(&answer.plan);
    let mut writer = Writer::create(path, &columns, &answer.manifest.provenance())?;
    let mut running = Running::start(&answer.scenario, &answer.plan, settings)?;
    while !running.is_over() {
        let take = |block: &Block<'_>| -> Result<(), RecordingError> { writer.write(block) };
        running.advance(256, take)?;
    }
    Ok(writer.finish()?)
}

/// The curves of a figure as a table: a line for each panel, arm and time, in the units shown.
pub fn curves(figure: &Figure) -> String {
    let mut out = format!(
        "quantity,unit,difference_from,arm,time_{},p05,p25,median,p75,p95\r\n",
        figure.time.unit.name()
    );
    for panel in &figure.panels {
        let from = match &panel.kind {
            PanelKind::Value => "",
            PanelKind::Difference { from } => from,
        };
        for series in &panel.series {
            let Some(arm) = figure.arms.get(series.arm) else {
                continue;
            };
            for (index, time) in series.times.iter().enumerate() {
                let cells = [panel.quantity.as_str(), &panel.unit, from, &arm.name].map(quoted);
                let _ = write!(out, "{},{time}", cells.join(","));
                let bands = [
                    &series.p05,
                    &series.p25,
                    &series.median,
                    &series.p75,
                    &series.p95,
                ];
                for values in bands {
                    let value = values.get(index).filter(|value| !value.is_nan());
                    let text = value.map_or(String::new(), |value| value.to_string());
                    let _ = write!(out, ",{text}");
                }
                out.push_str("\r\n");
            }
        }
    }
    out
}

fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}
