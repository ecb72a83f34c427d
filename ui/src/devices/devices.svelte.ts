// The clinic's computers, and this one's way in.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { DevicesView } from "../ipc/bindings/DevicesView";
import type { JoiningView } from "../ipc/bindings/JoiningView";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** How often it is asked again while two people sit in front of two screens. */
const EVERY = 1500;

export class DevicesState {
  view = $state.raw<DevicesView | null>(null);
  error = $state.raw<CommandError | null>(null);
  isBusy = $state(false);

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

  async load(): Promise<void> {
    try {
      this.view = await commands.devicesView();
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Runs a change and shows what it left; returns whether it was done. */
  async change(act: () => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.error = null;
    try {
      await act();
      return true;
    } catch (cause) {
      this.error = readError(cause);
      return false;
    } finally {
      this.isBusy = false;
      const error = this.error;
      await this.load();
      this.error = error;
    }
  }
}

export class JoiningState {
  view = $state.raw<JoiningView | null>(null);
  error = $state.raw<CommandError | null>(null);
  isBusy = $state(false);

  start(): () => void {
    const load = soon(() => void this.load());
    void this.load();
    return onChange((change) => change.kind === "app" && load());
  }

  async load(): Promise<void> {
    try {
      this.view = await commands.joiningView();
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Says that the code on this screen is the one that was compared. */
  confirm = (code: string) => this.#do(() => commands.confirmJoining(code));

  giveUp = () => this.#do(commands.giveUpJoining);

  async #do(act: () => Promise<unknown>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.error = null;
    try {
      await act();
    } catch (cause) {
      this.error = readError(cause);
    } finally {
      this.isBusy = false;
      await this.load();
    }
  }
}
