#![doc = include_str!("endotoxaemia.md")]

use crate::{At, Model, Nothing, Real, quantities};

/// Endotoxin in volunteers and the mediators that answer it.
pub struct Endotoxaemia;

quantities! {
    /// What is in blood.
    pub struct State {
        /// Endotoxin given so far, as it was last counted
        given: "ng/kg";
        /// Endotoxin
        endotoxin: "ng/kg";
        /// Resting monocytes, in units of the model
        resting: "1", scale = 3e4;
        /// Activated monocytes (M_A), in units of the model
        activated: "1", scale = 1e3;
        /// Activated monocytes that send out mediators, in units of the model
        secreting: "1", scale = 1e3;
        /// Tumour necrosis factor alpha
        factor: "pg/mL", scale = 300.0;
        /// Interleukin 6
        six: "pg/mL", scale = 700.0;
        /// Interleukin 8
        eight: "pg/mL", scale = 700.0;
        /// Interleukin 10
        ten: "pg/mL", scale = 50.0;
        /// Tolerance to come, of what was met
        met: "1";
        /// Tolerance: part of the answer that is not given
        tolerance: "1";
    }
}

quantities! {
    /// How this person answers endotoxin; the names in brackets are those of the paper.
    pub struct Params {
        /// All endotoxin given as a bolus until now
        dose: "ng/kg", typical = 2.0;
        /// Endotoxin that runs in now
        infusion: "ng/kg/h", typical = 0.5;
        /// Time constant of a bolus
        bolus_time: "h", typical = 0.02;
        /// Loss of endotoxin (k_E)
        loss: "/h", typical = 1.01;
        /// Return of resting monocytes (k_MR)
        monocyte_return: "/h", typical = 0.006;
        /// Most resting monocytes (M_max)
        most_monocytes: "1", typical = 3e4;
        /// Loss of activated monocytes (k_MA)
        activated_loss: "/h", typical = 2.51;
        /// Activation by endotoxin alone (k_M)
        by_endotoxin: "/h", typical = 0.3;
        /// Activation by endotoxin with tumour necrosis factor (k_MTNF)
        by_factor: "/h", typical = 5.0;
        /// Time from activation to secretion
        secretion_time: "h", typical = 0.5;
        /// Endotoxin at half of activation (x_ME)
        endotoxin_half: "ng/kg", typical = 3.3;
        /// Tumour necrosis factor at half of its part in activation (x_MTNF)
        calling_half: "pg/mL", typical = 140.8;
        /// Interleukin 10 at which activation is halved (x_M10)
        calming_half: "pg/mL", typical = 3.88;
        /// Tumour necrosis factor that activated monocytes make (k_TNFM)
        factor_made: "pg/mL/h", typical = 0.845;
        /// Interleukin 6, and as much by tumour necrosis factor, that they make (k_6M)
        six_made: "pg/mL/h", typical = 0.81;
        /// Interleukin 8, and as much by tumour necrosis factor, that they make (k_8M)
        eight_made: "pg/mL/h", typical = 0.789;
        /// Interleukin 10, and as much by interleukin 6, that they make (k_10M)
        ten_made: "pg/mL/h", typical = 0.01705;
        /// Loss of tumour necrosis factor (k_TNF)
        factor_loss: "/h", typical = 1.0;
        /// Loss of interleukin 6 (k_6)
        six_loss: "/h", typical = 0.66;
        /// Loss of interleukin 8 (k_8)
        eight_loss: "/h", typical = 0.66;
        /// Loss of interleukin 10 (k_10)
        ten_loss: "/h", typical = 0.8;
        /// Interleukin 6 at which it restrains and calls by half (x_TNF6, x_66, x_106)
        six_half: "pg/mL", typical = 560.0;
        /// Interleukin 10 at which the making of tumour necrosis factor and interleukin 8 is halved (x_TNF10)
        ten_half: "pg/mL", typical = 15.5;
        /// Interleukin 10 at which the making of interleukin 6 is halved (x_610)
        ten_half_of_six: "pg/mL", typical = 31.1;
        /// Tumour necrosis factor at half of its call for interleukins (x_6TNF)
        factor_half: "pg/mL", typical = 260.6;
        /// Tolerance that secreting monocytes leave
        tolerance_made: "/h", typical = 0.0006;
        /// Time until it is there
        tolerance_comes: "h", typical = 12.0;
        /// Time in which it goes
        tolerance_goes: "h", typical = 240.0;
        /// Tumour necrosis factor of this person (w_TNF)
        usual_factor: "pg/mL", typical = 2.0;
        /// Interleukin 6 of this person (w_6)
        usual_six: "pg/mL", typical = 2.0;
        /// Interleukin 8 of this person (w_8)
        usual_eight: "pg/mL", typical = 5.0;
        /// Interleukin 10 of this person (w_10)
        usual_ten: "pg/mL", typical = 3.0;
    }
}

