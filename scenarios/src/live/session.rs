//! One patient, carried in short steps while people act.

use super::branch::{Branch, Mark};
use super::course::Course;
use super::examine::{Bedside, COMPARED, examined};
use super::hold::Hold;
use super::may::may;
use super::running::{Running, running};
use super::steer::{Steering, nothing};
use super::watch::{Watch, brain};
use super::waves::Waves;
use crate::check::steerable;
use crate::check_script;
use crate::file::{Act, By, Doing, Repeat, Scenario, Script, Severity, Start, Steer, Timing, Verb};
use crate::known::Known;
use crate::medicine::Shelf;
use crate::plan::{Heart, LivePlan, Ordered, Plan, Standing, live, order, twin};
use crate::report::Report;
use crate::source::Source;
use crate::span::At;
use crate::time::Time;
use engine::event::{Action, Event};
use engine::patient::{Counts, Status};
use engine::solve::job::Grid;
use engine::time::{Nanoseconds, SECOND};
use engine::world::{Engine, Newcomer, Patient, Settings};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The step of simulated time: what is done takes effect at the next, and each is a row of the course.
pub const TICK: Nanoseconds = SECOND;

/// How far apart the moments are at which everything is kept, so that a session goes back quickly.
const MARK: Nanoseconds = 15 * SECOND;

/// So long they stay that near to each other; older ones stay this far apart, since memory is to last for a day of
/// teaching and the way from one is replayed in a second.
const NEAR: Nanoseconds = 600 * SECOND;
const FAR: Nanoseconds = 60 * SECOND;

/// So long a heart beats before the session begins: several times the slowest reflex.
const RUN_IN: Nanoseconds = 60 * SECOND;

/// So much of the waves is there when the session begins.
const LEAD: Nanoseconds = 35 * SECOND;

/// More doses than this are no order.
const MOST_DOSES: Nanoseconds = 10_000;

/// Why there is no session.
#[derive(Debug)]
pub enum Trouble {
    /// Something is wrong with the file.
    File(Box<Report>),
    /// Something else.
    Other(String),
}

/// One patient and what was done so far.
pub struct Session {
    pub(super) scenario: Arc<Scenario>,
    live: Arc<LivePlan>,
    pub(super) source: Source,
    known: Arc<Known>,
    shelf: Shelf,
    engine: Engine,
    newcomer: Newcomer,
    patient: Patient,
    /// What the patient was before anything happened: signals by name.
    rest: Arc<BTreeMap<String, f64>>,
    /// Orders that stand.
    standing: Vec<Standing>,
    /// An aim of the instructor that is held.
    pub(super) hold: Option<Hold>,
    /// How often aims were let go or overtaken: what was being worked out then is not done any more.
    pub(super) aims: u64,
    learner: String,
    now: Time,
    /// When the first sample is taken.
    first: Nanoseconds,
    /// Samples so far.
    sampled: i64,
    log: Vec<Act>,
    course: Course,
    waves: Waves,
    watch: Watch,
    marks: Vec<Mark>,
    branches: Vec<Branch>,
}

impl Session {
    /// Brings the patient of a scenario in, at time 0.
    pub fn open(source: &Source, heart: Heart) -> Result<Self, Trouble> {
        let checked = source.check(None);
        let Some((scenario, _)) = checked.ready else {
            return Err(Trouble::File(Box::new(checked.report)));
        };
        let live = live(&scenario, &checked.shelf, heart).map_err(|problems| {
            let problems = problems.into_iter().map(Into::into).collect();
            Trouble::File(Box::new(Report::new(&source.given, &source.text, problems)))
        })?;
        if live.plan.cast.is_some() {
            return Err(Trouble::Other(
                "a cohort cannot be run live: it has no patient of its own".to_owned(),
            ));
        }
        Self::of(
            source.clone(),
            Arc::new(scenario),
            Arc::new(live),
            Arc::new(checked.known),
            checked.shelf,
            true,
        )
    }

    /// The same patient anew, at time 0, with nothing done; without waves where nobody watches, which shows in
    /// nothing else.
    pub fn again(&self, is_watched: bool) -> Result<Self, Trouble> {
        let (scenario, live, known) = (&self.scenario, &self.live, &self.known);
        let source = self.source.clone();
        Self::of(
            source,
            scenario.clone(),
            live.clone(),
            known.clone(),
            self.shelf.clone(),
            is_watched,
        )
    }

