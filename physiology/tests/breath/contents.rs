//! Pressures to contents, and back.

use physiology::breath::blood::Blood;

#[test]
fn contents_give_back_the_pressures_that_made_them() {
    for haemoglobin in [6.0, 10.0, 15.0, 18.0] {
        for base_excess in [-15.0, 0.0, 10.0] {
            let blood = Blood {
                haemoglobin: haemoglobin / 15.0,
                base_excess: base_excess / 24.26,
                half_saturation: 26.8568,
                normal_carbon_dioxide: 40.0,
                capacity: 8.976 * haemoglobin / 15.0,
                solubility: 1.34e-3,
                dissolved: 1.228,
            };
            for oxygen in [12.0, 27.0, 40.0, 60.0, 95.0, 130.0, 300.0, 650.0] {
                for carbon_dioxide in [20.0, 25.0, 40.0, 60.0, 90.0, 130.0] {
                    let [there] = blood.at_pressures([oxygen], [carbon_dioxide]);
                    let [back] = blood.at_contents([there.oxygen], [there.carbon_dioxide]);
                    let place = format!("Hb {haemoglobin} BE {base_excess}: {there:?} {back:?}");
                    let near = |found: f64, asked: f64| (found / asked - 1.0).abs() < 4e-3;
                    assert!(near(back.oxygen_pressure, oxygen), "{place}");
                    assert!(
                        near(back.carbon_dioxide_pressure, carbon_dioxide),
                        "{place}"
                    );
                    assert!((back.ph - there.ph).abs() < 2e-3, "{place}");
                }
            }
        }
    }
}
