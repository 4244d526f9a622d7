//! The numbers of heart and vessels that both fidelities share: parameters, inputs, signals.

use super::ventricle::Ventricle;
use crate::{Real, quantities};

quantities! {
    /// How this person's heart and vessels are made.
    pub struct Params {
        /// Compliance of systemic arteries at no pressure
        arterial_compliance: "mL/mm[Hg]", typical = 13.0;
        /// Pressure over which systemic arteries stiffen
        arterial_stiffening: "mm[Hg]", typical = 10.0;
        /// Unstressed volume of systemic arteries
        arterial_unstressed: "mL", typical = 590.0;
        /// Compliance of splanchnic veins at no pressure
        splanchnic_compliance: "mL/mm[Hg]", typical = 60.0;
        /// Pressure over which splanchnic veins stiffen
        splanchnic_stiffening: "mm[Hg]", typical = 21.0;
        /// Unstressed volume of splanchnic veins at rest
        splanchnic_unstressed: "mL", typical = 1146.0;
        /// Compliance of leg veins at no pressure
        leg_compliance: "mL/mm[Hg]", typical = 20.0;
        /// Pressure over which leg veins stiffen
        leg_stiffening: "mm[Hg]", typical = 25.0;
        /// Unstressed volume of leg veins at rest
        leg_unstressed: "mL", typical = 716.0;
        /// Compliance of the other peripheral veins
        upper_compliance: "mL/mm[Hg]", typical = 12.0;
        /// Unstressed volume of the other peripheral veins at rest
        upper_unstressed: "mL", typical = 675.0;
        /// Compliance of great veins and right atrium
        central_compliance: "mL/mm[Hg]", typical = 31.25;
        /// Unstressed volume of great veins and right atrium
        central_unstressed: "mL", typical = 152.0;
        /// Conductance from splanchnic to great veins
        splanchnic_return: "mL/min/mm[Hg]", typical = 360.0;
        /// Conductance from leg to great veins
        leg_return: "mL/min/mm[Hg]", typical = 270.0;
        /// Conductance from the other peripheral to great veins
        upper_return: "mL/min/mm[Hg]", typical = 720.0;
        /// Conductance of the brain at rest
        brain_conductance: "mL/min/mm[Hg]", typical = 7.8;
        /// Conductance of the heart's own vessels at rest
        heart_conductance: "mL/min/mm[Hg]", typical = 2.6;
        /// Conductance of the kidneys at rest
        kidney_conductance: "mL/min/mm[Hg]", typical = 12.5;
        /// Conductance of gut, liver and spleen at rest
        splanchnic_conductance: "mL/min/mm[Hg]", typical = 16.8;
        /// Conductance of muscle at rest
        muscle_conductance: "mL/min/mm[Hg]", typical = 11.2;
        /// Conductance of skin at rest
        skin_conductance: "mL/min/mm[Hg]", typical = 3.3;
        /// Conductance of fat, bone and all else at rest
        other_conductance: "mL/min/mm[Hg]", typical = 11.5;
        /// Share of muscle, skin, fat and bone that drains through the legs
        leg_share: "1", typical = 0.5;
        /// How strongly kidneys answer arteriolar tone, relative to gut and muscle
        kidney_tone: "1", typical = 0.73;
        /// Share of a bed's resistance at rest that lies behind its capillaries
        postcapillary_share: "1", typical = 0.12;
        /// Pressure around which autoregulated vessels have their resting width
        autoregulated_pressure: "mm[Hg]", typical = 91.0;
        /// Lower end of the brain's autoregulation
        brain_lowest: "mm[Hg]", typical = 60.0;
        /// Upper end of the brain's autoregulation
        brain_highest: "mm[Hg]", typical = 150.0;
        /// Carbon dioxide pressure at which the brain's vessels have their resting width
        brain_carbon_dioxide: "mm[Hg]", typical = 40.0;
        /// Widening of the brain's vessels with carbon dioxide
        brain_reactivity: "/mm[Hg]", typical = 0.035;
        /// Oxygen in arterial blood below which the brain's vessels widen
        brain_oxygen: "mL/L", typical = 165.0;
        /// Lower end of the heart's autoregulation
        heart_lowest: "mm[Hg]", typical = 60.0;
        /// Upper end of the heart's autoregulation
        heart_highest: "mm[Hg]", typical = 140.0;
        /// Lower end of the kidneys' autoregulation
        kidney_lowest: "mm[Hg]", typical = 80.0;
        /// Upper end of the kidneys' autoregulation
        kidney_highest: "mm[Hg]", typical = 180.0;
        /// Time in which autoregulated vessels change
        autoregulation_time: "min", typical = 0.1667;
        /// Compliance of pulmonary arteries
        pulmonary_arterial_compliance: "mL/mm[Hg]", typical = 3.4;
        /// Compliance of pulmonary veins and left atrium
        pulmonary_venous_compliance: "mL/mm[Hg]", typical = 11.0;
        /// Unstressed volume of pulmonary vessels and left atrium
        pulmonary_unstressed: "mL", typical = 614.0;
        /// Conductance of the lungs
        pulmonary_conductance: "mL/min/mm[Hg]", typical = 750.0;
        /// End-systolic elastance of the left ventricle
        left_elastance: "mm[Hg]/mL", typical = 2.5;
        /// Volume at which the left ventricle's systole makes no pressure
        left_unstressed: "mL", typical = 14.76;
        /// Steepness of the left ventricle's diastolic curve
        left_stiffness: "/mL", typical = 0.014;
        /// End-systolic elastance of the right ventricle
        right_elastance: "mm[Hg]/mL", typical = 0.77;
        /// Volume at which the right ventricle's systole makes no pressure
        right_unstressed: "mL", typical = 46.0;
        /// Steepness of the right ventricle's diastolic curve
        right_stiffness: "/mL", typical = 0.011;
        /// Pressure scale of both diastolic curves
        stiffness_pressure: "mm[Hg]", typical = 1.5;
        /// Rate at which an open ventricle fills
        filling_rate: "/min", typical = 440.0;
        /// How strongly the right ventricle's elastance answers contractility, relative to the left's
        right_contractility: "1", typical = 0.46;
        /// Compliance of the left atrium at rest
        left_atrial_compliance: "mL/mm[Hg]", typical = 5.0;
        /// Compliance of the right atrium at rest
        right_atrial_compliance: "mL/mm[Hg]", typical = 12.0;
        /// Unstressed volume of the left atrium
        left_atrial_unstressed: "mL", typical = 24.0;
        /// Unstressed volume of the right atrium
        right_atrial_unstressed: "mL", typical = 14.0;
        /// Elastance of the contracted left atrium relative to the resting one
        left_atrial_strength: "1", typical = 1.45;
        /// Elastance of the contracted right atrium relative to the resting one
        right_atrial_strength: "1", typical = 1.45;
        /// Conductance of an open mitral or tricuspid valve
        inflow_conductance: "mL/min/mm[Hg]", typical = 10000.0;
        /// Conductance of an open aortic or pulmonary valve
        outflow_conductance: "mL/min/mm[Hg]", typical = 10000.0;
        /// Share of the beat by which atria contract before ventricles, at the rate at which systole is given
        atrial_lead: "1", typical = 0.18;
        /// Share of the beat that atria contract, at that rate
        atrial_systole: "1", typical = 0.15;
        /// Share of the beat that is systole, at the rate at which it is given
        systole: "1", typical = 0.3;
        /// Heart rate at which the share of systole is given
        systole_at: "/min", typical = 60.0;
        /// Pressure scale of the pericardium
        pericardial_pressure_scale: "mm[Hg]", typical = 0.5;
        /// Steepness of the pericardium
        pericardial_stiffness: "/mL", typical = 0.03;
        /// Volume of both ventricles at which the pericardium begins to hold them
        pericardial_slack: "mL", typical = 200.0;
        /// Fluid in the pericardium beside the usual
        pericardial_effusion: "mL", typical = 100.0;
        /// Share of the left ventricle's muscle that contracts
        left_share: "1", typical = 1.0;
        /// Share of the right ventricle's muscle that contracts
        right_share: "1", typical = 1.0;
        /// Share of the lungs' vessels that is blocked
        pulmonary_obstruction: "1", typical = 0.5;
        /// Blood volume at rest
        usual_blood_volume: "mL", typical = 5000.0;
        /// Tilt, head up: 0 lying, 90 deg upright
        tilt: "deg", typical = 60.0;
        /// Pressure of the column of blood between heart and leg veins when upright
        leg_column: "mm[Hg]", typical = 26.0;
        /// Pressure of the column of blood between heart and splanchnic veins when upright
        splanchnic_column: "mm[Hg]", typical = 7.0;
        /// Pressure of the column of blood between carotid sinus and heart when upright
        carotid_column: "mm[Hg]", typical = 18.0;
        /// Conductance of a wound of arteries to the outside
        arterial_wound: "mL/min/mm[Hg]", typical = 1.0;
        /// Conductance of a wound of great veins to the outside
        venous_wound: "mL/min/mm[Hg]", typical = 1.0;
        /// Blood taken from the great veins, as long as there is some
        bled: "mL/min", typical = 50.0;
        /// Characteristic impedance of the aorta
        aortic_impedance: "mm[Hg].min/mL", typical = 9.2e-4;
        /// Characteristic impedance of the pulmonary artery
        pulmonary_impedance: "mm[Hg].min/mL", typical = 3.3e-4;
        /// Inertance over impedance of both: a stream that lasts longer is not hindered
        impedance_time: "min", typical = 0.0015;
        /// Rhythm: 0 sinus, 1 atrial fibrillation, 2 ventricular tachycardia, 3 the same without a pulse,
        /// 4 ventricular fibrillation, 5 asystole, 6 pulseless electrical activity
        rhythm: "1", typical = 0.7;
        /// Heart rate of a ventricular tachycardia, or of electrical activity without a pulse
        ventricular_rate: "/min", typical = 180.0;
        /// Rate of the sinus node, or of what it hands on, relative to what the nerves ask for
        sinus_rate_factor: "1", typical = 1.0;
        /// By how much breathing quickens and slows the sinus node, relative to its rate
        sinus_arrhythmia: "1", typical = 0.039;
        /// Chest compressions; 0 is none
        compression_rate: "/min", typical = 100.0;
        /// Depth of compressions relative to 5 cm
        compression_strength: "1", typical = 1.0;
        /// Pressure that those of 5 cm put on all that is in the chest
        compression_pressure: "mm[Hg]", typical = 80.0;
        /// Natural frequency, 2 pi times the resonance, of the way from the aorta to the radial artery
        radial_frequency: "/min", typical = 1900.0;
        /// Damping of that way, 1 being critical
        radial_damping: "1", typical = 0.4;
        /// Rate at which the blood of a finger follows the pressure in its artery
        finger_rate: "/min", typical = 750.0;
        /// Pulse pressure with which a plethysmogram has the height of one
        finger_pulse: "mm[Hg]", typical = 50.0;
    }
}

