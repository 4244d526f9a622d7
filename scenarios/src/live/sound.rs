//! What a monitor sounds like: bursts of pulses for alarms, and a tone with each beat of the heart.
//!
//! Rhythms are those of IEC 60601-1-8 (from memory); which pitch a saturation has differs between makers.

use super::alarm::Priority;

/// Middle C, on which alarms are played, Hz.
pub const ALARM_PITCH: f64 = 261.6;

/// How loud the harmonics of an alarm are beside each other, from the first; assumed, as the standard asks for at
/// least four that are within 15 dB.
pub const ALARM_HARMONICS: [f64; 6] = [1.0, 0.8, 0.7, 0.6, 0.5, 0.4];

/// How an alarm sounds: a burst of pulses, again and again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst {
    /// When each pulse begins, s.
    pub begins: &'static [f64],
    /// How long each is, s.
    pub pulse: f64,
    /// How long it is silent until the next burst, s.
    pub rest: f64,
}

impl Burst {
    /// From the first pulse to the first of the next burst, s.
    pub fn every(&self) -> f64 {
        self.begins.last().unwrap_or(&0.0) + self.pulse + self.rest
    }
}

impl Priority {
    /// Ten pulses in four groups where somebody has to come at once, three where promptly, two otherwise.
    pub fn burst(self) -> Burst {
        match self {
            Self::High => Burst {
                begins: &[0.0, 0.22, 0.44, 0.88, 1.1, 1.92, 2.14, 2.36, 2.8, 3.02],
                pulse: 0.13,
                rest: 5.0,
            },
            Self::Medium => Burst {
                begins: &[0.0, 0.4, 0.8],
                pulse: 0.2,
                rest: 8.0,
            },
            Self::Low => Burst {
                begins: &[0.0, 0.4],
                pulse: 0.2,
                rest: 20.0,
            },
        }
    }
}

/// The pitch of the tone of a beat at a saturation in percent, Hz: half a semitone lower for each percent (assumed:
/// makers differ, Santamore and Cleaver, J Clin Monit Comput 2004;18:89). 97 where none is measured.
pub fn pulse_pitch(saturation: Option<f64>) -> f64 {
    880.0 * ((saturation.unwrap_or(97.0) - 100.0) / 24.0).exp2()
}

/// Where a plethysmogram beats: a beat is heard where the wave rises through the upper part of its range.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pulses {
    is_above: bool,
}

impl Pulses {
    /// How far apart the lowest and the highest of three seconds are at least for a pulse, of the wave's own 1;
    /// assumed, some tenth of a healthy one.
    const LEAST: f64 = 0.08;

    /// When beats fall between two times, in seconds; the wave's points reach back by some seconds more.
    pub fn between(&mut self, wave: &[(f64, f64)], from: f64, to: f64) -> Vec<f64> {
        let recent = wave.iter().filter(|(t, _)| *t > to - 3.0 && *t <= to);
        let (low, high) = recent.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, v)| {
            (low.min(*v), high.max(*v))
        });
        if high - low < Self::LEAST || !(high - low).is_finite() {
            self.is_above = false;
            return Vec::new();
        }
        let middle = low + 0.6 * (high - low);
        let mut beats = Vec::new();
        for (t, value) in wave.iter().filter(|(t, _)| *t > from && *t <= to) {
            if *value > middle && !self.is_above {
                beats.push(*t);
            }
            self.is_above = *value > middle;
        }
        beats
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_beat_of_a_wave_is_heard_once_however_it_is_cut() {
        let wave: Vec<(f64, f64)> = (0..2000)
            .map(|i| {
                let t = f64::from(i) / 200.0;
                (t, (1.2 * std::f64::consts::TAU * t).sin())
            })
            .collect();
        for cut in [0.016, 0.11, 0.7] {
            let (mut pulses, mut beats, mut at) = (Pulses::default(), 0, 0.0);
            while at < 10.0 {
                beats += pulses.between(&wave, at, at + cut).len();
                at += cut;
            }
            assert_eq!(beats, 12, "cut by {cut}");
        }
        let flat: Vec<(f64, f64)> = wave.iter().map(|(t, v)| (*t, 0.03 * v)).collect();
        assert!(Pulses::default().between(&flat, 0.0, 10.0).is_empty());
        assert!(Pulses::default().between(&[], 0.0, 10.0).is_empty());
    }

    #[test]
    fn the_tone_falls_with_saturation_by_half_a_semitone_a_percent() {
        let semitones =
            |from: f64, to: f64| 12.0 * (pulse_pitch(Some(to)) / pulse_pitch(Some(from))).log2();
        assert!((semitones(98.0, 97.0) + 0.5).abs() < 1e-9);
        assert!((semitones(97.0, 77.0) + 10.0).abs() < 1e-9);
    }

    #[test]
    fn more_urgent_alarms_have_more_pulses_and_rest_less() {
        let bursts = [Priority::Low, Priority::Medium, Priority::High].map(Priority::burst);
        assert_eq!(bursts.map(|burst| burst.begins.len()), [2, 3, 10]);
        assert!(bursts.windows(2).all(|pair| pair[1].rest < pair[0].rest));
    }
}
