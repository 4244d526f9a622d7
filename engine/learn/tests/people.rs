//! Virtual people from a table that the test makes: what they keep of the real ones, what they do
//! not give away, and what is said of tables that teach nothing.

use engine::learned::people::condition::Condition;
use engine::learned::people::file;
use engine::learned::people::model::{People, chance};
use engine::random::Stream;
use learn::people::outcome::Outcome;
use learn::people::scores::{Scores, scores};
use learn::people::table::{Table, read};
use learn::people::train::{Asked, held_out, train};
use std::fmt::Write;

/// Invented adults: weight goes with sex and height, two labs are missing together in those of one
/// site, and death comes sooner to the old.
fn adults(count: u64) -> String {
    let mut text = "id,sex,site,age[a],height,weight[kg],lab_a,lab_b,time,dead\n".to_owned();
    for n in 0..count {
        let s = Stream::new(7, n, "", "adults");
        let woman = s.uniform(0) < 0.6;
        let site = ["north", "south", "west"][(3.0 * s.uniform(1)) as usize];
        let age = 40.0 + 45.0 * s.uniform(2);
        let height = if woman { 165.0 } else { 178.0 } + 6.5 * s.normal(3);
        let weight = 0.5 * height - 10.0 + if woman { -5.0 } else { 5.0 } + 9.0 * s.normal(4);
        let lab = (1.0 + 0.4 * s.normal(5)).exp();
        let missing = site == "west" && s.uniform(6) < 0.7;
        let other = lab * (1.0 + 0.1 * s.normal(7));
        let rate = 0.02 * ((age - 60.0) / 10.0).exp();
        let (death, end) = (-s.uniform(8).ln() / rate, 5.0 + 5.0 * s.uniform(9));
        let cell = |value: f64| {
            if missing {
                String::new()
            } else {
                format!("{value:.2}")
            }
        };
        let _ = writeln!(
            text,
            "{n},{},{site},{age:.0},{height:.0},{weight:.1},{},{},{:.2},{}",
            if woman { "female" } else { "male" },
            cell(lab),
            cell(other),
            death.min(end),
            u8::from(death < end),
        );
    }
    text
}

/// Whoever is not asked for a family.
const NONE: Asked<'_> = Asked {
    families: &[],
    seed: 1,
};

fn learned(text: &str) -> (Table, Outcome, People) {
    let mut table = read("adults.csv", text.as_bytes(), &[]).expect("a table");
    let mut lots = chance(&Stream::new(1, 0, "", "test"));
    let outcome = Outcome::find(&mut table, "dead=1", Some("time"), Some(5.0), &mut lots)
        .expect("an outcome");
    let (_, inside) = held_out(table.people.len());
    let learned = train(&table, &inside, Some(&outcome), NONE, &mut |_, _| {});
    (table, outcome, learned.model)
}

