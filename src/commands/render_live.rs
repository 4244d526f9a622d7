//! `homeostat render CASE --at "10 min"`: the live patient at a moment, as pictures.

use super::render::Arguments;
use super::teach::{open, read, trouble};
use crate::output::folder::Folder;
use crate::output::pictures::{Pictures, look};
use crate::output::{Failure, complain};
use engine::recording::Written;
use scenarios::file::Script;
use scenarios::live::{Alarms, Debrief, Heart, Session, debrief, so_far};
use scenarios::source::Source;
use scenarios::time::Time;
use viz::teach::{debrief_figure, debrief_page, facilitator_page, monitor, twelve_leads};
use viz::{Scene, Size, place};

/// A live patient at a moment.
pub struct Moment {
    session: Session,
    debrief: Debrief,
    /// What the monitor shows.
    monitor: Scene,
}

/// Plays a case up to a moment, with what a learner did by a script or with nothing done.
pub fn played(arguments: &Arguments, source: &Source, at: Time) -> Result<Moment, Failure> {
    let checked = source.check(None).ready;
    if let Some((scenario, _)) =
        checked.filter(|(s, _)| !(Time::ZERO..=s.horizon.value).contains(&at))
    {
        let last = scenario.horizon.value;
        return Err(Failure::bad_input(format!(
            "--at {at}: outside the case, which goes from 0 to {last}"
        )));
    }
    let mut session = open(source, Heart::Beating)?;
    let script = match &arguments.script {
        Some(path) => read(path, &source.stem, session.known())?,
        None => Script {
            learner: "nobody acts".to_owned(),
            scenario: None,
            until: None,
            acts: Vec::new(),
        },
    };
    let script = Script {
        until: Some(at),
        ..script
    };
    session.play(&script).map_err(trouble)?;
    if session.now() != at {
        let over = session.now();
        complain(&format!(
            "the session was over at {over}: drawn as it was then, not at {at}\n"
        ));
    }
    let mut alarms = Alarms::default();
    alarms.look(&session.course().present(), session.now());
    let monitor = monitor(&session, &alarms).ok_or_else(|| {
        Failure::bad_input(
            "no monitor for this patient: there is no heart, breath or blood in the body; `homeostat teach` lists the cases",
        )
    })?;
    let debrief = match arguments.script {
        Some(_) => debrief(&session).map_err(trouble)?,
        None => so_far(&session),
    };
    Ok(Moment {
        session,
        debrief,
        monitor,
    })
}

/// Monitor, twelve leads, debrief and the facilitator's sheet.
pub fn pictures(
    arguments: &Arguments,
    moment: &Moment,
    folder: &Folder,
) -> Result<Vec<Written>, Failure> {
    let (session, size) = (&moment.session, arguments.size);
    let figure = debrief_figure(session.scenario(), &moment.debrief);
    let mut drawn = Pictures::into_folder(folder);
    drawn.draw_into("monitor", &moment.monitor, size)?;
    if let Some(scene) = twelve_leads(session) {
        drawn.draw_into("twelve-leads", &scene, size)?;
    }
    let scene = place(&figure, Size::for_figure(&figure), &look(arguments.dark)).scene;
    drawn.draw_into("debrief", &scene, size)?;
    let page = debrief_page(session.scenario(), &moment.debrief);
    drawn.write("debrief.html", page.as_bytes())?;
    let sheet = facilitator_page(session.scenario(), session.plan());
    drawn.write("facilitator.html", sheet.as_bytes())?;
    Ok(drawn.written())
}
