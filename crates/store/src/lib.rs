//! The encrypted SQLite databases (clinic, leads, clinical), each with its key.
