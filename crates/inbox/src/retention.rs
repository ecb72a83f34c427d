//! How long people are kept: the owner's rules, who is due, the daily round, and holds.

mod due;
mod holds;
mod rules;
mod run;

pub(crate) use holds::{keeping, lift, set as set_hold};
pub(crate) use rules::{all as rules, set as set_rule, view};
pub(crate) use run::{after_sign_in, run};
