//! The learners' page in a real browser without a screen: a case is played by clicks.
//!
//! Drives Chromium by WebDriver, which is plain HTTP. Where there is no chromedriver, one line says so and nothing
//! is tested.

mod served;

use serde_json::{Value, json};
use served::{Served, case};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Ends what it holds, whatever becomes of the test.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A browser, by its driver's address and the session's path.
struct Browser {
    _driver: Held,
    host: String,
    session: String,
    profile: PathBuf,
}

impl Browser {
    /// None where there is no chromedriver.
    fn open(profile: PathBuf) -> Option<Self> {
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut driver = Held(driver.ok()?);
        let mut lines = BufReader::new(driver.0.stdout.take()?).lines();
        let port = lines.find_map(|line| {
            let line = line.ok()?;
            let port = line.split("successfully on port ").nth(1)?;
            Some(port.trim_end_matches('.').to_owned())
        })?;
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,720",
        ];
        let mut flags: Vec<String> = flags.map(str::to_owned).to_vec();
        flags.push(format!("--user-data-dir={}", profile.display()));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": flags },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let mut browser = Self {
            _driver: driver,
            host: format!("127.0.0.1:{port}"),
            session: String::new(),
            profile,
        };
        let opened = browser.ask("POST", "/session", &wanted);
        let id = opened["sessionId"].as_str().expect("a session");
        browser.session = format!("/session/{id}");
        Some(browser)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = match method {
            "GET" => String::new(),
            _ => body.to_string(),
        };
        let mut stream = TcpStream::connect(&self.host).expect("the driver");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a limit");
        let (host, length) = (&self.host, body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .expect("sent");
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a head");
            if line.trim().is_empty() {
                break;
            }
            let line = line.to_ascii_lowercase();
            if let Some(told) = line.strip_prefix("content-length:") {
                length = told.trim().parse().expect("a length");
            }
        }
        let mut bytes = vec![0; length];
        reader.read_exact(&mut bytes).expect("an answer");
        let answer: Value = serde_json::from_slice(&bytes).expect("JSON");
        let value = answer["value"].clone();
        assert!(value["error"].is_null(), "{path}: {value}");
        value
    }

    fn go(&self, method: &str, path: &str, body: &Value) -> Value {
        self.ask(method, &format!("{}{path}", self.session), body)
    }

    fn script(&self, text: &str) -> Value {
        self.go(
            "POST",
            "/execute/sync",
            &json!({ "script": text, "args": [] }),
        )
    }

    /// The path of an element that XPath finds.
    fn find(&self, xpath: &str) -> String {
        let using = json!({ "using": "xpath", "value": xpath });
        let found = self.go("POST", "/element", &using);
        let id = found.as_object().and_then(|found| found.values().next());
        format!("/element/{}", id.and_then(Value::as_str).expect("an id"))
    }

    fn click(&self, button: &str) {
        let button = self.find(&format!(
            "//button[normalize-space()='{button}'][not(ancestor::*[@hidden])]"
        ));
        self.go("POST", &format!("{button}/click"), &json!({}));
    }

    fn write(&self, id: &str, text: &str) {
        let field = self.find(&format!("//*[@id='{id}']"));
        self.go("POST", &format!("{field}/clear"), &json!({}));
        self.go("POST", &format!("{field}/value"), &json!({ "text": text }));
    }

    fn text(&self, id: &str) -> String {
        let found = self.script(&format!(
            "const e = document.getElementById('{id}'); return e ? e.innerText : '';"
        ));
        found.as_str().expect("words").to_owned()
    }

    /// Waits until an element says something.
    fn until(&self, id: &str, words: &str) {
        let begun = Instant::now();
        while !self.text(id).contains(words) {
            let late = begun.elapsed() > Duration::from_secs(60);
            assert!(!late, "`{words}` in {id}: {}", self.text(id));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.go("DELETE", "", &json!({}));
        }
        std::fs::remove_dir_all(&self.profile).ok();
    }
}

