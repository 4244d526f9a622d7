//! `homeostat simulate`: an event table through one model.

use super::number::{tolerance, whole};
use super::{files, source};
use crate::output::predictions::{Place, Told};
use crate::output::{Failure, checks, complain, json, predictions, put, terminal};
use engine::dosing::Between;
use engine::recording::{Manifest, ModelRecord, ScenarioRecord, SolverRecord, StatusCounts};
use engine::solve::method::Method;
use engine::world::Settings;
use indicatif::{ProgressBar, ProgressDrawTarget};
use physiology::{Isa, system, systems};
use scenarios::medicine::{Facts, Medicine, Shelf};
use scenarios::nearest::nearest;
use scenarios::population::{self, Population};
use scenarios::problem::Problem;
use scenarios::report::Report;
use scenarios::table::{
    Ask, FactMapping, Grid, Mapping, Number, Parts, Residual, Setup, Simulation, Stopped, Summary,
    Table, VisualCheck,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// What the long help ends with.
pub const EXAMPLES: &str = "\
A table has a line for every dose and every time to look at, as in NONMEM:

  ID,TIME,EVID,CMT,AMT,II,ADDL,clearance
  1,0,1,depot,320,12,5,2.8
  1,4,0,.,.,.,.,.
  1,71.5,0,.,.,.,.,.

  homeostat simulate one_compartment --data doses.csv
  homeostat simulate one_compartment --data doses.csv --grid 0:72:0.5 --out week.csv
  homeostat simulate one_compartment --data doses.csv --set volume=35 --lag depot=0.4
  homeostat simulate two_compartments --data study.csv --lag 1=TLAG --covariates locf
  homeostat simulate one_compartment --data doses.csv --error proportional=0.15,additive=0.1
  homeostat simulate theophylline --data doses.csv --patient weight=80kg

It reads ID TIME EVID AMT RATE DUR CMT ADDL II SS MDV, parameters by the model's names
(`homeostat describe one_compartment`), and F1 ALAG1 R1 D1 or F_depot ALAG_depot ... of each
compartment; other columns are carried through. docs/event-tables.md has every rule.

Simulated; to think with, not to prescribe from.";

/// Arguments of `simulate`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Model or medicine, by its name (`homeostat list models`, `list drugs`), or a medicine file; A+B
    /// for a model that reads what the other publishes
    model: String,
    /// Event table: comma-separated, the first line names the columns
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Where the predictions go: a file (.parquet or .csv) or a folder [default: out/NAME-OF-THE-TABLE]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Write comma-separated values in place of Parquet
    #[arg(long)]
    csv: bool,
    /// Look at everybody at these times too, after all that happens then
    #[arg(long, value_name = "FROM:TO:BY", allow_hyphen_values = true)]
    grid: Option<Grid>,
    /// Value of a parameter for everybody whom no column gives one
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, f64)>,
    /// Fact about everybody, from which a medicine's parameters follow: weight=80kg, sex=female
    #[arg(long, value_name = "NAME=VALUE")]
    patient: Vec<String>,
    /// Column that tells a fact about people; codes of words in brackets: sex=SEX(0=female,1=male)
    #[arg(long, value_name = "FACT=COLUMN")]
    fact: Vec<FactMapping>,
    /// Leave out what a medicine does: its kinetics alone
    #[arg(long)]
    kinetics_only: bool,
    /// Fraction that arrives of doses into a compartment: a column or a number
    #[arg(long, value_name = "COMPARTMENT=COLUMN")]
    bioavailability: Vec<Mapping>,
    /// Time until doses into a compartment arrive
    #[arg(long, value_name = "COMPARTMENT=COLUMN")]
    lag: Vec<Mapping>,
    /// Rate of the compartment's doses with RATE -1
    #[arg(long, value_name = "COMPARTMENT=COLUMN")]
    rate: Vec<Mapping>,
    /// Duration of the compartment's doses with RATE -2
    #[arg(long, value_name = "COMPARTMENT=COLUMN")]
    duration: Vec<Mapping>,
    /// What parameters are between records: nocb (the value of the record after, as NONMEM), locf
    /// (of the record before) or linear
    #[arg(long, value_name = "RULE", default_value = "nocb", value_parser = between)]
    covariates: Between,
    /// Unit of times in the table [default: the model's own]
    #[arg(long, value_name = "UNIT")]
    time_unit: Option<String>,
    /// States and signals to show [default: all signals]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    show: Vec<String>,
    /// Signal or state that is IPRED [default: concentration, else the first signal]
    #[arg(long, value_name = "NAME")]
    prediction: Option<String>,
    /// Columns to write, of the table or of the predictions [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Vec<String>,
    /// Carry a column through although its name looks like a misspelt one
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    carry: Vec<String>,
    /// Let people differ as a population file says (TOML; docs/event-tables.md)
    #[arg(long, value_name = "FILE", conflicts_with = "vary")]
    population: Option<PathBuf>,
    /// Let people differ, and measurements err, as the medicine's file says
    #[arg(long)]
    vary: bool,
    /// Simulate everybody so often, each time as other people of the population; where the
    /// population file says how well it is known (rse, covariance, df, a NONMEM .cov file), the
    /// population is drawn each time too
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true, value_parser = whole::<u64>(1..=100_000))]
    replicates: u64,
    /// Write a visual predictive check: percentiles over people at each time, and how much they vary
    /// between replicates, beside those of a column DV of the table, as a table and a picture
    #[arg(long)]
    vpc: bool,
    /// Tell people apart by this column in the check
    #[arg(long, value_name = "COLUMN", requires = "vpc")]
    by: Option<String>,
    /// Add DV, with an error of these standard deviations: proportional, additive, or log; and the
    /// limit of quantification as `limit=0.05`
    #[arg(long, value_name = "KIND=SD,...")]
    error: Option<Residual>,
    /// Seed of everything that is drawn
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true, value_parser = whole(0..=u64::MAX))]
    seed: u64,
    /// Threads; all cores unless said [never changes a number]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u16>(1..=1024))]
    threads: Option<u16>,
    /// Relative tolerance, where the model is not solved in closed form
    #[arg(long, value_name = "X", default_value = "2e-8", allow_negative_numbers = true, value_parser = tolerance)]
    rtol: f64,
    /// Absolute tolerance, in typical sizes of each state [default: a tenth of --rtol]
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = tolerance)]
    atol: Option<f64>,
    /// Method: auto (closed form where the model is linear), bs5, tsit5, dop853, rodas5p or reference
    #[arg(long, value_name = "M", default_value = "auto")]
    method: Method,
    /// Print the manifest as JSON, and nothing else
    #[arg(long)]
    json: bool,
    /// Print nothing
    #[arg(long, short)]
    quiet: bool,
}

