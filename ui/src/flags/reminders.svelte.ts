// The reminders of flags that are due: read at the start, when something changes, and every minute, for they come with time.

import { createContext } from "svelte";
import { Asker } from "../ipc/asker.svelte";
import type { AlertId } from "../ipc/bindings/AlertId";
import type { ReminderView } from "../ipc/bindings/ReminderView";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

const EVERY_MS = 60_000;

export class RemindersState extends Asker {
  due = $state.raw<ReminderView[]>([]);
  #asked = 0;

  /** Loads, and goes on loading; the returned function stops it. */
  start(): () => void {
    const again = soon(() => void this.load());
    void this.load();
    const timer = setInterval(() => void this.load(), EVERY_MS);
    const stop = onChange((change) => {
      if (change.kind === "app" || change.kind === "alert" || change.kind === "conversation") again();
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }

  override async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const due = await commands.reminders();
      if (asked === this.#asked) this.due = due;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  settle = (alert: AlertId) => this.change(() => commands.settleReminder(alert));
}

export const [getReminders, setReminders] = createContext<RemindersState>();
