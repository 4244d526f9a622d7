//! What a recording promises, tried on the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use bytes::Bytes;

/// A folder of a test's own, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("homeostat-recording-{}-{count}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("plasma_glucose", "mg/dL", "Glucose in plasma")
            .loinc("2345-7")
            .reference(70.0, 180.1),
        Column::new("insulin, \"total\"", "m[IU]/L", "Insulin in plasma"),
    ]
}

fn provenance() -> Provenance {
    // More than a few keys, so that an unordered map would show itself.
    (0..20).fold(Provenance::default().with("seed", "42"), |p, i| {
        p.with(format!("model.{i}"), format!("model number {i}"))
    })
}

/// Rows of `twins` twins under two arms, `moments` each, as (arm, twin, times, values).
fn rows(twins: u32, moments: usize) -> Vec<(&'static str, u32, Vec<f64>, Vec<f64>)> {
    let mut rows = Vec::new();
    for (i, arm) in ["now", "30 min later"].into_iter().enumerate() {
        for twin in 0..twins {
            let times: Vec<f64> = (0..moments).map(|k| 5.0 * k as f64).collect();
            let mut values = Vec::new();
            for k in 0..moments {
                let phase = k as f64 * 0.1 + f64::from(twin) * 0.7 + i as f64;
                values.push(120.0 + 40.0 * phase.sin());
                values.push(if k % 7 == 3 { f64::NAN } else { 0.1 + phase });
            }
            rows.push((arm, twin, times, values));
        }
    }
    rows
}

/// Records `rows` in blocks of at most `block` moments.
fn record(path: &Path, twins: u32, moments: usize, block: usize) -> Written {
    let mut writer = Writer::create(path, &columns(), &provenance()).unwrap();
    for (arm, twin, times, values) in rows(twins, moments) {
        for (times_min, values) in times.chunks(block).zip(values.chunks(2 * block)) {
            let block = Block {
                arm,
                twin,
                times_min,
                values,
            };
            writer.write(&block).unwrap();
        }
    }
    writer.finish().unwrap()
}

fn bits(values: &[f64]) -> Vec<u64> {
    // Every NaN is one missing value.
    let bits = |v: &f64| if v.is_nan() { u64::MAX } else { v.to_bits() };
    values.iter().map(bits).collect()
}

#[test]
fn what_is_read_is_what_was_written() {
    let folder = Folder::new();
    let path = folder.file("twins.parquet");
    let written = record(&path, 3, 50, 50);
    assert_eq!(folder.names(), ["twins.parquet"]);

    let bytes = fs::read(&path).unwrap();
    assert_eq!(written.name, "twins.parquet");
    assert_eq!(written.rows, Some(300));
    assert_eq!(written.bytes, bytes.len() as u64);
    assert_eq!(written.blake3, blake3::hash(&bytes).to_string());

    let recording = read(&path).unwrap();
    assert_eq!(recording.columns(), columns());
    assert_eq!(recording.provenance(), &provenance());
    assert_eq!(recording.rows(), 300);
    let mut expected = rows(3, 50).into_iter();
    let each = |block: Block<'_>| {
        let (arm, twin, times, values) = expected.next().unwrap();
        assert_eq!((block.arm, block.twin), (arm, twin));
        assert_eq!(block.times_min, times);
        assert_eq!(bits(block.values), bits(&values));
    };
    recording.for_each_block(each).unwrap();
    assert!(expected.next().is_none());
}

#[test]
fn metadata_stand_in_the_fields() {
    use arrow::array::Array;
    let folder = Folder::new();
    let path = folder.file("twins.parquet");
    record(&path, 1, 20, 20);
    let batch = read(&path).unwrap().next().unwrap().unwrap();
    let schema = batch.schema();
    let of = |i: usize, key: &str| schema.field(i).metadata().get(key).map(String::as_str);
    assert_eq!(schema.field(2).name(), "time_min");
    assert_eq!(of(2, "unit"), Some("min"));
    assert_eq!(of(3, "unit"), Some("mg/dL"));
    assert_eq!(of(3, "loinc"), Some("2345-7"));
    assert_eq!(of(3, "description"), Some("Glucose in plasma"));
    assert_eq!(of(3, "ref_low"), Some("70"));
    assert_eq!(of(3, "ref_high"), Some("180.1"));
    assert_eq!(of(4, "loinc"), None);
    // Three of every 20 moments, and the arms' rows together.
    assert_eq!(batch.column(3).null_count(), 0);
    assert_eq!(batch.column(4).null_count(), 6);
    assert!(!schema.field(0).is_nullable());
}

