//! The patients' side of the simulator: what they write, what goes wrong, what the desk sent.
//!
//! Every method has its twin over HTTP under `/sim/…` (see `http`), which the patient page uses.

mod clinic;
mod files;
pub(crate) mod http;
mod patients;
pub mod remarks;
pub mod review;
pub(crate) mod state;
mod visitors;

use std::sync::Arc;

use url::Url;

use crate::fault::{Fault, Faults};
use crate::simulator::{Delivery, Meta, Refusals};
use crate::webhooks::{challenge, receipt, status};
use crate::world::Sent;
use crate::world::person::Status;
use crate::world::product::Product;

/// Why a patient's message was not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ControlError {
    /// Neither 7 to 15 digits nor a BSUID.
    #[error("a patient needs 7 to 15 digits, or a BSUID such as ES.1234")]
    NotAPatient,
    /// The message must be a JSON object; `type` says what it is.
    #[error("a message is a JSON object")]
    NotAMessage,
    /// A PSID or an IGSID has 16 to 20 digits, and is one person's on one product.
    #[error(
        "a visitor needs the 16 to 20 digits of a PSID or IGSID that is nobody's on another product"
    )]
    NotAVisitor,
    /// Nobody has this id.
    #[error("nobody has this id")]
    NoSuchPerson,
    /// No file has this id.
    #[error("no file has this id")]
    NoSuchFile,
    /// No comment has this id.
    #[error("no comment has this id")]
    NoSuchComment,
    /// No template has this id.
    #[error("no template has this id")]
    NoSuchTemplate,
    /// Meta has no such webhook field on this product.
    #[error("Meta has no webhook field {0} there")]
    NoSuchField(String),
    /// No message of the desk has this id.
    #[error("no message of the desk has this id")]
    NoSuchMessage,
    /// The callback did not return the challenge.
    #[error("the callback refused the verification: {0}")]
    CallbackRefused(String),
}

/// Plays patients and faults; clones drive the same simulator.
#[derive(Clone, Debug)]
pub struct Control {
    meta: Arc<Meta>,
}

impl Control {
    pub(crate) fn new(meta: Arc<Meta>) -> Self {
        Self { meta }
    }

    /// Tells one status of a message the desk sent, in any order; `Failed` with this code. On Messenger and
    /// Instagram only what Meta tells there: `Delivered` (Messenger) and `Read`.
    ///
    /// # Errors
    /// When no message has this id.
    pub async fn tell_status(
        &self,
        wamid: &str,
        status: Status,
        failure: Option<u32>,
    ) -> Result<(), ControlError> {
        if status == Status::Failed {
            let known = self.meta.world().owner_of(wamid).is_some();
            status::tell_failed(&self.meta, wamid, failure.unwrap_or(131_026));
            return known.then_some(()).ok_or(ControlError::NoSuchMessage);
        }
        let product = self
            .meta
            .world()
            .owner_of(wamid)
            .map(|person| person.product);
        if let Some(Product::Messenger | Product::Instagram) = product {
            let update = receipt::reach(&self.meta, wamid, status);
            let update = update.ok_or(ControlError::NoSuchMessage)?;
            self.meta.post.tell_update(update, self.meta.post.ticket());
            self.meta.touch();
            return Ok(());
        }
        let told = status::tell(&self.meta, wamid, status, self.meta.post.ticket());
        told.then_some(()).ok_or(ControlError::NoSuchMessage)
    }

    /// Posts a webhook body of your own, byte for byte, signed with the app secret.
    pub async fn post_body(&self, body: Vec<u8>) {
        self.meta.post.tell_raw(body, self.meta.post.ticket());
    }

    /// Makes something go wrong from now on.
    pub async fn set_fault(&self, fault: Fault) {
        self.meta.world().faults.set(fault);
        self.meta.touch();
    }

    /// Returns what is still to go wrong; a request that was taken counts at once, also while its answer is slow.
    pub async fn faults_waiting(&self) -> Vec<Fault> {
        self.meta.world().faults.waiting()
    }

    /// Ends every fault.
    pub async fn clear_faults(&self) {
        self.meta.world().faults = Faults::default();
        self.meta.touch();
    }

    /// Returns every send Meta accepted, oldest first.
    pub async fn sent(&self) -> Vec<Sent> {
        self.meta.world().sent.clone()
    }

    /// Returns every send Meta accepted for one person, oldest first.
    pub async fn sent_to(&self, id: &str) -> Vec<Sent> {
        let world = self.meta.world();
        let key = world.key_of(id);
        let theirs = world.sent.iter().filter(|sent| sent.to == key);
        theirs.cloned().collect()
    }

    /// Returns whether this person sees that the desk is typing.
    pub async fn is_desk_typing_to(&self, id: &str) -> bool {
        let world = self.meta.world();
        let person = world.people.get(&world.key_of(id));
        person.is_some_and(|person| person.desk_types_until_ms > self.meta.clock.now_ms())
    }

    /// Returns the wamids of patients' messages that the desk marked as read.
    pub async fn read_by_the_clinic(&self) -> Vec<String> {
        self.meta.world().read_by_the_clinic()
    }

    /// Subscribes app and account with this callback, without asking for the challenge.
    pub async fn set_webhook(&self, callback: Url) {
        self.meta.world().subscriptions.all(&callback);
        self.meta.touch();
    }

    /// Subscribes as the dashboard does: the callback has to return the challenge for the app's verify token.
    ///
    /// # Errors
    /// When it does not.
    pub async fn verify_webhook(&self, callback: Url) -> Result<(), ControlError> {
        challenge::verify(&self.meta, &callback, &self.meta.app.verify_token)
            .await
            .map_err(ControlError::CallbackRefused)?;
        self.set_webhook(callback).await;
        Ok(())
    }

    /// Turns the clock to Unix milliseconds; it stands there.
    pub async fn set_clock(&self, unix_ms: i64) {
        self.meta.clock.turn_to(unix_ms);
        self.meta.touch();
    }

    /// Lets the clock follow the machine.
    pub async fn run_clock(&self) {
        self.meta.clock.run();
        self.meta.touch();
    }

    /// Chooses what happens by itself after a send, from now on.
    pub async fn set_delivery(&self, delivery: Delivery) {
        self.meta.world().delivery = delivery;
        self.meta.touch();
    }

    /// Chooses when sends against the rules are refused, from now on.
    pub async fn set_refusals(&self, refusals: Refusals) {
        self.meta.world().refusals = refusals;
    }

    /// Waits until every webhook so far, and every status still to come by itself, was accepted with 200.
    ///
    /// Waits for as long as the callback refuses; webhooks nobody is subscribed to count as told.
    pub async fn flush(&self) {
        self.meta.post.all_told().await;
    }
}
