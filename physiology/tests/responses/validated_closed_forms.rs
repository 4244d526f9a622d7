//! Responses whose course can be written down.

use crate::body::Body;

/// Relative agreement; the integrator follows each state to 1e-13 a step.
fn near(found: f64, exact: f64, tolerance: f64, what: &str) {
    let error = (found / exact - 1.0).abs();
    assert!(
        error <= tolerance,
        "{what}: {found}, exact {exact}: {error:e}"
    );
}

/// Under a constant concentration an indirect response goes to its new level as one exponential
/// (Dayneka, Garg, Jusko 1993): kin' / kout' + (kin / kout - kin' / kout') exp(-kout' t).
#[test]
fn indirect_responses_to_a_constant_concentration() {
    // C 2, C50 0.5, exponent 1.5: E = Emax 8 / 9.
    let kinds: [(&str, f64, f64, f64); 4] = [
        ("inhibited_production", 0.9, -0.8, 0.0),
        ("inhibited_loss", 0.9, 0.0, -0.8),
        ("stimulated_production", 2.7, 2.4, 0.0),
        ("stimulated_loss", 2.7, 0.0, 2.4),
    ];
    for (model, maximum, on_production, on_loss) in kinds {
        let mut body = Body::new("h").part("body", model, &[("maximum", maximum)]);
        body.hold("body.concentration", 2.0);
        let (make, lose) = (10.0 * (1.0 + on_production), 0.1 * (1.0 + on_loss));
        for t in [0.1, 1.0, 10.0, 60.0, 400.0] {
            body.run_to(t);
            let exact = make / lose + (100.0 - make / lose) * (-lose * t).exp();
            near(body.signal("body.response"), exact, 1e-11, model);
        }
    }
}

/// Claret 2009 as published: size(t) = size(0) exp(KL t - KD exposure (1 - exp(-lambda t)) / lambda).
#[test]
fn tumour_of_claret() {
    let mut body = Body::new("wk").part("tumour", "tumour_claret", &[]);
    body.hold("tumour.exposure", 0.7);
    for t in [1.0, 6.0, 12.0, 40.0, 100.0] {
        body.run_to(t);
        let spent = 0.058 * 0.7 * (1.0 - f64::exp(-0.042 * t)) / 0.042;
        let exact = 80.0 * f64::exp(0.015 * t - spent);
        near(body.signal("tumour.tumour"), exact, 1e-12, "size");
    }
}

/// Simeoni 2004, what the paper says of its own model: small tumours grow exponentially with
/// lambda0, large ones by lambda1 a day; a small one under a constant concentration changes with
/// lambda0 - k2 C once its dying cells are in proportion, so that it holds at C = lambda0 / k2.
#[test]
fn tumour_of_simeoni() {
    let graft = |weight: f64| {
        let given = [("weight", weight)];
        Body::new("d").part("graft", "tumour_simeoni", &given)
    };
    let mut small = graft(1e-6);
    small.run_to(10.0);
    near(
        small.signal("graft.tumour"),
        1e-6 * f64::exp(2.73),
        1e-12,
        "small",
    );
    // At ten times lambda1 / lambda0, (1 + 10^20)^(1/20) is 10 to the last digit.
    let mut large = graft(30.0);
    large.run_to(10.0);
    near(large.signal("graft.tumour"), 30.0 + 8.14, 1e-12, "large");
    for concentration in [0.2, 0.273 / 0.629, 0.9] {
        let mut treated = graft(1e-6);
        treated.hold("graft.concentration", concentration);
        treated.run_to(60.0);
        let before = treated.signal("graft.tumour");
        treated.run_to(61.0);
        let rate = (treated.signal("graft.tumour") / before).ln();
        let exact = 0.273 - 0.629 * concentration;
        // The slowest other mode, k1, has died out by e^-58, or by e^-35 in the fastest decline.
        assert!((rate - exact).abs() < 1e-10, "{rate}, exact {exact}");
    }
}

