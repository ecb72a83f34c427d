// Staff and the session: who works here, what an owner changes, what the lock screen offers.

import type { Role } from "../ipc/bindings/Role";
import type { SessionView } from "../ipc/bindings/SessionView";
import type { StaffListView } from "../ipc/bindings/StaffListView";
import { Asker } from "../ipc/asker.svelte";
import * as commands from "../ipc/commands";
import { onChange, soon } from "../ipc/changes";
import { readError } from "../ipc/errors";

/** How the session stands; kept up to date while it is listened to. */
export class SessionState {
  view = $state.raw<SessionView | null>(null);

  start(): () => void {
    const load = soon(() => void this.load());
    void this.load();
    return onChange((change) => (change.kind === "app" || change.kind === "alert") && load());
  }

  async load(): Promise<void> {
    this.view = await commands.sessionView().catch(() => this.view);
  }

  async acknowledge(emergency: string): Promise<void> {
    await commands.acknowledgeEmergency(emergency).catch(() => null);
    await this.load();
  }
}

/** The staff as an owner sees and changes them. */
export class StaffState extends Asker {
  view = $state.raw<StaffListView | null>(null);
  readonly #lists: boolean;

  /** `lists` is false for who may not see the list: they only change what is theirs. */
  constructor(lists = true) {
    super();
    this.#lists = lists;
  }

  override async load(): Promise<void> {
    if (!this.#lists) return;
    try {
      this.view = await commands.staffList();
    } catch (cause) {
      this.error = readError(cause);
    }
  }
}

export const roles: readonly Role[] = ["owner", "clinician", "assistant"];
