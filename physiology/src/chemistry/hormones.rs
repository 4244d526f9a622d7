#![doc = include_str!("hormones.md")]

use crate::{At, Model, Real, quantities};

/// Hormones that keep salt and water.
pub struct Hormones;

quantities! {
    /// What is in plasma.
    pub struct State {
        /// Angiotensin II relative to rest; it follows renin
        angiotensin: "1";
        /// Aldosterone
        aldosterone: "ng/dL", scale = 10.0;
        /// Antidiuretic hormone
        antidiuretic_hormone: "pg/mL", scale = 2.7;
        /// Atrial natriuretic peptide relative to rest
        natriuretic_peptide: "1";
    }
}

quantities! {
    /// How this person secretes them.
    pub struct Params {
        /// Arterial pressure at rest
        usual_pressure: "mm[Hg]", typical = 91.0;
        /// Flow to the kidneys at rest
        usual_flow: "mL/min", typical = 1080.0;
        /// Blood volume that is felt as usual, relative to the usual one
        usual_filling: "1", typical = 1.0;
        /// Sodium in plasma at rest
        usual_sodium: "mmol/L", typical = 140.0;
        /// Potassium in plasma at rest
        usual_potassium: "mmol/L", typical = 4.2;
        /// Aldosterone at rest
        usual_aldosterone: "ng/dL", typical = 10.0;
        /// Rise of the logarithm of renin with relative fall of pressure
        renin_pressure: "1", typical = 4.0;
        /// Rise of the logarithm of renin with relative fall of blood volume
        renin_filling: "1", typical = 15.0;
        /// Rise of the logarithm of renin with fall of the logarithm of renal flow
        renin_flow: "1", typical = 1.0;
        /// Rise of the logarithm of renin with sympathetic activity
        renin_sympathetic: "1", typical = 0.7;
        /// Square of the drive with which renin rises, in place of the exponential by which it falls
        renin_bend: "1", typical = 0.75;
        /// Least angiotensin relative to rest
        least_angiotensin: "1", typical = 0.1;
        /// Most angiotensin relative to rest
        most_angiotensin: "1", typical = 12.0;
        /// Time in which angiotensin follows
        angiotensin_time: "min", typical = 20.0;
        /// Exponent with which aldosterone follows angiotensin
        aldosterone_angiotensin: "1", typical = 0.85;
        /// Rise of the logarithm of aldosterone with potassium in plasma
        aldosterone_potassium: "L/mmol", typical = 0.9;
        /// Time in which aldosterone follows
        aldosterone_time: "min", typical = 30.0;
        /// Osmolality of plasma at rest
        usual_osmolality: "mosm/L", typical = 287.0;
        /// Osmolality at which secretion of antidiuretic hormone begins
        osmotic_threshold: "mosm/L", typical = 280.0;
        /// Rise of antidiuretic hormone with osmolality
        osmotic_slope: "pg.L/mL/mosm", typical = 0.38;
        /// Rise of the logarithm of antidiuretic hormone with relative loss of blood volume
        loss_slope: "1", typical = 17.0;
        /// Most antidiuretic hormone
        most_antidiuretic: "pg/mL", typical = 60.0;
        /// Time in which antidiuretic hormone follows
        antidiuretic_time: "min", typical = 20.0;
        /// Rise of the logarithm of natriuretic peptide with relative blood volume
        peptide_slope: "1", typical = 12.0;
        /// Most natriuretic peptide relative to rest
        most_peptide: "1", typical = 10.0;
        /// Time in which natriuretic peptide follows
        peptide_time: "min", typical = 10.0;
    }
}

quantities! {
    /// What is sensed.
    pub struct Inputs {
        /// Mean arterial pressure
        mean_arterial_pressure: "mm[Hg]", scale = 90.0;
        /// Flow to the kidneys
        renal_blood_flow: "mL/min", scale = 1100.0;
        /// Blood volume relative to this person's usual one
        blood_volume_ratio: "1";
        /// Outflow of sympathetic nerves above that at rest
        sympathetic_activity: "1";
        /// Sodium in plasma
        plasma_sodium: "mmol/L", scale = 140.0;
        /// Potassium in plasma
        plasma_potassium: "mmol/L";
    }
}