#[test]
fn drawn_people_are_like_real_ones_and_do_not_give_them_away() {
    let (table, outcome, model) = learned(&adults(1500));
    let (held, inside) = held_out(table.people.len());
    let scored: Scores = scores((&model, &[]), &table, (&inside, &held), Some(&outcome), 1);
    assert!(
        table.warnings[0].contains("`id` is left out: it numbers the rows"),
        "{:?}",
        table.warnings
    );
    let [trees, copula, alone, own] = &scored.ways[..] else {
        panic!("{:?}", scored.ways)
    };
    // Real people against real people: what a forest finds by chance.
    assert!((own.told - 0.5).abs() < 0.04, "{own:?}");
    assert!(own.leak.auc > 0.99 && own.leak.copies > 0.99, "{own:?}");
    assert!(trees.told < 0.6, "{trees:?}");
    assert!(
        trees.leak.auc < 0.56 && trees.leak.copies < 0.01,
        "{trees:?}"
    );
    assert!(
        alone.told > 0.8 && copula.told > trees.told,
        "{:?}",
        scored.ways
    );
    // What is missing together stays so; drawn alone it does not.
    assert!(
        trees.missing > 0.95 && alone.missing < 0.85,
        "{:?}",
        scored.ways
    );
    // The outcome comes as often, and drawn people teach what foretells it.
    let (real, _) = scored.rates.expect("an outcome");
    assert!(
        (trees.rate.unwrap_or(0.0) - real).abs() < 0.03,
        "{trees:?} {real}"
    );
    assert!(
        trees.foretold > alone.foretold.map(|f| f + 0.1),
        "{:?}",
        scored.ways
    );
    // Subgroups are found and scored.
    let names: Vec<&str> = scored.groups.iter().map(|g| g.name.as_str()).collect();
    assert!(
        names.contains(&"sex male") && names.contains(&"age 65 to 80"),
        "{names:?}"
    );
    // Both labs or none.
    let place = |name: &str| {
        model
            .columns
            .iter()
            .position(|c| c.name == name)
            .expect(name)
    };
    let (a, b) = (place("lab_a"), place("lab_b"));
    let torn = (1..=2000).filter(|n| {
        let row = model.person(3, *n);
        row[a].is_nan() != row[b].is_nan()
    });
    assert_eq!(torn.count(), 0);
}

#[test]
fn conditions_give_exactly_the_people_whom_one_would_keep() {
    let (_, _, model) = learned(&adults(400));
    let asked = "sex = female, age 60..75 yr, lab_a known";
    let conditions = Condition::parse(asked, &model.columns).expect("conditions");
    let some = model.sample(5, 0, 300, &conditions).expect("people");
    let kept: Vec<(u64, Vec<f64>)> = (1..=some.screened)
        .map(|n| (n, model.person(5, n)))
        .filter(|(_, row)| conditions.iter().all(|c| c.holds(&model.columns, row)))
        .collect();
    // As text: what is not known is not equal to itself.
    assert!(format!("{:?}", some.people) == format!("{kept:?}"));
    assert_eq!(some.people.len(), 300);
    let age = model
        .columns
        .iter()
        .position(|c| c.name == "age")
        .expect("age");
    assert!(
        some.people
            .iter()
            .all(|(_, row)| (60.0..=75.0).contains(&row[age]))
    );
    let none = Condition::parse("age > 300", &model.columns).expect("a condition");
    let error = model.sample(5, 0, 1, &none).expect_err("nobody");
    assert!(error.contains("hardly anybody"), "{error}");
}

#[test]
fn the_same_table_gives_the_same_bytes_on_any_number_of_threads() {
    let text = adults(300);
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        pool.install(|| {
            let (.., model) = learned(&text);
            let rows = model.sample(1, 0, 500, &[]).expect("people");
            (file::write(&model), format!("{rows:?}"))
        })
    };
    assert_eq!(bytes(1), bytes(3));
}

#[test]
fn a_file_comes_back_whole_and_one_that_was_altered_is_refused() {
    let (.., mut model) = learned(&adults(200));
    model.card = "a card".to_owned();
    let bytes = file::write(&model);
    assert_eq!(file::read(&bytes), Ok(model.clone()));
    let cut = file::read(&bytes[..bytes.len() - 9])
        .expect_err("cut")
        .to_string();
    assert!(cut.contains("cut"), "{cut}");
    let mut altered = bytes.clone();
    let at = altered.len() - 100;
    altered[at] ^= 1;
    assert!(file::read(&altered).is_err());
    // Other units under the same weights.
    let unit = b"\\\"unit\\\":\\\"kg";
    let at = bytes.windows(unit.len()).position(|w| w == unit);
    let at = at.expect("a unit") + unit.len() - 2;
    let mut other = bytes.clone();
    other[at..at + 2].copy_from_slice(b"lb");
    let error = file::read(&other).expect_err("other units").to_string();
    assert!(error.contains("altered"), "{error}");
    // A model of people is no model of progression, and is told so.
    let error = engine::learned::progression::file::read(&bytes).expect_err("another kind");
    assert!(
        error
            .to_string()
            .contains("a model of people, expected one of progression"),
        "{error}"
    );
}

