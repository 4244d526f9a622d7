//! Salts, water and kidneys, each model by itself.

use physiology::chemistry::electrolytes::{self, Electrolytes};
use physiology::chemistry::hormones::{self, Hormones};
use physiology::chemistry::kidney::{self, Kidney};
use physiology::circulation::blood::{self, ALBUMIN_SHARE, Blood};
use physiology::circulation::fluid::{FLUIDS, fluid};
use physiology::drugs::two_compartments::{self, TwoCompartments};
use physiology::drugs::two_compartments_by_filtration::{self, TwoCompartmentsByFiltration};
use physiology::glucose::plasma::{self, Glucose};
use physiology::response::loop_diuretic::{self, LoopDiuretic};
use physiology::{At, Model, Quantities};

fn typical<Q: Quantities<f64>>() -> Q {
    let values: Vec<f64> = Q::FIELDS.iter().map(|field| field.typical).collect();
    Q::read(&values)
}

/// A model at the beginning.
fn at<'a, M: Model>(
    x: &'a M::State<f64>,
    p: &'a M::Params<f64>,
    u: &'a M::Inputs<f64>,
) -> At<'a, M, f64> {
    At { t: 0.0, x, p, u }
}

fn meets() -> kidney::Inputs<f64> {
    kidney::Inputs {
        renal_blood_flow: 1080.0,
        mean_arterial_pressure: 91.0,
        tissue_damage: 0.0,
        plasma_sodium: 140.0,
        plasma_potassium: 4.2,
        plasma_chloride: 104.0,
        strong_ion_base: 0.0,
        base_wanted: 0.0,
        wakefulness: 1.0,
        extracellular_volume: 14_000.0,
        angiotensin: 1.0,
        aldosterone: 10.0,
        antidiuretic_hormone: 2.66,
        natriuretic_peptide: 1.0,
        loop_reabsorption: 1.0,
        plasma_glucose: 90.0,
        ketone_excretion: 0.0,
        osmotic_excretion: 0.0,
    }
}

fn urine_of(x: &kidney::State<f64>, u: &kidney::Inputs<f64>) -> kidney::Signals<f64> {
    let p = typical();
    Kidney.signals(at(x, &p, u))
}

fn at_rest() -> kidney::State<f64> {
    Kidney.initial(&typical())
}

/// What is taken in leaves, and nothing changes.
#[test]
fn kidneys_at_rest_excrete_what_is_taken_in() {
    let (p, x, u): (kidney::Params<f64>, _, _) = (typical(), at_rest(), meets());
    let seen = urine_of(&x, &u);
    for exchange in [
        seen.sodium_exchange,
        seen.potassium_exchange,
        seen.chloride_exchange,
        seen.fluid_exchange,
        seen.glucose_excretion,
    ] {
        assert!(exchange.abs() < 1e-12, "{exchange}");
    }
    let mut rates = [0.0; 6];
    let now = at(&x, &p, &u);
    Kidney.rates(now).write(&mut rates);
    assert!(rates.iter().all(|rate| rate.abs() < 1e-12), "{rates:?}");
    // 1 mL/min of about 600 mosm/L.
    assert!((seen.urine_output - 1.0).abs() < 1e-12);
    assert!((550.0..700.0).contains(&seen.urine_osmolality));
}

/// Without the hormone urine is nearly as dilute as it can be, with much of it nearly as concentrated, and it
/// holds the same solutes.
#[test]
fn antidiuretic_hormone_sets_the_water_and_not_the_solutes() {
    let mut x = at_rest();
    let solutes = |seen: &kidney::Signals<f64>| seen.urine_output * seen.urine_osmolality;
    let rest = urine_of(&x, &meets());
    x.water_channels = 0.0;
    let dilute = urine_of(&x, &meets());
    x.water_channels = 20.0;
    let concentrated = urine_of(&x, &meets());
    assert!(dilute.urine_osmolality < 60.0 && dilute.urine_output > 9.0);
    assert!(concentrated.urine_osmolality > 1100.0 && concentrated.urine_output < 0.6);
    for seen in [dilute, concentrated] {
        assert!((solutes(&seen) / solutes(&rest) - 1.0).abs() < 1e-12);
    }
}

