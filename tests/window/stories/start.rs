//! A start right after an end: the program before still holds its name on the bus, and answers nobody.

use crate::{clinic::Clinic, window::Window};
use sha2::{Digest, Sha256};
use std::thread;
use zbus::{
    blocking::{Connection, MessageIterator},
    message::Type,
};

#[tokio::test]
async fn a_start_that_meets_the_end_of_the_one_before_comes_up() {
    let clinic = Clinic::start().await;
    let path = std::path::absolute(clinic.data()).expect("a path");
    let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
    let hash: String = hash
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let bus = Connection::session().expect("a session bus");
    let name = format!("org.recado.desktop.data{hash}.SingleInstance");
    bus.request_name(name).expect("the name");
    // It is asked to come forward, says that it is gone, and is.
    let ending = thread::spawn(move || {
        for message in MessageIterator::from(&bus) {
            let message = message.expect("a message");
            if message.message_type() == Type::MethodCall {
                let gone = "org.freedesktop.DBus.Error.UnknownObject";
                bus.reply_error(&message.header(), gone, &"gone")
                    .expect("an answer");
                return;
            }
        }
    });

    let window = Window::open(&clinic).await;
    window.see("first-run[data-step=relay]").await;
    ending.join().expect("it was asked, and ended");
    window.close().await;
}
