//! `homeostat teach`: a live patient, and what learners made of it.

use super::home::cases_text;
use super::{files, source};
use crate::output::folder::Folder;
use crate::output::{Failure, complain, put, terminal};
use crate::serve::{Ending, Page, serve};
use scenarios::check_script;
use scenarios::file::Script;
use scenarios::known::Known;
use scenarios::live::{Bedside, Debrief, Heart, Session, Trouble, debrief, scores_csv};
use scenarios::report::Report;
use scenarios::source::Source;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use viz::teach::{debrief_page, facilitator_page, groups_page};

/// Examples of `teach`.
pub const EXAMPLES: &str = "\
Examples:
  homeostat teach haemorrhage-in-recovery                    the monitor, live, with the instructor's panel
  homeostat teach haemorrhage-in-recovery --serve            a page for learners in the browser, with sound
  homeostat teach haemorrhage-in-recovery --serve --instructor page     and one for who teaches, of the same patient
  homeostat teach haemorrhage-in-recovery --serve --instructor window   and the window for who teaches
  homeostat teach haemorrhage-in-recovery --sheet            the facilitator's sheet, to print
  homeostat teach haemorrhage-in-recovery --resume actions.toml   goes on where a session ended
  homeostat teach haemorrhage-in-recovery --script a.toml    plays what a learner did, and writes the debrief
  homeostat teach haemorrhage-in-recovery --script a.toml --script b.toml   compares groups

A script says who it was and what was done:
  learner = \"group 3\"
  [[action]]
  at = \"2 min\"
  give = \"balanced crystalloid\"
  dose = \"500 mL\"";

/// Arguments of `teach`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Scenario file or name of a case; lists the cases without one
    #[arg(value_name = "FILE|NAME")]
    scenario: Option<String>,
    /// Play the actions of this file and write the debrief, without a window; several compare groups
    #[arg(long, value_name = "FILE")]
    script: Vec<PathBuf>,
    /// With a heart that is averaged over beats: much faster, without waves
    #[arg(long)]
    fast: bool,
    /// Take up a session where its log ends (the actions that a debrief writes, `learner.toml` or `actions.toml`)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["script", "sheet"])]
    resume: Option<PathBuf>,
    /// Write the facilitator's sheet and nothing else
    #[arg(long, conflicts_with = "script")]
    sheet: bool,
    /// Serve a page for learners on this machine, without a window; it needs the code in its address
    #[arg(long, conflicts_with_all = ["script", "sheet"])]
    serve: bool,
    /// Who teaches is there too, on a page of their own or in the window: learners then do not stop time
    #[arg(long, value_name = "WHERE", requires = "serve")]
    instructor: Option<Desk>,
    /// Let other machines of the network see the page too
    #[arg(long, requires = "serve")]
    lan: bool,
    /// Folder for what is written [default: out/NAME/teach]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Where an instructor sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Desk {
    /// A page in the browser, with an address of its own.
    Page,
    /// The window.
    Window,
}

/// Runs a patient live, or plays scripts.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Some(scenario) = &arguments.scenario else {
        return put(&cases_text(terminal::width()));
    };
    let source = source::open(scenario)?;
    let heart = match arguments.fast || arguments.sheet {
        true => Heart::Averaged,
        false => Heart::Beating,
    };
    let out = arguments.out.clone();
    let out = out.unwrap_or_else(|| Path::new("out").join(&source.stem).join("teach"));
    Folder::has_place(&out)?;
    let mut session = open(&source, heart)?;
    if let Some(path) = &arguments.resume {
        let script = read(path, &source.stem, session.known())?;
        session.play(&script).map_err(trouble)?;
    }
    if arguments.sheet {
        let folder = Folder::open(&out)?;
        let page = facilitator_page(session.scenario(), session.plan());
        let name = "facilitator.html";
        folder
            .write(name, page.as_bytes())
            .map_err(Failure::other)?;
        return put(&format!("{}\n", folder.file(name).display()));
    }
    if arguments.serve {
        return on_a_page(session, arguments.lan, arguments.instructor, &out);
    }
    if arguments.script.is_empty() {
        return live(Arc::new(Bedside::start(session)), out);
    }
    let scripts: Result<Vec<Script>, Failure> = arguments
        .script
        .iter()
        .map(|path| read(path, &source.stem, session.known()))
        .collect();
    let scripts = scripts?;
    let mut debriefs = Vec::new();
    for script in &scripts {
        let mut session = session.again(false).map_err(trouble)?;
        session.play(script).map_err(trouble)?;
        debriefs.push(debrief(&session).map_err(trouble)?);
    }
    write(&Folder::open(&out)?, &session, &debriefs)
}

/// Serves the patient to browsers until the case is over, its instructor ends it or Enter is pressed; then
/// writes the debrief.
fn on_a_page(
    session: Session,
    lan: bool,
    instructor: Option<Desk>,
    out: &Path,
) -> Result<(), Failure> {
    let spare = session.again(false).map_err(trouble)?;
    let (scenario, known) = (session.scenario().clone(), session.known().clone());
    let bedside = Arc::new(Bedside::start(session));
    let ending = Arc::new(Ending::default());
    let page = Page {
        bedside: bedside.clone(),
        scenario,
        known,
        is_alone: instructor.is_none(),
        alarms: Mutex::default(),
        ending: ending.clone(),
    };
    let served = serve(page, lan)
        .map_err(|error| Failure::other(format!("no page can be served: {error}")))?;
    put(&format!(
        "{}\nThe page of this patient, for whoever has this address.\n",
        served.learners
    ))?;
    match instructor {
        Some(Desk::Page) => put(&format!(
            "{}\nThat of the instructor: it shows what is hidden.\nEnter ends the session and writes the debrief.\n",
            served.instructor
        ))?,
        Some(Desk::Window) => {
            put("The session ends when the window is closed; then the debrief is written.\n")?;
            live(bedside.clone(), out.to_path_buf())?;
            ending.leave();
        }
        None => put("Enter ends the session and writes the debrief.\n")?,
    }
    if instructor != Some(Desk::Window) {
        let ending = ending.clone();
        std::thread::spawn(move || {
            // Where there is no keyboard, the case's own end is the end.
            if std::io::stdin()
                .read_line(&mut String::new())
                .is_ok_and(|read| read > 0)
            {
                ending.leave();
            }
        });
    }
    while !ending.is_ended() && !bedside.wait(Session::is_over) {
        std::thread::sleep(Duration::from_millis(200));
    }
    bedside.run(false);
    let found = bedside.wait(debrief).map_err(trouble)?;
    let page = debrief_page(spare.scenario(), &found);
    write(&Folder::open(out)?, &spare, &[found])?;
    ending.show(page);
    Ok(())
}

