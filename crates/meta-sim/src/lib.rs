//! Plays Meta for tests and the demo, written from Meta's documents and not from our client.
