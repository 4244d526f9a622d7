//! `homeostat teach` without a window, as a person runs it.

mod served;

use served::{Served, case};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

fn homeostat(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_homeostat"))
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "100")
        .output()
        .expect("the program starts")
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("homeostat-teach-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A haemorrhage that begins soon, of a case that is soon over.
fn short() -> String {
    case("30 s", "4 min")
}

#[test]
fn two_groups_are_played_scored_and_set_side_by_side() {
    let folder = folder("groups");
    std::fs::write(folder.join("case.toml"), short()).expect("a case");
    let quick = "learner = \"quick, and right\"\n[[action]]\nat = \"1 min\"\ngive = \"saline\"\ndose = \"1 L\"\n";
    std::fs::write(folder.join("a.toml"), quick).expect("a learner");
    std::fs::write(folder.join("b.toml"), "learner = \"slow\"\n").expect("a learner");
    let run = homeostat(
        &folder,
        &[
            "teach",
            "case.toml",
            "--fast",
            "--script",
            "a.toml",
            "--script",
            "b.toml",
        ],
    );
    assert!(run.status.success(), "{}", text(&run.stderr));
    let said = text(&run.stdout);
    assert!(said.contains("quick, and right: 1 of 1 points"), "{said}");
    assert!(said.contains("slow: 0 of 1 points"), "{said}");
    let out = folder.join("out/case/teach");
    let scores = std::fs::read_to_string(out.join("scores.csv")).expect("scores");
    assert!(scores.starts_with("learner,goal,outcome,at_min,by_min,prompted,points,of\n"));
    assert!(
        scores.contains("\"quick, and right\",fluid,met,1.00,2.00,no,1,1\n"),
        "{scores}"
    );
    assert!(
        scores.contains("slow,fluid,missed,,2.00,no,0,1\n"),
        "{scores}"
    );
    let page = std::fs::read_to_string(out.join("groups.html")).expect("a page");
    assert!(page.contains("<svg") && page.contains("slow"));
    for loads in ["src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(
            !page.contains(loads),
            "{loads}: nothing comes from elsewhere"
        );
    }
    // The log that was written plays the same again.
    let log = out.join("quick--and-right.toml");
    let again = homeostat(
        &folder,
        &[
            "teach",
            "case.toml",
            "--fast",
            "--script",
            log.to_str().expect("a path"),
            "--out",
            "again",
        ],
    );
    assert!(again.status.success(), "{}", text(&again.stderr));
    let read = |path: &Path| std::fs::read_to_string(path).expect("a debrief");
    assert_eq!(
        read(&folder.join("again/quick--and-right.html")),
        read(&out.join("quick--and-right.html"))
    );
    std::fs::remove_dir_all(folder).ok();
}

#[test]
fn what_is_wrong_with_a_script_is_said_with_its_place_and_nothing_is_written() {
    let folder = folder("wrong");
    std::fs::write(folder.join("case.toml"), short()).expect("a case");
    let wrong = "learner = \"a\"\n[[action]]\nat = \"1 min\"\ngive = \"salin\"\ndose = \"1 L\"\n";
    std::fs::write(folder.join("a.toml"), wrong).expect("a learner");
    let run = homeostat(
        &folder,
        &["teach", "case.toml", "--fast", "--script", "a.toml"],
    );
    assert_eq!(run.status.code(), Some(2));
    let said = text(&run.stderr);
    assert!(
        said.contains("a.toml:4") && said.contains("saline"),
        "{said}"
    );
    assert!(!folder.join("out").exists());
    std::fs::remove_dir_all(folder).ok();
}

#[test]
fn the_facilitators_sheet_tells_what_learners_must_not_know() {
    let folder = folder("sheet");
    let run = homeostat(
        &folder,
        &[
            "teach",
            "haemorrhage-in-recovery",
            "--sheet",
            "--out",
            "sheet",
        ],
    );
    assert!(run.status.success(), "{}", text(&run.stderr));
    let page = std::fs::read_to_string(folder.join("sheet/facilitator.html")).expect("a page");
    for words in [
        "splenic artery",
        "surgeon called",
        "Objectives",
        "To discuss",
    ] {
        assert!(page.contains(words), "{words}");
    }
    std::fs::remove_dir_all(folder).ok();
}

