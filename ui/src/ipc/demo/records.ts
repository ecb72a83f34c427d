// What the demo says about people: cards, labels, notes, consents, the lead board. Everything is invented.

import type { BoardCardView } from "../bindings/BoardCardView";
import type { BoardView } from "../bindings/BoardView";
import type { ConsentEntryView } from "../bindings/ConsentEntryView";
import type { ConsentForm } from "../bindings/ConsentForm";
import type { ConsentPurpose } from "../bindings/ConsentPurpose";
import type { LabelForm } from "../bindings/LabelForm";
import type { LabelView } from "../bindings/LabelView";
import type { LeadStatus } from "../bindings/LeadStatus";
import type { LeadView } from "../bindings/LeadView";
import type { ListQuery } from "../bindings/ListQuery";
import type { LostReason } from "../bindings/LostReason";
import type { NoteView } from "../bindings/NoteView";
import type { PersonView } from "../bindings/PersonView";
import type { RecordForm } from "../bindings/RecordForm";
import type { Side } from "../bindings/Side";
import { DAY, HOUR, newId, type DemoConversation } from "./build";
import { find } from "./find";
import { refuse, type Answers, type DemoHost } from "./host";
import { ana } from "./stages";
import { listOf, rowOf } from "./views";

const STATUSES: readonly LeadStatus[] = ["new", "contacted", "qualified", "converted", "lost"];
const PURPOSES: readonly ConsentPurpose[] = ["messages", "marketing", "photographs", "ai_summary", "ai_cloud", "sharing"];

/** What the demo keeps about one person. */
interface Kept {
  told: string;
  record: RecordForm;
  labels: string[];
  notes: NoteView[];
  consents: Record<string, ConsentEntryView[]>;
  chosen: { status: LeadStatus; lost: LostReason | null; at: number } | null;
}

function note(text: string, author: string, at: number, conversation: string, isPinned = false): NoteView {
  return { id: newId(), conversation, text, author, at, editedAt: null, isPinned, mayChange: true };
}

class Records {
  labels: Record<Side, LabelView[]> = {
    clinical: [
      { id: newId(), name: "Prefers text", colour: "blue" },
      { id: newId(), name: "PT · EN", colour: "grey" },
      { id: newId(), name: "Sleep group", colour: "teal" },
    ],
    leads: [
      { id: newId(), name: "Asks price", colour: "orange" },
      { id: newId(), name: "Evenings", colour: "purple" },
      { id: newId(), name: "Wants this week", colour: "pink" },
    ],
  };
  #kept = new Map<string, Kept>();
  readonly #host: DemoHost;

  constructor(host: DemoHost) {
    this.#host = host;
    this.#fill();
  }

  of(it: DemoConversation): Kept {
    const known = this.#kept.get(it.id);
    if (known) return known;
    const fresh: Kept = { told: it.name, record: { givenName: "", bornOn: "", number: "", language: "" }, labels: [], notes: [], consents: {}, chosen: null };
    this.#kept.set(it.id, fresh);
    return fresh;
  }

  lead(it: DemoConversation): LeadView {
    const { chosen } = this.of(it);
    const isAnswered = it.messages.some((m) => m.direction === "outbound" && m.status !== "failed" && m.status !== "queued");
    const heard = it.messages.findLast((m) => m.direction === "inbound")?.at ?? 0;
    const reopenedAt = chosen?.status === "lost" && heard >= chosen.at ? heard : null;
    const isOpenLost = chosen?.status === "lost" && reopenedAt === null;
    const status = isOpenLost ? "lost" : chosen && chosen.status !== "lost" && chosen.status !== "new" ? chosen.status : isAnswered ? "contacted" : "new";
    const steps = status === "converted" ? [] : STATUSES.filter((to) => to !== status && to !== "converted" && !(to === "new" && isAnswered));
    return { status, steps, lostReason: chosen?.lost ?? null, reopenedAt, chosenBy: chosen && ana.name, chosenAt: chosen?.at ?? null };
  }

  labelsOf(it: DemoConversation): LabelView[] {
    return this.labels[it.side].filter((label) => this.of(it).labels.includes(label.id));
  }

