//! Pages of a live patient: a small server on this machine alone, unless it is told to show itself to others.
//!
//! A page loads nothing from elsewhere. Whoever wants to see it needs the code in its address, which is drawn
//! anew each time. Learners and their instructor have an address each: that of learners tells no hidden facts, no
//! events, no goals, and does not steer.

mod answer;
mod door;
mod ending;
mod http;
mod state;

pub use answer::{Page, Role};
pub use ending::Ending;

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

/// Where the pages are.
pub struct Served {
    /// The address for learners, with its code.
    pub learners: String,
    /// That for their instructor.
    pub instructor: String,
}

/// Begins to serve, on threads of its own, as long as the program runs.
pub fn serve(page: Page, lan: bool) -> std::io::Result<Served> {
    let ip = if lan {
        Ipv4Addr::UNSPECIFIED
    } else {
        Ipv4Addr::LOCALHOST
    };
    let listener = TcpListener::bind(SocketAddr::new(IpAddr::V4(ip), 0))?;
    let port = listener.local_addr()?.port();
    let codes = [(code(), Role::Learner), (code(), Role::Instructor)];
    let host = if lan {
        own_address()
    } else {
        "127.0.0.1".to_owned()
    };
    let address = |which: usize| format!("http://{host}:{port}/{}/", codes[which].0);
    let served = Served {
        learners: address(0),
        instructor: address(1),
    };
    let hosts = [
        format!("{host}:{port}"),
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
    ];
    std::thread::Builder::new().spawn(move || {
        // One who hangs up, or sends nothing, is nobody else's matter.
        door::open(&listener, move |stream| {
            drop(http::converse(stream, &page, &codes, &hosts));
        });
    })?;
    Ok(served)
}

/// Sixteen letters that nobody guesses.
fn code() -> String {
    let mut bytes = [0_u8; 16];
    let drawn =
        std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    if drawn.is_err() {
        use std::hash::{BuildHasher, Hasher};
        // Elsewhere: the keys with which this process hashes are random.
        for half in bytes.chunks_mut(8) {
            let number = std::collections::hash_map::RandomState::new()
                .build_hasher()
                .finish();
            half.copy_from_slice(&number.to_le_bytes());
        }
    }
    bytes
        .iter()
        .map(|byte| char::from(b'a' + byte % 26))
        .collect()
}

/// The address by which others reach this machine: that of the way out, along which nothing is sent.
fn own_address() -> String {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0");
    let found = socket.and_then(|socket| {
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    found.map_or("127.0.0.1".to_owned(), |address| address.ip().to_string())
}
