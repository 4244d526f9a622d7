//! `homeostat run`: a scenario's question, answered.

use super::number::{tolerance, whole};
use super::source;
use crate::output::folder::{Folder, Recorders};
use crate::output::{Failure, complain, json, put, rests, table, terminal};
use engine::recording::{Manifest, NOTICE};
use engine::solve::method::Method;
use engine::world::Settings;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use scenarios::file::{Axis, Scenario};
use scenarios::finished::SCENARIO_FILE;
use scenarios::plan::Plan;
use scenarios::run::Projection;
use scenarios::source::Source;
use scenarios::{results, words};
use std::path::PathBuf;
use std::time::Instant;
use viz::projection::{Caption, figure};

/// Arguments of `run`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Scenario file, or a name from the library
    #[arg(value_name = "FILE|NAME")]
    scenario: String,
    /// Folder for the results [default: out/NAME-OF-THE-SCENARIO]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the recording as CSV too
    #[arg(long)]
    csv: bool,
    /// Print results as JSON, and nothing else
    #[arg(long)]
    json: bool,
    /// Choose other random draws than the file does
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole(0..=u64::MAX))]
    seed: Option<u64>,
    /// Twins to simulate, in place of the file's number
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u32>(1..=10_000_000))]
    twins: Option<u32>,
    /// Threads; all cores unless said [never changes a number]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u16>(1..=1024))]
    threads: Option<u16>,
    /// Relative tolerance of the solver [default: 8e-7; 1e-5 where a heart is averaged over beats, 1e-3 where it beats]
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = tolerance)]
    rtol: Option<f64>,
    /// Absolute tolerance, in typical sizes of each state [default: a tenth of the relative one]
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = tolerance)]
    atol: Option<f64>,
    /// Method of the solver: auto, bs5, tsit5, dop853, rodas5p or reference
    #[arg(long, value_name = "M", default_value = "auto")]
    method: Method,
    /// Leave the trajectories of the twins unwritten
    #[arg(long)]
    no_recording: bool,
    /// Print the headline only
    #[arg(long, short)]
    quiet: bool,
}

/// What a run came to, on the way to the reader.
struct Done {
    scenario: Scenario,
    plan: Plan,
    projection: Projection,
    manifest: Manifest,
    no_png: Option<String>,
}

/// Runs a scenario and tells of it.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let source = source::open(&arguments.scenario)?;
    let checked = source.check(arguments.seed);
    let drawn = source::drawn(&checked);
    let counted = source::counted(&checked, &source.given);
    let has_warnings = checked.report.warnings() > 0;
    let Some((mut scenario, mut plan)) = checked.ready else {
        return Err(Failure::bad_input(format!(
            "{drawn}{counted}; nothing was run"
        )));
    };
    if has_warnings && !arguments.quiet {
        complain(&drawn);
    }
    if let Some(mut twins) = arguments.twins {
        if let Some(cast) = &plan.cast {
            // Of a table nobody is taken twice.
            let most = cast.crowd(plan.seed, Some(u64::from(twins))).size();
            twins = twins.min(u32::try_from(most).unwrap_or(u32::MAX));
        }
        scenario.patient.twins = twins as usize;
        plan.twins = twins as usize;
    }

    let path = arguments
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("out").join(&source.stem));
    let folder = Folder::open(&path)?;
    let done =
        execute(arguments, &source, scenario, plan, &folder).inspect_err(|_| folder.give_up())?;
    tell(arguments, &done, &folder)?;
    match done.projection.well {
        0 => Err(Failure::other(format!(
            "none of the {} came to the end of every arm",
            done.plan.who()
        ))),
        _ => Ok(()),
    }
}

fn execute(
    arguments: &Arguments,
    source: &Source,
    scenario: Scenario,
    plan: Plan,
    folder: &Folder,
) -> Result<Done, Failure> {
    let defaults = Settings::default();
    let settings = Settings {
        method: arguments.method,
        rtol: arguments.rtol,
        atol: arguments.atol,
        threads: arguments.threads.map_or(defaults.threads, usize::from),
        ..defaults
    };
    let mut manifest = results::manifest(&source.given, &source.text, &plan, &settings);
    let columns = manifest.columns.clone();

    let start = Instant::now();
    let parquet = !arguments.no_recording;
    let mut recorders = Recorders::open(
        folder,
        &columns,
        &manifest.provenance(),
        parquet,
        arguments.csv,
    )
    .map_err(Failure::other)?;
    let bar = progress(plan.twins, plan.who(), arguments.quiet || arguments.json);
    let projection = scenarios::run::run(
        &scenario,
        &plan,
        &settings,
        |block| recorders.write(block),
        |done| bar.set_position(done as u64),
    );
    bar.finish_and_clear();
    let projection = projection.map_err(Failure::other)?;
    manifest.files = recorders.finish().map_err(Failure::other)?;
    let simulated = start.elapsed();

    let outcomes = results::outcomes(&scenario, &plan, &projection);
    let mut text = serde_json::to_string_pretty(&outcomes).map_err(Failure::other)?;
    text.push('\n');
    let csv = results::outcomes_csv(&projection, &plan.arms);
    for (name, contents) in [
        ("outcomes.json", text.as_bytes()),
        ("outcomes.csv", csv.as_bytes()),
        // So that pictures can be made of the folder alone.
        (SCENARIO_FILE, &source.text),
    ] {
        let written = folder.write(name, contents).map_err(Failure::other)?;
        manifest.files.push(written);
    }

    let caption = Caption::of(&scenario, &plan, &projection, &manifest);
    let picture = figure(&projection, &plan, &caption);
    let (pictures, no_png) = folder.draw(&picture).map_err(Failure::other)?;
    let drawn = start.elapsed();

    manifest.statuses = results::statuses(&projection);
    let this_run = &mut manifest.this_run;
    this_run.command = std::env::args().collect();
    this_run.threads = settings.threads;
    this_run.instruction_set = settings.isa.to_string();
    this_run.platform = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    this_run.pictures = pictures;
    let stages = [("simulate", simulated), ("picture", drawn - simulated)];
    this_run.seconds = stages
        .map(|(stage, time)| (stage.to_owned(), time.as_secs_f64()))
        .into();
    manifest
        .write(&folder.file("manifest.json"))
        .map_err(Failure::other)?;
    Ok(Done {
        scenario,
        plan,
        projection,
        manifest,
        no_png,
    })
}

