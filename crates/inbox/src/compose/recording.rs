//! A recording under way: what the microphone hears, in memory only, five minutes at most.
//!
//! The microphone closes when the recording stops, is cancelled or is full, and when the desk locks or goes.

use crate::{
    compose::voice, error::InboxError, microphone::Microphone, view::media::RecordingView,
};
use std::sync::{Arc, Mutex};

/// The most that is recorded: five minutes, as long as a voice note keeps its play button.
const MOST_SAMPLES: usize = voice::RATE as usize * 300;
/// How much of the end says how loud it is just now: a tenth of a second.
const JUST_NOW: usize = voice::RATE as usize / 10;

/// The one recording there can be.
#[derive(Default)]
pub(crate) struct Recorder {
    current: Mutex<Option<Recording>>,
}

struct Recording {
    heard: Arc<Mutex<Heard>>,
    /// Closes the microphone when dropped; gone once the recording is full.
    guard: Option<Box<dyn Send>>,
}

/// What was heard so far, at [`voice::RATE`].
#[derive(Default)]
struct Heard {
    samples: Vec<i16>,
    /// Where our next sample lies between the device's last one (0) and its next (1).
    position: f64,
    last: f32,
}

impl Recorder {
    /// Opens the microphone; a recording that was under way is thrown away.
    ///
    /// # Errors
    /// [`InboxError::NoMicrophone`].
    pub fn start(&self, microphone: &dyn Microphone) -> Result<(), InboxError> {
        let mut current = self.current.lock().map_err(|_| InboxError::CutOff)?;
        // Closed before it is opened anew: many devices have room for one listener.
        *current = None;
        let heard = Arc::new(Mutex::new(Heard::default()));
        let hears = Arc::clone(&heard);
        let guard = microphone.open(Box::new(move |samples, rate| {
            if let Ok(mut heard) = hears.lock() {
                heard.take(samples, rate);
            }
        }))?;
        let guard = Some(guard);
        *current = Some(Recording { heard, guard });
        Ok(())
    }

    /// Returns how far it has got; closes the microphone when it is full.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] when none is under way.
    pub fn progress(&self) -> Result<RecordingView, InboxError> {
        let mut current = self.current.lock().map_err(|_| InboxError::CutOff)?;
        let recording = current.as_mut().ok_or(InboxError::NotFound)?;
        let (view, is_full) = {
            let heard = recording.heard.lock().map_err(|_| InboxError::CutOff)?;
            let samples = &heard.samples;
            let view = RecordingView {
                duration_ms: voice::milliseconds(samples),
                level: voice::level(&samples[samples.len().saturating_sub(JUST_NOW)..]),
            };
            (view, samples.len() >= MOST_SAMPLES)
        };
        if is_full {
            recording.guard = None;
        }
        Ok(view)
    }

    /// Closes the microphone and returns what was said.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] when none is under way.
    pub fn stop(&self) -> Result<Vec<i16>, InboxError> {
        let taken = self.current.lock().map_err(|_| InboxError::CutOff)?.take();
        let mut recording = taken.ok_or(InboxError::NotFound)?;
        recording.guard = None;
        let mut heard = recording.heard.lock().map_err(|_| InboxError::CutOff)?;
        Ok(std::mem::take(&mut heard.samples))
    }

    /// Closes the microphone and forgets what was said.
    pub fn cancel(&self) {
        if let Ok(mut current) = self.current.lock() {
            *current = None;
        }
    }
}

impl Heard {
    /// Takes what the device heard, at our rate: between two of its samples a straight line is good enough for a voice.
    fn take(&mut self, samples: &[f32], rate: u32) {
        let step = f64::from(rate.max(1)) / f64::from(voice::RATE);
        for sample in samples {
            while self.position < 1.0 && self.samples.len() < MOST_SAMPLES {
                let between = self.last + (sample - self.last) * self.position as f32;
                let whole = between.clamp(-1.0, 1.0) * f32::from(i16::MAX);
                self.samples.push(whole as i16);
                self.position += step;
            }
            self.position = (self.position - 1.0).max(0.0);
            self.last = *sample;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::microphone::{Hear, MicrophoneError, NoMicrophone};
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Says half a tone for some seconds as soon as it is opened.
    struct Speaking {
        rate: u32,
        seconds: usize,
        is_open: Arc<AtomicBool>,
    }

    struct Open(Arc<AtomicBool>);

    impl Drop for Open {
        fn drop(&mut self) {
            self.0.store(false, Ordering::SeqCst);
        }
    }

    impl Microphone for Speaking {
        fn open(&self, mut hear: Hear) -> Result<Box<dyn Send>, MicrophoneError> {
            self.is_open.store(true, Ordering::SeqCst);
            for _ in 0..self.seconds {
                hear(&vec![0.5; self.rate as usize], self.rate);
            }
            Ok(Box::new(Open(Arc::clone(&self.is_open))))
        }
    }

    fn recording(rate: u32, seconds: usize) -> (Recorder, Arc<AtomicBool>) {
        let is_open = Arc::new(AtomicBool::new(false));
        let recorder = Recorder::default();
        let microphone = Speaking {
            rate,
            seconds,
            is_open: Arc::clone(&is_open),
        };
        recorder.start(&microphone).unwrap();
        (recorder, is_open)
    }

    #[test]
    fn every_rate_lasts_as_long_as_it_was_spoken() {
        for rate in [8_000, 16_000, 44_100, 48_000, 96_000] {
            let (recorder, is_open) = recording(rate, 2);
            assert_eq!(recorder.progress().unwrap().duration_ms, 2_000, "{rate}");
            assert!(is_open.load(Ordering::SeqCst));
            let said = recorder.stop().unwrap();
            assert!(!is_open.load(Ordering::SeqCst));
            assert!(said[1_000..].iter().all(|sample| *sample == 16_383));
            assert!(matches!(recorder.stop(), Err(InboxError::NotFound)));
        }
    }

    #[test]
    fn a_cancelled_recording_closes_the_microphone_and_is_gone() {
        let (recorder, is_open) = recording(48_000, 1);
        recorder.cancel();
        assert!(!is_open.load(Ordering::SeqCst));
        assert!(matches!(recorder.progress(), Err(InboxError::NotFound)));
    }

    #[test]
    fn after_five_minutes_it_closes_by_itself_and_keeps_what_was_said() {
        let (recorder, is_open) = recording(48_000, 301);
        assert_eq!(recorder.progress().unwrap().duration_ms, 300_000);
        assert!(!is_open.load(Ordering::SeqCst));
        assert_eq!(recorder.stop().unwrap().len(), MOST_SAMPLES);
    }

    #[test]
    fn without_a_microphone_nothing_is_under_way() {
        let recorder = Recorder::default();
        let refused = recorder.start(&NoMicrophone);
        assert!(matches!(refused, Err(InboxError::NoMicrophone(_))));
        assert!(matches!(recorder.progress(), Err(InboxError::NotFound)));
    }
}
