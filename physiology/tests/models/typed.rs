//! A model erased is the model: the same numbers behind slices as by name, and in scalars that the
//! erased form does not have.

use crate::case::{Case, answers, case};
use crate::derivatives::derivatives;
use physiology::{
    At, Dual, Isa, Lanes, Model, Quantities, Reading, Real, View, Visitor, systems, visit_models,
};

/// A model asked by name, in any scalar.
struct ByName<M>(M);

impl<M: Model> ByName<M> {
    fn at<R: Real, T>(view: View<R>, ask: impl FnOnce(At<M, R>) -> T) -> T {
        let x = M::State::read(view.x);
        let p = M::Params::read(view.p);
        let u = M::Inputs::read(view.u);
        ask(At {
            t: view.t,
            x: &x,
            p: &p,
            u: &u,
        })
    }
}

impl<M: Model, R: Real> Reading<R> for ByName<M> {
    fn initial(&self, p: &[R], x: &mut [R]) {
        self.0.initial(&M::Params::read(p)).write(x);
    }
    fn signals(&self, view: View<R>, out: &mut [R]) {
        Self::at(view, |at| self.0.signals(at)).write(out);
    }
    fn rates(&self, view: View<R>, dx: &mut [R]) {
        Self::at(view, |at| self.0.rates(at)).write(dx);
    }
    fn guard(&self, k: usize, view: View<R>) -> R {
        Self::at(view, |at| self.0.guard(k, at))
    }
    fn kinks(&self, view: View<R>, out: &mut [R]) {
        for (k, out) in out.iter_mut().enumerate() {
            *out = Self::at(view, |at| self.0.kink(k, at));
        }
    }
    fn jump(&self, k: usize, view: View<R>, amount: R, x: &mut [R]) {
        Self::at(view, |at| self.0.jump(k, at, amount)).write(x);
    }
}

fn bits(values: Vec<f64>) -> Vec<u64> {
    values.into_iter().map(f64::to_bits).collect()
}

/// Sensitivities of eight patients at once: the scalar of cohorts' gradients.
type Cohort = Dual<Lanes, 2>;

/// How many models were compared.
struct Compared(usize);

impl Visitor for Compared {
    fn visit<M: Model>(&mut self, model: M) {
        let erased = physiology::system(M::NAME, Isa::detect()).expect("a registered model");
        let (layout, by_name) = (erased.layout(), ByName(model));
        for seed in 0..20 {
            let at = case(layout, seed);
            let plain = answers::<f64>(erased.as_ref(), layout, &at);
            assert_eq!(
                bits(answers::<f64>(&by_name, layout, &at)),
                bits(plain.clone()),
                "{}",
                M::NAME
            );

            // The same person in every lane, with slopes in two of the variables.
            let values = at.variables();
            let chosen = [
                seed as usize % values.len(),
                (3 * seed as usize + 1) % values.len(),
            ];
            let seeded: Vec<Cohort> = values
                .iter()
                .enumerate()
                .map(|(k, value)| {
                    let place = chosen.iter().position(|v| *v == k);
                    Cohort::variable(Lanes::of(*value), place.unwrap_or(usize::MAX))
                })
                .collect();
            let cohort = answers(&by_name, layout, &Case::from_variables(layout, &seeded));
            let slopes = derivatives(erased.as_ref(), &at);
            for (k, answer) in cohort.iter().enumerate() {
                assert_eq!(answer.value, Lanes::of(plain[k]), "{} {k}", M::NAME);
                for (place, variable) in chosen.iter().enumerate() {
                    if chosen.iter().position(|v| v == variable) == Some(place) {
                        assert_eq!(
                            answer.slope[place],
                            Lanes::of(slopes[k][*variable]),
                            "{} {k}",
                            M::NAME
                        );
                    }
                }
            }
        }
        self.0 += 1;
    }
}

#[test]
fn erased_models_give_the_numbers_of_named_ones() {
    let mut compared = Compared(0);
    visit_models(&mut compared);
    assert_eq!(compared.0, systems(Isa::detect()).len());
}

/// Writes what was read.
fn named_and_back<Q: Quantities<f64>>() {
    let numbers: Vec<f64> = (0..Q::FIELDS.len()).map(|k| k as f64 + 0.5).collect();
    let mut back = vec![f64::NAN; numbers.len()];
    Q::read(&numbers).write(&mut back);
    assert_eq!(numbers, back);
}

struct Named;

impl Visitor for Named {
    fn visit<M: Model>(&mut self, _: M) {
        named_and_back::<M::State<f64>>();
        named_and_back::<M::Params<f64>>();
        named_and_back::<M::Inputs<f64>>();
        named_and_back::<M::Signals<f64>>();
    }
}

#[test]
fn numbers_survive_being_named() {
    visit_models(&mut Named);
}
