//! Where there is no drug, or a rounding less than none, slopes and values are numbers.

use physiology::{Isa, Reading, Tangent, View, systems};

#[test]
fn nothing_has_slopes_in_every_response() {
    let mut asked = 0;
    for system in systems(Isa::BASELINE) {
        let layout = system.layout();
        if !layout.inputs.iter().any(|f| f.wired) {
            continue;
        }
        asked += 1;
        let p: Vec<f64> = layout.params.iter().map(|f| f.typical).collect();
        let mut x = vec![0.0; layout.states.len()];
        Reading::<f64>::initial(system.as_ref(), &p, &mut x);
        for level in [0.0, -0.0, -1e-18, 5e-324] {
            for at in 0..x.len() + layout.inputs.len() {
                let dual = |k: usize, value: f64| match k == at {
                    true => Tangent::variable(value, 0),
                    false => Tangent::constant(value),
                };
                let states: Vec<_> = x.iter().enumerate().map(|(k, v)| dual(k, *v)).collect();
                let inputs: Vec<_> = (0..layout.inputs.len())
                    .map(|k| dual(x.len() + k, level))
                    .collect();
                let params: Vec<_> = p.iter().map(|v| Tangent::constant(*v)).collect();
                let (u, t) = (&inputs[..], Tangent::constant(0.0));
                let view = || View {
                    t,
                    x: &states,
                    p: &params,
                    u,
                };
                let mut rates = vec![Tangent::constant(0.0); x.len()];
                let mut signals = vec![Tangent::constant(0.0); layout.signals.len()];
                system.rates(view(), &mut rates);
                system.signals(view(), &mut signals);
                for number in rates.iter().chain(&signals) {
                    let sound = number.value.is_finite() && number.slope[0].is_finite();
                    assert!(sound, "{} at {level:e}: {number:?}", layout.name);
                }
            }
        }
    }
    assert!(asked >= 33, "{asked}");
}
