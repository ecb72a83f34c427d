//! Reads and authenticates what Meta posts: signature, object, entries, counts.
