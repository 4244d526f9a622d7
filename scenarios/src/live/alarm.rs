//! Alarms of a bedside monitor: limits, priorities, acknowledgement, a pause of the sound.
//!
//! Colours, flashing and priorities are those of IEC 60601-1-8:2020: a high priority is red and flashes at 1.4
//! to 2.8 Hz, a medium one yellow at 0.4 to 0.8 Hz, a low one cyan and steady.

use super::course::Course;
use crate::time::Time;

/// How soon somebody has to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Aware.
    Low,
    /// Promptly.
    Medium,
    /// At once.
    High,
}

impl Priority {
    /// How often its light flashes in a second; `None` for a steady one. Within the standard's ranges.
    pub fn flashes(self) -> Option<f64> {
        match self {
            Self::High => Some(2.0),
            Self::Medium => Some(0.6),
            Self::Low => None,
        }
    }

    /// How it is marked beside its colour: with one, two or three signs.
    pub fn mark(self) -> &'static str {
        match self {
            Self::High => "!!!",
            Self::Medium => "!!",
            Self::Low => "!",
        }
    }
}

/// Between what a quantity may be without an alarm.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The quantity, as it is recorded.
    pub quantity: &'static str,
    /// What a monitor calls it.
    pub label: &'static str,
    /// At least so much.
    pub low: f64,
    /// At most so much.
    pub high: f64,
    /// Beyond these it is of high priority.
    pub extreme: (f64, f64),
    /// Whether it alarms.
    pub is_on: bool,
}

const fn limits(
    quantity: &'static str,
    label: &'static str,
    (low, high): (f64, f64),
    extreme: (f64, f64),
) -> Limits {
    Limits {
        quantity,
        label,
        low,
        high,
        extreme,
        is_on: true,
    }
}

/// Limits of an adult, as bedside monitors usually come; assumed, and to be set by who watches.
pub const USUAL: [Limits; 6] = [
    limits("heart_rate", "HR", (50.0, 120.0), (40.0, 140.0)),
    limits(
        "systolic_pressure",
        "ABP systolic",
        (90.0, 160.0),
        (70.0, 200.0),
    ),
    limits(
        "mean_arterial_pressure",
        "ABP mean",
        (65.0, 110.0),
        (50.0, 130.0),
    ),
    limits("spo2", "SpO2", (90.0, 101.0), (85.0, 101.0)),
    limits("respiratory_rate", "RR", (8.0, 30.0), (4.0, 40.0)),
    limits(
        "end_tidal_carbon_dioxide",
        "etCO2",
        (30.0, 50.0),
        (15.0, 70.0),
    ),
];

/// An alarm that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// The quantity.
    pub quantity: &'static str,
    /// In words: "ABP mean low".
    pub text: String,
    /// How soon somebody has to come.
    pub priority: Priority,
    /// Since when.
    pub since: Time,
    /// Whether somebody has seen it.
    pub is_acknowledged: bool,
}

/// The alarms of a patient.
#[derive(Clone, Debug)]
pub struct Alarms {
    /// Limits, to be set.
    pub limits: Vec<Limits>,
    /// Those that stand, the most urgent first.
    pub standing: Vec<Alarm>,
    /// Until when no sound is made, in simulated time.
    pub paused_until: Option<Time>,
    /// Whether sound is off until it is switched on again.
    pub is_muted: bool,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            limits: USUAL.to_vec(),
            standing: Vec::new(),
            paused_until: None,
            is_muted: false,
        }
    }
}