/// Who is full of water and whose loop is blocked makes urine of 225 +- 17 mosm/kg (`kidney.md`, to which it is
/// calibrated); with the hormone it is as concentrated as plasma and no more.
#[test]
fn a_blocked_loop_dilutes_a_little_and_does_not_concentrate() {
    let u = kidney::Inputs {
        loop_reabsorption: 0.0,
        ..meets()
    };
    let of = |water_channels: f64| {
        let x = kidney::State {
            water_channels,
            ..at_rest()
        };
        urine_of(&x, &u).urine_osmolality
    };
    assert!((of(0.0) - 225.0).abs() < 2.0, "{}", of(0.0));
    assert!((of(20.0) - 287.0).abs() < 1e-9, "{}", of(20.0));
}

/// Salt draws water out of red cells, glucose does not: it is in them too.
#[test]
fn red_cells_shrink_in_salt_and_not_in_sugar() {
    let p: electrolytes::Params<f64> = typical();
    let x = Electrolytes.initial(&p);
    let seen = |part: f64, plasma_glucose: f64| {
        let u = electrolytes::Inputs {
            extracellular_volume: part * p.usual_volume,
            plasma_glucose,
            ..salts_at_rest(&p)
        };
        let now = at(&x, &p, &u);
        Electrolytes.signals(now).osmolality_without_glucose
    };
    let rest = seen(1.0, p.usual_glucose);
    assert!((rest - 287.0).abs() < 1e-9, "{rest}");
    assert_eq!(seen(1.0, 900.0), rest);
    let salty = seen(0.95, p.usual_glucose);

    let p: blood::Params<f64> = typical();
    let speed = |osmolality: f64, red_cell_size: f64| {
        let u = blood::Inputs {
            osmolality_without_glucose: osmolality,
            ..typical()
        };
        let x = blood::State {
            red_cell_size,
            ..Blood.initial(&p)
        };
        let now = at(&x, &p, &u);
        Blood.rates(now).red_cell_size
    };
    assert_eq!(speed(287.0, 1.0), 0.0);
    let shrunken = 1.0 - p.cell_water * (1.0 - 287.0 / salty);
    assert!(shrunken < 0.98 && speed(salty, shrunken).abs() < 1e-12);
}

/// Up to 180 mg/dL no glucose is lost; far above, all but the 375 mg/min that tubules can take back, and it takes
/// water with it.
#[test]
fn glucose_above_its_threshold_takes_water() {
    let x = at_rest();
    let seen = |plasma_glucose: f64| {
        urine_of(
            &x,
            &kidney::Inputs {
                plasma_glucose,
                ..meets()
            },
        )
    };
    assert_eq!(seen(180.0).glucose_excretion, 0.0);
    let high = seen(800.0);
    assert!((high.glucose_excretion - (120.0 * 8.0 - 375.0)).abs() < 1e-9);
    assert!(high.urine_output > 4.0, "{}", high.urine_output);
    assert!(high.urine_osmolality < 500.0 && high.urine_osmolality > 287.0);
}

/// The largest response for what is excreted comes at 21.5 ug/min, half of the largest at 69.8 (Kaojarern, Day,
/// Brater, Kidney Int 1982;22:69), with the exponent that furosemide's file has.
#[test]
fn validated_furosemide_is_most_efficient_at_the_published_rate() {
    let p = loop_diuretic::Params {
        renal_clearance: 6.0,
        maximum: 1.0,
        half: 69.8,
        hill: 1.23,
    };
    let blocked = |rate: f64| {
        let u = loop_diuretic::Inputs {
            concentration: rate / 100.0,
            filtration_ratio: 1.0,
        };
        let x = LoopDiuretic.initial(&p);
        let seen = LoopDiuretic.signals(at(&x, &p, &u));
        1.0 - seen.loop_reabsorption
    };
    assert!((blocked(69.8) - 0.5).abs() < 1e-9);
    let rates = (1..2000).map(|k| f64::from(k) * 0.1);
    let best = rates.fold(1.0, |best: f64, rate| {
        if blocked(rate) / rate > blocked(best) / best {
            rate
        } else {
            best
        }
    });
    assert!((best - 21.5).abs() < 0.5, "{best}");
}

