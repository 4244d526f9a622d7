//! Whole courses, drug and response as separate parts, against `tests/reference/response`: there
//! concentrations are sums of exponentials and responses are integrated by scipy (DOP853, rtol
//! 3e-14; an implicit method differs from it by 6e-11 at most, 1.1e-9 in the last of the virus).

use crate::body::Body;
use std::path::Path;

/// (time, signal, value) of a case.
fn course(case: &str) -> Vec<(f64, String, f64)> {
    let path = "../tests/reference/response/courses.csv";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(path).expect("the reference");
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |k: usize| cells[k].parse().expect("a number");
        (cells[0] == case).then(|| (number(1), cells[2].to_owned(), number(3)))
    });
    let rows: Vec<_> = rows.flatten().collect();
    assert!(!rows.is_empty(), "no case {case}");
    rows
}

/// What happens to a body at a time.
type Deed = (f64, Box<dyn Fn(&mut Body)>);

fn dose(at: f64, into: &'static str, amount: f64) -> Deed {
    (at, Box::new(move |body| body.add(into, amount)))
}

fn infusion(at: f64, into: &'static str, amount: f64, over: f64) -> [Deed; 2] {
    let rate = amount / over;
    [
        (at, Box::new(move |body| body.infuse(into, rate))),
        (at + over, Box::new(move |body| body.infuse(into, 0.0))),
    ]
}

/// Runs a body along a case and compares, relative; `names` says which part publishes a signal.
fn compare(case: &str, mut body: Body, deeds: Vec<Deed>, names: &[(&str, &str)], tolerance: f64) {
    let mut deeds = deeds.into_iter().peekable();
    let mut worst = 0.0_f64;
    let rows = course(case);
    let peak = |name: &str| {
        let same = rows.iter().filter(|(_, signal, _)| signal == name);
        same.map(|row| row.2).fold(0.0, f64::max)
    };
    for (time, signal, expected) in rows.clone() {
        // A dose at an instant comes after what is seen at it.
        while let Some((at, act)) = deeds.next_if(|(at, _)| *at < time) {
            if at > body.t {
                body.run_to(at);
            }
            act(&mut body);
        }
        if time > body.t {
            body.run_to(time);
        }
        let name = names.iter().find(|(name, _)| *name == signal);
        let found = body.signal(name.unwrap_or_else(|| panic!("no {signal}")).1);
        // What is left of a drug after weeks is not asked for its digits.
        let size = if signal == "concentration" {
            peak(&signal)
        } else {
            expected
        };
        worst = worst.max(((found - expected) / size).abs());
    }
    println!("{case}: {worst:.1e}");
    assert!(worst < tolerance, "{case}: {worst:e}");
}

/// Molar masses in mg/umol, as the reference has them.
const PACLITAXEL: f64 = 0.854;
const DOCETAXEL: f64 = 0.808;

fn paclitaxel(body: Body, clearance: f64) -> Body {
    let given = [
        ("clearance", clearance),
        ("volume", 290.0),
        ("exchange2", 204.0),
        ("volume2", 995.0),
    ];
    body.part("drug", "two_compartments", &given)
}

/// Friberg 2002, leukocytes under paclitaxel (DDMODEL00000186): three cycles of 300 umol in 3 h.
#[test]
fn myelosuppression_under_paclitaxel() {
    let people = [
        (285.0, 7.21, 124.0, 28.9),
        (210.0, 5.1, 98.0, 19.0),
        (350.0, 11.3, 151.0, 42.5),
    ];
    for (k, (clearance, baseline, transit_time, slope)) in people.into_iter().enumerate() {
        let given = [
            ("baseline", baseline),
            ("transit_time", transit_time),
            ("feedback", 0.239),
            ("slope", slope / PACLITAXEL),
            ("saturation", 0.0),
        ];
        let body = paclitaxel(Body::new("h"), clearance)
            .part("marrow", "myelosuppression", &given)
            .wire("marrow.concentration", "drug.concentration");
        let cycles = [0.0, 504.0, 1008.0];
        let cycles = cycles.map(|at| infusion(at, "drug.central", 300.0 * PACLITAXEL, 3.0));
        let names = [
            ("concentration", "drug.concentration"),
            ("cells", "marrow.cells"),
        ];
        let deeds = cycles.into_iter().flatten().collect();
        compare(&format!("myelosuppression {k}"), body, deeds, &names, 1e-10);
    }
}

