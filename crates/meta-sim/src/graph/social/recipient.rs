//! To whom: a PSID or IGSID this account knows, or the author of a comment.

use serde_json::Value;

use super::Account;
use crate::graph::social_error::Refusal;
use crate::world::World;
use crate::world::product::Product;

/// Whom a send is for.
pub(crate) struct Target {
    pub(crate) product: Product,
    /// PSID or IGSID.
    pub(crate) person: String,
    /// The name of someone who only commented so far.
    pub(crate) name: Option<String>,
    /// The comment this answers in private.
    pub(crate) comment: Option<String>,
}

impl Target {
    pub(crate) fn read(
        world: &World,
        account: Account,
        body: &Value,
        now: i64,
    ) -> Result<Self, Refusal> {
        let required = || Refusal::Parameter("The parameter recipient is required".to_owned());
        let recipient = body.get("recipient").ok_or_else(required)?;
        if let Some(comment) = recipient
            .get("comment_id")
            .or_else(|| recipient.get("post_id"))
        {
            return Self::of_comment(world, account, comment, now);
        }
        let id = match recipient.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            Some(_) | None => {
                return Err(Refusal::Parameter(
                    "Param recipient[id] must be a valid ID string (e.g., \"123\")".to_owned(),
                ));
            }
        };
        let usual = match account {
            Account::Page => Product::Messenger,
            Account::Instagram => Product::Instagram,
        };
        let person = world.people.get(&id).ok_or(Refusal::NoSuchPerson(usual))?;
        match (account, person.product) {
            (_, Product::WhatsApp) | (Account::Instagram, Product::Messenger) => {
                Err(Refusal::NoSuchPerson(usual))
            }
            (Account::Page, product) | (Account::Instagram, product) => Ok(Self {
                product,
                person: id,
                name: None,
                comment: None,
            }),
        }
    }

    fn of_comment(world: &World, account: Account, id: &Value, now: i64) -> Result<Self, Refusal> {
        let id = id.as_str().unwrap_or("");
        let comment = world.comments.get(id).ok_or(Refusal::Comment)?;
        if account == Account::Instagram && comment.product != Product::Instagram {
            return Err(Refusal::Comment);
        }
        if comment.answered_in_private {
            return Err(Refusal::AlreadyAnswered);
        }
        if !comment.may_be_answered_in_private(now) {
            return Err(Refusal::Comment);
        }
        Ok(Self {
            product: comment.product,
            person: comment.from.clone(),
            name: Some(comment.name.clone()),
            comment: Some(id.to_owned()),
        })
    }
}