  person(it: DemoConversation): PersonView {
    const kept = this.of(it);
    return {
      side: it.side,
      conversation: it.id,
      name: it.name,
      toldName: kept.record.givenName ? kept.told : null,
      initials: it.initials,
      isPatient: it.side === "clinical",
      since: it.since,
      addresses: [{ channel: it.channel, shown: it.shown }],
      record: kept.record,
      lead: it.side === "leads" ? this.lead(it) : null,
      labels: this.labelsOf(it),
      notes: [...kept.notes].sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.at - a.at),
      consents: PURPOSES.map((purpose) => ({ purpose, history: kept.consents[purpose] ?? [] })),
      others: this.#host.conversations.filter((other) => other !== it && other.name === it.name && other.side === it.side).map((other) => ({ side: other.side, conversation: other.id, channel: other.channel, lastAt: other.messages.at(-1)?.at ?? 0, unread: other.unread })),
    };
  }

  board(limit: number): BoardView {
    const now = Date.now();
    const leads = this.#host.conversations.filter((it) => it.side === "leads" && it.messages.length > 0);
    const cards = leads.map((it): BoardCardView => {
      const row = rowOf(it, now);
      return { side: it.side, conversation: it.id, name: it.name, channel: it.channel, channelId: it.channelId, preview: row.preview, kind: row.kind, direction: row.direction, lastAt: row.lastAt, since: it.since, unread: it.unread, lead: this.lead(it), labels: this.labelsOf(it), alert: row.alert };
    });
    const calm = cards.filter((it) => it.alert === null).sort((a, b) => b.lastAt - a.lastAt);
    const columns = STATUSES.map((status) => {
      const all = calm.filter((it) => it.lead.status === status);
      return { status, count: all.length, cards: all.slice(0, limit) };
    });
    const open = cards.filter((it) => it.lead.status !== "lost" && it.lead.status !== "converted");
    return { columns, apart: cards.filter((it) => it.alert !== null), total: open.length, cameThisWeek: open.filter((it) => it.since > now - 7 * DAY).length };
  }

  #fill(): void {
    const now = Date.now();
    const joao = this.#host.conversations.find((it) => it.name === "João P.");
    if (joao) {
      const kept = this.of(joao);
      kept.record = { givenName: "", bornOn: "1988-05-14", number: "A-2217", language: "pt" };
      kept.labels = this.labels.clinical.map((it) => it.id);
      kept.notes = [
        note("Sister may join the first ten minutes, agreed with him on the phone.", "Dr. Vidal", now - 25 * 60_000, joao.id),
        note("Drives to us from Setúbal: never before nine.", "Ana Ribeiro", now - 40 * DAY, joao.id, true),
      ];
      kept.consents = {
        messages: [{ act: "given", how: "signed", at: now - 380 * DAY, recordedAt: now - 380 * DAY, recordedBy: "Ana Ribeiro" }],
        photographs: [
          { act: "withdrawn", how: "by_message", at: now - 12 * DAY, recordedAt: now - 12 * DAY, recordedBy: "Dr. Vidal" },
          { act: "given", how: "signed", at: now - 380 * DAY, recordedAt: now - 380 * DAY, recordedBy: "Ana Ribeiro" },
        ],
      };
    }
    const asking = this.#host.conversations.find((it) => it.name === "Rui T.");
    if (asking && this.#host.params.has("lead-flag")) {
      asking.alerts = [{ id: newId(), conversation: asking.id, side: "leads", who: null, level: "high", category: "self_harm", aboutOther: false, words: [], fromVoice: null, message: asking.messages.at(-1)?.id ?? null, raisedAt: now - HOUR, state: "open", acknowledgedBy: null, acknowledgedAt: null, passedTo: null, steps: [], isDone: false }];
    }
    this.#host.conversations
      .filter((it) => it.side === "leads")
      .forEach((it, at) => {
        const kept = this.of(it);
        if (at % 3 === 0) kept.labels = [this.labels.leads[at % this.labels.leads.length]?.id ?? ""];
        if (at % 5 === 1) kept.chosen = { status: "qualified", lost: null, at: now - 3 * HOUR };
        if (at % 7 === 4) kept.chosen = { status: "lost", lost: "price", at: at % 2 === 0 ? now : now - 60 * DAY };
      });
  }
}

