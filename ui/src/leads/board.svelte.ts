// The lead board: its columns, moving a card, taking the move back.

import type { BoardCardView } from "../ipc/bindings/BoardCardView";
import type { BoardView } from "../ipc/bindings/BoardView";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { LeadStatus } from "../ipc/bindings/LeadStatus";
import type { LostReason } from "../ipc/bindings/LostReason";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** Cards asked for in each column; as many more each time somebody wants more. */
export const PAGE_CARDS = 30;
/** The core gives no more than this in a column; the list finds everybody. */
const MOST_CARDS = 500;

export class BoardState {
  view = $state.raw<BoardView | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** Whether the board stands where the thread does. */
  isShown = $state(false);
  isLostShown = $state(false);
  /** The card that is being dragged. */
  dragged = $state.raw<BoardCardView | null>(null);
  /** A card on its way to the lost ones, while the reason is asked. */
  losing = $state.raw<BoardCardView | null>(null);
  undo = $state.raw<{ to: LeadStatus; back: () => Promise<unknown> } | null>(null);

  #limit = PAGE_CARDS;
  #asked = 0;

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await commands.leadBoard(this.#limit);
      if (asked !== this.#asked) return;
      this.view = view;
      this.error = null;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  async show(isShown: boolean): Promise<void> {
    this.isShown = isShown;
    if (isShown) await this.load();
  }

  /** Returns how many more of a column can be had. */
  more(count: number, shown: number): number {
    return this.#limit >= MOST_CARDS ? 0 : Math.max(0, count - shown);
  }

  async loadMore(): Promise<void> {
    this.#limit = Math.min(this.#limit + PAGE_CARDS, MOST_CARDS);
    await this.load();
  }

  /** Whether a card may be dropped on a status. */
  mayDrop(status: LeadStatus): boolean {
    return this.dragged?.lead.steps.includes(status) ?? false;
  }

  drop(status: LeadStatus): void {
    const card = this.dragged;
    this.dragged = null;
    if (card?.lead.steps.includes(status)) void this.move(card, status);
  }

  /** Moves a card; to the lost ones only with a reason, which is asked for. */
  async move(card: BoardCardView, to: LeadStatus, lost: LostReason | null = null): Promise<void> {
    if (to === "lost" && lost === null) {
      this.losing = card;
      return;
    }
    this.losing = null;
    try {
      await commands.setLeadStatus(card.side, card.conversation, to, lost);
      const before = card.lead;
      const backLost = before.status === "lost" ? before.lostReason : null;
      this.undo = { to, back: () => commands.setLeadStatus(card.side, card.conversation, before.status, backLost) };
      this.error = null;
      await this.load();
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  async takeBack(): Promise<void> {
    const undo = this.undo;
    this.undo = null;
    try {
      await undo?.back();
      await this.load();
    } catch (cause) {
      this.error = readError(cause);
    }
  }
}
