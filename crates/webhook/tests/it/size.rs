//! How large an event is while it travels: a body may hold a thousand of them.

use recado_webhook::event::Event;

#[test]
fn an_event_is_small_whatever_it_holds() {
    let bytes = size_of::<Event>();
    assert!(bytes <= 128, "{bytes} bytes");
}
