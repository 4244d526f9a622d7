//! Visual predictive checks: as a table, as a picture, and in a few lines.

use super::Failure;
use super::predictions::Place;
use engine::recording::{Column, Manifest, TableColumn, TableWriter, Values, Written, write_file};
use scenarios::table::{CheckRow, PERCENTILES, Setup, Table, VisualCheck};
use std::path::PathBuf;
use viz::{Arm, Figure, PNG_SCALE, Panel, Series, Size, TimeAxis, TimeUnit};

/// Panels of a picture; strata beyond them stand in the table.
const MOST_PANELS: usize = 6;

/// Writes the check beside the predictions: what was written.
pub fn write(
    check: &VisualCheck,
    setup: &Setup,
    table: &Table,
    place: &Place,
    manifest: &Manifest,
) -> Result<Vec<Written>, Failure> {
    let rows = check.rows();
    let mut written = vec![text(&rows, setup, place)?];
    let figure = picture(check.by(), &rows, setup, table, manifest);
    let scene = viz::layout(&figure, Size::for_figure(&figure));
    let svg = viz::svg(&scene);
    written.push(write_file(&beside(place, "svg"), svg.as_bytes()).map_err(Failure::other)?);
    let drawn = viz::draw(&scene, PNG_SCALE)
        .and_then(|image| image.to_png(&scene.title, &scene.description));
    match drawn {
        Ok(png) => written.push(write_file(&beside(place, "png"), &png).map_err(Failure::other)?),
        Err(error) => {
            // A picture of an earlier run must not stand beside these numbers.
            let _ = std::fs::remove_file(beside(place, "png"));
            super::complain(&format!("no PNG of the check: {error}\n"));
        }
    }
    Ok(written)
}

/// `predictions.vpc.csv` beside `predictions.parquet`.
pub fn beside(place: &Place, ending: &str) -> PathBuf {
    place.file().with_extension(format!("vpc.{ending}"))
}

fn text(rows: &[CheckRow], setup: &Setup, place: &Place) -> Result<Written, Failure> {
    let field = setup.field(setup.prediction);
    let of = |name: &str, unit: &str, meaning: &str, is_text: bool| TableColumn {
        column: Column::new(name, unit, meaning),
        is_text,
        is_whole: false,
        is_carried: false,
        repeats: true,
    };
    let columns = [
        of(
            "stratum",
            "",
            "Value of the column by which people are told apart",
            true,
        ),
        of("time", &setup.time_unit, "Time", false),
        of("observations", "", "Observations", false),
        of("percentile", "%", "Percentile over people", false),
        of(
            "observed",
            field.unit,
            "The percentile of the observations",
            false,
        ),
        of(
            "simulated_p05",
            field.unit,
            "5th percentile over replicates",
            false,
        ),
        of(
            "simulated",
            field.unit,
            "Median over replicates of the simulated percentile",
            false,
        ),
        of(
            "simulated_p95",
            field.unit,
            "95th percentile over replicates",
            false,
        ),
    ];
    let mut strata: Vec<String> = rows.iter().map(|row| row.stratum.clone()).collect();
    strata.dedup();
    let find = |row: &CheckRow| strata.iter().position(|known| *known == row.stratum);
    let numbers = |of: &dyn Fn(&CheckRow) -> f64| Values::Numbers(rows.iter().map(of).collect());
    let places = rows
        .iter()
        .map(|row| find(row).unwrap_or(0) as u32)
        .collect();
    let values = [
        Values::Texts {
            places,
            list: strata.clone().into(),
        },
        numbers(&|row| row.time),
        numbers(&|row| row.count as f64),
        numbers(&|row| 100.0 * row.percentile),
        numbers(&|row| row.observed),
        numbers(&|row| row.simulated[0]),
        numbers(&|row| row.simulated[1]),
        numbers(&|row| row.simulated[2]),
    ];
    let mut writer = TableWriter::csv(&beside(place, "csv"), &columns).map_err(Failure::other)?;
    writer.write(&values).map_err(Failure::other)?;
    writer.finish().map_err(Failure::other)
}

