//! The patient, carried on a thread of its own; who watches looks in when nobody is in the way.

use super::debrief::{Debrief, debrief};
use super::session::{Session, TICK, Trouble};
use super::steer::Steering;
use crate::file::By;
use crate::time::Time;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How fast and how slow simulated time may run.
pub const SPEEDS: [f64; 10] = [0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];

/// What is asked of the thread.
pub enum Command {
    /// Does something now.
    Act(By, String),
    /// Works out how severe the disease must be for an aim, while time goes on, and lets it become so.
    Steer(String),
    /// Lets a patient go who is held where they were steered.
    LetGo,
    /// Goes back, and keeps what came after as a branch.
    Rewind(Time),
    /// Goes on with a branch.
    TakeUp(usize),
    /// Tells what came of it so far.
    Debrief,
    /// Begins anew.
    Restart,
}

#[derive(Default)]
struct Desk {
    is_running: bool,
    speed: f64,
    commands: VecDeque<Command>,
    said: Option<Result<(), String>>,
    debrief: Option<Debrief>,
    is_busy: bool,
    /// Aims that are being worked out.
    aims: usize,
    is_closed: bool,
}

struct Shared {
    session: Mutex<Session>,
    desk: Mutex<Desk>,
    bell: Condvar,
    /// Called when something has changed.
    wake: Mutex<Box<dyn Fn() + Send>>,
}

