//! `homeostat render`: every picture, without a window.

use super::number::whole;
use super::render_live;
use super::run::progress;
use super::source;
use crate::output::folder::Folder;
use crate::output::pictures::{Pictures, look};
use crate::output::{Failure, complain, put};
use engine::recording::{Manifest, Written};
use engine::time::SECOND;
use engine::world::Settings;
use scenarios::file::Scenario;
use scenarios::finished::Finished;
use scenarios::happening::{Moments, happenings};
use scenarios::influence::influences;
use scenarios::plan::Plan;
use scenarios::results;
use scenarios::run::{Projection, Running};
use scenarios::source::Source;
use scenarios::time::Time;
use std::path::{Path, PathBuf};
use viz::projection::{Caption, Wanted, picture_of, usual};
use viz::report::Page;
use viz::{Figure, Look, PNG_SCALE, Placed, Size, comparisons, place};

/// Arguments of `render`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Scenario file, name from the library, or folder of a finished run
    #[arg(value_name = "FILE|NAME|FOLDER")]
    scenario: String,
    /// Folder for the pictures [default: out/NAME/pictures, or FOLDER/pictures]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Pixels that each PNG fits into, as 1600x900 [default: some 1600 across, and as high as it needs]
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub(super) size: Option<(u32, u32)>,
    /// Light on dark
    #[arg(long)]
    pub(super) dark: bool,
    /// Twins to simulate, in place of the file's number; not of a finished run
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<u32>(1..=10_000_000))]
    twins: Option<u32>,
    /// Draw how many twins pass each place, and not a few of them as lines
    #[arg(long)]
    density: bool,
    /// Draw the live patient at that time and nothing else: monitor, twelve leads, debrief, facilitator's sheet
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = time, conflicts_with_all = ["twins", "density"])]
    at: Option<Time>,
    /// What a learner did until then, as `teach` writes it; else nobody acts
    #[arg(long, value_name = "FILE", requires = "at")]
    pub(super) script: Option<PathBuf>,
    /// Print the paths of the pictures only
    #[arg(long, short)]
    quiet: bool,
}

/// "10 min".
fn time(text: &str) -> Result<Time, String> {
    let time = Time::parse(text).map_err(|_| "not a time such as \"10 min\"".to_owned())?;
    match time.nanoseconds() % SECOND {
        0 => Ok(time),
        _ => Err("a live patient goes on by whole seconds".to_owned()),
    }
}

/// Trajectories kept for a picture of density: beyond this many it no longer changes, and memory
/// would go.
const MOST_DENSE: usize = 100_000;

/// "1600x900".
fn size(text: &str) -> Result<(u32, u32), String> {
    let sides = text.split_once(['x', 'X', '\u{d7}']);
    let sides = sides.and_then(|(w, h)| Some((w.trim().parse().ok()?, h.trim().parse().ok()?)));
    match sides {
        Some((width, height))
            if (320..=16384).contains(&width) && (200..=16384).contains(&height) =>
        {
            Ok((width, height))
        }
        Some(_) => Err("outside 320x200 to 16384x16384".to_owned()),
        None => Err("not a size such as 1600x900".to_owned()),
    }
}

/// What there is to draw.
struct Shown {
    source: Source,
    scenario: Scenario,
    plan: Plan,
    projection: Projection,
    manifest: Manifest,
}

/// Draws every picture of a scenario or of a finished run.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let given = Path::new(&arguments.scenario);
    if let Some(at) = arguments.at {
        let source = source::open(&arguments.scenario)?;
        let moment = render_live::played(arguments, &source, at)?;
        let usual = || Path::new("out").join(&source.stem).join("pictures");
        let folder = Folder::open(&arguments.out.clone().unwrap_or_else(usual))?;
        let written =
            render_live::pictures(arguments, &moment, &folder).inspect_err(|_| folder.give_up())?;
        return said(&written, &folder);
    }
    let (shown, around) = match Finished::is_there(given) {
        true => {
            if arguments.twins.is_some() {
                return Err(Failure::bad_input(
                    "--twins is of a scenario: the twins of a finished run are those that were run",
                ));
            }
            (finished(given)?, given.to_owned())
        }
        false => {
            let shown = simulated(arguments)?;
            let around = Path::new("out").join(&shown.source.stem);
            (shown, around)
        }
    };
    let path = arguments
        .out
        .clone()
        .unwrap_or_else(|| around.join("pictures"));
    let folder = Folder::open(&path)?;
    let written = pictures(arguments, &shown, &folder).inspect_err(|_| folder.give_up())?;
    said(&written, &folder)
}

