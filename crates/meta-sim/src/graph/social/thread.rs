//! Thread control: which app may write, passed on, taken, released, asked for.
//!
//! Source: <https://developers.facebook.com/docs/messenger-platform/conversation-routing>, read 2026-11-20
//! (REFERENCE section 14).

use serde_json::{Value, json};

use super::Account;
use super::recipient::Target;
use crate::graph::answer::Answer;
use crate::graph::error::GraphError;
use crate::graph::request::Request;
use crate::graph::social_error::Refusal;
use crate::simulator::Meta;

/// What is asked for the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    Pass,
    Take,
    Release,
    Request,
}

impl Control {
    /// Returns the control an edge stands for.
    pub(crate) fn of_edge(edge: &str) -> Option<Self> {
        match edge {
            "pass_thread_control" => Some(Self::Pass),
            "take_thread_control" => Some(Self::Take),
            "release_thread_control" => Some(Self::Release),
            "request_thread_control" => Some(Self::Request),
            _ => None,
        }
    }
}

pub(crate) fn change(meta: &Meta, account: Account, control: Control, request: &Request) -> Answer {
    let body = request.json.clone().unwrap_or_default();
    match decide(meta, account, control, &body) {
        Ok(()) => {
            meta.touch();
            Answer::Ok(json!({"success": true}))
        }
        Err(refusal) => GraphError::Social(refusal).into(),
    }
}

fn decide(meta: &Meta, account: Account, control: Control, body: &Value) -> Result<(), Refusal> {
    let mut world = meta.world();
    let target = Target::read(&world, account, body, meta.clock.now_ms())?;
    let person = world
        .people
        .get_mut(&target.person)
        .ok_or(Refusal::NoSuchPerson(target.product))?;
    match control {
        Control::Pass if person.owner_app.is_some() => return Err(Refusal::OtherApp),
        Control::Pass => {
            let app = match body.get("target_app_id") {
                Some(Value::String(app)) => app.clone(),
                Some(Value::Number(app)) => app.to_string(),
                Some(_) | None => {
                    return Err(Refusal::Parameter(
                        "The parameter target_app_id is required".to_owned(),
                    ));
                }
            };
            person.owner_app = (app != meta.app.id).then_some(app);
        }
        Control::Take => person.owner_app = None,
        Control::Release if person.owner_app.is_some() => return Err(Refusal::OtherApp),
        Control::Release | Control::Request => {}
    }
    Ok(())
}

/// `GET /{page-id}/thread_owner?recipient=…`
pub(crate) fn owner(meta: &Meta, request: &Request) -> Answer {
    let id = request.parameter("recipient").unwrap_or("");
    let owner = {
        let world = meta.world();
        let person = world.people.get(id);
        person.map(|person| {
            person
                .owner_app
                .clone()
                .unwrap_or_else(|| meta.app.id.clone())
        })
    };
    match owner {
        Some(app) => Answer::Ok(json!({"data": [{"thread_owner": {"app_id": app}}]})),
        None => GraphError::unsupported("get", id).into(),
    }
}