quantities! {
    /// What organs are told.
    pub struct Signals {
        /// Angiotensin II relative to rest
        angiotensin: "1";
        /// Aldosterone
        aldosterone: "ng/dL", scale = 10.0;
        /// Antidiuretic hormone
        antidiuretic_hormone: "pg/mL", scale = 2.7;
        /// Atrial natriuretic peptide relative to rest
        natriuretic_peptide: "1";
    }
}

impl Model for Hormones {
    const NAME: &'static str = "hormones";
    const TIME: &'static str = "min";
    const ABOUT: &'static str = include_str!("hormones.md");

    type State<R: Real> = State<R>;
    type Params<R: Real> = Params<R>;
    type Inputs<R: Real> = Inputs<R>;
    type Signals<R: Real> = Signals<R>;

    #[inline(always)]
    fn initial<R: Real>(&self, p: &Params<R>) -> State<R> {
        State {
            angiotensin: R::of(1.0),
            aldosterone: p.usual_aldosterone,
            antidiuretic_hormone: p.osmotic_slope * (p.usual_osmolality - p.osmotic_threshold),
            natriuretic_peptide: R::of(1.0),
        }
    }

    #[inline(always)]
    fn signals<R: Real>(&self, At { x, .. }: At<Self, R>) -> Signals<R> {
        Signals {
            angiotensin: x.angiotensin,
            aldosterone: x.aldosterone,
            antidiuretic_hormone: x.antidiuretic_hormone,
            natriuretic_peptide: x.natriuretic_peptide,
        }
    }

    #[inline(always)]
    fn rates<R: Real>(&self, At { x, p, u, .. }: At<Self, R>) -> State<R> {
        let one = R::of(1.0);
        let filling = u.blood_volume_ratio / p.usual_filling - one;
        let pressure = u.mean_arterial_pressure / p.usual_pressure - one;
        let flow = (u.renal_blood_flow / p.usual_flow).max(R::of(0.01));
        let drive = p.renin_sympathetic * u.sympathetic_activity.positive()
            - p.renin_pressure * pressure
            - p.renin_filling * filling
            - p.renin_flow * flow.ln();
        // Falls by factors, and rises less steeply than that.
        let (less, more) = (drive.min(R::of(0.0)), drive.positive());
        let renin = less.max(p.least_angiotensin.ln()).exp() + more + p.renin_bend * more * more;
        let renin = renin.min(p.most_angiotensin);
        let by_angiotensin = x
            .angiotensin
            .max(R::of(0.01))
            .powf(p.aldosterone_angiotensin);
        let potassium = p.aldosterone_potassium * (u.plasma_potassium - p.usual_potassium);
        // Kept where numbers have a meaning.
        let potassium = potassium.max(R::of(-3.0)).min(R::of(3.0));
        // Sodium leaves with an anion: what counts for water is twice its amount.
        let osmolality = p.usual_osmolality
            + R::of(2.0) * (u.plasma_sodium - p.usual_sodium).unit_change(1.0, "mmol/L", "mosm/L");
        let lost = (p.loss_slope * (-filling).positive()).min(R::of(5.0)).exp();
        let antidiuretic = (p.osmotic_slope * (osmolality - p.osmotic_threshold).positive() * lost)
            .min(p.most_antidiuretic);
        let peptide = (p.peptide_slope * filling).min(p.most_peptide.ln()).exp();
        State {
            angiotensin: (renin - x.angiotensin) / p.angiotensin_time,
            aldosterone: (p.usual_aldosterone * by_angiotensin * potassium.exp() - x.aldosterone)
                / p.aldosterone_time,
            antidiuretic_hormone: (antidiuretic - x.antidiuretic_hormone) / p.antidiuretic_time,
            natriuretic_peptide: (peptide - x.natriuretic_peptide) / p.peptide_time,
        }
    }
}
