//! Readings of texts, remembered for as long as the program runs: the ranking is asked for with every change, and most
//! messages are the same as before. What is kept are places in a text and their meaning, never its words.

use recado_risk::{Interest, InterestReader};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, LazyLock, Mutex},
};

/// Compiled when the first lead is looked at; its lists are part of the program.
static READINGS: LazyLock<Readings> = LazyLock::new(Readings::new);

/// So many are remembered; when there are more, all are forgotten and read anew.
const MOST: usize = 8192;

struct Readings {
    reader: InterestReader,
    /// Its keys are random with each start: nobody can write two texts that pass for one.
    hasher: RandomState,
    known: Mutex<HashMap<(u64, usize), Arc<Interest>>>,
}

impl Readings {
    fn new() -> Self {
        Self {
            reader: InterestReader::starter(),
            hasher: RandomState::new(),
            known: Mutex::default(),
        }
    }

    fn read(&self, text: &str) -> Arc<Interest> {
        let key = (self.hasher.hash_one(text), text.len());
        if let Ok(known) = self.known.lock()
            && let Some(reading) = known.get(&key)
        {
            return Arc::clone(reading);
        }
        let reading = Arc::new(self.reader.read(text));
        if let Ok(mut known) = self.known.lock() {
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(key, Arc::clone(&reading));
        }
        reading
    }
}

/// Returns what a text says about coming.
pub(super) fn read(text: &str) -> Arc<Interest> {
    READINGS.read(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_is_read() {
        let readings = Readings::new();
        let texts = ["Necesito cita hoy", "gracias", "Necesito cita mañana"];
        let first = texts.map(|text| readings.read(text));
        let again = texts.map(|text| readings.read(text));
        for ((text, first), again) in texts.iter().zip(first).zip(again) {
            assert!(Arc::ptr_eq(&first, &again));
            assert_eq!(*first, readings.reader.read(text));
        }
    }

    #[test]
    fn more_than_can_be_remembered_is_read_anew() {
        let readings = Readings::new();
        let kept = readings.read("cita hoy");
        for number in 0..MOST {
            readings.read(&number.to_string());
        }
        assert!(readings.known.lock().unwrap().len() <= MOST);
        assert_eq!(kept, readings.read("cita hoy"));
    }
}
