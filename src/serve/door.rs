//! Who comes in: so many at once and no more, and none for longer than they need.

use super::http::Answer;
use std::io::{ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Connections that are open at once: more than a class and its instructor need, each with a page that waits for
/// one answer at a time.
const MOST: usize = 64;

/// So long the system is left alone that takes no more connections or threads.
const PAUSE: Duration = Duration::from_millis(50);

/// Lets in whoever comes, each on a thread of its own, as long as the program runs.
pub fn open(listener: &TcpListener, converse: impl Fn(TcpStream) + Send + Sync + 'static) {
    let (converse, taken) = (Arc::new(converse), Arc::new(AtomicUsize::new(0)));
    loop {
        let Ok((stream, _)) = listener.accept() else {
            std::thread::sleep(PAUSE);
            continue;
        };
        let Some(place) = Place::take(&taken) else {
            turn_away(stream);
            continue;
        };
        let converse = Arc::clone(&converse);
        let begun = std::thread::Builder::new().spawn(move || {
            converse(stream);
            drop(place);
        });
        // Without a thread the connection is closed, and its place is free again.
        if begun.is_err() {
            std::thread::sleep(PAUSE);
        }
    }
}

/// A place among those who are let in; free again when it is dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(taken: &Arc<AtomicUsize>) -> Option<Self> {
        let more = |now: usize| (now < MOST).then_some(now + 1);
        let was = taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        was.ok().map(|_| Self(Arc::clone(taken)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Says that there is no place, to one who need not listen; nobody is waited for.
fn turn_away(mut stream: TcpStream) {
    if stream.set_nonblocking(true).is_err() {
        return;
    }
    let full = Answer::refusal("503 Service Unavailable", "too many are here: try again");
    let _ = full.write(&mut stream);
    // What was sent already is taken, since a connection closed over it loses the answer.
    let _ = stream.read(&mut [0; 4096]);
}

/// A stream that is read until a moment and no longer, however slowly its bytes come.
pub struct Until<'a> {
    stream: &'a TcpStream,
    moment: Instant,
}

impl<'a> Until<'a> {
    /// So long from now.
    pub fn after(stream: &'a TcpStream, time: Duration) -> Self {
        let moment = Instant::now() + time;
        Self { stream, moment }
    }
}

impl Read for Until<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let left = self.moment.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut stream = self.stream;
        stream.read(bytes)
    }
}