    fn of(
        source: Source,
        scenario: Arc<Scenario>,
        live: Arc<LivePlan>,
        known: Arc<Known>,
        shelf: Shelf,
        is_watched: bool,
    ) -> Result<Self, Trouble> {
        let course = Course::of(&scenario, &live);
        let waves = match is_watched {
            true => Waves::of(&live),
            false => Waves::default(),
        };
        let plan = &live.plan;
        let mut plan_here = plan.clone();
        let study = &mut plan_here.study;
        study.sampled = course.names().to_vec();
        study.sampled.extend_from_slice(waves.names());
        study.recorded = study.sampled.len();
        // Waves begin before the session does, so that the screen is not empty.
        let lead = if waves.names().is_empty() { 0 } else { LEAD };
        study.grid = Grid {
            start: -lead,
            every: waves.every(),
        };
        let settings = match live.heart {
            Heart::Averaged => Settings {
                threads: 1,
                ..Settings::default()
            },
            Heart::Beating => {
                // A heart that beats comes to rest by beating; what happened long before is brought along.
                study.start = -RUN_IN;
                Settings::beating()
            }
        };
        let other = |error: engine::world::EngineError| Trouble::Other(error.to_string());
        let mut engine = plan_here.engine(&settings).map_err(other)?;
        let mut newcomer = twin(&plan.subject, &plan.spread, plan.seed, 0, 1);
        newcomer.parts.clone_from(&plan.subject.parts);
        let mut patient = engine.admit(&newcomer, 0).map_err(other)?;
        if let Some(came) = live.came(-RUN_IN) {
            let (snapshot, new) = came.map_err(other)?;
            engine.discharge(patient);
            patient = engine.restore(snapshot);
            engine.lay_out(patient, &new).map_err(other)?;
            let attach = new.into_iter().map(|part| Event {
                at: -RUN_IN,
                action: Action::Attach {
                    part: part.instance,
                },
            });
            engine.bring(patient, attach);
        }
        let resting = plan.subject.resting.as_ref();
        let rest = resting.map_or_else(BTreeMap::new, |resting| {
            resting.signals(&plan.subject.parts, &COMPARED)
        });
        let watch = Watch::of(&scenario, plan, brain(&rest));
        let mut session = Self {
            scenario,
            live,
            source,
            known,
            shelf,
            engine,
            newcomer,
            patient,
            rest: Arc::new(rest),
            standing: Vec::new(),
            hold: None,
            aims: 0,
            learner: "learner".to_owned(),
            now: Time::ZERO,
            first: -lead,
            sampled: 0,
            log: Vec::new(),
            course,
            waves,
            watch,
            marks: Vec::new(),
            branches: Vec::new(),
        };
        // Who is met has lived before.
        session.engine.run_to(0).map_err(other)?;
        session.take()?;
        // What happened before is known when the session begins.
        session.look();
        session.mark();
        Ok(session)
    }

    /// Plays what a learner did, to its end.
    pub fn play(&mut self, script: &Script) -> Result<(), Trouble> {
        self.learner.clone_from(&script.learner);
        let end = script.until.unwrap_or(self.horizon()).min(self.horizon());
        self.play_to(&script.acts, end)
    }

    /// Plays acts up to a time, those at that time excluded.
    pub(super) fn play_to(&mut self, acts: &[Act], end: Time) -> Result<(), Trouble> {
        let mut acts = acts.iter().filter(|act| act.at < end).peekable();
        while self.now < end && !self.is_over() {
            while let Some(act) = acts.next_if(|act| act.at <= self.now) {
                let at = act.at;
                self.perform(act.clone()).map_err(|why| {
                    Trouble::Other(format!("at {at}: {}: {why}", act.text.replace('\n', ", ")))
                })?;
            }
            self.tick()?;
            self.hold_now();
        }
        Ok(())
    }

    /// Carries the patient one step on; says whether there was one to go.
    pub fn tick(&mut self) -> Result<bool, Trouble> {
        if self.is_over() {
            return Ok(false);
        }
        let goal = self.now.nanoseconds() + TICK;
        self.engine
            .run_to(goal)
            .map_err(|error| Trouble::Other(error.to_string()))?;
        if let Status::Failed { reason, .. } = self.take()? {
            let why = format!("The simulation of this patient cannot go on: {reason}.");
            self.watch.ends(self.now, &why);
            return Ok(false);
        }
        self.now = Time::from_nanoseconds(goal);
        self.stand();
        self.look();
        if goal % MARK == 0 {
            self.mark();
        }
        Ok(true)
    }

