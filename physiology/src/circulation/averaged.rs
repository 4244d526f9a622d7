#![doc = include_str!("averaged.md")]

use super::ventricle::Ventricle;
use crate::{At, Model, Real, quantities};
use std::f64::consts::PI;

/// Heart and vessels, averaged over the beat.
pub struct Circulation;

quantities! {
    /// Where the blood is, and how wide the vessels that watch themselves are.
    pub struct State {
        /// Blood in systemic arteries
        arteries: "mL", scale = 900.0, conserves = Some("blood");
        /// Blood in the veins of gut, liver and spleen
        splanchnic_veins: "mL", scale = 1500.0, conserves = Some("blood");
        /// Blood in the veins of the legs
        leg_veins: "mL", scale = 900.0, conserves = Some("blood");
        /// Blood in all other peripheral veins: head, arms, trunk, kidneys
        upper_veins: "mL", scale = 900.0, conserves = Some("blood");
        /// Blood in the great veins and the right atrium
        central_veins: "mL", scale = 400.0, conserves = Some("blood");
        /// Blood in the right ventricle, mean over the beat
        right_ventricle: "mL", scale = 120.0, conserves = Some("blood");
        /// Blood in the vessels of the lungs and the left atrium
        lung_vessels: "mL", scale = 800.0, conserves = Some("blood");
        /// Blood in the left ventricle, mean over the beat
        left_ventricle: "mL", scale = 110.0, conserves = Some("blood");
        /// Conductance of the brain's vessels by autoregulation, relative to rest
        brain_width: "1";
        /// Conductance of the heart's vessels by autoregulation, relative to rest
        heart_width: "1";
        /// Conductance of the kidneys' vessels by autoregulation, relative to rest
        kidney_width: "1";
    }
}

quantities! {
    /// How this person's heart and vessels are made.
    pub struct Params {
        /// Compliance of systemic arteries
        arterial_compliance: "mL/mm[Hg]", typical = 1.3;
        /// Unstressed volume of systemic arteries
        arterial_unstressed: "mL", typical = 772.0;
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
        filling_rate: "/min", typical = 600.0;
        /// How strongly the right ventricle's elastance answers contractility, relative to the left's
        right_contractility: "1", typical = 0.46;
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
    }
}

/// Pressures and flows of an instant.
struct Instant<R> {
    arterial: R,
    upright: R,
    stretch: R,
    pericardial: R,
    half_pulse: R,
    left_stroke: R,
    right_stroke: R,
    left_inflow: R,
    right_inflow: R,
    lung_artery: R,
    lung_vein: R,
    brain: R,
    heart: R,
    kidney: R,
    splanchnic: R,
    muscle: Pair<R>,
    skin: Pair<R>,
    other: Pair<R>,
    splanchnic_return: R,
    leg_return: R,
    upper_return: R,
    capillary: R,
    taken: R,
    artery_loss: R,
    vein_loss: R,
}

/// A flow that goes to two places.
#[derive(Clone, Copy)]
struct Pair<R> {
    upper: R,
    leg: R,
}

impl<R: Real> Pair<R> {
    #[inline(always)]
    fn total(self) -> R {
        self.upper + self.leg
    }
}

/// A vessel at one end of a flow: its pressure, and how freely blood leaves it. A vessel that is
/// nearly empty collapses: below half of its unstressed volume, outflow falls with what is left.
#[derive(Clone, Copy)]
struct End<R> {
    pressure: R,
    open: R,
}

impl<R: Real> End<R> {
    #[inline(always)]
    fn of(pressure: R, volume: R, unstressed: R) -> Self {
        Self {
            pressure,
            open: (R::of(2.0) * volume / unstressed)
                .min(R::of(1.0))
                .positive(),
        }
    }
    /// The same seen from below or above by a column of blood.
    #[inline(always)]
    fn raised(self, by: R) -> Self {
        Self {
            pressure: self.pressure + by,
            ..self
        }
    }
    #[inline(always)]
    fn to(self, other: Self, conductance: R) -> R {
        let drop = self.pressure - other.pressure;
        conductance * (drop.positive() * self.open - (-drop).positive() * other.open)
    }
    /// The same through a valve.
    #[inline(always)]
    fn forward(self, other: Self, conductance: R) -> R {
        conductance * (self.pressure - other.pressure).positive() * self.open
    }
}

/// Pressure of a vein that stiffens, from its volume above the unstressed one.
#[inline(always)]
fn venous_pressure<R: Real>(above: R, compliance: R, stiffening: R) -> R {
    stiffening * ((above / (compliance * stiffening)).exp() - R::of(1.0))
}

