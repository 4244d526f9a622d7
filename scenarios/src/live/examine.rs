//! What is found by looking, listening and feeling: words for what the body's parts say of themselves now,
//! beside what they said before anything happened.
//!
//! Thresholds are assumed where nothing else is said: they decide which word is used, and nothing in the body
//! depends on them. Pulses vanish at the wrist first, then at the groin, then at the neck (Deakin and Low, BMJ
//! 2000;321:673): in 20 bleeding patients most of those with a radial pulse had a systolic pressure below 80
//! mmHg, most of those without one below 70, and none of those with a carotid pulse alone above 60.

use super::course::Course;
use crate::file::Teaching;
use engine::world::Present;
use physiology::Unit;
use std::collections::BTreeMap;

/// Something that can be examined.
#[derive(Debug, Clone, Copy)]
pub struct Examination {
    /// What it is called in `examine`.
    pub name: &'static str,
    /// What a person asks for.
    pub title: &'static str,
}

const fn examination(name: &'static str, title: &'static str) -> Examination {
    Examination { name, title }
}

/// All examinations.
pub const EXAMINATIONS: [Examination; 5] = [
    examination("look", "Look at the patient"),
    examination("chest", "Listen to the chest and percuss"),
    examination("pulse", "Feel the pulses"),
    examination("mind", "Consciousness and pupils"),
    examination("skin", "Feel skin and limbs"),
];

/// What is compared with how it is at rest.
pub(super) const COMPARED: [&str; 5] = [
    "cerebral_blood_flow",
    "arterial_oxygen_content",
    "skin_blood_flow",
    "chest.breathing_work",
    "expiratory_resistance",
];

/// A patient now, and as they were at rest.
pub(super) struct Bedside<'a> {
    pub now: &'a Present,
    /// Signals at rest, of those that are compared.
    pub rest: &'a BTreeMap<String, f64>,
    pub course: &'a Course,
    /// Whether the patient has died.
    pub is_dead: bool,
}

/// What an examination finds.
pub(super) fn examined(name: &str, at: &Bedside<'_>, teaching: Option<&Teaching>) -> String {
    let mut found = match name {
        "look" => at.look(),
        "chest" => at.chest(),
        "pulse" => at.pulse(),
        "mind" => at.mind(),
        _ => at.skin(),
    };
    let signs = teaching.iter().flat_map(|teaching| &teaching.signs);
    found.extend(
        signs
            .filter(|(of, _)| of == name)
            .map(|(_, words)| words.clone()),
    );
    let text = match found.is_empty() {
        true => "nothing that stands out".to_owned(),
        false => found.join("; "),
    };
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase());
    first.into_iter().flatten().chain(letters).collect()
}

