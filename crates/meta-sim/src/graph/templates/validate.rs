//! What Meta checks in a new template before anybody reviews it.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/components>, read
//! 2026-11-20 (REFERENCE sections 17 and 22.4).

mod buttons;

use serde_json::Value;

use super::problem::TemplateProblem;
use crate::graph::error::GraphError;
use crate::world::World;
use crate::world::template::{ParameterFormat, component, text, variables};

const LONGEST_BODY: usize = 1024;
const LONGEST_HEADER: usize = 60;
const LONGEST_FOOTER: usize = 60;
const CARDS: std::ops::RangeInclusive<usize> = 2..=10;
const HEADER: u32 = 2_388_047;
const BODY: u32 = 2_388_072;
const FOOTER: u32 = 2_388_073;
const LENGTH: u32 = 2_388_040;

fn wrong(subcode: u32, title: &'static str, sentence: &str) -> GraphError {
    GraphError::Template(TemplateProblem::new(subcode, title, sentence))
}

fn length(value: &Value, key: &str) -> usize {
    let text = value.get(key).and_then(Value::as_str);
    text.map_or(0, |text| text.chars().count())
}

/// Checks every part.
pub(super) fn components(
    world: &World,
    format: ParameterFormat,
    components: &[Value],
) -> Result<(), GraphError> {
    const KINDS: [&str; 5] = ["HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL"];
    for part in components {
        let kind = part["type"].as_str().unwrap_or("").to_uppercase();
        if !KINDS.contains(&kind.as_str()) {
            return Err(GraphError::Parameter(format!(
                "Param components['type'] must be one of {{HEADER, BODY, FOOTER, BUTTONS, CAROUSEL}} - got \"{kind}\"."
            )));
        }
        let same = components.iter().filter(|other| {
            let other = other["type"].as_str().unwrap_or("");
            other.eq_ignore_ascii_case(&kind)
        });
        if same.count() > 1 {
            return Err(wrong(
                BODY,
                "Part used twice",
                "A template can have each part once.",
            ));
        }
    }
    body(format, components)?;
    header(world, format, components)?;
    footer(components)?;
    buttons::check(crate::world::template::buttons(components))?;
    cards(world, format, components)
}

fn body(format: ParameterFormat, components: &[Value]) -> Result<(), GraphError> {
    let words = text(components, "BODY");
    let Some(part) = component(components, "BODY").filter(|_| !words.trim().is_empty()) else {
        return Err(wrong(
            BODY,
            "Body is missing",
            "A template needs a body with text.",
        ));
    };
    if words.chars().count() > LONGEST_BODY {
        return Err(wrong(
            LENGTH,
            "Body is too long",
            "The body can have at most 1024 characters.",
        ));
    }
    let names = variables(words);
    check_names(BODY, format, &names)?;
    let bare = words.trim();
    if bare.starts_with("{{") || bare.ends_with("}}") {
        return Err(wrong(
            2_388_299,
            "Variables can't be at the start or end of the template",
            "This template starts or ends with a variable. Change the position of the variable.",
        ));
    }
    let others = bare.split_whitespace().filter(|word| !word.contains("{{"));
    // Meta wants two words and one more around every variable.
    if !names.is_empty() && others.count() < 2 * names.len() + 1 {
        return Err(wrong(
            2_388_293,
            "Too many variables for the length",
            "This template has too many variables for its length. Use fewer variables or more words.",
        ));
    }
    let examples = match format {
        ParameterFormat::Positional => part.pointer("/example/body_text/0"),
        ParameterFormat::Named => part.pointer("/example/body_text_named_params"),
    };
    let count = examples.and_then(Value::as_array).map_or(0, Vec::len);
    match count == names.len() {
        true => Ok(()),
        false => Err(wrong(
            BODY,
            "Examples are missing",
            "Every variable of the body needs an example.",
        )),
    }
}

