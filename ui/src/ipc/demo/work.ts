// What the demo says about the work on conversations: who holds them, what is put away, whose draft it is.

import type { ColleagueView } from "../bindings/ColleagueView";
import type { ConversationState } from "../bindings/ConversationState";
import type { DraftView } from "../bindings/DraftView";
import type { ListFilter } from "../bindings/ListFilter";
import type { RowView } from "../bindings/RowView";
import type { RowWorkView } from "../bindings/RowWorkView";
import type { SnoozeChoiceView } from "../bindings/SnoozeChoiceView";
import type { WorkView } from "../bindings/WorkView";
import { HOUR, type DemoConversation } from "./build";
import { refuse, type Answers, type DemoHost } from "./host";
import { ana } from "./stages";

/** What people at the desk said about a conversation. */
export interface DemoWork {
  state: ConversationState;
  stateAt: number | null;
  snoozedUntil: number | null;
  backAt: number | null;
  assignee: string | null;
  drafts: DraftView[];
}

export const untouched = (): DemoWork => ({ state: "open", stateAt: null, snoozedUntil: null, backAt: null, assignee: null, drafts: [] });

const vidal = "019a8c1e-0000-7000-8000-000000000002";
export const colleagues: ColleagueView[] = [
  { id: ana.id, name: ana.name, initials: "AR", isMe: true },
  { id: vidal, name: "Luis Vidal", initials: "LV", isMe: false },
  { id: "019a8c1e-0000-7000-8000-000000000003", name: "Teresa Campos", initials: "TC", isMe: false },
];

const holder = (it: DemoConversation) => colleagues.find((one) => one.id === it.work.assignee) ?? null;

export function workOf(it: DemoConversation): WorkView {
  const { state, stateAt, snoozedUntil, drafts } = it.work;
  const isAway = state !== "open";
  return { state, stateAt, stateBy: isAway ? ana.name : null, snoozedUntil, assignee: holder(it), assignedBy: holder(it) && ana.name, assignedAt: null, drafts };
}

export function rowWorkOf(it: DemoConversation, lastAt: number): RowWorkView {
  const { state, snoozedUntil, backAt, drafts } = it.work;
  const draft = drafts[0];
  return { state, snoozedUntil, backAt: backAt !== null && backAt >= lastAt ? backAt : null, assignee: holder(it), draft: draft ? { name: draft.name, at: draft.at } : null };
}

/** Returns what each tab holds. */
export const tabs: Record<ListFilter, (row: RowView) => boolean> = {
  all: (row) => row.work.state === "open",
  mine: (row) => row.work.state === "open" && row.work.assignee?.isMe === true,
  unassigned: (row) => row.work.state === "open" && row.work.assignee === null,
  unread: (row) => row.work.state === "open" && row.unread > 0,
  ending_soon: (row) => row.work.state === "open" && (row.window.state === "soon" || row.window.state === "last"),
  risk: (row) => row.alert !== null,
  snoozed: (row) => row.work.state === "snoozed",
  resolved: (row) => row.work.state === "resolved",
};

/** Gives some of the demo's conversations to somebody, and leaves a draft and a snooze. */
export function shareOut(all: DemoConversation[], now: number): DemoConversation[] {
  const change = (name: string, work: Partial<DemoWork>) => {
    const it = all.find((one) => one.name === name);
    if (it) it.work = { ...it.work, ...work };
  };
  change("João P.", { assignee: ana.id });
  change("Inês C.", { assignee: ana.id });
  change("Lucía F.", { assignee: vidal });
  change("Rosa A.", { assignee: vidal });
  change("Tomás R.", { drafts: [{ author: vidal, name: "Luis Vidal", text: "Hola Tomás, ya he oído tu mensaje.", at: now - 26 * 60_000 }] });
  change("Marta V.", { assignee: "019a8c1e-0000-7000-8000-000000000003" });
  change("Andrea V.", { state: "snoozed", stateAt: now - HOUR, snoozedUntil: now + 20 * HOUR });
  change("Carla S.", { assignee: ana.id });
  return all;
}

function choices(now: number): SnoozeChoiceView[] {
  const later = new Date(now + 3 * HOUR);
  later.setMinutes(later.getMinutes() > 30 ? 60 : 30, 0, 0);
  const morning = (days: number) => {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    return day.setHours(9, 0, 0, 0);
  };
  const toMonday = ((8 - new Date(now).getDay()) % 7) || 7;
  return [
    { preset: "later_today", until: later.getTime() },
    { preset: "tomorrow_morning", until: morning(1) },
    { preset: "next_week", until: morning(toMonday) },
  ];
}

export function workAnswers(host: DemoHost): Answers {
  const change = (conversation: unknown, part: Partial<DemoWork>): null => {
    const it = host.find(conversation);
    it.work = { ...it.work, ...part };
    host.changed(it);
    return null;
  };
  const putAway = (conversation: unknown, part: Partial<DemoWork>): null => {
    if (host.find(conversation).alerts.some((it) => it.state === "open")) refuse("alert_open");
    return change(conversation, { stateAt: Date.now(), ...part });
  };
  return {
    assignable_staff: () => colleagues,
    assign_conversation: ({ conversation, to }) => change(conversation, { assignee: to as string | null }),
    take_draft: ({ conversation, author }) => {
      const it = host.find(conversation);
      const theirs = it.work.drafts.find((draft) => draft.author === author) ?? refuse("not_found");
      it.draft = it.draft === "" ? theirs.text : `${it.draft}\n${theirs.text}`;
      return change(conversation, { drafts: it.work.drafts.filter((draft) => draft !== theirs) });
    },
    snooze_choices: () => choices(Date.now()),
    snooze_conversation: ({ conversation, until }) => ((until as number) <= Date.now() ? refuse("invalid_input") : putAway(conversation, { state: "snoozed", snoozedUntil: until as number })),
    resolve_conversation: ({ conversation, replies }) => {
      const waits = host.find(conversation).messages.some((it) => it.status === "queued" || it.status === "unknown");
      if (waits && replies === "ask") refuse("replies_wait");
      return putAway(conversation, { state: "resolved", snoozedUntil: null });
    },
    reopen_conversation: ({ conversation }) => change(conversation, { state: "open", stateAt: null, snoozedUntil: null }),
    mark_unread: ({ conversation, from }) => {
      const it = host.find(conversation);
      const theirs = it.messages.filter((message) => message.direction === "inbound");
      const first = (from as number | null) ?? theirs.at(-1)?.id ?? refuse("not_found");
      it.unread = theirs.filter((message) => message.id >= first).length;
      return change(conversation, { state: "open", stateAt: null, snoozedUntil: null });
    },
  };
}
