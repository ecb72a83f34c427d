//! A day as the window shows it: what is kept says where the words stand, and they are read from the messages now.

use super::{
    Work,
    draft::{self, write::Outcome},
    facts::Facts,
    make::{self, OnesDay},
    run,
};
use crate::{
    assist::kept,
    desk::Desk,
    error::InboxError,
    house::House,
    monitor,
    view::{
        summary::{
            DayDraftState, DaySummaryView, DraftPreviewView, ExtractView, SummaryCountsView,
            SummaryLineView, SummaryTheme, SummaryThemeView, SummaryToneChange, SummaryToneView,
        },
        thread::AlertView,
    },
};
use jiff::{civil::Date, tz::TimeZone};
use recado_domain::{
    channel::Side,
    id::ConversationId,
    summary::{self, Day},
    tone::Change as ToneChange,
};
use recado_risk::Theme;
use recado_store::{
    Conn,
    clinic::alerts,
    conversations::{
        messages, state,
        summaries::{
            self, Line, LinePart, Maker, Summary,
            day::{is_answered, messages_of, person},
        },
    },
    error::StoreError,
};

/// Which conversation's person, and which day; absent for today.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The place of the conversation.
    pub side: Side,
    /// Which one.
    pub conversation: ConversationId,
    /// The day, for example `2026-11-20`.
    pub day: Option<String>,
}

/// Returns somebody's day. A day that is over gets its summary here if it has none, one that changed another.
///
/// # Errors
/// [`InboxError::InvalidInput`], [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn day(desk: &Desk, asked: Asked) -> Result<DaySummaryView, InboxError> {
    let again = desk.clone();
    desk.with_house(move |house| {
        let ones = ones_day(house, &asked)?;
        let store = house.clinical_for_staff()?;
        again
            .inner
            .audit
            .read(&house.signed_in()?, asked.conversation);
        let (now, zone) = (house.clock.now(), house.clock.zone());
        let hour = house.clinic.read(kept::read)?.hour;
        let has_one = store
            .read(|conn| summaries::get(conn, ones.identity, &ones.date(), Maker::Extract))?
            .is_some();
        if has_one || is_due(&ones.day, hour, house) {
            let engine = again.inner.rules.engine();
            make::extract(&again.inner.summaries, &engine, &store, &ones, now, &zone)?;
        }
        view(house, &again.inner.summaries, &asked, &ones, &zone)
    })
    .await
}

/// Makes the summary of somebody's day now, and returns it.
///
/// # Errors
/// As [`day`].
pub(crate) async fn make_now(desk: &Desk, asked: Asked) -> Result<DaySummaryView, InboxError> {
    let about = asked.clone();
    let ones = desk
        .with_house(move |house| ones_day(house, &about))
        .await?;
    let conversations = ones.conversations.clone();
    if run::extract(desk, ones).await? == make::Made::Anew {
        run::tell(desk, &conversations);
    }
    day(desk, asked).await
}

/// Makes the summary of somebody's day now and asks the assistant for a draft of it, whatever came of earlier tries.
///
/// # Errors
/// As [`day`].
pub(crate) async fn draft_now(desk: &Desk, asked: Asked) -> Result<DaySummaryView, InboxError> {
    make_now(desk, asked.clone()).await?;
    let about = asked.clone();
    let (ones, who) = desk
        .with_house(move |house| Ok((ones_day(house, &about)?, house.signed_in()?)))
        .await?;
    let outcome = draft::write::draft(desk, &ones, Some(who)).await?;
    if outcome == Outcome::Drafted {
        run::tell(desk, &ones.conversations);
    }
    draft::run::note_of(desk, &ones, outcome).await?;
    day(desk, asked).await
}

/// Returns exactly what would be sent to the assistant about somebody's day.
///
/// # Errors
/// As [`day`].
pub(crate) async fn preview(
    desk: &Desk,
    asked: Asked,
) -> Result<Option<DraftPreviewView>, InboxError> {
    let again = desk.clone();
    desk.with_house(move |house| {
        let ones = ones_day(house, &asked)?;
        let who = house.signed_in()?;
        again.inner.audit.read(&who, asked.conversation);
        draft::show::preview(house, &ones)
    })
    .await
}

