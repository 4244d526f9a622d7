//! The one list of models: suites, bindings and documentation walk it.

use crate::breath::air::Air;
use crate::breath::chest::Chest;
use crate::breath::control::BreathingControl;
use crate::breath::gas::Gas;
use crate::breath::lung_water::LungWater;
use crate::breath::oxygen_device::OxygenDevice;
use crate::breath::pulse_oximeter::PulseOximeter;
use crate::breath::ventilator::Ventilator;
use crate::breath::waves::BreathWaves;
use crate::chemistry::acid_base::AcidBase;
use crate::chemistry::electrolytes::Electrolytes;
use crate::chemistry::hormones::Hormones;
use crate::chemistry::kidney::Kidney;
use crate::chemistry::lactate::Lactate;
use crate::chemistry::phosphate::Phosphate;
use crate::chemistry::temperature::Temperature;
use crate::circulation::averaged::Circulation;
use crate::circulation::baroreflex::Baroreflex;
use crate::circulation::beating::BeatingCirculation;
use crate::circulation::blood::Blood;
use crate::circulation::chemoreflex::Chemoreflex;
use crate::circulation::decompensation::Decompensation;
use crate::circulation::ecg::Ecg;
use crate::circulation::mast_cells::MastCells;
use crate::drugs::daily_dose::DailyDose;
use crate::drugs::insulin_depot::InsulinDepot;
use crate::drugs::long_acting_insulin::LongActingInsulin;
use crate::drugs::one_compartment::OneCompartment;
use crate::drugs::three_compartments::ThreeCompartments;
use crate::drugs::two_compartments::TwoCompartments;
use crate::drugs::two_compartments_by_filtration::TwoCompartmentsByFiltration;
use crate::glucose::action::InsulinAction;
use crate::glucose::basal_insulin::BasalInsulin;
use crate::glucose::beta_cells::BetaCells;
use crate::glucose::counter_regulation::CounterRegulation;
use crate::glucose::gut::Gut;
use crate::glucose::hepatic_glucose::HepaticGlucose;
use crate::glucose::insulin::Insulin;
use crate::glucose::ketones::Ketones;
use crate::glucose::plasma::Glucose;
use crate::glucose::sensor::GlucoseSensor;
use crate::response::adaptive_resistance::AdaptiveResistance;
use crate::response::antibiotic_effect::AntibioticEffect;
use crate::response::bispectral_index::BispectralIndex;
use crate::response::breathing_muscle_block::BreathingMuscleBlock;
use crate::response::bronchodilation::Bronchodilation;
use crate::response::consciousness_effect::ConsciousnessEffect;
use crate::response::dose_effect::DoseEffect;
use crate::response::glucagon_effect::GlucagonEffect;
use crate::response::haemodynamic::{
    ArteriolarEffect, BaroreflexEffect, CatecholamineEffect, ChronotropicEffect, ExcitingEffect,
    InotropicEffect, PulmonaryEffect, SympatheticEffect, VagalEffect, VenousEffect,
};
use crate::response::indirect::Indirect;
use crate::response::inr_hamberg_2007::InrHamberg2007;
use crate::response::inr_hamberg_2010::InrHamberg2010;
use crate::response::kill_curve::KillCurve;
use crate::response::lactate_effect::LactateEffect;
use crate::response::laryngoscopy_tolerance::LaryngoscopyTolerance;
use crate::response::less_susceptible_bacteria::LessSusceptibleBacteria;
use crate::response::loop_diuretic::LoopDiuretic;
use crate::response::myelosuppression::Myelosuppression;
use crate::response::osmotic_diuretic::OsmoticDiuretic;
use crate::response::potassium_effect::PotassiumEffect;
use crate::response::respiratory_depression::RespiratoryDepression;
use crate::response::resting_bacteria::RestingBacteria;
use crate::response::sigmoid_effect::SigmoidEffect;
use crate::response::steroid_effect::SteroidEffect;
use crate::response::tumour_claret::TumourClaret;
use crate::response::tumour_simeoni::TumourSimeoni;
use crate::response::two_drug_effect::TwoDrugEffect;
use crate::response::vasopressor_rate::VasopressorRate;
use crate::response::viral_dynamics::ViralDynamics;
use crate::sepsis::endotoxaemia::Endotoxaemia;
use crate::sepsis::endotoxin_organs::EndotoxinOrgans;
use crate::sepsis::inflammation::Inflammation;
use crate::sepsis::organs::SepticOrgans;
use crate::sepsis::scores::IllnessScores;
use crate::sepsis::survival::Survival;
use crate::{Compiled, Isa, Model, System};
use std::sync::Arc;

