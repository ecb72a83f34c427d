//! From an HTTP answer to a value or an error.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::Value;

use super::table::{self, Class, Rule};
use super::{GraphError, UserText};
use crate::json;

/// Whether a call may be made twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// A send: twice is two messages.
    Send,
    /// A read, or a change that is the same made twice.
    Repeatable,
}

/// Reads an answer.
pub(crate) fn read(
    call: Call,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, GraphError> {
    let value: Option<Value> = serde_json::from_slice(body).ok();
    let is_success = (200..300).contains(&status);
    match value {
        Some(value) if value.get("error").is_some_and(|error| !error.is_null()) => {
            Err(refusal(call, status, headers, &value["error"], &value))
        }
        Some(value) if is_success && value.is_object() => Ok(value),
        // The token exchange of Instagram Login: `error_type`, `code` as the HTTP status, and a text.
        Some(value) if value.get("error_type").is_some() && status < 500 => {
            Err(GraphError::Refused {
                code: None,
                subcode: None,
                is_fixable: false,
                details: json::text(&value, "error_message"),
                user_text: None,
                trace_id: None,
            })
        }
        Some(_) | None => Err(without_code(call, status, headers)),
    }
}

/// An answer that is no JSON of Meta's: a proxy's page, an outage, a body cut short.
fn without_code(call: Call, status: u16, headers: &HeaderMap) -> GraphError {
    let retry_after = retry_after(headers);
    if status == 429 {
        let code = None;
        return GraphError::RateLimited { retry_after, code };
    }
    match call {
        Call::Send => GraphError::OutcomeUnknown {
            code: None,
            trace_id: None,
        },
        Call::Repeatable if status >= 500 => GraphError::Busy {
            retry_after,
            code: None,
        },
        Call::Repeatable => GraphError::Unreadable { status },
    }
}

fn refusal(
    call: Call,
    status: u16,
    headers: &HeaderMap,
    error: &Value,
    whole: &Value,
) -> GraphError {
    let code = json::integer(error, "code");
    let subcode = json::integer(error, "error_subcode");
    let trace_id = json::text(error, "fbtrace_id");
    let refused = |is_fixable| GraphError::Refused {
        code,
        subcode,
        is_fixable,
        details: details(error, whole),
        user_text: user_text(error),
        trace_id: trace_id.clone(),
    };
    let unknown = || GraphError::OutcomeUnknown {
        code,
        trace_id: trace_id.clone(),
    };
    let asked = retry_after(headers);
    let busy = |retry_after| GraphError::Busy { retry_after, code };

    let row = code.and_then(|code| table::row(code, subcode));
    let Some(row) = row else {
        return match (call, status) {
            (_, 429) => GraphError::RateLimited {
                retry_after: asked,
                code,
            },
            (Call::Send, 500..) => unknown(),
            (Call::Repeatable, 500..) => busy(asked),
            (Call::Send | Call::Repeatable, _) if is_transient(error) => busy(asked),
            (Call::Send | Call::Repeatable, _) => refused(false),
        };
    };
    // Meta's own word that it will pass overrides a "no", but not the doubt about a send.
    let is_no = matches!(row.rule, Rule::Fix | Rule::Never);
    if is_no && is_transient(error) {
        return busy(asked);
    }
    match (row.rule, row.class) {
        (Rule::Yes, Class::Rate) => GraphError::RateLimited {
            retry_after: asked.or(row.wait),
            code,
        },
        (Rule::Yes, Class::Outage) => busy(asked.or(row.wait)),
        // Only after a change to the call: without the cursor, with a new upload.
        (Rule::Yes, Class::Refusal | Class::Token | Class::Window) => refused(true),
        (Rule::Status, _) => match call {
            Call::Send => unknown(),
            Call::Repeatable => busy(asked),
        },
        (Rule::Fix | Rule::Never, Class::Token) => GraphError::TokenRejected {
            code,
            subcode,
            trace_id,
        },
        (Rule::Fix | Rule::Never, Class::Window) => GraphError::WindowClosed {
            code: code.unwrap_or_default(),
            subcode,
            trace_id,
        },
        (Rule::Fix, Class::Refusal | Class::Rate | Class::Outage) => refused(true),
        (Rule::Never, Class::Refusal | Class::Rate | Class::Outage) => refused(false),
    }
}

fn is_transient(error: &Value) -> bool {
    error.get("is_transient") == Some(&Value::Bool(true))
}

fn user_text(error: &Value) -> Option<Box<UserText>> {
    let title = json::text(error, "error_user_title");
    let message = json::text(error, "error_user_msg");
    let is_any = title.is_some() || message.is_some();
    is_any.then(|| Box::new(UserText { title, message }))
}

/// Returns Meta's explanation: what it wrote for people, else its details, else its message.
fn details(error: &Value, whole: &Value) -> Option<String> {
    let data = error.get("error_data");
    json::text(error, "error_user_msg")
        .or_else(|| json::text(data?, "details"))
        .or_else(|| data?.as_str().map(str::to_owned))
        .or_else(|| json::text(error, "message"))
        .or_else(|| json::text(whole, "error_description"))
}

/// Returns how long Meta asks to wait: `Retry-After`, or the longest time to regain access.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs);
    seconds.or_else(|| {
        let usage = headers.get("x-business-use-case-usage")?;
        let usage: Value = serde_json::from_slice(usage.as_bytes()).ok()?;
        let minutes = usage
            .as_object()?
            .values()
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(|case| case.get("estimated_time_to_regain_access")?.as_u64())
            .max()
            .filter(|minutes| (1..=10_080).contains(minutes))?;
        Some(Duration::from_secs(minutes * 60))
    })
}
