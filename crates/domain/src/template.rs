//! Approved templates: their variables, and filling them so that no `{{…}}` can leave.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A template as synced from Meta, reduced to what the desk can fill and send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Name at Meta, for example `appointment_reminder`.
    pub name: String,
    /// Language at Meta, for example `pt_BR`.
    pub language: String,
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`.
    pub category: String,
    /// Whether it can be sent now.
    pub is_approved: bool,
    /// Text header.
    pub header: Option<TemplateText>,
    /// Body.
    pub body: TemplateText,
    /// Footer; has no variables.
    pub footer: Option<String>,
    /// Buttons in order.
    pub buttons: Vec<TemplateButton>,
    /// A component this app cannot fill yet (media header, carousel, …): shown, not offered.
    pub needs_more: bool,
}

/// A text with `{{…}}` variables and the examples given to Meta.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateText {
    /// The text, variables in place.
    pub text: String,
    /// Examples by variable key (`1`, `2`, or a name).
    pub examples: BTreeMap<String, String>,
}

/// A button under a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateButton {
    /// Its label.
    pub label: String,
    /// The link, with a variable at its end or not; absent for other buttons.
    pub url: Option<String>,
}

/// Why a template cannot leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It is not approved, or has parts this app cannot fill.
    #[error("the template is not offered")]
    NotOffered,
    /// A variable has no value.
    #[error("variable {0} has no value")]
    MissingValue(String),
    /// A value holds a line break, a tab, more than four spaces in a row or `{{`, which Meta refuses.
    #[error("variable {0} has a value Meta refuses")]
    RefusedValue(String),
}

/// A template with every variable filled, part by part, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledTemplate {
    /// Name at Meta.
    pub name: String,
    /// Language at Meta.
    pub language: String,
    /// Header values in order.
    pub header: Vec<FilledVariable>,
    /// Body values in order.
    pub body: Vec<FilledVariable>,
    /// Link suffixes by button index.
    pub buttons: BTreeMap<usize, FilledVariable>,
    /// What the patient will read.
    pub shown: String,
}

/// A variable and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledVariable {
    /// `1`, `2` or a name.
    pub key: String,
    /// The value.
    pub value: String,
}

impl FilledVariable {
    /// Returns the name Meta wants with named variables; absent for numbered ones.
    pub fn parameter_name(&self) -> Option<&str> {
        let is_number = self.key.bytes().all(|b| b.is_ascii_digit());
        (!is_number).then_some(self.key.as_str())
    }
}

impl Template {
    /// Returns whether it may be offered for sending.
    pub fn is_offered(&self) -> bool {
        self.is_approved && !self.needs_more
    }

    /// Returns the keys to be filled, in order: `1`, `name`, `header.1`, `button0.1`, with their examples.
    pub fn variables(&self) -> Vec<(String, Option<String>)> {
        let header = self.header.iter().flat_map(|header| {
            variables_of(&header.text)
                .map(|key| (format!("header.{key}"), header.examples.get(key).cloned()))
        });
        let body = variables_of(&self.body.text)
            .map(|key| (key.to_owned(), self.body.examples.get(key).cloned()));
        let buttons = self.buttons.iter().enumerate().flat_map(|(index, button)| {
            variables_of(button.url.as_deref().unwrap_or(""))
                .map(move |key| (format!("button{index}.{key}"), None))
        });
        header.chain(body).chain(buttons).collect()
    }

    /// Fills every variable with `values`.
    ///
    /// # Errors
    /// [`TemplateError`] when it is not offered, a value is missing, or Meta would refuse one.
    pub fn fill(&self, values: &BTreeMap<String, String>) -> Result<FilledTemplate, TemplateError> {
        if !self.is_offered() {
            return Err(TemplateError::NotOffered);
        }
        let take = |prefix: &str, key: &str| {
            let full = format!("{prefix}{key}");
            let value = values.get(&full).map(|value| value.trim()).unwrap_or("");
            if value.is_empty() {
                return Err(TemplateError::MissingValue(full));
            }
            let refused = value.contains(['\n', '\r', '\t'])
                || value.contains("     ")
                || value.contains("{{");
            if refused {
                return Err(TemplateError::RefusedValue(full));
            }
            Ok(FilledVariable {
                key: key.to_owned(),
                value: value.to_owned(),
            })
        };
        let header_text = self
            .header
            .as_ref()
            .map_or("", |header| header.text.as_str());
        let header = variables_of(header_text)
            .map(|key| take("header.", key))
            .collect::<Result<Vec<_>, _>>()?;
        let body = variables_of(&self.body.text)
            .map(|key| take("", key))
            .collect::<Result<Vec<_>, _>>()?;
        let mut buttons = BTreeMap::new();
        for (index, button) in self.buttons.iter().enumerate() {
            let url = button.url.as_deref().unwrap_or("");
            if let Some(key) = variables_of(url).next() {
                buttons.insert(index, take(&format!("button{index}."), key)?);
            }
        }
        let shown = [
            replaced(header_text, &header),
            replaced(&self.body.text, &body),
            self.footer.clone().unwrap_or_default(),
        ];
        Ok(FilledTemplate {
            name: self.name.clone(),
            language: self.language.clone(),
            header,
            body,
            buttons,
            shown: shown
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("\n"),
        })
    }
}

/// Returns the variable keys in a text, in order, each once.
fn variables_of(text: &str) -> impl Iterator<Item = &str> {
    let mut seen: Vec<&str> = Vec::new();
    for part in text.split("{{").skip(1) {
        if let Some((key, _)) = part.split_once("}}") {
            let key = key.trim();
            if !seen.contains(&key) {
                seen.push(key);
            }
        }
    }
    seen.into_iter()
}

fn replaced(text: &str, values: &[FilledVariable]) -> String {
    let mut parts = text.split("{{");
    let mut filled = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let Some((key, rest)) = part.split_once("}}") else {
            filled.push_str(part);
            continue;
        };
        let value = values.iter().find(|variable| variable.key == key.trim());
        filled.push_str(value.map_or("", |variable| variable.value.as_str()));
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reminder() -> Template {
        Template {
            name: "appointment_reminder".into(),
            language: "es".into(),
            category: "UTILITY".into(),
            is_approved: true,
            header: Some(TemplateText {
                text: "Hola {{1}}".into(),
                examples: BTreeMap::new(),
            }),
            body: TemplateText {
                text: "Su cita es el {{day}} a las {{ hour }}.".into(),
                examples: BTreeMap::from([("day".into(), "jueves".into())]),
            },
            footer: Some("Clínica Alameda".into()),
            buttons: vec![TemplateButton {
                label: "Ver".into(),
                url: Some("https://alameda.example/{{1}}".into()),
            }],
            needs_more: false,
        }
    }

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn variables_are_listed_in_order_with_their_examples() {
        let keys: Vec<_> = reminder().variables();
        assert_eq!(keys[0], ("header.1".into(), None));
        assert_eq!(keys[1], ("day".into(), Some("jueves".into())));
        assert_eq!(keys[2].0, "hour");
        assert_eq!(keys[3].0, "button0.1");
    }

    #[test]
    fn a_filled_template_shows_what_the_patient_reads() {
        let filled = reminder()
            .fill(&values(&[
                ("header.1", "Rosa"),
                ("day", "jueves"),
                ("hour", "9:00"),
                ("button0.1", "c7"),
            ]))
            .unwrap();
        assert_eq!(
            filled.shown,
            "Hola Rosa\nSu cita es el jueves a las 9:00.\nClínica Alameda"
        );
        assert_eq!(filled.header[0].parameter_name(), None);
        assert_eq!(filled.body[0].parameter_name(), Some("day"));
    }

    #[test]
    fn nothing_unfilled_or_refused_can_leave() {
        let mut given = values(&[("header.1", "Rosa"), ("day", "jueves"), ("button0.1", "c7")]);
        assert_eq!(
            reminder().fill(&given),
            Err(TemplateError::MissingValue("hour".into()))
        );
        for bad in ["9:00\nlunes", "{{x}}", "a     b"] {
            given.insert("hour".into(), bad.into());
            assert_eq!(
                reminder().fill(&given),
                Err(TemplateError::RefusedValue("hour".into()))
            );
        }
        let paused = Template {
            is_approved: false,
            ..reminder()
        };
        assert_eq!(paused.fill(&given), Err(TemplateError::NotOffered));
    }
}
