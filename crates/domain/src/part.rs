//! What a message holds beyond its words and its files: a place, cards, a choice, an order, where it came from.
//!
//! Kept as JSON beside a message and read back by later versions: variants and fields are added with a default, never
//! renamed. Knows nothing of Meta's names for these things.

use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// One part of a message. `Debug` names it only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "part",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum Part {
    /// A place.
    Place(Place),
    /// Contact cards.
    Cards {
        /// In the order sent.
        cards: Vec<Card>,
    },
    /// The choice of a button, a list row or a quick reply; the label chosen is the message's text.
    Choice {
        /// The second line of a list row.
        description: Option<String>,
    },
    /// A form that was filled in.
    Form {
        /// In the order of the form.
        answers: Vec<Answer>,
    },
    /// A shop order.
    Order {
        /// In the order of the basket.
        items: Vec<OrderLine>,
    },
    /// A post, a reel, a story or a link, shared or answered.
    Shared(Shared),
    /// What the clinic offered to choose from.
    Options(Options),
    /// The template it is, as the contact reads it; its body is the message's text.
    Template(TemplateShown),
    /// A line about the conversation itself.
    System {
        /// What happened.
        line: SystemLine,
    },
    /// Where the contact came from: an advertisement, a post or a link.
    Referral(Referral),
    /// The comment or mention it is, and the post it stands under.
    Comment(CommentPlace),
    /// Something Meta does not hand over, or a kind newer than this app.
    Unsupported {
        /// Meta's name of it, for support.
        label: String,
        /// What a person can do.
        hint: UnsupportedHint,
    },
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Degrees north × 10⁷, for example 387167000.
    pub latitude_e7: i64,
    /// Degrees east × 10⁷.
    pub longitude_e7: i64,
    /// What it is called.
    pub name: Option<String>,
    /// Its address on one line.
    pub address: Option<String>,
}

/// A contact card.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// The person's name.
    pub name: String,
    /// Numbers as written.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Where they work.
    pub organisation: Option<String>,
    /// Whether the contact sent their own card because the clinic asked for the number.
    pub is_requested: bool,
}

/// One answer of a form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The field.
    pub label: String,
    /// What was filled in.
    pub value: String,
}

/// One line of an order.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    /// The article.
    pub product: String,
    /// How many, as written.
    pub quantity: String,
    /// The price of one with its currency, as written, for example `12.50 EUR`.
    pub price: Option<String>,
}

/// A post, a reel, a story or a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Shared {
    /// What it is.
    pub what: SharedKind,
    /// Where it is on the web; may be dead by now. Shown, never fetched.
    pub url: Option<String>,
    /// What it is called.
    pub title: Option<String>,
}

/// What was shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SharedKind {
    /// A post.
    Post,
    /// A short film.
    Reel,
    /// A story of somebody's.
    Story,
    /// The clinic's story that this message answers.
    StoryReply,
    /// A story in which the clinic was mentioned.
    StoryMention,
    /// A link.
    Link,
    /// An article of a shop.
    Product,
    /// A heart.
    Heart,
    /// An appointment made at Meta.
    Appointment,
    /// Something else.
    Other,
}

/// What the clinic offered to choose from.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Options {
    /// A line above.
    pub header: Option<String>,
    /// A line below.
    pub footer: Option<String>,
    /// The label that opens a list; absent where the choices are buttons.
    pub opener: Option<String>,
    /// The choices.
    pub choices: Vec<OfferedChoice>,
}

/// One choice.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OfferedChoice {
    /// Its label.
    pub title: String,
    /// Its second line, in a list.
    pub description: Option<String>,
    /// Where a link button leads.
    pub url: Option<String>,
}

/// A template as the contact reads it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateShown {
    /// Name at Meta.
    pub name: String,
    /// Language at Meta.
    pub language: String,
    /// The text above.
    pub header: Option<String>,
    /// The text below.
    pub footer: Option<String>,
    /// Labels of its buttons.
    pub buttons: Vec<String>,
    /// Its cards, where it is a carousel.
    pub cards: Vec<CardShown>,
}

