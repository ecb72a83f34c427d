// Building blocks of the demo's conversations. Every person, number and word is invented.

import type { AlertCategory } from "../bindings/AlertCategory";
import type { AlertLevel } from "../bindings/AlertLevel";
import type { AlertView } from "../bindings/AlertView";
import type { ChannelId } from "../bindings/ChannelId";
import type { ChannelKind } from "../bindings/ChannelKind";
import type { DeliveryStatus } from "../bindings/DeliveryStatus";
import type { Direction } from "../bindings/Direction";
import type { MessageKind } from "../bindings/MessageKind";
import type { MessageView } from "../bindings/MessageView";
import type { Side } from "../bindings/Side";
import type { DemoWork } from "./work";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** One conversation as the demo keeps it. */
export interface DemoConversation {
  id: string;
  side: Side;
  name: string;
  initials: string;
  channel: ChannelKind;
  channelId: ChannelId;
  shown: string;
  since: number;
  messages: MessageView[];
  alerts: AlertView[];
  unread: number;
  draft: string;
  work: DemoWork;
  /** Another app answers, since then. */
  handledSince: number | null;
  /** Its channel is switched off. */
  isChannelOff: boolean;
}

/** What a message holds besides its words. */
export type More = Partial<Omit<MessageView, "id" | "direction" | "at" | "text">>;

let lastMessage = 0;
let lastId = 0;

export function nextMessageId(): number {
  return ++lastMessage;
}

export function newId(): string {
  return `019a8c1e-5d0a-7c3e-8a70-${String(++lastId).padStart(12, "0")}`;
}

/** Returns a message with nothing in it. */
export function blank(id: number, direction: Direction, at: number): MessageView {
  return {
    id,
    direction,
    kind: "text",
    text: "",
    detail: null,
    media: [],
    cardMedia: [],
    parts: [],
    origin: direction === "inbound" ? "contact" : "desk",
    isForwarded: false,
    at,
    status: null,
    failure: null,
    sentBy: null,
    automatic: null,
    replyTo: null,
    reactions: [],
    isEdited: false,
    isDeleted: false,
    marks: [],
    isForeign: false,
    level: null,
  };
}

/** What one writes into a conversation, with the time it happens against. */
export class Pen {
  messages: MessageView[] = [];
  readonly now: number;

  constructor(now: number) {
    this.now = now;
  }

  them(minutesAgo: number, text: string, more: More = {}): this {
    this.messages.push({ ...blank(nextMessageId(), "inbound", this.now - minutesAgo * MINUTE), text, ...more });
    return this;
  }

  us(minutesAgo: number, text: string, status: DeliveryStatus = "read", more: More = {}): this {
    this.messages.push({ ...blank(nextMessageId(), "outbound", this.now - minutesAgo * MINUTE), text, status, sentBy: "Ana", ...more });
    return this;
  }

  kind(minutesAgo: number, kind: MessageKind, detail: string | null, text = ""): this {
    return this.them(minutesAgo, text, { kind, detail });
  }
}

/** Marks `words` in the newest message and returns the alert they raise. */
export function flag(pen: Pen, conversation: string, level: AlertLevel, category: AlertCategory, words: string[]): AlertView {
  let raised: MessageView | undefined;
  for (const word of words) {
    const found = pen.messages.findLast((it) => it.text.toLowerCase().includes(word.toLowerCase()));
    if (!found) continue;
    const start = found.text.toLowerCase().indexOf(word.toLowerCase());
    found.marks = [...found.marks, { start, end: start + word.length, level }];
    found.level = level;
    if (!raised || found.id > raised.id) raised = found;
  }
  return {
    id: newId(),
    conversation,
    side: "clinical",
    who: null,
    level,
    category,
    aboutOther: false,
    words,
    fromVoice: null,
    message: raised?.id ?? null,
    raisedAt: raised?.at ?? pen.now,
    state: "open",
    acknowledgedBy: null,
    acknowledgedAt: null,
    passedTo: null,
    steps: [],
    isDone: false,
  };
}
