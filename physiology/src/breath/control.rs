#![doc = include_str!("control.md")]

use crate::{At, Model, Real, quantities};

/// Chemoreceptors, and the drive to breathe that they make.
pub struct BreathingControl;

quantities! {
    /// What the receptors have come to.
    pub struct State {
        /// Carbon dioxide pressure as the central chemoreceptors feel it
        central: "mm[Hg]", scale = 40.0;
        /// Ventilation that the peripheral chemoreceptors ask for
        peripheral: "L/min", scale = 3.0;
        /// By how much the peripheral receptors' answer to lack of oxygen has grown over days
        acclimatised: "1";
    }
}

quantities! {
    /// How this person answers blood gases.
    pub struct Params {
        /// Ventilation for each unit of central carbon dioxide pressure
        central_gain: "L/min/mm[Hg]", typical = 1.5;
        /// Ventilation for each unit of arterial carbon dioxide pressure by the peripheral receptors, at normal oxygen
        peripheral_gain: "L/min/mm[Hg]", typical = 0.38;
        /// How far below the threshold of the central receptors that of the peripheral ones lies
        peripheral_reach: "mm[Hg]", typical = 4.0;
        /// Carbon dioxide pressure below which it asks for no breath
        threshold: "mm[Hg]", typical = 37.0;
        /// How far base excess moves the threshold
        acid_shift: "mm[Hg]/(mmol/L)", typical = 1.27;
        /// Time constant of the central receptors
        central_time: "min", typical = 2.0;
        /// Time constant of the peripheral receptors
        peripheral_time: "min", typical = 0.25;
        /// Oxygen pressure at which the peripheral gain is its own
        normal_oxygen: "mm[Hg]", typical = 100.0;
        /// Oxygen pressure at which the peripheral gain would be without limit
        oxygen_asymptote: "mm[Hg]", typical = 32.0;
        /// Distance from there below which the gain grows no more
        oxygen_floor: "mm[Hg]", typical = 11.0;
        /// Most by which the answer to lack of oxygen grows over days
        acclimatisation: "1", typical = 1.2;
        /// Time in which it does
        acclimatisation_time: "min", typical = 4320.0;
        /// Oxygen pressure below which it does
        acclimatising_oxygen: "mm[Hg]", typical = 70.0;
        /// Oxygen pressure at which it grows by the most
        acclimatised_oxygen: "mm[Hg]", typical = 50.0;
        /// How far sleep moves the threshold
        sleeping_shift: "mm[Hg]", typical = 3.5;
        /// Ventilation that being awake alone sustains
        wakeful_ventilation: "L/min", typical = 3.2;
        /// Most ventilation that is ever asked for
        most_ventilation: "L/min", typical = 80.0;
        /// Tidal volume of little ventilation
        least_volume: "L", typical = 0.3;
        /// How many times as often, and as much smaller, breaths come at the same drive
        shallowness: "1", typical = 1.0;
        /// Ventilation below which breaths become smaller than that
        faint_ventilation: "L/min", typical = 1.0;
        /// Ventilation for each unit of tidal volume above that
        pattern: "/min", typical = 28.0;
        /// Largest tidal volume that is asked for
        most_volume: "L", typical = 2.6;
        /// Oxygen pressure of the brain's veins below which the centre begins to fail
        failing_oxygen: "mm[Hg]", typical = 18.0;
        /// Oxygen pressure of the brain's veins at which it has failed
        failed_oxygen: "mm[Hg]", typical = 10.0;
        /// Arterial carbon dioxide pressure at the start
        resting_carbon_dioxide: "mm[Hg]", typical = 40.0;
        /// Arterial oxygen pressure at the start
        resting_oxygen: "mm[Hg]", typical = 92.0;
    }
}

