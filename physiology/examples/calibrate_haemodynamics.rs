//! What drugs do to heart and vessels, calibrated in the closed loop: a body with its reflexes gets a
//! drug by its published kinetics, and the largest effects are moved until pressure, heart rate and
//! output answer as published. What is found stands, rounded to two digits, in `drugs/*.toml`.
//!
//! `cargo run --release -p physiology --example calibrate_haemodynamics -- [--check] [--table] [DRUG ...]`
//!
//! `--table` prints what was found and what was assumed as `tests/reference/haemodynamics/found.csv` has it;
//! `--check` fails where a medicine's file says otherwise.
//!
//! Each row that stands here was used to calibrate: in the validation book it is no validation.

use physiology::people::Adult;
use physiology::vocabulary::quantity;
use physiology::{Combine, Isa, System, View, system};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A step of the explicit midpoint rule, minutes; nothing in a resting or excited body is faster.
const STEP: f64 = 1.0 / 300.0;

struct Organ {
    instance: &'static str,
    system: Arc<dyn System>,
    p: Vec<f64>,
    x: Vec<f64>,
    /// Where its signals begin.
    y: usize,
    per_minute: f64,
}

struct Body {
    organs: Vec<Organ>,
    names: Vec<&'static str>,
    y: Vec<f64>,
    drug: BTreeMap<&'static str, f64>,
    minute: f64,
}

impl Body {
    fn of(adult: &Adult) -> Self {
        let (mut organs, mut names) = (Vec::new(), Vec::new());
        for part in adult.parts() {
            let system = system(part.system, Isa::BASELINE).expect(part.system);
            let layout = system.layout();
            let mut x = vec![0.0; layout.states.len()];
            system.initial(&part.params, &mut x);
            let y = names.len();
            names.extend(layout.signals.iter().map(|field| field.name));
            organs.push(Organ {
                instance: part.instance,
                p: part.params,
                x,
                y,
                per_minute: if layout.time == "s" { 60.0 } else { 1.0 },
                system,
            });
        }
        let neutral = |name: &&str| quantity(name).map_or(0.0, |known| known.neutral);
        Self {
            y: names.iter().map(neutral).collect(),
            organs,
            names,
            drug: BTreeMap::new(),
            minute: 0.0,
        }
    }

    fn set(&mut self, instance: &str, parameter: &str, value: f64) {
        let mut organs = self.organs.iter_mut();
        let organ = organs.find(|o| o.instance == instance).expect(instance);
        let mut params = organ.system.layout().params.iter();
        let at = params.position(|f| f.name == parameter).expect(parameter);
        organ.p[at] = value;
    }

    fn inputs(&self, organ: &Organ) -> Vec<f64> {
        let fields = organ.system.layout().inputs.iter();
        let value = |field: &physiology::Field| {
            let known = quantity(field.name).expect(field.name);
            let told = self.names.iter().zip(&self.y);
            let mut told = told.filter(|(name, _)| **name == field.name);
            let drug = self.drug.get(field.name).copied();
            match known.combine {
                Combine::Sum => told.map(|(_, v)| v).sum::<f64>() + drug.unwrap_or(0.0),
                Combine::Product => told.map(|(_, v)| v).product::<f64>() * drug.unwrap_or(1.0),
                Combine::Single => told.next_back().map_or(known.neutral, |(_, v)| *v),
            }
        };
        fields.map(value).collect()
    }

    fn listen(&mut self) {
        for k in 0..self.organs.len() {
            let organ = &self.organs[k];
            let u = self.inputs(organ);
            let mut told = vec![0.0; organ.system.layout().signals.len()];
            organ.system.signals(view(organ, &u), &mut told);
            let from = organ.y;
            self.y[from..from + told.len()].copy_from_slice(&told);
        }
    }

    fn rates(&mut self) -> Vec<Vec<f64>> {
        // No signal needs more than two others before it.
        for _ in 0..3 {
            self.listen();
        }
        let of = |organ: &Organ| {
            let u = self.inputs(organ);
            let mut rates = vec![0.0; organ.x.len()];
            organ.system.rates(view(organ, &u), &mut rates);
            for rate in &mut rates {
                *rate *= organ.per_minute;
            }
            rates
        };
        self.organs.iter().map(of).collect()
    }

    fn go(&mut self, by: f64) {
        let before: Vec<Vec<f64>> = self.organs.iter().map(|o| o.x.clone()).collect();
        for share in [0.5, 1.0] {
            let rates = self.rates();
            for ((organ, before), rates) in self.organs.iter_mut().zip(&before).zip(rates) {
                for ((x, old), rate) in organ.x.iter_mut().zip(before).zip(rates) {
                    *x = old + share * by * rate;
                }
            }
        }
        self.minute += by;
    }

