//! Comments: read, answered in public, hidden.
//!
//! Source: <https://developers.facebook.com/docs/instagram-platform/comment-moderation>, read 2026-11-20 (REFERENCE
//! section 11).

use serde_json::json;

use crate::graph::answer::Answer;
use crate::graph::error::GraphError;
use crate::graph::request::Request;
use crate::simulator::Meta;

/// `GET /{comment-id}`
pub(crate) fn read(meta: &Meta, id: &str, request: &Request) -> Option<Answer> {
    let world = meta.world();
    let comment = world.comments.get(id)?;
    if comment.is_gone {
        return Some(GraphError::unsupported("get", id).into());
    }
    Some(Answer::Ok(request.pick(json!({
        "id": id,
        "text": comment.text,
        "message": comment.text,
        "username": comment.name,
        "from": {"id": comment.from, "name": comment.name},
        "hidden": comment.is_hidden,
        "timestamp": comment.at.div_euclid(1000),
    }))))
}

/// `POST /{comment-id}?hide=true`, or `is_hidden` on a Page.
pub(crate) fn hide(meta: &Meta, id: &str, request: &Request) -> Option<Answer> {
    let mut world = meta.world();
    let comment = world.comments.get_mut(id)?;
    let asked = ["hide", "is_hidden"]
        .into_iter()
        .find_map(|name| request.parameter(name).map(str::to_owned));
    let in_json = request
        .json
        .as_ref()
        .and_then(|body| body.get("hide").or_else(|| body.get("is_hidden")));
    comment.is_hidden = match (
        asked.as_deref(),
        in_json.and_then(serde_json::Value::as_bool),
    ) {
        (Some("true"), _) | (None, Some(true)) => true,
        (Some("false"), _) | (None, Some(false)) => false,
        (Some(_) | None, _) => {
            return Some(GraphError::Parameter("Param hide must be a boolean".to_owned()).into());
        }
    };
    drop(world);
    meta.touch();
    Some(Answer::Ok(json!({"success": true})))
}

/// `POST /{comment-id}/replies`, or `/comments` on a Page.
pub(crate) fn answer(meta: &Meta, id: &str, request: &Request) -> Answer {
    let Some(words) = request
        .parameter("message")
        .filter(|words| !words.is_empty())
    else {
        return GraphError::Parameter("The parameter message is required".to_owned()).into();
    };
    let made = {
        let mut world = meta.world();
        let made = world.ids.media();
        let comment = world
            .comments
            .get_mut(id)
            .filter(|comment| !comment.is_gone);
        comment.map(|comment| {
            comment.answers.push(words.to_owned());
            made
        })
    };
    meta.touch();
    match made {
        Some(made) => Answer::Ok(json!({"id": made})),
        None => GraphError::unsupported("post", id).into(),
    }
}

/// `POST /{ig-id}/mentions?media_id=…&comment_id=…&message=…`
pub(crate) fn answer_mention(meta: &Meta, request: &Request) -> Answer {
    let (media_id, comment_id) = (
        request.parameter("media_id"),
        request.parameter("comment_id"),
    );
    match (media_id, comment_id) {
        (None, _) => GraphError::Parameter("The parameter media_id is required".to_owned()).into(),
        (Some(_), Some(comment_id)) => answer(meta, comment_id, request),
        // A mention in a caption is answered under the picture.
        (Some(_), None) => Answer::Ok(json!({"id": meta.world().ids.media()})),
    }
}
