//! The clinic's saved texts: kept, listed, and filled in for one conversation.

use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    session::files,
    view::{
        change::Change,
        quick_replies::{
            QuickRepliesView, QuickReplyChoice, QuickReplyDraft, QuickReplyProblem, QuickReplyView,
        },
    },
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, QuickReplyId},
    quick_reply::{self, Facts, LONGEST_TEXT, Variable},
    staff::Role,
    time::UnixMs,
};
use recado_store::{
    clinic::{
        audit,
        quick_replies::{self, Kept, QuickReply},
        settings,
    },
    conversations::{identities, state},
};

/// How many are offered at once.
const OFFERED: usize = 30;
/// The longest language tag, for example `pt_BR`.
const LONGEST_TAG: usize = 12;

/// Returns everybody's and one's own, to be changed.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<QuickRepliesView, InboxError> {
    desk.with_house(|house| {
        let who = house.signed_in()?;
        let all = house
            .clinic
            .read(|conn| quick_replies::all(conn, who.staff))?;
        Ok(QuickRepliesView {
            replies: all.into_iter().map(|reply| shown(reply, &who)).collect(),
            variables: Variable::ALL.map(|it| it.as_str().to_owned()).to_vec(),
            may_share: who.role.decides(),
        })
    })
    .await
}

/// Keeps one, new or changed, and returns what is wrong with it; kept when nothing is.
///
/// # Errors
/// [`InboxError::NotAllowed`] for everybody's by anybody but the owner, [`InboxError::NotFound`] for one that is gone
/// or somebody else's, [`InboxError::Locked`], storage.
pub(crate) async fn save(
    desk: &Desk,
    draft: QuickReplyDraft,
) -> Result<Vec<QuickReplyProblem>, InboxError> {
    let now = desk.inner.options.clock.now();
    let problems = desk
        .with_house(move |house| {
            let who = house.signed_in()?;
            if let Some(id) = draft.id {
                changeable(house, &who, id)?;
            }
            if !draft.is_mine {
                house.signed_in_as(Role::decides)?;
            }
            let reply = match checked(&draft, &who) {
                Ok(reply) => reply,
                Err(problems) => return Ok(problems),
            };
            let detail = format!("{{\"quick_reply\":\"{}\"}}", reply.id);
            let kept = house.clinic.write(|tx| {
                let kept = quick_replies::put(tx, &reply, now)?;
                if kept == Kept::Yes {
                    note(tx, &who, now, "quick_reply.saved", &detail)?;
                }
                Ok::<_, InboxError>(kept)
            })?;
            Ok(match kept {
                Kept::Yes => Vec::new(),
                Kept::ShortcutTaken => vec![QuickReplyProblem::ShortcutTaken],
            })
        })
        .await?;
    if problems.is_empty() {
        desk.tell(Change::QuickReplies);
    }
    Ok(problems)
}

/// Removes one.
///
/// # Errors
/// As [`save`].
pub(crate) async fn remove(desk: &Desk, id: QuickReplyId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        changeable(house, &who, id)?;
        let detail = format!("{{\"quick_reply\":\"{id}\"}}");
        Ok(house.clinic.write(|tx| {
            quick_replies::remove(tx, id)?;
            note(tx, &who, now, "quick_reply.removed", &detail)
        })?)
    })
    .await?;
    desk.tell(Change::QuickReplies);
    Ok(())
}

/// Returns those that fit what is typed, filled in for a conversation.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn find(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    typed: String,
) -> Result<Vec<QuickReplyChoice>, InboxError> {
    let clock = desk.inner.options.clock.clone();
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        let contact = house.read(side, |conn| {
            identities::get(conn, state::get(conn, conversation)?.identity)
        })?;
        let clinic: Option<String> = house
            .clinic
            .read(|conn| settings::get(conn, files::CLINIC_NAME))?;
        let found = house
            .clinic
            .read(|conn| quick_replies::find(conn, who.staff, side, &typed))?;
        let zone = clock.zone();
        let filled = found.into_iter().take(OFFERED).map(|reply| {
            let facts = Facts {
                name: &contact.name,
                clinic: clinic.as_deref().unwrap_or_default(),
                my_name: &who.name,
                now: clock.now(),
                zone: &zone,
                language: reply.language.as_deref(),
            };
            let filled = quick_reply::fill(&reply.text, &facts);
            QuickReplyChoice {
                id: reply.id,
                shortcut: reply.shortcut,
                text: filled.text,
                unfilled: filled.unfilled.into_iter().collect(),
                language: reply.language,
                is_mine: reply.owner.is_some(),
            }
        });
        Ok(filled.collect())
    })
    .await
}

/// Returns a quick reply as it is to be kept, or everything that is wrong with it.
fn checked(draft: &QuickReplyDraft, who: &SignedIn) -> Result<QuickReply, Vec<QuickReplyProblem>> {
    let mut problems = Vec::new();
    let shortcut = quick_reply::shortcut(&draft.shortcut);
    if shortcut.is_none() {
        problems.push(QuickReplyProblem::Shortcut);
    }
    let text = draft.text.trim();
    if text.is_empty() {
        problems.push(QuickReplyProblem::TextEmpty);
    }
    if text.chars().count() > LONGEST_TEXT {
        problems.push(QuickReplyProblem::TextTooLong);
    }
    if !quick_reply::unknown(text).is_empty() {
        problems.push(QuickReplyProblem::UnknownVariable);
    }
    let language = draft.language.as_deref().filter(|tag| !tag.is_empty());
    let is_tag = |tag: &str| {
        let mut letters = tag.bytes();
        tag.len() <= LONGEST_TAG
            && letters.all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-')
    };
    if !language.is_none_or(is_tag) {
        problems.push(QuickReplyProblem::Language);
    }
    match shortcut {
        Some(shortcut) if problems.is_empty() => Ok(QuickReply {
            id: draft.id.unwrap_or_else(QuickReplyId::generate),
            owner: draft.is_mine.then_some(who.staff),
            shortcut,
            text: text.to_owned(),
            language: language.map(str::to_owned),
            side: draft.side,
        }),
        Some(_) | None => Err(problems),
    }
}

/// Checks that somebody may change a quick reply as it stands.
fn changeable(house: &House, who: &SignedIn, id: QuickReplyId) -> Result<(), InboxError> {
    let reply = house.clinic.read(|conn| quick_replies::get(conn, id))?;
    match reply.ok_or(InboxError::NotFound)?.owner {
        Some(owner) if owner == who.staff => Ok(()),
        Some(_) => Err(InboxError::NotFound),
        None => house.signed_in_as(Role::decides).map(|_| ()),
    }
}

fn note(
    tx: &recado_store::Tx<'_>,
    who: &SignedIn,
    now: UnixMs,
    act: &str,
    detail: &str,
) -> Result<(), recado_store::error::StoreError> {
    audit::append(
        tx,
        &files::act(now, Some((who.staff, &who.name)), act, detail),
    )
}

fn shown(reply: QuickReply, who: &SignedIn) -> QuickReplyView {
    let is_mine = reply.owner.is_some();
    QuickReplyView {
        id: reply.id,
        is_mine,
        shortcut: reply.shortcut,
        text: reply.text,
        language: reply.language,
        side: reply.side,
        may_change: is_mine || who.role.decides(),
    }
}
