//! The `attachment` protocol: files of messages for the interface, decrypted in memory, a range at a time.
//!
//! `/{id}` is the file, `/{id}/thumbnail` a small picture of it, `/{id}/sound` a voice note any player can play; the path
//! may come percent-encoded as a whole. Who may see it, the desk decides.

mod answer;

use answer::Asked;
use percent_encoding::percent_decode_str;
use recado_inbox::{
    desk::{
        Desk,
        media_commands::{MediaBytes, MediaVariant},
    },
    error::InboxError,
};
use serde::de::DeserializeOwned;
use std::ops::Range;
use tauri::{
    Builder, Manager, Wry,
    http::{HeaderMap, Method, Request, Response, StatusCode},
};

const SCHEME: &str = "attachment";

/// Adds the protocol.
pub(crate) fn register(builder: Builder<Wry>) -> Builder<Wry> {
    builder.register_asynchronous_uri_scheme_protocol(SCHEME, |context, request, responder| {
        let app = context.app_handle().clone();
        tauri::async_runtime::spawn(async move {
            let headers = request.headers();
            let answer = match app.try_state::<Desk>() {
                Some(desk) => answer(&desk, &request).await,
                None => answer::refusal(headers, StatusCode::FORBIDDEN),
            };
            responder.respond(answer);
        });
    })
}

async fn answer(desk: &Desk, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let headers = request.headers();
    if request.method() != Method::GET {
        return answer::refusal(headers, StatusCode::METHOD_NOT_ALLOWED);
    }
    if !answer::is_ours(headers) {
        return answer::refusal(headers, StatusCode::FORBIDDEN);
    }
    let Some((id, variant)) = wanted(request.uri().path()) else {
        return answer::refusal(headers, StatusCode::NOT_FOUND);
    };
    match file(desk, &id, variant, headers).await {
        Ok(answer) => answer,
        Err(error) => answer::refusal(headers, status(&error)),
    }
}

async fn file(
    desk: &Desk,
    id: &str,
    variant: MediaVariant,
    headers: &HeaderMap,
) -> Result<Response<Vec<u8>>, InboxError> {
    let range = match answer::asked(headers) {
        Asked::All => {
            let whole = read(desk, id, variant, None).await?;
            let length = whole.total;
            return Ok(answer::file(
                headers,
                &whole.mime,
                length,
                None,
                whole.bytes,
            ));
        }
        Asked::Part(range) => range,
        Asked::Last(count) => {
            // How long it is comes with any of its bytes.
            let length = read(desk, id, variant, Some(0..1)).await?.total;
            length.saturating_sub(count)..length
        }
    };
    let part = read(desk, id, variant, Some(range)).await?;
    if part.bytes.is_empty() {
        return Ok(answer::no_such_range(headers, part.total));
    }
    let (length, range) = (part.total, Some(part.range));
    Ok(answer::file(headers, &part.mime, length, range, part.bytes))
}

async fn read(
    desk: &Desk,
    id: &str,
    variant: MediaVariant,
    range: Option<Range<u64>>,
) -> Result<MediaBytes, InboxError> {
    desk.read_media(named(id)?, variant, range).await
}

/// Ids are the domain's: the desk's own signature says what this text is.
fn named<T: DeserializeOwned>(id: &str) -> Result<T, InboxError> {
    serde_json::from_value(id.into()).map_err(|_| InboxError::NotFound)
}

/// Returns what a path asks for.
fn wanted(path: &str) -> Option<(String, MediaVariant)> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let mut parts = path.trim_start_matches('/').split('/');
    let id = parts.next().filter(|id| !id.is_empty())?.to_owned();
    let variant = match (parts.next(), parts.next()) {
        (None, None) => MediaVariant::File,
        (Some("thumbnail"), None) => MediaVariant::Thumbnail,
        (Some("sound"), None) => MediaVariant::Sound,
        _ => return None,
    };
    Some((id, variant))
}

fn status(error: &InboxError) -> StatusCode {
    use recado_inbox::view::change::ErrorCode;
    match error.code() {
        ErrorCode::Locked => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        _ => {
            tracing::warn!("a file was not handed over: {error}");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_file_and_what_of_it() {
        let id = "019a8c1e-0000-7000-8000-000000000001";
        let file = |path: &str| {
            wanted(&path.replace("ID", id)).map(|(found, variant)| {
                assert_eq!(found, id);
                variant
            })
        };
        assert_eq!(file("/ID"), Some(MediaVariant::File));
        assert_eq!(file("/ID/thumbnail"), Some(MediaVariant::Thumbnail));
        assert_eq!(file("/ID%2Fsound"), Some(MediaVariant::Sound));
        assert_eq!(file("/ID/other"), None);
        assert_eq!(file("/ID/sound/more"), None);
        assert_eq!(wanted("/"), None);
    }

    #[test]
    fn a_lock_is_no_missing_file() {
        assert_eq!(status(&InboxError::Locked), StatusCode::FORBIDDEN);
        assert_eq!(status(&InboxError::NotFound), StatusCode::NOT_FOUND);
        let unreadable = named::<serde_json::Value>("anything");
        assert!(unreadable.is_ok());
        assert!(matches!(named::<u8>("x"), Err(InboxError::NotFound)));
    }
}
