//! Asking for a draft of a day: everything that forbids it is looked at right before words go out, and once more before
//! what came back is kept.

use super::{
    check::{self, Checked, MoodChange},
    pseudonyms::Pseudonyms,
    question::{self, Asked},
};
use crate::{
    assist::{
        call::AssistError,
        chat::{self, Answer},
        consent,
        credits::{self, About, Reserved},
        endpoint::{self, Target},
    },
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    summary::make::OnesDay,
    view::assist::AssistState,
};
use recado_domain::{
    assist::{AssistConsent, AssistFeature, AssistPlace, credit::Amounts},
    id::{ConversationId, SummaryId},
};
use recado_store::{
    Conn,
    clinic::staff,
    conversations::{
        Clinical, Store, identities, persons, records, state,
        summaries::{self, Fingerprint, Maker, Summary, day::messages_of},
    },
    error::StoreError,
};
use serde::{Deserialize, Serialize};

/// What came of wanting a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is kept.
    Drafted,
    /// No assistant is asked.
    NotReady(AssistState),
    /// The person did not agree to this one.
    NotAgreed(AssistConsent),
    /// There is nothing to draft: no words, or another day meanwhile.
    Nothing,
    /// It was asked, and nothing came of it; whether it may another time.
    Failed {
        /// Whether the same may be answered later.
        may_pass: bool,
    },
}

/// What is kept beside a draft's lines.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct DraftFacts {
    /// Whether the person says that they feel otherwise.
    pub mood: MoodChange,
    /// Where the assistant was.
    pub place: AssistPlace,
    /// Tokens that went there.
    pub tokens_in: u64,
    /// Tokens that came back.
    pub tokens_out: u64,
}

/// A question that may leave.
struct Leaving {
    target: Target,
    asked: Asked,
    reserved: Reserved,
    fingerprint: Fingerprint,
}

/// Asks for a draft of a day and keeps it; `who` wanted it, absent when it goes by itself.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn draft(
    desk: &Desk,
    ones: &OnesDay,
    who: Option<SignedIn>,
) -> Result<Outcome, InboxError> {
    // One at a time: two questions about one day would cost twice.
    let _alone = desk.inner.summaries.drafting.lock().await;
    let mut has_schema = true;
    loop {
        let (about, by) = (ones.clone(), who.clone());
        let prepared = desk
            .with_house(move |house| prepare(house, &about, by.as_ref(), has_schema))
            .await?;
        let leaving = match prepared {
            Ok(leaving) => leaving,
            Err(outcome) => return Ok(outcome),
        };
        let came = chat::ask(&desk.inner.http, &leaving.target, &leaving.asked.question).await;
        let kept_to_form = leaving.asked.question.schema.is_some();
        let failed = came.as_ref().err().copied();
        let about = ones.clone();
        let outcome = desk
            .with_house(move |house| keep(house, &about, leaving, came))
            .await?;
        match failed {
            // It worked in the try, and does not take the form now.
            Some(AssistError::Refused { .. } | AssistError::Unreadable) if kept_to_form => {
                has_schema = false;
            }
            Some(error) => {
                tracing::warn!("an assistant drafted nothing: {error}");
                let may_pass = error.may_pass();
                return Ok(Outcome::Failed { may_pass });
            }
            None => return Ok(outcome),
        }
    }
}

/// Looks at everything that forbids it, and reserves the credit with the act.
fn prepare(
    house: &House,
    ones: &OnesDay,
    who: Option<&SignedIn>,
    has_schema: bool,
) -> Result<Result<Leaving, Outcome>, InboxError> {
    let target = match endpoint::ready(house, AssistFeature::Summaries)? {
        Ok(target) => target,
        Err(state) => return Ok(Err(Outcome::NotReady(state))),
    };
    let store = house.clinical_for_staff()?;
    let has_schema = has_schema && target.has_schema;
    let found = asked(house, &store, ones, has_schema)?;
    let agreed = agreed(&store, ones)?;
    if !agreed.allows(target.place) {
        return Ok(Err(Outcome::NotAgreed(agreed)));
    }
    let Some((asked, fingerprint)) = found else {
        return Ok(Err(Outcome::Nothing));
    };
    let Some(conversation) = asked.messages.last().map(|message| message.conversation) else {
        return Ok(Err(Outcome::Nothing));
    };
    // Somebody asked by hand while this one waited for its turn.
    let drafted =
        store.read(|conn| summaries::get(conn, ones.identity, &ones.date(), Maker::Draft))?;
    if who.is_none() && drafted.is_some_and(|it| it.fingerprint == fingerprint) {
        return Ok(Err(Outcome::Drafted));
    }
    let about = About { conversation, who };
    let (most, now) = (asked.question.most(), house.clock.now());
    let Some(reserved) = credits::reserve(house, &target, &most, Some(&about), now)? else {
        return Ok(Err(Outcome::NotReady(AssistState::NoCredit)));
    };
    Ok(Ok(Leaving {
        target,
        asked,
        reserved,
        fingerprint,
    }))
}

