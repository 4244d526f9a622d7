//! The learners' page: a small server on this machine alone, unless it is told to show itself to others.
//!
//! The page loads nothing from elsewhere. Whoever wants to see it needs the code in its address, which is drawn
//! anew each time. It tells what learners may know: no hidden facts, no events, no goals.

mod answer;
mod http;
mod state;

pub use answer::Page;

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

/// Where the page is.
pub struct Served {
    /// Its address, with the code.
    pub address: String,
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
    let code = code();
    let host = if lan {
        own_address()
    } else {
        "127.0.0.1".to_owned()
    };
    let address = format!("http://{host}:{port}/{code}/");
    let page = Arc::new(page);
    let hosts = [
        format!("{host}:{port}"),
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
    ];
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (page, code, hosts) = (page.clone(), code.clone(), hosts.clone());
            // One who hangs up, or sends nothing, is nobody else's matter.
            std::thread::spawn(move || drop(http::converse(stream, &page, &code, &hosts)));
        }
    });
    Ok(Served { address })
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
