//! What a contact's words call for: read by the rules, lowered by what people said about false alarms, added up with what
//! the same person wrote in the last days. All of it in the transaction that makes the words durable, locked or not.

use super::{feedback, marks, rules::of_domain};
use crate::house::House;
use jiff::Timestamp;
use recado_domain::{
    alert::{AlertCategory, AlertLevel, calling::Called, together::Together},
    channel::Side,
    id::{AlertId, ConversationId, IdentityId},
    time::UnixMs,
};
use recado_risk::{
    Engine, Finding,
    conversation::{self, Escalation, Event, Sign as Said, Why},
};
use recado_store::{
    Tx,
    clinic::{
        alert_parts,
        alerts::{self, Alert},
        seen::ProviderHash,
        signs::{self, Sign, SignKind},
    },
    error::StoreError,
};

/// Where words are heard: one transaction of `clinic.db`.
pub(crate) struct Ear<'a> {
    pub tx: &'a Tx<'a>,
    pub house: &'a House,
    pub engine: &'a Engine,
    pub now: UnixMs,
}

/// Words of a contact.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    /// Where their conversation is kept.
    pub side: Side,
    /// Who.
    pub identity: IdentityId,
    /// Their conversation.
    pub conversation: ConversationId,
    /// The message they stand in, in writing or as what was said in it.
    pub message: ProviderHash,
    /// Under which their own alerts stand: the message, or its change, which may raise alerts anew.
    pub flag: ProviderHash,
    /// What they are.
    pub text: &'a str,
    /// When they were written.
    pub at: UnixMs,
    /// Whether they may call people; what was handed over as history adds up and calls nobody.
    pub calls: bool,
}

/// What words called for.
#[derive(Default)]
pub(crate) struct Heard {
    /// What the rules marked, as it counts here.
    pub findings: Vec<Finding>,
    /// The most severe of it.
    pub level: Option<AlertLevel>,
    /// Alerts that the words themselves raised, for their message's row.
    pub own: Vec<AlertId>,
    /// Alerts that are new or stand higher, to be told once this is durable.
    pub raised: Vec<Alert>,
}

impl Heard {
    /// Returns what the rules marked as it is kept beside a message.
    pub fn as_json(&self) -> Option<String> {
        if self.findings.is_empty() {
            return None;
        }
        serde_json::to_string(&self.findings).ok()
    }
}

/// So long after `WINDOW` history says nothing any more.
const WINDOW: std::time::Duration =
    std::time::Duration::from_millis(conversation::WINDOW.unsigned_abs());

/// Reads words and raises what they call for, by themselves and together with what was written before; hearing the same
/// again changes nothing.
///
/// # Errors
/// Storage.
pub(crate) fn read_text(ear: &Ear<'_>, words: &Words<'_>) -> Result<Heard, StoreError> {
    // What calls nobody is not worth the time: a phone hands over months of it at once.
    let assessed = if words.calls {
        ear.engine.assess_deeply(words.text)
    } else {
        ear.engine.assess(words.text)
    };
    let lowered = feedback::lowered(ear, words, assessed)?;
    let findings = lowered.findings;
    let level = findings
        .iter()
        .filter(|finding| marks::calls_for_a_look(finding))
        .map(|finding| marks::level(finding.level))
        .max();
    let mut heard = Heard {
        level,
        ..Heard::default()
    };
    if words.calls {
        for finding in marks::worst_by_category(&findings) {
            let raised = Alert {
                about_other: finding.about_other,
                ..of_message(
                    ear,
                    words,
                    (words.flag, words.at),
                    marks::category(finding.category),
                    marks::level(finding.level),
                )
            };
            if alerts::raise(ear.tx, &raised)? {
                heard.own.push(raised.id);
                heard.raised.push(raised);
            } else {
                lift(ear, words, raised, &mut heard)?;
            }
        }
    }
    let says_something = note_signs(ear, words, &findings, &lowered.shielded)?;
    if says_something || is_night(ear, words.at.0) {
        add_up(ear, words, &mut heard)?;
    }
    heard.findings = findings;
    Ok(heard)
}

