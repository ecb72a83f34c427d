//! How many buttons of which kind, in which order, with which words.

use serde_json::Value;

use super::length;
use crate::graph::error::GraphError;
use crate::graph::templates::problem::TemplateProblem;

const MOST: usize = 10;
const LONGEST_LABEL: usize = 25;
const LONGEST_URL: usize = 2000;
const LONGEST_CODE: usize = 15;

fn refuse(sentence: &str) -> Result<(), GraphError> {
    Err(GraphError::Template(TemplateProblem::without_code(
        "Buttons aren't valid",
        sentence,
    )))
}

pub(super) fn check(buttons: &[Value]) -> Result<(), GraphError> {
    if buttons.len() > MOST {
        return refuse("A template can have at most 10 buttons.");
    }
    let kind = |button: &Value| button["type"].as_str().unwrap_or("").to_uppercase();
    let count = |wanted: &str| {
        buttons
            .iter()
            .filter(|button| kind(button) == wanted)
            .count()
    };
    if count("URL") > 2 || count("PHONE_NUMBER") > 1 || count("COPY_CODE") > 1 {
        return refuse("A template can have two links, one phone number and one code.");
    }
    let quick: Vec<bool> = buttons
        .iter()
        .map(|button| kind(button) == "QUICK_REPLY")
        .collect();
    let changes = quick.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if changes > 1 {
        return refuse("Quick replies must stand together.");
    }
    buttons
        .iter()
        .try_for_each(|button| one(&kind(button), button))
}

fn one(kind: &str, button: &Value) -> Result<(), GraphError> {
    if kind != "COPY_CODE" && !(1..=LONGEST_LABEL).contains(&length(button, "text")) {
        return refuse("The label of a button can have 1 to 25 characters.");
    }
    match kind {
        "QUICK_REPLY" | "FLOW" | "REQUEST_CONTACT_INFO" | "VOICE_CALL" => Ok(()),
        "PHONE_NUMBER" if length(button, "phone_number") > 0 => Ok(()),
        "PHONE_NUMBER" => refuse("The phone button needs a number."),
        "COPY_CODE" if (1..=LONGEST_CODE).contains(&length(button, "example")) => Ok(()),
        "COPY_CODE" => refuse("The code button needs an example of at most 15 characters."),
        "URL" => url(button),
        _ => refuse("This kind of button is not known."),
    }
}

fn url(button: &Value) -> Result<(), GraphError> {
    let url = button["url"].as_str().unwrap_or("");
    if !(url.starts_with("https://") || url.starts_with("http://")) || url.len() > LONGEST_URL {
        return refuse("The link must start with https:// and have at most 2,000 characters.");
    }
    match url.split_once("{{") {
        None => Ok(()),
        Some((_, rest)) if !rest.ends_with("}}") || rest.contains("{{") => {
            refuse("A link can have one variable, at its end.")
        }
        Some(_) if button.pointer("/example/0").is_none() => {
            refuse("The variable of a link needs an example.")
        }
        Some(_) => Ok(()),
    }
}
