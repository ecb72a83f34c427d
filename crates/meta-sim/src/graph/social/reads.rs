//! The reads and subscriptions of a Page and an Instagram account, and the profiles of people who wrote.
//!
//! Source: <https://developers.facebook.com/docs/messenger-platform/identity/user-profile> and
//! <https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps>, read 2026-11-20 (REFERENCE
//! sections 2.6, 9, 10 and 19).

use axum::http::Method;
use serde_json::{Value, json};

use super::Account;
use crate::graph::answer::Answer;
use crate::graph::connection_reads::APP_NAME;
use crate::graph::error::GraphError;
use crate::graph::media;
use crate::graph::request::Request;
use crate::graph::social_error::Refusal;
use crate::simulator::Meta;
use crate::world::media::Media;
use crate::world::person::Person;
use crate::world::product::Product;

/// `GET /me/accounts`: the Pages this person or system user may use.
pub(crate) fn accounts(meta: &Meta, request: &Request) -> Answer {
    Answer::Ok(json!({
        "data": [request.pick(page_json(meta))],
        "paging": {"cursors": {"before": "QVFIa", "after": "QVFIb"}},
    }))
}

pub(crate) fn account(meta: &Meta, account: Account, request: &Request) -> Answer {
    if let (Account::Instagram, Some(fields)) = (account, request.parameter("fields"))
        && let Some(answer) = mentioned(meta, fields)
    {
        return answer;
    }
    Answer::Ok(request.pick(match account {
        Account::Page => page_json(meta),
        Account::Instagram => instagram_json(meta),
    }))
}

fn page_json(meta: &Meta) -> Value {
    json!({
        "access_token": meta.page.access_token,
        "category": "Dentist & Dental Office",
        "category_list": [{"id": "1", "name": "Dentist & Dental Office"}],
        "name": meta.page.name,
        "id": meta.page.id,
        "tasks": ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"],
        "instagram_business_account": {
            "id": meta.instagram.id,
            "username": meta.instagram.username,
        },
    })
}

fn instagram_json(meta: &Meta) -> Value {
    json!({
        "id": meta.instagram.id,
        "user_id": meta.instagram.id,
        "username": meta.instagram.username,
        "name": meta.page.name,
        "account_type": "BUSINESS",
    })
}

/// `GET|POST|DELETE /{page-id | ig-id}/subscribed_apps`
pub(crate) fn subscribed(meta: &Meta, account: Account, request: &Request) -> Answer {
    let product = match account {
        Account::Page => Product::Messenger,
        Account::Instagram => Product::Instagram,
    };
    let mut world = meta.world();
    let ours = match account {
        Account::Page => &mut world.subscriptions.page,
        Account::Instagram => &mut world.subscriptions.instagram,
    };
    if request.method == Method::GET {
        let data: Vec<Value> = ours
            .iter()
            .map(|fields| {
                json!({
                    "link": format!("https://www.facebook.com/games/?app_id={}", meta.app.id),
                    "name": APP_NAME,
                    "id": meta.app.id,
                    "subscribed_fields": fields,
                })
            })
            .collect();
        return Answer::Ok(json!({"data": data}));
    }
    if request.method == Method::DELETE {
        *ours = None;
    } else {
        match asked_fields(product, request) {
            Ok(fields) => *ours = Some(fields),
            Err(error) => return error.into(),
        }
    }
    drop(world);
    meta.touch();
    Answer::Ok(json!({"success": true}))
}

fn asked_fields(product: Product, request: &Request) -> Result<Vec<String>, GraphError> {
    let in_json = request
        .json
        .as_ref()
        .and_then(|body| body.get("subscribed_fields")?.as_array().cloned());
    let fields: Vec<String> = match (request.parameter("subscribed_fields"), in_json) {
        (Some(text), _) => text
            .split(',')
            .map(|field| field.trim().to_owned())
            .collect(),
        (None, Some(list)) => {
            let words = list.iter().filter_map(Value::as_str);
            words.map(str::to_owned).collect()
        }
        (None, None) => {
            return Err(GraphError::Parameter(
                "The parameter subscribed_fields is required.".to_owned(),
            ));
        }
    };
    for (at, field) in fields.iter().enumerate() {
        if !product.fields().contains(&field.as_str()) {
            return Err(GraphError::Parameter(format!(
                "Param subscribed_fields[{at}] must be one of {:?} - got \"{field}\".",
                product.fields()
            )));
        }
    }
    Ok(fields)
}

/// `GET /{psid | igsid}`: a profile, once the person has written.
pub(crate) fn profile(meta: &Meta, id: &str, request: &Request) -> Option<Answer> {
    let person = meta.world().people.get(id).cloned()?;
    match person.product {
        Product::WhatsApp => None,
        Product::Messenger => Some(Answer::Ok(request.pick(messenger(meta, &person)))),
        Product::Instagram if person.last_wrote_ms.is_none() => {
            Some(GraphError::Social(Refusal::NoConsent).into())
        }
        Product::Instagram => Some(Answer::Ok(request.pick(instagram(meta, &person)))),
    }
}

fn messenger(meta: &Meta, person: &Person) -> Value {
    let (first, last) = person.name.split_once(' ').unwrap_or((&person.name, ""));
    json!({
        "first_name": first,
        "last_name": last,
        "name": person.name,
        "profile_pic": portrait(meta),
        "locale": "en_GB",
        "id": person.user_id,
    })
}

fn instagram(meta: &Meta, person: &Person) -> Value {
    json!({
        "name": person.name,
        "username": person.username(),
        "profile_pic": portrait(meta),
        "follower_count": 120,
        "is_user_follow_business": true,
        "is_business_follow_user": false,
        "is_verified_user": false,
        "id": person.user_id,
    })
}

/// Returns an address of the picture everybody has.
fn portrait(meta: &Meta) -> String {
    const PORTRAIT: &str = "1000000000000001";
    let now = meta.clock.now_ms();
    let mut world = meta.world();
    if let Some(picture) = Media::sample("png", now) {
        world.media.entry(PORTRAIT.to_owned()).or_insert(picture);
    }
    media::cdn_address(meta, &world, PORTRAIT)
}

/// `fields=mentioned_comment.comment_id(<id>){…}`: the words of a mention. Those under a picture are under its own id.
fn mentioned(meta: &Meta, fields: &str) -> Option<Answer> {
    if let Some(asked) = fields.strip_prefix("mentioned_media.media_id(") {
        let (id, _) = asked.split_once(')')?;
        return Some(match meta.world().comments.get(id) {
            Some(caption) => Answer::Ok(json!({
                "mentioned_media": {"caption": caption.text, "media_type": "IMAGE", "username": caption.name, "id": id},
                "id": meta.instagram.id,
            })),
            None => GraphError::unsupported("get", id).into(),
        });
    }
    let asked = fields.strip_prefix("mentioned_comment.comment_id(")?;
    let (id, _) = asked.split_once(')')?;
    let world = meta.world();
    let Some(comment) = world.comments.get(id) else {
        return Some(GraphError::unsupported("get", id).into());
    };
    Some(Answer::Ok(json!({
        "mentioned_comment": {
            "timestamp": "2026-11-20T12:00:00+0000",
            "text": comment.text,
            "username": comment.name,
            "id": id,
        },
        "id": meta.instagram.id,
    })))
}
