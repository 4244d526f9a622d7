//! Tables for people: what there is, and how the arms did.

use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent, presets};
use scenarios::outcome::{Difference, Row};
use scenarios::words;

/// More arms than this stand below each other, not side by side.
const SIDE_BY_SIDE: usize = 4;

/// A table with a heading.
pub fn plain(heading: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let mut table = empty(width);
    table.set_header(heading);
    for row in rows {
        table.add_row(row);
    }
    finished(&table)
}

/// What each arm came to.
pub fn outcomes(rows: &[Row], arms: &[String], width: usize) -> String {
    let mut table = empty(width);
    if arms.len() <= SIDE_BY_SIDE {
        let heading = std::iter::once("outcome").chain(arms.iter().map(String::as_str));
        table.set_header(heading);
        for row in rows {
            let cells = row.arms.iter().map(|summary| words::summary(row, summary));
            table.add_row(std::iter::once(row.label.clone()).chain(cells));
        }
    } else {
        table.set_header(["outcome", "arm", "value"]);
        for row in rows {
            for (index, (summary, arm)) in row.arms.iter().zip(arms).enumerate() {
                let label = if index == 0 { row.label.as_str() } else { "" };
                table.add_row([label, arm, &words::summary(row, summary)]);
            }
        }
    }
    finished(&table)
}

/// How each arm differs from the first, twin by twin.
pub fn differences(rows: &[Row], arms: &[String], width: usize) -> String {
    let mut table = empty(width);
    let judged = rows.iter().any(|row| row.meaningful.is_some());
    let mut heading = vec!["outcome", "arm", "difference"];
    if judged {
        heading.extend(["meaningful", "better", "same", "worse"]);
    }
    heading.push("s.e.");
    table.set_header(&heading);
    for row in rows {
        for (index, (difference, arm)) in row.differences.iter().zip(&arms[1..]).enumerate() {
            let label = if index == 0 { row.label.as_str() } else { "" };
            let mut cells = vec![
                label.to_owned(),
                arm.clone(),
                words::difference(row, difference),
            ];
            if judged {
                let meaningful = row.meaningful.as_deref().filter(|_| index == 0);
                cells.push(meaningful.unwrap_or_default().to_owned());
                cells.extend(verdict(difference));
            }
            cells.push(match difference.monte_carlo.is_nan() {
                true => String::new(),
                false => words::amount(row, difference.monte_carlo),
            });
            table.add_row(cells);
        }
    }
    if judged {
        for index in 4..7 {
            if let Some(column) = table.column_mut(index) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    finished(&table)
}

fn verdict(difference: &Difference) -> [String; 3] {
    match difference.verdict {
        Some(v) => [v.better, v.same, v.worse].map(|count| count.to_string()),
        None => Default::default(),
    }
}

fn empty(width: usize) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(100))
        .set_style(TableComponent::HeaderLines, '\u{2500}')
        .set_style(TableComponent::MiddleHeaderIntersections, '\u{2500}');
    for lines in [
        TableComponent::HorizontalLines,
        TableComponent::MiddleIntersections,
        TableComponent::LeftBorderIntersections,
        TableComponent::RightBorderIntersections,
        TableComponent::TopBorder,
        TableComponent::TopBorderIntersections,
        TableComponent::TopLeftCorner,
        TableComponent::TopRightCorner,
    ] {
        table.remove_style(lines);
    }
    table
}

/// Without blanks at the ends of lines, which only harm whoever copies the text.
fn finished(table: &Table) -> String {
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    format!("{}\n", lines.join("\n"))
}
