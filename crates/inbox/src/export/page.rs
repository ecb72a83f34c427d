//! `index.html`: the same to read, without script and without network, in the clinic's language.
//!
//! The words are handed in by name: the window owns them.

use super::{
    folder,
    shape::{Channel, Message, Person},
};
use crate::{error::InboxError, html::Html};
use jiff::tz::TimeZone;
use recado_domain::{message::Direction, part::Part, time::UnixMs};
use serde_json::Value;
use std::{collections::BTreeMap, fs::File, io::BufWriter, path::Path};

/// The words of the page, by name; the language's ISO code is one of them.
const NAMES: [&str; 26] = [
    "language",
    "title",
    "about",
    "writtenOn",
    "name",
    "number",
    "bornOn",
    "since",
    "addresses",
    "alsoKnownAs",
    "labels",
    "emergencyContact",
    "notes",
    "consents",
    "summaries",
    "clinic",
    "noText",
    "heard",
    "takenBack",
    "edited",
    "forwarded",
    "answers",
    "notHere",
    "file",
    "given",
    "withdrawn",
];
/// Names of channels and purposes stand under these beginnings.
const CHANNEL: &str = "channel.";
const PURPOSE: &str = "purpose.";

/// The words of the page.
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// Takes the words over.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`] when one is missing.
    pub fn of(words: BTreeMap<String, String>) -> Result<Self, InboxError> {
        if NAMES.iter().all(|name| words.contains_key(*name)) {
            Ok(Self(words))
        } else {
            Err(InboxError::InvalidInput)
        }
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Returns a word that may be missing, or its own name.
    fn named<'a>(&'a self, beginning: &str, name: &'a str) -> &'a str {
        let found = self.0.get(&format!("{beginning}{name}"));
        found.map_or(name, String::as_str)
    }
}

/// The page, written as it comes.
pub(super) struct Page<'a> {
    html: Html<BufWriter<File>>,
    words: &'a Words,
    zone: &'a TimeZone,
}

impl<'a> Page<'a> {
    /// Begins the page with who it is about.
    ///
    /// # Errors
    /// Storage.
    pub fn begin(
        folder: &Path,
        words: &'a Words,
        zone: &'a TimeZone,
        person: &Person,
        now: UnixMs,
    ) -> Result<Self, InboxError> {
        let file = folder::private_file(&folder.join("index.html")).map_err(folder::disk)?;
        let html = Html::begin(
            BufWriter::new(file),
            words.get("language"),
            words.get("title"),
        )
        .map_err(folder::disk)?;
        let mut page = Self { html, words, zone };
        page.about(person, now).map_err(folder::disk)?;
        Ok(page)
    }

    fn about(&mut self, person: &Person, now: UnixMs) -> std::io::Result<()> {
        let words = self.words;
        self.html.text("h1", "", words.get("title"))?;
        self.html.text("p", "muted", words.get("about"))?;
        let written = format!("{} {}", words.get("writtenOn"), self.time(now));
        self.html.text("p", "muted", &written)?;
        for identity in &person.identities {
            self.html.open("dl", "")?;
            let mut row = |name: &str, value: &str| {
                if value.is_empty() {
                    return Ok(());
                }
                self.html.text("dt", "", words.get(name))?;
                self.html.text("dd", "", value)
            };
            row("name", &identity.name)?;
            if identity.told_name != identity.name {
                row("alsoKnownAs", &identity.told_name)?;
            }
            row("number", identity.number.as_deref().unwrap_or_default())?;
            row("bornOn", identity.born_on.as_deref().unwrap_or_default())?;
            let since = identity.since.as_deref().unwrap_or_default();
            row("since", since.split('T').next().unwrap_or_default())?;
            for address in &identity.addresses {
                let kind = serde_json::to_value(address.channel);
                let kind = kind.ok().and_then(|it| it.as_str().map(str::to_owned));
                let kind = kind.unwrap_or_default();
                let others = address.spellings.iter().skip(1);
                let others: Vec<String> = others.map(|it| format!("+{it}")).collect();
                let shown = [
                    words.named(CHANNEL, &kind).to_owned(),
                    address.value.clone(),
                    others.join(", "),
                ];
                let shown: Vec<String> = shown.into_iter().filter(|it| !it.is_empty()).collect();
                row("addresses", &shown.join(" · "))?;
            }
            row("labels", &identity.labels.join(", "))?;
            if let Some(contact) = &identity.emergency_contact {
                let shown = [&contact.name, &contact.relation, &contact.number];
                let shown: Vec<&str> = shown.into_iter().map(String::as_str).collect();
                let shown: Vec<&str> = shown.into_iter().filter(|it| !it.is_empty()).collect();
                row("emergencyContact", &shown.join(" · "))?;
            }
            self.html.close("dl")?;
        }
        if !person.consents.is_empty() {
            self.html.text("h2", "", words.get("consents"))?;
            for consent in &person.consents {
                let purpose = plain(&consent.purpose);
                let act = match consent.act {
                    recado_domain::record::consent::ConsentAct::Given => "given",
                    recado_domain::record::consent::ConsentAct::Withdrawn => "withdrawn",
                };
                let at = consent.at.as_deref().unwrap_or_default();
                let day = at.split('T').next().unwrap_or_default();
                let line = format!(
                    "{day} · {} · {}",
                    words.named(PURPOSE, &purpose),
                    words.get(act)
                );
                self.html.text("p", "", &line)?;
            }
        }
        if !person.notes.is_empty() {
            self.html.text("h2", "", words.get("notes"))?;
            for note in &person.notes {
                let at = note.at.as_deref().unwrap_or_default();
                let day = at.split('T').next().unwrap_or_default();
                let head = format!("{day} · {}", note.by);
                self.html.text("p", "muted", &head)?;
                self.html.text("p", "words", &note.text)?;
            }
        }
        if !person.summaries.is_empty() {
            self.html.text("h2", "", words.get("summaries"))?;
            for summary in &person.summaries {
                let by = summary.model.as_deref().map(|model| format!(" · {model}"));
                let head = format!("{}{}", summary.day, by.unwrap_or_default());
                self.html.text("p", "muted", &head)?;
                for line in &summary.lines {
                    self.html.text("p", "words", &line.text)?;
                }
            }
        }
        Ok(())
    }

