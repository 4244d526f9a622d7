//! Prints courses, for eyes.

use crate::lungs::{Lungs, MAN};

fn show(title: &str, man: &Lungs) {
    let s = man.signals();
    println!(
        "{title:28} t {:5.1} PaO2 {:5.1} PaCO2 {:5.1} pH {:.3} SaO2 {:5.1} SpO2 {:5.1} et {:5.1} VE {:5.1} VT {:.3} f {:4.1} VA {:.2} V_L {:.2} shunt {:.3} Ppl {:5.1} Palv {:4.1} PF {:4.0} FiO2 {:.2} SvO2 {:.1} C {:.3} Pbrain {:.1}/{:.1} VO2 {:.0}",
        man.minutes,
        s["arterial_oxygen_pressure"],
        s["arterial_carbon_dioxide_pressure"],
        s["arterial_ph"],
        s["arterial_oxygen_saturation"],
        s["spo2"],
        s["end_tidal_carbon_dioxide"],
        s["ventilation"],
        s["tidal_volume"],
        s["respiratory_rate"],
        s["alveolar_ventilation"],
        s["lung_volume"],
        s["shunt_fraction"],
        s["pleural_pressure"],
        s["alveolar_pressure"],
        s["pf_ratio"],
        s["inspired_oxygen_fraction"],
        s["mixed_venous_oxygen_saturation"],
        s["respiratory_compliance"],
        s["brain_oxygen_pressure"],
        s["brain_carbon_dioxide_pressure"],
        s["oxygen_consumption"]
    );
}

#[test]
#[ignore = "prints"]
fn look() {
    let mut man = Lungs::of(&MAN);
    println!("unrest {:?}", man.unrest());
    show("rest", &man);
    println!("apnoea in air");
    man.hold("muscle_strength", 0.0);
    for _ in 0..10 {
        man.run(0.25);
        show("apnoea air", &man);
    }
    for closed in [0.0, 1.0] {
        let mut man = Lungs::of(&MAN);
        man.attach(
            "mask",
            "oxygen_device",
            &[("flow", 15.0), ("reservoir", 0.75), ("entrainment", 0.02)],
        );
        man.run(3.0);
        show("preoxygenated", &man);
        man.hold("muscle_strength", 0.0);
        man.set("chest", "obstruction", closed);
        if closed > 0.0 {
            man.detach("mask");
        }
        for _ in 0..12 {
            man.run(1.0);
            show("apnoea oxygen", &man);
        }
    }
    for fraction in [0.03, 0.05, 0.07] {
        let mut man = Lungs::of(&MAN);
        man.set("air", "carbon_dioxide_fraction", fraction);
        man.run(15.0);
        show("carbon dioxide", &man);
    }
    for (name, value) in [
        ("oxygen_fraction", 0.12),
        ("oxygen_fraction", 0.09),
        ("barometric_pressure", 462.0),
    ] {
        let mut man = Lungs::of(&MAN);
        man.set("air", name, value);
        man.run(5.0);
        show(name, &man);
    }
    for drive in [0.7, 0.5, 0.3, 0.15] {
        let mut man = Lungs::of(&MAN);
        man.hold("respiratory_drive", drive);
        man.hold("wakefulness", 0.3);
        man.run(20.0);
        show(&format!("drive {drive}"), &man);
    }
    for (name, flow, reservoir, loss) in [
        ("cannula", 3.5, 0.05, 0.0),
        ("cannula", 2.0, 0.05, 0.0),
        ("mask", 7.5, 0.15, 0.05),
        ("bag", 10.0, 0.75, 0.1),
        ("bag", 15.0, 0.75, 0.1),
    ] {
        let mut man = Lungs::of(&MAN);
        man.attach(
            "device",
            "oxygen_device",
            &[
                ("flow", flow),
                ("reservoir", reservoir),
                ("entrainment", loss),
            ],
        );
        man.run(5.0);
        show(&format!("{name} {flow}"), &man);
    }
    for severity in [0.3, 0.5, 0.7] {
        for peep in [0.0, 5.0, 10.0, 15.0] {
            let mut man = Lungs::of(&MAN);
            for side in ["left", "right"] {
                man.set("chest", &format!("{side}_collapse"), severity);
                man.set("chest", &format!("{side}_consolidation"), severity * 0.4);
            }
            man.hold("muscle_strength", 0.0);
            man.attach(
                "ventilator",
                "ventilator",
                &[
                    ("tidal_volume", 0.45),
                    ("rate", 20.0),
                    ("pressure", 40.0),
                    ("peep", peep),
                    ("oxygen_fraction", 0.6),
                    ("leak", 0.0),
                ],
            );
            man.run(15.0);
            show(&format!("ards {severity} {peep}"), &man);
        }
    }
    let mut man = Lungs::of(&MAN);
    for side in ["left", "right"] {
        man.set("chest", &format!("{side}_collapse"), 0.5);
        man.set("chest", &format!("{side}_consolidation"), 0.2);
    }
    for _ in 0..3 {
        man.run(5.0);
        show("ards awake", &man);
    }
    for factor in [3.0, 8.0, 15.0] {
        let mut man = Lungs::of(&MAN);
        man.hold("airway_resistance_factor", factor);
        man.set("gas", "side_ventilation", 0.1 / factor);
        man.run(9.0);
        show(&format!("asthma {factor}"), &man);
    }
    for closed in [0.5, 0.8, 0.9, 0.95, 1.0] {
        let mut man = Lungs::of(&MAN);
        man.set("chest", "obstruction", closed);
        man.run(3.0);
        show(&format!("obstruction {closed}"), &man);
    }
    let mut man = Lungs::of(&MAN);
    man.set("chest", "left_leak", 0.1);
    for _ in 0..5 {
        man.run(1.0);
        show("tension", &man);
    }
    man.set("chest", "left_leak", 0.0);
    man.set("chest", "left_drain", 0.5);
    for _ in 0..5 {
        man.run(1.0);
        show("needle", &man);
    }
    let mut man = Lungs::of(&MAN);
    man.set("chest", "left_wound", 0.5);
    for _ in 0..5 {
        man.run(1.0);
        show("open", &man);
    }
    let mut man = Lungs::of(&MAN);
    man.set("gas", "shunt", 0.25);
    man.run(10.0);
    show("shunt 25", &man);
    let mut man = Lungs::of(&MAN);
    man.hold("base_excess", -10.0);
    man.run(20.0);
    show("base excess -10", &man);
}
