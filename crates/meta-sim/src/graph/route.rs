//! Which part of the simulator answers for which object and edge.

use axum::http::Method;
use serde_json::json;

use super::answer::Answer;
use super::error::GraphError;
use super::request::{Request, Token};
use super::social::{Account, attachment, reads, remarks, thread};
use super::{connection_reads, media, subscriptions, templates};
use crate::simulator::Meta;

fn unsupported(request: &Request, object: &str) -> Answer {
    let method = request.method.as_str().to_lowercase();
    GraphError::unsupported(&method, object).into()
}

pub(super) fn object(meta: &Meta, object: &str, token: Token, request: &Request) -> Answer {
    let is_get = request.method == Method::GET;
    if object == "debug_token" && is_get {
        return connection_reads::debug_token(meta, request);
    }
    if object == meta.app.id && is_get {
        return connection_reads::app(meta);
    }
    match Account::of(meta, object, token) {
        Ok(Some(account)) if is_get => return reads::account(meta, account, request),
        Ok(Some(_)) => return unsupported(request, object),
        Ok(None) => {}
        Err(error) => return error.into(),
    }
    match token {
        Token::Business => match token.business(meta) {
            Ok(()) => business_object(meta, object, request),
            Err(error) => error.into(),
        },
        Token::Page | Token::Instagram => match token.instagram(meta) {
            Ok(()) => social_object(meta, object, request),
            Err(error) => error.into(),
        },
        Token::App => GraphError::NoPermission.into(),
    }
}

fn business_object(meta: &Meta, object: &str, request: &Request) -> Answer {
    if object.starts_with("upload:") {
        return match request.method {
            Method::POST => media::resumable::push(meta, object, request),
            Method::GET => media::resumable::offset(meta, object),
            _ => unsupported(request, object),
        };
    }
    let of_number = request.parameter("phone_number_id");
    if of_number.is_some_and(|number| number != meta.business.phone_number_id) {
        // A file is known only to the number it belongs to.
        return unsupported(request, object);
    }
    match request.method {
        Method::GET if object == "me" => {
            Answer::Ok(json!({"id": "122100990011223344", "name": "Recado"}))
        }
        Method::GET if object == meta.business.phone_number_id => {
            connection_reads::number(meta, request)
        }
        Method::GET if object == meta.business.waba_id => connection_reads::account(meta, request),
        Method::GET => match templates::list::one(meta, object, request) {
            Some(answer) => answer,
            None => media::read(meta, object),
        },
        Method::DELETE => media::delete(meta, object),
        Method::POST => templates::create::edit(meta, object, request)
            .unwrap_or_else(|| unsupported(request, object)),
        _ => unsupported(request, object),
    }
}

fn social_object(meta: &Meta, object: &str, request: &Request) -> Answer {
    let found = match request.method {
        Method::GET => {
            reads::profile(meta, object, request).or_else(|| remarks::read(meta, object, request))
        }
        Method::POST => remarks::hide(meta, object, request),
        _ => None,
    };
    found.unwrap_or_else(|| unsupported(request, object))
}

pub(super) async fn edge(
    meta: &Meta,
    object: &str,
    edge: &str,
    token: Token,
    request: &Request,
) -> Answer {
    if object == meta.app.id {
        return app_edge(meta, edge, token, request).await;
    }
    if object == "me" && edge == "accounts" && request.method == Method::GET {
        return match token.business(meta) {
            Ok(()) => reads::accounts(meta, request),
            Err(error) => error.into(),
        };
    }
    match Account::of(meta, object, token) {
        Ok(Some(account)) => social_edge(meta, account, object, edge, request).await,
        Ok(None) if matches!(token, Token::Page | Token::Instagram) => {
            match (&request.method, edge) {
                (&Method::POST, "replies" | "comments") => remarks::answer(meta, object, request),
                _ => unsupported(request, object),
            }
        }
        Ok(None) => match token.business(meta) {
            Ok(()) => business_edge(meta, object, edge, request).await,
            Err(error) => error.into(),
        },
        Err(error) => error.into(),
    }
}

async fn app_edge(meta: &Meta, edge: &str, token: Token, request: &Request) -> Answer {
    match (&request.method, edge) {
        (&Method::GET, "subscriptions") => subscriptions::of_app(meta, token),
        (&Method::POST, "subscriptions") => subscriptions::set_app(meta, token, request).await,
        (&Method::POST, "uploads") => match token.business(meta) {
            Ok(()) => media::resumable::open(meta, request),
            Err(error) => error.into(),
        },
        _ => unsupported(request, &meta.app.id),
    }
}

async fn social_edge(
    meta: &Meta,
    account: Account,
    object: &str,
    edge: &str,
    request: &Request,
) -> Answer {
    match (&request.method, edge) {
        (&Method::GET | &Method::POST | &Method::DELETE, "subscribed_apps") => {
            reads::subscribed(meta, account, request)
        }
        (&Method::POST, "message_attachments") => attachment::upload(meta, account, request).await,
        (&Method::GET, "thread_owner") => thread::owner(meta, request),
        (&Method::POST, "mentions") if account == Account::Instagram => {
            remarks::answer_mention(meta, request)
        }
        (&Method::POST, edge) => match thread::Control::of_edge(edge) {
            Some(control) => thread::change(meta, account, control, request),
            None => unsupported(request, object),
        },
        _ => unsupported(request, object),
    }
}

async fn business_edge(meta: &Meta, object: &str, edge: &str, request: &Request) -> Answer {
    let is_account = object == meta.business.waba_id;
    let is_number = object == meta.business.phone_number_id;
    match (&request.method, edge) {
        (&Method::POST, "media") if is_number => media::upload::upload(meta, request).await,
        (&Method::POST, "smb_app_data") if is_number => connection_reads::sync_app(meta, request),
        (&Method::GET, "phone_numbers") if is_account => connection_reads::numbers(meta, request),
        (&Method::GET, "message_templates") if is_account => templates::list::page(meta, request),
        (&Method::POST, "message_templates") if is_account => {
            templates::create::create(meta, request)
        }
        (&Method::DELETE, "message_templates") if is_account => {
            templates::create::delete(meta, request)
        }
        (&Method::GET | &Method::POST | &Method::DELETE, "subscribed_apps") if is_account => {
            subscriptions::account(meta, request).await
        }
        _ => unsupported(request, object),
    }
}
