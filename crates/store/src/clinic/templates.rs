//! Templates as synced from Meta, by channel, with what webhooks have told about them since.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::{id::ChannelId, template::Template, time::UnixMs};
use rusqlite::{OptionalExtension, Row, params};

/// A template as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// Meta's id; absent until a sync told it.
    pub provider_id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// Meta's word for where it stands; empty until a sync told it.
    pub status: String,
    /// Meta's word for what it is for; empty until a sync told it.
    pub category: String,
    /// Meta's word for how patients take it; empty if unknown.
    pub quality: String,
    /// Why Meta rejected, paused or disabled it.
    pub reason: Option<String>,
    /// JSON of all of it as Meta gave it; empty until a sync told it.
    pub definition: String,
    /// What the desk can fill and send of it; absent where it can't.
    pub template: Option<Template>,
}

/// Which templates of a channel a webhook is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateKey<'a> {
    /// By Meta's id.
    Provider(&'a str),
    /// By name and language.
    Named {
        /// The name.
        name: &'a str,
        /// The language.
        language: &'a str,
    },
}

/// What a webhook told about a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateNews<'a> {
    /// Where it stands, and why if Meta said so.
    Status(&'a str, Option<&'a str>),
    /// How patients take it.
    Quality(&'a str),
    /// What it is for.
    Category(&'a str),
}

/// Replaces a channel's templates by what a sync brought.
///
/// # Errors
/// [`StoreError`].
pub fn replace(
    tx: &Tx<'_>,
    channel: ChannelId,
    templates: &[TemplateRow],
    synced_at: UnixMs,
) -> Result<(), StoreError> {
    tx.execute("delete from templates where channel = ?1", [channel.0])?;
    for template in templates {
        put(tx, channel, template, synced_at)?;
    }
    Ok(())
}

/// Adds a template, or replaces all that is known of it.
///
/// # Errors
/// [`StoreError`].
pub fn put(
    tx: &Tx<'_>,
    channel: ChannelId,
    row: &TemplateRow,
    synced_at: UnixMs,
) -> Result<(), StoreError> {
    let template = serde_json::to_string(&row.template).map_err(|_| StoreError::Damaged)?;
    tx.prepare_cached(
        "insert or replace into templates (channel, name, language, template, synced_at, provider_id, status,
           category, quality, reason, definition)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        channel.0,
        row.name,
        row.language,
        template,
        synced_at.0,
        row.provider_id,
        row.status,
        row.category,
        row.quality,
        row.reason,
        row.definition
    ])?;
    Ok(())
}

/// Removes a template in one language, or in all; returns how many there were.
///
/// # Errors
/// [`StoreError`].
pub fn remove(
    tx: &Tx<'_>,
    channel: ChannelId,
    name: &str,
    language: Option<&str>,
) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached(
            "delete from templates where channel = ?1 and name = ?2 and language = coalesce(?3, language)",
        )?
        .execute(params![channel.0, name, language])?)
}

/// Notes what a webhook told at `at`; returns whether it changed anything.
///
/// The latest word stays, whatever the order; a sync is a word on everything.
///
/// # Errors
/// [`StoreError`].
pub fn note(
    tx: &Tx<'_>,
    channel: ChannelId,
    key: TemplateKey<'_>,
    news: TemplateNews<'_>,
    at: UnixMs,
) -> Result<bool, StoreError> {
    let (column, value, reason) = match news {
        TemplateNews::Status(status, reason) => ("status", status, reason),
        TemplateNews::Quality(quality) => ("quality", quality, None),
        TemplateNews::Category(category) => ("category", category, None),
    };
    let is_status = column == "status";
    let (meant, first, second) = match key {
        TemplateKey::Provider(id) => ("provider_id = ?6 and ?7 is null", id, None),
        TemplateKey::Named { name, language } => {
            ("name = ?6 and language = ?7", name, Some(language))
        }
    };
    let changed = tx
        .prepare_cached(&format!(
            "update templates set {column} = ?2, {column}_at = ?3, reason = iif(?4, ?5, reason)
             where channel = ?1 and {meant}
               and (coalesce({column}_at, synced_at), iif({column}_at is null, '', {column})) < (?3, ?2)"
        ))?
        .execute(params![
            channel.0, value, at.0, is_status, reason, first, second
        ])?;
    Ok(changed > 0)
}

/// Returns everything known of a channel's templates, by name and language.
///
/// # Errors
/// [`StoreError`].
pub fn rows(conn: &Conn, channel: ChannelId) -> Result<Vec<TemplateRow>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where channel = ?1 order by name, language"
    ))?;
    let rows = query.query_map([channel.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns everything known of one template.
///
/// # Errors
/// [`StoreError`].
pub fn row(
    conn: &Conn,
    channel: ChannelId,
    name: &str,
    language: &str,
) -> Result<Option<TemplateRow>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "{SELECT} where channel = ?1 and name = ?2 and language = ?3"
        ))?
        .query_row(params![channel.0, name, language], from_row)
        .optional()?)
}

/// Returns the templates of a channel that the desk can fill, by name and language.
///
/// # Errors
/// [`StoreError`].
pub fn of_channel(conn: &Conn, channel: ChannelId) -> Result<Vec<Template>, StoreError> {
    let rows = rows(conn, channel)?;
    Ok(rows.into_iter().filter_map(|row| row.template).collect())
}

/// Returns one template, if the desk can fill it.
///
/// # Errors
/// [`StoreError`].
pub fn get(
    conn: &Conn,
    channel: ChannelId,
    name: &str,
    language: &str,
) -> Result<Option<Template>, StoreError> {
    Ok(row(conn, channel, name, language)?.and_then(|row| row.template))
}

/// Returns when a channel's templates were last synced; nothing when it has none.
///
/// # Errors
/// [`StoreError`].
pub fn synced_at(conn: &Conn, channel: ChannelId) -> Result<Option<UnixMs>, StoreError> {
    let at: Option<i64> = conn.query_row(
        "select max(synced_at) from templates where channel = ?1",
        [channel.0],
        |row| row.get(0),
    )?;
    Ok(at.map(UnixMs))
}

impl TemplateRow {
    /// Returns the row of a template of which nothing else is known.
    pub fn of(template: Template) -> Self {
        Self {
            provider_id: None,
            name: template.name.clone(),
            language: template.language.clone(),
            status: String::new(),
            category: template.category.clone(),
            quality: String::new(),
            reason: None,
            definition: String::new(),
            template: Some(template),
        }
    }
}

/// Meta's word for a template that can be sent. Source: REFERENCE §17 (read 2026-11-20).
const APPROVED: &str = "APPROVED";

const SELECT: &str =
    "select provider_id, name, language, status, category, quality, reason, definition, template
   from templates";

fn from_row(row: &Row<'_>) -> rusqlite::Result<TemplateRow> {
    let status: String = row.get(3)?;
    let category: String = row.get(4)?;
    let template: Option<Template> =
        serde_json::from_str(row.get_ref(8)?.as_str()?).map_err(|_| crate::sqlite::row::wrong())?;
    let template = template.map(|template| Template {
        is_approved: match status.as_str() {
            "" => template.is_approved,
            status => status == APPROVED,
        },
        category: match category.as_str() {
            "" => template.category,
            category => category.to_owned(),
        },
        ..template
    });
    Ok(TemplateRow {
        provider_id: row.get(0)?,
        name: row.get(1)?,
        language: row.get(2)?,
        status,
        category,
        quality: row.get(5)?,
        reason: row.get(6)?,
        definition: row.get(7)?,
        template,
    })
}
