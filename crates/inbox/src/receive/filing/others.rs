//! Who else is at a channel: the clinic's phone that shares a number (coexistence), and apps that answer for a while.

use super::Filing;
use crate::{
    receive::{meaning::Meaning, peer::Whom, spool, take::Brought},
    view::connection::ChannelEventKind,
};
use recado_domain::{
    channel::ChannelKind,
    identity::{KnownAddress, Resolution, resolve},
};
use recado_store::{
    clinic::{
        channel_events::{self, ChannelEvent},
        channels::Channel,
        people as index,
        seen::ProviderHash,
        settings,
        tokens::{self, TokenName},
    },
    conversations::event::{Contact, Event, HandledEvent},
    error::StoreError,
};
use recado_webhook::{event::Item, sync::ContactSync};
use secrecy::ExposeSecret;

impl Filing<'_> {
    /// Returns whether a number also lives in an app on the clinic's phone, and remembers it once something shows it.
    pub(super) fn note_phone_app(
        &self,
        channel: &Channel,
        item: &Item,
    ) -> Result<bool, StoreError> {
        if channel.kind != ChannelKind::WhatsApp {
            return Ok(false);
        }
        let name = format!("on_phone.{}", channel.id);
        if settings::get::<bool>(self.tx, &name)?.unwrap_or(false) {
            return Ok(true);
        }
        let shows_it = matches!(
            item,
            Item::Echo(_) | Item::History(_) | Item::ContactSync(_)
        );
        if shows_it {
            settings::set(self.tx, &name, &true)?;
        }
        Ok(shows_it)
    }

    /// Takes over what the clinic calls somebody in the phone's address book. Nobody is made known by it: an address
    /// book is no inbox.
    pub(super) fn file_name(
        &self,
        whom: Whom,
        channel: &Channel,
        sync: &ContactSync,
    ) -> Result<(), StoreError> {
        let Some(name) = whom.name.filter(|_| !sync.is_removed) else {
            return Ok(());
        };
        let key = self.house.clinic.index_key();
        let mut known = Vec::with_capacity(whom.addresses.len());
        for address in whom.addresses {
            let person = index::find(self.tx, key, &address)?;
            let identity = person.map(|person| person.identity);
            known.push(KnownAddress { address, identity });
        }
        let Resolution::Known { identity, .. } = resolve(&known, |_, _| false) else {
            return Ok(());
        };
        let Some(person) = index::get(self.tx, identity)? else {
            return Ok(());
        };
        let side = if person.is_patient {
            person.side
        } else {
            channel.side
        };
        let found = index::conversation(self.tx, identity, channel.id, side)?;
        let naming = spool::Naming {
            identity,
            conversation: found.conversation,
            name,
            is_clinics: true,
        };
        let filed = spool::Filed {
            naming: Some(naming),
            ..spool::Filed::default()
        };
        self.spool(found.side, &filed)
    }

    /// Says on the connection page that somebody's first message can be read on the phone only (CASES 13).
    pub(super) fn tell_of_phone(
        &self,
        channel: &Channel,
        message: ProviderHash,
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        let event = ChannelEvent {
            channel: Some(channel.id),
            asset: channel.asset_id.clone(),
            about: super::news::name_of(ChannelEventKind::Alert),
            is_warning: true,
            detail: "131060".to_owned(),
            at: self.received_at,
        };
        channel_events::keep(self.tx, &event, &message.0)?;
        brought.has_account_news = true;
        Ok(())
    }

    /// Returns what ends another app's turn: what a person writes comes to us as ours only while nobody else answers
    /// (REFERENCE §7, §9). Looked for only on channels that were ever handed over.
    pub(super) fn back_here(
        &self,
        meaning: &Meaning,
        channel: &Channel,
        contact: &Contact,
    ) -> Result<Option<Event>, StoreError> {
        let name = format!("handed_over.{}", channel.id);
        let mut at = None;
        for event in &meaning.events {
            match event {
                Event::Handled(_) => settings::set(self.tx, &name, &true)?,
                Event::Message(message) if message.opens_window && message.is_unread => {
                    at = Some(message.at);
                }
                Event::Message(_)
                | Event::Status(_)
                | Event::Receipt(_)
                | Event::Reaction(_)
                | Event::Edit(_)
                | Event::Revoke(_)
                | Event::Opening(_)
                | Event::Marketing(_)
                | Event::Learned(_)
                | Event::Heard(_) => {}
            }
        }
        let Some(at) = at else { return Ok(None) };
        let was_ever = settings::get::<bool>(self.tx, &name)?.unwrap_or(false);
        Ok(was_ever.then(|| {
            Event::Handled(HandledEvent {
                contact: contact.clone(),
                is_elsewhere: false,
                at,
            })
        }))
    }

    /// Returns our Meta app's id on a channel, for what needs it.
    pub(super) fn our_app_id(
        &self,
        item: &Item,
        channel: &Channel,
    ) -> Result<Option<String>, StoreError> {
        if !matches!(item, Item::Handover(_)) {
            return Ok(None);
        }
        let id = tokens::get(self.tx, &self.house.token_key, channel.id, TokenName::AppId)?;
        Ok(id
            .map(|id| id.expose_secret().to_owned())
            .filter(|id| !id.is_empty()))
    }
}
