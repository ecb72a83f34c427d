//! What somebody at the desk sends besides words, and a microphone that speaks.

use super::{Clinic, MARIA, open_desk_with};
use recado_domain::{delivery::DeliveryStatus, id::MediaId};
use recado_inbox::{
    error::InboxError,
    microphone::{Hear, Microphone, MicrophoneError},
    view::{compose::ContentToSend, media::StagedView, thread::ThreadView},
};
use serde_json::Value;
use std::sync::Arc;

/// A small picture, as a camera makes it.
pub const PHOTO: &[u8] = include_bytes!("../../../crates/meta-sim/src/media/photo.jpg");
/// A document of one page.
pub const DOCUMENT: &[u8] = include_bytes!("../../../crates/meta-sim/src/media/document.pdf");

impl Clinic {
    /// As [`Clinic::open`], with a microphone.
    pub async fn open_with_microphone(microphone: impl Microphone + 'static) -> Self {
        let mut clinic = Self::open().await;
        clinic.desk.close();
        clinic.desk = open_desk_with(
            clinic.data_dir(),
            &clinic.meta,
            &clinic.keychain,
            &clinic.clock,
            Arc::new(microphone),
        )
        .await;
        clinic.unlock().await;
        clinic
    }

    /// As [`Clinic::open`], with a message of Maria's.
    pub async fn with_a_message() -> (Self, ThreadView) {
        let clinic = Self::open().await;
        clinic.writes(MARIA, "Bom dia").await;
        let thread = clinic
            .only_thread(|thread| !thread.messages.is_empty())
            .await;
        (clinic, thread)
    }

    /// Waits until so many messages of ours got so far.
    pub async fn reached(
        &self,
        thread: &ThreadView,
        count: usize,
        status: DeliveryStatus,
    ) -> ThreadView {
        self.thread(thread.conversation, |thread| {
            let ours = thread.messages.iter();
            let there = ours.filter(|message| message.status == Some(status));
            there.count() == count
        })
        .await
    }

    /// Waits until Meta took so many sends, and returns their bodies.
    pub async fn bodies(&self, count: usize) -> Vec<Value> {
        self.until(|| async {
            let sent = self.sent().await;
            (sent.len() >= count).then(|| sent.into_iter().map(|sent| sent.body).collect())
        })
        .await
    }

    /// Somebody chooses a file.
    pub async fn stages(&self, thread: &ThreadView, name: &str, bytes: &[u8]) -> StagedView {
        let (side, conversation) = (thread.side, thread.conversation);
        let staged = self.desk.stage_file(
            side,
            conversation,
            name.to_owned(),
            String::new(),
            bytes.to_vec(),
        );
        staged.await.expect("the file waits beside the composer")
    }

    /// Somebody sends something; durable when this returns.
    pub async fn sends_content(
        &self,
        thread: &ThreadView,
        content: ContentToSend,
    ) -> Result<(), InboxError> {
        self.desk
            .send_content(thread.side, thread.conversation, content, None)
            .await
    }

    /// Somebody sends files.
    pub async fn sends_files(&self, thread: &ThreadView, media: Vec<MediaId>, caption: &str) {
        let caption = caption.to_owned();
        let sent = self.sends_content(thread, ContentToSend::Media { media, caption });
        sent.await.expect("the files are queued");
    }
}

/// Says a tone for two seconds as soon as it is opened.
pub struct Speaking;

impl Microphone for Speaking {
    fn open(&self, mut hear: Hear) -> Result<Box<dyn Send>, MicrophoneError> {
        for second in 0..2_u32 {
            let samples: Vec<f32> = (0..16_000_u32)
                .map(|at| {
                    let time = f64::from(second * 16_000 + at) / 16_000.0;
                    ((time * 220.0 * std::f64::consts::TAU).sin() * 0.4) as f32
                })
                .collect();
            hear(&samples, 16_000);
        }
        Ok(Box::new(()))
    }
}
