//! The owner's choice of assistants: what it is, and changing it.

use crate::{
    assist::{endpoint, kept, place},
    audit,
    desk::Desk,
    error::InboxError,
    house::House,
    view::{
        assist::{
            AssistAddress, AssistFeatureView, AssistForm, AssistState, AssistView, CreditMonthView,
            CreditView,
        },
        change::Change,
    },
};
use recado_domain::{
    assist::{
        AssistFeature,
        credit::{self, CreditState},
    },
    audit::ActName,
    staff::Role,
    time::UnixMs,
};
use recado_store::{
    Conn, Tx,
    clinic::{
        assist::{self, Total},
        audit as acts,
    },
    error::StoreError,
};
use secrecy::SecretString;

/// The longest key and the longest name of a model, in bytes.
const LONGEST_KEY: usize = 1000;
const LONGEST_MODEL: usize = 200;
/// How many months are shown.
const MOST_MONTHS: u32 = 13;
/// The most models that have a price.
const MOST_PRICES: usize = 50;
/// The most that a price or a budget may be: what a window can count with.
const MOST_MICRO: u64 = 1_000_000_000_000;

/// Returns assistants as they are set up.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<AssistView, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        house.signed_in_as(Role::decides)?;
        read(house, now)
    })
    .await
}

/// Changes how assistants are set up. A key goes with its address: another address begins without one.
///
/// # Errors
/// [`InboxError::InvalidInput`] for values outside their range, [`InboxError::NotAllowed`], [`InboxError::Locked`],
/// storage.
pub(crate) async fn save(desk: &Desk, form: AssistForm) -> Result<AssistView, InboxError> {
    let now = desk.inner.options.clock.now();
    let new = checked(&form)?;
    let view = desk
        .with_house(move |house| {
            let who = house.signed_in_as(Role::decides)?;
            house.clinic.write(|tx| {
                let before = kept::read(tx)?;
                let changed_key = keep_key(tx, house, &new, form.key)?;
                let proved = match changed_key {
                    true => Default::default(),
                    false => before.proved.clone(),
                };
                let new = kept::Kept { proved, ..new };
                kept::keep(tx, &new)?;
                let mut changed = changed(&before, &new);
                changed.extend(changed_key.then_some("key"));
                if changed.is_empty() {
                    return Ok(());
                }
                if changed.contains(&"budget") {
                    // Months that are over keep theirs.
                    let since = credit::month_began(now, &house.clock.zone());
                    assist::keep_month(tx, since, &new.currency, new.monthly_micro)?;
                }
                let detail = serde_json::json!({ "settings": changed }).to_string();
                let act = audit::by(Some(&who), now, ActName::AssistChanged, &detail);
                acts::append(tx, &act)
            })?;
            read(house, now)
        })
        .await?;
    desk.inner.summaries.look();
    desk.tell(Change::App);
    Ok(view)
}

/// Keeps, changes or forgets the key, and returns whether it is another one now.
fn keep_key(
    tx: &Tx<'_>,
    house: &House,
    new: &kept::Kept,
    key: Option<String>,
) -> Result<bool, StoreError> {
    let Some(url) = new.url() else {
        assist::forget_keys(tx)?;
        return Ok(false);
    };
    let origin = place::origin(&url);
    match key {
        Some(key) if !key.trim().is_empty() => {
            let key = SecretString::from(key.trim().to_owned());
            assist::put_key(tx, &house.token_key, &origin, &key)?;
            Ok(true)
        }
        Some(_) => {
            let had = assist::has_key(tx, &origin)?;
            assist::forget_keys(tx)?;
            Ok(had)
        }
        None => {
            if !assist::has_key(tx, &origin)? {
                assist::forget_keys(tx)?;
            }
            Ok(false)
        }
    }
}

fn checked(form: &AssistForm) -> Result<kept::Kept, InboxError> {
    let models = [
        (AssistFeature::Summaries, &form.summary_model),
        (AssistFeature::Transcription, &form.transcription_model),
    ];
    let is_model = |name: &str| name.len() <= LONGEST_MODEL && !name.chars().any(char::is_control);
    let is_price = |price: &credit::Price| {
        [price.input_micro, price.output_micro, price.minute_micro]
            .iter()
            .all(|micro| *micro <= MOST_MICRO)
    };
    let key = form.key.as_deref().unwrap_or_default();
    let is_right = form.hour < 24
        && form.monthly_micro <= MOST_MICRO
        && form.currency.len() == 3
        && form.currency.bytes().all(|byte| byte.is_ascii_uppercase())
        && models.iter().all(|(_, name)| is_model(name.trim()))
        && form.prices.len() <= MOST_PRICES
        && form.prices.keys().all(|name| is_model(name))
        && form.prices.values().all(is_price)
        && key.len() <= LONGEST_KEY
        && key.trim().bytes().all(|byte| byte.is_ascii_graphic());
    let url = match form.base_url.trim() {
        "" => None,
        text => Some(place::read(text).ok_or(InboxError::InvalidInput)?),
    };
    if !is_right {
        return Err(InboxError::InvalidInput);
    }
    let is_own = |url: &url::Url| form.is_own && place::near(url) == place::Near::Network;
    Ok(kept::Kept {
        own_host: url.as_ref().filter(|url| is_own(url)).map(place::host),
        base_url: url.map_or_else(String::new, |url| {
            url.as_str().trim_end_matches('/').to_owned()
        }),
        models: models
            .into_iter()
            .map(|(feature, name)| (feature, name.trim().to_owned()))
            .filter(|(_, name)| !name.is_empty())
            .collect(),
        on: form.on.iter().copied().collect(),
        proved: Default::default(),
        hour: form.hour,
        monthly_micro: form.monthly_micro,
        currency: form.currency.clone(),
        prices: form
            .prices
            .iter()
            .map(|(name, price)| (name.trim().to_owned(), *price))
            .collect(),
    })
}