    /// Takes over what was seen since the last time.
    fn take(&mut self) -> Result<Status, Trouble> {
        let Some((rows, status)) = self.engine.seen(self.patient) else {
            let why = "the patient has left the world";
            return Err(Trouble::Other(why.to_owned()));
        };
        self.saw(&rows);
        Ok(status)
    }

    /// Sorts what was seen into the course, a row each tick, and the waves.
    fn saw(&mut self, rows: &[f64]) {
        let (every, quantities) = (self.waves.every(), self.course.names().len());
        let width = quantities + self.waves.names().len();
        for row in rows.chunks_exact(width) {
            let at = self.first + self.sampled * every;
            self.sampled += 1;
            if at >= 0 && at % TICK == 0 {
                self.course.push(&row[..quantities]);
            }
            self.waves
                .push(&row[quantities..], Time::from_nanoseconds(at));
        }
    }

    /// Orders that stand are looked at.
    fn stand(&mut self) {
        let now = self.now.nanoseconds();
        let mut brought: Vec<Event> = Vec::new();
        for order in self.standing.iter_mut().filter(|order| order.due <= now) {
            order.due = now + order.every.max(TICK);
            let values = order.holds.quantities().iter();
            let values: Option<Vec<f64>> = values.map(|name| self.course.now(name)).collect();
            if values.is_some_and(|values| order.holds.holds(&values)) {
                brought.extend(order.brings.iter().map(|event| Event {
                    at: now + event.at,
                    action: event.action.clone(),
                }));
            }
        }
        self.standing.retain(|order| order.due <= order.until);
        self.engine.bring(self.patient, brought.into_iter());
    }

    fn look(&mut self) {
        let (scenario, log) = (&self.scenario, &self.log);
        self.watch.look(
            scenario,
            &self.live.plan.subject,
            log,
            &self.course,
            self.now,
        );
    }

    fn mark(&mut self) {
        if let Some(snapshot) = self.engine.snapshot(self.patient) {
            self.marks.push(Mark {
                at: self.now,
                snapshot,
                watch: self.watch.clone(),
                standing: self.standing.clone(),
                sampled: self.sampled,
                rows: self.course.len(),
            });
        }
        let old = self.now.nanoseconds() - NEAR;
        self.marks.retain(|mark| {
            let at = mark.at.nanoseconds();
            at > old || at % FAR == 0
        });
    }

    /// Does something to the patient now, written as in a file: `give = "epinephrine"` and so on, one key a
    /// line.
    pub fn act(&mut self, by: By, text: &str) -> Result<(), String> {
        let act = self.read(text)?;
        self.perform(Act { by, ..act })
    }

    /// One act as it is written.
    fn read(&self, text: &str) -> Result<Act, String> {
        let file = format!("[[action]]\nat = \"0 s\"\n{text}\n");
        let (script, problems) = check_script(file.as_bytes(), &self.known);
        let act = script.and_then(|script| script.acts.into_iter().next());
        act.filter(|_| !problems.iter().any(crate::problem::Problem::is_error))
            .ok_or_else(|| said(&file, &problems))
    }

    /// Does something to the patient now, whatever time it had.
    pub fn perform(&mut self, act: Act) -> Result<(), String> {
        if self.is_over() {
            return Err("the session is over".to_owned());
        }
        let act = Act {
            at: self.now,
            ..act
        };
        may(&self.scenario, &act)?;
        if let Doing::Steer(aim) = &act.what {
            let steering = self.overtaking(aim)?;
            return self.settle(&steering, act.by, steering.solve());
        }
        let mut words = None;
        match &act.what {
            Doing::Verb(verb) => {
                let ordered = self.ordered(verb, act.repeat.as_ref())?;
                words = ordered.shown.last().map(|shown| shown.label.clone());
                self.engine.bring(self.patient, ordered.events.into_iter());
                if let Verb::Stop(what) = verb {
                    self.standing.retain(|order| order.drug != what.value);
                }
                self.standing.extend(ordered.standing);
            }
            Doing::Ask(lab) => self.watch.ask(lab, self.now, &self.scenario, &self.course),
            Doing::Examine(name) => words = Some(self.examine(name)),
            Doing::Say(text) | Doing::Note(text) => words = Some(text.clone()),
            Doing::Steer(_) => {}
        }
        self.watch.did(&act, words);
        self.overruled(&act);
        self.log.push(act);
        self.look();
        Ok(())
    }

