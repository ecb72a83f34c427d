// Flags nobody has acknowledged, with the conversation each belongs to.

import type { AlertView } from "../ipc/bindings/AlertView";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { RowView } from "../ipc/bindings/RowView";
import type { Side } from "../ipc/bindings/Side";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import { inOrder } from "../shared/levels";

export interface Flag {
  alert: AlertView;
  /** Absent when the conversation may not be read now. */
  row: RowView | null;
  side: Side | null;
}

const MOST_ROWS = 1000;

export class FlagsState {
  flags = $state.raw<Flag[] | null>(null);
  error = $state.raw<CommandError | null>(null);
  #asked = 0;
  readonly #readsClinical: boolean;

  /** Whoever does not read patients is not told which flags are about them. */
  constructor(readsClinical = true) {
    this.#readsClinical = readsClinical;
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    const rowsOf = (side: Side) => commands.listConversations({ side, filter: "risk", channel: null }, MOST_ROWS).then((list) => list.rows);
    try {
      const [alerts, clinical, leads] = await Promise.all([commands.openAlerts(), this.#readsClinical ? rowsOf("clinical") : [], rowsOf("leads")]);
      if (asked !== this.#asked) return;
      this.flags = inOrder(alerts).map((alert) => {
        const isHere = (row: RowView) => row.conversation === alert.conversation;
        const patient = clinical.find(isHere);
        const lead = leads.find(isHere);
        return { alert, row: patient ?? lead ?? null, side: patient ? "clinical" : lead ? "leads" : null };
      });
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
