//! Predictions beside the records of an event table: where they go, and what is told of them.

use super::{Failure, terminal};
use engine::recording::{Manifest, NOTICE, Provenance, RecordingError, TableColumn, TableWriter};
use scenarios::table::{Setup, Summary, Table, VisualCheck};
use std::path::{Path, PathBuf};

/// Where predictions go.
pub struct Place {
    file: PathBuf,
    is_text: bool,
    /// A folder that was made for them.
    made: Option<PathBuf>,
}

impl Place {
    /// `out` is a file by its ending, else a folder; both are made where they are not there.
    pub fn open(out: Option<&Path>, data: &Path, csv: bool) -> Result<Self, Failure> {
        let ending = out
            .and_then(Path::extension)
            .map(|e| e.to_ascii_lowercase());
        let ending = ending.as_ref().and_then(|e| e.to_str());
        let (folder, file, is_text) = match (out, ending) {
            (Some(out), Some("csv")) => (parent(out), out.to_owned(), true),
            (Some(out), Some("parquet")) if csv => {
                return Err(Failure::bad_input(format!(
                    "`{}` is a Parquet file by its name, and --csv asks for text",
                    out.display()
                )));
            }
            (Some(out), Some("parquet")) => (parent(out), out.to_owned(), false),
            (Some(out), Some("txt" | "tsv" | "dat" | "xls" | "xlsx" | "json")) => {
                return Err(Failure::bad_input(format!(
                    "found `{}`, expected a name that ends in .csv or .parquet, or a folder",
                    out.display()
                )));
            }
            _ => {
                let stem = data.file_stem().unwrap_or_default();
                let folder = out.map_or_else(|| Path::new("out").join(stem), Path::to_owned);
                let name = if csv {
                    "predictions.csv"
                } else {
                    "predictions.parquet"
                };
                (folder.clone(), folder.join(name), csv)
            }
        };
        let is_new = !folder.exists();
        std::fs::create_dir_all(&folder).map_err(|error| {
            Failure::bad_input(format!(
                "cannot make the folder `{}`: {error}; choose another",
                folder.display()
            ))
        })?;
        Ok(Self {
            file,
            is_text,
            made: is_new.then_some(folder),
        })
    }

    /// The file of the predictions.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The page that says what they are.
    pub fn manifest(&self) -> PathBuf {
        self.file.with_extension("manifest.json")
    }

    /// Opens the file.
    pub fn writer(
        &self,
        columns: &[TableColumn],
        provenance: &Provenance,
    ) -> Result<TableWriter, RecordingError> {
        match self.is_text {
            true => TableWriter::csv(&self.file, columns),
            false => TableWriter::parquet(&self.file, columns, provenance),
        }
    }

