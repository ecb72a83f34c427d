//! Other rates to [`RATE`]: a windowed sinc, so that what is above what the new rate holds does not come back as noise.

use super::RATE;

/// How many zeros of the sinc are kept on each side.
const ZEROS: f64 = 16.0;
/// Where the filter begins to close, as a share of what the lower of the two rates holds.
const OPEN: f64 = 0.94;
/// The rates that sound is recorded at.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=96_000;

/// Takes samples of one rate, one channel, and gives them at [`RATE`]. Holds no more than what it still needs.
pub(super) struct Resampler {
    /// How far the source goes on with each sample that is given: whole steps and rest, in shares of `phases`.
    step: usize,
    phases: usize,
    /// Samples of the source on each side of one that is given.
    half: usize,
    /// `2 * half` weights for each phase.
    weights: Vec<f32>,
    held: Vec<f32>,
    phase: usize,
    taken: u64,
    given: Vec<i16>,
}

impl Resampler {
    /// Returns one for a rate; nothing for a rate that nobody records at.
    pub fn new(rate: u32) -> Option<Self> {
        if !RATES.contains(&rate) {
            return None;
        }
        let common = greatest_common(rate, RATE);
        let (step, phases) = ((rate / common) as usize, (RATE / common) as usize);
        let open = OPEN * (f64::from(RATE) / f64::from(rate)).min(1.0);
        let half = (ZEROS / open).ceil() as usize;
        let mut weights = Vec::with_capacity(phases * 2 * half);
        for phase in 0..phases {
            let shift = phase as f64 / phases as f64;
            let places = (0..2 * half).map(|place| place as f64 - (half - 1) as f64 - shift);
            let all: Vec<f64> = places.map(|x| weight(x, open, half as f64)).collect();
            let sum: f64 = all.iter().sum();
            weights.extend(all.iter().map(|it| (it / sum) as f32));
        }
        Some(Self {
            step,
            phases,
            half,
            weights,
            // As if it had been silent before.
            held: vec![0.0; half - 1],
            phase: 0,
            taken: 0,
            given: Vec::new(),
        })
    }

    /// Takes samples, -1 to 1.
    pub fn push(&mut self, samples: impl Iterator<Item = f32>) {
        let before = self.held.len();
        self.held.extend(samples);
        self.taken += (self.held.len() - before) as u64;
        self.give();
    }

    /// Returns how many samples there are at [`RATE`] so far.
    pub fn len(&self) -> usize {
        self.given.len()
    }

    /// Returns all of them.
    pub fn end(mut self) -> Vec<i16> {
        self.held.extend(std::iter::repeat_n(0.0, self.half));
        self.give();
        let all = self.taken * self.phases as u64 / self.step as u64;
        self.given
            .truncate(usize::try_from(all).unwrap_or(usize::MAX));
        self.given
    }

    fn give(&mut self) {
        let width = 2 * self.half;
        let mut first = 0;
        while let Some(around) = self.held.get(first..first + width) {
            let weights = &self.weights[self.phase * width..][..width];
            let sum: f32 = around.iter().zip(weights).map(|(a, b)| a * b).sum();
            self.given
                .push((sum * 32_767.0).clamp(-32_768.0, 32_767.0) as i16);
            self.phase += self.step;
            first += self.phase / self.phases;
            self.phase %= self.phases;
        }
        self.held.drain(..first.min(self.held.len()));
    }
}

/// Returns the weight of a sample at a distance, under a window that ends at `half`.
fn weight(distance: f64, open: f64, half: f64) -> f64 {
    use std::f64::consts::PI;
    if distance.abs() >= half {
        return 0.0;
    }
    let angle = PI * distance * open;
    let sinc = if angle == 0.0 {
        1.0
    } else {
        angle.sin() / angle
    };
    sinc * 0.5 * (1.0 + (PI * distance / half).cos())
}

fn greatest_common(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    fn tone(hertz: f64, rate: u32, seconds: f64) -> Vec<f32> {
        let count = (f64::from(rate) * seconds) as usize;
        let at = |place: usize| (2.0 * PI * hertz * place as f64 / f64::from(rate)).sin() * 0.5;
        (0..count).map(|place| at(place) as f32).collect()
    }

    fn resampled(samples: &[f32], rate: u32, piece: usize) -> Vec<i16> {
        let mut resampler = Resampler::new(rate).unwrap();
        for piece in samples.chunks(piece) {
            resampler.push(piece.iter().copied());
        }
        resampler.end()
    }

    /// The same tone at the same time, whatever rate it came at.
    #[test]
    fn a_tone_stays_itself_at_every_rate() {
        for rate in [
            8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
        ] {
            let heard = resampled(&tone(440.0, rate, 0.5), rate, 1024);
            assert!((7_999..=8_000).contains(&heard.len()), "{rate}");
            let wanted = tone(440.0, RATE, 0.5);
            // The ends have silence on one side.
            let off = (500..7_500).map(|at| (f32::from(heard[at]) / 32_767.0 - wanted[at]).abs());
            let worst = off.fold(0.0, f32::max);
            assert!(worst < 0.005, "{rate}: {worst}");
        }
    }

    #[test]
    fn what_the_new_rate_cannot_hold_is_gone() {
        let heard = resampled(&tone(10_000.0, 44_100, 0.5), 44_100, 1024);
        let loudest = heard[500..7_500].iter().map(|it| it.abs()).max().unwrap();
        assert!(loudest < 60, "{loudest}");
    }

    #[test]
    fn the_pieces_it_comes_in_do_not_matter() {
        let tone = tone(700.0, 44_100, 0.3);
        let whole = resampled(&tone, 44_100, tone.len());
        for piece in [1, 7, 160, 1024] {
            assert_eq!(resampled(&tone, 44_100, piece), whole);
        }
        assert!(resampled(&[], 44_100, 1).is_empty());
        assert!(Resampler::new(7_999).is_none() && Resampler::new(96_001).is_none());
    }
}
