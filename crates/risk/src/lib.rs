//! Reads a message and says what needs a person, and why: no I/O, no clock.
