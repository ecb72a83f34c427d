// One day of a conversation's person in short: which day is shown, and asking for another one, a new one, or a draft.

import { Asker } from "../ipc/asker.svelte";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { DaySummaryView } from "../ipc/bindings/DaySummaryView";
import type { DraftPreviewView } from "../ipc/bindings/DraftPreviewView";
import type { Side } from "../ipc/bindings/Side";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** Returns the date so many days after another, for example `2026-11-21` one day after `2026-11-20`. */
export function dayAfter(day: string, days: number): string {
  const at = new Date(`${day}T12:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Returns an instant of a calendar day, to say it as a heading. */
export function noonOf(day: string): number {
  return new Date(`${day}T12:00`).getTime();
}

export class SummaryState extends Asker {
  view = $state.raw<DaySummaryView | null>(null);
  preview = $state.raw<DraftPreviewView | null>(null);
  isPreviewed = $state(false);
  isDrafting = $state(false);
  #side: Side;
  #conversation: ConversationId;
  /** The day asked for; today, whichever that is, when absent. */
  #day: string | null;

  constructor(side: Side, conversation: ConversationId, day: string | null = null) {
    super();
    this.#side = side;
    this.#conversation = conversation;
    this.#day = day;
  }

  start(): () => void {
    const load = soon(() => void this.load());
    void this.load();
    return onChange((change) => {
      const isOfThis = (change.kind === "summary" || change.kind === "conversation" || change.kind === "alert") && change.conversation === this.#conversation;
      if (isOfThis || change.kind === "records" || change.kind === "app") load();
    });
  }

  override async load(): Promise<void> {
    const asked = this.#day;
    try {
      const view = await commands.daySummary(this.#side, this.#conversation, asked);
      if (asked === this.#day) this.view = view;
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  isToday = $derived(this.view !== null && this.view.day === this.view.today);

  /** Shows the day so many days later. */
  async step(days: number): Promise<void> {
    if (!this.view) return;
    const day = dayAfter(this.#day ?? this.view.day, days);
    if (day > this.view.today) return;
    this.#day = day === this.view.today ? null : day;
    await this.load();
  }

  makeNow = () => this.does(async () => (this.view = await commands.makeDaySummary(this.#side, this.#conversation, this.#day)));

  async draftNow(): Promise<void> {
    this.isDrafting = true;
    await this.does(async () => (this.view = await commands.draftDaySummary(this.#side, this.#conversation, this.#day)));
    this.isDrafting = false;
  }

  async look(): Promise<void> {
    await this.does(async () => {
      this.preview = await commands.previewDayDraft(this.#side, this.#conversation, this.#day);
      this.isPreviewed = true;
    });
  }
}