#[test]
fn the_same_rows_are_the_same_bytes() {
    let folder = Folder::new();
    let whole = record(&folder.file("a.parquet"), 3, 60_000, 60_000);
    for block in [1, 977] {
        let cut = record(&folder.file("b.parquet"), 3, 60_000, block);
        assert_eq!(whole.blake3, cut.blake3);
    }
}

#[test]
fn nothing_half_written_is_left() {
    let folder = Folder::new();
    let path = folder.file("twins.parquet");
    let mut writer = Writer::create(&path, &columns(), &provenance()).unwrap();
    for (arm, twin, times, values) in rows(2, 1000) {
        let block = Block {
            arm,
            twin,
            times_min: &times,
            values: &values,
        };
        writer.write(&block).unwrap();
    }
    assert_eq!(folder.names(), ["twins.parquet.partial"]);
    drop(writer);
    assert!(folder.names().is_empty());

    drop(CsvWriter::create(&path, &columns()).unwrap());
    assert!(folder.names().is_empty());

    // A finished file gives way only to a finished one.
    let before = record(&path, 1, 10, 10);
    drop(Writer::create(&path, &[], &provenance()).unwrap());
    assert_eq!(folder.names(), ["twins.parquet"]);
    assert_eq!(
        blake3::hash(&fs::read(&path).unwrap()).to_string(),
        before.blake3
    );
}

#[test]
fn refusals_say_what_to_try_and_leave_nothing() {
    let folder = Folder::new();
    fs::write(folder.file("file"), "").unwrap();
    fs::create_dir(folder.file("folder")).unwrap();

    for path in [folder.file("missing/x"), folder.file("file/x")] {
        let error = Writer::create(&path, &columns(), &provenance())
            .err()
            .unwrap();
        assert!(
            error.to_string().contains(path.to_str().unwrap()),
            "{error}"
        );
        assert!(!error.help().is_empty());
        assert!(CsvWriter::create(&path, &columns()).is_err());
        assert!(Manifest::default().write(&path).is_err());
        assert!(read(&path).is_err());
    }
    assert!(write_file(&folder.file("folder"), b"in its place").is_err());
    assert!(write_file(Path::new("/"), b"").is_err());

    let twice = [Column::new("a", "1", ""), Column::new("a", "1", "")];
    let taken = [Column::new("twin", "1", "")];
    for columns in [&twice[..], &taken[..]] {
        assert!(Writer::create(&folder.file("x"), columns, &provenance()).is_err());
    }

    let mut writer = Writer::create(&folder.file("x"), &columns(), &provenance()).unwrap();
    let short = Block {
        arm: "now",
        twin: 0,
        times_min: &[0.0],
        values: &[1.0],
    };
    assert!(writer.write(&short).is_err());
    let error = Writer::create(&folder.file("x"), &columns(), &provenance());
    let error = error.err().unwrap();
    assert!(error.problem().contains("another run"), "{error}");
    drop(writer);
    assert_eq!(folder.names(), ["file", "folder"]);
}

#[test]
fn other_files_are_refused() {
    let folder = Folder::new();
    let path = folder.file("x");
    fs::write(&path, "arm,twin\n").unwrap();
    assert!(read(&path).is_err());
    assert!(Manifest::read(&path).is_err());

    let newer = Provenance::default().with("schema_version", "2");
    Writer::create(&path, &columns(), &newer)
        .and_then(Writer::finish)
        .unwrap();
    let error = read(&path).err().unwrap();
    assert!(error.problem().contains("newer"), "{error}");

    Writer::create(&path, &columns(), &Provenance::empty())
        .and_then(Writer::finish)
        .unwrap();
    let error = read(&path).err().unwrap();
    assert!(error.problem().contains("not a Homeostat"), "{error}");
}

#[test]
fn csv_is_as_the_standard_says() {
    let folder = Folder::new();
    let path = folder.file("twins.csv");
    let mut writer = CsvWriter::create(&path, &columns()).unwrap();
    let block = Block {
        arm: "now, or \"soon\"",
        twin: 7,
        times_min: &[0.0, 0.1, 1440.0],
        values: &[
            110.0,
            f64::NAN,
            -0.1,
            1e-300,
            123_456_789.0,
            f64::from_bits(0x3fd5_5555_5555_5555),
        ],
    };
    writer.write(&block).unwrap();
    let written = writer.finish().unwrap();
    assert_eq!(written.rows, Some(3));
    let text = fs::read_to_string(&path).unwrap();
    let expected = [
        "arm,twin,time[min],plasma_glucose[mg/dL],\"insulin, \"\"total\"\"[m[IU]/L]\"",
        "\"now, or \"\"soon\"\"\",7,0,110,",
        "\"now, or \"\"soon\"\"\",7,0.1,-0.1,1e-300",
        "\"now, or \"\"soon\"\"\",7,1440,123456789,0.3333333333333333",
        "",
    ];
    assert_eq!(text, expected.join("\r\n"));
}

