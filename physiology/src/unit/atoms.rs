//! The tables: prefixes, unit atoms and what people type instead of them.

use super::Unit;

/// A unit atom: its UCUM code, whether a metric prefix may stand before it, its value.
pub(super) struct Atom {
    pub code: &'static str,
    pub metric: bool,
    pub unit: Unit,
}

const fn atom(code: &'static str, metric: bool, unit: Unit) -> Atom {
    Atom { code, metric, unit }
}

const DAY: Unit = Unit::SECOND.scaled(86_400.0);
const LITRE: Unit = Unit::METRE.powi(3).scaled(1e-3);
const NEWTON: Unit = Unit::GRAM
    .mul(Unit::METRE)
    .div(Unit::SECOND.powi(2))
    .scaled(1e3);
const PASCAL: Unit = NEWTON.div(Unit::METRE.powi(2));
const JOULE: Unit = NEWTON.mul(Unit::METRE);

/// Metric prefixes, UCUM table 1 (case-sensitive column).
pub(super) const PREFIXES: &[(&str, f64)] = &[
    ("Y", 1e24),
    ("Z", 1e21),
    ("E", 1e18),
    ("P", 1e15),
    ("T", 1e12),
    ("G", 1e9),
    ("M", 1e6),
    ("k", 1e3),
    ("h", 1e2),
    ("da", 1e1),
    ("d", 1e-1),
    ("c", 1e-2),
    ("m", 1e-3),
    ("u", 1e-6),
    ("n", 1e-9),
    ("p", 1e-12),
    ("f", 1e-15),
    ("a", 1e-18),
    ("z", 1e-21),
    ("y", 1e-24),
];

/// Unit atoms with the values of UCUM 2.2 (`ucum-essence.xml`). `mo` and `a` are the mean Julian
/// month and year (30.4375 d, 365.25 d); `m[Hg]` is 133.3220 kPa; `cal` is thermochemical.
pub(super) const ATOMS: &[Atom] = &[
    atom("g", true, Unit::GRAM),
    atom("m", true, Unit::METRE),
    atom("L", true, LITRE),
    atom("l", true, LITRE),
    atom("s", true, Unit::SECOND),
    atom("min", false, Unit::MINUTE),
    atom("h", false, Unit::HOUR),
    atom("d", false, DAY),
    atom("wk", false, DAY.scaled(7.0)),
    atom("mo", false, DAY.scaled(30.4375)),
    atom("a", false, DAY.scaled(365.25)),
    atom("mol", true, Unit::MOLE),
    atom("eq", true, Unit::MOLE),
    atom("osm", true, Unit::MOLE),
    atom("K", true, Unit::KELVIN),
    atom("Cel", true, Unit::CELSIUS),
    atom(
        "[degF]",
        false,
        Unit {
            factor: 5.0 / 9.0,
            offset: 459.67 * 5.0 / 9.0,
            ..Unit::KELVIN
        },
    ),
    atom("m[Hg]", true, PASCAL.scaled(133_322.0)),
    atom("m[H2O]", true, PASCAL.scaled(9_806.65)),
    atom("Pa", true, PASCAL),
    atom("bar", true, PASCAL.scaled(1e5)),
    atom("[iU]", true, Unit::INTERNATIONAL),
    atom("[IU]", true, Unit::INTERNATIONAL),
    atom("U", true, Unit::MOLE.scaled(1e-6).div(Unit::MINUTE)),
    atom("kat", true, Unit::MOLE.div(Unit::SECOND)),
    atom("N", true, NEWTON),
    atom("J", true, JOULE),
    atom("W", true, JOULE.div(Unit::SECOND)),
    atom("cal", true, JOULE.scaled(4.184)),
    atom("Hz", true, Unit::SECOND.inverse()),
    atom("[lb_av]", false, Unit::GRAM.scaled(453.592_37)),
    atom("[in_i]", false, Unit::METRE.scaled(0.0254)),
    atom("V", true, Unit::VOLT),
    atom("rad", true, Unit::ONE),
    atom("deg", false, Unit::ONE.scaled(std::f64::consts::PI / 180.0)),
    atom("%", false, Unit::ONE.scaled(0.01)),
    atom("[pH]", false, Unit::ONE),
];

