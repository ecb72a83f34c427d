// The demo's templates as a place: every status and quality, with their words.

import type { TemplateDraft } from "../bindings/TemplateDraft";
import type { TemplateRowView } from "../bindings/TemplateRowView";
import { channelIds } from "./channels";

let lastId = 0;

/** Returns a row from its draft and what is not as usual about it. */
export function rowOf(draft: Partial<TemplateDraft> & Pick<TemplateDraft, "name" | "language" | "body">, more: Partial<TemplateRowView> = {}): TemplateRowView {
  const whole: TemplateDraft = { category: "utility", header: { header: "none" }, footer: "", examples: {}, buttons: [], cards: [], ...draft };
  const status = more.status ?? "approved";
  return {
    channel: channelIds.whatsapp,
    id: `9021${String(++lastId).padStart(11, "0")}`,
    name: whole.name,
    language: whole.language,
    category: whole.category,
    status,
    quality: "unknown",
    reason: null,
    draft: whole,
    isSendable: status === "approved",
    mayEdit: status === "approved" || status === "rejected" || status === "paused",
    unknownParts: [],
    ...more,
  };
}

const card = (body: string, label: string) => ({ header: { header: "image" as const, example: null }, body, buttons: [{ button: "quick_reply" as const, label }, { button: "url" as const, label: "Ver más", url: "https://alameda.example/{{1}}" }] });

export function rows(): TemplateRowView[] {
  const reminder = { name: "appointment_reminder", header: { header: "text", text: "Clínica Alameda" } } as const;
  return [
    rowOf({ name: "appointment_offered", language: "el", body: "Γεια σας {{1}}, κρατάμε για εσάς την ώρα {{2}}. Θέλετε να την επιβεβαιώσουμε;", examples: { "1": "Ελένη", "2": "Πέμπτη, 17:00" }, buttons: [{ button: "quick_reply", label: "Ναι, επιβεβαιώνω" }] }, { quality: "high" }),
    rowOf({ ...reminder, language: "es", body: "Hola {{name}}, te recordamos tu cita del {{day}} a las {{time}}.", footer: "Responde a este mensaje si no puedes venir", examples: { name: "Lucía", day: "jueves", time: "9:30" }, buttons: [{ button: "quick_reply", label: "Confirmo" }, { button: "quick_reply", label: "Necesito otro día" }, { button: "phone", label: "Llamar", number: "+34600000640" }] }, { quality: "high" }),
    rowOf({ ...reminder, language: "pt_PT", body: "Olá {{name}}, lembramos a sua consulta de {{day}} às {{time}}.", examples: { name: "Inês", day: "quinta-feira", time: "9:30" } }, { quality: "medium" }),
    rowOf({ ...reminder, language: "el", body: "Γεια σας {{name}}, σας θυμίζουμε το ραντεβού σας {{day}} στις {{time}}. Τα λέμε!", examples: { name: "Ελένη", day: "Πέμπτη", time: "9:30" } }, { status: "pending" }),
    rowOf({ name: "autumn_workshop", language: "es", category: "marketing", header: { header: "image", example: null }, body: "Hola {{1}}, en octubre empieza el grupo de relajación. Quedan plazas.", examples: { "1": "Lucía" }, buttons: [{ button: "url", label: "Ver fechas", url: "https://alameda.example/grupos" }, { button: "copy_code", example: "OTONO10" }] }, { status: "paused", quality: "low", reason: "Paused for 3 hours: recent messages sent with this template were reported or blocked by the people who received them." }),
    rowOf({ name: "consent_form", language: "en", header: { header: "document", example: null }, body: "Hello {{1}}, here is the consent form for your first visit. Please read it before you come.", examples: { "1": "John" } }, { quality: "unknown" }),
    rowOf({ name: "find_us", language: "en", header: { header: "location" }, body: "Hello {{1}}, this is where you find us. Ring at the second door.", examples: { "1": "John" }, buttons: [{ button: "url", label: "How to come", url: "https://alameda.example/{{1}}" }] }),
    rowOf({ name: "first_steps_film", language: "en", header: { header: "video", example: null }, body: "Hello {{1}}, this short film shows what a first session is like.", examples: { "1": "John" } }, { status: "in_appeal", reason: "TAG_CONTENT_MISMATCH" }),
    rowOf({ name: "form_before_a_visit", language: "en", body: "Hello {{1}}, please fill in this short form before your visit.", examples: { "1": "John" }, buttons: [{ button: "other", label: "Open the form", kind: "FLOW" }] }, { isSendable: false, unknownParts: ["FLOW"], mayEdit: false }),
    rowOf({ name: "our_groups", language: "es", category: "marketing", body: "Hola {{1}}, estos son los grupos de este trimestre:", examples: { "1": "Lucía", "card0.1": "los martes", "card1.1": "los jueves", "card2.1": "los sábados" }, cards: [card("Relajación, {{1}} a las 18:00.", "Me interesa"), card("Duelo, {{1}} a las 19:30, en grupo pequeño.", "Me interesa"), card("Familias, {{1}} por la mañana.", "Me interesa")] }, { quality: "medium" }),
    rowOf({ name: "payment_notice", language: "pt_PT", body: "Temos novidades para si {{1}}, veja: {{2}} agora.", examples: { "1": "Inês", "2": "oferta" } }, { status: "rejected", reason: "INVALID_FORMAT: Variables are too close to each other, and the text does not say what the message is about." }),
    rowOf({ name: "shall_we_keep_in_touch", language: "pt_PT", category: "marketing", body: "Olá! Quer continuar a receber notícias nossas?", buttons: [{ button: "quick_reply", label: "Sim" }, { button: "quick_reply", label: "Não" }] }, { status: "disabled", quality: "low", reason: "Disabled after it was paused twice." }),
    rowOf({ name: "summer_hours", language: "es", body: "En agosto abrimos de 9:00 a 14:00. Un saludo del equipo." }, { status: "deleted", mayEdit: false }),
    rowOf({ name: "winter_greeting", language: "en", category: "marketing", body: "A calm winter from all of us at Alameda." }, { status: "unavailable", reason: "ARCHIVED", mayEdit: false }),
  ];
}
