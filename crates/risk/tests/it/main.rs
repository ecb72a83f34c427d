//! The engine as the inbox uses it.

mod clinic;
mod corpus;
mod deep;
mod extract;
mod figures;
mod findings;
#[cfg(test)]
mod interest;
#[cfg(test)]
mod labelled;
#[cfg(test)]
mod legible;
mod perturbed;
mod properties;
mod reader;
#[cfg(test)]
mod sequences;
mod speed;
mod tone;
