//! A Graph request: parameters from the query or the body, the token, the proof.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use serde_json::Value;
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use super::error::GraphError;
use crate::simulator::Meta;
use crate::webhooks::signature;

pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    bearer: Option<String>,
    parameters: BTreeMap<String, String>,
    /// The body, when it is JSON.
    pub(crate) json: Option<Value>,
}

/// Whose token came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// The system user's: WhatsApp, and the list of Pages.
    Business,
    /// The app's own, of id and secret.
    App,
    /// The Page's.
    Page,
    /// Instagram Login's.
    Instagram,
}

impl Token {
    /// Returns an error unless this is the clinic's token.
    pub(crate) fn business(self, meta: &Meta) -> Result<(), GraphError> {
        match self {
            Self::Business if meta.world().faults.expired_token => Err(GraphError::TokenExpired),
            Self::Business => Ok(()),
            Self::App | Self::Page | Self::Instagram => Err(GraphError::NoPermission),
        }
    }

    /// Returns an error unless this is the Page's token.
    pub(crate) fn page(self, meta: &Meta) -> Result<(), GraphError> {
        match self {
            Self::Page if meta.world().faults.expired_token => Err(GraphError::TokenExpired),
            Self::Page => Ok(()),
            Self::Business | Self::App | Self::Instagram => Err(GraphError::PageTokenNeeded),
        }
    }

    /// Returns an error unless this token opens the Instagram account: its own, or the linked Page's.
    pub(crate) fn instagram(self, meta: &Meta) -> Result<(), GraphError> {
        match self {
            Self::Page | Self::Instagram if meta.world().faults.expired_token => {
                Err(GraphError::TokenExpired)
            }
            Self::Page | Self::Instagram => Ok(()),
            Self::Business | Self::App => Err(GraphError::NoPermission),
        }
    }

    /// Returns an error unless this is the clinic's token and `object` its number.
    pub(crate) fn for_business(self, meta: &Meta, object: &str) -> Result<(), GraphError> {
        self.business(meta)?;
        if object == meta.business.phone_number_id {
            Ok(())
        } else {
            Err(GraphError::unsupported("post", object))
        }
    }
}

impl Request {
    pub(crate) fn read(
        method: Method,
        query: Option<&str>,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let bearer = text(AUTHORIZATION)
            // Resumable uploads say OAuth instead.
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| matches!(*scheme, "Bearer" | "OAuth"))
            .map(|(_, token)| token)
            .map(|token| token.trim().to_owned());
        let pairs = |text: &[u8]| -> BTreeMap<String, String> {
            form_urlencoded::parse(text).into_owned().collect()
        };
        let mut parameters = query
            .map(|query| pairs(query.as_bytes()))
            .unwrap_or_default();
        let is_form = text(CONTENT_TYPE)
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if is_form {
            parameters.extend(pairs(&body));
        }
        let json: Option<Value> = serde_json::from_slice(&body).ok();
        Self {
            method,
            headers: headers.clone(),
            body,
            bearer,
            parameters,
            json,
        }
    }

    /// Returns a header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns a parameter of the query, the form or the JSON body.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let in_json = || self.json.as_ref()?.get(name)?.as_str();
        self.parameters
            .get(name)
            .map(String::as_str)
            .or_else(in_json)
    }

    /// Reads the token and checks the proof that may come with it.
    pub(crate) fn token(&self, meta: &Meta) -> Result<Token, GraphError> {
        let sent = self
            .bearer
            .as_deref()
            .or_else(|| self.parameter("access_token"));
        let Some(sent) = sent else {
            return Err(GraphError::TokenUnreadable);
        };
        let app_token = format!("{}|{}", meta.app.id, meta.app.secret);
        let token = if same(sent, &meta.business.access_token) {
            Token::Business
        } else if same(sent, &app_token) {
            Token::App
        } else if same(sent, &meta.page.access_token) {
            Token::Page
        } else if same(sent, &meta.instagram.access_token) {
            Token::Instagram
        } else {
            return Err(GraphError::TokenUnreadable);
        };
        match self.parameter("appsecret_proof") {
            Some(proof) if !same(proof, &signature::proof(&meta.app.secret, sent)) => {
                Err(GraphError::Parameter(
                    "Invalid appsecret_proof provided in the API argument".to_owned(),
                ))
            }
            Some(_) | None => Ok(token),
        }
    }

    /// Keeps the keys that `fields` asks for, and `id`.
    pub(crate) fn pick(&self, mut object: Value) -> Value {
        if let (Some(fields), Some(map)) = (self.parameter("fields"), object.as_object_mut()) {
            // `name{inner}` asks for the whole of `name`.
            let asked: Vec<&str> = fields
                .split(',')
                .map(|field| field.split('{').next().unwrap_or(field).trim())
                .collect();
            map.retain(|key, _| key == "id" || asked.contains(&key.as_str()));
        }
        object
    }
}

pub(crate) fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}