/// What people type, and the UCUM expression it stands for, used by
/// [`Unit::parse_friendly`](super::Unit::parse_friendly) on every name of a compound unit.
///
/// `U` is looked up here before UCUM: at a bedside "units" are international units of insulin or
/// heparin, never the enzyme unit umol/min. A leading `µ` (U+00B5) or `μ` (U+03BC) is read as
/// the prefix `u` everywhere, so it needs no rows.
pub const ALIASES: &[(&str, &str)] = &[
    ("U", "[iU]"),
    ("IU", "[iU]"),
    ("unit", "[iU]"),
    ("units", "[iU]"),
    ("mU", "m[iU]"),
    ("mIU", "m[iU]"),
    ("uU", "u[iU]"),
    ("uIU", "u[iU]"),
    ("kU", "k[iU]"),
    ("kIU", "k[iU]"),
    ("mmHg", "mm[Hg]"),
    ("cmH2O", "cm[H2O]"),
    ("mcg", "ug"),
    ("mcmol", "umol"),
    ("lb", "[lb_av]"),
    ("lbs", "[lb_av]"),
    ("cc", "mL"),
    ("m²", "m2"),
    ("m³", "m3"),
    ("Eq", "eq"),
    ("mEq", "meq"),
    ("Osm", "osm"),
    ("mOsm", "mosm"),
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("mins", "min"),
    ("minute", "min"),
    ("minutes", "min"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
    ("week", "wk"),
    ("weeks", "wk"),
    ("month", "mo"),
    ("months", "mo"),
    ("yr", "a"),
    ("yrs", "a"),
    ("year", "a"),
    ("years", "a"),
    ("bpm", "/min"),
    ("beat", "1"),
    ("beats", "1"),
    ("breath", "1"),
    ("breaths", "1"),
    ("°C", "Cel"),
    ("degC", "Cel"),
    ("°F", "[degF]"),
    ("degF", "[degF]"),
    ("pH", "[pH]"),
];

/// The unit a UCUM atom with at most one prefix stands for.
pub(super) fn lookup(name: &str) -> Option<Unit> {
    // The bare atom first: "min" is a minute and "Pa" a pascal, not prefixed atoms.
    if let Some(found) = ATOMS.iter().find(|a| a.code == name) {
        return Some(found.unit);
    }
    PREFIXES.iter().find_map(|(prefix, scale)| {
        let rest = name.strip_prefix(prefix)?;
        let found = ATOMS.iter().find(|a| a.metric && a.code == rest)?;
        // A prefixed degree keeps its zero at 273.15 K: 1 mCel is 273.151 K.
        Some(Unit {
            factor: found.unit.factor * scale,
            ..found.unit
        })
    })
}

/// The known name nearest to an unknown one, or `None` when nothing is close enough to be a slip.
pub(super) fn nearest(name: &str, friendly: bool) -> Option<String> {
    let metric = ATOMS.iter().filter(|a| a.metric);
    let prefixed =
        metric.flat_map(|a| ["k", "d", "c", "m", "u", "n", "p"].map(|p| format!("{p}{}", a.code)));
    let aliases = ALIASES
        .iter()
        .filter(|_| friendly)
        .map(|(typed, _)| typed.to_string());
    let bare = ATOMS.iter().map(|a| a.code.to_string());
    let best = bare
        .chain(prefixed)
        .chain(aliases)
        .map(|c| (edit_distance(name, &c), c))
        .min_by_key(|(d, _)| *d)?;
    // One edit costs 2, a change of case 1: half the letters may be wrong, a lone letter only in case.
    let allowed = match name.chars().count() {
        1 => 1,
        n => n as u32,
    };
    (best.0 <= allowed).then_some(best.1)
}

/// Levenshtein distance, doubled, in which a difference of case costs half an edit.
fn edit_distance(a: &str, b: &str) -> u32 {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<u32> = (0..=b.len() as u32).map(|j| 2 * j).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = 2 * (i as u32 + 1);
        for (j, cb) in b.iter().enumerate() {
            let change = match (ca == *cb, ca.eq_ignore_ascii_case(cb)) {
                (true, _) => 0,
                (_, true) => 1,
                _ => 2,
            };
            let cost = (diagonal + change).min(row[j] + 2).min(row[j + 1] + 2);
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row.last().copied().unwrap_or(0)
}
