//! A multipart form: the fields and files of an upload.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart};
use axum::http::header::CONTENT_TYPE;

use super::error::GraphError;
use super::request::Request;

/// One field of a form.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    /// As the part itself declares it.
    pub(crate) mime_type: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

impl Part {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or("").trim()
    }
}

/// Returns whether a request carries a multipart form.
pub(crate) fn is_form(request: &Request) -> bool {
    request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// Reads every field of a form.
pub(crate) async fn read(request: &Request) -> Result<Vec<Part>, GraphError> {
    let unreadable =
        || GraphError::Parameter("The request is not a readable multipart form".to_owned());
    let mut whole = axum::http::Request::new(Body::from(request.body.clone()));
    if let Some(kind) = request.headers.get(CONTENT_TYPE) {
        whole.headers_mut().insert(CONTENT_TYPE, kind.clone());
    }
    // The router has limited the whole request already.
    DefaultBodyLimit::disable().apply(&mut whole);
    let mut form = Multipart::from_request(whole, &())
        .await
        .map_err(|_| unreadable())?;
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        let (name, file_name) = (field.name().unwrap_or("").to_owned(), field.file_name());
        let file_name = file_name.map(str::to_owned);
        let mime_type = field.content_type().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|_| unreadable())?.to_vec();
        parts.push(Part {
            name,
            file_name,
            mime_type,
            bytes,
        });
    }
    Ok(parts)
}

/// Returns the field of this name.
pub(crate) fn part<'a>(parts: &'a [Part], name: &str) -> Option<&'a Part> {
    parts.iter().find(|part| part.name == name)
}
