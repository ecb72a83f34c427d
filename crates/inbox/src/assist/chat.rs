//! `POST {base}/chat/completions`, as OpenAI documents it and llama.cpp, Ollama and vLLM take it.
//!
//! Source: <https://platform.openai.com/docs/api-reference/chat/create>, read November 2026.

use crate::assist::{
    call::{self, AssistError},
    endpoint::Target,
    place,
};
use recado_domain::assist::credit::Amounts;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use serde_json::{Value, json};

/// How many bytes of text are at most one token, for what a call may cost: Greek has fewer.
const BYTES_PER_TOKEN: usize = 2;
/// What the frame around the texts takes.
const FRAME_TOKENS: u64 = 50;

/// What is asked.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// What the assistant is told to do.
    pub system: String,
    /// What it is given.
    pub user: String,
    /// The form of the answer, where the endpoint keeps to one.
    pub schema: Option<Value>,
    /// How long the answer may be.
    pub most_tokens: u64,
}

/// An answer.
#[derive(Clone)]
pub(crate) struct Answer {
    /// Its words.
    pub content: String,
    /// What it took.
    pub took: Amounts,
}

impl Question {
    /// Returns exactly what is sent.
    pub fn body(&self, model: &str) -> Value {
        let mut body = json!({
            "model": model,
            "messages": [
                { "role": "system", "content": self.system },
                { "role": "user", "content": self.user },
            ],
            "temperature": 0,
            "max_tokens": self.most_tokens,
            "stream": false,
        });
        if let Some(schema) = &self.schema {
            body["response_format"] = json!({
                "type": "json_schema",
                "json_schema": { "name": "answer", "strict": true, "schema": schema },
            });
        }
        body
    }

    /// Returns the most it may take.
    pub fn most(&self) -> Amounts {
        let schema = self.schema.as_ref().map_or(0, |it| it.to_string().len());
        let bytes = self.system.len() + self.user.len() + schema;
        let tokens = u64::try_from(bytes.div_ceil(BYTES_PER_TOKEN)).unwrap_or(u64::MAX);
        Amounts {
            tokens_in: tokens.saturating_add(FRAME_TOKENS),
            tokens_out: self.most_tokens,
            audio_ms: 0,
        }
    }
}

/// Asks.
///
/// # Errors
/// [`AssistError`]; an answer that was cut off is unreadable.
pub(crate) async fn ask(
    http: &reqwest::Client,
    target: &Target,
    question: &Question,
) -> Result<Answer, AssistError> {
    let url = place::below(&target.url, &["chat", "completions"]);
    let request = http
        .post(url)
        .header(CONTENT_TYPE, "application/json")
        .body(question.body(&target.model).to_string());
    let bytes = call::answer(call::with_key(request, target)?).await?;
    read(&bytes, question)
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
}

fn read(bytes: &[u8], question: &Question) -> Result<Answer, AssistError> {
    let completion: Completion =
        serde_json::from_slice(bytes).map_err(|_| AssistError::Unreadable)?;
    // What the endpoint does not tell is taken to be the most.
    let took = completion.usage.map_or(question.most(), |usage| Amounts {
        tokens_in: usage.prompt_tokens,
        tokens_out: usage.completion_tokens,
        audio_ms: 0,
    });
    let choice = completion.choices.into_iter().next();
    let choice = choice.ok_or(AssistError::Unreadable)?;
    if choice.finish_reason.as_deref() == Some("length") {
        return Err(AssistError::Unreadable);
    }
    let content = choice.message.content.ok_or(AssistError::Unreadable)?;
    Ok(Answer { content, took })
}

/// Returns the JSON object in an answer: models that keep to no form like to put a fence or a sentence around it.
pub(crate) fn object(content: &str) -> Option<Value> {
    let from = content.find('{')?;
    let until = content.rfind('}')?;
    let value: Value = serde_json::from_str(content.get(from..=until)?).ok()?;
    value.is_object().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Question {
            system: "Say what is asked.".into(),
            user: "αβγ".into(),
            schema: Some(json!({ "type": "object" })),
            most_tokens: 300,
        }
    }

    #[test]
    fn an_answer_is_read_whole_or_not_at_all() {
        let whole = br#"{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2}}"#;
        let answer = read(whole, &question()).unwrap();
        assert_eq!((answer.content.as_str(), answer.took.tokens_in), ("{}", 7));
        let silent = br#"{"choices":[{"message":{"content":"{}"}}]}"#;
        let took = read(silent, &question()).unwrap().took;
        assert_eq!(took, question().most(), "nobody says how much it took");
        for bad in [
            br#"{"choices":[{"message":{"content":"{"},"finish_reason":"length"}]}"#.as_slice(),
            br#"{"choices":[]}"#,
            br#"{"choices":[{"message":{"content":null}}]}"#,
            br#"{"error":{"message":"no"}}"#,
            br#"{"choices":[{"messa"#,
            b"<html>",
            b"",
        ] {
            assert!(matches!(
                read(bad, &question()),
                Err(AssistError::Unreadable)
            ));
        }
    }

    #[test]
    fn an_object_is_found_in_what_stands_around_it() {
        for (content, is) in [
            ("{\"a\":1}", true),
            ("```json\n{\"a\":1}\n```", true),
            ("Here it is: {\"a\":1}. Bye", true),
            ("[1]", false),
            ("{\"a\":", false),
            ("}{", false),
            ("none", false),
        ] {
            assert_eq!(object(content).is_some(), is, "{content}");
        }
    }
}
