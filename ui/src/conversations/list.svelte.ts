// The list of one place: which tab, which channel, which rows, and which conversation is chosen.

import type { ChannelId } from "../ipc/bindings/ChannelId";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { LabelId } from "../ipc/bindings/LabelId";
import type { LabelView } from "../ipc/bindings/LabelView";
import type { ListFilter } from "../ipc/bindings/ListFilter";
import type { ListView } from "../ipc/bindings/ListView";
import type { RowView } from "../ipc/bindings/RowView";
import type { Side } from "../ipc/bindings/Side";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** Rows asked for at once; twice as many each time one scrolls near the end. */
export const PAGE_ROWS = 200;

export class ListState {
  readonly side: Side;
  filter = $state<ListFilter>("all");
  channel = $state<ChannelId | null>(null);
  /** Whether another list stands where the rows do: leads by urgency, every patient. */
  isRanked = $state(false);
  /** Only people with this label. */
  label = $state<LabelId | null>(null);
  /** Every label of the place. */
  labels = $state.raw<LabelView[]>([]);
  view = $state.raw<ListView | null>(null);
  chosen = $state<ConversationId | null>(null);
  error = $state.raw<CommandError | null>(null);
  rows = $derived<RowView[]>(this.view?.rows ?? []);

  #limit = PAGE_ROWS;
  #asked = 0;

  constructor(side: Side) {
    this.side = side;
  }

  /** Asks for the rows again; an answer overtaken by a later question is dropped. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    const query = { side: this.side, filter: this.filter, channel: this.channel };
    try {
      const view = this.label === null ? await commands.listConversations(query, this.#limit) : await commands.listLabelled(query, this.#limit, this.label);
      if (asked !== this.#asked) return;
      this.view = view;
      this.error = null;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  showTab(filter: ListFilter): Promise<void> {
    this.filter = filter;
    this.isRanked = false;
    this.#limit = PAGE_ROWS;
    return this.load();
  }

  /** Shows one channel only; the same again shows all. */
  showChannel(channel: ChannelId): Promise<void> {
    this.channel = this.channel === channel ? null : channel;
    this.#limit = PAGE_ROWS;
    return this.load();
  }

  /** Shows only people with a label; nothing shows all. */
  showLabel(label: LabelId | null): Promise<void> {
    this.label = label;
    this.#limit = PAGE_ROWS;
    return this.load();
  }

  /** Asks for the place's labels; without them there is nothing to choose. */
  async loadLabels(): Promise<void> {
    const labels = await commands.labelsView(this.side).catch(() => []);
    this.labels = labels.map((it) => it.label);
    if (this.label !== null && !this.labels.some((it) => it.id === this.label)) await this.showLabel(null);
  }

  async loadMore(): Promise<void> {
    if (!this.view?.hasMore || this.#limit > this.rows.length) return;
    this.#limit *= 2;
    await this.load();
  }

  /** Returns the conversation `step` rows away from the chosen one, or the first. */
  neighbour(step: 1 | -1, isWanted: (row: RowView) => boolean = () => true): ConversationId | null {
    const at = this.rows.findIndex((row) => row.conversation === this.chosen);
    if (at < 0) return this.rows.find(isWanted)?.conversation ?? null;
    for (let i = at + step; i >= 0 && i < this.rows.length; i += step) {
      const row = this.rows[i];
      if (row && isWanted(row)) return row.conversation;
    }
    return null;
  }
}