#[test]
fn tables_that_teach_nothing_are_told_why() {
    let rows = |line: &dyn Fn(usize) -> String| -> String {
        let lines: Vec<String> = (0..60).map(line).collect();
        format!("x,y\n{}\n", lines.join("\n"))
    };
    let of = |text: &str| read("t.csv", text.as_bytes(), &[]);
    let constant = of(&rows(&|k| format!("3,{}", k * k))).expect("one column is enough");
    assert!(constant.warnings[0].contains("`x` is left out: it is 3 in every row"));
    let missing = of(&rows(&|k| format!("NA,{}", k * k))).expect("one column is enough");
    assert!(missing.warnings[0].contains("`x` is left out: no value in any row"));
    let names = of(&rows(&|k| format!("name {k},{}", k * k))).expect("one column is enough");
    assert!(names.warnings[0].contains("names, dates or free text"));
    let nothing = of(&rows(&|_| "3,".to_owned())).expect_err("nothing");
    assert!(
        nothing[0].to_string().contains("nothing can be learned"),
        "{nothing:?}"
    );
    let slip = of(&rows(&|k| {
        if k == 40 {
            "1.2.3,1".into()
        } else {
            format!("{k},{}", k % 2)
        }
    }));
    let slip = slip.expect_err("a slip")[0].to_string();
    assert!(
        slip.starts_with("t.csv:42:1: `x`: found `1.2.3`, expected a number"),
        "{slip}"
    );
    let visits =
        of(&rows(&|k| format!("{},{}", k / 4, 100 + k / 4 * 7 % 5)).replace("x,y", "who,age"));
    let visits = visits.expect("a table").warnings.join("; ");
    assert!(
        visits.contains("several rows have one `who`") && visits.contains("learn progression"),
        "{visits}"
    );
    let few = of("x,y\n1,2\n3,4\n").expect_err("few")[0].to_string();
    assert!(few.contains("2 people; expected 20"), "{few}");
    let thirty = of(&rows(&|k| format!("{},{}", k * k, k % 3))
        .lines()
        .take(31)
        .collect::<Vec<_>>()
        .join("\n"));
    assert!(
        thirty
            .expect("thirty")
            .warnings
            .iter()
            .any(|w| w.contains("30 people are few"))
    );
    let no = read(
        "t.csv",
        rows(&|k| format!("{k},{k}")).as_bytes(),
        &["z".to_owned()],
    );
    assert!(
        no.expect_err("no such column")[0]
            .to_string()
            .contains("no column `z`")
    );
}

#[test]
fn a_column_that_tells_the_outcome_is_not_used_to_foretell_it() {
    let mut text = String::new();
    for (n, line) in adults(300).lines().enumerate() {
        let cause = match (n, line.ends_with(",1")) {
            (0, _) => "cause",
            (_, true) => ["heart", "lung"][(n / 2) % 2],
            (_, false) => "",
        };
        let _ = writeln!(text, "{line},{cause}");
    }
    let (table, outcome, model) = learned(&text);
    let place = table
        .columns
        .iter()
        .position(|c| c.name == "cause")
        .expect("cause");
    assert!(!outcome.from.contains(&place));
    assert!(
        table
            .warnings
            .iter()
            .any(|w| w.contains("`cause` tells `dead` nearly without error"))
    );
    // Who is drawn alive has no cause of death.
    let dead = table
        .columns
        .iter()
        .position(|c| c.name == "dead")
        .expect("dead");
    for n in 1..=500 {
        let row = model.person(1, n);
        assert_eq!(row[place].is_nan(), row[dead] == 0.0);
    }
}
