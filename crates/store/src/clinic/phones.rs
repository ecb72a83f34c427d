//! The staff's own telephones, and the token of the clinic's telephone vendor, sealed.

use super::tokens::{open_text, seal_text};
use crate::error::StoreError;
use crate::key::Key32;
use crate::{Conn, Tx};
use recado_domain::id::StaffId;
use recado_domain::phone::Phone;
use rusqlite::{OptionalExtension, params};
use secrecy::SecretString;

/// Returns a member's own telephone.
///
/// # Errors
/// [`StoreError`].
pub fn of(conn: &Conn, staff: StaffId) -> Result<Option<Phone>, StoreError> {
    let number: Option<String> = conn
        .prepare_cached("select number from staff_phones where staff = ?1")?
        .query_row([staff.0], |row| row.get(0))
        .optional()?;
    number
        .map(|number| Phone::from_e164(&number).map_err(|_| StoreError::Damaged))
        .transpose()
}

/// Keeps a member's own telephone, or forgets it.
///
/// # Errors
/// [`StoreError`], also when there is no such member.
pub fn set(tx: &Tx<'_>, staff: StaffId, phone: Option<&Phone>) -> Result<(), StoreError> {
    match phone {
        Some(phone) => tx.execute(
            "insert into staff_phones (staff, number) values (?1, ?2)
             on conflict (staff) do update set number = excluded.number",
            params![staff.0, phone.as_e164()],
        )?,
        None => tx.execute("delete from staff_phones where staff = ?1", [staff.0])?,
    };
    Ok(())
}

/// Keeps the token of an account and forgets every other.
///
/// # Errors
/// [`StoreError`].
pub fn put_token(
    tx: &Tx<'_>,
    token_key: &Key32,
    account: &str,
    token: &SecretString,
) -> Result<(), StoreError> {
    forget_tokens(tx)?;
    tx.execute(
        "insert into phone_keys (account, sealed) values (?1, ?2)",
        params![account, seal_text(token_key, &context(account), token)?],
    )?;
    Ok(())
}

/// Returns the token of an account.
///
/// # Errors
/// [`StoreError::WrongKey`] when the token key does not open it.
pub fn token(
    conn: &Conn,
    token_key: &Key32,
    account: &str,
) -> Result<Option<SecretString>, StoreError> {
    let sealed: Option<Vec<u8>> = conn
        .prepare_cached("select sealed from phone_keys where account = ?1")?
        .query_row([account], |row| row.get(0))
        .optional()?;
    sealed
        .map(|sealed| open_text(token_key, &context(account), &sealed))
        .transpose()
}

/// Returns whether an account has a token.
///
/// # Errors
/// [`StoreError`].
pub fn has_token(conn: &Conn, account: &str) -> Result<bool, StoreError> {
    Ok(conn.query_row(
        "select exists (select 1 from phone_keys where account = ?1)",
        [account],
        |row| row.get(0),
    )?)
}

/// Forgets every token.
///
/// # Errors
/// [`StoreError`].
pub fn forget_tokens(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("delete from phone_keys", [])?;
    Ok(())
}

fn context(account: &str) -> String {
    format!("recado/phone/{account}")
}
