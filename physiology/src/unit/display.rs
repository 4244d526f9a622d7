//! Writing a unit the way a clinician would: the search for names whose product it is.

use std::fmt;

use super::{DIMS, Unit, close};

/// Names for a dimension or derived quantity, best first, with their size in base units.
type Names = &'static [(&'static str, f64)];

const MASS: Names = &[
    ("mg", 1e-3),
    ("g", 1.0),
    ("kg", 1e3),
    ("ug", 1e-6),
    ("ng", 1e-9),
    ("pg", 1e-12),
];
/// Below the line a mass is usually body weight.
const MASS_BELOW: Names = &[
    ("kg", 1e3),
    ("g", 1.0),
    ("mg", 1e-3),
    ("ug", 1e-6),
    ("ng", 1e-9),
];
const VOLUME: Names = &[("L", 1e-3), ("mL", 1e-6), ("dL", 1e-4), ("uL", 1e-9)];
const LENGTH: Names = &[("m", 1.0), ("cm", 1e-2), ("um", 1e-6), ("mm", 1e-3)];
const TIME: Names = &[
    ("min", 60.0),
    ("h", 3600.0),
    ("s", 1.0),
    ("d", 86_400.0),
    ("ms", 1e-3),
    ("wk", 604_800.0),
    ("a", 31_557_600.0),
    ("mo", 2_629_800.0),
];
const AMOUNT: Names = &[
    ("mmol", 1e-3),
    ("mol", 1.0),
    ("umol", 1e-6),
    ("nmol", 1e-9),
    ("pmol", 1e-12),
];
const TEMPERATURE: Names = &[("K", 1.0)];
const INTERNATIONAL: Names = &[
    ("[iU]", 1.0),
    ("m[iU]", 1e-3),
    ("u[iU]", 1e-6),
    ("k[iU]", 1e3),
];
const VOLTAGE: Names = &[("mV", 1e-3), ("V", 1.0), ("uV", 1e-6)];
/// Pressure, energy and power have dimensions that nobody wants to read in grams.
const DERIVED: &[(Names, [i8; DIMS])] = &[
    (
        &[
            ("mm[Hg]", 133_322.0),
            ("cm[H2O]", 98_066.5),
            ("Pa", 1e3),
            ("kPa", 1e6),
        ],
        [2, -2, -4, 0, 0, 0, 0],
    ),
    (
        &[("J", 1e3), ("kJ", 1e6), ("kcal", 4.184e6)],
        [2, 4, -4, 0, 0, 0, 0],
    ),
    (&[("W", 1e3), ("kW", 1e6)], [2, 4, -6, 0, 0, 0, 0]),
];
/// Whatever no name accounts for. The cost keeps these behind every spelling with names alone.
const NUMBERS: Names = &[
    ("1", 1.0),
    ("%", 1e-2),
    ("10*-3", 1e-3),
    ("10*-6", 1e-6),
    ("10*-9", 1e-9),
    ("10*3", 1e3),
    ("10*6", 1e6),
];
const NUMBER_COST: usize = 12;

/// A name and its doubled exponent.
type Piece = (&'static str, i32);

impl fmt::Display for Unit {
    /// A UCUM spelling with this unit's factor and exponents, which need not be the one it was
    /// read from (`ug/mL` prints as `mg/L`, `mg/kg` as `10*-6`). Exponents of a half, which UCUM
    /// lacks, print as `^0.5`; a factor that no names give stands in front as a number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_affine() {
            return f.write_str(if close(self.factor, 1.0) {
                "Cel"
            } else {
                "[degF]"
            });
        }
        let mut best: Option<(usize, Vec<Piece>)> = None;
        self.try_spellings(&self.doubled, self.factor, 0, &[], &mut best);
        for (names, dims) in DERIVED {
            for power in [1, -1, 2, -2] {
                let rest = std::array::from_fn(|i| {
                    self.doubled[i].saturating_sub(dims[i].saturating_mul(power))
                });
                // A derived name that leaves more to explain than there was hides the unit.
                if extent(&rest) > extent(&self.doubled) {
                    continue;
                }
                for (rank, (name, size)) in names.iter().enumerate() {
                    let factor = self.factor / size.powi(power.into());
                    self.try_spellings(
                        &rest,
                        factor,
                        rank + 1,
                        &[(*name, 2 * i32::from(power))],
                        &mut best,
                    );
                }
            }
        }
        match best {
            Some((_, pieces)) => write_pieces(f, &pieces),
            None => {
                write!(f, "{:e} ", self.factor)?;
                let bases = ["g", "m", "s", "mol", "K", "[iU]", "V"];
                let pieces: Vec<Piece> = bases
                    .into_iter()
                    .zip(self.doubled.map(i32::from))
                    .filter(|p| p.1 != 0)
                    .collect();
                write_pieces(f, &pieces)
            }
        }
    }
}

