// The clinic's computers, and this one's way in.

import type { DevicesView } from "../ipc/bindings/DevicesView";
import type { JoiningView } from "../ipc/bindings/JoiningView";
import { onChange, soon } from "../ipc/changes";
import { Asker } from "../ipc/asker.svelte";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** How often it is asked again while two people sit in front of two screens. */
const EVERY = 1500;

export class DevicesState extends Asker {
  view = $state.raw<DevicesView | null>(null);

  start(): () => void {
    const load = soon(() => void this.load());
    void this.load();
    return onChange((change) => change.kind === "connection" && load());
  }

  /** Looks again and again, while a new computer is being let in. */
  watch(): () => void {
    const timer = setInterval(() => void this.load(), EVERY);
    return () => clearInterval(timer);
  }

  override async load(): Promise<void> {
    try {
      this.view = await commands.devicesView();
    } catch (cause) {
      this.error = readError(cause);
    }
  }
}

export class JoiningState extends Asker {
  view = $state.raw<JoiningView | null>(null);

  start(): () => void {
    const load = soon(() => void this.load());
    void this.load();
    return onChange((change) => change.kind === "app" && load());
  }

  override async load(): Promise<void> {
    try {
      this.view = await commands.joiningView();
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Says that the code on this screen is the one that was compared. */
  confirm = (code: string) => this.change(() => commands.confirmJoining(code));

  /** Asks to be let in again, by a code of the relay. */
  pair = (pairing: string) => this.change(() => commands.pairRelay(pairing.trim()));

  giveUp = () => this.change(commands.giveUpJoining);
}
