//! `homeostat render CASE --at "10 min"`: the live patient at a moment, as pictures.

use super::render::Arguments;
use super::teach::{open, read, trouble};
use crate::output::folder::Folder;
use crate::output::{Failure, complain};
use engine::recording::Written;
use scenarios::file::Script;
use scenarios::live::{Alarms, Heart, debrief, so_far};
use scenarios::source::Source;
use scenarios::time::Time;
use viz::teach::{debrief_figure, debrief_page, facilitator_page, monitor, twelve_leads};
use viz::{Look, PNG_SCALE, Painter, Scene, Size, Theme, place, svg};

/// Monitor, twelve leads and debrief, with what a learner did by a script or with nothing done.
pub fn pictures(
    arguments: &Arguments,
    source: &Source,
    at: Time,
    folder: &Folder,
) -> Result<Vec<Written>, Failure> {
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
        Some(path) => read(path, session.known())?,
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
    let mut alarms = Alarms::default();
    alarms.look(&session.course().present(), session.now());
    let found = match arguments.script {
        Some(_) => debrief(&session).map_err(trouble)?,
        None => so_far(&session),
    };
    let figure = debrief_figure(session.scenario(), &found);
    let look = Look {
        theme: if arguments.dark {
            Theme::Dark
        } else {
            Theme::Light
        },
        bare: false,
    };
    let drawn = place(&figure, Size::for_figure(&figure), &look).scene;
    let mut all: Vec<(&str, Scene)> = vec![("monitor", monitor(&session, &alarms))];
    all.extend(twelve_leads(&session).map(|scene| ("twelve-leads", scene)));
    all.push(("debrief", drawn));
    let painter = match Painter::open() {
        Ok(painter) => Some(painter),
        Err(error) => {
            complain(&error.to_string());
            None
        }
    };
    let mut written = Vec::new();
    let mut write = |name: &str, bytes: &[u8]| {
        let file = folder.write(name, bytes).map_err(Failure::other);
        file.map(|file| written.push(file))
    };
    for (name, scene) in &all {
        write(&format!("{name}.svg"), svg(scene).as_bytes())?;
        if let Some(painter) = &painter {
            let scale = arguments.size.map_or(PNG_SCALE, |(width, height)| {
                let across = f64::from(width) / scene.size.width;
                across.min(f64::from(height) / scene.size.height) as f32
            });
            let image = painter.draw(scene, scale);
            let png = image.and_then(|image| image.to_png(&scene.title, &scene.description));
            write(&format!("{name}.png"), &png.map_err(Failure::other)?)?;
        }
    }
    let page = debrief_page(session.scenario(), &found);
    write("debrief.html", page.as_bytes())?;
    let sheet = facilitator_page(session.scenario(), session.plan());
    write("facilitator.html", sheet.as_bytes())?;
    Ok(written)
}