    /// What an action comes to now.
    fn ordered(&self, verb: &Verb, repeat: Option<&Repeat>) -> Result<Ordered, String> {
        if let Some(repeat) = repeat {
            let every = repeat.every.value.nanoseconds().max(1);
            let left = self.horizon().nanoseconds() - self.now.nanoseconds();
            let times = repeat.times.as_ref().map_or(u32::MAX, |times| times.value);
            if (left / every).min(Nanoseconds::from(times)) > MOST_DOSES {
                return Err(format!("every {} is too often", repeat.every.value));
            }
        }
        let before: Vec<_> = self.log.iter().filter_map(deed).collect();
        let (live, shelf) = (&self.live, &self.shelf);
        let ordered = order(
            &self.scenario,
            live,
            shelf,
            (verb, repeat),
            self.now,
            &before,
        )?;
        let mut looked = ordered
            .standing
            .iter()
            .flat_map(|order| order.holds.quantities());
        match looked.find(|name| self.course.now(name).is_none()) {
            Some(name) => Err(format!("{} is not measured here", name.replace('_', " "))),
            None => Ok(ordered),
        }
    }

    /// What an examination finds now.
    fn examine(&mut self, name: &str) -> String {
        let now = self.engine.present(self.patient).unwrap_or_default();
        let bedside = Bedside {
            now: &now,
            rest: &self.rest,
            course: &self.course,
            is_dead: self.watch.died.is_some(),
        };
        examined(name, &bedside, self.scenario.teaching.as_ref())
    }

    /// What is to be worked out for an aim as it is written, from now, on whatever thread.
    pub fn aim(&mut self, text: &str) -> Result<Steering, String> {
        match self.read(text)?.what {
            Doing::Steer(aim) => self.overtaking(&aim),
            _ => Err("nothing to steer towards".to_owned()),
        }
    }

    /// The same for an aim that overtakes what is being worked out. What is held is held until it is reached.
    fn overtaking(&mut self, aim: &Steer) -> Result<Steering, String> {
        let steering = self.steering(aim)?;
        self.aims += 1;
        Ok(Steering {
            round: self.aims,
            ..steering
        })
    }

    /// What is to be worked out for an aim, from now.
    pub(super) fn steering(&self, aim: &Steer) -> Result<Steering, String> {
        let start = self.steered(aim).ok_or_else(|| match nothing() {
            Trouble::Other(why) => why,
            Trouble::File(_) => String::new(),
        })?;
        let snapshot = self.engine.snapshot(self.patient);
        let snapshot = snapshot.ok_or_else(|| "there is no patient".to_owned())?;
        let (scenario, live, shelf) =
            (self.scenario.clone(), self.live.clone(), self.shelf.clone());
        let known = self.known.quantity(&aim.quantity);
        let known = known.ok_or_else(|| format!("unknown quantity: {}", aim.quantity))?;
        let now = self.now;
        let brings = move |verb: &Verb| {
            let ordered = order(&scenario, &live, &shelf, (verb, None), now, &[])?;
            Ok(ordered.events)
        };
        Ok(Steering {
            aim: aim.clone(),
            unit: known.unit,
            start,
            live: self.live.clone(),
            newcomer: self.newcomer.clone(),
            snapshot,
            now,
            sampled: self.sampled,
            brings: Box::new(brings),
            is_held: false,
            round: self.aims,
        })
    }

    /// What is adjusted: what was asked, as it began, or else what befell the patient last.
    fn steered(&self, aim: &Steer) -> Option<Start> {
        let by_people = self.log.iter().rev().filter_map(|act| match &act.what {
            Doing::Verb(Verb::Start(start)) => Some(start.clone()),
            _ => None,
        });
        let by_case = self
            .scenario
            .actions()
            .filter_map(|action| match &action.verb {
                Verb::Start(start) => Some((action, start.clone())),
                _ => None,
            });
        let begun = by_case.filter(|(action, _)| match &action.timing {
            Timing::At(times) => times.iter().any(|at| at.value <= self.now),
            Timing::When { .. } => aim.through.is_some(),
        });
        let begun: Vec<Start> = begun.map(|(_, start)| start).collect();
        let mut all = by_people.chain(begun.into_iter().rev());
        match &aim.through {
            Some(name) => all.find(|start| start.what.value == *name).or_else(|| {
                Some(Start {
                    what: At::new(name.clone(), Default::default()),
                    severity: Severity::Measured {
                        severe: Default::default(),
                        text: String::new(),
                    },
                    over: None,
                })
            }),
            None => all.find(|start| steerable(&start.what.value)),
        }
    }

