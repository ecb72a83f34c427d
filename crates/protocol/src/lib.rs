//! The relay-desktop contract: paths, envelopes, cursors, error codes, and the sealed format.
