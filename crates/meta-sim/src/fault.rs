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
    /// This WhatsApp number cannot be reached (131026) until the faults are cleared.
    Unreachable {
        /// Digits of the number, or a BSUID.
        wa_id: String,
    },
}

/// What happens to one send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SendFault {
    Error { code: u32 },
    ServerError { status: u16 },
    TooManyRequests,
    LostAnswer,
    Slow { millis: u64 },
}

/// The faults that wait for their turn.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    sends: Vec<(SendFault, u32)>,
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
        self.sends.retain(|(_, times)| *times > 0);
        let (fault, times) = self.sends.first_mut()?;
        *times -= 1;
        Some(fault.clone())
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
        }
    }
}

fn take_one(count: &mut u32) -> bool {
    let has_one = *count > 0;
    *count = count.saturating_sub(1);
    has_one
}