impl Alarms {
    /// Looks at the present values. An alarm goes when its cause goes; one that becomes more urgent has to be
    /// acknowledged anew.
    pub fn look(&mut self, course: &Course, now: Time) {
        let mut standing: Vec<Alarm> = Vec::new();
        for limits in self.limits.iter().filter(|limits| limits.is_on) {
            let Some(value) = course.monitored(limits.quantity) else {
                continue;
            };
            let (word, extreme) = match value {
                value if value < limits.low => ("low", value < limits.extreme.0),
                value if value > limits.high => ("high", value > limits.extreme.1),
                _ => continue,
            };
            let priority = if extreme {
                Priority::High
            } else {
                Priority::Medium
            };
            let text = format!("{} {word}", limits.label);
            let known = self
                .standing
                .iter()
                .find(|known| known.quantity == limits.quantity && known.text == text);
            let is_acknowledged =
                known.is_some_and(|known| known.is_acknowledged && known.priority >= priority);
            standing.push(Alarm {
                quantity: limits.quantity,
                since: known.map_or(now, |known| known.since.min(now)),
                text,
                priority,
                is_acknowledged,
            });
        }
        standing.sort_by_key(|alarm| (std::cmp::Reverse(alarm.priority), alarm.since));
        self.standing = standing;
        if self.paused_until.is_some_and(|until| until <= now) {
            self.paused_until = None;
        }
    }

    /// Somebody has seen all that stand.
    pub fn acknowledge(&mut self) {
        for alarm in &mut self.standing {
            alarm.is_acknowledged = true;
        }
    }

    /// No sound for two minutes.
    pub fn pause(&mut self, now: Time) {
        self.paused_until = Some(Time::from_nanoseconds(now.nanoseconds() + 120_000_000_000));
    }

    /// Whether a sound is to be made, and of which priority.
    pub fn sounds(&self) -> Option<Priority> {
        let silent = self.is_muted || self.paused_until.is_some();
        let loud = self
            .standing
            .iter()
            .filter(|alarm| !silent && !alarm.is_acknowledged);
        loud.map(|alarm| alarm.priority).max()
    }

    /// The alarm of a quantity, where one stands.
    pub fn of(&self, quantity: &str) -> Option<&Alarm> {
        self.standing
            .iter()
            .find(|alarm| alarm.quantity == quantity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(pressure: f64) -> Course {
        Course::fixed(&[("mean_arterial_pressure", pressure)])
    }

    #[test]
    fn an_alarm_is_acknowledged_and_speaks_up_again_when_it_becomes_urgent() {
        let mut alarms = Alarms::default();
        alarms.look(&course(60.0), Time::ZERO);
        assert_eq!(alarms.sounds(), Some(Priority::Medium));
        assert_eq!(alarms.standing[0].text, "ABP mean low");
        alarms.acknowledge();
        assert_eq!(alarms.sounds(), None);
        alarms.look(&course(59.0), Time::from_minutes(1));
        assert_eq!(alarms.sounds(), None, "the same alarm");
        assert_eq!(alarms.standing[0].since, Time::ZERO);
        alarms.look(&course(45.0), Time::from_minutes(2));
        assert_eq!(alarms.sounds(), Some(Priority::High));
        alarms.pause(Time::from_minutes(2));
        assert_eq!(alarms.sounds(), None);
        alarms.look(&course(45.0), Time::from_minutes(4));
        assert_eq!(alarms.sounds(), Some(Priority::High), "the pause is over");
        alarms.look(&course(80.0), Time::from_minutes(5));
        assert!(alarms.standing.is_empty());
    }

    /// Who does not breathe holds carbon dioxide in the alveoli, and none reaches the capnograph.
    #[test]
    fn the_alarm_of_carbon_dioxide_is_that_of_the_number_on_the_screen() {
        let alveoli = ("end_tidal_carbon_dioxide", 56.0);
        let mut alarms = Alarms::default();
        alarms.look(&Course::fixed(&[alveoli]), Time::ZERO);
        assert_eq!(alarms.standing[0].text, "etCO2 high");
        let apnoea = Course::fixed(&[alveoli, ("capnograph_end_tidal", 0.0)]);
        alarms.look(&apnoea, Time::ZERO);
        assert_eq!(apnoea.end_tidal(), Some(0.0));
        assert_eq!(alarms.standing[0].text, "etCO2 low");
        assert_eq!(alarms.standing[0].priority, Priority::High);
    }
}
