//! A typed client of Meta's Graph API.
