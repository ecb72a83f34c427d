//! The register of processing (GDPR Art. 30), from what is set up. It names staff and channels, and nothing of a patient.

use crate::{
    audit,
    desk::Desk,
    error::InboxError,
    html::Html,
    relay, retention,
    session::{files, settings as preferences},
    view::register::{
        RegisterChannelView, RegisterDocument, RegisterKeptView, RegisterStaffView, RegisterView,
    },
};
use recado_domain::{audit::ActName, channel::Side, staff::Role};
use recado_store::{
    clinic::{channels, relay_link, settings, staff},
    error::StoreError,
};

/// Returns what the register says.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<RegisterView, InboxError> {
    let now = desk.inner.options.clock.now();
    let chosen = preferences::current(desk).await?;
    desk.with_house(move |house| {
        house.signed_in_as(Role::decides)?;
        let (clinic, channels, rules, staff, url) = house.clinic.read(|conn| {
            Ok::<_, StoreError>((
                settings::get::<String>(conn, files::CLINIC_NAME)?,
                channels::all(conn)?,
                retention::rules(conn)?,
                staff::all(conn)?,
                relay_link::url(conn)?,
            ))
        })?;
        let kept = [Side::Leads, Side::Clinical].map(|side| RegisterKeptView {
            side,
            months: rules.get(&side).and_then(|chosen| chosen.months),
        });
        let roles = Role::ALL.into_iter().map(|role| RegisterStaffView {
            role,
            reads_clinical: role.reads_clinical(),
            names: staff
                .iter()
                .filter(|member| member.role == role)
                .map(|member| member.name.clone())
                .collect(),
        });
        Ok(RegisterView {
            clinic: clinic.unwrap_or_default(),
            country: chosen.country,
            at: now.0,
            channels: channels
                .into_iter()
                .map(|channel| RegisterChannelView {
                    kind: channel.kind,
                    name: match channel.name.is_empty() {
                        true => channel.shown,
                        false => channel.name,
                    },
                    side: channel.side,
                    is_on: channel.is_on,
                })
                .collect(),
            kept: kept.into(),
            staff: roles.collect(),
            relay: url.as_deref().and_then(relay::shown_address),
            auto_lock_minutes: chosen.auto_lock_minutes,
        })
    })
    .await
}

/// Returns the register as a page to keep.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn page(desk: &Desk, document: RegisterDocument) -> Result<Vec<u8>, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        let page = write(&document).map_err(|_| StoreError::Disk)?;
        let act = audit::by(Some(&who), now, ActName::RegisterSaved, "{}");
        audit::append(house, &[act])?;
        Ok(page)
    })
    .await
}

fn write(document: &RegisterDocument) -> std::io::Result<Vec<u8>> {
    let mut html = Html::begin(Vec::new(), &document.language, &document.title)?;
    html.text("h1", "", &document.title)?;
    html.text("p", "muted", &document.about)?;
    for section in &document.sections {
        html.text("h2", "", &section.heading)?;
        html.open("table", "")?;
        for row in &section.rows {
            html.open("tr", "")?;
            html.text("th", "", &row.name)?;
            html.text("td", "words", &row.says)?;
            html.close("tr")?;
        }
        html.close("table")?;
    }
    html.end()
}