/// Neumann 1998, equation 4: with the number of targets constant, virus falls as two exponentials.
/// Targets are held by an infection that hardly holds itself, R0 = 1 + 1e-9.
#[test]
fn virus_of_neumann() {
    let (c, delta, p, s, d) = (6.2, 0.14, 25.0, 61.7e3, 1.0 / 300.0);
    let b = (1.0 + 1e-9) * c * delta * d / (s * p);
    for blocked in [0.81, 0.95, 0.96, 1.0] {
        let given = [
            ("clearance", c),
            ("infected_loss", delta),
            ("production", p),
            ("supply", s),
            ("target_loss", d),
            ("infection", b),
        ];
        let mut body = Body::new("d").part("liver", "viral_dynamics", &given);
        body.hold("liver.production_blocked", blocked);
        let before = body.signal("liver.virus");
        let root = f64::sqrt((c - delta).powi(2) + 4.0 * (1.0 - blocked) * c * delta);
        let (fast, slow) = (0.5 * (c + delta + root), 0.5 * (c + delta - root));
        let share = (blocked * c - slow) / (fast - slow);
        for t in [0.1, 0.5, 1.0, 2.0, 7.0, 14.0] {
            body.run_to(t);
            let exact = share * f64::exp(-fast * t) + (1.0 - share) * f64::exp(-slow * t);
            // Relative, down to a billionth of where it started: the model has no last virus.
            let error = (body.signal("liver.virus") / before - exact).abs();
            assert!(
                error <= 1e-7 * (exact + 1e-9),
                "day {t}: {error:e} of {exact:e}"
            );
        }
    }
}

/// With all infection blocked, infected cells only die: virus goes to their rate, delta, by the
/// closed form of two steps; targets come back to s / d as one exponential.
#[test]
fn virus_without_new_infection() {
    let mut body = Body::new("d").part("liver", "viral_dynamics", &[]);
    let before = body.signal("liver.virus");
    let target = body.x[0];
    body.hold("liver.infection_blocked", 1.0);
    let (c, delta, d) = (6.2, 0.14, 0.003_333);
    for t in [0.1, 1.0, 7.0, 28.0] {
        body.run_to(t);
        // At rest p I = c V.
        let exact = (c * f64::exp(-delta * t) - delta * f64::exp(-c * t)) / (c - delta);
        near(body.signal("liver.virus") / before, exact, 1e-11, "virus");
        let whole = 61.7e3 / d;
        let exact = whole + (target - whole) * f64::exp(-d * t);
        near(body.x[0], exact, 1e-11, "targets");
    }
}

/// An untreated infection is at rest, and without enough targets there is none.
#[test]
fn virus_untreated() {
    let mut body = Body::new("d").part("liver", "viral_dynamics", &[]);
    let before = body.signal("liver.virus");
    body.run_to(100.0);
    near(body.signal("liver.virus"), before, 1e-10, "virus at rest");
    let starved = [("supply", 10.0)];
    let mut body = Body::new("d").part("liver", "viral_dynamics", &starved);
    assert!(body.signal("liver.reproduction") < 1.0);
    body.run_to(10.0);
    assert_eq!(body.signal("liver.virus"), 0.0);
}

/// An effect of one part is the treatment of the next: blocking that follows a concentration.
#[test]
fn an_effect_can_be_what_another_response_reads() {
    let blocking = [("baseline", 0.0), ("maximum", 0.95), ("half", 0.2)];
    let mut wired = Body::new("d")
        .part("effect", "sigmoid_effect", &blocking)
        .part("liver", "viral_dynamics", &[])
        .wire("liver.production_blocked", "effect.effect");
    wired.hold("effect.concentration", 0.2);
    let mut held = Body::new("d").part("liver", "viral_dynamics", &[]);
    held.hold("liver.production_blocked", 0.475);
    for body in [&mut wired, &mut held] {
        body.run_to(14.0);
    }
    assert_eq!(wired.signal("liver.virus"), held.signal("liver.virus"));
}

