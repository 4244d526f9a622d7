//! `homeostat simulate` as a person runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of a test's own, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("homeostat-simulate-{}-{test}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("a file");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("a folder");
        let name = |entry: std::io::Result<std::fs::DirEntry>| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    fn simulate(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_homeostat"))
            .arg("simulate")
            .args(arguments)
            .current_dir(&self.0)
            .env("COLUMNS", "100")
            .output()
            .expect("the program starts")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn example() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/event-tables-example.csv");
    path.display().to_string()
}

#[test]
fn the_example_of_the_documentation_runs_and_says_what_it_used() {
    let folder = Folder::new("example");
    let output = folder.simulate(&[
        "one_compartment",
        "--data",
        &example(),
        "--grid",
        "0:72:0.5",
    ]);
    assert!(output.status.success(), "{}", err(&output));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    for said in [
        "3 people, 12 records, 447 rows of predictions",
        "read from columns: clearance, volume, ALAG_depot",
        "absorption 1.5 /h",
        "carried through: ARM",
        "closed form",
        "Simulated; to think with, not to prescribe from.",
    ] {
        assert!(told.contains(said), "{said} in\n{told}");
    }
    let names = Folder(folder.0.join("out/event-tables-example")).names();
    assert_eq!(names, ["predictions.manifest.json", "predictions.parquet"]);
}

#[test]
fn records_come_back_with_predictions_behind_them() {
    let folder = Folder::new("rows");
    folder.write(
        "t.csv",
        "ID,TIME,CMT,AMT,WHO\n1,0,central,30,\"a, b\"\n1,10,.,.,.\n",
    );
    let arguments = [
        "one_compartment",
        "--data",
        "t.csv",
        "--out",
        "p.csv",
        "--show",
        "central",
    ];
    let output = folder.simulate(&arguments);
    assert!(output.status.success(), "{}", err(&output));
    let text = String::from_utf8(folder.read("p.csv")).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "ID,TIME,CMT,AMT,WHO,TAD[h],IPRED[mg/L],central[mg]"
    );
    assert_eq!(lines[1], "1,0,2,30,\"a, b\",0,1,30");
    // Typical clearance and volume: 0.1 /h.
    let last: Vec<f64> = lines[2]
        .split(',')
        .skip(5)
        .map(|x| x.parse().expect("a number"))
        .collect();
    assert_eq!(last[0], 10.0);
    assert!((last[1] - f64::exp(-1.0)).abs() < 1e-15);
    assert_eq!(folder.names(), ["p.csv", "p.manifest.json", "t.csv"]);
}

#[test]
fn threads_change_no_byte() {
    let folder = Folder::new("threads");
    let data = example();
    for (threads, out) in [("1", "a.parquet"), ("2", "b.parquet")] {
        let arguments = [
            "one_compartment",
            "--data",
            &data,
            "--grid",
            "0:96:0.1",
            "--error",
            "log=0.2",
            "--threads",
            threads,
            "--out",
            out,
        ];
        let output = folder.simulate(&arguments);
        assert!(output.status.success(), "{}", err(&output));
    }
    assert_eq!(folder.read("a.parquet"), folder.read("b.parquet"));
}

