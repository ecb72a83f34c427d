// Every patient, also whoever never wrote: the list, one of them, and beginning to write to them.

import { Asker } from "../ipc/asker.svelte";
import type { ChannelId } from "../ipc/bindings/ChannelId";
import type { IdentityId } from "../ipc/bindings/IdentityId";
import type { MovedView } from "../ipc/bindings/MovedView";
import type { PatientRowView } from "../ipc/bindings/PatientRowView";
import type { PatientView } from "../ipc/bindings/PatientView";
import type { PatientsView } from "../ipc/bindings/PatientsView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** Rows asked for at once; twice as many each time one scrolls near the end. */
const PAGE_ROWS = 200;

export class PatientsState extends Asker {
  text = $state("");
  onlySilent = $state(false);
  view = $state.raw<PatientsView | null>(null);
  /** The patient without a conversation who is shown. */
  chosen = $state<IdentityId | null>(null);
  card = $state.raw<PatientView | null>(null);
  rows = $derived<PatientRowView[]>(this.view?.rows ?? []);

  #limit = PAGE_ROWS;
  #asked = 0;

  /** Asks for the rows again; an answer overtaken by a later question is dropped. */
  override async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await commands.listPatients({ text: this.text.trim(), onlySilent: this.onlySilent }, this.#limit);
      if (asked !== this.#asked) return;
      this.view = view;
      this.error = null;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  find(text: string): Promise<void> {
    this.text = text;
    this.#limit = PAGE_ROWS;
    return this.load();
  }

  showSilent(onlySilent: boolean): Promise<void> {
    this.onlySilent = onlySilent;
    this.#limit = PAGE_ROWS;
    return this.load();
  }

  async loadMore(): Promise<void> {
    if (this.rows.length >= (this.view?.total ?? 0) || this.#limit > this.rows.length) return;
    this.#limit *= 2;
    await this.load();
  }

  /** Shows somebody without a conversation. */
  async choose(patient: IdentityId): Promise<void> {
    this.chosen = patient;
    this.card = null;
    const card = await commands.patient(patient).catch((cause: unknown) => {
      if (this.chosen === patient) this.error = readError(cause);
      return null;
    });
    if (this.chosen === patient) this.card = card;
  }

  leave(): void {
    this.chosen = null;
    this.card = null;
  }

  /** Begins a conversation; nothing is sent. Says where it is, or nothing, and `error` says why. */
  async write(channel: ChannelId): Promise<MovedView | null> {
    const patient = this.chosen;
    if (patient === null) return null;
    const begun = await this.ask(() => commands.writeToPatient(patient, channel));
    return begun?.answer ?? null;
  }
}
