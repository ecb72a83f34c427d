//! Choices in a send: buttons, lists, an address to open, a request for a place or a number, a flow, a carousel.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages>
//! and its neighbours, read 2026-11-20 (REFERENCE sections 13 and 15).

use serde_json::Value;

use super::check::{distinct, invalid, is_address, list, required, short, short_if_there, word};
use super::file;
use crate::graph::error::GraphError;
use crate::world::World;

const LONGEST_BODY: usize = 1024;
const LONGEST_LIST_BODY: usize = 4096;
const LONGEST_CARD_BODY: usize = 160;
const LONGEST_HEADER: usize = 60;
const LONGEST_FOOTER: usize = 60;
const LONGEST_BUTTON: usize = 20;
const LONGEST_BUTTON_ID: usize = 256;
const MOST_BUTTONS: usize = 3;
const MOST_SECTIONS: usize = 10;
const MOST_ROWS: usize = 10;
const LONGEST_ROW: usize = 24;
const LONGEST_ROW_ID: usize = 200;
const LONGEST_DESCRIPTION: usize = 72;

/// Checks the choices; returns the body's words.
pub(super) fn check(world: &World, object: &Value, now: i64) -> Result<String, GraphError> {
    let kind = word(object, &["type"], "interactive.type")?;
    let longest = match kind {
        "list" => LONGEST_LIST_BODY,
        _ => LONGEST_BODY,
    };
    let body = short(object, &["body", "text"], "interactive.body.text", longest)?;
    short_if_there(
        object,
        &["footer", "text"],
        "interactive.footer.text",
        LONGEST_FOOTER,
    )?;
    header(world, kind, object, now)?;
    let action = object
        .get("action")
        .ok_or_else(|| required("interactive.action"))?;
    match kind {
        "button" => buttons(action)?,
        "list" => rows(action)?,
        "cta_url" => address(action)?,
        "location_request_message" => named(action, "send_location")?,
        "request_contact_info" => named(action, "request_contact_info")?,
        "flow" => flow(action)?,
        "carousel" => cards(world, action, now)?,
        other => {
            return Err(GraphError::code(
                100,
                format!(
                    "Param interactive['type'] must be one of {{BUTTON, LIST, CTA_URL, LOCATION_REQUEST_MESSAGE, \
                     REQUEST_CONTACT_INFO, FLOW, CAROUSEL}} - got \"{other}\"."
                ),
            ));
        }
    }
    Ok(body.to_owned())
}

fn header(world: &World, kind: &str, object: &Value, now: i64) -> Result<(), GraphError> {
    let Some(header) = object.get("header") else {
        return Ok(());
    };
    match (word(header, &["type"], "interactive.header.type")?, kind) {
        ("text", "button" | "list" | "cta_url" | "flow") => {
            short(header, &["text"], "interactive.header.text", LONGEST_HEADER)?;
            Ok(())
        }
        (media @ ("image" | "video" | "document"), "button" | "cta_url" | "flow") => {
            let file = header
                .get(media)
                .ok_or_else(|| required(&format!("interactive.header.{media}")))?;
            file::check(world, media, file, now).map(drop)
        }
        (other, kind) => Err(invalid(format!(
            "Header type {other} is not allowed for interactive type {kind}"
        ))),
    }
}

fn buttons(action: &Value) -> Result<(), GraphError> {
    let buttons = list(action, "buttons", "buttons", 1, MOST_BUTTONS)?;
    let (mut ids, mut titles) = (Vec::new(), Vec::new());
    for button in buttons {
        if button.get("type").and_then(Value::as_str) != Some("reply") {
            return Err(GraphError::code(
                100,
                "Param interactive['action']['buttons'][0]['type'] must be one of {REPLY}",
            ));
        }
        ids.push(short(
            button,
            &["reply", "id"],
            "Button id",
            LONGEST_BUTTON_ID,
        )?);
        titles.push(short(
            button,
            &["reply", "title"],
            "Button title",
            LONGEST_BUTTON,
        )?);
    }
    distinct(&ids, "Button id")?;
    distinct(&titles, "Button title")
}

fn rows(action: &Value) -> Result<(), GraphError> {
    short(
        action,
        &["button"],
        "interactive.action.button",
        LONGEST_BUTTON,
    )?;
    let sections = list(action, "sections", "sections", 1, MOST_SECTIONS)?;
    let mut ids = Vec::new();
    for section in sections {
        let title = short_if_there(section, &["title"], "Section title", LONGEST_ROW)?;
        if title.is_none() && sections.len() > 1 {
            return Err(required("interactive.action.sections.title"));
        }
        for row in list(section, "rows", "rows", 1, MOST_ROWS)? {
            ids.push(short(row, &["id"], "Row id", LONGEST_ROW_ID)?);
            short(row, &["title"], "Row title", LONGEST_ROW)?;
            short_if_there(
                row,
                &["description"],
                "Row description",
                LONGEST_DESCRIPTION,
            )?;
        }
    }
    if ids.len() > MOST_ROWS {
        return Err(invalid(format!(
            "Total row count exceed max allowed count: {MOST_ROWS}"
        )));
    }
    distinct(&ids, "Row id")
}

fn named(action: &Value, name: &str) -> Result<(), GraphError> {
    match word(action, &["name"], "interactive.action.name")? == name {
        true => Ok(()),
        false => Err(invalid(format!(
            "Param interactive['action']['name'] must be {name}"
        ))),
    }
}

fn address(action: &Value) -> Result<(), GraphError> {
    named(action, "cta_url")?;
    let parameters = action
        .get("parameters")
        .ok_or_else(|| required("interactive.action.parameters"))?;
    short(
        parameters,
        &["display_text"],
        "interactive.action.parameters.display_text",
        LONGEST_BUTTON,
    )?;
    let url = word(parameters, &["url"], "interactive.action.parameters.url")?;
    match is_address(url) {
        true => Ok(()),
        false => Err(invalid("The url of the button is not a valid URI")),
    }
}

fn flow(action: &Value) -> Result<(), GraphError> {
    named(action, "flow")?;
    let parameters = action
        .get("parameters")
        .ok_or_else(|| required("interactive.action.parameters"))?;
    short(parameters, &["flow_cta"], "flow_cta", LONGEST_BUTTON)?;
    let has = |key: &str| parameters.get(key).and_then(Value::as_str).is_some();
    match has("flow_id") || has("flow_name") {
        true => Ok(()),
        false => Err(required("interactive.action.parameters.flow_id")),
    }
}

fn cards(world: &World, action: &Value, now: i64) -> Result<(), GraphError> {
    for card in list(action, "cards", "cards", 2, 10)? {
        header(world, "cta_url", card, now)?;
        short_if_there(card, &["body", "text"], "Card body", LONGEST_CARD_BODY)?;
    }
    Ok(())
}
