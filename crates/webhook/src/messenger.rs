//! Reads messenger entries.

use crate::json::Fields;
use crate::payload::Collector;

pub(crate) fn read_entry(_entry: &Fields<'_>, _out: &mut Collector) {}
