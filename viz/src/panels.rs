//! Panels of a figure: a quantity, how it differs between arms, and shares of twins.

use crate::bands::{Bands, Lives};
use crate::projection::human_name;
use crate::survival;
use crate::units::CELSIUS;
use crate::{Limit, Panel, PanelKind, ReferenceRange};
use engine::recording::Column;
use scenarios::catalogue::is_temperature;
use scenarios::run::Projection;
use scenarios::words;
use std::sync::Arc;

/// Below this, in mg/dL, hypoglycaemia is of level 2, clinically significant whatever the symptoms:
/// Battelino et al., Diabetes Care 2019;42:1593.
const SEVERE_LOW: f64 = 54.0;

/// The quantity that a scenario's rule of death sets to 1.
pub(crate) const DEATH: &str = "death";

/// Rates of pumps and devices: held between two changes.
const HELD: [&str; 4] = [
    "vasopressor_dose",
    "ventilator_pressure",
    "ventilator_rate",
    "ventilator_volume",
];

/// The row at which each twin dies, by arm, where the stated rule of death was recorded and met at all.
pub(crate) fn deaths(projection: &Projection) -> Option<Vec<Vec<Option<usize>>>> {
    let width = projection.columns.len();
    let mut columns = projection.columns.iter();
    let column = columns.position(|column| column.name == DEATH)?;
    let row = |twin: &Arc<[f64]>| {
        let mut death = twin.iter().skip(column).step_by(width);
        death.position(|is| *is > 0.5)
    };
    let arms = projection.kept.iter();
    let deaths: Vec<Vec<Option<usize>>> =
        arms.map(|twins| twins.iter().map(row).collect()).collect();
    let any = deaths.iter().flatten().any(Option::is_some);
    any.then_some(deaths)
}

/// Crosses where the sampled twins die.
pub(crate) fn crosses(panel: &mut Panel, deaths: &[Vec<Option<usize>>], times: &[f64]) {
    let dies = |arm: usize| deaths[arm].iter().any(Option::is_some);
    for series in panel.series.iter_mut().filter(|series| dies(series.arm)) {
        for sample in &series.samples {
            let last = sample.iter().rposition(|value| !value.is_nan());
            let end = last.filter(|row| row + 1 < sample.len());
            series.ends.extend(end.map(|row| (times[row], sample[row])));
        }
    }
}

/// What is held between two changes goes in steps, not from one value to the next.
pub(crate) fn as_read(panel: &mut Panel, column: &Column) {
    if !HELD.contains(&column.name.as_str()) {
        return;
    }
    let twice = |values: &Vec<f64>, late: bool| -> Vec<f64> {
        // Times lose their first, values their last: each value stays until the next time.
        let all = values.iter().flat_map(|value| [*value, *value]);
        match late {
            true => all.skip(1).collect(),
            false => all.take((2 * values.len()).saturating_sub(1)).collect(),
        }
    };
    for series in &mut panel.series {
        series.times = twice(&series.times, true);
        let bands = [
            &mut series.median,
            &mut series.p05,
            &mut series.p25,
            &mut series.p75,
            &mut series.p95,
        ];
        for values in bands.into_iter().chain(&mut series.samples) {
            *values = twice(values, false);
        }
    }
}

