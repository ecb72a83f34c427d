//! Resumable uploads: a session, its bytes, and the handle a template's example names.
//!
//! Source: <https://developers.facebook.com/docs/graph-api/guides/upload>, read 2026-11-20 (REFERENCE section 1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::graph::answer::Answer;
use crate::graph::error::GraphError;
use crate::graph::request::Request;
use crate::simulator::Meta;
use crate::world::media::{Media, Origin};
use crate::world::product::Product;

/// File types a handle can be made of.
const TYPES: [&str; 5] = [
    "application/pdf",
    "image/jpeg",
    "image/jpg",
    "image/png",
    "video/mp4",
];

/// A file on its way.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    length: usize,
    mime_type: String,
    file_name: Option<String>,
    bytes: Vec<u8>,
}

/// `POST /{app-id}/uploads`: opens a session.
pub(crate) fn open(meta: &Meta, request: &Request) -> Answer {
    let number = |name: &str| {
        let in_json = || request.json.as_ref()?.get(name)?.as_u64();
        let in_text = request
            .parameter(name)
            .and_then(|text| text.parse::<u64>().ok());
        in_text.or_else(in_json)
    };
    let (Some(length), Some(mime_type)) = (number("file_length"), request.parameter("file_type"))
    else {
        return GraphError::Parameter(
            "The parameters file_length and file_type are required".to_owned(),
        )
        .into();
    };
    if !TYPES.contains(&mime_type) {
        return GraphError::Parameter(format!("Param file_type must be one of {TYPES:?}")).into();
    }
    let session = Session {
        length: usize::try_from(length).unwrap_or(usize::MAX),
        mime_type: mime_type.to_owned(),
        file_name: request.parameter("file_name").map(str::to_owned),
        bytes: Vec::new(),
    };
    let mut world = meta.world();
    let id = format!(
        "upload:{}",
        STANDARD.encode(format!("attachment:{}", world.ids.media()))
    );
    world.uploads.insert(id.clone(), session);
    Answer::Ok(json!({"id": id}))
}

/// `GET /upload:{session}`: how far it came.
pub(crate) fn offset(meta: &Meta, id: &str) -> Answer {
    match meta.world().uploads.get(id) {
        Some(session) => Answer::Ok(json!({"id": id, "file_offset": session.bytes.len()})),
        None => GraphError::unsupported("get", id).into(),
    }
}

/// `POST /upload:{session}`: the bytes from `file_offset` on; answers the handle once all are there.
pub(crate) fn push(meta: &Meta, id: &str, request: &Request) -> Answer {
    let now = meta.clock.now_ms();
    let mut world = meta.world();
    let Some(session) = world.uploads.get_mut(id) else {
        return GraphError::unsupported("post", id).into();
    };
    let offset: Option<usize> = request
        .header("file_offset")
        .and_then(|offset| offset.parse().ok());
    if offset != Some(session.bytes.len()) {
        return GraphError::Parameter(format!(
            "The header file_offset must be {}",
            session.bytes.len()
        ))
        .into();
    }
    if session.bytes.len() + request.body.len() > session.length {
        return GraphError::Parameter("More bytes than file_length said".to_owned()).into();
    }
    session.bytes.extend_from_slice(&request.body);
    if session.bytes.len() < session.length {
        return Answer::Ok(json!({"id": id, "file_offset": session.bytes.len()}));
    }
    let session = session.clone();
    world.uploads.remove(id);
    let media = Media {
        file_name: session.file_name,
        origin: Origin::Desk(Product::WhatsApp),
        ..Media::from_patient(&session.mime_type, session.bytes, now)
    };
    let media_id = world.keep_media(media);
    let handle = format!(
        "4::{}:{}",
        STANDARD.encode(&session.mime_type),
        STANDARD.encode(&media_id)
    );
    world.handles.insert(handle.clone(), media_id);
    drop(world);
    meta.touch();
    Answer::Ok(json!({"h": handle}))
}
