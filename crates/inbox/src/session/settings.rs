//! What the clinic chose: language, theme, read receipts, auto-lock, country.

use crate::{
    audit,
    desk::Desk,
    error::InboxError,
    staff::roles,
    stage::Stage,
    view::{
        app::{Language, ReadReceipts, SettingsView, Theme},
        change::Change,
    },
};
use recado_domain::audit::ActName;
use recado_store::{
    Conn,
    clinic::{audit as acts, settings},
    error::StoreError,
};
use serde::{Deserialize, Serialize};

const NAME: &str = "preferences";
/// The longest auto-lock, in minutes.
const LONGEST_AUTO_LOCK: u32 = 8 * 60;

/// The part of the settings that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Preferences {
    language: Option<Language>,
    theme: Theme,
    read_receipts: ReadReceipts,
    #[serde(default)]
    typing_signs: bool,
    auto_lock_minutes: u32,
    country: String,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::System,
            read_receipts: ReadReceipts::Never,
            typing_signs: false,
            auto_lock_minutes: 15,
            country: "ES".to_owned(),
        }
    }
}

/// Returns the settings as they stand; the defaults while there is no data.
///
/// # Errors
/// Storage.
pub(crate) async fn current(desk: &Desk) -> Result<SettingsView, InboxError> {
    let is_ready = matches!(
        &*desk.inner.stage.read().map_err(|_| InboxError::CutOff)?,
        Stage::Ready(_)
    );
    let kept = if is_ready {
        desk.with_house(|house| Ok(house.clinic.read(|conn| settings::get(conn, NAME))?))
            .await?
    } else {
        desk.inner
            .setup
            .lock()
            .map_err(|_| InboxError::CutOff)?
            .preferences
            .clone()
    };
    Ok(view(desk, kept.unwrap_or_default()))
}

/// Returns the clinic's country, two letters.
///
/// # Errors
/// Storage.
pub(crate) fn country(conn: &Conn) -> Result<String, StoreError> {
    let kept: Option<Preferences> = settings::get(conn, NAME)?;
    Ok(kept.unwrap_or_default().country)
}

/// Saves the settings.
///
/// # Errors
/// [`InboxError::InvalidInput`] for values outside their range; [`InboxError::NotAllowed`] for what is the clinic's to
/// choose; storage.
pub(crate) async fn save(desk: &Desk, wanted: SettingsView) -> Result<SettingsView, InboxError> {
    let is_country =
        wanted.country.len() == 2 && wanted.country.bytes().all(|b| b.is_ascii_uppercase());
    if !is_country || wanted.auto_lock_minutes > LONGEST_AUTO_LOCK {
        return Err(InboxError::InvalidInput);
    }
    let preferences = Preferences {
        language: wanted.language,
        theme: wanted.theme,
        read_receipts: wanted.read_receipts,
        typing_signs: wanted.typing_signs,
        auto_lock_minutes: wanted.auto_lock_minutes,
        country: wanted.country,
    };
    let before = current(desk).await?;
    if !is_personal(&before, &preferences) {
        roles::sets_up(desk)?;
    }
    let kept = preferences.clone();
    let is_ready = matches!(
        &*desk.inner.stage.read().map_err(|_| InboxError::CutOff)?,
        Stage::Ready(_)
    );
    if is_ready {
        let now = desk.inner.options.clock.now();
        desk.with_house(move |house| {
            let who = house.signed_in().ok();
            let done = house.clinic.write(|tx| {
                let before: Option<Preferences> = settings::get(tx, NAME)?;
                settings::set(tx, NAME, &kept)?;
                let changed = changed(&before.unwrap_or_default(), &kept);
                if changed.is_empty() {
                    return Ok(());
                }
                let detail = serde_json::json!({ "settings": changed }).to_string();
                let act = audit::by(who.as_ref(), now, ActName::SettingsChanged, &detail);
                acts::append(tx, &act)
            });
            Ok(done.map_err(|error: StoreError| error)?)
        })
        .await?;
    } else {
        desk.inner
            .setup
            .lock()
            .map_err(|_| InboxError::CutOff)?
            .preferences = Some(kept);
    }
    desk.tell(Change::App);
    Ok(view(desk, preferences))
}

/// Returns which settings differ, by name.
fn changed(before: &Preferences, now: &Preferences) -> Vec<String> {
    let fields = |it: &Preferences| match serde_json::to_value(it) {
        Ok(serde_json::Value::Object(fields)) => fields,
        Ok(_) | Err(_) => serde_json::Map::new(),
    };
    let before = fields(before);
    let differs = |(name, value): &(String, _)| before.get(name) != Some(value);
    let now = fields(now).into_iter().filter(differs);
    now.map(|(name, _)| name).collect()
}

/// Returns whether nothing but language and theme changes: those are whoever's sits there.
fn is_personal(before: &SettingsView, wanted: &Preferences) -> bool {
    wanted.read_receipts == before.read_receipts
        && wanted.typing_signs == before.typing_signs
        && wanted.auto_lock_minutes == before.auto_lock_minutes
        && wanted.country == before.country
}

/// Keeps what was chosen before there was a place for it. Failing costs a choice of language, so it only warns.
pub(crate) fn keep_what_was_chosen(desk: &Desk) {
    let chosen = desk
        .inner
        .setup
        .lock()
        .ok()
        .and_then(|mut setup| setup.preferences.take());
    let (Some(chosen), Ok(house)) = (chosen, desk.house()) else {
        return;
    };
    if let Err(error) = house.clinic.write(|tx| settings::set(tx, NAME, &chosen)) {
        tracing::warn!("settings were not kept: {error}");
    }
}

fn view(desk: &Desk, kept: Preferences) -> SettingsView {
    SettingsView {
        language: kept.language,
        theme: kept.theme,
        read_receipts: kept.read_receipts,
        typing_signs: kept.typing_signs,
        auto_lock_minutes: kept.auto_lock_minutes,
        country: kept.country,
        time_zone: desk
            .inner
            .options
            .clock
            .zone()
            .iana_name()
            .map(str::to_owned),
        has_tray: desk.inner.options.has_tray,
        is_demo: desk.inner.options.is_demo,
    }
}
