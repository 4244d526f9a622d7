//! Tables for people: what there is, and how the arms did.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, Table, TableComponent, Width, presets,
};
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
    finished(table, width)
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
    finished(table, width)
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
                cells.push(words::plain_units(meaningful.unwrap_or_default()));
                cells.extend(verdict(difference));
            }
            cells.push(words::error(row, difference.monte_carlo));
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
    finished(table, width)
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

/// No column is narrower than its longest word, as far as the page allows.
fn whole_words(table: &mut Table, width: usize) {
    let longest = |text: &str| {
        text.split_whitespace()
            .map(|word| word.chars().count())
            .max()
    };
    let columns = table.column_count();
    let mut least = vec![1; columns];
    let rows = table.row_iter().chain(table.header());
    for row in rows {
        for (least, cell) in least.iter_mut().zip(row.cell_iter()) {
            *least = longest(&cell.content()).unwrap_or(1).max(*least);
        }
    }
    // Each column has a blank at both sides.
    if least.iter().map(|word| word + 2).sum::<usize>() > width {
        return;
    }
    for (index, word) in least.iter().enumerate() {
        let Ok(wide) = u16::try_from(word + 2) else {
            continue;
        };
        if let Some(column) = table.column_mut(index) {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(wide)));
        }
    }
}

/// Without blanks at the ends of lines, which only harm whoever copies the text.
fn finished(mut table: Table, width: usize) -> String {
    whole_words(&mut table, width);
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    format!("{}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::plain;

    /// A column broke "norepinephrin" off its last letter.
    #[test]
    fn words_of_a_table_stay_whole() {
        let long = "as many other words as a line has room for, and then some more of them";
        let rows = [vec![
            long.to_owned(),
            "norepinephrine 0.1".to_owned(),
            long.to_owned(),
        ]];
        let drawn = plain(&["outcome", "arm", "difference"], &rows, 60);
        assert!(drawn.contains("norepinephrine"), "{drawn}");
        assert!(
            drawn.lines().all(|line| line.chars().count() <= 60),
            "{drawn}"
        );
    }
}
