//! Doses that are missed: the same ones in every arm, and as many as the file says.

use super::{HEAD, PERSON, VOLUME, tracks};

fn text(adherence: &str) -> String {
    format!(
        "{HEAD}horizon = \"200 d\"\nrecord = {{ every = \"1 d\", quantities = [\"drug.concentration\"] \
         }}\n[patient]\n{PERSON}[protocol.daily]\ngive = \"drug\"\ndose = \"60 mg\"\nrepeat = {{ every = \"1 d\" \
         }}\nadherence = {{ {adherence} }}\n[protocol.more]\ngive = \"drug\"\ndose = \"90 mg\"\nrepeat = {{ every \
         = \"1 d\" }}\nadherence = {{ {adherence} }}\n[[arm]]\nname = \"a\"\ntreatment = [{{ at = \"0 h\", use = \
         \"daily\" }}]\n[[arm]]\nname = \"b\"\ntreatment = [{{ at = \"0 h\", use = \"more\" }}]\n"
    )
}

/// Which of the daily doses were taken: samples stand at the doses' times, before them.
fn taken(samples: &[f64], dose: f64) -> Vec<bool> {
    let decay = (-super::KE * 24.0).exp();
    let all = samples.windows(2);
    all.map(|day| day[1] - day[0] * decay > 0.5 * decay * dose / VOLUME)
        .collect()
}

#[test]
fn doses_are_missed_alike_in_every_arm() {
    let twins = 20;
    let all = tracks(&text("taken = \"80 %\""), twins);
    let mut count = 0;
    for pair in all.chunks(2) {
        let (a, b) = (taken(&pair[0].samples, 60.0), taken(&pair[1].samples, 90.0));
        assert_eq!(a, b);
        count += a[..200].iter().filter(|taken| **taken).count();
    }
    // 4000 doses: a standard error of 0.6 %.
    let share = count as f64 / (200 * twins) as f64;
    assert!((share - 0.8).abs() < 0.025, "{share}");
}

#[test]
fn people_differ_where_the_file_says_so() {
    let twins = 60;
    let share = |adherence: &str| -> Vec<f64> {
        let all = tracks(&text(adherence), twins);
        let share = |pair: &[engine::world::Track]| {
            let taken = taken(&pair[0].samples, 60.0);
            taken[..200].iter().filter(|taken| **taken).count() as f64 / 200.0
        };
        all.chunks(2).map(share).collect()
    };
    let sd = |shares: &[f64]| {
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        let squares: f64 = shares.iter().map(|s| (s - mean) * (s - mean)).sum();
        (squares / (shares.len() - 1) as f64).sqrt()
    };
    // Of one share for all only chance differs: 2.8 % in 200 doses.
    let same = sd(&share("taken = \"80 %\""));
    assert!((0.015..0.045).contains(&same), "{same}");
    let varied = sd(&share(
        "taken = \"80 %\", varies_by = \"person\", spread = 1.0",
    ));
    assert!(varied > 0.08, "{varied}");
    let whole = share("taken = \"100 %\"");
    assert!(whole.iter().all(|share| *share == 1.0));
}