/// Returns how far somebody agreed, on every channel they wrote on that day.
///
/// # Errors
/// Storage.
pub(crate) fn agreed(store: &Store<Clinical>, ones: &OnesDay) -> Result<AssistConsent, InboxError> {
    let agreed = store.read(|conn| {
        let all = messages_of(conn, &ones.conversations, ones.day.from, ones.day.until)?;
        let mut conversations: Vec<ConversationId> =
            all.iter().map(|message| message.conversation).collect();
        conversations.sort();
        conversations.dedup();
        let mut least: Option<AssistConsent> = None;
        for conversation in conversations {
            let agreed = consent::of(conn, conversation)?;
            least = Some(least.map_or(agreed, |least| least.min(agreed)));
        }
        Ok::<_, StoreError>(least.unwrap_or(AssistConsent::None))
    })?;
    Ok(agreed)
}

/// Returns the question about a day as it stands, and what the day is in short.
///
/// # Errors
/// Storage.
pub(crate) fn asked(
    house: &House,
    store: &Store<Clinical>,
    ones: &OnesDay,
    has_schema: bool,
) -> Result<Option<(Asked, Fingerprint)>, InboxError> {
    let members = house.clinic.read(staff::all)?;
    let (read, names) = store
        .read(|conn| Ok::<_, StoreError>((ones.read(conn)?, names(conn, &ones.conversations)?)))?;
    let pseudonyms = Pseudonyms::new(
        names.iter().map(String::as_str),
        members.iter().map(|member| member.name.as_str()),
    );
    let asked = question::of(&read, pseudonyms, has_schema, &house.clock.zone());
    Ok(asked.map(|asked| (asked, read.fingerprint)))
}

/// Returns every name by which whoever writes in these conversations is known.
fn names(conn: &Conn, conversations: &[ConversationId]) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for conversation in conversations {
        let identity = state::get(conn, *conversation)?.identity;
        for member in persons::members(conn, identity)? {
            names.extend(match identities::get(conn, member) {
                Ok(known) => Some(known.name),
                // Their first message has not been filed yet.
                Err(StoreError::NotFound) => continue,
                Err(error) => return Err(error),
            });
            let record = records::get(conn, member)?;
            names.push(record.told_name);
            names.extend(record.given_name);
        }
    }
    Ok(names)
}

/// Ends the credit, and keeps what stays of the answer if the day and the person's word are still the same.
fn keep(
    house: &House,
    ones: &OnesDay,
    leaving: Leaving,
    came: Result<Answer, AssistError>,
) -> Result<Outcome, InboxError> {
    let Leaving {
        target,
        asked,
        reserved,
        fingerprint,
    } = leaving;
    let answer = match came {
        Ok(answer) => answer,
        Err(error) => {
            let took = match error.may_cost() {
                true => asked.question.most(),
                false => Amounts::default(),
            };
            credits::end(house, &reserved, &took, false)?;
            return Ok(Outcome::Failed { may_pass: false });
        }
    };
    let checked = check::check(&asked, &answer.content);
    credits::end(house, &reserved, &answer.took, checked.is_some())?;
    let Some(checked) = checked else {
        tracing::warn!("nothing of an assistant's answer is borne out by the messages");
        return Ok(Outcome::Failed { may_pass: false });
    };
    let store = house.clinical_for_staff()?;
    let agreed = agreed(&store, ones)?;
    if !agreed.allows(target.place) {
        return Ok(Outcome::NotAgreed(agreed));
    }
    let new = summary(ones, &target, &asked, checked, &answer.took, fingerprint)?;
    let new = Summary {
        made_at: house.clock.now(),
        ..new
    };
    let is_same = store.write(|tx| {
        let made = summaries::get(tx, ones.identity, &ones.date(), Maker::Extract)?;
        // The extract of this very day is there: whatever changed it since took the draft's place.
        let is_same = made.is_some_and(|made| made.fingerprint == fingerprint);
        if is_same {
            summaries::put(tx, &new)?;
        }
        Ok::<_, StoreError>(is_same)
    })?;
    Ok(match is_same {
        true => Outcome::Drafted,
        false => Outcome::Nothing,
    })
}

fn summary(
    ones: &OnesDay,
    target: &Target,
    asked: &Asked,
    checked: Checked,
    took: &Amounts,
    fingerprint: Fingerprint,
) -> Result<Summary, InboxError> {
    let facts = DraftFacts {
        mood: checked.mood,
        place: target.place,
        tokens_in: took.tokens_in,
        tokens_out: took.tokens_out,
    };
    Ok(Summary {
        id: SummaryId::generate(),
        identity: ones.identity,
        day: ones.date(),
        maker: Maker::Draft,
        made_at: ones.day.from,
        engine: question::version(),
        model: Some((target.model.clone(), target.host())),
        messages: u32::try_from(asked.messages.len()).unwrap_or(u32::MAX),
        fingerprint,
        facts: serde_json::to_string(&facts).map_err(|_| StoreError::Damaged)?,
        lines: checked.lines,
    })
}
