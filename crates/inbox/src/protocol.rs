//! What the clinic does about a flag: its own steps (`steps`), and whether somebody looked at the emergency numbers
//! (`numbers`).

pub(crate) mod numbers;
pub(crate) mod steps;