    fn signal(&self, name: &str) -> f64 {
        let at = self.names.iter().position(|n| *n == name).expect(name);
        self.y[at]
    }
}

fn view<'a>(organ: &'a Organ, u: &'a [f64]) -> View<'a, f64> {
    View {
        t: 0.0,
        x: &organ.x,
        p: &organ.p,
        u,
    }
}

/// Kinetics: litres and minutes.
#[derive(Clone, Copy, Default)]
struct Kinetics {
    volume: f64,
    clearance: f64,
    exchange2: f64,
    volume2: f64,
    exchange3: f64,
    volume3: f64,
    /// Of the site of effect; 0 where the effect follows plasma.
    equilibration: f64,
}

/// One effect: its name in the medicine's file, its signal, its sign, and which of the numbers are its largest
/// effect and its half.
struct Effect {
    name: &'static str,
    signal: &'static str,
    sign: f64,
    maximum: usize,
    half: usize,
    hill: f64,
}

/// What is given to whom, when it is looked at, and what was published.
struct Trial {
    who: Adult,
    resting_rate: f64,
    /// Parameters that a disease moves, from half an hour before.
    ill: Vec<(&'static str, &'static str, f64)>,
    bolus: f64,
    rate: f64,
    at: f64,
    /// Signal, whether relative to rest in %, value, how closely it is held.
    wanted: Vec<(&'static str, bool, f64, f64)>,
}

struct Study {
    drug: &'static str,
    /// Medicines whose files have these numbers.
    files: &'static [&'static str],
    kinetics: Kinetics,
    effects: Vec<Effect>,
    trials: Vec<Trial>,
    start: Vec<f64>,
    /// Which numbers are moved; the others are assumed.
    moved: Vec<usize>,
}

impl Study {
    fn acting(&self, numbers: &[f64], concentration: f64) -> BTreeMap<&'static str, f64> {
        let mut acting = BTreeMap::new();
        for effect in &self.effects {
            let odds = (concentration.max(0.0) / numbers[effect.half]).powf(effect.hill);
            let change = effect.sign * numbers[effect.maximum] * odds / (1.0 + odds);
            if effect.signal == "sympathetic_drive" {
                *acting.entry(effect.signal).or_insert(0.0) += change;
            } else {
                *acting.entry(effect.signal).or_insert(1.0) *= 1.0 + change;
            }
        }
        acting
    }

    /// What each wanted number becomes.
    fn answers(&self, trial: &Trial, numbers: &[f64]) -> Vec<f64> {
        let mut body = Body::of(&trial.who);
        if trial.resting_rate > 0.0 {
            body.set("baroreflex", "interval", 60.0 / trial.resting_rate);
        }
        for (part, parameter, value) in &trial.ill {
            body.set(part, parameter, *value);
        }
        let settling = if trial.ill.is_empty() { 8.0 } else { 38.0 };
        while body.minute < settling {
            body.go(STEP);
        }
        let rest: Vec<f64> = trial.wanted.iter().map(|w| body.signal(w.0)).collect();
        let (k, mut drug, mut site, over) = (self.kinetics, [0.0; 3], 0.0, 0.5);
        while body.minute < settling + trial.at {
            let given = body.minute - settling < over;
            let rate = trial.rate + if given { trial.bolus / over } else { 0.0 };
            for _ in 0..4 {
                let c = drug[0] / k.volume;
                let to = |q: f64, v: f64, a: f64| if v > 0.0 { q * (c - a / v) } else { 0.0 };
                let (two, three) = (
                    to(k.exchange2, k.volume2, drug[1]),
                    to(k.exchange3, k.volume3, drug[2]),
                );
                drug[0] += STEP / 4.0 * (rate - k.clearance * c - two - three);
                drug[1] += STEP / 4.0 * two;
                drug[2] += STEP / 4.0 * three;
                site += STEP / 4.0 * k.equilibration * (c - site);
            }
            let felt = if k.equilibration > 0.0 {
                site
            } else {
                drug[0] / k.volume
            };
            body.drug = self.acting(numbers, felt);
            body.go(STEP);
        }
        let wanted = trial.wanted.iter().zip(rest);
        let now = |((name, relative, ..), rest): (&(&str, bool, f64, f64), f64)| {
            let now = body.signal(name);
            if *relative { 100.0 * now / rest } else { now }
        };
        wanted.map(now).collect()
    }

    /// What came of a trial, and what was published.
    fn tell(&self, trial: &Trial, numbers: &[f64]) {
        print!(
            "  bolus {} mg, {:.5} mg/min, at {} min:",
            trial.bolus, trial.rate, trial.at
        );
        for (wanted, answer) in trial.wanted.iter().zip(self.answers(trial, numbers)) {
            let unit = if wanted.1 { " %" } else { "" };
            print!(" {} {answer:.1}{unit} ({:.1}{unit})", wanted.0, wanted.2);
        }
        println!();
    }

    fn distance(&self, numbers: &[f64]) -> f64 {
        let sign = |e: &&Effect| e.sign < 0.0 && numbers[e.maximum] > 0.99;
        if self.effects.iter().any(|e| sign(&e)) {
            return f64::INFINITY;
        }
        let of = |trial: &Trial| {
            let answers = self.answers(trial, numbers);
            let pairs = trial.wanted.iter().zip(answers);
            pairs.map(|(w, a)| ((a - w.2) / w.3).powi(2)).sum::<f64>()
        };
        self.trials.iter().map(of).sum()
    }

    /// One number after the other is moved by a step that grows while it helps and shrinks where not.
    fn calibrated(&self) -> Vec<f64> {
        let mut numbers = self.start.clone();
        let mut best = self.distance(&numbers);
        let mut steps = vec![0.4_f64; self.moved.len()];
        for _ in 0..14 {
            for (step, &at) in steps.iter_mut().zip(&self.moved) {
                let mut helped = false;
                for way in [1.0, -1.0] {
                    let mut tried = numbers.clone();
                    tried[at] *= (way * *step).exp();
                    let distance = self.distance(&tried);
                    if distance < best {
                        (best, numbers, helped) = (distance, tried, true);
                        break;
                    }
                }
                *step *= if helped { 1.3 } else { 0.5 };
            }
        }
        numbers.iter().map(|number| rounded(*number)).collect()
    }

    /// Effect, parameter, value, whether it was moved.
    fn rows(&self, numbers: &[f64]) -> Vec<(&'static str, &'static str, f64, bool)> {
        let of = |effect: &Effect| {
            let (most, half) = (effect.maximum, effect.half);
            let moved = |at| self.moved.contains(&at);
            [
                (
                    effect.name,
                    "maximum",
                    effect.sign * numbers[most],
                    moved(most),
                ),
                (effect.name, "half", numbers[half], moved(half)),
                (effect.name, "hill", effect.hill, false),
            ]
        };
        self.effects.iter().flat_map(of).collect()
    }
}

