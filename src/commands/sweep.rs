//! `homeostat sweep`: a grid of values, every arm, everybody.

use super::number::{tolerance, whole};
use super::source;
use crate::output::folder::Folder;
use crate::output::{Failure, complain, put, rests, summary, summary_files, terminal};
use engine::recording::{Manifest, NOTICE, ScenarioRecord, SolverRecord, StatusCounts, VERSION};
use engine::solve::method::Method;
use engine::world::Settings;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use scenarios::rests::people;
use scenarios::source::Source;
use scenarios::sweep::{Done, Identity, Progress, Report, Sweep, SweepError, lay_out, run};
use std::path::PathBuf;
use std::time::Instant;

/// What `--help` teaches.
pub const EXAMPLES: &str = "\
A scenario about many people has [cohort] instead of [patient]:

  [cohort]
  people = \"people.csv\"            # a line for each person, units in the heading: weight[kg]
  eligible = \"age = 50..85 yr\"
  [cohort.people]                  # or distributions, and then size = 1000
  age = { normal = \"62 yr\", sd = \"15 yr\", within = \"18..95 yr\", source = \"assumed\" }

and what is swept:

  [sweep]                          # every combination of these, for every arm and everybody
  \"treatment.dose\" = [\"500 mg\", \"1 g\", \"1.5 g\"]
  \"arm.guided.treatment.repeat.every\" = [\"8 h\", \"12 h\"]
  \"cohort.size\" = { from = 200, to = 600, count = 3 }
  \"vancomycin.clearance\" = [\"50 %\", \"100 %\"]     # a parameter, for everybody

A path names what stands in the file: keys joined by points, an arm by its name, an entry of a list
by its number from 0 (the only one need not be named).

The folder takes
  outcomes/*.parquet   a row for each person, cell, arm and outcome
  people/*.parquet     who they are
  summary.csv, .json   by cell, arm and group, with Monte Carlo errors
  figure.svg, .png     outcomes against the swept value
  journal.json         what is done: after a kill the same command goes on where it stood

Examples:
  homeostat sweep vancomycin-cohort
  homeostat sweep trial.toml --people 100000 --threads 8
  homeostat sweep trial.toml --restart

Simulated; to think with, not to prescribe from.";

/// Arguments of `sweep`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Scenario file, or a name from the library
    #[arg(value_name = "FILE|NAME")]
    scenario: String,
    /// Folder for the results [default: out/NAME-OF-THE-SCENARIO-sweep]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the summary as JSON, and nothing else
    #[arg(long)]
    json: bool,
    /// Choose other random draws than the file does
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole(0..=u64::MAX))]
    seed: Option<u64>,
    /// People (or twins) in every cell, in place of the file's number
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u64>(1..=1_000_000_000))]
    people: Option<u64>,
    /// Begin anew, whatever stands in the folder
    #[arg(long)]
    restart: bool,
    /// Threads; all cores unless said [never changes a number]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u16>(1..=1024))]
    threads: Option<u16>,
    /// People carried by one task [never changes a number]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u16>(1..=u16::MAX))]
    chunk: Option<u16>,
    /// Relative tolerance of the solver [default: 8e-7; 1e-5 where a heart is averaged over beats, 1e-3 where it beats]
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = tolerance)]
    rtol: Option<f64>,
    /// Absolute tolerance, in typical sizes of each state [default: a tenth of the relative one]
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = tolerance)]
    atol: Option<f64>,
    /// Method of the solver: auto, bs5, tsit5, dop853, rodas5p or reference
    #[arg(long, value_name = "M", default_value = "auto")]
    method: Method,
    /// Print the headline only
    #[arg(long, short)]
    quiet: bool,
}

/// Runs a sweep and tells of it.
pub fn sweep(arguments: &Arguments) -> Result<(), Failure> {
    let source = source::open(&arguments.scenario)?;
    let checked = source.check(arguments.seed);
    let (drawn, counted) = (
        source::drawn(&checked),
        source::counted(&checked, &source.given),
    );
    let clean = checked.is_clean();
    let Some((scenario, _)) = checked.ready else {
        return Err(Failure::bad_input(format!(
            "{drawn}{counted}; nothing was run"
        )));
    };
    if !clean && !arguments.quiet {
        complain(&drawn);
    }
    let one = || {
        lay_out(
            &source.text,
            &checked.known,
            &checked.shelf,
            &scenario,
            arguments.seed,
        )
        .0
    };
    // Where nothing is swept the file is the only cell.
    let Some(mut sweep) = checked.sweep.or_else(one) else {
        return Err(Failure::other("the sweep could not be laid out"));
    };
    resize(&mut sweep, arguments.people)?;

    let default = || PathBuf::from("out").join(format!("{}-sweep", source.stem));
    let path = arguments.out.clone().unwrap_or_else(default);
    let folder = Folder::open(&path)?;
    let (done, manifest) = execute(arguments, &source, &checked.reads, &sweep, &folder)
        .inspect_err(|_| folder.give_up())?;
    tell(arguments, &sweep, &done, &manifest, &folder)?;
    match done.well.iter().any(|well| *well > 0) {
        true => Ok(()),
        false => Err(Failure::other("nobody came to the end of every arm")),
    }
}

/// So many people in every cell, as the command line says.
fn resize(sweep: &mut Sweep, people: Option<u64>) -> Result<(), Failure> {
    let Some(people) = people else {
        return Ok(());
    };
    if sweep
        .axes
        .iter()
        .any(|axis| axis.path.value == "cohort.size")
    {
        return Err(Failure::bad_input(
            "--people says how many there are, and so does the axis `cohort.size` of [sweep]: leave one of them out",
        ));
    }
    for cell in &mut sweep.cells {
        let crowd = cell.plan.cast.as_ref();
        let most = crowd.map(|cast| cast.crowd(cell.plan.seed, Some(people)).size());
        cell.plan.twins = usize::try_from(most.unwrap_or(people)).unwrap_or(usize::MAX);
    }
    Ok(())
}

fn execute(
    arguments: &Arguments,
    source: &Source,
    reads: &[(String, String)],
    sweep: &Sweep,
    folder: &Folder,
) -> Result<(Done, Manifest), Failure> {
    let defaults = Settings::default();
    let settings = Settings {
        method: arguments.method,
        rtol: arguments.rtol,
        atol: arguments.atol,
        threads: arguments.threads.map_or(defaults.threads, usize::from),
        ..defaults
    };
    let first = &sweep.cells[0];
    let seed = first.plan.seed;
    let used = first.plan.settings(&settings);
    let (rtol, atol) = used.tolerances();
    let mut manifest = Manifest {
        scenario: ScenarioRecord {
            path: source.given.clone(),
            blake3: blake3::hash(&source.text).to_hex().to_string(),
        },
        seed,
        patients: first.people(),
        arms: sweep.arms().to_vec(),
        models: scenarios::rests::models(&first.plan),
        solver: SolverRecord {
            method: used.method.resolved(rtol).to_string(),
            rtol,
            atol,
        },
        ..Manifest::default()
    };
    let mut provenance = manifest.provenance();
    for (path, hash) in reads {
        provenance = provenance.with(format!("reads.{path}"), hash);
    }
    let identity = Identity {
        scenario: manifest.scenario.blake3.clone(),
        reads: reads.iter().cloned().collect(),
        seed,
        people: arguments.people,
        method: manifest.solver.method.clone(),
        rtol,
        atol,
        ..Identity::of_program()
    };
    let report = Report {
        chunk: arguments.chunk.map_or(0, usize::from),
        restart: arguments.restart,
    };
    let start = Instant::now();
    let bar = bar(sweep.simulations(), arguments.quiet || arguments.json);
    let done = run(
        sweep,
        folder.path(),
        identity,
        &provenance,
        &settings,
        &report,
        &|progress| match progress {
            Progress::Done(done) => bar.inc(done),
            // What stood there already says nothing of how fast this run is.
            Progress::Before(done) => {
                bar.inc(done);
                bar.reset_eta();
            }
        },
    );
    bar.finish_and_clear();
    let done = done.map_err(|error| match error {
        SweepError::Changed(_) | SweepError::Busy | SweepError::People(_) => {
            Failure::bad_input(format!("{}: {error}", folder.path().display()))
        }
        other => Failure::other(other),
    })?;
    let simulated = start.elapsed();

    manifest.files = done.files.clone();
    let results = summary_files::json(sweep, &done, seed);
    let mut text = serde_json::to_string_pretty(&results).map_err(Failure::other)?;
    text.push('\n');
    let csv = summary_files::csv(sweep, &done);
    for (name, contents) in [("summary.json", text), ("summary.csv", csv)] {
        let written = folder.write(name, contents.as_bytes());
        manifest.files.push(written.map_err(Failure::other)?);
    }
    let footer = format!(
        "Homeostat {VERSION}; scenario {}; seed {seed}; {} {} in each of {} cells; {}, rtol {:e}",
        manifest.scenario.blake3.get(..12).unwrap_or_default(),
        count(sweep),
        first.plan.who(),
        sweep.cells.len(),
        manifest.solver.method,
        rtol
    );
    if let Some(picture) = viz::sweep::figure(sweep, &done, &footer) {
        let (pictures, no_png) = folder.draw(&picture).map_err(Failure::other)?;
        manifest.this_run.pictures = pictures;
        if let Some(why) = no_png {
            complain(&why);
        }
    }
    manifest.statuses = StatusCounts {
        well: done.well.iter().sum(),
        failed: summary::failures(&done),
    };
    let this_run = &mut manifest.this_run;
    this_run.command = std::env::args().collect();
    this_run.threads = settings.threads;
    this_run.instruction_set = settings.isa.to_string();
    this_run.platform = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    this_run.seconds = [("simulate".to_owned(), simulated.as_secs_f64())].into();
    manifest
        .write(&folder.file("manifest.json"))
        .map_err(Failure::other)?;
    Ok((done, manifest))
}

/// How many people a cell has: "200", or "200 to 400".
fn count(sweep: &Sweep) -> String {
    let counts = sweep.cells.iter().map(|cell| cell.people());
    let (least, most) = (counts.clone().min().unwrap_or(0), counts.max().unwrap_or(0));
    match least == most {
        true => least.to_string(),
        false => format!("{least} to {most}"),
    }
}

fn bar(simulations: u64, hidden: bool) -> ProgressBar {
    let target = match hidden {
        true => ProgressDrawTarget::hidden(),
        // Draws nothing where standard error is no terminal.
        false => ProgressDrawTarget::stderr(),
    };
    let bar = ProgressBar::with_draw_target(Some(simulations), target);
    let style = "{bar:40} {human_pos} of {human_len} simulations, {per_sec}, {eta} left";
    match ProgressStyle::with_template(style) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Prints what came of it.
fn tell(
    arguments: &Arguments,
    sweep: &Sweep,
    done: &Done,
    manifest: &Manifest,
    folder: &Folder,
) -> Result<(), Failure> {
    if arguments.json {
        let results = summary_files::json(sweep, done, manifest.seed);
        let whole = serde_json::json!({
            "results": results,
            "folder": folder.path().display().to_string(),
            "manifest": manifest,
        });
        let text = serde_json::to_string_pretty(&whole).map_err(Failure::other)?;
        return put(&format!("{text}\n"));
    }
    let width = terminal::width();
    let first = &sweep.cells[0];
    let mut out = format!("{}\n", terminal::bold(&first.scenario.title.value));
    if let Some(question) = &first.scenario.question {
        out.push_str(&terminal::wrap(&question.value, "", 0, width));
    }
    out.push('\n');
    for sentence in summary::headline(sweep, done) {
        out.push_str(&terminal::wrap(&sentence, "> ", 2, width));
    }
    if arguments.quiet {
        return put(&out);
    }
    out.push_str(&summary::failed(sweep, done, width));
    out.push_str(&summary::tables(sweep, done, width));
    out.push_str(&format!("\n{}\n", terminal::bold("What the numbers are")));
    let mut say = |text: &str| out.push_str(&terminal::wrap(text, "  ", 2, width));
    say(&format!(
        "Everybody goes through every arm of every cell; {}. The middle 90 % is spread between {}. \
         Monte Carlo error, from having met so many and not more, stands apart as s.e.: it falls \
         with more people, the spread does not. The interval of a risk is this error and nothing \
         else.",
        summary::how_exact(done),
        first.plan.who(),
    ));
    if let Some(cast) = &first.plan.cast {
        out.push_str(&rests::said(
            &people::differ(&first.plan, cast, done.well[0]),
            width,
        ));
    }
    out.push_str(&format!("\n{}\n", terminal::bold("What this rests on")));
    let mut item = |text: &str| out.push_str(&terminal::wrap(text, "  - ", 6, width));
    match &first.plan.cast {
        Some(cast) => {
            let screened = done.screened.first().map(|(_, counts)| counts);
            let nobody = Default::default();
            let outside = done.outside.first().map_or(&nobody, |(_, outside)| outside);
            people::met(cast, screened, outside)
                .iter()
                .for_each(|line| item(line));
        }
        None => item(&format!("patient: {}", first.plan.subject.name)),
    }
    if !sweep.axes.is_empty() {
        let paths: Vec<&str> = sweep
            .axes
            .iter()
            .map(|axis| axis.path.value.as_str())
            .collect();
        item(&format!(
            "this is of the first cell; from cell to cell only this differs: {}",
            paths.join(", ")
        ));
    }
    scenarios::rests::components(&first.plan, manifest, &mut item);
    item(&format!(
        "numbers: {}, rtol {:e}, atol {:e} of each state's typical size; seed {}; scenario {}",
        manifest.solver.method,
        manifest.solver.rtol,
        manifest.solver.atol,
        manifest.seed,
        manifest.scenario.blake3.get(..12).unwrap_or_default(),
    ));
    out.push_str(&format!("\n{}\n", terminal::bold(NOTICE)));
    out.push_str(&terminal::wrap(
        "Cells and arms are candidates to examine, not recommendations.",
        "",
        0,
        width,
    ));
    let went_on = match done.before {
        0 => String::new(),
        before => format!("; {before} of them stood there already"),
    };
    out.push_str(&format!(
        "\nWritten to {}/: {} parts in outcomes/{}{went_on}; summary.csv, summary.json, figure.svg, figure.png, journal.json, manifest.json\n",
        folder.path().display(),
        done.parts,
        if first.plan.cast.is_some() { " and people/" } else { "" },
    ));
    put(&out)
}