fn setting(text: &str) -> Result<(String, f64), String> {
    let parts = text.split_once('=');
    parts
        .and_then(|(name, value)| Some((name.trim().to_owned(), value.trim().parse().ok()?)))
        .ok_or_else(|| {
            "expected NAME=NUMBER, in the unit of the model, as in clearance=2.8".to_owned()
        })
}

fn between(text: &str) -> Result<Between, String> {
    match text {
        "locf" => Ok(Between::Locf),
        "nocb" => Ok(Between::Nocb),
        "linear" => Ok(Between::Linear),
        _ => Err("there are nocb, locf and linear".to_owned()),
    }
}

/// Runs a table through a model.
pub fn simulate(arguments: &Arguments) -> Result<(), Failure> {
    let asked = ask(arguments)?;
    let mut setup = Setup::of_parts(parts(arguments)?, asked)
        .map_err(|wrong| Failure::bad_input(wrong.join("\n")))?;
    setup.vary(population(arguments, &setup)?, arguments.replicates);
    let name = arguments.data.display().to_string();
    let text = files::read(&arguments.data)?;
    let refuse = |problems: Vec<Problem>| {
        let report = Report::new(&name, &text, problems);
        let drawn = report.draw(terminal::error_colours(), terminal::width());
        let counted = source::count(&report, &name);
        Failure::bad_input(format!("{drawn}{counted}; nothing was simulated"))
    };
    let (table, mut warnings) = Table::read(&text, &setup).map_err(refuse)?;

    let defaults = Settings::default();
    let settings = Settings {
        method: arguments.method,
        rtol: Some(arguments.rtol),
        atol: arguments.atol,
        threads: arguments.threads.map_or(defaults.threads, usize::from),
        ..defaults
    };
    let simulation = Simulation::new(&table, &setup, settings.clone(), arguments.seed)
        .map_err(Failure::other)?;
    warnings.extend(simulation.doubtful());
    if !warnings.is_empty() && !arguments.quiet {
        let report = Report::new(&name, &text, warnings);
        complain(&report.draw(terminal::error_colours(), terminal::width()));
    }

    let mut manifest = manifest(arguments, &setup, &table, &text, &settings, &simulation);
    let columns = simulation.columns();
    if let Some(missing) = simulation.without_column() {
        return Err(Failure::bad_input(format!(
            "there is no column `{missing}` to write; there are {}",
            simulation.names().join(", ")
        )));
    }
    manifest.columns = columns.iter().map(|c| c.column.clone()).collect();
    let place = Place::open(arguments.out.as_deref(), &arguments.data, arguments.csv)?;
    let check = arguments
        .vpc
        .then(|| VisualCheck::new(&simulation, arguments.by.as_deref()));
    let mut check = check.transpose().map_err(Failure::bad_input)?;
    let done = carry(
        arguments,
        &simulation,
        &columns,
        &place,
        &mut check,
        manifest,
    );
    let (summary, mut manifest) = done.map_err(|stopped| {
        place.give_up();
        match stopped {
            Stopped::Table(problems) => refuse(problems),
            Stopped::Taker(failure) => failure,
        }
    })?;
    if let Some(check) = &check {
        let written = checks::write(check, &setup, &table, &place, &manifest)?;
        manifest.files.extend(written);
    }
    manifest.write(&place.manifest()).map_err(Failure::other)?;
    if arguments.json {
        put(&json::page(&manifest)?)?;
    } else if !arguments.quiet {
        put(&predictions::told(&Told {
            setup: &setup,
            table: &table,
            summary: &summary,
            manifest: &manifest,
            place: &place,
            in_closed_form: simulation.in_closed_form(),
            check: check.as_ref(),
        }))?;
    }
    match summary.well {
        0 => Err(Failure::other("nobody came to the last row")),
        _ => Ok(()),
    }
}

