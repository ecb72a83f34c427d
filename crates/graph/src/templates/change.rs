//! Making, changing and deleting templates.
//!
//! Meta reviews each; what it refuses at once it explains in the error's `user_text`. All of it may be asked
//! twice: a second template of the same name and language is refused. Shapes: REFERENCE §17;
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates>, read
//! 2026-11-20.

use secrecy::SecretString;
use serde_json::{Value, json};

use super::definition::{
    Example, ParameterFormat, TemplateButton, TemplateContent, TemplateHeader, TemplateText,
};
use crate::client::GraphClient;
use crate::error::GraphError;
use crate::error::answer::Call;
use crate::json;

/// A template to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateDraft {
    /// Its name: `a`–`z`, `0`–`9` and `_`.
    pub name: String,
    /// As `en_GB`.
    pub language: String,
    /// `MARKETING`, `UTILITY`, `AUTHENTICATION`.
    pub category: String,
    /// How its variables are written.
    pub parameter_format: ParameterFormat,
    /// Its parts; header files by a handle ([`GraphClient::upload_header_handle`]).
    pub content: TemplateContent,
}

/// What became of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateCreated {
    /// Meta's id.
    pub id: String,
    /// `PENDING`, `APPROVED`, `REJECTED`.
    pub status: String,
    /// The category Meta gave it, perhaps another than asked for.
    pub category: String,
}

impl GraphClient {
    /// Makes a template.
    ///
    /// Refused without being asked when it has parts this program does not know.
    pub async fn create_template(
        &self,
        token: &SecretString,
        waba_id: &str,
        draft: &TemplateDraft,
    ) -> Result<TemplateCreated, GraphError> {
        let body = json!({
            "name": draft.name,
            "language": draft.language,
            "category": draft.category,
            "parameter_format": match draft.parameter_format {
                ParameterFormat::Positional => "positional",
                ParameterFormat::Named => "named",
            },
            "components": components(&draft.content)?,
        });
        let url = self.url(&[waba_id, "message_templates"]);
        let answer = self.post(Call::Repeatable, token, url, &body).await?;
        Ok(TemplateCreated {
            id: json::id(&answer, "id").ok_or(GraphError::Unreadable { status: 200 })?,
            status: json::text(&answer, "status").unwrap_or_default(),
            category: json::text(&answer, "category").unwrap_or_default(),
        })
    }

    /// Changes a template: all its parts, its category, or both. The category of an approved one is fixed.
    ///
    /// Refused without being asked when it has parts this program does not know: they would be lost.
    pub async fn edit_template(
        &self,
        token: &SecretString,
        template_id: &str,
        category: Option<&str>,
        content: Option<&TemplateContent>,
    ) -> Result<(), GraphError> {
        let mut body = json!({});
        if let Some(category) = category {
            body["category"] = json!(category);
        }
        if let Some(content) = content {
            body["components"] = components(content)?;
        }
        let url = self.url(&[template_id]);
        self.post(Call::Repeatable, token, url, &body).await?;
        Ok(())
    }

    /// Deletes a template: the language with this id, or all languages of its name.
    pub async fn delete_template(
        &self,
        token: &SecretString,
        waba_id: &str,
        name: &str,
        id: Option<&str>,
    ) -> Result<(), GraphError> {
        let mut url = self.url(&[waba_id, "message_templates"]);
        url.query_pairs_mut().append_pair("name", name);
        if let Some(id) = id {
            url.query_pairs_mut().append_pair("hsm_id", id);
        }
        self.delete(token, url).await?;
        Ok(())
    }
}

fn components(content: &TemplateContent) -> Result<Value, GraphError> {
    if !content.unknown.is_empty() {
        return Err(GraphError::refused_here());
    }
    let mut components = parts(
        content.header.as_ref(),
        content.body.as_ref(),
        content.footer.as_ref(),
        &content.buttons,
    )?;
    if !content.cards.is_empty() {
        let mut cards = Vec::new();
        for card in &content.cards {
            let (header, body) = (card.header.as_ref(), card.body.as_ref());
            let components = parts(header, body, None, &card.buttons)?;
            cards.push(json!({ "components": components }));
        }
        components.push(json!({ "type": "CAROUSEL", "cards": cards }));
    }
    Ok(Value::Array(components))
}

fn parts(
    above: Option<&TemplateHeader>,
    body: Option<&TemplateText>,
    footer: Option<&String>,
    buttons: &[TemplateButton],
) -> Result<Vec<Value>, GraphError> {
    let mut parts = Vec::new();
    parts.extend(above.map(header));
    parts.extend(body.map(|body| {
        let mut part = json!({ "type": "BODY", "text": body.text });
        // The examples of a body are a list of lists.
        set_examples(&mut part, "body_text", body, |list| json!([list]));
        part
    }));
    parts.extend(footer.map(|text| json!({ "type": "FOOTER", "text": text })));
    if !buttons.is_empty() {
        let buttons: Result<Vec<Value>, GraphError> = buttons.iter().map(button).collect();
        parts.push(json!({ "type": "BUTTONS", "buttons": buttons? }));
    }
    Ok(parts)
}

fn header(header: &TemplateHeader) -> Value {
    match header {
        TemplateHeader::Text(text) => {
            let mut part = json!({ "type": "HEADER", "format": "TEXT", "text": text.text });
            set_examples(&mut part, "header_text", text, Value::Array);
            part
        }
        TemplateHeader::File { format, example } => {
            let mut part = json!({ "type": "HEADER", "format": format.as_str() });
            if let Some(handle) = example {
                part["example"] = json!({ "header_handle": [handle] });
            }
            part
        }
        TemplateHeader::Location => json!({ "type": "HEADER", "format": "LOCATION" }),
    }
}

fn set_examples(
    part: &mut Value,
    name: &str,
    text: &TemplateText,
    numbered: fn(Vec<Value>) -> Value,
) {
    if text.examples.is_empty() {
        return;
    }
    let named = text.examples.iter().map(|example: &Example| {
        let name = example.name.as_ref()?;
        Some(json!({ "param_name": name, "example": example.text }))
    });
    let (name, value) = match named.collect::<Option<Vec<Value>>>() {
        Some(pairs) => (format!("{name}_named_params"), Value::Array(pairs)),
        None => {
            let texts = text.examples.iter().map(|example| json!(example.text));
            (name.to_owned(), numbered(texts.collect()))
        }
    };
    part["example"] = json!({ name: value });
}

fn button(button: &TemplateButton) -> Result<Value, GraphError> {
    Ok(match button {
        TemplateButton::QuickReply { text } => json!({ "type": "QUICK_REPLY", "text": text }),
        TemplateButton::Url { text, url, example } => {
            let mut value = json!({ "type": "URL", "text": text, "url": url });
            if let Some(example) = example {
                value["example"] = json!([example]);
            }
            value
        }
        TemplateButton::Phone { text, phone_number } => {
            json!({ "type": "PHONE_NUMBER", "text": text, "phone_number": phone_number })
        }
        TemplateButton::CopyCode { example } => {
            json!({ "type": "COPY_CODE", "example": example.clone().unwrap_or_default() })
        }
        TemplateButton::Flow { text, flow_id } => {
            json!({ "type": "FLOW", "text": text, "flow_id": flow_id })
        }
        TemplateButton::ContactRequest => json!({ "type": "REQUEST_CONTACT_INFO" }),
        TemplateButton::Other { .. } => return Err(GraphError::refused_here()),
    })
}
