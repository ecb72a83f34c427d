// What Rust would show of the demo's conversations.

import type { ListFilter } from "../bindings/ListFilter";
import type { ListQuery } from "../bindings/ListQuery";
import type { ListView } from "../bindings/ListView";
import type { MessageView } from "../bindings/MessageView";
import type { RowView } from "../bindings/RowView";
import type { SendingView } from "../bindings/SendingView";
import type { ThreadView } from "../bindings/ThreadView";
import type { WindowView } from "../bindings/WindowView";
import { durationOf } from "../../media/sizes";
import { DAY, HOUR, type DemoConversation } from "./build";
import { abilities, channels, textLimits } from "./channels";
import { rowWorkOf, tabs, workOf } from "./work";

const HUMAN_DAYS = 7;

function isComment(message: MessageView): boolean {
  return message.parts.some((it) => it.part === "comment");
}

export function windowOf(it: DemoConversation, now: number): WindowView {
  const last = it.messages.findLast((m) => m.direction === "inbound" && !isComment(m));
  if (!last) return { state: "closed", closesAt: null, humanUntil: null };
  const closesAt = last.at + DAY;
  const left = closesAt - now;
  const humanUntil = it.channel === "whatsapp" ? null : last.at + HUMAN_DAYS * DAY;
  return { state: left <= 0 ? "closed" : left < HOUR ? "last" : left < 4 * HOUR ? "soon" : "open", closesAt, humanUntil };
}

export function sendingOf(it: DemoConversation, now: number): SendingView {
  const window = windowOf(it, now);
  if (it.isChannelOff) return "channel_off";
  if (it.handledSince !== null) return "handled_elsewhere";
  if (window.state !== "closed") return "free";
  if (it.channel === "whatsapp") return "templates_only";
  if (window.humanUntil !== null && window.humanUntil > now) return "human_only";
  const canAnswer = it.messages.some((m) => m.parts.some((part) => part.part === "comment" && !part.isAnswered));
  return canAnswer ? "private_reply" : "nothing";
}


export function rowOf(it: DemoConversation, now: number): RowView {
  const last = it.messages.at(-1) as MessageView;
  const lasts = last.media[0]?.durationMs ?? null;
  return {
    conversation: it.id,
    name: it.name,
    initials: it.initials,
    isPatient: it.side === "clinical",
    channel: it.channel,
    channelId: it.channelId,
    isHandledElsewhere: it.handledSince !== null,
    preview: last.text || (lasts === null ? "" : durationOf(lasts)),
    kind: last.kind,
    direction: last.direction,
    status: last.status,
    lastAt: last.at,
    unread: it.unread,
    window: windowOf(it, now),
    alert: it.alerts.find((alert) => alert.state === "open")?.level ?? null,
    hasDraft: it.draft !== "",
    work: rowWorkOf(it, last.at),
  };
}

export function listOf(conversations: readonly DemoConversation[], query: ListQuery, limit: number, now: number): ListView {
  const all = conversations.filter((it) => it.side === query.side && it.messages.length > 0).map((it) => rowOf(it, now)).sort((a, b) => (b.work.backAt ?? b.lastAt) - (a.work.backAt ?? a.lastAt));
  const count = (filter: ListFilter) => all.filter(tabs[filter]).length;
  const rows = all.filter((row) => tabs[query.filter](row) && (query.channel === null || row.channelId === query.channel));
  return {
    rows: rows.slice(0, limit),
    hasMore: rows.length > limit,
    all: count("all"),
    mine: count("mine"),
    unassigned: count("unassigned"),
    unread: count("unread"),
    endingSoon: count("ending_soon"),
    risk: count("risk"),
    snoozed: count("snoozed"),
  };
}

export function threadOf(it: DemoConversation, from: number, now: number): ThreadView {
  const unread = it.messages.filter((m) => m.direction === "inbound").slice(-it.unread);
  const [textLimit, textUnit] = textLimits[it.channel];
  return {
    conversation: it.id,
    side: it.side,
    contact: { name: it.name, initials: it.initials, isPatient: it.side === "clinical", since: it.since, addresses: [{ channel: it.channel, shown: it.shown }] },
    channel: it.channel,
    channelId: it.channelId,
    channelShown: channels(now).find((channel) => channel.id === it.channelId)?.shown ?? "",
    isChannelOn: !it.isChannelOff,
    window: windowOf(it, now),
    sending: sendingOf(it, now),
    abilities: abilities[it.channel],
    handledElsewhereSince: it.handledSince,
    alerts: [...it.alerts].sort((a, b) => a.state.localeCompare(b.state) * -1),
    messages: it.messages.slice(from),
    hasOlder: from > 0,
    firstUnread: it.unread > 0 ? (unread[0]?.id ?? null) : null,
    draft: it.draft,
    work: workOf(it),
    textLimit,
    textUnit,
  };
}