/// How much there is to name: the sum of the sizes of the doubled exponents.
fn extent(dims: &[i8; DIMS]) -> i32 {
    dims.iter().map(|e| i32::from(*e).abs()).sum()
}

impl Unit {
    /// Every way to name `dims` whose sizes multiply to `factor`, keeping the cheapest in `best`.
    fn try_spellings(
        &self,
        dims: &[i8; DIMS],
        factor: f64,
        cost: usize,
        head: &[Piece],
        best: &mut Option<(usize, Vec<Piece>)>,
    ) {
        let mass = if dims[0] < 0 { MASS_BELOW } else { MASS };
        let mut lengths = vec![(LENGTH, dims[1])];
        if dims[1] % 6 == 0 {
            lengths.insert(0, (VOLUME, dims[1] / 3));
        }
        for (rank, length) in lengths.into_iter().enumerate() {
            // Time last, so that products read `mm[Hg].min/L` and `mg.h/L`.
            let slots = [
                (mass, dims[0]),
                (AMOUNT, dims[3]),
                (INTERNATIONAL, dims[5]),
                (VOLTAGE, dims[6]),
                length,
                (TEMPERATURE, dims[4]),
                (TIME, dims[2]),
            ];
            let slots: Vec<(Names, i32)> = slots
                .into_iter()
                .filter(|s| s.1 != 0)
                .map(|s| (s.0, s.1.into()))
                .collect();
            search(&slots, factor, cost + rank, &mut head.to_vec(), best);
        }
    }
}

fn search(
    slots: &[(Names, i32)],
    factor: f64,
    cost: usize,
    pieces: &mut Vec<Piece>,
    best: &mut Option<(usize, Vec<Piece>)>,
) {
    // Nothing below can be cheaper than what led here.
    if best.as_ref().is_some_and(|b| b.0 <= cost) {
        return;
    }
    let Some(((names, power), others)) = slots.split_first() else {
        let found = NUMBERS
            .iter()
            .enumerate()
            .find(|(_, (_, size))| close(factor, *size));
        if let Some((rank, (name, _))) = found {
            let cost = cost + if rank == 0 { 0 } else { NUMBER_COST + rank };
            if best.as_ref().is_none_or(|b| cost < b.0) {
                let mut spelled = pieces.clone();
                if rank > 0 {
                    spelled.insert(0, (name, 2));
                }
                *best = Some((cost, spelled));
            }
        }
        return;
    };
    for (rank, (name, size)) in names.iter().enumerate() {
        pieces.push((*name, *power));
        // Each piece costs one, so that `Pa` beats a product of three.
        search(
            others,
            factor / size.powf(f64::from(*power) / 2.0),
            cost + rank + 1,
            pieces,
            best,
        );
        pieces.pop();
    }
}

fn write_pieces(f: &mut fmt::Formatter<'_>, pieces: &[Piece]) -> fmt::Result {
    let (above, below): (Vec<Piece>, Vec<Piece>) = pieces.iter().partition(|p| p.1 > 0);
    if pieces.is_empty() {
        return f.write_str("1");
    }
    for (i, (name, power)) in above.iter().enumerate() {
        write!(f, "{}{name}", if i == 0 { "" } else { "." })?;
        write_power(f, *power)?;
    }
    for (name, power) in &below {
        write!(f, "/{name}")?;
        write_power(f, -power)?;
    }
    Ok(())
}

fn write_power(f: &mut fmt::Formatter<'_>, doubled: i32) -> fmt::Result {
    match doubled {
        2 => Ok(()),
        d if d % 2 == 0 => write!(f, "{}", d / 2),
        d => write!(f, "^{}", f64::from(d) / 2.0),
    }
}
