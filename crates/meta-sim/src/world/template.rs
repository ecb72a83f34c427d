//! The account's templates: approved ones in four languages, one each of the other kinds, and what the desk creates.

mod rich;
mod seed;

use serde_json::{Value, json};

pub(crate) use seed::approved_and_other;

/// Whether a template's variables are numbered or named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterFormat {
    Positional,
    Named,
}

impl ParameterFormat {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Positional => "POSITIONAL",
            Self::Named => "NAMED",
        }
    }
}

/// One template in one language.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) category: String,
    /// Meta's word: `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, `DISABLED` …
    pub(crate) status: String,
    pub(crate) format: ParameterFormat,
    pub(crate) components: Vec<Value>,
    pub(crate) rejected_reason: Option<String>,
    pub(crate) quality: String,
    pub(crate) previous_category: Option<String>,
    pub(crate) correct_category: Option<String>,
    /// When it was edited, Unix milliseconds.
    pub(crate) edited_at: Vec<i64>,
    /// Its components changed since Meta last approved it.
    pub(crate) is_changed: bool,
}

impl Template {
    /// Returns an approved template.
    pub(crate) fn new(
        name: &str,
        language: &str,
        category: &str,
        format: ParameterFormat,
        components: Vec<Value>,
    ) -> Self {
        Self {
            id: String::new(),
            name: name.to_owned(),
            language: language.to_owned(),
            category: category.to_owned(),
            status: "APPROVED".to_owned(),
            format,
            components,
            rejected_reason: None,
            quality: "GREEN".to_owned(),
            previous_category: None,
            correct_category: None,
            edited_at: Vec::new(),
            is_changed: false,
        }
    }

    /// Returns the label of the first quick reply.
    pub(crate) fn first_quick_reply(&self) -> Option<&str> {
        let mut buttons = buttons(&self.components).iter();
        let quick = buttons.find(|button| button["type"] == "QUICK_REPLY")?;
        quick["text"].as_str()
    }

    /// Returns the template as the list shows it.
    pub(crate) fn json(&self) -> Value {
        let mut template = json!({
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "parameter_format": self.format.name(),
            "components": self.components,
        });
        if let Some(reason) = &self.rejected_reason {
            template["rejected_reason"] = json!(reason);
        }
        if self.status == "APPROVED" {
            template["quality_score"] = json!({"score": self.quality, "date": 1_795_089_600});
        }
        if let Some(category) = &self.previous_category {
            template["previous_category"] = json!(category);
        }
        if let Some(category) = &self.correct_category {
            template["correct_category"] = json!(category);
        }
        template
    }
}

/// Returns the component of this type: `HEADER`, `BODY`, `FOOTER`, `BUTTONS`, `CAROUSEL`.
pub(crate) fn component<'a>(components: &'a [Value], kind: &str) -> Option<&'a Value> {
    components.iter().find(|component| {
        let has = component.get("type").and_then(Value::as_str);
        has.is_some_and(|has| has.eq_ignore_ascii_case(kind))
    })
}

/// Returns the text of a component.
pub(crate) fn text<'a>(components: &'a [Value], kind: &str) -> &'a str {
    let found = component(components, kind);
    found.and_then(|found| found["text"].as_str()).unwrap_or("")
}

/// Returns the buttons, in order.
pub(crate) fn buttons(components: &[Value]) -> &[Value] {
    let buttons = component(components, "BUTTONS").and_then(|found| found["buttons"].as_array());
    buttons.map_or(&[], Vec::as_slice)
}

/// Returns the names of a text's variables (`1`, `2` or `first_name`) in order of first use.
pub(crate) fn variables(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in text.split("{{").skip(1) {
        if let Some((name, _)) = part.split_once("}}")
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}
