// Searching everything one may read. The newest question wins.

import type { SearchView } from "../ipc/bindings/SearchView";
import type { CommandError } from "../ipc/bindings/CommandError";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export class SearchState {
  query = $state("");
  view = $state.raw<SearchView | null>(null);
  error = $state.raw<CommandError | null>(null);
  isOpen = $state(false);
  #asked = 0;

  async ask(query: string): Promise<void> {
    this.query = query;
    this.isOpen = true;
    const asked = ++this.#asked;
    if (query.trim() === "") {
      this.view = null;
      return;
    }
    try {
      const view = await commands.search(query.trim());
      if (asked !== this.#asked) return;
      this.view = view;
      this.error = null;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  close(): void {
    this.#asked++;
    this.isOpen = false;
    this.query = "";
    this.view = null;
    this.error = null;
  }
}