/// The models and medicines that are named, in this order.
fn parts(arguments: &Arguments) -> Result<Parts, Failure> {
    let isa = Isa::detect();
    let mut parts = Parts::default();
    for name in arguments.model.split('+') {
        if let Some(system) = system(name, isa) {
            parts.model(system);
        } else if let Some(medicine) = medicine(name)? {
            let added = parts.medicine(medicine, !arguments.kinetics_only, isa);
            added.map_err(Failure::bad_input)?;
        } else {
            let known = systems(isa);
            let shelf = Shelf::library();
            let models = known.iter().map(|system| system.layout().name);
            let names = models.chain(shelf.iter().map(|medicine| medicine.name.as_str()));
            let mut message = format!("there is no model or medicine `{name}`");
            if let Some(right) = nearest(name, names) {
                message.push_str(&format!("; did you mean `{right}`?"));
            }
            message.push_str(
                "\n  expected a model (`homeostat list models`), a medicine (`list drugs`), or the \
                 path of a medicine file",
            );
            return Err(Failure::bad_input(message));
        }
    }
    Ok(parts)
}

/// How people differ, if they are to.
fn population(arguments: &Arguments, setup: &Setup) -> Result<Population, Failure> {
    let found = match (&arguments.population, arguments.vary) {
        (Some(path), _) => {
            let name = path.display().to_string();
            let text = files::read(path)?;
            let folder = path.parent().unwrap_or(Path::new("."));
            let (found, problems) = population::read(&text, setup, folder);
            let report = Report::new(&name, &text, problems);
            let drawn = report.draw(terminal::error_colours(), terminal::width());
            found.ok_or_else(|| Failure::bad_input(drawn))?
        }
        (None, true) => {
            let found = Population::of_medicines(setup).map_err(Failure::bad_input)?;
            if found.between.is_empty() {
                return Err(Failure::bad_input(format!(
                    "nothing that `{}` is made of says how people differ\n  expected a medicine \
                     whose file does, or --population FILE",
                    setup.layout().name
                )));
            }
            found
        }
        (None, false) if arguments.replicates > 1 && arguments.error.is_none() => {
            return Err(Failure::bad_input(
                "--replicates of people who do not differ are the same\n  expected --population \
                 FILE, --vary or --error beside it",
            ));
        }
        (None, false) => Population::default(),
    };
    Ok(found)
}

/// A medicine of the library, or in a file.
fn medicine(name: &str) -> Result<Option<Arc<Medicine>>, Failure> {
    if let Some(medicine) = Shelf::library().get(name) {
        return Ok(Some(medicine.clone()));
    }
    if !name.ends_with(".toml") {
        return Ok(None);
    }
    let text = files::read(Path::new(name))?;
    let (medicine, problems) = scenarios::medicine::read(&Shelf::name_of(name), &text);
    let report = Report::new(name, &text, problems);
    let drawn = || report.draw(terminal::error_colours(), terminal::width());
    match medicine {
        Some(medicine) => Ok(Some(Arc::new(medicine))),
        None => Err(Failure::bad_input(drawn())),
    }
}