/// Friberg 2002, neutrophils under docetaxel, in the linear form and in that which saturates.
#[test]
fn myelosuppression_under_docetaxel() {
    let linear = [
        ("transit_time", 88.7),
        ("feedback", 0.161),
        ("slope", 8.58 / DOCETAXEL),
        ("saturation", 0.0),
    ];
    let half = 7.17 * DOCETAXEL;
    let emax = [
        ("transit_time", 89.3),
        ("feedback", 0.163),
        ("slope", 83.9 / half),
        ("saturation", 1.0 / half),
    ];
    for (case, given) in [("docetaxel linear", linear), ("docetaxel emax", emax)] {
        let body = docetaxel(Body::new("h"))
            .part("marrow", "myelosuppression", &given)
            .wire("marrow.concentration", "drug.concentration");
        let names = [
            ("concentration", "drug.concentration"),
            ("cells", "marrow.cells"),
        ];
        let deeds = infusion(0.0, "drug.central", 180.0, 1.0).into();
        compare(case, body, deeds, &names, 1e-10);
    }
}

/// Three compartments, as the R package `myelo` has them.
pub fn docetaxel(body: Body) -> Body {
    let volume = 7.4;
    let given = [
        ("volume", volume),
        ("clearance", 5.2 * volume),
        ("exchange2", 1.06 * volume),
        ("volume2", 1.06 * volume / 1.51),
        ("exchange3", 1.26 * volume),
        ("volume3", 1.26 * volume / 0.084),
    ];
    body.part("drug", "three_compartments", &given)
}

/// Simeoni 2004: 30 mg/kg on days 8, 12 and 16; amounts and volumes are of a kilogram of mouse.
#[test]
fn tumour_in_mice() {
    let tumours = [
        (0.273, 0.814, 0.968, 0.629),
        (0.21, 1.1, 0.7, 0.41),
        (0.33, 0.6, 1.3, 0.90),
    ];
    let (volume, per_day) = (0.81, 1.0 / 24.0);
    let drug = [
        ("volume", volume),
        ("clearance", 20.832 * volume * per_day),
        ("exchange2", 0.144 * volume * per_day),
        ("volume2", 0.144 * volume / 2.0112),
    ];
    for (k, (exponential, linear, death, potency)) in tumours.into_iter().enumerate() {
        let given = [
            ("weight", 0.055),
            ("exponential", exponential),
            ("linear", linear),
            ("death", death),
            ("potency", potency),
        ];
        let body = Body::new("d")
            .part("drug", "two_compartments", &drug)
            .part("graft", "tumour_simeoni", &given)
            .wire("graft.concentration", "drug.concentration");
        let deeds = [8.0, 12.0, 16.0].map(|day| dose(day, "drug.central", 30.0));
        let names = [("tumour", "graft.tumour")];
        compare(&format!("simeoni {k}"), body, deeds.into(), &names, 1e-10);
    }
}

/// Dayneka 1993: 100 mg by mouth each day, one compartment.
#[test]
fn indirect_responses() {
    let kinds = [
        ("indirect 1", "inhibited_production", 0.9),
        ("indirect 2", "inhibited_loss", 0.9),
        ("indirect 3", "stimulated_production", 2.5),
        ("indirect 4", "stimulated_loss", 2.5),
    ];
    let drug = [("absorption", 1.0), ("clearance", 2.0), ("volume", 20.0)];
    for (case, model, maximum) in kinds {
        let given = [
            ("production", 10.0),
            ("loss", 0.1),
            ("maximum", maximum),
            ("half", 0.5),
            ("hill", 1.5),
        ];
        let body = Body::new("h")
            .part("drug", "one_compartment", &drug)
            .part("body", model, &given)
            .wire("body.concentration", "drug.concentration");
        let deeds = (0..7).map(|day| dose(24.0 * f64::from(day), "drug.depot", 100.0));
        let names = [("response", "body.response")];
        compare(case, body, deeds.collect(), &names, 1e-10);
    }
}

/// A drug in broth: amounts are concentrations, in one litre.
fn broth(body: Body, rate: f64) -> Body {
    let given = [("volume", 1.0), ("clearance", rate)];
    body.part("drug", "one_compartment", &given)
}

fn rises(level: f64, times: &[f64]) -> Vec<Deed> {
    let deeds = times.iter().map(|at| dose(*at, "drug.central", level));
    deeds.collect()
}

/// Nielsen 2011: benzylpenicillin, typical values.
#[test]
fn bacteria_that_rest() {
    let body = broth(Body::new("h"), 2_f64.ln() + 0.020)
        .part(
            "tube",
            "resting_bacteria",
            &[("resting_share", 0.12 * 0.0652)],
        )
        .wire("tube.concentration", "drug.concentration");
    let deeds = rises(0.192, &[0.0, 8.0, 16.0]);
    compare(
        "nielsen",
        body,
        deeds,
        &[("bacteria", "tube.bacteria")],
        1e-10,
    );
}

