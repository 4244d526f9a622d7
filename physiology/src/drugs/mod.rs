//! Dispositions that medicines share. The medicines themselves, numbers with sources, are the files
//! in `physiology/drugs`, which `scenarios` reads.

pub mod daily_dose;
pub mod insulin_depot;
pub mod long_acting_insulin;
pub mod one_compartment;
pub mod three_compartments;
pub mod two_compartments;
pub mod two_compartments_by_filtration;