/// Numbered variables count from 1 without a gap; named ones are lowercase words.
fn check_names(subcode: u32, format: ParameterFormat, names: &[&str]) -> Result<(), GraphError> {
    let mut sorted = names.to_vec();
    sorted.sort_by_key(|name| name.parse::<usize>().unwrap_or(usize::MAX));
    let is_right = match format {
        ParameterFormat::Positional => sorted
            .iter()
            .enumerate()
            .all(|(at, name)| *name == (at + 1).to_string()),
        ParameterFormat::Named => names.iter().all(|name| {
            let is_allowed =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            !name.is_empty() && name.bytes().all(is_allowed)
        }),
    };
    match is_right {
        true => Ok(()),
        false => Err(wrong(
            subcode,
            "Variables aren't valid",
            "Variables are {{1}}, {{2}} and so on without a gap, or lowercase words such as {{first_name}}.",
        )),
    }
}

fn header(world: &World, format: ParameterFormat, components: &[Value]) -> Result<(), GraphError> {
    let Some(part) = component(components, "HEADER") else {
        return Ok(());
    };
    let refuse = |sentence: &str| Err(wrong(HEADER, "Header isn't valid", sentence));
    match part["format"].as_str().unwrap_or("TEXT") {
        "TEXT" => {
            let words = part["text"].as_str().unwrap_or("");
            if !(1..=LONGEST_HEADER).contains(&words.chars().count()) {
                return refuse("The header can have 1 to 60 characters.");
            }
            let names = variables(words);
            check_names(HEADER, format, &names)?;
            let has_example = part.pointer("/example/header_text/0").is_some()
                || part
                    .pointer("/example/header_text_named_params/0")
                    .is_some();
            match (names.len(), has_example) {
                (0, _) | (1, true) => Ok(()),
                (1, false) => refuse("The variable of the header needs an example."),
                _ => refuse("The header can have one variable."),
            }
        }
        "IMAGE" | "VIDEO" | "DOCUMENT" | "GIF" => {
            let handle = part
                .pointer("/example/header_handle/0")
                .and_then(Value::as_str);
            match handle {
                Some(handle) if world.handles.contains_key(handle) => Ok(()),
                Some(_) => refuse("The example of the header is not an uploaded file."),
                None => refuse("The header needs an example file."),
            }
        }
        "LOCATION" => Ok(()),
        _ => refuse("The header can be TEXT, IMAGE, VIDEO, DOCUMENT, GIF or LOCATION."),
    }
}

fn footer(components: &[Value]) -> Result<(), GraphError> {
    let Some(part) = component(components, "FOOTER") else {
        return Ok(());
    };
    let words = part["text"].as_str().unwrap_or("");
    if !(1..=LONGEST_FOOTER).contains(&words.chars().count()) {
        return Err(wrong(
            FOOTER,
            "Footer isn't valid",
            "The footer can have 1 to 60 characters.",
        ));
    }
    match variables(words).is_empty() {
        true => Ok(()),
        false => Err(wrong(
            FOOTER,
            "Footer isn't valid",
            "The footer can't have variables.",
        )),
    }
}

fn cards(world: &World, format: ParameterFormat, components: &[Value]) -> Result<(), GraphError> {
    let Some(part) = component(components, "CAROUSEL") else {
        return Ok(());
    };
    let no_cards = Vec::new();
    let cards = part["cards"].as_array().unwrap_or(&no_cards);
    let refuse = |sentence: &str| Err(wrong(BODY, "Carousel isn't valid", sentence));
    if !CARDS.contains(&cards.len()) {
        return refuse("A carousel has 2 to 10 cards.");
    }
    for card in cards {
        let no_parts = Vec::new();
        let parts = card["components"].as_array().unwrap_or(&no_parts);
        if component(parts, "HEADER").is_none() {
            return refuse("Every card needs a header with a picture or a film.");
        }
        header(world, format, parts)?;
        if text(parts, "BODY").chars().count() > 160 {
            return refuse("The body of a card can have at most 160 characters.");
        }
        buttons::check(crate::world::template::buttons(parts))?;
    }
    Ok(())
}
