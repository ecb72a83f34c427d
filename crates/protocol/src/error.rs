//! What the relay answers when it refuses: a code to act on, and a detail for the operator.

use serde::{Deserialize, Serialize};

/// The body of every answer that is not a success.
///
/// Shape: `{"code":"pairingCodeWrong","detail":"no such code, or it was used or is older than 15 minutes"}`. The
/// detail never repeats what was sent and never carries an inner cause; a desktop shows its own words by code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// What the caller acts on.
    pub code: ErrorCode,
    /// One sentence for a log or an operator.
    pub detail: String,
}

/// Why the relay refused, one code for each different thing the caller can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// 400: the body or a parameter is not what the path takes. A bug of the caller.
    BadRequest,
    /// 400: the body's version is newer than the relay reads. Update the relay.
    RelayTooOld,
    /// 401: no bearer token, or one the relay does not know (removed device). Pair again.
    TokenRejected,
    /// 401: the webhook's signature is missing or matches no app secret.
    SignatureWrong,
    /// 403: the verify token of a subscription check is not one of ours.
    VerifyTokenWrong,
    /// 403: no such pairing code, or it is used or too old. Print a new one.
    PairingCodeWrong,
    /// 403: everything in the webhook belongs to channels that are switched off.
    ChannelOff,
    /// 403: the epoch is not signed by the clinic's identity key.
    EpochSignatureWrong,
    /// 403: the desktop is paired, but none of the clinic's desktops has let it in yet.
    NotLetIn,
    /// 404: no such path, or no such device.
    NotFound,
    /// 405: the path exists, the method does not.
    MethodNotAllowed,
    /// 409: the epoch is neither the next one nor a repeat. Read the epochs again.
    EpochOutOfOrder,
    /// 409: another clinic on this relay has connected that asset.
    AssetTaken,
    /// 409: the roster is not the next one, not signed by the clinic, or not of these devices. Read it again.
    RosterOutOfDate,
    /// 409: the newcomer was made an offer already, or has asked anew meanwhile. Read the newcomers again.
    JoiningOutOfDate,
    /// 409: another desktop holds the lease.
    LeaseHeld,
    /// 413: the body is larger than the relay takes.
    TooLarge,
    /// 429: too many requests; wait for `Retry-After` seconds.
    TooManyRequests,
    /// 503: the clinic has no epoch key yet, so nothing can be sealed to it.
    EpochMissing,
    /// 503: the relay could not write durably, or its queue is full. Send again later.
    StoreUnavailable,
    /// A code this build does not know: act by the HTTP status.
    #[serde(other)]
    Unrecognised,
}