fn picture(
    by: &str,
    rows: &[CheckRow],
    setup: &Setup,
    table: &Table,
    manifest: &Manifest,
) -> Figure {
    let (unit, scale) = match setup.minutes {
        minutes if minutes < 60.0 => (TimeUnit::Minutes, minutes),
        minutes if minutes < 1440.0 => (TimeUnit::Hours, minutes / 60.0),
        minutes => (TimeUnit::Days, minutes / 1440.0),
    };
    let times = || rows.iter().map(|row| row.time * scale);
    let start = times().fold(f64::INFINITY, f64::min);
    let end = times().fold(f64::NEG_INFINITY, f64::max);
    let has_observed = rows.iter().any(|row| !row.observed.is_nan());
    let title = format!("Visual predictive check: {}", setup.layout().name);
    let mut figure = Figure::new(
        title,
        TimeAxis::new(unit, start, end.max(start + 1.0 * scale)),
    );
    figure.arms = vec![
        Arm::new("simulated 95th percentile"),
        Arm::new("simulated median"),
        Arm::new("simulated 5th percentile"),
    ];
    if has_observed {
        figure.arms.push(Arm::new("observed percentiles"));
    }
    let replicates = setup.replicates();
    figure.spread = match replicates {
        1 => "percentiles over people, of one replicate".to_owned(),
        _ => {
            format!("bands: where the percentile is in the middle 90 % of {replicates} replicates")
        }
    };
    figure.subtitle = format!(
        "{} people; {}",
        table.people(),
        match has_observed {
            true => "observations are from the table's DV",
            false => "the table has no observations (DV) to hold it against",
        }
    );
    let table_hash: String = manifest.scenario.blake3.chars().take(12).collect();
    figure.footer = vec![format!(
        "Homeostat {}, seed {}, table {table_hash}",
        manifest.version, manifest.seed
    )];
    let mut strata: Vec<&str> = rows.iter().map(|row| row.stratum.as_str()).collect();
    strata.dedup();
    let field = setup.field(setup.prediction);
    for stratum in strata.iter().take(MOST_PANELS) {
        let quantity = match stratum.is_empty() {
            true => field.name.replace('_', " "),
            false => format!("{}, {by} {stratum}", field.name.replace('_', " ")),
        };
        let mut panel = Panel::new(quantity, field.unit);
        for (arm, share) in PERCENTILES.into_iter().rev().enumerate() {
            let own: Vec<&CheckRow> = rows
                .iter()
                .filter(|row| row.stratum == *stratum && row.percentile == share)
                .collect();
            let times: Vec<f64> = own.iter().map(|row| row.time * scale).collect();
            let mut series = Series::new(arm, times.clone());
            series.median = own.iter().map(|row| row.simulated[1]).collect();
            if replicates > 1 {
                series.p05 = own.iter().map(|row| row.simulated[0]).collect();
                series.p95 = own.iter().map(|row| row.simulated[2]).collect();
            }
            panel.series.push(series);
            if has_observed {
                let mut series = Series::new(PERCENTILES.len(), times);
                series.median = own.iter().map(|row| row.observed).collect();
                panel.series.push(series);
            }
        }
        figure.panels.push(panel);
    }
    figure
}

/// How many of the observed percentiles are inside the simulated band, in words.
pub fn told(check: &VisualCheck) -> Option<String> {
    let rows = check.rows();
    let banded = |row: &&CheckRow| !row.observed.is_nan() && !row.simulated[0].is_nan();
    let held: Vec<&CheckRow> = rows.iter().filter(banded).collect();
    let inside = |row: &&&CheckRow| (row.simulated[0]..=row.simulated[2]).contains(&row.observed);
    let count = held.iter().filter(inside).count();
    (!held.is_empty()).then(|| {
        format!(
            "predictive check: {count} of {} observed percentiles are within the middle 90 % of the \
             replicates",
            held.len()
        )
    })
}
