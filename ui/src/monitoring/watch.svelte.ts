// Monitoring's patients: who is listed, who is opened, and what is on paper.

import { tick } from "svelte";
import { Asker } from "../ipc/asker.svelte";
import type { AlertView } from "../ipc/bindings/AlertView";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { MonitoringView } from "../ipc/bindings/MonitoringView";
import type { PatientToneView } from "../ipc/bindings/PatientToneView";
import type { UnansweredListView } from "../ipc/bindings/UnansweredListView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** How many of each the screen lists, and how many fit on paper. */
const LISTED = 100;
const ON_PAPER = 500;

export type WatchTab = "patients" | "unanswered";

/** What is printed: one patient, or all. */
export interface PrintedPage {
  at: number;
  story: PatientToneView | null;
  all: { view: MonitoringView; waiting: UnansweredListView; flags: readonly AlertView[] } | null;
}

export class WatchState extends Asker {
  view = $state.raw<MonitoringView | null>(null);
  waiting = $state.raw<UnansweredListView | null>(null);
  tab = $state<WatchTab>("patients");
  chosen = $state<ConversationId | null>(null);
  story = $state.raw<PatientToneView | null>(null);
  page = $state.raw<PrintedPage | null>(null);
  #asked = 0;
  #askedStory = 0;

  /** The listed conversations, in their order. */
  ids = $derived(this.tab === "patients" ? (this.view?.patients ?? []).map((it) => it.conversation) : (this.waiting?.conversations ?? []).map((it) => it.conversation));
  notShown = $derived.by(() => {
    const total = this.tab === "patients" ? this.view?.total : this.waiting?.total;
    return (total ?? 0) - this.ids.length;
  });

  override async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const [view, waiting] = await Promise.all([commands.monitoringPatients(LISTED), commands.unansweredMessages(LISTED)]);
      if (asked !== this.#asked) return;
      this.view = view;
      this.waiting = waiting;
      this.error = null;
      await this.#keepChosen();
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  show(tab: WatchTab): void {
    this.tab = tab;
    void this.#keepChosen();
  }

  async choose(conversation: ConversationId): Promise<void> {
    this.chosen = conversation;
    const asked = ++this.#askedStory;
    try {
      const story = await commands.patientTone(conversation);
      if (asked !== this.#askedStory) return;
      this.story = story;
      this.error = null;
    } catch (cause) {
      if (asked !== this.#askedStory) return;
      this.story = null;
      this.error = readError(cause);
    }
  }

  /** Lays out what is printed, has the act written down, and opens the system's print dialog. */
  async print(conversation: ConversationId | null, flags: readonly AlertView[] = []): Promise<boolean> {
    return this.does(async () => {
      this.page = conversation === null ? await this.#everybody(flags) : { at: Date.now(), story: await commands.patientTone(conversation), all: null };
      await tick();
      await commands.printMonitoring(conversation);
    });
  }

  /** Puts the printed page away; what is on it is patients'. */
  putAway(): void {
    this.page = null;
  }

  async #everybody(flags: readonly AlertView[]): Promise<PrintedPage> {
    const [view, waiting] = await Promise.all([commands.monitoringPatients(ON_PAPER), commands.unansweredMessages(ON_PAPER)]);
    return { at: Date.now(), story: null, all: { view, waiting, flags } };
  }

  /** Whoever is opened stays opened while listed; else the first is. */
  async #keepChosen(): Promise<void> {
    const chosen = this.chosen !== null && this.ids.includes(this.chosen) ? this.chosen : (this.ids[0] ?? null);
    if (chosen !== null) {
      await this.choose(chosen);
      return;
    }
    this.chosen = null;
    this.story = null;
  }
}
