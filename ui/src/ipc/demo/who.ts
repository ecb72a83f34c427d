// What the demo says about who is who: parts of a person, suggestions, and moves between the sides.

import type { DivisionPreviewView } from "../bindings/DivisionPreviewView";
import type { IdentityCardView } from "../bindings/IdentityCardView";
import type { OwnAddressView } from "../bindings/OwnAddressView";
import type { PersonPartView } from "../bindings/PersonPartView";
import type { SaidKind } from "../bindings/SaidKind";
import type { Side } from "../bindings/Side";
import type { SystemLine } from "../bindings/SystemLine";
import { blank, nextMessageId, type DemoConversation } from "./build";
import type { Answers, DemoHost } from "./host";
import { ana } from "./stages";

interface Said {
  act: string;
  kind: SaidKind;
  of: [string, string];
  isUndone: boolean;
}

export function whoAnswers(host: DemoHost): Answers {
  const said: Said[] = [];
  const patients = new Set<string>();
  /** On the clinical side everybody is a patient but those who have just been met there. */
  const isPatient = (it: DemoConversation) => patients.has(it.id) || (it.side === "clinical" && !host.params.has("unknown"));
  const part = (it: DemoConversation): PersonPartView => ({
    identity: it.id,
    name: it.name,
    initials: it.initials,
    channel: it.channel,
    shown: it.shown,
    isPatient: isPatient(it),
    conversation: it.id,
  });
  const holds = (kind: SaidKind, one: string, other: string) =>
    said.some((it) => it.kind === kind && !it.isUndone && it.of.includes(one) && it.of.includes(other));
  const partsOf = (it: DemoConversation) => [it, ...host.conversations.filter((other) => other !== it && holds("same_person", it.id, other.id))];

  function line(it: DemoConversation, line: SystemLine): void {
    const id = Math.max(nextMessageId(), (it.messages.at(-1)?.id ?? 0) + 1);
    it.messages = [...it.messages, { ...blank(id, "inbound", Date.now()), kind: "system", parts: [{ part: "system", line }], sentBy: ana.name }];
  }

  function say(kind: SaidKind, one: string, other: string): string {
    const act = `019a8c1e-5d0a-7c3e-8a71-${String(said.length + 1).padStart(12, "0")}`;
    said.push({ act, kind, of: [one, other], isUndone: false });
    for (const id of [one, other]) host.changed(host.find(id));
    return act;
  }

  function move(id: unknown, to: Side): { side: Side; conversation: string } {
    const it = host.find(id);
    const from = it.side;
    it.side = to;
    if (to === "clinical") patients.add(it.id);
    line(it, to === "clinical" ? "became_patient" : "moved_to_leads");
    host.tell({ kind: "conversation", side: from, conversation: it.id });
    host.changed(it);
    return { side: to, conversation: it.id };
  }

  return {
    identity_card: ({ conversation }): IdentityCardView => {
      const it = host.find(conversation);
      const parts = partsOf(it);
      const mayBe = host.params.has("suggest") ? host.conversations.find((other) => other.side === (host.params.get("suggest") === "birthday" ? "clinical" : it.side) && other !== it && !parts.includes(other) && !holds("kept_apart", it.id, other.id)) : undefined;
      const last = said.findLast((act) => !act.isUndone && act.of.includes(it.id));
      return {
        identity: it.id,
        isPatient: isPatient(it),
        canConvert: !isPatient(it),
        canMoveToLeads: it.side === "clinical" && !isPatient(it),
        parts: parts.map(part),
        suggestions: mayBe ? [{ part: part(mayBe), why: host.params.get("suggest") === "birthday" ? "same_name_and_birthday" : "same_number" }] : [],
        undo: last ? { act: last.act, kind: last.kind, by: ana.name, at: Date.now() } : null,
      };
    },
    search_people: ({ side, query }) => ({
      people: host.conversations.filter((it) => it.side === side && it.name.toLocaleLowerCase().includes((query as string).toLocaleLowerCase())).map(part),
    }),
    preview_move: ({ conversation, to }) => {
      const it = host.find(conversation);
      return {
        to: to as Side,
        name: it.name,
        conversations: [it.channel],
        messages: it.messages.filter((m) => m.kind !== "system").length,
        files: it.messages.reduce((sum, m) => sum + m.media.length, 0),
        records: 2,
        drafts: it.draft ? 1 : 0,
        replies: it.messages.filter((m) => m.status === "queued").length,
        openAlerts: it.alerts.filter((a) => a.state === "open").length,
        readers: [{ name: ana.name, role: "owner" }, { name: "Dr. Vidal", role: "clinician" }],
      };
    },
    convert_lead: ({ conversation, joins }) => {
      const moved = move(conversation, "clinical");
      if (joins) say("same_person", moved.conversation, joins as string);
      return moved;
    },
    move_to_leads: ({ conversation }) => move(conversation, "leads"),
    same_person: ({ conversation, other }) => {
      for (const id of [conversation, other]) line(host.find(id), "same_person");
      return say("same_person", conversation as string, other as string);
    },
    split_person: ({ identity }) => {
      const it = host.find(identity);
      const others = partsOf(it).slice(1);
      for (const act of said) if (act.kind === "same_person" && act.of.includes(it.id)) act.isUndone = true;
      line(it, "not_same_person");
      return say("taken_out", it.id, others[0]?.id ?? it.id);
    },
    own_addresses: ({ conversation }): OwnAddressView[] => {
      const it = host.find(conversation);
      const canGo = isPatient(it);
      const number = { id: `${it.id}-number`, channel: it.channel, shown: it.shown, canGo };
      return it.channel === "whatsapp" ? [number, { ...number, id: `${it.id}-id`, shown: "···7261" }] : [number];
    },
    preview_division: ({ conversation, address }): DivisionPreviewView => {
      const it = host.find(conversation);
      if (host.params.has("shared")) return { isPatient: isPatient(it), along: [], conversations: [], messages: 0, files: 0, drafts: 0, replies: 0, openAlerts: 0, leavesShared: true };
      return {
        isPatient: isPatient(it),
        along: it.channel !== "whatsapp" ? [] : [(address as string).endsWith("-id") ? it.shown : "···7261"],
        conversations: [it.channel],
        messages: it.messages.filter((m) => m.kind !== "system").length,
        files: it.messages.reduce((sum, m) => sum + m.media.length, 0),
        drafts: it.draft ? 1 : 0,
        replies: it.messages.filter((m) => m.status === "queued").length,
        openAlerts: it.alerts.filter((a) => a.state === "open").length,
        leavesShared: false,
      };
    },
    take_address_out: ({ conversation }) => {
      const it = host.find(conversation);
      line(it, "not_same_person");
      return { act: say("address_out", it.id, it.id), conversation: it.id };
    },
    keep_apart: ({ conversation, other }) => say("kept_apart", conversation as string, other as string),
    undo_person_act: ({ act }) => {
      for (const it of said) {
        if (it.act !== act) continue;
        it.isUndone = true;
        for (const id of it.of) {
          const of = host.find(id);
          of.messages = of.messages.filter((m) => m.parts.every((p) => p.part !== "system" || (p.line !== "same_person" && p.line !== "not_same_person")));
          host.changed(of);
        }
      }
      return null;
    },
  };
}
