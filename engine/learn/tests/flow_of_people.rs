//! A flow of people, on tables that the test makes: what it keeps of real ones, when it is tried, and
//! that files, conditions and chance are with it as they are with trees.

use engine::learned::people::condition::Condition;
use engine::learned::people::family::Family;
use engine::learned::people::file;
use engine::learned::people::model::{Drawing, People};
use engine::learned::people::sorted::Sorted;
use engine::random::Stream;
use learn::people::card::{About, card};
use learn::people::scores::scores;
use learn::people::table::{Table, read};
use learn::people::train::{Asked, Learned, held_out, train};
use std::fmt::Write;

/// Invented people along a curve: two measurements go around each other, a ward goes with where one
/// is, and of one ward two labs are mostly not known, always both.
fn walkers(count: u64) -> String {
    let mut text = "ward,here,there,lab_a[mg/dL],lab_b\n".to_owned();
    for n in 0..count {
        let s = Stream::new(3, n, "", "walkers");
        let turn = 4.0 * s.uniform(0);
        let (here, there) = (
            turn.cos() + 0.05 * s.normal(1),
            turn.sin() + 0.05 * s.normal(2),
        );
        let ward = match here + 0.3 * s.normal(3) {
            x if x > 0.4 => "east",
            x if x > -0.4 => "middle",
            _ => "west",
        };
        let lab = (0.6 * there + 0.2 * s.normal(4)).exp();
        let missing = ward == "west" && s.uniform(5) < 0.7;
        let cell = |value: f64| match missing {
            true => String::new(),
            false => format!("{value:.2}"),
        };
        let _ = writeln!(
            text,
            "{ward},{here:.3},{there:.3},{},{}",
            cell(lab),
            cell(100.0 * lab * (1.0 + 0.1 * s.normal(7))),
        );
    }
    text
}

fn learned(text: &str, families: &[Family]) -> (Table, Learned) {
    let table = read("walkers.csv", text.as_bytes(), &[]).expect("a table");
    let (_, inside) = held_out(table.people.len());
    let asked = Asked { families, seed: 1 };
    let learned = train(&table, &inside, None, asked, &mut |_, _| {});
    (table, learned)
}

fn flow(count: u64) -> (Table, People) {
    let (table, learned) = learned(&walkers(count), &[Family::Flow]);
    assert_eq!(learned.model.drawing.family(), Family::Flow);
    (table, learned.model)
}

fn place(model: &People, name: &str) -> usize {
    let mut columns = model.columns.iter();
    columns.position(|c| c.name == name).expect(name)
}

#[test]
fn of_many_people_both_families_are_tried_and_the_card_tells_how_each_did() {
    let (table, learned) = learned(&walkers(10_000), &[]);
    let (held, inside) = held_out(table.people.len());
    let others = &learned.others[..];
    // Some of them are enough to be told apart.
    let some = (&inside[..1500], &held[..700]);
    let scored = scores((&learned.model, others), &table, some, None, 1);
    let about = About {
        table: "walkers.csv",
        hash: "-",
        outcome: None,
    };
    let card = card(&learned.model, &table, &learned.tried, &scored, &about);
    println!("{card}");
    let way = |family: Family| {
        let mut ways = scored.ways.iter();
        ways.find(|way| way.name == family.name()).expect("a way")
    };
    // It follows the curve, which a copula cuts across, and knows nobody.
    let flow = way(Family::Flow);
    assert!(flow.told < 0.58, "{flow:?}");
    assert!(flow.leak.auc < 0.54 && flow.leak.copies < 0.01, "{flow:?}");
    assert!(flow.missing > 0.95, "{flow:?}");
    assert!(scored.ways[2].told > flow.told + 0.1, "{:?}", scored.ways);
    // What was taken is who is told least of those that do not leak.
    let taken = learned.tried.iter().find(|t| t.taken).expect("one");
    assert_eq!(taken.candidate.family(), learned.model.drawing.family());
    assert_eq!(scored.ways[0].name, taken.candidate.family().name());
    let mut quiet = learned.tried.iter().filter(|t| t.leak <= 0.52);
    assert!(quiet.all(|t| taken.told <= t.told), "{:?}", learned.tried);
    for part in ["sequential trees", "normalising flow", "flow, networks of"] {
        assert!(card.contains(part), "{part}: {card}");
    }
}

#[test]
fn of_few_people_a_flow_is_tried_only_where_it_is_asked_for() {
    let (_, alone) = learned(&walkers(200), &[]);
    assert!(alone.others.is_empty());
    let families = alone.tried.iter().map(|t| t.candidate.family());
    assert!(families.into_iter().all(|family| family == Family::Trees));
    let (_, both) = learned(&walkers(200), &Family::ALL);
    assert_eq!(both.others.len(), 1);
    assert_ne!(both.others[0].drawing.family(), both.model.drawing.family());
}

