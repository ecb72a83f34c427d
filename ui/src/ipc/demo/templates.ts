// The demo's approved templates.

import type { TemplateView } from "../bindings/TemplateView";

export const templates: TemplateView[] = [
  {
    name: "appointment_offered",
    language: "el",
    category: "utility",
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
  { name: "shall_we_keep_in_touch", language: "pt_PT", category: "marketing", header: null, body: "Olá! Quer continuar a receber notícias nossas?", footer: null, buttons: ["Sim", "Não"], variables: [] },
  { name: "form_before_a_visit", language: "en", category: "utility", header: null, body: "Hello {{1}}, please fill in this short form before your visit.", footer: null, buttons: [], variables: [{ key: "1", example: "John" }] },
];
