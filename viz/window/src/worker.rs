//! The simulation, away from the window: asked for a text, it tells what came of it, coarse first.
//!
//! A change is answered from as many twins as fit into a moment, and the answer grows while nobody
//! changes anything else. Twins are drawn by their numbers, so that the first of many are the same
//! people as all of few: what is shown on the way is of the same twins as what is shown in the end.

use crate::delta::{Delta, deltas};
use engine::recording::Manifest;
use engine::world::Settings;
use physiology::WIDTH;
use scenarios::file::Scenario;
use scenarios::happening::{Happening, Moments, happenings};
use scenarios::influence::{Influences, influences};
use scenarios::past::Past;
use scenarios::plan::Plan;
use scenarios::report::Row as ProblemRow;
use scenarios::results;
use scenarios::run::{Projection, Running};
use scenarios::source::Source;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use viz::projection::{Caption, Wanted, densify, figure_of, usual};
use viz::{Bands, Figure};

/// How long the first answer may take to simulate; with drawing it stays below a tenth of a second.
const FIRST: Duration = Duration::from_millis(25);
/// Where all twins will be there and drawn so soon after the change, nothing is told of some of them before: to draw a
/// picture takes time too. Nor is anything told of some where all will be there so soon after now.
const SOON: Duration = Duration::from_millis(100);
/// How long one portion of twins may take at first and at most, since a change waits for the portion under way;
/// of larger ones lanes and cores are better filled.
const PORTION: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(40)];
/// Whoever moves a handle has stopped after this: then there is time for what nobody waits for.
const QUIET: Duration = Duration::from_millis(300);
/// An answer that grows is told anew when it has grown by this much, and at the end.
const GROWTH: usize = 4;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Rises with every question.
    pub number: u64,
    /// The scenario; its text as it stands.
    pub source: Source,
    /// Panels; `None` for the usual ones.
    pub wanted: Option<Vec<Wanted>>,
    /// Whether all twins are shown as density, and not a few as lines.
    pub dense: bool,
    /// Two times, in minutes, between which changes are asked.
    pub pins: Option<(f64, f64)>,
    /// When it was asked.
    pub at: Instant,
}

/// What is told.
#[derive(Clone)]
pub struct Told {
    /// The question's number.
    pub number: u64,
    /// When it was asked.
    pub asked: Instant,
    /// What came of it, or why nothing did.
    pub what: Result<Arc<Answer>, Arc<Refusal>>,
}

/// Why there is no answer.
pub struct Refusal {
    /// What is wrong with the text.
    pub problems: Vec<ProblemRow>,
    /// What else went wrong.
    pub message: Option<String>,
}

/// What came of a scenario, so far or in the end.
pub struct Answer {
    /// The text that was asked about.
    pub source: Source,
    /// The scenario.
    pub scenario: Scenario,
    /// What the engine was asked to do.
    pub plan: Plan,
    /// What came of it; without the twins' own courses.
    pub projection: Projection,
    /// What made it.
    pub manifest: Manifest,
    /// The picture, in recorded units.
    pub figure: Figure,
    /// Panels of the picture.
    pub wanted: Vec<Wanted>,
    /// Changes between the two times asked for.
    pub deltas: Vec<Delta>,
    /// When each risk came true.
    pub happenings: Vec<Happening>,
    /// What each uncertain number does, where all twins are there.
    pub influences: Option<Arc<Influences>>,
    /// Warnings about the scenario.
    pub warnings: Vec<ProblemRow>,
    /// Twins simulated so far.
    pub done: usize,
    /// Whether nobody is left to be simulated.
    pub is_whole: bool,
}

impl Answer {
    /// Whether more twins will come.
    pub fn is_partial(&self) -> bool {
        !self.is_whole
    }
}

#[derive(Default)]
struct Desk {
    asked: Mutex<Option<Ask>>,
    bell: Condvar,
    told: Mutex<Option<Told>>,
    closed: Mutex<bool>,
}

/// The thread that simulates.
pub struct Worker {
    desk: Arc<Desk>,
}

impl Worker {
    /// Starts it; `wake` is called when there is something new.
    pub fn start(settings: Settings, wake: impl Fn() + Send + 'static) -> Self {
        let desk = Arc::new(Desk::default());
        let mine = Arc::clone(&desk);
        std::thread::spawn(move || {
            let mut next = mine.wait();
            let mut known = Known::default();
            while let Some(ask) = next {
                next = answer(&mine, ask, &settings, &mut known, &wake);
            }
        });
        Self { desk }
    }

    /// Asks; an earlier question that is not answered yet is forgotten.
    pub fn ask(&self, ask: Ask) {
        *lock(&self.desk.asked) = Some(ask);
        self.desk.bell.notify_one();
    }

