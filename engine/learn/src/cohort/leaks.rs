//! What gives the outcome away.

use super::Person;
use engine::learned::progression::schema::Schema;

/// Numbers that give the outcome away: a sign or marker whose last value tells who died, wholly.
pub(super) fn leaks(people: &[Person], schema: &Schema) -> Vec<String> {
    let mut warnings = Vec::new();
    let ends: Vec<bool> = people
        .iter()
        .filter_map(|p| p.end.map(|(_, died)| died))
        .collect();
    if ends.len() != people.len() || !ends.contains(&true) || !ends.contains(&false) {
        return warnings;
    }
    let columns = schema
        .markers
        .iter()
        .map(|m| &m.name)
        .chain(schema.signs.iter().map(|s| &s.name));
    for (at, name) in columns.enumerate() {
        let value = |p: &Person| {
            let visit = &p.known.visits[0];
            visit
                .markers
                .iter()
                .chain(&visit.signs)
                .nth(at)
                .copied()
                .unwrap_or(f64::NAN)
        };
        let of = |dead: bool| {
            let chosen = people.iter().zip(&ends).filter(|(_, d)| **d == dead);
            let values: Vec<f64> = chosen
                .map(|(p, _)| value(p))
                .filter(|v| v.is_finite())
                .collect();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (low, high)
        };
        let (dead, alive) = (of(true), of(false));
        if dead.0 > alive.1 || alive.0 > dead.1 {
            warnings.push(format!(
                "`{name}` at the first visit tells without error who died later: it may be the outcome in another form"
            ));
        }
    }
    warnings
}
