// How much leads want to come: the mark of each conversation, and the ranking of all. Rust decides; this only asks.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { HeatView } from "../ipc/bindings/HeatView";
import type { InterestView } from "../ipc/bindings/InterestView";
import type { LeadLineView } from "../ipc/bindings/LeadLineView";
import type { Side } from "../ipc/bindings/Side";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export class InterestState {
  view = $state.raw<InterestView | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** The mark of each conversation that has one. */
  marks = $derived(new Map(this.view?.ranked.flatMap((it) => it.conversations.map((id): [ConversationId, HeatView] => [id, it.mark])) ?? []));
  /** How many somebody should look at first. */
  count = $derived((this.view?.needsPerson.length ?? 0) + (this.view?.ranked.filter((it) => it.mark.heat === "hot").length ?? 0));
  /** Everybody in the ranking, in its order. */
  lines = $derived<LeadLineView[]>([...(this.view?.needsPerson ?? []), ...(this.view?.ranked ?? [])].map((it) => it.lead));

  #asked = 0;

  /** Asks again; an answer overtaken by a later question is dropped. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await commands.hotLeads();
      if (asked !== this.#asked) return;
      this.view = view;
      this.error = null;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  /** Takes a mark away until they write again. */
  async dismiss(side: Side, conversation: ConversationId): Promise<void> {
    try {
      await commands.dismissInterest(side, conversation);
      await this.load();
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Returns whoever stands `step` places from a conversation in the ranking, or the first. */
  neighbour(conversation: ConversationId | null, step: 1 | -1): LeadLineView | null {
    const at = this.lines.findIndex((it) => it.conversation === conversation);
    return (at < 0 ? this.lines[0] : this.lines[at + step]) ?? null;
  }
}
