//! Patients whether or not they ever wrote: the list of them, one of them, and the first message to one.
//!
//! For whoever reads patients. Nothing is sent here: a conversation is begun in which, as nobody wrote, only an approved
//! template can be sent, by the composer and with its own act in the audit.

mod begin;
mod list;

pub(crate) use begin::begin;
pub(crate) use list::{list, one};

use recado_domain::address::Address;
use recado_domain::channel::ChannelKind;

/// Returns whether WhatsApp reaches an address.
fn is_on_whatsapp((_, address): &(ChannelKind, Address)) -> bool {
    match address {
        Address::Phone(_) | Address::UserId(_) => true,
        Address::PageScoped { .. } => false,
    }
}