    /// Begins a conversation.
    ///
    /// # Errors
    /// Storage.
    pub fn conversation(&mut self, channel: &Channel) -> Result<(), InboxError> {
        let kind = plain(&channel.kind);
        let kind = self.words.named(CHANNEL, &kind);
        let title = match channel.name.is_empty() {
            true => kind.to_owned(),
            false => format!("{kind} · {}", channel.name),
        };
        self.html.text("h2", "", &title).map_err(folder::disk)
    }

    /// Writes a message.
    ///
    /// # Errors
    /// Storage.
    pub fn message(&mut self, at: UnixMs, message: &Message) -> Result<(), InboxError> {
        self.bubble(at, message).map_err(folder::disk)
    }

    fn bubble(&mut self, at: UnixMs, message: &Message) -> std::io::Result<()> {
        let words = self.words;
        let time = self.time(at);
        let (class, by) = match message.direction {
            Direction::Inbound => ("in", ""),
            Direction::Outbound => ("out", words.get("clinic")),
        };
        let html = &mut self.html;
        html.open("article", class)?;
        let who = message.sent_by.as_deref().unwrap_or(by);
        let marks = [
            (message.is_forwarded, "forwarded"),
            (message.is_edited, "edited"),
            (message.is_taken_back, "takenBack"),
        ];
        let marks = marks.iter().filter(|(is_so, _)| *is_so);
        let marks = marks.map(|(_, name)| words.get(name).to_owned());
        let head: Vec<String> = [time, who.to_owned()]
            .into_iter()
            .chain(marks)
            .filter(|it| !it.is_empty())
            .collect();
        html.text("p", "muted", &head.join(" · "))?;
        if let Some(answers) = message.answers.as_deref().filter(|it| !it.is_empty()) {
            let line = format!("{} {answers}", words.get("answers"));
            html.text("blockquote", "", &line)?;
        }
        if !message.text.is_empty() {
            html.text("p", "words", &message.text)?;
        }
        let details = message.parts.iter().map(texts_of);
        let details: Vec<String> = details.filter(|it| !it.is_empty()).collect();
        for line in &details {
            html.text("p", "words", line)?;
        }
        for file in &message.files {
            let name = file.name.as_deref().unwrap_or(words.get("file"));
            match &file.path {
                Some(path) => html.file(path, file.mime.as_deref().unwrap_or_default(), name)?,
                None => {
                    let line = format!("{name} · {}", words.get("notHere"));
                    html.text("p", "muted", &line)?;
                }
            }
            if let Some(heard) = &file.transcript {
                html.text("p", "muted", words.get("heard"))?;
                html.text("p", "words", &heard.text)?;
            }
        }
        if message.text.is_empty() && details.is_empty() && message.files.is_empty() {
            html.text("p", "muted", words.get("noText"))?;
        }
        if !message.reactions.is_empty() {
            let emoji = message.reactions.iter().map(|it| it.emoji.as_str());
            let emoji: Vec<&str> = emoji.collect();
            html.text("p", "", &emoji.join(" "))?;
        }
        html.close("article")
    }

    /// Ends the page; it is durable then.
    ///
    /// # Errors
    /// Storage.
    pub fn end(self) -> Result<(), InboxError> {
        let file = self.html.end().map_err(folder::disk)?.into_inner();
        let file = file.map_err(|error| folder::disk(error.into_error()))?;
        file.sync_all().map_err(folder::disk)
    }

    fn time(&self, at: UnixMs) -> String {
        let Ok(at) = jiff::Timestamp::from_millisecond(at.0) else {
            return String::new();
        };
        let here = at.to_zoned(self.zone.clone());
        here.strftime("%Y-%m-%d %H:%M").to_string()
    }
}

/// Returns the name of a value of ours.
fn plain(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    let name = value.as_ref().and_then(Value::as_str);
    name.unwrap_or_default().to_owned()
}

/// Returns what a part says, on one line: every text in it, and where a place is.
fn texts_of(part: &Part) -> String {
    let mut found = Vec::new();
    if let Part::Place(place) = part {
        let degrees = |e7: i64| format!("{:.5}", e7 as f64 / 1e7);
        let place = (degrees(place.latitude_e7), degrees(place.longitude_e7));
        found.push(format!("{}, {}", place.0, place.1));
    }
    if let Ok(Value::Object(mut fields)) = serde_json::to_value(part) {
        // Our name of the part, not its words.
        fields.remove("part");
        texts(&Value::Object(fields), &mut found);
    }
    found.join(" · ")
}

fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.is_empty() => found.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|it| texts(it, found)),
        Value::Object(fields) => fields.values().for_each(|it| texts(it, found)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