fn salts_at_rest(p: &electrolytes::Params<f64>) -> electrolytes::Inputs<f64> {
    electrolytes::Inputs {
        extracellular_volume: p.usual_volume,
        blood_loss: 0.0,
        blood_volume: 5000.0,
        plasma_volume: 3000.0,
        extracellular_albumin: p.usual_albumin,
        plasma_albumin: p.usual_plasma_albumin,
        plasma_phosphate: p.usual_phosphate,
        sodium_exchange: 0.0,
        chloride_exchange: 0.0,
        potassium_exchange: 0.0,
        plasma_glucose: 90.0,
        insulin_effect: 1.0,
        osmotic_solute: 0.0,
        potassium_shift: 0.0,
    }
}

/// Figge et al., Crit Care Med 1998;26:1807: the gap falls by 2.5 mmol/L for 1 g/dL of albumin. What leaks into the
/// interstitium takes its charge along, so that base stays nearly; what is lost leaves base behind.
#[test]
fn validated_a_gram_of_albumin_is_two_to_three_millimoles_of_the_gap() {
    let p: electrolytes::Params<f64> = typical();
    let x = Electrolytes.initial(&p);
    let with = |plasma: f64, outside_cells: f64| {
        let u = electrolytes::Inputs {
            plasma_albumin: plasma,
            extracellular_albumin: outside_cells,
            ..salts_at_rest(&p)
        };
        let (p, x) = (&p, &x);
        let seen = Electrolytes.signals(at(x, p, &u));
        // At rest bicarbonate is base excess above the usual.
        let gap = seen.plasma_sodium - seen.plasma_chloride - seen.strong_ion_base;
        (gap, seen.strong_ion_base)
    };
    let (usual, base) = with(p.usual_plasma_albumin, p.usual_albumin);
    assert!(base.abs() < 1e-9, "{base}");
    let (leaked, base) = with(p.usual_plasma_albumin - 1.0, p.usual_albumin);
    assert!((2.0..=3.0).contains(&(usual - leaked)));
    assert!((0.2..0.8).contains(&base), "{base}");
    // As much of plasma's as of all.
    let part = 1.0 - 1.0 / p.usual_plasma_albumin;
    let (lost, base) = with(part * p.usual_plasma_albumin, part * p.usual_albumin);
    assert!((2.0..=3.0).contains(&(usual - lost)));
    assert!((1.4..2.2).contains(&base), "{base}");
}

/// What a fluid does to base by its salts is what its strong ion difference says.
#[test]
fn salts_of_a_fluid_make_its_base() {
    let p: electrolytes::Params<f64> = typical();
    for given in FLUIDS.iter().filter(|given| !given.drunk) {
        let mut x = Electrolytes.initial(&p);
        let volume = 1000.0;
        x.sodium += volume * given.sodium;
        x.chloride += volume * given.chloride;
        x.potassium += volume * given.potassium;
        x.weak_acid += volume * given.other_weak_acid();
        let outside = volume * (1.0 - given.haemoglobin / 0.335);
        let held = p.usual_volume / (p.usual_volume + outside);
        let albumin = ALBUMIN_SHARE * volume * given.protein;
        // As much of plasma's albumin above that of the whole as the volume leaves.
        let spread = 100.0 * p.usual_albumin / p.usual_volume;
        let spread_now = 100.0 * (p.usual_albumin + albumin) / (p.usual_volume + outside);
        let u = electrolytes::Inputs {
            extracellular_volume: p.usual_volume + outside,
            extracellular_albumin: p.usual_albumin + albumin,
            plasma_albumin: spread_now + held * (p.usual_plasma_albumin - spread),
            plasma_phosphate: held * p.usual_phosphate,
            ..salts_at_rest(&p)
        };
        let seen = Electrolytes.signals(at(&x, &p, &u));
        let expected = 1e3 * volume * given.base() / (p.usual_volume + outside);
        let found = seen.strong_ion_base;
        assert!(
            (found - expected).abs() < 1e-9,
            "{}: {found}, {expected}",
            given.name
        );
    }
}