/// Makes the flag that is there for these words stand as high as another hearing of them calls for.
///
/// One that somebody has taken stays as it is, with their name: what was heard since is another flag.
fn lift(
    ear: &Ear<'_>,
    words: &Words<'_>,
    wanted: Alert,
    heard: &mut Heard,
) -> Result<(), StoreError> {
    let known = alerts::find(ear.tx, wanted.message, wanted.category)?;
    let Some(known) = known.filter(|known| known.level < wanted.level) else {
        return Ok(());
    };
    let level = wanted.level;
    if alert_parts::strengthen(ear.tx, known.id, level, called(ear, level))? {
        heard.raised.extend(alerts::get(ear.tx, known.id)?);
    } else if words.flag == words.message {
        let key = ear.house.clinic.index_key();
        let again = Alert {
            message: key.again_hash(words.message, level),
            ..wanted
        };
        if alerts::raise(ear.tx, &again)? {
            heard.own.push(again.id);
            heard.raised.push(again);
        }
    }
    Ok(())
}

/// Notes that a contact wrote: their silence ends, and what they wrote counts among the messages of a night.
///
/// # Errors
/// Storage.
pub(crate) fn note_written(ear: &Ear<'_>, words: &Words<'_>) -> Result<(), StoreError> {
    signs::note_written(ear.tx, words.conversation, words.at)?;
    if is_forgotten(ear, words) {
        return Ok(());
    }
    signs::add(ear.tx, &sign(words, SignKind::Written), ear.now)?;
    Ok(())
}

/// Notes that a contact took a message back, and raises what that calls for.
///
/// # Errors
/// Storage.
pub(crate) fn take_back(ear: &Ear<'_>, words: &Words<'_>) -> Result<Vec<Alert>, StoreError> {
    let mut heard = Heard::default();
    if signs::add(ear.tx, &sign(words, SignKind::TakenBack), ear.now)? {
        add_up(ear, words, &mut heard)?;
    }
    Ok(heard.raised)
}

/// What was handed over as history long after it weighed anything is not kept.
fn is_forgotten(ear: &Ear<'_>, words: &Words<'_>) -> bool {
    !words.calls && ear.now.since(words.at) > WINDOW
}

fn sign(words: &Words<'_>, kind: SignKind) -> Sign {
    Sign {
        message: words.message,
        conversation: words.conversation,
        at: words.at,
        calls: words.calls,
        kind,
    }
}

/// Notes what findings leave behind; returns whether any of it is new.
fn note_signs(
    ear: &Ear<'_>,
    words: &Words<'_>,
    findings: &[Finding],
    shielded: &[usize],
) -> Result<bool, StoreError> {
    if is_forgotten(ear, words) {
        return Ok(false);
    }
    let key = ear.house.clinic.index_key();
    let mut is_new = false;
    for (place, finding) in findings.iter().enumerate() {
        // Known false alarms weigh nothing; what is beside them does.
        if shielded.contains(&place) {
            continue;
        }
        for said in Said::of(words.text, finding, |words| key.words_number(words)) {
            let kind = match said {
                Said::Written => SignKind::Written,
                Said::TakenBack => SignKind::TakenBack,
                Said::Found { category, level } => {
                    SignKind::Found(marks::category(category), marks::level(level))
                }
                Said::Weak {
                    category,
                    words,
                    points,
                    is_means,
                } => SignKind::Weak {
                    category: marks::category(category),
                    words: words.cast_signed(),
                    points,
                    is_means,
                },
            };
            is_new |= signs::add(ear.tx, &sign(words, kind), ear.now)?;
        }
    }
    Ok(is_new)
}

