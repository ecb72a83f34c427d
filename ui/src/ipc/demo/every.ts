// One thread that holds every kind of message, in every state.

import type { MediaView } from "../bindings/MediaView";
import type { Part } from "../bindings/Part";
import { Pen, type More } from "./build";
import { fileOf, pictureOf, voiceOf } from "./media";

const MB = 1024 * 1024;

const plain = (kind: More["kind"] & string, ...parts: Part[]): More => ({ kind, parts });
const withFile = (...media: MediaView[]): More => ({ kind: media[0]?.kind ?? "document", media });

function pictures(pen: Pen): void {
  pen
    .them(300, "Hello, I saw your advertisement", { parts: [{ part: "referral", source: "advertisement", headline: "Sleep better in six weeks", body: "First talk free of charge", url: "https://fb.example/ads/2231" }] })
    .them(298, "Is it this door?", withFile(pictureOf("image", "door", 1200, 800)))
    .them(297, "", withFile(pictureOf("image", "tram", 720, 1280)))
    .us(296, "These are our rooms", "read", withFile(pictureOf("image", "garden", 1000, 1000), pictureOf("image", "door", 1200, 800), pictureOf("image", "diary", 900, 1200)))
    .them(295, "The whole week", withFile(pictureOf("image", "diary", 900, 1200), pictureOf("image", "diary", 900, 1200), pictureOf("image", "garden", 1000, 1000), pictureOf("image", "tram", 720, 1280), pictureOf("image", "door", 1200, 800), pictureOf("image", "cat", 512, 512)))
    .them(294, "", withFile(pictureOf("video", "garden", 320, 240, { durationMs: 3_000, hasThumbnail: false })))
    .them(293, "", withFile(pictureOf("sticker", "cat", 512, 512)))
    .them(292, "", withFile(voiceOf(14_000)))
    .us(291, "", "played", withFile(voiceOf(31_500)))
    .them(290, "", withFile({ ...voiceOf(7_000), kind: "audio", mime: "audio/mpeg", name: "lullaby.mp3" }));
}

function documents(pen: Pen): void {
  const file = (name: string, bytes: number, more: Partial<MediaView> = {}) => withFile(fileOf("document", { name, bytes, mime: "application/pdf", ...more }));
  const away = (state: MediaView["state"], more: Partial<MediaView>) => withFile(fileOf("image", { state, bytes: 2.4 * MB, ...more }));
  pen
    .them(289, "Here is my diary", file("sleep-diary-november.pdf", 1.4 * MB))
    .us(288, "", "delivered", file("fees-2026.xlsx", 48_000, { mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }))
    .them(287, "", file("holiday-photos.zip", 18 * MB, { isShown: false, mayOpen: false, mime: "application/zip" }))
    .them(286, "", file("invoice.pdf", 90_000, { isDisguised: true, isShown: false, mayOpen: false, mime: "application/x-msdownload" }))
    .them(285, "", away("waiting", { mayFetchAgain: true }))
    .them(284, "", away("fetching", { receivedBytes: 0.9 * MB }))
    .them(283, "", withFile(fileOf("video", { state: "too_big", bytes: 140 * MB })))
    .them(282, "", away("foreign_host", { bytes: null }))
    .them(281, "", away("damaged", { mayFetchAgain: true }))
    .them(280, "", withFile(fileOf("document", { state: "gone", name: "letter-from-dr-a-very-long-name-that-goes-on.docx", bytes: 60_000 })))
    .them(279, "", withFile(fileOf("voice", { state: "failed", durationMs: 9_000, mayFetchAgain: true })));
}

function parts(pen: Pen): void {
  const card = { name: "Teresa P.", phones: ["+351 600 000 077"], emails: ["teresa@clinic.example"], organisation: "Sister", isRequested: false };
  pen
    .them(278, "", plain("location", { part: "place", latitudeE7: 387_167_000, longitudeE7: -91_399_000, name: "Café Alameda", address: "Rua das Flores 12, Lisboa" }))
    .us(277, "", "read", plain("location", { part: "place", latitudeE7: 387_170_000, longitudeE7: -91_402_000, name: null, address: null }))
    .them(276, "", plain("contacts", { part: "cards", cards: [card, { ...card, name: "Dr. Amaral", phones: [], organisation: "Hospital Central" }] }))
    .them(275, "", plain("contacts", { part: "cards", cards: [{ ...card, name: "Inês C.", emails: [], organisation: null, isRequested: true }] }))
    .us(274, "Which day suits you?", "read", plain("options", { part: "options", header: "Next appointment", footer: "Clínica Alameda", opener: null, choices: ["Thursday 9:30", "Friday 11:00", "Another day"].map((title) => ({ title, description: null, url: null })) }))
    .them(273, "Thursday 9:30", plain("choice", { part: "choice", description: null }))
    .us(272, "What is it about?", "read", plain("options", { part: "options", header: null, footer: null, opener: "Choose", choices: [{ title: "Sleep", description: "Falling asleep, waking up", url: null }, { title: "Medication", description: "Questions between visits", url: null }, { title: "Something else", description: null, url: null }] }))
    .them(271, "Medication", plain("choice", { part: "choice", description: "Questions between visits" }))
    .them(270, "", plain("form", { part: "form", answers: [{ label: "How did you sleep last week?", value: "Five hours, most nights" }, { label: "Do you take anything?", value: "No" }, { label: "Anything else?", value: "" }] }))
    .them(269, "Could you send it by post?", plain("order", { part: "order", items: [{ product: "Sleep diary, printed", quantity: "2", price: "4.50 EUR" }, { product: "Weighted blanket", quantity: "1", price: "89.00 EUR" }] }))
    .us(268, "Lembrete: quinta-feira às 9:00 com a Dra. Vidal.", "read", plain("template", { part: "template", name: "appointment_reminder", language: "pt_PT", header: "Clínica Alameda", footer: "Responda se não puder vir", buttons: ["Confirmo", "Mudar a hora"], cards: [] }))
    .us(267, "Our groups this autumn", "read", { cardMedia: [pictureOf("image", "diary", 900, 1200), pictureOf("image", "garden", 1000, 1000), pictureOf("image", "door", 1200, 800)], ...plain("template", { part: "template", name: "groups", language: "en", header: null, footer: null, buttons: [], cards: [{ body: "Sleep group, Tuesdays at 18:00", buttons: ["I want to come"] }, { body: "Calm mornings, Saturdays at 10:00", buttons: ["I want to come"] }, { body: "Parents, first Monday of the month at 17:30", buttons: ["Tell me more"] }] }) });
}