/// Something that is done with every model.
pub trait Visitor {
    /// Does it with this one.
    fn visit<M: Model>(&mut self, model: M);
}

/// Shows every model to the visitor, by name. A new model is a line here.
pub fn visit_models(visitor: &mut impl Visitor) {
    visitor.visit(AcidBase);
    visitor.visit(AdaptiveResistance);
    visitor.visit(Air);
    visitor.visit(AntibioticEffect);
    visitor.visit(ArteriolarEffect);
    visitor.visit(Baroreflex);
    visitor.visit(BaroreflexEffect);
    visitor.visit(BasalInsulin);
    visitor.visit(BeatingCirculation);
    visitor.visit(BetaCells);
    visitor.visit(BispectralIndex);
    visitor.visit(Blood);
    visitor.visit(BreathWaves);
    visitor.visit(BreathingControl);
    visitor.visit(BreathingMuscleBlock);
    visitor.visit(Bronchodilation);
    visitor.visit(CatecholamineEffect);
    visitor.visit(Chemoreflex);
    visitor.visit(Chest);
    visitor.visit(ChronotropicEffect);
    visitor.visit(Circulation);
    visitor.visit(ConsciousnessEffect);
    visitor.visit(CounterRegulation);
    visitor.visit(DailyDose);
    visitor.visit(Decompensation);
    visitor.visit(DoseEffect);
    visitor.visit(Ecg);
    visitor.visit(Electrolytes);
    visitor.visit(Endotoxaemia);
    visitor.visit(EndotoxinOrgans);
    visitor.visit(ExcitingEffect);
    visitor.visit(Gas);
    visitor.visit(GlucagonEffect);
    visitor.visit(Glucose);
    visitor.visit(GlucoseSensor);
    visitor.visit(Gut);
    visitor.visit(HepaticGlucose);
    visitor.visit(Hormones);
    visitor.visit(IllnessScores);
    visitor.visit(Inflammation);
    visitor.visit(Indirect::<2>); // inhibited_loss
    visitor.visit(Indirect::<1>); // inhibited_production
    visitor.visit(InotropicEffect);
    visitor.visit(InrHamberg2007);
    visitor.visit(InrHamberg2010);
    visitor.visit(Insulin);
    visitor.visit(InsulinAction);
    visitor.visit(InsulinDepot);
    visitor.visit(Ketones);
    visitor.visit(Kidney);
    visitor.visit(KillCurve);
    visitor.visit(Lactate);
    visitor.visit(LactateEffect);
    visitor.visit(LaryngoscopyTolerance);
    visitor.visit(LessSusceptibleBacteria);
    visitor.visit(LongActingInsulin);
    visitor.visit(LoopDiuretic);
    visitor.visit(LungWater);
    visitor.visit(MastCells);
    visitor.visit(Myelosuppression);
    visitor.visit(OneCompartment);
    visitor.visit(OsmoticDiuretic);
    visitor.visit(OxygenDevice);
    visitor.visit(Phosphate);
    visitor.visit(PotassiumEffect);
    visitor.visit(PulmonaryEffect);
    visitor.visit(PulseOximeter);
    visitor.visit(RespiratoryDepression);
    visitor.visit(RestingBacteria);
    visitor.visit(SepticOrgans);
    visitor.visit(SigmoidEffect);
    visitor.visit(SteroidEffect);
    visitor.visit(Indirect::<4>); // stimulated_loss
    visitor.visit(Indirect::<3>); // stimulated_production
    visitor.visit(Survival);
    visitor.visit(SympatheticEffect);
    visitor.visit(Temperature);
    visitor.visit(ThreeCompartments);
    visitor.visit(TumourClaret);
    visitor.visit(TumourSimeoni);
    visitor.visit(TwoCompartments);
    visitor.visit(TwoCompartmentsByFiltration);
    visitor.visit(TwoDrugEffect);
    visitor.visit(VagalEffect);
    visitor.visit(VasopressorRate);
    visitor.visit(VenousEffect);
    visitor.visit(Ventilator);
    visitor.visit(ViralDynamics);
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