#[test]
fn a_manifest_reads_back_and_knows_what_lasts() {
    let folder = Folder::new();
    let path = folder.file("manifest.json");
    let mut manifest = Manifest {
        seed: u64::MAX,
        models: vec![ModelRecord {
            instance: "insulin".into(),
            model: "insulin under the skin".into(),
            source: "Dalla Man 2007".into(),
            reads: [("concentration".into(), "propofol.concentration".into())].into(),
        }],
        solver: SolverRecord {
            method: "Tsit5".into(),
            rtol: 1e-6,
            atol: 1e-7,
        },
        columns: columns(),
        ..Manifest::default()
    };
    manifest.statuses.well = 599;
    manifest
        .statuses
        .failed
        .insert("a rate is not a number".into(), 1);
    manifest
        .files
        .push(record(&folder.file("t.parquet"), 1, 5, 5));
    manifest.write(&path).unwrap();
    assert_eq!(Manifest::read(&path).unwrap(), manifest);
    assert_eq!(folder.names(), ["manifest.json", "t.parquet"]);

    let provenance = manifest.provenance();
    assert_eq!(provenance.get("rtol"), Some("1e-6"));
    assert_eq!(provenance.get("source.insulin"), Some("Dalla Man 2007"));
    let before = manifest.fingerprint();
    manifest.this_run.threads = 64;
    assert_eq!(manifest.fingerprint(), before);
    manifest.seed = 1;
    assert_ne!(manifest.fingerprint(), before);
}

#[test]
fn a_million_rows_stream() {
    let folder = Folder::new();
    let path = folder.file("many.parquet");
    let start = std::time::Instant::now();
    let mut writer = Writer::create(&path, &columns(), &provenance()).unwrap();
    let times: Vec<f64> = (0..289).map(|k| 5.0 * f64::from(k)).collect();
    let mut values = vec![0.0; 2 * times.len()];
    let twins = 3461;
    for twin in 0..twins {
        for (k, value) in values.iter_mut().enumerate() {
            *value = 120.0 + (k as f64 * 0.01 + f64::from(twin)).fract();
        }
        let block = Block {
            arm: "now",
            twin,
            times_min: &times,
            values: &values,
        };
        writer.write(&block).unwrap();
    }
    let written = writer.finish().unwrap();
    println!("{written:?} in {:?}", start.elapsed());
    assert_eq!(written.rows, Some(u64::from(twins) * 289));
    let mut seen = 0;
    let count = |block: Block<'_>| seen += block.times_min.len() as u64;
    read(&path).unwrap().for_each_block(count).unwrap();
    assert_eq!(Some(seen), written.rows);
}

/// Times that repeat from group to group, until somebody is looked at otherwise, beside whole numbers
/// and numbers that never repeat: what a table of many groups says is what was written.
#[test]
fn columns_that_repeat_come_back_from_every_group() {
    let column = |name: &str, is_whole, repeats| TableColumn {
        column: Column::new(name, "", ""),
        is_text: false,
        is_whole,
        is_carried: repeats,
        repeats,
    };
    let columns = [
        column("ID", true, true),
        column("TIME", false, true),
        column("IPRED", false, false),
    ];
    let folder = Folder::new();
    let path = folder.file("table.parquet");
    let mut writer = TableWriter::parquet(&path, &columns, &provenance()).unwrap();
    let mut expected = vec![Vec::new(); 3];
    // Two parts in a group; one that is looked at otherwise; one larger than a group; a short rest.
    let parts = [
        60_000, 60_000, 60_000, 60_000, 60_000, 60_000, 300_000, 60_000, 60_000, 7,
    ];
    for (part, rows) in parts.into_iter().enumerate() {
        let ids: Vec<u64> = (0..rows).map(|row| part as u64 + row / 169).collect();
        let step = if part == 4 { 0.5 } else { 1.0 };
        let time = |row: u64| match row % 169 {
            7 if part > 2 => f64::NAN,
            look => look as f64 * step,
        };
        let times: Vec<f64> = (0..rows).map(time).collect();
        let values: Vec<f64> = (0..rows)
            .map(|row| (part as f64 + row as f64).sqrt())
            .collect();
        expected[0].extend(ids.iter().map(|id| *id as f64));
        expected[1].extend(&times);
        expected[2].extend(&values);
        let values = [
            Values::Whole(ids.into_iter().map(|id| (id, 1)).collect()),
            Values::Numbers(times),
            Values::Numbers(values),
        ];
        writer.write(values.into()).unwrap();
    }
    assert_eq!(
        writer.finish().unwrap().rows,
        Some(expected[0].len() as u64)
    );
    let read = read_sheet(&path).unwrap();
    for (read, expected) in read.iter().zip(&expected) {
        assert!(bits(&read.numbers) == bits(expected), "{}", read.name);
    }
}

