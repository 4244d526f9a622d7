#![doc = include_str!("decompensation.md")]

use crate::{At, Model, Real, quantities};

/// How shock turns against the body in shock.
pub struct Decompensation;

quantities! {
    /// What the body owes, and what has failed.
    pub struct State {
        /// Oxygen that was needed and not delivered
        oxygen_debt: "mL", scale = 1000.0;
        /// Share of the heart's strength that ischaemia takes for now
        heart_ischaemia: "1";
        /// Time without flow that the heart has not recovered from
        heart_debt: "min", scale = 10.0;
        /// Share of sympathetic outflow that is withdrawn because the heart is empty
        withdrawal: "1";
        /// Excitation of the vasomotor centre by its own ischaemia
        alarm: "1";
        /// Time without flow that the vasomotor centre has not recovered from
        brain_debt: "min", scale = 10.0;
        /// Cardiac output as it is felt, over some breaths
        felt_output: "L/min", scale = 5.0;
        /// Stretch of the right atrium as it is felt, over some breaths
        felt_stretch: "mm[Hg]", scale = 7.0;
        /// Flow to the brain over some beats
        felt_brain_flow: "mL/min", scale = 700.0;
    }
}

quantities! {
    /// At what this person's circulation fails.
    pub struct Params {
        /// Oxygen use at rest
        oxygen_need: "mL/min", typical = 250.0;
        /// Largest share of what is delivered that tissues can take
        extraction: "1", typical = 0.7;
        /// Oxygen that haemoglobin binds
        oxygen_capacity: "mL/g", typical = 1.34;
        /// Oxygen dissolved in blood
        oxygen_solubility: "mL/L/mm[Hg]", typical = 0.03;
        /// Oxygen content of arterial blood at rest
        usual_content: "mL/L", typical = 200.0;
        /// Cardiac output at rest
        usual_output: "L/min", typical = 5.3;
        /// Stretch of the right atrium at rest
        usual_stretch: "mm[Hg]", typical = 7.0;
        /// Flow to the brain at rest
        usual_brain_flow: "mL/min", typical = 640.0;
        /// Time in which a debt of oxygen is paid, at twice the delivery that is needed
        repayment_time: "min", typical = 30.0;
        /// Oxygen debt that half of such patients die of
        lethal_debt: "mL", typical = 8400.0;
        /// Share of arterioles' resistance that such a debt takes
        vasoplegia: "1", typical = 0.5;
        /// Coronary pressure below which the inner heart lacks blood, at a heart rate of 100
        heart_pressure: "mm[Hg]", typical = 38.0;
        /// Arterial pressure at which no blood reaches the inner heart
        heart_stop_pressure: "mm[Hg]", typical = 15.0;
        /// Heart rate at which that is given
        heart_pressure_at: "/min", typical = 100.0;
        /// Its rise with heart rate
        heart_pressure_slope: "mm[Hg].min", typical = 0.23;
        /// Time in which contraction follows perfusion
        heart_time: "min", typical = 2.0;
        /// Time without flow that halves the heart's strength for hours
        stunning_time: "min", typical = 15.0;
        /// Share of cardiac output at which withdrawal begins
        withdrawal_begins: "1", typical = 0.85;
        /// Share of cardiac output at which it is complete
        withdrawal_complete: "1", typical = 0.6;
        /// Share of the atrium's stretch at rest above which the heart is not empty
        withdrawal_stretch: "1", typical = 0.8;
        /// Largest share of outflow that is withdrawn
        withdrawal_most: "1", typical = 0.5;
        /// Time in which it comes
        withdrawal_time: "min", typical = 2.5;
        /// Time over which output, stretch and the brain's flow are felt
        feeling_time: "min", typical = 0.25;
        /// Share of the brain's oxygen at rest below which the vasomotor centre lacks it
        brain_share: "1", typical = 0.8;
        /// Excitation of a vasomotor centre without any oxygen
        alarm_most: "1", typical = 1.0;
        /// Time in which that comes
        alarm_time: "min", typical = 1.0;
        /// Time without flow after which the vasomotor centre has half failed
        vasomotor_time: "min", typical = 8.0;
        /// Time in which heart and vasomotor centre recover
        recovery_time: "min", typical = 180.0;
    }
}

quantities! {
    /// What heart, brain and tissues get.
    pub struct Inputs {
        /// Cardiac output
        cardiac_output: "L/min", scale = 5.0;
        /// Mean arterial pressure
        mean_arterial_pressure: "mm[Hg]", scale = 90.0;
        /// Heart rate
        heart_rate: "/min", scale = 70.0;
        /// Pressure across the wall of the right atrium
        right_atrial_stretch: "mm[Hg]", scale = 7.0;
        /// Flow to the brain
        cerebral_blood_flow: "mL/min", scale = 700.0;
        /// Flow that the brain's vessels ask for by the gases of arterial blood, relative to rest
        cerebral_flow_wanted: "1";
        /// Haemoglobin concentration
        haemoglobin: "g/dL", scale = 15.0;
        /// Oxygen saturation of arterial blood
        arterial_oxygen_saturation: "%", scale = 97.0;
        /// Oxygen pressure of arterial blood
        arterial_oxygen_pressure: "mm[Hg]", scale = 95.0;
        /// Oxygen use of the body, as a multiple of that at rest
        metabolic_rate_factor: "1";
    }
}

