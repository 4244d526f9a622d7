//! Tones as samples.

use scenarios::live::{ALARM_HARMONICS, ALARM_PITCH};
use std::f64::consts::TAU;

/// Samples in a second.
pub const RATE: u32 = 44_100;

/// A tone that swells and fades.
#[derive(Clone, Debug, PartialEq)]
pub struct Tone {
    /// Hz.
    pub pitch: f64,
    /// How long, s.
    pub seconds: f64,
    /// The highest of its wave, of 1.
    pub loudness: f64,
    /// How loud its harmonics are beside each other, from the first.
    pub harmonics: &'static [f64],
    /// Whether it belongs to an alarm, and ends when that is seen.
    pub is_alarm: bool,
}

impl Tone {
    /// A pulse of an alarm's burst; how loud it is is assumed, half as loud again as a beat.
    pub fn alarm(seconds: f64) -> Self {
        Self {
            pitch: ALARM_PITCH,
            seconds,
            loudness: 0.3,
            harmonics: &ALARM_HARMONICS,
            is_alarm: true,
        }
    }

    /// The tone of a beat; how long and loud it is is assumed.
    pub fn beat(pitch: f64) -> Self {
        Self {
            pitch,
            seconds: 0.09,
            loudness: 0.2,
            harmonics: &[1.0],
            is_alarm: false,
        }
    }

    /// Its wave so many seconds after its begin.
    fn at(&self, t: f64) -> f64 {
        // A fifth to swell and three tenths to fade, as the standard has it for pulses, and nothing clicks.
        let share = t / self.seconds;
        let envelope = (share / 0.2).min((1.0 - share) / 0.3).clamp(0.0, 1.0);
        let whole: f64 = self.harmonics.iter().sum();
        let waves = (1..).zip(self.harmonics);
        let wave: f64 = waves
            .map(|(n, share)| share * (TAU * self.pitch * f64::from(n) * t).sin())
            .sum();
        self.loudness * envelope * wave / whole
    }
}

/// Tones that are played, one over the other.
#[derive(Debug, Default)]
pub struct Mixer {
    /// Samples made so far.
    made: u64,
    /// When each begins, in samples.
    tones: Vec<(u64, Tone)>,
}

impl Mixer {
    /// Adds a tone that begins in so many seconds.
    pub fn play(&mut self, tone: Tone, after: f64) {
        let begin = self.made + (after * f64::from(RATE)).round() as u64;
        self.tones.push((begin, tone));
    }

    /// Ends all alarms.
    pub fn hush(&mut self) {
        self.tones.retain(|(_, tone)| !tone.is_alarm);
    }

    /// The next samples, between -1 and 1.
    pub fn fill(&mut self, samples: &mut [f32]) {
        for sample in samples {
            let now = self.made;
            let since = |begin: u64| now.checked_sub(begin).map(|n| n as f64 / f64::from(RATE));
            self.tones
                .retain(|(begin, tone)| since(*begin).is_none_or(|t| t < tone.seconds));
            let waves = self.tones.iter();
            let wave: f64 = waves
                .filter_map(|(begin, tone)| Some(tone.at(since(*begin)?)))
                .sum();
            *sample = wave.clamp(-1.0, 1.0) as f32;
            self.made += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scenarios::live::Priority;

    fn heard(mixer: &mut Mixer, seconds: f64) -> Vec<f32> {
        let mut samples = vec![0.0; (seconds * f64::from(RATE)) as usize];
        mixer.fill(&mut samples);
        samples
    }

    /// How often it begins to sound after at least 30 ms of silence.
    fn pulses(samples: &[f32]) -> usize {
        let (mut silent, mut pulses) = (usize::MAX, 0);
        for sample in samples {
            if sample.abs() < 1e-3 {
                silent = silent.saturating_add(1);
                continue;
            }
            pulses += usize::from(silent > RATE as usize * 3 / 100);
            silent = 0;
        }
        pulses
    }

    fn burst(mixer: &mut Mixer, priority: Priority) {
        let burst = priority.burst();
        for begin in burst.begins {
            mixer.play(Tone::alarm(burst.pulse), *begin);
        }
    }

    #[test]
    fn an_alarm_of_high_priority_is_ten_pulses_and_silence_after() {
        for (priority, count) in [(Priority::High, 10), (Priority::Medium, 3)] {
            let mut mixer = Mixer::default();
            burst(&mut mixer, priority);
            assert_eq!(pulses(&heard(&mut mixer, 4.0)), count);
            assert!(heard(&mut mixer, 1.0).iter().all(|sample| *sample == 0.0));
        }
    }

    #[test]
    fn an_alarm_that_is_seen_ends_at_once_and_the_beat_goes_on() {
        let mut mixer = Mixer::default();
        burst(&mut mixer, Priority::High);
        heard(&mut mixer, 0.5);
        mixer.play(Tone::beat(880.0), 0.2);
        mixer.hush();
        assert_eq!(pulses(&heard(&mut mixer, 3.0)), 1);
    }

    #[test]
    fn tones_have_their_pitch_and_never_overflow() {
        let mut mixer = Mixer::default();
        mixer.play(Tone::beat(440.0), 0.0);
        let samples = heard(&mut mixer, 0.09);
        let rises = samples.windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0);
        // 440 Hz for 90 ms are 39.6 waves.
        assert!((38..=40).contains(&rises.count()));
        for _ in 0..40 {
            mixer.play(Tone::alarm(0.2), 0.0);
        }
        let samples = heard(&mut mixer, 0.3);
        assert!(samples.iter().all(|sample| sample.abs() <= 1.0));
    }
}