/// Returns what differs, by name.
fn changed(before: &kept::Kept, now: &kept::Kept) -> Vec<&'static str> {
    let differs = [
        ("address", before.base_url != now.base_url),
        ("own_host", before.own_host != now.own_host),
        ("models", before.models != now.models),
        ("features", before.on != now.on),
        ("hour", before.hour != now.hour),
        (
            "budget",
            (before.monthly_micro, &before.currency) != (now.monthly_micro, &now.currency),
        ),
        ("prices", before.prices != now.prices),
    ];
    let differs = differs.into_iter().filter(|(_, differs)| *differs);
    differs.map(|(name, _)| name).collect()
}

fn read(house: &House, now: UnixMs) -> Result<AssistView, InboxError> {
    let since = credit::month_began(now, &house.clock.zone());
    let done = house.clinic.read(|conn| {
        let kept = kept::read(conn)?;
        let totals = assist::totals(conn, since, now)?;
        let credit = credit_view(conn, &kept, since)?;
        let url = kept.url();
        let has_key = match &url {
            Some(url) => assist::has_key(conn, &place::origin(url))?,
            None => false,
        };
        Ok(AssistView {
            host: url.as_ref().map_or_else(String::new, place::host),
            address: url.as_ref().map_or(AssistAddress::None, |url| {
                address(url, kept.own_host.as_deref())
            }),
            has_key,
            features: AssistFeature::ALL
                .map(|feature| feature_view(&kept, feature, &totals, &credit))
                .into(),
            hour: kept.hour,
            earlier: earlier(conn, &credit)?,
            credit,
            base_url: kept.base_url,
            prices: kept.prices,
        })
    });
    Ok(done.map_err(|error: StoreError| error)?)
}

fn credit_view(conn: &Conn, kept: &kept::Kept, since: UnixMs) -> Result<CreditView, StoreError> {
    let used = assist::used(conn, since, &kept.currency)?;
    Ok(CreditView {
        monthly_micro: kept.monthly_micro,
        used_micro: used,
        state: credit::state(kept.monthly_micro, used),
        currency: kept.currency.clone(),
        since: since.0,
    })
}

/// Returns what was spent before, and this month in another currency.
fn earlier(conn: &Conn, now: &CreditView) -> Result<Vec<CreditMonthView>, StoreError> {
    let months = assist::months(conn, MOST_MONTHS)?.into_iter();
    let others = months.filter(|it| (it.began_at.0, &it.currency) != (now.since, &now.currency));
    Ok(others
        .map(|it| CreditMonthView {
            since: it.began_at.0,
            currency: it.currency,
            monthly_micro: it.monthly_micro,
            spent_micro: it.spent_micro,
        })
        .collect())
}

fn address(url: &url::Url, own_host: Option<&str>) -> AssistAddress {
    match place::near(url) {
        place::Near::ThisComputer => AssistAddress::ThisComputer,
        place::Near::Network if own_host == Some(place::host(url).as_str()) => {
            AssistAddress::OwnNetwork
        }
        place::Near::Network => AssistAddress::Network,
        place::Near::Elsewhere => AssistAddress::Cloud,
    }
}

fn feature_view(
    kept: &kept::Kept,
    feature: AssistFeature,
    totals: &[Total],
    credit: &CreditView,
) -> AssistFeatureView {
    let is_on = kept.on.contains(&feature);
    let proof = kept.proof(feature);
    let is_paid = matches!(
        kept.url()
            .map(|url| address(&url, kept.own_host.as_deref())),
        Some(AssistAddress::Network | AssistAddress::Cloud)
    );
    let state = match endpoint::missing(kept, feature) {
        _ if !is_on => AssistState::Off,
        Some(missing) => missing,
        None if proof.is_none() => AssistState::Untried,
        None if is_paid && credit.state == CreditState::Over => AssistState::NoCredit,
        None => AssistState::Ready,
    };
    let total = totals.iter().find(|total| total.feature == feature);
    let count = |of: fn(&Total) -> u64| total.map_or(0, of);
    AssistFeatureView {
        feature,
        is_on,
        model: kept.model(feature).to_owned(),
        state,
        proved_at: proof.map(|proof| proof.at.0),
        calls: count(|total| total.calls - total.failed),
        failed: count(|total| total.failed),
        tokens: count(|total| total.amounts.tokens_in + total.amounts.tokens_out),
        audio_ms: count(|total| total.amounts.audio_ms),
    }
}
