//! What the clinic's words mean and the rules that follow: no I/O, no clock, no async.
