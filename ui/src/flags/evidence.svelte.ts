// Why a flag stands on a message whose own words do not call for it.

import type { AlertId } from "../ipc/bindings/AlertId";
import type { AlertReasonsView } from "../ipc/bindings/AlertReasonsView";
import * as commands from "../ipc/commands";

export class EvidenceState {
  reasons = $state.raw<AlertReasonsView | null>(null);
  #asked = 0;

  /** Reads it; a flag that cannot be read says nothing more than its banner does. */
  async look(alert: AlertId): Promise<void> {
    const asked = ++this.#asked;
    const reasons = await commands.alertReasons(alert).catch(() => null);
    if (asked === this.#asked) this.reasons = reasons;
  }
}
