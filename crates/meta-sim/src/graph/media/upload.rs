//! `POST /{phone-number-id}/media`: a file for later sends.

use serde_json::json;

use super::kinds;
use crate::graph::answer::Answer;
use crate::graph::error::GraphError;
use crate::graph::form;
use crate::graph::request::Request;
use crate::simulator::Meta;
use crate::world::media::{Media, Origin, essence};
use crate::world::product::Product;

pub(crate) async fn upload(meta: &Meta, request: &Request) -> Answer {
    let fault = meta.world().faults.next_upload();
    if let Some(code) = fault {
        return GraphError::Code {
            code,
            details: None,
        }
        .into();
    }
    match read(request).await {
        Ok((mime_type, file)) => {
            let media = Media {
                file_name: file.file_name,
                origin: Origin::Desk(Product::WhatsApp),
                ..Media::from_patient(&mime_type, file.bytes, meta.clock.now_ms())
            };
            let id = meta.world().keep_media(media);
            meta.touch();
            Answer::Ok(json!({"id": id}))
        }
        Err(error) => error.into(),
    }
}

/// Returns the declared type and the file once WhatsApp would take them.
async fn read(request: &Request) -> Result<(String, form::Part), GraphError> {
    if !form::is_form(request) {
        return Err(required("messaging_product"));
    }
    let mut parts = form::read(request).await?;
    let product =
        form::part(&parts, "messaging_product").ok_or_else(|| required("messaging_product"))?;
    if product.text() != "whatsapp" {
        return Err(GraphError::code(
            100,
            "Param messaging_product must be one of {WHATSAPP}",
        ));
    }
    let declared = form::part(&parts, "type").map(|part| part.text().to_owned());
    let at = parts
        .iter()
        .position(|part| part.name == "file")
        .ok_or_else(|| required("file"))?;
    let file = parts.swap_remove(at);
    // The form's field speaks first, then the file's own header.
    let mime_type = declared
        .filter(|declared| !declared.is_empty())
        .or_else(|| file.mime_type.clone())
        .ok_or_else(|| required("type"))?;
    let essence = essence(&mime_type);
    let Some(kind) = kinds::kind_of(&essence) else {
        return Err(GraphError::code(
            131_053,
            format!(
                "Param file must be a file with one of the following types: {}. Received file of type '{essence}'.",
                kinds::all_types()
            ),
        ));
    };
    match kinds::problem(kind, &essence, &file.bytes) {
        Some(problem) => Err(GraphError::code(131_053, problem)),
        None => Ok((mime_type, file)),
    }
}

fn required(name: &str) -> GraphError {
    GraphError::Parameter(format!("The parameter {name} is required."))
}
