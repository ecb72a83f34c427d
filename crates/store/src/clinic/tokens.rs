//! Secrets of channels: access token, app secret, verify token. Sealed by the token key, `secrecy` types outside.

use crate::error::StoreError;
use crate::key::Key32;
use crate::{Conn, Tx};
use recado_domain::id::ChannelId;
use rusqlite::{OptionalExtension, params};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroize;

/// Which secret of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenName {
    /// What Graph is called with.
    Access,
    /// The Meta app's id.
    AppId,
    /// What webhooks are signed with.
    AppSecret,
    /// What Meta asks back when the webhook is set up.
    VerifyToken,
    /// The Page an Instagram account is reached through; no secret, but it belongs with them.
    PageId,
}

impl TokenName {
    fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::AppId => "app_id",
            Self::AppSecret => "app_secret",
            Self::VerifyToken => "verify_token",
            Self::PageId => "page_id",
        }
    }
}

/// Keeps a secret of a channel, replacing an earlier one.
///
/// # Errors
/// [`StoreError`].
pub fn put(
    tx: &Tx<'_>,
    token_key: &Key32,
    channel: ChannelId,
    name: TokenName,
    secret: &SecretString,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into tokens (channel, name, sealed) values (?1, ?2, ?3)
         on conflict (channel, name) do update set sealed = excluded.sealed",
        params![
            channel.0,
            name.as_str(),
            seal_text(token_key, &context(channel, name), secret)?
        ],
    )?;
    Ok(())
}

/// Returns a secret of a channel.
///
/// # Errors
/// [`StoreError::WrongKey`] when the token key does not open it.
pub fn get(
    conn: &Conn,
    token_key: &Key32,
    channel: ChannelId,
    name: TokenName,
) -> Result<Option<SecretString>, StoreError> {
    let sealed: Option<Vec<u8>> = conn
        .prepare_cached("select sealed from tokens where channel = ?1 and name = ?2")?
        .query_row(params![channel.0, name.as_str()], |row| row.get(0))
        .optional()?;
    sealed
        .map(|sealed| open_text(token_key, &context(channel, name), &sealed))
        .transpose()
}

fn context(channel: ChannelId, name: TokenName) -> String {
    format!("recado/token/{channel}/{}", name.as_str())
}

pub(super) fn seal_text(
    key: &Key32,
    context: &str,
    text: &SecretString,
) -> Result<Vec<u8>, StoreError> {
    key.seal(context, text.expose_secret().as_bytes())
        .map_err(|_| StoreError::WrongKey)
}

pub(super) fn open_text(
    key: &Key32,
    context: &str,
    sealed: &[u8],
) -> Result<SecretString, StoreError> {
    let plain = key
        .open(context, sealed)
        .map_err(|_| StoreError::WrongKey)?;
    String::from_utf8(plain)
        .map(SecretString::from)
        .map_err(|error| {
            error.into_bytes().zeroize();
            StoreError::Damaged
        })
}
