// Flags nobody has acknowledged, and those somebody has in hand.

import type { AlertView } from "../ipc/bindings/AlertView";
import type { CommandError } from "../ipc/bindings/CommandError";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import { inOrder } from "../shared/levels";

export class FlagsState {
  flags = $state.raw<AlertView[] | null>(null);
  /** Taken, without an outcome yet. */
  inHand = $state.raw<AlertView[]>([]);
  error = $state.raw<CommandError | null>(null);
  #asked = 0;
  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const [open, inHand] = await Promise.all([commands.openAlerts(), commands.alertsInHand()]);
      if (asked !== this.#asked) return;
      this.flags = inOrder(open);
      this.inHand = inOrder(inHand);
      this.error = null;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  async acknowledge(alert: AlertView): Promise<void> {
    try {
      await commands.acknowledgeAlert(alert.id);
      await this.load();
    } catch (cause) {
      this.error = readError(cause);
    }
  }
}