quantities! {
    /// What the receptors meet, and what acts on the centre.
    pub struct Inputs {
        /// Oxygen pressure of arterial blood
        arterial_oxygen_pressure: "mm[Hg]";
        /// Carbon dioxide pressure of arterial blood
        arterial_carbon_dioxide_pressure: "mm[Hg]";
        /// Oxygen pressure of blood leaving the brain
        brain_oxygen_pressure: "mm[Hg]";
        /// Base excess
        base_excess: "mmol/L";
        /// What drugs leave of the drive to breathe
        respiratory_drive: "1";
        /// What drugs leave of the rate of breaths at the same drive
        breathing_rhythm: "1";
        /// Being awake
        wakefulness: "1";
    }
}

quantities! {
    /// What the centre asks of the muscles.
    pub struct Signals {
        /// Tidal volume that would come of it in this person's healthy chest
        breathing_drive_volume: "L";
        /// Rate of breaths
        breathing_drive_rate: "/min";
        /// Ventilation that is asked for
        demand: "L/min", scale = 6.0;
    }
}

/// What the peripheral receptors ask for, at once. Below a carbon dioxide pressure their answer to lack of
/// oxygen does not fall any more (the dog-leg of Oxford fans).
#[inline(always)]
fn peripheral<R: Real>(
    p: &Params<R>,
    oxygen: R,
    carbon_dioxide: R,
    threshold: R,
    acclimatised: R,
) -> R {
    let normal = p.normal_oxygen - p.oxygen_asymptote;
    let beside = normal / (oxygen - p.oxygen_asymptote).max(p.oxygen_floor) - R::of(1.0);
    let gain = p.peripheral_gain * (R::of(1.0) + beside + acclimatised * beside.positive());
    let by_oxygen_alone = (gain - p.peripheral_gain) * p.peripheral_reach;
    (gain * (carbon_dioxide - threshold + p.peripheral_reach))
        .max(by_oxygen_alone)
        .positive()
}

#[inline(always)]
fn threshold<R: Real>(p: &Params<R>, u: &Inputs<R>) -> R {
    let asleep = (R::of(1.0) - u.wakefulness).positive();
    p.threshold + p.acid_shift * u.base_excess + p.sleeping_shift * asleep
}

impl Model for BreathingControl {
    const NAME: &'static str = "breathing_control";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("control.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            central: p.resting_carbon_dioxide,
            peripheral: peripheral(
                p,
                p.resting_oxygen,
                p.resting_carbon_dioxide,
                p.threshold,
                R::of(0.0),
            ),
            acclimatised: R::of(0.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> Signals<R> {
        let one = R::of(1.0);
        let zero = R::of(0.0);
        let central = p.central_gain * (x.central - threshold(p, u)).positive();
        let chemical = central + x.peripheral.positive();
        let awake = p.wakeful_ventilation * u.wakefulness.positive();
        let alive =
            (u.brain_oxygen_pressure - p.failed_oxygen) / (p.failing_oxygen - p.failed_oxygen);
        let able = u.respiratory_drive.positive() * alive.max(zero).min(one);
        // A failing centre fails of what it could ask for, not of more.
        let demand = chemical.max(awake).min(p.most_ventilation) * able;
        // As demand goes to nothing breaths become fainter, and not only fewer.
        let some = demand.max(p.faint_ventilation * R::of(1e-6));
        let faint = (some / p.faint_ventilation).min(one);
        let usual = (p.least_volume * faint + some / p.pattern).min(p.most_volume);
        let volume = usual / p.shallowness;
        Signals {
            breathing_drive_volume: volume,
            breathing_drive_rate: demand / volume * u.breathing_rhythm.positive(),
            demand,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let asked = peripheral(
            p,
            u.arterial_oxygen_pressure,
            u.arterial_carbon_dioxide_pressure,
            threshold(p, u),
            x.acclimatised.positive(),
        );
        let lacking = (p.acclimatising_oxygen - u.arterial_oxygen_pressure)
            / (p.acclimatising_oxygen - p.acclimatised_oxygen);
        let wanted = p.acclimatisation * lacking.positive().min(R::of(1.0));
        State {
            central: (u.arterial_carbon_dioxide_pressure - x.central) / p.central_time,
            peripheral: (asked - x.peripheral) / p.peripheral_time,
            acclimatised: (wanted - x.acclimatised) / p.acclimatisation_time,
        }
    }
}
