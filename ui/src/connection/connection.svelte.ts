// How relay and channels stand, and the proof that they do.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConnectionView } from "../ipc/bindings/ConnectionView";
import type { ProofView } from "../ipc/bindings/ProofView";
import type { WhatsAppForm } from "../ipc/bindings/WhatsAppForm";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export class ConnectionState {
  view = $state.raw<ConnectionView | null>(null);
  proof = $state.raw<ProofView | null>(null);
  isBusy = $state(false);
  error = $state.raw<CommandError | null>(null);

  async load(): Promise<void> {
    try {
      this.view = await commands.connectionView();
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Sends an event the whole way in and looks at everything again; that it came back is told by a change. */
  async check(): Promise<void> {
    await commands.runSelfTest().catch(() => null);
    await this.load();
  }

  connect(form: WhatsAppForm): Promise<void> {
    return this.#prove(() => commands.connectWhatsApp(form));
  }

  /** Shows how far an earlier attempt got, if there was one. */
  async resume(): Promise<void> {
    const proof = await commands.proveWhatsApp().catch(() => null);
    if (proof?.channel && !this.proof) this.proof = proof;
  }

  /** Looks at every point again. */
  prove(): Promise<void> {
    return this.#prove(commands.proveWhatsApp);
  }

  async #prove(ask: () => Promise<ProofView | null>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      this.proof = await ask();
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    } finally {
      this.isBusy = false;
    }
  }
}