/// Presses Enter, which ends a session.
fn enter(served: &mut Served) {
    let keyboard = served.program.stdin.as_mut().expect("a keyboard");
    writeln!(keyboard).expect("Enter");
    served.ends();
}

/// A connection that is not waited for without end.
fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a page");
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("a limit");
    stream
}

/// One request to the page, as a browser sends it.
fn request(address: &str, host: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = connect(address);
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn a_learner_acts_on_the_page_and_whoever_has_no_code_sees_nothing() {
    let folder = folder("page");
    let mut program = Served::open(&folder, &short(), &[]);
    let (host, code) = program.address();
    let host = host.as_str();
    assert!(host.starts_with("127.0.0.1:"), "this machine alone: {host}");
    let ask = |method: &str, path: &str, body: &str| request(host, host, method, path, body);
    assert!(ask("GET", "/", "").starts_with("HTTP/1.1 403"));
    assert!(ask("GET", "/guessed/state", "").starts_with("HTTP/1.1 403"));
    let elsewhere = request(host, "evil.example", "GET", &format!("/{code}/state"), "");
    assert!(
        elsewhere.starts_with("HTTP/1.1 403"),
        "a page elsewhere is not let in"
    );
    let page = ask("GET", &format!("/{code}/"), "");
    assert!(page.contains("Give it") && page.contains("Content-Security-Policy"));
    let early = ask("GET", &format!("/{code}/debrief"), "");
    assert!(
        early.starts_with("HTTP/1.1 409") && early.contains("has not ended"),
        "{early}"
    );
    let case = ask("GET", &format!("/{code}/case"), "");
    assert!(case.contains("He bleeds.") && case.contains("saline"));
    let act = |body: &str| ask("POST", &format!("/{code}/act"), body);
    assert!(act("give = \"saline\"\ndose = \"500 mL\"").starts_with("HTTP/1.1 200"));
    let refused = act("start = \"haemorrhage\"\nas = \"blood_loss = 1 mL/min\"");
    assert!(
        refused.starts_with("HTTP/1.1 422") && refused.contains("instructor"),
        "{refused}"
    );
    assert!(ask("POST", &format!("/{code}/run"), "on").starts_with("HTTP/1.1 200"));
    let state = || ask("GET", &format!("/{code}/state"), "");
    let start = Instant::now();
    while state().contains("\"now\":0.0") {
        assert!(start.elapsed().as_secs() < 60, "time runs");
        std::thread::sleep(Duration::from_millis(100));
    }
    let now = state();
    assert!(
        now.contains("\"HR\"") && now.contains("saline 500 mL"),
        "{now}"
    );
    assert!(
        !now.contains("haemorrhage"),
        "what befalls the patient is hidden: {now}"
    );
    enter(&mut program);
    assert!(folder.join("out/case/teach/learner.html").exists());
    std::fs::remove_dir_all(folder).ok();
}

/// Sends bytes as they are, and reads what comes back.
fn raw(host: &str, bytes: &[u8]) -> String {
    let mut stream = connect(host);
    // Who is refused early may be hung up on while still sending.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    text(&answer)
}

#[test]
fn an_instructor_steers_from_a_page_and_nothing_malformed_stops_the_session() {
    let folder = folder("pages");
    let more = ["--instructor", "page"];
    let mut program = Served::open(&folder, &case("30 s", "60 min"), &more);
    let ((host, learner), (_, instructor)) = (program.address(), program.address());
    let (host, learner, instructor) = (host.as_str(), learner.as_str(), instructor.as_str());
    let ask = |code: &str, method: &str, path: &str, body: &str| {
        request(host, host, method, &format!("/{code}/{path}"), body)
    };
    let status = |answer: &str| answer.split_whitespace().nth(1).map(str::to_owned);
    // What a learner may not.
    for (path, body) in [
        ("run", "on"),
        ("steer", "x"),
        ("let-go", ""),
        ("speed", "2"),
        ("back", "0"),
        ("end", ""),
    ] {
        let answer = ask(learner, "POST", path, body);
        assert_eq!(status(&answer).as_deref(), Some("403"), "{path}: {answer}");
    }
    assert_eq!(
        status(&ask(learner, "GET", "debrief", "")).as_deref(),
        Some("403")
    );
    assert!(!ask(learner, "GET", "case", "").contains("hidden"));
    assert!(ask(instructor, "GET", "case", "").contains("hidden"));
    assert!(!ask(learner, "GET", "state", "").contains("goals"));
    assert!(ask(instructor, "GET", "state", "").contains("goals"));
    // What is no request.
    let length = |n: usize| {
        format!("POST /{learner}/act HTTP/1.1\r\nHost: {host}\r\nContent-Length: {n}\r\n\r\n")
    };
    let long = format!(
        "GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "a".repeat(40_000)
    );
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(10_000));
    let full = length(16_384).replace("Host", &format!("X: {}\r\nHost", "y".repeat(16_000)));
    let full = full + &"a".repeat(16_384);
    let mut bytes = length(4).into_bytes();
    bytes.extend([0xff, 0xfe, 0x00, 0xff]);
    for (wrong, expected) in [
        (b"".to_vec(), "400"),
        (b"\r\n\r\n".to_vec(), "400"),
        (b"GET\r\n\r\n".to_vec(), "400"),
        (b"GET / SMTP\r\nHost: x\r\n\r\n".to_vec(), "400"),
        (vec![0xff, 0x00, 0xfe, b'\n', b'\n'], "400"),
        (long.into_bytes(), "413"),
        (many.into_bytes(), "413"),
        (length(1_000_000_000).into_bytes(), "413"),
        (length(5).into_bytes(), "400"),
        // As long as it may be, beside headers that are as well; then what it says is looked at.
        (full.into_bytes(), "422"),
        (bytes, "400"),
        (
            format!("POST /{learner}/act HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n")
                .into_bytes(),
            "400",
        ),
        (
            format!("DELETE /{learner}/state HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes(),
            "405",
        ),
        (
            format!("GET /{learner}/../state HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes(),
            "404",
        ),
        (
            format!("GET /{learner}/state HTTP/1.1\r\n\r\n").into_bytes(),
            "403",
        ),
    ] {
        let answer = raw(host, &wrong);
        assert_eq!(
            status(&answer).as_deref(),
            Some(expected),
            "{:?}: {answer}",
            String::from_utf8_lossy(&wrong[..wrong.len().min(60)])
        );
    }
    // What cannot be done is said.
    for body in [
        "",
        "give",
        "give = \"nothing\"",
        "steer = \"x\"",
        "examine = \"ear\"",
        "at = \"1 s\"",
        "[[",
        "say = \"\u{0}\"",
    ] {
        let answer = ask(instructor, "POST", "act", body);
        assert_eq!(status(&answer).as_deref(), Some("422"), "{body}: {answer}");
    }
    for (path, body) in [
        ("speed", "3000"),
        ("back", "-1"),
        ("take-up", "one"),
        ("alarms", "loud"),
    ] {
        let answer = ask(instructor, "POST", path, body);
        assert_eq!(status(&answer).as_deref(), Some("422"), "{path}: {answer}");
    }
    // The session goes on, and is steered.
    let done = |answer: String| assert_eq!(status(&answer).as_deref(), Some("200"), "{answer}");
    done(ask(instructor, "POST", "speed", "5"));
    done(ask(instructor, "POST", "run", "on"));
    done(ask(learner, "POST", "act", "examine = \"look\""));
    // After the case's own haemorrhage has begun, which would take the place of what is steered before.
    let start = Instant::now();
    let seconds = || {
        let state = ask(learner, "GET", "state", "");
        let rest = state.split("\"now\":").nth(1).expect("the time").to_owned();
        let number = rest.split(',').next().expect("a number").to_owned();
        number.parse::<f64>().expect("a number")
    };
    while seconds() < 35.0 {
        assert!(start.elapsed().as_secs() < 120, "time runs");
        std::thread::sleep(Duration::from_millis(200));
    }
    done(ask(instructor, "POST", "speed", "1"));
    done(ask(
        instructor,
        "POST",
        "steer",
        "steer = \"mean_arterial_pressure = 75 mmHg in 2 min\"\nthrough = \"haemorrhage\"",
    ));
    let start = Instant::now();
    loop {
        let state = ask(instructor, "GET", "state", "");
        if state.contains("steers: mean arterial pressure") {
            break;
        }
        assert!(!state.contains("no severity"), "{state}");
        assert!(start.elapsed().as_secs() < 240, "it is steered");
        std::thread::sleep(Duration::from_millis(200));
    }
    let seen = ask(learner, "GET", "state", "");
    assert!(
        !seen.contains("steers") && seen.contains("Look at the patient"),
        "{seen}"
    );
    assert!(ask(instructor, "GET", "debrief", "").contains("steered"));
    let state = ask(instructor, "GET", "state", "");
    let held = "\"held\":\"mean arterial pressure = 75 mmHg\"";
    assert!(state.contains(held), "{state}");
    done(ask(instructor, "POST", "let-go", ""));
    while ask(instructor, "GET", "state", "").contains(held) {
        assert!(start.elapsed().as_secs() < 240, "it is let go");
        std::thread::sleep(Duration::from_millis(100));
    }
    done(ask(instructor, "POST", "end", ""));
    let debrief = ask(instructor, "GET", "debrief", "");
    assert!(debrief.contains("lets go: mean arterial pressure"));
    program.ends();
    let written = std::fs::read_to_string(folder.join("out/case/teach/learner.toml"));
    assert!(written.expect("the log").contains("towards"));
    std::fs::remove_dir_all(folder).ok();
}

/// What the program answers a learner who asks for the state, and how long it took.
fn state(host: &str, code: &str) -> (String, Duration) {
    let begun = Instant::now();
    let answer = request(host, host, "GET", &format!("/{code}/state"), "");
    (answer, begun.elapsed())
}

#[test]
fn seventy_who_say_nothing_are_not_all_let_in_and_the_next_is_once_they_go() {
    let folder = folder("crowd");
    let mut program = Served::open(&folder, &case("30 min", "60 min"), &[]);
    let (host, code) = program.address();
    let crowd: Vec<TcpStream> = (0..70).map(|_| connect(&host)).collect();
    // The last ones are told so at once.
    let mut last = &crowd[69];
    let mut told = String::new();
    last.read_to_string(&mut told).expect("an answer");
    assert!(told.starts_with("HTTP/1.1 503"), "{told}");
    drop(crowd);
    let begun = Instant::now();
    loop {
        let (answer, _) = state(&host, &code);
        if answer.starts_with("HTTP/1.1 200") {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{answer}");
        std::thread::sleep(Duration::from_millis(50));
    }
    enter(&mut program);
    std::fs::remove_dir_all(folder).ok();
}

#[test]
fn who_sends_a_letter_now_and_then_is_not_waited_for() {
    let folder = folder("slow");
    let mut program = Served::open(&folder, &case("30 min", "60 min"), &[]);
    let (host, code) = program.address();
    let (mut slow, begun) = (connect(&host), Instant::now());
    let mut drips = slow.try_clone().expect("the same connection");
    let sender = std::thread::spawn(move || {
        // Each comes well within the time for all of them.
        while begun.elapsed() < Duration::from_secs(30) && drips.write_all(b"G").is_ok() {
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    let (answer, took) = state(&host, &code);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        took < Duration::from_secs(4),
        "others do not wait: {took:?}"
    );
    let mut told = [0; 12];
    slow.read_exact(&mut told).expect("an answer");
    assert_eq!(&told, b"HTTP/1.1 408");
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "5 s for all of it"
    );
    drop(slow);
    sender.join().expect("hung up on");
    enter(&mut program);
    std::fs::remove_dir_all(folder).ok();
}