quantities! {
    /// What heart and vessels are told.
    pub struct Inputs {
        /// Heart rate
        heart_rate: "/min", scale = 70.0;
        /// Resistance of systemic arterioles relative to rest
        arteriolar_tone: "1";
        /// Unstressed volume of systemic veins relative to rest
        venous_capacity: "1";
        /// End-systolic elastance of the left ventricle relative to rest
        contractility: "1";
        /// Resistance of the lungs' vessels relative to rest
        pulmonary_tone: "1";
        /// Pressure around heart and lungs
        pleural_pressure: "mm[Hg]", scale = 4.0;
        /// Fluid that comes from the tissues into capillaries, less what leaves
        capillary_refill: "mL/min", scale = 2.0, enters = Some("blood");
        /// Breaths
        respiratory_rate: "/min", scale = 12.0;
        /// Oxygen in arterial blood
        arterial_oxygen_content: "mL/L", scale = 200.0;
        /// Carbon dioxide pressure of arterial blood
        arterial_carbon_dioxide_pressure: "mm[Hg]", scale = 40.0;
        /// Water that enters the great veins by gut, less what leaves them by kidneys
        fluid_exchange: "mL/min", enters = Some("blood");
    }
}

quantities! {
    /// What is seen of heart and vessels.
    pub struct Signals {
        /// Mean arterial pressure
        mean_arterial_pressure: "mm[Hg]", scale = 90.0;
        /// Systolic arterial pressure
        systolic_pressure: "mm[Hg]", scale = 120.0;
        /// Diastolic arterial pressure
        diastolic_pressure: "mm[Hg]", scale = 75.0;
        /// Mean pressure in the carotid sinus
        carotid_pressure: "mm[Hg]", scale = 90.0;
        /// Pressure in the great veins at the right atrium
        central_venous_pressure: "mm[Hg]", scale = 4.0;
        /// Pressure across the wall of the right atrium
        right_atrial_stretch: "mm[Hg]", scale = 7.0;
        /// Mean pressure in pulmonary arteries
        mean_pulmonary_pressure: "mm[Hg]", scale = 14.0;
        /// Pressure in pulmonary veins and left atrium, as a wedged catheter reads it
        pulmonary_wedge_pressure: "mm[Hg]", scale = 8.0;
        /// Pressure in the pericardium above that of the pleura
        pericardial_pressure: "mm[Hg]";
        /// Cardiac output
        cardiac_output: "L/min", scale = 5.0;
        /// Stroke volume of the left ventricle
        stroke_volume: "mL", scale = 75.0;
        /// Stroke volume of the right ventricle
        right_stroke_volume: "mL", scale = 75.0;
        /// Volume of the left ventricle at the end of diastole
        left_end_diastolic_volume: "mL", scale = 130.0;
        /// Share of that volume that is ejected
        ejection_fraction: "%", scale = 55.0;
        /// Volume of the right ventricle at the end of diastole
        right_end_diastolic_volume: "mL", scale = 150.0;
        /// Systemic vascular resistance
        systemic_vascular_resistance: "mm[Hg].min/L", scale = 16.0;
        /// Flow to the brain
        cerebral_blood_flow: "mL/min", scale = 700.0;
        /// Flow that the brain's vessels ask for by the gases of arterial blood, relative to rest
        cerebral_flow_wanted: "1";
        /// Flow to the heart's own vessels
        coronary_blood_flow: "mL/min", scale = 230.0;
        /// Flow to the kidneys
        renal_blood_flow: "mL/min", scale = 1100.0;
        /// Flow to gut, liver and spleen
        splanchnic_blood_flow: "mL/min", scale = 1500.0;
        /// Flow to muscle
        muscle_blood_flow: "mL/min", scale = 1000.0;
        /// Flow to skin
        skin_blood_flow: "mL/min", scale = 300.0;
        /// Pressure in the capillaries of muscle, skin and gut
        capillary_pressure: "mm[Hg]", scale = 17.0;
        /// Blood volume
        blood_volume: "mL", scale = 5000.0;
        /// Blood volume relative to the usual
        blood_volume_ratio: "1";
        /// Blood lost to the outside
        blood_loss: "mL/min", scale = 10.0, leaves = Some("blood");
        /// Heart rate of a rhythm of its own; below zero where the sinus node leads
        imposed_heart_rate: "/min", scale = 70.0;
        /// What the rhythm makes of the rate that nerves ask for
        chronotropy: "1";
    }
}

/// Resistance of the lungs' vessels relative to rest: what drugs and oxygen make of the vessels, and
/// those that are blocked.
#[inline(always)]
pub(super) fn pulmonary_resistance<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    u.pulmonary_tone / (R::of(1.0) - p.pulmonary_obstruction).max(R::of(0.02))
}

/// Left and right ventricle under the contractility of now.
#[inline(always)]
pub(super) fn ventricles<R: Real>(p: &Params<R>, u: &Inputs<R>) -> (Ventricle<R>, Ventricle<R>) {
    let one = R::of(1.0);
    let right = one + p.right_contractility * (u.contractility - one);
    (
        Ventricle {
            elastance: p.left_elastance * p.left_share * u.contractility,
            unstressed: p.left_unstressed,
            stiffness_pressure: p.stiffness_pressure,
            stiffness: p.left_stiffness,
        },
        Ventricle {
            elastance: p.right_elastance * p.right_share * right,
            unstressed: p.right_unstressed,
            stiffness_pressure: p.stiffness_pressure,
            stiffness: p.right_stiffness,
        },
    )
}
