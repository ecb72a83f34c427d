// What a message is called in few words: in a quote, beside an icon, on a line of its own.

import type { MessageKind } from "../ipc/bindings/MessageKind";
import type { MessageView } from "../ipc/bindings/MessageView";
import type { Part } from "../ipc/bindings/Part";
import { durationOf } from "../media/sizes";
import type { Words } from "../text/words.svelte";

/** Kinds whose words say all there is. */
const WORDY: readonly MessageKind[] = ["text", "choice", "template", "options", "comment"];
/** Parts that show themselves, so that the kind need not be named over them. */
const SHOWN: readonly Part["part"][] = ["place", "cards", "shared", "options", "template"];

/** Whether only the kind's name says what came: nothing of it is drawn. */
export function isNamedOnly(message: MessageView): boolean {
  return !WORDY.includes(message.kind) && message.media.length === 0 && !message.parts.some((it) => SHOWN.includes(it.part));
}

/** Whether a card below says the message's words already: a place's name and address, the names of contacts. */
export function isSaidBelow(message: MessageView): boolean {
  return message.parts.some((part) => {
    if (part.part === "place") return message.text === [part.name, part.address].filter(Boolean).join(", ");
    return part.part === "cards" && message.text === part.cards.map((it) => it.name).join(", ");
  });
}

/** Returns the parts that tell more than the message's own files do: what is missing says so itself. */
export function partsBelow(message: MessageView): Part[] {
  return message.parts.filter((it) => it.part !== "unsupported" || it.hint === "read_on_phone" || message.media.length === 0);
}

/** Returns the kind with what measures it: how long it plays, how many answers or items it has. */
export function nameOf(message: Pick<MessageView, "kind" | "media" | "parts">, words: Words): string {
  const kind = words.say.kinds[message.kind];
  const lasts = message.media[0]?.durationMs ?? null;
  if (lasts !== null) return words.say.row.timed(kind, durationOf(lasts));
  for (const part of message.parts) {
    if (part.part === "form" && part.answers.length > 0) return `${kind} · ${words.say.parts.answers(part.answers.length)}`;
    if (part.part === "order" && part.items.length > 0) return `${kind} · ${words.say.parts.items(part.items.length)}`;
  }
  return kind;
}

/** Returns the line about the conversation that a system message stands for. */
export function systemLine(message: MessageView, words: Words): string {
  if (message.text) return message.text;
  const part = message.parts.find((it) => it.part === "system");
  if (part) return [words.say.parts.lines[part.line], message.detail].filter(Boolean).join(": ");
  return message.detail ?? words.say.kinds.system;
}
