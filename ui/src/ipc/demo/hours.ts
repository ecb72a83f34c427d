// What the demo says about the clinic's hours: a Spanish clinic, closed at midday and at the weekend, with its reply on.

import type { Hours } from "../bindings/Hours";
import type { HoursForm } from "../bindings/HoursForm";
import type { HoursView } from "../bindings/HoursView";
import type { Interval } from "../bindings/Interval";
import type { Language } from "../bindings/Language";
import type { ReplyTextView } from "../bindings/ReplyTextView";
import type { Answers, DemoHost } from "./host";

const SUGGESTED: Record<Language, Record<Hours, string>> = {
  en: { closed: "Thank you for your message. The clinic is closed now; we will answer when we open again.", open: "Thank you for your message. We will answer as soon as we can." },
  es: { closed: "Gracias por su mensaje. La clínica está cerrada ahora; le responderemos cuando abramos.", open: "Gracias por su mensaje. Le responderemos en cuanto podamos." },
  pt: { closed: "Obrigado pela sua mensagem. A clínica está fechada agora; responderemos quando abrirmos.", open: "Obrigado pela sua mensagem. Responderemos assim que pudermos." },
  el: { closed: "Ευχαριστούμε για το μήνυμά σας. Η κλινική είναι κλειστή τώρα· θα απαντήσουμε μόλις ανοίξουμε.", open: "Ευχαριστούμε για το μήνυμά σας. Θα απαντήσουμε το συντομότερο δυνατό." },
};

const ALWAYS: Record<Language, Record<Hours, string>> = {
  en: { closed: "Nobody is reading messages at the moment. If anyone is in danger, call {number}. To talk to somebody at any hour: 024.", open: "Messages are not read at every moment. If anyone is in danger, call {number}. To talk to somebody at any hour: 024." },
  es: { closed: "En este momento nadie lee los mensajes. Si alguien corre peligro, llame al {number}. Para hablar con alguien a cualquier hora: 024.", open: "Los mensajes no se leen en todo momento. Si alguien corre peligro, llame al {number}. Para hablar con alguien a cualquier hora: 024." },
  pt: { closed: "Neste momento ninguém lê as mensagens. Se alguém estiver em perigo, ligue para o {number}. Para falar com alguém a qualquer hora: 024.", open: "As mensagens não são lidas a todo o momento. Se alguém estiver em perigo, ligue para o {number}. Para falar com alguém a qualquer hora: 024." },
  el: { closed: "Αυτή τη στιγμή κανείς δεν διαβάζει τα μηνύματα. Αν κάποιος κινδυνεύει, καλέστε το {number}. Για να μιλήσετε με κάποιον όλο το εικοσιτετράωρο: 024.", open: "Τα μηνύματα δεν διαβάζονται κάθε στιγμή. Αν κάποιος κινδυνεύει, καλέστε το {number}. Για να μιλήσετε με κάποιον όλο το εικοσιτετράωρο: 024." },
};

const LANGUAGES: readonly Language[] = ["en", "es", "pt", "el"];

export function hoursAnswers(host: DemoHost): Answers {
  const whole: Interval[] = [
    { opens: 9 * 60, closes: 14 * 60 },
    { opens: 16 * 60, closes: 20 * 60 },
  ];
  let form: HoursForm = {
    zone: "",
    week: [whole, whole, whole, whole, [{ opens: 9 * 60, closes: 15 * 60 }], [], []],
    closedOn: ["2026-12-08", "2026-12-25", "2027-01-01", "2027-01-06"],
    closed: !host.params.has("no-reply"),
    open: false,
    quietHours: 12,
    language: "es",
    number: "",
    texts: [],
  };

  function texts(): ReplyTextView[] {
    return LANGUAGES.flatMap((language) =>
      (["closed", "open"] as const).map((hours) => {
        const suggested = SUGGESTED[language][hours];
        const own = form.texts.find((it) => it.hours === hours && it.language === language)?.text;
        return { hours, language, text: own ?? suggested, suggested, always: ALWAYS[language][hours] };
      }),
    );
  }

  function view(): HoursView {
    const isOpen = !host.params.has("closed");
    return { ...form, usedZone: form.zone || "Europe/Madrid", isOpen, changesAt: Date.now() + 2 * 3_600_000, countryNumber: "112", country: "ES", longestBytes: 1000, texts: texts() };
  }

  return {
    hours_view: view,
    save_hours: ({ form: wanted }) => {
      form = structuredClone(wanted as HoursForm);
      return view();
    },
  };
}