/// A bar of twins on standard error, where a person looks at it.
pub fn progress(twins: usize, who: &str, hidden: bool) -> ProgressBar {
    let target = match hidden {
        true => ProgressDrawTarget::hidden(),
        // Draws nothing where standard error is no terminal.
        false => ProgressDrawTarget::stderr(),
    };
    let bar = ProgressBar::with_draw_target(Some(twins as u64), target);
    match ProgressStyle::with_template(&format!(
        "{{bar:40}} {{pos}} of {{len}} {who}, {{eta}} left"
    )) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Prints what came of it.
fn tell(arguments: &Arguments, done: &Done, folder: &Folder) -> Result<(), Failure> {
    let Done {
        scenario,
        plan,
        projection,
        manifest,
        no_png,
    } = done;
    if let Some(why) = no_png {
        complain(why);
    }
    let shown = folder.path().display().to_string();
    if arguments.json {
        let outcomes = results::outcomes(scenario, plan, projection);
        let whole = json::whole(&outcomes, &shown, manifest);
        let text = serde_json::to_string_pretty(&whole).map_err(Failure::other)?;
        return put(&format!("{text}\n"));
    }
    let width = terminal::width();
    let headline = words::headline(&projection.rows, &plan.arms);
    let mut out = String::new();
    for answer in &headline {
        out.push_str(&terminal::wrap(&answer.text, "> ", 2, width));
    }
    if !scenario.sweep.is_empty() {
        let varied: Vec<&str> = scenario.sweep.iter().map(varied).collect();
        let text = format!(
            "This is one cell of a sweep over {}: `homeostat sweep {}` runs all of them and compares.",
            varied.join(" and "),
            arguments.scenario
        );
        out.push_str(&terminal::wrap(&text, "> ", 2, width));
    }
    if arguments.quiet {
        return put(&out);
    }
    let mut head = format!("{}\n", terminal::bold(&scenario.title.value));
    if let Some(question) = &scenario.question {
        head.push_str(&terminal::wrap(&question.value, "", 0, width));
    }
    out.insert_str(0, &format!("{head}\n"));
    out.push_str(&rests::failures(plan, projection, width));
    if !projection.rows.is_empty() {
        let twins = match plan.twins {
            1 => "one twin".to_owned(),
            _ => format!(
                "{} {}: median, and the middle 90 %",
                projection.well,
                plan.who()
            ),
        };
        out.push_str(&format!("\n{} ({twins})\n", terminal::bold("Outcomes")));
        out.push_str(&table::outcomes(&projection.rows, &plan.arms, width));
    }
    if plan.arms.len() > 1 && !projection.rows.is_empty() {
        let each = match plan.cast {
            Some(_) => "person by person",
            None => "twin by twin",
        };
        let heading = format!("Against {}, {each}", plan.arms[0]);
        out.push_str(&format!("\n{}\n", terminal::bold(&heading)));
        out.push_str(&table::differences(&projection.rows, &plan.arms, width));
    }
    for ((arm, waiting), fired) in plan.arms.iter().zip(&plan.waiting).zip(&projection.fired) {
        for (waiting, fired) in waiting.iter().zip(fired) {
            for step in &waiting.steps {
                let happened = fired.of(step, engine::time::minutes(plan.study.horizon));
                let times = match happened.each > 1.05 {
                    true => format!(", {:.1} times each", happened.each),
                    false => String::new(),
                };
                let (label, twins) = (&step.label, happened.twins);
                let text = format!(
                    "{arm}: {label} happened to {twins} of {} {}{times}",
                    plan.twins,
                    plan.who()
                );
                out.push_str(&terminal::wrap(&text, "  ", 4, width));
            }
        }
    }
    out.push('\n');
    out.push_str(&rests::interval(plan, projection, width));
    out.push('\n');
    out.push_str(&rests::rests(scenario, plan, manifest, projection, width));
    out.push_str(&format!("\n{}\n", terminal::bold(NOTICE)));
    out.push_str(&terminal::wrap(
        "The arms are candidates to weigh with the patient in view, not recommendations.",
        "",
        0,
        width,
    ));
    out.push_str(&format!("\nWritten to {shown}/\n"));
    for file in manifest.files.iter().chain(&manifest.this_run.pictures) {
        let rows = file
            .rows
            .map_or(String::new(), |rows| format!(", {rows} rows"));
        out.push_str(&format!("  {:18} {}{rows}\n", file.name, size(file.bytes)));
    }
    out.push_str("  manifest.json      what made these numbers\n");
    put(&out)
}

/// What an axis of a sweep is called.
fn varied(axis: &Axis) -> &str {
    axis.called.as_deref().unwrap_or(&axis.path.value)
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