/// Two significant digits.
fn rounded(number: f64) -> f64 {
    format!("{number:.1e}").parse().expect("a number")
}

/// What the file of a medicine says of an effect's parameter.
fn written(file: &str, effect: &str, parameter: &str) -> Option<f64> {
    let path = format!("{}/drugs/{file}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let block = text.split("[[effect]]").find(|block| {
        let mut lines = block.lines();
        lines.any(|line| line == format!("name = \"{effect}\""))
    })?;
    let mut lines = block.lines();
    let line = lines.find(|line| line.starts_with(&format!("{parameter} = ")))?;
    line.split('"').nth(1)?.split(' ').next()?.parse().ok()
}

#[path = "calibrate_haemodynamics/studies.rs"]
mod studies;

fn main() {
    let mut asked: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| {
        let before = asked.len();
        asked.retain(|word| word != name);
        asked.len() < before
    };
    let (table, check) = (option("--table"), option("--check"));
    let mut astray = 0;
    for study in studies::all() {
        if !asked.is_empty() && !asked.iter().any(|name| name == study.drug) {
            continue;
        }
        let numbers = study.calibrated();
        for file in study.files {
            for (effect, parameter, value, moved) in study.rows(&numbers) {
                let rests_on = if moved { "calibrated" } else { "assumed" };
                if table {
                    println!("{file},{effect},{parameter},{value},{rests_on}");
                }
                let stands = written(file, effect, parameter);
                if check && stands.is_none_or(|stands| (stands - value).abs() > 1e-9 * value.abs())
                {
                    eprintln!("{file}.toml, {effect}.{parameter}: {stands:?}, found {value}");
                    astray += 1;
                }
            }
        }
        if !table {
            println!("{}", study.drug);
            for (effect, parameter, value, moved) in study.rows(&numbers) {
                let how = if moved { "" } else { " (assumed)" };
                println!("  {effect:20} {parameter:8} {value}{how}");
            }
            for trial in &study.trials {
                study.tell(trial, &numbers);
            }
        }
    }
    std::process::exit(i32::from(astray > 0));
}