quantities! {
    /// What is measured in plasma.
    pub struct Signals {
        /// Endotoxin that is left
        endotoxin_left: "ng/kg";
        /// Interleukin 10 in plasma
        interleukin_10: "pg/mL", scale = 50.0;
        /// Interleukin 6 in plasma
        interleukin_6: "pg/mL", scale = 700.0;
        /// Interleukin 8 in plasma
        interleukin_8: "pg/mL", scale = 700.0;
        /// Tumour necrosis factor alpha in plasma
        tumour_necrosis_factor: "pg/mL", scale = 300.0;
    }
}

/// Rises from nothing to one with `of`, a half at `half`.
#[inline(always)]
fn rising<R: Real>(of: R, half: R, steepness: f64) -> R {
    let relative = (of.positive() / half).powf(R::of(steepness));
    relative / (R::of(1.0) + relative)
}

/// Falls from one to nothing with `of`, a half at `half`.
#[inline(always)]
fn falling<R: Real>(of: R, half: R, steepness: f64) -> R {
    let relative = (of.positive() / half).powf(R::of(steepness));
    R::of(1.0) / (R::of(1.0) + relative)
}

impl Model for Endotoxaemia {
    const NAME: &'static str = "endotoxaemia";
    const TIME: &'static str = "h";
    const ABOUT: &'static str = include_str!("endotoxaemia.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Nothing<R>;
    type Signals<R: Real> = Signals<R>;

    /// Before the challenge.
    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        let none = R::of(0.0);
        State {
            given: none,
            endotoxin: none,
            resting: p.most_monocytes,
            activated: none,
            secreting: none,
            factor: p.usual_factor,
            six: p.usual_six,
            eight: p.usual_eight,
            ten: p.usual_ten,
            met: none,
            tolerance: none,
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            endotoxin_left: x.endotoxin.positive(),
            interleukin_10: x.ten.positive(),
            interleukin_6: x.six.positive(),
            interleukin_8: x.eight.positive(),
            tumour_necrosis_factor: x.factor.positive(),
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, .. }: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        let bolus = (p.dose - x.given) / p.bolus_time;
        // Steepnesses are those of the paper: 1, 3.16, 0.3 (h_ME, h_MTNF, h_M10), and so on.
        let called = p.by_endotoxin + p.by_factor * rising(x.factor, p.calling_half, 3.16);
        let activation = rising(x.endotoxin, p.endotoxin_half, 1.0)
            * called
            * falling(x.ten, p.calming_half, 0.3)
            * x.resting
            * (one - x.tolerance);
        let secreting = x.secreting.positive();
        State {
            given: bolus,
            endotoxin: bolus.positive() + p.infusion - p.loss * x.endotoxin,
            resting: p.monocyte_return * x.resting * (one - x.resting / p.most_monocytes)
                - activation,
            activated: activation - p.activated_loss * x.activated,
            secreting: (x.activated - x.secreting) / p.secretion_time,
            factor: p.factor_made
                * (one - x.tolerance)
                * falling(x.six, p.six_half, 2.0)
                * falling(x.ten, p.ten_half, 3.0)
                * secreting
                - p.factor_loss * (x.factor - p.usual_factor),
            six: p.six_made
                * (one + rising(x.factor, p.factor_half, 2.0))
                * falling(x.six, p.six_half, 1.0)
                * falling(x.ten, p.ten_half_of_six, 4.0)
                * secreting
                - p.six_loss * (x.six - p.usual_six),
            eight: p.eight_made
                * (one + rising(x.factor, p.factor_half, 3.0))
                * falling(x.ten, p.ten_half, 1.5)
                * secreting
                - p.eight_loss * (x.eight - p.usual_eight),
            ten: p.ten_made * (one + rising(x.six, p.six_half, 3.68)) * secreting
                - p.ten_loss * (x.ten - p.usual_ten),
            met: p.tolerance_made * secreting * (one - x.met) - x.met / p.tolerance_goes,
            tolerance: (x.met - x.tolerance) / p.tolerance_comes,
        }
    }
}
