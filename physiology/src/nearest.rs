//! The right name that is nearest to a wrong one.

/// Of `names`, the one that `wrong` was most likely meant to be; none where all are too far.
///
/// A name is near when at most about a third of its letters would have to change (neighbours
/// exchanged count once), when one is the beginning of the other, or when one is the other of some part of the body
/// (`kidney.urea_nitrogen` and `urea_nitrogen`).
pub fn nearest<'n>(wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let wrong = plain(wrong);
    // Longer than any name: never a slip of the finger, and the comparison is quadratic.
    if wrong.is_empty() || wrong.len() > 80 {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let right = plain(name);
        let length = right.chars().count().max(wrong.chars().count());
        let begins = wrong.chars().count() >= 3 && right.starts_with(&wrong)
            || right.chars().count() >= 3 && wrong.starts_with(&right);
        let is_of_a_part = part_of(&wrong) == Some(&right) || part_of(&right) == Some(&wrong);
        let distance = strsim::damerau_levenshtein(&wrong, &right);
        let allowed = length.div_ceil(3).min(length.saturating_sub(1));
        if distance > allowed && !begins && !is_of_a_part {
            continue;
        }
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name.to_string())
}

/// What a name with a point means of a part.
fn part_of(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, own)| own)
}

/// Case, hyphens and spaces are not what makes a name wrong.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
}

/// Names in a row for a sentence: "a, b or c"; a long row is cut short.
pub fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "nothing".to_string(),
        [one] => one.clone(),
        [most @ .., last] if names.len() <= SHOWN => format!("{} or {last}", most.join(", ")),
        _ => format!(
            "{} or one of {} more",
            names[..SHOWN].join(", "),
            names.len() - SHOWN
        ),
    }
}

/// What a wrong name is answered with: what was found, what there is, and the nearest of it.
pub fn told<'n>(wrong: &str, names: impl IntoIterator<Item = &'n str> + Clone) -> String {
    let near = nearest(wrong, names.clone());
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    format!("found `{wrong}`, expected {}{hint}", list(names))
}

/// Of `names`, those of the part that a wrong `part.signal` names; all of them where it names none.
pub fn of_its_part<'n>(wrong: &str, names: impl Iterator<Item = &'n str> + Clone) -> Vec<&'n str> {
    let part = wrong.find('.').map_or("", |dot| &wrong[..=dot]);
    let own = |name: &&str| !part.is_empty() && name.starts_with(part);
    match names.clone().any(|name| own(&name)) {
        true => names.filter(own).collect(),
        false => names.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_name() {
        let keys = ["title", "horizon", "treatment", "outcome"];
        assert_eq!(nearest("tittle", keys).as_deref(), Some("title"));
        assert_eq!(nearest("horizno", keys).as_deref(), Some("horizon"));
        assert_eq!(nearest("treatments", keys).as_deref(), Some("treatment"));
        assert_eq!(nearest("weather", keys), None);
        assert_eq!(nearest("", keys), None);
    }

    /// Signals of parts became words of the vocabulary, and files that named the part were told of no name.
    #[test]
    fn a_name_of_a_part_finds_the_name_without_it() {
        let names = ["arterial_ph", "bicarbonate", "lung_water.shunt"];
        let found = |wrong| nearest(wrong, names);
        assert_eq!(
            found("acid_base.bicarbonate").as_deref(),
            Some("bicarbonate")
        );
        assert_eq!(found("shunt").as_deref(), Some("lung_water.shunt"));
        assert_eq!(found("kidney.creatinine"), None);
    }

    /// Of `lung_water.water` twelve quantities were told that begin with an `a`.
    #[test]
    fn who_names_a_part_is_told_of_that_part() {
        let names = [
            "alarm",
            "lung_water.extravascular_water",
            "lung_water.shunt",
        ];
        let own = of_its_part("lung_water.water", names.into_iter());
        assert_eq!(own, names[1..]);
        for wrong in ["alarms", "liver.water", "lung_water"] {
            assert_eq!(of_its_part(wrong, names.into_iter()), names);
        }
    }

    #[test]
    fn a_row_of_names_reads_as_a_sentence() {
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(list([]), "nothing");
    }
}
