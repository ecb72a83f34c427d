//! The clinic's week on Messenger and Instagram: files, a story mention, reactions, comments.

use serde_json::Value;

use crate::message::social;
use crate::world::product::Product;

/// One thing that happens on Messenger or Instagram.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitorStep {
    /// Unix milliseconds.
    pub at: i64,
    /// Where.
    pub product: Product,
    /// PSID or IGSID.
    pub id: &'static str,
    /// The profile name; under comments, the username.
    pub name: &'static str,
    /// What happens.
    pub kind: VisitorStepKind,
}

/// Who acts in a step on Messenger or Instagram.
#[derive(Clone, Debug, PartialEq)]
pub enum VisitorStepKind {
    /// The visitor sends this event.
    Sends(Value),
    /// The visitor reacts to the clinic's last message with this emoji.
    ReactsToLast(&'static str),
    /// The visitor comments under the clinic's post.
    Comments(&'static str),
    /// The desk answers with this text; whoever plays the story sends it from the desk.
    Desk(&'static str),
}

const TOMAS: Who = (Product::Messenger, "7482910036651204", "Tomás Ribeiro");
const ELENA: Who = (Product::Messenger, "7391820045562315", "Elena Soto");
const INES: Who = (Product::Instagram, "1284456700912233", "Inês Silva");
const MARCO: Who = (Product::Instagram, "1284456700999888", "marco.b");

type Who = (Product, &'static str, &'static str);

/// Returns the week's steps on Messenger and Instagram that end at `now` (Unix milliseconds), oldest first.
///
/// Four people: pictures with words, a voice message, a form, a sticker, a story mention, an edit-free thread, two
/// reactions and two comments. Every answer of the desk falls into an open window. The same `now` gives the same
/// steps.
pub fn clinic_week_elsewhere(now: i64) -> Vec<VisitorStep> {
    use VisitorStepKind::{Comments, Desk, ReactsToLast, Sends};
    let steps = [
        (
            2890,
            TOMAS,
            Sends(social::text("Boa tarde, o meu seguro mudou. Aceitam este?")),
        ),
        (
            2889,
            TOMAS,
            Sends(social::attachments(&["image", "image"], "frente e verso")),
        ),
        (
            2870,
            TOMAS,
            Desk("Boa tarde, Tomás. Sim, aceitamos. Traga o cartão na quinta."),
        ),
        (2866, TOMAS, ReactsToLast("❤")),
        (
            1500,
            ELENA,
            Sends(social::referral("cartel-recepcion", "SHORTLINK")),
        ),
        (
            1499,
            ELENA,
            Sends(social::text("Hola, ¿puedo mandar el formulario por aquí?")),
        ),
        (1480, ELENA, Desk("Hola Elena, claro que sí.")),
        (1470, ELENA, Sends(social::attachments(&["file"], ""))),
        (1468, ELENA, Sends(social::attachments(&["sticker"], ""))),
        (400, MARCO, Comments("How much is a first visit?")),
        (390, TOMAS, Comments("Abrem aos sábados?")),
        (
            310,
            INES,
            Sends(social::attachments(&["story_mention"], "")),
        ),
        (
            305,
            INES,
            Sends(social::text("Obrigada pela visita de ontem! 💛")),
        ),
        (280, INES, Desk("Obrigada nós, Inês!")),
        (275, INES, ReactsToLast("😍")),
        (95, TOMAS, Sends(social::attachments(&["audio"], ""))),
        (
            40,
            INES,
            Sends(social::replying_to_story(
                "18044556677889900",
                social::text("É esta a nova sala?"),
            )),
        ),
    ];
    let steps = steps.map(|(minutes_ago, (product, id, name), kind)| VisitorStep {
        at: now - minutes_ago * 60_000,
        product,
        id,
        name,
        kind,
    });
    steps.into()
}
