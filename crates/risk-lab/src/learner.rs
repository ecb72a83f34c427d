//! Logistic regression over hashed features, one output a head, learnt by AdaGrad in a fixed order.
//!
//! A text is a bag of windows. The first head learns from the window that scores highest, so a harmless sentence in an
//! alarming message is not blamed for it. The same lines and settings give the same weights on every machine.

use recado_risk::{Category, Engine, HEADS, Model};

use crate::line::Line;

/// A line as features.
pub(crate) struct Example {
    pub(crate) windows: Vec<Vec<(u32, f32)>>,
    /// 1 needs a person, 0 does not, 0.5 may.
    target: f32,
    weight: f32,
    category: Option<usize>,
    is_urgent: bool,
}

/// The head of what is urgent.
const URGENT: usize = HEADS - 1;

impl Example {
    pub(crate) fn new(engine: &Engine, line: &Line, bits: u32) -> Example {
        let category = |category: Category| match category {
            Category::Suicide => 1,
            Category::SelfHarm => 2,
            Category::HarmOthers => 3,
            Category::Abuse => 4,
            Category::Medical => 5,
        };
        let (target, weight) = match line.severity {
            0 => (0.0, 1.0),
            1 => (0.5, 0.5),
            2 => (1.0, 0.8),
            _ => (1.0, 1.2),
        };
        Example {
            windows: engine.windows(&line.text, bits),
            target,
            weight,
            category: line.category.map(category),
            is_urgent: line.severity == 4,
        }
    }
}

/// How it learns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) bits: u32,
    pub(crate) rounds: usize,
    pub(crate) rate: f32,
    pub(crate) decay: f32,
    /// The share of features left out at each step.
    pub(crate) dropout: f32,
    /// Runs in other orders whose weights are averaged.
    pub(crate) runs: u64,
}

/// Learns from examples.
pub(crate) fn learn(examples: &[&Example], settings: Settings) -> Model {
    let size = 1_usize << settings.bits;
    let mut sums = vec![[0.0_f32; HEADS]; size];
    let mut biases = [0.0_f32; HEADS];
    for run in 0..settings.runs {
        let learnt = Run::new(size, run).learn(examples, settings);
        let share = 1.0 / settings.runs as f32;
        for (sum, weight) in sums.iter_mut().flatten().zip(learnt.sums.iter().flatten()) {
            *sum += weight * share;
        }
        for (bias, learnt) in biases.iter_mut().zip(learnt.biases) {
            *bias += learnt * share;
        }
    }
    Model::quantised(settings.bits, &sums, biases)
}

/// One order of the lines.
struct Run {
    weights: Vec<[f32; HEADS]>,
    squares: Vec<[f32; HEADS]>,
    sums: Vec<[f32; HEADS]>,
    biases: [f32; HEADS],
    dice: Dice,
}

impl Run {
    fn new(size: usize, number: u64) -> Run {
        Run {
            weights: vec![[0.0; HEADS]; size],
            squares: vec![[1e-4; HEADS]; size],
            sums: vec![[0.0; HEADS]; size],
            biases: [0.0; HEADS],
            dice: Dice(0x5eed_0f1e_a51e_d1ce ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        }
    }

    fn learn(mut self, examples: &[&Example], settings: Settings) -> Run {
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut averaged = 0.0_f32;
        for round in 0..settings.rounds {
            self.dice.shuffle(&mut order);
            for example in order.iter().filter_map(|place| examples.get(*place)) {
                self.step(example, settings, round == 0);
            }
            if round * 2 >= settings.rounds {
                for (sum, weight) in self
                    .sums
                    .iter_mut()
                    .flatten()
                    .zip(self.weights.iter().flatten())
                {
                    *sum += weight;
                }
                averaged += 1.0;
            }
        }
        for sum in self.sums.iter_mut().flatten() {
            *sum /= averaged;
        }
        self
    }

    fn step(&mut self, example: &Example, settings: Settings, is_first: bool) {
        let best = if is_first || example.windows.len() == 1 {
            example.windows.iter().max_by_key(|window| window.len())
        } else {
            let scored = example.windows.iter();
            scored.max_by(|one, two| self.score(one, 0).total_cmp(&self.score(two, 0)))
        };
        let Some(window) = best else { return };
        let kept: Vec<(u32, f32)> = window
            .iter()
            .filter(|_| settings.dropout == 0.0 || self.dice.fraction() >= settings.dropout)
            .map(|(place, value)| (*place, value / (1.0 - settings.dropout)))
            .collect();
        for head in 0..HEADS {
            let (target, weight) = match (head, example.category) {
                (0, _) => (example.target, example.weight),
                (_, None) => continue,
                (URGENT, Some(_)) => (f32::from(u8::from(example.is_urgent)), 1.0),
                (_, Some(category)) => (f32::from(u8::from(category == head)), 1.0),
            };
            let guess = logistic(self.score(&kept, head));
            let slope = (guess - target) * weight;
            self.biases[head] -= 0.02 * slope;
            for (place, value) in &kept {
                let place = *place as usize;
                let (weight, square) = (
                    &mut self.weights[place][head],
                    &mut self.squares[place][head],
                );
                let step = slope * value + settings.decay * *weight;
                *square += step * step;
                *weight -= settings.rate * step / square.sqrt();
            }
        }
    }

    fn score(&self, window: &[(u32, f32)], head: usize) -> f32 {
        let weighed = window.iter();
        let weighed = weighed.map(|(place, value)| self.weights[*place as usize][head] * value);
        weighed.sum::<f32>() + self.biases[head]
    }
}

/// Returns the highest score of a text's windows, as the engine does, and the last head's of that window.
pub(crate) fn highest(model: &Model, example: &Example) -> (f32, f32) {
    let scored = example.windows.iter().map(|window| model.score(window));
    scored
        .max_by(|one, two| one.0.total_cmp(&two.0))
        .unwrap_or((f32::NEG_INFINITY, f32::NEG_INFINITY))
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// A fixed sequence of numbers.
struct Dice(u64);

impl Dice {
    /// From 0 up to 1.
    fn fraction(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle(&mut self, places: &mut [usize]) {
        for last in (1..places.len()).rev() {
            let other = (self.next() % (last as u64 + 1)) as usize;
            places.swap(last, other);
        }
    }
}