/// Mohamed 2012: gentamicin, typical values. The rate to rest has a step of 0.0046 /h, which the
/// reference stops at and this integrator may pass by up to a sixteenth of its own step, 0.06 h.
#[test]
fn bacteria_that_adapt() {
    let body = broth(Body::new("h"), 0.15)
        .part("tube", "adaptive_resistance", &[])
        .wire("tube.concentration", "drug.concentration");
    let deeds = rises(8.0, &[0.0, 24.0, 48.0]);
    let names = [
        ("bacteria", "tube.bacteria"),
        ("kill_left", "tube.kill_left"),
    ];
    compare("mohamed", body, deeds, &names, 2e-5);
}

/// Regoes 2004: ciprofloxacin, and a millionth that needs 16 times as much (assumed); the reference
/// is a quadrature.
#[test]
fn bacteria_on_a_kill_curve() {
    let body = broth(Body::new("h"), 2_f64.ln() / 4.0)
        .part("tube", "kill_curve", &[])
        .wire("tube.concentration", "drug.concentration");
    let deeds = rises(1.0, &[0.0, 12.0]);
    let names = [("log_change", "tube.log_change")];
    compare("regoes", body, deeds, &names, 1e-10);
}

/// Two weeks of 2.5 mg of S-warfarin a day and a week without.
fn warfarin() -> Vec<Deed> {
    let days = (0..14).map(|day| dose(24.0 * f64::from(day), "drug.depot", 2.5));
    days.collect()
}

/// Hamberg 2007: CYP2C9 *1/*3, VKORC1 GA, in both readings of the mean transit time.
#[test]
fn clotting_of_2007() {
    let drug = [
        ("absorption", 2.0),
        ("clearance", 0.314 * (1.0 - 0.453)),
        ("volume", 13.8),
        ("exchange2", 0.131),
        ("volume2", 6.59),
    ];
    for (reading, stage) in [("chain", 11.6 / 6.0), ("stage", 11.6)] {
        let body = Body::new("h")
            .part("drug", "two_compartments", &drug)
            .part(
                "clotting",
                "inr_hamberg_2007",
                &[("half", 3.02), ("fast_stage", stage)],
            )
            .wire("clotting.concentration", "drug.concentration");
        let names = [("inr", "clotting.inr")];
        let case = format!("hamberg 2007 {reading}");
        compare(&case, body, warfarin(), &names, 1e-9);
    }
}

/// Hamberg 2010: the same person; the reference drives clotting with the rate of loss of a dose.
#[test]
fn clotting_of_2010() {
    let drug = [
        ("absorption", 2.0),
        ("clearance", 0.174 + 0.0422),
        ("volume", 14.3),
    ];
    let body = Body::new("h")
        .part("drug", "one_compartment", &drug)
        .part("clotting", "inr_hamberg_2010", &[("half", 2.05 + 0.96)])
        .wire("clotting.concentration", "drug.concentration");
    let names = [("inr", "clotting.inr")];
    compare("hamberg 2010", body, warfarin(), &names, 1e-9);
}

/// Neumann 1998 with the numbers of mrgsolve's `viral1`: production blocked by 95 % from the start.
#[test]
fn virus_under_treatment() {
    let given = [
        ("target_loss", 1.0 / 300.0),
        ("infected_loss", 0.4),
        ("clearance", 8.0),
    ];
    let mut body = Body::new("d").part("liver", "viral_dynamics", &given);
    body.hold("liver.production_blocked", 0.95);
    compare(
        "neumann",
        body,
        Vec::new(),
        &[("virus", "liver.virus")],
        1e-8,
    );
}

/// Eleveld 2018 after 140 mg of propofol in 30 s (Marsh 1991, 70 kg).
#[test]
fn bispectral_index_after_a_bolus() {
    let volume = 0.228 * 70.0;
    let [k10, k12, k13, k21, k31, ke0] =
        [0.119, 0.112, 0.042, 0.055, 0.0033, 0.26].map(|k| 60.0 * k);
    let drug = [
        ("volume", volume),
        ("clearance", k10 * volume),
        ("exchange2", k12 * volume),
        ("volume2", k12 * volume / k21),
        ("exchange3", k13 * volume),
        ("volume3", k13 * volume / k31),
        ("equilibration", ke0),
    ];
    let body = Body::new("s")
        .part("drug", "three_compartments", &drug)
        .part("brain", "bispectral_index", &[])
        .wire("brain.concentration", "drug.effect_concentration");
    let deeds = infusion(0.0, "drug.central", 140.0, 30.0).into();
    let names = [("index", "brain.index"), ("shown", "brain.shown")];
    compare("bis", body, deeds, &names, 1e-10);
}
