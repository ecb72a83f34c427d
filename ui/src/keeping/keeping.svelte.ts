// What keeps the person of the open conversation here, and handing out or erasing what there is of them.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { ErasureReason } from "../ipc/bindings/ErasureReason";
import type { ErasureView } from "../ipc/bindings/ErasureView";
import type { ExportView } from "../ipc/bindings/ExportView";
import type { KeepingView } from "../ipc/bindings/KeepingView";
import type { Side } from "../ipc/bindings/Side";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export type KeepingDialog = "erase" | "hold" | "lift";

export class KeepingState {
  readonly side: Side;
  readonly conversation: ConversationId;
  view = $state.raw<KeepingView | null>(null);
  dialog = $state<KeepingDialog | null>(null);
  error = $state.raw<CommandError | null>(null);
  isBusy = $state(false);
  isExporting = $state(false);
  exported = $state.raw<ExportView | null>(null);

  #asked = 0;

  constructor(side: Side, conversation: ConversationId) {
    this.side = side;
    this.conversation = conversation;
  }

  /** Reads what keeps them; while nobody may know, there is nothing to show. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    const view = await commands.keeping(this.side, this.conversation).catch(() => null);
    if (asked === this.#asked) this.view = view;
  }

  show(dialog: KeepingDialog): void {
    this.error = null;
    this.dialog = dialog;
  }

  preview(): Promise<ErasureView> {
    return commands.previewErasure(this.side, this.conversation);
  }

  /** Returns whether they are gone. */
  async erase(reason: ErasureReason): Promise<boolean> {
    return (await this.#act(async () => (await commands.erasePerson(this.side, this.conversation, reason), true))) ?? false;
  }

  async hold(reason: string): Promise<void> {
    await this.#change(() => commands.setHold(this.side, this.conversation, reason));
  }

  async lift(): Promise<void> {
    await this.#change(() => commands.liftHold(this.side, this.conversation));
  }

  /** Writes the folder where the system's dialog says; nothing is said when that was put away. */
  async export(words: Record<string, string>): Promise<void> {
    this.exported = null;
    this.isExporting = true;
    const written = await this.#act(() => commands.exportPerson(this.side, this.conversation, words));
    this.isExporting = false;
    this.exported = written;
  }

  async #change(ask: () => Promise<null>): Promise<void> {
    const done = await this.#act(async () => (await ask(), true));
    if (done) this.dialog = null;
    await this.load();
  }

  async #act<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
    if (this.isBusy) return null;
    this.isBusy = true;
    this.error = null;
    try {
      return await ask();
    } catch (cause) {
      this.error = readError(cause);
      return null;
    } finally {
      this.isBusy = false;
    }
  }
}
