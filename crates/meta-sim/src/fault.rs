//! What can be made to go wrong, on request: answers to sends, and the way webhooks travel.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Something to go wrong from now on. Shape over HTTP: `{"kind":"error","code":131026,"times":1}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The next `times` sends are refused with Meta's error `code`; nothing is sent.
    Error {
        /// Meta's code, e.g. 130429.
        code: u32,
        /// How many sends.
        times: u32,
    },
    /// The next `times` sends answer `status` with a page of HTML, as Meta's proxies do; nothing is sent.
    ServerError {
        /// HTTP status, 500 to 599.
        status: u16,
        /// How many sends.
        times: u32,
    },
    /// The next `times` sends answer 429 with usage headers at their limit; nothing is sent.
    TooManyRequests {
        /// How many sends.
        times: u32,
    },
    /// The next `times` sends are accepted, and the connection drops before the answer.
    LostAnswer {
        /// How many sends.
        times: u32,
    },
    /// The next `times` sends are accepted, and answered `millis` later.
    Slow {
        /// Milliseconds before the answer.
        millis: u64,
        /// How many sends.
        times: u32,
    },
    /// The access token has expired (190, subcode 463) until the faults are cleared.
    ExpiredToken,
    /// The next `times` webhook requests are posted twice.
    DuplicateWebhooks {
        /// How many requests.
        times: u32,
    },
    /// Webhooks are collected by `size` and posted in reverse order, until the faults are cleared.
    ShuffleWebhooks {
        /// How many are collected.
        size: usize,
    },
    /// Up to `size` changes travel in one POST, until the faults are cleared.
    BatchWebhooks {
        /// The most changes in one POST.
        size: usize,
    },
    /// Every webhook waits `millis`, until the faults are cleared.
    DelayWebhooks {
        /// Milliseconds before each request.
        millis: u64,
    },
    /// The first attempts of the next `times` webhooks get lost; Meta's retries bring them.
    DropWebhooks {
        /// How many requests.
        times: u32,
    },
    /// The next `times` sends of Messenger or Instagram are refused with this code and subcode; nothing is sent.
    SocialError {
        /// Meta's code, e.g. 613.
        code: u32,
        /// Meta's subcode, e.g. 2018278.
        #[serde(default)]
        subcode: Option<u32>,
        /// How many sends.
        times: u32,
    },
    /// The next `times` uploads of a file are refused with Meta's error `code`; nothing is kept.
    UploadError {
        /// Meta's code, e.g. 131053.
        code: u32,
        /// How many uploads.
        times: u32,
    },
    /// The next `times` requests for a file's bytes go wrong like this; faults asked for earlier come first.
    Media {
        /// What happens.
        what: MediaFault,
        /// How many requests.
        times: u32,
    },
    /// This WhatsApp number cannot be reached (131026) until the faults are cleared.
    Unreachable {
        /// Digits of the number, or a BSUID.
        wa_id: String,
    },
}

/// What happens to one request for a file's bytes. Shape over HTTP: `"cut"`, `{"status":503}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaFault {
    /// An empty answer with this HTTP status.
    Status(u16),
    /// The bytes come this many milliseconds late.
    Slow(u64),
    /// The bytes are others than those the hash was made of.
    WrongBytes,
    /// `Content-Type` names this type, whatever the bytes are.
    WrongType(String),
    /// The connection drops half-way.
    Cut,
    /// 404; this address is dead, a newly asked one works.
    NewAddress,
    /// 302 to the host that is not Meta's.
    Elsewhere,
}

/// What happens to one send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SendFault {
    Error { code: u32 },
    ServerError { status: u16 },
    TooManyRequests,
    LostAnswer,
    Slow { millis: u64 },
    SocialError { code: u32, subcode: Option<u32> },
}

/// The faults that wait for their turn.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    sends: Vec<(SendFault, u32)>,
    uploads: Vec<(u32, u32)>,
    media: Vec<(MediaFault, u32)>,
    pub(crate) expired_token: bool,
    pub(crate) unreachable: BTreeSet<String>,
    duplicates: u32,
    drops: u32,
    pub(crate) shuffle: usize,
    pub(crate) batch: usize,
    pub(crate) delay_ms: u64,
}

