// The demo's clinic: an invented week with every kind of message, every tick and every state of the window.

import type { ChannelKind } from "../bindings/ChannelKind";
import type { Side } from "../bindings/Side";
import { channelIds, reception } from "./channels";
import { DAY, flag, newId, Pen, type DemoConversation, type More } from "./build";
import { everyKind } from "./every";
import { pictureOf, voiceOf } from "./media";
import { shareOut, untouched } from "./work";

export function conversation(side: Side, name: string, initials: string, channel: ChannelKind, shown: string, pen: Pen, more: Partial<DemoConversation> = {}): DemoConversation {
  return {
    id: newId(),
    side,
    name,
    initials,
    channel,
    channelId: channelIds[channel],
    shown,
    since: pen.now - 400 * DAY,
    messages: pen.messages,
    alerts: [],
    unread: 0,
    draft: "",
    work: untouched(),
    handledSince: null,
    isChannelOff: false,
    ...more,
  };
}

function maria(now: number): DemoConversation {
  const pen = new Pen(now)
    .them(1500, "Buenas tardes, ¿sigue en pie lo del jueves?")
    .us(1490, "Sí, el jueves a las 10. Te esperamos.", "read", { sentBy: "Dr. Vidal" })
    .us(96, "Hola Maria, ¿cómo has pasado la noche?", "read", { sentBy: "Dr. Vidal" })
    .them(30, "Mal. No he dormido otra vez.")
    .them(29, "Tengo todas las pastillas aquí en la mesa")
    .them(14, "No quiero seguir, de verdad. Perdona que te moleste.");
  const it = conversation("clinical", "Maria K.", "MK", "whatsapp", "+34 ··· ··· 518", pen, { unread: 1 });
  it.alerts = [flag(pen, it.id, "urgent", "suicide", ["no quiero seguir", "todas las pastillas"])];
  return it;
}

function joao(now: number): DemoConversation {
  const pen = new Pen(now).them(2900, "Good morning, is Thursday still at nine?");
  for (let i = 0; i < 70; i++) {
    const ago = 12_000 - i * 120;
    pen.messages.splice(i * 2, 0, ...new Pen(now).them(ago, `Question ${i + 1} about the sleep diary`).us(ago - 9, `Answer ${i + 1}: write down only what you remember.`).messages);
  }
  pen
    .us(1230, "Reminder: you see Dr. Vidal on Thursday at 9:00.", "read", { sentBy: "Recado" })
    .them(180, "", { kind: "voice", media: [voiceOf(14_000)] })
    .us(174, "Good to hear! 9:30 is free. Shall I move it?", "read", { reactions: [{ emoji: "👍", direction: "inbound" }] })
    .them(20, "Is it this door?", { kind: "image", media: [pictureOf("image", "door", 1200, 800)] })
    .them(19, "And can I bring my sister to the first part?")
    .us(12, "Yes, that is the door. Ring the second bell.", "read")
    .us(12, "And yes, your sister is welcome for the first ten minutes.", "read")
    .us(10, "I moved Thursday to 9:30 for you.", "delivered")
    .us(9, "Here is the map for the tram.", "sent")
    .us(8, "Tram 15, stop “Alameda”, then left.", "failed", { failure: { code: 131056, advice: "slowed_down", action: "try_again" } })
    .us(7, "Would you also fill in the short form before Thursday?", "unknown")
    .us(2, "See you on Thursday!", "queued");
  const quoted = pen.messages.find((it) => it.kind === "voice");
  const answer = pen.messages.find((it) => it.text.startsWith("Good to hear"));
  if (quoted && answer) answer.replyTo = { id: quoted.id, direction: "inbound", kind: "voice", text: "" };
  pen.messages.sort((a, b) => a.at - b.at || a.id - b.id);
  pen.messages.forEach((it, i) => (it.id = 100_000 + i));
  if (quoted && answer?.replyTo) answer.replyTo.id = quoted.id;
  return conversation("clinical", "João P.", "JP", "whatsapp", "+351 ··· ··· 412", pen);
}

function eleni(now: number): DemoConversation {
  const pen = new Pen(now)
    .us(1530, "Καλημέρα Ελένη, έχουμε ελεύθερη ώρα την Πέμπτη στις 17:00.")
    .them(1500, "Ευχαριστώ πολύ, θα το σκεφτώ");
  return conversation("clinical", "Eleni D.", "ΕΔ", "whatsapp", "+30 ··· ··· 7261", pen, { draft: "Ελένη, σας κρατάμε την ώρα μέχρι αύριο." });
}

function dimitra(now: number): DemoConversation {
  const pen = new Pen(now).them(116, "Δεν αντέχω άλλο αυτόν τον θόρυβο").them(112, "Μπορώ να αλλάξω το ραντεβού;");
  const it = conversation("clinical", "Dimitra A.", "ΔΑ", "whatsapp", "+30 ··· ··· 4410", pen, { unread: 2 });
  it.alerts = [flag(pen, it.id, "review", "suicide", ["Δεν αντέχω άλλο"])];
  return it;
}

function lucia(now: number): DemoConversation {
  const pen = new Pen(now).them(150, "He dejado de tomarlas desde el lunes, me mareaban").us(140, "Gracias por decirlo, la Dra. Vidal te llama hoy.", "delivered");
  const it = conversation("clinical", "Lucía F.", "LF", "whatsapp", "+34 ··· ··· 077", pen);
  it.alerts = [{ ...flag(pen, it.id, "today", "medical", ["He dejado de tomarlas"]), state: "acknowledged", acknowledgedBy: "Dr. Vidal", acknowledgedAt: now - 138 * 60_000 }];
  return it;
}

