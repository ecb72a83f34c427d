//! From sound to words. Decodes what patients record, reads what OpenAI-compatible services answer, and, with the
//! feature `whisper`, listens by a model on this computer.
//!
//! Knows no database and opens no connection: what is sent is handed over as bytes, and answers come as bytes.

pub mod answer;
pub mod model;
pub mod sound;
#[cfg(feature = "whisper")]
pub mod whisper;
