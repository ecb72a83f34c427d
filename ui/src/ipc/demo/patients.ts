// The demo's patients: those with a conversation, and some from a file who never wrote. All invented.

import type { PatientRowView } from "../bindings/PatientRowView";
import type { PatientsQuery } from "../bindings/PatientsQuery";
import type { PatientsView } from "../bindings/PatientsView";
import type { PatientView } from "../bindings/PatientView";
import { DAY, newId, Pen } from "./build";
import { channelIds, reception } from "./channels";
import { refuse, type Answers, type DemoHost } from "./host";
import { conversation } from "./people";

const NAMES = ["Álvaro Dias", "Beatriz Nogueira", "Chloé Marín", "Duarte Fonseca", "Elvira Sanz", "Foteini Alexiou", "Gaspar Ruiz", "Ioanna Petridi", "Jaime Ortega", "Leonor Viana", "Mercè Pujol", "Olympia Karra", "Rafael Duarte", "Zulmira Antunes"];

/** A patient of the register who never wrote. */
interface Silent extends PatientRowView {
  shown: string;
  language: string | null;
}

function plain(text: string): string {
  return text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

function register(count: number): Silent[] {
  return Array.from({ length: count }, (_, i) => {
    const base = NAMES[i % NAMES.length] ?? "Ana Luz";
    const name = i < NAMES.length ? base : `${base} ${i}`;
    const day = `19${50 + (i % 49)}-0${1 + (i % 9)}-1${i % 9}`;
    const initials = name.split(" ").slice(0, 2).map((word) => word.charAt(0)).join("");
    return { identity: newId(), name, initials, number: String(2217 + i), bornOn: i % 5 === 4 ? null : day, conversation: null, lastAt: null, shown: `+351 ··· ··· ${String(100 + (i % 900))}`, language: i % 3 === 0 ? "pt" : null };
  });
}

export function patientsAnswers(host: DemoHost): Answers {
  const silent = host.params.has("empty") ? [] : register(Number(host.params.get("imported") ?? NAMES.length));
  const mayRead = () => void (host.who.role === "assistant" && refuse("not_allowed"));
  const all = (): PatientRowView[] => {
    const talks = host.conversations.filter((it) => it.side === "clinical").map((it): PatientRowView => ({ identity: it.id, name: it.name, initials: it.initials, number: null, bornOn: null, conversation: it.id, lastAt: it.messages.at(-1)?.at ?? null }));
    const begun = new Set(host.conversations.filter((it) => it.messages.length > 0).map((it) => it.name));
    return [...talks.filter((it) => it.lastAt !== null), ...silent.filter((it) => !begun.has(it.name))].sort((a, b) => plain(a.name).localeCompare(plain(b.name)));
  };
  const find = (identity: unknown): Silent => silent.find((it) => it.identity === identity) ?? refuse("not_found");
  return {
    list_patients: ({ query, limit }): PatientsView => {
      mayRead();
      const asked = query as PatientsQuery;
      const wanted = plain(asked.text.trim());
      const found = all().filter((it) => (!asked.onlySilent || it.lastAt === null) && (plain(it.name).includes(wanted) || (it.number ?? "").startsWith(wanted)));
      return { rows: found.slice(0, limit as number), total: found.length };
    },
    patient: ({ identity }): PatientView => {
      mayRead();
      const it = find(identity);
      const templates = host.params.has("no-templates") ? 0 : 3;
      const channels = [{ channel: channelIds.whatsapp, name: "Clínica Alameda", shown: "+34 910 000 120", templates }, { channel: reception, name: "Alameda recepción", shown: "+34 910 000 121", templates: 2 }];
      return { identity: it.identity, name: it.name, initials: it.initials, since: Date.now() - 40 * DAY, number: it.number, bornOn: it.bornOn, language: it.language, addresses: [{ channel: "whatsapp", shown: it.shown }], channels: host.params.has("no-channels") ? [] : channels };
    },
    write_to_patient: ({ identity, channel }) => {
      mayRead();
      const it = find(identity);
      const known = host.conversations.find((talk) => talk.name === it.name);
      const talk = known ?? conversation("clinical", it.name, it.initials, "whatsapp", it.shown, new Pen(Date.now()), { channelId: channel as string });
      if (!known) host.conversations = [...host.conversations, talk];
      host.changed(talk);
      return { side: "clinical", conversation: talk.id };
    },
  };
}
