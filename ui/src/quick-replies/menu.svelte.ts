// The menu that `/` opens while one writes: which quick replies fit, and which one is chosen.

import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { QuickReplyChoice } from "../ipc/bindings/QuickReplyChoice";
import type { Side } from "../ipc/bindings/Side";
import * as commands from "../ipc/commands";

/** A slash at the beginning of a word, and what follows it up to the cursor. */
const TOKEN = /(?:^|\s)\/(\S*)$/;
/** What nobody filled in; Rust refuses to send it. */
export const HOLE = /\{\{[^{}]*\}\}/;

/** A text with a quick reply in it, and what is to be selected: the first gap, or nothing behind it. */
export interface Inserted {
  text: string;
  from: number;
  to: number;
}

/** Puts words into a text in the place of `start` to `end`. */
export function insertAt(text: string, start: number, end: number, words: string): Inserted {
  const hole = HOLE.exec(words);
  const from = start + (hole ? hole.index : words.length);
  return { text: text.slice(0, start) + words + text.slice(end), from, to: from + (hole?.[0].length ?? 0) };
}

export class QuickMenu {
  choices = $state.raw<QuickReplyChoice[]>([]);
  at = $state(0);
  /** Where the slash stands; the menu is open while there is one. */
  start = $state<number | null>(null);
  isOpen = $derived(this.start !== null);
  chosen = $derived(this.choices[this.at]);

  #end = 0;
  #asked = 0;
  #dismissed: number | null = null;

  /** Looks at what is written up to the cursor, and opens, narrows or closes the menu. */
  async look(text: string, cursor: number, side: Side, conversation: ConversationId): Promise<void> {
    const typed = TOKEN.exec(text.slice(0, cursor))?.[1];
    const asked = ++this.#asked;
    if (typed === undefined) {
      this.#dismissed = null;
      this.start = null;
      return;
    }
    const start = cursor - typed.length - 1;
    if (start === this.#dismissed) return;
    const found = await commands.findQuickReplies(side, conversation, typed).catch(() => []);
    if (asked !== this.#asked) return;
    this.choices = found;
    this.at = 0;
    this.#end = cursor;
    this.start = start;
  }

  /** Closes it until another word begins with a slash. */
  dismiss(): void {
    this.#asked++;
    this.#dismissed = this.start;
    this.start = null;
  }

  move(by: 1 | -1): void {
    const count = this.choices.length;
    if (count > 0) this.at = (this.at + by + count) % count;
  }

  /** Returns the text with the choice in the place of the slash, and closes. */
  take(text: string, choice: QuickReplyChoice | undefined = this.chosen): Inserted | null {
    const { start } = this;
    if (start === null || !choice) return null;
    this.#asked++;
    this.start = null;
    return insertAt(text, start, this.#end, choice.text);
  }
}