function labelAnswers(host: DemoHost, records: Records): Answers {
  return {
    labels_view: ({ side }) =>
      [...records.labels[side as Side]]
        .sort((a, b) => a.name.localeCompare(b.name))
        .map((label) => ({ label, people: host.conversations.filter((it) => records.of(it).labels.includes(label.id)).length })),
    save_label: ({ side, label }) => {
      const form = label as LabelForm;
      const all = records.labels[side as Side];
      if (form.name.trim() === "" || all.some((it) => it.name.toLowerCase() === form.name.trim().toLowerCase() && it.id !== form.id)) refuse("invalid_input");
      const kept = { ...form, name: form.name.trim(), id: form.id ?? newId() };
      records.labels[side as Side] = [...all.filter((it) => it.id !== kept.id), kept];
      host.tell({ kind: "records", side: side as Side });
      return null;
    },
    remove_label: ({ side, label }) => {
      records.labels[side as Side] = records.labels[side as Side].filter((it) => it.id !== label);
      host.tell({ kind: "records", side: side as Side });
      return null;
    },
    set_label: ({ conversation, label, has }) => {
      const it = host.find(conversation);
      const kept = records.of(it);
      kept.labels = [...kept.labels.filter((id) => id !== label), ...(has ? [label as string] : [])];
      host.changed(it);
      return null;
    },
    list_labelled: ({ query, limit, label }) => listOf(host.conversations.filter((it) => records.of(it).labels.includes(label as string)), query as ListQuery, limit as number, Date.now()),
  };
}

function noteAnswers(host: DemoHost, records: Records): Answers {
  const removed = new Map<string, NoteView>();
  const change = (conversation: unknown, id: unknown, part: Partial<NoteView>) => {
    const it = host.find(conversation);
    const kept = records.of(it);
    kept.notes = kept.notes.map((one) => (one.id === id ? { ...one, ...part } : one));
    host.changed(it);
    return null;
  };
  return {
    add_note: ({ conversation, text }) => {
      const it = host.find(conversation);
      records.of(it).notes = [note(text as string, ana.name, Date.now(), it.id), ...records.of(it).notes];
      host.changed(it);
      return null;
    },
    edit_note: ({ conversation, note: id, text }) => change(conversation, id, { text: text as string, editedAt: Date.now() }),
    pin_note: ({ conversation, note: id, isPinned }) => change(conversation, id, { isPinned: isPinned as boolean }),
    remove_note: ({ conversation, note: id, isRemoved }) => {
      const it = host.find(conversation);
      const kept = records.of(it);
      const gone = kept.notes.find((one) => one.id === id) ?? removed.get(id as string);
      if (!gone) refuse("not_found");
      removed.set(gone.id, gone);
      kept.notes = isRemoved ? kept.notes.filter((one) => one.id !== id) : [gone, ...kept.notes];
      host.changed(it);
      return null;
    },
  };
}

export function recordsAnswers(host: DemoHost): Answers {
  const records = new Records(host);
  return {
    ...labelAnswers(host, records),
    ...noteAnswers(host, records),
    search: ({ query }) => find(host.conversations, query as string, (it) => records.of(it).notes),
    person_card: ({ conversation }) => records.person(host.find(conversation)),
    lead_board: ({ limit }) => records.board(limit as number),
    save_record: ({ conversation, record }) => {
      const it = host.find(conversation);
      const kept = records.of(it);
      kept.record = record as RecordForm;
      it.name = kept.record.givenName.trim() || kept.told;
      host.changed(it);
      return null;
    },
    set_lead_status: ({ conversation, status, lost }) => {
      const it = host.find(conversation);
      const to = status as LeadStatus;
      if (records.lead(it).status !== to && !records.lead(it).steps.includes(to)) refuse("invalid_input");
      records.of(it).chosen = { status: to, lost: lost as LostReason | null, at: Date.now() };
      host.changed(it);
      return null;
    },
    record_consent: ({ conversation, consent }) => {
      const it = host.find(conversation);
      const form = consent as ConsentForm;
      const { consents } = records.of(it);
      const entry = { act: form.act, how: form.how, at: form.at, recordedAt: Date.now(), recordedBy: ana.name };
      consents[form.purpose] = [entry, ...(consents[form.purpose] ?? [])].sort((a, b) => b.at - a.at);
      host.changed(it);
      return null;
    },
  };
}
