//! The account's templates: approved ones in four languages, and one each of the other kinds.

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
    pub(crate) name: &'static str,
    pub(crate) language: &'static str,
    pub(crate) category: &'static str,
    pub(crate) status: &'static str,
    pub(crate) format: ParameterFormat,
    pub(crate) body: &'static str,
    /// Examples, in the order of the variables.
    pub(crate) examples: &'static [&'static str],
    /// The label of a quick reply button.
    pub(crate) button: Option<&'static str>,
    pub(crate) rejected_reason: Option<&'static str>,
}

impl Template {
    /// Returns the names of the body's variables (`1`, `2` or `first_name`) in order of first use.
    pub(crate) fn variables(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for part in self.body.split("{{").skip(1) {
            if let Some((name, _)) = part.split_once("}}")
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names
    }

    /// Returns the template as the list shows it.
    pub(crate) fn json(&self) -> Value {
        let mut body = json!({"type": "BODY", "text": self.body});
        let variables = self.variables();
        if !variables.is_empty() {
            body["example"] = match self.format {
                ParameterFormat::Positional => json!({"body_text": [self.examples]}),
                ParameterFormat::Named => {
                    let pairs = variables.iter().zip(self.examples);
                    let named: Vec<Value> = pairs
                        .map(|(name, example)| json!({"param_name": name, "example": example}))
                        .collect();
                    json!({"body_text_named_params": named})
                }
            };
        }
        let mut components = vec![body];
        if let Some(label) = self.button {
            components.push(
                json!({"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": label}]}),
            );
        }
        let mut template = json!({
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "parameter_format": self.format.name(),
            "components": components,
        });
        if let Some(reason) = self.rejected_reason {
            template["rejected_reason"] = json!(reason);
        }
        if self.status == "APPROVED" {
            template["quality_score"] = json!({"score": "GREEN", "date": 1_795_089_600});
        }
        template
    }
}
