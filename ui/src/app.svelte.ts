// What the window shows as a whole: the stage, and its settings put on the page.

import { createContext } from "svelte";
import type { AppView } from "./ipc/bindings/AppView";
import type { CommandError } from "./ipc/bindings/CommandError";
import type { ConversationId } from "./ipc/bindings/ConversationId";
import type { SettingsView } from "./ipc/bindings/SettingsView";
import type { Side } from "./ipc/bindings/Side";
import * as commands from "./ipc/commands";
import { readError } from "./ipc/errors";
import { systemLanguage, type Words } from "./text/words.svelte";
import { isZone } from "./text/zone";

export class AppState {
  view = $state.raw<AppView | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** A conversation asked for by a notification while the desk was not open. */
  wanted = $state.raw<{ side: Side; conversation: ConversationId } | null>(null);
  #words: Words;
  #beforeLock = new Set<() => Promise<void>>();

  constructor(words: Words) {
    this.#words = words;
  }

  async load(): Promise<void> {
    try {
      this.view = await commands.appView();
      this.error = null;
      this.#wear(this.view.settings);
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  async saveSettings(settings: SettingsView): Promise<void> {
    const before = this.view?.settings;
    this.#wear(settings);
    try {
      const saved = await commands.saveSettings(settings);
      if (this.view) this.view = { ...this.view, settings: saved };
      this.#wear(saved);
    } catch (cause) {
      if (before) this.#wear(before);
      throw cause;
    }
  }

  /** Has something done before the desk locks; the returned function forgets it. */
  beforeLock(task: () => Promise<void>): () => void {
    this.#beforeLock.add(task);
    return () => this.#beforeLock.delete(task);
  }

  /** Lets somebody else sign in at once; what was being written is kept first. Fails with what Rust says, and nobody left. */
  async switchTo(act: () => Promise<unknown>): Promise<void> {
    await Promise.all([...this.#beforeLock].map((task) => task()));
    await act();
    await this.load();
  }

  async lock(): Promise<void> {
    await Promise.all([...this.#beforeLock].map((task) => task()));
    await commands.lock().catch((cause: unknown) => (this.error = readError(cause)));
    await this.load();
  }

  #wear(settings: SettingsView): void {
    this.#words.language = settings.language ?? systemLanguage();
    this.#words.timeZone = settings.timeZone && isZone(settings.timeZone) ? settings.timeZone : undefined;
    document.documentElement.lang = this.#words.language;
    if (settings.theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = settings.theme;
  }
}

export const [getApp, setApp] = createContext<AppState>();