#[test]
fn bad_input_is_located_ends_with_2_and_leaves_nothing_behind() {
    let folder = Folder::new("bad");
    folder.write("t.csv", "ID,TIME,AMT,RATE,II\n1,0,10,0,-12\n1,1,10,-2,0\n");
    let output = folder.simulate(&["one_compartment", "--data", "t.csv"]);
    assert_eq!(output.status.code(), Some(2));
    let said = err(&output);
    assert!(
        said.contains("t.csv:2:10") && said.contains("found II -12"),
        "{said}"
    );
    assert!(
        said.contains("1 error in t.csv; nothing was simulated"),
        "{said}"
    );
    assert_eq!(folder.names(), ["t.csv"]);
    // What only the numbers of the compartments show is located too, and nothing stays either.
    folder.write("t.csv", "ID,TIME,AMT,RATE\n1,0,10,0\n1,1,10,-2\n");
    let output = folder.simulate(&["one_compartment", "--data", "t.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("t.csv:3:1"), "{}", err(&output));
    assert!(!folder.0.join("out/t").exists());
}

#[test]
fn wrong_options_are_answered_with_the_right_ones() {
    let folder = Folder::new("options");
    folder.write("t.csv", "ID,TIME\n1,0\n");
    let said = |arguments: &[&str]| {
        let output = folder.simulate(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        err(&output)
    };
    let data = ["--data", "t.csv"];
    let with = |model, more: &[&'static str]| {
        let mut all = vec![model];
        all.extend(data);
        all.extend(more);
        said(&all)
    };
    assert!(with("one_compartmnt", &[]).contains("did you mean `one_compartment`?"));
    assert!(with("theophylline", &[]).contains("`theophylline` needs a fact about people"));
    assert!(with("one_compartment", &["--fact", "wieght=WT"]).contains("did you mean `weight`?"));
    assert!(with("one_compartment", &["--vary"]).contains("says how people differ"));
    assert!(with("one_compartment", &["--replicates", "9"]).contains("who do not differ"));
    assert!(
        with("one_compartment", &["--set", "clearanc=2"]).contains("did you mean `clearance`?")
    );
    for (wrong, expected) in [
        (
            "clearance=-1",
            "found -1, expected a number of 0 or more, in L/h",
        ),
        ("volume=0", "found 0, expected a number above 0, in L"),
        ("volume=NaN", "found NaN"),
        ("volume=-inf", "found -inf"),
        (
            "clearance=3 L/h",
            "expected NAME=NUMBER, in the unit of the model",
        ),
    ] {
        let said = with("one_compartment", &["--set", wrong]);
        assert!(said.contains(expected), "{wrong}: {said}");
    }
    assert!(with("one_compartment", &["--lag", "depot=-1"]).contains("a time of 0 or more"));
    assert!(with("one_compartment", &["--lag", "centrl=2"]).contains("did you mean `central`?"));
    assert!(with("one_compartment", &["--show", "centrl"]).contains("did you mean `central`?"));
    assert!(with("one_compartment", &["--grid", "5:1:1"]).contains("before it begins"));
    assert!(
        with("one_compartment", &["--error", "prop=1"]).contains("proportional, additive, log")
    );
    assert!(with("one_compartment", &["--time-unit", "mg"]).contains("no unit of time"));
    assert!(
        with("one_compartment", &["--out", "x.parquet", "--csv"]).contains("--csv asks for text")
    );
    let missing = said(&["one_compartment", "--data", "none.csv"]);
    assert!(missing.contains("cannot read `none.csv`"));
}

#[test]
fn a_medicine_varies_and_is_checked_against_what_was_observed() {
    let folder = Folder::new("medicine");
    let mut text = "ID,TIME,EVID,AMT,RATE,DV,WT,creatinine\n".to_owned();
    for id in 1..=8 {
        let weight = 50 + 5 * id;
        text.push_str(&format!("{id},0,1,1000,1000,.,{weight},0.9\n"));
        for (time, found) in [(2, 30), (8, 17), (12, 12)] {
            text.push_str(&format!("{id},{time},0,.,.,{found},{weight},0.9\n"));
        }
    }
    folder.write("t.csv", &text);
    let arguments = |out| {
        let told = [
            "--fact",
            "weight=WT",
            "--patient",
            "age=50yr",
            "--patient",
            "sex=male",
        ];
        let vary = ["--vary", "--replicates", "40", "--vpc", "--out", out];
        let mut all = vec!["vancomycin", "--data", "t.csv"];
        all.extend(told);
        all.extend(vary);
        all
    };
    let output = folder.simulate(&arguments("once"));
    assert!(output.status.success(), "{}", err(&output));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    for words in [
        "Goti",
        "people differ",
        "of 9 observed percentiles",
        "weight, creatinine",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let check = String::from_utf8(folder.read("once/predictions.vpc.csv")).expect("text");
    assert_eq!(check.lines().count(), 10);
    assert!(folder.0.join("once/predictions.vpc.svg").exists());
    let again = folder.simulate(&[&arguments("twice")[..], &["--threads", "1"]].concat());
    assert!(again.status.success(), "{}", err(&again));
    assert_eq!(
        folder.read("once/predictions.parquet"),
        folder.read("twice/predictions.parquet")
    );
}

#[test]
fn whoever_has_no_steady_state_is_reported_and_the_others_are_carried_on() {
    let folder = Folder::new("steady");
    folder.write(
        "t.csv",
        "ID,TIME,AMT,II,SS,clearance\n1,0,10,12,1,0\n1,5,0,0,0,0\n2,0,10,12,1,3\n",
    );
    let output = folder.simulate(&["one_compartment", "--data", "t.csv", "--out", "p.csv"]);
    assert!(output.status.success(), "{}", err(&output));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        told.contains("1 of 2 could not be carried to the last row, the first of them ID 1"),
        "{told}"
    );
    assert!(
        told.contains("2 doses without a compartment: into depot"),
        "{told}"
    );
    let text = String::from_utf8(folder.read("p.csv")).expect("text");
    assert!(
        text.lines()
            .nth(2)
            .is_some_and(|line| line.ends_with(",,,,,")),
        "{text}"
    );
    assert!(
        text.lines().nth(3).is_some_and(|line| !line.contains(",,")),
        "{text}"
    );
}

/// Seventeen people to whom the same happens, and who differ in their numbers: sixteen go abreast,
/// and nobody's numbers show it.
#[test]
fn company_changes_no_one() {
    let folder = Folder::new("company");
    let head = "ID,TIME,AMT,EVID,CMT,II,ADDL,clearance,volume\n";
    let rows = |id: usize| {
        let (clearance, volume) = (3.0 + 0.37 * id as f64, 30.0 + 1.7 * id as f64);
        format!(
            "{id},0,100,1,1,12,3,{clearance},{volume}\n{id},30.5,.,0,.,.,.,{clearance},{volume}\n"
        )
    };
    let all: String = (1..=17).map(rows).collect();
    folder.write("all.csv", &format!("{head}{all}"));
    folder.write("one.csv", &format!("{head}{}", rows(5)));
    let lines = |table: &str| {
        let out = format!("{table}-out.csv");
        let output = folder.simulate(&[
            "two_compartments",
            "--data",
            table,
            "--grid",
            "0:48:1",
            "--out",
            &out,
        ]);
        assert!(output.status.success(), "{}", err(&output));
        let text = String::from_utf8(folder.read(&out)).expect("text");
        let own = |line: &&str| line.starts_with("5,");
        text.lines()
            .filter(own)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let alone = lines("one.csv");
    assert_eq!(alone.len(), 49 + 2);
    assert_eq!(lines("all.csv"), alone);
}

/// A response reads the concentration of the drug that it is joined to; without one it rests.
#[test]
fn joined_models_read_each_other_and_columns_are_chosen() {
    let folder = Folder::new("joined");
    folder.write(
        "doses.csv",
        "ID,TIME,AMT,EVID,CMT\n1,0,100,1,central\n1,24,.,0,.\n",
    );
    let production = |model: &str, out: &str| {
        let output = folder.simulate(&[
            model,
            "--data",
            "doses.csv",
            "--show",
            "response",
            "--prediction",
            "response",
            "--columns",
            "ID,TIME,IPRED",
            "--out",
            out,
        ]);
        assert!(output.status.success(), "{}", err(&output));
        let text = String::from_utf8(folder.read(out)).expect("text");
        let mut lines = text.lines();
        let head = lines.next().expect("a heading");
        assert_eq!(head.split(',').count(), 3, "{head}");
        let last = lines.next_back().expect("a row");
        let cell = last.rsplit(',').next().expect("a cell");
        cell.parse::<f64>().unwrap_or_else(|_| panic!("{last}"))
    };
    let joined = production("one_compartment+inhibited_production", "joined.csv");
    let table = "ID,TIME,AMT,EVID,CMT\n1,0,.,0,.\n1,24,.,0,.\n";
    folder.write("doses.csv", table);
    let resting = production("one_compartment+inhibited_production", "resting.csv");
    assert!(joined < 0.99 * resting, "{joined} against {resting}");
}
