// What keeps the person of the open conversation here, and handing out or erasing what there is of them.

import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { ErasureReason } from "../ipc/bindings/ErasureReason";
import type { ErasureView } from "../ipc/bindings/ErasureView";
import type { ExportView } from "../ipc/bindings/ExportView";
import type { KeepingView } from "../ipc/bindings/KeepingView";
import type { Side } from "../ipc/bindings/Side";
import { Asker } from "../ipc/asker.svelte";
import * as commands from "../ipc/commands";

export type KeepingDialog = "erase" | "hold" | "lift";

export class KeepingState extends Asker {
  readonly side: Side;
  readonly conversation: ConversationId;
  view = $state.raw<KeepingView | null>(null);
  dialog = $state<KeepingDialog | null>(null);
  isExporting = $state(false);
  exported = $state.raw<ExportView | null>(null);

  #asked = 0;

  constructor(side: Side, conversation: ConversationId) {
    super();
    this.side = side;
    this.conversation = conversation;
  }

  /** Reads what keeps them; while nobody may know, there is nothing to show. */
  override async load(): Promise<void> {
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
  erase(reason: ErasureReason): Promise<boolean> {
    return this.does(() => commands.erasePerson(this.side, this.conversation, reason));
  }

  async hold(reason: string): Promise<void> {
    await this.#closing(() => commands.setHold(this.side, this.conversation, reason));
  }

  async lift(): Promise<void> {
    await this.#closing(() => commands.liftHold(this.side, this.conversation));
  }

  /** Writes the folder where the system's dialog says; nothing is said when that was put away. */
  async export(words: Record<string, string>): Promise<void> {
    this.exported = null;
    this.isExporting = true;
    const written = await this.ask(() => commands.exportPerson(this.side, this.conversation, words));
    this.isExporting = false;
    this.exported = written?.answer ?? null;
  }

  async #closing(task: () => Promise<null>): Promise<void> {
    if (await this.change(task)) this.dialog = null;
  }
}