/// The thread that carries the patient.
pub struct Bedside {
    shared: Arc<Shared>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Bedside {
    /// Starts it, paused.
    pub fn start(session: Session) -> Self {
        let shared = Arc::new(Shared {
            session: Mutex::new(session),
            desk: Mutex::new(Desk {
                speed: 1.0,
                ..Desk::default()
            }),
            bell: Condvar::new(),
            wake: Mutex::new(Box::new(|| ())),
        });
        let mine = Arc::clone(&shared);
        std::thread::spawn(move || carry(&mine));
        Self { shared }
    }

    /// What is called when something has changed, in the place of what was.
    pub fn on_change(&self, wake: impl Fn() + Send + 'static) {
        *lock(&self.shared.wake) = Box::new(wake);
    }

    /// Looks at the session, if the thread is not at it just now.
    pub fn look<T>(&self, look: impl FnOnce(&Session) -> T) -> Option<T> {
        let session = self.shared.session.try_lock().ok()?;
        Some(look(&session))
    }

    /// Looks at the session, when the thread has done its step.
    pub fn wait<T>(&self, look: impl FnOnce(&Session) -> T) -> T {
        look(&lock(&self.shared.session))
    }

    /// Does something now, and says what came of it; waits for a step that is under way.
    pub fn act(&self, by: By, text: &str) -> Result<(), String> {
        lock(&self.shared.session).act(by, text)
    }

    /// Asks something.
    pub fn ask(&self, command: Command) {
        lock(&self.shared.desk).commands.push_back(command);
        self.shared.bell.notify_one();
    }

    /// Lets time run, or not.
    pub fn run(&self, is_running: bool) {
        lock(&self.shared.desk).is_running = is_running;
        self.shared.bell.notify_one();
    }

    /// Sets how fast it runs.
    pub fn set_speed(&self, speed: f64) {
        lock(&self.shared.desk).speed = speed.clamp(SPEEDS[0], SPEEDS[SPEEDS.len() - 1]);
    }

    /// Whether time runs, and how fast.
    pub fn pace(&self) -> (bool, f64) {
        let desk = lock(&self.shared.desk);
        (desk.is_running, desk.speed)
    }

    /// Whether something that was asked is not done yet.
    pub fn is_busy(&self) -> bool {
        let desk = lock(&self.shared.desk);
        desk.is_busy || !desk.commands.is_empty()
    }

    /// Whether an aim of the instructor is being worked out.
    pub fn is_aiming(&self) -> bool {
        lock(&self.shared.desk).aims > 0
    }

    /// What came of the last thing asked, once.
    pub fn said(&self) -> Option<Result<(), String>> {
        lock(&self.shared.desk).said.take()
    }

    /// A debrief that was asked for, once.
    pub fn debrief(&self) -> Option<Debrief> {
        lock(&self.shared.desk).debrief.take()
    }
}

impl Drop for Bedside {
    fn drop(&mut self) {
        lock(&self.shared.desk).is_closed = true;
        self.shared.bell.notify_one();
    }
}

/// The thread: what was asked first, then time.
fn carry(shared: &Arc<Shared>) {
    let wake = || lock(&shared.wake)();
    let tick = TICK as f64 / 1e9;
    let (mut owed, mut last) = (0.0_f64, Instant::now());
    loop {
        let (command, is_running, speed) = {
            let mut desk = lock(&shared.desk);
            if desk.is_closed {
                return;
            }
            let command = desk.commands.pop_front();
            desk.is_busy = command.is_some();
            (command, desk.is_running, desk.speed)
        };
        if let Some(command) = command {
            answer(shared, command);
            lock(&shared.desk).is_busy = false;
            last = Instant::now();
            wake();
            continue;
        }
        let passed = last.elapsed().as_secs_f64();
        last = Instant::now();
        owed = match is_running {
            // Where the machine cannot keep up, time runs slower and does not jump later.
            true => (owed + passed * speed).min(tick + 0.1 * speed),
            false => 0.0,
        };
        if owed >= tick {
            owed -= tick;
            let (went, due) = {
                let mut session = lock(&shared.session);
                let is_free = lock(&shared.desk).aims == 0;
                let went = session.tick();
                (went, is_free.then(|| session.due()).flatten())
            };
            if let Some(steering) = due {
                aim(shared, steering);
            }
            if !matches!(went, Ok(true)) {
                let mut desk = lock(&shared.desk);
                desk.is_running = false;
                if let Err(trouble) = went {
                    desk.said = Some(Err(words(&trouble)));
                }
            }
            wake();
            continue;
        }
        let wait = match is_running {
            true => Duration::from_secs_f64(((tick - owed) / speed).clamp(0.001, 0.1)),
            false => Duration::from_millis(200),
        };
        let desk = lock(&shared.desk);
        if desk.commands.is_empty() && !desk.is_closed {
            // Woken or not, the loop looks anew.
            drop(shared.bell.wait_timeout(desk, wait));
        }
    }
}

fn answer(shared: &Arc<Shared>, command: Command) {
    if let Command::Steer(text) = command {
        let steering = lock(&shared.session).aim(&text);
        match steering {
            Ok(steering) => aim(shared, steering),
            Err(why) => lock(&shared.desk).said = Some(Err(why)),
        }
        return;
    }
    let mut session = lock(&shared.session);
    let came = match command {
        Command::Act(by, text) => session.act(by, &text),
        // Answered above, since time goes on meanwhile.
        Command::Steer(_) => Ok(()),
        Command::LetGo => session.let_go(),
        Command::Rewind(time) => session.rewind(time).map_err(|trouble| words(&trouble)),
        Command::TakeUp(branch) => session.take_up(branch).map_err(|trouble| words(&trouble)),
        Command::Restart => match session.again(true) {
            Ok(anew) => {
                // What is still being worked out for the patient that was is overtaken.
                let round = session.aims + 1;
                *session = anew;
                session.aims = round;
                Ok(())
            }
            Err(trouble) => Err(words(&trouble)),
        },
        Command::Debrief => match debrief(&session) {
            Ok(found) => {
                lock(&shared.desk).debrief = Some(found);
                Ok(())
            }
            Err(trouble) => Err(words(&trouble)),
        },
    };
    drop(session);
    lock(&shared.desk).said = Some(came);
}

/// Works an aim out on a thread of its own, and then does what was found.
fn aim(shared: &Arc<Shared>, steering: Steering) {
    lock(&shared.desk).aims += 1;
    let shared = Arc::clone(shared);
    std::thread::spawn(move || {
        let solved = steering.solve();
        let done = lock(&shared.session).settle(&steering, By::Instructor, solved);
        let mut desk = lock(&shared.desk);
        desk.aims -= 1;
        if let Err(why) = done {
            desk.said = Some(Err(why));
        }
        drop(desk);
        shared.bell.notify_one();
        lock(&shared.wake)();
    });
}

fn words(trouble: &Trouble) -> String {
    match trouble {
        Trouble::File(_) => "the scenario cannot be run".to_owned(),
        Trouble::Other(why) => why.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Heart;
    use crate::source::Source;
    use std::sync::mpsc::channel;

    const CASE: &str = r#"
title = "A patient"
question = "What is done?"
horizon = "30 min"

[patient]
sex = "female"
age = "40 yr"
weight = "70 kg"
height = "170 cm"

[case]
brief = "Pale and anxious."
"#;

    const AIM: &str =
        "steer = \"mean_arterial_pressure = 80 mmHg in 30 s\"\nthrough = \"haemorrhage\"";

    fn open() -> Session {
        let source = Source {
            given: "case.toml".to_owned(),
            stem: "case".to_owned(),
            text: CASE.as_bytes().to_vec(),
        };
        Session::open(&source, Heart::Averaged).expect("a session")
    }

    /// While time stood nobody was told, and a window did not show what had been done.
    #[test]
    fn who_watches_is_woken_by_an_aim_while_time_stands() {
        let bedside = Bedside::start(open());
        let (woken, wakes) = channel();
        bedside.on_change(move || {
            let _ = woken.send(());
        });
        bedside.ask(Command::Steer(AIM.to_owned()));
        while bedside.is_busy() || bedside.is_aiming() || bedside.wait(|it| it.held().is_none()) {
            wakes.recv_timeout(Duration::from_secs(60)).expect("a wake");
        }
        assert_eq!(bedside.said(), None);
    }

    /// The first aim of the new patient had the number of the old one's, and both were done.
    #[test]
    fn an_aim_of_before_a_restart_is_not_done() {
        let bedside = Bedside::start(open());
        let aim = || {
            let mut session = lock(&bedside.shared.session);
            session.aim(AIM).expect("an aim")
        };
        let before = aim();
        answer(&bedside.shared, Command::Restart);
        let after = aim();
        let mut session = lock(&bedside.shared.session);
        session
            .settle(&before, By::Instructor, before.solve())
            .expect("nothing");
        assert!(session.script().acts.is_empty());
        session
            .settle(&after, By::Instructor, after.solve())
            .expect("done");
        assert_eq!(session.script().acts.len(), 1);
    }
}