/// The quantity itself.
pub(crate) fn values(
    column: &Column,
    times: &[f64],
    by_arm: &[Lives<'_>],
    known: &mut Bands,
) -> Panel {
    let mut panel = Panel::new(human_name(&column.name), words::unit(&column.unit));
    panel.name.clone_from(&column.name);
    let warmth = is_temperature(&column.name, &column.unit);
    let glucose = matches!(column.name.as_str(), "plasma_glucose" | "sensor_glucose");
    panel.reference_range = column.reference.map(|(low, high)| ReferenceRange {
        low,
        high,
        label: format!(
            "{} {low}\u{2013}{high}",
            if glucose { "target" } else { "reference" }
        ),
    });
    if glucose {
        panel.limits.push(Limit {
            value: SEVERE_LOW,
            label: format!("{SEVERE_LOW} serious low"),
        });
    }
    let is_state = is_state(column, by_arm);
    for (arm, twins) in by_arm.iter().enumerate() {
        panel.series.push(match is_state {
            true => survival::steps(arm, times, &twins.courses(), |v| v > 0.5),
            false => known.of((&column.name, arm), times, twins, None),
        });
    }
    if is_state {
        panel.unit = "% of twins".to_owned();
        panel.span = Some(WHOLE);
    }
    if warmth {
        panel.convert(&CELSIUS);
    }
    panel
}

/// Shares are seen whole, so that a small part of them does not look like all.
const WHOLE: (f64, f64) = (0.0, 104.0);

/// Whether a quantity is either so or not so in each of several twins, as being alive is. Death passes from 0
/// to 1 in minutes, and a row may fall into them.
fn is_state(column: &Column, by_arm: &[Lives<'_>]) -> bool {
    let is_either = |twins: &Lives<'_>| {
        twins
            .courses()
            .iter()
            .flatten()
            .all(|v| *v == 0.0 || *v == 1.0)
    };
    column.unit == "1"
        && by_arm.iter().all(|twins| twins.twins.len() > 1)
        && (column.name == DEATH || by_arm.iter().all(is_either))
}

/// Of events that a learned model counts: the share of twins who have had none.
pub(crate) fn without(column: &Column, times: &[f64], by_arm: &[Lives<'_>]) -> Panel {
    let what = column.name.rsplit('.').next().unwrap_or(&column.name);
    let mut panel = Panel::new(format!("Free of {}", what.replace('_', " ")), "% of twins");
    for (arm, twins) in by_arm.iter().enumerate() {
        let series = survival::steps(arm, times, &twins.courses(), |v| v < 0.5);
        panel.series.push(series);
    }
    panel.span = Some(WHOLE);
    panel
}

/// Of events that a learned model counts: how many a twin has had on average; or, where arms are
/// given, how many more than in the first.
pub(crate) fn counted(
    column: &Column,
    times: &[f64],
    by_arm: &[Lives<'_>],
    arms: Option<&[String]>,
) -> Panel {
    let what = column.name.rsplit('.').next().unwrap_or(&column.name);
    let mut panel = Panel::new(format!("Mean number of {}", what.replace('_', " ")), "");
    panel.name.clone_from(&column.name);
    let first = arms.map(|_| by_arm[0].courses());
    if let Some(arms) = arms {
        panel.kind = PanelKind::Difference {
            from: arms[0].clone(),
        };
    }
    for (arm, twins) in by_arm.iter().enumerate().skip(usize::from(arms.is_some())) {
        let series = survival::means(arm, times, (&twins.courses(), first.as_deref()), 1.0);
        panel.series.push(series);
    }
    panel
}

/// How arms differ from the first, twin by twin.
pub(crate) fn differences(
    column: &Column,
    arms: &[String],
    times: &[f64],
    by_arm: &[Lives<'_>],
    known: &mut Bands,
) -> Panel {
    let mut panel = Panel::new(human_name(&column.name), words::unit(&column.unit));
    panel.name.clone_from(&column.name);
    panel.kind = PanelKind::Difference {
        from: arms[0].clone(),
    };
    let first = is_state(column, by_arm).then(|| by_arm[0].courses());
    if first.is_some() {
        panel.unit = "% of twins".to_owned();
    }
    for (arm, twins) in by_arm.iter().enumerate().skip(1) {
        panel.series.push(match &first {
            Some(first) => survival::means(arm, times, (&twins.courses(), Some(first)), 100.0),
            None => known.of((&column.name, arm), times, twins, Some(&by_arm[0])),
        });
    }
    panel
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bands::tests::lives;

    /// `death` passes through 0.2 and 0.93 on its way, so that a panel of it was a band and a median of 0.46.
    #[test]
    fn death_is_a_share_whatever_lies_between() {
        let column = Column::new("death", "1", "");
        let twins: [Arc<[f64]>; 2] = [[0.0, 0.2, 0.93].into(), [0.0, 0.0, 0.0].into()];
        let by_arm = [lives(&twins)];
        assert!(is_state(&column, &by_arm));
        assert!(!is_state(&Column::new("share", "1", ""), &by_arm));
        let panel = values(&column, &[0.0, 1.0, 2.0], &by_arm, &mut Bands::default());
        assert_eq!(panel.series[0].median.last(), Some(&50.0));
    }

    /// What a body would do after its death set axes and medians.
    #[test]
    fn a_course_ends_where_the_rule_of_death_is_met() {
        let twins: [Arc<[f64]>; 2] = [
            [80.0, 40.0, 3.0, 3.0].into(),
            [90.0, 91.0, 92.0, 93.0].into(),
        ];
        let times = [0.0, 1.0, 2.0, 3.0];
        let deaths = [vec![Some(1), None]];
        let by_arm = [Lives {
            deaths: Some(&deaths[0]),
            ..lives(&twins)
        }];
        let dead = &by_arm[0].courses()[0];
        assert_eq!(dead[..2], [80.0, 40.0]);
        assert!(dead[2].is_nan() && dead[3].is_nan());
        let column = Column::new("mean_arterial_pressure", "mm[Hg]", "");
        let mut panel = values(&column, &times, &by_arm, &mut Bands::default());
        crosses(&mut panel, &deaths, &times);
        assert_eq!(panel.series[0].ends, [(1.0, 40.0)]);
        assert_eq!(panel.series[0].median[2..], [92.0, 93.0]);
        assert_eq!(panel.unit, "mmHg");
    }

    #[test]
    fn what_a_pump_holds_is_drawn_in_steps() {
        let column = Column::new("vasopressor_dose", "ug/kg/min", "");
        let twins: [Arc<[f64]>; 1] = [[0.1, 0.2, 0.2].into()];
        let mut panel = values(
            &column,
            &[0.0, 1.0, 2.0],
            &[lives(&twins)],
            &mut Bands::default(),
        );
        as_read(&mut panel, &column);
        assert_eq!(panel.series[0].times, [0.0, 1.0, 1.0, 2.0, 2.0]);
        assert_eq!(panel.series[0].median, [0.1, 0.1, 0.2, 0.2, 0.2]);
    }
}