impl Bedside<'_> {
    /// A signal that one part publishes.
    fn signal(&self, name: &str) -> Option<f64> {
        let lately = self.course.lately(name);
        lately.or_else(|| one(self.now, name))
    }

    /// The same as a share of what it was at rest.
    fn share(&self, name: &str) -> Option<f64> {
        let rest = self.rest.get(name).copied().filter(|rest| *rest > 0.0)?;
        let name = name.rsplit('.').next().unwrap_or(name);
        Some(self.signal(name)? / rest)
    }

    /// What several parts leave of something together.
    fn product(&self, name: &str) -> f64 {
        self.now.all(name).map(|(_, value)| value).product()
    }

    fn chest_of(&self, field: &str) -> f64 {
        self.now.value("chest", field).unwrap_or(0.0)
    }

    /// Oxygen brought to the brain, as a share of that at rest.
    fn brain(&self) -> f64 {
        let flow = self.share("cerebral_blood_flow").unwrap_or(1.0);
        let content = self.share("arterial_oxygen_content").unwrap_or(1.0);
        flow * content
    }

    /// What drugs leave of consciousness.
    fn drugs_leave(&self) -> f64 {
        self.product("wakefulness") * self.product("responsiveness")
    }

    /// Glasgow coma score as it is examined: that of the illness, of which drugs leave a part, within what goes
    /// with how the patient answers (assumed: 14 and more alert, 9 to 13 to voice, 4 to 8 to pain, else 3).
    fn coma_score(&self) -> u8 {
        let (least, most) = match self.alertness() {
            3 => (14.0, 15.0),
            2 => (9.0, 13.0),
            1 => (4.0, 8.0),
            _ => (3.0, 3.0),
        };
        let ill = self.signal("coma_score").unwrap_or(15.0);
        let score = 3.0 + (ill - 3.0) * self.drugs_leave().clamp(0.0, 1.0);
        score.round().clamp(least, most) as u8
    }

    /// How awake the patient is: 0 to 3 for no answer, pain, voice, alert.
    fn alertness(&self) -> u8 {
        if self.is_dead {
            return 0;
        }
        let brain = match self.brain() {
            share if share < 0.4 => 0,
            share if share < 0.5 => 1,
            share if share < 0.65 => 2,
            _ => 3,
        };
        let drugs = match self.drugs_leave() {
            awake if awake < 0.15 => 0,
            awake if awake < 0.35 => 1,
            awake if awake < 0.7 => 2,
            _ => 3,
        };
        let narcosis = match self.signal("arterial_carbon_dioxide_pressure") {
            Some(pressure) if pressure > 110.0 => 0,
            Some(pressure) if pressure > 90.0 => 1,
            Some(pressure) if pressure > 75.0 => 2,
            _ => 3,
        };
        let score = match self.signal("coma_score") {
            Some(score) if score < 7.0 => 0,
            Some(score) if score < 10.0 => 1,
            Some(score) if score < 13.5 => 2,
            _ => 3,
        };
        let sugar = match self.signal("plasma_glucose") {
            Some(glucose) if glucose < 30.0 => 0,
            Some(glucose) if glucose < 50.0 => 2,
            _ => 3,
        };
        let all = [brain, drugs, narcosis, score, sugar];
        all.into_iter().min().unwrap_or(3)
    }

    /// Saturated blood is red: whether lips are blue. About 5 g/dL of haemoglobin without oxygen in capillaries,
    /// which is some 3.4 in arteries (assumed: a third of what is taken up is added there).
    fn is_blue(&self) -> bool {
        let haemoglobin = self.signal("haemoglobin");
        let saturation = self.signal("arterial_oxygen_saturation");
        haemoglobin
            .zip(saturation)
            .is_some_and(|(grams, percent)| grams * (1.0 - percent / 100.0) > 3.4)
    }

    fn breaths(&self) -> Vec<String> {
        let rate = self.signal("respiratory_rate").unwrap_or(0.0);
        let volume = self.signal("tidal_volume").unwrap_or(0.0);
        let mut found = Vec::new();
        let by_device = self
            .signal("ventilator_rate")
            .is_some_and(|rate| rate > 0.0);
        let patency = self.signal("airway_patency").unwrap_or(1.0);
        match (rate, by_device) {
            (rate, _) if rate < 1.0 || volume < 0.02 => {
                found.push("the chest does not move".to_owned())
            }
            (rate, true) => found.push(format!(
                "the chest rises {rate:.0} times a minute with the device"
            )),
            (rate, false) => {
                let how = match (rate, volume) {
                    (rate, _) if rate < 8.0 => "slow breaths",
                    (_, volume) if volume < 0.25 => "shallow breaths",
                    (rate, volume) if rate > 22.0 && volume > 0.7 => "deep and fast breaths",
                    (rate, _) if rate > 22.0 => "fast breaths",
                    (_, volume) if volume > 0.9 => "deep breaths",
                    _ => "quiet breaths",
                };
                found.push(format!("{how}, {rate:.0} a minute"));
                let effort = self.share("chest.breathing_work").unwrap_or(1.0);
                if effort > 5.0 {
                    found.push(
                        "uses the muscles of the neck, the spaces between the ribs are drawn in"
                            .to_owned(),
                    );
                } else if effort > 2.5 {
                    found.push("works to breathe".to_owned());
                }
            }
        }
        if patency < 0.5 && volume >= 0.02 {
            found.push("stridor with every breath in".to_owned());
        }
        found
    }

    fn look(&self) -> Vec<String> {
        let mut found = Vec::new();
        found.push(match self.alertness() {
            3 => "awake, looks at you".to_owned(),
            2 => "drowsy".to_owned(),
            _ => "lies still, eyes closed".to_owned(),
        });
        found.extend(self.breaths());
        if self.is_blue() {
            found.push("blue lips".to_owned());
        }
        let flow = self.share("skin_blood_flow").unwrap_or(1.0);
        let haemoglobin = self.signal("haemoglobin").unwrap_or(15.0);
        if haemoglobin < 8.0 || flow < 0.6 {
            found.push("pale".to_owned());
        } else if flow > 1.6 {
            found.push("flushed".to_owned());
        }
        found.extend(match self.signal("central_venous_pressure") {
            Some(pressure) if pressure > 11.0 => Some("the veins of the neck are full".to_owned()),
            Some(pressure) if pressure < 1.0 => Some("the veins of the neck are empty".to_owned()),
            _ => None,
        });
        found
    }

    /// Sounds and percussion of a side.
    fn side(&self, side: &str) -> Vec<&'static str> {
        let of = |field: &str| self.chest_of(&format!("{side}_{field}"));
        let (air, blood) = (of("air"), of("blood"));
        let airless = 1.0 - of("aeration") + of("consolidation");
        let moves = self.signal("tidal_volume").unwrap_or(0.0) > 0.02;
        let mut found = Vec::new();
        found.push(match (air + blood, airless) {
            _ if !moves => "no breath sounds",
            (space, _) if space > 1.2 => "no breath sounds",
            (space, _) if space > 0.3 => "faint breath sounds",
            (_, airless) if airless > 0.5 => "bronchial breath sounds",
            _ => "breath sounds",
        });
        let wet = airless > 0.12 && air + blood < 1.2 && moves;
        if wet {
            found.push("crackles");
        }
        if air > 0.3 && air > blood {
            found.push("drum-like to percussion");
        } else if blood > 0.3 || airless > 0.5 {
            found.push("dull to percussion");
        }
        found
    }

    fn chest(&self) -> Vec<String> {
        let (left, right) = (self.side("left"), self.side("right"));
        let mut found = match left == right {
            true => vec![format!("both sides: {}", left.join(", "))],
            false => vec![
                format!("left: {}", left.join(", ")),
                format!("right: {}", right.join(", ")),
            ],
        };
        // Wheeze goes with obstruction, until too little air moves to make any noise.
        let narrow = self.share("expiratory_resistance").unwrap_or(1.0);
        let volume = self.signal("tidal_volume").unwrap_or(0.0);
        if volume > 0.02 && narrow > 2.0 {
            found.push(match (narrow, volume) {
                (narrow, volume) if narrow > 12.0 && volume < 0.3 => {
                    "hardly any air moves: a silent chest".to_owned()
                }
                (narrow, _) if narrow > 5.0 => "loud wheeze, a long breath out".to_owned(),
                _ => "wheeze".to_owned(),
            });
        }
        let pressure = self.now.value("circulation", "pericardial_effusion");
        if pressure.is_some_and(|volume| volume > 150.0) {
            found.push("heart sounds are faint".to_owned());
        }
        found
    }

    fn pulse(&self) -> Vec<String> {
        let systolic = self.signal("systolic_pressure").unwrap_or(0.0);
        let pressure = systolic - self.signal("diastolic_pressure").unwrap_or(0.0);
        let rate = self.signal("heart_rate").unwrap_or(0.0);
        let places = match systolic {
            _ if self.is_dead || pressure < 8.0 => return vec!["no pulse at the neck".to_owned()],
            systolic if systolic < 45.0 => return vec!["no pulse at the neck".to_owned()],
            systolic if systolic < 60.0 => "a pulse at the neck only",
            systolic if systolic < 70.0 => "no pulse at the wrist, one at the groin",
            _ if pressure < 25.0 => "a thready pulse at the wrist",
            systolic if systolic < 90.0 => "a weak pulse at the wrist",
            _ if pressure > 65.0 => "a bounding pulse at the wrist",
            _ => "a good pulse at the wrist",
        };
        let rhythm = match self.now.value("circulation", "rhythm") {
            Some(1.0) => ", irregular",
            _ => "",
        };
        vec![format!("{places}, {rate:.0} a minute{rhythm}")]
    }

    fn mind(&self) -> Vec<String> {
        let level = match self.alertness() {
            3 => "alert, answers",
            2 => "opens the eyes when spoken to, confused",
            1 => "answers to pain only",
            _ => "does not answer to pain",
        };
        let mut found = vec![format!("{level}; Glasgow coma score {}", self.coma_score())];
        let strength = self.product("muscle_strength");
        if strength < 0.3 {
            found.push("muscles are limp".to_owned());
        }
        found.push(match self.brain() {
            _ if self.is_dead => "pupils wide, no reaction to light".to_owned(),
            share if share < 0.2 => "pupils wide, no reaction to light".to_owned(),
            _ if self.opioid() < 0.7 => "pupils like pinpoints".to_owned(),
            _ => "pupils of middle size, they react to light".to_owned(),
        });
        found
    }

    /// What opioids leave of the drive to breathe; pupils are narrow at the same concentrations.
    fn opioid(&self) -> f64 {
        let drives = self.now.all("respiratory_drive");
        let of = drives.filter(|(part, _)| OPIOIDS.iter().any(|name| part.starts_with(name)));
        of.map(|(_, left)| left).product()
    }

    fn skin(&self) -> Vec<String> {
        let flow = self.share("skin_blood_flow").unwrap_or(1.0);
        // Colour comes back as fast as skin is filled: 1.5 s at rest (assumed), in no case later than 8 s.
        let refill = (1.5 / flow.max(0.01)).min(8.0);
        let mut found = vec![match flow {
            _ if self.is_dead => "cool and grey".to_owned(),
            flow if flow < 0.45 => "cold and clammy to the elbows".to_owned(),
            flow if flow < 0.7 => "cool, moist hands".to_owned(),
            flow if flow > 1.4 => "warm and dry".to_owned(),
            _ => "warm hands".to_owned(),
        }];
        found.push(match refill >= 8.0 {
            true => "capillary refill more than 8 s".to_owned(),
            false => format!("capillary refill about {refill:.0} s"),
        });
        let heat = self.signal("core_temperature");
        found.extend(
            match heat.and_then(|heat| Unit::KELVIN.convert(heat, &Unit::CELSIUS)) {
                Some(heat) if heat > 38.0 => Some(format!("hot to touch, {heat:.1} \u{b0}C")),
                Some(heat) if heat < 35.5 => Some(format!("cold to touch, {heat:.1} \u{b0}C")),
                Some(heat) => Some(format!("{heat:.1} \u{b0}C")),
                None => None,
            },
        );
        let lost = self.signal("blood_loss").unwrap_or(0.0);
        if lost > 50.0 {
            found.push("blood is coming from somewhere".to_owned());
        }
        found
    }
}

/// Opioids, by the names of their parts.
const OPIOIDS: [&str; 3] = ["fentanyl", "morphine", "remifentanil"];

/// A signal of this name where one part has it.
fn one(present: &Present, name: &str) -> Option<f64> {
    let mut all = present.all(name).map(|(_, value)| value);
    let first = all.next().filter(|value| value.is_finite());
    first.filter(|_| all.next().is_none())
}