#[cfg(feature = "window")]
fn live(bedside: Arc<Bedside>, out: PathBuf) -> Result<(), Failure> {
    window::teach(bedside, out).map_err(Failure::other)
}

#[cfg(not(feature = "window"))]
fn live(_: Arc<Bedside>, _: PathBuf) -> Result<(), Failure> {
    Err(Failure::bad_input(
        "this program was built without a window: play actions with --script, or use --serve",
    ))
}

pub(super) fn open(source: &Source, heart: Heart) -> Result<Session, Failure> {
    let checked = source.check(None);
    let drawn = source::drawn(&checked);
    if checked.ready.is_none() {
        let counted = source::counted(&checked, &source.given);
        return Err(Failure::bad_input(format!(
            "{drawn}{counted}; nobody to teach with"
        )));
    }
    complain(&drawn);
    Session::open(source, heart).map_err(trouble)
}

pub(super) fn trouble(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::File(report) => Failure::bad_input(drawn(&report)),
        Trouble::Other(message) => Failure::bad_input(message),
    }
}

fn drawn(report: &Report) -> String {
    report.draw(terminal::error_colours(), terminal::width())
}

/// Actions that are to be played in the case of this name.
pub(super) fn read(path: &Path, stem: &str, known: &Known) -> Result<Script, Failure> {
    let shown = path.display().to_string();
    let text = files::read(path)?;
    let (script, problems) = check_script(&text, known);
    let report = Report::new(&shown, &text, problems);
    let counted = source::count(&report, &shown);
    let refused = || Failure::bad_input(format!("{}{counted}; nothing was done", drawn(&report)));
    let script = script.ok_or_else(refused)?;
    complain(&drawn(&report));
    let of = script
        .scenario
        .as_ref()
        .and_then(|of| Path::new(of).file_stem()?.to_str());
    if let Some(of) = of.filter(|of| *of != stem) {
        complain(&format!(
            "warning: `{shown}` was done in `{of}`, and is played in `{stem}`\n"
        ));
    }
    Ok(script)
}

fn write(folder: &Folder, session: &Session, debriefs: &[Debrief]) -> Result<(), Failure> {
    let scenario = session.scenario();
    let mut said = String::new();
    let mut names: Vec<String> = Vec::new();
    for debrief in debriefs {
        let mut name = file_name(&debrief.learner);
        while names.contains(&name) {
            name.push('_');
        }
        let put = |ending: &str, text: &str| {
            folder
                .write(&format!("{name}{ending}"), text.as_bytes())
                .map_err(Failure::other)
        };
        put(".html", &debrief_page(scenario, debrief))?;
        put(".toml", &debrief.script.to_toml())?;
        let (points, of) = debrief.score();
        said.push_str(&format!("{}: {points} of {of} points", debrief.learner));
        match debrief.died {
            Some(at) => said.push_str(&format!("; the patient died at {at}\n")),
            None => said.push_str("; the patient lived\n"),
        }
        for goal in &debrief.goals {
            let at = goal.at.map_or(String::new(), |at| format!(" at {at}"));
            let word = match (goal.outcome.word(), goal.is_never) {
                ("met", true) => "did not happen",
                (word, _) => word,
            };
            said.push_str(&format!("  {}: {word}{at}\n", goal.name));
        }
        for below in &debrief.below {
            said.push_str(&format!(
                "  {}: {:.1} min, lowest {:.0}\n",
                below.label, below.minutes, below.lowest
            ));
        }
        if let Some(earlier) = &debrief.earlier {
            let rescued = match (debrief.died, earlier.died) {
                (Some(_), None) => "the patient lives",
                (_, Some(_)) => "the patient dies",
                (None, None) => "the patient lives too",
            };
            said.push_str(&format!(
                "  had the key deed come at {}: {rescued}",
                earlier.is
            ));
            for below in &earlier.below {
                said.push_str(&format!("; {}: {:.1} min", below.label, below.minutes));
            }
            said.push('\n');
        }
        said.push_str(&format!(
            "  {}\n",
            folder.file(&format!("{name}.html")).display()
        ));
        names.push(name);
    }
    folder
        .write("scores.csv", scores_csv(debriefs).as_bytes())
        .map_err(Failure::other)?;
    if debriefs.len() > 1 {
        let page = groups_page(scenario, debriefs);
        folder
            .write("groups.html", page.as_bytes())
            .map_err(Failure::other)?;
        said.push_str(&format!("{}\n", folder.file("groups.html").display()));
    }
    put(&said)
}

/// A learner's name as that of a file.
fn file_name(name: &str) -> String {
    let letters = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' });
    let name: String = letters.collect();
    match name.trim_matches('-') {
        "" => "learner".to_owned(),
        name => name.to_owned(),
    }
}
