//! The parts of a message as they are kept: JSON beside it.

use crate::error::StoreError;
use recado_domain::part::{Part, UnsupportedHint};

/// Returns the JSON of parts; nothing for none.
pub(super) fn to_json(parts: &[Part]) -> Result<Option<String>, StoreError> {
    if parts.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(parts)
        .map(Some)
        .map_err(|_| StoreError::Damaged)
}

/// Returns the parts in a row. What cannot be read stands as such, so that its neighbours are shown.
pub(super) fn from_json(json: Option<&str>) -> Vec<Part> {
    let Some(json) = json else { return Vec::new() };
    serde_json::from_str(json).unwrap_or_else(|_| {
        vec![Part::Unsupported {
            label: String::new(),
            hint: UnsupportedHint::Kept,
        }]
    })
}
