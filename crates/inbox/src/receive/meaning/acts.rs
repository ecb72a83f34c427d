//! What people and other apps do beside writing: lines in the conversation, an open window, another app that answers.

use super::{Meaning, Place};
use crate::receive::content::{self, Shown, clean, parts};
use recado_domain::{
    marketing::MarketingWord,
    message::MessageKind,
    part::{Part, SystemLine},
    service_window::ContactAct,
    time::UnixMs,
};
use recado_store::conversations::event::{
    Contact, Event, HandledEvent, MarketingEvent, OpeningEvent,
};
use recado_webhook::{
    act::{Call, CallKind, Handover, HandoverKind, IdentityChange, Owner, Preference},
    message::{Content, Message},
    referral::Arrival,
};

/// The role of Meta's own agent; every other role is a person's or an app's. Source: REFERENCE §7, read 2026-11-20.
const AI_AGENT: &str = "ai_agent";

impl Place<'_> {
    pub(super) fn handover(&self, handover: &Handover, contact: Contact) -> Meaning {
        let at = self.at(handover.at);
        let words = handover.summary.as_deref().or(handover.note.as_deref());
        let words = clean::text(words.unwrap_or_default());
        let Some(is_elsewhere) = goes_elsewhere(handover, self.our_app_id) else {
            // Asked for, or about the Page: nobody else answers yet.
            return match handover.kind {
                HandoverKind::Requested => self.line(contact, SystemLine::Other, words, at),
                HandoverKind::Roles
                | HandoverKind::Passed
                | HandoverKind::Taken
                | HandoverKind::Released => Meaning::nothing(),
            };
        };
        let line = if is_elsewhere {
            SystemLine::HandledElsewhere
        } else {
            SystemLine::HandledHere
        };
        let handled = Event::Handled(HandledEvent {
            contact: contact.clone(),
            is_elsewhere,
            at,
        });
        let mut meaning = self.line(contact, line, words, at);
        meaning.events.push(handled);
        meaning
    }

    pub(super) fn call(&self, call: &Call, contact: Contact) -> Meaning {
        match call.kind {
            CallKind::Incoming | CallKind::Accepted => {}
            // Ringing and hanging up change nothing; the call itself left its line.
            CallKind::Other(_) => return Meaning::nothing(),
        }
        let at = self.at(call.at);
        let opening = self.opening(&contact, ContactAct::Call, at);
        let mut meaning = self.line(contact, SystemLine::Called, String::new(), at);
        meaning.events.extend(opening);
        if !call.provider_id.is_empty() {
            meaning.own_id = Some(format!("call {} {:?}", call.provider_id, call.kind));
        }
        meaning
    }

    pub(super) fn preference(&self, preference: &Preference, contact: Contact) -> Meaning {
        let line = if preference.wants_marketing {
            SystemLine::MarketingResumed
        } else {
            SystemLine::MarketingStopped
        };
        let word = MarketingWord {
            wants: preference.wants_marketing,
            at: self.at(preference.at),
        };
        let said = Event::Marketing(MarketingEvent {
            contact: contact.clone(),
            word,
        });
        let mut meaning = self.line(contact, line, String::new(), word.at);
        meaning.events.push(said);
        meaning
    }

    pub(super) fn identity_change(&self, change: &IdentityChange, contact: Contact) -> Meaning {
        let as_message = Message {
            content: Content::System(change.change.clone()),
            ..Message::default()
        };
        let shown = content::shown(&as_message, false);
        self.system(contact, shown, self.at(change.at))
    }

    /// A person came by an ad or a link, without writing: the line says from where, and Messenger's window opens.
    pub(super) fn arrival(&self, arrival: &Arrival, contact: Contact) -> Meaning {
        let at = self.at(arrival.at);
        let opening = self.opening(&contact, ContactAct::Referral, at);
        let shown = Shown {
            parts: vec![parts::referral(&arrival.referral)],
            ..system_line(SystemLine::Other, String::new())
        };
        let mut meaning = self.system(contact, shown, at);
        meaning.events.extend(opening);
        meaning
    }

    fn opening(&self, contact: &Contact, act: ContactAct, at: UnixMs) -> Option<Event> {
        act.opens_window(contact.channel_kind).then(|| {
            Event::Opening(OpeningEvent {
                contact: contact.clone(),
                at,
            })
        })
    }

    fn line(&self, contact: Contact, line: SystemLine, text: String, at: UnixMs) -> Meaning {
        self.system(contact, system_line(line, text), at)
    }

    /// Returns a line about the conversation; Meta gives it no id, the same one again is the same.
    fn system(&self, contact: Contact, shown: Shown, at: UnixMs) -> Meaning {
        let what: Vec<String> = shown
            .parts
            .iter()
            .map(|part| match part {
                Part::System { line } => format!("{line:?}"),
                other => other.kind().to_owned(),
            })
            .collect();
        let own_id = format!(
            "recado.line {} {} {}",
            contact.conversation,
            what.join(" "),
            at.0
        );
        let new = self.written(contact, &own_id, at, shown);
        Meaning {
            own_id: Some(own_id),
            ..Meaning::quiet(Event::Message(Box::new(new)))
        }
    }
}

