//! What happens at a desk, one file a story.

mod closed_window;
mod conversation;
mod crisis;
mod lock;
mod search;