/// One card of a carousel.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardShown {
    /// Its words.
    pub body: String,
    /// Labels of its buttons.
    pub buttons: Vec<String>,
}

/// A line about the conversation itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SystemLine {
    /// The contact has a new number.
    NumberChanged,
    /// The contact has a new id at Meta.
    IdChanged,
    /// The contact's security code changed.
    IdentityChanged,
    /// Another app answers now.
    HandledElsewhere,
    /// This desk answers again.
    HandledHere,
    /// The contact called.
    Called,
    /// The contact wants no more marketing.
    MarketingStopped,
    /// The contact wants marketing again.
    MarketingResumed,
    /// A person at the desk said that this contact and another are the same person.
    SamePerson,
    /// A person at the desk said that they are not.
    NotSamePerson,
    /// A person at the desk made the contact a patient.
    BecamePatient,
    /// A person at the desk moved the contact to the leads: they are no patient.
    MovedToLeads,
    /// Something else; Meta's sentence is the message's text.
    Other,
}

/// Where a contact came from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Referral {
    /// What it was.
    pub source: ReferralSource,
    /// Its headline.
    pub headline: Option<String>,
    /// Its words, or what the link carried.
    pub body: Option<String>,
    /// Where it is on the web. Shown, never fetched.
    pub url: Option<String>,
}

/// What a contact came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReferralSource {
    /// An advertisement.
    Advertisement,
    /// A post.
    Post,
    /// A link to the chat.
    Link,
    /// An article of the shop.
    Shop,
    /// Something else.
    Other,
}

/// Where a comment stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommentPlace {
    /// Meta's id of the comment, which a private reply names.
    pub comment_id: String,
    /// Meta's id of the post or medium.
    pub post_id: Option<String>,
    /// Whether the clinic was mentioned instead of commented on.
    pub is_mention: bool,
    /// Whether a private reply went out; only one may.
    #[serde(default)]
    pub is_answered: bool,
    /// The name of the account that mentioned the clinic, where it was learned.
    #[serde(default)]
    pub author: Option<String>,
}

/// What a person can do about something that cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UnsupportedHint {
    /// Read it on the phone.
    ReadOnPhone,
    /// Read it on the computer from which it was sent: it is a patient's, and here the contact is not known as one.
    ReadOnOtherComputer,
    /// Ask for it in another form.
    AskAgain,
    /// Nothing; it is kept as it came.
    Kept,
}

impl Part {
    /// Returns the name of its kind, safe for logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Place(_) => "place",
            Self::Cards { .. } => "cards",
            Self::Choice { .. } => "choice",
            Self::Form { .. } => "form",
            Self::Order { .. } => "order",
            Self::Shared(_) => "shared",
            Self::Options(_) => "options",
            Self::Template(_) => "template",
            Self::System { .. } => "system",
            Self::Referral(_) => "referral",
            Self::Comment(_) => "comment",
            Self::Unsupported { .. } => "unsupported",
        }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// Gives a type a `Debug` of its name alone.
macro_rules! debug_by_name {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}
debug_by_name!(
    Card,
    Answer,
    OrderLine,
    Shared,
    Options,
    OfferedChoice,
    TemplateShown,
    CardShown,
    Referral,
    CommentPlace
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_kept_as_json_and_prints_nothing_of_itself() {
        let part = Part::Cards {
            cards: vec![Card {
                name: "Nikos Invented".into(),
                ..Card::default()
            }],
        };
        let json = serde_json::to_string(&part).unwrap();
        assert!(json.starts_with(r#"{"part":"cards","#), "{json}");
        assert_eq!(serde_json::from_str::<Part>(&json).unwrap(), part);
        assert_eq!(format!("{part:?}"), "cards");
    }
}