#[inline(always)]
fn ventricles<R: Real>(p: &Params<R>, u: &Inputs<R>) -> (Ventricle<R>, Ventricle<R>) {
    let one = R::of(1.0);
    let right = one + p.right_contractility * (u.contractility - one);
    (
        Ventricle {
            elastance: p.left_elastance * u.contractility,
            unstressed: p.left_unstressed,
            stiffness_pressure: p.stiffness_pressure,
            stiffness: p.left_stiffness,
        },
        Ventricle {
            elastance: p.right_elastance * right,
            unstressed: p.right_unstressed,
            stiffness_pressure: p.stiffness_pressure,
            stiffness: p.right_stiffness,
        },
    )
}

/// Conductance of a bed under arteriolar tone, relative to rest: only what lies before the
/// capillaries narrows.
#[inline(always)]
fn toned<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let one = R::of(1.0);
    one / ((one - p.postcapillary_share) * u.arteriolar_tone + p.postcapillary_share)
}

/// The same of the kidneys.
#[inline(always)]
fn kidney_toned<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let one = R::of(1.0);
    let tone = (one + p.kidney_tone * (u.arteriolar_tone - one)).positive();
    one / ((one - p.postcapillary_share) * tone + p.postcapillary_share)
}

/// All blood.
#[inline(always)]
fn blood_volume<R: Real>(x: &State<R>) -> R {
    x.arteries
        + x.splanchnic_veins
        + x.leg_veins
        + x.upper_veins
        + x.central_veins
        + x.right_ventricle
        + x.lung_vessels
        + x.left_ventricle
}

#[inline(always)]
fn instant<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> Instant<R> {
    let (zero, half, one) = (R::of(0.0), R::of(0.5), R::of(1.0));
    let pleural = u.pleural_pressure;
    let upright = p.tilt.unit_change(PI / 180.0, "deg", "rad").sin();

    // Vessels.
    let arterial = (x.arteries - p.arterial_unstressed) / p.arterial_compliance;
    let splanchnic_pressure = venous_pressure(
        x.splanchnic_veins - p.splanchnic_unstressed * u.venous_capacity,
        p.splanchnic_compliance,
        p.splanchnic_stiffening,
    );
    let leg_pressure = venous_pressure(
        x.leg_veins - p.leg_unstressed * u.venous_capacity,
        p.leg_compliance,
        p.leg_stiffening,
    );
    let upper_pressure =
        (x.upper_veins - p.upper_unstressed * u.venous_capacity) / p.upper_compliance;
    let stretch = (x.central_veins - p.central_unstressed) / p.central_compliance;
    let artery = End::of(arterial, x.arteries, p.arterial_unstressed);
    let gut = End::of(
        splanchnic_pressure,
        x.splanchnic_veins,
        p.splanchnic_unstressed,
    );
    let leg = End::of(leg_pressure, x.leg_veins, p.leg_unstressed);
    let upper = End::of(upper_pressure, x.upper_veins, p.upper_unstressed);
    let central = End::of(stretch + pleural, x.central_veins, p.central_unstressed);

    // Heart: see the equations in averaged.md.
    let ventricles = ventricles(p, u);
    let (left, right) = ventricles;
    let pericardial = p.pericardial_pressure_scale
        * ((p.pericardial_stiffness
            * (x.left_ventricle + x.right_ventricle + p.pericardial_effusion
                - p.pericardial_slack))
            .exp()
            - one)
            .positive();
    let systole = p.systole * (u.heart_rate / p.systole_at).sqrt();
    let half_pulse = Ventricle::half_pulse(p.arterial_compliance, systole);
    let left_stroke = ((x.left_ventricle
        - left.unstressed
        - (arterial - pleural - pericardial) / left.elastance)
        / left.stroke_divisor(half_pulse))
    .min(R::of(2.0) * x.left_ventricle)
    .positive();
    let lung_compliance = p.pulmonary_arterial_compliance + p.pulmonary_venous_compliance;
    let lung_stressed = x.lung_vessels - p.pulmonary_unstressed;
    let lung_rate = u.heart_rate * u.pulmonary_tone / p.pulmonary_conductance;
    let right_stroke = ((x.right_ventricle - right.unstressed + pericardial / right.elastance
        - lung_stressed / (lung_compliance * right.elastance))
        / (right.stroke_divisor(Ventricle::half_pulse(
            p.pulmonary_arterial_compliance,
            systole,
        )) + p.pulmonary_venous_compliance * lung_rate / (lung_compliance * right.elastance)))
        .min(R::of(2.0) * x.right_ventricle)
        .positive();
    let lung_vein = (lung_stressed - p.pulmonary_arterial_compliance * lung_rate * right_stroke)
        / lung_compliance;
    let lung_artery = lung_vein + lung_rate * right_stroke;
    // What is left of the beat after systole and a relaxation of half its length.
    let filling =
        one - (-(p.filling_rate * (one - R::of(1.5) * systole).positive() / u.heart_rate)).exp();
    let inflow = |ventricle: &Ventricle<R>, mean: R, stroke: R, pressure: R, open: R| {
        let left_over = mean - half * stroke;
        let wanted = ventricle.filled(pressure - pericardial) - left_over;
        u.heart_rate * filling * wanted.positive() * open
    };
    let lungs = End::of(lung_vein, x.lung_vessels, p.pulmonary_unstressed);
    let left_inflow = inflow(&left, x.left_ventricle, left_stroke, lung_vein, lungs.open);
    let right_inflow = inflow(
        &right,
        x.right_ventricle,
        right_stroke,
        stretch,
        central.open,
    );

    // Beds.
    let behind = p.postcapillary_share;
    let (toned, kidney_toned) = (toned(p, u), kidney_toned(p, u));
    let leg_column = p.leg_column * upright;
    let both = |conductance: R| {
        let conductance = conductance * toned;
        Pair {
            upper: artery.to(upper, conductance * (one - p.leg_share)),
            leg: artery.raised(leg_column).to(leg, conductance * p.leg_share),
        }
    };
    let splanchnic_column = p.splanchnic_column * upright;
    let splanchnic = artery
        .raised(splanchnic_column)
        .to(gut, p.splanchnic_conductance * toned);
    let (muscle, skin, other) = (
        both(p.muscle_conductance),
        both(p.skin_conductance),
        both(p.other_conductance),
    );
    // Capillaries: of gut, of the legs and of the upper body alike.
    let drop = |flow: R, conductance: R| flow * behind / conductance;
    let limbs = p.muscle_conductance + p.skin_conductance + p.other_conductance;
    let upper_flow = muscle.upper + skin.upper + other.upper;
    let leg_flow = muscle.leg + skin.leg + other.leg;
    let capillary = (gut.pressure
        + drop(splanchnic, p.splanchnic_conductance)
        + upper.pressure
        + drop(upper_flow, limbs * (one - p.leg_share))
        + leg.pressure
        + drop(leg_flow, limbs * p.leg_share))
        / R::of(3.0);

    Instant {
        arterial,
        upright,
        stretch,
        pericardial,
        half_pulse,
        left_stroke,
        right_stroke,
        left_inflow,
        right_inflow,
        lung_artery,
        lung_vein,
        brain: artery.raised(-(p.carotid_column * upright)).to(
            upper.raised(-(p.carotid_column * upright)).floored(zero),
            p.brain_conductance * x.brain_width,
        ),
        heart: artery.to(central, p.heart_conductance * x.heart_width),
        kidney: artery.to(upper, p.kidney_conductance * x.kidney_width * kidney_toned),
        splanchnic,
        muscle,
        skin,
        other,
        splanchnic_return: gut
            .raised(-splanchnic_column)
            .to(central, p.splanchnic_return),
        leg_return: leg.raised(-leg_column).forward(central, p.leg_return),
        upper_return: upper.to(central, p.upper_return),
        capillary,
        taken: p.bled * central.open,
        artery_loss: p.arterial_wound * arterial.positive() * artery.open,
        vein_loss: p.venous_wound * central.pressure.positive() * central.open,
    }
}

