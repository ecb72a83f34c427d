//! The clinic's telephone vendor, as the owner chose it, and each member's own telephone.

use super::{Dialler, twilio};
use crate::{
    assist::place,
    audit,
    desk::Desk,
    error::InboxError,
    session,
    view::{
        change::Change,
        phone::{OwnPhoneView, PhoneVendorForm, PhoneVendorView, Ring},
    },
};
use recado_domain::{audit::ActName, phone::Phone, record, staff::Role};
use recado_store::{
    Conn,
    clinic::{audit as log, phones, settings},
    error::StoreError,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::json;

const NAME: &str = "phone.vendor";
/// The longest id of an account, in characters.
const LONGEST_ACCOUNT: usize = 64;

/// What was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    is_on: bool,
    base_url: String,
    account: String,
    from: Option<String>,
}

impl Kept {
    /// A token is one account's at one address: whoever changes the address does not carry it there.
    fn token_of(&self) -> String {
        let origin = place::read(&self.base_url).map(|url| place::origin(&url));
        format!("{} {}", origin.unwrap_or_default(), self.account)
    }
}

fn read(conn: &Conn) -> Result<Kept, StoreError> {
    Ok(settings::get(conn, NAME)?.unwrap_or_default())
}

/// Returns how whoever is signed in calls.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(super) async fn dialler(desk: &Desk) -> Result<Dialler, InboxError> {
    desk.with_house(|house| {
        let who = house.signed_in()?;
        let (kept, own, token) = house.clinic.read(|conn| {
            let kept = read(conn)?;
            let token = phones::token(conn, &house.token_key, &kept.token_of())?;
            Ok::<_, StoreError>((kept, phones::of(conn, who.staff)?, token))
        })?;
        if !kept.is_on {
            return Ok(Dialler::Link(Ring::Off));
        }
        let from = kept.from.as_deref().map(Phone::from_e164);
        let base = place::read(&kept.base_url).filter(|url| place::is_safe(url, None));
        let (Some(base), Some(Ok(from)), Some(token)) = (base, from, token) else {
            return Ok(Dialler::Link(Ring::KeyRefused));
        };
        let Some(own) = own else {
            return Ok(Dialler::Link(Ring::NoTelephone));
        };
        let twilio = twilio::Twilio {
            base,
            account: kept.account,
            token,
            from,
            longest: twilio::LONGEST,
        };
        Ok(Dialler::Vendor { twilio, own })
    })
    .await
}

/// Returns the vendor as it was chosen.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn vendor(desk: &Desk) -> Result<PhoneVendorView, InboxError> {
    desk.with_house(|house| {
        house.signed_in_as(Role::decides)?;
        let (kept, has_token) = house.clinic.read(|conn| {
            let kept = read(conn)?;
            let has_token = phones::has_token(conn, &kept.token_of())?;
            Ok::<_, StoreError>((kept, has_token))
        })?;
        Ok(PhoneVendorView {
            is_on: kept.is_on,
            base_url: match kept.base_url.as_str() {
                "" => twilio::BASE.to_owned(),
                chosen => chosen.to_owned(),
            },
            account: kept.account,
            from: kept.from.unwrap_or_default(),
            has_token,
        })
    })
    .await
}

/// Keeps the vendor; a token that is left empty stays while account and host do.
///
/// # Errors
/// [`InboxError::InvalidInput`] for an address that is not safe, no number, or one that is on without an account and a
/// token; [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn save_vendor(desk: &Desk, form: PhoneVendorForm) -> Result<(), InboxError> {
    let country = session::settings::current(desk).await?.country;
    let now = desk.inner.options.clock.now();
    let account = form.account.trim().to_owned();
    let is_account = account.chars().count() <= LONGEST_ACCOUNT
        && account.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let base = place::read(&form.base_url).filter(|url| place::is_safe(url, None));
    let number = record::line(&form.from);
    let from = match number.as_str() {
        "" => None,
        number => Some(Phone::parse(number, &country).map_err(|_| InboxError::InvalidInput)?),
    };
    let (Some(base), true) = (base, is_account) else {
        return Err(InboxError::InvalidInput);
    };
    let token = form.token.trim().to_owned();
    let kept = Kept {
        is_on: form.is_on,
        base_url: base.as_str().trim_end_matches('/').to_owned(),
        account,
        from: from.map(|phone| phone.as_e164().to_owned()),
    };
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        let has_token = house
            .clinic
            .read(|conn| phones::has_token(conn, &kept.token_of()))?;
        let is_whole =
            !kept.account.is_empty() && kept.from.is_some() && (has_token || !token.is_empty());
        if kept.is_on && !is_whole {
            return Err(InboxError::InvalidInput);
        }
        let done = house.clinic.write(|tx| {
            settings::set(tx, NAME, &kept)?;
            if !token.is_empty() {
                let token = SecretString::from(token);
                phones::put_token(tx, &house.token_key, &kept.token_of(), &token)?;
            } else if !has_token {
                phones::forget_tokens(tx)?;
            }
            let detail = json!({ "on": kept.is_on }).to_string();
            let act = audit::by(Some(&who), now, ActName::PhoneVendorChanged, &detail);
            log::append(tx, &act)
        });
        Ok(done.map_err(|error: StoreError| error)?)
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}

/// Returns the telephone of whoever is signed in.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn own(desk: &Desk) -> Result<OwnPhoneView, InboxError> {
    desk.with_house(|house| {
        let who = house.signed_in()?;
        let (kept, own) = house
            .clinic
            .read(|conn| Ok::<_, StoreError>((read(conn)?, phones::of(conn, who.staff)?)))?;
        Ok(OwnPhoneView {
            number: own.map(|phone| phone.as_e164().to_owned()),
            is_used: kept.is_on,
        })
    })
    .await
}

/// Keeps the telephone of whoever is signed in; none when the text is empty.
///
/// # Errors
/// [`InboxError::InvalidInput`] for what is no number, [`InboxError::Locked`], storage.
pub(crate) async fn save_own(desk: &Desk, number: String) -> Result<(), InboxError> {
    let country = session::settings::current(desk).await?.country;
    let now = desk.inner.options.clock.now();
    let phone = match record::line(&number).as_str() {
        "" => None,
        number => Some(Phone::parse(number, &country).map_err(|_| InboxError::InvalidInput)?),
    };
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        let done = house.clinic.write(|tx| {
            phones::set(tx, who.staff, phone.as_ref())?;
            let act = audit::by(Some(&who), now, ActName::OwnPhoneChanged, "{}");
            log::append(tx, &act)
        });
        Ok(done.map_err(|error: StoreError| error)?)
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}
