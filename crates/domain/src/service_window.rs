//! service_window
