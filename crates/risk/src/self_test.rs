//! What the engine says when its own examples come out wrong.

use thiserror::Error;

use crate::pack::PackFault;
use crate::reader::ReaderFault;

/// The packs do not do what their examples say.
///
/// The examples are written for the packs, so an error may show them.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SelfTestFailure {
    /// A pack did not compile and is left out.
    #[error("a language pack is left out")]
    Pack(#[source] PackFault),
    /// The second reader is left out, or its deep half.
    #[error("the second reader or its deep half is left out")]
    Reader(#[source] ReaderFault),
    /// A rule does not raise an example it must.
    #[error("the rule {rule} misses its example: {example}")]
    Missed {
        /// The rule's id.
        rule: String,
        /// The text.
        example: String,
    },
    /// A rule raises an example it must not.
    #[error("the rule {rule} raises a text it must not: {example}")]
    FalseHit {
        /// The rule's id.
        rule: String,
        /// The text.
        example: String,
    },
}

#[cfg(test)]
mod tests {
    use crate::Engine;

    #[test]
    fn every_shipped_example_comes_out_as_written() {
        let engine = Engine::starter();
        let failed: Vec<String> = engine
            .failed_examples()
            .map(|failure| failure.to_string())
            .collect();
        assert!(
            failed.is_empty(),
            "{} of the examples:\n{}",
            failed.len(),
            failed.join("\n")
        );
        assert_eq!(engine.self_test(), Ok(()));
    }
}