quantities! {
    /// What comes of it.
    pub struct Signals {
        /// What is left of the heart's strength
        contractility: "1";
        /// What is left of sympathetic outflow
        sympathetic_outflow: "1";
        /// Excitation of sympathetic nerves by a brain without oxygen
        sympathetic_drive: "1";
        /// What is left of arterioles' resistance
        arteriolar_tone: "1";
        /// Oxygen that tissues need and do not get
        oxygen_shortage: "mL/min", scale = 100.0;
        /// Oxygen that was needed and not delivered
        oxygen_debt: "mL", scale = 1000.0;
        /// Oxygen that is delivered
        oxygen_delivery: "mL/min", scale = 1000.0;
    }
}

/// Oxygen on its way to the tissues.
struct Oxygen<R> {
    content: R,
    delivery: R,
    /// What tissues can take less what they need.
    to_spare: R,
    need: R,
}

#[inline(always)]
fn oxygen<R: Real>(p: &Params<R>, u: &Inputs<R>) -> Oxygen<R> {
    let saturation = u.arterial_oxygen_saturation.unit_change(0.01, "%", "1");
    let bound = (p.oxygen_capacity * u.haemoglobin * saturation).unit_change(10.0, "mL/dL", "mL/L");
    let content = bound + p.oxygen_solubility * u.arterial_oxygen_pressure;
    let delivery = content * u.cardiac_output;
    let need = p.oxygen_need * u.metabolic_rate_factor;
    Oxygen {
        content,
        delivery,
        to_spare: p.extraction * delivery - need,
        need,
    }
}

/// How far a value has come from `from` to `to`, between 0 and 1.
#[inline(always)]
fn ramp<R: Real>(value: R, from: R, to: R) -> R {
    ((value - from) / (to - from)).positive().min(R::of(1.0))
}

impl Model for Decompensation {
    const NAME: &'static str = "decompensation";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("decompensation.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            oxygen_debt: none,
            heart_ischaemia: none,
            heart_debt: none,
            withdrawal: none,
            alarm: none,
            brain_debt: none,
            felt_output: p.usual_output,
            felt_stretch: p.usual_stretch,
            felt_brain_flow: p.usual_brain_flow,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let (zero, one) = (R::of(0.0), R::of(1.0));
        let oxygen = oxygen(p, u);
        let failed = x.brain_debt.positive() / p.vasomotor_time;
        let owed = x.oxygen_debt.positive() / p.lethal_debt;
        Signals {
            contractility: (one - x.heart_ischaemia).max(R::of(0.02))
                / (one + x.heart_debt.positive() / p.stunning_time),
            sympathetic_outflow: (one - x.withdrawal).max(zero) / (one + failed * failed),
            sympathetic_drive: x.alarm,
            arteriolar_tone: one - p.vasoplegia * owed.min(one),
            oxygen_shortage: (-oxygen.to_spare).positive(),
            oxygen_debt: x.oxygen_debt.positive(),
            oxygen_delivery: oxygen.delivery,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        let oxygen = oxygen(p, u);
        let relative = oxygen.content / p.usual_content;
        let paid =
            (oxygen.to_spare / oxygen.need).positive().min(one) * x.oxygen_debt / p.repayment_time;

        let full = (p.heart_pressure
            + p.heart_pressure_slope * (u.heart_rate - p.heart_pressure_at))
            .max(R::of(0.5) * p.heart_pressure);
        // What drives blood lies above the pressure at which flow stops; poorer blood must flow faster.
        let critical = p.heart_stop_pressure
            + (full - p.heart_stop_pressure).positive() / relative.max(R::of(0.05));
        let ischaemia = one - (u.mean_arterial_pressure.positive() / critical).min(one);

        // Single beats swing with breath, and a heart is not empty for one of them.
        let empty = ramp(x.felt_stretch / p.usual_stretch, one, p.withdrawal_stretch);
        let output = x.felt_output / p.usual_output;
        let low = ramp(output, p.withdrawal_begins, p.withdrawal_complete);

        // What vessels hold back because little carbon dioxide is there is not missed.
        let wanted = u.cerebral_flow_wanted.min(one);
        let supplied = x.felt_brain_flow * relative / (p.usual_brain_flow * wanted);
        let lacking = ((p.brain_share - supplied) / p.brain_share)
            .positive()
            .min(one);
        State {
            oxygen_debt: (-oxygen.to_spare).positive() - paid,
            heart_ischaemia: (ischaemia - x.heart_ischaemia) / p.heart_time,
            heart_debt: ischaemia - x.heart_debt / p.recovery_time,
            withdrawal: (p.withdrawal_most * empty * low - x.withdrawal) / p.withdrawal_time,
            alarm: (p.alarm_most * lacking - x.alarm) / p.alarm_time,
            brain_debt: lacking * lacking - x.brain_debt / p.recovery_time,
            felt_output: (u.cardiac_output - x.felt_output) / p.feeling_time,
            felt_stretch: (u.right_atrial_stretch - x.felt_stretch) / p.feeling_time,
            felt_brain_flow: (u.cerebral_blood_flow - x.felt_brain_flow) / p.feeling_time,
        }
    }
}