/// Fluids whose sources say that base stays leave it; saline takes the bicarbonate that it dilutes.
#[test]
fn base_of_fluids() {
    let base = |name: &str| fluid(name).map(|fluid| 1e3 * fluid.base());
    for name in ["albumin", "packed red cells", "plasma", "whole blood"] {
        let found = base(name).unwrap();
        assert!(found.abs() < 0.5, "{name}: {found}");
    }
    assert!((base("saline").unwrap() + 24.5).abs() < 1e-9);
    assert!(base("balanced crystalloid").unwrap().abs() < 1.0);
    assert!(base("plasma-lyte").unwrap() > 20.0);
}

/// The slope and threshold of Robertson 1976, and the rise with blood loss of Dunn 1973: 1.3 e^(0.17 %).
#[test]
fn validated_antidiuretic_hormone_follows_osmolality_and_volume() {
    let p: hormones::Params<f64> = typical();
    let x = Hormones.initial(&p);
    let wanted = |sodium: f64, filling: f64| {
        let u = hormones::Inputs {
            mean_arterial_pressure: 91.0,
            renal_blood_flow: 1080.0,
            blood_volume_ratio: filling,
            sympathetic_activity: 0.0,
            plasma_sodium: sodium,
            plasma_potassium: 4.2,
        };
        let rates = Hormones.rates(at(&x, &p, &u));
        x.antidiuretic_hormone + rates.antidiuretic_hormone * p.antidiuretic_time
    };
    assert!((wanted(145.0, 1.0) - 0.38 * 17.0).abs() < 1e-9);
    assert!(wanted(136.0, 1.0).abs() < 1e-9);
    let tenth = wanted(140.0, 0.9) / wanted(140.0, 1.0);
    assert!((tenth - f64::exp(1.7)).abs() < 1e-9, "{tenth}");
}

/// Beside usual kidneys a drug is cleared as by its equation, beside half of them as by its power.
#[test]
fn clearance_follows_filtration_by_its_power() {
    let usual: two_compartments::Params<f64> = typical();
    let p: two_compartments_by_filtration::Params<f64> = typical();
    let x = two_compartments::State {
        depot: 0.0,
        central: 300.0,
        peripheral2: 100.0,
        effect: 0.0,
    };
    let eliminated = |filtration_ratio: f64| {
        let u = two_compartments_by_filtration::Inputs {
            blood_volume_ratio: 1.0,
            filtration_ratio,
        };
        let (x, p, u) = (&x, &p, &u);
        let seen = TwoCompartmentsByFiltration.signals(at(x, p, u));
        seen.eliminated
    };
    let u = two_compartments::Inputs {
        blood_volume_ratio: 1.0,
    };
    let expected = TwoCompartments.signals(at(&x, &usual, &u));
    assert_eq!(eliminated(1.0), expected.eliminated);
    let half = eliminated(0.5) / eliminated(1.0);
    assert!((half - 0.5_f64.powf(0.8)).abs() < 1e-12, "{half}");
}

#[test]
fn chloride_narrows_the_vessels_of_the_kidney_until_they_are_used_to_it() {
    let filtration = |x: &kidney::State<f64>, chloride: f64| {
        let u = kidney::Inputs {
            plasma_chloride: chloride,
            ..meets()
        };
        urine_of(x, &u).glomerular_filtration
    };
    let rest = at_rest();
    let usual = filtration(&rest, 104.0);
    assert!((filtration(&rest, 109.0) / usual - 1.0 / 1.065).abs() < 1e-12);
    assert_eq!(filtration(&rest, 99.0), usual);
    let used = kidney::State {
        chloride_known: 109.0,
        ..rest
    };
    assert_eq!(filtration(&used, 109.0), usual);
}

/// Saline once diluted salts and not sugar: who was rehydrated without insulin had more glucose than before.
#[test]
fn glucose_is_in_as_much_fluid_as_there_is() {
    let p: plasma::Params<f64> = typical();
    let x = Glucose.initial(&p);
    let concentration = |part: f64| {
        let u = plasma::Inputs {
            extracellular_volume: part * p.usual_extracellular,
            ..typical()
        };
        let now = at(&x, &p, &u);
        Glucose.signals(now).plasma_glucose
    };
    let usual = concentration(1.0);
    assert_eq!(usual, p.basal_plasma / p.volume);
    for part in [0.8, 0.9, 1.1, 1.25] {
        assert!((concentration(part) * part / usual - 1.0).abs() < 1e-12);
    }
}