/// Raises what a conversation's messages call for together.
fn add_up(ear: &Ear<'_>, words: &Words<'_>, heard: &mut Heard) -> Result<(), StoreError> {
    let kept = signs::of_conversation(ear.tx, words.conversation)?;
    let events: Vec<Event> = kept.iter().filter_map(event).collect();
    let found = conversation::escalations(&events, |at| is_night(ear, at));
    for one in &found {
        if let Some((alert, is_new)) = stand(ear, words, one)? {
            if is_new && alert.message == words.message {
                heard.own.push(alert.id);
            }
            heard.raised.retain(|raised| raised.id != alert.id);
            heard.raised.push(alert);
        }
    }
    Ok(())
}

/// Makes an alert stand as high as a message calls for together with others; returns it if it did not before, and
/// whether it is a new one.
///
/// One that somebody has taken stays as it is, with their name: what came to light since is another alert.
fn stand(
    ear: &Ear<'_>,
    words: &Words<'_>,
    found: &Escalation,
) -> Result<Option<(Alert, bool)>, StoreError> {
    let (category, level) = (marks::category(found.category), marks::level(found.level));
    let message = ProviderHash(found.message);
    let new = |message| of_message(ear, words, (message, UnixMs(found.at)), category, level);
    let with: Vec<ProviderHash> = found.with.iter().copied().map(ProviderHash).collect();
    let why = why(found.why);
    let key = ear.house.clinic.index_key();
    for place in [message, key.again_hash(message, level)] {
        let Some(known) = alerts::find(ear.tx, place, category)? else {
            let raised = new(place);
            alerts::raise(ear.tx, &raised)?;
            alert_parts::put(ear.tx, raised.id, why, &with)?;
            return Ok(Some((raised, true)));
        };
        let is_reason = known.level <= level;
        let risen = alert_parts::strengthen(ear.tx, known.id, level, called(ear, level))?;
        if is_reason && (risen || known.level == level) {
            alert_parts::put(ear.tx, known.id, why, &with)?;
        }
        if risen {
            return Ok(alerts::get(ear.tx, known.id)?.map(|alert| (alert, false)));
        }
        if known.level >= level {
            return Ok(None);
        }
    }
    Ok(None)
}

/// Whoever is at the desk is called as soon as this is durable; a start calls again.
fn called(ear: &Ear<'_>, level: AlertLevel) -> Called {
    Called {
        times: u32::from(level.notifies()),
        last: level.notifies().then_some(ear.now),
    }
}

fn of_message(
    ear: &Ear<'_>,
    words: &Words<'_>,
    (message, at): (ProviderHash, UnixMs),
    category: AlertCategory,
    level: AlertLevel,
) -> Alert {
    Alert {
        id: AlertId::generate(),
        conversation: words.conversation,
        side: words.side,
        identity: words.identity,
        message,
        level,
        category,
        about_other: false,
        raised_at: at,
        acknowledged: None,
        passed_to: None,
        called: called(ear, level),
    }
}

fn event(sign: &Sign) -> Option<Event> {
    Some(Event {
        at: sign.at.0,
        message: sign.message.0,
        calls: sign.calls,
        sign: match sign.kind {
            SignKind::Written => Said::Written,
            SignKind::TakenBack => Said::TakenBack,
            SignKind::Found(category, level) => {
                let (category, level) = of_domain(category, level)?;
                Said::Found { category, level }
            }
            SignKind::Weak {
                category,
                words,
                points,
                is_means,
            } => Said::Weak {
                category: of_domain(category, AlertLevel::Review)?.0,
                words: words.cast_unsigned(),
                points,
                is_means,
            },
        },
    })
}

fn why(why: Why) -> Together {
    match why {
        Why::NightBurst => Together::NightBurst,
        Why::Reviews => Together::Reviews,
        Why::WeakSigns => Together::WeakSigns,
        Why::Repeated => Together::Repeated,
        Why::MeansAfterWish => Together::MeansAfterWish,
    }
}

/// Returns whether a time is between midnight and six where the clinic is.
fn is_night(ear: &Ear<'_>, at: i64) -> bool {
    const MORNING: i8 = 6;
    Timestamp::from_millisecond(at)
        .is_ok_and(|at| at.to_zoned(ear.house.clock.zone()).hour() < MORNING)
}
