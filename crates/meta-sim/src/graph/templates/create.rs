//! Creating, editing and deleting templates.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management>,
//! read 2026-11-20 (REFERENCE section 17).

use serde_json::{Value, json};

use super::problem::TemplateProblem;
use super::validate;
use crate::graph::answer::Answer;
use crate::graph::error::GraphError;
use crate::graph::request::Request;
use crate::simulator::Meta;
use crate::webhooks::template as told;
use crate::world::World;
use crate::world::template::{ParameterFormat, Template};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a deleted approved name stays blocked, and over how long edits are counted.
const MONTH_MS: i64 = 30 * DAY_MS;
const MOST_TEMPLATES: usize = 250;
const MOST_EDITS_A_MONTH: usize = 10;
const LONGEST_NAME: usize = 512;
const CATEGORIES: [&str; 3] = ["MARKETING", "UTILITY", "AUTHENTICATION"];

/// `POST /{waba-id}/message_templates`
pub(crate) fn create(meta: &Meta, request: &Request) -> Answer {
    let made = {
        let mut world = meta.world();
        read(&world, meta.clock.now_ms(), request).map(|template| {
            let id = format!("1387{}", &world.ids.media()[4..]);
            let answer =
                json!({"id": id, "status": template.status, "category": template.category});
            world.templates.push(Template { id, ..template });
            answer
        })
    };
    meta.touch();
    made.map_or_else(Answer::from, Answer::Ok)
}

fn read(world: &World, now: i64, request: &Request) -> Result<Template, GraphError> {
    let required = |name: &str| {
        let value = request.parameter(name).map(str::to_owned);
        value.ok_or_else(|| GraphError::Parameter(format!("The parameter {name} is required.")))
    };
    let (name, language) = (required("name")?, required("language")?);
    let category = category(&required("category")?)?;
    check_name(&name)?;
    check_language(&language)?;
    let format = match request.parameter("parameter_format") {
        Some(format) if format.eq_ignore_ascii_case("named") => ParameterFormat::Named,
        Some(format) if !format.eq_ignore_ascii_case("positional") => {
            return Err(GraphError::Parameter(
                "Param parameter_format must be one of {POSITIONAL, NAMED}".to_owned(),
            ));
        }
        Some(_) | None => ParameterFormat::Positional,
    };
    let components = components(request)?;
    if world.templates.len() >= MOST_TEMPLATES {
        return Err(problem(
            2_388_019,
            "Template limit reached",
            "The account has reached its limit of templates. Delete one to create another.",
        ));
    }
    let blocked = world.deleted_names.get(&name);
    if blocked.is_some_and(|deleted| now - deleted < MONTH_MS) {
        return Err(problem(
            2_388_023,
            "Message template is being deleted",
            "A template of this name was deleted. Use another name, or wait 30 days.",
        ));
    }
    let same = |known: &&Template| known.name == name && known.language == language;
    if world.templates.iter().any(|known| same(&known)) {
        let sentence = format!(
            "There is already {} content for this template.",
            language_name(&language)
        );
        return Err(problem(
            2_388_024,
            "Content in this language already exists",
            &sentence,
        ));
    }
    validate::components(world, format, &components)?;
    Ok(Template {
        status: "PENDING".to_owned(),
        quality: "UNKNOWN".to_owned(),
        ..Template::new(&name, &language, &category, format, components)
    })
}

/// `POST /{template-id}`; `None` when there is no such template.
pub(crate) fn edit(meta: &Meta, id: &str, request: &Request) -> Option<Answer> {
    let now = meta.clock.now_ms();
    let edited = {
        let mut world = meta.world();
        let found = world
            .templates
            .iter()
            .position(|template| template.id == id)?;
        change(&world, &world.templates[found], now, request).map(|template| {
            world.templates[found] = template;
            json!({"success": true})
        })
    };
    meta.touch();
    Some(edited.map_or_else(Answer::from, Answer::Ok))
}