impl<R: Real> End<R> {
    /// The same where the pressure inside does not fall below that around it: veins of the head
    /// collapse when upright.
    #[inline(always)]
    fn floored(self, least: R) -> Self {
        Self {
            pressure: self.pressure.max(least),
            ..self
        }
    }
}

/// The width that keeps flow the same between the two pressures.
#[inline(always)]
fn wanted<R: Real>(rest: R, pressure: R, lowest: R, highest: R) -> R {
    rest / pressure.max(lowest).min(highest)
}

impl Model for Circulation {
    const NAME: &'static str = "circulation";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("averaged.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    /// Near rest; a person's own rest is solved for the whole body.
    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let pressure = p.autoregulated_pressure;
        let share = |of: f64| pressure * R::of(of);
        let venous = |unstressed: R, compliance: R, stiffening: R, pressure: R| {
            unstressed + compliance * stiffening * (R::of(1.0) + pressure / stiffening).ln()
        };
        let filled = |stiffness: R, pressure: R| {
            (R::of(1.0) + pressure / p.stiffness_pressure).ln() / stiffness
        };
        let arteries = p.arterial_unstressed + p.arterial_compliance * pressure;
        let splanchnic_veins = venous(
            p.splanchnic_unstressed,
            p.splanchnic_compliance,
            p.splanchnic_stiffening,
            share(0.07),
        );
        let leg_veins = venous(
            p.leg_unstressed,
            p.leg_compliance,
            p.leg_stiffening,
            share(0.07),
        );
        let upper_veins = p.upper_unstressed + p.upper_compliance * share(0.07);
        let right_ventricle = R::of(0.75) * filled(p.right_stiffness, share(0.065));
        let left_ventricle = R::of(0.75) * filled(p.left_stiffness, share(0.09));
        let lung_vessels = p.pulmonary_unstressed
            + p.pulmonary_arterial_compliance * share(0.18)
            + p.pulmonary_venous_compliance * share(0.1);
        // The great veins hold what is left of the usual volume.
        let central_veins = p.usual_blood_volume
            - arteries
            - splanchnic_veins
            - leg_veins
            - upper_veins
            - right_ventricle
            - left_ventricle
            - lung_vessels;
        State {
            arteries,
            splanchnic_veins,
            leg_veins,
            upper_veins,
            central_veins,
            right_ventricle,
            lung_vessels,
            left_ventricle,
            brain_width: R::of(1.0),
            heart_width: R::of(1.0),
            kidney_width: R::of(1.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let now = instant(x, p, u);
        let half = R::of(0.5);
        let pulse = R::of(2.0) * now.half_pulse * now.left_stroke;
        let third = pulse / R::of(3.0);
        let output = (u.heart_rate * now.left_stroke).unit_change(1e-3, "mL/min", "L/min");
        let volume = blood_volume(x);
        let left_end = x.left_ventricle + half * now.left_stroke;
        let resting = p.brain_conductance * x.brain_width
            + p.heart_conductance * x.heart_width
            + p.kidney_conductance * x.kidney_width * kidney_toned(p, u)
            + (p.splanchnic_conductance
                + p.muscle_conductance
                + p.skin_conductance
                + p.other_conductance)
                * toned(p, u);
        Signals {
            mean_arterial_pressure: now.arterial,
            systolic_pressure: now.arterial + R::of(2.0) * third,
            diastolic_pressure: now.arterial - third,
            carotid_pressure: now.arterial - p.carotid_column * now.upright,
            central_venous_pressure: now.stretch + u.pleural_pressure,
            right_atrial_stretch: now.stretch,
            mean_pulmonary_pressure: now.lung_artery + u.pleural_pressure,
            pulmonary_wedge_pressure: now.lung_vein + u.pleural_pressure,
            pericardial_pressure: now.pericardial,
            cardiac_output: output,
            stroke_volume: now.left_stroke,
            right_stroke_volume: now.right_stroke,
            left_end_diastolic_volume: left_end,
            ejection_fraction: (now.left_stroke / left_end.max(p.left_unstressed))
                .unit_change(100.0, "1", "%"),
            right_end_diastolic_volume: x.right_ventricle + half * now.right_stroke,
            systemic_vascular_resistance: (R::of(1.0) / resting).unit_change(
                1e3,
                "mm[Hg].min/mL",
                "mm[Hg].min/L",
            ),
            cerebral_blood_flow: now.brain,
            coronary_blood_flow: now.heart,
            renal_blood_flow: now.kidney,
            splanchnic_blood_flow: now.splanchnic,
            muscle_blood_flow: now.muscle.total(),
            skin_blood_flow: now.skin.total(),
            capillary_pressure: now.capillary,
            blood_volume: volume,
            blood_volume_ratio: volume / p.usual_blood_volume,
            blood_loss: now.taken + now.artery_loss + now.vein_loss,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let now = instant(x, p, u);
        let third = u.capillary_refill / R::of(3.0);
        let to_upper = now.brain + now.kidney + now.muscle.upper + now.skin.upper + now.other.upper;
        let to_leg = now.muscle.leg + now.skin.leg + now.other.leg;
        let width = |now: R, pressure: R, lowest: R, highest: R| {
            (wanted(p.autoregulated_pressure, pressure, lowest, highest) - now)
                / p.autoregulation_time
        };
        State {
            arteries: u.heart_rate * now.left_stroke
                - now.heart
                - now.splanchnic
                - to_upper
                - to_leg
                - now.artery_loss,
            splanchnic_veins: now.splanchnic - now.splanchnic_return + third,
            leg_veins: to_leg - now.leg_return + third,
            upper_veins: to_upper - now.upper_return + third,
            central_veins: now.splanchnic_return + now.leg_return + now.upper_return + now.heart
                - now.right_inflow
                - now.taken
                - now.vein_loss,
            right_ventricle: now.right_inflow - u.heart_rate * now.right_stroke,
            lung_vessels: u.heart_rate * now.right_stroke - now.left_inflow,
            left_ventricle: now.left_inflow - u.heart_rate * now.left_stroke,
            brain_width: width(
                x.brain_width,
                now.arterial - p.carotid_column * now.upright,
                p.brain_lowest,
                p.brain_highest,
            ),
            heart_width: width(x.heart_width, now.arterial, p.heart_lowest, p.heart_highest),
            kidney_width: width(
                x.kidney_width,
                now.arterial,
                p.kidney_lowest,
                p.kidney_highest,
            ),
        }
    }
}
