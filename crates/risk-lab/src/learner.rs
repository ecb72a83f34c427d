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
}

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
}

/// Learns from examples.
pub(crate) fn learn(examples: &[&Example], settings: Settings) -> Model {
    let size = 1_usize << settings.bits;
    let mut weights = vec![[0.0_f32; HEADS]; size];
    let mut squares = vec![[1e-4_f32; HEADS]; size];
    let mut biases = [0.0_f32; HEADS];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut sums = vec![[0.0_f32; HEADS]; size];
    let mut averaged = 0.0_f32;
    let mut dice = Dice(0x5eed_0f1e_a51e_d1ce);
    for round in 0..settings.rounds {
        dice.shuffle(&mut order);
        for example in order.iter().filter_map(|place| examples.get(*place)) {
            let best = if round == 0 {
                example.windows.iter().max_by_key(|window| window.len())
            } else {
                example
                    .windows
                    .iter()
                    .max_by(|one, two| score(&weights, one, 0).total_cmp(&score(&weights, two, 0)))
            };
            let Some(window) = best else { continue };
            for head in 0..HEADS {
                let (target, weight) = match (head, example.category) {
                    (0, _) => (example.target, example.weight),
                    (_, None) => continue,
                    (_, Some(category)) => (f32::from(u8::from(category == head)), 1.0),
                };
                let guess = logistic(score(&weights, window, head) + biases[head]);
                let slope = (guess - target) * weight;
                biases[head] -= 0.02 * slope;
                for (place, value) in window {
                    let place = *place as usize;
                    let (weight, square) = (&mut weights[place][head], &mut squares[place][head]);
                    let step = slope * value + settings.decay * *weight;
                    *square += step * step;
                    *weight -= settings.rate * step / square.sqrt();
                }
            }
        }
        if round * 2 >= settings.rounds {
            for (sum, weight) in sums.iter_mut().flatten().zip(weights.iter().flatten()) {
                *sum += weight;
            }
            averaged += 1.0;
        }
    }
    for (sum, weight) in sums.iter_mut().flatten().zip(weights.iter().flatten()) {
        *sum = if averaged > 0.0 {
            *sum / averaged
        } else {
            *weight
        };
    }
    Model::quantised(settings.bits, &sums, biases)
}

/// Returns the highest score of a text's windows, as the engine does.
pub(crate) fn highest(model: &Model, example: &Example) -> f32 {
    example
        .windows
        .iter()
        .map(|window| model.score(window))
        .fold(f32::NEG_INFINITY, f32::max)
}

fn score(weights: &[[f32; HEADS]], window: &[(u32, f32)], head: usize) -> f32 {
    window
        .iter()
        .map(|(place, value)| weights[*place as usize][head] * value)
        .sum()
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// A fixed sequence of numbers.
struct Dice(u64);

impl Dice {
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