fn change(
    world: &World,
    template: &Template,
    now: i64,
    request: &Request,
) -> Result<Template, GraphError> {
    let cannot = |sentence: &str| Err(without_code("This template can't be edited", sentence));
    let is_approved = template.status == "APPROVED";
    if !is_approved && template.status != "REJECTED" && template.status != "PAUSED" {
        return cannot("Only approved, rejected and paused templates can be edited.");
    }
    let recent = |span: i64| {
        let edits = template.edited_at.iter();
        edits.filter(|edited| now - **edited < span).count()
    };
    if is_approved && (recent(DAY_MS) >= 1 || recent(MONTH_MS) >= MOST_EDITS_A_MONTH) {
        return cannot("An approved template can be edited once a day and ten times in 30 days.");
    }
    let mut changed = template.clone();
    if let Some(asked) = request.parameter("category") {
        let asked = category(asked)?;
        if is_approved && asked != template.category {
            return cannot("The category of an approved template can't be changed.");
        }
        changed.category = asked;
    }
    let has_components = request
        .json
        .as_ref()
        .is_some_and(|body| body.get("components").is_some());
    if has_components {
        changed.components = components(request)?;
        validate::components(world, template.format, &changed.components)?;
    }
    changed.status = "PENDING".to_owned();
    changed.rejected_reason = None;
    changed.edited_at.push(now);
    changed.is_changed = has_components;
    Ok(changed)
}

/// `DELETE /{waba-id}/message_templates?name=…[&hsm_id=…]`
pub(crate) fn delete(meta: &Meta, request: &Request) -> Answer {
    let Some(name) = request.parameter("name") else {
        return GraphError::Parameter("The parameter name is required.".to_owned()).into();
    };
    let id = request.parameter("hsm_id");
    let now = meta.clock.now_ms();
    let gone: Vec<Template> = {
        let mut world = meta.world();
        let is_meant =
            |template: &Template| template.name == name && id.is_none_or(|id| template.id == id);
        let meant = || world.templates.iter().filter(|template| is_meant(template));
        if meant().count() == 0 {
            return without_code(
                "Message template not found",
                "There is no template of this name.",
            )
            .into();
        }
        if meant().any(|template| template.status == "DISABLED") {
            return without_code(
                "This template can't be deleted",
                "A disabled template can't be deleted.",
            )
            .into();
        }
        let (gone, left) = std::mem::take(&mut world.templates)
            .into_iter()
            .partition(|template| is_meant(template));
        world.templates = left;
        let gone: Vec<Template> = gone;
        if gone.iter().any(|template| template.status == "APPROVED") {
            world.deleted_names.insert(name.to_owned(), now);
        }
        gone
    };
    for template in &gone {
        let value = told::status(template, "PENDING_DELETION", json!({"reason": null}));
        meta.post.tell(told::STATUS, value, meta.post.ticket());
    }
    meta.touch();
    Answer::Ok(json!({"success": true}))
}

fn components(request: &Request) -> Result<Vec<Value>, GraphError> {
    let list = request
        .json
        .as_ref()
        .and_then(|body| body.get("components"));
    match list {
        Some(Value::Array(components)) => Ok(components.clone()),
        Some(_) => Err(GraphError::Parameter(
            "Param components must be an array.".to_owned(),
        )),
        None => Err(GraphError::Parameter(
            "The parameter components is required.".to_owned(),
        )),
    }
}

fn category(asked: &str) -> Result<String, GraphError> {
    let asked = asked.to_uppercase();
    match CATEGORIES.contains(&asked.as_str()) {
        true => Ok(asked),
        false => Err(GraphError::Parameter(
            "Param category must be one of {MARKETING, UTILITY, AUTHENTICATION}".to_owned(),
        )),
    }
}

fn check_name(name: &str) -> Result<(), GraphError> {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.is_empty() || !name.bytes().all(is_allowed) {
        return Err(without_code(
            "Template name isn't valid",
            "The name can hold lowercase letters, digits and underscores only.",
        ));
    }
    if name.len() > LONGEST_NAME {
        return Err(problem(
            2_388_039,
            "Template name is too long",
            "The name can have at most 512 characters.",
        ));
    }
    Ok(())
}

fn check_language(language: &str) -> Result<(), GraphError> {
    let (tongue, place) = language.split_once('_').unwrap_or((language, ""));
    let is_tongue =
        (2..=3).contains(&tongue.len()) && tongue.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_place = place.len() <= 3 && place.bytes().all(|byte| byte.is_ascii_uppercase());
    match is_tongue && is_place {
        true => Ok(()),
        false => Err(GraphError::Parameter(
            "Param language is not a supported language".to_owned(),
        )),
    }
}

fn language_name(language: &str) -> &str {
    match language {
        "en" => "English",
        "en_GB" => "English (UK)",
        "en_US" => "English (US)",
        "es" => "Spanish",
        "pt_PT" => "Portuguese (POR)",
        "el" => "Greek",
        other => other,
    }
}

fn problem(subcode: u32, title: &'static str, sentence: &str) -> GraphError {
    GraphError::Template(TemplateProblem::new(subcode, title, sentence))
}

fn without_code(title: &'static str, sentence: &str) -> GraphError {
    GraphError::Template(TemplateProblem::without_code(title, sentence))
}
