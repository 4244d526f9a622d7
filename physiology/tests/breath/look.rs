use crate::lungs::{Lungs, MAN};

#[test]
fn look() {
    let mut man = Lungs::of(&MAN);
    println!("unrest {:?}", man.unrest());
    for (name, value) in man.signals() {
        println!("{name:40} {value:.4}");
    }
    man.run(20.0);
    println!("after 20 min, unrest {:?}", man.unrest());
    for name in [
        "arterial_oxygen_pressure",
        "arterial_carbon_dioxide_pressure",
        "ventilation",
    ] {
        println!("{name:40} {:.4}", man.see(name));
    }
}
