// What the demo says about leads by how much they want to come: what Rust would read in their words.

import type { HeatView } from "../bindings/HeatView";
import type { InterestView } from "../bindings/InterestView";
import type { LeadLineView } from "../bindings/LeadLineView";
import { HOUR, type DemoConversation } from "./build";
import type { Answers, DemoHost } from "./host";
import { rowOf } from "./views";

type Read = Pick<HeatView, "heat" | "intents" | "urgency" | "words">;

/** By a part of the message. */
const READ: readonly [string, Read][] = [
  ["Preciso para esta semana", { heat: "hot", intents: ["availability"], urgency: "this_week", words: ["Têm horário ao fim da tarde", "Preciso para esta semana"] }],
  ["see me today", { heat: "hot", intents: ["appointment"], urgency: "today", words: ["Could you see me today"] }],
  ["Cuánto cuesta", { heat: "warm", intents: ["price"], urgency: null, words: ["Cuánto cuesta"] }],
  ["How much", { heat: "warm", intents: ["price"], urgency: null, words: ["How much"] }],
  ["visit cost", { heat: "warm", intents: ["price"], urgency: null, words: ["What does the first visit cost"] }],
  ["do you see couples", { heat: "warm", intents: ["service"], urgency: null, words: ["do you see couples"] }],
  ["something on Saturdays", { heat: "warm", intents: ["availability"], urgency: null, words: ["have something on Saturdays"] }],
  ["ασφάλεια", { heat: "warm", intents: ["insurance"], urgency: null, words: ["Δέχεστε ασφάλεια"] }],
];
const LASTS_HOURS = 72;
const SOONEST = ["today", "this_week", "soon"];

export function interestAnswers(host: DemoHost): Answers {
  const dismissed = new Map<string, number>();

  const line = (it: DemoConversation): LeadLineView => {
    const row = rowOf(it, Date.now());
    return { side: it.side, conversation: it.id, name: it.name, initials: it.initials, channel: it.channel, channelId: it.channelId, preview: row.preview, kind: row.kind, direction: row.direction, lastAt: row.lastAt, unread: it.unread };
  };

  function mark(it: DemoConversation): HeatView | null {
    const answeredAt = it.messages.findLast((m) => m.direction === "outbound" && m.status !== "failed" && m.status !== "queued")?.at ?? 0;
    const asked = it.messages.findLast((m) => m.direction === "inbound" && READ.some(([part]) => m.text.includes(part)));
    const read = READ.find(([part]) => asked?.text.includes(part))?.[1];
    if (!asked || !read || asked.at < Date.now() - LASTS_HOURS * HOUR || asked.at <= (dismissed.get(it.id) ?? 0)) return null;
    const isAnswered = answeredAt > asked.at;
    if (isAnswered && read.heat === "warm") return null;
    return { ...read, heat: isAnswered ? "warm" : read.heat, message: asked.id, askedAt: asked.at, isAnswered };
  }

  const rank = (mark: HeatView): number => (mark.heat === "hot" ? 0 : 10) + (mark.urgency ? SOONEST.indexOf(mark.urgency) : SOONEST.length);

  function view(): InterestView {
    const leads = host.conversations.filter((it) => it.side === "leads" && it.messages.length > 0);
    const isFlagged = (it: DemoConversation) => it.alerts.some((alert) => alert.state === "open");
    const ranked = leads.flatMap((it) => {
      const its = isFlagged(it) ? null : mark(it);
      return its ? [{ lead: line(it), conversations: [it.id], mark: its }] : [];
    });
    return {
      needsPerson: leads.filter(isFlagged).map((it) => ({ lead: line(it), alert: it.alerts.find((alert) => alert.state === "open")?.level ?? "review" })),
      ranked: ranked.sort((a, b) => rank(a.mark) - rank(b.mark) || a.mark.askedAt - b.mark.askedAt),
    };
  }

  return {
    hot_leads: view,
    dismiss_interest: ({ conversation }) => {
      const it = host.find(conversation);
      dismissed.set(it.id, Date.now());
      host.changed(it);
      return null;
    },
  };
}