/// Returns whose day is asked for.
///
/// # Errors
/// As [`day`].
pub(crate) fn ones_day(house: &House, asked: &Asked) -> Result<OnesDay, InboxError> {
    let store = house.clinical_for_staff()?;
    if asked.side != Side::Clinical {
        return Err(InboxError::NotFound);
    }
    let (now, zone) = (house.clock.now(), house.clock.zone());
    let day = match &asked.day {
        Some(day) => {
            let date: Date = day.parse().map_err(|_| InboxError::InvalidInput)?;
            Day::on(date, &zone).filter(|day| day.from <= now)
        }
        None => Day::of(now, &zone),
    };
    let day = day.ok_or(InboxError::InvalidInput)?;
    let (identity, conversations) = store.read(|conn| {
        let identity = state::get(conn, asked.conversation)?.identity;
        person(conn, identity)
    })?;
    Ok(OnesDay {
        identity,
        conversations,
        day,
    })
}

/// Returns whether a day's hour has come, however long ago.
fn is_due(day: &Day, hour: u8, house: &House) -> bool {
    let (now, zone) = (house.clock.now(), house.clock.zone());
    let latest = summary::due(now, hour, &zone).pop();
    latest.is_some_and(|latest| day.on <= latest.on)
}

fn view(
    house: &House,
    work: &Work,
    asked: &Asked,
    ones: &OnesDay,
    zone: &TimeZone,
) -> Result<DaySummaryView, InboxError> {
    let store = house.clinical_for_staff()?;
    let (made, extract, draft, messages) = store.read(|conn| {
        let all = messages_of(conn, &ones.conversations, ones.day.from, ones.day.until)?;
        let get = |maker| summaries::get(conn, ones.identity, &ones.date(), maker);
        let made = get(Maker::Extract)?;
        let extract = made.as_ref().map(|it| extract_view(conn, it)).transpose()?;
        // A draft is of the day as it was when it was asked for.
        let is_of_this =
            |it: &Summary| made.as_ref().map(|made| made.fingerprint) == Some(it.fingerprint);
        let draft = get(Maker::Draft)?.filter(is_of_this);
        let draft = draft.map(|it| draft::show::view(conn, &it)).transpose()?;
        Ok::<_, StoreError>((made, extract, draft, all.len()))
    })?;
    let draft_state = match draft {
        Some(_) => DayDraftState::Drafted,
        None => draft::show::state(house, work, ones, made.as_ref())?,
    };
    let today = summary::date(house.clock.now(), zone);
    Ok(DaySummaryView {
        side: asked.side,
        conversation: asked.conversation,
        day: ones.date(),
        today: today.map_or_else(|| ones.date(), |today| today.to_string()),
        hour: house.clinic.read(kept::read)?.hour,
        extract,
        draft,
        draft_state,
        messages: u32::try_from(messages).unwrap_or(u32::MAX),
        flags: flags(house, ones)?,
    })
}

/// Returns the day's flags, wherever a summary stands: no summary says what needs a person.
fn flags(house: &House, ones: &OnesDay) -> Result<Vec<AlertView>, InboxError> {
    let mut found = Vec::new();
    for conversation in &ones.conversations {
        let all = house
            .clinic
            .read(|conn| alerts::of_conversation(conn, *conversation))?;
        found.extend(
            all.into_iter()
                .filter(|alert| ones.day.holds(alert.raised_at)),
        );
    }
    found.sort_by_key(|alert| (std::cmp::Reverse(alert.level), alert.raised_at));
    found
        .iter()
        .map(|alert| monitor::view(house, alert))
        .collect()
}