/// Regoes 2004, equation 3, at its landmarks: psi is psi_max without drug, 0 at zMIC, and half way
/// between its ends where (a / zMIC)^kappa is -psi_min / psi_max; growth is exponential at psi.
#[test]
fn kill_curve_of_regoes() {
    // Table 1: psi_max, -psi_min, kappa, zMIC.
    let drugs: [(&str, f64, f64, f64, f64); 4] = [
        ("ampicillin", 0.75, 4.0, 0.75, 3.4),
        ("ciprofloxacin", 0.88, 6.5, 1.1, 0.017),
        ("rifampin", 0.70, 4.3, 2.5, 12.0),
        ("streptomycin", 0.89, 8.8, 1.9, 18.5),
    ];
    for (name, growth, kill, hill, zero) in drugs {
        let given = [
            ("growth", growth),
            ("kill", kill),
            ("hill", hill),
            ("zero_growth", zero),
            ("resistant_share", 0.0),
        ];
        let half = zero * (kill / growth).powf(1.0 / hill);
        for (concentration, exact) in [
            (0.0, growth),
            (zero, 0.0),
            (half, 0.5 * (growth - kill)),
            (1e9 * zero, -kill),
        ] {
            let mut body = Body::new("h").part("tube", "kill_curve", &given);
            body.hold("tube.concentration", concentration);
            // The last is the limit, to which an exponent of 0.75 comes slowly.
            let tolerance = if exact == -kill { 1e-5 } else { 1e-14 };
            let psi = body.signal("tube.net_growth");
            assert!((psi - exact).abs() < tolerance, "{name}: {psi}, {exact}");
            body.run_to(3.0);
            let grown = body.signal("tube.log_change") * std::f64::consts::LN_10;
            assert!((grown - 3.0 * psi).abs() < 1e-12, "{name}");
        }
    }
}

/// Nielsen 2007: far from full, susceptible bacteria change by kgrowth - kdeath - kill, and resting
/// ones die by kdeath; without drug the sum comes to rest at Bmax.
#[test]
fn resting_bacteria_of_nielsen() {
    let given = [("inoculum", 1.0), ("resting_share", 0.25)];
    let mut body = Body::new("h").part("tube", "resting_bacteria", &given);
    body.hold("tube.concentration", 0.012);
    let multiple = f64::powf(0.012 / 0.00531, 1.06);
    let kill = 2.70 * multiple / (1.0 + multiple);
    for t in [0.5, 2.0, 6.0] {
        body.run_to(t);
        let growing = 0.75 * f64::exp((1.46 - 0.187 - kill) * t);
        let exact = growing + 0.25 * f64::exp(-0.187 * t);
        // 1 in 5e8 is not far from full to more digits.
        near(body.signal("tube.bacteria"), exact, 1e-7, "bacteria");
    }
    // No drug, for long: growth stops where (kgrowth - kdeath)(1 - B / Bmax) is nothing, at Bmax.
    let mut body = Body::new("h").part("tube", "resting_bacteria", &[]);
    body.run_to(400.0);
    near(body.signal("tube.bacteria"), 5e8, 1e-12, "capacity");
}

/// Hamberg 2007 and 2010 at a constant concentration, for long: both chains end at 1 - E.
#[test]
fn clotting_at_rest() {
    for concentration in [0.0, 0.1, 0.3, 1.0] {
        let made = |half: f64, hill: f64| {
            let multiple = f64::powf(concentration / half, hill);
            1.0 - multiple / (1.0 + multiple)
        };
        let mut body = Body::new("h").part("clotting", "inr_hamberg_2007", &[]);
        body.hold("clotting.concentration", concentration);
        body.run_to(6000.0);
        let exact = 1.0 + 20.0 * (1.0 - made(4.61, 0.424).powi(2)).powf(3.61);
        near(body.signal("clotting.inr"), exact, 1e-11, "2007");
        let mut body = Body::new("h").part("clotting", "inr_hamberg_2010", &[]);
        body.hold("clotting.concentration", concentration);
        body.run_to(6000.0);
        let exact = 1.0 + 20.0 * (1.0 - made(4.10, 1.15));
        near(body.signal("clotting.inr"), exact, 1e-10, "2010");
    }
}

