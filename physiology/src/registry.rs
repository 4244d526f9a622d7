//! The one list of models: suites, bindings and documentation walk it.

use crate::drugs::insulin_depot::InsulinDepot;
use crate::drugs::one_compartment::OneCompartment;
use crate::drugs::three_compartments::ThreeCompartments;
use crate::drugs::two_compartments::TwoCompartments;
use crate::glucose::action::InsulinAction;
use crate::glucose::gut::Gut;
use crate::glucose::insulin::Insulin;
use crate::glucose::plasma::Glucose;
use crate::glucose::sensor::GlucoseSensor;
use crate::{Compiled, Isa, Model, System};
use std::sync::Arc;

/// Something that is done with every model.
pub trait Visitor {
    /// Does it with this one.
    fn visit<M: Model>(&mut self, model: M);
}

/// Shows every model to the visitor, by name. A new model is a line here.
pub fn visit_models(visitor: &mut impl Visitor) {
    visitor.visit(Glucose);
    visitor.visit(GlucoseSensor);
    visitor.visit(Gut);
    visitor.visit(Insulin);
    visitor.visit(InsulinAction);
    visitor.visit(InsulinDepot);
    visitor.visit(OneCompartment);
    visitor.visit(ThreeCompartments);
    visitor.visit(TwoCompartments);
}

/// Every model, erased; lanes run with these instructions.
pub fn systems(isa: Isa) -> Vec<Arc<dyn System>> {
    struct Collect(Isa, Vec<Arc<dyn System>>);
    impl Visitor for Collect {
        fn visit<M: Model>(&mut self, model: M) {
            self.1.push(Arc::new(Compiled::new(model, self.0)));
        }
    }
    let mut collect = Collect(isa, Vec::new());
    visit_models(&mut collect);
    collect.1
}

/// The model of this name, erased.
pub fn system(name: &str, isa: Isa) -> Option<Arc<dyn System>> {
    systems(isa)
        .into_iter()
        .find(|system| system.layout().name == name)
}
