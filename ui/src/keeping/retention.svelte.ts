// The rules of keeping, who goes next by them, and the register of processing.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { RegisterDocument } from "../ipc/bindings/RegisterDocument";
import type { RegisterView } from "../ipc/bindings/RegisterView";
import type { RetentionView } from "../ipc/bindings/RetentionView";
import type { Side } from "../ipc/bindings/Side";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export class RetentionState {
  view = $state.raw<RetentionView | null>(null);
  register = $state.raw<RegisterView | null>(null);
  isSaved = $state(false);
  error = $state.raw<CommandError | null>(null);

  /** Loads, and loads anew when people change; the returned function stops it. */
  start(): () => void {
    const again = soon(() => void this.load());
    void this.load();
    return onChange((change) => {
      if (change.kind === "app" || change.kind === "records" || change.kind === "alert") again();
    });
  }

  async load(): Promise<void> {
    await this.#ask(async () => (this.view = await commands.retentionView()));
  }

  async set(side: Side, months: number | null): Promise<void> {
    await this.#ask(async () => (this.view = await commands.setRetention(side, months)));
  }

  async loadRegister(): Promise<void> {
    this.isSaved = false;
    await this.#ask(async () => (this.register = await commands.registerView()));
  }

  async saveRegister(document: RegisterDocument): Promise<void> {
    this.isSaved = false;
    await this.#ask(async () => (this.isSaved = await commands.saveRegister(document)));
  }

  async #ask(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    }
  }
}