    /// Removes the folder if it was made for nothing.
    pub fn give_up(&self) {
        if let Some(folder) = &self.made {
            // Fails where something is in it, which is then meant to stay.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

fn parent(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// What there is to tell.
pub struct Told<'a> {
    /// The model, and how the table was meant.
    pub setup: &'a Setup,
    /// The table.
    pub table: &'a Table<'a>,
    /// What it came to.
    pub summary: &'a Summary,
    /// What made it.
    pub manifest: &'a Manifest,
    /// Where it stands.
    pub place: &'a Place,
    /// Whether there is no error of a method.
    pub in_closed_form: bool,
    /// The visual predictive check, if one was asked for.
    pub check: Option<&'a VisualCheck>,
}

/// What was simulated, from what, and where it stands.
pub fn told(told: &Told) -> String {
    let Told {
        setup,
        table,
        summary,
        manifest,
        ..
    } = told;
    let width = terminal::width();
    let layout = setup.layout();
    let mut out = format!(
        "{}\n",
        terminal::bold(&format!(
            "{}: {}, {}, {}",
            layout.name,
            many(table.people() as u64, "person", "people"),
            many(table.records() as u64, "record", "records"),
            many(summary.rows, "row of predictions", "rows of predictions"),
        ))
    );
    let all = table.people() as u64 * setup.replicates();
    for (reason, lost) in &summary.failed {
        let text = format!(
            "{} of {all} could not be carried to the last row, the first of them ID {}, the \
             earliest at {} {}: {reason}. Their rows from there on are blank.",
            lost.people, lost.first, lost.at, setup.time_unit
        );
        out.push_str(&terminal::wrap(&text, "! ", 2, width));
    }
    if summary.redrawn > 0 {
        let text = format!(
            "{} of what is uncertain were no population (a parameter or a variance of 0 or less, or \
             no covariance), and were drawn again.",
            many(summary.redrawn, "draw", "draws")
        );
        out.push_str(&terminal::wrap(&text, "! ", 2, width));
    }
    if summary.undrawn > 0 {
        let text = format!(
            "{} of {} replicates have the population as published: 1000 draws in a row were no \
             population. The covariance of the estimates says too little to draw from.",
            summary.undrawn,
            setup.replicates()
        );
        out.push_str(&terminal::wrap(&text, "! ", 2, width));
    }
    let mut item = |text: &str| out.push_str(&terminal::wrap(text, "  - ", 6, width));
    let (read, carried) = table.read_and_carried();
    if !read.is_empty() {
        item(&format!("read from columns: {}", read.join(", ")));
    }
    let column = |name: &str| read.iter().any(|read| read.eq_ignore_ascii_case(name));
    let values = layout.params.iter().zip(&setup.defaults);
    let (mut set, mut typical) = (Vec::new(), Vec::new());
    for (index, (field, value)) in values.enumerate() {
        let text = format!("{} {value} {}", field.name, field.unit);
        match () {
            () if column(field.name) => {}
            () if setup.ask.set.iter().any(|(name, _)| name == field.name) => set.push(text),
            () if setup.population().says(index) => set.push(text),
            () if setup.medicine_of(index).is_some() => {}
            () => typical.push(text),
        }
    }
    for (name, value, unit) in setup.numbers_of_population() {
        if !column(&name) {
            set.push(format!("{name} {} {unit}", (value * 1e6).round() / 1e6));
        }
    }
    for dosed in &setup.parts.medicines {
        let facts = table.facts_told();
        let from = match (setup.ask.facts.is_empty(), facts.is_empty()) {
            (true, true) => "its typical values".to_owned(),
            (false, true) => "its equations for the patient that the command describes".to_owned(),
            _ => format!("its equations for everybody's {}", facts.join(", ")),
        };
        item(&format!("parameters of {}: {from}", dosed.medicine.name));
    }
    if !set.is_empty() {
        item(&format!("set for everybody: {}", set.join(", ")));
    }
    if !typical.is_empty() {
        item(&format!(
            "typical values of the model: {}",
            typical.join(", ")
        ));
    }
    let unsaid = table.doses_without_compartment();
    if unsaid > 0 {
        let usual = setup.usual_compartment();
        item(&format!(
            "{} without a compartment: into {}, {}",
            many(unsaid as u64, "dose", "doses"),
            layout.states.get(usual).map_or("", |field| field.name),
            match setup.parts.medicines.is_empty() {
                true => "the first",
                false => "the usual route",
            }
        ));
    }
    if !carried.is_empty() {
        item(&format!("carried through: {}", carried.join(", ")));
    }
    let prediction = setup.field(setup.prediction);
    item(&format!(
        "IPRED is {} ({}); times in {}",
        prediction.name, prediction.unit, setup.time_unit
    ));
    let solver = &manifest.solver;
    match told.in_closed_form {
        true => item("numbers: closed form, the model is linear"),
        false => item(&format!(
            "numbers: {}, rtol {:e}, atol {:e} of each state's typical size",
            solver.method, solver.rtol, solver.atol
        )),
    }
    if let Some(error) = &setup.ask.residual {
        item(&format!(
            "measurements (DV) err: {}",
            error.words(prediction.unit)
        ));
    }
    for line in setup.population().words(setup.replicates()) {
        item(&line);
    }
    if let Some(text) = told.check.and_then(super::checks::told) {
        item(&text);
    }
    for model in &manifest.models {
        item(&format!("{}: {}", model.model, model.source));
    }
    out.push_str(&format!("\n{}\n", terminal::bold(NOTICE)));
    out.push_str(&format!("\nWritten to {}\n", told.place.file().display()));
    out.push_str(&format!(
        "  and {}, what made these numbers\n",
        told.place.manifest().display()
    ));
    if told.check.is_some() {
        let at = |ending| super::checks::beside(told.place, ending);
        out.push_str(&format!(
            "  and {}, the predictive check; the picture beside it\n",
            at("csv").display()
        ));
    }
    out
}

fn many(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder called x.xlsx was made.
    #[test]
    fn an_ending_that_cannot_be_written_is_refused() {
        let (data, wrong) = (Path::new("doses.csv"), Path::new("x.xlsx"));
        assert!(Place::open(Some(wrong), data, false).is_err());
        assert!(!wrong.exists());
    }
}