/// A part of a table of people with an ID, the times at which they are looked at and what was seen.
fn looked_at(first: u64, rows: u32, people: u32, blank: Option<usize>) -> Vec<Values> {
    let ids = (0..u64::from(people)).map(|k| (first + k, rows)).collect();
    let cycle: Vec<f64> = (0..rows).map(f64::from).collect();
    let mut seen: Vec<f64> = (0..rows * people)
        .map(|row| (first as f64 + f64::from(row)).sqrt())
        .collect();
    if let Some(blank) = blank {
        seen[blank] = f64::NAN;
    }
    let count = people;
    vec![
        Values::Whole(ids),
        Values::Cycles { cycle, count },
        Values::Numbers(seen),
    ]
}

/// Writes a table of such parts, each of which is a group of rows; its bytes.
fn written(folder: &Folder, parts: &[Vec<Values>]) -> (Vec<u8>, SerializedFileReader<Bytes>) {
    let column = |name: &str, is_whole, repeats| TableColumn {
        column: Column::new(name, "", ""),
        is_text: false,
        is_whole,
        is_carried: false,
        repeats,
    };
    let columns = [
        column("ID", true, true),
        column("TIME", false, true),
        column("IPRED", false, false),
    ];
    let path = folder.file("parts.parquet");
    let mut writer = TableWriter::parquet(&path, &columns, &provenance()).unwrap();
    for part in parts {
        writer.write(part.clone()).unwrap();
    }
    writer.finish().unwrap();
    let read = read_sheet(&path).unwrap();
    for (index, read) in read.iter().enumerate() {
        let all: Vec<Vec<f64>> = parts.iter().map(|p| p[index].numbers().unwrap()).collect();
        assert!(bits(&read.numbers) == bits(&all.concat()), "{}", read.name);
    }
    let bytes = fs::read(&path).unwrap();
    let reader = SerializedFileReader::new(Bytes::from(bytes.clone())).unwrap();
    assert_eq!(reader.num_row_groups(), parts.len());
    (bytes, reader)
}

/// What differs from the group before in numbers alone is not encoded again, and nobody can tell: its
/// bytes and its statistics are those of the same rows behind a group of another shape.
#[test]
fn a_group_is_the_same_behind_any_other() {
    let folder = Folder::new();
    let group = |first, blank| looked_at(first, 170, 771, blank);
    let parts = [
        group(1, None),
        group(772, None),
        group(5_000, Some(77)),
        group(7_000, None),
        looked_at(9_000, 120, 1_000, None),
        group(20_000, None),
        group(19_900, None),
    ];
    let (bytes, reader) = written(&folder, &parts);
    for (number, part) in parts.iter().enumerate() {
        let other = looked_at(50_000, 100 + number as u32, 900, None);
        let (expected, judge) = written(&folder, &[other, part.clone()]);
        let (own, judge) = (
            reader.metadata().row_group(number),
            judge.metadata().row_group(1),
        );
        for (own, judge) in own.columns().iter().zip(judge.columns()) {
            let range = |(start, length): (u64, u64)| start as usize..(start + length) as usize;
            let (found, expected) = (
                &bytes[range(own.byte_range())],
                &expected[range(judge.byte_range())],
            );
            assert!(found == expected, "{} of group {number}", own.column_path());
            assert_eq!(own.statistics(), judge.statistics());
        }
    }
    // IDs that are out of order, and one that comes again.
    let mut parts = [group(1, None), group(772, None)];
    let Values::Whole(runs) = &mut parts[1][0] else {
        unreachable!("IDs are whole numbers");
    };
    runs.swap(3, 5);
    runs[9].0 = runs[0].0;
    written(&folder, &parts);
}
