//! Invented stories for the demo and for tests.
