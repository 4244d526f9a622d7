//! Parts of a sweep as files: one with a row for each person, cell, arm and outcome, one with the
//! people.

use super::cell::Sweep;
use super::part::{Member, Part};
use crate::cohort::{Cell, FactKind};
use crate::run::unit_of;
use engine::recording::{
    Column, Provenance, RecordingError, TableColumn, TableWriter, Values, Written, read_sheet,
};
use std::path::Path;
use std::sync::Arc;

/// What has been done, in the folder of a sweep.
pub const JOURNAL: &str = "journal.json";

/// Folder of the rows of outcomes.
pub const OUTCOMES: &str = "outcomes";

/// Folder of the people.
pub const PEOPLE: &str = "people";

/// What is said of an arm that went well.
const WELL: &str = "well";

/// Name of a part's file.
pub fn name(part: usize) -> String {
    format!("part-{part:05}.parquet")
}

fn plain(column: Column) -> TableColumn {
    TableColumn {
        column,
        is_text: false,
        is_whole: false,
        is_carried: false,
        repeats: false,
    }
}

fn text(name: &str, meaning: &str) -> TableColumn {
    TableColumn {
        is_text: true,
        ..plain(Column::new(name, "", meaning))
    }
}

fn whole(name: &str, meaning: &str) -> TableColumn {
    TableColumn {
        is_whole: true,
        ..plain(Column::new(name, "", meaning))
    }
}

/// Columns of the rows of outcomes.
pub fn outcome_columns(sweep: &Sweep) -> Vec<TableColumn> {
    let mut columns = vec![
        whole(
            "subject",
            "Number of the person among all who were looked at; one number is one person in every arm and cell",
        ),
        whole("cell", "Number of the combination of swept values"),
    ];
    columns.extend(
        sweep
            .axes
            .iter()
            .map(|axis| text(&axis.path.value, "What is swept, as it was written")),
    );
    columns.push(text("arm", "Arm of the comparison"));
    columns.push(text("outcome", "What was measured"));
    columns.push(plain(Column::new(
        "value",
        "",
        "The value, in the unit beside it; none for a person who failed in any arm of the cell",
    )));
    columns.push(text("unit", "Unit of the value, in UCUM"));
    columns.push(text("status", "How the simulation of this arm ended"));
    columns
}

/// Writes the rows of a part.
pub fn write_outcomes(
    folder: &Path,
    number: usize,
    sweep: &Sweep,
    part: &Part,
    provenance: &Provenance,
) -> Result<Written, RecordingError> {
    let (arms, outcomes) = part.shape;
    let count = part.members.len();
    let scenario = &sweep.cells[0].scenario;
    let list = |texts: Vec<String>| -> Arc<[String]> { texts.into() };
    let arm_list = list(sweep.arms().to_vec());
    let labels: Vec<String> = scenario
        .outcomes
        .iter()
        .map(|o| o.label().to_owned())
        .collect();
    let units: Vec<String> = scenario
        .outcomes
        .iter()
        .map(|o| unit_of(o.of.value.kind(), o.of.value.unit_text()))
        .collect();
    let (label_list, unit_list) = (list(labels), list(units));
    let mut statuses = vec![WELL.to_owned()];
    statuses.extend(part.reasons.iter().cloned());
    let status_list = list(statuses);

    let path = folder.join(OUTCOMES).join(name(number));
    let mut writer = TableWriter::parquet(&path, &outcome_columns(sweep), provenance)?;
    let subjects: Vec<(u64, u32)> = part.members.iter().map(|m| (m.number(), 1)).collect();
    for (place, cell) in part.cells.iter().enumerate() {
        // A cell at a time, so that what is gathered stays small.
        let rows = arms * outcomes * count;
        let mut columns: Vec<Values> = Vec::new();
        columns.push(Values::Whole(subjects.repeat(arms * outcomes)));
        columns.push(Values::Whole(vec![(*cell as u64, rows as u32)]));
        for (axis, choice) in sweep.axes.iter().zip(&sweep.cells[*cell].choices) {
            columns.push(Values::Texts {
                places: vec![*choice as u32; rows],
                list: list(axis.values.iter().map(|value| value.text.clone()).collect()),
            });
        }
        let by = |of: &dyn Fn(usize, usize) -> u32| -> Vec<u32> {
            let mut places = Vec::with_capacity(rows);
            for arm in 0..arms {
                for outcome in 0..outcomes {
                    places.resize(places.len() + count, of(arm, outcome));
                }
            }
            places
        };
        columns.push(Values::Texts {
            places: by(&|arm, _| arm as u32),
            list: arm_list.clone(),
        });
        columns.push(Values::Texts {
            places: by(&|_, outcome| outcome as u32),
            list: label_list.clone(),
        });
        let from = place * rows;
        columns.push(Values::Numbers(part.values[from..from + rows].to_vec()));
        columns.push(Values::Texts {
            places: by(&|_, outcome| outcome as u32),
            list: unit_list.clone(),
        });
        let mut status = Vec::with_capacity(rows);
        for arm in 0..arms {
            let from = (place * arms + arm) * count;
            (0..outcomes).for_each(|_| status.extend(&part.statuses[from..from + count]));
        }
        columns.push(Values::Texts {
            places: status,
            list: status_list.clone(),
        });
        writer.write(columns)?;
    }
    writer.finish()
}

