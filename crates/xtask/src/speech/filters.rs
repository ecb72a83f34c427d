//! The filters that make a spectrum into what a Whisper model listens to: triangles, evenly apart on Slaney's mel scale.
//!
//! Source: `librosa.filters.mel` with `sr=16000, n_fft=400`, by which OpenAI made its `mel_filters.npz` (read 2026-11-27);
//! what is computed here are its numbers, to the last digit.

/// How many there are.
pub(super) const BANDS: usize = 80;
/// How many steps a spectrum has: of 400 samples, from nothing to half of their rate.
pub(super) const STEPS: usize = 201;
const HERTZ_A_STEP: f64 = 40.0;

/// Where the scale stops to be straight, in hertz and in mels.
const KNEE: (f64, f64) = (1_000.0, 15.0);
const HERTZ_A_MEL: f64 = 200.0 / 3.0;
/// Above the knee, 27 mels are 6.4 times the frequency.
const BEND: (f64, f64) = (6.4, 27.0);

/// Returns the filters, one behind the other.
pub(super) fn all() -> Vec<f32> {
    let highest = mels(HERTZ_A_STEP * (STEPS - 1) as f64);
    let gap = highest / (BANDS + 1) as f64;
    let corners: Vec<f64> = (0..=BANDS)
        .map(|place| place as f64 * gap)
        .chain([highest])
        .map(hertz)
        .collect();
    corners
        .windows(3)
        .flat_map(|corners| (0..STEPS).map(|step| share(corners, step as f64 * HERTZ_A_STEP)))
        .collect()
}

/// Returns how much of a frequency goes into a filter of these corners. Rounded where the original rounds.
fn share(corners: &[f64], hertz: f64) -> f32 {
    let &[low, middle, high] = corners else {
        return 0.0;
    };
    let rising = (hertz - low) / (middle - low);
    let falling = (high - hertz) / (high - middle);
    let height = rising.min(falling) as f32;
    if height > 0.0 {
        (f64::from(height) * (2.0 / (high - low))) as f32
    } else {
        0.0
    }
}

fn mels(hertz: f64) -> f64 {
    let bend = BEND.0.ln() / BEND.1;
    KNEE.1 + (hertz / KNEE.0).ln() / bend
}

fn hertz(mels: f64) -> f64 {
    if mels < KNEE.1 {
        return mels * HERTZ_A_MEL;
    }
    let bend = BEND.0.ln() / BEND.1;
    KNEE.0 * (bend * (mels - KNEE.1)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of OpenAI's file, by band and step.
    const GOLDEN: [(usize, usize, f32); 10] = [
        (0, 0, 0.0),
        (0, 1, 0.024862595),
        (1, 1, 0.001990822),
        (1, 2, 0.022871772),
        (20, 19, 0.0109722),
        (20, 20, 0.013890394),
        (40, 43, 0.014735566),
        (60, 93, 0.006591093),
        (79, 192, 0.0031647119),
        (79, 200, 0.0),
    ];

    #[test]
    fn the_filters_are_those_of_the_original() {
        let filters = all();
        assert_eq!(filters.len(), BANDS * STEPS);
        for (band, step, expected) in GOLDEN {
            let is = filters[band * STEPS + step];
            assert_eq!(is, expected, "{band}, {step}");
        }
        assert!(filters.iter().all(|it| (0.0..0.03).contains(it)));
    }
}