function shared(pen: Pen): void {
  const share = (what: Extract<Part, { part: "shared" }>["what"], title: string | null, url: string | null): Part => ({ part: "shared", what, title, url });
  pen
    .them(266, "", plain("shared", share("post", "Five things about sleep", "https://instagram.example/p/991/")))
    .them(265, "Is this you?", plain("shared", share("reel", null, "https://instagram.example/reel/77a/")))
    .them(264, "", plain("shared", share("link", "Sleep study looks for volunteers", "https://news.example/health/2026/11/sleep-study-looks-for-volunteers-in-lisbon")))
    .them(263, "How much is it?", plain("text", share("product", "Sleep diary", null)))
    .them(262, "So beautiful!", plain("text", share("story_reply", null, "https://instagram.example/stories/alameda/312")))
    .them(261, "", plain("shared", share("story_mention", null, null)))
    .them(260, "", plain("shared", share("heart", null, null)))
    .them(259, "", plain("shared", share("appointment", "Saturday 10:00", null)))
    .them(258, "What does a first visit cost?", plain("comment", { part: "comment", commentId: "1", postId: "9", isMention: false, isAnswered: true, author: null }))
    .them(258, "", plain("comment", { part: "comment", commentId: "3", postId: "8", isMention: true, isAnswered: false, author: null }))
    .them(257, "They helped me a lot!", plain("comment", { part: "comment", commentId: "2", postId: null, isMention: true, isAnswered: false, author: "sleepy.marta" }));
}

function marks(pen: Pen): void {
  pen
    .them(256, "Please forward this to the therapist", { isForwarded: true })
    .them(255, "I will come by car", { isDeleted: true })
    .them(254, "I will come by train after all", { isEdited: true })
    .them(253, "", plain("unsupported", { part: "unsupported", label: "view_once", hint: "read_on_phone" }))
    .them(252, "", plain("unsupported", { part: "unsupported", label: "poll_creation", hint: "ask_again" }))
    .them(251, "", plain("unsupported", { part: "unsupported", label: "event", hint: "kept" }))
    .them(250, "Ndashaka guhindura gahunda yanjye yo kuwa kabiri", { isForeign: true })
    .kind(250, "unreadable", null)
    .them(249, "", plain("system", { part: "system", line: "number_changed" }))
    .them(248, "", plain("system", { part: "system", line: "handled_elsewhere" }))
    .us(247, "We open at nine tomorrow.", "read", { origin: "elsewhere", sentBy: null })
    .us(241, "Good evening, how was the first week?", "read", { origin: "history", sentBy: null })
    .them(240, "Better than I thought", { origin: "history" })
    .us(230, "Thank you, we answer between 9 and 18.", "delivered", { origin: "automatic", sentBy: null, automatic: { hours: "closed", knownLevel: null } })
    .us(226, "Obrigada, recebi tudo.", "played")
    .them(225, "Thank you so much", { reactions: [{ emoji: "👍", direction: "outbound" }] });
}

/** Returns every kind of message, oldest first. */
export function everyKind(now: number): Pen {
  const pen = new Pen(now);
  pictures(pen);
  documents(pen);
  parts(pen);
  shared(pen);
  marks(pen);
  const quoted = pen.messages.find((it) => it.kind === "image");
  if (quoted) pen.us(220, "Yes, it is the blue one.", "read", { reactions: [{ emoji: "❤️", direction: "inbound" }], replyTo: { id: quoted.id, direction: "inbound", kind: "image", text: quoted.text } });
  const voice = pen.messages.find((it) => it.kind === "voice");
  if (voice) pen.us(219, "I have listened to it.", "read", { replyTo: { id: voice.id, direction: "inbound", kind: "voice", text: "" } });
  return pen;
}