/// Writes the people of a part; nothing for twins of one patient.
pub fn write_people(
    folder: &Path,
    number: usize,
    sweep: &Sweep,
    part: &Part,
    provenance: &Provenance,
) -> Result<Option<Written>, RecordingError> {
    let Some(cast) = &sweep.cells[part.cells[0]].plan.cast else {
        return Ok(None);
    };
    let mut columns = vec![whole(
        "subject",
        "Number of the person among all who were looked at",
    )];
    let mut values = vec![Values::Whole(
        part.members.iter().map(|m| (m.number(), 1)).collect(),
    )];
    for (index, fact) in cast.facts().iter().enumerate() {
        let meaning = fact
            .covariate
            .map_or("Fact of the person", |known| known.meaning);
        let cells = part.members.iter().map(|member| {
            let who = member.person();
            who.and_then(|who| who.cells.get(index).copied())
                .unwrap_or(Cell::Missing)
        });
        match &fact.kind {
            FactKind::Number { text, .. } => {
                columns.push(plain(Column::new(&fact.name, text, meaning)));
                let number = |cell| match cell {
                    Cell::Number(number) => number,
                    _ => f64::NAN,
                };
                values.push(Values::Numbers(cells.map(number).collect()));
            }
            FactKind::Word(words) => {
                columns.push(text(&fact.name, meaning));
                let place = |cell| match cell {
                    Cell::Word(place) => place,
                    _ => u32::MAX,
                };
                values.push(Values::Texts {
                    places: cells.map(place).collect(),
                    list: words.clone().into(),
                });
            }
        }
    }
    let path = folder.join(PEOPLE).join(name(number));
    let mut writer = TableWriter::parquet(&path, &columns, provenance)?;
    writer.write(values)?;
    writer.finish().map(Some)
}

/// Reads a finished part back; `None` where it does not hold these people.
pub fn read_outcomes(
    folder: &Path,
    number: usize,
    sweep: &Sweep,
    cells: &[usize],
    members: Vec<Member>,
) -> Result<Option<Part>, RecordingError> {
    let path = folder.join(OUTCOMES).join(name(number));
    let columns = read_sheet(&path)?;
    let of = |name: &str| columns.iter().find(|column| column.name == name);
    let (arms, outcomes) = (
        sweep.arms().len(),
        sweep.cells[cells[0]].scenario.outcomes.len(),
    );
    let count = members.len();
    let rows = cells.len() * arms * outcomes * count;
    let (Some(subject), Some(value), Some(status)) = (of("subject"), of("value"), of("status"))
    else {
        return Ok(None);
    };
    let statuses = status.texts.as_deref().unwrap_or_default();
    let same = |(row, found): (usize, &f64)| *found == members[row % count].number() as f64;
    if value.numbers.len() != rows
        || statuses.len() != rows
        || !subject.numbers.iter().enumerate().all(same)
    {
        return Ok(None);
    }
    let mut part = Part {
        members,
        cells: cells.to_vec(),
        values: value.numbers.clone(),
        statuses: vec![0; cells.len() * arms * count],
        reasons: Vec::new(),
        shape: (arms, outcomes),
    };
    for place in 0..cells.len() * arms {
        for member in 0..count {
            let status = statuses[place * outcomes * count + member].as_deref();
            let Some(reason) = status.filter(|status| *status != WELL) else {
                continue;
            };
            let known = part.reasons.iter().position(|known| known == reason);
            let known = known.unwrap_or_else(|| {
                part.reasons.push(reason.to_owned());
                part.reasons.len() - 1
            });
            part.statuses[place * count + member] = known as u32 + 1;
        }
    }
    Ok(Some(part))
}
