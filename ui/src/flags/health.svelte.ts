// Whether flags are on.

import type { FlagsHealthView } from "../ipc/bindings/FlagsHealthView";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";

const EVERY_MS = 60_000;

export class HealthState {
  view = $state.raw<FlagsHealthView | null>(null);
  /** Whether something has to be said over the desk. */
  isShown = $derived(this.view !== null && (this.view.rulesFail || this.view.stalledSince !== null || this.view.brokenPhrases > 0));

  /** Loads, and goes on loading; the returned function stops it. */
  start(): () => void {
    const again = soon(() => void this.load());
    void this.load();
    const timer = setInterval(() => void this.load(), EVERY_MS);
    const stop = onChange((change) => {
      if (change.kind === "app") again();
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }

  async load(): Promise<void> {
    // A desk that locks meanwhile shows nothing of this.
    this.view = await commands.flagsHealth().catch(() => this.view);
  }
}
