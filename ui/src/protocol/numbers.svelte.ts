// The emergency numbers of the clinic's country, and whether somebody has to look at them again.

import { Asker } from "../ipc/asker.svelte";
import type { EmergencyNumbersView } from "../ipc/bindings/EmergencyNumbersView";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";

export class NumbersState extends Asker {
  view = $state.raw<EmergencyNumbersView | null>(null);

  override async load(): Promise<void> {
    const answer = await this.ask(commands.emergencyNumbers);
    if (answer) this.view = answer.answer;
  }

  /** Loads and hears changes; the returned function stops it. */
  start(): () => void {
    void this.load();
    const load = soon(() => void this.load());
    return onChange((change) => {
      if (change.kind === "app") load();
    });
  }

  confirm = () => this.change(commands.confirmEmergencyNumbers);
}
