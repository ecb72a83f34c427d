//! What may be sent in a conversation, asked before anything is written: the channel, the window, who answers.

use crate::{
    error::InboxError,
    house::House,
    send::{
        payload::{Leave, Payload},
        wire::{self, Misfit},
    },
};
use recado_domain::{
    channel::Side,
    id::ConversationId,
    service_window::{OpenComment, Sending},
    time::UnixMs,
};
use recado_graph::limits::{LimitError, Part};
use recado_store::{
    clinic::{
        channels,
        tokens::{self, TokenName},
    },
    conversations::{
        comments,
        messages::{self, MessageId},
        state::{self, Conversation},
    },
};

/// A conversation, and what may be sent there now.
pub(crate) struct Open {
    /// It.
    pub conversation: Conversation,
    /// What may be sent.
    pub sending: Sending,
    /// The comment that a private reply would answer.
    pub comment: Option<(MessageId, OpenComment)>,
}

/// Returns what may be sent, once the channel can send at all.
///
/// # Errors
/// [`InboxError::ChannelOff`], [`InboxError::NotFound`], storage.
pub(crate) fn open(
    house: &House,
    side: Side,
    conversation: ConversationId,
    now: UnixMs,
) -> Result<Open, InboxError> {
    let (conversation, comment) = house.read(side, |conn| {
        let found = state::get(conn, conversation)?;
        Ok((found, comments::open(conn, conversation, now)?))
    })?;
    check_channel(house, &conversation)?;
    let open_comment = comment.as_ref().map(|(_, comment)| comment);
    let sending = Sending::at(
        conversation.channel_kind,
        conversation.window_opened_at,
        open_comment,
        now,
    );
    Ok(Open {
        conversation,
        sending,
        comment,
    })
}

impl Open {
    /// Checks that a person may send this, and that Meta would take it.
    ///
    /// # Errors
    /// [`InboxError::HandledElsewhere`], [`InboxError::MarketingStopped`], [`InboxError::WindowClosed`],
    /// [`InboxError::NotTaken`], [`InboxError::TextLength`], [`InboxError::InvalidInput`].
    pub fn check(&self, payload: &Payload) -> Result<(), InboxError> {
        let kind = self.conversation.channel_kind;
        wire::check(kind, payload).map_err(refusal)?;
        let is_template = matches!(payload, Payload::Template(_));
        if self.conversation.handled_elsewhere_at.is_some() && !is_template {
            return Err(InboxError::HandledElsewhere);
        }
        if !payload.may_go_to(self.conversation.marketing) {
            return Err(InboxError::MarketingStopped);
        }
        match payload.leave(&self.sending, false) {
            Leave::Plainly | Leave::ByHand => Ok(()),
            Leave::Not => Err(InboxError::WindowClosed),
        }
    }
}

/// Returns the provider id of a message that is answered; it has to stand in the same conversation.
///
/// # Errors
/// [`InboxError::NotFound`], storage.
pub(crate) fn quoted(
    house: &House,
    side: Side,
    conversation: ConversationId,
    id: Option<i64>,
) -> Result<Option<String>, InboxError> {
    let Some(id) = id else { return Ok(None) };
    let message = house.read(side, |conn| messages::get(conn, MessageId(id)))?;
    if message.conversation != conversation {
        return Err(InboxError::NotFound);
    }
    Ok(message.provider_id)
}

fn check_channel(house: &House, conversation: &Conversation) -> Result<(), InboxError> {
    let channel = house
        .clinic
        .read(|conn| channels::get(conn, conversation.channel))?
        .ok_or(InboxError::ChannelOff)?;
    let token = house
        .clinic
        .read(|conn| tokens::get(conn, &house.token_key, channel.id, TokenName::Access))?;
    if channel.is_on && token.is_some() {
        Ok(())
    } else {
        Err(InboxError::ChannelOff)
    }
}

fn refusal(misfit: Misfit) -> InboxError {
    match misfit {
        Misfit::NotTaken | Misfit::Limit(LimitError::Type) => InboxError::NotTaken,
        Misfit::Limit(LimitError::TooBig { .. }) => InboxError::TooBig,
        Misfit::Limit(
            LimitError::Empty {
                part: Part::Text | Part::Caption,
            }
            | LimitError::TooLong {
                part: Part::Text | Part::Caption,
                ..
            },
        ) => InboxError::TextLength,
        Misfit::Limit(
            LimitError::Empty { .. }
            | LimitError::TooLong { .. }
            | LimitError::TooMany { .. }
            | LimitError::TooFew { .. }
            | LimitError::Letters { .. }
            | LimitError::VariableAtEdge
            | LimitError::Apart
            | LimitError::Repeated { .. }
            | LimitError::Placeholder { .. },
        ) => InboxError::InvalidInput,
    }
}
