// The register of processing in words: one document for the screen and for the page that is saved.

import type { RegisterDocument } from "../ipc/bindings/RegisterDocument";
import type { RegisterView } from "../ipc/bindings/RegisterView";
import type { Words } from "../text/words.svelte";

/** Returns the register in the window's language. */
export function registerDocument(view: RegisterView, words: Words): RegisterDocument {
  const say = words.say.processing;
  const { months } = words.say.keeping;
  const side = { leads: say.leads, clinical: say.patients };
  const sides = ["clinical", "leads"] as const;
  const row = (name: string, says: string) => ({ name, says });
  const channels = view.channels.map((it) => {
    const off = it.isOn ? "" : ` ${say.off}`;
    return row([words.say.channels[it.kind], it.name].filter(Boolean).join(" · "), say.newTo[it.side] + off);
  });
  const staff = view.staff.map((it) => {
    const who = it.names.length > 0 ? new Intl.ListFormat(words.language).format(it.names) : say.nobody;
    return row(words.say.lock.roles[it.role], `${it.readsClinical ? say.readsAll : say.readsLeads}\n${who}`);
  });
  const recipients = [row(say.meta, say.metaText), ...(view.relay ? [row(say.relay, say.relayText(view.relay))] : []), row(say.ai, say.aiText)];
  return {
    language: words.language,
    title: say.title,
    about: `${say.about} ${say.date(words.date(new Date(view.at).toISOString().slice(0, 10)))}`,
    sections: [
      { heading: say.controller, rows: [row(say.clinic, view.clinic), row(say.country, words.countryName(view.country))] },
      { heading: say.purposes, rows: sides.map((it) => row(side[it], say.purposeOf[it])) },
      { heading: say.whose, rows: sides.map((it) => row(side[it], say.dataOf[it])) },
      { heading: say.channels, rows: channels.length > 0 ? channels : [row(say.channels, say.none)] },
      { heading: say.retention, rows: [...view.kept].reverse().map((it) => row(side[it.side], it.months === null ? say.forEver : say.kept(months(it.months)))) },
      { heading: say.access, rows: staff },
      { heading: say.recipients, rows: recipients },
      { heading: say.security, rows: [row(say.encryption, say.encryptionText), row(say.lock, say.lockText(view.autoLockMinutes)), row(say.audit, say.auditText)] },
    ],
  };
}