const FIRST = ["Rosa", "Nikos", "Beatriz", "Andrea", "Miguel", "Sofia", "Pedro", "Irini", "Clara", "Tiago", "Marta", "Yannis", "Paula", "Hugo", "Vera", "Kostas"];
const LINES = ["Gracias, mañana llamo a la consulta", "See you on Thursday at nine", "Já enviei o formulário", "Ευχαριστώ, τα λέμε την Τρίτη", "Can we move it to the afternoon?", "Perfeito, até quinta então"];

function others(now: number, count: number): DemoConversation[] {
  return Array.from({ length: count }, (_, i) => {
    const first = FIRST[i % FIRST.length] ?? "Ana";
    const last = String.fromCharCode(65 + ((i * 7) % 26));
    const line = LINES[i % LINES.length] ?? "";
    const ago = 1700 + i * 47;
    const pen = i % 3 === 0 ? new Pen(now).them(ago + 30, line).us(ago, "Até lá!", i % 2 ? "read" : "delivered") : new Pen(now).them(ago, line);
    return conversation("clinical", `${first} ${last}.`, `${first.charAt(0)}${last}`, "whatsapp", `+34 ··· ··· ${100 + i}`, pen);
  });
}

function leads(now: number): DemoConversation[] {
  const one = (name: string, initials: string, shown: string, pen: Pen, unread: number) =>
    conversation("leads", name, initials, "whatsapp", shown, pen, { unread, since: now - 3 * DAY });
  return [
    one("Carla S.", "CS", "+34 ··· ··· 901", new Pen(now).them(1275, "Hola, os escribo por terapia de pareja").us(1270, "Hola Carla, claro. ¿Qué días te vienen bien?").them(1262, "¿Cuánto cuesta la primera sesión?"), 1),
    one("Rui T.", "RT", "+351 ··· ··· 733", new Pen(now).them(36, "Boa tarde").them(35, "Têm horário ao fim da tarde? Preciso para esta semana"), 2),
    one("+44 ··· ··· 120", "?", "+44 ··· ··· 120", new Pen(now).them(66, "Hello, do you see couples?"), 1),
    one("Sofia G.", "SG", "+34 ··· ··· 611", new Pen(now).us(130, "Here is the link to our fees.").them(104, "Thank you, I will look at the link"), 0),
    one("Yannis M.", "ΓΜ", "+30 ··· ··· 3391", new Pen(now).them(1389, "Δέχεστε ασφάλεια;"), 0),
  ];
}

/** Conversations in each state of what may be sent. */
function windows(now: number): DemoConversation[] {
  const talk = (name: string, initials: string, channel: ChannelKind, pen: Pen, more: Partial<DemoConversation> = {}) => conversation("leads", name, initials, channel, name, pen, { since: now - 9 * DAY, ...more });
  const comment = (isAnswered: boolean): More => ({ kind: "comment", parts: [{ part: "comment", commentId: "178", postId: "991", isMention: false, isAnswered, author: null }] });
  return [
    talk("Noor H.", "NH", "messenger", new Pen(now).them(48, "Hi, I saw your post about sleep. Do you work online too?", { parts: [{ part: "referral", source: "advertisement", headline: "Sleep better in six weeks", body: "First talk free of charge", url: "https://fb.example/ads/2231" }] }).us(40, "Yes, we do. Shall I send you the times?", "read")),
    talk("Lena B.", "LB", "messenger", new Pen(now).them(2 * 1440 + 30, "Do you have something on Saturdays?"), { draft: "Hello Lena, on Saturdays from 10:00." }),
    talk("Otto W.", "OW", "messenger", new Pen(now).them(95, "Is this the clinic near the station?").us(90, "Hello! I am the Page’s assistant. How can I help?", "delivered", { origin: "elsewhere", sentBy: null }), { handledSince: now - 90 * 60_000, draft: "Hello Otto, yes" }),
    talk("@mila.reads", "MR", "instagram", new Pen(now).them(26, "Is this open on Sundays?", { parts: [{ part: "shared", what: "story_reply", url: "https://instagram.example/stories/alameda/312", title: null }] }).them(25, "", { kind: "shared", parts: [{ part: "shared", what: "heart", url: null, title: null }] }), { unread: 2 }),
    talk("@tiago.mv", "TM", "instagram", new Pen(now).them(5 * 1440, "How much is a first session?")),
    talk("@carmen.art", "CA", "instagram", new Pen(now).them(300, "What does the first visit cost? 🙏", comment(false))),
    talk("@old.friend", "OF", "instagram", new Pen(now).them(11 * 1440, "Thanks, I will think about it"), { draft: "Hello again" }),
    talk("Vera L.", "VL", "messenger", new Pen(now).them(1500, "Good evening, are you there?"), { isChannelOff: true }),
    talk("Nadia K.", "NK", "messenger", new Pen(now).them(52, "Hi! Could you see me today? It would be my first visit"), { unread: 1 }),
  ];
}

/** Returns every conversation of the demo, with `extra` more patients for trying out long lists. */
export function people(now: number, extra: number): DemoConversation[] {
  const tomas = conversation("clinical", "Tomás R.", "TR", "whatsapp", "+34 ··· ··· 266", new Pen(now).them(1398, "", { kind: "voice", media: [voiceOf(14_000)] }), { unread: 1 });
  const marta = conversation("clinical", "Marta V.", "MV", "whatsapp", "+34 ··· ··· 640", new Pen(now).them(1262, "¿Puedo pagar con tarjeta?"), { channelId: reception });
  const all = [maria(now), joao(now), eleni(now), tomas, conversation("clinical", "Inês C.", "IC", "whatsapp", "+351 ··· ··· 208", everyKind(now)), dimitra(now), lucia(now), marta, ...others(now, 12 + extra), ...leads(now), ...windows(now)];
  return shareOut(all, now);
}