    /// Goes back to a time. What came after it stays as a branch, to be looked at and to be taken up again.
    pub fn rewind(&mut self, to: Time) -> Result<(), Trouble> {
        let to = to.max(Time::ZERO).min(self.now);
        let ticks = to.nanoseconds() / TICK;
        let to = Time::from_nanoseconds(ticks * TICK);
        self.branches.push(Branch {
            from: to,
            until: self.now,
            log: self.log.clone(),
            course: self.course.clone(),
        });
        self.go_back(to)
    }

    fn go_back(&mut self, to: Time) -> Result<(), Trouble> {
        self.marks.retain(|mark| mark.at <= to);
        let Some(mark) = self.marks.last() else {
            return Err(Trouble::Other("there is nothing to go back to".to_owned()));
        };
        self.engine.discharge(self.patient);
        self.patient = self.engine.restore(mark.snapshot.clone());
        self.watch = mark.watch.clone();
        self.standing.clone_from(&mark.standing);
        self.hold = None;
        self.aims += 1;
        self.now = mark.at;
        let (sampled, rows) = (mark.sampled, mark.rows);
        self.course.cut(rows);
        self.sampled = sampled;
        self.waves.clear();
        let log = std::mem::take(&mut self.log);
        let (past, later): (Vec<Act>, Vec<Act>) =
            log.into_iter().partition(|act| act.at < self.now);
        self.log = past;
        self.play_to(&later, to)
    }

    /// Takes a branch up where it was left; what was going on becomes a branch in its place.
    pub fn take_up(&mut self, branch: usize) -> Result<(), Trouble> {
        if branch >= self.branches.len() {
            return Ok(());
        }
        let taken = self.branches.remove(branch);
        self.branches.push(Branch {
            from: taken.from,
            until: self.now,
            log: self.log.clone(),
            course: self.course.clone(),
        });
        self.go_back(taken.from.min(self.now))?;
        let later: Vec<Act> = taken
            .log
            .into_iter()
            .filter(|act| act.at >= self.now)
            .collect();
        self.play_to(&later, taken.until)
    }

    /// Names the learner.
    pub fn call(&mut self, learner: &str) {
        learner.clone_into(&mut self.learner);
    }

    /// The present time.
    pub fn now(&self) -> Time {
        self.now
    }
    /// When the scenario ends.
    pub fn horizon(&self) -> Time {
        self.scenario.horizon.value
    }
    /// Whether nothing can be done any more.
    pub fn is_over(&self) -> bool {
        self.now >= self.horizon() || self.watch.ended.is_some()
    }
    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }
    /// Who is treated.
    pub fn plan(&self) -> &Plan {
        &self.live.plan
    }
    /// What a scenario may name.
    pub fn known(&self) -> &Known {
        &self.known
    }
    /// What was recorded so far.
    pub fn course(&self) -> &Course {
        &self.course
    }
    /// The last minute of the waves.
    pub fn waves(&self) -> &Waves {
        &self.waves
    }
    /// What was heard, done and found so far.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }
    /// What runs into the patient now.
    pub fn running(&self) -> Vec<Running> {
        let open = self.engine.infusions(self.patient);
        running(
            &open,
            &self.scenario,
            &self.live.plan.subject,
            &self.shelf,
            &self.log,
        )
    }
    /// Steps that were taken since the session began, accepted and rejected.
    pub fn counts(&self) -> Counts {
        self.engine.counts(self.patient).unwrap_or_default()
    }
    /// Drugs that are adjusted on the way, by orders that stand.
    pub fn titrated(&self) -> Vec<&str> {
        let mut drugs: Vec<&str> = self.standing.iter().map(|order| &*order.drug).collect();
        drugs.sort_unstable();
        drugs.dedup();
        drugs
    }
    /// Other ways that this session went.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }
    /// What was done, as a file that plays it again.
    pub fn script(&self) -> Script {
        Script {
            learner: self.learner.clone(),
            scenario: Some(self.source.given.clone()),
            until: Some(self.now),
            acts: self.log.clone(),
        }
    }
}

fn deed(act: &Act) -> Option<(Time, Verb, Option<Repeat>)> {
    match &act.what {
        Doing::Verb(verb) => Some((act.at, verb.clone(), act.repeat.clone())),
        _ => None,
    }
}

/// What is wrong with words that were typed.
fn said(file: &str, problems: &[crate::problem::Problem]) -> String {
    let rows = Report::new("", file.as_bytes(), problems.to_vec()).rows();
    let row = rows.first();
    row.map_or("nothing to do".to_owned(), |row| {
        let nearest = row
            .nearest
            .as_ref()
            .map_or(String::new(), |name| format!("; did you mean {name}?"));
        format!(
            "{}: found {}, expected {}{nearest}",
            row.message, row.found, row.expected
        )
    })
}
