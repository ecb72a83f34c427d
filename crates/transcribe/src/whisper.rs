//! Listening on this computer: whisper.cpp with a model's file. Blocks for as long as it takes, and can be stopped.
//!
//! The model is read for each note and gone with it: between notes it takes no memory.

use crate::{answer::Answer, model::form};
use recado_domain::transcript::confidence::{Segment, Word};
use std::{
    path::Path,
    sync::{
        Arc, Once,
        atomic::{AtomicBool, Ordering},
    },
};
use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperSegment,
};

/// Why nothing was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WhisperFault {
    /// The file is missing, or no model that this engine reads.
    #[error("the speech model cannot be used")]
    Model,
    /// Somebody stopped it.
    #[error("listening was stopped")]
    Stopped,
    /// The engine broke off: most likely there was not enough memory.
    #[error("the speech engine broke off")]
    Engine,
}

/// Returns whether this computer's processor can run the engine as it is built: instructions of 2013 and later.
pub fn is_possible() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("fma")
            && std::arch::is_x86_feature_detected!("f16c")
            && std::arch::is_x86_feature_detected!("bmi2")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        true
    }
}

/// Hears samples at 16,000 a second, one channel. `language` is ISO 639 of two letters; absent to find out.
///
/// # Errors
/// [`WhisperFault`].
pub fn hear(
    model: &Path,
    samples: &[i16],
    language: Option<&str>,
    stop: &Arc<AtomicBool>,
) -> Result<Answer, WhisperFault> {
    static QUIET: Once = Once::new();
    // It tells of its work on the standard error output, words included.
    QUIET.call_once(whisper_rs::install_logging_hooks);
    let is_stopped = || stop.load(Ordering::Acquire);
    if is_stopped() {
        return Err(WhisperFault::Stopped);
    }
    // Not trusted to be what it was when it was chosen: the engine ends the program over half a file.
    form::prove(model).map_err(|_| WhisperFault::Model)?;
    let mut how = WhisperContextParameters::default();
    how.use_gpu(false);
    let context = WhisperContext::new_with_params(model, how).map_err(|_| WhisperFault::Model)?;
    let mut state = context.create_state().map_err(|_| WhisperFault::Engine)?;
    let samples: Vec<f32> = samples.iter().map(|it| f32::from(*it) / 32_768.0).collect();
    let done = state.full(params(language, stop), &samples);
    if is_stopped() {
        return Err(WhisperFault::Stopped);
    }
    done.map_err(|_| WhisperFault::Engine)?;
    let is_text = |token: i32| token < context.token_eot();
    let segments = state.as_iter().map(|segment| heard(&segment, is_text));
    let language = whisper_rs::get_lang_str(state.full_lang_id_from_state());
    Ok(Answer {
        segments: segments.collect(),
        language: language.map(str::to_owned),
    })
}

fn params<'a>(language: Option<&'a str>, stop: &Arc<AtomicBool>) -> FullParams<'a, 'a> {
    let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 2 });
    // Half of the processor stays with people.
    let all = std::thread::available_parallelism().map_or(2, usize::from);
    params.set_n_threads(i32::try_from((all / 2).clamp(1, 8)).unwrap_or(1));
    params.set_language(Some(language.unwrap_or("auto")));
    params.set_translate(false);
    params.set_print_special(false);
    params.set_print_progress(false);
    params.set_print_realtime(false);
    params.set_print_timestamps(false);
    // What was said in one window is no reason to hear it in the next: that is how it begins to go in circles.
    params.set_no_context(true);
    let stop = Arc::clone(stop);
    // A box of exactly this type: whisper-rs 0.16 hands its callback the box, and reads it as the closure's own type.
    let is_stopped: Box<dyn FnMut() -> bool> = Box::new(move || stop.load(Ordering::Acquire));
    params.set_abort_callback_safe(is_stopped);
    params
}

fn heard(segment: &WhisperSegment<'_>, is_text: impl Fn(i32) -> bool) -> Segment {
    let mut words = Words::default();
    let mut logarithms = Vec::new();
    let tokens = (0..segment.n_tokens()).filter_map(|place| segment.get_token(place));
    for token in tokens.filter(|token| is_text(token.token_id())) {
        let probability = token.token_probability().clamp(0.0, 1.0);
        logarithms.push(probability.max(f32::MIN_POSITIVE).ln());
        words.push(token.to_bytes().unwrap_or_default(), probability);
    }
    let count = logarithms.len();
    Segment {
        start_ms: milliseconds(segment.start_timestamp()),
        end_ms: milliseconds(segment.end_timestamp()),
        text: segment.to_str_lossy().unwrap_or_default().into_owned(),
        words: words.end(),
        log_probability: (count > 0).then(|| logarithms.iter().sum::<f32>() / count as f32),
        no_speech: Some(segment.no_speech_probability()),
    }
}

/// Times come in hundredths of a second.
fn milliseconds(hundredths: i64) -> u64 {
    u64::try_from(hundredths).unwrap_or_default() * 10
}

/// Words put together from their pieces: a letter may lie in two of them.
#[derive(Default)]
struct Words {
    done: Vec<Word>,
    bytes: Vec<u8>,
    probabilities: Vec<f32>,
}

impl Words {
    fn push(&mut self, piece: &[u8], probability: f32) {
        if piece.starts_with(b" ") {
            self.finish();
        }
        self.bytes.extend_from_slice(piece);
        self.probabilities.push(probability);
    }

    fn finish(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        let probabilities = std::mem::take(&mut self.probabilities);
        if !bytes.is_empty() {
            let count = probabilities.len().max(1) as f32;
            self.done.push(Word {
                text: String::from_utf8_lossy(&bytes).into_owned(),
                probability: Some(probabilities.iter().sum::<f32>() / count),
            });
        }
    }

    fn end(mut self) -> Vec<Word> {
        self.finish();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_put_together_from_its_pieces() {
        let mut words = Words::default();
        // The two bytes of "ã" come apart.
        for (piece, probability) in [
            (b" n\xc3".as_slice(), 0.9),
            (b"\xa3o", 0.7),
            (b" quero", 0.5),
        ] {
            words.push(piece, probability);
        }
        let words = words.end();
        assert_eq!(words[0].text, " não");
        assert!((words[0].probability.unwrap() - 0.8).abs() < 0.001);
        assert_eq!(words[1].text, " quero");
    }
}
