//! As much of HTTP as a page needs: a request line, a few headers, a body of known length.

use super::answer::{Page, Role};
use super::door::Until;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Longer heads and bodies are nobody's orders.
const LONGEST: u64 = 16 * 1024;
/// So long a request may take to come, and each part of its answer to go.
const PATIENCE: Duration = Duration::from_secs(5);
/// More headers than a browser sends.
const MOST_HEADERS: usize = 64;

/// What is answered.
pub struct Answer {
    pub status: &'static str,
    pub kind: &'static str,
    pub body: String,
    /// Whether the program may end once this has gone.
    pub is_last: bool,
}

impl Answer {
    pub fn of(kind: &'static str, body: String) -> Self {
        Self {
            status: "200 OK",
            kind,
            body,
            is_last: false,
        }
    }

    /// Done, and nothing to say.
    pub fn done() -> Self {
        Self::of("text/plain; charset=utf-8", String::new())
    }

    pub fn refusal(status: &'static str, body: &str) -> Self {
        Self {
            status,
            ..Self::of("text/plain; charset=utf-8", body.to_owned())
        }
    }

    pub fn write(&self, stream: &mut impl Write) -> std::io::Result<()> {
        let head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'; \
             script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'\r\n\r\n",
            self.status,
            self.kind,
            self.body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(self.body.as_bytes())?;
        stream.flush()
    }
}

/// What is asked.
struct Request {
    method: String,
    path: String,
    host: String,
    body: String,
}

/// One request and its answer; `codes` are those of the session, with whose page each opens.
pub fn converse(
    mut stream: TcpStream,
    page: &Page,
    codes: &[(String, Role)],
    hosts: &[String],
) -> std::io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let answer = match read(&stream) {
        Ok(Ok(request)) => answer(&request, page, codes, hosts),
        Ok(Err(refusal)) => refusal,
        Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock) => {
            Answer::refusal("408 Request Timeout", "not all of it came within 5 s")
        }
        Err(error) => return Err(error),
    };
    answer.write(&mut stream)?;
    if answer.is_last {
        page.ending.was_read();
    }
    Ok(())
}

fn answer(request: &Request, page: &Page, codes: &[(String, Role)], hosts: &[String]) -> Answer {
    // A page elsewhere that names this machine otherwise is not let in.
    if !hosts.contains(&request.host) {
        return Answer::refusal("403 Forbidden", "another host");
    }
    let path = request.path.strip_prefix('/');
    let (given, rest) = path
        .and_then(|path| path.split_once('/'))
        .unwrap_or(("", ""));
    match codes.iter().find(|(code, _)| same(given, code)) {
        Some((_, role)) => page.answer(*role, &request.method, rest, &request.body),
        None => Answer::refusal(
            "403 Forbidden",
            "the code in the address is not that of this session",
        ),
    }
}

/// Reads a request; the inner error is what is wrong with it.
fn read(stream: &TcpStream) -> std::io::Result<Result<Request, Answer>> {
    let mut reader = BufReader::new(Until::after(stream, PATIENCE));
    let mut head = Vec::new();
    loop {
        let before = head.len();
        // One byte more than is taken, so that what is too long is told from what ends there.
        let room = LONGEST + 1 - before as u64;
        reader.by_ref().take(room).read_until(b'\n', &mut head)?;
        if head.len() as u64 > LONGEST {
            return Ok(Err(too_long()));
        }
        let line = &head[before..];
        if line.is_empty() {
            return Ok(Err(malformed("the request ends before its headers do")));
        }
        if line == b"\r\n" || line == b"\n" {
            break;
        }
    }
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    match parsed.parse(&head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => {
            return Ok(Err(malformed("no method, path and version")));
        }
        Err(httparse::Error::TooManyHeaders) => return Ok(Err(too_long())),
        Err(error) => return Ok(Err(malformed(&error.to_string()))),
    }
    let (method, path) = (parsed.method.unwrap_or(""), parsed.path.unwrap_or(""));
    let (mut length, mut host) = (0_u64, String::new());
    for header in parsed.headers.iter() {
        let Ok(value) = std::str::from_utf8(header.value) else {
            continue;
        };
        match header.name.to_ascii_lowercase().as_str() {
            "content-length" => match value.trim().parse() {
                Ok(told) => length = told,
                Err(_) => return Ok(Err(malformed("a length that is no number"))),
            },
            "host" => value.trim().clone_into(&mut host),
            _ => {}
        }
    }
    if length > LONGEST {
        return Ok(Err(too_long()));
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    if body.len() as u64 != length {
        return Ok(Err(malformed("the body is shorter than was said")));
    }
    let Ok(body) = String::from_utf8(body) else {
        return Ok(Err(malformed("the body is no text")));
    };
    Ok(Ok(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        host,
        body,
    }))
}

fn malformed(why: &str) -> Answer {
    Answer::refusal("400 Bad Request", why)
}

fn too_long() -> Answer {
    Answer::refusal("413 Content Too Large", "longer than 16 KiB")
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same(a: &str, b: &str) -> bool {
    let differ = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && differ == 0
}
