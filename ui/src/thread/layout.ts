// From messages to what is drawn: days, the unread line, system lines, groups of bubbles with one meta line each.

import type { Direction } from "../ipc/bindings/Direction";
import type { MessageView } from "../ipc/bindings/MessageView";
import type { NoteView } from "../ipc/bindings/NoteView";
import { dateOf } from "../text/zone";

const GROUP_MS = 5 * 60_000;

export type Item =
  | { kind: "day"; key: string; at: number }
  | { kind: "unread"; key: string }
  | { kind: "system"; key: string; message: MessageView }
  | { kind: "note"; key: string; note: NoteView }
  | { kind: "group"; key: string; direction: Direction; messages: MessageView[] };

function hasTrouble(message: MessageView): boolean {
  return message.status === "failed" || message.status === "unknown";
}

function belongTogether(last: MessageView, next: MessageView): boolean {
  return (
    last.direction === next.direction &&
    last.sentBy === next.sentBy &&
    last.origin === next.origin &&
    last.status === next.status &&
    !hasTrouble(last) &&
    !hasTrouble(next) &&
    next.at - last.at < GROUP_MS
  );
}

/** Returns the thread's items in order, notes (oldest first) among them by their time. A message with trouble stands alone: it has a line of its own. */
export function layOut(messages: readonly MessageView[], firstUnread: number | null, notes: readonly NoteView[] = [], dayOf: (at: number) => string = (at) => dateOf(at)): Item[] {
  const items: Item[] = [];
  let day = "";
  let group: MessageView[] | null = null;
  let nextNote = 0;
  const takeNotes = (until: number) => {
    for (let note = notes[nextNote]; note && note.at < until; note = notes[++nextNote]) {
      group = null;
      items.push({ kind: "note", key: `note-${note.id}`, note });
    }
  };
  for (const message of messages) {
    takeNotes(message.at);
    const itsDay = dayOf(message.at);
    if (itsDay !== day) {
      day = itsDay;
      group = null;
      items.push({ kind: "day", key: `day-${message.id}`, at: message.at });
    }
    if (message.id === firstUnread) {
      group = null;
      items.push({ kind: "unread", key: "unread" });
    }
    if (message.kind === "system") {
      group = null;
      items.push({ kind: "system", key: `system-${message.id}`, message });
      continue;
    }
    const last = group?.at(-1);
    if (group && last && belongTogether(last, message)) {
      group.push(message);
      continue;
    }
    group = [message];
    items.push({ kind: "group", key: `group-${message.id}`, direction: message.direction, messages: group });
  }
  takeNotes(Infinity);
  return items;
}