/// Without drug the marrow is at rest. Where the drug stops proliferation (an effect of one) the pool
/// falls by ktr, and what circulates comes from it through a chain of four equal stages: the sum of a
/// Poisson distribution, Circ0 e^-kt (1 + kt + ... + (kt)^4 / 24).
#[test]
fn marrow_of_friberg() {
    let given = [("slope", 2.0), ("saturation", 0.0), ("transit_time", 88.7)];
    let mut body = Body::new("h").part("marrow", "myelosuppression", &given);
    body.run_to(500.0);
    assert_eq!(body.signal("marrow.cells"), 5.05);
    body.t = 0.0;
    body.hold("marrow.concentration", 0.5);
    for t in [10.0, 50.0, 100.0, 200.0] {
        body.run_to(t);
        let kt = 4.0 / 88.7 * t;
        let terms = 1.0 + kt * (1.0 + kt / 2.0 * (1.0 + kt / 3.0 * (1.0 + kt / 4.0)));
        near(
            body.signal("marrow.cells"),
            5.05 * f64::exp(-kt) * terms,
            1e-12,
            "cells",
        );
    }
}

/// Direct effects: one half of the change at the concentration of half, by any exponent; two drugs
/// at half of that each are together one whole; the odds of tolerance are a power of the ratio.
#[test]
fn direct_effects() {
    for hill in [0.4, 1.0, 2.5] {
        let given = [("half", 0.7), ("hill", hill), ("maximum", -8.0)];
        let mut body = Body::new("h").part("effect", "sigmoid_effect", &given);
        assert_eq!(body.signal("effect.effect"), 10.0);
        body.hold("effect.concentration", 0.7);
        assert_eq!(body.signal("effect.effect"), 6.0);
        body.hold("effect.concentration", 0.7 * f64::powf(3.0, 1.0 / hill));
        near(body.signal("effect.effect"), 4.0, 1e-14, "three to one");
    }
    let mut body = Body::new("min").part("both", "two_drug_effect", &[]);
    for share in [0.0, 0.3, 0.5, 1.0] {
        body.hold("both.first_concentration", share * 4.47);
        body.hold("both.second_concentration", (1.0 - share) * 0.0193);
        near(body.signal("both.effect"), 48.7, 1e-14, "on the line");
    }
    body.hold("both.first_concentration", 4.47);
    body.hold("both.second_concentration", 0.0193);
    let odds = 2_f64.powf(1.43);
    near(
        body.signal("both.effect"),
        97.4 / (1.0 + odds),
        1e-14,
        "both",
    );
    let mut body = Body::new("min").part("scope", "laryngoscopy_tolerance", &[]);
    // Opioid at its half for this stimulus halves it: then half of 8.04 x 1.05 is what hypnotic takes.
    body.hold("scope.opioid_concentration", 0.00107 * 1.05);
    body.hold("scope.hypnotic_concentration", 0.5 * 8.04 * 1.05);
    near(body.signal("scope.tolerance"), 0.5, 1e-14, "halved");
    body.hold("scope.hypnotic_concentration", 8.04 * 1.05);
    near(
        body.signal("scope.tolerance"),
        2_f64.powf(5.1) / (1.0 + 2_f64.powf(5.1)),
        1e-14,
        "twice",
    );
    let mut body = Body::new("s").part("brain", "bispectral_index", &[]);
    body.hold("brain.concentration", 3.08);
    assert_eq!(body.signal("brain.index"), 46.5);
    body.run_to(3600.0);
    near(body.signal("brain.shown"), 46.5, 1e-12, "shown at last");
}

/// The monitor shows a step of the index as four equal stages do, late by their mean on average.
#[test]
fn a_monitor_is_late() {
    let mut body = Body::new("s").part("brain", "bispectral_index", &[]);
    body.hold("brain.concentration", 3.08);
    for t in [5.0, 21.0, 60.0] {
        body.run_to(t);
        let kt = 4.0 / 21.0 * t;
        let left = f64::exp(-kt) * (1.0 + kt * (1.0 + kt / 2.0 * (1.0 + kt / 3.0)));
        near(
            body.signal("brain.shown"),
            46.5 * (1.0 + left),
            1e-12,
            "shown",
        );
    }
}
