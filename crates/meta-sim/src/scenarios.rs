//! Invented stories for the demo and for tests: steps with their times, nothing that acts.

pub mod elsewhere;
mod week;

use serde_json::{Value, json};

/// One thing that happens in a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Unix milliseconds.
    pub at: i64,
    /// The person whose chat it is in.
    pub who: Person,
    /// What happens.
    pub kind: StepKind,
}

/// Someone invented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Digits, as WhatsApp has them.
    pub wa_id: &'static str,
    /// The profile name.
    pub name: &'static str,
}

/// Who acts in a step.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// The patient sends this message: hand it to [`Control::patient_sends`](crate::control::Control::patient_sends).
    Patient(Value),
    /// The desk answers with this text; whoever plays the story sends it from the desk.
    Desk(String),
}

/// Returns an invented clinic's week that ends at `now` (Unix milliseconds), oldest step first.
///
/// Sixteen people write in Spanish, Portuguese, Greek and English: bookings, moved appointments, thanks, a picture,
/// a voice note, a place, a document, stickers, something WhatsApp does not hand over, and minutes before `now` one
/// clear crisis message. Windows end up open, under four hours, under one hour and closed. Every answer of the desk
/// falls into an open window. The same `now` gives the same steps.
pub fn clinic_week(now: i64) -> Vec<Step> {
    let mut steps: Vec<Step> = week::chats()
        .flat_map(|chat| {
            chat.lines.iter().map(|line| Step {
                at: now - line.minutes_ago * 60_000,
                who: chat.who,
                kind: line.said.kind(),
            })
        })
        .collect();
    steps.sort_by_key(|step| step.at);
    steps
}

/// One person's week.
struct Chat {
    who: Person,
    lines: &'static [Line],
}

struct Line {
    minutes_ago: i64,
    said: Said,
}

/// What was said; all but the desk's words come from the patient.
enum Said {
    Text(&'static str),
    Desk(&'static str),
    Picture(&'static str),
    Voice,
    File(&'static str),
    Sticker,
    Place {
        name: &'static str,
        latitude: f64,
        longitude: f64,
    },
    Poll,
}

impl Said {
    fn kind(&self) -> StepKind {
        let message = match *self {
            Self::Desk(text) => return StepKind::Desk(text.to_owned()),
            Self::Text(text) => json!({"type": "text", "text": {"body": text}}),
            Self::Picture("") => json!({"type": "image", "image": {}}),
            Self::Picture(caption) => json!({"type": "image", "image": {"caption": caption}}),
            Self::Voice => json!({"type": "audio", "audio": {"voice": true}}),
            Self::File(name) => json!({"type": "document", "document": {"filename": name}}),
            Self::Sticker => json!({"type": "sticker", "sticker": {}}),
            Self::Place {
                name,
                latitude,
                longitude,
            } => json!({
                "type": "location",
                "location": {"latitude": latitude, "longitude": longitude, "name": name},
            }),
            // WhatsApp hands a poll over as a message it does not support.
            Self::Poll => json!({
                "type": "unsupported",
                "errors": [{
                    "code": 131_051,
                    "title": "Message type unknown",
                    "message": "Message type unknown",
                    "error_data": {"details": "Message type is currently not supported."},
                }],
                "unsupported": {"type": "poll_creation"},
            }),
        };
        StepKind::Patient(message)
    }
}