    /// What is new since the last time.
    pub fn told(&self) -> Option<Told> {
        lock(&self.desk.told).take()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        *lock(&self.desk.closed) = true;
        // Under the lock, so that the thread is either before its look or waiting.
        let _asked = lock(&self.desk.asked);
        self.desk.bell.notify_one();
    }
}

/// A panic elsewhere leaves whole values behind: each is written in one step.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Desk {
    /// The next question; `None` when the window has gone.
    fn wait(&self) -> Option<Ask> {
        let mut asked = lock(&self.asked);
        loop {
            if *lock(&self.closed) {
                return None;
            }
            if let Some(ask) = asked.take() {
                return Some(ask);
            }
            asked = (self.bell.wait(asked)).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }

    /// Waits a while; whether nothing else was asked meanwhile.
    fn is_quiet(&self, a_while: Duration) -> bool {
        let asked = lock(&self.asked);
        let busy = |asked: &mut Option<Ask>| asked.is_none() && !*lock(&self.closed);
        let waited = self.bell.wait_timeout_while(asked, a_while, busy);
        let (asked, _) = waited.unwrap_or_else(std::sync::PoisonError::into_inner);
        asked.is_none() && !*lock(&self.closed)
    }

    /// Whether something else is to be done.
    fn is_interrupted(&self) -> bool {
        lock(&self.asked).is_some() || *lock(&self.closed)
    }

    fn tell(&self, ask: &Ask, what: Result<Arc<Answer>, Arc<Refusal>>, wake: &dyn Fn()) {
        *lock(&self.told) = Some(Told {
            number: ask.number,
            asked: ask.at,
            what,
        });
        wake();
    }

    fn refuse(
        &self,
        ask: &Ask,
        problems: Vec<ProblemRow>,
        message: Option<String>,
        wake: &dyn Fn(),
    ) {
        self.tell(ask, Err(Arc::new(Refusal { problems, message })), wake);
    }
}

/// What answers leave to the next one.
#[derive(Default)]
struct Known {
    past: Option<Past>,
    bands: Bands,
    moments: Moments,
    /// How long it took to make the last answer of all twins, once they were there.
    drawing: Duration,
}

/// Answers a question, and those after it that are about the same text; gives the next. What still holds of what is
/// `known` is not worked out again, and this answer's is left in its place.
fn answer(
    desk: &Desk,
    ask: Ask,
    settings: &Settings,
    known: &mut Known,
    wake: &dyn Fn(),
) -> Option<Ask> {
    let since = Instant::now();
    let checked = ask.source.check(None);
    let problems = checked.report.rows();
    let Some((scenario, plan)) = checked.ready else {
        desk.refuse(&ask, problems, None, wake);
        return desk.wait();
    };
    let manifest = results::manifest(&ask.source.given, &ask.source.text, &plan, settings);
    let mut running = match Running::start(&scenario, &plan, settings) {
        Ok(running) => running.after(known.past.take()),
        Err(error) => {
            desk.refuse(&ask, problems, Some(error.to_string()), wake);
            return desk.wait();
        }
    };
    let tell = Telling {
        since,
        scenario: &scenario,
        plan: &plan,
        manifest: &manifest,
        warnings: &problems,
    };
    let next = carry(desk, ask, &mut running, &tell, (settings, known), wake);
    known.past = running.leave();
    next
}