fn system_line(line: SystemLine, text: String) -> Shown {
    Shown {
        kind: MessageKind::System,
        text,
        detail: None,
        parts: vec![Part::System { line }],
        files: Vec::new(),
    }
}

/// Returns whether another app answers from now on; nothing when nothing changed.
fn goes_elsewhere(handover: &Handover, ours: Option<&str>) -> Option<bool> {
    match handover.kind {
        HandoverKind::Requested | HandoverKind::Roles => return None,
        // The default app answers again; it is the one that hears of it.
        HandoverKind::Released => return Some(false),
        HandoverKind::Passed | HandoverKind::Taken => {}
    }
    if let (Some(ours), Some(new)) = (ours, app_id(handover.new_owner.as_ref())) {
        return Some(new != ours);
    }
    if let (Some(ours), Some(previous)) = (ours, app_id(handover.previous_owner.as_ref()))
        && previous == ours
    {
        return Some(true);
    }
    if let Some(role) = role(handover.new_owner.as_ref()) {
        return Some(role == AI_AGENT);
    }
    if role(handover.previous_owner.as_ref()) == Some(AI_AGENT) {
        return Some(false);
    }
    // Nobody is named: Meta tells of a pass whoever gets it, and of a take whoever loses it.
    Some(handover.kind == HandoverKind::Taken)
}

fn app_id(owner: Option<&Owner>) -> Option<&str> {
    owner.and_then(|owner| owner.app_id.as_deref())
}

fn role(owner: Option<&Owner>) -> Option<&str> {
    owner.and_then(|owner| owner.role.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_webhook::message::Sender;

    fn owner(app_id: Option<&str>, role: Option<&str>) -> Option<Owner> {
        Some(Owner {
            app_id: app_id.map(str::to_owned),
            role: role.map(str::to_owned),
        })
    }

    fn handover(kind: HandoverKind, previous: Option<Owner>, new: Option<Owner>) -> Handover {
        Handover {
            whom: Sender::default(),
            kind,
            previous_owner: previous,
            new_owner: new,
            note: None,
            summary: None,
            at: None,
        }
    }

    #[test]
    fn whether_another_app_answers_is_told_by_the_apps_ids() {
        use HandoverKind::{Passed, Released, Requested, Roles, Taken};
        let ours = Some("111");
        let to = |id| owner(Some(id), None);
        for (kind, previous, new, expected) in [
            (Passed, None, to("111"), Some(false)),
            (Passed, None, to("222"), Some(true)),
            (Taken, to("222"), to("111"), Some(false)),
            (Taken, to("111"), None, Some(true)),
            (Taken, None, None, Some(true)),
            (Passed, None, None, Some(false)),
            (
                Passed,
                owner(None, Some("ai_agent")),
                owner(None, Some("escalation")),
                Some(false),
            ),
            (
                Taken,
                owner(None, Some("escalation")),
                owner(None, Some("ai_agent")),
                Some(true),
            ),
            (Requested, None, to("222"), None),
            (Released, to("222"), None, Some(false)),
            (Roles, None, None, None),
        ] {
            let handover = handover(kind, previous, new);
            assert_eq!(goes_elsewhere(&handover, ours), expected, "{kind:?}");
        }
    }
}
