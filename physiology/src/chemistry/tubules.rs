//! What tubules make of the filtrate: salts, glucose and water of urine; see the equations in kidney.md.

use super::kidney::{Inputs, Params, State};
use crate::Real;

/// Urine, and what is in it.
pub(super) struct Tubules<R> {
    pub sodium: R,
    pub potassium: R,
    pub chloride: R,
    pub glucose: R,
    pub osmolality: R,
    pub urine: R,
}

/// The larger of a number and almost nothing, so that it has a logarithm.
#[inline(always)]
fn some<R: Real>(relative: R) -> R {
    relative.max(R::of(0.01))
}

/// Amount that is filtered, from its concentration.
#[inline(always)]
fn filtered<R: Real>(filtration: R, concentration: R) -> R {
    (filtration * concentration).unit_change(1e-3, "mL.mmol/L/min", "mmol/min")
}

/// Solutes of urine without glucose and ketone bodies: each cation has its anion.
#[inline(always)]
fn solutes<R: Real>(cations: R, urea: R, other: R) -> R {
    (R::of(2.0) * cations + urea).unit_change(1.0, "mmol/min", "mosm/min") + other
}

/// The drive to excrete sodium: pressure, natriuretic peptide, angiotensin, aldosterone.
#[inline(always)]
fn drive<R: Real>(x: &State<R>, p: &Params<R>, u: &Inputs<R>) -> R {
    p.pressure_gain * (u.mean_arterial_pressure - p.usual_pressure)
        + p.peptide_gain * some(u.natriuretic_peptide).ln()
        - p.angiotensin_gain * some(u.angiotensin).ln()
        - p.aldosterone_gain * some(x.sodium_channels / p.usual_aldosterone).ln()
}

/// Urine of a filtrate.
#[inline(always)]
pub(super) fn urine<R: Real>(
    x: &State<R>,
    p: &Params<R>,
    u: &Inputs<R>,
    filtration: R,
) -> Tubules<R> {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let ratio = filtration / p.usual_filtration;

    // Glucose: splay, then all that is above the most that is reabsorbed.
    let above = (u.plasma_glucose - p.glucose_threshold).positive();
    let sugar = (filtration * u.plasma_glucose).unit_change(0.01, "mL.mg/dL/min", "mg/min");
    let splay = (p.glucose_splay * filtration * above).unit_change(0.01, "mL.mg/dL/min", "mg/min");
    let glucose = splay.max(sugar - p.glucose_most);
    let glucose_amount = glucose / p.glucose_mass;

    // Sodium.
    let drive = drive(x, p, u);
    let usual = p.usual_sodium_excretion / filtered(p.usual_filtration, p.usual_sodium);
    // Limits keep the exponential finite; those of the fraction are narrower.
    let part = (usual * drive.max(R::of(-20.0)).min(R::of(20.0)).exp())
        .max(p.least_sodium)
        .min(p.most_sodium);
    let delivered = (p.loop_drive * drive).max(-one).min(zero).exp();
    let blocked = (one - u.loop_reabsorption).positive();
    let let_through = p.loop_share * blocked * delivered + p.injury_leak * x.injury;
    let escaped = filtered(filtration, u.plasma_sodium) * (part + let_through);
    let kept = (p.anion_drive * drive.min(zero)).max(R::of(-20.0)).exp();
    let with_ketones = p.with_anions * kept * u.ketone_excretion;
    let held = glucose_amount + u.osmotic_excretion;
    let sodium = escaped + p.with_glucose * held + with_ketones;

    // Potassium: secreted.
    let delivery = some(sodium / p.usual_sodium_excretion).min(R::of(40.0));
    let eaten = (p.potassium_intake / p.usual_potassium_excretion).min(R::of(2.0));
    let secreted = p.usual_potassium_excretion
        * (one + p.potassium_eaten * (eaten - one))
        * ratio
        * some(u.plasma_potassium / p.usual_potassium).powf(p.potassium_gain)
        * some(x.sodium_channels / p.usual_aldosterone).powf(p.potassium_aldosterone)
        * delivery.powf(p.potassium_delivery);
    let potassium = secreted.min(p.most_potassium * filtered(filtration, u.plasma_potassium));

    // Chloride: with every cation but those of ketone bodies and those whose anions come with food, more or less
    // until base is where kidneys want it.
    let cations = sodium + potassium;
    let usual_cations = p.usual_sodium_excretion + p.usual_potassium_excretion;
    let beside = u.strong_ion_base - u.base_wanted;
    // Above the threshold bicarbonate is spilled, but not by who lacks salt.
    let spilled = p.excess_gain * beside.positive() * drive.min(zero).max(R::of(-20.0)).exp();
    let amount = (beside * u.extracellular_volume).unit_change(1e-3, "mmol.mL/L", "mmol");
    let taken_back = ratio * amount * (one + spilled) / p.base_time;
    // What acid is excreted has its most.
    let correction = taken_back.max(p.acid_made * ratio * (one - p.most_acid));
    let chloride = (cations - with_ketones - p.potassium_intake - correction).positive();

    // Water: what solutes hold in urine of a concentration that antidiuretic hormone sets.
    let urea_mass = p.water.unit_change(1e3, "L", "mL");
    let urea = p.urea_leaving * filtration * x.urea_mass / urea_mass / p.urea_mass;
    let other = p.other_solutes * ratio;
    let sweet = (held + u.ketone_excretion).unit_change(1.0, "mmol/min", "mosm/min");
    let all = solutes(cations, urea, other) + sweet;
    let usual_all = solutes(usual_cations, p.urea_made / p.urea_mass, p.other_solutes);
    let usual_osmolality = (usual_all / p.usual_urine).unit_change(1e3, "mosm/mL", "mosm/L");
    // Between what kidneys can do, so that there is a hormone for it.
    let usual_osmolality = usual_osmolality
        .max(R::of(1.2) * p.least_osmolality)
        .min(R::of(0.9) * p.most_osmolality);
    let at_rest = (usual_osmolality - p.least_osmolality) / (p.most_osmolality - usual_osmolality);
    let hormone = some(x.water_channels / p.usual_antidiuretic);
    let power = at_rest * hormone.powf(p.antidiuretic_gain);
    let wanted =
        p.least_osmolality + (p.most_osmolality - p.least_osmolality) * power / (one + power);
    let washed = one / (one + (all / usual_all - one).positive() / p.washout);
    let whole = (one - x.injury).positive();
    let loops = u.loop_reabsorption.positive().min(one);
    // Beyond the loop urine is diluted a little more, and concentrated by what the loop has done.
    let diluting = p.diluted_later + (one - p.diluted_later) * loops;
    let off = wanted - p.plasma_osmolality;
    let off = off.if_less(zero, off * diluting, off * loops * washed);
    let osmolality = p.plasma_osmolality + off * whole;
    Tubules {
        sodium,
        potassium,
        chloride,
        glucose,
        osmolality,
        urine: (all / osmolality).unit_change(1e3, "mosm.L/min/mosm", "mL/min"),
    }
}
