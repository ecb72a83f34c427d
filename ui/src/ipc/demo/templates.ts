// The demo's approved templates.

import type { TemplateView } from "../bindings/TemplateView";

const plain = { headerMedia: null, wantsPlace: false, cards: [], stoppedSince: null };

export const templates: TemplateView[] = [
  {
    name: "appointment_offered",
    language: "el",
    category: "utility",
    ...plain,
    header: null,
    body: "Γεια σας {{1}}, κρατάμε για εσάς την ώρα {{2}}. Θέλετε να την επιβεβαιώσουμε;",
    footer: null,
    buttons: ["Ναι, επιβεβαιώνω"],
    variables: [
      { key: "1", example: "Ελένη" },
      { key: "2", example: "Πέμπτη, 17:00" },
    ],
  },
  {
    name: "appointment_reminder",
    language: "es",
    category: "utility",
    ...plain,
    header: "Clínica Alameda",
    body: "Hola {{name}}, te recordamos tu cita del {{day}} a las {{time}}.",
    footer: "Responde a este mensaje si no puedes venir",
    buttons: [],
    variables: [
      { key: "name", example: "Lucía" },
      { key: "day", example: "jueves" },
      { key: "time", example: "9:30" },
    ],
  },
  { name: "shall_we_keep_in_touch", language: "pt_PT", category: "marketing", ...plain, header: null, body: "Olá! Quer continuar a receber notícias nossas?", footer: null, buttons: ["Sim", "Não"], variables: [] },
  { name: "form_before_a_visit", language: "en", category: "utility", ...plain, header: null, body: "Hello {{1}}, please fill in this short form before your visit.", footer: null, buttons: [], variables: [{ key: "1", example: "John" }] },
  { name: "autumn_workshop", language: "es", category: "marketing", ...plain, header: null, headerMedia: "image", body: "Hola {{1}}, en octubre empieza el grupo de relajación.", footer: null, buttons: ["Ver fechas", "Copiar código"], variables: [{ key: "1", example: "Lucía" }, { key: "button1.code", example: "OTONO10" }] },
  { name: "find_us", language: "en", category: "utility", ...plain, header: null, wantsPlace: true, body: "Hello {{1}}, this is where you find us. Ring at the second door.", footer: null, buttons: [], variables: [{ key: "1", example: "John" }] },
  {
    name: "our_groups",
    language: "es",
    category: "marketing",
    ...plain,
    header: null,
    body: "Hola {{1}}, estos son los grupos de este trimestre:",
    footer: null,
    buttons: [],
    variables: [
      { key: "1", example: "Lucía" },
      { key: "card0.1", example: "los martes" },
      { key: "card0.button1.1", example: null },
      { key: "card1.1", example: "los jueves" },
      { key: "card1.button1.1", example: null },
    ],
    cards: [
      { media: "image", body: "Relajación, {{1}} a las 18:00.", buttons: ["Me interesa", "Ver más"] },
      { media: "image", body: "Duelo, {{1}} a las 19:30.", buttons: ["Me interesa", "Ver más"] },
    ],
  },
];
