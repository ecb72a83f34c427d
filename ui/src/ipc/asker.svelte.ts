// Asking Rust for one change at a time, and keeping what it refused.

import type { CommandError } from "./bindings/CommandError";
import { readError } from "./errors";

export class Asker {
  isBusy = $state(false);
  error = $state.raw<CommandError | null>(null);

  /** Reads again what a change may have changed; nothing by default. */
  async load(): Promise<void> {}

  /** Runs a change and shows what it left; returns whether it was done. What it was refused for outlives the reading. */
  async change(task: () => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) return false;
    const isDone = await this.does(task);
    const refused = this.error;
    await this.load();
    this.error = refused ?? this.error;
    return isDone;
  }

  /** Runs a task unless one is under way; returns whether it was done. */
  protected async does(task: () => Promise<unknown>): Promise<boolean> {
    return (await this.ask(task)) !== null;
  }

  /** Runs a task unless one is under way; nothing when it was not done, and `error` says why. */
  protected async ask<Answer>(task: () => Promise<Answer>): Promise<{ answer: Answer } | null> {
    if (this.isBusy) return null;
    this.isBusy = true;
    this.error = null;
    try {
      return { answer: await task() };
    } catch (cause) {
      this.error = readError(cause);
      return null;
    } finally {
      this.isBusy = false;
    }
  }
}