#[test]
fn a_learner_plays_a_case_in_a_browser_and_reads_the_debrief() {
    let folder = std::env::temp_dir().join(format!("homeostat-browser-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let Some(browser) = Browser::open(folder.join("profile")) else {
        eprintln!(
            "skipped: no chromedriver on this machine (Debian: apt-get install chromium-driver)"
        );
        return;
    };
    let mut program = Served::open(&folder, &case("30 min", "60 min"), &[]);
    let (host, code) = program.address();
    let address = format!("http://{host}/{code}/");
    browser.go("POST", "/url", &json!({ "url": address }));
    browser.until("brief", "He bleeds.");
    // Who is taught sees nothing hidden, and nothing of who teaches.
    let seen = browser.script("return document.body.innerText;");
    let seen = seen.as_str().expect("words");
    assert!(
        !seen.contains("splenic") && !seen.contains("Steer"),
        "{seen}"
    );
    browser.click("Run");
    browser.until("channels", "CVP");
    // Every control says what it is, and nothing is cut or slid out of sight.
    let nameless = browser.script(
        "return [...document.querySelectorAll('input, select, button')].filter(e => e.checkVisibility() \
         && !(e.labels && e.labels.length) && !e.innerText.trim() && !e.getAttribute('aria-label')).length;",
    );
    assert_eq!(nameless, 0, "controls without a name");
    for (width, height) in [(1280, 720), (500, 900), (1920, 1080)] {
        let size = json!({ "width": width, "height": height });
        browser.go("POST", "/window/rect", &size);
        let wide = browser.script(
            "return [document.documentElement, ...document.querySelectorAll('aside, section, #patient, .numbers')]\
             .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)\
             .map(e => e.tagName + '.' + e.className + '#' + e.id);",
        );
        assert_eq!(wide, json!([]), "wider than it is at {width} by {height}");
    }
    // A case by clicks.
    browser.click("Look at the patient");
    browser.until("heard", "Look at the patient:");
    browser.script("const d = document.getElementById('drug'); d.value = 'saline'; d.onchange();");
    browser.write("dose", "lots");
    browser.click("Give it");
    browser.until("said", "lots");
    browser.write("dose", "500 mL");
    browser.click("Give it");
    browser.until("running", "saline 500 mL");
    browser.write("dose", "600 mL/hour");
    browser.click("Give it");
    browser.until("running", "600 mL/h");
    browser.click("Send a blood gas");
    browser.until("awaited", "blood gas comes at");
    browser.write("words", "Call the surgeon");
    browser.click("Say");
    browser.until("heard", "Call the surgeon");
    let label =
        browser.script("return document.getElementById('screen').getAttribute('aria-label');");
    let label = label.as_str().expect("words");
    assert!(label.contains("HR ") && label.contains("/min"), "{label}");
    // Nothing came from elsewhere, and nothing went wrong.
    let elsewhere = browser.script(&format!(
        "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith('{address}'));"
    ));
    assert_eq!(elsewhere, json!([]));
    let wrong = browser.go("POST", "/se/log", &json!({ "type": "browser" }));
    let wrong = wrong.as_array().expect("a log").iter();
    let wrong: Vec<&Value> = wrong
        .filter(|line| !line["message"].as_str().is_some_and(|m| m.contains("422")))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    // The end, and what came of it.
    browser.script(
        "new MutationObserver(() => sessionStorage.setItem('told', document.getElementById('state').innerText))\
         .observe(document.getElementById('state'), { childList: true, attributes: true });",
    );
    browser.click("End the session and read the debrief");
    let begun = Instant::now();
    let debrief = loop {
        let page = browser.script("return document.body.innerText;");
        let page = page.as_str().expect("words").to_owned();
        if page.contains("What happened") {
            break page;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{page}");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(debrief.contains("1 of 1 points"), "{debrief}");
    // What the page said last, before the debrief took its place.
    let told = browser.script("return sessionStorage.getItem('told');");
    let told = told.as_str().expect("words");
    assert!(told.contains("is being worked out"), "{told}");
    program.ends();
    assert!(folder.join("out/case/teach/learner.html").exists());
    drop(browser);
    std::fs::remove_dir_all(folder).ok();
}