fn said(written: &[Written], folder: &Folder) -> Result<(), Failure> {
    let lines = written
        .iter()
        .map(|file| format!("{}\n", folder.file(&file.name).display()));
    put(&lines.collect::<String>())
}

fn finished(folder: &Path) -> Result<Shown, Failure> {
    let finished = Finished::open(folder).map_err(Failure::bad_input)?;
    Ok(Shown {
        source: finished.source,
        scenario: finished.scenario,
        plan: finished.plan,
        projection: finished.projection,
        manifest: finished.manifest,
    })
}

fn simulated(arguments: &Arguments) -> Result<Shown, Failure> {
    let source = source::open(&arguments.scenario)?;
    let checked = source.check(None);
    let (drawn, counted) = (
        source::drawn(&checked),
        source::counted(&checked, &source.given),
    );
    let Some((scenario, mut plan)) = checked.ready else {
        return Err(Failure::bad_input(format!(
            "{drawn}{counted}; nothing was drawn"
        )));
    };
    if !arguments.quiet {
        complain(&drawn);
    }
    plan.twins = arguments.twins.map_or(plan.twins, |twins| twins as usize);
    let settings = Settings::default();
    let mut manifest = results::manifest(&source.given, &source.text, &plan, &settings);
    let bar = progress(plan.twins, plan.who(), arguments.quiet);
    let mut running = Running::start(&scenario, &plan, &settings).map_err(Failure::other)?;
    if arguments.density {
        running.keep(MOST_DENSE);
    }
    while !running.is_over() {
        running.advance(256, |_| Ok(())).map_err(Failure::other)?;
        bar.set_position(running.done() as u64);
    }
    bar.finish_and_clear();
    let projection = running.finish();
    manifest.statuses = results::statuses(&projection);
    Ok(Shown {
        source,
        scenario,
        plan,
        projection,
        manifest,
    })
}

/// The usual figure, each quantity and each difference alone, and the page that prints.
fn pictures(
    arguments: &Arguments,
    shown: &Shown,
    folder: &Folder,
) -> Result<Vec<Written>, Failure> {
    let Shown {
        source,
        scenario,
        plan,
        projection,
        manifest,
    } = shown;
    let caption = Caption::of(scenario, plan, projection, manifest);
    let mut all: Vec<(String, Vec<Wanted>)> = vec![("figure".to_owned(), usual(plan))];
    for column in &projection.columns {
        for difference in [false, true] {
            if difference && plan.arms.len() < 2 {
                continue;
            }
            let name = column.name.replace(['.', '_'], "-");
            let wanted = Wanted {
                quantity: column.name.clone(),
                difference,
            };
            let name = if difference {
                format!("{name}-difference")
            } else {
                name
            };
            all.push((name, vec![wanted]));
        }
    }
    let look = look(arguments.dark);
    let mut drawn = Pictures::into_folder(folder);
    let settings = Settings::default();
    let found = influences(scenario, plan, &settings).map_err(Failure::other)?;
    let happened = happenings(scenario, plan, projection, &mut Moments::default());
    for (name, scene) in &mut comparisons(scenario, plan, projection, &happened, found.as_ref()) {
        look.theme.paint(scene);
        drawn.draw_into(name, scene, arguments.size)?;
    }
    for (name, wanted) in all {
        let figure = picture_of(projection, plan, &caption, &wanted, arguments.density);
        let (placed, scale) = fitted(&figure, arguments.size, &look);
        drawn.draw(&name, &placed.scene, scale)?;
        if name == "figure" {
            let text = String::from_utf8_lossy(&source.text);
            let page = Page {
                scenario,
                plan,
                projection,
                manifest,
                figure: &figure,
                text: &text,
            };
            drawn.write("report.html", page.html().as_bytes())?;
        }
    }
    Ok(drawn.written())
}

/// The figure on a page of that many pixels, and the pixels of each page unit: as large as its words
/// allow, and smaller where they would not fit.
fn fitted(figure: &Figure, size: Option<(u32, u32)>, look: &Look) -> (Placed, f32) {
    let Some((width, height)) = size else {
        return (place(figure, Size::for_figure(figure), look), PNG_SCALE);
    };
    let (width, height) = (f64::from(width), f64::from(height));
    let mut scale = f64::from(PNG_SCALE);
    loop {
        let page = Size {
            width: width / scale,
            height: height / scale,
        };
        let placed = place(figure, page, look);
        let size = placed.scene.size;
        let fits = size.width <= page.width + 0.5 && size.height <= page.height + 1.0;
        if fits || scale < 0.2 {
            return (placed, scale as f32);
        }
        scale *= 0.95;
    }
}
