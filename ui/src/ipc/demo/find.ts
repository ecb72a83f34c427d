// Searching the demo's conversations.

import type { NoteView } from "../bindings/NoteView";
import type { SearchView } from "../bindings/SearchView";
import type { DemoConversation } from "./build";

/** Letters without accents, one code unit for one, so that ranges stay true. */
function plain(text: string): string {
  return Array.from(text.toLowerCase(), (letter) => letter.normalize("NFD").charAt(0)).join("");
}

export function find(conversations: readonly DemoConversation[], query: string, notesOf: (it: DemoConversation) => readonly NoteView[]): SearchView {
  const wanted = plain(query);
  const messages = conversations.flatMap((it) =>
    it.messages.flatMap((message) => {
      const at = plain(message.text).indexOf(wanted);
      if (at < 0) return [];
      const from = Math.max(0, at - 24);
      const lead = from > 0 ? "…" : "";
      const start = at - from + lead.length;
      return [{ conversation: it.id, side: it.side, message: message.id, name: it.name, initials: it.initials, channel: it.channel, direction: message.direction, kind: message.kind, snippet: lead + message.text.slice(from), matches: [[start, start + wanted.length]] as [number, number][], at: message.at }];
    }),
  );
  messages.sort((a, b) => b.at - a.at);
  const contacts = conversations
    .filter((it) => plain(it.name).includes(wanted))
    .map((it) => ({ conversation: it.id, side: it.side, channel: it.channel, name: it.name, initials: it.initials }));
  const notes = conversations.flatMap((it) =>
    notesOf(it).flatMap((note) => {
      const at = plain(note.text).indexOf(wanted);
      return at < 0 ? [] : [{ note: note.id, conversation: it.id, side: it.side, name: it.name, initials: it.initials, channel: it.channel, author: note.author, snippet: note.text, matches: [[at, at + wanted.length]] as [number, number][], at: note.at }];
    }),
  );
  return { contacts, messages: messages.slice(0, 100), notes, total: messages.length };
}
