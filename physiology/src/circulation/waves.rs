//! What is seen of a beating heart: the same quantities as of the averaged one, each of the last beat,
//! and the waves of now.

use crate::quantities;

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
        /// How much of the beat has passed
        beat_phase: "1";
        /// Rhythm, as its parameter has it
        heart_rhythm: "1";
        /// Pressure in a radial artery now
        arterial_pressure_wave: "mm[Hg]", scale = 90.0;
        /// Pressure in the right atrium now
        central_venous_pressure_wave: "mm[Hg]", scale = 4.0;
        /// Pressure in the pulmonary artery now
        pulmonary_pressure_wave: "mm[Hg]", scale = 14.0;
        /// Blood that comes and goes in a finger with each beat
        plethysmogram: "1";
        /// Pressure at the root of the aorta now
        aortic_pressure: "mm[Hg]", scale = 90.0;
        /// Pressure in the left ventricle now
        left_ventricular_pressure: "mm[Hg]", scale = 90.0;
        /// Volume of the left ventricle now
        left_ventricular_volume: "mL", scale = 110.0;
        /// Pressure in the right ventricle now
        right_ventricular_pressure: "mm[Hg]", scale = 14.0;
        /// Volume of the right ventricle now
        right_ventricular_volume: "mL", scale = 130.0;
        /// Pressure in the left atrium now
        left_atrial_pressure: "mm[Hg]", scale = 8.0;
        /// Pressure in the left ventricle when the last beat began
        left_end_diastolic_pressure: "mm[Hg]", scale = 8.0;
        /// Pressure in the right ventricle when the last beat began
        right_end_diastolic_pressure: "mm[Hg]", scale = 4.0;
    }
}