#[test]
fn what_never_goes_together_is_not_drawn_together_and_numbers_stay_as_they_were() {
    let (table, model) = flow(1000);
    let at = |name: &str| place(&model, name);
    let (a, b, ward) = (at("lab_a"), at("lab_b"), at("ward"));
    let mut unknown = 0;
    for n in 1..=3000 {
        let row = model.person(3, n);
        assert_eq!(row[a].is_nan(), row[b].is_nan(), "one lab of two: {row:?}");
        if row[a].is_nan() {
            unknown += 1;
            assert_eq!(table.columns[ward].words[row[ward] as usize], "west");
        }
        assert!(model.outside(&row).is_empty(), "{:?}", model.outside(&row));
        let hundredths = row[a] * 100.0;
        assert!(row[a].is_nan() || (hundredths - hundredths.round()).abs() < 1e-6);
    }
    let share = f64::from(unknown) / 3000.0;
    let real = table.columns[a].missing;
    assert!((share - real).abs() < 0.04, "{share} for {real}");
}

#[test]
fn conditions_on_a_flow_give_exactly_the_people_whom_one_would_keep() {
    let (_, model) = flow(300);
    let asked = "ward = west or middle, here -0.5..0.9, lab_a known, lab_a < 300 mg/dL";
    let conditions = Condition::parse(asked, &model.columns).expect("conditions");
    let some = model.sample(5, 0, 300, &conditions).expect("people");
    let kept: Vec<(u64, Vec<f64>)> = (1..=some.screened)
        .map(|n| (n, model.person(5, n)))
        .filter(|(_, row)| conditions.iter().all(|c| c.holds(&model.columns, row)))
        .collect();
    // As text: what is not known is not equal to itself.
    assert!(some.people.len() == 300 && format!("{:?}", some.people) == format!("{kept:?}"));
    let none = Condition::parse("here > 30", &model.columns).expect("a condition");
    let error = model.sample(5, 0, 1, &none).expect_err("nobody");
    assert!(error.contains("hardly anybody"), "{error}");
}

#[test]
fn a_flow_gives_the_same_bytes_on_any_number_of_threads() {
    let text = walkers(200);
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        pool.install(|| {
            let (_, learned) = learned(&text, &[Family::Flow]);
            let rows = learned.model.sample(1, 0, 500, &[]).expect("people");
            (file::write(&learned.model), format!("{rows:?}"))
        })
    };
    assert_eq!(bytes(1), bytes(3));
}

#[test]
fn a_file_of_a_flow_comes_back_whole_and_one_that_does_not_fit_is_refused() {
    let (_, mut model) = flow(200);
    model.card = "a card".to_owned();
    let bytes = file::write(&model);
    assert_eq!(file::read(&bytes), Ok(model.clone()));
    assert!(file::read(&bytes[..bytes.len() - 9]).is_err());
    let mut altered = bytes.clone();
    let at = altered.len() - 100;
    altered[at] ^= 1;
    let error = file::read(&altered).expect_err("altered").to_string();
    assert!(error.contains("altered"), "{error}");
    // Whole and with a right hash, but its own parts do not fit.
    let refused = |change: &dyn Fn(&mut People)| {
        let mut other = model.clone();
        change(&mut other);
        let error = file::read(&file::write(&other)).expect_err("does not fit");
        assert!(error.to_string().contains("do not fit"), "{error}");
    };
    let last = |model: &mut People, change: &dyn Fn(&mut engine::learned::people::flow::Given)| {
        if let Drawing::Flow(flow) = &mut model.drawing {
            flow.0.last_mut().into_iter().for_each(change);
        }
    };
    refused(&|model| last(model, &|given| given.weights.truncate(3)));
    refused(&|model| last(model, &|given| given.network.inputs += 1));
    refused(&|model| last(model, &|given| given.column = 0));
    refused(&|model| last(model, &|given| given.weights[0] = f64::NAN));
    refused(&|model| {
        last(model, &|given| {
            given.sorted = Sorted::new(vec![2.0, 1.0], 0)
        })
    });
    refused(&|model| {
        last(model, &|given| {
            given.sorted = Sorted::new(vec![f64::NAN], 0)
        })
    });
    refused(&|model| model.columns[0].words.truncate(2));
}

#[test]
fn a_table_that_says_little_is_learned_by_either_family_without_harm() {
    let mut text = "x,y,z,w\n".to_owned();
    for n in 0..20 {
        let rare = if n % 10 == 0 {
            format!("{n}")
        } else {
            String::new()
        };
        let _ = writeln!(text, "{},{rare},{},{}", n * n, n % 2, n / 3);
    }
    for family in Family::ALL {
        let (table, learned) = learned(&text, &[family]);
        let told = table.warnings.join("; ");
        assert!(
            told.contains("`y` is left out: no value but in rows"),
            "{told}"
        );
        let bytes = file::write(&learned.model);
        assert_eq!(file::read(&bytes).as_ref(), Ok(&learned.model));
        // Trees are written as they were before there were flows.
        let written = String::from_utf8_lossy(&bytes);
        let says = |text: &str| written.contains(&text.replace('"', "\\\""));
        assert_eq!(says(r#""format":1,"#), family == Family::Trees);
        assert_eq!(says(r#""flow":["#), family == Family::Flow);
        learned.model.sample(1, 0, 100, &[]).expect("people");
    }
}