/// Carries twins and tells of them, until something else is asked.
fn carry(
    desk: &Desk,
    mut ask: Ask,
    running: &mut Running<'_>,
    tell: &Telling<'_>,
    (settings, known): (&Settings, &mut Known),
    wake: &dyn Fn(),
) -> Option<Ask> {
    let whole = settings.threads.max(1) * WIDTH;
    let mut portion = 2 * whole;
    let mut told = 0;
    let mut found: Option<Arc<Influences>> = None;
    loop {
        let began = Instant::now();
        if !running.is_over() {
            // All that are left come in portions of about one size.
            let left = tell.plan.twins.saturating_sub(running.done());
            let portions = left.div_ceil(portion).max(1);
            portion = left.div_ceil(portions).next_multiple_of(whole);
            if let Err(error) = running.advance(portion, |_| Ok(())) {
                desk.refuse(&ask, tell.warnings.to_vec(), Some(error.to_string()), wake);
                return desk.wait();
            }
            let wanted = (tell.since.elapsed() / 4).clamp(PORTION[0], PORTION[1]);
            portion = resized(portion, began.elapsed(), wanted).next_multiple_of(whole);
        }
        let done = running.done();
        let left = tell.plan.twins.saturating_sub(done) as f64 / done.max(1) as f64;
        let ahead = tell.since.elapsed().mul_f64(left);
        let is_soon = ahead < SOON;
        let is_late = tell.since.elapsed() + ahead + known.drawing > SOON;
        // Who moves a handle without a stop sees something too.
        let is_urgent = is_late || desk.is_interrupted();
        let is_first = told == 0 && tell.since.elapsed() >= FIRST && is_urgent;
        if running.is_over() || is_first || (told > 0 && done >= GROWTH * told && !is_soon) {
            told = done;
            let is_whole = running.is_over();
            let began = Instant::now();
            let mut answer = tell.answer(&ask, running.so_far(), done, is_whole, known);
            if is_whole {
                known.drawing = began.elapsed();
            }
            answer.influences.clone_from(&found);
            desk.tell(&ask, Ok(Arc::new(answer)), wake);
            // What nobody waits for comes last: which uncertain numbers matter.
            if is_whole && found.is_none() && desk.is_quiet(QUIET) {
                found = influences(tell.scenario, tell.plan, settings)
                    .ok()
                    .flatten()
                    .map(Arc::new);
                if found.is_some() && !desk.is_interrupted() {
                    let mut answer = tell.answer(&ask, running.so_far(), done, is_whole, known);
                    answer.influences.clone_from(&found);
                    desk.tell(&ask, Ok(Arc::new(answer)), wake);
                }
            }
        }
        let next = match !running.is_over() {
            true if told == 0 || !desk.is_interrupted() => continue,
            true => lock(&desk.asked).take(),
            false => desk.wait(),
        };
        match next {
            Some(next) if next.source.text == ask.source.text => {
                ask = next;
                // The same twins, looked at otherwise: told at once.
                told = 0;
            }
            _ if *lock(&desk.closed) => return None,
            Some(next) => return Some(next),
            // Taken back in the meantime: there is nothing else to do than to go on.
            None => continue,
        }
    }
}

/// As many twins as take about the wanted time.
fn resized(portion: usize, took: Duration, wanted: Duration) -> usize {
    let share = wanted.as_secs_f64() / took.as_secs_f64().max(1e-6);
    ((portion as f64 * share.clamp(0.25, 4.0)) as usize).clamp(WIDTH, 4096)
}

/// What an answer is made of.
struct Telling<'a> {
    /// When work on it began.
    since: Instant,
    scenario: &'a Scenario,
    plan: &'a Plan,
    manifest: &'a Manifest,
    warnings: &'a [ProblemRow],
}

impl Telling<'_> {
    fn answer(
        &self,
        ask: &Ask,
        projection: &Projection,
        done: usize,
        is_whole: bool,
        known: &mut Known,
    ) -> Answer {
        let wanted = match &ask.wanted {
            Some(wanted) => wanted.clone(),
            None => usual(self.plan),
        };
        let mut plan = self.plan.clone();
        // What is said of the spread counts the twins that there are.
        plan.twins = done;
        let caption = Caption::of(self.scenario, &plan, projection, self.manifest);
        let mut figure = figure_of(projection, &plan, &caption, &wanted, &mut known.bands);
        if ask.dense {
            densify(&mut figure, projection);
        }
        let deltas = match ask.pins {
            Some(pins) => deltas(projection, &wanted, pins),
            None => Vec::new(),
        };
        Answer {
            source: ask.source.clone(),
            scenario: self.scenario.clone(),
            plan: self.plan.clone(),
            projection: Projection {
                columns: projection.columns.clone(),
                times: projection.times.clone(),
                rows: projection.rows.clone(),
                kept: Vec::new(),
                well: projection.well,
                screened: projection.screened.clone(),
                outside: projection.outside.clone(),
                failed: projection.failed.clone(),
                counts: projection.counts,
                fired: projection.fired.clone(),
            },
            manifest: self.manifest.clone(),
            figure,
            wanted,
            deltas,
            happenings: match is_whole {
                true => happenings(self.scenario, self.plan, projection, &mut known.moments),
                false => Vec::new(),
            },
            influences: None,
            warnings: self.warnings.to_vec(),
            done,
            is_whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A question was once given up for the next before anything of it was told.
    #[test]
    fn a_handle_that_never_stops_shows_pictures() {
        let source = Source::open("late-bolus").expect("the library's");
        let text = String::from_utf8(source.text.clone()).expect("text");
        let worker = Worker::start(Settings::default(), || ());
        for number in 1..=2000_u64 {
            let dose = format!("dose = \"{}.5 U\"", 3 + number % 4);
            worker.ask(Ask {
                number,
                source: Source {
                    text: text.replace("dose = \"4.5 U\"", &dose).into_bytes(),
                    ..source.clone()
                },
                wanted: None,
                dense: false,
                pins: None,
                at: Instant::now(),
            });
            if let Some(told) = worker.told() {
                assert!(told.what.is_ok_and(|answer| answer.done > 0));
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("nothing was told");
    }
}
