//! Reads a message and says what needs a person, and why: no I/O, no clock.
//!
//! [`Engine::assess`] runs every language pack over one text and returns findings with the words that raised them.
//! The same text and packs give the same findings. No finding means that nothing matched, never that someone is
//! safe. The crate does not know who wrote, what was written before, or what the clinic does about it.
//!
//! The way of a text, in reading order: it is cut into tokens ([`normalise`]), each token is written as it sounds
//! in each language ([`skeleton`]), phrases of the packs are looked for ([`pattern`], [`pack`], [`scan`]), what
//! stands around a hit may lower it ([`scope`]), and hits become levelled findings ([`weigh`]). Notions that stand
//! together raise like phrases ([`concept`]), and a model learnt from labelled lines may raise, never lower
//! ([`reader`]). What a lead asks for and how soon is [`interest`]'s. What messages say together is [`conversation`]'s.

mod bytes;
mod clinic;
mod concept;
pub mod conversation;
mod deep;
mod engine;
mod extract;
mod fields;
mod finding;
mod guess;
mod interest;
mod legible;
mod normalise;
mod pack;
mod pattern;
mod phrase_book;
mod quick_hash;
mod reader;
mod scan;
mod scope;
mod self_test;
mod skeleton;
mod tone;
mod weigh;

pub use clinic::{ClinicPhrase, FalseAlarm, PhraseLanguage, after_feedback, exact_form};
pub use deep::{DeepScores, DeepSettings};
pub use engine::Engine;
pub use extract::{
    DayMessage, Direction, Extract, ExtractFault, Extractor, Mention, Quote, Theme, ThemeCount,
};
pub use finding::{Assessment, Category, Finding, Level, Reason, Span};
pub use interest::{Intent, Interest, InterestFault, InterestReader, Sign, Urgency};
pub use pack::PackFault;
pub use reader::{HEADS, Model, ReaderFault, Thresholds};
pub use self_test::SelfTestFailure;
pub use tone::{Tone, ToneChange, ToneFault, ToneHit, ToneReader};
