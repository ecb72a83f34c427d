//! People over HTTP: `POST visitor {product,id,name,event,at?}` (Messenger, Instagram) · `POST block {id,isBlocking}` ·
//! `POST number {old,new}` · `POST comment {product,id,name,text,post?,parent?,at?}` · `POST comment-change
//! {commentId,text?}` (without text: removed) · `POST mention {id,name,text}`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::remarks::Remark;
use crate::control::{Control, ControlError};
use crate::simulator::Meta;
use crate::world::product::Product;

type Made = Result<Json<Value>, ControlError>;
type Done = Result<StatusCode, ControlError>;

pub(super) fn router() -> Router<Arc<Meta>> {
    Router::new()
        .route("/visitor", post(visitor))
        .route("/block", post(block))
        .route("/number", post(number))
        .route("/comment", post(comment))
        .route("/comment-change", post(change))
        .route("/mention", post(mention))
}

#[derive(Deserialize)]
struct Visitor {
    product: Product,
    id: String,
    #[serde(default)]
    name: String,
    event: Value,
    at: Option<i64>,
}

async fn visitor(State(meta): State<Arc<Meta>>, Json(asked): Json<Visitor>) -> Made {
    let control = Control::new(meta);
    let mid = control
        .visitor_sends(asked.product, &asked.id, &asked.name, asked.event, asked.at)
        .await?;
    Ok(Json(json!({"mid": mid})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Block {
    id: String,
    is_blocking: bool,
}

async fn block(State(meta): State<Arc<Meta>>, Json(asked): Json<Block>) -> Done {
    Control::new(meta)
        .patient_blocks(&asked.id, asked.is_blocking)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Number {
    old: String,
    new: String,
}

async fn number(State(meta): State<Arc<Meta>>, Json(asked): Json<Number>) -> Made {
    let control = Control::new(meta);
    let wamid = control
        .patient_changes_number(&asked.old, &asked.new)
        .await?;
    Ok(Json(json!({"wamid": wamid})))
}

#[derive(Deserialize)]
struct Comment {
    product: Product,
    id: String,
    name: String,
    text: String,
    post: Option<String>,
    parent: Option<String>,
    at: Option<i64>,
}

async fn comment(State(meta): State<Arc<Meta>>, Json(asked): Json<Comment>) -> Made {
    let remark = Remark {
        text: asked.text,
        post: asked.post,
        parent: asked.parent,
        at: asked.at,
    };
    let comment_id = Control::new(meta)
        .visitor_comments(asked.product, &asked.id, &asked.name, remark)
        .await?;
    Ok(Json(json!({"commentId": comment_id})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    comment_id: String,
    text: Option<String>,
}

async fn change(State(meta): State<Arc<Meta>>, Json(asked): Json<Change>) -> Done {
    Control::new(meta)
        .visitor_changes_comment(&asked.comment_id, asked.text.as_deref())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Mention {
    id: String,
    name: String,
    text: String,
}

async fn mention(State(meta): State<Arc<Meta>>, Json(asked): Json<Mention>) -> Made {
    let comment_id = Control::new(meta)
        .visitor_mentions(&asked.id, &asked.name, &asked.text)
        .await?;
    Ok(Json(json!({"commentId": comment_id})))
}
