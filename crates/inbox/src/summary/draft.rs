//! A draft of somebody's day by the owner's assistant, for people who agreed: one question, with marks in the place of
//! names, and an answer of which only that stays which the messages bear out.

pub(crate) mod check;
pub(crate) mod pseudonyms;
pub(crate) mod question;
pub(crate) mod run;
pub(crate) mod show;
pub(crate) mod write;
