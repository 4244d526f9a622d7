//! As much of HTTP as one page needs: a request line, a few headers, a body of known length.

use super::answer::Page;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Longer requests are nobody's orders.
const LONGEST: usize = 16 * 1024;

/// What is answered.
pub struct Answer {
    pub status: &'static str,
    pub kind: &'static str,
    pub body: String,
}

impl Answer {
    pub fn of(kind: &'static str, body: String) -> Self {
        Self {
            status: "200 OK",
            kind,
            body,
        }
    }

    pub fn refusal(status: &'static str, body: &str) -> Self {
        Self {
            status,
            kind: "text/plain; charset=utf-8",
            body: body.to_owned(),
        }
    }
}

/// One request and its answer.
pub fn converse(
    stream: TcpStream,
    page: &Page,
    code: &str,
    hosts: &[String],
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(LONGEST as u64));
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let (mut length, mut host) = (0, String::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0).min(LONGEST),
                "host" => value.trim().clone_into(&mut host),
                _ => {}
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut words = first.split_whitespace();
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let answer = match path.strip_prefix('/').and_then(|path| path.split_once('/')) {
        // A page elsewhere that names this machine otherwise is not let in.
        _ if !hosts.contains(&host) => Answer::refusal("403 Forbidden", "another host"),
        Some((given, rest)) if same(given, code) => {
            page.answer(method, rest, &String::from_utf8_lossy(&body))
        }
        _ => Answer::refusal(
            "403 Forbidden",
            "the code in the address is not that of this session",
        ),
    };
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'; \
         script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'\r\n\r\n",
        answer.status,
        answer.kind,
        answer.body.len()
    )?;
    stream.write_all(answer.body.as_bytes())?;
    stream.flush()
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same(a: &str, b: &str) -> bool {
    let differ = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && differ == 0
}
