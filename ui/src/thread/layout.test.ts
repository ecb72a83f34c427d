import { expect, test } from "vitest";
import type { MessageView } from "../ipc/bindings/MessageView";
import { layOut } from "./layout";

const NOON = new Date(2026, 10, 18, 12).getTime();
const MINUTE = 60_000;

function message(id: number, part: Partial<MessageView> = {}): MessageView {
  return { id, direction: "inbound", kind: "text", text: "x", detail: null, media: [], cardMedia: [], parts: [], origin: "contact", isForwarded: false, at: NOON + id * MINUTE, status: null, failure: null, sentBy: null, automatic: null, replyTo: null, reactions: [], isEdited: false, isDeleted: false, marks: [], isForeign: false, level: null, ...part };
}

const shape = (messages: MessageView[], firstUnread: number | null = null) =>
  layOut(messages, firstUnread).map((it) => (it.kind === "group" ? it.messages.map((m) => m.id) : it.kind));

test("messages of one writer within five minutes share a group", () => {
  expect(shape([message(1), message(2), message(3, { direction: "outbound", status: "sent" }), message(4)])).toEqual(["day", [1, 2], [3], [4]]);
  expect(shape([message(1), message(2, { at: NOON + 7 * MINUTE })])).toEqual(["day", [1], [2]]);
});

test("a group ends where the tick or the sender changes", () => {
  const us = { direction: "outbound", status: "read", sentBy: "Ana" } as const;
  expect(shape([message(1, us), message(2, us), message(3, { ...us, status: "sent" }), message(4, { ...us, status: "sent", sentBy: "Dr. Vidal" })])).toEqual(["day", [1, 2], [3], [4]]);
});

test("a message with trouble stands alone", () => {
  const failed = { direction: "outbound", status: "failed" } as const;
  expect(shape([message(1, failed), message(2, failed)])).toEqual(["day", [1], [2]]);
});

test("the unread line and a new day break groups", () => {
  expect(shape([message(1), message(2), message(3)], 2)).toEqual(["day", [1], "unread", [2, 3]]);
  expect(shape([message(1), message(2, { at: NOON + 24 * 60 * MINUTE })])).toEqual(["day", [1], "day", [2]]);
});

test("a notice is a line of its own, not a bubble", () => {
  expect(shape([message(1), message(2, { kind: "system" }), message(3)])).toEqual(["day", [1], "system", [3]]);
});

test("a note stands by its time, breaks a group and is no message", () => {
  const note = { id: "n", conversation: null, text: "x", author: "Ana", at: NOON + 1.5 * MINUTE, editedAt: null, isPinned: false, mayChange: true };
  const items = layOut([message(1), message(2)], null, [note, { ...note, id: "late", at: NOON + 90 * MINUTE }]);
  expect(items.map((it) => it.kind)).toEqual(["day", "group", "note", "group", "note"]);
});