fn extract_view(conn: &Conn, found: &Summary) -> Result<ExtractView, StoreError> {
    let facts: Facts = serde_json::from_str(&found.facts).map_err(|_| StoreError::Damaged)?;
    let lines = |part| lines(conn, &found.lines, part);
    Ok(ExtractView {
        made_at: found.made_at.0,
        engine: found.engine.clone(),
        messages: found.messages,
        counts: SummaryCountsView {
            inbound: facts.inbound,
            outbound: facts.outbound,
            first_at: facts.first_at.map(|at| at.0),
            last_at: facts.last_at.map(|at| at.0),
            voices: facts.not_read.voices,
            voice_ms: facts.not_read.voice_ms,
            pictures: facts.not_read.pictures,
            foreign: facts.not_read.foreign,
            others: facts.not_read.others,
        },
        themes: facts
            .themes
            .iter()
            .map(|count| SummaryThemeView {
                theme: theme(count.theme),
                messages: u32::try_from(count.messages).unwrap_or(u32::MAX),
            })
            .collect(),
        tone: facts.tone.map(|tone| SummaryToneView {
            value: tone.value,
            texts: tone.texts,
            baseline: tone.baseline,
            change: match tone.change {
                ToneChange::NotEnoughText => SummaryToneChange::NotEnoughText,
                ToneChange::Usual => SummaryToneChange::Usual,
                ToneChange::Lower => SummaryToneChange::Lower,
                ToneChange::Higher => SummaryToneChange::Higher,
            },
        }),
        key_sentences: lines(LinePart::KeySentence)?,
        unanswered: open(conn, lines(LinePart::Unanswered)?)?,
        appointments: lines(LinePart::Appointment)?,
        medications: lines(LinePart::Medication)?,
    })
}

/// Leaves out questions the clinic wrote something after, on a later day.
fn open(conn: &Conn, asked: Vec<SummaryLineView>) -> Result<Vec<SummaryLineView>, StoreError> {
    let mut open = Vec::new();
    for line in asked {
        if !is_answered(conn, messages::MessageId(line.message))? {
            open.push(line);
        }
    }
    Ok(open)
}

/// Returns the lines of a part with their words; one whose message went has none any more.
pub(crate) fn lines(
    conn: &Conn,
    all: &[Line],
    part: LinePart,
) -> Result<Vec<SummaryLineView>, StoreError> {
    let mut of_part: Vec<&Line> = all.iter().filter(|line| line.part == part).collect();
    of_part.sort_by_key(|line| (line.number, line.evidence));
    let mut shown = Vec::with_capacity(of_part.len());
    for line in of_part {
        let message = messages::get(conn, line.message)?;
        let quoted = message.text.0.get(bytes(line.span));
        let Some(text) = quoted.filter(|text| !message.is_deleted && !text.is_empty()) else {
            continue;
        };
        shown.push(SummaryLineView {
            conversation: message.conversation,
            message: line.message.0,
            at: message.at.0,
            text: text.to_owned(),
            words: line.words.and_then(|words| within(text, line.span, words)),
        });
    }
    Ok(shown)
}

fn bytes((from, until): (u32, u32)) -> std::ops::Range<usize> {
    from as usize..until as usize
}

/// Returns where words stand in their sentence, as JavaScript counts.
fn within(sentence: &str, span: (u32, u32), words: (u32, u32)) -> Option<(u32, u32)> {
    let units = |byte: u32| {
        let before = sentence.get(..byte.checked_sub(span.0)? as usize)?;
        u32::try_from(before.encode_utf16().count()).ok()
    };
    Some((units(words.0)?, units(words.1)?))
}

fn theme(theme: Theme) -> SummaryTheme {
    match theme {
        Theme::Sleep => SummaryTheme::Sleep,
        Theme::Appetite => SummaryTheme::Appetite,
        Theme::Anxiety => SummaryTheme::Anxiety,
        Theme::Mood => SummaryTheme::Mood,
        Theme::Family => SummaryTheme::Family,
        Theme::Partner => SummaryTheme::Partner,
        Theme::Work => SummaryTheme::Work,
        Theme::Pain => SummaryTheme::Pain,
        Theme::Substances => SummaryTheme::Substances,
        Theme::Medication => SummaryTheme::Medication,
        Theme::Money => SummaryTheme::Money,
        Theme::Grief => SummaryTheme::Grief,
    }
}