fn ask(arguments: &Arguments) -> Result<Ask, Failure> {
    let mut facts = Facts::default();
    for told in &arguments.patient {
        facts.tell(told).map_err(Failure::bad_input)?;
    }
    let mapped = [
        (Number::Bioavailability, &arguments.bioavailability),
        (Number::Lag, &arguments.lag),
        (Number::Rate, &arguments.rate),
        (Number::Duration, &arguments.duration),
    ];
    let each = |(number, mappings): (Number, &Vec<Mapping>)| {
        let pair = move |mapping: &Mapping| (number, mapping.clone());
        mappings.iter().map(pair).collect::<Vec<_>>()
    };
    Ok(Ask {
        set: arguments.set.clone(),
        mapped: mapped.into_iter().flat_map(each).collect(),
        between: arguments.covariates,
        grid: arguments.grid,
        carry: arguments.carry.clone(),
        show: arguments.show.clone(),
        prediction: arguments.prediction.clone(),
        columns: arguments.columns.clone(),
        time_unit: arguments.time_unit.clone(),
        residual: arguments.error,
        facts,
        told: arguments.fact.clone(),
        kinetics_only: arguments.kinetics_only,
    })
}

/// The medicines of the body, and its models.
fn models(setup: &Setup) -> Vec<ModelRecord> {
    let medicines = setup.parts.medicines.iter().map(|dosed| ModelRecord {
        instance: dosed.medicine.name.clone(),
        model: format!("medicine {}", dosed.medicine.name),
        source: format!("{} ({})", dosed.medicine.source, dosed.medicine.population),
        ..ModelRecord::default()
    });
    let models = setup.parts.models.iter().map(|part| ModelRecord {
        instance: part.name().to_owned(),
        model: part.system.layout().name.to_owned(),
        source: scenarios::rests::source_of(part.system.layout().about),
        ..ModelRecord::default()
    });
    medicines.chain(models).collect()
}

fn manifest(
    arguments: &Arguments,
    setup: &Setup,
    table: &Table,
    text: &[u8],
    settings: &Settings,
    simulation: &Simulation,
) -> Manifest {
    let (rtol, atol) = settings.tolerances();
    Manifest {
        scenario: ScenarioRecord {
            path: arguments.data.display().to_string(),
            blake3: blake3::hash(text).to_hex().to_string(),
        },
        seed: arguments.seed,
        patients: table.people() as u64,
        models: models(setup),
        solver: SolverRecord {
            method: match simulation.in_closed_form() {
                true => "closed form".to_owned(),
                false => settings.method.resolved(rtol).to_string(),
            },
            rtol,
            atol,
        },
        ..Manifest::default()
    }
}

fn carry(
    arguments: &Arguments,
    simulation: &Simulation,
    columns: &[engine::recording::TableColumn],
    place: &Place,
    check: &mut Option<VisualCheck>,
    mut manifest: Manifest,
) -> Result<(Summary, Manifest), Stopped<Failure>> {
    let failed = |error| Stopped::Taker(Failure::other(error));
    let start = Instant::now();
    let mut writer = place
        .writer(columns, &manifest.provenance())
        .map_err(failed)?;
    let target = match arguments.quiet || arguments.json {
        true => ProgressDrawTarget::hidden(),
        false => ProgressDrawTarget::stderr(),
    };
    let people = manifest.patients * arguments.replicates;
    let bar = ProgressBar::with_draw_target(Some(people), target);
    let summary = simulation.run_checked(
        check,
        |values| writer.write(values).map_err(Failure::other),
        |done| bar.set_position(done as u64),
    );
    bar.finish_and_clear();
    let summary = summary?;
    manifest.files = vec![writer.finish().map_err(failed)?];
    manifest.statuses = StatusCounts {
        well: summary.well,
        failed: (summary.failed.iter())
            .map(|(reason, lost)| (reason.clone(), lost.people))
            .collect(),
    };
    let this_run = &mut manifest.this_run;
    this_run.command = std::env::args().collect();
    this_run.threads = arguments
        .threads
        .map_or(Settings::default().threads, usize::from);
    this_run.instruction_set = Isa::detect().to_string();
    this_run.platform = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let seconds = start.elapsed().as_secs_f64();
    this_run.seconds = [("simulate and write".to_owned(), seconds)].into();
    Ok((summary, manifest))
}
