//! What happens at a desk, one file a story.

mod closed_window;
mod conversation;
mod crisis;
mod dialogs;
mod every_kind;
mod files;
mod lock;
mod places;
mod roles;
mod search;
mod sending;
mod start;