impl Faults {
    pub(crate) fn set(&mut self, fault: Fault) {
        match fault {
            Fault::Error { code, times } => self.sends.push((SendFault::Error { code }, times)),
            Fault::ServerError { status, times } => {
                self.sends.push((SendFault::ServerError { status }, times));
            }
            Fault::TooManyRequests { times } => {
                self.sends.push((SendFault::TooManyRequests, times))
            }
            Fault::LostAnswer { times } => self.sends.push((SendFault::LostAnswer, times)),
            Fault::Slow { millis, times } => self.sends.push((SendFault::Slow { millis }, times)),
            Fault::SocialError {
                code,
                subcode,
                times,
            } => {
                let fault = SendFault::SocialError { code, subcode };
                self.sends.push((fault, times));
            }
            Fault::UploadError { code, times } => self.uploads.push((code, times)),
            Fault::Media { what, times } => self.media.push((what, times)),
            Fault::ExpiredToken => self.expired_token = true,
            Fault::DuplicateWebhooks { times } => self.duplicates += times,
            Fault::ShuffleWebhooks { size } => self.shuffle = size,
            Fault::BatchWebhooks { size } => self.batch = size,
            Fault::DelayWebhooks { millis } => self.delay_ms = millis,
            Fault::DropWebhooks { times } => self.drops += times,
            Fault::Unreachable { wa_id } => {
                self.unreachable.insert(wa_id);
            }
        }
    }

    /// Takes the fault of the next send, oldest first.
    pub(crate) fn next_send(&mut self) -> Option<SendFault> {
        next(&mut self.sends)
    }

    /// Takes the error of the next upload.
    pub(crate) fn next_upload(&mut self) -> Option<u32> {
        next(&mut self.uploads)
    }

    /// Takes the fault of the next request for a file's bytes.
    pub(crate) fn next_media(&mut self) -> Option<MediaFault> {
        next(&mut self.media)
    }

    pub(crate) fn next_duplicate(&mut self) -> bool {
        take_one(&mut self.duplicates)
    }

    pub(crate) fn next_drop(&mut self) -> bool {
        take_one(&mut self.drops)
    }

    /// Returns what is still to go wrong, in the shape of the requests that asked for it.
    pub(crate) fn waiting(&self) -> Vec<Fault> {
        let sends = self.sends.iter().filter(|(_, times)| *times > 0);
        let mut waiting: Vec<Fault> = sends.map(|(fault, times)| fault.asked(*times)).collect();
        let uploads = self.uploads.iter().filter(|(_, times)| *times > 0);
        waiting.extend(uploads.map(|&(code, times)| Fault::UploadError { code, times }));
        let media = self.media.iter().filter(|(_, times)| *times > 0);
        waiting.extend(media.map(|(what, times)| Fault::Media {
            what: what.clone(),
            times: *times,
        }));
        if self.expired_token {
            waiting.push(Fault::ExpiredToken);
        }
        if self.duplicates > 0 {
            waiting.push(Fault::DuplicateWebhooks {
                times: self.duplicates,
            });
        }
        if self.drops > 0 {
            waiting.push(Fault::DropWebhooks { times: self.drops });
        }
        if self.shuffle > 1 {
            waiting.push(Fault::ShuffleWebhooks { size: self.shuffle });
        }
        if self.batch > 1 {
            waiting.push(Fault::BatchWebhooks { size: self.batch });
        }
        if self.delay_ms > 0 {
            waiting.push(Fault::DelayWebhooks {
                millis: self.delay_ms,
            });
        }
        let unreachable = self.unreachable.iter().cloned();
        waiting.extend(unreachable.map(|wa_id| Fault::Unreachable { wa_id }));
        waiting
    }
}

impl SendFault {
    fn asked(&self, times: u32) -> Fault {
        match *self {
            Self::Error { code } => Fault::Error { code, times },
            Self::ServerError { status } => Fault::ServerError { status, times },
            Self::TooManyRequests => Fault::TooManyRequests { times },
            Self::LostAnswer => Fault::LostAnswer { times },
            Self::Slow { millis } => Fault::Slow { millis, times },
            Self::SocialError { code, subcode } => Fault::SocialError {
                code,
                subcode,
                times,
            },
        }
    }
}

/// Takes one of the oldest that is left.
fn next<T: Clone>(waiting: &mut Vec<(T, u32)>) -> Option<T> {
    waiting.retain(|(_, times)| *times > 0);
    let (fault, times) = waiting.first_mut()?;
    *times -= 1;
    Some(fault.clone())
}

fn take_one(count: &mut u32) -> bool {
    let has_one = *count > 0;
    *count = count.saturating_sub(1);
    has_one
}
